#include "core/expression/library/families.h"

namespace gatelens::expression {

void registerFamilies(LibraryBuilder& library)
{
    registerCore(library);
    registerInterfaces(library);
    registerNumbers(library);
    registerMath(library);
    registerConvert(library);
    registerText(library);
    registerTime(library);
    registerIdentity(library);
    registerArrays(library);
    registerCollections(library);
    registerEnumerable(library);
    registerRegex(library);
    registerEncoding(library);
    registerCrypto(library);
    registerCertificates(library);
    registerJson(library);
    registerXml(library);
    registerContext(library);
    registerTokens(library);
}

} // namespace gatelens::expression
