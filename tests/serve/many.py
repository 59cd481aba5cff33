"""Sends many requests to `feedmill serve`, over connections kept open and new ones; checks answers and memory."""

import gzip
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile

FEEDMILL, REQUESTS = os.path.realpath(sys.argv[1]), int(sys.argv[2])
BATCH = 20
MOST_GROWTH = 20 * 1024  # kB

CONFIG = '[site]\ntitle = "The Harbour Gazette"\nurl = "https://gazette.example/"\n'


def memory(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def answers(stream, count):
    """So many answers: status, fields and body of each."""
    for _ in range(count):
        status = int(stream.readline().split()[1])
        fields = {}
        while (line := stream.readline().strip()):
            name, value = line.decode().split(": ", 1)
            fields[name.lower()] = value
        length = 0 if status == 304 else int(fields.get("content-length", 0))
        yield status, fields, stream.read(length)


def main(site):
    (site / "articles").mkdir()
    (site / "feedmill.toml").write_text(CONFIG)
    for number in range(20):
        text = " ".join(f"barge {number * word % 97}" for word in range(300))
        head = f'+++\ntitle = "Report {number}"\ndate = 2026-11-{number + 1:02}T08:00:00Z\n+++\n'
        (site / "articles" / f"{number:02}.md").write_text(head + text + "\n")
    server = subprocess.Popen([FEEDMILL, "-C", site, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().split()[-1]
        address = ("127.0.0.1", int(url.rstrip("/").rsplit(":", 1)[1]))
        feed = (site / "feeds" / "rss.xml").read_bytes()

        def ask(fields, count):
            """Sends so many requests at once over a new connection; their answers."""
            request = f"GET /rss.xml HTTP/1.1\r\nHost: {address[0]}\r\n{fields}\r\n".encode()
            with socket.create_connection(address, timeout=60) as connection:
                connection.sendall(request * count)
                with connection.makefile("rb") as stream:
                    yield from answers(stream, count)

        [(_, fields, _)] = ask("", 1)
        tag = fields["etag"]

        def turn():
            for status, fields, body in ask("", BATCH):
                assert (status, body) == (200, feed), status
                assert fields["etag"] == tag
            for status, fields, body in ask("Accept-Encoding: gzip\r\n", BATCH):
                assert status == 200 and fields["content-encoding"] == "gzip" and fields["etag"] != tag
            assert gzip.decompress(body) == feed
            for status, fields, body in ask(f"If-None-Match: {tag}\r\n", 3 * BATCH):
                assert (status, body) == (304, b""), status

        # What the first requests need is kept.
        for _ in range(20):
            turn()
        before = memory(server.pid)
        done = 0
        while done < REQUESTS:
            turn()
            done += 5 * BATCH
        growth = memory(server.pid) - before
        print(f"{done} requests; memory: {before} kB before, {growth} kB more after")
        assert growth < MOST_GROWTH, "memory grows with requests"
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(60)
    assert code == 0, code


with tempfile.TemporaryDirectory() as folder:
    main(pathlib.Path(folder))
