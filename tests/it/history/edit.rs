//! What people do to a site between two builds.

use super::random::Random;
use super::world::World;
use super::{files, words};

use super::outside::{cache, clock, output, settings};

macro_rules! edits {
    ($($edit:ident)+) => {
        /// One thing somebody does.
        #[derive(Clone, Copy, Debug)]
        pub enum Edit {
            $($edit,)+
        }

        /// Each of them once.
        const EACH: &[Edit] = &[$(Edit::$edit,)+];
    };
}

edits! {
    Create
    Body
    Title
    Tags
    Authors
    Date
    Updated
    Slug
    Id
    Draft
    Expires
    InFeeds
    Content
    Unknown
    OtherHead
    Fault
    ClashingSlug
    ClashingId
    Rename
    RenameFolder
    MoveToSection
    Markup
    Swap
    SwapFolders
    Delete
    DeleteFolder
    HardLink
    Touch
    TimeInPast
    TimeInFuture
    SameBytes
    SameSizeInPlace
    SameSizeRenamedOver
    SameSizeMadeAnew
    FileToFolder
    SecondHead
    LoseSidecar
    ChangeSidecar
    Enclose
    PutRecording
    GrowRecording
    OtherRecording
    RemoveRecording
    LinkArticle
    LinkFolder
    LinkLoop
    OtherLink
    Unlink
    SiteTitle
    Limit
    MaxBytes
    Feed
    Zone
    Permalink
    IdScheme
    OutputDir
    OutputUrl
    Formats
    OnError
    BreakSettings
    TouchSettings
    Forward
    FarForward
    Back
    ChangeOutput
    FlipOutput
    TruncateOutput
    RemoveOutput
    TouchOutput
    SwapOutput
    BlockOutput
    StrayFile
    RemoveOutputFolder
    OutputMode
    RunWithoutCache
    DeleteCache
    TruncateCache
    EmptyCache
    NoiseInCache
    FlipInCache
    OlderCache
    FolderForCache
    UnreadableCache
}

/// What people do most.
const OFTEN: &[Edit] = {
    use Edit::*;
    &[
        Create,
        Create,
        Create,
        Body,
        Body,
        Body,
        Title,
        Tags,
        Date,
        SameSizeInPlace,
        SameSizeRenamedOver,
        SameSizeMadeAnew,
        Swap,
        Forward,
        Touch,
        ChangeSidecar,
        Enclose,
        OtherRecording,
    ]
};

impl Edit {
    pub fn any(random: &mut Random) -> Edit {
        let all: Vec<Edit> = EACH.iter().chain(OFTEN).copied().collect();
        random.pick(&all)
    }

    /// Does it, where there is something to do it to; gives to what.
    pub fn make(self, world: &mut World) -> Option<String> {
        match self {
            Edit::Create => Some(world.create()),
            Edit::Body => words::body(world),
            Edit::Title => words::title(world),
            Edit::Tags => words::tags(world),
            Edit::Authors => words::authors(world),
            Edit::Date => words::date(world),
            Edit::Updated => words::updated(world),
            Edit::Slug => words::slug(world),
            Edit::Id => words::id(world),
            Edit::Draft => words::draft(world),
            Edit::Expires => words::expires(world),
            Edit::InFeeds => words::in_feeds(world),
            Edit::Content => words::content(world),
            Edit::Unknown => words::unknown(world),
            Edit::OtherHead => words::other_head(world),
            Edit::Fault => words::fault(world),
            Edit::ClashingSlug => words::clashing_slug(world),
            Edit::ClashingId => words::clashing_id(world),
            Edit::Rename => files::rename(world),
            Edit::RenameFolder => files::rename_folder(world),
            Edit::MoveToSection => files::move_to_section(world),
            Edit::Markup => files::markup(world),
            Edit::Swap => files::swap(world),
            Edit::SwapFolders => files::swap_folders(world),
            Edit::Delete => files::delete(world),
            Edit::DeleteFolder => files::delete_folder(world),
            Edit::HardLink => files::hard_link(world),
            Edit::Touch => files::touch(world, 0),
            Edit::TimeInPast => files::touch(world, -40_000_000),
            Edit::TimeInFuture => files::touch(world, 40_000_000),
            Edit::SameBytes => files::same_bytes(world),
            Edit::SameSizeInPlace => files::same_size(world, files::Way::InPlace),
            Edit::SameSizeRenamedOver => files::same_size(world, files::Way::RenamedOver),
            Edit::SameSizeMadeAnew => files::same_size(world, files::Way::MadeAnew),
            Edit::FileToFolder => files::file_to_folder(world),
            Edit::SecondHead => files::second_head(world),
            Edit::LoseSidecar => files::lose_sidecar(world),
            Edit::ChangeSidecar => files::change_sidecar(world),
            Edit::Enclose => files::enclose(world),
            Edit::PutRecording => files::put_recording(world),
            Edit::GrowRecording => files::grow_recording(world),
            Edit::OtherRecording => files::other_recording(world),
            Edit::RemoveRecording => files::remove_recording(world),
            Edit::LinkArticle => files::link_article(world),
            Edit::LinkFolder => files::link_folder(world),
            Edit::LinkLoop => files::link_loop(world),
            Edit::OtherLink => files::other_link(world),
            Edit::Unlink => files::unlink(world),
            Edit::SiteTitle => settings::title(world),
            Edit::Limit => settings::limit(world),
            Edit::MaxBytes => settings::max_bytes(world),
            Edit::Feed => settings::feed(world),
            Edit::Zone => settings::zone(world),
            Edit::Permalink => settings::permalink(world),
            Edit::IdScheme => settings::id_scheme(world),
            Edit::OutputDir => settings::output_dir(world),
            Edit::OutputUrl => settings::output_url(world),
            Edit::Formats => settings::formats(world),
            Edit::OnError => settings::on_error(world),
            Edit::BreakSettings => settings::break_settings(world),
            Edit::TouchSettings => settings::touch(world),
            Edit::Forward => clock::forward(world, 36),
            Edit::FarForward => clock::forward(world, 240),
            Edit::Back => clock::back(world),
            Edit::ChangeOutput => output::change(world),
            Edit::FlipOutput => output::flip(world),
            Edit::TruncateOutput => output::truncate(world),
            Edit::RemoveOutput => output::remove(world),
            Edit::TouchOutput => output::touch(world),
            Edit::SwapOutput => output::swap(world),
            Edit::BlockOutput => output::block(world),
            Edit::StrayFile => output::stray_file(world),
            Edit::RemoveOutputFolder => output::remove_folder(world),
            Edit::OutputMode => output::mode(world),
            Edit::RunWithoutCache => cache::run_without(world),
            Edit::DeleteCache => cache::delete(world),
            Edit::TruncateCache => cache::truncate(world),
            Edit::EmptyCache => cache::empty(world),
            Edit::NoiseInCache => cache::noise(world),
            Edit::FlipInCache => cache::flip(world),
            Edit::OlderCache => cache::older(world),
            Edit::FolderForCache => cache::folder(world),
            Edit::UnreadableCache => cache::unreadable(world),
        }
    }
}

/// Mends some of what stands in the way of a build, so that a history is not one long failure.
pub fn mend(world: &mut World) {
    settings::mend(world);
    output::unblock(world);
    files::mend_links(world);
    words::mend(world);
}
