// A Node application instrumented with the classic Application Insights SDK (2.x). Sends one item of each kind to the
// connection string given and prints what the SDK was answered.
'use strict';
const appInsights = require('applicationinsights');

const connectionString = process.argv[2];
appInsights.setup(connectionString)
  .setAutoCollectConsole(false).setAutoCollectDependencies(false).setAutoCollectExceptions(false)
  .setAutoCollectPerformance(false, false).setAutoCollectRequests(false).setAutoCollectHeartbeat(false)
  .setUseDiskRetryCaching(false).setInternalLogging(false, false);
const client = appInsights.defaultClient;
client.context.tags[client.context.keys.cloudRole] = 'blackbox-classic';
const operation = '0af7651916cd43dd8448eb211c80319c';
const tags = { [client.context.keys.operationId]: operation };

client.trackRequest({ name: 'GET /orders', url: 'http://shop.example/orders', duration: 12.5, resultCode: 200, success: true, tagOverrides: tags, properties: { tenant: 'tenant-42' } });
client.trackDependency({ name: 'GET /stock', dependencyTypeName: 'HTTP', target: 'stock.example', data: 'http://stock.example/stock', duration: 7, resultCode: 503, success: false, tagOverrides: tags });
client.trackException({ exception: new Error('the shelf is empty'), tagOverrides: tags });
client.trackTrace({ message: 'looking for stock', severity: 2, tagOverrides: tags });
client.trackEvent({ name: 'order-placed', tagOverrides: tags });
client.trackMetric({ name: 'basket', value: 3 });
client.trackAvailability({ id: 'probe-1', name: 'front page', duration: 5, success: true, runLocation: 'here', message: 'ok' });
client.flush({ callback: (answer) => { console.log(answer); process.exit(0); } });
