//! Writes a scheme as a file of a pack, so that one made on a page and one written by hand are the same thing.
//!
//! Not here: reading it back (`load::schemes`).

use std::fmt::Write as _;

use congdoan_model::LocalText;

use super::{Cost, OncePer, PaidRecord, Pays, Scheme, Terms};

impl Scheme {
    /// The scheme as a file of a pack.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::from("[scheme]\n");
        line(&mut text, "id", &quoted(&self.id));
        line(&mut text, "name", &local(&self.name));
        line(&mut text, "unit", &quoted(&self.unit));
        line(&mut text, "period", &quoted(&self.period.to_string()));
        match &self.pays {
            Pays::Union => line(&mut text, "pays", "\"union\""),
            Pays::Record { register } => {
                line(&mut text, "pays", "\"record\"");
                line(&mut text, "register", &quoted(register));
            }
        }
        match &self.once_per {
            OncePer::Union => line(&mut text, "once_per", "\"union\""),
            OncePer::Record => line(&mut text, "once_per", "\"record\""),
            OncePer::Person { field } => {
                line(&mut text, "once_per", "\"person\"");
                line(&mut text, "person", &quoted(field));
            }
        }
        if !self.excludes.is_empty() {
            let listed: Vec<String> = self.excludes.iter().map(|id| quoted(id)).collect();
            line(&mut text, "excludes", &format!("[{}]", listed.join(", ")));
        }
        line(&mut text, "source", &quoted(&self.source));
        for budget in &self.budgets {
            text.push_str("\n[[budget]]\n");
            line(&mut text, "period", &quoted(&budget.period.to_string()));
            line(&mut text, "amount", &budget.amount.to_string());
        }
        self.terms.iter().for_each(|terms| write_terms(&mut text, terms));
        if let Some(paid) = &self.paid {
            write_paid(&mut text, paid);
        }
        text
    }
}

fn write_terms(text: &mut String, terms: &Terms) {
    text.push_str("\n[[terms]]\n");
    if let Some(from) = terms.validity.from {
        line(text, "from", &from.to_string());
    }
    if let Some(until) = terms.validity.until {
        line(text, "until", &until.to_string());
    }
    match &terms.cost {
        Cost::Fixed(amount) => line(text, "amount", &amount.to_string()),
        Cost::Formula { condition, ceiling } => {
            line(text, "formula", &quoted(condition.text()));
            line(text, "ceiling", &ceiling.to_string());
        }
    }
    if let Some(days) = terms.claim_within {
        line(text, "claim_within", &days.to_string());
    }
    for rule in &terms.rules {
        text.push_str("\n[[terms.rule]]\n");
        line(text, "id", &quoted(&rule.id));
        line(text, "formula", &quoted(rule.check.condition.text()));
        if !rule.check.message.vi.is_empty() {
            line(text, "message", &local(&rule.check.message));
        }
    }
    for paper in &terms.papers {
        text.push_str("\n[[terms.paper]]\n");
        line(text, "id", &quoted(&paper.id));
        line(text, "name", &local(&paper.name));
        line(text, "required", if paper.required { "true" } else { "false" });
    }
}

fn write_paid(text: &mut String, paid: &PaidRecord) {
    text.push_str("\n[paid]\n");
    line(text, "register", &quoted(&paid.register));
    for (key, pairs) in [("values", &paid.values), ("constants", &paid.constants)] {
        if !pairs.is_empty() {
            let listed: Vec<String> = pairs.iter().map(|(field, from)| format!("{field} = {}", quoted(from))).collect();
            line(text, key, &format!("{{ {} }}", listed.join(", ")));
        }
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    // Writing into a string does not fail.
    let _ = writeln!(text, "{key} = {value}");
}

fn local(text: &LocalText) -> String {
    if text.en.is_empty() {
        return format!("{{ vi = {} }}", quoted(&text.vi));
    }
    format!("{{ vi = {}, en = {} }}", quoted(&text.vi), quoted(&text.en))
}

/// A basic string of TOML: its escapes are those of JSON, and DEL, which JSON leaves alone, is left out.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|sign| *sign != '\u{7f}').collect();
    serde_json::Value::from(plain).to_string()
}
