#include "core/expression/library/families.h"

namespace gatelens::expression {

void registerFamilies(LibraryBuilder& library)
{
    registerCore(library);
    registerInterfaces(library);
    registerNumbers(library);
    registerChar(library);
    registerMath(library);
    registerRandom(library);
    registerConvert(library);
    registerText(library);
    registerStringBuilder(library);
    registerComparers(library);
    registerTime(library);
    registerTimeSpan(library);
    registerTimeZones(library);
    registerIdentity(library);
    registerAddress(library);
    registerUri(library);
    registerArrays(library);
    registerBuffer(library);
    registerCollections(library);
    registerEnumerable(library);
    registerRegex(library);
    registerCultures(library);
    registerEncoding(library);
    registerTextStreams(library);
    registerWebUtilities(library);
    registerHashes(library);
    registerCiphers(library);
    registerRsa(library);
    registerCertificates(library);
    registerJson(library);
    registerXml(library);
    registerDom(library);
    registerContext(library);
    registerTokens(library);
}

} // namespace gatelens::expression
