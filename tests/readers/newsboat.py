"""Subscribes newsboat to every built RSS and Atom feed and holds its cache against the articles.

    python newsboat.py [ROOT] [--feeds DIR]

newsboat runs in a home of its own that is thrown away, and reads the feeds from this machine's own loopback address,
so nothing leaves the machine. JSON Feed is left out: older versions of newsboat cannot read it.
"""

import functools
import html
import http.server
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.parse

import articles
import compare
import documents
from articles import wire

# A home for one feed each, since newsboat keeps one copy of an entry however many feeds it is in.
COLUMNS = "guid, title, author, url, pubDate, content, enclosure_url, enclosure_type, deleted"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def serve(feeds):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(feeds)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def reload(url, home):
    """What newsboat has in its cache once it has read the feed at `url`, and what it complained of."""
    log = home / "error.log"
    (home / "urls").write_text(url + "\n")
    (home / "config").write_text(f'error-log "{log}"\nreload-threads 1\ndownload-retries 1\ndownload-timeout 30\n')
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    environment |= {"XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home), "no_proxy": "*"}
    command = ["newsboat", "-C", home / "config", "-u", home / "urls", "-c", home / "cache.db", "-x", "reload"]
    run = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    complaints = [line for line in (run.stdout + run.stderr).splitlines() if line.strip()]
    if run.returncode:
        complaints.append(f"newsboat ended with status {run.returncode}")
    if log.exists():
        complaints += [line for line in log.read_text("utf-8").splitlines() if line.strip()]
    cache = sqlite3.connect(home / "cache.db")
    title = cache.execute("select title from rss_feed").fetchone()
    rows = cache.execute(f"select {COLUMNS} from rss_item").fetchall()
    cache.close()
    names = COLUMNS.split(", ")
    return title and title[0], [dict(zip(names, row)) for row in rows], complaints


def check_feed(feed, where, title, rows, differences):
    if feed.title:
        differences.same(where, "title of the feed", feed.title, title)
    wanted = {wire(article.id): article for article in feed.articles}
    got = {wire(row["guid"]): row for row in rows}
    for id in got.keys() - wanted.keys():
        differences.add(where, f"{id} should not be there")
    for id, article in wanted.items():
        if id not in got:
            differences.add(where, f"{id} is missing ({article.path})")
        else:
            check_entry(feed, article, got[id], f"{where} {article.path}", differences)


def check_entry(feed, article, row, where, differences):
    differences.same(where, "title", article.title, row["title"])
    differences.same(where, "author", ", ".join(person.name for person in article.authors), row["author"])
    differences.same(where, "url", wire(article.link), row["url"])
    differences.same(where, "date", int(article.published.timestamp()), row["pubDate"])
    enclosures = {(wire(url), kind) for url, _, kind in article.enclosures} or {("", "")}
    if (row["enclosure_url"] or "", row["enclosure_type"] or "") not in enclosures:
        differences.same(where, "enclosure", enclosures, (row["enclosure_url"], row["enclosure_type"]))
    mode = article.content if article.content != "full" else feed.content or "full"
    if mode == "full":
        lost = articles.words(article) - compare.Html(row["content"]).words
        differences.compared += 1
        if lost:
            differences.add(where, f"content lacks the words {sorted(lost)}")
    elif mode == "summary":
        summary = article.summary or articles.opening(article)[0]
        text = articles.line(html.unescape(re.sub(r"<[^>]+>", "", row["content"])))
        differences.same(where, "content", summary, text)


def subscribe(root, feeds, now, only=None):
    """All differences between the articles and what newsboat has read, and the number of feeds read."""
    site, differences = articles.load(root, now), compare.Differences()
    feeds = compare.folder(site, feeds)
    server, count = serve(feeds), 0
    for feed in compare.expected(site, feeds, differences):
        for format in sorted({"rss", "atom"} & set(feed.formats)):
            path = str(pathlib.PurePosixPath(feed.folder.replace(os.sep, "/"), documents.NAMES[format]))
            if only and path != only:
                continue
            url = f"http://127.0.0.1:{server.server_port}/{urllib.parse.quote(path)}"
            with tempfile.TemporaryDirectory() as home:
                title, rows, complaints = reload(url, pathlib.Path(home))
            for complaint in complaints:
                differences.add(path, f"newsboat: {complaint}")
            check_feed(feed, path, title, rows, differences)
            count += 1
    server.shutdown()
    server.server_close()
    return differences, count


def main():
    args = compare.arguments("Subscribes newsboat to the built feeds and reads its cache.")
    differences, count = subscribe(args.root, args.feeds, args.now)
    for difference in differences.found:
        print(difference)
    print(f"newsboat: {count} feeds, {differences.compared} fields compared, {len(differences.found)} differences")
    sys.exit(1 if differences.found or not count else 0)


if __name__ == "__main__":
    main()
