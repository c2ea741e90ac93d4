//! Whether an officer sits on a Party committee: a sealed field of the member file, opened one officer at a time, with a
//! reason that is kept.
//!
//! How many do is a figure (`officers.chairs_in_party_committee` of the pack); there is no list. A pack without the field
//! shows nothing. Not here: the other sealed fields (`members`).

use congdoan_model::{LocalText, PostId, access::Caller};
use congdoan_pack::{Pack, Problem};

use crate::{Error, Result, Service, error::words};

/// The field of the member file that says it.
const SEAT: &str = "party_seat";

/// What the pack calls the field, where it has it.
pub(super) fn field(pack: &Pack) -> Option<LocalText> {
    pack.members.fields.iter().find(|field| field.id == SEAT).map(|field| field.name.clone())
}

impl Service {
    /// Opens what the member file says of the holder of a post; empty when it says nothing. Who opened it, when and why
    /// stands in the audit log, the answer does not.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Denied`] unless the caller may open sealed fields in the unit; [`Error::Invalid`]
    /// without a reason; [`Error::Refused`] without the key file.
    pub async fn open_party_seat(&self, caller: &Caller, (code, post): (&str, PostId), reason: &str) -> Result<String> {
        let pack = self.pack();
        let work = async {
            let mut tx = self.store.write().await?;
            let unit = tx.unit(caller, code).await?;
            let office = tx.office(caller, unit.id, post).await?;
            tx.require_opening(caller, unit.id).await?;
            if field(&pack).is_none() {
                return Err(Error::NotFound("field"));
            }
            let reason = reason.trim();
            if reason.is_empty() {
                let message = words("Hãy ghi lý do", "Give a reason");
                return Err(Error::Invalid(vec![Problem { field: Some("reason".to_owned()), message }]));
            }
            let sealed = tx.open_sealed(caller, (unit.id, office.person_id), self.ids.next(), (SEAT, reason)).await?;
            let value = match sealed {
                Some((wrapped, text)) => {
                    let mut values = self.marker(&mut tx).await?.open(office.person_id, &wrapped, &text)?;
                    values.remove(SEAT).unwrap_or_default()
                }
                None => String::new(),
            };
            tx.commit().await?;
            Ok(value)
        };
        self.refusal_noted(caller, &format!("post:{post}"), work.await).await
    }
}

#[cfg(test)]
mod tests {
    use congdoan_model::{
        PersonId, UnitId,
        access::{Action, Right, Scope, Who},
        members::Joining,
    };
    use congdoan_store::{
        access::{NewPost, PersonOf},
        members::{NewMembership, NewPerson},
    };
    use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, on_both};

    use super::*;
    use crate::members::sealing::Values;

    async fn officer(fresh: &Fresh) -> (Service, UnitId, PostId, PersonId) {
        let clock = FixedClock::at(2022, 6, 1);
        let ids = ids(clock.clone());
        let built = federation::small(&ids);
        let service = Service::new(fresh.store.clone(), clock, ids.clone()).await.unwrap();
        service.install_embedded_pack().await.unwrap();
        service.hold_keys(congdoan_testkit::keyring());
        let (system, unit) = (service.system(), built.id("north-one"));
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&system, &built.units, &built.links).await.unwrap();
        let (id, post): (PersonId, PostId) = (ids.next(), ids.next());
        let sealer = service.sealer(&mut tx).await.unwrap();
        let values = Values::from([(SEAT.to_owned(), "Đảng ủy viên".to_owned())]);
        let sealed = sealer.seal_new(id, &values).unwrap();
        let person = NewPerson {
            id,
            name: "Đậu Thị Lam".into(),
            number: "1".into(),
            born_on: None,
            born_year: None,
            sex: None,
            identity_mark: None,
            content_mark: None,
            fields: "{}".into(),
            sealed: sealed.text,
            wrapped_key: sealed.wrapped,
        };
        let membership = NewMembership {
            id: ids.next(),
            person: id,
            unit,
            joined_on: date(2020, 1, 1),
            joining: Joining::Admitted,
            left: None,
            decision: String::new(),
        };
        tx.insert_members(&system, None, &[person], &[membership]).await.unwrap();
        let office = NewPost {
            id: post,
            person: id,
            unit,
            body: None,
            title: "chair".into(),
            decision: "1/QĐ".into(),
            full_time: false,
            acting: false,
            from: date(2022, 6, 1),
            until: None,
        };
        tx.add_office(&system, &office, &PersonOf::Known(id), None).await.unwrap();
        tx.commit().await.unwrap();
        (service, unit, post, id)
    }

    fn reader(service: &Service, unit: UnitId, actions: &[Action]) -> Caller {
        let right = Right { unit, role: "reader".into(), own: actions.to_vec(), ..Right::default() };
        let (user, person) = Default::default();
        let who = Who::Person { user, person, login: "reader".into(), rights: vec![right], scope: Scope::Write };
        Caller { who, ..service.system() }
    }

    #[tokio::test]
    async fn a_seat_is_opened_with_a_right_and_a_reason_and_never_told_to_the_log() {
        on_both(|fresh| async move {
            let (service, unit, post, person) = officer(&fresh).await;
            let place = ("north-one", post);
            let plain = reader(&service, unit, &[Action::UnitRead, Action::MemberRead]);
            let tried = service.open_party_seat(&plain, place, "kiểm tra").await;
            assert!(matches!(tried, Err(Error::Denied(Action::MemberOpen))), "{tried:?}");
            let opens = reader(&service, unit, &[Action::UnitRead, Action::MemberRead, Action::MemberOpen]);
            assert!(matches!(service.open_party_seat(&opens, place, " ").await, Err(Error::Invalid(_))));
            assert_eq!(service.open_party_seat(&opens, place, "chuẩn bị đại hội").await.unwrap(), "Đảng ủy viên");
            let mut tx = fresh.store.read().await.unwrap();
            let entries = tx.entries(&service.system(), "north", 0).await.unwrap();
            let (entry, _) = entries.iter().find(|(entry, _)| entry.action == "member.open").unwrap();
            assert_eq!(entry.who, "reader");
            let views = tx.member_views(&service.system(), person).await.unwrap();
            assert_eq!((views[0].fields.as_str(), views[0].reason.as_str()), (SEAT, "chuẩn bị đại hội"));
            let told = serde_json::to_string(&entries.iter().map(|(entry, _)| &entry.after).collect::<Vec<_>>());
            let told = told.unwrap();
            assert!(!told.contains("Đảng ủy viên"), "what was opened is not in the log");
            assert!(!told.contains("chuẩn bị đại hội"), "nor is why, in clear");
        })
        .await;
    }
}
