//! Claims of a scheme as a table to be taken along.
//!
//! Not here: its bytes (`paper`).

use congdoan_model::{access::Caller, names::Language};
use congdoan_paper::{Cell, Column, ColumnKind, Heading, Table, TableRow};
use congdoan_store::programmes::schemes::{ClaimFilter, KeptClaim};

use super::{claims::reason_of, state_name};
use crate::{Result, Service, error::words, papers::paper_words};

/// How many claims a file holds.
const MOST: i64 = 50_000;

impl Service {
    /// The claims of a scheme the caller may see, ready to be written; the last line sums them up.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not read the scheme.
    pub async fn claims_paper(&self, caller: &Caller, filter: &ClaimFilter<'_>, language: Language) -> Result<Table> {
        let (scheme, claims) = self.claims_on(caller, &ClaimFilter { limit: MOST, ..*filter }).await?;
        let above = self.path(caller, &scheme.unit_code).await?;
        let period = scheme.period;
        let heading = Heading {
            superior: above.last().map(|above| above.name.clone()).unwrap_or_default(),
            issuer: scheme.unit_name.clone(),
            place_and_date: caller.now.day().format("Ngày %d tháng %m năm %Y").to_string(),
            title: words(&format!("ĐỀ NGHỊ CHI: {}", scheme.title), &format!("CLAIMS: {}", scheme.title))
                .get(language)
                .to_owned(),
            subtitle: format!("{} – {}", period.from().format("%d/%m/%Y"), period.to().format("%d/%m/%Y")),
        };
        let mut rows: Vec<TableRow> =
            (1..).zip(&claims).map(|(number, kept)| TableRow::Cells(row(number, kept, language))).collect();
        let mut total = vec![Cell::Empty; COLUMNS];
        let named = [
            (1, Cell::Text(words("Cộng", "Total").get(language).to_owned())),
            (AMOUNT, Cell::Whole(claims.iter().map(|kept| kept.claim.amount).sum())),
        ];
        for (place, cell) in named {
            if let Some(of) = total.get_mut(place) {
                *of = cell;
            }
        }
        rows.push(TableRow::Total(total));
        Ok(Table { heading, columns: columns(language), rows, remarks: Vec::new(), words: paper_words(language) })
    }
}

/// How many columns there are, and which holds the money.
const COLUMNS: usize = 10;
const AMOUNT: usize = 5;

fn columns(language: Language) -> Vec<Column> {
    let named = [
        ("TT", "No.", ColumnKind::Number),
        ("Kết quả", "Outcome", ColumnKind::Text),
        ("Ngày có kết quả", "Day of the outcome", ColumnKind::Day),
        ("Đơn vị đề nghị", "Unit", ColumnKind::Text),
        ("Ngày đề nghị", "Claimed on", ColumnKind::Day),
        ("Số tiền (đồng)", "Amount (VND)", ColumnKind::Money),
        ("Trạng thái", "State", ColumnKind::Text),
        ("Số chứng từ", "Voucher", ColumnKind::Text),
        ("Ngày chi", "Paid on", ColumnKind::Day),
        ("Lý do", "Reason", ColumnKind::Text),
    ];
    named.map(|(vi, en, kind)| Column::new(words(vi, en).get(language).to_owned(), kind)).to_vec()
}

fn row(number: i64, kept: &KeptClaim, language: Language) -> Vec<Cell> {
    let claim = &kept.claim;
    vec![
        Cell::Whole(number),
        Cell::Text(claim.title.clone()),
        Cell::Day(claim.outcome_on),
        Cell::Text(kept.unit_name.clone()),
        Cell::Day(claim.claimed_on),
        Cell::Whole(claim.amount),
        Cell::Text(state_name(claim.state).get(language).to_owned()),
        Cell::Text(claim.voucher.clone()),
        claim.paid_on.map_or(Cell::Empty, Cell::Day),
        Cell::Text(reason_of(claim).get(language).to_owned()),
    ]
}
