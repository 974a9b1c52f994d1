#!/usr/bin/env python3
"""Runs the gateway beside nginx and HAProxy: same backend, same load, one run.

Prints requests/s, p50, p99 and CPU microseconds a request of each proxy process, and the ratios that
docs/performance.md records. All sockets are on loopback, all files in a temporary folder; what is
started is ended by its process id.

    tests/bench/gateway/compare.py --ctl build/release/bin/gatelensctl [--seconds 8] [--rounds 3]
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

BODY = '{"id":17,"name":"Gatelens","tags":["a","b","c"],"text":"' + "x" * 200 + '"}'
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"{process.args[0]} ended with {process.returncode} before it served {url}")
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{url} does not answer")


def children_of(pid):
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


def cpu_seconds(pid):
    """CPU time of a process and its children (nginx's master and workers), threads included."""
    total = 0.0
    for one in [pid, *children_of(pid)]:
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


class Running:
    """A process under measurement."""

    def __init__(self, name, process, url):
        self.name = name
        self.process = process
        self.url = url
        self.results = []

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def nginx_config(folder, port, server, workers):
    return f"""
daemon off; master_process on; worker_processes {workers}; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  keepalive_requests 100000000; keepalive_timeout 600s;
  {server.replace("PORT", str(port))}
}}
"""


def start_nginx(name, folder, server, workers):
    folder.mkdir()
    port = free_port()
    (folder / "nginx.conf").write_text(nginx_config(folder, port, server, workers))
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/bench/items/17"
    wait_for(url, process)
    return Running(name, process, url)


def start_backend(folder):
    server = ("access_log off; server { listen 127.0.0.1:PORT; default_type application/json; "
              f"location / {{ return 200 '{BODY}'; }} }}")
    return start_nginx("backend", folder, server, 1)


def start_nginx_proxy(folder, backend_port, workers):
    log = folder / "access.log"
    server = (f"access_log {log} combined; "
              f"upstream backend {{ server 127.0.0.1:{backend_port}; keepalive 128; keepalive_requests 100000000; }} "
              "server { listen 127.0.0.1:PORT; location / { proxy_pass http://backend; "
              "proxy_http_version 1.1; proxy_set_header Connection \"\"; "
              "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } }")
    return start_nginx("nginx, access log", folder, server, workers)


def start_haproxy(folder, backend_port, threads):
    folder.mkdir()
    port = free_port()
    (folder / "haproxy.cfg").write_text(f"""
global
  nbthread {threads}
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  option forwardfor
  http-reuse always
frontend front
  bind 127.0.0.1:{port}
  default_backend back
backend back
  server one 127.0.0.1:{backend_port}
""")
    process = subprocess.Popen(["haproxy", "-f", str(folder / "haproxy.cfg"), "-db"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/bench/items/17"
    wait_for(url, process)
    return Running("HAProxy, no log", process, url)


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2))


def write_workspace(folder, backend_port, percentage):
    """One API with one operation; a diagnostic at `percentage`, or none."""
    api = folder / "apis" / "bench"
    write_json(api / "apiInformation.json", {"properties": {
        "displayName": "bench", "path": "bench", "protocols": ["http"], "subscriptionRequired": False,
        "serviceUrl": f"http://127.0.0.1:{backend_port}/bench"}})
    write_json(api / "specification.json", {
        "openapi": "3.0.1", "info": {"title": "bench", "version": "1"},
        "paths": {"/items/{id}": {"get": {
            "operationId": "get-item",
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "ok"}}}}}})
    write_json(folder / "gatelens.json", {"version": 1, "listen": {
        "gateway": "127.0.0.1:0", "ingest": None, "ingestTls": None, "metrics": None}})
    if percentage is None:
        return
    write_json(folder / "loggers" / "insights" / "loggerInformation.json", {"properties": {
        "loggerType": "applicationInsights",
        "credentials": {"instrumentationKey": "11111111-2222-3333-4444-555555555555"}}})
    write_json(folder / "diagnostics" / "applicationinsights" / "diagnosticInformation.json", {"properties": {
        "loggerId": "/loggers/insights", "alwaysLog": "allErrors", "httpCorrelationProtocol": "W3C",
        "sampling": {"samplingType": "fixed", "percentage": percentage}, "verbosity": "information",
        "logClientIp": True}})


def start_gateway(ctl, folder, name, backend_port, percentage, threads):
    write_workspace(folder / "workspace", backend_port, percentage)
    process = subprocess.Popen(
        [str(ctl), "serve", "--workspace", str(folder / "workspace"), "--store", str(folder / "store.db"),
         "--gateway-port", "0", "--threads", str(threads)],
        stdout=subprocess.PIPE, stderr=(folder / "stderr.txt").open("w"), text=True,
        env={**os.environ, "XDG_DATA_HOME": str(folder / "data"), "HOME": str(folder)})
    line = process.stdout.readline()
    if not line:
        sys.exit(f"gatelensctl did not start:\n{(folder / 'stderr.txt').read_text()}")
    url = json.loads(line)["gateway"] + "/bench/items/17"
    wait_for(url, process)
    return Running(name, process, url)


def load(target, connections, seconds):
    before = cpu_seconds(target.process.pid)
    output = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", target.url],
        capture_output=True, text=True, check=True).stdout
    cpu = cpu_seconds(target.process.pid) - before
    requests = int(re.search(r"(\d+) requests in", output).group(1))
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    if bad or "Socket errors" in output:
        sys.exit(f"{target.name} failed under load:\n{output}")
    return {"requests": requests,
            "requestsPerSecond": float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
            "p50Ms": latency(output, "50%"), "p99Ms": latency(output, "99%"),
            "cpuMicros": cpu * 1e6 / max(requests, 1)}


def latency(output, mark):
    value, unit = re.search(rf"{mark}\s+([\d.]+)(us|ms|s)", output).groups()
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def median(target, key):
    return statistics.median(result[key] for result in target.results)


def summary(target):
    return {key: median(target, key) for key in ("requestsPerSecond", "p50Ms", "p99Ms", "cpuMicros")}


def ratios(found):
    nginx = found["nginx, access log"]
    full = found["Gatelens, logging 100 %"]
    off = found["Gatelens, logging off"]
    return {"cpu: logging 100 % / nginx": full["cpuMicros"] / nginx["cpuMicros"],
            "cpu: logging off / nginx": off["cpuMicros"] / nginx["cpuMicros"],
            "throughput: logging 100 % / off": full["requestsPerSecond"] / off["requestsPerSecond"],
            "throughput: logging 100 % / nginx": full["requestsPerSecond"] / nginx["requestsPerSecond"]}


def print_table(found, compared):
    print(f"{'proxy':<26}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'CPU us/request':>16}")
    for name, row in found.items():
        print(f"{name:<26}{row['requestsPerSecond']:>12.0f}{row['p50Ms']:>9.2f}{row['p99Ms']:>9.2f}"
              f"{row['cpuMicros']:>16.1f}")
    for name, value in compared.items():
        print(f"{name:<40}{value:>6.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ctl", required=True, type=Path, help="gatelensctl of a release build")
    parser.add_argument("--seconds", type=int, default=8, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=3, help="each proxy is measured that often; medians count")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--threads", type=int, default=1, help="threads or workers of each proxy")
    parser.add_argument("--json", type=Path, help="also write the result here")
    options = parser.parse_args()
    for tool in ("nginx", "haproxy", "wrk"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is not installed; apt-get install nginx haproxy wrk")

    folder = Path(tempfile.mkdtemp(prefix="gatelens-bench-"))
    running = []
    try:
        backend = start_backend(folder / "backend")
        running.append(backend)
        port = int(backend.url.split(":")[2].split("/")[0])
        targets = [start_nginx_proxy(folder / "nginx", port, options.threads)]
        running.append(targets[-1])
        targets.append(start_haproxy(folder / "haproxy", port, options.threads))
        running.append(targets[-1])
        for name, percentage in (("off", None), ("10 %", 10), ("100 %", 100)):
            place = folder / f"gateway-{len(targets)}"
            place.mkdir()
            targets.append(start_gateway(options.ctl.resolve(), place, f"Gatelens, logging {name}", port,
                                         percentage, options.threads))
            running.append(targets[-1])
        for target in targets:
            load(target, options.connections, 1)  # warm: connections, caches, allocator
        for _ in range(options.rounds):
            for target in targets:
                target.results.append(load(target, options.connections, options.seconds))
        found = {target.name: summary(target) for target in targets}
        compared = ratios(found)
        print_table(found, compared)
        if options.json:
            write_json(options.json, {"connections": options.connections, "threads": options.threads,
                                      "proxies": found, "ratios": compared})
    finally:
        for one in reversed(running):
            one.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
