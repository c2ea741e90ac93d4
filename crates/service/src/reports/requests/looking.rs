//! A request looked at before it is sent: what is known, who is missing, what the rest costs.
//!
//! Not here: sending (`requests`).

use std::collections::BTreeMap;

use congdoan_model::{
    LocalText, Month, Period, UnitId,
    access::{Action, Caller},
    figures::{Answer, Indicator, State},
    names,
    org::{Unit, UnitKind},
    reports::BurdenRates,
};
use congdoan_pack::{Pack, suggest::Suggester};
use congdoan_store::{access::Thing, reports::BurdenedUnit};

use super::{DraftLine, MOST_LINES, NEW_NUMBER, RequestDraft, levels_below};
use crate::{
    Error, Result, Service,
    error::words,
    members::problem,
    reports::{
        burden::{Usual, days, usual_minutes},
        fill::{LineEntry, entry},
    },
};

/// How many indicators are offered for a number asked in words.
const OFFERED: usize = 5;
/// How many questions are put to the engine at a time.
const AT_A_TIME: usize = 20_000;

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineOrigin {
    /// Nothing was found or chosen yet.
    Open,
    /// Records give it.
    Recorded,
    /// It is worked out from members, the tree or other lines; how, in words.
    Computed(LocalText),
    /// Units declare it.
    Declared,
    /// Nobody has asked for it before.
    New,
}

/// A number as looked at.
#[derive(Clone, Debug)]
pub struct LookedLine {
    /// The indicator, or the id a new one will have; empty where none was found.
    pub indicator: String,
    /// Its name; of a new one, what is asked.
    pub name: LocalText,
    /// Its unit of measure.
    pub unit_of_measure: String,
    /// What else it might be: indicators and their names, nearest first.
    pub offered: Vec<(String, LocalText)>,
    /// Where it comes from.
    pub origin: LineOrigin,
    /// What the asker has of it now; nothing where it may not see it or there is none.
    pub answer: Option<Answer>,
    /// From how many units it is known, and from how many it is missing.
    pub known: (usize, usize),
    /// Whether the indicator was guessed from the words; somebody has to say so before it is sent.
    pub guessed: bool,
    /// What is wrong with it.
    pub fault: Option<LocalText>,
}

/// A unit that would be asked.
#[derive(Clone, Debug)]
pub struct LookedUnit {
    /// The unit.
    pub unit: Unit,
    /// How many lines it would have to write.
    pub lines: usize,
    /// What that is expected to take, in minutes.
    pub minutes: i64,
    /// What the month of the last day asks of it already.
    pub month: i64,
    /// Whether both together are over the ceiling.
    pub over: bool,
}

/// A request as looked at.
#[derive(Clone, Debug)]
pub struct Look {
    /// The unit that asks.
    pub asker: Unit,
    /// Its numbers.
    pub lines: Vec<LookedLine>,
    /// How many units of the level there are below.
    pub units: usize,
    /// The units something is missing from, the heaviest month first.
    pub asked: Vec<LookedUnit>,
    /// The rates it was reckoned with.
    pub rates: BurdenRates,
}

impl Look {
    /// The minutes it costs below.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.asked.iter().map(|one| one.minutes).sum()
    }
}

impl Service {
    /// Looks at a request: which of its numbers are known already, who is missing, and what the rest costs below. Nothing is
    /// written.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a level that is not below; [`Error::NotFound`], [`Error::Denied`] when the caller may not ask in the
    /// unit's name; the attempt is noted.
    pub async fn look_at_request(&self, caller: &Caller, draft: &RequestDraft) -> Result<Look> {
        let look = self.looked_at(caller, draft).await;
        self.refusal_noted(caller, &format!("request:{}", draft.unit), look).await
    }

    pub(super) async fn looked_at(&self, caller: &Caller, draft: &RequestDraft) -> Result<Look> {
        let (pack, system) = (self.pack(), self.system());
        let month = Month::of(draft.due_on);
        let rates = self.burden_rates(draft.due_on);
        let mut tx = self.store.read().await?;
        let asker = tx.unit(caller, &draft.unit).await?;
        tx.require(caller, Action::ReportWrite, asker.id, Thing::REPORT).await?;
        if !levels_below(asker.kind).contains(&draft.level) {
            let (vi, en) = ("Chọn một cấp bên dưới đơn vị", "Choose a level below the unit");
            return Err(Error::Invalid(vec![problem("level", vi, en)]));
        }
        let below = tx.burdened_below(&system, (asker.id, draft.level), days(month)).await?;
        drop(tx);
        let mut lines = found(&pack, &asker, draft);
        let asks: Vec<(&Unit, &str, Period)> =
            lines.iter().map(|line| (&asker, line.indicator.as_str(), draft.period)).collect();
        let answers = self.figures_at(caller, &asks, None).await?;
        for (line, answer) in lines.iter_mut().zip(answers) {
            line.answer = answer;
        }
        let mut missing: BTreeMap<UnitId, usize> = BTreeMap::new();
        for line in &mut lines {
            let without = match pack.indicator(&line.indicator) {
                Some(indicator) => self.without(&below, indicator, (&pack, draft.period)).await?,
                None if line.origin == LineOrigin::New => below.iter().map(|one| one.unit.id).collect(),
                None => Vec::new(),
            };
            line.known = (below.len().saturating_sub(without.len()), without.len());
            for unit in without {
                *missing.entry(unit).or_default() += 1;
            }
        }
        let usual = usual_minutes(&Usual::new(&pack, rates, month), &below);
        let units = below.len();
        let asked = below.into_iter().zip(usual).filter_map(|(one, usual)| {
            let lines = missing.get(&one.unit.id).copied()?;
            let (minutes, month) = (rates.minutes(lines), usual + one.asked);
            Some(LookedUnit { over: rates.is_over(minutes + month), unit: one.unit, lines, minutes, month })
        });
        let mut asked: Vec<LookedUnit> = asked.collect();
        asked.sort_by_key(|one| (-(one.minutes + one.month), one.unit.code.to_string()));
        Ok(Look { asker, lines, units, asked, rates })
    }

    /// The units that would have to declare an indicator and have said nothing of it in the period.
    async fn without(
        &self,
        below: &[BurdenedUnit],
        indicator: &Indicator,
        (pack, period): (&Pack, Period),
    ) -> Result<Vec<UnitId>> {
        let types = |one: &&BurdenedUnit| entry(pack, one.unit.kind, indicator, one.keeps_roll) == LineEntry::Declared;
        let typing: Vec<&BurdenedUnit> = below.iter().filter(types).collect();
        let mut without = Vec::new();
        for some in typing.chunks(AT_A_TIME) {
            let asks: Vec<(&Unit, &str, Period)> =
                some.iter().map(|one| (&one.unit, indicator.id.as_str(), period)).collect();
            let answers = self.figures_at(&self.system(), &asks, None).await?;
            let silent = |answer: &Option<Answer>| answer.as_ref().is_none_or(|answer| answer.state == State::Missing);
            without.extend(some.iter().zip(&answers).filter(|(_, answer)| silent(answer)).map(|(one, _)| one.unit.id));
        }
        Ok(without)
    }
}

/// What each number asked in words is.
fn found(pack: &Pack, asker: &Unit, draft: &RequestDraft) -> Vec<LookedLine> {
    let suggester = Suggester::new(pack);
    let mut lines: Vec<LookedLine> = Vec::new();
    for typed in draft.lines.iter().take(MOST_LINES + 1) {
        let mut line = one(pack, &suggester, typed, draft.level);
        if line.fault.is_none() && lines.iter().any(|other| other.indicator == line.indicator) {
            line.fault = Some(words("Số liệu này đã có ở dòng trên", "This number stands in a line above"));
        }
        if line.fault.is_none() && line.origin == LineOrigin::New && asker.kind == UnitKind::Upper {
            line.fault = Some(words(
                "Cấp này chỉ hỏi được chỉ tiêu đã có; số liệu mới do liên đoàn, công đoàn ngành trở lên đặt ra",
                "This level asks for known indicators; new numbers are defined by federations and industry unions",
            ));
        }
        lines.push(line);
    }
    lines
}

fn one(pack: &Pack, suggester: &Suggester, typed: &DraftLine, level: UnitKind) -> LookedLine {
    let near = suggester.suggest(&typed.text, &typed.unit_of_measure, "");
    let titled = |id: &str| pack.indicator(id).map(|indicator| (id.to_owned(), indicator.name.clone()));
    let offered: Vec<(String, LocalText)> =
        near.iter().take(OFFERED).filter_map(|suggestion| titled(&suggestion.indicator)).collect();
    let sure = || near.first().filter(|suggestion| suggestion.sure).map(|suggestion| suggestion.indicator.clone());
    let named = || exact(pack, &typed.text);
    let (chosen, guessed) = match typed.indicator.as_str() {
        "" => named().map_or_else(|| (sure(), true), |id| (Some(id), false)),
        NEW_NUMBER => return new(pack, typed, offered),
        id => (Some(id.to_owned()), false),
    };
    let Some(indicator) = chosen.as_deref().and_then(|id| pack.indicator(id)) else {
        return LookedLine {
            fault: Some(words(
                "Chưa rõ là chỉ tiêu nào; hãy chọn một chỉ tiêu đã có, hoặc chọn số liệu mới",
                "It is not clear which indicator this is; choose one, or a new number",
            )),
            ..empty(typed, offered)
        };
    };
    let origin = match entry(pack, level, indicator, false) {
        LineEntry::Declared => LineOrigin::Declared,
        LineEntry::Recorded => LineOrigin::Recorded,
        LineEntry::Computed(how) => LineOrigin::Computed(how),
    };
    LookedLine {
        indicator: indicator.id.clone(),
        name: indicator.name.clone(),
        unit_of_measure: indicator.unit_of_measure.clone(),
        origin,
        guessed,
        ..empty(typed, offered)
    }
}

/// A number nobody has asked for before; one that was defined by the same words is known.
fn new(pack: &Pack, typed: &DraftLine, offered: Vec<(String, LocalText)>) -> LookedLine {
    let id = format!("requests.{}", spelled(&typed.text));
    if let Some(indicator) = pack.indicator(&id) {
        return LookedLine {
            indicator: id,
            name: indicator.name.clone(),
            unit_of_measure: indicator.unit_of_measure.clone(),
            origin: LineOrigin::Declared,
            ..empty(typed, offered)
        };
    }
    let fault =
        typed.unit_of_measure.trim().is_empty().then(|| {
            words("Số liệu mới cần đơn vị tính, như người, cuộc, đồng", "A new number needs a unit of measure")
        });
    LookedLine {
        indicator: id,
        unit_of_measure: typed.unit_of_measure.trim().to_owned(),
        origin: LineOrigin::New,
        fault,
        ..empty(typed, offered)
    }
}

fn empty(typed: &DraftLine, offered: Vec<(String, LocalText)>) -> LookedLine {
    LookedLine {
        indicator: String::new(),
        name: words(typed.text.trim(), typed.text.trim()),
        unit_of_measure: String::new(),
        offered,
        origin: LineOrigin::Open,
        answer: None,
        known: (0, 0),
        guessed: false,
        fault: None,
    }
}

/// The indicator whose id or name somebody typed.
fn exact(pack: &Pack, text: &str) -> Option<String> {
    let folded = names::fold(text);
    let same = |one: &&Indicator| {
        one.id == text.trim() || names::fold(&one.name.vi) == folded || names::fold(&one.name.en) == folded
    };
    pack.indicators.iter().find(same).map(|one| one.id.clone())
}

/// Words as part of an id: `Số công nhân mất việc` is `so_cong_nhan_mat_viec`.
fn spelled(text: &str) -> String {
    let folded = names::fold(text);
    let parts: Vec<String> = folded
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let mut spelled = String::from("so");
    for part in &parts {
        if spelled.len() + part.len() < 60 && !(spelled == "so" && part == "so") {
            spelled.push('_');
            spelled.push_str(part);
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_the_same_number() {
        assert_eq!(spelled("Số công nhân mất việc, do bão"), "so_cong_nhan_mat_viec_do_bao");
        assert_eq!(spelled("số  CÔNG nhân mất việc do bão"), spelled("Số công nhân mất việc, do bão"));
        assert_eq!(spelled("Công nhân nữ"), "so_cong_nhan_nu");
        assert_eq!(spelled("???"), "so");
    }
}
