//! A reorganisation plan as people write it: a TOML file of steps under one decision.
//!
//! ```toml
//! [reorganisation]
//! title = "Sắp xếp công đoàn tỉnh"
//! decision = "12/QĐ-TLĐ"
//! effective_on = 2025-07-01
//! unit = "ldld-ha-tinh"            # everything touched hangs below this unit
//!
//! [[step]]
//! do = "move"
//! below = "ldld-huyen"             # or: units = ["cdcs-1", "cdcs-2"]
//! kind = "grassroots"
//! under = "ldld-ha-tinh"
//! ```
//!
//! Not here: whether the units exist and what the steps come to (`draft`).

use chrono::NaiveDate;
use congdoan_model::org::{Line, UnitKind};
use serde::Deserialize;

use crate::{Error, Result, error::refused};

/// A plan: what is to be done with which units, from which day on, under which decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What it is called.
    pub title: String,
    /// Number of the decision.
    pub decision: String,
    /// First day of the new state.
    pub effective_on: NaiveDate,
    /// Code of the unit below which everything happens.
    pub unit: String,
    /// The steps.
    pub steps: Vec<Step>,
}

/// Which units a step is about: named by code, or chosen below a unit by kind and form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// Codes.
    pub units: Vec<String>,
    /// Everything below this unit …
    pub below: Option<String>,
    /// … of this kind …
    pub kind: Option<UnitKind>,
    /// … and this form …
    pub form: Option<String>,
    /// … but these.
    pub except: Vec<String>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub enum Step {
    /// Thành lập.
    Found {
        /// Code of the new unit.
        code: String,
        /// Its name.
        name: String,
        /// Its kind.
        kind: UnitKind,
        /// Its form.
        #[serde(default)]
        form: String,
        /// Code of its managing parent.
        under: String,
    },
    /// Kết thúc hoạt động.
    End {
        /// Which units.
        #[serde(flatten)]
        which: Choice,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Sáp nhập, hợp nhất: the units end, one carries on with their members.
    Merge {
        /// Which units end.
        #[serde(flatten)]
        which: Choice,
        /// Code of the unit that carries on.
        into: String,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Chia, tách.
    Split {
        /// Code of the unit that is split.
        unit: String,
        /// Codes of the units that carry on parts of its work.
        into: Vec<String>,
        /// Which of them takes over the members, when the unit ends; members stay where they are when it does not.
        #[serde(default)]
        members: Option<String>,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Chuyển giao: another parent.
    Move {
        /// Which units.
        #[serde(flatten)]
        which: Choice,
        /// Code of the new parent.
        under: String,
        /// Along which line; a coordinating one is added beside those that stand.
        #[serde(default = "managing")]
        line: Line,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Đổi tên.
    Rename {
        /// Code of the unit.
        unit: String,
        /// Its new name.
        name: String,
        /// Its new form, when that changes too.
        #[serde(default)]
        form: Option<String>,
    },
}

const fn managing() -> Line {
    Line::Managing
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    reorganisation: Head,
    #[serde(default, rename = "step")]
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    decision: String,
    effective_on: Day,
    unit: String,
}

/// A day as a TOML date or as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Day {
    Date(toml::value::Datetime),
    Text(String),
}

/// What the small form of a page asks for: one step with one decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SimplePlan {
    /// What it is called.
    pub title: String,
    /// Number of the decision.
    pub decision: String,
    /// First day of the new state, `2025-07-01`.
    pub effective_on: String,
    /// Code of the unit below which everything happens.
    pub unit: String,
    /// `move`, `end`, `merge` or `rename`.
    pub does: String,
    /// Codes of the units it is about.
    pub units: Vec<String>,
    /// The new parent of a move, the unit that carries on of a merger, the new name of a renaming.
    pub target: String,
    /// Why.
    pub reason: String,
}

impl SimplePlan {
    /// The plan as a file, which is what is previewed, applied and kept.
    #[must_use]
    pub fn to_text(&self) -> String {
        let text = |value: &str| toml::Value::String(value.trim().to_owned());
        let mut lines = vec!["[reorganisation]".to_owned()];
        let head = [
            ("title", &self.title),
            ("decision", &self.decision),
            ("effective_on", &self.effective_on),
            ("unit", &self.unit),
        ];
        lines.extend(head.map(|(key, value)| format!("{key} = {}", text(value))));
        let units = toml::Value::Array(self.units.iter().map(|code| text(code)).collect());
        lines.extend([String::new(), "[[step]]".to_owned(), format!("do = {}", text(&self.does))]);
        if self.does == "rename" {
            lines.push(format!("unit = {}", text(self.units.first().map_or("", String::as_str))));
        } else {
            lines.push(format!("units = {units}"));
        }
        let key = match self.does.as_str() {
            "move" => Some("under"),
            "merge" => Some("into"),
            "rename" => Some("name"),
            _ => None,
        };
        lines.extend(key.map(|key| format!("{key} = {}", text(&self.target))));
        if !self.reason.trim().is_empty() && self.does != "rename" {
            lines.push(format!("reason = {}", text(&self.reason)));
        }
        lines.join("\n") + "\n"
    }
}

/// The keys a step may have, by what it does; reading them flattened forgives unknown ones, a plan must not.
const KEYS: [(&str, &[&str]); 6] = [
    ("found", &["code", "name", "kind", "form", "under"]),
    ("end", &["units", "below", "kind", "form", "except", "reason"]),
    ("merge", &["units", "below", "kind", "form", "except", "into", "reason"]),
    ("split", &["unit", "into", "members", "reason"]),
    ("move", &["units", "below", "kind", "form", "except", "under", "line", "reason"]),
    ("rename", &["unit", "name", "form"]),
];

/// Reads a plan.
///
/// # Errors
/// [`Error::Refused`] with the place and what is wrong there.
pub fn read(text: &str) -> Result<Plan> {
    let file: File = toml::from_str(text).map_err(|error| unreadable(text, &error))?;
    check_keys(text)?;
    let day = match &file.reorganisation.effective_on {
        Day::Date(date) => date.to_string(),
        Day::Text(text) => text.clone(),
    };
    let effective_on = day.parse::<NaiveDate>().map_err(|_| {
        refused(
            &format!("Kế hoạch: effective_on = \"{day}\" không phải là ngày; viết 2025-07-01"),
            &format!("Plan: effective_on = \"{day}\" is not a day; write 2025-07-01"),
        )
    })?;
    let Head { title, decision, unit, .. } = file.reorganisation;
    for (key, value) in [("title", &title), ("decision", &decision)] {
        if value.trim().is_empty() {
            return Err(refused(&format!("Kế hoạch thiếu {key}"), &format!("The plan lacks {key}")));
        }
    }
    if file.steps.is_empty() {
        return Err(refused("Kế hoạch chưa có bước nào ([[step]])", "The plan has no step yet ([[step]])"));
    }
    Ok(Plan { title, decision, effective_on, unit, steps: file.steps })
}

fn check_keys(text: &str) -> Result<()> {
    let table: toml::Table = toml::from_str(text).map_err(|error| unreadable(text, &error))?;
    let steps = table.get("step").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
    for (number, step) in (1..).zip(steps) {
        let Some(step) = step.as_table() else { continue };
        let does = step.get("do").and_then(toml::Value::as_str).unwrap_or_default();
        let known = KEYS.iter().find(|(word, _)| *word == does).map_or(&[][..], |(_, keys)| *keys);
        if let Some(unknown) = step.keys().find(|key| *key != "do" && !known.contains(&key.as_str())) {
            return Err(refused(
                &format!("Kế hoạch, bước {number} ({does}): không có khóa \"{unknown}\"; dùng: {}", known.join(", ")),
                &format!("Plan, step {number} ({does}): there is no key \"{unknown}\"; use: {}", known.join(", ")),
            ));
        }
    }
    Ok(())
}

fn unreadable(text: &str, error: &toml::de::Error) -> Error {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let message = error.message();
    refused(&format!("Kế hoạch, dòng {line}: {message}"), &format!("Plan, line {line}: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "[reorganisation]\ntitle = \"T\"\ndecision = \"1/QĐ\"\neffective_on = 2025-07-01\nunit = \"tinh\"\n";

    fn plan(steps: &str) -> Result<Plan> {
        read(&format!("{HEAD}{steps}"))
    }

    #[test]
    fn steps_are_read() {
        let plan = plan(
            "[[step]]\ndo = \"found\"\ncode = \"xa\"\nname = \"Công đoàn xã\"\nkind = \"upper\"\nunder = \"tinh\"\n\
             [[step]]\ndo = \"move\"\nbelow = \"huyen\"\nkind = \"grassroots\"\nunder = \"xa\"\n\
             [[step]]\ndo = \"end\"\nunits = [\"huyen\"]\nreason = \"hết cấp huyện\"\n",
        )
        .unwrap();
        assert_eq!(plan.effective_on, NaiveDate::from_ymd_opt(2025, 7, 1).unwrap());
        assert!(matches!(&plan.steps[1], Step::Move { line: Line::Managing, which, .. }
            if which.below.as_deref() == Some("huyen") && which.kind == Some(UnitKind::Grassroots)));
    }

    #[test]
    fn what_a_form_asks_for_reads_back_as_a_plan() {
        let form = SimplePlan {
            title: "Sắp \"xếp\"".to_owned(),
            decision: "1/QĐ".to_owned(),
            effective_on: "2025-07-01".to_owned(),
            unit: "tinh".to_owned(),
            does: "merge".to_owned(),
            units: vec!["a".to_owned(), "b".to_owned()],
            target: "c".to_owned(),
            reason: "gộp\nlại".to_owned(),
        };
        let plan = read(&form.to_text()).unwrap();
        assert_eq!(plan.title, "Sắp \"xếp\"");
        assert!(matches!(&plan.steps[0], Step::Merge { which, into, .. } if which.units == ["a", "b"] && into == "c"));
        let renamed = SimplePlan { does: "rename".to_owned(), target: "Tên mới".to_owned(), ..form };
        let plan = read(&renamed.to_text()).unwrap();
        assert!(matches!(&plan.steps[0], Step::Rename { unit, name, .. } if unit == "a" && name == "Tên mới"));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        for (steps, says) in [
            ("", "no step yet"),
            ("[[step]]\ndo = \"fly\"\n", "line"),
            ("[[step]]\ndo = \"end\"\nunits = [\"a\"]\nwhy = \"x\"\n", "no key \"why\""),
            ("[[step]]\ndo = \"rename\"\nunit = \"a\"\n", "name"),
        ] {
            let Err(error) = plan(steps) else { panic!("accepted: {steps}") };
            assert!(error.words().en.contains(says), "{}: {}", steps, error.words().en);
        }
    }
}
