//! Reads `bodies.toml`: committees and posts.
//!
//! Not here: whether the committees, roles and forms that are named exist (`offices`).

use congdoan_model::org::UnitKind;

use super::{registers::kinds, table::Table};
use crate::{Body, BodySize, Pack, Post, PostGrant, remark::reason};

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    let shared = root.shared_source();
    for table in root.tables("body") {
        let body = read_body(&table, &shared);
        table.close();
        pack.bodies.extend(body);
    }
    for table in root.tables("post") {
        let post = read_post(&table, &shared);
        table.close();
        pack.posts.extend(post);
    }
}

fn read_body(table: &Table<'_>, shared: &str) -> Option<Body> {
    let id = table.id("id");
    let kinds = read_kinds(table);
    let mut sizes = Vec::new();
    for one in table.tables("sizes") {
        let size = BodySize {
            kinds: read_part(&one, &kinds),
            min: one.small("min"),
            max: one.small("max"),
            unsure: one.flag("unsure", false),
        };
        one.close();
        if size.min.zip(size.max).is_some_and(|(min, max)| min > max) {
            one.error_at_key("max", reason("max nhỏ hơn min", "max is less than min"));
        }
        sizes.push(size);
    }
    once(table, "sizes", sizes.iter().map(|size| size.kinds.as_slice()));
    let body = Body {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        forms: table.texts("forms").into_iter().map(|(form, _)| form).collect(),
        term_years: table.small("term_years"),
        sizes,
        unsure: table.flag("unsure", false),
        source: table.source(shared),
        kinds,
        id: id?.0,
    };
    Some(body)
}

fn read_post(table: &Table<'_>, shared: &str) -> Option<Post> {
    let id = table.id("id");
    let kinds = read_kinds(table);
    let mut grants = Vec::new();
    for one in table.tables("grants") {
        grants.push(PostGrant {
            kinds: read_part(&one, &kinds),
            role: one.text("role").map(|(role, _)| role),
            paid_hours_per_month: one.small("paid_hours_per_month"),
        });
        one.close();
    }
    once(table, "grants", grants.iter().map(|grant| grant.kinds.as_slice()));
    let post = Post {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        body: table.text("body").map(|(body, _)| body),
        grants,
        unsure: table.flag("unsure", false),
        source: table.source(shared),
        kinds,
        id: id?.0,
    };
    Some(post)
}

/// The kinds of units a definition is for; there must be one.
fn read_kinds(table: &Table<'_>) -> Vec<UnitKind> {
    let found = table.words("kinds", &kinds());
    if !table.has("kinds") {
        table.missing("kinds");
    } else if found.is_empty()
        && table.any("kinds").and_then(|list| list.get_ref().as_array()).is_some_and(|list| list.is_empty())
    {
        table.error_at_key("kinds", reason("\"kinds\" không nêu loại đơn vị nào", "\"kinds\" names no kind of unit"));
    }
    found
}

/// The kinds a size or a grant is for, among those of the definition; all of them when it names none.
fn read_part(table: &Table<'_>, of: &[UnitKind]) -> Vec<UnitKind> {
    let found = table.words("kinds", &kinds());
    if let Some(stranger) = found.iter().find(|kind| !of.contains(kind)) {
        let said = reason(
            format!("loại \"{stranger}\" không thuộc \"kinds\" của mục này"),
            format!("kind \"{stranger}\" is not among the \"kinds\" of this definition"),
        );
        table.error_at_key("kinds", said);
    }
    if table.has("kinds") { found } else { of.to_vec() }
}

/// A kind of unit may have one size and one grant alone.
fn once<'a>(table: &Table<'_>, key: &'static str, parts: impl Iterator<Item = &'a [UnitKind]>) {
    let mut seen: Vec<UnitKind> = Vec::new();
    for kind in parts.flatten() {
        if seen.contains(kind) {
            let said = reason(
                format!("\"{key}\" nêu loại \"{kind}\" hai lần"),
                format!("\"{key}\" names kind \"{kind}\" twice"),
            );
            table.error_at_key(key, said);
            return;
        }
        seen.push(*kind);
    }
}
