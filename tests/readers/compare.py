"""Holds what readers see in the built feeds against what the articles say, field by field.

    python compare.py [ROOT] [--feeds DIR]

ROOT holds feedmill.toml (default: this repository); DIR is the folder of feeds where that is not the configured one.
`--now`, or SOURCE_DATE_EPOCH, is the moment the feeds were built for. Exit status 1 and a line for each difference
where there is one.
"""

import argparse
import datetime as dt
import os
import pathlib
import re
import sys
import unicodedata
import urllib.parse
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from html.parser import HTMLParser

import articles
import documents
from articles import line, wire

FORBIDDEN = {"script", "style", "form", "iframe", "object", "embed", "link", "meta", "base"}
ADDRESSES = ("href", "src", "poster", "cite")


@dataclass
class Expected:
    """One feed of the configuration: where it lies and what is in it."""

    folder: str
    articles: list
    title: str | None
    language: str
    formats: list
    content: str | None


class Html(HTMLParser):
    """Content, taken apart as a browser would."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.ids, self.links, self.urls, self.pre, self.faults = [], [], [], [], [], []
        self.text, self.depth, self.first, self.paragraph = [], 0, None, None
        self.feed(text)
        self.close()
        self.words = set(re.findall(r"\w{4,}", "".join(self.text)))

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag in FORBIDDEN:
            self.faults.append(f"holds a <{tag}>")
        if tag == "p" and self.first is None:
            self.paragraph = []
        if tag == "pre":
            self.depth += 1
            self.pre.append("")
        for name, value in attributes:
            if name.startswith("on") or name == "style" or name.startswith("data-"):
                self.faults.append(f"<{tag}> has the attribute {name}")
            if name == "id" or tag == "a" and name == "name":
                self.ids.append(value)
            if name in ADDRESSES:
                self.urls.append(value or "")
                if name == "href":
                    self.links.append(value or "")
            if name == "srcset":
                self.urls += [part.split()[0] for part in (value or "").split(",") if part.strip()]

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self.depth -= tag == "pre"
        if tag == "p" and self.paragraph is not None:
            self.first, self.paragraph = line("".join(self.paragraph)), None
        if tag in ("p", "td", "th", "li", "dt", "dd", "br") or re.fullmatch("h[1-6]", tag):
            self.text.append(" ")

    def handle_data(self, data):
        self.text.append(data)
        if self.depth:
            self.pre[-1] += data
        if self.paragraph is not None:
            self.paragraph.append(data)


class Differences:
    def __init__(self):
        self.found, self.compared = [], 0

    def add(self, where, message):
        self.found.append(f"{where}: {message}")

    def same(self, where, field, wanted, got):
        self.compared += 1
        if wanted != got:
            self.add(where, f"{field}\n    articles: {wanted!r}\n    feed:     {got!r}")


def expected(site, feeds, differences):
    """Every feed that the configuration asks for."""
    config, defaults = site.config, site.config.get("defaults", {})
    for rule in config["feed"]:
        # A feed of one language is in that language.
        languages = rule.get("where", {}).get("languages", [])
        language = languages[0] if len(languages) == 1 else config["site"].get("language")
        chosen = [article for article in site.published if matches(article, rule.get("where", {}))]
        formats = rule.get("formats") or defaults.get("formats", ["rss", "atom", "json"])
        limit = rule.get("limit", defaults.get("limit", 20))
        common = dict(formats=formats, content=rule.get("content"))
        each, path = rule.get("each"), rule.get("path", "")
        if not each:
            title = rule.get("title") or (config["site"]["title"] if path == "" else None)
            held = chosen[:limit]
            yield Expected(path, held, title, language, **common)
            continue
        values = {}
        for article in chosen:
            for value in values_of(article, each):
                values.setdefault(value, []).append(article)
        folders = folders_of(site, feeds, path.replace("{" + each + "}", "*"), values, differences)
        for value, members in values.items():
            if value not in folders:
                differences.add(path, f"there is no feed for the {each} {value!r}")
                continue
            own = value if each == "language" else language
            yield Expected(folders[value], members[:limit], None, own, **common)


def matches(article, where):
    """Whether an article is in a query's feed."""
    names = {name for person in article.authors for name in (person.key, person.name)}
    tests = {
        "tags": set(article.tags),
        "sections": {article.section},
        "authors": names,
        "languages": {article.language},
    }
    for key, wanted in where.items():
        have = tests.get(key.removeprefix("not_"))
        if have is None:
            raise SystemExit(f"where.{key} is not known here")
        if bool(have & set(wanted)) == key.startswith("not_"):
            return False
    return True


def values_of(article, each):
    return {
        "tag": article.tags,
        "author": [person.name for person in article.authors],
        "section": [article.section],
        "language": [article.language],
    }[each]


def folders_of(site, feeds, pattern, values, differences):
    """Which folder belongs to which value: the one that is named like it, else the one whose title names it.

    Authors' folders may be named by their keys.
    """
    keys = {key: person.name for key, person in site.people.items()}
    found = {}
    for folder in sorted(feeds.glob(pattern)):
        if not folder.is_dir():
            continue
        near = [value for value in values if bare(value) == bare(folder.name) or value == keys.get(folder.name)]
        near = near or [value for value in values if value in title_of(folder)]
        if not near:
            differences.add(folder.relative_to(feeds), "no published article asks for this feed")
        for value in near[:1]:
            if value in found:
                differences.add(folder.relative_to(feeds), f"{found[value]} is already the feed for {value!r}")
            found[value] = str(folder.relative_to(feeds))
    return found


def bare(name):
    text = unicodedata.normalize("NFKC", urllib.parse.unquote(name)).casefold()
    text = text.replace("+", "plus").replace("#", "sharp").replace("&", "and")
    return re.sub(r"[\W_]+", "", text)


def title_of(folder):
    for format, name in documents.NAMES.items():
        if (folder / name).exists():
            return documents.read(folder / name, format).title or ""
    return ""


def check_feed(site, feeds, feed, differences):
    """One feed in all its formats."""
    contents = {}
    for format in feed.formats:
        path = feeds / feed.folder / documents.NAMES[format]
        where = str(path.relative_to(feeds))
        if not path.exists():
            differences.add(where, "is missing")
            continue
        document = documents.read(path, format)
        for problem in document.problems:
            differences.add(where, problem)
        check_head(site, feed, document, where, differences)
        check_entries(site, feed, document, where, differences)
        for entry in document.entries:
            contents.setdefault(wire(entry.id or ""), {})[format] = entry.content
    for id, by_format in contents.items():
        if len(set(by_format.values())) > 1:
            differences.add(feed.folder or "main feed", f"{id} has not the same content in {', '.join(by_format)}")


def check_head(site, feed, document, where, differences):
    facts, output = site.config["site"], site.config["output"]
    folder = urllib.parse.quote(feed.folder.replace(os.sep, "/"))
    address = output["url"] + (folder + "/" if folder else "") + documents.NAMES[document.format]
    if feed.title:
        differences.same(where, "title of the feed", feed.title, document.title)
    elif not document.title:
        differences.add(where, "the feed has no title")
    if not feed.folder:
        differences.same(where, "description of the feed", facts["description"], document.description)
        differences.same(where, "page of the feed", facts["url"], document.link)
    differences.same(where, "address of the feed", address, document.address)
    differences.same(where, "language of the feed", feed.language, document.language)
    if document.format != "json":
        newest = max((article.updated for article in feed.articles), default=None)
        differences.same(where, "newest update", newest, document.updated)
        differences.same(where, "rights", facts.get("rights"), document.rights)
    if facts.get("icon"):
        differences.same(where, "icon", urllib.parse.urljoin(facts["url"], facts["icon"]), document.icon)
    if document.format != "rss":
        people = articles.persons(site, facts.get("authors", []))
        differences.same(where, "authors of the feed", bylines(people, document.format), document.authors)


def check_entries(site, feed, document, where, differences):
    wanted = {wire(article.id): article for article in feed.articles}
    got = {wire(entry.id or ""): entry for entry in document.entries}
    withheld = {wire(article.id): article for article in site.articles if article.withheld}
    if len(got) < len(document.entries):
        differences.add(where, "an id is there twice")
    for id in got.keys() - wanted.keys():
        why = f"{withheld[id].path} is {withheld[id].withheld}" if id in withheld else "no article has this id"
        differences.add(where, f"{id} should not be there: {why}")
    for id in wanted.keys() - got.keys():
        differences.add(where, f"{id} is missing ({wanted[id].path})")
    order = [entry.published for entry in document.entries]
    if order != sorted(order, reverse=True):
        differences.add(where, "the entries are not newest first")
    ids = []
    for id, article in wanted.items():
        if id in got:
            check_entry(site, feed, article, got[id], document.format, f"{where} {article.path}", differences)
            if got[id].content:
                ids += Html(got[id].content).ids
    if len(ids) != len(set(ids)):
        twice = sorted({id for id in ids if ids.count(id) > 1})
        differences.add(where, f"ids of elements that are there twice: {', '.join(twice)}")


def bylines(people, format):
    """People as a format can say them."""
    if format == "rss":
        return [(", ".join(person.name for person in people), None, None)] if people else []
    if format == "json":
        return [(person.name, None, person.url) for person in people]
    return [(person.name, person.email, person.url) for person in people]


def check_entry(site, feed, article, entry, format, where, differences):
    def same(field, wanted, got):
        differences.same(where, field, wanted, got)

    same("link", wire(article.link), entry.link)
    same("title", article.title, entry.title)
    same("published", article.published, entry.published)
    same("updated", article.updated, entry.updated)
    same("authors", bylines(article.authors, format), entry.authors)
    same("tags", article.tags, entry.tags)
    same("language", article.language, entry.language)
    same("image", article.image and wire(article.image[0]), entry.image)
    same("enclosures", [(wire(url), *facts) for url, *facts in article.enclosures], entry.enclosures)
    if format == "atom" or entry.contributors:
        same("contributors", bylines(article.contributors, format), entry.contributors)
    if format == "rss":
        same("isPermaLink", wire(article.id) == wire(article.link), entry.permalink)
    check_summary(article, entry, where, differences)

    mode = article.content if article.content != "full" else feed.content or "full"
    if mode != "full":
        same("content", None, entry.content)
    elif not entry.content:
        differences.add(where, "has no content")
    else:
        check_content(article, entry, where, differences)


def check_summary(article, entry, where, differences):
    if article.summary is not None:
        differences.same(where, "summary", article.summary, entry.summary)
        return
    opening, whole = articles.opening(article)
    summary = (entry.summary or "").removesuffix("…").rstrip()
    differences.compared += 1
    if not summary or not opening.startswith(summary) or whole and opening != summary:
        differences.same(where, "summary, from the body", opening, entry.summary)


def check_content(article, entry, where, differences):
    """The content against what the body of the article holds."""
    content = Html(entry.content)
    differences.compared += 1
    for fault in content.faults:
        differences.add(where, f"content {fault}")
    for url in content.urls:
        parts = urllib.parse.urlsplit(url)
        if not url.isascii() or not (parts.scheme in ("http", "https") and parts.netloc or parts.scheme == "mailto"):
            local = url.startswith("#") and url[1:] in content.ids
            if not local:
                differences.add(where, f"content has an address that is not absolute and ASCII: {url!r}")
    missing = articles.addresses(article) - {wire(url) for url in content.urls}
    if missing:
        differences.add(where, f"content lacks the addresses {sorted(missing)}")
    lost = articles.words(article) - content.words
    if lost:
        differences.add(where, f"content lacks the words {sorted(lost)}")
    blocks = [block.rstrip("\n") for block in content.pre]
    for code in articles.code_blocks(article):
        if code.rstrip("\n") not in blocks:
            differences.add(where, f"content lacks this code, as it stands in the article:\n{code}")
    if article.subtitle:
        differences.same(where, "first paragraph (the subtitle)", article.subtitle, content.first)
    notes = [url for url in content.links if urllib.parse.urlsplit(url).fragment in content.ids]
    if len(notes) < articles.references(article):
        differences.add(where, f"{articles.references(article)} footnote references, but {len(notes)} links to them")


def check_lists(site, feeds, files, differences):
    """feeds.opml and index.html name every feed, and nothing that is not there."""
    base = site.config["output"]["url"]
    addresses = {base + urllib.parse.quote(str(file.relative_to(feeds)).replace(os.sep, "/")) for file in files}
    opml = feeds / "feeds.opml"
    if opml.exists():
        outlines = {one.get("xmlUrl") for one in ET.parse(opml).iter("outline") if one.get("xmlUrl")}
        for address in outlines - addresses:
            differences.add("feeds.opml", f"names {address}, which is not there")
        folders = {address.rpartition("/")[0] for address in addresses}
        for folder in folders - {address.rpartition("/")[0] for address in outlines}:
            differences.add("feeds.opml", f"names no feed of {folder}/")
    else:
        differences.add("feeds.opml", "is missing")
    page = feeds / "index.html"
    text = page.read_text("utf-8") if page.exists() else ""
    for file in files:
        path = urllib.parse.quote(str(file.relative_to(feeds)).replace(os.sep, "/"))
        if path not in text and str(file.relative_to(feeds)) not in text:
            differences.add("index.html", f"does not name {path}")


def folder(site, feeds):
    """Where the built feeds are."""
    feeds = pathlib.Path(feeds or site.root / site.config["output"]["dir"])
    if not any(feeds.glob("*.*")):
        raise SystemExit(f"there are no feeds in {feeds}: run `feedmill build` first")
    return feeds


def compare(root, feeds, now):
    """All differences between the articles under `root` and the feeds in `feeds`."""
    site, differences = articles.load(root, now), Differences()
    feeds = folder(site, feeds)
    rules = list(expected(site, feeds, differences))
    for feed in rules:
        check_feed(site, feeds, feed, differences)
    files = [path for name in documents.NAMES.values() for path in feeds.rglob(name)]
    known = {feeds / feed.folder / documents.NAMES[format] for feed in rules for format in feed.formats}
    for path in set(files) - known:
        differences.add(path.relative_to(feeds), "the configuration asks for no such feed")
    check_lists(site, feeds, files, differences)
    return site, files, differences


def moment(text):
    if text:
        return dt.datetime.fromisoformat(text)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return dt.datetime.fromtimestamp(int(epoch), dt.timezone.utc) if epoch else dt.datetime.now(dt.timezone.utc)


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("root", nargs="?", default=pathlib.Path(__file__).resolve().parents[2], type=pathlib.Path)
    parser.add_argument("--feeds", type=pathlib.Path)
    parser.add_argument("--now", type=moment, default=moment(None))
    return parser.parse_args()


def main():
    args = arguments("Holds the built feeds against the articles.")
    site, files, differences = compare(args.root, args.feeds, args.now)
    for difference in differences.found:
        print(difference)
    shown = len(site.published)
    print(
        f"feedparser and json: {len(files)} feeds of {shown} articles ({len(site.articles) - shown} withheld), "
        f"{differences.compared} fields compared, {len(differences.found)} differences"
    )
    sys.exit(1 if differences.found or not files else 0)


if __name__ == "__main__":
    main()
