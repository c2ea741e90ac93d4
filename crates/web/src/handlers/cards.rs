//! Member cards: the cards of a unit, a member's own block, exchanges of old cards, the public check.

pub mod answer;
pub mod campaigns;
pub mod deeds;
pub mod public;

use askama::Template;

use crate::{
    page::{Choice, FieldError, Link},
    routes::Route,
    shell::Shell,
};

/// The routes of this domain.
#[must_use]
pub fn routes() -> Vec<Route> {
    [answer::routes(), campaigns::routes(), public::routes()].concat()
}

/// A card in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardRow {
    /// Its id.
    pub id: String,
    /// The holder, leading to the file.
    pub member: Link,
    /// Member number.
    pub number: String,
    /// The unit.
    pub unit: Link,
    /// The kind, in words.
    pub kind: String,
    /// The cause, in words.
    pub cause: String,
    /// `requested`, `issued`, `handed`, `refused`, `revoked`, `expired`, `over`.
    pub state: String,
    /// The serial; empty until issued.
    pub serial: String,
    /// When it was asked for, issued and handed over, in words.
    pub days: Vec<String>,
    /// Why it was refused or revoked.
    pub note: String,
    /// Whether it waits to be approved.
    pub waits: bool,
    /// Whether it holds today.
    pub holds: bool,
    /// Whether it was handed over.
    pub handed: bool,
}

/// Somebody without a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WithoutRow {
    /// The person.
    pub id: String,
    /// The name, leading to the file.
    pub member: Link,
    /// Member number.
    pub number: String,
    /// The unit.
    pub unit: String,
}

/// What a form of cards offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardChoices {
    /// Kinds.
    pub kinds: Vec<Choice>,
    /// Causes.
    pub causes: Vec<Choice>,
    /// Exchanges that run today.
    pub campaigns: Vec<Choice>,
}

/// The cards on a member's page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberCards {
    /// The cards, latest first.
    pub rows: Vec<CardRow>,
    /// Whether the reader may ask for one now.
    pub may_request: bool,
    /// Whether the reader may hand over and revoke.
    pub may_write: bool,
    /// Whether the reader may approve and refuse.
    pub may_issue: bool,
    /// What the form offers.
    pub choices: CardChoices,
}

/// The cards of a unit.
#[derive(Template)]
#[template(path = "cards/list.html", blocks = ["content"])]
pub struct CardsPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The units to look at.
    pub units: Vec<Choice>,
    /// Causes to filter by.
    pub causes: Vec<Choice>,
    /// States to filter by.
    pub states: Vec<Choice>,
    /// The question of the list, to be asked again for its files.
    pub question: String,
    /// The cards.
    pub rows: Vec<CardRow>,
    /// Whether there are more than are shown.
    pub cut: bool,
    /// How many of those shown hold and can be printed.
    pub printable: usize,
    /// Members without a card.
    pub without: Vec<WithoutRow>,
    /// Whether there may be more of them.
    pub without_cut: bool,
    /// What was asked for a moment ago, where it was.
    pub batch: String,
    /// Whether the reader may ask for cards, hand them over, revoke them.
    pub may_write: bool,
    /// Whether the reader may approve and refuse.
    pub may_issue: bool,
    /// What the form offers.
    pub choices: CardChoices,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// An exchange in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CampaignRow {
    /// Its page.
    pub link: Link,
    /// The unit it is for.
    pub unit: String,
    /// The decision or plan behind it.
    pub decision: String,
    /// From when to when.
    pub days: String,
    /// Whether it runs today.
    pub runs: bool,
}

/// Exchanges that concern a unit.
#[derive(Template)]
#[template(path = "cards/campaigns.html", blocks = ["content"])]
pub struct CampaignsPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The exchanges.
    pub rows: Vec<CampaignRow>,
    /// Whether the reader may decide one here.
    pub may_issue: bool,
    /// What was typed: name, decision, first day, last day.
    pub typed: [String; 4],
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// How far an exchange has come in a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgressRow {
    /// The unit, leading further down.
    pub unit: Link,
    /// Members, requests, cards issued, cards in hand, as written on pages.
    pub counts: [String; 4],
    /// The share of members with a card, in words; empty without members.
    pub share: String,
    /// The same as a whole number from 0 to 100.
    pub percent: i64,
}

/// One exchange, seen from a unit.
#[derive(Template)]
#[template(path = "cards/campaign.html", blocks = ["content"])]
pub struct CampaignPage {
    /// The frame.
    pub shell: Shell,
    /// The exchange.
    pub row: CampaignRow,
    /// The unit looked at.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The exchange's id.
    pub id: String,
    /// The units right below, and the unit itself.
    pub lines: Vec<ProgressRow>,
    /// All together.
    pub total: ProgressRow,
    /// Whether the reader may ask for cards here.
    pub may_request: bool,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckShown {
    /// `valid`, `expired`, `revoked`, `unheard`, `unknown-key`, `forged`, `unreadable`.
    pub verdict: String,
    /// The holder; empty where the text is no card of ours.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// The serial.
    pub serial: String,
    /// From when until when, in words.
    pub days: String,
}

/// The public check.
#[derive(Template)]
#[template(path = "cards/verify.html", blocks = ["content"])]
pub struct VerifyPage {
    /// The frame.
    pub shell: Shell,
    /// The text that was checked.
    pub text: String,
    /// What came out; nothing before a text was given.
    pub shown: Option<CheckShown>,
}
