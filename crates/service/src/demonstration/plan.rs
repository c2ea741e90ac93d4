//! What the demonstration is going to write, checked piece by piece against the pack in force.
//!
//! A piece the pack refuses stops the load with its place: the demonstration must never show what could not have been
//! entered by hand. Not here: what is written (the other modules), writing it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{Datelike, NaiveDate};
use congdoan_model::{
    ClaimId, Month, Period, ProgrammeId, RecordId, ReviewId, UnitId,
    directives::{Clause, Direction, Directive, Relation, finding::Decision},
    figures::{Formula, Row},
    org::{Line, Link, Unit, UnitKind},
    programmes::{
        Comparator, Programme, ProgrammeKind, Target,
        cascade::{ReviewSection, TargetSource},
        schemes::{Claim, ClaimState, OutcomeKey},
    },
    registers::{Fields, Record, RecordState},
};
use congdoan_pack::{Pack, Register, Scheme};
use congdoan_store::{
    directives::{BookAsked, NewDirective, NewLink},
    programmes::answers::NewAnswer,
    registers::Given,
};
use serde_json::Value;

use super::clauses;
use crate::{
    Error, Result, Service,
    figures::{Declaration, declared},
    programmes::schemes::{Claimed, Judgement, judge_plainly, kept_reason, known_to_payment},
};

/// A unit to be added, with its place in the tree.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The unit.
    pub(super) unit: Unit,
    /// Its audit chain.
    pub(super) chain: String,
    /// Code of its managing parent.
    pub(super) parent: Option<String>,
}

/// A unit as the tables of this module describe it.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewUnit<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    pub(super) kind: UnitKind,
    pub(super) form: &'a str,
    pub(super) parent: Option<&'a str>,
    pub(super) opened_on: NaiveDate,
}

/// A directive as the tables of this module describe it.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewPaper<'a> {
    pub(super) symbol: &'a str,
    pub(super) kind: &'a str,
    pub(super) issued_on: NaiveDate,
    pub(super) issuer: &'a str,
    pub(super) title: &'a str,
    pub(super) summary: &'a str,
    /// Code of the unit that enters it: it is seen from there upwards and downwards.
    pub(super) unit: &'a str,
    /// How it stands to directives entered before, by symbol.
    pub(super) links: &'a [(Relation, &'a str)],
}

/// A programme as the tables of this module describe it.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewProgramme<'a> {
    pub(super) unit: &'a str,
    pub(super) kind: ProgrammeKind,
    pub(super) title: &'a str,
    /// Symbol of the directive it answers.
    pub(super) directive: &'a str,
    pub(super) parent: Option<ProgrammeId>,
    pub(super) period: &'a str,
    /// Indicator, comparator, value in the indicator's unit of measure, period.
    pub(super) targets: &'a [(&'a str, Comparator, i64, &'a str)],
}

/// A scheme with its programme.
pub(super) struct PlannedScheme {
    pub(super) programme: ProgrammeId,
    pub(super) unit: UnitId,
    pub(super) scheme: Scheme,
    /// Đồng approved or paid so far.
    pub(super) taken: i64,
}

/// A claim as the tables of this module describe it.
pub(super) struct NewClaim<'a> {
    /// The scheme.
    pub(super) scheme: &'a str,
    /// Code of the unit that claims.
    pub(super) unit: &'a str,
    /// Code of the union it is for, or of the unit that recorded.
    pub(super) of: &'a str,
    /// The record it is for.
    pub(super) record: Option<(RecordId, Fields)>,
    /// The day of the outcome.
    pub(super) on: NaiveDate,
    /// Facts the claiming unit stated.
    pub(super) stated: Fields,
    /// The number of the one paper, by its id.
    pub(super) paper: (&'a str, &'a str),
    /// The money, where it is not the cost.
    pub(super) amount: Option<i64>,
    /// The day it was handed in.
    pub(super) claimed_on: NaiveDate,
    /// Where it stands; refused where it should break a rule.
    pub(super) state: ClaimState,
    /// Voucher and day of the payment.
    pub(super) paid: Option<(&'a str, NaiveDate)>,
    /// Sign-in name of who handed it in.
    pub(super) by: &'a str,
}
/// The words of a review, by section.
pub(super) type Said = Vec<(ReviewSection, String)>;

/// Everything that is going to be written.
#[derive(Default)]
pub(super) struct Written {
    pub(super) units: Vec<(Unit, String)>,
    pub(super) links: Vec<Link>,
    pub(super) records: Vec<(String, Record, Given)>,
    pub(super) declared: Vec<(String, Row)>,
    pub(super) directives: Vec<NewDirective>,
    pub(super) programmes: Vec<(Programme, Vec<Target>)>,
    pub(super) answers: Vec<(ProgrammeId, Vec<NewAnswer>)>,
    /// Programmes with the one beside them.
    pub(super) beside: Vec<(ProgrammeId, ProgrammeId)>,
    pub(super) schemes: Vec<PlannedScheme>,
    pub(super) claims: Vec<(String, (Claim, UnitId, Fields, String))>,
    /// Programmes with the words of an interim review as known today.
    pub(super) reviews: Vec<(ReviewId, ProgrammeId, NaiveDate, Said)>,
}

/// The demonstration under construction.
pub(super) struct Plan<'s> {
    service: &'s Service,
    pack: Arc<Pack>,
    today: NaiveDate,
    places: Vec<Place>,
    by_code: HashMap<String, usize>,
    rest: Written,
}

impl<'s> Plan<'s> {
    /// Nothing yet.
    pub(super) fn new(service: &'s Service) -> Self {
        let today = service.clock.now().day();
        let (places, by_code) = (Vec::new(), HashMap::new());
        Self { service, pack: service.pack(), today, places, by_code, rest: Written::default() }
    }

    /// The units with their chains.
    pub(super) fn places(&self) -> Vec<Place> {
        self.places.clone()
    }

    /// All of it.
    pub(super) fn written(self) -> Written {
        let units = self.places.into_iter().map(|place| (place.unit, place.chain)).collect();
        Written { units, ..self.rest }
    }

    /// The place of a code.
    pub(super) fn place(&self, code: &str) -> Result<&Place> {
        let place = self.by_code.get(code).and_then(|index| self.places.get(*index));
        place.ok_or_else(|| fault(format!("no unit {code}")))
    }

    /// Codes of the units of a kind that belong to a chain, in the order they were added.
    pub(super) fn of_chain(&self, chain: &str, kind: UnitKind) -> Vec<String> {
        self.codes(|place| place.chain == chain && place.unit.kind == kind)
    }

    /// Codes of the grassroots unions a unit manages directly.
    pub(super) fn grassroots_of(&self, parent: &str) -> Vec<String> {
        self.codes(|place| place.parent.as_deref() == Some(parent) && place.unit.kind == UnitKind::Grassroots)
    }

    /// Codes of the units for which something holds, in the order they were added.
    pub(super) fn codes(&self, keep: impl Fn(&Place) -> bool) -> Vec<String> {
        self.places.iter().filter(|place| keep(place)).map(|place| place.unit.code.to_string()).collect()
    }

    /// Adds a unit under its managing parent, from its first day.
    pub(super) fn unit(&mut self, new: &NewUnit<'_>) -> Result<()> {
        let chain = match new.parent {
            Some(parent) if !new.kind.heads_chain() => self.place(parent)?.chain.clone(),
            _ => new.code.to_owned(),
        };
        let code = new.code.parse().map_err(|error| fault(format!("unit {}: {error}", new.code)))?;
        let unit = Unit {
            id: self.service.ids.next(),
            code,
            name: new.name.to_owned(),
            kind: new.kind,
            form: new.form.to_owned(),
            opened_on: new.opened_on,
            closed_on: None,
        };
        let parent = new.parent.map(str::to_owned);
        self.by_code.insert(new.code.to_owned(), self.places.len());
        self.places.push(Place { unit, chain, parent });
        if let Some(parent) = new.parent {
            let above = self.place(parent)?.unit.kind;
            if !self.pack.may_hang(new.kind, above) {
                return Err(fault(format!("unit {}: a {} may not hang under a {above}", new.code, new.kind)));
            }
            self.link(new.code, parent, Line::Managing)?;
        }
        Ok(())
    }

    /// Hangs a unit under a parent from the day both exist.
    pub(super) fn link(&mut self, child: &str, parent: &str, line: Line) -> Result<()> {
        let (child, parent) = (&self.place(child)?.unit, &self.place(parent)?.unit);
        let from = child.opened_on.max(parent.opened_on);
        let link = Link { id: self.service.ids.next(), child: child.id, parent: parent.id, line, from, until: None };
        self.rest.links.push(link);
        Ok(())
    }

    /// Enters a record; it passes the same checks as one entered by hand.
    pub(super) fn record(&mut self, register: &str, unit: &str, day: NaiveDate, fields: Fields) -> Result<()> {
        self.recorded(register, unit, day, fields).map(|_| ())
    }

    /// The same; gives the record's id.
    pub(super) fn recorded(&mut self, register: &str, unit: &str, day: NaiveDate, fields: Fields) -> Result<RecordId> {
        let place = self.place(unit)?;
        let refuse = |why: String| Err(fault(format!("{register} of {unit} on {day}: {why}")));
        let Some(of) = self.pack.register(register) else { return refuse("no such register".to_owned()) };
        if !of.is_recorded_by(place.unit.kind) {
            return refuse(format!("not recorded by a {}", place.unit.kind));
        }
        if !place.unit.is_open(day) {
            return refuse("the unit was not open".to_owned());
        }
        let problems = of.check(&fields, (day, self.today), self.pack.calendar());
        if !problems.is_empty() {
            return refuse(Error::Invalid(problems).words().en);
        }
        let record = Record {
            id: self.service.ids.next(),
            register: register.to_owned(),
            unit: place.unit.id,
            occurred_on: day,
            state: RecordState::Recorded,
            fields,
            version: 0,
        };
        let (chain, given, id) = (place.chain.clone(), self.service.given(of, &record), record.id);
        self.rest.records.push((chain, record, given));
        Ok(id)
    }

    /// The latest record of a unit in a register and a year: its day, its id and what it says.
    pub(super) fn entered(&self, register: &str, unit: &str, year: i32) -> Option<(NaiveDate, (RecordId, Fields))> {
        let id = self.place(unit).ok()?.unit.id;
        let records = self.rest.records.iter().map(|(_, record, _)| record);
        let own = records.filter(|one| one.register == register && one.unit == id && one.occurred_on.year() == year);
        let latest = own.max_by_key(|one| one.occurred_on)?;
        Some((latest.occurred_on, (latest.id, latest.fields.clone())))
    }

    /// Declares a figure for a month.
    pub(super) fn declare(&mut self, unit: &str, indicator: &str, month: Month, value: i64) -> Result<()> {
        let place = self.place(unit)?;
        let rows = self.pack.indicator(indicator).map(|one| &one.formula);
        if !matches!(rows, Some(Formula::Rows(_))) {
            return Err(fault(format!("{indicator} of {unit} in {month}: the indicator is not one that is declared")));
        }
        let row = declared(self.service.ids.next(), &place.unit, &Declaration { unit, indicator, month, value });
        let chain = place.chain.clone();
        self.rest.declared.push((chain, row));
        Ok(())
    }

    /// Enters a directive.
    pub(super) fn directive(&mut self, new: &NewPaper<'_>) -> Result<()> {
        let links = new.links.iter().map(|(relation, symbol)| {
            let since = (*relation == Relation::Replaces).then_some(new.issued_on);
            Ok(NewLink { relation: *relation, to: self.paper(symbol)?.id, since })
        });
        let links = links.collect::<Result<Vec<_>>>()?;
        let directive = Directive {
            id: self.service.ids.next(),
            symbol: new.symbol.to_owned(),
            kind: new.kind.to_owned(),
            issued_on: Some(new.issued_on),
            issuer: new.issuer.to_owned(),
            title: new.title.to_owned(),
            summary: new.summary.to_owned(),
            ..Directive::default()
        };
        let unit = self.place(new.unit)?.unit.id;
        let (body, parts) = clauses::text(new.symbol);
        let parts = parts.into_iter().map(|part| Clause {
            id: self.service.ids.next(),
            label: part.label,
            depth: part.depth,
            title: part.title.to_owned(),
            start: part.from,
            end: part.to,
        });
        let clauses = parts.collect();
        self.rest.directives.push(NewDirective { directive, unit, body, clauses, links, ..NewDirective::default() });
        Ok(())
    }

    /// Gives a programme of a unit money, by the definition of a scheme.
    pub(super) fn scheme(&mut self, unit: &str, title: &str, definition: &str) -> Result<()> {
        let unit = self.place(unit)?.unit.id;
        let programmes = self.rest.programmes.iter().map(|(programme, _)| programme);
        let programme = programmes.into_iter().find(|one| one.unit == unit && one.title == title).map(|one| one.id);
        let programme = programme.ok_or_else(|| fault(format!("no programme {title}")))?;
        let scheme = self.pack.read_scheme(definition).map_err(Error::Pack)?;
        self.rest.schemes.push(PlannedScheme { programme, unit, scheme, taken: 0 });
        Ok(())
    }

    /// The definition of a scheme of the pack in force.
    pub(super) fn definition(&self, scheme: &str) -> Result<String> {
        let found = self.pack.scheme(scheme).map(|scheme| scheme.text.clone());
        found.ok_or_else(|| fault(format!("the pack has no scheme {scheme}")))
    }

    /// Enters a claim, judged by the same rules as one handed in; a payment makes its record.
    pub(super) fn claim(&mut self, new: &NewClaim<'_>) -> Result<()> {
        let at = self.rest.schemes.iter().position(|one| one.scheme.id == new.scheme);
        let planned = at.and_then(|at| self.rest.schemes.get(at));
        let planned = planned.ok_or_else(|| fault(format!("no scheme {}", new.scheme)))?;
        let (scheme, taken, payer, programme) =
            (planned.scheme.clone(), planned.taken, planned.unit, planned.programme);
        let (unit, of) = (self.place(new.unit)?.clone(), self.place(new.of)?.clone());
        let ground =
            scheme.ground(&self.pack).ok_or_else(|| fault(format!("{}: no register", new.scheme)))?.into_owned();
        let papers = BTreeMap::from([(new.paper.0.to_owned(), new.paper.1.to_owned())]);
        let judged = judge_plainly(
            &scheme,
            outcome(&of.unit, new, ground),
            Claimed {
                id: ClaimId::default(),
                unit: &unit.unit,
                on: new.claimed_on,
                papers: &papers,
                stated: &new.stated,
                amount: new.amount,
            },
            (taken, self.pack.calendar()),
        );
        let refusal = judged.refusal().map(|verdict| (verdict.rule.clone(), verdict.broken(None).words()));
        if refusal.is_some() != (new.state == ClaimState::Refused) {
            let said = refusal.map(|(_, words)| words.en).unwrap_or_default();
            return Err(fault(format!("the claim of {} for {}: {said}", new.unit, new.of)));
        }
        let (rule, reason) = match refusal {
            Some((rule, words)) => (rule, kept_reason(&words)?),
            None => (String::new(), String::new()),
        };
        let mut claim = Claim {
            id: self.service.ids.next(),
            scheme: programme,
            unit: unit.unit.id,
            outcome: judged.key.clone(),
            outcome_unit: of.unit.id,
            outcome_record: new.record.as_ref().map(|(id, _)| *id),
            outcome_on: new.on,
            title: judged.title.clone(),
            facts: judged.plain_facts(),
            papers,
            amount: new.amount.or(judged.amount).unwrap_or_default(),
            claimed_on: new.claimed_on,
            state: new.state,
            rule,
            reason,
            voucher: new.paid.map(|(voucher, _)| voucher.to_owned()).unwrap_or_default(),
            paid_on: new.paid.map(|(_, on)| on),
            record: None,
            version: 0,
        };
        if let (Some((_, on)), Some(into)) = (new.paid, &scheme.paid) {
            let recorder = self.recorder(new.unit, &into.register)?;
            let values = into.fields(&known_to_payment(&claim, &judged.facts));
            claim.record = Some(self.recorded(&into.register, &recorder, on, values)?);
        }
        if let Some(planned) = at.and_then(|at| self.rest.schemes.get_mut(at)).filter(|_| claim.state.commits()) {
            planned.taken += claim.amount;
        }
        self.rest.claims.push((unit.chain, (claim, payer, new.stated.clone(), new.by.to_owned())));
        Ok(())
    }

    /// The unit from a claiming one upwards whose level records in a register.
    fn recorder(&self, unit: &str, register: &str) -> Result<String> {
        let of = self.pack.register(register).ok_or_else(|| fault(format!("no register {register}")))?;
        let mut next = Some(unit.to_owned());
        while let Some(code) = next.take() {
            let place = self.place(&code)?;
            if of.is_recorded_by(place.unit.kind) {
                return Ok(code);
            }
            next.clone_from(&place.parent);
        }
        Err(fault(format!("nobody above {unit} records in {register}")))
    }

    /// Gives a directive its text with what is read in it, accepted or waiting.
    pub(super) fn text(&mut self, symbol: &str, text: &str, accepted: bool) -> Result<()> {
        let (pack, now) = (Arc::clone(&self.pack), self.service.clock.now());
        let (mut findings, clauses) = crate::directives::read_alone(&pack, text, || self.service.ids.next());
        for finding in &mut findings {
            finding.id = self.service.ids.next();
            finding.cited = self.paper(&finding.read.symbol).ok().map(|cited| cited.id);
            if accepted {
                finding.decision = Decision::Accepted;
                (finding.decided_by, finding.decided_at) = (Some("system".to_owned()), Some(now.micros()));
            }
        }
        let new = self.paper_entered(symbol)?;
        (new.body, new.findings, new.clauses) = (text.to_owned(), findings, clauses);
        Ok(())
    }

    /// Writes a directive into the book of the unit that entered it.
    pub(super) fn book(&mut self, symbol: &str, unit: &str, at: (Direction, NaiveDate, i64)) -> Result<()> {
        let unit = self.place(unit)?.unit.id;
        let new = self.paper_entered(symbol)?;
        if new.unit != unit {
            return Err(fault(format!("{symbol} was entered by another unit")));
        }
        new.book = Some(BookAsked { direction: at.0, booked_on: at.1, number: Some(at.2) });
        Ok(())
    }

    fn paper_entered(&mut self, symbol: &str) -> Result<&mut NewDirective> {
        let found = self.rest.directives.iter_mut().find(|new| new.directive.symbol == symbol);
        found.ok_or_else(|| fault(format!("no directive {symbol}")))
    }

    fn paper(&self, symbol: &str) -> Result<&Directive> {
        let papers = self.rest.directives.iter().map(|new| &new.directive);
        papers.into_iter().find(|one| one.symbol == symbol).ok_or_else(|| fault(format!("no directive {symbol}")))
    }

    /// Adds a programme with its targets.
    pub(super) fn programme(&mut self, new: &NewProgramme<'_>) -> Result<ProgrammeId> {
        let programme = Programme {
            id: self.service.ids.next(),
            unit: self.place(new.unit)?.unit.id,
            kind: new.kind,
            title: new.title.to_owned(),
            directive: Some(self.paper(new.directive)?.id),
            parent: new.parent,
            period: period(new.period)?,
        };
        let mut targets = Vec::with_capacity(new.targets.len());
        for (indicator, comparator, value, during) in new.targets {
            if self.pack.indicator(indicator).is_none() {
                return Err(Error::UnknownIndicator((*indicator).to_owned()));
            }
            // Targets are kept in hundredths of the unit of measure.
            let ids = (self.service.ids.next(), programme.id);
            let clause = serves(new.directive, indicator).and_then(|label| self.clause(new.directive, label));
            let above = new.parent.and_then(|parent| self.target_of(parent, indicator));
            let source = if above.is_some() { TargetSource::Above } else { TargetSource::Typed };
            let target = Target::plain(ids, indicator, (*comparator, value * 100), period(during)?);
            targets.push(Target { clause: clause.map(|clause| clause.id), source, above, ..target });
        }
        let id = programme.id;
        self.answered(new, id);
        self.rest.programmes.push((programme, targets));
        Ok(id)
    }

    /// The target of a programme that names an indicator.
    fn target_of(&self, programme: ProgrammeId, indicator: &str) -> Option<congdoan_model::TargetId> {
        let (_, targets) = self.rest.programmes.iter().find(|(one, _)| one.id == programme)?;
        targets.iter().find(|target| target.indicator == indicator).map(|target| target.id)
    }

    fn clauses(&self, symbol: &str) -> &[Clause] {
        let found = self.rest.directives.iter().find(|one| one.directive.symbol == symbol);
        found.map_or(&[], |one| one.clauses.as_slice())
    }

    fn clause(&self, symbol: &str, label: &str) -> Option<&Clause> {
        self.clauses(symbol).iter().find(|clause| clause.label == label)
    }

    /// Answers every clause of the directive a programme stands on, as the tables of `clauses` say.
    fn answered(&mut self, new: &NewProgramme<'_>, id: ProgrammeId) {
        let clauses = self.clauses(new.directive);
        let keep = congdoan_model::programmes::cascade::leaves(clauses);
        let answers = clauses.iter().zip(keep).filter(|(_, leaf)| *leaf).filter_map(|(clause, _)| {
            let (answer, words) = clauses::answer(new.directive, new.unit, &clause.label)?;
            let (answer, words) = (Some(answer), words.to_owned());
            Some(NewAnswer { id: self.service.ids.next(), clause: clause.id, answer, words })
        });
        let answers = answers.collect();
        self.rest.answers.push((id, answers));
    }

    /// Writes an interim review of a programme.
    pub(super) fn review(&mut self, programme: ProgrammeId, words: &[(ReviewSection, &str)]) {
        let words = words.iter().map(|(section, words)| (*section, (*words).to_owned())).collect();
        self.rest.reviews.push((self.service.ids.next(), programme, self.today, words));
    }

    /// Puts a programme beside one of the Party line.
    pub(super) fn beside(&mut self, programme: ProgrammeId, other: ProgrammeId) {
        self.rest.beside.push((programme, other));
    }
}

/// What is known of an outcome here.
fn outcome(unit: &Unit, new: &NewClaim<'_>, ground: Register) -> Judgement {
    let (key, title, mut facts) = match &new.record {
        Some((id, facts)) => {
            let employer = facts.get("employer").and_then(Value::as_str).unwrap_or(&unit.name);
            (OutcomeKey::record(*id), employer.to_owned(), facts.clone())
        }
        None => {
            let facts = fields([
                ("union", unit.name.clone().into()),
                ("code", unit.code.as_str().into()),
                ("form", unit.form.clone().into()),
                ("founded_on", unit.opened_on.to_string().into()),
            ]);
            (OutcomeKey::union(unit.id), unit.name.clone(), facts)
        }
    };
    facts.extend(new.stated.clone());
    Judgement {
        key,
        unit: unit.clone(),
        on: new.on,
        title,
        facts,
        sources: BTreeMap::new(),
        asked: Vec::new(),
        verdicts: Vec::new(),
        amount: None,
        terms: None,
        ground,
    }
}

/// A fault of the demonstration's own tables.
pub(super) fn fault(what: String) -> Error {
    Error::Internal(format!("demonstration: {what}"))
}

fn period(text: &str) -> Result<Period> {
    Ok(text.parse::<Period>()?)
}

/// The values of a record.
pub(super) fn fields<const N: usize>(values: [(&str, Value); N]) -> Fields {
    values.into_iter().map(|(field, value)| (field.to_owned(), value)).collect::<BTreeMap<_, _>>()
}

/// The clause of a directive a target serves, by its indicator.
fn serves(symbol: &str, indicator: &str) -> Option<&'static str> {
    use super::directives::{ACTION, CELL_ACTION, PLAN_2022, PLAN_2026, UPPER_PLAN_2022, UPPER_PLAN_2026};
    Some(match (symbol, indicator) {
        (ACTION, "training.classes" | "training.attendances") => "II.2.a",
        (ACTION, "members.total") => "I.2",
        (ACTION, "tet.spend") => "II.3.b",
        (ACTION, "coordination.district_programmes") => "II.3.a",
        (PLAN_2022, "training.classes") => "I.1",
        (PLAN_2022, "workers_month.spend") => "I.2",
        (PLAN_2026, "training.classes") => "II.4",
        (UPPER_PLAN_2022, "training.attendances")
        | (UPPER_PLAN_2026, "members.admitted")
        | (CELL_ACTION, "study.coverage") => "1",
        (UPPER_PLAN_2022, "tet.beneficiaries")
        | (UPPER_PLAN_2026, "training.attendances")
        | (CELL_ACTION, "officers.trained_coverage") => "2",
        (CELL_ACTION, "members.new_recruits_joined") => "3",
        _ => return None,
    })
}
