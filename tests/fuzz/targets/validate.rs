//! Any bytes may be judged, by any set of rules, whole or read in pieces: no panic, no hang, places that are there.
//!
//! `cargo install cargo-fuzz`, then
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir tests/fuzz validate tests/fuzz/corpus tests/fuzz/seeds -- -dict=tests/fuzz/feeds.dict -timeout=5 -max_len=20000`.
#![no_main]

use feedmill::Level;
use feedmill::diagnostic::{catalog, json};
use feedmill::validate::{Judgement, Options, RuleSet, validate, validate_reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut options = Options::new("fuzzed");
    options.base_url = Some("http://example.org/feeds/fuzzed".to_owned());
    // The first byte chooses how, the others are the document.
    let (how, document) = bytes.split_first().map_or((0, bytes), |(how, rest)| (*how, rest));
    if how & 1 != 0 {
        options.rules = RuleSet::W3c;
    }
    if how & 2 != 0 {
        options.fallback_encoding = "us-ascii".to_owned();
    }
    if how & 4 != 0 {
        options.charset = Some("windows-1252".to_owned());
    }
    let judgement = validate(document, &options);
    look_at(&judgement, &options);
    let lines = judgement.text.lines().count().max(1) + 1;
    for found in &judgement.diagnostics {
        let line = found.place.map_or(1, |place| place.line as usize);
        assert!((1..=lines).contains(&line), "{} lies in line {line} of {lines}", found.rule.name);
    }
    if how & 8 != 0 {
        let streamed = validate_reader(document, &options).expect("bytes can always be read");
        look_at(&streamed, &options);
        assert_eq!(streamed.kind, judgement.kind);
    }
});

fn look_at(judgement: &Judgement, options: &Options) {
    for found in &judgement.diagnostics {
        assert!(options.rules.has(found.rule));
        assert!(!found.message.is_empty() && found.level <= Level::Error);
        assert!(catalog::find(found.rule.name).is_some(), "{} is in no list", found.rule.name);
        let _ = json::value(found).to_string();
    }
}
