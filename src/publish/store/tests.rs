//! The store against one in memory, and against one that fails, is late or loses its answers.

use std::fmt;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::{
    CopyOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, PutMultipartOptions, PutOptions, PutPayload,
    PutResult,
};
use proptest::prelude::*;

use super::*;
use crate::format::Rope;
use crate::publish::object::{Failure, Parcel};
use crate::publish::served::{Packing, parcel, served};
use crate::publish::target::Scheme;

/// What goes wrong with a put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Harm {
    /// It is not done.
    Fails,
    /// It is done, and nobody is told.
    Silent,
    /// Somebody else puts something first.
    Overtaken,
}

/// A store in memory that does harm at chosen puts.
#[derive(Debug, Default)]
struct Faulty {
    inner: InMemory,
    harm: Mutex<HashMap<usize, Harm>>,
    puts: AtomicUsize,
}

impl Faulty {
    fn harming(harm: &[(usize, Harm)]) -> Faulty {
        Faulty { harm: Mutex::new(harm.iter().copied().collect()), ..Faulty::default() }
    }
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faulty")
    }
}

fn broken() -> object_store::Error {
    object_store::Error::Generic { store: "Faulty", source: "the connection broke".into() }
}

#[async_trait::async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(&self, at: &Path, bytes: PutPayload, options: PutOptions) -> object_store::Result<PutResult> {
        let count = self.puts.fetch_add(1, Ordering::Relaxed);
        let harm = self.harm.lock().unwrap().remove(&count);
        match harm {
            Some(Harm::Fails) => Err(broken()),
            Some(Harm::Silent) => {
                self.inner.put_opts(at, bytes.clone(), options.clone()).await?;
                // As the client tries again, of which the store knows nothing.
                self.inner.put_opts(at, bytes, options).await
            }
            Some(Harm::Overtaken) => {
                self.inner.put(at, PutPayload::from_static(b"<theirs/>")).await?;
                self.inner.put_opts(at, bytes, options).await
            }
            None => self.inner.put_opts(at, bytes, options).await,
        }
    }

    async fn put_multipart_opts(
        &self,
        at: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(at, options).await
    }

    async fn get_opts(&self, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        self.inner.get_opts(at, options).await
    }

    async fn get_ranges(&self, at: &Path, ranges: &[Range<u64>]) -> object_store::Result<Vec<bytes::Bytes>> {
        self.inner.get_ranges(at, ranges).await
    }

    fn delete_stream(
        &self,
        all: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        self.inner.delete_stream(all)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

fn address() -> Address {
    Address { scheme: Scheme::S3, bucket: "bucket".to_owned(), prefix: "a/feeds".to_owned() }
}

fn open(store: &Arc<Faulty>) -> Store {
    Store::over(store.clone(), &address(), &["feeds"]).unwrap()
}

fn object(root: Root, path: &str, text: &str) -> Object {
    let body = Body::Rope(Rope::from(text.as_bytes().to_vec()));
    Object { root, path: path.to_owned(), body, served: served(path, false, None) }
}

/// Feeds of these texts, then a list, with a picture before them.
fn shipment(texts: &[&str]) -> Shipment {
    let alone = |object| Parcel { object, siblings: Vec::new() };
    let feed = |(n, text): (usize, &&str)| alone(object(Root::Target, &format!("tags/{n}/rss.xml"), text));
    Shipment {
        beside: vec![alone(object(Root::Site, "news/x.png", "picture"))],
        waves: vec![
            texts.iter().enumerate().map(feed).collect(),
            vec![alone(object(Root::Target, "feeds.opml", &texts.concat()))],
        ],
    }
}

const OURS: Ours<'static> = Ours { names: &["rss.xml"], begins: &|_, start| start.starts_with(b"<ours") };

/// All objects, by their keys.
fn all(store: &Store, faulty: &Faulty) -> Vec<(String, String)> {
    store.runtime.block_on(async {
        let found: Vec<ObjectMeta> = faulty.inner.list(None).try_collect().await.unwrap();
        let mut all = Vec::new();
        for object in found {
            let bytes = faulty.inner.get(&object.location).await.unwrap().bytes().await.unwrap();
            all.push((object.location.to_string(), String::from_utf8(bytes.to_vec()).unwrap()));
        }
        all
    })
}

#[test]
fn only_what_differs_is_put_and_what_is_old_goes() {
    let faulty = Arc::new(Faulty::default());
    let texts = ["<ours/>", "<ours>2</ours>", "<ours>3</ours>"];
    let sent = open(&faulty).send(&shipment(&texts), &OURS, false);
    let paths = ["/news/x.png", "tags/0/rss.xml", "tags/1/rss.xml", "tags/2/rss.xml", "feeds.opml"];
    assert_eq!((&*sent.put, sent.kept, sent.failure.is_none()), (&paths.map(str::to_owned)[..], 0, true));
    let keys: Vec<String> = all(&open(&faulty), &faulty).into_iter().map(|(key, _)| key).collect();
    assert!(keys.contains(&"a/news/x.png".to_owned()) && keys.contains(&"a/feeds/tags/0/rss.xml".to_owned()));
    // This store's ETags are no MD5: the mark tells.
    let sent = open(&faulty).send(&shipment(&texts), &OURS, false);
    assert_eq!((sent.put.len(), sent.kept), (0, 5));
    let dry = open(&faulty).send(&shipment(&["<ours/>", "<ours>4</ours>"]), &OURS, true);
    let sent = open(&faulty).send(&shipment(&["<ours/>", "<ours>4</ours>"]), &OURS, false);
    assert_eq!(sent.put, ["tags/1/rss.xml", "feeds.opml"]);
    assert_eq!(sent.removed, ["tags/2/rss.xml"]);
    assert_eq!((dry.put, dry.removed), (sent.put, sent.removed));
}

#[test]
fn only_our_own_files_are_removed() {
    let faulty = Arc::new(Faulty::default());
    let store = open(&faulty);
    for key in ["a/feeds/x/rss.xml", "a/feeds/.x/rss.xml", "a/other/rss.xml", "a/feeds/x/rss.xml.gz", "a/feeds/notes"] {
        let text = if key.contains("notes") { "<ours" } else { "<ours/>" };
        store.runtime.block_on(faulty.inner.put(&Path::from(key), PutPayload::from_static(text.as_bytes()))).unwrap();
    }
    store.runtime.block_on(faulty.inner.put(&Path::from("a/feeds/y/rss.xml"), "<theirs".into())).unwrap();
    let sent = open(&faulty).send(&Shipment::default(), &OURS, false);
    assert_eq!(sent.removed, ["x/rss.xml.gz", "x/rss.xml"]);
}

#[test]
fn somebody_elses_page_is_left_alone() {
    let faulty = Arc::new(Faulty::default());
    let store = open(&faulty);
    let key = Path::from("a/feeds/index.html");
    store.runtime.block_on(faulty.inner.put(&key, "<title>My home</title>".into())).unwrap();
    let page = Parcel { object: object(Root::Target, "index.html", "<title>Feeds</title>"), siblings: Vec::new() };
    let shipment = Shipment { beside: Vec::new(), waves: vec![vec![page]] };
    let sent = open(&faulty).send(&shipment, &OURS, false);
    assert_eq!((sent.put.len(), sent.warnings.len(), sent.failure.is_none()), (0, 1, true));
}

#[test]
fn siblings_come_first_and_those_no_longer_wanted_go() {
    let faulty = Arc::new(Faulty::default());
    let ship = |text: &str, packings: &[Packing]| {
        let parcel = parcel(object(Root::Target, "rss.xml", text), packings).unwrap();
        Shipment { beside: Vec::new(), waves: vec![vec![parcel]] }
    };
    let sent = open(&faulty).send(&ship("<ours/>", &Packing::ALL), &OURS, false);
    assert_eq!(sent.put, ["rss.xml.gz", "rss.xml.br", "rss.xml"]);
    // What says the same still may stay.
    assert!(open(&faulty).send(&ship("<ours/>", &[Packing::Gzip]), &OURS, false).removed.is_empty());
    let sent = open(&faulty).send(&ship("<ours>2</ours>", &[Packing::Gzip]), &OURS, false);
    assert_eq!((sent.put, sent.removed), (vec!["rss.xml.gz".into(), "rss.xml".into()], vec!["rss.xml.br".to_owned()]));
}

#[test]
fn a_put_whose_answer_is_lost_is_known_as_our_own() {
    let faulty = Arc::new(Faulty::harming(&[(1, Harm::Silent), (3, Harm::Silent)]));
    let sent = open(&faulty).send(&shipment(&["<ours/>", "<ours>2</ours>"]), &OURS, false);
    assert!(sent.failure.is_none(), "{:?}", sent.failure);
    let sent = open(&faulty).send(&shipment(&["<ours/>", "<ours>2</ours>"]), &OURS, false);
    assert_eq!(sent.kept, 4);
}

#[test]
fn nothing_of_another_publisher_is_replaced() {
    for put in 1..4 {
        let faulty = Arc::new(Faulty::default());
        open(&faulty).send(&shipment(&["<ours/>", "<ours>2</ours>"]), &OURS, false);
        faulty.harm.lock().unwrap().insert(faulty.puts.load(Ordering::Relaxed) + put - 1, Harm::Overtaken);
        let store = open(&faulty);
        let sent = store.send(&shipment(&["<ours>3</ours>", "<ours>4</ours>"]), &OURS, false);
        assert!(matches!(sent.failure, Some(Failure::Conflict(_))), "{put}: {:?}", sent.failure);
        assert!(all(&store, &faulty).iter().any(|(_, text)| text == "<theirs/>"), "{put}");
    }
}

#[test]
fn what_is_published_is_read_from_the_store_or_from_here() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = Arc::new(Faulty::default());
    open(&faulty).send(&shipment(&["<ours/>", "<ours>2</ours>"]), &OURS, false);
    let local = |path: &str| Some(folder.path().join(path));
    let found = open(&faulty).published(&local).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(&*found["tags/1/rss.xml"], b"<ours>2</ours>");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever fails, each object is its old or its new self, what is said to be missing is what is, and the next run
    /// completes it.
    #[test]
    fn a_run_that_fails_leaves_all_objects_whole(
        before in proptest::collection::vec("[a-z]{1,9}", 0..6),
        after in proptest::collection::vec("[a-z]{1,9}", 0..6),
        fails in proptest::collection::vec((0usize..9, any::<bool>()), 0..4),
    ) {
        let ours = |texts: &[String]| texts.iter().map(|text| format!("<ours>{text}")).collect::<Vec<_>>();
        let (before, after) = (ours(&before), ours(&after));
        fn refs(texts: &[String]) -> Vec<&str> { texts.iter().map(String::as_str).collect() }
        let faulty = Arc::new(Faulty::default());
        open(&faulty).send(&shipment(&refs(&before)), &OURS, false);
        let old: HashMap<String, String> = all(&open(&faulty), &faulty).into_iter().collect();
        let start = faulty.puts.load(Ordering::Relaxed);
        for (at, silent) in fails {
            faulty.harm.lock().unwrap().insert(start + at, if silent { Harm::Silent } else { Harm::Fails });
        }
        let new = shipment(&refs(&after));
        let sent = open(&faulty).send(&new, &OURS, false);
        let pristine = Arc::new(Faulty::default());
        open(&pristine).send(&new, &OURS, false);
        let fresh: HashMap<String, String> = all(&open(&pristine), &pristine).into_iter().collect();
        for (key, text) in all(&open(&faulty), &faulty) {
            prop_assert!(old.get(&key) == Some(&text) || fresh.get(&key) == Some(&text), "{key}: {text}");
            let path = key.strip_prefix("a/feeds/").unwrap_or_default();
            if sent.put.iter().any(|put| put == path) {
                prop_assert_eq!(fresh.get(&key), Some(&text));
            }
        }
        prop_assert_eq!(sent.failure.is_some(), !sent.missing.is_empty());
        faulty.harm.lock().unwrap().clear();
        prop_assert!(open(&faulty).send(&new, &OURS, false).failure.is_none());
        let now: HashMap<String, String> = all(&open(&faulty), &faulty).into_iter().collect();
        prop_assert_eq!(now, fresh);
    }
}

#[test]
fn a_large_file_goes_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.mp3");
    let bytes: Vec<u8> = (0..17u32 << 20).map(|n| (n / 7) as u8).collect();
    std::fs::write(&file, &bytes).unwrap();
    let mut large = object(Root::Site, "large.mp3", "");
    large.body = Body::File(file);
    let shipment = Shipment { beside: vec![Parcel { object: large, siblings: Vec::new() }], waves: Vec::new() };
    let faulty = Arc::new(Faulty::default());
    assert_eq!(open(&faulty).send(&shipment, &OURS, false).put, ["/large.mp3"]);
    assert_eq!(open(&faulty).send(&shipment, &OURS, false).kept, 1);
    let store = open(&faulty);
    let there = store.runtime.block_on(store.inner.get(Root::Site, "large.mp3", None)).unwrap().unwrap();
    assert!(there == bytes);
    assert_eq!(faulty.puts.load(Ordering::Relaxed), 0);
}
