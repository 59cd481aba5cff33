//! `[publish]`: where feeds go, how they are served there, and who is told.

use url::Url;

use super::read::INVALID_SETTING;
use super::setting::{chosen, flag_unknown, http_url, line};
use crate::diagnostic::{Place, Report};
use crate::fields::{Kind, Table, Value};
use crate::text;

/// `[publish]`.
#[derive(Debug, Clone, Default)]
pub struct Publish {
    /// Where feeds are put. The first is where it is read what is published.
    pub targets: Vec<Target>,
    /// WebSub hubs, named in every feed, and told of those that changed.
    pub hubs: Vec<String>,
    /// The rssCloud server, named in every RSS feed, and told of those that changed.
    pub cloud: Option<Cloud>,
    /// The `Cache-Control` of feeds, where the target keeps one.
    pub cache_control: Option<String>,
    /// The codings in which each file is put besides, under its name with an ending of its own.
    pub precompress: Vec<Coding>,
}

/// A place where feeds are put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// A folder relative to the configuration, or an address such as `s3://bucket/prefix`.
    pub text: String,
    /// Where the configuration names it.
    pub place: Option<Place>,
}

/// An rssCloud server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// Where readers ask to be told: what `<cloud>` says in parts.
    pub register: Url,
    /// Where it is told that a feed changed.
    pub ping: Url,
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// gzip, `.gz`.
    Gzip,
    /// Brotli, `.br`.
    Brotli,
}

pub(super) const PUBLISH: &[&str] = &["targets", "hubs", "cloud", "cache_control", "precompress"];
const CLOUD: &[&str] = &["register", "ping"];

pub(super) fn read_publish(table: &Table, report: &mut Report) -> Publish {
    flag_unknown(table, PUBLISH, "`[publish]`", report);
    let targets = items(table, "targets").filter_map(|value| target(value, report)).collect();
    let hubs = items(table, "hubs").filter_map(|value| {
        let hub = text::line(&text::nfc(&value.text("hubs", report)?)).into_owned();
        Some(http_url("hubs", &hub, value.span, report)?.into())
    });
    let hubs = hubs.collect();
    let codings = [("gz", Coding::Gzip), ("br", Coding::Brotli)];
    let mut precompress = Vec::new();
    for coding in items(table, "precompress").filter_map(|value| chosen(value, "precompress", &codings, report)) {
        if !precompress.contains(&coding) {
            precompress.push(coding);
        }
    }
    let cache_control = line(table, "cache_control", report).filter(|value| {
        let sound = value.bytes().all(|byte| (0x20..0x7F).contains(&byte));
        if !sound && let Some(given) = table.get("cache_control") {
            report
                .flag(&INVALID_SETTING, given.span, "`cache_control` holds what no header may hold")
                .help("write it as in \"public, max-age=300\"");
        }
        sound
    });
    Publish { targets, hubs, cloud: cloud(table, report), cache_control, precompress }
}

fn items<'v, 't>(table: &'v Table<'t>, name: &str) -> impl Iterator<Item = &'v Value<'t>> {
    table.get(name).map_or(&[][..], Value::items).iter()
}

fn target(value: &Value, report: &mut Report) -> Option<Target> {
    let text = value.text("targets", report)?.trim().to_owned();
    let secret =
        Url::parse(&text).is_ok_and(|url| url.has_host() && (url.password().is_some() || url.username() != ""));
    if text.is_empty() {
        report
            .flag(&INVALID_SETTING, value.span, "a target is empty")
            .help("name a folder, as in \"/var/www/feeds\", or a place in a store, as in \"s3://bucket/feeds\"");
        return None;
    }
    if secret {
        report
            .flag(&INVALID_SETTING, value.span, "a target holds a name or a password")
            .help("leave out what stands before the `@`; credentials come from the environment");
        return None;
    }
    Some(Target { text, place: Some(report.place(value.span)) })
}

/// `cloud = "https://rpc.example:5337/pleaseNotify"`, or a table that names the place to ping too.
fn cloud(table: &Table, report: &mut Report) -> Option<Cloud> {
    let value = table.get("cloud")?;
    let address = |value: &Value, name: &str, report: &mut Report| {
        let text = text::line(&value.text(name, report)?).into_owned();
        http_url(name, &text, value.span, report)
    };
    let beside = |register: &Url| register.join("ping").ok();
    let Kind::Table(inner) = &value.kind else {
        let register = address(value, "cloud", report)?;
        return Some(Cloud { ping: beside(&register)?, register });
    };
    flag_unknown(inner, CLOUD, "`cloud`", report);
    let Some(register) = inner.get("register") else {
        report
            .flag(&INVALID_SETTING, value.span, "`cloud` does not say where readers ask to be told")
            .help("write it as in `cloud = { register = \"https://rpc.example/pleaseNotify\" }`");
        return None;
    };
    let register = address(register, "register", report)?;
    let ping = match inner.get("ping") {
        Some(ping) => address(ping, "ping", report)?,
        None => beside(&register)?,
    };
    Some(Cloud { register, ping })
}
