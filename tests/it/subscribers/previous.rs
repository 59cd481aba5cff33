//! What is published elsewhere: in a folder, in the feed of another generator, on a server.

use std::collections::BTreeSet;
use std::fs;

use feedmill::parse;

use super::town::{ARTICLES, article, built, copy, done, ids, named, number, refused, rewrite, rules, same};
use crate::site::{NOW, Site};

/// The site after all its files were renamed; its feeds are in `old` now, and `feeds` is empty.
fn renamed() -> Site {
    let site = copy(built());
    rewrite(&site, |path| path.replace("/piece-", "/part-"), "\0", same);
    fs::rename(site.path("feeds"), site.path("old")).unwrap();
    site
}

#[test]
fn a_copy_of_the_feeds_is_as_good_as_the_feeds() {
    let before = ids(built());
    let site = renamed();
    let run = refused(&site, &["build", "--previous", "old"]);
    assert!(named(&run, "id-changed").len() >= 60, "{}", run.out);
    assert_eq!(rules(&run), BTreeSet::from(["id-changed".to_owned()]));
    done(&site, &["plan", "--pin", "--previous", "old"]);
    done(&site, &["build", "--previous", "old"]);
    assert!(ids(&site).is_subset(&before));
    done(&site, &["build", "--check"]);
    // One document of many is a feed, too.
    let site = renamed();
    let one = refused(&site, &["plan", "--previous", "old/sections/world/atom.xml"]);
    assert!(named(&one, "id-changed").keys().all(|file| file.starts_with("articles/world/")), "{}", one.out);
    // Without it nobody can know.
    done(&site, &["build"]);
}

/// A feed as Hugo writes it, of the newest 30 articles of a site that was at another address, with other ids; one in so
/// many has another title.
fn hugo(retitled: usize) -> String {
    let mut items = String::new();
    for n in (ARTICLES - 30..ARTICLES).rev() {
        let text: String = article(n).into_iter().map(|(_, text)| text).collect();
        let quoted = |key: &str| text.split(key).nth(1).unwrap().split('"').nth(1).unwrap().to_owned();
        let (title, at) = (quoted("title"), text.find("date").unwrap());
        let date = &text[text[at..].find("20").unwrap() + at..][..20];
        let date = chrono::DateTime::parse_from_rfc3339(date).unwrap().to_rfc2822();
        let body = text.lines().find(|line| line.contains("the count of")).unwrap().replacen('*', "&lt;em&gt;", 1);
        let body = body.replacen('*', "&lt;/em&gt;", 1);
        // Some are known by their texts alone.
        let title = if n % retitled == 0 { format!("As we heard, {n}") } else { title };
        items.push_str(&format!(
            "    <item>\n      <title>{title}</title>\n      <link>https://blog.example/posts/{n}/</link>\n      \
             <pubDate>{date}</pubDate>\n      <guid>https://blog.example/posts/{n}/</guid>\n      \
             <description>&lt;p&gt;{body}&lt;/p&gt;</description>\n    </item>\n"
        ));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n\
         <rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n  <channel>\n    <title>Blog</title>\n    \
         <link>https://blog.example/</link>\n    <description>Recent content on Blog</description>\n    \
         <generator>Hugo</generator>\n    <atom:link href=\"https://blog.example/index.xml\" rel=\"self\" \
         type=\"application/rss+xml\" />\n{items}  </channel>\n</rss>\n"
    )
}

#[test]
fn the_feed_of_another_generator_tells_the_ids() {
    let site = Site::in_memory();
    site.write("feedmill.toml", super::town::CONFIG);
    for (path, text) in (0..ARTICLES).flat_map(article) {
        site.write(&path, text);
    }
    // By their texts alone, and most by their titles.
    site.write("index.xml", hugo(1));
    assert_eq!(named(&refused(&site, &["build", "--previous", "index.xml"]), "id-changed").len(), 30);
    site.write("index.xml", hugo(4));
    let run = refused(&site, &["build", "--previous", "index.xml"]);
    let named = named(&run, "id-changed");
    // One in ten carries an id of its own; that too is another than the published one.
    assert_eq!(named.len(), 30, "{}", run.out);
    let pinned = done(&site, &["plan", "--pin", "--previous", "index.xml"]).out;
    assert_eq!(pinned.lines().count(), 30, "{pinned}");
    done(&site, &["plan", "--previous", "index.xml"]);
    done(&site, &["build", "--previous", "index.xml"]);
    for entry in &parse::parse(site.read("feeds/atom.xml").as_bytes()).unwrap().entries[..30] {
        assert_eq!(entry.id, format!("https://blog.example/posts/{}/", number(&entry.title)));
    }
    done(&site, &["build", "--check"]);
    // A folder with it is the same; a file that is no feed is not taken for one.
    site.write("public/index.xml", site.read("index.xml")).write("public/sitemap.xml", "<urlset/>");
    done(&site, &["build", "--previous", "public"]);
    site.run(&["build", "--now", NOW, "--previous", "feedmill.toml"]).expect(2, &["feedmill.toml is no feed"]);
    site.run(&["build", "--now", NOW, "--previous", "nowhere"]).expect(2, &["nowhere"]);
}

#[cfg(feature = "fetch")]
mod on_the_web {
    use std::collections::HashMap;
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::thread;

    use super::*;
    use crate::subscribers::town::reconfigure;

    /// Serves documents by path; gives the address of the server. It ends with the tests.
    fn serve(documents: impl FnOnce(&str) -> HashMap<String, String>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let documents = documents(&address);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
                lines.take_while(|line| !line.is_empty()).for_each(drop);
                let (status, body) = match documents.get(&path) {
                    Some(body) => ("200 OK", &**body),
                    None => ("404 Not Found", ""),
                };
                let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                // Whoever asked may have hung up.
                let _ = stream.write_all((head + body).as_bytes());
            }
        });
        address
    }

    /// The published Atom feed of a site in pages of 25 entries, one naming the next.
    fn pages(text: &str, server: &str) -> HashMap<String, String> {
        let parts: Vec<&str> = text.split_inclusive("</entry>").collect();
        let (head, _) = parts[0].split_once("<entry").unwrap();
        let entries = parts.iter().filter_map(|part| Some(&part[part.find("<entry")?..])).collect::<Vec<_>>();
        let page = |(at, entries): (usize, &[&str])| {
            let next = format!("<link rel=\"next\" href=\"{server}/{}\"/>", at + 1);
            let next = if at < 3 { next } else { String::new() };
            (format!("/{at}"), format!("{head}{next}{}</feed>", entries.concat()))
        };
        entries.chunks(25).enumerate().map(page).collect()
    }

    #[test]
    fn pages_on_a_server_are_followed() {
        let before = ids(built());
        let text = built().read("feeds/atom.xml");
        let server = serve(|server| pages(&text, server));
        let site = renamed();
        let first = refused(&site, &["plan", "--previous", &format!("{server}/3")]);
        let all = refused(&site, &["build", "--previous", &format!("{server}/0")]);
        let (first, all) = (named(&first, "id-changed"), named(&all, "id-changed"));
        // Of ten articles four have an id, a guid, an address or a slug of their own.
        assert_eq!((first.len(), all.len()), (17, 60));
        done(&site, &["plan", "--pin", "--previous", &format!("{server}/0")]);
        done(&site, &["build", "--previous", &format!("{server}/0")]);
        let shown = feedmill::parse::parse(site.read("feeds/atom.xml").as_bytes()).unwrap();
        assert!(shown.entries.iter().all(|entry| before.contains(&entry.id)));
        let away = ["build", "--now", NOW, "--previous", &format!("{server}/nowhere")];
        site.run(&away).expect(2, &["the server answers 404"]);
    }

    #[test]
    fn the_feed_may_be_where_the_site_will_be() {
        let text = built().read("feeds/atom.xml");
        let server = serve(|_| HashMap::from([("/feeds/atom.xml".to_owned(), text)]));
        let site = renamed();
        reconfigure(&site, "https://courier.example/", &format!("{server}/"));
        let run = refused(&site, &["build", "--previous", &format!("{server}/feeds/atom.xml")]);
        // The address of the site is another, too.
        assert_eq!(named(&run, "id-changed").len(), 90, "{}", run.out);
    }
}
