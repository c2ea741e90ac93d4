//! Forms of pages: read, and refused unless they carry the session's token.
//!
//! Not here: what a form means (handlers).

use std::collections::BTreeMap;

use axum::{
    extract::{FromRequest, Request, multipart::Multipart},
    http::header,
};
use congdoan_service::Error;
use subtle::ConstantTimeEq as _;

use crate::{app::App, refusal::Refusal, visit::Visit};

/// The field that carries the token against forged requests.
pub const CSRF: &str = "csrf";

/// A page's form. A name that comes several times keeps every value, in order.
#[derive(Clone, Debug, Default)]
pub struct PageForm {
    values: BTreeMap<String, Vec<String>>,
    /// Files that came with the form: name of the field, name of the file, content.
    pub files: Vec<(String, String, Vec<u8>)>,
}

impl PageForm {
    /// The value of a field; empty when it did not come.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Every value of a field.
    #[must_use]
    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// The fields whose names begin with a prefix, without it.
    #[must_use]
    pub fn under(&self, prefix: &str) -> BTreeMap<String, String> {
        let inside = self.values.iter().filter_map(|(name, values)| Some((name.strip_prefix(prefix)?, values)));
        inside.map(|(name, values)| (name.to_owned(), values.join("\n"))).collect()
    }

    fn put(&mut self, name: String, value: String) {
        self.values.entry(name).or_default().push(value);
    }

    async fn read(request: Request, app: &App) -> Result<Self, Refusal> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let unreadable = |what: &dyn std::fmt::Display| {
            Refusal::from(Error::Refused(congdoan_service::words(
                &format!("Không đọc được biểu mẫu: {what}"),
                &format!("The form cannot be read: {what}"),
            )))
        };
        let mut form = Self::default();
        if kind.starts_with("multipart/form-data") {
            let mut parts = Multipart::from_request(request, app).await.map_err(|error| unreadable(&error))?;
            while let Some(part) = parts.next_field().await.map_err(|error| unreadable(&error))? {
                let (name, file) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(str::to_owned));
                let bytes = part.bytes().await.map_err(|error| unreadable(&error))?;
                match file {
                    Some(file) if !file.is_empty() => form.files.push((name, file, bytes.to_vec())),
                    Some(_) => {}
                    None => form.put(name, String::from_utf8_lossy(&bytes).into_owned()),
                }
            }
        } else {
            let pairs = axum::Form::<Vec<(String, String)>>::from_request(request, app).await;
            for (name, value) in pairs.map_err(|error| unreadable(&error))?.0 {
                form.put(name, value);
            }
        }
        Ok(form)
    }
}

impl FromRequest<App> for PageForm {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let visit = request.extensions().get::<Visit>().cloned();
        let own = same_origin(&request);
        let form = Self::read(request, app).await?;
        let wanted = visit.and_then(|visit| visit.present).map(|present| present.csrf);
        let fits = match wanted {
            Some(token) => !token.is_empty() && bool::from(token.as_bytes().ct_eq(form.get(CSRF).as_bytes())),
            // Nobody is signed in yet: the browser's own word on where the form came from must do.
            None => true,
        };
        if own && fits {
            return Ok(form);
        }
        Err(Error::Refused(congdoan_service::words(
            "Biểu mẫu đã cũ hoặc đến từ trang khác; hãy tải lại trang rồi gửi lại",
            "The form is too old or came from another site; load the page again and send it again",
        ))
        .into())
    }
}

/// Whether the browser says that the request came from this site, or says nothing.
fn same_origin(request: &Request) -> bool {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, of)| of == host),
        _ => true,
    }
}
