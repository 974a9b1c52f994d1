// A backend that speaks HTTP/2, over plain connections ("plain") or TLS ("tls"), or only HTTP/1.1 over TLS ("tls1").
// Arguments: the kind, then key and certificate files for TLS. Prints {"port": N} when it listens on loopback.
"use strict";
const fs = require("fs");
const http2 = require("http2");
const https = require("https");

const [kind, keyFile, certificateFile] = process.argv.slice(2);
let connections = 0;

function readBody(request, done) {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", piece => (text += piece));
    request.on("end", () => done(text));
}

function answer(request, response) {
    const path = request.url.split("?")[0];
    if (path === "/silent")
        return;
    if (path === "/reset")
        return request.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    if (path === "/early")
        request.stream.additionalHeaders({":status": 103, link: "</style.css>"});
    if (path === "/enough") { // answers a body that is still coming, and wants no more of it
        response.end("enough");
        return response.once("finish", () => request.stream.close(http2.constants.NGHTTP2_NO_ERROR));
    }
    if (path === "/large") {
        response.writeHead(200, {"content-type": "text/plain"});
        return response.end("x".repeat(3 * 1024 * 1024));
    }
    if (path === "/headers")
        return response.writeHead(200, {"x-large": "h".repeat(2000)}).end();
    if (path === "/broken") {
        response.writeHead(200);
        return response.write("half", () => request.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
    }
    if (path === "/trailers") {
        response.writeHead(200, {trailer: "x-sum"});
        response.write("abc");
        response.addTrailers({"x-sum": "3"});
        return response.end("de");
    }
    if (path === "/last") {
        request.stream.session.goaway(http2.constants.NGHTTP2_NO_ERROR, request.stream.id);
        return response.end("last");
    }
    readBody(request, body => {
        response.writeHead(200, {"content-type": "application/json"});
        response.end(JSON.stringify({version: request.httpVersion, method: request.method, url: request.url,
            headers: request.headers, trailers: request.trailers, body, connections}));
    });
}

function makeServer() {
    if (kind === "plain")
        return http2.createServer({}, answer);
    const tls = {key: fs.readFileSync(keyFile), cert: fs.readFileSync(certificateFile), allowHTTP1: true};
    return kind === "tls" ? http2.createSecureServer(tls, answer) : https.createServer(tls, answer);
}

const server = makeServer();
server.on(kind === "tls1" ? "secureConnection" : "session", () => ++connections);
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({port: server.address().port})));
