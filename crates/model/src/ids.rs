//! Ids: one type per table, all UUIDv7, made from an injected clock and injected randomness.
//!
//! Not here: the system's clock and entropy (`service`), codes people type (`org::Code`).

use std::{
    fmt,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Clock;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id as the store binds it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// A unit of the federation (đơn vị).
    UnitId,
    /// A dated link between a unit and one of its parents.
    LinkId,
    /// A person: officer, member or administrator.
    PersonId,
    /// A sign-in account of a person.
    UserId,
    /// A dated mandate of a person in a unit.
    MandateId,
    /// An entry of a register (bản ghi).
    RecordId,
    /// One base row of a figure: what one record or declaration gives one indicator.
    FigureId,
    /// A directive (văn bản).
    DirectiveId,
    /// The text of a directive on its way into the register.
    PaperDraftId,
    /// A programme (chương trình, kế hoạch, đề án).
    ProgrammeId,
    /// A target (chỉ tiêu) of a programme.
    TargetId,
    /// A signed-in browser.
    SessionId,
    /// An API token.
    TokenId,
    /// A reorganisation: a planned change of many units under one decision.
    ReorganisationId,
    /// An import: everything one file brought in, under one label.
    BatchId,
    /// One membership of one person in one unit, as it was known at a time.
    MembershipId,
    /// A membership on its way from one unit to another (chuyển sinh hoạt).
    TransferId,
    /// A member card, from the request for it on.
    CardId,
    /// Cards asked for or issued at once, printed as one file.
    CardBatchId,
    /// An old-for-new exchange of cards (đổi thẻ).
    CardCampaignId,
    /// Two member files found to be of one person and put together.
    MergeId,
    /// A post held by a person in a unit (chức vụ).
    PostId,
    /// A committee or another body of a unit for a term (ban chấp hành, ủy ban kiểm tra).
    BodyId,
    /// What a person agreed to.
    ConsentId,
    /// What a person asks about the own data.
    DataRequestId,
    /// Something that went wrong with data.
    IncidentId,
    /// A list of members that left the house.
    DataExportId,
    /// An alert about an export.
    DataAlertId,
    /// A view of a list kept under a name.
    ListViewId,
    /// A part of a directive by its own numbering: article, section, point.
    ClauseId,
    /// Something the reader found in a directive, with what an officer made of it.
    FindingId,
    /// A paper sent down to units, with who received and answered it.
    DispatchId,
    /// A session at which directives are studied (quán triệt).
    StudySessionId,
    /// A line of who came to a study session.
    AttendanceId,
    /// A target shared out over the units directly below.
    AllotmentId,
    /// A change of a target, asked for and decided.
    TargetChangeId,
    /// A task (nhiệm vụ, việc) of a programme.
    TaskId,
    /// A programme's answer to a clause.
    AnswerId,
    /// The end of a programme: closed or cancelled.
    EndId,
    /// A review of a programme (sơ kết, tổng kết).
    ReviewId,
    /// Something that happened to a task.
    TaskEventId,
    /// Something put forward as evidence that a task is done.
    EvidenceId,
    /// A secret address under which a calendar program reads somebody's tasks.
    CalendarId,
    /// A unit's claim on the money of a scheme (đề án).
    ClaimId,
    /// A report of a unit for a form and a period (báo cáo).
    ReportId,
    /// Something that happened to a report.
    ReportEventId,
    /// Days on which nobody below a unit could report.
    OutageId,
    /// A period closed for good, with the hash over its figures.
    SealId,
    /// A file with the totals other people keep beside ours.
    ParallelId,
    /// What a unit asks those below about once (yêu cầu báo cáo đột xuất).
    RequestId,
}

/// How many ids of one millisecond are told apart by the counter; more run into the next millisecond.
const COUNTER_BITS: u32 = 12;

/// Where random bytes come from. The system's source lives in `service`; tests count.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// Makes ids from a clock and a source of randomness, so that a test can foretell them.
#[derive(Clone)]
pub struct Ids {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Millisecond and counter of the last id, as one number.
    last: Arc<AtomicU64>,
}

impl Ids {
    /// A maker of ids over the given clock and randomness.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy, last: Arc::default() }
    }

    /// The next id: UUIDv7 with a counter behind the millisecond (RFC 9562, 6.2, method 1), so that the ids of one
    /// process sort in the order they were made.
    #[must_use]
    pub fn next<T: From<Uuid>>(&self) -> T {
        let (place, random) = self.reserve(1);
        placed(place, random)
    }

    /// Ids for many things written at once, in the order they come out: each is the one before with the counter one
    /// further, over the same random bytes, so that a long list of them packs into few bytes.
    pub fn many<T: From<Uuid>>(&self, count: usize) -> impl Iterator<Item = T> + use<T> {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let (first, random) = self.reserve(count);
        (0..count).map(move |more| placed(first + more, random))
    }

    /// The first of some places nobody else has, and random bytes.
    fn reserve(&self, count: u64) -> (u64, [u8; 10]) {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        let now = u64::try_from(self.clock.now().micros() / 1000).unwrap_or(0) << COUNTER_BITS;
        let first = |last: u64| now.max(last + 1);
        let further = |last: u64| Some(first(last).saturating_add(count.saturating_sub(1)));
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, further);
        (first(last.unwrap_or_else(|last| last)), random)
    }

    /// The randomness behind the ids, for keys and nonces.
    #[must_use]
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    /// A secret of 32 random bytes in hexadecimal, for sessions and tokens.
    #[must_use]
    pub fn secret(&self) -> String {
        let mut bytes = [0; 32];
        self.entropy.fill(&mut bytes);
        hex(&bytes)
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}

/// The id of a place, with random bytes behind its counter.
fn placed<T: From<Uuid>>(place: u64, mut random: [u8; 10]) -> T {
    let counter = u16::try_from(place & ((1 << COUNTER_BITS) - 1)).unwrap_or(0).to_be_bytes();
    for (to, from) in random.iter_mut().zip(counter) {
        *to = from;
    }
    T::from(uuid::Builder::from_unix_timestamp_millis(place >> COUNTER_BITS, &random).into_uuid())
}

/// The id that [`Ids::many`] gives after another.
#[must_use]
pub fn id_after(id: Uuid) -> Uuid {
    let bits = id.as_u128();
    // Milliseconds, four bits of version, twelve of counter, then what is random.
    let place = ((bits >> 80) << COUNTER_BITS) | ((bits >> 64) & 0xfff);
    let next = place.wrapping_add(1);
    let low = bits & u128::from(u64::MAX);
    Uuid::from_u128(((next >> COUNTER_BITS) << 80) | (0x7 << 76) | ((next & 0xfff) << 64) | low)
}

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The fingerprint of a text: the first 32 hexadecimal digits of its BLAKE3 hash.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(1_700_000_000_000_000)
        }
    }

    impl Entropy for Still {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xa5);
        }
    }

    #[test]
    fn ids_sort_in_the_order_they_were_made_however_many_share_a_millisecond() {
        let ids = Ids::new(Arc::new(Still), Arc::new(Still));
        let made: Vec<RecordId> = (0..10_000).map(|_| ids.next()).collect();
        assert!(made.is_sorted() && made.first() != made.get(1));
        assert!(made.iter().all(|id| id.uuid().get_version_num() == 7));
    }

    #[test]
    fn many_ids_follow_one_another_and_nobody_else_gets_them() {
        let ids = Ids::new(Arc::new(Still), Arc::new(Still));
        let before: FigureId = ids.next();
        let many: Vec<FigureId> = ids.many(10_000).collect();
        let after: FigureId = ids.next();
        assert_eq!(many.len(), 10_000);
        assert!(before < many[0] && many.is_sorted() && many[9_999] < after);
        assert!(many.windows(2).all(|pair| id_after(pair[0].uuid()) == pair[1].uuid()));
        assert!(many.iter().all(|id| id.uuid().get_version_num() == 7));
    }
}
