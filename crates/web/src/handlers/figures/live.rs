//! `GET /figures/live`: tells open pages that figures changed (server-sent events), within the time it takes to follow the change log.
//!
//! An event says only that something changed: the page asks again for what it shows, and rights are asked there. Not here: following
//! the log (`service::figures`, `serve`), taking the news in (`live.ts`).

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, stream};
use tokio::sync::watch;

use crate::{app::App, refusal::Refusal, visit::Visitor};

/// How often a quiet line is kept open.
const KEEP: Duration = Duration::from_secs(20);

/// The stream of news.
///
/// # Errors
/// 303 to the sign-in page for whoever is signed out.
pub(super) async fn news(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    // Only who is somebody waits here; what changed is told to nobody.
    let _ = visitor.caller();
    let stream = events(app.service.news(), app.closing());
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP)).into_response())
}

/// One event for each piece of news; ends when the server stops.
fn events(
    news: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    stream::unfold((news, closing), async |(mut news, mut closing)| {
        tokio::select! {
            changed = news.changed() => changed.ok()?,
            _ = closing.wait_for(|closing| *closing) => return None,
        }
        let count = *news.borrow_and_update();
        Some((Ok(Event::default().event("figures").data(count.to_string())), (news, closing)))
    })
}

#[cfg(test)]
mod tests {
    use futures::StreamExt as _;

    use super::*;

    #[tokio::test]
    async fn each_piece_of_news_is_an_event_and_stopping_ends_the_stream() {
        let (news, waiting) = watch::channel(0_u64);
        let (closing, stops) = watch::channel(false);
        let mut events = Box::pin(events(waiting, stops));
        news.send_modify(|count| *count += 1);
        assert!(events.next().await.is_some());
        closing.send_replace(true);
        assert!(events.next().await.is_none());
    }
}
