//! `GET /figures/live`: tells open pages that figures changed, or that something was done with reports (server-sent events), within
//! the time it takes to follow the change log.
//!
//! An event says only what kind of thing changed: the page asks again for what it shows, and rights are asked there. Not here: following
//! the log (`service::figures`, `serve`), taking the news in (`live.ts`).

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use congdoan_service::figures::News;
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

/// One event for each piece of news; ends when the server stops. Whoever shows figures or reports asks again for `figures`, whoever
/// shows reports for `reports`, so that a deed on a report costs pages of figures nothing.
fn events(
    mut news: watch::Receiver<News>,
    closing: watch::Receiver<bool>,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    let known = *news.borrow_and_update();
    stream::unfold((news, closing, known), async |(mut news, mut closing, known)| {
        tokio::select! {
            changed = news.changed() => changed.ok()?,
            _ = closing.wait_for(|closing| *closing) => return None,
        }
        let now = *news.borrow_and_update();
        let (kind, count) = if now.totals == known.totals { ("reports", now.reports) } else { ("figures", now.totals) };
        Some((Ok(Event::default().event(kind).data(count.to_string())), (news, closing, now)))
    })
}

#[cfg(test)]
mod tests {
    use futures::StreamExt as _;

    use super::*;

    #[tokio::test]
    async fn each_piece_of_news_is_an_event_of_its_kind_and_stopping_ends_the_stream() {
        let (news, waiting) = watch::channel(News::default());
        let (closing, stops) = watch::channel(false);
        let mut events = Box::pin(events(waiting, stops));
        let mut told = async || {
            let event = events.next().await.map(Result::unwrap);
            event.map(|event| format!("{event:?}"))
        };
        for (totals, reports, kind) in [(1, 0, "figures"), (1, 1, "reports"), (2, 2, "figures")] {
            news.send_replace(News { totals, reports });
            let event = told().await.unwrap();
            assert!(event.contains(&format!("event: {kind}")), "{event}");
        }
        closing.send_replace(true);
        assert!(told().await.is_none());
    }
}
