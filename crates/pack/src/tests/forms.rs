//! Forms of reports as files of a pack: read, and refused with file, line and reason.

use congdoan_model::{figures::Formula, org::UnitKind};

use super::{broken::said, file};
use crate::{Form, declaring::is_declared, embedded, load};

const HEAD: &str =
    "[form]\nid = \"walk\"\nsymbol = \"Mẫu 1\"\nname = \"Đi bộ\"\nlevels = [\"upper\"]\nsource = \"Ví dụ\"\n";
const CYCLE: &str = "[[cycle]]\nid = \"half\"\nname = \"Nửa năm\"\nmonths = [0, 5]\ndue_days = 5\n";
const SECTION: &str = "[[section]]\nnumber = \"A\"\nname = \"Phần\"\n";

#[test]
fn the_two_forms_of_the_unions_name_indicators_of_the_pack() {
    let (pack, remarks) = load(&embedded());
    assert!(!remarks.iter().any(crate::Remark::is_error), "{remarks:#?}");
    let grassroots = pack.form("1-hdcd").unwrap();
    let above = pack.form("2-hdcd").unwrap();
    assert!(grassroots.lines().count() >= 90 && above.lines().count() > grassroots.lines().count());
    for line in grassroots.lines() {
        let same = above.lines().find(|one| one.number == line.number).unwrap_or_else(|| panic!("{}", line.number));
        assert_eq!(same.indicator, line.indicator, "what is asked below is what is added up above");
    }
    let half = &above.cycles[0];
    let period = half.period(2022).unwrap();
    assert_eq!(period.to_string(), "2021-12-01/2022-05-31");
    assert_eq!(above.cycle_of(period).map(|cycle| cycle.id.as_str()), Some("half"));
}

#[test]
fn what_is_wrong_with_a_form_is_told_with_its_line() {
    let line = "[[section.line]]\nnumber = \"A01\"\nindicator = \"units.own\"\n";
    let known = "[[indicator]]\nid = \"units.own\"\nname = \"Số\"\nunit = \"đơn vị\"\nsource = \"Ví dụ\"\n";
    let path = "forms/walk.toml";
    let at = |line: usize, reason: &str| Box::leak(format!("{path}:{line}: {reason}").into_boxed_str()) as &str;
    let beside = |text: String, expected: &str| {
        let said = said(&[file(path, &text), file("indicators/own.toml", known)]);
        assert!(said.iter().any(|one| one.starts_with(expected)), "{text}\nwanted: {expected}\nsaid: {said:#?}");
        assert_eq!(said.len(), 1, "one fault makes one remark: {said:#?}");
    };
    beside(format!("{HEAD}{CYCLE}{SECTION}{line}{line}"), at(19, "the line \"A01\" is there already, at line 16"));
    beside(
        format!("{HEAD}{CYCLE}{SECTION}{}", line.replace("units.own", "units.owm")),
        at(16, "there is no indicator \"units.owm\""),
    );
    beside(
        format!("{HEAD}{}{SECTION}{line}", CYCLE.replace("[0, 5]", "[5, 0]")),
        at(10, "\"months\" must be two months"),
    );
    beside(format!("{}{CYCLE}{SECTION}{line}", HEAD.replace("walk", "Walk")), at(2, "\"Walk\" is no id of a form"));
    beside(format!("{HEAD}{CYCLE}"), at(1, "\"[[section]]\" is missing"));
    let due = |days: &str| format!("{HEAD}{}{SECTION}{line}", CYCLE.replace("= 5", &format!("= {days}")));
    let bound = |cycle: &str| format!("{HEAD}due_days = 3\n{cycle}{SECTION}{line}");
    beside(bound(CYCLE), at(7, "\"due_days\" of [form] is for forms without a [[cycle]]"));
    beside(due("5\nawaited = false"), at(11, "a cycle nobody waits for"));
    beside(due("{ upper = 10, province = 15 }"), at(11, "no key \"province\" belongs here"));
    beside(due("{}"), at(11, "\"upper\" is missing"));
    beside(due("{ upper = -1 }"), at(11, "\"upper\" must be between 0 and"));
    beside(due("\"5\""), at(11, "\"due_days\" must be a whole number"));
}

#[test]
fn who_adds_up_reports_after_those_below() {
    let (pack, _) = load(&embedded());
    let half: congdoan_model::Period = "2021-12-01/2022-05-31".parse().unwrap();
    let due = |form: &str, kind: UnitKind| pack.form(form).unwrap().due_on(half, kind).map(|day| day.to_string());
    assert_eq!(due("1-hdcd", UnitKind::Grassroots).as_deref(), Some("2022-06-05"));
    assert_eq!(due("2-hdcd", UnitKind::Upper).as_deref(), Some("2022-06-10"));
    assert_eq!(due("2-hdcd", UnitKind::Province).as_deref(), Some("2022-06-15"));
    assert_eq!(due("2-hdcd", UnitKind::Confederation).as_deref(), Some("2022-06-20"));
    assert_eq!(due("2-hdcd", UnitKind::Grassroots), None);
    // June to November: offered by the forms of half-years and years, awaited by nobody beside the year itself.
    let second: congdoan_model::Period = "2022-06-01/2022-11-30".parse().unwrap();
    for form in ["1-hdcd", "2-hdcd", "bc-phoi-hop"] {
        let form = pack.form(form).unwrap();
        assert_eq!(form.cycle_of(second).map(|cycle| cycle.id.as_str()), Some("second_half"));
        assert!(!form.awaits(second) && form.periods(2022..=2022, UnitKind::Upper).all(|(period, _)| period != second));
    }
}

#[test]
fn a_form_of_every_quarter_comes_back_four_times_and_one_of_an_event_never_by_itself() {
    let (pack, remarks) = load(&embedded());
    assert!(!remarks.iter().any(crate::Remark::is_error), "{remarks:#?}");
    let quarterly = pack.forms.iter().find(|form| form.cycles.len() == 4).unwrap();
    let periods: Vec<String> = quarterly.cycles.iter().map(|cycle| cycle.period(2022).unwrap().to_string()).collect();
    assert_eq!(
        periods,
        ["2022-01-01/2022-03-31", "2022-04-01/2022-06-30", "2022-07-01/2022-09-30", "2022-10-01/2022-12-31"]
    );
    let monthly = pack.forms.iter().find(|form| form.cycles.len() == 12).unwrap();
    assert_eq!(monthly.cycle_of("2022-02".parse().unwrap()).map(|cycle| cycle.first), Some(2));
    let beside = pack.forms.iter().find(|form| form.line == congdoan_model::org::Line::Coordinating).unwrap();
    assert!(beside.lines().all(|line| pack.indicator(&line.indicator).is_some()));
    let event = pack.forms.iter().find(|form| form.is_event_bound()).unwrap();
    let days = "2022-05-03/2022-05-07".parse().unwrap();
    assert!(event.levels.iter().all(|kind| event.due_on(days, *kind).is_some_and(|day| day > days.to())));
}

#[test]
fn each_half_of_a_share_a_form_shows_is_declared_on_a_form_somebody_answers() {
    let pack = load(&embedded()).0.settled();
    let comes_back = |form: &&Form| !form.cycles.is_empty();
    let asked =
        |id: &str| pack.forms.iter().filter(comes_back).any(|form| form.lines().any(|line| line.indicator == id));
    for line in pack.forms.iter().filter(comes_back).flat_map(Form::lines) {
        let Formula::Ratio { numerator, denominator } = &pack.indicator(&line.indicator).unwrap().formula else {
            continue;
        };
        for half in [numerator, denominator] {
            let declared = is_declared(pack.indicator(half).unwrap());
            assert!(!declared || asked(half), "{} shows a share of {half}, which no form asks", line.number);
        }
    }
}

#[test]
fn the_lowest_level_a_form_asks_declares_a_line_and_those_above_add_what_they_hold() {
    let pack = load(&embedded()).0.settled();
    let declaring = |id: &str| {
        let indicator = pack.indicator(id).unwrap();
        let kinds: Vec<UnitKind> = UnitKind::ALL.into_iter().filter(|kind| pack.declares(*kind, indicator)).collect();
        (indicator.expected_of.clone(), kinds)
    };
    use UnitKind::{Confederation, Corporation, Grassroots, Industry, Province, Upper};
    assert_eq!(declaring("labour.workers"), (vec![Grassroots], vec![Grassroots]), "form 1 asks it");
    assert_eq!(
        declaring("unions.weak"),
        (vec![Corporation, Upper], vec![Confederation, Province, Industry, Corporation, Upper]),
        "form 2 alone asks it"
    );
    assert_eq!(declaring("members.total"), (vec![Grassroots], vec![Grassroots]), "the pack says so");
    assert_eq!(declaring("members.age_to_35"), (vec![], vec![Grassroots]), "no form asks it");
    for line in pack.forms.iter().filter(|form| !form.cycles.is_empty()).flat_map(Form::lines) {
        let indicator = pack.indicator(&line.indicator).unwrap();
        let answered = UnitKind::ALL.into_iter().any(|kind| pack.declares(kind, indicator));
        assert!(!is_declared(indicator) || answered, "nobody can fill {}", line.number);
        assert!(!is_declared(indicator) || !indicator.expected_of.is_empty(), "nobody is awaited with {}", line.number);
    }
    assert_eq!(pack.clone().settled().indicators, pack.indicators, "settling twice changes nothing");
}
