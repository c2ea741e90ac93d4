//! A register filled in row by row, written as the file of a pack it is: what a page and what a hand writes is one thing.
//!
//! Nothing is judged here: what is wrong is said by the checker, of the file. Not here: reading it back (`load`).

use std::fmt::Write as _;

use congdoan_model::names::fold;

/// A field as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSketch {
    /// Its id; made of the name when empty.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The word of its kind.
    pub kind: String,
    /// Whether an entry must have it.
    pub required: bool,
    /// The answers of a choice, parted by semicolons.
    pub choices: String,
}

/// A figure as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeasureSketch {
    /// What the figure is called.
    pub name: String,
    /// Its indicator; made of the name when empty.
    pub indicator: String,
    /// Its unit of measure.
    pub unit: String,
    /// How records become a value: `count`, `sum`, `distinct`, `last`.
    pub rule: String,
    /// The field it takes: its id, or its name as filled in.
    pub of: String,
    /// Over months: `sum`, `last`, `max`; empty for what goes with the rule.
    pub time: String,
    /// Over units: `sum`, `distinct`, `none`; empty for `sum`.
    pub tree: String,
    /// The form it gets a line of; empty for none.
    pub form: String,
    /// The number of that line.
    pub line: String,
}

/// A register as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterSketch {
    /// Its id; made of the name when empty.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The group it is shown in.
    pub group: String,
    /// Words of the kinds of units that record.
    pub levels: Vec<String>,
    /// What the day is called.
    pub occurred_on: String,
    /// The paper that asks for it.
    pub source: String,
    /// Its fields.
    pub fields: Vec<FieldSketch>,
    /// Its figures.
    pub measures: Vec<MeasureSketch>,
}

impl RegisterSketch {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> String {
        or_made_of(&self.id, &self.name, "so")
    }

    /// The register as a file of a pack; rows without a name are left out.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::from("[register]\n");
        line(&mut text, "id", &quoted(&self.id()));
        line(&mut text, "name", &local(&self.name));
        if !self.description.trim().is_empty() {
            line(&mut text, "description", &local(&self.description));
        }
        if !self.group.trim().is_empty() {
            line(&mut text, "group", &quoted(&self.group));
        }
        if !self.levels.is_empty() {
            line(&mut text, "levels", &list(&self.levels));
        }
        if !self.occurred_on.trim().is_empty() {
            line(&mut text, "occurred_on", &local(&self.occurred_on));
        }
        line(&mut text, "source", &quoted(&self.source));
        self.fields.iter().filter(|one| !one.name.trim().is_empty()).for_each(|field| field.write(&mut text));
        for measure in self.measures.iter().filter(|one| !one.name.trim().is_empty()) {
            measure.write(&mut text, self);
        }
        text
    }

    /// The lines its figures get in forms, each form a file of its own: path and text.
    #[must_use]
    pub fn form_files(&self, heading: impl Fn(&str) -> Option<(String, String)>) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = Vec::new();
        for measure in self.measures.iter().filter(|one| !one.name.trim().is_empty() && !one.form.trim().is_empty()) {
            let form = measure.form.trim();
            let path = format!("forms/{}-{form}.toml", self.id());
            let (number, name) = heading(form).unwrap_or_else(|| ("Z".to_owned(), self.name.clone()));
            let index = match files.iter().position(|(known, _)| *known == path) {
                Some(index) => index,
                None => {
                    let head = format!("[form]\nextends = {}\n", quoted(form));
                    let section = format!("\n[[section]]\nnumber = {}\nname = {}\n", quoted(&number), local(&name));
                    files.push((path, head + &section));
                    files.len() - 1
                }
            };
            if let Some((_, text)) = files.get_mut(index) {
                let indicator = quoted(&measure.indicator(self));
                let _ =
                    write!(text, "\n[[section.line]]\nnumber = {}\nindicator = {indicator}\n", quoted(&measure.line));
            }
        }
        files
    }
}

impl FieldSketch {
    fn id(&self) -> String {
        or_made_of(&self.id, &self.name, "muc")
    }

    fn write(&self, text: &mut String) {
        text.push_str("\n[[field]]\n");
        line(text, "id", &quoted(&self.id()));
        line(text, "kind", &quoted(&self.kind));
        line(text, "name", &local(&self.name));
        if self.required && self.kind != "bool" {
            line(text, "required", "true");
        }
        let choices: Vec<&str> = self.choices.split([';', '\n']).map(str::trim).filter(|one| !one.is_empty()).collect();
        if self.kind == "choice" && !choices.is_empty() {
            text.push_str("choices = [\n");
            for choice in choices {
                let _ = writeln!(text, "  {{ id = {}, name = {} }},", quoted(&made_of(choice, "muc")), local(choice));
            }
            text.push_str("]\n");
        }
    }
}

impl MeasureSketch {
    fn indicator(&self, register: &RegisterSketch) -> String {
        if self.indicator.trim().is_empty() {
            format!("{}.{}", register.id(), made_of(&self.name, "so"))
        } else {
            self.indicator.trim().to_owned()
        }
    }

    fn write(&self, text: &mut String, register: &RegisterSketch) {
        text.push_str("\n[[measure]]\n");
        line(text, "indicator", &quoted(&self.indicator(register)));
        line(text, "name", &local(&self.name));
        line(text, "unit", &quoted(&self.unit));
        line(text, "rule", &quoted(&self.rule));
        let of = self.of.trim();
        if !of.is_empty() && self.rule != "count" {
            let named = |field: &&FieldSketch| fold(&field.name) == fold(of) || field.id() == of;
            let id = register.fields.iter().find(named).map_or_else(|| of.to_owned(), FieldSketch::id);
            line(text, "of", &quoted(&id));
        }
        for (key, value) in [("time", &self.time), ("tree", &self.tree)] {
            if !value.trim().is_empty() {
                line(text, key, &quoted(value));
            }
        }
    }
}

fn or_made_of(id: &str, name: &str, otherwise: &str) -> String {
    if id.trim().is_empty() { made_of(name, otherwise) } else { id.trim().to_owned() }
}

/// An id made of a name: its letters without marks, words joined.
fn made_of(name: &str, otherwise: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.take(8).collect::<Vec<_>>().join("_");
    if id.starts_with(|sign: char| sign.is_ascii_lowercase()) { id } else { format!("{otherwise}_{id}") }
}

fn line(text: &mut String, key: &str, value: &str) {
    // Writing into a string does not fail.
    let _ = writeln!(text, "{key} = {value}");
}

fn local(text: &str) -> String {
    format!("{{ vi = {} }}", quoted(text))
}

fn list(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", "))
}

/// A basic string of TOML: its escapes are those of JSON, and DEL, which JSON leaves alone, is left out.
fn quoted(text: &str) -> String {
    let plain: String = text.trim().chars().filter(|sign| *sign != '\u{7f}').collect();
    serde_json::Value::from(plain).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PackFile, check, embedded, load, merge};

    fn sketch() -> RegisterSketch {
        let text = |text: &str| text.to_owned();
        RegisterSketch {
            name: text("Tủ sách \"công nhân\""),
            group: text("care"),
            levels: vec![text("upper"), text("grassroots")],
            source: text("Kế hoạch 10/KH-LĐLĐ"),
            fields: vec![
                FieldSketch { name: text("Nơi đặt"), kind: text("text"), required: true, ..FieldSketch::default() },
                FieldSketch { name: text("Số đầu sách"), kind: text("count"), ..FieldSketch::default() },
                FieldSketch {
                    name: text("Loại"),
                    kind: text("choice"),
                    choices: text("Lưu động; Cố định"),
                    ..FieldSketch::default()
                },
                FieldSketch::default(),
            ],
            measures: vec![
                MeasureSketch {
                    name: text("Số tủ sách"),
                    unit: text("tủ sách"),
                    rule: text("count"),
                    form: text("2-hdcd"),
                    line: text("Z01"),
                    ..MeasureSketch::default()
                },
                MeasureSketch {
                    name: text("Đầu sách"),
                    unit: text("cuốn"),
                    rule: text("sum"),
                    of: text("Số đầu sách"),
                    ..MeasureSketch::default()
                },
            ],
            ..RegisterSketch::default()
        }
    }

    #[test]
    fn what_is_filled_in_is_a_file_the_checker_takes() {
        let (base, _) = load(&embedded());
        let sketch = sketch();
        let file = |path: &str, text: String| PackFile { path: path.to_owned(), text };
        let mut files = vec![
            file("pack.toml", "id = \"own\"\nname = { vi = \"x\" }\n".to_owned()),
            file("registers/x.toml", sketch.to_toml()),
        ];
        files.extend(sketch.form_files(|_| None).into_iter().map(|(path, text)| PackFile { path, text }));
        let (pack, remarks) = check(&base, &files);
        assert!(remarks.is_empty(), "{remarks:#?}\n{files:#?}");
        let register = pack.registers.first().expect("the register");
        assert_eq!(register.id, "tu_sach_cong_nhan");
        assert_eq!(
            register.measures.iter().map(|one| one.indicator.as_str()).collect::<Vec<_>>(),
            ["tu_sach_cong_nhan.so_tu_sach", "tu_sach_cong_nhan.dau_sach"]
        );
        let whole = merge(base, pack).expect("merged");
        let line = whole.form("2-hdcd").and_then(|form| form.lines().find(|line| line.number == "Z01").cloned());
        assert_eq!(line.map(|line| line.indicator), Some("tu_sach_cong_nhan.so_tu_sach".to_owned()));
    }

    #[test]
    fn a_line_a_form_has_already_is_refused() {
        let (base, _) = load(&embedded());
        let number = base.form("2-hdcd").and_then(|form| form.lines().next()).expect("a line").number.clone();
        let mut sketch = sketch();
        sketch.measures.iter_mut().for_each(|one| one.line.clone_from(&number));
        let text = |path: &str, text: String| PackFile { path: path.to_owned(), text };
        let mut files = vec![text("registers/x.toml", sketch.to_toml())];
        files.extend(sketch.form_files(|_| None).into_iter().map(|(path, text)| PackFile { path, text }));
        let (_, remarks) = check(&base, &files);
        assert!(
            remarks.iter().any(|remark| remark.is_error() && remark.reason.vi.contains("đã có dòng")),
            "{remarks:#?}"
        );
    }
}
