"""An S3 server on loopback, and a proxy before it that does harm where it is told to."""

import http.client
import http.server
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

ACCESS, SECRET = "ACCESSKEYOFTESTS", "secretkeyoftests0123456789"
BUCKET = "bucket"


def free_port():
    """A port that is free, with the one 10,000 above it: SeaweedFS takes both."""
    while True:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            if not 10000 < port < 50000:
                continue
            with socket.socket() as two:
                try:
                    two.bind(("127.0.0.1", port + 10000))
                    return port
                except OSError:
                    continue


class Server:
    """SeaweedFS with one bucket that anybody may read."""

    def __init__(self, weed):
        self.folder = tempfile.mkdtemp(prefix="feedmill-s3-")
        self.port, filer = free_port(), free_port()
        config = os.path.join(self.folder, "s3.json")
        keys = {"accessKey": ACCESS, "secretKey": SECRET}
        identities = [
            {"name": "tests", "credentials": [keys], "actions": ["Admin", "Read", "Write", "List"]},
            {"name": "anonymous", "actions": ["Read", "List"]},
        ]
        with open(config, "w") as file:
            json.dump({"identities": identities}, file)
        ports = [f"-s3.port={self.port}", f"-filer.port={filer}"]
        ports += [f"-master.port={free_port()}", f"-volume.port={free_port()}"]
        self.log = open(os.path.join(self.folder, "log"), "w")
        self.process = subprocess.Popen(
            [weed, "server", f"-dir={self.folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", *ports]
            + [f"-s3.config={config}", "-master.volumeSizeLimitMB=64", "-volume.max=30"],
            stdout=self.log,
            stderr=self.log,
        )
        for _ in range(450):
            try:
                if self.request("POST", f"/buckets/{BUCKET}/", filer)[0] in (200, 201, 409) and self.get("x")[0] == 404:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        self.stop()
        raise SystemExit("publish: the S3 server does not start")

    def request(self, method, path, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        finally:
            connection.close()

    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def get(self, key, method="GET"):
        return self.request(method, f"/{BUCKET}/" + urllib.parse.quote(key), self.port)

    def keys(self, prefix):
        query = urllib.parse.urlencode({"list-type": 2, "prefix": prefix, "max-keys": 1000})
        text = self.request("GET", f"/{BUCKET}?{query}", self.port)[1].decode()
        keys = [part.split("</Key>")[0] for part in text.split("<Key>")[1:]]
        return sorted(key for key in keys if not key.endswith("/"))

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Proxy(http.server.ThreadingHTTPServer):
    """Hands on what it is asked. `harm(method, path, count)` says what else: None, "503", "hang", "drop" (the answer is
    lost after the deed), "dead" (nobody is there)."""

    daemon_threads = True

    def __init__(self, server):
        super().__init__(("127.0.0.1", 0), Handler)
        self.server_port_behind = server.port
        self.lock = threading.Lock()
        self.reset()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reset(self, harm=None):
        with self.lock:
            self.seen, self.harm = [], harm

    def puts(self):
        with self.lock:
            return [path for method, path in self.seen if method == "PUT"]

    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, *_):
        pass

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.server.lock:
            self.server.seen.append((self.command, urllib.parse.unquote(self.path)))
            count = len(self.server.seen)
            harm = self.server.harm and self.server.harm(self.command, self.path, count)
        if harm in ("hang", "dead"):
            if harm == "hang":
                time.sleep(8)
            self.close_connection = True
            return
        if harm == "503":
            status, headers, answer = 503, [], b"<Error><Code>SlowDown</Code></Error>"
        else:
            behind = http.client.HTTPConnection("127.0.0.1", self.server.server_port_behind, timeout=30)
            try:
                behind.request(self.command, self.path, body, dict(self.headers.items()))
                response = behind.getresponse()
                status, headers, answer = response.status, response.getheaders(), response.read()
            finally:
                behind.close()
        if harm == "drop":
            self.close_connection = True
            return
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        length = dict(headers).get("Content-Length") if self.command == "HEAD" else len(answer)
        self.send_header("Content-Length", str(length or 0))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = serve
