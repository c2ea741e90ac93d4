//! A file of invented declared figures for the units that stand, to measure importing with.
//!
//! Not here: figures written straight into the database (`generate`), what an import takes in (`figures::import`).

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

use chrono::Months;
use congdoan_model::{
    Month, Timestamp,
    figures::{Formula, Indicator, OverTree},
    org::UnitKind,
};

use crate::{Error, Result, Service};

/// What such a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FiguresFile {
    /// Rows.
    pub figures: usize,
    /// What every unit together declares of an indicator in a month.
    pub sums: BTreeMap<(String, Month), i64>,
}

impl Service {
    /// Writes a sheet of declared figures as `export figures` does: month by month back from the last one, every grassroots
    /// union with every indicator that is declared and adds up, until there are enough. `offset` makes other values.
    ///
    /// # Errors
    /// [`Error::Refused`] when the file cannot be written; [`Error::Store`] when the database does not answer.
    pub async fn figures_file(&self, path: &Path, figures: usize, offset: i64) -> Result<FiguresFile> {
        let (system, pack) = (self.system(), self.pack());
        let known = self.store.read().await?.federation(&system, Timestamp::from_micros(i64::MAX)).await?;
        let adds = |one: &&Indicator| {
            matches!(one.formula, Formula::Rows(_))
                && one.register.is_none()
                && one.members.is_none()
                && one.tree == OverTree::Sum
        };
        let indicators: Vec<&Indicator> = pack.indicators.iter().filter(adds).collect();
        let told = |error: std::io::Error| {
            let text = format!("{}: {error}", path.display());
            crate::error::refused(&text, &text)
        };
        let mut out = BufWriter::new(File::create(path).map_err(told)?);
        let mut file = FiguresFile::default();
        out.write_all("Mã đơn vị,Chỉ tiêu,Tháng,Giá trị\n".as_bytes()).map_err(told)?;
        let mut first = Month::of(system.now.day()).first();
        while file.figures < figures {
            first = first - Months::new(1);
            let month = Month::of(first);
            let open = known.units.iter().filter(|unit| unit.kind == UnitKind::Grassroots && unit.opened_on <= first);
            let before = file.figures;
            for (place, unit) in (0_i64..).zip(open) {
                for (salt, indicator) in (0_i64..).zip(&indicators).take(figures - file.figures) {
                    let value = (place * 7 + salt * 13) % 997 + offset;
                    writeln!(out, "{},{},{month},{value}", unit.code, indicator.id).map_err(told)?;
                    *file.sums.entry((indicator.id.clone(), month)).or_default() += value;
                    file.figures += 1;
                }
            }
            if file.figures == before {
                return Err(Error::Internal("no union is open long enough to declare so many figures".to_owned()));
            }
        }
        out.flush().map_err(told)?;
        Ok(file)
    }
}
