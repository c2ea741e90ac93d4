//! What a plan comes to: which units begin, end, merge, split, move or change their names, and the rows to be written.
//!
//! A draft is made in memory from the federation as it is known and checked as a whole: the tree that comes out must
//! be one. Every problem is told, not only the first. Not here: reading the plan (`plan`), writing (`store::org`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use congdoan_model::{
    Ids, LocalText, UnitId,
    org::{Code, EffectKind, Line, Link, Succession, Unit, UnitKind},
};
use congdoan_pack::Pack;
use congdoan_rollup::{Forest, Tree, UnitRef};
use congdoan_store::org::{Effect, Federation, NewLife, NewName, TreeChange};

use super::plan::{Choice, Plan, Step};
use crate::error::words;

/// What a plan comes to.
#[derive(Debug)]
pub(super) struct Draft {
    /// What happens to each unit, in the order of the steps.
    pub(super) effects: Vec<Effect>,
    /// The rows to be written.
    pub(super) change: TreeChange,
    /// Everything wrong with the plan; empty for a plan that can be applied.
    pub(super) problems: Vec<LocalText>,
}

/// Works a plan out. `annulled` gives the id of a unit whose founding was undone, so that it keeps it.
pub(super) fn draft(
    plan: &Plan,
    known: &Federation,
    pack: &Pack,
    ids: &Ids,
    annulled: &HashMap<String, UnitId>,
) -> Draft {
    let forest = |links: Vec<Link>, units: Vec<Unit>| Forest { units, links, successions: known.successions.clone() };
    let tree = match Tree::new(forest(known.links.clone(), known.units.clone())) {
        Ok(tree) => tree,
        Err(error) => {
            let problem =
                words(&format!("cây hiện tại có lỗi: {error}"), &format!("the present tree is broken: {error}"));
            return Draft { effects: Vec::new(), change: TreeChange::default(), problems: vec![problem] };
        }
    };
    let mut desk = Desk {
        plan,
        pack,
        ids,
        tree: &tree,
        on: plan.effective_on,
        units: known.units.iter().map(|unit| (unit.code.as_str(), unit)).collect(),
        founded: BTreeMap::new(),
        ending: BTreeMap::new(),
        moving: BTreeMap::new(),
        effects: Vec::new(),
        change: TreeChange::default(),
        problems: Vec::new(),
        annulled,
        later: known
            .links
            .iter()
            .filter(|link| link.line == Line::Managing && link.from > plan.effective_on)
            .map(|link| (link.child, link.from))
            .collect(),
    };
    for (number, step) in (1..).zip(&plan.steps) {
        desk.step(number, step);
    }
    desk.settle_below(known);
    desk.settle_links(known);
    desk.settle_lives(known);
    desk.settle_chains();
    desk.check_result(known);
    if desk.problems.is_empty() && desk.effects.is_empty() {
        desk.problems.push(words("Kế hoạch không thay đổi đơn vị nào", "The plan changes no unit"));
    }
    Draft { effects: desk.effects, change: desk.change, problems: desk.problems }
}

/// How a unit ends.
#[derive(Clone, Debug)]
struct Ending {
    cause: String,
    /// Who carries on, where somebody takes over the members; units below go there too.
    heir: Option<UnitId>,
}

struct Desk<'a> {
    plan: &'a Plan,
    pack: &'a Pack,
    ids: &'a Ids,
    tree: &'a Tree,
    on: NaiveDate,
    units: HashMap<&'a str, &'a Unit>,
    founded: BTreeMap<String, Unit>,
    ending: BTreeMap<UnitId, Ending>,
    /// The new managing parent of each unit that moves.
    moving: BTreeMap<UnitId, UnitId>,
    effects: Vec<Effect>,
    change: TreeChange,
    problems: Vec<LocalText>,
    annulled: &'a HashMap<String, UnitId>,
    /// Units with a managing link that begins after the effective day.
    later: HashMap<UnitId, NaiveDate>,
}

/// Steps.
impl Desk<'_> {
    fn step(&mut self, number: usize, step: &Step) {
        match step {
            Step::Found { code, name, kind, form, under } => self.found(number, (code, name), (*kind, form), under),
            Step::End { which, reason } => {
                for unit in self.chosen(number, which) {
                    self.end(number, &unit, EffectKind::Ended, None, reason);
                }
            }
            Step::Merge { which, into, reason } => {
                let Some(heir) = self.find(number, into) else { return };
                for unit in self.chosen(number, which) {
                    if unit.id == heir.id {
                        continue;
                    }
                    self.end(number, &unit, EffectKind::Merged, Some(heir.id), reason);
                    self.succeed(unit.id, heir.id, true);
                }
            }
            Step::Split { unit, into, members, reason } => self.split(number, unit, into, members.as_deref(), reason),
            Step::Move { which, under, line, reason } => {
                let Some(parent) = self.find(number, under) else { return };
                for unit in self.chosen(number, which) {
                    self.shift(number, &unit, &parent, *line, reason);
                }
            }
            Step::Rename { unit, name, form } => self.rename(number, unit, name, form.as_deref()),
        }
    }

    fn found(&mut self, number: usize, (code, name): (&str, &str), (kind, form): (UnitKind, &str), under: &str) {
        if self.units.contains_key(code) || self.founded.contains_key(code) {
            return self.say(number, &format!("mã \"{code}\" đã có"), &format!("the code \"{code}\" stands already"));
        }
        let Ok(parsed) = code.parse::<Code>() else {
            return self.say(
                number,
                &format!("\"{code}\" không dùng làm mã được: chỉ chữ thường không dấu, số và gạch nối"),
                &format!("\"{code}\" is no code: lower-case letters, digits and hyphens only"),
            );
        };
        let Some(parent) = self.find(number, under) else { return };
        if !self.pack.may_hang(kind, parent.kind) {
            let (vi, en) = (
                format!("{kind} không đặt dưới {} được", parent.kind),
                format!("a {kind} may not hang under a {}", parent.kind),
            );
            return self.say(number, &vi, &en);
        }
        let id = self.annulled.get(code).copied().unwrap_or_else(|| self.ids.next());
        let unit = Unit {
            id,
            code: parsed,
            name: name.to_owned(),
            kind,
            form: form.to_owned(),
            opened_on: self.on,
            closed_on: None,
        };
        self.change.add_links.push(self.link(id, parent.id, Line::Managing));
        self.moving.insert(id, parent.id);
        self.note(EffectKind::Founded, id, Some(parent.id), "");
        self.founded.insert(code.to_owned(), unit);
    }

    fn end(&mut self, number: usize, unit: &Unit, kind: EffectKind, other: Option<UnitId>, reason: &str) {
        if self.ending.contains_key(&unit.id) {
            let code = &unit.code;
            return self.say(
                number,
                &format!("{code} đã kết thúc ở một bước khác"),
                &format!("{code} ends in another step already"),
            );
        }
        if let Some(closed) = unit.closed_on {
            let (vi, en) = (
                format!("{} đã có quyết định kết thúc ngày {closed}", unit.code),
                format!("{} is already known to end on {closed}", unit.code),
            );
            return self.say(number, &vi, &en);
        }
        let cause = if reason.is_empty() { self.plan.title.clone() } else { reason.to_owned() };
        self.ending.insert(unit.id, Ending { cause, heir: other });
        self.note(kind, unit.id, other, reason);
    }

    fn split(&mut self, number: usize, code: &str, into: &[String], members: Option<&str>, reason: &str) {
        let Some(unit) = self.find(number, code) else { return };
        let heirs: Vec<Unit> = into.iter().filter_map(|code| self.find(number, code)).collect();
        if heirs.len() != into.len() || heirs.is_empty() {
            return self.say(number, "thiếu đơn vị nhận (into)", "the units that carry on (into) are missing");
        }
        let heir = members.map(|code| heirs.iter().find(|unit| unit.code.as_str() == code));
        if let Some(None) = heir {
            return self.say(
                number,
                "đơn vị nhận đoàn viên (members) phải là một trong các đơn vị nhận (into)",
                "the unit that takes the members must be one of those that carry on (into)",
            );
        }
        let heir = heir.flatten().map(|unit| unit.id);
        if heir.is_some() {
            self.end(number, &unit, EffectKind::Split, heir, reason);
        } else {
            self.note(EffectKind::Split, unit.id, heirs.first().map(|first| first.id), reason);
        }
        for one in &heirs {
            self.succeed(unit.id, one.id, heir == Some(one.id));
        }
    }

    fn shift(&mut self, number: usize, unit: &Unit, parent: &Unit, line: Line, reason: &str) {
        let (code, above) = (&unit.code, &parent.code);
        if !self.pack.may_hang(unit.kind, parent.kind) && line == Line::Managing {
            let (vi, en) =
                (format!("{code} không đặt dưới {above} được"), format!("{code} may not hang under {above}"));
            return self.say(number, &vi, &en);
        }
        if let Some(later) = self.later.get(&unit.id).filter(|_| line == Line::Managing) {
            let (vi, en) = (
                format!("{code} đã có chuyển giao ngày {later}; kế hoạch không đi lùi trước một thay đổi về sau"),
                format!("{code} is known to move on {later}; a plan may not reach behind a later change"),
            );
            return self.say(number, &vi, &en);
        }
        if line == Line::Managing && self.moving.insert(unit.id, parent.id).is_some() {
            let (vi, en) =
                (format!("{code} đã chuyển ở một bước khác"), format!("{code} moves in another step already"));
            return self.say(number, &vi, &en);
        }
        let link = Link { until: unit.closed_on, ..self.link(unit.id, parent.id, line) };
        self.change.add_links.push(link);
        self.note(EffectKind::Moved, unit.id, Some(parent.id), reason);
    }

    fn rename(&mut self, number: usize, code: &str, name: &str, form: Option<&str>) {
        let Some(unit) = self.find(number, code) else { return };
        let form = form.map_or_else(|| unit.form.clone(), str::to_owned);
        let name = NewName { unit: unit.id, name: name.to_owned(), form, from: self.on };
        self.change.names.push(name);
        self.note(EffectKind::Renamed, unit.id, None, "");
    }

    fn succeed(&mut self, predecessor: UnitId, successor: UnitId, heir: bool) {
        self.change.successions.push(Succession { predecessor, successor, on: self.on, heir });
    }

    fn note(&mut self, kind: EffectKind, unit: UnitId, other: Option<UnitId>, reason: &str) {
        self.effects.push(Effect { unit, kind, other, members: 0, reason: reason.to_owned() });
    }

    fn link(&self, child: UnitId, parent: UnitId, line: Line) -> Link {
        Link { id: self.ids.next(), child, parent, line, from: self.on, until: None }
    }
}

/// Finding units and telling problems.
impl Desk<'_> {
    fn say(&mut self, number: usize, vi: &str, en: &str) {
        self.problems.push(words(&format!("Bước {number}: {vi}"), &format!("Step {number}: {en}")));
    }

    /// A unit by code that stands on the effective day or is founded by the plan.
    fn find(&mut self, number: usize, code: &str) -> Option<Unit> {
        if let Some(unit) = self.founded.get(code) {
            return Some(unit.clone());
        }
        let Some(unit) = self.units.get(code) else {
            self.say(number, &format!("không có đơn vị mang mã \"{code}\""), &format!("there is no unit \"{code}\""));
            return None;
        };
        let unit = (*unit).clone();
        if unit.opened_on > self.on || unit.closed_on.is_some_and(|closed| closed <= self.on) {
            let on = self.on;
            self.say(number, &format!("{code} không hoạt động ngày {on}"), &format!("{code} is not open on {on}"));
            return None;
        }
        Some(unit)
    }

    fn chosen(&mut self, number: usize, which: &Choice) -> Vec<Unit> {
        let mut chosen: Vec<Unit> = which.units.iter().filter_map(|code| self.find(number, code)).collect();
        if let Some(top) = &which.below
            && let Some(top) = self.find(number, top)
        {
            let below = self.tree.by_id(top.id).map(|top| below(self.tree, top, self.on)).unwrap_or_default();
            let fits = |unit: &&UnitRef<'_>| {
                which.kind.is_none_or(|kind| unit.kind == kind)
                    && which.form.as_ref().is_none_or(|form| unit.form == *form)
                    && !which.except.iter().any(|code| code == unit.code.as_str())
            };
            chosen.extend(below.iter().filter(fits).map(|unit| (**unit).clone()));
        }
        if chosen.is_empty() {
            self.say(number, "không chọn được đơn vị nào", "no unit is chosen");
        }
        chosen
    }
}

/// Everything below a unit along managing links on a day, nearest first.
fn below<'t>(tree: &'t Tree, top: UnitRef<'t>, day: NaiveDate) -> Vec<UnitRef<'t>> {
    let mut found: Vec<UnitRef<'t>> = Vec::new();
    let mut open = vec![top];
    while let Some(unit) = open.pop() {
        for (child, line) in tree.children(unit, day) {
            if line == Line::Managing {
                found.push(child);
                open.push(child);
            }
        }
    }
    found
}

/// What follows from the steps.
impl Desk<'_> {
    /// What hangs under a unit that merges goes to its heir. Else sections and groups end with their union; employers and Party bodies go to the nearest unit above that stays; whatever
    /// else would hang under nothing is a problem.
    fn settle_below(&mut self, known: &Federation) {
        let standing = |link: &&Link| link.line == Line::Managing && link.until.is_none_or(|until| until > self.on);
        let mut below: HashMap<UnitId, Vec<UnitId>> = HashMap::new();
        for link in known.links.iter().filter(standing) {
            below.entry(link.parent).or_default().push(link.child);
        }
        let by_id: HashMap<UnitId, &Unit> = known.units.iter().map(|unit| (unit.id, unit)).collect();
        let mut open: Vec<UnitId> = self.ending.keys().copied().collect();
        while let Some(ended) = open.pop() {
            for child in below.get(&ended).cloned().unwrap_or_default() {
                let Some(unit) = by_id.get(&child) else { continue };
                let gone = unit.closed_on.is_some_and(|closed| closed <= self.on);
                if gone || self.ending.contains_key(&child) || self.moving.contains_key(&child) {
                    continue;
                }
                let (cause, heir) = match self.ending.get(&ended) {
                    Some(ending) => (ending.cause.clone(), ending.heir),
                    None => (String::new(), None),
                };
                if let Some(heir) = heir {
                    self.hang(child, heir);
                    continue;
                }
                match unit.kind {
                    UnitKind::Section | UnitKind::Group => {
                        self.ending.insert(child, Ending { cause, heir: None });
                        self.note(EffectKind::Ended, child, None, "");
                        open.push(child);
                    }
                    UnitKind::Outside | UnitKind::Party => self.rehang(child, ended),
                    _ => {
                        let above = by_id.get(&ended).map(|unit| unit.code.to_string()).unwrap_or_default();
                        let code = &unit.code;
                        self.problems.push(words(
                            &format!(
                                "{code} thuộc {above}, đơn vị kết thúc; hãy chuyển, sáp nhập hoặc kết thúc cả {code}"
                            ),
                            &format!("{code} hangs under {above}, which ends; move, merge or end {code} too"),
                        ));
                    }
                }
            }
        }
    }

    /// Hangs a unit under another as a consequence of the steps.
    fn hang(&mut self, child: UnitId, parent: UnitId) {
        self.change.add_links.push(self.link(child, parent, Line::Managing));
        self.moving.insert(child, parent);
        self.note(EffectKind::Moved, child, Some(parent), "");
    }

    fn rehang(&mut self, child: UnitId, ended: UnitId) {
        let mut above = self.tree.by_id(ended);
        while let Some(unit) = above {
            if !self.ending.contains_key(&unit.id) {
                return self.hang(child, unit.id);
            }
            let parents = self.tree.parents(unit, congdoan_model::period::day_before(self.on));
            above = parents.into_iter().find(|(_, line)| *line == Line::Managing).map(|(parent, _)| parent);
        }
    }

    /// Links of units that end stop; so do managing links of units that move, and coordinating ones to units that end.
    fn settle_links(&mut self, known: &Federation) {
        for link in &known.links {
            let over = link.until.is_some_and(|until| until <= self.on);
            let stops = self.ending.contains_key(&link.child)
                || self.ending.contains_key(&link.parent)
                || link.line == Line::Managing && self.moving.contains_key(&link.child);
            if over || !stops {
                continue;
            }
            self.change.end_links.push(link.id);
            if link.from < self.on {
                let id = self.ids.next();
                self.change.add_links.push(Link { id, until: Some(self.on), ..*link });
            }
        }
    }

    fn settle_lives(&mut self, known: &Federation) {
        for unit in &known.units {
            if let Some(ending) = self.ending.get(&unit.id) {
                let cause = ending.cause.clone();
                let closed_on = Some(self.on);
                self.change.lives.push(NewLife { unit: unit.id, opened_on: unit.opened_on, closed_on, cause });
            }
        }
    }

    /// The audit chain of a unit is that of the nearest province, industry or corporation above it.
    fn settle_chains(&mut self) {
        let mut chains: BTreeMap<UnitId, String> = BTreeMap::new();
        let founded: HashMap<UnitId, Unit> = self.founded.values().map(|unit| (unit.id, unit.clone())).collect();
        for (unit, parent) in &self.moving {
            let chain = self.chain_above(*parent, &founded);
            chains.insert(*unit, chain.clone());
            if let Some(unit) = self.tree.by_id(*unit) {
                for below in below(self.tree, unit, self.on) {
                    chains.entry(below.id).or_insert_with(|| chain.clone());
                }
            }
        }
        for unit in self.founded.values() {
            let chain = chains.remove(&unit.id).unwrap_or_else(|| unit.code.to_string());
            let chain = if unit.kind.heads_chain() { unit.code.to_string() } else { chain };
            self.change.found.push((unit.clone(), chain));
        }
        let present = |unit: UnitId| self.tree.by_id(unit).map(|unit| self.chain_of(unit));
        self.change.chains =
            chains.into_iter().filter(|(unit, chain)| present(*unit).as_ref() != Some(chain)).collect();
    }

    fn chain_above(&self, parent: UnitId, founded: &HashMap<UnitId, Unit>) -> String {
        let mut at = parent;
        for _ in 0..64 {
            if let Some(unit) = founded.get(&at) {
                if unit.kind.heads_chain() {
                    return unit.code.to_string();
                }
            } else if let Some(unit) = self.tree.by_id(at)
                && !self.moving.contains_key(&at)
            {
                return self.chain_of(unit);
            }
            match self.moving.get(&at) {
                Some(above) => at = *above,
                None => break,
            }
        }
        String::new()
    }

    fn chain_of(&self, unit: UnitRef<'_>) -> String {
        let mut at = Some(unit);
        while let Some(unit) = at {
            if unit.kind.heads_chain() {
                return unit.code.to_string();
            }
            let parents = self.tree.parents(unit, congdoan_model::period::day_before(self.on));
            at = parents.into_iter().find(|(_, line)| *line == Line::Managing).map(|(parent, _)| parent);
        }
        unit.code.to_string()
    }

    /// The tree that would come out must be one, with a managing parent for everything that had one.
    fn check_result(&mut self, known: &Federation) {
        for (unit, _) in self.moving.iter().filter(|(unit, _)| self.ending.contains_key(*unit)) {
            let code = self.tree.by_id(*unit).map(|unit| unit.code.to_string()).unwrap_or_default();
            self.problems
                .push(words(&format!("{code} vừa chuyển vừa kết thúc"), &format!("{code} both moves and ends")));
        }
        let ended: BTreeSet<UnitId> = self.ending.keys().copied().collect();
        let dead = |unit: &UnitId| ended.contains(unit);
        let mut onto: Vec<UnitId> = self.moving.values().copied().filter(|parent| dead(parent)).collect();
        onto.extend(self.change.successions.iter().map(|one| one.successor).filter(|unit| dead(unit)));
        onto.sort_unstable();
        onto.dedup();
        for unit in onto {
            let code = self.tree.by_id(unit).map(|unit| unit.code.to_string()).unwrap_or_default();
            self.problems.push(words(
                &format!("{code} nhận đơn vị hoặc đoàn viên nhưng lại kết thúc"),
                &format!("{code} takes over units or members but ends itself"),
            ));
        }
        if self.problems.is_empty()
            && let Err(error) = Tree::new(self.outcome(known))
        {
            self.problems.push(words(&format!("cây mới có lỗi: {error}"), &format!("the new tree is broken: {error}")));
        }
    }

    fn outcome(&self, known: &Federation) -> Forest {
        let gone: HashSet<_> = self.change.end_links.iter().collect();
        let mut links: Vec<Link> = known.links.iter().filter(|link| !gone.contains(&link.id)).copied().collect();
        links.extend(&self.change.add_links);
        let closed = |unit: &Unit| if self.ending.contains_key(&unit.id) { Some(self.on) } else { unit.closed_on };
        let mut units: Vec<Unit> =
            known.units.iter().map(|unit| Unit { closed_on: closed(unit), ..unit.clone() }).collect();
        units.extend(self.founded.values().cloned());
        let mut successions = known.successions.clone();
        successions.extend(&self.change.successions);
        Forest { units, links, successions }
    }
}
