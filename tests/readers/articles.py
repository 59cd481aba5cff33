"""The site's own word: feedmill.toml and the articles, read without any help from feedmill.

Nothing here is shared with the program under test. It reads the three kinds of front matter, `Key: value` heads and
sidecars with Python's own parsers (PyYAML for YAML) and gives each article as its feed entry should come out.
"""

import datetime as dt
import html
import json
import mimetypes
import pathlib
import re
import tomllib
import urllib.parse
import zoneinfo
from dataclasses import dataclass, field

import yaml

UTC = dt.timezone.utc
SUFFIXES = {".md": "markdown", ".html": "html", ".txt": "text"}
TYPES = {".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".m4a": "audio/mp4", ".png": "image/png"}
# Names that other generators give to our fields.
ALIASES = {
    "lastmod": "updated",
    "modified": "updated",
    "author": "authors",
    "description": "summary",
    "language": "lang",
}


@dataclass(frozen=True)
class Person:
    name: str
    email: str | None = None
    url: str | None = None
    key: str | None = field(default=None, compare=False)


@dataclass
class Article:
    path: pathlib.Path
    section: str
    title: str
    link: str
    id: str
    published: dt.datetime
    updated: dt.datetime
    authors: list
    contributors: list
    tags: list
    language: str
    body: str
    markup: str
    subtitle: str | None = None
    summary: str | None = None
    image: tuple | None = None  # address, what it shows
    enclosures: list = field(default_factory=list)  # (address, bytes, media type)
    content: str = "full"
    withheld: str | None = None  # why it is in no feed


@dataclass
class Site:
    root: pathlib.Path
    config: dict
    zone: zoneinfo.ZoneInfo
    people: dict
    articles: list

    @property
    def published(self):
        """Articles that feeds may hold, newest first."""
        shown = [article for article in self.articles if not article.withheld]
        return sorted(shown, key=lambda article: article.published, reverse=True)


def line(text):
    """Text with its white space collapsed, as titles and names are."""
    return " ".join(str(text).split())


def wire(url):
    """An address as it goes over the wire: ASCII."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return url
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    safe = "%/:@!$&'()*+,;=~-._"
    path, query = urllib.parse.quote(parts.path, safe), urllib.parse.quote(parts.query, safe + "?")
    return urllib.parse.urlunsplit((parts.scheme, host, path, query, urllib.parse.quote(parts.fragment, safe + "?")))


def load(root, now):
    """Everything under `root` as it should stand at `now`."""
    root = pathlib.Path(root)
    config = tomllib.loads((root / "feedmill.toml").read_text("utf-8"))
    people = {
        key: Person(line(p.get("name", key)), p.get("email"), p.get("url"), key)
        for key, p in config.get("authors", {}).items()
    }
    zone = zoneinfo.ZoneInfo(config["site"].get("timezone", "UTC"))
    site = Site(root, config, zone, people, [])
    folder = root / config.get("articles", {}).get("dir", "articles")
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
        if path.is_file() and path.suffix in SUFFIXES and not hidden:
            site.articles.append(read(site, folder, path, now))
    return site


def read(site, folder, path, now):
    text = path.read_text("utf-8")
    sidecar = path.with_suffix(".toml")
    if sidecar.exists():
        head, body = tomllib.loads(sidecar.read_text("utf-8")), text
    else:
        head, body = split(text)
    fields = {ALIASES.get(key.lower(), key.lower()): value for key, value in head.items()}
    fields.setdefault("tags", fields.get("taxonomies", {}).get("tags", []))

    place = path.relative_to(folder)
    bundle = path.stem == "index" and len(place.parts) > 1
    stem = path.parent.name if bundle else path.stem
    dated = re.match(r"(\d{4}-\d{2}-\d{2})[-_](.+)", stem)
    slug = line(fields.get("slug") or (dated[2] if dated else stem))
    parents = place.parts[:-2] if bundle else place.parts[:-1]
    section = fields.get("section", parents[0] if parents else "")

    base = site.config["site"]["url"]
    published = instant(fields.get("date", dated and dated[1]), site.zone)
    pattern = site.config.get("articles", {}).get("permalink", "{section}/{slug}/")
    local = published.astimezone(site.zone)
    where = pattern.format(
        section=section,
        slug=slug,
        year=f"{local.year:04}",
        month=f"{local.month:02}",
        day=f"{local.day:02}",
        path="/".join([*parents, stem]),
    )
    link = urllib.parse.urljoin(base, str(fields.get("url") or where))
    updated = instant(fields["updated"], site.zone) if fields.get("updated") else published

    image = fields.get("image")
    image = {"url": image} if isinstance(image, str) else image
    article = Article(
        path=path.relative_to(site.root),
        section=section,
        title=line(fields["title"]),
        subtitle=line(fields["subtitle"]) if fields.get("subtitle") else None,
        summary=line(fields["summary"]) if fields.get("summary") else None,
        link=link,
        id=str(fields.get("id") or link),
        published=published,
        updated=max(updated, published),
        authors=persons(site, fields.get("authors") or site.config["site"].get("authors", [])),
        contributors=persons(site, fields.get("contributors", [])),
        tags=[line(tag) for tag in listed(fields["tags"])],
        language=str(fields.get("lang") or site.config["site"].get("language")),
        image=(urllib.parse.urljoin(link, image["url"]), image.get("alt")) if image else None,
        enclosures=[enclosure(path, link, item) for item in fields.get("enclosures", [])],
        content=fields.get("content", site.config.get("defaults", {}).get("content", "full")),
        body=body,
        markup=SUFFIXES[path.suffix],
    )
    expires = fields.get("expires") and instant(fields["expires"], site.zone)
    if truth(fields.get("draft", False)):
        article.withheld = "a draft"
    elif not truth(fields.get("feed", True)):
        article.withheld = "kept out of feeds"
    elif published > now:
        article.withheld = "embargoed"
    elif expires and expires <= now:
        article.withheld = "expired"
    return article


def split(text):
    """An article's head and its body."""
    for fence, parse in (("+++", tomllib.loads), ("---", lambda head: yaml.load(head, yaml.BaseLoader))):
        if text.startswith(fence + "\n"):
            head, body = text[len(fence) + 1 :].split(f"\n{fence}\n", 1)
            return parse(head), body
    if text.startswith("{"):
        head, end = json.JSONDecoder().raw_decode(text)
        return head, text[end:]
    head, _, body = text.partition("\n\n")
    return dict((part.strip() for part in row.split(":", 1)) for row in head.splitlines()), body


def instant(value, zone):
    """A date, with or without time and zone, as an instant in UTC."""
    if isinstance(value, str):
        value = re.sub(r"\s+([+-]\d\d):?(\d\d)$", r"\1:\2", value.strip())
        value = dt.datetime.fromisoformat(value)
    elif not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return value.astimezone(UTC).replace(microsecond=0)


def listed(value):
    if isinstance(value, str):
        separator = ";" if ";" in value else ","
        return [part.strip() for part in value.split(separator) if part.strip()]
    return value


def persons(site, value):
    found = []
    for item in listed(value):
        if isinstance(item, dict):
            found.append(Person(line(item["name"]), item.get("email"), item.get("url")))
        elif item in site.people:
            found.append(site.people[item])
        elif mail := re.fullmatch(r"(.+?)\s*<(\S+@\S+)>", item):
            found.append(Person(line(mail[1]), mail[2]))
        else:
            named = [person for person in site.people.values() if person.name == line(item)]
            found.append(named[0] if named else Person(line(item)))
    return found


def enclosure(path, link, item):
    given = item.get("url") or urllib.parse.quote(item["file"])
    address = urllib.parse.urljoin(link, given)
    length, kind = item.get("length"), item.get("type")
    if "file" in item:
        file = path.parent / item["file"]
        length = length or file.stat().st_size
        kind = kind or TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
    return address, length, kind


def truth(value):
    return value if isinstance(value, bool) else str(value).lower() in ("true", "yes", "on")


# What the body says, for holding the content of an entry against it.


def code_blocks(article):
    """The text of each fenced code block of a Markdown body."""
    if article.markup != "markdown":
        return []
    return [block[1] for block in re.finditer(r"^```[^\n]*\n(.*?)^```$", article.body, re.M | re.S)]


def prose(article):
    """The body without code blocks and comments."""
    body = article.body
    if article.markup == "markdown":
        body = re.sub(r"^```[^\n]*\n.*?^```$", "", body, flags=re.M | re.S)
    return re.sub(r"<!--.*?-->", "", body, flags=re.S)


def plain(text):
    """Inline Markdown without its marks."""
    text = re.sub(r"\[\^\w+\]:?", "", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return line(html.unescape(re.sub(r"[*`]|~~|<[^>]+>", "", text)))


def words(article):
    """Every longer word that a reader of the page would see."""
    body = prose(article)
    if article.markup != "text":
        body = html.unescape(re.sub(r"</?[a-zA-Z][^>]*>", " ", body))
    if article.markup == "markdown":
        body = re.sub(r"!\[[^\]]*\]\([^)]*\)", " ", body)
        body = re.sub(r"\]\([^)]*\)", " ", re.sub(r"\[\^\w+\]:?", " ", body))
    return set(re.findall(r"\w{4,}", body))


def opening(article):
    """What an entry is summarised by where its article gives no summary, and whether all of it is meant."""
    before, more, _ = article.body.partition("<!-- more -->")
    if more:
        return plain(before), True
    paragraphs = [part for part in re.split(r"\n\s*\n", article.body.strip()) if part.strip()]
    return (line(paragraphs[0]) if article.markup == "text" else plain(paragraphs[0])), False


def addresses(article):
    """Every address the content must lead to or show, absolute."""
    if article.markup == "text":
        return set()
    body, found = prose(article), []
    if article.markup == "markdown":
        found += re.findall(r"\]\(([^\s)]+)[^)]*\)", body)
    for tag in re.findall(r"<[a-zA-Z][^>]*>", body, re.S):
        lazy = "data-src=" in tag
        for name, value in re.findall(r"([\w-]+)=\"([^\"]*)\"", tag):
            value = html.unescape(value)
            if name in ("srcset", "data-srcset"):
                found += [part.split()[0] for part in value.split(",")]
            elif name in ("href", "cite", "data-src") or name == "src" and not lazy:
                found.append(value)
    return {wire(urllib.parse.urljoin(article.link, url)) for url in found}


def references(article):
    """How often the body refers to a footnote."""
    return len(re.findall(r"\[\^\w+\](?!:)", prose(article))) if article.markup == "markdown" else 0
