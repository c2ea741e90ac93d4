//! Broken packs: each is refused with file, line and reason.

use std::fs;

use congdoan_model::names::Language;

use super::file;
use crate::{Pack, PackFile, ReadError, check, embedded, load, load_beside, merge, read_dir};

/// The smallest register; its lines are counted on by the cases below.
const HEAD: &str = "[register]\nid = \"walk\"\nname = \"Đi bộ\"\nsource = \"Ví dụ\"\n";
const FIELD: &str = "[[field]]\nid = \"steps\"\nkind = \"count\"\nname = \"Số bước\"\n";
const MEASURE: &str =
    "[[measure]]\nindicator = \"walk.steps\"\nname = \"Số bước\"\nunit = \"bước\"\nrule = \"sum\"\nof = \"steps\"\n";

/// What is said about a pack, in English: `file:line: reason`.
pub(super) fn said(files: &[PackFile]) -> Vec<String> {
    check(&Pack::default(), files).1.iter().map(|remark| remark.to_text(Language::En)).collect()
}

pub(super) fn refuses(cases: &[(&str, String, &str)]) {
    for (path, text, expected) in cases {
        let said = said(&[file(path, text)]);
        assert!(said.iter().any(|one| one.starts_with(expected)), "{text}\nwanted: {expected}\nsaid: {said:#?}");
        // A misspelt key is missing as well; beyond that, one fault makes one remark.
        assert!(said.iter().filter(|one| !one.ends_with("is missing")).count() <= 1, "{text}\n{said:#?}");
    }
}

#[test]
fn broken_registers_are_refused_with_file_line_and_reason() {
    let with = |more: &str| format!("{HEAD}{FIELD}{more}");
    let path = "registers/walk.toml";
    let at = |line: usize, reason: &str| Box::leak(format!("{path}:{line}: {reason}").into_boxed_str()) as &str;
    refuses(&[
        (path, format!("{HEAD}description ="), at(5, "not valid TOML")),
        (path, HEAD.replace("name", "nmae"), at(3, "no key \"nmae\" belongs here (did you mean \"name\"?)")),
        (path, with("hnit = \"x\"\n"), at(9, "no key \"hnit\" belongs here (did you mean \"hint\"?)")),
        (
            path,
            with("[[part]]\nname = \"Thêm\"\nfields = [\"step\"]"),
            at(11, "there is no field \"step\" (did you mean"),
        ),
        (
            path,
            with("required = true\n[[part]]\nname = \"Thêm\"\nfields = [\"steps\"]"),
            at(12, "the field \"steps\" is required"),
        ),
        (
            path,
            with("[[part]]\nname = \"Thêm\"\nfields = [\"steps\", \"steps\"]"),
            at(11, "the field \"steps\" stands in a part already"),
        ),
        (path, with("[[part]]\nname = \"Thêm\"\n"), at(9, "\"fields\" is missing")),
        (path, with("[[mesure]]\n"), at(9, "no key \"mesure\" belongs here (did you mean \"measure\"?)")),
        (path, HEAD.replace("id = \"walk\"\n", ""), at(1, "\"id\" is missing")),
        (path, HEAD.replace("walk", "Walk-1"), at(2, "\"Walk-1\" is no id")),
        (path, HEAD.replace("\"Đi bộ\"", "{ en = \"Walk\" }"), at(3, "\"name\" has no Vietnamese text")),
        (path, HEAD.replace("\"Đi bộ\"", "{ vi = \" \" }"), at(3, "\"name\" has no Vietnamese text")),
        (path, HEAD.replace("\"Đi bộ\"", "7"), at(3, "\"name\" must be { vi")),
        (
            path,
            format!("{HEAD}levels = [\"provinse\"]\n"),
            at(5, "\"levels\" does not take \"provinse\" (did you mean \"province\"?)"),
        ),
        (path, format!("{HEAD}levels = []\n"), at(5, "\"levels\" names no level")),
        (path, format!("{HEAD}counts = \"confirmed\"\n"), at(5, "counts only when confirmed")),
        (path, with(FIELD), at(10, "field \"steps\" is there already")),
        (path, with("").replace("\"count\"", "\"number\""), at(7, "\"kind\" does not take \"number\"")),
        (path, with("").replace("\"steps\"", "\"today\""), at(6, "\"today\" is a reserved word")),
        (path, with("").replace("\"count\"", "\"choice\""), at(5, "\"choices\" is missing")),
        (path, with("min = 5\nmax = 4\n"), at(10, "max is less than min")),
        (path, with("default = -1\n"), at(9, "Must not be less than 0.")),
        (path, with("required = \"yes\"\n"), at(9, "\"required\" must be true or false")),
        (path, with("check = \"steps >=\"\n"), at(9, "the formula cannot be read")),
        (
            path,
            with("check = \"stesp >= 2\"\n"),
            at(9, "the formula names \"stesp\", which is no field (did you mean \"steps\"?)"),
        ),
        (path, with("check = \"steps >= 'x'\"\n"), at(9, "the formula uses values of the wrong kind")),
        (path, with("check = \"steps + 1\"\n"), at(9, "the formula gives int")),
        (path, with("[[check]]\nformula = \"mean(steps) > 1\"\n"), at(10, "there is no function \"mean\"")),
        (path, with("[[check]]\nmessage = \"x\"\n"), at(9, "\"formula\" is missing")),
    ]);
}

#[test]
fn what_stands_said_wrongly_is_refused_with_file_line_and_reason() {
    let with = |more: &str| format!("{HEAD}{FIELD}{more}");
    let measure = |from: &str, to: &str| format!("{HEAD}{FIELD}{}", MEASURE.replace(from, to));
    let path = "registers/walk.toml";
    let at = |line: usize, reason: &str| Box::leak(format!("{path}:{line}: {reason}").into_boxed_str()) as &str;
    refuses(&[
        (path, format!("{}time = \"standing\"\n", measure("", "")), at(9, "\"until\" is missing")),
        (
            path,
            format!("{}until = \"steps\"\ntime = \"standing\"\n", measure("", "")),
            at(15, "\"until\" must name a field of kind date, not \"steps\""),
        ),
        (
            path,
            with("[[field]]\nid = \"end\"\nkind = \"date\"\nname = \"Hết\"\n") + MEASURE + "until = \"end\"\n",
            at(19, "\"until\" only goes with time = \"standing\""),
        ),
        (
            path,
            with("[[field]]\nid = \"end\"\nkind = \"date\"\nname = \"Hết\"\n")
                + MEASURE
                + "until = \"end\"\ntime = \"standing\"\nexpected_of = [\"grassroots\"]\n",
            at(21, "time = \"standing\" does not go with this \"expected_of\""),
        ),
        (
            path,
            with("[[field]]\nid = \"end\"\nkind = \"date\"\nname = \"Hết\"\n")
                + MEASURE
                + "until = \"end\"\ntime = \"standing\"\n"
                + "[[limit]]\nindicator = \"walk.steps\"\nunit = \"ldld-x\"\nperiod = \"2021\"\nmost = 5\n",
            at(22, "\"walk.steps\" counts what stands on a day and has no ceiling"),
        ),
        (
            "indicators.toml",
            "[[indicator]]\nid = \"walks.now\"\nname = \"Số chuyến\"\nunit = \"chuyến\"\nsource = \"Ví dụ\"\n\
                time = \"standing\"\n"
                .to_owned(),
            "indicators.toml:6: time = \"standing\" is for measures of a register alone",
        ),
    ]);
}

#[test]
fn broken_measures_and_limits_are_refused_with_file_line_and_reason() {
    let with = |more: &str| format!("{HEAD}{FIELD}{more}");
    let measure = |from: &str, to: &str| format!("{HEAD}{FIELD}{}", MEASURE.replace(from, to));
    let path = "registers/walk.toml";
    let at = |line: usize, reason: &str| Box::leak(format!("{path}:{line}: {reason}").into_boxed_str()) as &str;
    refuses(&[
        (
            path,
            measure("of = \"steps\"", "of = \"stps\""),
            at(14, "\"of\" names no field: \"stps\" (did you mean \"steps\"?)"),
        ),
        (path, measure("of = \"steps\"\n", ""), at(9, "\"of\" is missing")),
        (path, measure("\"sum\"", "\"count\""), at(14, "\"count\" counts records")),
        (path, measure("\"sum\"", "\"mean\""), at(13, "\"rule\" does not take \"mean\"")),
        (path, format!("{}time = \"last\"\n", measure("", "")), at(15, "this rule only goes with time = sum, max")),
        (
            path,
            format!("{}time = \"sum\"\n", measure("\"sum\"", "\"last\"")),
            at(15, "this rule only goes with time = last, max"),
        ),
        (path, format!("{}tree = \"distinct\"\n", measure("", "")), at(15, "tree = \"distinct\" only goes with")),
        (path, format!("{}campaign = \"yeer\"\n", measure("", "")), at(15, "\"campaign\" must name a field")),
        (path, format!("{}when = \"occurred_on < today\"\n", measure("", "")), at(15, "the formula names \"today\"")),
        (path, measure("walk.steps", "steps"), at(10, "\"steps\" is no indicator id")),
        (
            path,
            with(&FIELD.replace("steps", "who").replace("count", "text")) + &MEASURE.replace("\"steps\"", "\"who\""),
            at(18, "field \"who\" is not of a kind this rule can work on"),
        ),
        (
            path,
            with("") + MEASURE + MEASURE,
            at(16, "indicator \"walk.steps\" is defined at registers/walk.toml:10 already"),
        ),
        (
            path,
            with("[[limit]]\nindicator = \"walk.stps\"\nunit = \"ldld-x\"\nperiod = \"2021\"\nmost = 5\n"),
            at(10, "\"indicator\": there is no indicator \"walk.stps\""),
        ),
        (
            path,
            with(MEASURE)
                + "[[limit]]\nindicator = \"walk.steps\"\nunit = \"ldld-x\"\nperiod = \"2021-13\"\nmost = 5\n",
            at(18, "\"2021-13\" names no such time of the calendar"),
        ),
        (path, HEAD.replace("source = \"Ví dụ\"\n", ""), at(2, "\"source\" is missing")),
        (path, FIELD.to_owned(), at(1, "\"[register]\" is missing")),
    ]);
}

#[test]
fn broken_indicators_are_refused_with_file_line_and_reason() {
    let declared =
        "[[indicator]]\nid = \"walk.people\"\nname = \"Người đi bộ\"\nunit = \"người\"\nsource = \"Ví dụ\"\n";
    let ratio = |above: &str, below: &str| {
        format!(
            "{declared}[[indicator]]\nid = \"walk.share\"\nfrom = \"ratio\"\nname = \"Tỷ lệ\"\nsource = \"Ví dụ\"\nnumerator = \"{above}\"\ndenominator = \"{below}\"\n"
        )
    };
    refuses(&[
        (
            "indicators.toml",
            ratio("walk.people", "walk.peple"),
            "indicators.toml:7: \"denominator\": there is no indicator \"walk.peple\" (did you mean \"walk.people\"?)",
        ),
        (
            "indicators.toml",
            ratio("walk.people", "walk.share"),
            "indicators.toml:7: \"denominator\": \"walk.share\" is a ratio itself",
        ),
        (
            "indicators.toml",
            ratio("walk.people", "walk.people") + "time = \"sum\"\n",
            "indicators.toml:13: a ratio has no rule over time",
        ),
        (
            "indicators.toml",
            declared.repeat(2),
            "indicators.toml:7: indicator \"walk.people\" is defined at indicators.toml:2 already",
        ),
        (
            "indicators.toml",
            format!("{declared}of = \"walk.people\"\n"),
            "indicators.toml:6: \"of\" does not go with this kind",
        ),
        ("indicators.toml", format!("{declared}from = \"growth\"\n"), "indicators.toml:1: \"of\" is missing"),
        (
            "indicators.toml",
            format!("{declared}tree = \"distinct\"\n"),
            "indicators.toml:6: only measures of a register",
        ),
        (
            "indicators.toml",
            format!("{declared}group = \"wlk\"\n[[group]]\nid = \"walk\"\nname = \"Đi bộ\"\n"),
            "indicators.toml:2: there is no group \"wlk\" (did you mean \"walk\"?)",
        ),
        (
            "indicators.toml",
            declared.replace("unit", "units"),
            "indicators.toml:4: no key \"units\" belongs here (did you mean \"unit\"?)",
        ),
        (
            "indicators/walk.toml",
            format!("[defaults]\nsuorce = \"x\"\n{declared}"),
            "indicators/walk.toml:2: no key \"suorce\" belongs here (did you mean \"source\"?)",
        ),
    ]);
}

#[test]
fn broken_roles_and_units_are_refused_with_file_line_and_reason() {
    let role = |actions: &str| format!("[[role]]\nid = \"walker\"\nname = \"Người đi\"\n{actions}\n");
    refuses(&[
        (
            "roles.toml",
            role("actions = [\"record.wirte\"]"),
            "roles.toml:4: \"actions\" does not take \"record.wirte\" (did you mean \"record.write\"?)",
        ),
        (
            "roles.toml",
            role("coordinating = [\"record.write\"]"),
            "roles.toml:4: \"coordinating\" only takes actions that read",
        ),
        (
            "roles.toml",
            role("actions = []").repeat(2),
            "roles.toml:6: role \"walker\" is defined at roles.toml:2 already",
        ),
        (
            "units.toml",
            "[[kind]]\nid = \"planet\"\nname = \"Hành tinh\"\n".into(),
            "units.toml:2: \"id\" does not take \"planet\"",
        ),
        (
            "units.toml",
            "[[form]]\nid = \"Quận\"\nkind = \"upper\"\nname = \"Quận\"\n".into(),
            "units.toml:2: \"Quận\" is no id",
        ),
        ("pack.toml", "id = \"x\"\n".into(), "pack.toml:1: \"name\" is missing"),
    ]);
}

#[test]
fn every_remark_is_made_at_once_and_shown_in_vietnamese_first() {
    let text = HEAD.replace("name = \"Đi bộ\"\n", "") + &FIELD.replace("count", "cuont") + "[[measure]]\n";
    let (pack, remarks) = load(&[file("registers/a.toml", &text), file("registers/b.toml", HEAD)]);
    assert_eq!(pack.registers.len(), 2);
    let shown: Vec<String> = remarks.iter().map(ToString::to_string).collect();
    assert_eq!(shown[0], "registers/a.toml:1: thiếu \"name\"");
    assert!(
        shown[1].starts_with("registers/a.toml:6: \"kind\" không nhận \"cuont\" (có phải \"count\"?)"),
        "{shown:#?}"
    );
    assert!(
        shown
            .iter()
            .any(|one| one.starts_with("registers/b.toml:2: sổ \"walk\" đã được định nghĩa ở registers/a.toml:2"))
    );
    assert_eq!(shown.len(), 7, "{shown:#?}");
    assert!(remarks.iter().all(|remark| !remark.reason.en.is_empty() && remark.place.column >= 1));
}

#[test]
fn sources_are_an_error_in_the_pack_of_the_country_and_a_warning_elsewhere() {
    let bare = HEAD.replace("source = \"Ví dụ\"\n", "");
    for (id, refused) in [("vietnam", true), ("other", false)] {
        let head = file("pack.toml", &format!("id = \"{id}\"\nname = \"Gói\"\n"));
        let (_, remarks) = load(&[head, file("walk.toml", &bare)]);
        assert_eq!(remarks.iter().map(crate::Remark::is_error).collect::<Vec<_>>(), [refused]);
    }
}

#[test]
fn nothing_that_is_not_toml_makes_the_loader_panic() {
    let mut texts =
        vec![String::new(), "\u{feff}".into(), "[".repeat(5_000), "a.".repeat(5_000), "\0".into(), "x = nan\n".into()];
    texts.push(format!("[register]\nid = {}1{}", "[".repeat(500), "]".repeat(500)));
    for text in texts {
        let (_, remarks) = check(&Pack::default(), &[file("registers/x.toml", &text)]);
        assert!(remarks.iter().any(crate::Remark::is_error));
    }
}

#[test]
fn an_added_pack_may_stand_on_the_base_and_never_redefines_it() {
    let (base, _) = load(&embedded());
    let share = "[[indicator]]\nid = \"walk.share\"\nfrom = \"ratio\"\nname = \"Tỷ lệ\"\nsource = \"x\"\n\
                 numerator = \"walk.steps\"\ndenominator = \"training.classes\"\n";
    let files = [file("indicators.toml", share), file("registers/walk.toml", &format!("{HEAD}{FIELD}{MEASURE}"))];
    assert_eq!(load(&files).1.len(), 1, "alone, the base's indicator is unknown");
    let (more, remarks) = load_beside(&base, &files);
    assert_eq!(remarks.iter().filter(|remark| remark.is_error()).count(), 0, "{remarks:#?}");
    let merged = merge(base.clone(), more).unwrap();
    assert!(merged.register("walk").is_some() && merged.register("training").is_some());
    assert!(merged.indicator("walk.share").is_some());

    let (again, _) = load_beside(&base, &[file("registers/t.toml", &HEAD.replace("walk", "training"))]);
    let refused = merge(base, again).unwrap_err();
    assert_eq!(
        refused[0].to_text(Language::En),
        "registers/t.toml:2: register \"training\" is in the pack \"vietnam\" already"
    );
}

#[test]
fn folders_are_read_or_refused_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path();
    assert!(matches!(read_dir(&path.join("none")), Err(ReadError::Missing(_))));
    assert!(matches!(read_dir(path), Err(ReadError::Empty(_))));
    fs::create_dir(path.join("registers")).unwrap();
    fs::write(path.join("pack.toml"), "id = \"x\"").unwrap();
    fs::write(path.join("registers/walk.toml"), HEAD).unwrap();
    fs::write(path.join("registers/.walk.toml"), b"\xff").unwrap();
    fs::write(path.join("read.me"), b"\xff").unwrap();
    let paths: Vec<String> = read_dir(path).unwrap().into_iter().map(|file| file.path).collect();
    assert_eq!(paths, ["pack.toml", "registers/walk.toml"]);
    assert!(matches!(read_dir(&path.join("pack.toml")), Err(ReadError::NotADirectory(_))));
    fs::write(path.join("registers/bad.toml"), b"[register]\n\xff").unwrap();
    let refused = read_dir(path).unwrap_err();
    assert!(matches!(refused, ReadError::NotUtf8 { valid: 11, .. }), "{refused}");
    assert!(refused.to_string().contains("bad.toml"));
}
