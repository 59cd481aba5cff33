//! Values of the podcast namespace, right and wrong.

use super::*;

fn wrong(check: impl Fn(&str) -> Option<Flaw>, texts: &[&str]) -> Vec<String> {
    texts.iter().filter(|text| check(text).is_some()).map(|text| (*text).to_owned()).collect()
}

fn holds(check: impl Fn(&str) -> Option<Flaw>, right: &[&str], bad: &[&str]) {
    assert_eq!(wrong(&check, right), [""; 0]);
    assert_eq!(wrong(&check, bad), bad);
}

#[test]
fn identifiers_are_made_of_addresses() {
    let made = [
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("http://podnews.net/rss/", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
    ];
    for (address, guid) in made {
        assert_eq!(guid_of(address).as_deref(), Some(guid));
        assert!(own_guid(guid, "").is_none());
    }
    assert_eq!(guid_of(""), None);
    holds(
        feed_guid,
        &["917393E3-1b1e-5cef-ace4-edaa54e1f810"],
        &["", "917393e3-1b1e-5cef-ace4-edaa54e1f81", "{917393e3-1b1e-5cef-ace4-edaa54e1f81}"],
    );
}

#[test]
fn words() {
    holds(medium, &["podcast", "podcastL", "mixed", "audiobookL"], &["", "Podcast", "musicl", "mixedL", "song", "L"]);
    assert_eq!(medium("MusicL").unwrap().help, "write `musicL`");
    assert!(is_list("mixed") && is_list("courseL") && !is_list("music") && !is_list("L"));
    holds(role, &["Host", "cover art designer", " Guest "], &["presenter", ""]);
}

#[test]
fn numbers_and_times() {
    holds(decimal, &["3", "315.5", "0.00000005000"], &["", "1,5", "1.", ".5", "-1", "1e3", "1.2.3"]);
    holds(seconds, &["0", "73.5"], &["1:13", "73s"]);
    assert_eq!(seconds("1:13").unwrap().help, "write seconds: `73`");
    holds(whole, &["0", "12345678"], &["", "1.0", "+1", "1 000", "9999999999999999999"]);
    holds(percentage, &["0", "99.5", "100"], &["101", "-1", "50%"]);
    holds(
        timestamp,
        &["2021-09-26T07:30:00.000-0600", "2021-09-26T07:30Z", "2021-09-26T07:30:00+01:00"],
        &["2021-09-26", "Mon, 02 Jan 2023 15:04:05 +0000", "2021-13-26T07:30:00Z", ""],
    );
    holds(day_or_timestamp, &["2021-09-26", "2021-09-26T07:30Z"], &["26.09.2021", "2021"]);
}

#[test]
fn places() {
    holds(
        geo,
        &["geo:30.2672,97.7431", "geo:-27.86159,153.3169", "GEO:37.786971,-122.399677,250", "geo:1,2;u=350;crs=wgs84"],
        &["", "geo:", "geo:1", "geo:1,2,3,4", "geo:1;2", "geo:91,0", "geo:0,181", "1,2", "geo:1, 2", "geo:1,2;"],
    );
    holds(osm, &["R113314", "W5013364", "N1", "R7444#188"], &["", "R", "113314", "r113314", "X1", "R1#", "R1#x"]);
    holds(country, &["AT", "us"], &["", "AUT", "Ö", "1a"]);
}

#[test]
fn pictures_and_hashes() {
    holds(ratio, &["1/1", "16 / 9", "1.91", "2.35/1"], &["", "16:9", "0/1", "16/", "wide"]);
    assert_eq!(ratio("16:9").unwrap().help, "write `16/9`");
    holds(
        source_set,
        &["https://example.com/a.jpg 1500w,\n  https://example.com/b.jpg 600w"],
        &[
            "",
            "a.jpg 150w",
            "https://example.com/a.jpg",
            "https://example.com/a.jpg 2x",
            "https://example.com/a.jpg 1w,",
        ],
    );
    holds(
        integrity,
        &["sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
        &["", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "sha256-47DEQ", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
    );
}

#[test]
fn addresses() {
    holds(
        any_address,
        &["ipfs://x", "nostr:note1", "https://example.com/a"],
        &["", "/a", "http://example.com/a", "a b"],
    );
    holds(web, &["https://example.com/a"], &["http://example.com/a", "ipfs://x", "example.com"]);
    assert!(web("http://example.onion/a").is_none());
    holds(
        host,
        &["irc.example.com", "irc.example.com:6667"],
        &["", "localhost", "https://irc.example.com/", "a..b", "a b.c"],
    );
    holds(lightning_address, &["a@example.com"], &["", "a", "@example.com", "a@b", "a b@example.com", "a@b@c.d"]);
    holds(
        node_key,
        &["02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52"],
        &["", "02d5", "04d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52"],
    );
}

#[test]
fn recurrences() {
    holds(
        recurrence,
        &[
            "FREQ=DAILY",
            "FREQ=WEEKLY;BYDAY=MO,WE",
            "FREQ=YEARLY;BYDAY=+4TH;BYMONTH=11",
            "FREQ=WEEKLY;UNTIL=2023-12-31T00:00:00.000Z;BYDAY=MO",
        ],
        &[
            "",
            "DAILY",
            "FREQ=OFTEN",
            "BYDAY=MO",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=DAILY;COUNT=0",
            "freq=daily",
            "FREQ=DAILY;COUNT=2;UNTIL=20300101",
        ],
    );
    assert!(counts("FREQ=DAILY;COUNT=3") && !counts("FREQ=DAILY"));
}
