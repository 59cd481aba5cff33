//! `feedmill serve`: the feeds over HTTP, built again whenever an article changes.

mod follow;

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::{io, thread};

use feedmill::error::{Error, Result};
use feedmill::serve::log::Log;
use feedmill::serve::{Scene, Shelf, Stage, Station, net, router};

use super::build::AcceptArgs;
use super::build::watch::Watching;
use super::screen::Screen;
use super::site::Site;
use super::{Exit, Output, Shared, build};
use follow::{Follower, Scratch};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen: a port, or an address with one. Others than this machine can ask only where that is not a loopback address
    #[arg(long, value_name = "[HOST:]PORT", default_value = "127.0.0.1:8080")]
    listen: String,
    /// The port to listen at; 0 takes any that is free
    #[arg(short, long, value_name = "PORT", conflicts_with = "listen")]
    port: Option<u16>,
    /// Show drafts as if they were published. The output folder stays as it is
    #[arg(long)]
    drafts: bool,
    /// Publish the sound articles even if others are faulty
    #[arg(long)]
    keep_going: bool,
    /// Whether there are pages for people. Without them, `/` is the output's own index.html
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    preview: Preview,
    #[command(flatten)]
    accept: AcceptArgs,
}

/// When there are pages for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Preview {
    /// Where only this machine can ask
    Auto,
    /// Wherever
    Always,
    /// Never: feeds alone
    Never,
}

/// Serves until the process is told to end.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen) -> Result<Exit> {
    // That there is no configuration is told before anything is begun.
    let opened = Site::read(shared)?;
    let listener = listen(args)?;
    let address = listener.local_addr().map_err(|error| Error::io("listen at", &args.listen, error))?;
    let is_local = address.ip().is_loopback();
    let preview = match args.preview {
        Preview::Auto => is_local,
        Preview::Always => true,
        Preview::Never => false,
    };
    let scratch = if args.drafts { Some(Scratch::new()?) } else { None };
    let output = match (&scratch, &opened) {
        (Some(scratch), _) => scratch.path().to_owned(),
        (None, Ok(site)) => site.output.clone(),
        (None, Err(_)) => PathBuf::new(),
    };
    let scene = Scene { preview, is_local, drafts: args.drafts, ..Scene::default() };
    let station = Arc::new(Station::new(Stage::new(Arc::new(Shelf::new(output)), scene)));
    let watching = Watching::new(shared)?;
    let alarm = watching.alarm();
    let (first, is_ready) = mpsc::channel();
    let mut follower = Follower::new(Arc::clone(&station), scratch, first);
    let building = {
        let (shared, station) = (shared.clone(), Arc::clone(&station));
        let args = build::Args::watching(args.drafts, args.keep_going, args.drafts, args.accept);
        let build = move || {
            let mut screen = Screen::new(shared.color);
            let exit = watching.run(&args, &shared, &mut screen, &mut follower);
            // Without builds there is nothing to serve for long.
            station.end();
            exit
        };
        thread::Builder::new().name("build".to_owned()).spawn(build)
    };
    let building = building.map_err(|error| Error::other(format!("could not start a thread: {error}")))?;
    // The feeds are there when it is told where.
    let has_begun = is_ready.recv().is_ok();
    let mut greeted = Ok(());
    let ready = || {
        if has_begun {
            greeted = greet(address, shared, screen);
        }
        if greeted.is_err() {
            station.end();
        }
    };
    let router = router(Arc::clone(&station));
    let served = options(shared).and_then(|options| net::serve_and_tell(listener, router, &station, options, ready));
    station.end();
    alarm.ring();
    let built = building.join().map_err(|_| Error::other("the thread that builds the feeds ended of itself"))?;
    greeted?;
    served.map_err(|error| Error::io("listen at", address.to_string(), error))?;
    built
}

/// How connections are treated.
fn options(shared: &Shared) -> io::Result<net::Options> {
    let log = shared.verbose.then(|| Log::new(io::stderr())).transpose()?;
    Ok(net::Options { workers: shared.jobs.map_or(0, usize::from), signals: true, log, ..net::Options::default() })
}

fn greet(address: SocketAddr, shared: &Shared, screen: &mut Screen) -> Result<()> {
    let url = format!("http://{address}/");
    match shared.format {
        Output::Json => screen.print(&serde_json::json!({ "url": url }).to_string()),
        _ if shared.quiet => Ok(()),
        _ => screen.print(&format!("Serving at {url}")),
    }
}

/// Listens where it was asked for.
fn listen(args: &Args) -> Result<TcpListener> {
    let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let places: Vec<SocketAddr> = match (args.port, args.listen.parse::<u16>()) {
        (Some(port), _) | (None, Ok(port)) => vec![(local, port).into()],
        (None, Err(_)) => args
            .listen
            .to_socket_addrs()
            .map_err(|error| {
                Error::other(format!(
                    "cannot listen at `{}`: {error}; give a port, or an address with one: --listen 127.0.0.1:8080",
                    args.listen
                ))
            })?
            .collect(),
    };
    TcpListener::bind(&*places).map_err(|error| {
        let place = places.first().map_or_else(|| args.listen.clone(), SocketAddr::to_string);
        let mend = match error.kind() {
            io::ErrorKind::AddrInUse => {
                "; another program has this port, choose another: --port 0 takes any that is free"
            }
            io::ErrorKind::PermissionDenied => "; ports below 1024 are for the system, choose another: --port 8080",
            io::ErrorKind::AddrNotAvailable => "; this machine has no such address",
            _ => "",
        };
        Error::other(format!("cannot listen at {place}: {error}{mend}"))
    })
}
