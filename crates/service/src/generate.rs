//! Synthetic federations of any size, the same for the same seed: to measure with, and to try imports on.
//!
//! The shape follows the national one: a root, 34 provinces, industry and corporation unions, upper-level unions of
//! about a hundred grassroots unions each, a tenth of these led by a second line, half of them in state bodies. Names
//! and people are invented. Not here: the demonstration federation (`demonstration`).

mod figures;
mod people;
mod units;

use std::{fs::File, io::BufWriter, path::Path};

use chrono::{Months, NaiveDate};
use congdoan_model::{
    Month, Timestamp, UnitId,
    access::Caller,
    figures::Row,
    org::{Line, Link, Unit, UnitKind},
};
use congdoan_paper::{Cell, Column, ColumnKind, Words, rows::XlsxRows};
use congdoan_store::{
    Tx,
    audit::{Change, Note},
    members::{NewMembership, NewPerson},
};

pub use self::figures::FiguresFile;
use self::{
    people::Someone,
    units::{Shape, Sketch},
};
use crate::{
    Result, Service,
    figures::{Declaration, declared},
    members::{
        number_of,
        sealing::{Sealer, Values},
    },
};

/// Rows written in one go.
const CHUNK: usize = 2_000;
/// Stocks every grassroots union declares when months are wanted.
const DECLARED: [&str; 3] = ["labour.workers", "labour.women", "labour.contracts"];

/// How big a federation is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Grassroots unions.
    pub units: usize,
    /// Members.
    pub members: u64,
    /// Months of declared figures.
    pub months: u32,
    /// What the invented data are drawn from.
    pub seed: u64,
}

/// Writes `units.xlsx` and `members.xlsx` of a synthetic federation into a folder; `now` goes into their properties and
/// `progress` hears the rows written.
///
/// # Errors
/// [`crate::Error::Paper`] when a file cannot be written.
pub fn files(size: Size, folder: &Path, now: Timestamp, progress: &dyn Fn(u64)) -> Result<()> {
    let sketch = Sketch::new(size);
    let column = |heading: &str, kind| Column::new(heading, kind);
    let (text, day) = (ColumnKind::Text, ColumnKind::Day);
    let columns = [
        column("Mã đơn vị", text),
        column("Tên đơn vị", text),
        column("Cấp", text),
        column("Hình thức", text),
        column("Mã đơn vị quản lý", text),
        column("Mã đơn vị phối hợp", text),
        column("Ngày thành lập", day),
    ];
    let words = Words::vietnamese();
    let mut rows = XlsxRows::new(create(folder, "units.xlsx")?, "Đơn vị", &columns, &words, now)?;
    for shape in sketch.shapes() {
        rows.push(&[
            shape.code.as_str().into(),
            shape.name.as_str().into(),
            shape.kind.word().into(),
            shape.form.into(),
            shape.parent.as_deref().unwrap_or_default().into(),
            shape.coordinating.as_deref().unwrap_or_default().into(),
            Cell::Day(shape.opened_on),
        ])?;
    }
    rows.finish()?;
    members_file(&sketch, folder, now, progress)
}

fn members_file(sketch: &Sketch, folder: &Path, now: Timestamp, progress: &dyn Fn(u64)) -> Result<()> {
    let (text, number, day, money) = (ColumnKind::Text, ColumnKind::Number, ColumnKind::Day, ColumnKind::Money);
    let columns = [
        Column::new("TT", number),
        Column::new("Họ và tên", text),
        Column::new("Ngày sinh", day),
        Column::new("Giới tính", text),
        Column::new("Số CCCD", text),
        Column::new("Mã đơn vị", text),
        Column::new("Ngày vào công đoàn", day),
        Column::new("Nghề nghiệp", text),
        Column::new("Số điện thoại", text),
        Column::new("Dân tộc", text),
        Column::new("Phòng ban", text),
        Column::new("Mức lương đóng BHXH", money),
    ];
    let out = create(folder, "members.xlsx")?;
    let mut rows = XlsxRows::new(out, "Đoàn viên", &columns, &Words::vietnamese(), now)?;
    let mut done = 0;
    for someone in sketch.people() {
        done += 1;
        rows.push(&[
            Cell::Whole(i64::try_from(done).unwrap_or(i64::MAX)),
            someone.name.as_str().into(),
            Cell::Day(someone.born),
            if someone.is_woman { "Nữ" } else { "Nam" }.into(),
            someone.identity.as_str().into(),
            someone.unit.as_str().into(),
            Cell::Day(someone.joined_on),
            someone.job.into(),
            someone.phone.as_str().into(),
            someone.ethnicity.into(),
            someone.department.as_str().into(),
            Cell::Whole(someone.wage),
        ])?;
        if done % 50_000 == 0 {
            progress(done);
        }
    }
    rows.finish()?;
    Ok(())
}

impl Service {
    /// Writes a synthetic federation into an empty database, in one transaction. `progress` hears members written.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] when the database holds units already.
    pub async fn generate(&self, size: Size, progress: &(dyn Fn(u64) + Sync)) -> Result<()> {
        let mut tx = self.store.write().await?;
        if tx.has_units().await? {
            return Err(crate::error::refused(
                "Cơ sở dữ liệu đã có đơn vị; liên đoàn sinh tự động chỉ ghi vào cơ sở dữ liệu trống",
                "The database holds units already; a synthetic federation goes into an empty one",
            ));
        }
        let system = self.system();
        let sketch = Sketch::new(size);
        let units = self.place(&sketch);
        tx.add_units(&system, &units.units, &units.links).await?;
        self.generate_figures(&mut tx, &system, size, &units).await?;
        if size.members > 0 {
            self.generate_people(&mut tx, &system, &sketch, &units, progress).await?;
        }
        tx.commit_bulk(congdoan_store::MUCH).await?;
        self.follow().await?;
        Ok(())
    }

    fn place(&self, sketch: &Sketch) -> Placed {
        let shapes: Vec<Shape> = sketch.shapes().collect();
        let mut placed = Placed { units: Vec::with_capacity(shapes.len()), ..Placed::default() };
        for shape in &shapes {
            let Ok(code) = shape.code.parse() else { continue };
            let unit = Unit {
                id: self.ids.next(),
                code,
                name: shape.name.clone(),
                kind: shape.kind,
                form: shape.form.to_owned(),
                opened_on: shape.opened_on,
                closed_on: None,
            };
            for (parent, line) in [(&shape.parent, Line::Managing), (&shape.coordinating, Line::Coordinating)] {
                let parent = parent.as_ref().and_then(|parent| placed.by_code.get(parent));
                if let Some((parent, opened)) = parent {
                    let from = unit.opened_on.max(*opened);
                    let (id, child, parent) = (self.ids.next(), unit.id, *parent);
                    placed.links.push(Link { id, child, parent, line, from, until: None });
                }
            }
            placed.by_code.insert(shape.code.clone(), (unit.id, unit.opened_on));
            placed.units.push((unit, shape.chain.clone()));
        }
        placed
    }

    async fn generate_figures(&self, tx: &mut Tx, system: &Caller, size: Size, placed: &Placed) -> Result<()> {
        let last = Month::of(system.now.day() - Months::new(1));
        let pack = self.pack();
        let wanted: Vec<&str> = DECLARED.into_iter().filter(|id| pack.indicator(id).is_some()).collect();
        let mut batches: std::collections::BTreeMap<&str, Vec<Row>> = std::collections::BTreeMap::new();
        for (place, (unit, chain)) in placed.units.iter().enumerate() {
            if unit.kind != UnitKind::Grassroots {
                continue;
            }
            for back in 0..size.months {
                let month = Month::of(last.first() - Months::new(back));
                for (salt, indicator) in wanted.iter().enumerate() {
                    let value = 40 + i64::try_from((place * 31 + salt * 17) % 400).unwrap_or(0) + i64::from(back % 3);
                    let declaration = Declaration { unit: unit.code.as_str(), indicator, month, value };
                    batches.entry(chain).or_default().push(declared(self.ids.next(), unit, &declaration));
                }
            }
        }
        for (chain, rows) in batches {
            tx.declare_batch(system, chain, &rows).await?;
        }
        Ok(())
    }

    async fn generate_people(
        &self,
        tx: &mut Tx,
        system: &Caller,
        sketch: &Sketch,
        placed: &Placed,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<()> {
        let sealer = self.sealer(tx).await?;
        let (mut people, mut memberships) = (Vec::with_capacity(CHUNK), Vec::with_capacity(CHUNK));
        let mut done = 0;
        for someone in sketch.people() {
            let Some((unit, _)) = placed.by_code.get(&someone.unit) else { continue };
            let (person, membership) = self.someone(&sealer, &someone, *unit)?;
            people.push(person);
            memberships.push(membership);
            done += 1;
            if people.len() == CHUNK {
                tx.insert_members(system, None, &people, &memberships).await?;
                people.clear();
                memberships.clear();
                progress(done);
            }
        }
        tx.insert_members(system, None, &people, &memberships).await?;
        let holders = placed.units.iter().filter(|(unit, _)| unit.kind == UnitKind::Grassroots);
        let rolls: Vec<_> = holders.map(|(unit, _)| (self.ids.next(), unit.id, unit.opened_on)).collect();
        tx.open_rolls(system, None, &rolls).await?;
        let note = Note {
            chain: placed.units.first().map(|(_, chain)| chain.clone()).unwrap_or_default(),
            action: "member.batch",
            object: format!("members:{done}"),
            before: String::new(),
            after: serde_json::json!({ "members": done }).to_string(),
        };
        let rolls = rolls.into_iter().map(|(_, unit, _)| unit).collect();
        tx.journal(system, note, &Change { rolls, ..Change::default() }).await?;
        Ok(())
    }

    fn someone(&self, sealer: &Sealer, one: &Someone, unit: UnitId) -> Result<(NewPerson, NewMembership)> {
        let id = self.ids.next();
        let values = Values::from([
            ("identity".to_owned(), one.identity.clone()),
            ("phone".to_owned(), one.phone.clone()),
            ("ethnicity".to_owned(), one.ethnicity.to_owned()),
            ("insurance_wage".to_owned(), one.wage.to_string()),
        ]);
        let sealed = sealer.seal_new(id, &values)?;
        let person = NewPerson {
            id,
            name: one.name.clone(),
            number: number_of(id),
            born_on: Some(one.born),
            born_year: Some(chrono::Datelike::year(&one.born)),
            sex: Some(one.sex()),
            identity_mark: Some(sealer.identity_mark(&one.identity)),
            content_mark: None,
            fields: serde_json::json!({ "job_title": one.job, "department": one.department }).to_string(),
            sealed: sealed.text,
            wrapped_key: sealed.wrapped,
        };
        let membership = NewMembership {
            id: self.ids.next(),
            person: id,
            unit,
            joined_on: one.joined_on,
            joining: congdoan_model::members::Joining::Admitted,
            left: None,
            decision: String::new(),
        };
        Ok((person, membership))
    }
}

#[derive(Default)]
struct Placed {
    units: Vec<(Unit, String)>,
    links: Vec<Link>,
    by_code: std::collections::HashMap<String, (UnitId, NaiveDate)>,
}

fn create(folder: &Path, name: &str) -> Result<BufWriter<File>> {
    let path = folder.join(name);
    File::create(&path).map(|file| BufWriter::with_capacity(1 << 16, file)).map_err(|error| {
        let path = path.display();
        crate::error::refused(&format!("không ghi được {path}: {error}"), &format!("{path} cannot be written: {error}"))
    })
}
