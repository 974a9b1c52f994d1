"""A reader of server-sent events: event_client.py EVENTS_URL NEXT_URL

Asks for the next event only when it has read the one before: it ends only when nothing on the way holds events back.
Prints every event's data."""
import sys
import urllib.request


def main():
    events, following = sys.argv[1:]
    with urllib.request.urlopen(events, timeout=20) as stream:
        print(stream.headers["Content-Type"])
        for line in stream:
            if not line.startswith(b"data: "):
                continue
            print(line[len(b"data: "):].decode().strip())
            urllib.request.urlopen(urllib.request.Request(following, method="POST"), timeout=20).read()


main()
