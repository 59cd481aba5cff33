"""Feed documents as readers see them: feedparser for RSS and Atom, the json module for JSON Feed.

What feedparser does not hand out (`isPermaLink`, languages of entries, `lastBuildDate` as written) is read with
ElementTree.
"""

import calendar
import datetime as dt
import email.utils
import html
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NAMES = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}


@dataclass
class Entry:
    id: str | None = None
    link: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    published: dt.datetime | None = None
    updated: dt.datetime | None = None
    authors: list = field(default_factory=list)  # (name, e-mail, address)
    contributors: list = field(default_factory=list)
    tags: list = field(default_factory=list)
    language: str | None = None
    image: str | None = None
    enclosures: list = field(default_factory=list)  # (address, bytes, media type)
    permalink: bool | None = None  # RSS alone


@dataclass
class Document:
    format: str
    title: str | None = None
    description: str | None = None
    link: str | None = None
    address: str | None = None
    language: str | None = None
    rights: str | None = None
    icon: str | None = None
    updated: dt.datetime | None = None
    authors: list = field(default_factory=list)
    entries: list = field(default_factory=list)
    problems: list = field(default_factory=list)


def read(path, format):
    try:
        return {"rss": rss, "atom": atom, "json": json_feed}[format](path.read_bytes())
    except (ET.ParseError, ValueError, KeyError, TypeError, AttributeError) as fault:
        return Document(format, problems=[f"cannot be read: {fault!r}"])


def parse(data, problems):
    """What feedparser makes of it, without cleaning, so that what is compared is what was written."""
    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo:
        problems.append(f"feedparser: {parsed.get('bozo_exception')}")
    return parsed


def moment(value):
    return dt.datetime.fromtimestamp(calendar.timegm(value), dt.timezone.utc) if value else None


def number(value):
    return int(value) if value and str(value).isdigit() else None


def rss(data):
    document = Document("rss")
    parsed = parse(data, document.problems)
    channel = ET.fromstring(data).find("channel")
    head = parsed.feed
    own = [link.href for link in head.get("links", []) if link.get("rel") == "self"]
    document.title, document.description = head.get("title"), head.get("subtitle")
    document.link, document.address = head.get("link"), own[0] if own else None
    document.language, document.rights = channel.findtext("language"), head.get("rights")
    document.icon = head.get("image", {}).get("href")
    built = channel.findtext("lastBuildDate")
    document.updated = email.utils.parsedate_to_datetime(built) if built else None
    for raw, seen in zip(channel.findall("item"), parsed.entries, strict=True):
        guid = raw.find("guid")
        document.problems += rss_forms(raw)
        entry = common(seen, raw, raw.findtext(DC + "language") or document.language)
        # The description is HTML: its text is what stands there once its entities are resolved.
        if entry.summary is not None:
            if re.search(r"<[a-zA-Z/!]", entry.summary):
                document.problems.append(f"the description of {entry.id} has markup in it")
            entry.summary = html.unescape(entry.summary)
        entry.permalink = guid is not None and guid.get("isPermaLink", "true") == "true"
        entry.enclosures = [enclosure(link) for link in seen.get("enclosures", [])]
        entry.enclosures += [
            (item.get("url"), number(item.get("fileSize")), item.get("type"))
            for item in raw.iter(MEDIA + "content")
            if item.get("url") != entry.image
        ]
        document.entries.append(entry)
    return document


def rss_forms(raw):
    """Forms that feedparser forgives and others do not."""
    name, date = raw.findtext("guid"), raw.findtext("pubDate") or ""
    if not re.fullmatch(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}", date):
        yield f"pubDate of {name} is not RFC 822 with four-digit year and numeric zone: {date!r}"
    if len(raw.findall(DC + "creator")) > 1:
        yield f"{name} has several dc:creator"
    if raw.find("author") is not None:
        yield f"{name} has an author beside dc:creator"
    order = [child.tag.rpartition("}")[2] for child in raw]
    if "encoded" in order and "description" in order and order.index("encoded") < order.index("description"):
        yield f"{name} has content:encoded before description"


def atom(data):
    document = Document("atom")
    parsed = parse(data, document.problems)
    root = ET.fromstring(data)
    head = parsed.feed
    links = {link.get("rel"): link.href for link in reversed(head.get("links", []))}
    document.title, document.description = head.get("title"), head.get("subtitle")
    document.link, document.address = links.get("alternate"), links.get("self")
    document.language, document.rights = root.get(LANG), head.get("rights")
    document.icon, document.updated = head.get("icon"), moment(head.get("updated_parsed"))
    document.authors = people(root, "author")
    kinds = [link.get("rel", "alternate") for link in root.findall(ATOM + "link")]
    if "alternate" in kinds and "self" in kinds and kinds.index("self") < kinds.index("alternate"):
        document.problems.append("the feed's link to itself stands before the one to its page")
    for raw, seen in zip(root.findall(ATOM + "entry"), parsed.entries, strict=True):
        name = raw.findtext(ATOM + "id")
        for tag in ("published", "updated"):
            date = raw.findtext(ATOM + tag) or ""
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", date):
                document.problems.append(f"{tag} of {name} is not UTC in whole seconds with Z: {date!r}")
        for tag in ("title", "summary"):
            text = raw.find(ATOM + tag)
            if text is not None and text.get("type", "text") != "text":
                document.problems.append(f"{tag} of {name} is of type {text.get('type')}, not text")
        entry = common(seen, raw, raw.get(LANG) or document.language)
        entry.authors, entry.contributors = people(raw, "author"), people(raw, "contributor")
        if [name for name, *_ in entry.authors] != [one.get("name") for one in seen.get("authors", []) if one]:
            document.problems.append(f"feedparser sees other authors of {name}: {seen.get('authors')}")
        entry.enclosures = [enclosure(link) for link in seen.get("enclosures", [])]
        document.entries.append(entry)
    return document


def common(seen, raw, language):
    """What feedparser calls the same in RSS and Atom."""
    thumbnail = raw.find(MEDIA + "thumbnail")
    image = thumbnail.get("url") if thumbnail is not None else None
    shown = [item.get("url") for item in raw.iter(MEDIA + "content")]
    published = moment(seen.get("published_parsed"))
    return Entry(
        id=seen.get("id"),
        link=seen.get("link"),
        title=seen.get("title"),
        summary=seen.get("summary"),
        # Readers built on feedparser show the first content it finds.
        content=seen.content[0].value.strip() if seen.get("content") else None,
        published=published,
        updated=moment(seen["updated_parsed"]) if "updated_parsed" in seen else published,
        authors=[(seen.author, None, None)] if seen.get("author") else [],
        contributors=[(item.get("name"), None, None) for item in seen.get("contributors", [])],
        tags=[tag.term for tag in seen.get("tags", [])],
        language=language,
        image=image if image is None or image in shown else f"{image} (as thumbnail only)",
    )


def people(raw, role):
    """Persons from the XML: feedparser gives one author's e-mail address to the next who has none."""
    return [tuple(person.findtext(ATOM + part) for part in ("name", "email", "uri")) for person in raw.findall(ATOM + role)]


def enclosure(link):
    return link.get("href"), number(link.get("length")), link.get("type")


def json_feed(data):
    document = Document("json")
    feed = json.loads(data)
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        document.problems.append(f"version is {feed.get('version')!r}")
    document.title, document.description = feed.get("title"), feed.get("description")
    document.link, document.address = feed.get("home_page_url"), feed.get("feed_url")
    document.language, document.icon = feed.get("language"), feed.get("icon")
    document.authors = json_people(feed)
    for item in feed["items"]:
        for name in ("date_published", "date_modified"):
            if name in item and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item[name]):
                document.problems.append(f"{name} of {item.get('id')} is not UTC in whole seconds: {item[name]!r}")
        if "content_html" not in item and "content_text" not in item:
            document.problems.append(f"{item.get('id')} has neither content_html nor content_text")
        if "content_text" in item and item["content_text"] not in (item.get("summary"), item.get("title")):
            document.problems.append(f"content_text of {item.get('id')} is not its summary")
        published = dt.datetime.fromisoformat(item["date_published"])
        document.entries.append(
            Entry(
                id=item.get("id"),
                link=item.get("url"),
                title=item.get("title"),
                summary=item.get("summary"),
                content=item["content_html"].strip() if "content_html" in item else None,
                published=published,
                updated=dt.datetime.fromisoformat(item.get("date_modified", item["date_published"])),
                authors=json_people(item),
                contributors=json_people({"authors": item.get("_feedmill", {}).get("contributors", [])}),
                tags=item.get("tags", []),
                language=item.get("language", document.language),
                image=item.get("image"),
                enclosures=[
                    (one.get("url"), one.get("size_in_bytes"), one.get("mime_type"))
                    for one in item.get("attachments", [])
                ],
            )
        )
    return document


def json_people(item):
    return [(one.get("name"), None, one.get("url")) for one in item.get("authors", [])]
