"""Publishes a site step by step, and holds what a WebSub hub is told, and a subscriber gets, against what changed.

    python check.py FOLDER-OF-PROGRAMS
"""

import pathlib
import subprocess
import sys
import tempfile

import requests

import servers

SETTINGS = """[site]
title = "Example Courier"
url = "https://courier.example/"

[output]
dir = "feeds"
url = "{feeds}/"

[[feed]]
path = ""

[[feed]]
each = "tag"
path = "tags/{{tag}}"

[publish]
hubs = ["{hub}/hub"]
"""

ARTICLE = """+++
title = "{title}"
date = {date}
tags = ["{tag}"]
+++
{text}
"""

FORMATS = ("rss.xml", "atom.xml", "feed.json")


class Site:
    """A site in a folder, and the programs that publish it. Its output folder is what is served."""

    def __init__(self, folder, programs):
        self.folder, self.programs = folder, programs

    def write(self, name, **parts):
        path = self.folder / "articles" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(ARTICLE.format(**parts), encoding="utf-8")

    def feeds(self):
        """The bytes of each feed document, by its path."""
        below = self.folder / "feeds"
        return {str(path.relative_to(below)): path.read_bytes() for path in below.rglob("*") if path.name in FORMATS}

    def changed(self, before):
        after = self.feeds()
        return sorted(path for path in after if after[path] != before.get(path))

    def publish(self):
        """Publishes what changed; the exit status, and the paths of the feeds that changed."""
        before = self.feeds()
        return self.run("feedmill", "-C", self.folder, "publish"), self.changed(before)

    def run(self, program, *args):
        """The exit status of a program. What it says is only of interest where it is not the one that is wanted."""
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
        return subprocess.run([self.programs / program, *args], timeout=120, **streams).returncode


def equal(what, got, wanted):
    if got != wanted:
        sys.exit(f"websub: {what}:\n  got    {got}\n  wanted {wanted}")


def main(programs):
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        site = Site(folder / "site", programs)
        (site.folder / "feeds").mkdir(parents=True)
        hub, reader = servers.TheHub(folder), servers.Reader(folder)
        feeds = servers.Feeds(site.folder / "feeds", hub)
        (site.folder / "feedmill.toml").write_text(SETTINGS.format(feeds=feeds.url, hub=hub.url), encoding="utf-8")
        check(site, feeds, hub, reader)
        for server in (feeds, hub, reader):
            server.stop()


def check(site, feeds, hub, reader):
    def topics():
        """What the hub was told since it was last asked."""
        told, hub.told[:] = list(hub.told), []
        for form in told:
            equal("the form", form, {"hub.mode": "publish", "hub.url": form["hub.url"], "hub.topic": form["hub.url"]})
        return sorted(form["hub.url"] for form in told)

    def addresses(paths):
        return sorted(f"{feeds.url}/{path}" for path in paths)

    site.write("a.md", title="Grain", date="2026-11-01", tag="grain", text="Prices fall.")
    site.write("b.md", title="Tea", date="2026-11-02", tag="tea", text="It is late.")
    status, changed = site.publish()
    equal("feeds of a new site", len(changed), 9)
    equal("what the hub hears of a new site", (status, topics()), (0, addresses(changed)))

    watched = ["rss.xml", "atom.xml", "feed.json", "tags/grain/rss.xml", "tags/tea/atom.xml"]
    for path in watched:
        reader.subscribe(f"{feeds.url}/{path}")
    equal("subscriptions", sorted(reader.agreed), [("subscribe", topic) for topic in addresses(watched)])
    equal("what comes before anything changed", reader.got, [])

    # One article changes: the feeds that show it are fetched anew and delivered, signed.
    feeds.fetched.clear()
    site.write("a.md", title="Grain", date="2026-11-01", tag="grain", text="Prices rise again: ü, <b>bold</b>.")
    status, changed = site.publish()
    equal("feeds that changed", changed, sorted([*FORMATS, *(f"tags/grain/{name}" for name in FORMATS)]))
    equal("what the hub hears", (status, topics()), (0, addresses(changed)))
    equal("what the hub fetches", sorted(feeds.fetched), changed)
    delivered = sorted(set(watched) & set(changed))
    documents = site.feeds()
    equal("what arrives", sorted(reader.got), [(f"{feeds.url}/{path}", documents[path]) for path in delivered])
    for topic, body in reader.got:
        equal(f"the news in {topic}", b"Prices rise again" in body, True)
    equal("signatures", [signature[:7] for _, signature in reader.came], ["sha512="] * len(delivered))

    # What is not the hub's is not taken.
    reader.got.clear()
    callback = reader.url + reader.came[0][0]
    for headers in ({}, {"X-Hub-Signature": reader.came[0][1]}):
        requests.post(callback, data=b"<rss/>", headers=headers, timeout=10)
    equal("what arrives forged", reader.got, [])

    # Nothing changed: nobody is told.
    feeds.fetched.clear()
    equal("a run without news", site.publish(), (0, []))
    equal("what the hub hears without news", (topics(), feeds.fetched, reader.got), ([], [], []))

    # The hub is down: the feeds are out, the run says so, the next one tells.
    site.write("c.md", title="Late", date="2026-11-03", tag="grain", text="The hub sleeps.")
    hub.sleeps = True
    status, changed = site.publish()
    equal("a run with the hub down", (status, topics(), reader.got), (2, [], []))
    equal("the feeds with the hub down", all(b"The hub sleeps" in site.feeds()[path] for path in changed), True)
    hub.sleeps = False
    equal("the run after that", site.publish(), (0, []))
    equal("what the hub hears late", topics(), addresses(changed))
    equal("what arrives late", sorted(topic for topic, _ in reader.got), addresses(set(watched) & set(changed)))
    equal("what is still owed", (site.folder / ".feedmill" / "pings").exists(), False)
    print(f"websub: {len(watched)} subscriptions, each got what changed, signed, and nothing else; all is well")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
