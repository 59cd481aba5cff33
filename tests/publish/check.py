"""Publishes to a real S3 server, undisturbed and disturbed, and looks at what is there."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree

from server import ACCESS, BUCKET, SECRET, Proxy, Server

FULL = bool(os.environ.get("FULL"))
KILLS, ROUNDS = (200, 50) if FULL else (25, 8)
NOW = "2026-11-22T12:00:00Z"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8

feedmill, weed = os.path.abspath(sys.argv[1]), sys.argv[2]
random.seed(5)
outputs = []


def must(truth, *what):
    if not truth:
        raise SystemExit("publish: " + " ".join(str(part) for part in what))


class Site:
    """A site in a folder, or another one with the same articles."""

    def __init__(self, target, proxy=None, articles=None, precompress=(), feed=""):
        self.root = tempfile.mkdtemp(prefix="feedmill-site-")
        self.proxy, self.target = proxy, target
        self.articles = articles or os.path.join(self.root, "articles")
        os.makedirs(self.articles, exist_ok=True)
        self.write(
            os.path.join(self.root, "feedmill.toml"),
            '[site]\ntitle = "Test"\nurl = "https://t.example/"\ndescription = "Of tests"\nlanguage = "en"\n'
            f'[articles]\ndir = "{self.articles}"\n[output]\nurl = "https://t.example/feeds/"\n'
            f'[[feed]]\npath = ""\n{feed}[[feed]]\neach = "tag"\n'
            f'[publish]\ntargets = ["{target}"]\nprecompress = {json.dumps(list(precompress))}\n',
        )

    def write(self, path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new~", "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        os.rename(path + ".new~", path)

    def article(self, name, text="Text.", tags=("one",), minute=0):
        date = f"2026-11-20T{minute // 60:02}:{minute % 60:02}:00Z"
        head = f'+++\ntitle = "{name}"\ndate = {date}\ntags = {json.dumps(list(tags))}\n+++\n\n'
        self.write(os.path.join(self.articles, "news", name, "index.md"), head + text + "\n")

    def start(self, *args):
        environment = dict(os.environ, AWS_ACCESS_KEY_ID=ACCESS, AWS_SECRET_ACCESS_KEY=SECRET, AWS_REGION="us-east-1")
        if self.proxy:
            environment["AWS_ENDPOINT_URL"] = self.proxy.address()
        command = [feedmill, *args, "--now", NOW]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.root, env=environment, stdout=pipe, stderr=pipe, text=True)

    def run(self, *args):
        process = self.start(*args)
        out, err = process.communicate(timeout=300)
        outputs.append(out + err)
        return process.returncode, out, err

    def publish(self, *args):
        code, out, err = self.run("publish", *args)
        must(code == 0, "publish fails:", code, out, err)
        return out + err

    def files(self):
        output = os.path.join(self.root, "feeds")
        found = {}
        for folder, _, names in os.walk(output):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, output)] = file.read()
        return found

    def fresh(self):
        """What an undisturbed build of the same articles gives."""
        other = Site("nowhere", articles=self.articles)
        code, out, err = other.run("build")
        must(code == 0, "build fails:", out, err)
        files = other.files()
        other.remove()
        return files

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)


def there(server, prefix):
    """All objects below a prefix, each with its bytes."""
    return {key[len(prefix) + 1 :]: server.get(key)[1] for key in server.keys(prefix + "/")}


def in_folder(folder):
    """All files of a folder that is published to, each with its bytes."""
    found = {}
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = os.path.join(at, name)
            try:
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder)] = file.read()
            except FileNotFoundError:
                pass
    return found


def same(server, site, prefix):
    same_as_fresh(there(server, prefix), site, prefix)


def same_as_fresh(found, site, prefix):
    expected = site.fresh()
    must(sorted(found) == sorted(expected), prefix, "has", sorted(found), "and not", sorted(expected))
    for path, text in expected.items():
        must(found[path] == text, prefix, path, "is not as an undisturbed run leaves it")


def first_and_second(server, proxy):
    site = Site(f"s3://{BUCKET}/plain/feeds", proxy, precompress=["gz", "br"], feed="limit = 2\narchive = true\n")
    for n in range(4):
        site.article(f"a{n}", tags=["one", f"own{n}"], minute=n)
    site.article("pictured", "![A picture](silo.png)", minute=9)
    site.write(os.path.join(site.articles, "news", "pictured", "silo.png"), PICTURE)
    proxy.reset()
    must(site.publish() == "", "a run that succeeds says nothing")
    puts = proxy.puts()
    order = [next(at for at, path in enumerate(puts) if path.endswith(end)) for end in ("silo.png", "archive/1/atom.xml", "feeds/rss.xml", ".opml")]
    must(order == sorted(order) and puts[-1].endswith("index.html"), "the order of puts is", puts)
    headers = {
        "feeds/rss.xml": ("application/rss+xml; charset=utf-8", "public, max-age=300", None),
        "feeds/atom.xml": ("application/atom+xml; charset=utf-8", "public, max-age=300", None),
        "feeds/feed.json": ("application/feed+json; charset=utf-8", "public, max-age=300", None),
        "feeds/archive/1/atom.xml": ("application/atom+xml; charset=utf-8", "public, max-age=86400", None),
        "feeds/feeds.opml": ("text/x-opml; charset=utf-8", "public, max-age=300", None),
        "feeds/index.html": ("text/html; charset=utf-8", "public, max-age=300", None),
        "feeds/tags/one/rss.xml.gz": ("application/rss+xml; charset=utf-8", "public, max-age=300", "gzip"),
        "feeds/tags/one/atom.xml.br": ("application/atom+xml; charset=utf-8", "public, max-age=300", "br"),
        "news/pictured/silo.png": ("image/png", "public, max-age=86400", None),
    }
    for path, (kind, caching, encoding) in headers.items():
        status, _, got = server.get("plain/" + path, "HEAD")
        got = {name.lower(): value for name, value in got.items()}
        seen = (got.get("content-type"), got.get("cache-control"), got.get("content-encoding"))
        must(status == 200 and seen == (kind, caching, encoding), path, "is served as", status, seen)
    must(server.get("plain/news/pictured/silo.png")[1] == PICTURE, "the picture is another one")
    proxy.reset()
    site.publish()
    must(proxy.puts() == [], "nothing changed, and this was put:", proxy.puts())
    asked = [path for _, path in proxy.seen if "silo.png" not in path]
    must(len(asked) == 1 and "list-type" in asked[0], "nothing changed, and this was asked:", asked)
    # A clone has the articles alone.
    clone = Site(site.target, proxy, articles=site.articles, feed="limit = 2\narchive = true\n")
    code, out, err = clone.run("plan", "--previous", site.target)
    must(code == 0 and "No entry differs" in out, "a plan against the target says", code, out, err)
    clone.remove()
    before = site.files()
    site.article("a0", "Other text.", tags=["one", "own0"])
    proxy.reset()
    dry = site.publish("--dry-run")
    must(proxy.puts() == [] and "would be put" in dry, "--dry-run puts, or says nothing:", dry)
    site.publish()
    put = {path.split("/feeds/")[1] for path in proxy.puts()}
    changed = {path for path, text in site.files().items() if before.get(path) != text}
    names = {path + end for path in changed for end in ("", ".gz", ".br")}
    must(changed >= {"archive/1/rss.xml", "tags/one/atom.xml"} and "rss.xml" not in changed, "one edit changed only", sorted(changed))
    must(put == names, "one edit put", sorted(put ^ names), "too many or too few")
    site.article("a0", "Other text.", tags=["one"])
    site.publish()
    gone = [key for key in server.keys("plain/feeds/") if "own0" in key]
    must(gone == [], "feeds that are no longer built are there still:", gone)
    site.remove()


def faults(server, proxy):
    """Answers that fail, are late or are lost at any request; then all is as if nothing had happened."""
    site = Site(f"s3://{BUCKET}/faults/feeds", proxy)
    for n in range(3):
        site.article(f"a{n}", minute=n)
    for at, harm in enumerate(["503", "drop", "503", "hang", "drop"]):
        site.article("a0", f"Text {at}.")
        proxy.reset(lambda method, path, count, harm=harm, at=at: harm if count % 5 == at else None)
        site.publish("--timeout", "12")
        same(server, site, "faults/feeds")
    # Every put is done and its answer lost, once.
    site.article("a0", "Text again.")
    lost = set()

    def lose(method, path, count):
        if method == "PUT" and path not in lost:
            lost.add(path)
            return "drop"
        return None

    proxy.reset(lose)
    site.publish("--timeout", "12")
    same(server, site, "faults/feeds")
    # It dies midway.
    site.article("late", minute=30)
    state = {"puts": 0}

    def die(method, path, count):
        state["puts"] += method == "PUT"
        return "dead" if state["puts"] > 3 else None

    proxy.reset(die)
    old = there(server, "faults/feeds")
    code, out, err = site.run("publish", "--timeout", "2")
    must(code == 2 and "; put: " in err and "; missing or as it was: " in err, "a dead target:", code, out, err)
    new, now = site.fresh(), there(server, "faults/feeds")
    must(all(text in (old.get(path), new.get(path)) for path, text in now.items()), "an object is neither old nor new")
    proxy.reset()
    site.publish()
    same(server, site, "faults/feeds")
    # The key is wrong: nothing of it is told.
    os.environ["AWS_SESSION_TOKEN"] = "tokenoftests0123456789"
    code, out, err = site.run("publish", "-v")
    del os.environ["AWS_SESSION_TOKEN"]
    site.remove()


class Reader(threading.Thread):
    """Reads all objects again and again; each must be whole."""

    def __init__(self, read):
        super().__init__(daemon=True)
        self.read, self.seen, self.fault, self.done, self.reads = read, {}, None, False, 0

    def run(self):
        try:
            while not self.done:
                for path, text in self.read().items():
                    self.reads += 1
                    self.look(path, text)
        except Exception as error:  # It is told where the test is.
            self.fault = repr(error)

    def look(self, path, text):
        digest = hashlib.sha256(text).hexdigest()
        if digest in self.seen.setdefault(path, set()):
            return
        self.seen[path].add(digest)
        if path.endswith(".json"):
            json.loads(text)
        elif path.endswith((".xml", ".opml")):
            ElementTree.fromstring(text)
        elif not text.rstrip().endswith(b"</html>"):
            raise ValueError(f"{path} is cut off")


def kills(server, proxy):
    proxy.reset()
    site = Site(f"s3://{BUCKET}/kills/feeds", proxy)
    kill_again_and_again(site, lambda: there(server, "kills/feeds"))


def kills_at_a_folder(server, proxy):
    site = Site("www/feeds")
    kill_again_and_again(site, lambda: in_folder(os.path.join(site.root, "www", "feeds")))


def kill_again_and_again(site, read):
    """Runs are killed at random moments while all is read; then one is not."""
    for n in range(6):
        site.article(f"a{n}", minute=n)
    states, runs, killed, length = {}, 0, 0, None

    def remember():
        for path, text in site.fresh().items():
            states.setdefault(path, set()).add(hashlib.sha256(text).hexdigest())

    remember()
    site.publish()
    reader = Reader(read)
    reader.start()
    while killed < KILLS:
        must(runs < 5 * KILLS, "only", killed, "runs were killed")
        site.article(f"a{runs % 6}", f"Text {runs}.", tags=["one", f"tag{runs % 3}"], minute=runs % 6)
        if runs % 10 == 0:
            site.article(f"new{runs}", minute=60 + runs)
        remember()
        if runs % 20 == 0:
            started = time.monotonic()
            site.publish()
            length = time.monotonic() - started
        else:
            process = site.start("publish")
            try:
                process.communicate(timeout=random.random() * length * 1.2)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
            must(process.returncode in (0, -signal.SIGKILL), "a run between kills:", process.returncode)
            killed += process.returncode != 0
        runs += 1
    site.publish()
    reader.done = True
    reader.join()
    must(reader.fault is None, "while publishing was killed:", reader.fault)
    for path, seen in reader.seen.items():
        must(seen <= states.get(path, set()), path, "was neither old nor new")
    same_as_fresh(read(), site, site.target)
    print(f"publish: {killed} of {runs} runs killed, {reader.reads} objects read meanwhile")
    site.remove()


def two(server, proxy):
    """Two publishers of the same articles, each of which adds one and publishes at once."""
    proxy.reset()
    first = Site(f"s3://{BUCKET}/two/feeds", proxy)
    second = Site(first.target, proxy, articles=first.articles)
    first.article("a", minute=0)
    first.publish()
    again = 0
    for n in range(ROUNDS):
        proxy.reset()
        runs = []
        for site, name in ((first, f"x{n}"), (second, f"y{n}")):
            time.sleep(random.random() * 0.1)
            site.article(name, tags=["one", f"tag{n % 3}"], minute=1 + n % 1000)
            # A feed that one removes and the other wants.
            site.article("turning", tags=["one"] if site is first else ["one", "turned"], minute=0)
            runs.append(site.start("publish"))
        for run in runs:
            out, err = run.communicate(timeout=300)
            outputs.append(out + err)
            must(run.returncode == 0, "one of two publishers:", run.returncode, out, err)
        with proxy.lock:
            again += sum(method == "GET" and "list-type" in path for method, path in proxy.seen) - 2
        same(server, first, "two/feeds")
    print(f"publish: {ROUNDS} rounds of two publishers, begun again {again} times")
    first.remove()
    second.remove()


def apart(server, proxy):
    """Two publishers that do not know each other's articles: who comes second replaces nothing that is newer."""
    first = Site(f"s3://{BUCKET}/apart/feeds", proxy)
    first.article("a", minute=0)
    proxy.reset()
    first.publish()
    second = Site(first.target, proxy)
    second.article("a", minute=0)
    first.article("x", minute=5)
    second.article("y", minute=6)
    done = []

    def between(method, path, count):
        # The other publishes just before our first put, past the proxy.
        if method == "PUT" and not done:
            done.append(True)
            first.proxy = server
            first.publish()
        return None

    proxy.reset(between)
    code, out, err = second.run("publish")
    must(code == 2 and "“x”" in err and "newer" in err, "an older publisher:", code, out, err)
    same(server, first, "apart/feeds")
    # Once it knows the article, it goes.
    second.article("x", minute=5)
    second.publish()
    same(server, second, "apart/feeds")
    first.remove()
    second.remove()


def main():
    # Whoever ends this ends the server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("publish: ended"))
    server = Server(weed)
    try:
        proxy = Proxy(server)
        for part in (first_and_second, faults, kills, kills_at_a_folder, two, apart):
            started = time.monotonic()
            part(server, proxy)
            print(f"publish: {part.__name__.replace('_', ' ')}: well ({time.monotonic() - started:.0f} s)", flush=True)
        for text in outputs:
            must(SECRET not in text and ACCESS not in text and "tokenoftests" not in text, "a secret is told:", text)
    finally:
        server.stop()


main()
