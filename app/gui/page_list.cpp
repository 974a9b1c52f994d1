#include "app/gui/page_list.h"

#include "ui/diagnostics/diagnostics_page.h"
#include "ui/export/export_dialog.h"
#include "ui/forwarding/forwarding_page.h"
#include "ui/live/live_page.h"
#include "ui/metrics/metrics_page.h"
#include "ui/policies/policies_page.h"
#include "ui/sampling/sampling_page.h"
#include "ui/settings/settings_page.h"
#include "ui/welcome/welcome_page.h"

namespace gatelens::app {

ui::PageList pageList()
{
    return {ui::LivePage::entry(),      ui::MetricsPage::entry(), ui::policiesPageEntry(),
            ui::diagnosticsPageEntry(), ui::samplingPageEntry(),  ui::forwardingPageEntry(),
            ui::exportPageEntry(),      ui::settingsPageEntry(),  ui::welcomePageEntry()};
}

} // namespace gatelens::app
