#include "proxy/metrics/metrics_page.h"

namespace gatelens::proxy {

namespace asio = boost::asio;

std::string MetricsPage::render(ExpositionFormat format) const
{
    Exposition page(format);
    for (const MetricSource& source : m_sources)
        source(page);
    return page.finish();
}

asio::awaitable<void> MetricsPage::serve(ServerExchange& exchange) const
{
    const RequestHead& request = exchange.head();
    const std::string path = request.target.substr(0, request.target.find('?'));
    ResponseHead head;
    OutgoingBody body;
    if (path != "/metrics") {
        head.statusCode = 404;
        head.headers.set("Content-Type", "text/plain; charset=utf-8");
        body.bytes = "The metrics are at /metrics.\n";
    } else if (request.method != "GET" && request.method != "HEAD") {
        head.statusCode = 405;
        head.headers.set("Allow", "GET, HEAD");
    } else {
        const std::string* accept = request.headers.find("Accept");
        const ExpositionFormat format
            = negotiateExposition(accept != nullptr ? std::string_view(*accept) : "");
        head.headers.set("Content-Type", std::string(contentTypeOf(format)));
        body.bytes = render(format);
    }
    // A scraper that has gone away comes again.
    [[maybe_unused]] const Result<void> sent
        = co_await exchange.respond(std::move(head), std::move(body));
}

} // namespace gatelens::proxy
