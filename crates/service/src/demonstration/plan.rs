//! What the demonstration is going to write, checked piece by piece against the pack in force.
//!
//! A piece the pack refuses stops the load with its place: the demonstration must never show what could not have been
//! entered by hand. Not here: what is written (the other modules), writing it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, Month, Period, ProgrammeId, ReviewId,
    directives::{Directive, Relation},
    figures::{Formula, Row},
    org::{Line, Link, Unit, UnitKind},
    programmes::{
        Comparator, Programme, ProgrammeKind, Target,
        cascade::{Clause, ReviewSection, TargetSource},
    },
    registers::{Fields, Record, RecordState},
};
use congdoan_pack::Pack;
use congdoan_store::{
    directives::NewDirective,
    programmes::{answers::NewAnswer, opening::Origin},
};
use serde_json::Value;

use super::clauses;
use crate::{
    Error, Result, Service,
    figures::{Declaration, declared},
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

/// The words of a review, by section.
pub(super) type Said = Vec<(ReviewSection, String)>;

/// Everything that is going to be written.
#[derive(Default)]
pub(super) struct Written {
    pub(super) units: Vec<(Unit, String)>,
    pub(super) links: Vec<Link>,
    pub(super) records: Vec<(String, Record, Vec<Row>)>,
    pub(super) declared: Vec<(String, Row)>,
    pub(super) directives: Vec<NewDirective>,
    pub(super) clauses: Vec<(DirectiveId, Vec<Clause>)>,
    pub(super) programmes: Vec<(Programme, Vec<Target>)>,
    pub(super) answers: Vec<(ProgrammeId, Vec<NewAnswer>)>,
    /// Programmes with the one beside them.
    pub(super) beside: Vec<(ProgrammeId, ProgrammeId)>,
    pub(super) origins: Vec<(ProgrammeId, Vec<Origin>)>,
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
        let place = self.place(unit)?;
        let refuse = |why: String| Err(fault(format!("{register} of {unit} on {day}: {why}")));
        let Some(of) = self.pack.register(register) else { return refuse("no such register".to_owned()) };
        if !of.is_recorded_by(place.unit.kind) {
            return refuse(format!("not recorded by a {}", place.unit.kind));
        }
        if !place.unit.is_open(day) {
            return refuse("the unit was not open".to_owned());
        }
        let problems = of.check(&fields, day, self.today);
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
        let (chain, rows) = (place.chain.clone(), self.service.rows(of, &record));
        self.rest.records.push((chain, record, rows));
        Ok(())
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
        let links = new.links.iter().map(|(relation, symbol)| Ok((*relation, self.paper(symbol)?.id)));
        let links = links.collect::<Result<Vec<_>>>()?;
        let directive = Directive {
            id: self.service.ids.next(),
            symbol: new.symbol.to_owned(),
            kind: new.kind.to_owned(),
            issued_on: Some(new.issued_on),
            issuer: new.issuer.to_owned(),
            title: new.title.to_owned(),
            summary: new.summary.to_owned(),
        };
        let unit = self.place(new.unit)?.unit.id;
        let (citations, targets) = (Vec::new(), Vec::new());
        let (body, parts) = clauses::text(new.symbol);
        let parts = (1_i64..).zip(parts).map(|(place, part)| Clause {
            id: self.service.ids.next(),
            place,
            label: part.label,
            depth: part.depth,
            title: part.title.to_owned(),
            from: part.from,
            to: part.to,
        });
        let parts: Vec<Clause> = parts.collect();
        if !parts.is_empty() {
            self.rest.clauses.push((directive.id, parts));
        }
        self.rest.directives.push(NewDirective { directive, unit, body, citations, targets, links });
        Ok(())
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
            targets.push(Target {
                id: self.service.ids.next(),
                programme: programme.id,
                indicator: (*indicator).to_owned(),
                comparator: *comparator,
                // Targets are kept in hundredths of the unit of measure.
                value: value * 100,
                value_max: None,
                period: period(during)?,
            });
        }
        let id = programme.id;
        self.answered(new, id);
        let clause = |indicator: &str| self.clause(new.directive, serves(new.directive, indicator)?);
        let origins = targets.iter().filter_map(|target| {
            let clause = clause(&target.indicator).map(|clause| clause.id)?;
            let source = if new.parent.is_some() { TargetSource::Above } else { TargetSource::Typed };
            Some(Origin { target: target.id, source, above: None, clause: Some(clause), baseline: None })
        });
        let origins = origins.collect();
        self.rest.origins.push((id, origins));
        self.rest.programmes.push((programme, targets));
        Ok(id)
    }

    fn clause(&self, symbol: &str, label: &str) -> Option<&Clause> {
        let paper = self.paper(symbol).ok()?.id;
        let (_, clauses) = self.rest.clauses.iter().find(|(id, _)| *id == paper)?;
        clauses.iter().find(|clause| clause.label == label)
    }

    /// Answers every clause of the directive a programme stands on, as the tables of `clauses` say.
    fn answered(&mut self, new: &NewProgramme<'_>, id: ProgrammeId) {
        let Ok(paper) = self.paper(new.directive).map(|paper| paper.id) else { return };
        let Some((_, clauses)) = self.rest.clauses.iter().find(|(id, _)| *id == paper) else { return };
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
        (ACTION, "training.classes" | "training.attendances") | (PLAN_2022 | PLAN_2026, "training.classes") => "I.1",
        (ACTION, "members.total") | (PLAN_2022 | PLAN_2026, "workers_month.spend") => "I.2",
        (ACTION, "finance.revenue_vs_budget" | "finance.growth") => "I.3",
        (ACTION, "tet.spend") => "II.1",
        (ACTION, "coordination.district_programmes") => "II.2",
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
