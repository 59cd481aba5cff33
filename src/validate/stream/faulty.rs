//! Documents of every format with much that is wrong in them: findings that need what stood before, a line or an element
//! further up.

/// Their names and texts.
pub(super) const FAULTY: &[(&str, &str)] = &[
    (
        "rss",
        r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:x="urn:nobody" xmlns:media="http://search.yahoo.com/mrss">
<channel> stray text
<title>Bread &amp;amp; &lt;b&gt;butter&lt;/b&gt;</title><title>Twice</title>
<link>bread.example</link>
<description>&#x26; <![CDATA[<script>alert(1)</script>]]> &amp;eacute;</description>
<language>klingon!</language><pubDate>yesterday</pubDate><ttl>-1</ttl>
<image><url>nowhere</url><title>Other</title><width>1000</width></image>
<item><title>a &amp;lt; b</title><guid>x</guid><pubDate>Mon, 31 Feb 2026 25:00:00 GMT</pubDate><bogus a="b"/>
<description>
  first line &lt;p onclick=x&gt;
  second &lt;a href="rel.html"&gt;é&lt;/a&gt; &#38;nbsp; <![CDATA[ <img src=">&eacute ]]>
</description>
</item>
<item><guid>x</guid><dc:date>2026-13-01</dc:date><enclosure url="ftp//x" length="much"/><author>nobody</author>
<content:encoded><![CDATA[<marquee>
<style>p { position: fixed }</style></b>]]></content:encoded>
<title>5 &#60; 6 &amp;#62; <b>4</b></title></item>
<item x:about="x"></item>
<cloud domain=""/><skipDays><day>Funday</day><day>Monday</day><day>Monday</day></skipDays>
</channel>
<item/></rss>
"#,
    ),
    (
        "atom",
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title type="html">&lt;b&gt;x
</title>
<updated>2026-02-30T00:00:00Z</updated><id>not absolute</id><link href="a b" rel="self" title="a &amp;lt; b"/>
<author><email>none</email></author><category/>
<entry xml:base="http://[x"><id> urn:x </id><title>a &amp;amp; b &amp;copy;</title><updated>2026-11-22</updated>
<link rel="alternate" title="&#x26;lt; &amp;lt;" type="text/html" hreflang="xx-!" href="http://a.example/ä"/><link rel="alternate" type="text/html" href="/b"/>
<content type="html">&lt;script&gt;
&lt;p style="x:expression(1)"&gt; &lt;a href="/x"&gt; é
</content><summary type="xhtml">text <div xmlns="http://www.w3.org/1999/xhtml"><script/><p onx="">a
<b xmlns="">b</b></p></div></summary>
</entry><entry><id>urn:x</id><title type="text">1 &amp;lt; 2</title>
<content type="xhtml"><p>no div</p></content><content src="x"/></entry>
<entry><id>urn:y</id><title>&amp;#60;</title><updated>2026-11-22</updated><content type="image/png">!!</content><source/>
<published>never</published></entry></feed>"#,
    ),
    (
        "rss 1.0",
        r##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://a.example/"><title>A &amp;amp; B</title><link>x</link>
<items><rdf:Seq><rdf:li rdf:resource="http://a.example/1"/></rdf:Seq></items></channel>
<item rdf:about="http://a.example/1"><title>&amp;lt;</title><dc:date>now</dc:date><rdf:bogus rdf:ID="1"/></item>
<item rdf:about="http://a.example/1"><link>/b</link><description>&lt;b&gt;é&lt;/b&gt;</description></item><item/>
</rdf:RDF>"##,
    ),
    (
        "podcast",
        r#"<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Talk</title><link>http://a.example/</link>
<description>x</description><itunes:category text="Nonsense"/><itunes:explicit>perhaps</itunes:explicit>
<itunes:image href="a.gif"/><itunes:owner><itunes:email>x</itunes:email></itunes:owner><podcast:locked>si</podcast:locked>
<podcast:guid>1</podcast:guid><podcast:funding>x</podcast:funding>
<item><title>One &amp;eacute;</title><itunes:duration>1:2:3:4</itunes:duration><itunes:keywords>a b</itunes:keywords>
<podcast:transcript url="x"/><podcast:person role="x"></podcast:person><podcast:value type="lightning"/></item>
<item><enclosure url="http://a.example/1.mp3" length="0" type="audio/mpeg"/><itunes:episode>0</itunes:episode></item>
</channel></rss>"#,
    ),
    (
        "json feed",
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": 7, "home_page_url": "x y", "bogus": [1, {"a": null}],
"items": [{"id": 5, "url": "://", "content_html": 1, "date_published": "when"}, {"id": "a", "content_text": "é"},
{"id": "a", "tags": "b", "attachments": [{"url": "u"}], "authors": {}}, 3], "feed_url": false, "authors": [{}]}"#,
    ),
    (
        "opml",
        r#"<opml version="3"><head><title>&amp;amp;</title><dateCreated>x</dateCreated><windowTop>high</windowTop><x/></head>
<body>text<outline/><outline text="&lt;b&gt;" type="rss" xmlUrl="a b"/><outline text="a" isComment="yes" created="x"><outline type="link"/></outline></body><body/></opml>"#,
    ),
    (
        "sitemap",
        r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a</loc><lastmod>x</lastmod>
<priority>7</priority><changefreq>often</changefreq></url><url/><bogus/></urlset>"#,
    ),
    (
        "opensearch",
        r#"<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>Much too long to be short</ShortName>
<Url type="x" template="{bogus}"/><Contact>x</Contact><Language>!!</Language><Tags>a</Tags><Image height="x">y</Image></OpenSearchDescription>"#,
    ),
];
