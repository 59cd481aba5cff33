//! Ids into heads of every form.

use super::*;

const ID: &str = "tag:old.example,2020:a#1";

fn pin_in(text: &str, sidecar: Option<&str>, id: &str) -> Result<Pinned, Box<Diagnostic>> {
    let sidecar = sidecar.map(|text| ("a.toml", text.as_bytes()));
    let file = SourceFile { path: "a.md", below: "a.md", bytes: text.as_bytes(), sidecar };
    pin(&file, id, &Settings::default())
}

/// The text with the id in it.
#[track_caller]
fn pinned(text: &str) -> String {
    match pin_in(text, None, ID) {
        Ok(Pinned::Rewritten { bytes, place, in_sidecar: false }) => {
            let new = String::from_utf8(bytes).unwrap();
            let place = place.unwrap();
            let line = new.split('\n').nth(place.line as usize - 1).unwrap();
            assert!(line.contains(ID), "line {} of {new}", place.line);
            assert_eq!(pin_in(&new, None, ID).unwrap(), Pinned::Already, "{new}");
            new
        }
        other => panic!("{other:?} of\n{text}"),
    }
}

/// `^` in a text stands for what is put in, in these words; without it the text is as it was.
#[track_caller]
fn goes(cases: &[(&str, &str)]) {
    for (marked, piece) in cases {
        let before = marked.replace('^', "");
        let after = marked.replace('^', piece);
        assert_eq!(pinned(&before), after);
        let (before, after) = (before.replace('\n', "\r\n"), after.replace('\n', "\r\n"));
        assert_eq!(pinned(&before), after);
        let (before, after) = (format!("\u{FEFF}{before}"), format!("\u{FEFF}{after}"));
        assert_eq!(pinned(&before), after);
    }
}

const TOML: &str = "id = \"tag:old.example,2020:a#1\"\n";
const YAML: &str = "id: \"tag:old.example,2020:a#1\"\n";

#[test]
fn toml_heads_get_a_line() {
    goes(&[
        ("+++\ntitle = \"A\"\ndate = 2026-11-20\n^tags = []\n+++\nBody\n", TOML),
        ("+++\ndate = 2026-11-20\nslug = 'a' # é\n^title = \"A\"\n[extra]\nx = 1\n+++\nBody", TOML),
        ("\n\n+++ \ntitle = \"A\"\ndate = 2026-11-20\n^+++", TOML),
        // A table that has an id of its own is no place for one.
        ("+++\ntitle = \"A\"\ndate = 2026-11-20\n^\n[extra]\nid = \"x\"\n[cover]\nimage = \"a.jpg\"\n+++\n", TOML),
        (
            "+++\n^date = \"\"\"\n2026-11-20\"\"\"\ntitle = '''\nA\ndate = 2026-11-20\n'''\nextra = { id = 1 }\n+++\n",
            TOML,
        ),
        (
            "+++\nextra = [\n  'date = 1', # date = 2\n]\n  date = 2026-11-20\n^  title = 'A'\n+++\n",
            "  id = \"tag:old.example,2020:a#1\"\n",
        ),
        ("+++\nextra.x = nan\n\"title\" = 'A'\n\"date\" = 2026-11-20\n^+++\n", TOML),
        ("---toml\ntitle = 'A'\ndate = 2026-11-20\n^---\n+++\n", TOML),
        // What no feed may hold stays too.
        ("+++\ntitle = 'A\u{FFFF}é'\ndate = 2026-11-20\n^tags = ['\u{FFFE}']\n+++\n", TOML),
    ]);
}

#[test]
fn yaml_heads_get_a_line() {
    goes(&[
        ("---\ntitle: A\ndate: 2026-11-20\n^tags:\n- a\n---\nBody\n", YAML),
        ("---\n  title: A\n  slug: a # x\n^  date: 2026-11-20\n...\nBody\n", "  id: \"tag:old.example,2020:a#1\"\n"),
        ("---yaml\n# title: B\ndate: &d 2026-11-20\n^title: |\n  A\n  date: x\n---\n", YAML),
        ("---\n^title: A\n  and more\ndate:\n  2026-11-20\n---\n", YAML),
        ("---\n^? title\n: A\n? date\n: 2026-11-20\n---\n", YAML),
        ("---\n--- # a marker\n^title: >-\n  A\ndate:\n  2026-11-20\n---\n", YAML),
        ("---\n%YAML 1.2\n--- !!map\ntitle: A\ndate: 2026-11-20\n^---\n", YAML),
        ("---\nextra: &x\n  title: B\n  date: 2026-11-20\n<<: *x\ntitle: A\n^---\n", YAML),
        ("---\ntitle: A\ndate: 2026-11-20\n^extra: |+\n  x\n\n---\n", YAML),
        ("---\n\"title\": \"A\"\n'date': '2026-11-20'\n^---\n", YAML),
        ("---\n^title: |\n  A\ndate: >\n  2026-11-20\nextra: |\n  x\n---\n", YAML),
        ("---\n{^title: A, date: 2026-11-20}\n---\n", "id: \"tag:old.example,2020:a#1\", "),
        ("---\n{ ^\"title\": \"A\", \"date\": \"2026-11-20\" }\n---\n", "\"id\": \"tag:old.example,2020:a#1\", "),
        ("---\n{\n  ^title: A,\n  date: 2026-11-20\n}\n---\n", "id: \"tag:old.example,2020:a#1\",\n  "),
        ("---\n{\n  title: A,\n  date: 2026-11-20,\n^}\n---\n", "  id: \"tag:old.example,2020:a#1\"\n"),
        ("---\n{^ # é\n  title: A,\n  date: 2026-11-20 }\n---\n", "id: \"tag:old.example,2020:a#1\", "),
        ("---\ntitle: A\ndate: 2026-11-20\n^extra: {id: x, guid: y}\n---\n", YAML),
    ]);
}

#[test]
fn json_heads_get_a_member() {
    let one = "\n  \"id\": \"tag:old.example,2020:a#1\",";
    goes(&[
        ("{\n  \"title\": \"A\",\n  \"date\": \"2026-11-20\",^\n  \"tags\": []\n}\n\nBody\n", one),
        ("{\"title\":\"A\",\"date\":\"2026-11-20\"^}\nBody", ",\"id\":\"tag:old.example,2020:a#1\""),
        ("{ \"title\": \"A\",^ \"feed\": false } Body", " \"id\": \"tag:old.example,2020:a#1\","),
        (
            "---json\n{\n\t\"title\" : \"}\",\n\t\"date\" : \"2026-11-20\"^\n}\n---\n",
            ",\n\t\"id\" : \"tag:old.example,2020:a#1\"",
        ),
        (
            "{\"date\": \"2026-11-20\"^, \"title\": \"A\", \"extra\": {\"id\": 1}}\n",
            ", \"id\": \"tag:old.example,2020:a#1\"",
        ),
    ]);
}

#[test]
fn lines_get_one_more() {
    goes(&[
        ("Title: A\nDate: 2026-11-20\n^Tags: a,\n  b\n\nBody: b\n", "Id: tag:old.example,2020:a#1\n"),
        ("title: A\nsummary: x\n  date: 1\ndate: 2026-11-20\n^", "id: tag:old.example,2020:a#1\n"),
        ("TITLE: A\nDATE: 2026-11-20^", "\nID: tag:old.example,2020:a#1"),
        ("^Date:\n  2026-11-20\nTitle: A\n   b\n\nBody\n", "Id: tag:old.example,2020:a#1\n"),
    ]);
}

#[test]
fn an_id_gives_way_to_another() {
    for (text, old, new) in [
        (
            "+++\nid = 'tag:a.example,2020:x' # é\ntitle = 'A'\ndate = 2026-11-20\n+++\n",
            "'tag:a.example,2020:x'",
            "\"§\"",
        ),
        (
            "+++\ntitle = 'A'\nguid = \"\"\"\nhttps://a.example/\"\"\"#x\ndate = 2026-11-20\n+++\n",
            "\"\"\"\nhttps://a.example/\"\"\"",
            "\"§\"",
        ),
        (
            "+++\nguid = 'tag:a.example,2020:y'\nid = 'tag:a.example,2020:x'\ntitle = 'A'\ndate = 2026-11-20\n+++\n",
            "'tag:a.example,2020:x'",
            "\"§\"",
        ),
        ("+++\nid = ' '\ntitle = 'A'\ndate = 2026-11-20\n+++\n", "' '", "\"§\""),
        ("+++\nID = ''\nguid = 'urn:isbn:1'\ntitle = 'A'\ndate = 2026-11-20\n+++\n", "'urn:isbn:1'", "\"§\""),
        ("---\nid: tag:a.example,2020:x # é\ntitle: A\ndate: 2026-11-20\n---\n", "tag:a.example,2020:x", "\"§\""),
        ("---\ntitle: A\nguid: 'urn:x-a:1'   # é\ndate: 2026-11-20\n---\n", "'urn:x-a:1'", "\"§\""),
        ("---\ntitle: A\nid: >-\n  urn:x-a:1\ndate: 2026-11-20\n---\n", " >-\n  urn:x-a:1", " \"§\""),
        ("---\ntitle: A\nid: !!str urn:x-a:1\ndate: 2026-11-20\n---\n", "!!str urn:x-a:1", "\"§\""),
        ("---\ntitle: A\nid:\ndate: 2026-11-20\n---\n", "id:", "id: \"§\""),
        ("---\ntitle: A\nid: # none yet\ndate: 2026-11-20\n---\n", "id:", "id: \"§\""),
        ("---\ntitle: A\nid: ~\ndate: 2026-11-20\n---\n", "~", "\"§\""),
        ("---\n{title: A, id, date: 2026-11-20}\n---\n", "id", "id: \"§\""),
        ("---\n{title: A, id: , date: 2026-11-20}\n---\n", "id:", "id: \"§\""),
        ("---\n? id\n: urn:x-a:1\n? title\n: A\n? date\n: 2026-11-20\n---\n", "urn:x-a:1", "\"§\""),
        ("---\nurl: &u https://a.example/x\nid: *u\ntitle: A\ndate: 2026-11-20\n---\n", "*u", "\"§\""),
        ("{\"title\": \"A\", \"id\": \"urn:x-a:\\u0031\", \"date\": \"2026-11-20\"}\n", "\"urn:x-a:\\u0031\"", "\"§\""),
        ("{\"title\": \"A\", \"id\": null, \"date\": \"2026-11-20\"}\n", "null", "\"§\""),
        ("Title: A\nGuid: urn:x-a:1  \nDate: 2026-11-20\n\nBody", "urn:x-a:1", "§"),
        ("Title: A\nId:\n  urn:x-a:1\nDate: 2026-11-20\n\nBody", "urn:x-a:1", "§"),
        ("Title: A\nId:\nDate: 2026-11-20\n\nBody", "Id:", "Id: §"),
    ] {
        let new = new.replace('§', ID);
        assert_eq!(pinned(text), text.replacen(old, &new, 1));
        let text = text.replace('\n', "\r\n");
        assert_eq!(pinned(&text), text.replacen(&old.replace('\n', "\r\n"), &new, 1));
    }
}

#[test]
fn an_id_that_others_share_stays_theirs() {
    // The merged id is another field's too: this head gets one of its own, which goes before it.
    let text = "---\nextra: &x\n  id: urn:x-a:1\n<<: *x\ntitle: A\ndate: 2026-11-20\n---\n";
    assert_eq!(pinned(text), text.replace("-20\n", &format!("-20\n{YAML}")));
    let found = pin_in("---\ntitle: A\nid: &i urn:x-a:1\nextra: *i\ndate: 2026-11-20\n---\n", None, ID).unwrap_err();
    assert_eq!((found.rule.name, found.place.unwrap().line), ("pin-without-place", 3));
    assert_eq!(found.help.unwrap(), format!("write `{}` in its place", YAML.trim_end()));
}

#[test]
fn a_sidecar_is_rewritten_in_the_place_of_its_article() {
    for (marked, piece) in [
        ("title = 'A'\ndate = 2026-11-20\n^tags = []\n", TOML),
        ("title = 'A'\ndate = 2026-11-20^", "\nid = \"tag:old.example,2020:a#1\""),
        ("\u{FEFF}# é\ntitle = 'A'\ndate = 2026-11-20\n^[extra]\n", TOML),
        ("title = 'A'\nid = '^'\nfeed = false", "?"),
    ] {
        let (before, after) = (marked.replace('^', ""), marked.replace('^', piece));
        let after = after.replace("'?'", &format!("\"{ID}\""));
        let got = pin_in("+ Body\n", Some(&before), ID);
        let Ok(Pinned::Rewritten { in_sidecar: true, bytes, .. }) = got else { panic!("{got:?}") };
        assert_eq!(String::from_utf8(bytes).unwrap(), after);
        assert_eq!(pin_in("+ Body\n", Some(&after), ID).unwrap(), Pinned::Already);
    }
}

#[test]
fn what_is_faulty_is_left_alone() {
    for (text, sidecar, rule, file, line) in [
        ("+++\ntitle = 'A'\n+++\n", None, "pin-in-faulty-article", "a.md", Some(1)),
        ("+++\ntitle = 'A\ndate = 1\n+++\n", None, "pin-in-faulty-article", "a.md", Some(2)),
        ("+++\n+++\n", None, "pin-in-faulty-article", "a.md", Some(1)),
        ("---\ntitle: A\ndate: 2026-11-20\n", None, "pin-in-faulty-article", "a.md", Some(1)),
        ("# A\n", None, "pin-in-faulty-article", "a.md", Some(1)),
        ("", None, "pin-in-faulty-article", "a.md", Some(1)),
        ("Body\n", Some("title = 'A'\n\ndate = 'nie'\n"), "pin-in-faulty-article", "a.toml", Some(3)),
        ("---\nid: none\ntitle: A\ndate: 2026-11-20\n---\n", None, "pin-in-faulty-article", "a.md", Some(2)),
    ] {
        let found = pin_in(text, sidecar, ID).unwrap_err();
        assert_eq!((found.rule.name, &*found.file, found.place.map(|p| p.line)), (rule, file, line), "{text}");
        assert!(found.help.is_some());
    }
}

#[test]
fn what_no_article_may_have_for_an_id_is_refused() {
    let text = "+++\ntitle = 'A'\ndate = 2026-11-20\n+++\n";
    for id in ["", " ", " urn:x-a:1", "1234 ", "urn:x-a:\u{FFFF}", "urn:x-a:\n", "a\nb", "a\tb", "\u{200B}", "a\u{85}"]
    {
        let found = pin_in(text, None, id).unwrap_err();
        assert_eq!((found.rule.name, found.place.unwrap().line), ("pin-without-place", 2), "{id}");
        assert!(found.message.contains("cannot keep it") && found.help.unwrap().contains("--accept-id-changes"));
    }
    // It has it, whatever it is.
    for id in
        ["x:é", "https://a.example/?p=1&b=2#c", "x:'\u{200B}", "x:~", "x:\u{FEFF}#", "tag:a@b.example,2020-01-02:%20"]
    {
        for text in [
            text,
            "---\ntitle: A\ndate: 2026-11-20\n---\n",
            "Title: A\nDate: 2026-11-20\n",
            "{\"title\":\"A\",\"feed\":false}",
        ] {
            assert!(matches!(pin_in(text, None, id), Ok(Pinned::Rewritten { .. })), "{id}");
        }
    }
}

#[test]
fn what_is_no_iri_becomes_the_guid() {
    let guid = |text: &str, id: &str| match pin_in(text, None, id) {
        Ok(Pinned::Rewritten { bytes, place, .. }) => {
            let new = String::from_utf8(bytes).unwrap();
            assert!(new.split('\n').nth(place.unwrap().line as usize - 1).unwrap().contains(id));
            assert_eq!(pin_in(&new, None, id).unwrap(), Pinned::Already, "{new}");
            new
        }
        other => panic!("{other:?} of\n{text}"),
    };
    for (text, id, wanted) in [
        (
            "+++\ntitle = 'A'\ndate = 2026-11-20\n+++\n",
            "Show-17",
            "+++\ntitle = 'A'\ndate = 2026-11-20\nguid = \"Show-17\"\n+++\n",
        ),
        ("---\ntitle: A\ndate: 2026-11-20\n---\n", "1234", "---\ntitle: A\ndate: 2026-11-20\nguid: \"1234\"\n---\n"),
        ("{\"title\": \"A\", \"feed\": false}", "5f1e", "{\"title\": \"A\", \"guid\": \"5f1e\", \"feed\": false}"),
        ("Title: A\nDate: 2026-11-20\n\nB", "a b: c", "Title: A\nDate: 2026-11-20\nGuid: a b: c\n\nB"),
        // The id stays what Atom carries, and another guid gives way.
        (
            "---\ntitle: A\ndate: 2026-11-20\nid: urn:x-a:1\n---\n",
            "x",
            "---\ntitle: A\ndate: 2026-11-20\nguid: \"x\"\nid: urn:x-a:1\n---\n",
        ),
        (
            "---\ntitle: A\ndate: 2026-11-20\nguid: y # y\n---\n",
            "x",
            "---\ntitle: A\ndate: 2026-11-20\nguid: \"x\" # y\n---\n",
        ),
        // An address is the id, and leaves a guid that is none alone.
        (
            "---\ntitle: A\ndate: 2026-11-20\nguid: y\n---\n",
            "urn:x-a:1",
            "---\ntitle: A\ndate: 2026-11-20\nid: \"urn:x-a:1\"\nguid: y\n---\n",
        ),
    ] {
        assert_eq!(guid(text, id), wanted);
    }
}
