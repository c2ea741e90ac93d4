//! Committees, posts, procedures and parameters of the embedded pack, and broken ones.

use chrono::NaiveDate;
use congdoan_model::org::UnitKind;

use super::{broken::refuses, vietnam::vietnam};
use crate::{Actor, DossierCase, Pack, PackFile, load_beside, merge};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn forms_and_names_of_levels_change_with_the_law() {
    let pack = vietnam();
    let forms =
        |on: &str| -> Vec<String> { pack.forms_of(UnitKind::Upper, day(on)).map(|form| form.id.clone()).collect() };
    let (before, after) = (forms("2025-06-30"), forms("2025-07-01"));
    for (form, was, is) in [
        ("district", true, false),
        ("industrial-zone", true, true),
        ("commune", false, true),
        ("ward", false, true),
        ("special-zone", false, true),
        ("special", false, true),
    ] {
        assert_eq!((before.iter().any(|one| one == form), after.iter().any(|one| one == form)), (was, is), "{form}");
    }
    let upper = pack.unit_kinds.iter().find(|one| one.kind == UnitKind::Upper).unwrap();
    assert_eq!(upper.name_on(day("2025-06-30")).vi, "Công đoàn cấp trên trực tiếp cơ sở");
    assert_eq!(upper.name_on(day("2025-07-01")).vi, "Công đoàn cấp trên cơ sở");
    assert!(pack.may_hang(UnitKind::Section, UnitKind::Section) && pack.may_hang(UnitKind::Group, UnitKind::Section));
    assert!(!pack.may_hang(UnitKind::Section, UnitKind::Group) && !pack.may_hang(UnitKind::Section, UnitKind::Upper));
}

#[test]
fn units_have_their_committees_and_posts() {
    let pack = vietnam();
    let bodies = |kind| -> Vec<&str> { pack.bodies_of(kind).map(|body| body.id.as_str()).collect() };
    assert_eq!(
        bodies(UnitKind::Grassroots),
        ["executive_committee", "standing_committee", "inspection_committee", "women_committee", "people_inspection"]
    );
    assert!(bodies(UnitKind::Confederation).contains(&"presidium"));
    assert!(!bodies(UnitKind::Confederation).contains(&"standing_committee"));
    assert_eq!(bodies(UnitKind::Group), Vec::<&str>::new());
    let inspection = pack.body("people_inspection").unwrap();
    let size = inspection.size_in(UnitKind::Grassroots).unwrap();
    assert_eq!((inspection.term_years, size.min, size.max, size.unsure), (Some(2), Some(3), Some(9), false));
    assert_eq!(pack.body("executive_committee").unwrap().size_in(UnitKind::Upper).unwrap().max, Some(27));

    for (post, kind, role, hours) in [
        ("chair", UnitKind::Grassroots, Some("chair"), Some(24)),
        ("chair", UnitKind::Province, Some("leader"), None),
        ("vice_chair", UnitKind::Grassroots, Some("chair"), Some(24)),
        ("member", UnitKind::Grassroots, None, Some(12)),
        ("group_leader", UnitKind::Group, None, Some(12)),
        ("specialist_officer", UnitKind::Upper, Some("upper_officer"), None),
        ("specialist_officer", UnitKind::Province, Some("specialist"), None),
        ("specialist_officer", UnitKind::Grassroots, None, None),
    ] {
        let post = pack.post(post).unwrap();
        assert_eq!((post.role_in(kind), post.paid_hours_in(kind)), (role, hours), "{} {kind}", post.id);
    }
    assert!(pack.posts_of(UnitKind::Group).map(|post| post.id.as_str()).eq(["group_leader", "group_deputy"]));
    for post in &pack.posts {
        assert!(!post.name.en.is_empty() && !post.source.is_empty(), "{}", post.id);
    }
}

#[test]
fn parameters_hold_on_their_days() {
    let pack = vietnam();
    for (id, on, value) in [
        ("white_spot.min_workers", "2022-01-01", Some(25)),
        ("white_spot.min_workers", "2020-01-01", None),
        ("founding.min_members", "2026-01-01", Some(5)),
        ("founding.decision_working_days", "2026-01-01", Some(15)),
        ("congress.delegate_from", "2026-01-01", Some(150)),
        ("inspection.appoint_below", "2026-01-01", Some(30)),
        ("reorganisation.undo_days", "2026-01-01", Some(30)),
        ("import.undo_days", "2026-01-01", Some(30)),
        ("personal.acknowledge_working_days", "2026-01-01", Some(2)),
        ("personal.correct_days", "2026-01-01", Some(10)),
        ("personal.restrict_days", "2026-01-01", Some(15)),
        ("personal.delete_days", "2026-01-01", Some(20)),
        ("personal.breach_hours", "2026-01-01", Some(72)),
        ("personal.breach_hours", "2025-12-31", None),
        ("personal.bulk_export_rows", "2026-01-01", Some(1_000)),
        ("dues.rate_basis_points", "2025-06-30", Some(100)),
        ("dues.rate_basis_points", "2025-07-01", Some(50)),
        ("dues.rate", "2025-07-01", None),
    ] {
        assert_eq!(pack.parameter(id, day(on)), value, "{id} {on}");
    }
    let unsure = |id: &str| {
        let parameter = pack.parameters.iter().find(|one| one.id == id).unwrap();
        parameter.on(day("2026-01-01")).unwrap().unsure
    };
    assert!(unsure("founding.decision_working_days") && unsure("personal.delete_days"));
    assert!(!unsure("founding.min_members") && !unsure("personal.breach_hours"));
    let years = |field: &str| pack.retention_years(pack.members.field(field).unwrap(), day("2026-01-01"));
    assert_eq!((years("identity"), years("religion"), years("hardship")), (Some(5), Some(1), Some(2)));
}

#[test]
fn dossiers_ask_for_what_the_case_needs() {
    let pack = vietnam();
    let papers = |procedure: &str, case: DossierCase| -> Vec<String> {
        let procedure = pack.procedure(procedure).unwrap();
        procedure.papers_for(&case).unwrap().into_iter().map(|paper| paper.id.clone()).collect()
    };
    let has = |papers: &[String], id: &str| papers.iter().any(|paper| paper == id);
    for (members, inspection) in [(30, false), (31, true)] {
        let case = DossierCase { members, employers: 1, ..DossierCase::default() };
        let found = papers("founding", case);
        assert_eq!(has(&found, "inspection_list"), inspection, "{members}");
        assert!(has(&found, "employer_papers") && has(&found, "request"));
    }
    assert!(!has(&papers("founding", DossierCase { members: 9, ..DossierCase::default() }), "employer_papers"));
    let congress = papers("committee_recognition", DossierCase { congress: true, ..DossierCase::default() });
    assert!(has(&congress, "congress_minutes") && !has(&congress, "conference_minutes"));

    let founding = pack.procedure("founding").unwrap();
    assert!(
        founding.papers.len() >= 9
            && !founding.papers.iter().find(|one| one.id == "labour_declaration").unwrap().required
    );
    let decision = founding.steps.iter().find(|step| step.id == "decision").unwrap();
    assert_eq!((decision.by, decision.within.as_deref()), (Actor::Upper, Some("founding.decision_working_days")));
    // The formula names the number itself; it must stay the parameter's.
    let above = pack.parameter("founding.inspection_above", day("2026-01-01")).unwrap();
    let list = founding.papers.iter().find(|one| one.id == "inspection_list").unwrap();
    assert_eq!(list.when.as_ref().unwrap().text(), format!("members > {above}"));
}

#[test]
fn broken_parameters_are_refused_with_file_line_and_reason() {
    let parameter = |values: &str| {
        format!(
            "[[parameter]]\nid = \"walk.steps\"\nname = \"Bước\"\nunit = \"bước\"\nsource = \"Ví dụ\"\nvalues = [\n{values}]\n"
        )
    };
    let path = "parameters.toml";
    refuses(&[
        (
            path,
            parameter("{ value = 1, until = 2025-07-02 },\n{ value = 2, from = 2025-07-01 },\n"),
            "parameters.toml:8: it holds on days on which the value of line 7 holds already",
        ),
        (
            path,
            parameter("{ value = 1, from = 2025-07-01, until = 2025-07-01 },\n"),
            "parameters.toml:7: \"until\" does not come after \"from\"",
        ),
        (path, parameter("{ value = 1, from = 2025-02-30 },\n"), "parameters.toml:7: not valid TOML"),
        (path, parameter("{ value = 1, from = \"2025-02-30\" },\n"), "parameters.toml:7: \"from\" is no day"),
        (path, parameter("{ value = 1, from = 2025 },\n"), "parameters.toml:7: \"from\" must be a day"),
        (path, parameter("{ value = 1, from = 2025-07-01T08:00:00 },\n"), "parameters.toml:7: \"from\" must be a day"),
        (path, parameter("{ value = 1.5 },\n"), "parameters.toml:7: \"value\" must be a whole number"),
        (path, parameter("{ until = 2025-07-01 },\n"), "parameters.toml:7: \"value\" is missing"),
        (
            path,
            parameter("{ value = 1, unitl = 2025-07-01 },\n"),
            "parameters.toml:7: no key \"unitl\" belongs here (did you mean \"until\"?)",
        ),
        (path, parameter("{ value = 1 },\n").repeat(2), "parameters.toml:10: parameter \"walk.steps\" is defined at"),
        (path, parameter("").replace("values = [\n]\n", ""), "parameters.toml:1: \"values\" is missing"),
        (path, parameter("{ value = 1 },\n").replace("walk.steps", "steps"), "parameters.toml:2: \"steps\" is no"),
    ]);
}

#[test]
fn broken_committees_and_procedures_are_refused_with_file_line_and_reason() {
    let body = |more: &str| {
        format!(
            "[[body]]\nid = \"board\"\nname = \"Ban\"\nkinds = [\"upper\", \"grassroots\"]\nsource = \"Ví dụ\"\n{more}"
        )
    };
    let post = |more: &str| {
        body(&format!("[[post]]\nid = \"head\"\nname = \"Trưởng\"\nkinds = [\"upper\"]\nsource = \"Ví dụ\"\n{more}"))
    };
    let procedure = |step: &str, paper: &str| {
        format!(
            "[[procedure]]\nid = \"found\"\nname = \"Lập\"\nsource = \"Ví dụ\"\n[[procedure.step]]\nid = \"go\"\nname = \"Đi\"\nby = \"workers\"\n{step}[[procedure.paper]]\nid = \"sheet\"\nname = \"Tờ\"\n{paper}"
        )
    };
    let (bodies, founding) = ("bodies.toml", "founding.toml");
    super::pack(&[super::file(bodies, &post("body = \"board\"\n"))]);
    super::pack(&[super::file(founding, &procedure("", "when = \"members > 30 && !congress\"\n"))]);
    refuses(&[
        (bodies, body("").replace("\"upper\"", "\"uper\""), "bodies.toml:4: \"kinds\" does not take \"uper\""),
        (bodies, body("").replace("\"upper\", \"grassroots\"", ""), "bodies.toml:4: \"kinds\" names no kind of unit"),
        (bodies, body("").replace("kinds", "kind"), "bodies.toml:1: \"kinds\" is missing"),
        (bodies, body("sizes = [{ min = 5, max = 3 }]\n"), "bodies.toml:6: max is less than min"),
        (bodies, body("sizes = [{ kinds = [\"section\"] }]\n"), "bodies.toml:6: kind \"section\" is not among the \"kinds\""),
        (bodies, body("sizes = [{ min = 3 }, { kinds = [\"upper\"], min = 4 }]\n"), "bodies.toml:6: \"sizes\" names kind \"upper\" twice"),
        (bodies, body("term_years = -5\n"), "bodies.toml:6: \"term_years\" must be between 0"),
        (bodies, body("forms = [\"state\"]\n"), "bodies.toml:2: there is no form of unit \"state\""),
        (bodies, body("").repeat(2), "bodies.toml:7: body \"board\" is defined at bodies.toml:2 already"),
        (bodies, post("body = \"borad\"\n"), "bodies.toml:7: there is no body \"borad\" (did you mean \"board\"?)"),
        (bodies, post("body = \"board\"\n").replace("[\"upper\"]", "[\"section\"]"), "bodies.toml:7: units of kind \"section\" have no body \"board\""),
        (bodies, post("grants = [{ role = \"walker\" }]\n"), "bodies.toml:7: there is no role \"walker\""),
        (founding, procedure("within = \"walk.days\"\n", ""), "founding.toml:6: there is no parameter \"walk.days\""),
        (founding, procedure("", "").replace("\"workers\"", "\"boss\""), "founding.toml:8: \"by\" does not take \"boss\""),
        (founding, procedure("[[procedure.step]]\nid = \"go\"\nname = \"x\"\nby = \"union\"\n", ""), "founding.toml:10: \"go\" is there already"),
        (founding, procedure("", "when = \"membres > 30\"\n"), "founding.toml:12: the formula names \"membres\", which is no field (did you mean \"members\"?)"),
        (founding, procedure("", "when = \"members + 1\"\n"), "founding.toml:12: the formula gives int"),
        (founding, procedure("", "").replace("[[procedure.paper]]", "[[procedure.papers]]"), "founding.toml:9: no key \"papers\" belongs here (did you mean \"paper\"?)"),
        (
            "units.toml",
            "[[kind]]\nid = \"upper\"\nname = \"Trên\"\nrenamed = [\n{ from = 2025-07-01, name = \"x\" },\n{ from = 2020-01-01, name = \"y\" },\n]\n".into(),
            "units.toml:6: names must stand in the order of their days",
        ),
        (
            "units.toml",
            "[[form]]\nid = \"old\"\nkind = \"upper\"\nname = \"Cũ\"\nfrom = 2025-07-01\nuntil = 2020-01-01\n".into(),
            "units.toml:6: \"until\" does not come after \"from\"",
        ),
    ]);
}

#[test]
fn an_added_pack_brings_more_and_redefines_nothing() {
    let base = vietnam();
    let field = |id: &str| {
        let text = format!(
            "[[field]]\nid = \"{id}\"\nname = \"Cỡ giày\"\nkind = \"whole\"\nclass = \"open\"\npurpose = \"care\"\nsource = \"Ví dụ\"\n"
        );
        vec![super::file("members.toml", &text)]
    };
    let beside = |files: &[PackFile]| -> Pack {
        let (more, remarks) = load_beside(&base, files);
        assert!(!remarks.iter().any(crate::Remark::is_error), "{remarks:#?}");
        more
    };
    let merged = merge(base.clone(), beside(&field("shoe_size"))).unwrap();
    assert!(merged.members.field("shoe_size").is_some() && merged.members.field("name").is_some());
    let post = "[[post]]\nid = \"ID\"\nname = \"Chức\"\nkinds = [\"upper\"]\nbody = \"executive_committee\"\nsource = \"Ví dụ\"\n";
    let parameter = "[[parameter]]\nid = \"import.undo_days\"\nname = \"x\"\nunit = \"ngày\"\nsource = \"x\"\nvalues = [{ value = 5 }]\n";
    for (files, refused) in [
        (field("phone"), Some("field of a member \"phone\"")),
        (vec![super::file("bodies.toml", &post.replace("ID", "chair"))], Some("post \"chair\"")),
        (vec![super::file("bodies.toml", &post.replace("ID", "secretary"))], None),
        (vec![super::file("parameters.toml", parameter)], Some("parameter \"import.undo_days\"")),
    ] {
        let said = merge(base.clone(), beside(&files)).err().map(|remarks| remarks[0].reason.en.clone());
        assert_eq!(said, refused.map(|what| format!("{what} is in the pack \"vietnam\" already")));
    }
}
