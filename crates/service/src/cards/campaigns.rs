//! Exchanges of old cards for new ones (đổi thẻ): decided for a unit and all below, followed down the tree.
//!
//! Not here: asking for the cards themselves (`deeds`).

use chrono::NaiveDate;
use congdoan_model::{
    CardCampaignId,
    access::{Action, Caller},
    org::Unit,
};
use congdoan_store::{
    access::Thing,
    cards::{Campaign, CampaignLine, NewCampaign},
};

use crate::{Error, Result, Service, access::Once, members::problem};

/// An exchange to be decided.
#[derive(Clone, Copy, Debug)]
pub struct CampaignForm<'a> {
    /// Code of the unit.
    pub unit: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The decision or plan behind it.
    pub decision: &'a str,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day.
    pub until_day: Option<NaiveDate>,
}

/// How far an exchange has come, seen from a unit.
#[derive(Clone, Debug)]
pub struct CampaignView {
    /// The exchange.
    pub campaign: Campaign,
    /// The unit looked at.
    pub unit: Unit,
    /// A line for each unit right below, and as the last one the unit itself without them.
    pub lines: Vec<CampaignLine>,
    /// All lines together.
    pub total: CampaignLine,
    /// Whether the caller may ask for cards in the unit.
    pub may_request: bool,
}

impl Service {
    /// Decides an exchange.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a name, a decision, or with days the wrong way round; [`Error::NotFound`],
    /// [`Error::Denied`].
    pub async fn add_card_campaign(
        &self,
        caller: &Caller,
        form: &CampaignForm<'_>,
        once: Option<Once<'_>>,
    ) -> Result<CardCampaignId> {
        let done = self.try_add_campaign(caller, form, once.as_ref()).await;
        self.refusal_noted(caller, &format!("cards:{}", form.unit), done).await
    }

    async fn try_add_campaign(
        &self,
        caller: &Caller,
        form: &CampaignForm<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<CardCampaignId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let unit = tx.unit(caller, form.unit).await?;
        tx.require(caller, Action::CardIssue, unit.id, Thing::MEMBER).await?;
        let mut problems = Vec::new();
        if form.name.trim().is_empty() {
            problems.push(problem("name", "Hãy đặt tên cho đợt đổi thẻ", "Give the exchange a name"));
        }
        if form.decision.trim().is_empty() {
            problems.push(problem("decision", "Hãy ghi số kế hoạch, quyết định", "Name the plan or decision"));
        }
        if form.until_day.is_some_and(|last| last < form.from_day) {
            problems.push(problem("until_day", "Ngày kết thúc trước ngày bắt đầu", "It ends before it begins"));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let id: CardCampaignId = self.ids.next();
        let (name, decision) = (form.name.trim(), form.decision.trim());
        let (from_day, until_day) = (form.from_day, form.until_day);
        tx.add_card_campaign(caller, &NewCampaign { id, unit: unit.id, name, decision, from_day, until_day }).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Exchanges that concern a unit, latest first, and whether the caller may decide one there.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see members of the unit.
    pub async fn card_campaigns(&self, caller: &Caller, unit: &str) -> Result<(Unit, Vec<Campaign>, bool)> {
        let found = self.campaigns_of(caller, unit).await;
        self.refusal_noted(caller, &format!("cards:{unit}"), found).await
    }

    async fn campaigns_of(&self, caller: &Caller, unit: &str) -> Result<(Unit, Vec<Campaign>, bool)> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let campaigns = tx.card_campaigns(caller, unit.id).await?;
        let may = tx.require(caller, Action::CardIssue, unit.id, Thing::MEMBER).await.is_ok();
        Ok((unit, campaigns, may))
    }

    /// How far an exchange has come in a unit; in the unit it is for where none is named.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it does not concern the unit, or the caller may not see members there.
    pub async fn card_campaign(&self, caller: &Caller, id: CardCampaignId, unit: Option<&str>) -> Result<CampaignView> {
        let found = self.campaign_of(caller, id, unit).await;
        self.refusal_noted(caller, &format!("card-campaign:{id}"), found).await
    }

    async fn campaign_of(&self, caller: &Caller, id: CardCampaignId, unit: Option<&str>) -> Result<CampaignView> {
        let mut tx = self.store.read().await?;
        let asked = match unit {
            Some(code) => Some(tx.unit(caller, code).await?),
            None => None,
        };
        let campaign = tx.card_campaign(caller, id, asked.as_ref().map(|unit| unit.id)).await?;
        let unit = match asked {
            Some(unit) => unit,
            None => tx.unit_of_id(caller, campaign.unit).await?,
        };
        let lines = tx.card_progress(caller, id, unit.id).await?;
        let may_request = tx.require(caller, Action::MemberWrite, unit.id, Thing::MEMBER).await.is_ok();
        let sum = |of: fn(&CampaignLine) -> i64| lines.iter().map(of).sum();
        let total = CampaignLine {
            unit: unit.id,
            code: unit.code.to_string(),
            name: unit.name.clone(),
            members: sum(|line| line.members),
            requested: sum(|line| line.requested),
            issued: sum(|line| line.issued),
            handed: sum(|line| line.handed),
        };
        Ok(CampaignView { campaign, unit, lines, total, may_request })
    }
}
