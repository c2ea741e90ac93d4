//! Schemes as files of a pack: read, judged by the terms of a day, and refused with file, line and reason.

use std::sync::Arc;

use congdoan_model::registers::Fields;
use serde_json::json;

use super::{broken::refuses, file};
use crate::{OncePer, Pays, Register, Scheme, embedded, load};

const SCHEME: &str = "[scheme]\nid = \"walk\"\nname = \"Đi bộ\"\nunit = \"north\"\nperiod = \"2026\"\npays = \"union\"\n\
    once_per = \"union\"\nsource = \"Ví dụ\"\n";
const MONEY: &str = "[[budget]]\nperiod = \"2026\"\namount = 10\n[[terms]]\namount = 2\n";

fn vietnam() -> crate::Pack {
    load(&embedded()).0
}

fn scheme(text: &str) -> Scheme {
    vietnam().read_scheme(text).unwrap_or_else(|remarks| panic!("{remarks:#?}"))
}

fn ground(scheme: &Scheme) -> Register {
    scheme.ground(&vietnam()).unwrap().into_owned()
}

fn facts(value: serde_json::Value) -> Fields {
    serde_json::from_value(value).unwrap()
}

#[test]
fn the_schemes_of_the_pack_judge_outcomes() {
    let pack = vietnam();
    let scheme = pack.scheme("founding_support_ha_noi").unwrap();
    assert_eq!((scheme.budget(), &scheme.pays, &scheme.once_per), (77_000_000, &Pays::Union, &OncePer::Union));
    let (day, ground) = ("2021-06-01".parse().unwrap(), ground(scheme));
    let terms = scheme.terms_on(day).unwrap();
    let broken = |members: i64, form: &str| -> Vec<String> {
        let facts = facts(json!({ "members": members, "form": form }));
        let said = terms.judge(&ground, &facts, (day, day), &Arc::default());
        said.into_iter().filter(|one| !one.holds).map(|one| one.id).collect()
    };
    assert_eq!(broken(25, "enterprise"), Vec::<String>::new());
    assert_eq!(broken(24, "enterprise"), ["members"]);
    assert_eq!(broken(30, "state"), ["non_state"]);
    let nothing = terms.judge(&ground, &Fields::new(), (day, day), &Arc::default());
    assert!(nothing.iter().all(|said| !said.holds), "what is not known does not hold");
    assert!(scheme.terms_on("2023-01-01".parse().unwrap()).is_none());

    let support = pack.scheme("agreement_support_ha_noi").unwrap();
    let terms = support.terms_on(day).unwrap();
    let amount = |workers: i64| {
        let facts = facts(json!({ "workers": workers, "step": "new" }));
        terms.amount(&self::ground(support), &facts, (day, day), &Arc::default())
    };
    assert_eq!((amount(100), amount(1_000)), (Ok(40_000_000), Ok(100_000_000)));
    let known = facts(json!({ "employer": "May Sen", "amount": 5, "workers": 100 }));
    let said = json!({ "recipient": "May Sen", "amount": 5, "purpose": "signing" });
    assert_eq!(support.paid.as_ref().unwrap().fields(&known), facts(said));
}

#[test]
fn terms_change_with_the_day() {
    let text = format!(
        "{SCHEME}{}[[terms]]\nfrom = 2026-07-01\nformula = \"members * 2\"\nceiling = 90\n",
        MONEY.replace("[[terms]]\n", "[[terms]]\nuntil = 2026-07-01\n")
    );
    let scheme = scheme(&text);
    let ground = ground(&scheme);
    let amount = |day: &str| {
        let day = day.parse().unwrap();
        scheme.terms_on(day).unwrap().amount(&ground, &facts(json!({ "members": 30 })), (day, day), &Arc::default())
    };
    assert_eq!((amount("2026-06-30"), amount("2026-07-01")), (Ok(2), Ok(60)));
    let again = self::scheme(&scheme.to_toml());
    assert_eq!(again.to_toml(), scheme.to_toml());
}

#[test]
fn broken_schemes_are_refused_with_file_line_and_reason() {
    let path = "schemes/walk.toml";
    let whole = |from: &str, to: &str| format!("{SCHEME}{MONEY}").replacen(from, to, 1);
    let at = |line: usize, reason: &str| Box::leak(format!("{path}:{line}: {reason}").into_boxed_str()) as &str;
    refuses(&[
        (path, SCHEME.to_owned() + "[[terms]]\namount = 2\n", at(1, "\"[[budget]]\" is missing")),
        (path, whole("period = \"2026\"\npays", "period = \"soon\"\npays"), at(5, "")),
        (path, whole("\"north\"", "\"No rth\""), at(4, "\"No rth\" is not the code of a unit")),
        (path, whole("pays = \"union\"", "pays = \"unoin\""), at(6, "\"pays\" does not take \"unoin\" (did you mean")),
        (path, whole("once_per = \"union\"", "once_per = \"record\""), at(2, "\"once_per\" must be \"union\"")),
        (path, whole("amount = 10", "amount = 0"), at(11, "\"amount\" must be more than 0")),
        (path, whole("amount = 2\n", "formula = \"members * 2\"\n"), at(12, "\"ceiling\" is missing")),
        (
            path,
            whole("amount = 2\n", "formula = \"members > 2\"\nceiling = 9\n"),
            at(13, "the formula gives bool, a whole number"),
        ),
        (
            path,
            whole("amount = 2\n", "amount = 2\n[[terms.rule]]\nid = \"a\"\nformula = \"membres > 2\"\n"),
            at(16, "the formula names \"membres\""),
        ),
        (
            path,
            whole("amount = 2\n", "amount = 2\n[[terms.rule]]\nid = \"a\"\nformula = \"members + 2\"\n"),
            at(16, "the formula gives int, true or false"),
        ),
        (
            path,
            whole("amount = 2\n", "amount = 2\n[[terms]]\nfrom = 2026-02-01\namount = 3\n"),
            at(14, "two terms for the same day"),
        ),
        (
            path,
            whole("[[terms]]", "[[budget]]\nperiod = \"2026-Q1\"\namount = 5\n[[terms]]"),
            at(12, "two budgets for the same day"),
        ),
        (
            path,
            whole("amount = 2\n", "amount = 2\n[paid]\nregister = \"walks\"\n"),
            at(15, "there is no register \"walks\""),
        ),
    ]);
    let pack = vietnam();
    let said =
        |text: &str| pack.read_scheme(text).unwrap_err().iter().map(|one| one.reason.en.clone()).collect::<Vec<_>>();
    let paid = "[paid]\nregister = \"founding_support\"\nvalues = { unoin = \"union\", members = \"membrs\" }\n";
    let both = said(&format!("{SCHEME}{MONEY}{paid}"));
    assert!(both.iter().any(|one| one.contains("no field \"unoin\" (did you mean \"union\"?)")), "{both:?}");
    assert!(both.iter().any(|one| one.contains("no fact \"membrs\" (did you mean \"members\"?)")), "{both:?}");
    let record =
        format!("{SCHEME}{MONEY}").replacen("pays = \"union\"", "pays = \"record\"\nregister = \"training\"", 1);
    let person = record.replacen("once_per = \"union\"", "once_per = \"person\"\nperson = \"topic\"", 1);
    assert!(said(&person).iter().any(|one| one.contains("\"topic\" is no field that names a person")));
    assert_eq!(load(&[file(path, &record)]).0.schemes.len(), 1, "read as far as it can be");
}
