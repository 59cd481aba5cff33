//! Addresses, right and wrong.

use super::*;

fn name(flaw: Option<Flaw>) -> &'static str {
    flaw.map_or("", |flaw| flaw.rule.name)
}

#[test]
fn references_and_full_addresses() {
    // The text; as a reference; with its scheme.
    for (text, reference_rule, full_rule) in [
        ("http://example.com/?a=b#c", "", ""),
        ("HTTP://example.com", "", ""),
        ("#top", "", "invalid-full-link"),
        ("", "", "invalid-full-link"),
        ("../a%20b", "", "invalid-full-link"),
        ("mailto:me@example.com", "", ""),
        ("http://[::1]:80/", "", "invalid-uri-char"),
        ("//[::1", "invalid-uri-char", "invalid-uri-char"),
        ("x/[::1]", "invalid-uri-char", "invalid-uri-char"),
        ("a b", "invalid-uri-char", "invalid-uri-char"),
        ("http://www.詹姆斯.com/", "uri-not-iri", "uri-not-iri"),
        ("http://..é/", "invalid-link", "invalid-full-link"),
        ("http:", "invalid-link", "invalid-full-link"),
        ("http:/x", "invalid-link", "invalid-full-link"),
        ("ftp:///x", "invalid-link", "invalid-full-link"),
        ("https:x", "", ""),
        ("http", "invalid-link", "invalid-full-link"),
        ("feed:http://example.com", "scheme-not-iana-registered", "scheme-not-iana-registered"),
        ("z39.51:x", "", ""),
        ("a/b:c", "", "invalid-full-link"),
        ("tag:example.com,2006:x", "", ""),
        ("tag:me@example.com,2006-01-02:x#y", "", ""),
        ("tag:a_b@example.com,2006:", "", ""),
        ("tag:a_b.com,2006:x", "invalid-tag", "invalid-tag"),
        ("tag:Example.com,2006:x", "invalid-tag", "invalid-tag"),
        ("TAG:example.com,2006:x", "invalid-tag", "invalid-tag"),
        ("tag:example.com,06:x", "invalid-tag", "invalid-tag"),
        ("tag", "invalid-tag", "invalid-tag"),
        ("urn:isbn:0451450523", "", ""),
        ("urn:a:b", "invalid-urn", "invalid-urn"),
        ("urn:ab:", "invalid-urn", "invalid-urn"),
        ("urn:ab:c/d", "invalid-urn", "invalid-urn"),
        ("urn:ab:%4", "invalid-urn", "invalid-urn"),
        ("URN:UUID:1225C695-cfb8-4ebb-aaaa-80da344efa6a", "", ""),
        ("urn:uuid:1225c695cfb84ebbaaaa80da344efa6a", "invalid-uuid", "invalid-uuid"),
    ] {
        assert_eq!(name(reference(text, &INVALID_LINK)), reference_rule, "{text}");
        assert_eq!(name(full(text, &INVALID_FULL_LINK)), full_rule, "{text}");
    }
    let flaw = reference("http://a/b\\c d", &INVALID_LINK).unwrap();
    assert_eq!((flaw.params, flaw.at), (vec![("char", r"'\\'".to_owned())], Some(10..11)));
    let flaw = full(" http://example.com", &INVALID_FULL_LINK).unwrap();
    assert_eq!(flaw.help, "take away the white space around the address");
    let flaw = full("FeEd:x", &INVALID_FULL_LINK).unwrap();
    assert_eq!(flaw.params, [("value", "feed".to_owned())]);
}

#[test]
fn internationalized_addresses() {
    for (text, wanted) in [
        ("http://www.詹姆斯.com/", ""),
        ("/bücher/ü", ""),
        ("http://example.com/a b", "invalid-uri-char"),
        ("http://עברית.com/", "invalid-iri"),
        ("http://a..é/", "invalid-iri"),
    ] {
        assert_eq!(name(iri(text, &INVALID_IRI)), wanted, "{text}");
    }
    assert!(iri(&"é".repeat(64), &INVALID_IRI).is_some());
    assert_eq!(idna("http://bücher.example./").as_deref(), Some("xn--http://bcher-klb.example./"));
    assert_eq!(idna("Bücher。straße．ﬃ.").as_deref(), Some("xn--bcher-kva.strasse.ffi."));
    assert_eq!(idna("a..b"), None);
    assert_eq!(idna(&format!("a.{}", "b".repeat(64))), None);
}

#[test]
fn web_addresses() {
    for good in ["http://example.com", "HTTPS://a-b.c/d?e#f", "http://1.2.3.4:80/", "http://-.x"] {
        assert_eq!(web(good), None, "{good}");
    }
    for bad in [
        "",
        "example.com",
        "http://localhost/",
        "http://example.com?x",
        "ftp://example.com/",
        "http://a.b:/",
        "http://a.b/ ",
        "http://a..b/",
        "http://u@a.b/",
    ] {
        assert_eq!(name(web(bad)), "invalid-url-attribute", "{bad}");
    }
    assert_eq!(web("example.com/a").unwrap().help, "write `https://example.com/a`");
}

#[test]
fn canonical_forms() {
    for (text, wanted) in [
        ("http://Example.com", "http://example.com/"),
        ("HTTP://u:P@example.com:080/%7Esmith/./a/../b/..", "http://u:P@example.com/~smith/"),
        ("https://example.com.:8443/", "https://example.com:8443/"),
        ("http://example.com/../../x", "http://example.com/x"),
        ("http://:@example.com:/", "http://example.com/"),
        ("http://example.com/C%cc%a7?q=%5c%3d#%61", "http://example.com/%C3%87?q=%5C%3D#a"),
        ("http://example.com/%2541", "http://example.com/A"),
        ("URN:X:Y", "urn:X:Y"),
        ("mailto:A%62@Example.COM", "mailto:Ab@example.com"),
        ("/a/./b", "/a/b"),
        ("//H/a", "//h/a"),
    ] {
        assert_eq!(canonical(text).as_deref(), Some(wanted), "{text}");
    }
    for none in ["a/b", "http://[::1/", "http://example.com/%zz", "http://example.com/%ff", "http://example.com/日本"]
    {
        assert_eq!(canonical(none), None, "{none}");
    }
    assert_eq!(identifier("http://example.com/x"), None);
    assert_eq!(name(identifier("x")), "invalid-full-link");
    let flaw = identifier(" http://example.com").unwrap();
    assert_eq!(flaw.rule.name, "non-canonical-uri");
    assert_eq!(flaw.params, [("uri", " http://example.com".to_owned()), ("curi", "http://example.com/".to_owned())]);
}

#[test]
fn joining() {
    for (base, reference, wanted) in [
        ("http://a/b/c;p?q#f", "d", "http://a/b/d"),
        ("http://a/b/c/d", "../../../x/./y/..", "http://a/x/"),
        ("http://a/b/c?q", "", "http://a/b/c?q"),
        ("http://a/b/c?q", "#f", "http://a/b/c?q#f"),
        ("http://a/b/c?q", "?r", "http://a/b/c?r"),
        ("http://a/b", "//c//d", "http://c//d"),
        ("http://a/b//c/", "d", "http://a/b/c/d"),
        ("http://a/b", "mailto:x", "mailto:x"),
        ("mailto:x", "y", "y"),
        ("", "x", "x"),
        ("http://a", " \tx\ny", "http://a/xy"),
        ("http://a/b/c", ";p", "http://a/b/;p"),
    ] {
        assert_eq!(join(base, reference), wanted, "{base} {reference}");
    }
}

#[test]
fn references_to_the_base() {
    let (document, element) = ("http://example.com/feed", "http://example.com/a/b");
    for same in ["b", "", "#x", "./b", "../a/b"] {
        assert!(same_document(same, element, document), "{same}");
    }
    assert!(!same_document("b?x", element, document) && !same_document("", document, document));
    assert!(!same_document("", "http://example.com/FEED/../feed", document) && !same_document("", "x", document));
}

#[test]
fn nothing_is_slow() {
    for part in ["/..", "[", "a:", "%41", "%", "é.", "é", ".", "//", "/a", "ﷺ"] {
        let text = "http://".to_owned() + &part.repeat(10_000);
        iri(&text, &INVALID_IRI);
        identifier(&text);
        web(&text);
        join(&text, &text);
        same_document(&text, &text, "http://example.com/");
    }
}
