//! Member files of the demonstration: invented people with sealed identity numbers and phones, by unit.
//!
//! Not here: whose files there are (`units`, `ha_tinh`), declared members (`members`).

use chrono::{Datelike as _, Days, NaiveDate};
use congdoan_model::{
    PersonId, UnitId,
    access::Caller,
    members::{Joining, Leaving, Sex},
    org::Unit,
};
use congdoan_store::{
    Tx,
    access::NewPost,
    audit::{Change, Note},
    members::{NewMembership, NewPerson},
};

use super::{counters::turn, names};
use crate::{
    Result, Service,
    members::{number_of, sealing::Values},
};

/// People written in one go.
const CHUNK: usize = 2_000;

/// A unit's file to be invented.
pub(super) struct File<'a> {
    /// The unit.
    pub(super) unit: &'a Unit,
    /// Its audit chain.
    pub(super) chain: &'a str,
    /// Members standing.
    pub(super) standing: i64,
    /// Members who left before.
    pub(super) left: i64,
    /// The last day on which anyone joined.
    pub(super) until: NaiveDate,
    /// Since when the roll counts.
    pub(super) counts_from: NaiveDate,
    /// People who are to be in it, by id and name; the first of all is the chair.
    pub(super) named: Vec<(PersonId, String)>,
}

/// Writes files with their rolls and chairs' posts, one audit entry for each chain. People are invented from a counter, and
/// nobody twice as long as the counters of two calls do not meet.
pub(super) async fn write(
    service: &Service,
    tx: &mut Tx,
    system: &Caller,
    (files, mut counter): (&[File<'_>], usize),
) -> Result<()> {
    let sealer = service.sealer(tx).await?;
    let (mut people, mut memberships, mut posts) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        for place in 0..file.standing + file.left {
            let place = usize::try_from(place).unwrap_or(0);
            let (person, membership) = invented(service, &sealer, file, (place, counter))?;
            if place == 0 {
                posts.push(chair(service, file.unit, person.id));
            }
            people.push(person);
            memberships.push(membership);
            counter += 1;
        }
        if people.len() >= CHUNK {
            tx.insert_members(system, None, &people, &memberships).await?;
            people.clear();
            memberships.clear();
        }
    }
    tx.insert_members(system, None, &people, &memberships).await?;
    tx.insert_posts(system, &posts).await?;
    let rolls: Vec<_> = files.iter().map(|file| (service.ids.next(), file.unit.id, file.counts_from)).collect();
    tx.open_rolls(system, None, &rolls).await?;
    let mut chains: Vec<&str> = files.iter().map(|file| file.chain).collect();
    chains.sort_unstable();
    chains.dedup();
    for chain in chains {
        let of_chain: Vec<&File<'_>> = files.iter().filter(|file| file.chain == chain).collect();
        let number: i64 = of_chain.iter().map(|file| file.standing + file.left).sum();
        let note = Note {
            chain: chain.to_owned(),
            action: "member.batch",
            object: format!("members:{number}"),
            before: String::new(),
            after: serde_json::json!({ "units": of_chain.len(), "members": number }).to_string(),
        };
        let rolls: Vec<UnitId> = of_chain.iter().map(|file| file.unit.id).collect();
        tx.journal(system, note, &Change { rolls, ..Change::default() }).await?;
    }
    Ok(())
}

fn invented(
    service: &Service,
    sealer: &crate::members::sealing::Sealer,
    file: &File<'_>,
    (place, counter): (usize, usize),
) -> Result<(NewPerson, NewMembership)> {
    let given = file.named.get(place);
    let id = given.map_or_else(|| service.ids.next(), |(id, _)| *id);
    let name = given.map_or_else(|| names::person(counter), |(_, name)| name.clone());
    let (sex, born) = (sex_of(&name), names::born(counter));
    let identity = identity(counter, born, sex);
    let phone = format!("09{:08}", (counter * 7_919 + 12_345_678) % 100_000_000);
    let values = Values::from([("identity".to_owned(), identity.clone()), ("phone".to_owned(), phone)]);
    let sealed = sealer.seal_new(id, &values)?;
    let titles = ["Công nhân", "Kỹ thuật viên", "Nhân viên", "Tổ trưởng sản xuất", "Kế toán"];
    let fields = serde_json::json!({ "job_title": names::pick(&titles, counter) }).to_string();
    let person = NewPerson {
        id,
        number: number_of(id),
        born_on: Some(born),
        born_year: Some(born.year()),
        sex: Some(sex),
        identity_mark: Some(sealer.identity_mark(&identity)),
        content_mark: None,
        fields,
        sealed: sealed.text,
        wrapped_key: sealed.wrapped,
        name,
    };
    let joined_on = grown_up(born, joined(file, counter, place)).min(file.until);
    let gone = i64::try_from(place).unwrap_or(0) >= file.standing;
    let left = gone.then(|| (joined_on + Days::new(200 + counter as u64 % 90), Leaving::LeftWork));
    let membership = NewMembership {
        id: service.ids.next(),
        person: id,
        unit: file.unit.id,
        joined_on,
        joining: Joining::Admitted,
        left: left.map(|(day, leaving)| (day.min(file.until), leaving)),
        decision: String::new(),
    };
    Ok((person, membership))
}

/// A day between the unit's first and the last one on which anyone joined; who left joined early.
fn joined(file: &File<'_>, counter: usize, place: usize) -> NaiveDate {
    let span = (file.until - file.unit.opened_on).num_days().max(1);
    let gone = i64::try_from(place).unwrap_or(0) >= file.standing;
    let steps = i64::try_from(counter).unwrap_or(0) * 97 % if gone { (span / 2).max(1) } else { span };
    let day = file.unit.opened_on + Days::new(u64::try_from(steps).unwrap_or(0));
    // The committee stood from the beginning.
    if place == 0 { file.unit.opened_on } else { day }
}

/// Nobody joins before the year of the eighteenth birthday: the same day of that year instead.
fn grown_up(born: NaiveDate, day: NaiveDate) -> NaiveDate {
    let first = born.year() + 18;
    if day.year() < first {
        day.with_year(first).or_else(|| NaiveDate::from_ymd_opt(first, 3, 1)).unwrap_or(day)
    } else {
        day
    }
}

fn chair(service: &Service, unit: &Unit, person: PersonId) -> NewPost {
    NewPost {
        id: service.ids.next(),
        person,
        unit: unit.id,
        body: None,
        title: "chair".to_owned(),
        decision: format!("{}/QĐ-LĐLĐ", unit.opened_on.year() % 100 + 100),
        full_time: false,
        acting: false,
        from: unit.opened_on,
        until: None,
    }
}

fn sex_of(name: &str) -> Sex {
    const MALE: [&str; 5] = [" Văn ", " Hữu ", " Đức ", " Quang ", " Bảo "];
    if MALE.iter().any(|middle| name.contains(middle)) { Sex::Male } else { Sex::Female }
}

/// Twelve digits as a căn cước is built: province, century and sex, year, running number.
fn identity(counter: usize, born: NaiveDate, sex: Sex) -> String {
    let century = if born.year() < 2000 { 0 } else { 2 } + u32::from(sex == Sex::Female);
    format!("042{century}{:02}{:06}", born.year() % 100, counter % 1_000_000)
}

/// First days from 1998 to 2016.
pub(super) fn opening(index: usize) -> NaiveDate {
    let year = 1998 + i32::try_from(index * 5 % 18).unwrap_or(0);
    super::counters::day(year, turn(index, 7, 12), turn(index, 5, 28))
}
