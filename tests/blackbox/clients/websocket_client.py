"""A WebSocket client of the standard library alone: websocket_client.py HOST PORT PATH TEXT…

Prints the handshake's status, then every text that the server sends: one at the beginning, one for each TEXT. Other
header lines come from the environment variable WEBSOCKET_HEADERS, separated by |."""
import base64
import hashlib
import os
import socket
import struct
import sys


def receive(connection, count):
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise EOFError("the server closed the connection")
        data += piece
    return data


def receive_text(connection):
    first, second = receive(connection, 2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack("!H", receive(connection, 2))
    return first & 0x0F, receive(connection, length).decode()


def send(connection, opcode, payload):
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    connection.sendall(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked)


def main():
    host, port, path, *texts = sys.argv[1:]
    connection = socket.create_connection((host, int(port)), timeout=20)
    key = base64.b64encode(os.urandom(16)).decode()
    headers = [line for line in os.environ.get("WEBSOCKET_HEADERS", "").split("|") if line]
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Upgrade: websocket", "Connection: Upgrade",
             f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", *headers, "", ""]
    connection.sendall("\r\n".join(lines).encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += receive(connection, 1)
    status = head.split(b" ")[1].decode()
    print(status)
    if status != "101":
        return
    wanted = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
    assert wanted in head, head
    print(receive_text(connection)[1])
    for text in texts:
        send(connection, 1, text.encode())
        print(receive_text(connection)[1])
    send(connection, 8, b"")
    opcode, _ = receive_text(connection)
    print("closed" if opcode == 8 else f"opcode {opcode}")


main()
