//! What becomes of a reading before anybody decided: findings in one list, matched with the register, the tree and the pack.
//!
//! Not here: finding (`reader`), deciding (`entry`).

use congdoan_model::{
    ClauseId, DirectiveId,
    access::Caller,
    directives::{
        Clause, Directive, Relation, clause_at,
        finding::{Decision, Finding, FindingKind, Values},
        symbol::{Symbol, key_of},
    },
    names::fold,
    org::Unit,
};
use congdoan_pack::{
    Pack,
    suggest::{Suggester, Suggestion},
};
use congdoan_reader::{Citation, CitationClass, Reading};

use super::clauses_of;
use crate::{Error, Result, Service};

/// For how many findings of one text indicators are suggested; a text with more is no paper of a union.
const SUGGESTED: usize = 5_000;
/// How many indicators are suggested for a finding.
const TOP: usize = 3;
/// How many lines that say something may stand before the paper's own number.
const HEAD_LINES: usize = 12;

/// A finding before anybody decided, with what it may be matched with.
#[derive(Clone, Debug, Default)]
pub struct Proposed {
    /// The finding, undecided; what it was matched with beyond doubt is filled in.
    pub finding: Finding,
    /// Whether it is the number of the paper itself, which it does not cite.
    pub own: bool,
    /// Citation: the papers of that symbol.
    pub papers: Vec<Directive>,
    /// Organisation: the units of that name.
    pub units: Vec<Unit>,
    /// Target, figure: the indicators that come nearest, best first.
    pub indicators: Vec<Suggestion>,
}

/// A text that was read.
#[derive(Clone, Debug, Default)]
pub struct ReadPaper {
    /// What was found, by kind and place.
    pub proposed: Vec<Proposed>,
    /// The parts of the text.
    pub clauses: Vec<Clause>,
    /// What the head of the text says of the paper itself.
    pub particulars: Directive,
    /// The unit of the tree its issuer is.
    pub issuer_unit: Option<Unit>,
    /// A fingerprint of what was found: another reading of the text gives another.
    pub fingerprint: String,
}

impl Service {
    /// Reads a text and matches what was found with what the caller may see.
    ///
    /// # Errors
    /// [`Error::Denied`] when the caller reads no directives.
    pub async fn read_paper(&self, caller: &Caller, text: &str) -> Result<ReadPaper> {
        let owned = text.to_owned();
        let reading = tokio::task::spawn_blocking(move || (congdoan_reader::read(&owned), owned));
        let (reading, text) = reading.await.map_err(|error| Error::Internal(error.to_string()))?;
        let own = own_number(&text, &reading);
        let mut proposed = findings(&text, &reading, own);
        self.match_papers(caller, &mut proposed).await?;
        let particulars = particulars(&text, &reading, own);
        let issuer_unit = self.match_units(caller, &mut proposed, &particulars.issuer).await?;
        suggest_indicators(&self.pack(), &text, &mut proposed);
        let clauses = clauses_of(&reading.clauses, || self.ids.next());
        in_clauses(&mut proposed, &clauses);
        let seen: Vec<_> =
            proposed.iter().map(|one| (&one.finding.kind, one.finding.start, &one.finding.read)).collect();
        let fingerprint = congdoan_model::fingerprint(&serde_json::to_string(&seen).unwrap_or_default());
        Ok(ReadPaper { proposed, clauses, particulars, issuer_unit, fingerprint })
    }

    /// A kept finding with what it may be matched with today.
    ///
    /// # Errors
    /// [`Error::Denied`] when the caller reads no directives.
    pub async fn finding_offered(&self, caller: &Caller, text: &str, finding: &Finding) -> Result<Proposed> {
        let mut offered = vec![Proposed { finding: finding.clone(), ..Proposed::default() }];
        if finding.kind == FindingKind::Citation {
            self.match_papers(caller, &mut offered).await?;
        }
        self.match_units(caller, &mut offered, "").await?;
        suggest_indicators(&self.pack(), text, &mut offered);
        let mut offered = offered.pop().unwrap_or_default();
        offered.finding = finding.clone();
        Ok(offered)
    }

    /// Fills in the papers of the register citations name: by symbol, and where several bear it by day and issuer.
    async fn match_papers(&self, caller: &Caller, proposed: &mut [Proposed]) -> Result<()> {
        let symbols: Vec<&str> = proposed.iter().map(|one| one.finding.read.symbol.as_str()).collect();
        let known = self.store.read().await?.directives_of_symbols(caller, &symbols).await?;
        for one in proposed.iter_mut().filter(|one| !one.finding.read.symbol.is_empty() && !one.own) {
            let read = &one.finding.read;
            let key = key_of(&read.symbol);
            let papers: Vec<Directive> = known.iter().filter(|paper| key_of(&paper.symbol) == key).cloned().collect();
            one.finding.cited = surely(&papers, read);
            one.papers = papers;
        }
        Ok(())
    }

    async fn match_units(&self, caller: &Caller, proposed: &mut [Proposed], issuer: &str) -> Result<Option<Unit>> {
        let named = proposed.iter().filter(|one| one.finding.kind == FindingKind::Organisation);
        let mut names: Vec<String> = named.map(|one| one.finding.text.clone()).collect();
        names.push(issuer.to_owned());
        names.sort_unstable();
        names.dedup();
        let asked: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        let found = self.units_named(caller, &asked).await?;
        for one in proposed.iter_mut().filter(|one| one.finding.kind == FindingKind::Organisation) {
            one.units = found.get(&one.finding.text).cloned().unwrap_or_default();
            one.finding.unit = if let [unit] = one.units.as_slice() { Some(unit.id) } else { None };
        }
        Ok(found.get(issuer).and_then(|units| if let [unit] = units.as_slice() { Some(unit.clone()) } else { None }))
    }
}

/// A text read without the register or the tree at hand: its findings, undecided, with indicators that are sure, and its
/// clauses.
pub(crate) fn read_alone(pack: &Pack, text: &str, next: impl FnMut() -> ClauseId) -> (Vec<Finding>, Vec<Clause>) {
    let reading = congdoan_reader::read(text);
    let own = own_number(text, &reading);
    let mut proposed = findings(text, &reading, own);
    suggest_indicators(pack, text, &mut proposed);
    let clauses = clauses_of(&reading.clauses, next);
    in_clauses(&mut proposed, &clauses);
    (proposed.into_iter().map(|one| one.finding).collect(), clauses)
}

fn in_clauses(proposed: &mut [Proposed], clauses: &[Clause]) {
    for one in proposed {
        one.finding.clause = clause_at(clauses, one.finding.start).map(|clause| clause.id);
    }
}

fn suggest_indicators(pack: &Pack, text: &str, proposed: &mut [Proposed]) {
    let suggester = Suggester::new(pack);
    let counted = |one: &&mut Proposed| matches!(one.finding.kind, FindingKind::Target | FindingKind::Figure);
    let mut around = Around::new(text);
    for one in proposed.iter_mut().filter(counted).take(SUGGESTED) {
        let read = &one.finding.read;
        let near = around.sentence(one.finding.start, one.finding.end);
        one.indicators = suggester.suggest(&read.subject, &read.unit, &near);
        one.indicators.truncate(TOP);
        let sure = one.indicators.first().filter(|best| best.sure);
        one.finding.indicator = sure.map(|best| best.indicator.clone());
    }
}

/// The one of several papers of a symbol a citation surely names: the only one that its day and issuer do not speak against.
fn surely(papers: &[Directive], read: &Values) -> Option<DirectiveId> {
    let day = |paper: &&Directive| read.date.is_none() || paper.issued_on.is_none() || read.date == paper.issued_on;
    let fits: Vec<&Directive> = papers.iter().filter(day).collect();
    if let [only] = fits.as_slice() {
        return Some(only.id);
    }
    let issuer = fold(&read.issuer);
    let same: Vec<&&Directive> =
        fits.iter().filter(|paper| !issuer.is_empty() && fold(&paper.issuer).contains(&issuer)).collect();
    if let [only] = same.as_slice() { Some(only.id) } else { None }
}

/// Sentences around places of a text; places are asked in rising order for speed, and may come in any.
struct Around<'t> {
    text: &'t str,
    at: (usize, i64),
}

impl<'t> Around<'t> {
    const fn new(text: &'t str) -> Self {
        Self { text, at: (0, 0) }
    }

    /// The byte of a code point.
    fn byte(&mut self, place: i64) -> usize {
        if place < self.at.1 {
            self.at = (0, 0);
        }
        let rest = self.text.get(self.at.0..).unwrap_or_default();
        let ahead = usize::try_from(place - self.at.1).unwrap_or(0);
        let (bytes, passed) =
            rest.char_indices().nth(ahead).map_or((rest.len(), rest.chars().count()), |(at, _)| (at, ahead));
        self.at = (self.at.0 + bytes, self.at.1 + i64::try_from(passed).unwrap_or(0));
        self.at.0
    }

    /// What stands before a place in its sentence.
    fn before(&mut self, place: i64) -> &'t str {
        let end = self.byte(place);
        let before = self.text.get(..end).unwrap_or_default();
        let cut = before.rfind(['\n', ';']).map_or(0, |at| at + 1);
        let stop = before.rfind(". ").map_or(0, |at| at + 2);
        before.get(cut.max(stop)..).unwrap_or_default()
    }

    /// The sentence around a stretch, a few hundred signs at most.
    fn sentence(&mut self, start: i64, end: i64) -> String {
        const MOST: usize = 240;
        let before = self.before(start);
        let from = self.byte(start);
        let to = self.byte(end);
        let after = self.text.get(to..).unwrap_or_default();
        let stop = after.find(['\n', ';']).unwrap_or(after.len()).min(after.find(". ").unwrap_or(after.len()));
        let skipped = before.chars().count().saturating_sub(MOST);
        let mut sentence: String = before.chars().skip(skipped).collect();
        sentence.push_str(self.text.get(from..to).unwrap_or_default());
        sentence.extend(after.get(..stop).unwrap_or_default().chars().take(MOST));
        sentence
    }
}

/// Everything found, in one list: by kind, and by place within a kind.
fn findings(text: &str, reading: &Reading, own: Option<usize>) -> Vec<Proposed> {
    let mut around = Around::new(text);
    let mut all = Vec::new();
    for (place, one) in reading.citations.iter().enumerate() {
        let mut values = of_citation(one);
        let before = around.before(i64::try_from(one.start).unwrap_or(0));
        Relation::suggested(before).word().clone_into(&mut values.relation);
        let proposed = made(FindingKind::Citation, place, (one.start, &one.text, one.rule), values);
        all.push(Proposed { own: own == Some(place), ..proposed });
    }
    for (place, one) in reading.targets.iter().enumerate() {
        all.push(made(FindingKind::Target, place, (one.start, &one.text, one.rule), of_target(one)));
    }
    for (place, one) in reading.figures.iter().enumerate() {
        all.push(made(FindingKind::Figure, place, (one.start, &one.text, one.rule), of_figure(one)));
    }
    for (place, one) in reading.tasks.iter().enumerate() {
        let values = Values {
            owner: one.owner.clone().unwrap_or_default(),
            period: one.due.clone().unwrap_or_default(),
            from: one.due_range.and_then(|range| range.from),
            to: one.due_range.and_then(|range| range.to),
            ..Values::default()
        };
        all.push(made(FindingKind::Task, place, (one.start, &one.text, one.rule), values));
    }
    for (place, one) in reading.organisations.iter().enumerate() {
        all.push(made(FindingKind::Organisation, place, (one.start, &one.text, one.rule), Values::default()));
    }
    for (place, one) in reading.periods.iter().enumerate() {
        let (from, to) = (one.range.and_then(|range| range.from), one.range.and_then(|range| range.to));
        let values = Values { period: one.text.clone(), from, to, ..Values::default() };
        all.push(made(FindingKind::Period, place, (one.start, &one.text, one.rule), values));
    }
    for (place, one) in reading.remarks.iter().enumerate() {
        let code = serde_json::to_value(one.code).ok().and_then(|code| code.as_str().map(str::to_owned));
        let values = Values { code: code.unwrap_or_default(), ..Values::default() };
        all.push(made(FindingKind::Remark, place, (one.start, &one.text, "remark"), values));
    }
    all
}

fn made(kind: FindingKind, place: usize, (start, text, rule): (usize, &str, &str), values: Values) -> Proposed {
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let finding = Finding {
        kind,
        place: whole(place + 1),
        start: whole(start),
        end: whole(start + text.chars().count()),
        text: text.to_owned(),
        rule: rule.to_owned(),
        read: values.clone(),
        kept: values,
        decision: Decision::Open,
        ..Finding::default()
    };
    Proposed { finding, ..Proposed::default() }
}

fn of_citation(one: &Citation) -> Values {
    Values {
        kind: one.kind.clone(),
        symbol: one.symbol.clone().unwrap_or_default(),
        date: one.date,
        issuer: one.issuer.clone().unwrap_or_default(),
        period: one.year.map(|year| year.to_string()).unwrap_or_default(),
        ..Values::default()
    }
}

/// The sign of a serialised closed set.
fn sign(of: impl serde::Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|sign| sign.as_str().map(str::to_owned)).unwrap_or_default()
}

fn of_target(one: &congdoan_reader::Target) -> Values {
    Values {
        subject: one.subject.clone(),
        comparator: if one.strict { "<".to_owned() } else { sign(one.comparator) },
        value: one.value.to_string(),
        value_max: one.value_max.as_ref().map(ToString::to_string).unwrap_or_default(),
        unit: one.unit.clone(),
        period: one.period.clone().unwrap_or_default(),
        from: one.period_range.and_then(|range| range.from),
        to: one.period_range.and_then(|range| range.to),
        ..Values::default()
    }
}

fn of_figure(one: &congdoan_reader::Figure) -> Values {
    let most = one.denominator.as_ref().or(one.value_max.as_ref());
    Values {
        subject: one.subject.clone(),
        comparator: one.qualifier.map(sign).unwrap_or_default(),
        value: one.numerator.as_ref().unwrap_or(&one.value).to_string(),
        value_max: most.map(ToString::to_string).unwrap_or_default(),
        unit: one.unit.clone(),
        period: one.period.clone().unwrap_or_default(),
        from: one.period_range.and_then(|range| range.from),
        to: one.period_range.and_then(|range| range.to),
        ..Values::default()
    }
}

/// What the head of the text says of the paper itself; the rest is left to the person.
fn particulars(text: &str, reading: &Reading, own: Option<usize>) -> Directive {
    let own = own.and_then(|place| reading.citations.get(place));
    let symbol = own.and_then(|one| one.symbol.clone()).unwrap_or_default();
    let by_symbol = Symbol::parse(&symbol).and_then(|symbol| symbol.kind_name()).unwrap_or_default();
    let kind = own.map(|one| one.kind.clone()).filter(|kind| !kind.is_empty());
    Directive {
        kind: kind.unwrap_or_else(|| by_symbol.to_owned()),
        issued_on: own.and_then(|one| one.date),
        issuer: own.and_then(|one| one.issuer.clone()).unwrap_or_default(),
        title: title(text),
        symbol,
        ..Directive::default()
    }
}

/// The first line that says something, cut to what a heading holds; where it is a mere kind of paper, with the line after it.
fn title(text: &str) -> String {
    const MOST: usize = 300;
    let says = |line: &&str| line.chars().any(char::is_alphanumeric);
    let mut lines =
        text.lines().filter(says).map(|line| line.trim_matches(|one: char| one.is_whitespace() || one == '\u{feff}'));
    let first = lines.next().unwrap_or_default();
    let bare = |line: &str| {
        let folded = fold(line);
        let kinds =
            ["nghi quyet", "quyet dinh", "ke hoach", "chuong trinh", "chuong trinh hanh dong", "chi thi", "huong dan"];
        kinds.contains(&folded.as_str())
    };
    let whole = match lines.next().filter(|_| bare(first)) {
        Some(second) => format!("{first} {second}"),
        None => first.to_owned(),
    };
    whole.chars().take(MOST).collect()
}

/// The place of the paper's own number: the first full citation, when it opens a line of the head, alone or after "Số:".
fn own_number(text: &str, reading: &Reading) -> Option<usize> {
    let full = |(_, citation): &(usize, &Citation)| citation.class == CitationClass::Full;
    let (place, citation) = reading.citations.iter().enumerate().find(full)?;
    let before: String = text.chars().take(citation.start).collect();
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", &before));
    let deep = above.lines().filter(|line| !line.trim().is_empty()).count() >= HEAD_LINES;
    let opening = line.trim().trim_end_matches(':').trim().to_lowercase();
    (!deep && (opening.is_empty() || opening == "số")).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Reading, Option<usize>) {
        let reading = congdoan_reader::read(text);
        let own = own_number(text, &reading);
        (reading, own)
    }

    #[test]
    fn the_papers_own_number_stands_at_the_head_of_a_line() {
        let own = "BỘ CHÍNH TRỊ\n\nNghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị\nvề đổi mới";
        let (reading, place) = read(own);
        let found = particulars(own, &reading, place);
        assert_eq!((found.symbol.as_str(), found.issuer.as_str()), ("41-NQ/TW", "Bộ Chính trị"));
        let cited = "KẾ HOẠCH\nCăn cứ Nghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị";
        assert_eq!(read(cited).1, None);
        let deep = format!("{}{own}", "Một dòng.\n".repeat(20));
        assert_eq!(read(&deep).1, None);
    }

    #[test]
    fn what_is_guessed_is_the_paper_and_not_what_it_cites() {
        let text = "Kế hoạch\nThực hiện công tác năm\nCăn cứ Nghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị";
        let (reading, own) = read(text);
        let found = particulars(text, &reading, own);
        assert_eq!((found.symbol.as_str(), found.issuer.as_str()), ("", ""));
        assert_eq!(found.title, "Kế hoạch Thực hiện công tác năm");
        let all = findings(text, &reading, own);
        assert_eq!(all.first().map(|one| one.finding.read.relation.as_str()), Some("based_on"));
        assert!(all.iter().all(|one| !one.own));
    }

    #[test]
    fn sentences_are_found_around_places_in_any_order() {
        let text = "Một. Năm nay kết nạp 10 đoàn viên; mở 3 lớp.\nHai";
        let mut around = Around::new(text);
        assert_eq!(around.before(21), "Năm nay kết nạp ");
        assert_eq!(around.sentence(21, 23), "Năm nay kết nạp 10 đoàn viên");
        assert_eq!(around.sentence(1_000, 1_001), "Hai");
    }
}
