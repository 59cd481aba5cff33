//! Atom as others write it.

use super::{at, parse_text};
use crate::feed::{Deleted, Person};
use crate::validate::Kind;

fn person(name: &str, email: Option<&str>, url: Option<&str>) -> Person {
    Person { name: name.into(), email: email.map(Into::into), url: url.map(Into::into) }
}

#[test]
fn a_whole_feed_with_a_prefix() {
    let document = parse_text(
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:base='https://e.example/blog/' xml:lang='uk'>
         <a:title type='html'>Tea &amp;amp; &lt;i>bread&lt;/i></a:title><a:subtitle>About &lt;it></a:subtitle><a:id> urn:x:1 </a:id>
         <a:link href='.'/><a:link rel='self' href='atom.xml'/><a:link rel='next' href='?p=2'/><a:icon>/i.png</a:icon>
         <a:updated>2026-11-21T06:00:00Z</a:updated><a:rights>Jo</a:rights>
         <a:author><a:name>Jo</a:name><a:email>jo@e.example</a:email><a:uri>/jo</a:uri></a:author>
         <a:entry xml:lang='en'><a:title>a &lt;b> &amp;amp;</a:title><a:id>urn:x:2</a:id><a:link rel='edit' href='edit'/>
         <a:link rel='alternate' type='application/pdf' href='1.pdf'/><a:link type='text/html' href='1'/>
         <a:link rel='enclosure' href='1.mp3' length='9' type='audio/mpeg' title='Sound'/>
         <a:published>2026-11-20T06:00:00Z</a:published><a:updated>2026-11-21T06:00:00Z</a:updated>
         <a:category term='g' label='Grain'/><a:category term='r'/>
         <a:contributor><a:name>Sam</a:name></a:contributor><a:author><a:email>o@e.example</a:email></a:author>
         <a:source><a:id>urn:no</a:id><a:title>no</a:title><a:author><a:name>no</a:name></a:author></a:source>
         <a:summary type='html'>&lt;p>Short&lt;/p></a:summary><a:content type='html'>&lt;p>Whole&lt;/p></a:content></a:entry></a:feed>",
    );
    assert_eq!((document.kind, &*document.id), (Some(Kind::Atom), "urn:x:1"));
    assert_eq!((&*document.title, &*document.description), ("Tea & bread", "About <it>"));
    assert_eq!((&*document.link, &*document.address), ("https://e.example/blog/", "https://e.example/blog/atom.xml"));
    assert_eq!(document.older.as_deref(), Some("https://e.example/blog/?p=2"));
    assert_eq!((document.icon.as_deref(), document.language.as_deref()), (Some("https://e.example/i.png"), Some("uk")));
    assert_eq!(document.authors, [person("Jo", Some("jo@e.example"), Some("https://e.example/jo"))]);
    let entry = &document.entries[0];
    assert_eq!((&*entry.id, &*entry.link, &*entry.title), ("urn:x:2", "https://e.example/blog/1", "a <b> &amp;"));
    assert_eq!((entry.published, entry.updated), (at("2026-11-20T06:00:00Z"), at("2026-11-21T06:00:00Z")));
    assert_eq!((&*entry.summary, entry.content.as_deref()), ("Short", Some("<p>Whole</p>")));
    assert_eq!((entry.tags.join(" "), entry.language.as_deref()), ("Grain r".to_owned(), Some("en")));
    assert_eq!(entry.authors, [person("o@e.example", Some("o@e.example"), None)]);
    assert_eq!(entry.contributors, [person("Sam", None, None)]);
    let file = &entry.enclosures[0];
    assert_eq!(
        (&*file.url, file.length, file.title.as_deref()),
        ("https://e.example/blog/1.mp3", Some(9), Some("Sound"))
    );
}

#[test]
fn xhtml_is_written_as_html() {
    let document = parse_text(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:x='http://www.w3.org/1999/xhtml'><entry>
         <title type='xhtml'><x:div>Less <x:em>&lt;</x:em> more</x:div></title>
         <content type='xhtml'><x:div><x:p title='\"a&amp;b\"'>1 &lt; 2 &amp; <![CDATA[<3]]><x:br/></x:p><x:div>in</x:div></x:div></content>
         </entry></feed>",
    );
    let entry = &document.entries[0];
    assert_eq!(entry.title, "Less < more");
    let html = "<p title=\"&quot;a&amp;b&quot;\">1 &lt; 2 &amp; &lt;3<br></p><div>in</div>";
    assert_eq!(entry.content.as_deref(), Some(html));
    assert_eq!(entry.words(), "1 < 2 & <3 in");
}

#[test]
fn text_as_content() {
    let entry = |content: &str| {
        let feed = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>t</title>";
        parse_text(&format!("{feed}{content}</entry></feed>")).entries.remove(0)
    };
    let lines = entry("<content>one &lt;\n two\n\n three</content>");
    assert_eq!(lines.content.as_deref(), Some("<p>one &lt;<br>\ntwo</p>\n<p>three</p>\n"));
    assert_eq!(entry("<content type='image/png'>AAAA</content>").content, None);
    assert_eq!(entry("<content src='https://e.example/x.pdf' type='application/pdf'/>").content, None);
    assert_eq!(entry("<summary>s</summary><content>s</content>").content, None);
}

#[test]
fn atom_0_3_and_atom_without_a_namespace() {
    let document = parse_text(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title mode='escaped' type='text/html'>T &amp;amp; &lt;b>x&lt;/b></title>
         <tagline>about</tagline><modified>2026-11-21T06:00:00Z</modified><entry><title>one</title><id>1</id>
         <issued>2026-11-20T06:00:00</issued><modified>2026-11-21T06:00:00Z</modified><author><name>Jo</name><url>https://jo.example/</url></author>
         <content type='text/html' mode='escaped'>&lt;p>c&lt;/p></content></entry></feed>",
    );
    assert_eq!((&*document.title, &*document.description), ("T & x", "about"));
    let entry = &document.entries[0];
    assert_eq!((entry.published, entry.updated), (at("2026-11-20T06:00:00Z"), at("2026-11-21T06:00:00Z")));
    assert_eq!(entry.authors, [person("Jo", None, Some("https://jo.example/"))]);
    assert_eq!(entry.content.as_deref(), Some("<p>c</p>"));
    let document = parse_text("<feed><entry><id>1</id></entry></feed>");
    assert_eq!(document.entries[0].id, "1");
    let document = parse_text("<entry xmlns='http://www.w3.org/2005/Atom'><id>1</id><title>x</title></entry>");
    assert_eq!((document.kind, &*document.entries[0].title), (Some(Kind::AtomEntry), "x"));
}

#[test]
fn entries_that_were_withdrawn() {
    let document = parse_text(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'
         xmlns:fh='http://purl.org/syndication/history/1.0'><fh:archive/>
         <at:deleted-entry ref='urn:1' when='2026-11-21T06:00:00Z'>
         <dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2026-01-01T00:00:00Z</dc:date>
         <dc:identifier xmlns:dc='http://purl.org/dc/elements/1.1/'> 0123456789abcdef </dc:identifier></at:deleted-entry>
         <at:deleted-entry ref='urn:2' when='2026-11-22T06:00:00Z'><at:comment>gone</at:comment></at:deleted-entry>
         <at:deleted-entry ref='urn:3' when='one day'/><entry><id>urn:4</id></entry></feed>",
    );
    assert!(document.is_archive);
    let gone = |id: &str, when: &str, published: &str| Deleted {
        id: id.into(),
        when: at(when).unwrap(),
        published: at(published).unwrap(),
        mark: None,
    };
    let first = gone("urn:1", "2026-11-21T06:00:00Z", "2026-01-01T00:00:00Z");
    let first = Deleted { mark: Some("0123456789abcdef".into()), ..first };
    let second = gone("urn:2", "2026-11-22T06:00:00Z", "2026-11-22T06:00:00Z");
    assert_eq!(document.deleted, [first, second]);
    assert_eq!(document.entries.len(), 1);
}
