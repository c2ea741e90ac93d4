//! The decision of the level above, and taking it back.
//!
//! Not here: what must be there before (`super`).

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    access::{Action, Caller},
    org::{Unit, UnitKind},
};
use congdoan_pack::{Pack, Problem};
use congdoan_store::{
    Tx,
    access::Thing,
    org::{
        foundings::{Elected, Founding, FoundingFile, SeatOpened, StepTaken},
        particulars::Decision,
    },
};

use super::{DECISION, FOUNDING};
use crate::{
    Error, Result, Service,
    error::refused,
    org::{
        particulars::wrong,
        plan::{self, Plan, Step},
    },
};

impl Service {
    /// Decides a case: founds the union or recognises its committee. Returns the code of the union.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything that is still missing; [`Error::Refused`] when the case is closed;
    /// [`Error::NotFound`], [`Error::Denied`] where the caller may not change units under the deciding one.
    pub async fn decide_founding(
        &self,
        caller: &Caller,
        id: &str,
        (decision, decided_on): (&str, Option<NaiveDate>),
    ) -> Result<String> {
        let mut tx = self.store.write().await?;
        tx.lock_tree().await?;
        let view = self.founding_view(&mut tx, caller, id).await?;
        tx.require(caller, Action::UnitWrite, view.upper.id, Thing::UNIT).await?;
        if view.file.case.state != "open" {
            return Err(refused("Hồ sơ này đã khép lại", "This case is closed already"));
        }
        let mut problems: Vec<Problem> = view.missing.clone();
        if decision.trim().is_empty() {
            problems.push(wrong("decision", "Hãy ghi số quyết định", "Give the number of the decision"));
        }
        let today = caller.now.day();
        let Some(on) = decided_on.filter(|on| *on <= today && problems.is_empty()) else {
            if decided_on.is_none_or(|on| on > today) {
                problems.push(wrong("decided_on", "Ngày quyết định không ở tương lai", "The day is not in the future"));
            }
            return Err(Error::Invalid(problems));
        };
        let case = Founding { decision: decision.trim().to_owned(), decided_on: Some(on), ..view.file.case.clone() };
        let union = self.carry_out(&mut tx, caller, (&view.file, case, &view.upper), on).await?;
        tx.commit().await?;
        self.follow().await?;
        Ok(union)
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (file, mut case, upper): (&FoundingFile, Founding, &Unit),
        on: NaiveDate,
    ) -> Result<String> {
        let founding = case.kind == FOUNDING;
        if founding {
            let plan = plan_of(&case, upper, on);
            let text = plan_text(&plan)?;
            let done = self.apply_plan(tx, caller, &plan, &text).await?;
            case.reorganisation_id = done.id.map(congdoan_model::ReorganisationId::uuid);
            case.union_id = Some(tx.unit(&self.system(), &case.code).await?.id.uuid());
        }
        let union: UnitId = case.union_id.ok_or(Error::NotFound("unit"))?.into();
        let unit = tx.unit_of_id(&self.system(), union).await?;
        let seats = seats(&self.pack(), unit.kind, &file.people, on);
        tx.open_committee(caller, &self.ids, (&case, union, on), &seats).await?;
        tx.serve_by_founding(caller, &self.ids, &case, (union, on)).await?;
        let about =
            if founding { "Thành lập, công nhận ban chấp hành" } else { "Công nhận ban chấp hành" };
        let decision = Decision {
            id: self.ids.next(),
            kind: if founding { "founding" } else { "recognition" }.to_owned(),
            number: case.decision.clone(),
            decided_on: on,
            issuer: upper.name.clone(),
            about: format!("{about} {}", case.term).trim().to_owned(),
            file_name: None,
            sha256: None,
        };
        // The right to decide was asked above; the one to describe a unit founded a moment ago follows from it.
        tx.add_decision(&self.acting_for(caller), union, &decision, None).await?;
        let taken = StepTaken {
            step: DECISION.to_owned(),
            done_on: on,
            note: case.decision.clone(),
            done_by: caller.name().to_owned(),
        };
        tx.take_step(caller, &case, &taken).await?;
        case.state = "decided".to_owned();
        tx.put_founding(caller, &case, "founding.decide").await?;
        Ok(unit.code.to_string())
    }

    /// The program itself at the caller's moment, for what follows from a right already asked for.
    fn acting_for(&self, caller: &Caller) -> Caller {
        Caller { now: caller.now, ..self.system() }
    }

    /// Takes a founding back within its window, as any reorganisation: the committee goes with the unit.
    ///
    /// # Errors
    /// [`Error::Refused`] saying what stands in the way; [`Error::NotFound`], [`Error::Denied`].
    pub async fn undo_founding(&self, caller: &Caller, id: &str) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.lock_tree().await?;
        let file = tx.founding(caller, super::case_id(id)?.uuid()).await?;
        tx.require(caller, Action::UnitWrite, file.case.upper_id, Thing::UNIT).await?;
        let reorganisation = file.case.reorganisation_id.filter(|_| file.case.state == "decided");
        let reorganisation = reorganisation.ok_or_else(|| {
            refused(
                "Chỉ hoàn tác được việc thành lập đã có quyết định; công nhận ban chấp hành thì lập hồ sơ mới",
                "Only a decided founding can be undone; for a recognition open a new case",
            )
        })?;
        tx.void_committee(caller, &file.case).await?;
        self.take_back(&mut tx, caller, reorganisation.into()).await?;
        let case = Founding { state: "undone".to_owned(), union_id: None, ..file.case };
        tx.put_founding(caller, &case, "founding.undo").await?;
        tx.commit().await?;
        self.follow().await?;
        Ok(())
    }
}

fn plan_of(case: &Founding, upper: &Unit, on: NaiveDate) -> Plan {
    let code = upper.code.to_string();
    Plan {
        title: format!("Thành lập {}", case.name),
        decision: case.decision.clone(),
        effective_on: on,
        unit: code.clone(),
        steps: vec![Step::Found {
            code: case.code.clone(),
            name: case.name.clone(),
            kind: UnitKind::Grassroots,
            form: case.form.clone(),
            under: code,
        }],
    }
}

/// The plan as the file it is kept as; it reads back as the same plan.
fn plan_text(plan: &Plan) -> Result<String> {
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    let mut lines = vec![
        "[reorganisation]".to_owned(),
        format!("title = {}", text(&plan.title)),
        format!("decision = {}", text(&plan.decision)),
        format!("effective_on = {}", plan.effective_on),
        format!("unit = {}", text(&plan.unit)),
    ];
    for step in &plan.steps {
        if let Step::Found { code, name, kind, form, under } = step {
            lines.extend(["\n[[step]]\ndo = \"found\"".to_owned(), format!("kind = \"{kind}\"")]);
            let values = [("code", code), ("name", name), ("form", form), ("under", under)];
            lines.extend(values.map(|(key, value)| format!("{key} = {}", text(value))));
        }
    }
    let text = lines.join("\n") + "\n";
    if plan::read(&text)? == *plan {
        Ok(text)
    } else {
        Err(Error::Internal("a plan that reads differently".to_owned()))
    }
}

/// The seats of a committee: the body each post belongs to, until when its term lasts, and the role it gives in a union of
/// a kind.
fn seats(pack: &Pack, kind: UnitKind, people: &[Elected], on: NaiveDate) -> Vec<SeatOpened> {
    let seat = |elected: &Elected| {
        let post = pack.posts.iter().find(|post| post.id == elected.post);
        SeatOpened {
            body: post.and_then(|post| post.body.clone()),
            until: post
                .and_then(|post| pack.bodies_of(kind).find(|body| Some(&body.id) == post.body.as_ref()))
                .and_then(|body| crate::access::forms::term_end(body, on)),
            role: post.and_then(|post| post.role_in(kind)).map(str::to_owned),
            elected: elected.clone(),
        }
    };
    people.iter().map(seat).collect()
}
