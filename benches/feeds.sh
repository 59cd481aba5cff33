#!/bin/sh
# Writes a large feed without faults to standard output, to measure `feedmill validate` with:
#
#     feeds.sh atom-html|atom-xhtml|rss ENTRIES > FILE
#
# An entry has about a kilobyte of HTML in it: escaped, as XHTML, or in CDATA. The same arguments give the same bytes.
exec awk -v kind="${1:?kind}" -v entries="${2:?entries}" '
function word() { seed = (seed * 1103 + 12345) % 65536; return words[1 + seed % count] }
function sentence(  text, i) {
    text = "The " word()
    for (i = 0; i < 10; i++) text = text " " word()
    return text "."
}
function body(number,  text, i) {
    for (i = 1; i <= 6; i++) {
        text = text "<p>" sentence() " <em>" word() "</em> <a href=\"https://example.org/" number "/" i "\">" word() "</a> &amp; " sentence() "</p>\n"
        if (i == 2) text = text "<ul><li>" sentence() "</li><li><code>" word() "</code></li></ul>\n"
    }
    return text
}
function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); return text }
function clock(i) { return sprintf("%02d:%02d:%02d", int(i / 3600) % 24, int(i / 60) % 60, i % 60) }
BEGIN {
    count = split("the of and to in was for that with as on by at from this which feed entry reader writes article format stream parser element value number garden river stone letter window morning market bridge copper lantern harbour café über Zürich", words, " ")
    seed = 1
    site = "https://example.org/"
    print "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
    if (kind == "rss") {
        print "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>"
        print "<title>Field Notes</title><link>" site "</link><description>Made up</description><language>en</language>"
        print "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"" site "rss.xml\"/>"
    } else {
        print "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><title>Field Notes</title><id>" site "</id>"
        print "<link rel=\"self\" type=\"application/atom+xml\" href=\"" site "atom.xml\"/><link href=\"" site "\"/>"
        print "<updated>2026-01-01T00:00:00Z</updated><author><name>Jo Field</name></author>"
    }
    for (i = 0; i < entries; i++) {
        year = 2000 + int(i / 86400) % 20
        if (kind == "rss") {
            print "<item>\n<title>" sentence() "</title>\n<link>" site i "/</link>\n<guid>" site i "/</guid>"
            print "<pubDate>" (1 + i % 28) " Jan " year " " clock(i) " GMT</pubDate>\n<category>" word() "</category>"
            print "<description>" sentence() "</description>\n<content:encoded><![CDATA[" body(i) "]]></content:encoded>\n</item>"
        } else {
            print "<entry>\n<title>" sentence() "</title>\n<link href=\"" site i "/\"/>\n<id>" site i "/</id>"
            print "<published>" year "-01-01T" clock(i) "Z</published>\n<updated>" year "-01-02T" clock(i) "Z</updated>"
            print "<category term=\"" word() "\"/>\n<summary>" sentence() "</summary>"
            if (kind == "atom-html") print "<content type=\"html\">" escaped(body(i)) "</content>"
            else print "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">" body(i) "</div></content>"
            print "</entry>"
        }
    }
    print kind == "rss" ? "</channel></rss>" : "</feed>"
}'
