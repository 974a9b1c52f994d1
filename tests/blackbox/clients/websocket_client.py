"""A WebSocket client: websocket_client.py HOST PORT PATH TEXT…

Prints the handshake's status, then every text that the server sends: one at the beginning, one for each TEXT. Other
header lines come from the environment variable WEBSOCKET_HEADERS, separated by |."""
import os
import sys

from web_socket import connect, receive_text, send


def main():
    host, port, path, *texts = sys.argv[1:]
    headers = [line for line in os.environ.get("WEBSOCKET_HEADERS", "").split("|") if line]
    status, connection = connect(host, port, path, headers)
    print(status)
    if connection is None:
        return
    print(receive_text(connection)[1])
    for text in texts:
        send(connection, 1, text.encode())
        print(receive_text(connection)[1])
    send(connection, 8, b"")
    opcode, _ = receive_text(connection)
    print("closed" if opcode == 8 else f"opcode {opcode}")


main()
