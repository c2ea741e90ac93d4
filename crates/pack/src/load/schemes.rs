//! Reads a file of `schemes/`: one scheme with its budgets, its terms and the record a payment makes.
//!
//! Not here: registers and fields it names (`Cross::schemes` below asks for them once all files are read).

use std::collections::BTreeMap;

use congdoan_model::{Period, org::Code};

use super::{cross::Cross, table::Table};
use crate::{
    Budget, Check, Condition, Cost, FieldKind, OncePer, Pack, PaidRecord, Pays, Place, Scheme, SchemePaper, SchemeRule,
    Severity, Terms,
    remark::{reason, suggestion},
};

pub(super) fn read(root: &Table<'_>, pack: &mut Pack, text: &str) {
    let head = root.table("scheme");
    if !root.has("scheme") {
        root.missing("[scheme]");
    }
    let budgets: Vec<(Budget, Place)> = each(root, "budget", read_budget);
    let terms: Vec<Terms> = each(root, "terms", read_terms);
    let paid = root.table("paid").and_then(|table| {
        let paid = read_paid(&table);
        table.close();
        paid
    });
    let Some(head) = head else { return };
    let scheme = read_head(&head);
    head.close();
    for (key, none) in [("budget", budgets.is_empty()), ("terms", terms.is_empty())] {
        if none && !root.has(key) {
            root.missing(&format!("[[{key}]]"));
        }
    }
    let Some(mut scheme) = scheme else { return };
    for (at, (budget, place)) in budgets.iter().enumerate() {
        if budgets.iter().take(at).any(|(other, _)| overlap(other.period, budget.period)) {
            let said = reason("hai kinh phí cho cùng một ngày", "two budgets for the same day");
            root.error(place.clone(), said);
        }
    }
    for (at, one) in terms.iter().enumerate() {
        if terms.iter().take(at).any(|other| other.validity.overlaps(&one.validity)) {
            root.error(one.place.clone(), reason("hai quy định cho cùng một ngày", "two terms for the same day"));
        }
    }
    scheme.budgets = budgets.into_iter().map(|(budget, _)| budget).collect();
    scheme.terms = terms;
    scheme.terms.sort_by_key(|terms| terms.validity.from);
    scheme.paid = paid;
    text.clone_into(&mut scheme.text);
    pack.schemes.push(scheme);
}

fn overlap(one: Period, other: Period) -> bool {
    one.from() <= other.to() && other.from() <= one.to()
}

fn each<T>(root: &Table<'_>, key: &'static str, read: impl Fn(&Table<'_>) -> Option<T>) -> Vec<T> {
    let mut found = Vec::new();
    for table in root.tables(key) {
        let one = read(&table);
        table.close();
        found.extend(one);
    }
    found
}

fn read_head(table: &Table<'_>) -> Option<Scheme> {
    let id = table.id("id");
    let name = table.required_local("name");
    let unit = table.required_text("unit");
    let period = read_period(table);
    let register = table.text("register");
    let pays = match table.required_word("pays", &[("union", false), ("record", true)]) {
        Some(false) => Some(Pays::Union),
        Some(true) if register.is_none() => {
            table.missing("register");
            None
        }
        Some(true) => register.map(|(register, _)| Pays::Record { register }),
        None => None,
    };
    let person = table.text("person");
    let once = table.required_word("once_per", &[("union", 0_u8), ("record", 1), ("person", 2)]);
    let once_per = match once {
        Some(0) => Some(OncePer::Union),
        Some(1) => Some(OncePer::Record),
        Some(_) if person.is_none() => {
            table.missing("person");
            None
        }
        Some(_) => person.map(|(field, _)| OncePer::Person { field }),
        None => None,
    };
    let excludes = table.texts("excludes").into_iter().map(|(id, _)| id).collect();
    if let Some((code, span)) = unit.as_ref().filter(|(code, _)| code.parse::<Code>().is_err()) {
        let said = reason(format!("\"{code}\" không phải mã đơn vị"), format!("\"{code}\" is not the code of a unit"));
        table.error(table.place_of(span), said);
    }
    Some(Scheme {
        place: table.place_of_key("id"),
        source: table.source(""),
        id: id?.0,
        name,
        unit: unit?.0,
        period: period?,
        pays: pays?,
        once_per: once_per?,
        excludes,
        budgets: Vec::new(),
        terms: Vec::new(),
        paid: None,
        text: String::new(),
    })
}

fn read_period(table: &Table<'_>) -> Option<Period> {
    let (period, span) = table.required_text("period")?;
    match period.parse::<Period>() {
        Ok(period) => Some(period),
        Err(error) => {
            let said = format!("kỳ \"{period}\" không hợp lệ, viết 2021, 2021-Q3 hoặc 2021-01-01/2022-12-31");
            table.error(table.place_of(&span), reason(said, error.to_string()));
            None
        }
    }
}

/// An amount of money that is not nothing.
fn dong(table: &Table<'_>, key: &'static str) -> Option<i64> {
    let amount = table.number(key)?;
    if amount <= 0 {
        table.error_at_key(key, reason(format!("\"{key}\" phải lớn hơn 0"), format!("\"{key}\" must be more than 0")));
        return None;
    }
    Some(amount)
}

fn read_budget(table: &Table<'_>) -> Option<(Budget, Place)> {
    let period = read_period(table);
    let amount = dong(table, "amount");
    if !table.has("amount") {
        table.missing("amount");
    }
    Some((Budget { period: period?, amount: amount? }, table.place()))
}

fn read_terms(table: &Table<'_>) -> Option<Terms> {
    let rules: Vec<SchemeRule> = each(table, "rule", read_rule);
    let papers: Vec<SchemePaper> = each(table, "paper", read_paper);
    let mut ids: Vec<&str> =
        rules.iter().map(|rule| rule.id.as_str()).chain(papers.iter().map(|one| one.id.as_str())).collect();
    ids.sort_unstable();
    if let Some([twice, _]) = ids.windows(2).find(|pair| matches!(pair, [one, other] if one == other)) {
        let said = reason(format!("\"{twice}\" đã có"), format!("\"{twice}\" is there already"));
        table.error(table.place(), said);
    }
    let fixed = dong(table, "amount");
    let formula = table.text("formula");
    let ceiling = dong(table, "ceiling");
    let cost = match (fixed, formula) {
        (Some(amount), None) => Some(Cost::Fixed(amount)),
        (None, Some((text, span))) => {
            if !table.has("ceiling") {
                table.missing("ceiling");
            }
            let condition = Condition::new(text, table.place_of(&span));
            ceiling.map(|ceiling| Cost::Formula { condition, ceiling })
        }
        (Some(_), Some(_)) => {
            let said = reason("chỉ ghi \"amount\" hoặc \"formula\"", "write \"amount\" or \"formula\", not both");
            table.error_at_key("formula", said);
            None
        }
        (None, None) => {
            if !table.has("amount") {
                table.missing("amount");
            }
            None
        }
    };
    let (validity, claim_within) = (table.validity(), table.small("claim_within"));
    Some(Terms { validity, cost: cost?, claim_within, rules, papers, place: table.place() })
}

fn read_rule(table: &Table<'_>) -> Option<SchemeRule> {
    let id = table.id("id");
    let formula = table.required_text("formula");
    let message = table.local("message").unwrap_or_default();
    let (formula, span) = formula?;
    let condition = Condition::new(formula, table.place_of(&span));
    Some(SchemeRule { id: id?.0, check: Check { condition, message } })
}

fn read_paper(table: &Table<'_>) -> Option<SchemePaper> {
    let id = table.id("id");
    let (name, required) = (table.required_local("name"), table.flag("required", true));
    Some(SchemePaper { id: id?.0, name, required })
}

fn read_paid(table: &Table<'_>) -> Option<PaidRecord> {
    let register = table.required_text("register");
    let pairs = |key| table.pairs(key).into_iter().map(|(field, (from, _))| (field, from)).collect::<BTreeMap<_, _>>();
    let (values, constants) = (pairs("values"), pairs("constants"));
    Some(PaidRecord { register: register?.0, values, constants, place: table.place_of_key("register") })
}

impl Cross<'_> {
    /// What schemes must say whatever other files hold.
    pub(super) fn scheme_heads(&self, pack: &Pack, severity: Severity) {
        let named: Vec<_> = pack.schemes.iter().map(|one| (one.id.as_str(), &one.place)).collect();
        self.unique(("đề án", "scheme"), &named);
        self.must_name_sources(pack.schemes.iter().map(|one| (&one.source, &one.place)), severity);
    }

    /// Registers and fields schemes name; only asked when every file was readable.
    pub(super) fn schemes(&self, pack: &Pack) {
        let registers = pack.registers.iter().chain(&self.base.registers);
        let registers: Vec<&str> = registers.map(|register| register.id.as_str()).collect();
        for scheme in &pack.schemes {
            if let Pays::Record { register } = &scheme.pays {
                self.must_be(("sổ", "register"), register, &registers, &scheme.place);
            }
            let ground = scheme.ground(pack).or_else(|| scheme.ground(self.base));
            if let (OncePer::Person { field }, Some(ground)) = (&scheme.once_per, ground)
                && ground.field(field).is_none_or(|field| field.kind != FieldKind::Person)
            {
                self.error(
                    &scheme.place,
                    format!("\"person\": \"{field}\" không phải mục ghi một người"),
                    format!("\"person\": \"{field}\" is no field that names a person"),
                );
            }
            if let (Pays::Union, OncePer::Record | OncePer::Person { .. }) = (&scheme.pays, &scheme.once_per) {
                self.error(
                    &scheme.place,
                    "\"once_per\" phải là \"union\" khi chi cho việc thành lập".to_owned(),
                    "\"once_per\" must be \"union\" where unions are paid for".to_owned(),
                );
            }
            if let Some(paid) = &scheme.paid {
                self.must_be(("sổ", "register"), &paid.register, &registers, &paid.place);
                self.paid_fields(pack, scheme, paid);
            }
        }
    }

    fn paid_fields(&self, pack: &Pack, scheme: &Scheme, paid: &PaidRecord) {
        let Some(into) = pack.register(&paid.register).or_else(|| self.base.register(&paid.register)) else { return };
        let known = pack.known_to_payments(self.base, scheme);
        for field in paid.values.keys().chain(paid.constants.keys()).filter(|field| into.field(field).is_none()) {
            let (vi, en) = suggestion(field, into.fields.iter().map(|one| one.id.as_str()));
            self.error(
                &paid.place,
                format!("sổ \"{}\" không có mục \"{field}\"{vi}", into.id),
                format!("the register \"{}\" has no field \"{field}\"{en}", into.id),
            );
        }
        for from in paid.values.values().filter(|from| !known.contains(*from)) {
            let (vi, en) = suggestion(from, known.iter().map(String::as_str));
            self.error(
                &paid.place,
                format!("không có dữ kiện \"{from}\"{vi}"),
                format!("there is no fact \"{from}\"{en}"),
            );
        }
    }
}
