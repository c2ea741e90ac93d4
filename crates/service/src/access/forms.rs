//! What is entered about bodies, posts and delegations, and what is checked of it.
//!
//! Not here: who may (`store::access`), writing (`offices`).

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{BodyId, PersonId, PostId, org::Unit};
use congdoan_pack::{Pack, Problem};
use congdoan_store::access::{Body, NewBody, NewPost};

use crate::{
    Error, Result,
    error::{refused, words},
};

/// A body as it is entered.
#[derive(Clone, Debug)]
pub struct BodyForm<'a> {
    /// The body, as the pack names it.
    pub kind: &'a str,
    /// The term in words.
    pub term: &'a str,
    /// The decision, by number.
    pub decision: &'a str,
    /// First day.
    pub from: NaiveDate,
    /// First day no more; from the pack's length of a term when left out.
    pub until: Option<NaiveDate>,
}

/// Who shall hold a post or a delegation.
#[derive(Clone, Debug)]
pub enum Holder<'a> {
    /// Somebody the unit knows.
    Known(PersonId),
    /// Somebody new, by name.
    New(&'a str),
}

/// A post as it is entered.
#[derive(Clone, Debug)]
pub struct OfficeForm<'a> {
    /// The post, as the pack names it.
    pub title: &'a str,
    /// Who shall hold it.
    pub holder: Holder<'a>,
    /// The decision, by number.
    pub decision: &'a str,
    /// Whether it is held full-time.
    pub full_time: bool,
    /// Whether it is held for another.
    pub acting: bool,
    /// First day.
    pub from: NaiveDate,
    /// First day no more; the end of the body's term when left out.
    pub until: Option<NaiveDate>,
    /// The post this one takes over: it ends on the day this one begins, under the same decision.
    pub replaces: Option<PostId>,
}

/// A delegation as it is entered.
#[derive(Clone, Debug)]
pub struct DelegationForm<'a> {
    /// Who shall act.
    pub holder: Holder<'a>,
    /// The paper behind it, by number.
    pub decision: &'a str,
    /// First day.
    pub from: NaiveDate,
    /// First day no more.
    pub until: NaiveDate,
}

fn problem(field: &str, vi: &str, en: &str) -> Problem {
    Problem { field: Some(field.to_owned()), message: words(vi, en) }
}

fn no_decision() -> Problem {
    problem("decision", "Hãy ghi số quyết định", "Give the number of the decision")
}

fn ends_before() -> Problem {
    problem("until", "Ngày thôi phải sau ngày bắt đầu", "The end comes after the beginning")
}

/// The name of somebody new, its spaces tidied.
pub(super) fn name(typed: &str) -> Result<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::Invalid(vec![problem(
            "person",
            "Hãy chọn hoặc ghi tên người giữ",
            "Choose or name the holder",
        )]));
    }
    Ok(name)
}

pub(super) fn needs_decision(decision: &str) -> Result<()> {
    if decision.trim().is_empty() { Err(Error::Invalid(vec![no_decision()])) } else { Ok(()) }
}

pub(super) fn outside_mandate() -> Error {
    refused(
        "Ủy quyền phải nằm trong thời hạn của nhiệm vụ được ủy quyền và có ngày bắt đầu trước ngày thôi",
        "A delegation lies within the days of the mandate it comes from and begins before it ends",
    )
}

pub(super) fn not_held() -> Error {
    Error::Invalid(vec![problem(
        "replaces",
        "Người này không giữ chức danh vào ngày bắt đầu; chọn người khác hoặc để trống",
        "That post is not held on the first day; choose another or none",
    )])
}

/// The first day after the term of a body that begins on a day, where the pack knows how long terms last.
pub(crate) fn term_end(body: &congdoan_pack::Body, from: NaiveDate) -> Option<NaiveDate> {
    let year = from.year() + i32::from(body.term_years?);
    // A term that begins on 29 February ends on the 28th.
    from.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
}

/// The body, its term as long as the pack says where no end is given.
pub(super) fn body(pack: &Pack, unit: &Unit, form: &BodyForm<'_>, id: BodyId) -> Result<NewBody> {
    let mut problems = Vec::new();
    let formed = |body: &&congdoan_pack::Body| {
        body.id == form.kind && (body.forms.is_empty() || body.forms.contains(&unit.form))
    };
    let known = pack.bodies_of(unit.kind).find(formed);
    if known.is_none() {
        problems.push(problem("kind", "Đơn vị này không có ban như vậy", "This unit has no such body"));
    }
    if form.decision.trim().is_empty() {
        problems.push(no_decision());
    }
    let until = form.until.or_else(|| known.and_then(|body| term_end(body, form.from)));
    if until.is_some_and(|until| until <= form.from) {
        problems.push(ends_before());
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    Ok(NewBody {
        id,
        unit: unit.id,
        kind: form.kind.to_owned(),
        term: form.term.trim().to_owned(),
        decision: form.decision.trim().to_owned(),
        from: form.from,
        until,
    })
}

/// The post with its body and days: in the body of its kind whose term the first day lies in, ending with it at the latest.
pub(super) fn post(
    pack: &Pack,
    unit: &Unit,
    form: &OfficeForm<'_>,
    (id, bodies): (PostId, &[Body]),
) -> Result<NewPost> {
    let mut problems = Vec::new();
    let known = pack.posts_of(unit.kind).find(|post| post.id == form.title);
    if known.is_none() {
        problems.push(problem("title", "Đơn vị này không có chức danh như vậy", "This unit has no such post"));
    }
    if form.decision.trim().is_empty() {
        problems.push(no_decision());
    }
    let kind = known.and_then(|post| post.body.as_deref());
    let body = bodies.iter().find(|body| {
        let lasts = body.valid_from <= form.from && body.valid_until.is_none_or(|until| until > form.from);
        Some(body.kind.as_str()) == kind && lasts
    });
    let term_end = body.and_then(|body| body.valid_until);
    let until = form.until.or(term_end);
    problems.extend(days(unit, (form.from, until), (kind.is_some() && body.is_none(), term_end)));
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    Ok(NewPost {
        id,
        person: PersonId::default(),
        unit: unit.id,
        body: body.map(|body| body.id),
        title: form.title.to_owned(),
        decision: form.decision.trim().to_owned(),
        full_time: form.full_time,
        acting: form.acting,
        from: form.from,
        until,
    })
}

fn days(
    unit: &Unit,
    (from, until): (NaiveDate, Option<NaiveDate>),
    (lacks_body, term_end): (bool, Option<NaiveDate>),
) -> Vec<Problem> {
    let mut problems = Vec::new();
    if lacks_body {
        problems.push(problem(
            "from",
            "Ngày này đơn vị chưa có ban của chức danh; hãy lập ban với nhiệm kỳ trước",
            "On that day the unit has no body for this post; write the body with its term first",
        ));
    }
    if until.is_some_and(|until| until <= from) {
        problems.push(ends_before());
    }
    if until.zip(term_end).is_some_and(|(until, end)| until > end) {
        problems.push(problem("until", "Không quá ngày hết nhiệm kỳ của ban", "No later than the body's term ends"));
    }
    if unit.closed_on.is_some_and(|closed| closed <= from) {
        problems.push(problem("from", "Đơn vị đã kết thúc trước ngày này", "The unit has ended by that day"));
    }
    problems
}
