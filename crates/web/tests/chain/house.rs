//! The federation of the tests, its people, and a browser without a screen.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use congdoan_model::{access::Caller, registers::Fields};
use congdoan_service::{
    Service,
    access::{NewAccount, SignedIn},
    registers::NewRecord,
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, fresh_sqlite, ids};
use congdoan_web::{App, application};
use tower::ServiceExt;

/// A served federation.
pub(crate) struct House {
    pub(crate) service: Arc<Service>,
    application: Router,
    pub(crate) fresh: Fresh,
}

/// An answer, its body as text, with `&` as a browser reads it in attributes.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    pub(crate) text: String,
}

impl Answer {
    /// Asserts that the page says each of some words.
    pub(crate) fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.text.contains(word), "{word:?} is missing in:\n{}", self.text);
        }
    }

    /// Asserts that the page says none of some words.
    pub(crate) fn hides(&self, words: &[&str]) {
        for word in words {
            assert!(!self.text.contains(word), "{word:?} is shown in:\n{}", self.text);
        }
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map(|value| value.to_str().expect("a readable header")).unwrap_or_default()
    }
}

/// Three training classes in the north, one in a union the north only coordinates: 30 + 20 + 50 + 40 attendances.
pub(crate) async fn house() -> House {
    let fresh = fresh_sqlite().await;
    let clock = FixedClock::at(2022, 6, 1);
    let ids = ids(clock.clone());
    let built = federation::small(&ids);
    let service = Service::new(fresh.store.clone(), clock, ids.clone()).await.expect("a service");
    service.install_embedded_pack().await.expect("the embedded pack");
    service.hold_keys(congdoan_testkit::keyring());
    let system = service.system();
    let mut tx = fresh.store.write().await.expect("a transaction");
    tx.add_units(&system, &built.units, &built.links).await.expect("units");
    tx.commit().await.expect("written");
    service.keep_totals().await.expect("totals");
    for (unit, day, topic, attendees) in [
        ("north-one", 3, "Đối thoại <nơi làm việc>", 30),
        ("north-one", 4, "Thương lượng", 20),
        ("north", 5, "Kiểm tra", 50),
        ("rubber-one", 6, "Tài chính", 40),
    ] {
        record(&service, &system, unit, day, topic, attendees).await;
    }
    for (login, unit, role) in
        [("chair", "north-one", "chair"), ("specialist", "north", "specialist"), ("root", "root", "specialist")]
    {
        let mandates = [(unit, role, "QĐ 1")];
        let account = NewAccount { name: "Trần Thị <Hoa>", login, password: "mat-khau-dai", mandates: &mandates };
        service.add_account(&account).await.expect("an account");
    }
    let service = Arc::new(service);
    let application = application(&App::new(Arc::clone(&service)));
    House { service, application, fresh }
}

async fn record(service: &Service, caller: &Caller, unit: &str, day: u32, topic: &str, attendees: i64) {
    let fields: Fields = [("topic".to_owned(), topic.into()), ("attendees".to_owned(), attendees.into())].into();
    let new = NewRecord { register: "training", unit, occurred_on: date(2022, 5, day), fields, files: Vec::new() };
    service.record(caller, new, None).await.expect("a record");
}

impl House {
    /// Somebody signs in.
    pub(crate) async fn enter(&self, login: &str) -> SignedIn {
        self.service.open_session(login).await.expect("a session")
    }

    /// Asks for a page.
    pub(crate) async fn get(&self, person: Option<&SignedIn>, path: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, "vi");
        let request = match person {
            Some(person) => request.header(header::COOKIE, format!("congdoan_session={}", person.secret)),
            None => request,
        };
        self.ask(request.body(Body::empty()).expect("a request")).await
    }

    /// Sends a form with parts: name, name of the file or nothing, content.
    pub(crate) async fn send(&self, person: &SignedIn, path: &str, parts: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        let csrf = ("csrf", "", person.csrf.as_bytes());
        let given = parts.iter().any(|(name, ..)| *name == "csrf");
        for (name, file, content) in parts.iter().chain((!given).then_some(&csrf)) {
            let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
            body.extend(format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--cut--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, format!("congdoan_session={}", person.secret))
            .header(header::ACCEPT_LANGUAGE, "vi")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut");
        self.ask(request.body(Body::from(body)).expect("a request")).await
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.application.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 200 * 1024 * 1024).await.expect("a body").to_vec();
        let text = String::from_utf8_lossy(&bytes).replace("&#38;", "&");
        Answer { status: parts.status, headers: parts.headers, bytes, text }
    }
}
