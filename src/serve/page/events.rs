//! Open pages are told when what they show has changed: server-sent events (HTML standard, section 9.2).

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::Frame;
use tokio::sync::{mpsc, watch};

use crate::serve::{Stage, Station};

/// So often is something said, so that nobody on the way takes the connection for dead.
const PULSE: Duration = Duration::from_secs(15);

/// What is said, from now on: the stamp of what is served, and each one that follows. It ends when the server does.
pub fn body(station: &Station, stage: &Arc<Stage>) -> Body {
    let (mut serial, mut ends) = (station.serial(), station.ends());
    let desk = Arc::clone(&stage.scene.desk);
    let (send, receive) = mpsc::channel(2);
    tokio::spawn(async move {
        let mut retry = "retry: 1000\n";
        loop {
            let now = *serial.borrow_and_update();
            let stamp = desk.stamp(now);
            let event = format!("{retry}data: {stamp}\n\n");
            retry = "";
            if send.send(Bytes::from(event)).await.is_err() {
                return;
            }
            loop {
                tokio::select! {
                    changed = serial.changed() => match changed {
                        Ok(()) => break,
                        Err(_) => return,
                    },
                    () = ended(&mut ends) => return,
                    () = send.closed() => return,
                    () = tokio::time::sleep(PULSE) => {
                        if send.send(Bytes::from_static(b":\n\n")).await.is_err() {
                            return;
                        }
                    }
                }
            }
        }
    });
    Body::new(Events(receive))
}

/// Waits until the server is about to end.
async fn ended(ends: &mut watch::Receiver<bool>) {
    // Who would tell may be gone, which is the same.
    let _ = ends.wait_for(|ends| *ends).await;
}

/// A body whose parts are made elsewhere.
struct Events(mpsc::Receiver<Bytes>);

impl http_body::Body for Events {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.0.poll_recv(context).map(|part| part.map(|bytes| Ok(Frame::data(bytes))))
    }
}
