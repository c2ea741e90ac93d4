//! Files beside a record: shown on its page, put there, taken away, and served so that nothing in them can act.
//!
//! Not here: which files are taken and what is left out of photos (`service::registers::files`).

use axum::{
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, post},
};
use congdoan_model::RecordId;
use congdoan_service::{
    Error, Kept,
    pack::{Field, FieldKind, Register},
    registers::{LARGEST_FILE, files::FileKind},
};

use super::{answer, story};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    page::Page,
    refusal::{Refusal, encode},
    visit::{Visitor, see},
    words::Words,
};

/// The most a sending of files may take: ten of the largest, and their form.
const LARGEST_BODY: usize = 10 * LARGEST_FILE + (1 << 20);

/// A file as the page of a record shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownFile {
    /// Where it is had.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Its size and who put it there, in words.
    pub under: String,
    /// Whether it is a picture the page shows.
    pub picture: bool,
    /// Where it is taken away; empty where it is not to be.
    pub remove: String,
}

/// A handler that takes files.
pub(super) fn taking<H, T>(handler: H) -> MethodRouter<App>
where
    H: axum::handler::Handler<T, App>,
    T: 'static,
{
    post(handler).layer(DefaultBodyLimit::max(LARGEST_BODY))
}

fn is_picture(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    ["jpg", "jpeg", "png", "webp"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn size(words: &Words, bytes: i64) -> String {
    let kilobytes = (bytes.max(0) + 1023) / 1024;
    if kilobytes < 1024 {
        return format!("{} KB", crate::format::integer(words.language, kilobytes));
    }
    format!("{} MB", crate::format::integer(words.language, (kilobytes + 512) / 1024))
}

/// The files of a record: those its fields name, then those beside it.
pub(super) async fn shown(
    app: &App,
    visitor: &Visitor,
    (words, register): (&Words, &Register),
    kept: &Kept,
    may_write: bool,
) -> Result<Vec<ShownFile>, Refusal> {
    let base = format!("/registers/{}/records/{}/files", register.id, kept.record.id);
    let of_field = |field: &Field| {
        let value = kept.record.fields.get(&field.id)?;
        let (sha256, name) = (value.get("sha256")?.as_str()?, value.get("name")?.as_str()?);
        let bytes = value.get("size").and_then(serde_json::Value::as_i64).unwrap_or(0);
        Some(ShownFile {
            href: format!("{base}/{}", encode(sha256)),
            name: name.to_owned(),
            under: format!("{} · {}", field.name.get(words.language), size(words, bytes)),
            picture: is_picture(name),
            remove: String::new(),
        })
    };
    let named = register.fields.iter().filter(|field| field.kind == FieldKind::File).filter_map(of_field);
    let mut files: Vec<ShownFile> = named.collect();
    for file in app.service.record_files(visitor.caller(), &register.id, kept.record.id).await? {
        let href = format!("{base}/{}", encode(&file.sha256));
        files.push(ShownFile {
            remove: if may_write { format!("{href}/remove") } else { String::new() },
            under: format!(
                "{} · {} · {}",
                size(words, file.size),
                story::who(words, &file.added_by),
                file.added_at.readable()
            ),
            picture: is_picture(&file.name),
            name: file.name,
            href,
        });
    }
    Ok(files)
}

/// The files that came under a name, as the service takes them.
pub(super) fn sent_files(sent: &PageForm, name: &str) -> Vec<(String, Vec<u8>)> {
    let of_name = sent.files.iter().filter(|(field, ..)| field == name);
    of_name.map(|(_, file, content)| (file.clone(), content.clone())).collect()
}

/// `POST …/files`: puts files beside a record.
///
/// # Errors
/// 404 or 403 by rights; files that are not taken come back on the page with 422.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let record: RecordId = id(&record, "record")?;
    let place = (register.as_str(), record);
    match app.service.attach(visitor.caller(), place, sent_files(&sent, "files")).await {
        Ok(()) => Ok(see(&format!("/registers/{register}/records/{record}#files"))),
        Err(Error::Invalid(problems)) => {
            let kept = app.service.kept_record(visitor.caller(), &register, record).await?;
            let said: Vec<&str> = problems.iter().map(|problem| problem.message.get(visitor.language)).collect();
            let page = answer::page(&app, &visitor, kept, Some(said.join(" ")), "").await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST …/files/{sha256}/remove`: takes a file away.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record, sha256)): Path<(String, String, String)>,
    _sent: PageForm,
) -> Result<Response, Refusal> {
    let record: RecordId = id(&record, "record")?;
    app.service.detach(visitor.caller(), (&register, record), &sha256).await?;
    Ok(see(&format!("/registers/{register}/records/{record}#files")))
}

/// `GET …/files/{sha256}`: a file of a record. Pictures are shown as what their content is, everything else is kept, never
/// opened; in neither may anything run or load.
///
/// # Errors
/// 404 when the caller may not read the record or it has no such file.
pub async fn serve(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record, sha256)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let record: RecordId = id(&record, "record")?;
    let (name, content) = app.service.attachment(visitor.caller(), &register, record, &sha256).await?;
    let kind = FileKind::of(&content);
    let picture = kind.filter(|kind| kind.is_picture());
    let media = picture.map_or("application/octet-stream", FileKind::media_type);
    let how = if picture.is_some() { "inline" } else { "attachment" };
    let plain = |sign: char| if sign.is_ascii_alphanumeric() || "-_.".contains(sign) { sign } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{}", encode(&name))),
        (HeaderName::from_static("content-security-policy"), "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((headers, content).into_response())
}
