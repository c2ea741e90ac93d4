//! Emptying files of people: erasure on request, what is no longer kept, and the keys of what is sealed.
//!
//! What was sealed for a person, in tables and logs alike, opens no more once the key is gone; memberships stay, so that
//! no total changes. Not here: who may ask for it and what the law holds back (`service`).

use chrono::NaiveDate;
use congdoan_model::{
    PersonId, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use crate::{
    Result, Tx,
    audit::{Change, Note, only_system},
    transaction::on,
};

/// What binds a person to the house, so that a file cannot simply be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Bonds {
    /// Memberships that last.
    pub memberships: i64,
    /// Mandates that last.
    pub mandates: i64,
    /// Posts held now.
    pub posts: i64,
    /// Posts and mandates of the past: decisions name the person.
    pub decisions: i64,
}

/// Somebody whose membership ended, with what is still kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Former {
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Open fields, as a JSON object.
    pub fields: String,
    /// Sealed fields.
    pub sealed: String,
    /// The person's key, wrapped.
    pub wrapped: Option<String>,
    /// First day after the last membership.
    pub left_on: NaiveDate,
    /// How many open accounts the person has.
    pub account: i64,
}

const BONDS: &str = "
SELECT
    (SELECT COUNT(*) FROM membership m JOIN unit u ON u.id = m.unit_id WHERE m.person_id = $1 AND m.superseded_at IS NULL
        AND (m.left_on IS NULL OR m.left_on > $2) AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
        AND (u.closed_on IS NULL OR u.closed_on > $2 OR EXISTS (SELECT 1 FROM unit_succession s
            WHERE s.predecessor_id = u.id AND s.heir = 1 AND s.superseded_at IS NULL))) AS memberships,
    (SELECT COUNT(*) FROM mandate WHERE person_id = $1 AND (valid_until IS NULL OR valid_until > $2)
        AND $3 NOT LIKE '%,' || role || ',%') AS mandates,
    (SELECT COUNT(*) FROM post WHERE person_id = $1 AND superseded_at IS NULL
        AND (valid_until IS NULL OR valid_until > $2)) AS posts,
    (SELECT COUNT(*) FROM post WHERE person_id = $1 AND superseded_at IS NULL)
        + (SELECT COUNT(*) FROM mandate WHERE person_id = $1 AND $3 NOT LIKE '%,' || role || ',%') AS decisions";
/// Year and sex stay: what was counted stays countable.
const EMPTY: &str = "
UPDATE person SET name = '', name_fold = '', number = NULL, born_on = NULL, born_year = $3, identity_mark = NULL,
    content_mark = NULL, fields = CASE WHEN $4 = 1 THEN fields ELSE '{}' END, sealed = '', erased_at = $2,
    version = version + 1
WHERE id = $1 AND erased_at IS NULL";
const BORN: &str = "SELECT born_on, born_year FROM person WHERE id = $1";
const FORGET_KEY: &str = "DELETE FROM person_key WHERE person_id = $1";
/// Files put together with this one, however long ago.
const MERGED: &str = "
WITH RECURSIVE merged (id) AS (
    SELECT id FROM person WHERE merged_into = $1
    UNION
    SELECT p.id FROM merged JOIN person p ON p.merged_into = merged.id
)
SELECT id FROM merged";
/// What people wrote by hand about the person goes too; that something happened, and when, stays.
const FORGET_SIGNATURES: &str = "UPDATE membership_application SET signature_text = '' WHERE person_id = $1";
const FORGET_VIEWS: &str = "UPDATE data_view SET reason = '' WHERE person_id = $1";
const FORGET_TRANSFERS: &str = "UPDATE member_transfer SET reason = '', answer = '' WHERE person_id = $1";
const FORGET_DISTINCT: &str = "UPDATE person_distinct SET reason = '' WHERE one_id = $1 OR other_id = $1";
const FORGET_STATES: &str = "UPDATE membership_state SET decision = '' WHERE person_id = $1";
const FORGET_MERGES: &str = "UPDATE person_merge SET reason = '' WHERE kept_id = $1 OR merged_id = $1";
const FORGET_SIGHTS: &str =
    "UPDATE view_as SET reason = '' WHERE seen_account_id IN (SELECT id FROM account WHERE person_id = $1)";
const FORGET_ELECTED: &str = "UPDATE founding_person SET name = '', born_on = NULL WHERE person_id = $1";
const FORGET_BEFORE: &str = "DELETE FROM import_change WHERE object_id = $1";
/// The signed text of a card names its holder; the card itself holds no more.
const REVOKE_CARDS: &str = "
INSERT INTO card_event (card_id, event, reason, recorded_by, recorded_at)
SELECT c.id, 'revoked', 'erased', 'system', $2 FROM card c
WHERE c.person_id = $1 AND NOT EXISTS (SELECT 1 FROM card_event e WHERE e.card_id = c.id AND e.event = 'revoked')";
const FORGET_CARDS: &str =
    "UPDATE card_issue SET signed_text = '' WHERE card_id IN (SELECT id FROM card WHERE person_id = $1)";
const FORGET_CARD_REASONS: &str = "
UPDATE card_event SET reason = CASE event WHEN 'revoked' THEN 'erased' ELSE '' END
WHERE card_id IN (SELECT id FROM card WHERE person_id = $1)";
/// What somebody kept of lists holds what was searched for.
const FORGET_KEPT_LISTS: &str = "DELETE FROM list_view WHERE owner_id = $1 AND unit_id IS NULL";
const CLOSE_ACCOUNTS: &str = "UPDATE account SET disabled_at = $2 WHERE person_id = $1 AND disabled_at IS NULL";
const END_SESSIONS: &str = "DELETE FROM session WHERE account_id IN (SELECT id FROM account WHERE person_id = $1)";
const END_MANDATES: &str =
    "UPDATE mandate SET valid_until = $2 WHERE person_id = $1 AND (valid_until IS NULL OR valid_until > $2)";
const UNITS: &str = "SELECT DISTINCT unit_id FROM membership WHERE person_id = $1 AND superseded_at IS NULL";
const FORMER: &str = "
SELECT p.id, p.name, p.fields, p.sealed, k.wrapped, MAX(e.left_on) AS left_on,
    (SELECT COUNT(*) FROM account a WHERE a.person_id = p.id AND a.disabled_at IS NULL) AS account
FROM (
    SELECT m.person_id, COALESCE(m.left_on, (SELECT u.closed_on FROM unit u WHERE u.id = m.unit_id
        AND NOT EXISTS (SELECT 1 FROM unit_succession s
            WHERE s.predecessor_id = u.id AND s.heir = 1 AND s.superseded_at IS NULL))) AS left_on
    FROM membership m WHERE m.superseded_at IS NULL
) e JOIN person p ON p.id = e.person_id LEFT JOIN person_key k ON k.person_id = p.id
WHERE p.merged_into IS NULL AND (p.erased_at IS NULL OR p.fields <> '{}') AND p.id > $1
GROUP BY p.id, p.name, p.fields, p.sealed, k.wrapped
HAVING COUNT(*) = COUNT(e.left_on) AND MAX(e.left_on) <= $2
ORDER BY p.id LIMIT $3";
const KEEP_LESS: &str = "
UPDATE person SET fields = $2, sealed = $3, content_mark = NULL, version = version + 1 WHERE id = $1";

impl Tx {
    /// What binds a person to the house today; `plain` names the roles that bind nobody, as `,one,two,`.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn bonds(&mut self, caller: &Caller, person: PersonId, plain: &str) -> Result<Bonds> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(BONDS).bind(person.uuid()).bind(caller.now.day()).bind(plain)
            .fetch_one(c).await)?)
    }

    /// Empties the file of a person and destroys the key; memberships, sex and year of birth stay. The audit entry says who
    /// did it and when; the reason goes with the key.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`], [`crate::Error::Denied`] for who may not write members of the unit.
    pub async fn erase_person(&mut self, caller: &Caller, person: PersonId, reason: &str) -> Result<()> {
        let unit = self.require_member(caller, Action::MemberWrite, person).await?;
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "member.erase",
            object: format!("member:{person}"),
            before: String::new(),
            after: serde_json::json!({ "reason": reason }).to_string(),
        };
        // Sealed while the key stands, it goes with the key: a reason describes the person as well.
        let note = self.sealed_note(person, note).await?;
        let units = self.empty_file(person, caller.now.micros(), false).await?;
        let (id, now, day) = (person.uuid(), caller.now.micros(), caller.now.day());
        on!(self, c => sqlx::query(END_SESSIONS).bind(id).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(CLOSE_ACCOUNTS).bind(id).bind(now).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(END_MANDATES).bind(id).bind(day).execute(c).await.map(|_| ()))?;
        self.journal(caller, note, &Change { rolls: units, ..Change::default() }).await?;
        Ok(())
    }

    /// The files put together with one.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn files_merged_into(&mut self, caller: &Caller, person: PersonId) -> Result<Vec<PersonId>> {
        only_system(caller)?;
        let merged: Vec<Uuid> = on!(self, c => sqlx::query_scalar(MERGED).bind(person.uuid()).fetch_all(c).await)?;
        Ok(merged.into_iter().map(PersonId::from).collect())
    }

    /// Empties one file and those put together with it; gives the units whose rolls they stand in.
    async fn empty_file(&mut self, person: PersonId, now: i64, keep_open: bool) -> Result<Vec<UnitId>> {
        let merged: Vec<Uuid> = on!(self, c => sqlx::query_scalar(MERGED).bind(person.uuid()).fetch_all(c).await)?;
        let mut units = Vec::new();
        for id in std::iter::once(person.uuid()).chain(merged) {
            units.extend(self.empty_one(id, now, keep_open).await?);
        }
        units.sort_unstable();
        units.dedup();
        Ok(units)
    }

    async fn empty_one(&mut self, id: Uuid, now: i64, keep_open: bool) -> Result<Vec<UnitId>> {
        let born: Option<(Option<NaiveDate>, Option<i64>)> =
            on!(self, c => sqlx::query_as(BORN).bind(id).fetch_optional(c).await)?;
        let year = born.and_then(|(on, year)| on.map(|day| i64::from(chrono::Datelike::year(&day))).or(year));
        on!(self, c => sqlx::query(EMPTY).bind(id).bind(now).bind(year).bind(i64::from(keep_open))
            .execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(REVOKE_CARDS).bind(id).bind(now).execute(c).await.map(|_| ()))?;
        let forgotten = [
            FORGET_KEY,
            FORGET_BEFORE,
            FORGET_SIGNATURES,
            FORGET_VIEWS,
            FORGET_TRANSFERS,
            FORGET_DISTINCT,
            FORGET_STATES,
            FORGET_MERGES,
            FORGET_SIGHTS,
            FORGET_ELECTED,
            FORGET_CARDS,
            FORGET_CARD_REASONS,
            FORGET_KEPT_LISTS,
        ];
        for statement in forgotten {
            on!(self, c => sqlx::query(statement).bind(id).execute(c).await.map(|_| ()))?;
        }
        let units: Vec<Uuid> = on!(self, c => sqlx::query_scalar(UNITS).bind(id).fetch_all(c).await)?;
        Ok(units.into_iter().map(UnitId::from).collect())
    }

    /// People whose last membership ended by a day, after an id.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn former_members(
        &mut self,
        caller: &Caller,
        after: PersonId,
        left_by: NaiveDate,
        limit: i64,
    ) -> Result<Vec<Former>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(FORMER).bind(after.uuid()).bind(left_by).bind(limit).fetch_all(c).await)?)
    }

    /// Keeps less of people whose time is over: some are emptied, of others some fields stay. One audit entry tells how many.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn keep_less(
        &mut self,
        caller: &Caller,
        emptied: &[(PersonId, bool)],
        less: &[(PersonId, String, String)],
        said: &str,
    ) -> Result<()> {
        only_system(caller)?;
        let mut units = Vec::new();
        for (person, keep_open) in emptied {
            units.extend(self.empty_file(*person, caller.now.micros(), *keep_open).await?);
        }
        for (person, fields, sealed) in less {
            on!(self, c => sqlx::query(KEEP_LESS).bind(person.uuid()).bind(fields).bind(sealed)
                .execute(c).await.map(|_| ()))?;
            on!(self, c => sqlx::query(FORGET_BEFORE).bind(person.uuid()).execute(c).await.map(|_| ()))?;
        }
        units.sort_unstable();
        units.dedup();
        let note = Note {
            chain: congdoan_model::audit::ROOT_CHAIN.to_owned(),
            action: "retention",
            object: "members".to_owned(),
            before: String::new(),
            after: said.to_owned(),
        };
        self.journal(caller, note, &Change { rolls: units, ..Change::default() }).await?;
        Ok(())
    }
}

const OLD_KEYS: &str = "
SELECT person_id, wrapped FROM person_key WHERE person_id > $1 AND wrapped NOT LIKE $2 ORDER BY person_id LIMIT $3";
const SET_KEY: &str = "UPDATE person_key SET wrapped = $2 WHERE person_id = $1 AND wrapped = $3";
const HOUSE_KEYS: &str = "SELECT name, wrapped FROM house_key ORDER BY name";
const SET_HOUSE_KEY: &str = "UPDATE house_key SET wrapped = $2 WHERE name = $1 AND wrapped = $3";
const COUNT_KEYS: &str = "
SELECT (SELECT COUNT(*) FROM person_key WHERE wrapped LIKE $1) + (SELECT COUNT(*) FROM house_key WHERE wrapped LIKE $1)";

impl Tx {
    /// Keys of people that were not wrapped by key `newest`, after an id.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn old_keys(
        &mut self,
        caller: &Caller,
        (after, newest): (PersonId, u32),
        limit: i64,
    ) -> Result<Vec<(PersonId, String)>> {
        only_system(caller)?;
        let like = format!("{newest}.%");
        let rows: Vec<(Uuid, String)> = on!(self, c => sqlx::query_as(OLD_KEYS).bind(after.uuid()).bind(&like).bind(limit)
            .fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(person, wrapped)| (person.into(), wrapped)).collect())
    }

    /// Keeps keys of people in their new wrapping, unless they were changed in between: person, new, old.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn rewrap_keys(&mut self, caller: &Caller, keys: &[(PersonId, String, String)]) -> Result<()> {
        only_system(caller)?;
        for (person, new, old) in keys {
            on!(self, c => sqlx::query(SET_KEY).bind(person.uuid()).bind(new).bind(old).execute(c).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Keys of the house, by name.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn house_keys(&mut self, caller: &Caller) -> Result<Vec<(String, String)>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(HOUSE_KEYS).fetch_all(c).await)?)
    }

    /// Keeps a key of the house in its new wrapping.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn rewrap_house_key(&mut self, caller: &Caller, name: &str, new: &str, old: &str) -> Result<()> {
        only_system(caller)?;
        on!(self, c => sqlx::query(SET_HOUSE_KEY).bind(name).bind(new).bind(old).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// How many keys were wrapped by a key of the key file; by any where none is named.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn count_keys(&mut self, caller: &Caller, by: Option<u32>) -> Result<i64> {
        only_system(caller)?;
        let like = by.map_or_else(|| "%".to_owned(), |by| format!("{by}.%"));
        Ok(on!(self, c => sqlx::query_scalar(COUNT_KEYS).bind(&like).fetch_one(c).await)?)
    }

    /// Notes in the root chain that the keys were changed.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn note_keys(&mut self, caller: &Caller, newest: u32, rewrapped: u64) -> Result<()> {
        only_system(caller)?;
        let note = Note {
            chain: congdoan_model::audit::ROOT_CHAIN.to_owned(),
            action: "key.rotate",
            object: format!("key:{newest}"),
            before: String::new(),
            after: serde_json::json!({ "rewrapped": rewrapped }).to_string(),
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }
}
