//! The member file of the embedded pack, and broken ones.

use congdoan_model::{
    figures::{Formula, OverTime},
    members::{Joining, Leaving, MemberCount, MemberEvent, Sex},
};

use super::{broken::refuses, vietnam::vietnam};
use crate::{CORE_FIELDS, Decider, MemberFieldKind, PersonalClass};

#[test]
fn the_member_file_has_its_core_and_every_field_its_reason() {
    let pack = vietnam();
    let members = &pack.members;
    for (id, kind) in CORE_FIELDS {
        assert_eq!(members.field(id).unwrap_or_else(|| panic!("{id}")).kind, kind, "{id}");
    }
    assert!(members.fields.len() >= 30, "{}", members.fields.len());
    for field in &members.fields {
        let purpose = members.purpose_of(field).unwrap_or_else(|| panic!("{}", field.id));
        assert!(!purpose.name.en.is_empty() && !field.name.en.is_empty() && !field.source.is_empty(), "{}", field.id);
        assert_eq!(members.field_of_title(&field.name.vi.to_uppercase()).unwrap().id, field.id);
    }
    let class = |id: &str| members.field(id).unwrap().class;
    for id in [
        "ethnicity",
        "religion",
        "party_probation_on",
        "party_seat",
        "insurance_wage",
        "discipline",
        "hardship",
        "bank_account",
    ] {
        assert_eq!(class(id), PersonalClass::Sensitive, "{id}");
    }
    assert_eq!(
        (class("identity"), class("phone"), class("number")),
        (PersonalClass::Basic, PersonalClass::Basic, PersonalClass::Open)
    );
    assert!(members.field("number").unwrap().generated && members.field("born").unwrap().partial);
    assert!(members.purpose_of(members.field("religion").unwrap()).unwrap().needs_consent);
    assert!(!members.purpose_of(members.field("identity").unwrap()).unwrap().needs_consent);
}

#[test]
fn titles_of_sheets_lead_to_their_fields() {
    let pack = vietnam();
    for (title, id) in [
        ("HỌ TÊN", "name"),
        ("Ngày, tháng, năm sinh", "born"),
        ("so cccd/cmnd", "identity"),
        ("Số CMND / CCCD (*)", "identity"),
        ("SĐT", "phone"),
        ("Lương đóng BHXH", "insurance_wage"),
        ("Ngày kết nạp", "joined_on"),
        ("Chức vụ", "job_title"),
        ("Chức vụ công đoàn", "union_post"),
    ] {
        assert_eq!(pack.members.field_of_title(title).map(|field| field.id.as_str()), Some(id), "{title}");
    }
    assert!(pack.members.field_of_title("Ngày cấp").is_none(), "of the card or of the identity card: the sheet says");
    assert_eq!(pack.members.sheet("card_change").unwrap().field_of_title("NGÀY CẤP"), Some("identity_issued_on"));
    assert_eq!(pack.members.field("contract_kind").unwrap().choice_of("kxđth").unwrap().id, "indefinite");
    assert_eq!(pack.members.field("sex").unwrap().choice_of("NỮ").unwrap().id, Sex::Female.word());
}

#[test]
fn kept_values_must_look_like_their_kind() {
    let pack = vietnam();
    let fault = |id: &str, value: &str| pack.members.field(id).unwrap().fault(value).map(|said| said.en);
    for (id, value) in [
        ("name", "Nguyễn Thị Hoa"),
        ("born", "1990-01-31"),
        ("born", "1990-01"),
        ("born", "1990"),
        ("sex", "female"),
        ("identity", "040190000123"),
        ("identity", "182345678"),
        ("identity", ""),
        ("number", ""),
        ("excellent", "true"),
        ("insurance_wage", "5310000"),
    ] {
        assert_eq!(fault(id, value), None, "{id} {value}");
    }
    for (id, value, said) in [
        ("name", " ", "\"Name\" is required."),
        ("name", "An\u{0}", "It holds a control character."),
        ("born", "1990-02-30", "A day of the calendar is needed"),
        ("born", "90", "A day of the calendar is needed"),
        ("born", "19é0", "A day of the calendar is needed"),
        ("card_issued_on", "2019", "A day of the calendar is needed, written 1990-01-31."),
        ("sex", "Nữ", "One of these is needed: female, male."),
        ("identity", "04019000012", "It has 11 digits, 9 or 12 are needed."),
        ("identity", "04019000012a", "Digits alone are needed."),
        ("excellent", "x", "Yes or no is needed."),
        ("insurance_wage", "-1", "A whole number, not negative, is needed."),
    ] {
        assert!(fault(id, value).is_some_and(|one| one.starts_with(said)), "{id} {value}: {:?}", fault(id, value));
    }
}

#[test]
fn every_way_in_and_out_has_its_name_and_its_decider() {
    let pack = vietnam();
    let members = &pack.members;
    assert!(Joining::ALL.iter().eq(members.joinings.iter().map(|rule| &rule.joining)));
    assert!(Leaving::ALL.iter().eq(members.leavings.iter().map(|rule| &rule.leaving)));
    let readmitted = members.joining(Joining::Readmitted).unwrap();
    assert!(readmitted.needs_decision && readmitted.decided_by == Decider::Upper);
    assert_eq!(members.joining(Joining::Admitted).unwrap().decided_by, Decider::Own);
    let by_hand: Vec<Leaving> = members.leavings.iter().filter(|rule| !rule.by_hand).map(|rule| rule.leaving).collect();
    assert_eq!(by_hand, [Leaving::UnitEnded]);
    assert!(members.states[0].pays_dues && members.states[0].id == "active");
    assert!(!members.state("maternity").unwrap().pays_dues);
}

#[test]
fn indicators_of_members_count_the_rolls() {
    let pack = vietnam();
    let count = |id: &str| {
        let indicator = pack.indicator(id).unwrap_or_else(|| panic!("{id}"));
        (indicator.members.clone().unwrap_or_else(|| panic!("{id}")), indicator.time)
    };
    let standing = MemberCount::default();
    assert_eq!(count("members.total"), (standing.clone(), OverTime::Last));
    assert_eq!(count("members.women").0, MemberCount { sex: Some(Sex::Female), ..standing.clone() });
    assert_eq!(count("members.age_36_to_55").0, MemberCount { ages: Some((36, 55)), ..standing });
    let (admitted, time) = count("members.admitted");
    assert_eq!(
        (admitted.event, admitted.joining, time),
        (MemberEvent::Joined, vec![Joining::Admitted, Joining::Readmitted], OverTime::Sum)
    );
    assert_eq!(count("members.left").0, MemberCount { event: MemberEvent::Left, ..MemberCount::default() });
    assert_eq!(count("members.ceased").0.leaving, [Leaving::Ceased]);
    for leaving in Leaving::ALL.iter().filter(|leaving| **leaving != Leaving::Mistaken) {
        assert_eq!(count(&format!("members.{}", leaving.word())).0.leaving, [*leaving]);
    }
    for indicator in pack.indicators.iter().filter(|indicator| indicator.members.is_some()) {
        assert!(matches!(indicator.formula, Formula::Rows(_)), "{}", indicator.id);
    }
    // Every form of grassroots unions lies in exactly one of the parts.
    let parts = ["state_bodies", "enterprises", "branches", "trade_unions", "joint_unions"];
    let mut counted: Vec<String> = parts.iter().flat_map(|part| count(&format!("members.{part}")).0.forms).collect();
    let grassroots = pack.unit_forms.iter().filter(|form| form.kind == congdoan_model::org::UnitKind::Grassroots);
    let mut forms: Vec<String> = grassroots.map(|form| form.id.clone()).collect();
    counted.sort();
    forms.sort();
    assert_eq!(counted, forms);
}

#[test]
fn words_of_packs_are_the_words_of_data() {
    fn same<T: serde::Serialize>(words: &[(&str, T)]) {
        for (word, value) in words {
            assert_eq!(serde_json::to_value(value).unwrap(), *word);
        }
    }
    same(&MemberFieldKind::WORDS);
    same(&PersonalClass::WORDS);
    same(&Decider::WORDS);
    same(&crate::Actor::WORDS);
    same(&crate::ProvinceKind::WORDS);
    assert!(PersonalClass::WORDS.iter().all(|(word, class)| class.word() == *word));
}

const COUNT: &str = "[[indicator]]\nid = \"walk.people\"\nname = \"Người\"\nunit = \"người\"\nsource = \"Ví dụ\"\n";

#[test]
fn broken_counts_of_members_are_refused_with_file_line_and_reason() {
    let with = |more: &str| format!("{COUNT}{more}\n");
    let path = "indicators.toml";
    refuses(&[
        (path, with("members = {}"), "indicators.toml:6: \"event\" is missing"),
        (
            path,
            with("time = \"last\"\nmembers = { event = \"standng\" }"),
            "indicators.toml:7: \"event\" does not take \"standng\" (did you mean \"standing\"?)",
        ),
        (path, with("members = { event = \"standing\" }"), "indicators.toml:6: members standing are a stock"),
        (
            path,
            with("time = \"last\"\nmembers = { event = \"left\" }"),
            "indicators.toml:6: members who join or leave are a flow",
        ),
        (
            path,
            with("members = { event = \"joined\", joining = [\"hired\"] }"),
            "indicators.toml:6: \"joining\" does not take \"hired\"",
        ),
        (
            path,
            with("members = { event = \"joined\", leaving = [\"died\"] }"),
            "indicators.toml:6: \"leaving\" only goes with event = \"left\"",
        ),
        (
            path,
            with("members = { event = \"left\", leaving = [\"mistaken\"] }"),
            "indicators.toml:6: memberships entered by mistake are never counted",
        ),
        (path, with("members = { event = \"left\", ages = [55, 36] }"), "indicators.toml:6: \"ages\" are two ages"),
        (path, with("members = { event = \"left\", ages = [5] }"), "indicators.toml:6: \"ages\" are two ages"),
        (path, with("members = { event = \"left\", ages = 5 }"), "indicators.toml:6: \"ages\" must be a list"),
        (
            path,
            with("members = { event = \"left\", forms = [\"estate\"] }\n")
                + "[[indicator]]\nid = \"walk.more\"\nname = \"x\"\nunit = \"x\"\nsource = \"x\"\n",
            "indicators.toml:2: there is no form of unit \"estate\"",
        ),
        (
            path,
            with("from = \"growth\"\nof = \"walk.steps\"\nmembers = { event = \"left\" }")
                + &COUNT.replace("people", "steps"),
            "indicators.toml:8: \"members\" only goes with a declared indicator",
        ),
    ]);
}

/// A member file without a fault; the cases below break it.
fn whole() -> String {
    let mut text = "[defaults]\nsource = \"Ví dụ\"\n[[purpose]]\nid = \"know\"\nname = \"Biết\"\n".to_owned();
    for (id, kind) in CORE_FIELDS {
        let word = MemberFieldKind::WORDS.iter().find(|(_, one)| *one == kind).unwrap().0;
        let choices = "choices = [{ id = \"female\", name = \"Nữ\" }, { id = \"male\", name = \"Nam\" }]\n";
        let choices = if id == "sex" { choices } else { "" };
        text += &format!(
            "[[field]]\nid = \"{id}\"\nname = \"{id}\"\nkind = \"{word}\"\nclass = \"basic\"\npurpose = \"know\"\n{choices}"
        );
    }
    text += "[[state]]\nid = \"active\"\nname = \"Đang\"\npays_dues = true\n";
    for word in Joining::ALL.iter().map(|one| one.word()) {
        text += &format!("[[joining]]\nid = \"{word}\"\nname = \"{word}\"\n");
    }
    for word in Leaving::ALL.iter().map(|one| one.word()) {
        text += &format!("[[leaving]]\nid = \"{word}\"\nname = \"{word}\"\n");
    }
    text
}

const EXTRA: &str =
    "[[field]]\nid = \"shoe\"\nname = \"Cỡ giày\"\nkind = \"whole\"\nclass = \"open\"\npurpose = \"know\"\n";

#[test]
fn broken_member_files_are_refused_with_file_line_and_reason() {
    let path = "members.toml";
    let lines = whole().lines().count();
    let at = |line: usize, reason: &str| Box::leak(format!("{path}:{line}: {reason}").into_boxed_str()) as &str;
    let extra = |from: &str, to: &str| format!("{}{}", whole(), EXTRA.replace(from, to));
    let sheet = |field: &str| {
        format!("[[sheet]]\nid = \"list\"\nname = \"Bảng\"\ncolumns = [{{ title = \"Tên\", field = \"{field}\" }}]\n")
    };
    super::pack(&[super::file(path, &(whole() + EXTRA + &sheet("shoe")))]);
    refuses(&[
        (path, extra("\"shoe\"", "\"Shoe\""), at(lines + 2, "\"Shoe\" is no id")),
        (
            path,
            extra("\"whole\"", "\"wole\""),
            at(lines + 4, "\"kind\" does not take \"wole\" (did you mean \"whole\"?)"),
        ),
        (path, extra("\"open\"", "\"secret\""), at(lines + 5, "\"class\" does not take \"secret\"")),
        (path, extra("\"know\"", "\"knwo\""), at(lines + 2, "there is no purpose \"knwo\" (did you mean \"know\"?)")),
        (path, extra("\"shoe\"", "\"name\"").replace("Cỡ giày", "name"), at(lines + 2, "field \"name\" is defined at")),
        (path, extra("Cỡ giày", "BORN"), at(lines + 2, "the title \"born\" belongs to field \"born\" already")),
        (path, extra("\"whole\"", "\"choice\""), at(lines + 1, "\"choices\" is missing")),
        (
            path,
            extra("\"whole\"", "\"whole\"\nlengths = [9]"),
            at(lines + 5, "\"lengths\" only goes with kind = \"digits\""),
        ),
        (path, extra("\"whole\"", "\"digits\"\nlengths = [0]"), at(lines + 5, "\"lengths\" are numbers of digits")),
        (
            path,
            extra("\"whole\"", "\"whole\"\npartial = true"),
            at(lines + 5, "\"partial\" only goes with kind = \"date\""),
        ),
        (path, extra("\"whole\"", "\"whole\"\ntitles = [\"\"]"), at(lines + 5, "\"titles\" holds an empty text")),
        (
            path,
            extra("\"whole\"", "\"whole\"\nretention_years = -1"),
            at(lines + 5, "\"retention_years\" must be between 0"),
        ),
        (path, whole() + &sheet("sheo"), at(lines + 2, "there is no field \"sheo\"")),
        (path, whole() + "[[joining]]\nid = \"born\"\nname = \"x\"\n", at(lines + 2, "\"id\" does not take \"born\"")),
        (
            path,
            whole() + "[[joining]]\nid = \"admitted\"\nname = \"x\"\n",
            at(lines + 2, "way of joining \"admitted\" is defined at"),
        ),
        (
            path,
            whole().replace("[[leaving]]\nid = \"died\"\nname = \"died\"\n", ""),
            at(1, "the way of leaving \"died\" is missing"),
        ),
        (path, whole().replace("id = \"identity\"", "id = \"identiti\""), at(1, "the field \"identity\" is missing")),
        (path, whole().replace("\"digits\"", "\"text\""), at(26, "field \"identity\" must have kind = \"digits\"")),
        (path, whole().replace("id = \"male\"", "id = \"man\""), at(24, "the choices of sex are exactly")),
        (path, whole().replace("pays_dues = true\n", ""), at(43, "\"pays_dues\" is missing")),
        (path, whole() + "[[sate]]\n", at(lines + 1, "no key \"sate\" belongs here (did you mean \"state\"?)")),
    ]);
}
