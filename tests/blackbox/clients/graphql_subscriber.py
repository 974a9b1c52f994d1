"""A GraphQL subscriber: graphql_subscriber.py HOST PORT PATH PROTOCOL SUBSCRIPTION MUTATION

Subscribes over WebSocket, sends the mutation by HTTP, and prints the handshake's status and the payload of the event."""
import json
import sys
import urllib.request

from web_socket import connect, receive_text, send

NAMES = {"graphql-transport-ws": ("subscribe", "next"), "graphql-ws": ("start", "data")}


def main():
    host, port, path, protocol, subscription, mutation = sys.argv[1:]
    begin, event = NAMES[protocol]
    status, connection = connect(host, port, path, [f"Sec-WebSocket-Protocol: other, {protocol}"])
    print(status)

    def tell(message):
        send(connection, 1, json.dumps(message).encode())

    def hear():
        return json.loads(receive_text(connection)[1])

    tell({"type": "connection_init"})
    assert hear()["type"] == "connection_ack"
    tell({"id": "one", "type": begin, "payload": {"query": subscription}})
    # What was sent before a ping has been taken when its answer comes.
    send(connection, 9, b"ping")
    assert receive_text(connection) == (10, "ping")
    request = urllib.request.Request(f"http://{host}:{port}{path}", json.dumps({"query": mutation}).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as response:
        print(response.read().decode())
    message = hear()
    assert (message["id"], message["type"]) == ("one", event), message
    print(json.dumps(message["payload"], separators=(",", ":")))


main()
