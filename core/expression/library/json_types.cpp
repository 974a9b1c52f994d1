#include "core/expression/json/token.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/comparers.h"
#include "core/expression/library/families.h"
#include "core/expression/library/json_access.h"
#include "core/expression/library/json_build.h"
#include "core/expression/library/json_merge.h"
#include "core/expression/library/xml_json.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

void registerJson(LibraryBuilder& library)
{
    registerJsonConvert(library);
    registerJsonSettings(library);
    registerJsonMerge(library);
    registerJsonToken(library);
    registerJsonContainers(library);
    registerJsonObject(library);
}

} // namespace gatelens::expression
