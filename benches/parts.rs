//! The parts of a build, and judging documents, each on its own: `cargo bench`, or `cargo bench -- render` for those with that name.

#[path = "../examples/corpus/article/mod.rs"]
mod corpus;

use std::sync::Arc;

use chrono::{DateTime, TimeZone as _, Utc};
use corpus::Corpus;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use feedmill::article::{self, Markup, Settings, SourceFile};
use feedmill::config::Config;
use feedmill::diagnostic::Report;
use feedmill::feed::{Entry, Feed, Person, content, summary};
use feedmill::format::{self, Format};
use feedmill::validate::value::html;
use feedmill::validate::{Kind, Options, check_well_formed, validate};
use feedmill::{Article, pipeline};
use url::Url;

fn main() {
    divan::main();
}

/// So many articles are worked on in each round, so that no single one of them decides.
const ARTICLES: u64 = 200;

const FORMATS: [Format; 3] = [Format::Rss, Format::Atom, Format::Json];

/// Made-up articles as files: the path, and what is in it.
fn files(number: u64) -> Vec<(String, String)> {
    let corpus = Corpus::new(1);
    (0..number).map(|number| corpus.article(number)).map(|article| (article.path(), article.to_toml())).collect()
}

fn read(path: &str, text: &str) -> Option<Article> {
    let file = SourceFile { path, below: path, bytes: text.as_bytes(), sidecar: None };
    article::read(&file, &Settings::default()).0
}

fn articles(number: u64) -> Vec<Article> {
    files(number).iter().filter_map(|(path, text)| read(path, text)).collect()
}

fn bodies() -> Vec<String> {
    articles(ARTICLES).into_iter().map(|article| article.body.text).collect()
}

fn all_bytes<'t>(texts: impl IntoIterator<Item = &'t String>) -> BytesCount {
    BytesCount::new(texts.into_iter().map(String::len).sum::<usize>())
}

fn rendered(body: &str) -> String {
    let Ok(base) = Url::parse("https://example.org/world/2026/grain/") else { return String::new() };
    let context = content::Context { base: &base, prefix: "e0-" };
    content::render(body, Markup::Markdown, &context, &mut Report::new("grain.md", body))
}

fn entries() -> Vec<Entry> {
    let moment = Utc.with_ymd_and_hms(2026, 11, 20, 7, 30, 0).single().unwrap_or_default();
    let entry = |article: Article| Entry {
        id: format!("https://example.org/{}/", article.slug),
        link: format!("https://example.org/{}/", article.slug),
        summary: summary::derive(&article.body.text, article.body.markup),
        content: Some(rendered(&article.body.text).into()),
        title: article.title,
        published: moment,
        updated: moment,
        authors: vec![Person { name: "Jo Field".into(), ..Person::default() }],
        tags: article.tags,
        ..Entry::default()
    };
    articles(ARTICLES).into_iter().map(entry).collect()
}

/// A file into an article; the head is TOML.
#[divan::bench]
fn read_toml(bencher: Bencher) {
    let files = files(ARTICLES);
    let bytes = all_bytes(files.iter().map(|(_, text)| text));
    bencher
        .counter(bytes)
        .counter(ItemsCount::new(files.len()))
        .bench_local(|| files.iter().filter(|(path, text)| read(path, black_box(text)).is_some()).count());
}

/// A file into an article; the head is YAML.
#[divan::bench]
fn read_yaml(bencher: Bencher) {
    let yaml = |(path, text): (String, String)| {
        let head = text.split("+++").nth(1).unwrap_or_default().replace(" = ", ": ");
        let body = text.split("+++\n").nth(2).unwrap_or_default();
        (path, format!("---{head}---\n{body}"))
    };
    let files: Vec<_> = files(ARTICLES).into_iter().map(yaml).collect();
    let bytes = all_bytes(files.iter().map(|(_, text)| text));
    bencher
        .counter(bytes)
        .counter(ItemsCount::new(files.len()))
        .bench_local(|| files.iter().filter(|(path, text)| read(path, black_box(text)).is_some()).count());
}

/// Markdown into HTML: bodies without HTML of their own.
#[divan::bench]
fn render_markdown(bencher: Bencher) {
    let mut bodies = bodies();
    bodies.retain(|body| !body.contains("<figure>"));
    render(bencher, &bodies);
}

/// Markdown into HTML: the same bodies, each with a line of HTML, for which all is parsed as a browser does.
#[divan::bench]
fn render_raw_html(bencher: Bencher) {
    let mut bodies = bodies();
    bodies.retain(|body| !body.contains("<figure>"));
    bodies.iter_mut().for_each(|body| body.push_str("\n<p>Press <kbd>Enter</kbd>.</p>\n"));
    render(bencher, &bodies);
}

fn render(bencher: Bencher, bodies: &[String]) {
    let counted = bencher.counter(all_bytes(bodies)).counter(ItemsCount::new(bodies.len()));
    counted.bench_local(|| bodies.iter().map(|body| rendered(black_box(body)).len()).sum::<usize>());
}

/// A summary from a body.
#[divan::bench]
fn summarise(bencher: Bencher) {
    let bodies = bodies();
    bencher.counter(ItemsCount::new(bodies.len())).bench_local(|| {
        bodies.iter().map(|body| summary::derive(black_box(body), Markup::Markdown).len()).sum::<usize>()
    });
}

/// Entries into fragments; bytes are those written.
#[divan::bench(args = FORMATS)]
fn write_entries(bencher: Bencher, format: Format) {
    let entries = entries();
    let bytes: usize = entries.iter().map(|entry| format::entry(format, entry).len()).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(entries.len()))
        .bench_local(|| entries.iter().map(|entry| format::entry(format, black_box(entry)).len()).sum::<usize>());
}

/// The last look at a document before it is written.
#[divan::bench(args = FORMATS)]
fn check(bencher: Bencher, format: Format) {
    let fragments: Vec<Arc<[u8]>> = entries().iter().map(|entry| format::entry(format, entry).into()).collect();
    let feed = Feed {
        id: "https://example.org/".into(),
        title: "Field Notes".into(),
        link: "https://example.org/".into(),
        address: "https://example.org/feed".into(),
        ..Feed::default()
    };
    let document = format::document(format, &feed, &fragments).to_vec();
    let kind = match format {
        Format::Rss => Kind::Rss,
        Format::Atom => Kind::Atom,
        Format::Json => Kind::Json,
    };
    bencher
        .counter(BytesCount::new(document.len()))
        .bench_local(|| check_well_formed(black_box(&document), kind, fragments.len(), "feed").is_ok());
}

/// What is judged, with HTML and without.
const JUDGED: [&str; 7] = ["atom html", "atom xhtml", "rss", "rss, no html", "podcast", "json", "opml"];

/// A made-up document of 1,000 entries.
fn document(name: &str) -> String {
    let html =
        "<p>Rye and <em>wheat</em> from <a href=\"https://example.org/field/\">the field</a> &amp; the mill.</p>\n"
            .repeat(8);
    let escaped = html.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let entries = (0..1000).map(|number| {
        let url = format!("https://example.org/{number}/");
        match name {
            "atom html" | "atom xhtml" => {
                let content = match name {
                    "atom html" => format!("<content type=\"html\">{escaped}</content>"),
                    _ => format!("<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{html}</div></content>"),
                };
                format!("<entry><title>Bread</title><id>{url}</id><link href=\"{url}\"/><updated>2026-11-20T07:30:00Z</updated>{content}</entry>\n")
            }
            "json" => format!("{{\"id\": \"{url}\", \"url\": \"{url}\", \"content_text\": \"{}\"}},\n", "Bread ".repeat(100)),
            "opml" => format!("<outline text=\"Bread\" type=\"rss\" xmlUrl=\"{url}\"/>\n"),
            "podcast" => format!(
                "<item><title>Bread</title><guid>{url}</guid><itunes:duration>1800</itunes:duration>\
                 <enclosure url=\"{url}a.mp3\" length=\"1000\" type=\"audio/mpeg\"/><description>{escaped}</description></item>\n"
            ),
            _ => format!("<item><title>Bread</title><guid>{url}</guid><description><![CDATA[{html}]]></description></item>\n"),
        }
    });
    let entries: String = entries.collect();
    match name {
        "atom html" | "atom xhtml" => format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><title>Notes</title><id>https://example.org/</id>\
             <author><name>Jo</name></author><updated>2026-11-20T07:30:00Z</updated>\n{entries}</feed>"
        ),
        "json" => format!(
            "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Notes\", \"items\": [{}]}}",
            entries.trim_end_matches(",\n")
        ),
        "opml" => format!("<opml version=\"2.0\"><head><title>Notes</title></head><body>\n{entries}</body></opml>"),
        _ => format!(
            "<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel><title>Notes</title>\
             <link>https://example.org/</link><description>Made up</description>\n{entries}</channel></rss>"
        ),
    }
}

/// All that `feedmill validate` does with a document that is at hand.
#[divan::bench(args = JUDGED)]
fn judge(bencher: Bencher, name: &str) {
    let document = document(name);
    let options = Options { html: !name.ends_with("no html"), ..Options::new("feed") };
    bencher
        .counter(BytesCount::new(document.len()))
        .bench_local(|| validate(black_box(document.as_bytes()), &options).diagnostics.len());
}

/// Escaped HTML as it stands in a feed: what is wrong with it, and with the addresses in it.
#[divan::bench]
fn html(bencher: Bencher) {
    let bodies: Vec<String> = bodies().iter().map(|body| rendered(body)).collect();
    let judge = |body: &String| {
        let mut flaws = 0;
        html::judge(black_box(body), &mut |_| flaws += 1);
        html::relative_urls(black_box(body), &mut |_| flaws += 1);
        flaws
    };
    bencher.counter(all_bytes(&bodies)).bench_local(|| bodies.iter().map(judge).sum::<usize>());
}

/// A thousand articles, read already, into some seven hundred documents, in memory.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn build_thousand(bencher: Bencher) {
    const SITE: &str = "[site]\ntitle = \"Field Notes\"\nurl = \"https://example.org/\"\n";
    let config = Config::parse("feedmill.toml", SITE).0;
    let now: DateTime<Utc> = Utc.with_ymd_and_hms(2026, 11, 20, 7, 30, 0).single().unwrap_or_default();
    bencher
        .counter(ItemsCount::new(1000_usize))
        .with_inputs(|| articles(1000))
        .bench_local_values(|articles| config.as_ref().map(|config| pipeline::build(config, articles, now)));
}
