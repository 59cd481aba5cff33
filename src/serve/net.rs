//! Connections: taken in, kept within bounds, and ended in good order.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use axum::Router;

use super::Station;

/// Answers what comes in at this socket until the station ends.
pub fn serve(listener: TcpListener, router: Router, station: &Arc<Station>) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut ends = station.ends();
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        loop {
            tokio::select! {
                _ = ends.wait_for(|ends| *ends) => return Ok(()),
                taken = listener.accept() => {
                    let (socket, _) = taken?;
                    let service = hyper_util::service::TowerToHyperService::new(router.clone());
                    let socket = hyper_util::rt::TokioIo::new(socket);
                    // What goes wrong on a connection is its client's concern.
                    tokio::spawn(async move { drop(hyper::server::conn::http1::Builder::new().serve_connection(socket, service).await) });
                }
            }
        }
    })
}
