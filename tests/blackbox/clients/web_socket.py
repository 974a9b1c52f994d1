"""The client's side of WebSocket, of the standard library alone."""
import base64
import hashlib
import os
import socket
import struct


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
    size = bytes([0x80 | len(payload)]) if len(payload) < 126 else struct.pack("!BH", 0x80 | 126, len(payload))
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    connection.sendall(bytes([0x80 | opcode]) + size + mask + masked)


def connect(host, port, path, headers=()):
    """Opens a WebSocket: the handshake's status, and the connection, or None when it was refused."""
    connection = socket.create_connection((host, int(port)), timeout=20)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Upgrade: websocket", "Connection: Upgrade",
             f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", *headers, "", ""]
    connection.sendall("\r\n".join(lines).encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += receive(connection, 1)
    status = head.split(b" ")[1].decode()
    if status != "101":
        return status, None
    wanted = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
    assert wanted in head, head
    return status, connection
