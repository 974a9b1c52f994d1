// forward_worker STORE CONNECTION_STRING BATCH_ITEMS: forwards until everything is sent.
#include "proxy/forward/forwarder.h"

#include <cstdio>
#include <string>

int main(int argc, char** argv)
{
    using namespace gatelens;
    if (argc != 4)
        return 2;
    StoreOptions storeOptions;
    storeOptions.path = argv[1];
    storeOptions.batchDelay = std::chrono::milliseconds(5);
    const auto store = Store::open(storeOptions);
    if (!store) {
        std::fprintf(stderr, "%s\n", store.error().message.c_str());
        return 1;
    }
    proxy::ForwarderOptions options;
    options.limits.batchDelay = std::chrono::milliseconds(0);
    options.limits.batchItems = std::stoul(argv[3]);
    options.limits.backoff.base = std::chrono::milliseconds(5);
    const auto forwarder = proxy::Forwarder::create(**store, options);
    if (!forwarder || !(*forwarder)->setDestination({.name = "worker"}, argv[2]))
        return 1;
    const bool isIdle = (*forwarder)->waitUntilIdle(std::chrono::seconds(60));
    (*forwarder)->stop(std::chrono::seconds(5));
    return isIdle ? 0 : 1;
}
