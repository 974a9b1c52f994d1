#include "app/gui/page_list.h"

#include "ui/diagnostics/diagnostics_page.h"
#include "ui/policies/policies_page.h"
#include "ui/sampling/sampling_page.h"

namespace gatelens::app {

ui::PageList pageList()
{
    return {ui::policiesPageEntry(), ui::diagnosticsPageEntry(), ui::samplingPageEntry()};
}

} // namespace gatelens::app
