//! Podcasts: the elements of the podcast namespace, which apps and hosts keep together ("Podcasting 2.0").
//! Spec: podcastindex.org/namespace/1.0, a page for each element. The W3C validator does not know them.

mod live;
mod payment;
mod relations;
#[cfg(test)]
mod tests;

use crate::diagnostic::rule::rules;
use crate::validate::schema::{Attr, Check, Element, Group, Holds, Occurs, Table, attr, many};
use crate::validate::value::podcast;
use crate::validate::vocab::checks::{EMAIL, MIME_ATTRIBUTE, NOT_BLANK, RFC822};
use crate::validate::walk::{DUPLICATE_ELEMENT, MISSING_ELEMENT, UNEXPECTED_TEXT};

pub use relations::{channel, home, item};

rules! {
    /// An element of the podcast namespace lacks an attribute that its specification recommends.
    ///
    /// It works without; apps can do more with it, such as show the size of a file before it is loaded, or read out
    /// what is in a picture.
    MISSING_PODCAST_ATTRIBUTE = Info "missing-podcast-attribute", own;

    /// An element of the podcast namespace is no longer in use.
    ///
    /// New apps do not look for it. Its specification names the element that has taken its place.
    DEPRECATED_PODCAST_ELEMENT = Warning "deprecated-podcast-element", own;

    /// Things that the podcast namespace says of one element do not go together.
    ///
    /// One of them must be wrong, such as an end before the start, or a part beyond the end of the episode. Apps follow
    /// either, or neither.
    PODCAST_CONTRADICTION = Warning "podcast-contradiction", own;

    /// A list of the podcast namespace is not made as lists are.
    ///
    /// A feed whose medium ends in `L`, or is `mixed`, points at items of other feeds with `<podcast:remoteItem>`, and
    /// has no items of its own. Apps show it as empty otherwise.
    INVALID_PODCAST_LIST = Warning "invalid-podcast-list", own;

    /// A short part of an episode is shorter or longer than apps play.
    ///
    /// The specification recommends between 15 and 120 seconds.
    SOUNDBITE_LENGTH = Info "soundbite-length", own;
}

const YES_NO: Check = |v| v.take(podcast::word(v.text, &["yes", "no"]));
const BOOLEAN: Check = |v| v.take(podcast::boolean(v.text));
const WEB: Check = |v| v.take(podcast::web(v.text));
const ADDRESS: Check = |v| v.take(podcast::any_address(v.text));
const WHOLE: Check = |v| v.take(podcast::whole(v.text));
const DECIMAL: Check = |v| v.take(podcast::decimal(v.text));
const SECONDS: Check = |v| v.take(podcast::seconds(v.text));
const UP_TO_32: Check = |v| v.take(podcast::at_most(v.text, 32));
const UP_TO_128: Check = |v| v.take(podcast::at_most(v.text, 128));
const UP_TO_4000: Check = |v| v.take(podcast::at_most(v.text, 4000));
const FEED_GUID: Check = |v| v.take(podcast::feed_guid(v.text));
const OWN_GUID: Check = |v| v.take(podcast::own_guid(v.text, v.facts.document));
const MEDIUM: Check = |v| v.take(podcast::medium(v.text));
const LANGUAGE: Check = |v| v.take(crate::validate::value::lang::tag(v.text));
const FILLED: Check = |v| {
    if v.text.trim().is_empty() {
        v.take([podcast::invalid("nothing stands there", "fill it")]);
    }
};

/// An element that may stand once, and that the W3C validator does not know.
const fn opt(name: &'static str) -> Element {
    Element { occurs: Occurs::Once(&DUPLICATE_ELEMENT), ..several(name) }
}

/// The same, any number of times.
const fn several(name: &'static str) -> Element {
    many(name).beyond()
}

/// An attribute that the specification recommends.
const fn advised(attr: Attr) -> Attr {
    attr.missing(&MISSING_PODCAST_ATTRIBUTE)
}

/// An element that says all in its attributes.
const fn empty(element: Element) -> Element {
    element.content(Holds::Nothing(&UNEXPECTED_TEXT))
}

/// What may stand in the channel of a podcast.
pub static CHANNEL: Group = &[
    opt("podcast:locked").text(&[YES_NO]).attrs(&[attr("owner").is(&[EMAIL])]),
    opt("podcast:guid").text(&[OWN_GUID]),
    opt("podcast:medium").text(&[MEDIUM]).keep(),
    opt("podcast:updateFrequency").text(&[UP_TO_128]).opening(&[relations::update_frequency]).attrs(&[
        attr("complete").is(&[BOOLEAN]),
        attr("dtstart").is(&[|v| v.take(podcast::day_or_timestamp(v.text))]),
        attr("rrule").is(&[|v| v.take(podcast::recurrence(v.text))]),
    ]),
    empty(opt("podcast:podping")).attrs(&[advised(attr("usesPodping").is(&[BOOLEAN]))]),
    several("podcast:block")
        .text(&[YES_NO])
        .opening(&[relations::blocked_twice])
        .attrs(&[attr("id").is(&[|v| v.take(podcast::service(v.text))])]),
    several("podcast:trailer").text(&[NOT_BLANK, UP_TO_128]).attrs(&[
        attr("url").is(&[WEB]).required(),
        attr("pubdate").is(&[RFC822]).required(),
        advised(attr("length").is(&[WHOLE])),
        advised(attr("type").is(&[MIME_ATTRIBUTE])),
        attr("season").is(&[WHOLE]),
    ]),
    opt("podcast:podroll").holds(&PODROLL),
    opt("podcast:publisher").holds(&PUBLISHER).relations(&[relations::publisher]),
    REMOTE_ITEM,
    live::ITEM,
];

/// What may stand in a channel and in an episode.
pub static SHARED: Group =
    &[FUNDING, PERSON, LOCATION, LICENSE, IMAGE, IMAGES, TXT, CHAT, SOCIAL_INTERACT, payment::VALUE];

/// What may stand in an episode.
pub static ITEM: Group = &[
    empty(several("podcast:transcript")).attrs(&[
        attr("url").is(&[WEB]).required(),
        attr("type").is(&[MIME_ATTRIBUTE]).required(),
        attr("language").is(&[LANGUAGE]),
        attr("rel").is(&[|v| v.take(podcast::word(v.text, &["captions"]))]),
    ]),
    empty(opt("podcast:chapters"))
        .attrs(&[attr("url").is(&[WEB]).required(), attr("type").is(&[MIME_ATTRIBUTE, CHAPTERS]).required()]),
    several("podcast:soundbite")
        .text(&[UP_TO_128])
        .attrs(&[attr("startTime").is(&[SECONDS]).required(), attr("duration").is(&[SECONDS]).required()])
        .opening(&[relations::soundbite])
        .keep(),
    opt("podcast:season").text(&[WHOLE]).attrs(&[attr("name").is(&[UP_TO_128])]),
    opt("podcast:episode").text(&[DECIMAL]).attrs(&[attr("display").is(&[UP_TO_32])]),
    several("podcast:alternateEnclosure").holds(&ALTERNATE_ENCLOSURE).attrs(&[
        attr("type").is(&[MIME_ATTRIBUTE]).required(),
        advised(attr("length").is(&[WHOLE])),
        attr("bitrate").is(&[DECIMAL]),
        attr("height").is(&[WHOLE]),
        attr("lang").is(&[LANGUAGE]),
        attr("title").is(&[UP_TO_32]),
        attr("rel").is(&[UP_TO_32]),
        attr("codecs").is(&[FILLED]),
        attr("default").is(&[BOOLEAN]),
    ]),
    several("podcast:contentLink").attrs(&[attr("href").is(&[ADDRESS]).required()]),
];

const CHAPTERS: Check = |v| {
    let kind = v.text.split(';').next().unwrap_or_default().trim();
    if !kind.to_ascii_lowercase().contains("json") && kind.contains('/') {
        let message = format!("apps read chapters in JSON only, not `{}`", crate::validate::reader::shown(v.text));
        v.take([podcast::invalid(message, "offer the chapters in JSON, and write `application/json+chapters`")]);
    }
};

const FUNDING: Element = several("podcast:funding").text(&[UP_TO_128]).attrs(&[attr("url").is(&[WEB]).required()]);

const PERSON: Element = several("podcast:person").text(&[NOT_BLANK, UP_TO_128]).attrs(&[
    attr("role").is(&[|v| v.take(podcast::role(v.text))]),
    attr("group").is(&[|v| v.take(podcast::group(v.text))]),
    attr("img").is(&[WEB]),
    attr("href").is(&[WEB]),
]);

const LOCATION: Element = several("podcast:location").text(&[NOT_BLANK, UP_TO_128]).attrs(&[
    attr("rel").is(&[|v| v.take(podcast::word(v.text, &["subject", "creator"]))]),
    attr("geo").is(&[|v| v.take(podcast::geo(v.text))]),
    attr("osm").is(&[|v| v.take(podcast::osm(v.text))]),
    attr("country").is(&[|v| v.take(podcast::country(v.text))]),
]);

const LICENSE: Element = opt("podcast:license")
    .text(&[NOT_BLANK, UP_TO_128])
    .attrs(&[attr("url").is(&[WEB])])
    .relations(&[relations::license]);

const IMAGE: Element = empty(several("podcast:image")).attrs(&[
    attr("href").is(&[WEB]).required(),
    advised(attr("alt")),
    attr("aspect-ratio").is(&[|v| v.take(podcast::ratio(v.text))]),
    attr("width").is(&[WHOLE]),
    attr("height").is(&[WHOLE]),
    attr("type").is(&[MIME_ATTRIBUTE]),
    attr("purpose").is(&[UP_TO_128]),
]);

const IMAGES: Element = empty(opt("podcast:images"))
    .attrs(&[attr("srcset").is(&[|v| v.take(podcast::source_set(v.text))]).required()])
    .opening(&[relations::deprecated_images]);

const TXT: Element = several("podcast:txt").text(&[UP_TO_4000]).attrs(&[attr("purpose").is(&[UP_TO_128])]);

const CHAT: Element = empty(opt("podcast:chat")).attrs(&[
    attr("server").is(&[|v| v.take(podcast::host(v.text))]).required(),
    attr("protocol").is(&[|v| v.take(podcast::chat_protocol(v.text))]).required(),
    advised(attr("accountId")),
    attr("space"),
]);

const SOCIAL_INTERACT: Element = empty(several("podcast:socialInteract"))
    .attrs(&[
        attr("protocol").is(&[|v| v.take(podcast::social_protocol(v.text))]).required(),
        attr("uri").is(&[ADDRESS]),
        attr("accountId"),
        attr("accountUrl").is(&[WEB]),
        attr("priority").is(&[WHOLE]),
    ])
    .opening(&[relations::social_interact])
    .keep();

const REMOTE_ITEM: Element = empty(several("podcast:remoteItem"))
    .attrs(&[
        attr("feedGuid").is(&[FEED_GUID]).required(),
        attr("feedUrl").is(&[WEB]),
        attr("itemGuid").is(&[FILLED]),
        attr("medium").is(&[MEDIUM]),
        attr("title"),
    ])
    .keep();

const NEEDED_REMOTE_ITEM: Element = REMOTE_ITEM.missing(&MISSING_ELEMENT).hint(
    "<podcast:remoteItem feedGuid=\"917393e3-1b1e-5cef-ace4-edaa54e1f810\"/>, with the other feed's `<podcast:guid>`",
);

/// Podcasts that are recommended.
static PODROLL: Table = Table::new(&[&[NEEDED_REMOTE_ITEM]]);

/// The feed of whoever publishes the podcast.
static PUBLISHER: Table = Table::new(&[&[NEEDED_REMOTE_ITEM]]);

/// A file of the episode besides its enclosure.
static ALTERNATE_ENCLOSURE: Table = Table::new(&[&[
    empty(several("podcast:source"))
        .attrs(&[attr("uri").is(&[ADDRESS]).required(), attr("contentType").is(&[MIME_ATTRIBUTE])])
        .missing(&MISSING_ELEMENT)
        .hint("<podcast:source uri=\"https://example.com/episode.opus\"/>"),
    empty(opt("podcast:integrity"))
        .attrs(&[
            attr("type").is(&[|v| v.take(podcast::word(v.text, &["sri", "pgp-signature"]))]).required(),
            attr("value").is(&[FILLED]).required(),
        ])
        .opening(&[relations::integrity]),
]]);
