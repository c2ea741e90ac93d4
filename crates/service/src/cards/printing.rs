//! Cards on paper: one card, sheets of many, the list by causes as a spreadsheet; the code of the own card for the screen.
//!
//! What is printed is read back from the signed text, so that card and signature never differ. Not here: the look
//! (`paper`).

use chrono::NaiveDate;
use congdoan_model::{
    CardId, LocalText, Timestamp,
    access::{Action, Caller},
    cards::{CardCause, CardKind, Claims, PublicKeys},
    names::Language,
};
use congdoan_paper::{CardFace, Cell, Column, ColumnKind, Heading, Table, TableRow, card_pdf, card_sheets_pdf, qr_svg};
use congdoan_store::cards::{Card, CardFilter};

use super::{CardQuery, LISTED, deeds::MOST_AT_ONCE};
use crate::{
    Error, Result, Service,
    error::{refused, words},
    papers::paper_words,
};

/// The title of the papers; cards are Vietnamese in any case.
const TITLE: &str = "Thẻ đoàn viên công đoàn";
/// Who issues cards.
const ISSUER: &str = "Tổng Liên đoàn Lao động Việt Nam";

impl Service {
    /// Cards as one PDF: a single one on pages of its own size, several on sheets of ten. Only those that hold.
    ///
    /// # Errors
    /// [`Error::Refused`] when one holds no more; [`Error::NotFound`], [`Error::Denied`] for who may not write members
    /// of the unit.
    pub async fn print_cards(&self, caller: &Caller, ids: &[CardId], sheets: bool) -> Result<Vec<u8>> {
        let found = self.cards_to_print(caller, ids).await;
        let cards = self.refusal_noted(caller, "cards", found).await?;
        self.drawn(cards, caller.now.day(), sheets).await
    }

    async fn cards_to_print(&self, caller: &Caller, ids: &[CardId]) -> Result<Vec<Card>> {
        if ids.len() > MOST_AT_ONCE {
            return Err(refused(
                &format!("Mỗi lần in nhiều nhất {MOST_AT_ONCE} thẻ"),
                &format!("At most {MOST_AT_ONCE} cards are printed at a time"),
            ));
        }
        Ok(self.store.read().await?.cards_for(caller, Action::MemberWrite, ids).await?)
    }

    /// The cards of a list that hold, as sheets.
    ///
    /// # Errors
    /// [`Error::Refused`] when there are none or too many; [`Error::NotFound`], [`Error::Denied`].
    pub async fn print_card_list(&self, caller: &Caller, query: &CardQuery<'_>) -> Result<Vec<u8>> {
        let day = caller.now.day();
        let found = self.cards(caller, query).await?;
        let ids: Vec<CardId> = found.cards.iter().filter(|card| card.holds(day)).map(|card| card.id).collect();
        if ids.is_empty() {
            return Err(refused("Không có thẻ nào để in", "There is no card to print"));
        }
        self.print_cards(caller, &ids, true).await
    }

    /// The caller's own card as a PDF.
    ///
    /// # Errors
    /// [`Error::NotFound`] without a card that holds.
    pub async fn own_card_pdf(&self, caller: &Caller) -> Result<Vec<u8>> {
        let card = self.own_card(caller).await?.ok_or(Error::NotFound("card"))?;
        self.drawn(vec![card], caller.now.day(), false).await
    }

    /// The caller's own card for the screen: what it says, and its code as an SVG picture.
    ///
    /// # Errors
    /// [`Error::NotFound`] for whoever sees as somebody else.
    pub async fn own_card_shown(&self, caller: &Caller) -> Result<Option<(Claims, String)>> {
        let Some(card) = self.own_card(caller).await? else { return Ok(None) };
        let keys = self.public_card_keys().await?;
        let text = card.signed_text.as_deref().unwrap_or_default();
        let claims = Claims::read(text, &keys).map_err(|fault| Error::Internal(fault.to_string()))?;
        Ok(Some((claims, qr_svg(text)?)))
    }

    async fn drawn(&self, cards: Vec<Card>, day: NaiveDate, sheets: bool) -> Result<Vec<u8>> {
        let keys = self.public_card_keys().await?;
        let faces: Result<Vec<CardFace>> = cards.iter().map(|card| face(card, &keys, day)).collect();
        let faces = faces?;
        let set = tokio::task::spawn_blocking(move || match faces.as_slice() {
            [one] if !sheets => card_pdf(TITLE, one),
            many => card_sheets_pdf(TITLE, many),
        });
        Ok(set.await.map_err(|error| Error::Internal(error.to_string()))??)
    }

    /// The list of cards by causes, ready to be written as a spreadsheet. That a list of members left is written down.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see members of the unit.
    pub async fn card_list_paper(&self, caller: &Caller, query: &CardQuery<'_>, language: Language) -> Result<Table> {
        let made = self.card_table(caller, query, language).await;
        self.refusal_noted(caller, &format!("cards:{}", query.unit), made).await
    }

    async fn card_table(&self, caller: &Caller, query: &CardQuery<'_>, language: Language) -> Result<Table> {
        let mut tx = self.store.write().await?;
        let unit = tx.unit(caller, query.unit).await?;
        let (cause, kind, state) = (query.cause, query.kind, query.state);
        let (campaign, batch) = (query.campaign, query.batch);
        let filter = CardFilter { unit: unit.id, cause, kind, state, campaign, batch, limit: LISTED * 100 };
        let cards = tx.cards(caller, &filter).await?;
        let pack = self.pack();
        let most = pack.parameter("personal.bulk_export_rows", caller.now.day()).unwrap_or(i64::MAX);
        let members = i64::try_from(cards.len()).unwrap_or(i64::MAX);
        let alert = (members >= most).then(|| self.ids.next());
        let say = |vi: &str, en: &str| words(vi, en).get(language).to_owned();
        let title = say("DANH SÁCH ĐỀ NGHỊ CẤP, ĐỔI THẺ ĐOÀN VIÊN", "MEMBER CARDS ASKED FOR AND ISSUED");
        tx.add_data_export(caller, unit.id, (self.ids.next(), alert), (members, false, &title)).await?;
        tx.commit().await?;
        let above = self.path(caller, unit.code.as_str()).await?;
        let heading = Heading {
            superior: above.last().map(|above| above.name.clone()).unwrap_or_default(),
            issuer: unit.name.clone(),
            place_and_date: caller.now.day().format("Ngày %d tháng %m năm %Y").to_string(),
            title,
            subtitle: String::new(),
        };
        let rows = by_cause(&cards, language);
        Ok(Table { heading, columns: columns(language), rows, remarks: Vec::new(), words: paper_words(language) })
    }
}

fn face(card: &Card, keys: &PublicKeys, day: NaiveDate) -> Result<CardFace> {
    let text = card.signed_text.clone().unwrap_or_default();
    if !card.holds(day) || text.is_empty() {
        return Err(refused(
            &format!("Thẻ của {} chưa cấp hoặc không còn giá trị nên không in được", card.name),
            &format!("The card of {} was not issued or holds no more, so it is not printed", card.name),
        ));
    }
    let claims = Claims::read(&text, keys).map_err(|fault| Error::Internal(fault.to_string()))?;
    let kind = card.kind.parse().map(kind_name).map(|name| name.vi).unwrap_or_default();
    Ok(CardFace {
        issuer: ISSUER.to_owned(),
        name: claims.name,
        number: claims.number,
        unit: claims.unit_name,
        unit_code: claims.unit_code,
        kind,
        issued: written(claims.issued_on),
        expires: claims.expires_on.map_or_else(|| "Không thời hạn".to_owned(), written),
        serial: claims.serial,
        text,
    })
}

fn written(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// The name of a kind of card.
#[must_use]
pub fn kind_name(kind: CardKind) -> LocalText {
    match kind {
        CardKind::Ordinary => words("Thẻ thông thường", "Ordinary card"),
        CardKind::Linked => words("Thẻ liên kết ngân hàng", "Bank-linked card"),
    }
}

/// The name of a cause.
#[must_use]
pub fn cause_name(cause: CardCause) -> LocalText {
    match cause {
        CardCause::New => words("Cấp mới", "New card"),
        CardCause::Renewed => words("Đổi thẻ cũ", "Old card for new"),
        CardCause::Lost => words("Mất, hỏng thẻ", "Lost or damaged"),
    }
}

fn columns(language: Language) -> Vec<Column> {
    let names = [
        ("TT", "No."),
        ("Họ và tên", "Name"),
        ("Mã số đoàn viên", "Member number"),
        ("Đơn vị", "Unit"),
        ("Loại thẻ", "Kind"),
        ("Ngày đề nghị", "Asked for on"),
        ("Số thẻ", "Serial"),
        ("Ngày cấp", "Issued on"),
        ("Ngày trao", "Handed over on"),
        ("Ghi chú", "Note"),
    ];
    let kinds = [ColumnKind::Number, ColumnKind::Text, ColumnKind::Text, ColumnKind::Text, ColumnKind::Text];
    let later = [ColumnKind::Day, ColumnKind::Text, ColumnKind::Day, ColumnKind::Day, ColumnKind::Text];
    let column =
        |((vi, en), kind): ((&str, &str), ColumnKind)| Column::new(words(vi, en).get(language).to_owned(), kind);
    names.into_iter().zip(kinds.into_iter().chain(later)).map(column).collect()
}

/// The rows under the three causes, each with its number of cards.
fn by_cause(cards: &[Card], language: Language) -> Vec<TableRow> {
    let mut rows = Vec::new();
    for cause in CardCause::ALL {
        let of_cause: Vec<&Card> = cards.iter().filter(|card| card.cause == cause.word()).collect();
        if of_cause.is_empty() {
            continue;
        }
        rows.push(TableRow::Group(format!("{} ({})", cause_name(*cause).get(language), of_cause.len())));
        rows.extend((1..).zip(of_cause).map(|(number, card)| TableRow::Cells(row(number, card, language))));
    }
    rows
}

fn row(number: i64, card: &Card, language: Language) -> Vec<Cell> {
    let day = |micros: Option<i64>| micros.map_or(Cell::Empty, |at| Cell::Day(Timestamp::from_micros(at).day()));
    let note = card.revoked_reason.as_ref().or(card.refused_reason.as_ref()).cloned().unwrap_or_default();
    let kind = card.kind.parse().map(kind_name).map(|name| name.get(language).to_owned()).unwrap_or_default();
    vec![
        Cell::Whole(number),
        Cell::Text(card.name.clone()),
        Cell::Text(card.number.clone().unwrap_or_default()),
        Cell::Text(card.unit_name.clone()),
        Cell::Text(kind),
        day(Some(card.requested_at)),
        Cell::Text(card.serial.clone().unwrap_or_default()),
        card.issued_on.map_or(Cell::Empty, Cell::Day),
        day(card.handed_at),
        Cell::Text(note),
    ]
}
