//! Officers of a unit: its bodies and posts, the form of a new one, one post with its delegations and sign-in.

pub mod answer;
pub mod mandates;
pub mod write;

use askama::Template;

use crate::{
    handlers::registers::{FieldKind, FormField},
    page::{FieldError, Link},
    shell::Shell,
};

/// A body of a unit for a term of office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyRow {
    /// Its id.
    pub id: String,
    /// Its name, in words.
    pub name: String,
    /// The term in words; may be empty.
    pub term: String,
    /// The decision behind it.
    pub decision: String,
    /// Since when, as written on pages.
    pub from: String,
    /// From which day no more; empty while no end is known.
    pub until: String,
    /// Whether its days are over.
    pub past: bool,
}

/// A post or mandate and who holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeRow {
    /// The holder, leading to the post where there is one.
    pub person: Link,
    /// The post or role, in words.
    pub title: String,
    /// The decision behind it.
    pub decision: String,
    /// Since when, as written on pages.
    pub from: String,
    /// From which day no more; empty while no end is known.
    pub until: String,
    /// Held full-time.
    pub full_time: bool,
    /// Held for another.
    pub acting: bool,
    /// Begins on a later day.
    pub future: bool,
    /// Gives rights in the system.
    pub rights: bool,
    /// Who delegated it; empty for none.
    pub delegated_by: String,
    /// The mandate, where the reader may end the delegation; empty otherwise.
    pub ends: String,
}

/// Everybody who holds or held something in a unit.
#[derive(Template)]
#[template(path = "access/officers.html", blocks = ["content"])]
pub struct OfficersPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// The unit's address: `/units/{code}`.
    pub href: String,
    /// Its bodies.
    pub bodies: Vec<BodyRow>,
    /// Who holds a post now or will.
    pub present: Vec<OfficeRow>,
    /// Mandates without a post: delegations, and those given with an account.
    pub mandates: Vec<OfficeRow>,
    /// Who held a post.
    pub past: Vec<OfficeRow>,
    /// The reader fills posts here.
    pub may_fill: bool,
    /// The reader fills posts that give rights, and ends bodies.
    pub may_appoint: bool,
    /// The reader may open the hand-over page.
    pub may_take_over: bool,
    /// The form of a new body.
    pub body_fields: Vec<FormField>,
    /// Errors of no single field.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// Somebody a post may be given to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonChoice {
    /// The person.
    pub id: String,
    /// The name.
    pub name: String,
    /// Year of birth and unit, to tell namesakes apart.
    pub note: String,
    /// Whether it is the chosen one.
    pub selected: bool,
}

/// The form of a new post.
#[derive(Template)]
#[template(path = "access/office_new.html", blocks = ["content"])]
pub struct OfficeFormPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// The unit's address.
    pub href: String,
    /// The name searched for.
    pub query: String,
    /// Who was found.
    pub people: Vec<PersonChoice>,
    /// The name of somebody new, as typed.
    pub new_name: String,
    /// The other fields.
    pub fields: Vec<FormField>,
    /// Errors of no single field.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// One post.
#[derive(Template)]
#[template(path = "access/office.html", blocks = ["content"])]
pub struct OfficePage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// The post's address: `/units/{code}/posts/{post}`.
    pub href: String,
    /// The post and its holder.
    pub row: OfficeRow,
    /// The body it belongs to, with its term; empty for none.
    pub body: String,
    /// The role it gives, in words; empty for none.
    pub role: String,
    /// Hours a month paid by the employer for union work; empty for none.
    pub paid_hours: String,
    /// What is delegated from it and was.
    pub delegations: Vec<OfficeRow>,
    /// The form that ends it; none where the reader may not.
    pub end_fields: Vec<FormField>,
    /// The mandate to delegate; empty where the reader may not.
    pub mandate: String,
    /// The form that delegates it.
    pub delegate_fields: Vec<FormField>,
    /// The name searched for.
    pub query: String,
    /// Who was found.
    pub people: Vec<PersonChoice>,
    /// The name of somebody new, as typed.
    pub new_name: String,
    /// The holder's sign-in name; empty for none.
    pub login: String,
    /// Whether the reader may reset the sign-in.
    pub may_reset: bool,
    /// What a seat on a Party committee is called, where the reader may open it; empty otherwise.
    pub party_seat: String,
    /// What was just opened; nothing before.
    pub party_seat_shown: Option<String>,
    /// The form that gives a sign-in; empty where the reader may not or there is one.
    pub account_fields: Vec<FormField>,
    /// Errors of no single field.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// A mandate no post gives.
#[derive(Template)]
#[template(path = "access/mandate.html", blocks = ["content"])]
pub struct MandatePage {
    /// The frame.
    pub shell: Shell,
    /// The unit's officers.
    pub unit: Link,
    /// The unit's address.
    pub unit_href: String,
    /// The mandate's address: `/units/{code}/mandates/{mandate}`.
    pub href: String,
    /// The mandate and its holder.
    pub row: OfficeRow,
    /// What is delegated from it and was.
    pub delegations: Vec<OfficeRow>,
    /// The form that delegates it; empty where the reader may not.
    pub delegate_fields: Vec<FormField>,
    /// The name searched for.
    pub query: String,
    /// Who was found.
    pub people: Vec<PersonChoice>,
    /// The name of somebody new, as typed.
    pub new_name: String,
    /// Errors of no single field.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

impl MandatePage {
    fn all_errors(&self) -> Vec<FieldError> {
        all_errors(&self.errors, &[&self.delegate_fields])
    }
}

/// A sign-in that was just given or reset: the one time its password is shown.
#[derive(Template)]
#[template(path = "access/sign_in_given.html", blocks = ["content"])]
pub struct SignInGivenPage {
    /// The frame.
    pub shell: Shell,
    /// The post it was given for.
    pub back: Link,
    /// The person.
    pub name: String,
    /// The sign-in name.
    pub login: String,
    /// The password.
    pub password: String,
}

/// What is wrong, of the whole form first, then field by field.
fn all_errors(errors: &[FieldError], fields: &[&[FormField]]) -> Vec<FieldError> {
    let of_fields = fields.iter().flat_map(|fields| fields.iter()).filter_map(|field| {
        let message = field.error.as_ref()?;
        Some(FieldError { field: field.id.clone(), message: format!("{}: {message}", field.label) })
    });
    errors.iter().cloned().chain(of_fields).collect()
}

impl OfficersPage {
    fn all_errors(&self) -> Vec<FieldError> {
        all_errors(&self.errors, &[&self.body_fields])
    }
}

impl OfficeFormPage {
    fn all_errors(&self) -> Vec<FieldError> {
        all_errors(&self.errors, &[&self.fields])
    }
}

impl OfficePage {
    /// The unit's address, from that of the post.
    fn unit_href(&self) -> &str {
        self.href.split("/posts/").next().unwrap_or_default()
    }

    fn all_errors(&self) -> Vec<FieldError> {
        all_errors(&self.errors, &[&self.end_fields, &self.delegate_fields, &self.account_fields])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn officers_stand_with_posts_terms_and_decisions() {
        let html = samples::officers(Language::Vi).render().expect("page");
        for text in ["Ban Chấp hành", "12/QĐ-LĐLĐ", "Nguyễn Thị Hồng Ánh", "quyền", "&#60;script&#62;", "/handover"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.contains(r#"action="/units/cdcs-mau/bodies""#) && html.contains(r#"name="csrf""#));
        assert!(samples::officers(Language::En).render().expect("page").contains("Executive committee"));
    }

    #[test]
    fn the_form_of_a_post_offers_people_and_keeps_what_was_typed() {
        let html = samples::office_form(Language::Vi).render().expect("page");
        assert!(html.contains(r#"<option value="a" selected>"#) && html.contains(r#"value="hong""#));
        assert!(html.contains("Hãy ghi số quyết định") && html.contains(r#"name="new_name""#));
        assert!(samples::office_form(Language::En).render().expect("page").contains("Somebody else"));
    }

    #[test]
    fn a_post_shows_what_it_delegates_and_only_the_allowed_forms() {
        let html = samples::office(Language::Vi).render().expect("page");
        for text in ["/end", "/delegate", "/account", "Ủy quyền", "/party", "Tham gia cấp ủy"] {
            assert!(html.contains(text), "{text}");
        }
        let page = OfficePage {
            end_fields: vec![],
            mandate: String::new(),
            account_fields: vec![],
            may_reset: false,
            ..samples::office(Language::En)
        };
        let html = page.render().expect("page");
        assert!(!html.contains("/account") && !html.contains("<form class=\"card"));
    }

    #[test]
    fn a_mandate_without_a_post_is_delegated_on_its_own_page() {
        let html = samples::mandate(Language::Vi).render().expect("page");
        assert!(html.contains(r#"action="/units/cdcs-mau/mandates/m1/delegate""#) && html.contains("Ủy quyền"));
        let page = MandatePage { delegate_fields: vec![], ..samples::mandate(Language::En) };
        assert!(!page.render().expect("page").contains("/delegate\""));
    }

    #[test]
    fn a_password_is_shown_once_with_the_way_on() {
        let html = samples::sign_in_given(Language::Vi).render().expect("page");
        assert!(html.contains("cdcs-mau.anh") && html.contains("bada-kilo"));
        assert!(html.contains("chỉ hiện một lần"));
    }
}
