"""Checks the checks: spoils copies of the built feeds in one way each and demands that the spoiling is seen.

    python faults.py [ROOT] [--feeds DIR]
"""

import json
import pathlib
import re
import shutil
import sys
import tempfile
import xml.etree.ElementTree as ET

import articles
import compare
from documents import ATOM, DC, LANG, MEDIA

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
for prefix, uri in (("atom", ATOM), ("dc", DC), ("media", MEDIA), ("content", CONTENT.partition("}")[0] + "}")):
    ET.register_namespace(prefix, uri.strip("{}"))

FAULTS = []


def fault(file, seen):
    """Declares a way to spoil `file`, and words that some difference must then hold."""

    def declare(spoil):
        FAULTS.append((spoil.__name__.replace("_", " "), file, seen, spoil))
        return spoil

    return declare


def nodes(root, path, having=None):
    """Entries, or parts of entries; of those that have a part `having` where that is given."""
    found = [one for one in root.findall(path) if having is None or one.find(having) is not None]
    assert found, f"no {path} with {having}"
    return found


ITEM, ENTRY = "channel/item", ATOM + "entry"


@fault("rss.xml", "is missing (")
def an_item_is_lost(root):
    root.find("channel").remove(nodes(root, ITEM)[-1])


@fault("rss.xml", "title\n")
def a_title_is_escaped_twice(root):
    title = next(item.find("title") for item in nodes(root, ITEM) if "&" in item.findtext("title"))
    title.text = title.text.replace("&", "&amp;")


@fault("rss.xml", "published\n")
def an_hour_is_lost(root):
    date = nodes(root, ITEM)[0].find("pubDate")
    date.text = re.sub(r" (\d\d):", lambda hour: f" {(int(hour[1]) + 1) % 24:02}:", date.text, count=1)


@fault("rss.xml", "authors\n")
def the_second_author_is_lost(root):
    creator = next(item.find(DC + "creator") for item in nodes(root, ITEM) if ", " in item.findtext(DC + "creator"))
    creator.text = creator.text.split(", ")[0]


@fault("rss.xml", "several dc:creator")
def authors_have_an_element_each(root):
    ET.SubElement(nodes(root, ITEM)[0], DC + "creator").text = "Somebody Else"


@fault("rss.xml", "enclosures\n")
def an_enclosure_has_no_length(root):
    nodes(root, ITEM, "enclosure")[0].find("enclosure").set("length", "0")


@fault("rss.xml", "no article has this id")
def an_id_changes(root):
    nodes(root, ITEM)[0].find("guid").text += "?new"


@fault("rss.xml", "isPermaLink")
def a_tag_uri_is_said_to_be_a_link(root):
    next(item.find("guid") for item in nodes(root, ITEM) if item.findtext("guid").startswith("tag:")).attrib.clear()


@fault("rss.xml", "tags\n")
def a_category_is_lost(root):
    item = nodes(root, ITEM, "category")[0]
    item.remove(item.find("category"))


@fault("rss.xml", "language\n")
def a_language_is_lost(root):
    item = nodes(root, ITEM, DC + "language")[0]
    item.remove(item.find(DC + "language"))


@fault("rss.xml", "updated\n")
def an_update_is_lost(root):
    item = nodes(root, ITEM, ATOM + "updated")[0]
    item.remove(item.find(ATOM + "updated"))


@fault("rss.xml", "image\n")
def an_image_is_lost(root):
    item = nodes(root, ITEM, MEDIA + "thumbnail")[0]
    item.remove(item.find(MEDIA + "thumbnail"))


@fault("rss.xml", "summary\n")
def a_summary_is_cut(root):
    summary = nodes(root, ITEM)[0].find("description")
    summary.text = summary.text[: len(summary.text) // 2]


@fault("rss.xml", "absolute and ASCII")
def an_address_is_relative(root):
    content = next(item.find(CONTENT) for item in nodes(root, ITEM, CONTENT) if 'src="https://' in item.findtext(CONTENT))
    content.text = re.sub(r'src="https://[^"]*/', 'src="', content.text, count=1)


@fault("rss.xml", "newest first")
def the_order_is_turned(root):
    items = nodes(root, ITEM)
    for item in items:
        root.find("channel").remove(item)
    root.find("channel").extend(reversed(items))


@fault("rss.xml", "newest update\n")
def the_feed_says_it_is_built_now(root):
    root.find("channel/lastBuildDate").text = "Sun, 22 Nov 2026 16:00:00 +0000"


@fault("atom.xml", "authors\n")
def an_author_is_lost(root):
    entry = nodes(root, ENTRY, ATOM + "author")[0]
    entry.remove(entry.find(ATOM + "author"))


@fault("atom.xml", "authors\n")
def an_authors_address_is_lost(root):
    person = nodes(root, f"{ENTRY}/{ATOM}author", ATOM + "email")[0]
    person.remove(person.find(ATOM + "email"))


@fault("atom.xml", "contributors\n")
def a_contributor_is_lost(root):
    entry = nodes(root, ENTRY, ATOM + "contributor")[0]
    entry.remove(entry.find(ATOM + "contributor"))


@fault("atom.xml", "language\n")
def a_language_is_wrong(root):
    next(entry for entry in nodes(root, ENTRY) if entry.get(LANG)).set(LANG, "de")


@fault("atom.xml", "not text")
def a_title_is_html(root):
    nodes(root, ENTRY)[0].find(ATOM + "title").set("type", "html")


@fault("atom.xml", "not UTC")
def a_date_has_an_offset(root):
    date = nodes(root, ENTRY)[0].find(ATOM + "updated")
    date.text = date.text.replace("Z", "+00:00")


@fault("atom.xml", "has no content")
def content_is_lost(root):
    entry = nodes(root, ENTRY, ATOM + "content")[-1]
    entry.remove(entry.find(ATOM + "content"))


@fault("atom.xml", "address of the feed")
def the_feed_names_another_address(root):
    next(link for link in root.findall(ATOM + "link") if link.get("rel") == "self").set("href", "https://e.example/")


@fault("feed.json", "is a draft")
def a_draft_leaks(feed, site):
    draft = next(article for article in site.articles if article.withheld == "a draft")
    feed["items"].append(feed["items"][0] | {"id": draft.id, "url": draft.link})


@fault("feed.json", "is embargoed")
def an_embargo_is_broken(feed, site):
    early = next(article for article in site.articles if article.withheld == "embargoed")
    feed["items"].append(feed["items"][0] | {"id": early.id, "url": early.link})


@fault("feed.json", "is there twice")
def an_entry_is_doubled(feed, site):
    feed["items"].append(feed["items"][-1])


@fault("feed.json", "enclosures\n")
def an_attachment_is_lost(feed, site):
    next(item for item in feed["items"] if len(item.get("attachments", [])) > 1)["attachments"].pop()


@fault("feed.json", "holds a <script>")
def a_script_gets_through(feed, site):
    feed["items"][0]["content_html"] += "<script>1</script>"


@fault("feed.json", "the attribute onclick")
def a_handler_gets_through(feed, site):
    feed["items"][0]["content_html"] += '<p onclick="go()">x</p>'


@fault("feed.json", "lacks this code")
def code_is_squeezed(feed, site):
    item = next(item for item in feed["items"] if "<pre" in item.get("content_html", ""))
    item["content_html"] = re.sub(r"[ \t]+", " ", item["content_html"])


@fault("feed.json", "lacks the words")
def a_paragraph_is_lost(feed, site):
    item = feed["items"][0]
    item["content_html"] = re.sub(r"<p>(?!.*<p>).*?</p>", "", item["content_html"], flags=re.S)


@fault("feed.json", "twice: ")
def ids_collide(feed, site):
    for item in feed["items"][:2]:
        item["content_html"] += '<p id="fn1">x</p>'


@fault("feed.json", "the subtitle")
def a_subtitle_is_lost(feed, site):
    item = next(item for item in feed["items"] if "grain-prices" in item["id"])
    item["content_html"] = item["content_html"].partition("</p>")[2]


@fault("feed.json", "not the same content")
def a_format_has_other_content(feed, site):
    feed["items"][0]["content_html"] += "<p>Added here alone.</p>"


@fault("feed.json", "cannot be read")
def a_document_is_cut_off(text, site):
    return text[: len(text) // 2]


def spoil(copy, site, file, action):
    path = copy / file
    if file.endswith(".xml"):
        tree = ET.parse(path)
        action(tree.getroot())
        tree.write(path, encoding="utf-8", xml_declaration=True)
    elif "text" in action.__code__.co_varnames[:1]:
        path.write_text(action(path.read_text("utf-8"), site), "utf-8")
    else:
        feed = json.loads(path.read_text("utf-8"))
        action(feed, site)
        path.write_text(json.dumps(feed), "utf-8")


def folder_faults(feeds):
    """Faults of the folder rather than of a document."""
    tag = min(folder for folder in feeds.glob("*/*") if folder.is_dir()).relative_to(feeds)
    yield "a feed is lost", "there is no feed for", lambda copy: shutil.rmtree(copy / tag)
    yield "a feed is left over", "no such feed", lambda copy: shutil.copytree(copy / tag, copy / "left-over")
    yield "a format is lost", "is missing", lambda copy: (copy / tag / "atom.xml").unlink()
    yield "the list is lost", "feeds.opml: is missing", lambda copy: (copy / "feeds.opml").unlink()


def main():
    args = compare.arguments("Spoils copies of the built feeds and demands that it is seen.")
    site = articles.load(args.root, args.now)
    feeds = compare.folder(site, args.feeds)
    trials = [
        (name, seen, lambda copy, file=file, action=action: spoil(copy, site, file, action))
        for name, file, seen, action in FAULTS
    ]
    trials += folder_faults(feeds)
    unseen = 0
    for name, seen, action in trials:
        with tempfile.TemporaryDirectory() as home:
            copy = pathlib.Path(home, "feeds")
            shutil.copytree(feeds, copy)
            action(copy)
            found = compare.compare(args.root, copy, args.now)[2].found
        if not any(seen in difference for difference in found):
            unseen += 1
            print(f"not seen: {name} (wanted `{seen.strip()}`)\n    " + "\n    ".join(found[:5]))
    print(f"faults: {len(trials)} ways to spoil a feed, {len(trials) - unseen} seen")
    sys.exit(1 if unseen else 0)


if __name__ == "__main__":
    main()
