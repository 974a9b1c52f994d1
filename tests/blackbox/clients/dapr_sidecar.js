// A stand-in of a Dapr sidecar that keeps what it was told. Prints {"port": N} when it listens.
//   POST /v1.0/publish/PUBSUB/TOPIC     204, or 404 when the component is named "missing"
//   POST /v1.0/bindings/NAME            200 with {"done": NAME}
//   any  /v1.0/invoke/APP/method/PATH   200 with what was asked
//   GET  /seen                          all of the above, as a JSON array
'use strict';
const http = require('http');

const seen = [];

const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (piece) => { body += piece; });
  request.on('end', () => {
    const answer = (status, value) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (request.url === '/seen') return answer(200, seen);
    const entry = { method: request.method, url: request.url, type: request.headers['content-type'], body };
    seen.push(entry);
    if (request.url.startsWith('/v1.0/publish/missing/')) return answer(404, { errorCode: 'ERR_PUBSUB_NOT_FOUND' });
    if (request.url.startsWith('/v1.0/publish/')) {
      response.statusCode = 204;
      return response.end();
    }
    if (request.url.startsWith('/v1.0/bindings/')) return answer(200, { done: request.url.split('/')[3] });
    return answer(200, entry);
  });
});

server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
