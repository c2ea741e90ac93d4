//! Reads `founding.toml`: procedures, each with its steps and the papers of its dossier.
//!
//! Not here: whether the parameters that bound a step exist (`offices`), conditions at work (`crate::founding`).

use super::table::Table;
use crate::{Actor, Condition, DossierPaper, Pack, Place, Procedure, Step, remark::reason};

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    let shared = root.shared_source();
    for table in root.tables("procedure") {
        let procedure = read_procedure(&table, &shared);
        table.close();
        pack.procedures.extend(procedure);
    }
}

fn read_procedure(table: &Table<'_>, shared: &str) -> Option<Procedure> {
    let id = table.id("id");
    let mut steps: Vec<Step> = Vec::new();
    for one in table.tables("step") {
        let step = read_step(&one);
        one.close();
        let Some(step) = step else { continue };
        if steps.iter().any(|other| other.id == step.id) {
            twice(&one, &step.id, &step.place);
        }
        steps.push(step);
    }
    let mut papers: Vec<DossierPaper> = Vec::new();
    for one in table.tables("paper") {
        let paper = read_paper(&one);
        one.close();
        let Some(paper) = paper else { continue };
        if papers.iter().any(|other| other.id == paper.id) {
            twice(&one, &paper.id, &paper.place);
        }
        papers.push(paper);
    }
    for (key, none) in [("step", steps.is_empty()), ("paper", papers.is_empty())] {
        if none && !table.has(key) {
            table.missing(key);
        }
    }
    let procedure = Procedure {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        steps,
        papers,
        source: table.source(shared),
        id: id?.0,
    };
    Some(procedure)
}

fn twice(table: &Table<'_>, id: &str, place: &Place) {
    table.error(place.clone(), reason(format!("\"{id}\" đã có"), format!("\"{id}\" is there already")));
}

fn read_step(table: &Table<'_>) -> Option<Step> {
    let id = table.id("id");
    let by = table.required_word("by", &Actor::WORDS);
    let step = Step {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        within: table.text("within").map(|(parameter, _)| parameter),
        unsure: table.flag("unsure", false),
        id: id?.0,
        by: by?,
    };
    Some(step)
}

fn read_paper(table: &Table<'_>) -> Option<DossierPaper> {
    let id = table.id("id");
    let paper = DossierPaper {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        required: table.flag("required", true),
        when: table.text("when").map(|(formula, span)| Condition::new(formula, table.place_of(&span))),
        unsure: table.flag("unsure", false),
        id: id?.0,
    };
    Some(paper)
}
