//! What there is to say of what was imported.

use crate::diagnostic::rule::rules;

rules! {
    /// A feed that is imported is not well-formed, so that some of it may be lost.
    ///
    /// What stands before the fault is imported, and what stands behind it where sense can be made of that. An entry that
    /// the document breaks off in the middle of is left out. `feedmill validate` names all that is wrong with it.
    BROKEN_FEED = Warning "broken-feed";

    /// The older entries of a feed could not be had.
    ///
    /// The feed says where they are (RFC 5005 `prev-archive` or `next`, JSON Feed `next_url`), but there is no feed there.
    /// What was had is imported. A run at another time imports what is missing, and nothing twice.
    MISSING_OLDER_ENTRIES = Warning "missing-older-entries";

    /// A feed that is imported has no entries.
    EMPTY_FEED = Warning "feed-without-entries";

    /// A page that is imported names the feed of its site.
    ///
    /// What is on the page is one article. The feed has the newest of them all, with their ids, and often leads to the older.
    PAGE_WITH_FEED = Info "page-with-feed";

    /// Something that a source says of an article is left out: no article can say it.
    ///
    /// Such as an e-mail address that is none, a tag of thousands of characters, or an address that is not of the web.
    LEFT_OUT = Warning "left-out";

    /// Two entries have one id, so that readers take them for one.
    ///
    /// The one that changed last is imported.
    REPEATED_ENTRY = Warning "repeated-entry";

    /// Several entries have one address.
    ///
    /// No two articles may have the same, so that only the first keeps it. The others get addresses of this site, made as
    /// `permalink` under `[articles]` says. Give them a `url` of their own where they have a page.
    SHARED_ADDRESS = Warning "shared-address";

    /// An entry has no title, as is usual for short notes.
    ///
    /// Feeds need one, so it is made of the entry's first words.
    MADE_TITLE = Info "made-title";

    /// An entry has no address.
    ///
    /// It gets one of this site, made as `permalink` under `[articles]` says.
    NO_ADDRESS = Info "entry-without-address";

    /// An entry has no date, or none that can be read.
    ///
    /// Its article is a draft, which no feed shows. Write its `date` in the place of `draft = true`, or remove the file and
    /// import with `--date`.
    UNDATED_ENTRY = Error "undated-entry";
}
