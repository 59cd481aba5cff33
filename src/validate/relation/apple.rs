//! What Apple's directory asks of a podcast beyond what the W3C's rules look at. Spec: Apple, "A Podcaster's Guide to
//! RSS" and "Podcast RSS feed requirements".

use crate::diagnostic::Level;
use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::node::{Kept, Node};
use crate::validate::reader::shown;
use crate::validate::vocab::ext::itunes::{self, PODCAST};
use crate::validate::walk::finish::missing;

rules! {
    /// A podcast has no picture of its own.
    ///
    /// Apple's directory does not list a podcast without `<itunes:image>`, a square of 1400 to 3000 pixels; others show
    /// a grey box.
    MISSING_ITUNES_IMAGE = Warning "missing-itunes-image", own;

    /// A podcast's picture is not one that apps show.
    ///
    /// Apple takes JPEG and PNG. Apps on phones load pictures only from addresses with `https:`.
    ITUNES_IMAGE_FORMAT = Warning "itunes-image-format", own;

    /// An episode of a podcast has no title.
    ///
    /// Apple leaves such episodes out: `<title>` is needed, also where there is an `<itunes:title>`.
    EPISODE_WITHOUT_TITLE = Warning "episode-without-title", own;

    /// An episode of a podcast has nothing to play.
    ///
    /// The item says things that only podcasts say, but has no `<enclosure>`: players pass over it.
    EPISODE_WITHOUT_ENCLOSURE = Warning "episode-without-enclosure", own;

    /// It is not said how large the file of an episode is.
    ///
    /// RSS allows a `length` of 0 where it is not known. Players then show neither the size nor how far a download has
    /// come, and Apple asks for the size in bytes.
    ENCLOSURE_LENGTH_UNKNOWN = Warning "enclosure-length-unknown", own;

    /// The media type of an episode's file is not that of its ending.
    ///
    /// Players choose by the one or the other what to play it with, and directories turn down what contradicts itself.
    ENCLOSURE_TYPE_MISMATCH = Warning "enclosure-type-mismatch", own;

    /// The file of an episode is in a format that Apple's player does not take.
    ///
    /// Whoever listens there cannot play the episode. Offer it as MP3 or M4A, a film as MP4, and other formats besides,
    /// with `<podcast:alternateEnclosure>`.
    EPISODE_FORMAT = Warning "episode-format", own;

    /// Two episodes of a podcast have the same file.
    ///
    /// Apple tells episodes apart by their `<guid>` and asks for a file of its own for each; many players take the two
    /// for one, and mark both as played.
    SHARED_ENCLOSURE = Warning "shared-enclosure", own;

    /// An episode of a serial has no number.
    ///
    /// A serial is told in order: Apple demands an `<itunes:episode>` for all but trailers and bonus episodes where
    /// `<itunes:type>` is `serial`.
    SERIAL_WITHOUT_NUMBER = Warning "serial-without-number", own;
}

/// The scope of the addresses of a channel's enclosures.
const ENCLOSURES: &str = "enclosure";

/// Endings of files that Apple takes, and the media types that go with them, the best first.
const TYPES: &[(&str, &[&str])] = &[
    ("mp3", &["audio/mpeg"]),
    ("m4a", &["audio/x-m4a", "audio/mp4", "audio/m4a"]),
    ("mov", &["video/quicktime"]),
    ("mp4", &["video/mp4", "audio/mp4"]),
    ("m4v", &["video/x-m4v", "video/m4v", "video/mp4"]),
    ("pdf", &["application/pdf"]),
    ("epub", &["application/epub+zip", "document/x-epub"]),
];

/// Endings of sound and films that Apple does not take.
const OTHER_FILES: &[&str] = &[
    "aac", "aif", "aiff", "avi", "flac", "flv", "mka", "mkv", "oga", "ogg", "ogv", "opus", "wav", "webm", "wma", "wmv",
];

/// Endings of pictures that Apple does not take.
const OTHER_PICTURES: &[&str] = &["gif", "webp", "svg", "bmp", "tif", "tiff", "avif", "heic", "ico"];

fn is_podcast(node: &Node) -> bool {
    node.marks & PODCAST != 0
}

/// Runs when a channel opens: files are compared within it.
pub fn enter(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.forget(ENCLOSURES);
}

/// Runs when a channel closes.
pub fn channel(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.as_w3c() || !is_podcast(scope.node()) || scope.node().has("itunes:image") {
        return;
    }
    let hint = "<itunes:image href=\"https://example.com/cover.jpg\"/>";
    missing(scope, "itunes:image", &MISSING_ITUNES_IMAGE, hint);
}

/// Runs when an `<itunes:image>` opens.
pub fn image(scope: &mut Scope<'_, '_, '_>) {
    let Some(href) = scope.node().attr("href").filter(|_| !scope.ctx.as_w3c()) else { return };
    let ending = ending(href);
    let (message, help) = match &*ending {
        ending if OTHER_PICTURES.contains(&ending) => {
            (format!("Apple does not take pictures that end in `.{ending}`"), "offer it as a `.jpg` or `.png`")
        }
        _ if href.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:")) => (
            format!("`{}` is an address without encryption", shown(href)),
            "write `https:`, and offer the picture there",
        ),
        _ => return,
    };
    let works = !OTHER_PICTURES.contains(&&*ending);
    let finding = scope.flag(&ITUNES_IMAGE_FORMAT, At::Attr("href"), message);
    finding.help(help).param("attr", "href");
    if works {
        // Apple itself takes a copy of the picture.
        finding.level = Level::Info;
    }
}

/// Runs when an item closes.
pub fn item(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.as_w3c() || !(is_podcast(scope.node()) || is_podcast(scope.parent())) {
        return;
    }
    let file = scope.node().kept("enclosure").next().cloned();
    // An item without a word of podcasts may be an article among the episodes.
    if itunes::ITEM.iter().any(|row| scope.node().has(row.name)) {
        if !scope.node().has("title") {
            missing(scope, "title", &EPISODE_WITHOUT_TITLE, "<title>The episode's name</title>");
        }
        if file.is_none() {
            let hint = "<enclosure url=\"https://example.com/1.mp3\" length=\"12345678\" type=\"audio/mpeg\"/>";
            missing(scope, "enclosure", &EPISODE_WITHOUT_ENCLOSURE, hint);
        }
    }
    let Some(file) = file else { return };
    enclosure(scope, &file);
    number(scope);
}

fn enclosure(scope: &mut Scope<'_, '_, '_>, file: &Kept) {
    let place = |name: &str| {
        At::Spot(file.attrs.iter().find(|attr| attr.local == name).map_or(file.open, |attr| attr.span.into()))
    };
    let within = scope.node().name.clone();
    if file.attr("length").is_some_and(|length| length.trim() == "0") {
        scope
            .flag_as(&ENCLOSURE_LENGTH_UNKNOWN, place("length"), "the file's size is given as 0", "enclosure", &within)
            .help("write the size of the file in bytes")
            .param("attr", "length");
    }
    let Some(url) = file.attr("url") else { return };
    let kind = file.attr("type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let ending = ending(url);
    let types = TYPES.iter().find(|(known, _)| *known == ending).map(|(_, types)| *types);
    if let Some(types) = types.filter(|types| kind.contains('/') && !types.contains(&kind)) {
        let message = format!("the file ends in `.{ending}`, and its type is given as `{}`", shown(kind));
        let right = types.first().copied().unwrap_or_default();
        scope
            .flag_as(&ENCLOSURE_TYPE_MISMATCH, place("type"), message, "enclosure", &within)
            .help(format!("write `type=\"{right}\"` if that is what the file is"))
            .param("attr", "type");
    }
    // Of files in the first item that says something of podcasts, the W3C's rules tell.
    if OTHER_FILES.contains(&&*ending) && !is_podcast(scope.node()) {
        let message = format!("Apple's player does not take files that end in `.{ending}`");
        scope
            .flag_as(&EPISODE_FORMAT, place("url"), message, "enclosure", &within)
            .help("offer an `.mp3` or `.m4a`, for a film an `.mp4`, as the enclosure")
            .param("attr", "url");
    }
    if !url.is_empty() && !scope.ctx.is_new(ENCLOSURES, url) {
        let message = format!("another episode has the file `{}` too", shown(url));
        scope
            .flag_as(&SHARED_ENCLOSURE, place("url"), message, "enclosure", &within)
            .help("give each episode a file of its own, or remove one of the two")
            .param("attr", "url");
    }
}

/// Episodes of a serial are numbered.
fn number(scope: &mut Scope<'_, '_, '_>) {
    let is_serial = scope.parent().kept("itunes:type").any(|kept| kept.text.eq_ignore_ascii_case("serial"));
    let node = scope.node();
    let is_extra = node.kept("itunes:episodeType").any(|kept| !kept.text.eq_ignore_ascii_case("full"));
    if is_serial && !is_extra && !node.has("itunes:episode") {
        missing(scope, "itunes:episode", &SERIAL_WITHOUT_NUMBER, "<itunes:episode>1</itunes:episode>");
    }
}

/// What stands behind the last dot of an address's path, in small letters.
fn ending(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use crate::validate::{Options, RuleSet, validate};

    const HEAD: &str = "<title>T</title><link>https://example.com/</link><description>D</description><language>en</language>\
        <atom:link rel='self' href='https://example.com/feed.xml' type='application/rss+xml'/>\
        <itunes:category text='Arts'/><itunes:explicit>false</itunes:explicit><itunes:owner><itunes:email>a@example.com</itunes:email></itunes:owner>";
    const IMAGE: &str = "<itunes:image href='https://example.com/cover.jpg'/>";
    const DATE: &str = "<pubDate>Mon, 02 Jan 2023 15:04:05 +0000</pubDate>";

    /// The rules that are broken, and that the W3C's find nothing.
    fn found(channel: &str) -> Vec<&'static str> {
        let text = format!(
            "<?xml version='1.0' encoding='utf-8'?>\n<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom' \
             xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel>{HEAD}{channel}</channel></rss>"
        );
        let options = Options { base_url: Some("https://example.com/feed.xml".to_owned()), ..Options::new("feed.xml") };
        let names = |options: &Options| -> Vec<&'static str> {
            validate(text.as_bytes(), options).diagnostics.iter().map(|found| found.rule.name).collect()
        };
        assert_eq!(names(&Options { rules: RuleSet::W3c, ..options.clone() }), [""; 0], "{channel}");
        names(&options)
    }

    fn item(guid: &str, enclosure: &str, more: &str) -> String {
        format!(
            "<item><title>E</title><guid isPermaLink='false'>{guid}</guid>{DATE}<enclosure {enclosure}/><itunes:explicit>false</itunes:explicit>{more}</item>"
        )
    }

    const FILE: &str = "url='https://example.com/1.mp3' length='7' type='audio/mpeg'";

    #[test]
    fn what_a_podcast_has() {
        assert_eq!(found(&format!("{IMAGE}{}", item("a", FILE, ""))), [""; 0]);
        assert_eq!(found(""), ["missing-itunes-image"]);
        for (href, wanted) in [
            ("https://example.com/c.png?size=3000", &[][..]),
            ("https://example.com/cover", &[]),
            ("https://example.com/c.webp", &["itunes-image-format"]),
            ("http://example.com/c.jpg", &["itunes-image-format"]),
        ] {
            assert_eq!(found(&format!("<itunes:image href='{href}'/>")), wanted, "{href}");
        }
    }

    #[test]
    fn what_an_episode_has() {
        for (items, wanted) in [
            (
                item("a", "url='https://example.com/1.mp3' length='0' type='audio/mpeg'", ""),
                &["enclosure-length-unknown"][..],
            ),
            (
                item("a", "url='https://example.com/1.mp3' length='7' type='video/mp4'", ""),
                &["enclosure-type-mismatch"],
            ),
            (item("a", "url='https://example.com/1.ogg' length='7' type='audio/ogg'", ""), &["episode-format"]),
            (item("a", "url='https://example.com/1.m4a' length='7' type='audio/x-m4a'", ""), &[]),
            (item("a", FILE, "") + &item("b", FILE, ""), &["shared-enclosure"]),
            (
                format!(
                    "<item><description>E</description><guid isPermaLink='false'>a</guid>{DATE}<enclosure {FILE}/><itunes:explicit>false</itunes:explicit></item>"
                ),
                &["episode-without-title"],
            ),
            (
                format!(
                    "<item><title>E</title><guid>https://example.com/a</guid>{DATE}<itunes:explicit>false</itunes:explicit></item>"
                ),
                &["episode-without-enclosure"],
            ),
            (format!("<item><title>An article</title><guid>https://example.com/a</guid>{DATE}</item>"), &[]),
        ] {
            assert_eq!(found(&format!("{IMAGE}{items}")), wanted, "{items}");
        }
    }

    #[test]
    fn serials_are_numbered() {
        let serial = |more: &str| found(&format!("{IMAGE}<itunes:type>serial</itunes:type>{}", item("a", FILE, more)));
        assert_eq!(serial(""), ["serial-without-number"]);
        assert_eq!(serial("<itunes:episodeType>full</itunes:episodeType>"), ["serial-without-number"]);
        assert_eq!(serial("<itunes:episodeType>trailer</itunes:episodeType>"), [""; 0]);
        assert_eq!(serial("<itunes:episode>1</itunes:episode>"), [""; 0]);
    }
}
