//! Versions of a register: read again from their text, and compared, so that a later one never takes anything away from
//! records made under an earlier one.
//!
//! Not here: keeping them (`store`), which is in force (`service`).

use std::collections::BTreeMap;

use congdoan_model::LocalText;

use crate::{Field, FieldKind, Measure, Pack, PackFile, Place, Register, Remark, Severity, remark::reason};

/// What one version of a register says and another does not, for reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A line that came in.
    Added(String),
    /// A line that went.
    Removed(String),
    /// A line both have.
    Same(String),
}

impl Field {
    /// Whether a copied record takes the field over when its file says nothing: never days, people, money and files.
    pub(crate) const fn is_copied_by_itself(&self) -> bool {
        let kind = !matches!(
            self.kind,
            FieldKind::Date | FieldKind::Dong | FieldKind::Person | FieldKind::Persons | FieldKind::File
        );
        kind && !self.personal && !self.retired
    }
}

impl Register {
    /// The fields a form asks.
    pub fn asked(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.retired)
    }

    /// Why this version may not follow an earlier one: records keep what they hold and figures what they mean.
    #[must_use]
    pub fn breaks(&self, earlier: &Self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let mut say = |place: &Place, said: LocalText| {
            remarks.push(Remark { place: place.clone(), severity: Severity::Error, reason: said });
        };
        for field in &earlier.fields {
            let (id, name) = (&field.id, &field.name);
            match self.field(id) {
                None => say(
                    &self.place,
                    reason(
                        format!(
                            "mục \"{id}\" ({}) không bỏ được vì bản ghi cũ đang giữ; để lại và thêm retired = true để thôi hỏi",
                            name.vi
                        ),
                        format!(
                            "the field \"{id}\" cannot be left out, older records hold it; keep it with retired = true"
                        ),
                    ),
                ),
                Some(now) if now.kind != field.kind => say(
                    &self.place,
                    reason(
                        format!(
                            "mục \"{id}\" ({}) không đổi loại được; thêm mục mới và cho mục này retired = true",
                            name.vi
                        ),
                        format!("the field \"{id}\" cannot change its kind; add a new one and retire this one"),
                    ),
                ),
                Some(_) => {}
            }
        }
        for measure in &earlier.measures {
            let (id, name) = (&measure.indicator, &measure.name.vi);
            match self.measures.iter().find(|now| now.indicator == *id) {
                None => say(
                    &self.place,
                    reason(
                        format!("chỉ tiêu \"{id}\" ({name}) không bỏ được: số liệu đã có đang dùng nó"),
                        format!("the indicator \"{id}\" cannot be left out: figures rest on it"),
                    ),
                ),
                Some(now) if !now.means_the_same(measure) => say(
                    &now.place,
                    reason(
                        format!("chỉ tiêu \"{id}\" ({name}) không đổi cách tính được; thêm chỉ tiêu mới"),
                        format!("the indicator \"{id}\" cannot be counted another way; add a new one"),
                    ),
                ),
                Some(_) => {}
            }
        }
        remarks
    }
}

impl Pack {
    /// The registers that feed an indicator: one that defines it, or several that feed it together.
    pub fn feeding<'p>(&'p self, indicator: &'p str) -> impl Iterator<Item = &'p Register> {
        let feeds =
            move |measure: &Measure| measure.indicator == indicator || measure.also.iter().any(|id| id == indicator);
        self.registers.iter().filter(move |register| register.measures.iter().any(feeds))
    }

    /// Whether an indicator counts what a register closed to coordinating lines holds.
    #[must_use]
    pub fn is_confidential(&self, indicator: &str) -> bool {
        self.feeding(indicator).any(|register| register.confidential)
    }

    /// The register whose measure defines an indicator; none for one that several feed together.
    pub(crate) fn defining(&self, indicator: &str) -> Option<&Register> {
        self.registers.iter().find(|one| one.measures.iter().any(|measure| measure.indicator == indicator))
    }

    /// Tells each indicator of several registers the first that feeds it.
    pub(crate) fn join_registers(&mut self) {
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        for register in &self.registers {
            for also in register.measures.iter().flat_map(|measure| &measure.also) {
                first.entry(also).or_insert(&register.id);
            }
        }
        for indicator in self.indicators.iter_mut().filter(|one| one.register.as_deref() == Some("")) {
            if let Some(register) = first.get(indicator.id.as_str()) {
                indicator.register = Some((*register).to_owned());
            }
        }
    }
}

impl Measure {
    fn means_the_same(&self, other: &Self) -> bool {
        (self.rule, self.time, self.tree, &self.unit_of_measure)
            == (other.rule, other.time, other.tree, &other.unit_of_measure)
    }
}

impl PackFile {
    /// The id of the register the file holds; none for files of other things.
    #[must_use]
    pub fn register_id(&self) -> Option<String> {
        let (parsed, _) = toml::de::DeTable::parse_recoverable(&self.text);
        let head = parsed.get_ref().get("register")?.get_ref().as_table()?;
        Some(head.get("id")?.get_ref().as_str()?.to_owned())
    }
}

impl Pack {
    /// Reads the text of a register that was checked when it was written; formulas are compiled when first asked.
    #[must_use]
    pub fn kept_register(&self, text: &str) -> Option<Register> {
        let file = PackFile { path: "registers/register.toml".to_owned(), text: text.to_owned() };
        crate::load_beside(self, &[file]).0.registers.pop()
    }
}

impl Difference {
    /// Two texts line by line: the fewest lines that came in and went.
    #[must_use]
    pub fn of(before: &str, after: &str) -> Vec<Self> {
        let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
        let width = after.len() + 1;
        // Longest common part from each pair of lines on, row by row from the end.
        let mut lengths = vec![0_u32; (before.len() + 1) * width];
        let at = |lengths: &[u32], row: usize, column: usize| lengths.get(row * width + column).copied().unwrap_or(0);
        for (row, one) in before.iter().enumerate().rev() {
            for (column, other) in after.iter().enumerate().rev() {
                let longest = if one == other {
                    at(&lengths, row + 1, column + 1) + 1
                } else {
                    at(&lengths, row + 1, column).max(at(&lengths, row, column + 1))
                };
                if let Some(cell) = lengths.get_mut(row * width + column) {
                    *cell = longest;
                }
            }
        }
        let (mut row, mut column, mut told) = (0, 0, Vec::new());
        loop {
            match (before.get(row), after.get(column)) {
                (Some(one), Some(other)) if one == other => {
                    told.push(Self::Same((*one).to_owned()));
                    (row, column) = (row + 1, column + 1);
                }
                (Some(one), other)
                    if other.is_none() || at(&lengths, row + 1, column) >= at(&lengths, row, column + 1) =>
                {
                    told.push(Self::Removed((*one).to_owned()));
                    row += 1;
                }
                (_, Some(other)) => {
                    told.push(Self::Added((*other).to_owned()));
                    column += 1;
                }
                (Some(one), None) => {
                    told.push(Self::Removed((*one).to_owned()));
                    row += 1;
                }
                (None, None) => return told,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = r#"
[register]
id = "shelves"
name = "Tủ sách"
source = "Kế hoạch 1"

[[field]]
id = "place"
kind = "text"
name = "Nơi đặt"

[[field]]
id = "cost"
kind = "dong"
name = "Kinh phí"

[[measure]]
indicator = "shelves.opened"
name = "Số tủ sách"
unit = "tủ"
rule = "count"
"#;

    fn register(text: &str) -> Register {
        Pack::default().kept_register(text).expect("a register")
    }

    #[test]
    fn a_later_version_adds_and_retires_but_takes_nothing_away() {
        let first = register(FIRST);
        assert!(first.breaks(&first).is_empty());
        let more = FIRST.replace("kind = \"text\"\n", "kind = \"text\"\nretired = true\n")
            + "\n[[field]]\nid = \"books\"\nkind = \"count\"\nname = \"Số sách\"\n";
        let more = register(&more);
        assert!(more.breaks(&first).is_empty(), "{:?}", more.breaks(&first));
        assert_eq!(more.asked().map(|field| field.id.as_str()).collect::<Vec<_>>(), ["cost", "books"]);
        let less = first.breaks(&more);
        assert!(less.iter().any(|remark| remark.reason.vi.contains("\"books\"")), "{less:?}");
        let other = register(
            &FIRST.replace("\"dong\"", "\"count\"").replace("rule = \"count\"", "rule = \"sum\"\nof = \"cost\""),
        );
        let said: Vec<String> = other.breaks(&first).into_iter().map(|remark| remark.reason.vi).collect();
        assert!(
            said.iter().any(|said| said.contains("đổi loại")) && said.iter().any(|said| said.contains("cách tính")),
            "{said:?}"
        );
    }

    #[test]
    fn an_indicator_of_several_registers_takes_what_its_rule_can_add_up() {
        let people = "\n[[field]]\nid = \"people\"\nkind = \"persons\"\nname = \"Người\"\n\n[[measure]]\nindicator = \"shelves.people\"\n\
            name = \"Người\"\nunit = \"người\"\nrule = \"distinct\"\nof = \"people\"\nalso = [\"all.people\"]\n";
        let joined = |rule: &str| PackFile {
            path: "indicators.toml".to_owned(),
            text: format!(
                "[[indicator]]\nid = \"all.people\"\nname = \"Mọi người\"\nunit = \"người\"\nfrom = \"records\"\nrule = \"{rule}\"\nsource = \"x\"\n"
            ),
        };
        let shelves = |text: String| PackFile { path: "registers/shelves.toml".to_owned(), text };
        let said = |files: &[PackFile]| -> Vec<String> {
            let (_, remarks) = crate::check(&Pack::default(), files);
            remarks.into_iter().filter(Remark::is_error).map(|remark| remark.reason.en).collect()
        };
        let both = [shelves(FIRST.to_owned() + people), joined("distinct")];
        assert_eq!(said(&both), Vec::<String>::new());
        let (pack, _) = crate::load(&both);
        assert_eq!(pack.indicator("all.people").and_then(|one| one.register.as_deref()), Some("shelves"));
        assert_eq!(pack.feeding("all.people").count(), 1);
        assert!(
            said(&[shelves(FIRST.to_owned() + people), joined("sum")])
                .iter()
                .any(|said| said.contains("of the same rule"))
        );
        assert!(said(&[shelves(FIRST.to_owned()), joined("distinct")]).iter().any(|said| said.contains("no measure")));
        let itself = people.replace("all.people", "shelves.opened");
        assert!(said(&[shelves(FIRST.to_owned() + &itself)]).iter().any(|said| said.contains("of the same rule")));
    }

    #[test]
    fn days_people_money_and_files_are_not_copied_unless_the_file_says_so() {
        let first = register(FIRST);
        let copied = |register: &Register, id: &str| register.field(id).is_some_and(|field| field.copied);
        assert!(copied(&first, "place") && !copied(&first, "cost"));
        let asked = register(&FIRST.replace("kind = \"dong\"", "kind = \"dong\"\ncopied = true"));
        assert!(copied(&asked, "cost"));
    }

    #[test]
    fn texts_are_told_apart_line_by_line() {
        use Difference::{Added, Removed, Same};
        let said = Difference::of("a\nb\nc", "a\nx\nc\nd");
        let line = |text: &str| text.to_owned();
        assert_eq!(said, [Same(line("a")), Removed(line("b")), Added(line("x")), Same(line("c")), Added(line("d"))]);
        assert_eq!(Difference::of("", "a"), [Added(line("a"))]);
        assert_eq!(Difference::of("a", ""), [Removed(line("a"))]);
    }
}
