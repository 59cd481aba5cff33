//! Tells the hubs of a site that feeds changed, as `feedmill publish` does.
//!
//! ```sh
//! cargo run --example ping -- SITE ADDRESS…
//! ```
//!
//! `SITE` is the folder of `feedmill.toml`, each `ADDRESS` that of a feed document that changed. Without any, what earlier
//! runs could not tell is told. Exit status 2 where a hub does not know.

use std::env;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use feedmill::Config;
use feedmill::publish::outbox;
use feedmill::publish::ping::{Patience, Servers};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let site = PathBuf::from(args.next().ok_or("which site? give its folder")?);
    let settings = fs::read_to_string(site.join("feedmill.toml"))?;
    let (config, faults) = Config::parse("feedmill.toml", &settings);
    let config = config.ok_or_else(|| format!("{faults:?}"))?;
    let cloud = config.publish.cloud.map(|cloud| cloud.ping.to_string());
    let servers = Servers { hubs: &config.publish.hubs, cloud: cloud.as_deref() };
    let changed: Vec<(String, bool)> = args.map(|address| (address.clone(), address.ends_with("/rss.xml"))).collect();
    let outcomes = outbox::tell(&site, &servers, &changed, chrono::Utc::now(), &Patience::default())?;
    for outcome in &outcomes {
        let result = outcome.failure.as_deref().unwrap_or("told");
        println!("{} of {}: {result}", outcome.notice.shown_server(), outcome.notice.feed);
    }
    Ok(ExitCode::from(if outcomes.iter().all(|outcome| outcome.is_told()) { 0 } else { 2 }))
}
