#pragma once

#include "core/expression/types/library.h"

namespace gatelens::expression {

// One function a family of .NET types; registerFamilies calls them all.

void registerCore(LibraryBuilder& library); ///< Object, Type, Enum, Nullable, delegates, exceptions
void registerInterfaces(LibraryBuilder& library); ///< IEnumerable<T> … and what they share
void registerNumbers(LibraryBuilder& library); ///< Boolean, Char, integers, Double, Decimal
void registerChar(LibraryBuilder& library);
void registerMath(LibraryBuilder& library); ///< Math, BigInteger
void registerRandom(LibraryBuilder& library);
void registerConvert(LibraryBuilder& library); ///< Convert, BitConverter
void registerText(LibraryBuilder& library); ///< String
void registerStringBuilder(LibraryBuilder& library);
void registerComparers(LibraryBuilder& library); ///< StringComparer and its kin
void registerTime(LibraryBuilder& library); ///< DateTime, DateTimeOffset
void registerTimeSpan(LibraryBuilder& library);
void registerIdentity(LibraryBuilder& library); ///< Guid
void registerAddress(LibraryBuilder& library); ///< IPAddress
void registerUri(LibraryBuilder& library); ///< Uri, its enums and UriBuilder
void registerUriBuilder(LibraryBuilder& library);
void registerTimeZones(LibraryBuilder& library); ///< TimeZoneInfo with its rules, TimeZone
void registerArrays(LibraryBuilder& library);
void registerBuffer(LibraryBuilder& library);
void registerCollections(
    LibraryBuilder& library); ///< List, Dictionary, HashSet, Queue, Stack, tuples
void registerEnumerable(LibraryBuilder& library); ///< System.Linq
void registerRegex(LibraryBuilder& library);
void registerEncoding(LibraryBuilder& library);
void registerWebUtilities(LibraryBuilder& library); ///< WebUtility, HttpUtility
void registerTextStreams(LibraryBuilder& library); ///< StringReader, StringWriter
void registerCultures(LibraryBuilder& library); ///< CultureInfo and the enums of parsing
void registerHashes(LibraryBuilder& library); ///< hashes and HMAC
void registerCiphers(LibraryBuilder& library); ///< AES, 3DES, random bytes
void registerRsa(LibraryBuilder& library);
void registerCertificates(LibraryBuilder& library);
void registerJson(LibraryBuilder& library);
void registerXml(LibraryBuilder& library);
void registerDom(LibraryBuilder& library); ///< XmlDocument and its nodes
void registerContext(LibraryBuilder& library); ///< the `context` tree
void registerTokens(LibraryBuilder& library); ///< Jwt, BasicAuthCredentials

void registerFamilies(LibraryBuilder& library);

} // namespace gatelens::expression
