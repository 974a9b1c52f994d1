// An OpenTelemetry application that exports spans with the Azure Monitor exporter. It insists on https: run it with
// NODE_EXTRA_CA_CERTS naming the local certificate authority.
'use strict';
const { trace, SpanKind, SpanStatusCode, context } = require('@opentelemetry/api');
const { BasicTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const { AzureMonitorTraceExporter } = require('@azure/monitor-opentelemetry-exporter');

const exporter = new AzureMonitorTraceExporter({ connectionString: process.argv[2], disableOfflineStorage: true });
const results = [];
const original = exporter.export.bind(exporter);
exporter.export = (spans, done) => original(spans, (result) => { results.push(result.code); done(result); });
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = provider.getTracer('blackbox');
const server = tracer.startSpan('GET /orders', { kind: SpanKind.SERVER, attributes: { 'http.request.method': 'GET', 'url.path': '/orders', 'http.response.status_code': 500, 'http.route': '/orders' } });
const client = tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes: { 'http.request.method': 'GET', 'url.full': 'http://stock.example/stock', 'server.address': 'stock.example', 'http.response.status_code': 503 } }, trace.setSpan(context.active(), server));
client.end();
server.setStatus({ code: SpanStatusCode.ERROR });
server.end();
provider.forceFlush().then(() => provider.shutdown()).then(() => {
  console.log(JSON.stringify({ traceId: server.spanContext().traceId, results }));
  process.exit(results.every((code) => code === 0) ? 0 : 1);
});
