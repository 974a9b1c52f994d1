// A backend that streams. Prints {"port": N} when it listens.
//   GET  /events     server-sent events: the first at once, each further one after a POST /next; ends after the third
//   POST /next       lets the next event go
//   POST /same       answers the body that it gets
//   GET  /echo       with Upgrade: websocket: sends every text back in upper case, after "hello NAME" of the header X-Name
'use strict';
const crypto = require('crypto');
const http = require('http');

let waiting = [];

const server = http.createServer((request, response) => {
  if (request.url.startsWith('/events')) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    let count = 0;
    const send = () => {
      count += 1;
      response.write(`id: ${count}\ndata: event ${count}\n\n`);
      if (count === 3) response.end();
      else waiting.push(send);
    };
    send();
  } else if (request.url === '/next' && request.method === 'POST') {
    const ready = waiting;
    waiting = [];
    ready.forEach((send) => send());
    response.end();
  } else if (request.url === '/same') {
    request.pipe(response);
  } else {
    response.statusCode = 404;
    response.end();
  }
});

function frame(text) {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, payload.length]), payload]);
}

server.on('upgrade', (request, socket) => {
  const accept = crypto.createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    + `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.write(frame(`hello ${request.headers['x-name']}`));
  let buffered = Buffer.alloc(0);
  socket.on('data', (data) => {
    buffered = Buffer.concat([buffered, data]);
    // Frames of clients are masked; texts of tests are shorter than 126 bytes.
    while (buffered.length >= 6 && buffered.length >= 6 + (buffered[1] & 0x7f)) {
      const length = buffered[1] & 0x7f;
      const mask = buffered.subarray(2, 6);
      const payload = Buffer.from(buffered.subarray(6, 6 + length).map((byte, i) => byte ^ mask[i % 4]));
      const isClose = (buffered[0] & 0x0f) === 8;
      buffered = buffered.subarray(6 + length);
      if (isClose) {
        socket.end(Buffer.from([0x88, 0]));
        return;
      }
      socket.write(frame(payload.toString().toUpperCase()));
    }
  });
  socket.on('error', () => socket.destroy());
});

server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
