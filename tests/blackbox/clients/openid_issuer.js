// An OpenID provider: discovery, a key set with keys that are rotated on request, and tokens signed with the newest key.
// Prints {"port": N} when it listens.
//   GET  /.well-known/openid-configuration
//   GET  /keys                    the present and the previous key
//   GET  /token?sub=NAME          a token of the present key
//   POST /rotate                  makes a new key; the one before the last is forgotten
'use strict';
const crypto = require('crypto');
const http = require('http');

let number = 0;
let keys = [];

function addKey() {
  number += 1;
  const pair = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  keys = [{ id: `key-${number}`, ...pair }, ...keys].slice(0, 2);
}

function base64(object) {
  return Buffer.from(JSON.stringify(object)).toString('base64url');
}

function token(issuer, subject) {
  const now = Math.floor(Date.now() / 1000);
  const key = keys[0];
  const input = `${base64({ alg: 'RS256', typ: 'JWT', kid: key.id })}.${base64({
    iss: issuer, aud: 'api://things', sub: subject, iat: now, nbf: now - 60, exp: now + 3600,
  })}`;
  return `${input}.${crypto.sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`;
}

addKey();
const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const answer = (body) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(body));
  };
  if (url.pathname === '/.well-known/openid-configuration') {
    answer({ issuer, jwks_uri: `${issuer}/keys` });
  } else if (url.pathname === '/keys') {
    answer({
      keys: keys.map((key) => ({
        ...key.publicKey.export({ format: 'jwk' }), kid: key.id, use: 'sig', alg: 'RS256',
      })),
    });
  } else if (url.pathname === '/token') {
    answer({ token: token(issuer, url.searchParams.get('sub')) });
  } else if (url.pathname === '/rotate' && request.method === 'POST') {
    addKey();
    answer({ present: keys[0].id });
  } else {
    response.statusCode = 404;
    response.end();
  }
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
