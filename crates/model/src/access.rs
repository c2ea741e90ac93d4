//! Who may do what: mandates and the caller's context. The matrix of roles and actions is pack data.
//!
//! Not here: passwords and sessions (`service::access`), the check itself (`store::access`).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{PersonId, Timestamp, UnitId, UserId, names::Language};

/// What a person is about to do. Roles list actions by these words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Action {
    /// See a unit and its place in the tree.
    #[serde(rename = "unit.read")]
    UnitRead,
    /// Found, end, merge, split, move and rename units.
    #[serde(rename = "unit.write")]
    UnitWrite,
    /// Keep the particulars of units: addresses, decisions, employers and their workforce, who serves them.
    #[serde(rename = "unit.describe")]
    UnitDescribe,
    /// Prepare the founding of a union or the recognition of its committee, and read the dossier.
    #[serde(rename = "founding.write")]
    FoundingWrite,
    /// Elect, appoint, delegate and relieve: bodies, posts and the mandates that follow.
    #[serde(rename = "post.write")]
    PostWrite,
    /// See members by name, with what is open about them.
    #[serde(rename = "member.read")]
    MemberRead,
    /// Open what is masked or sealed about a member, with a reason that is logged.
    #[serde(rename = "member.open")]
    MemberOpen,
    /// Admit members, change their files, end memberships.
    #[serde(rename = "member.write")]
    MemberWrite,
    /// Take lists of members out as files.
    #[serde(rename = "member.export")]
    MemberExport,
    /// Approve, refuse and sign member cards, and lead their exchange.
    #[serde(rename = "card.issue")]
    CardIssue,
    /// Answer people about their own data, and note what went wrong with data.
    #[serde(rename = "data.answer")]
    DataAnswer,
    /// See the total of a figure.
    #[serde(rename = "figure.read")]
    FigureRead,
    /// Open a figure into its parts.
    #[serde(rename = "figure.open")]
    FigureOpen,
    /// Declare a figure.
    #[serde(rename = "figure.declare")]
    FigureDeclare,
    /// Fill and send reports of a unit; comment on reports that go to it.
    #[serde(rename = "report.write")]
    ReportWrite,
    /// Approve, return and excuse reports of units below, remind of them, declare and end outages.
    #[serde(rename = "report.approve")]
    ReportApprove,
    /// Close a period for good.
    #[serde(rename = "report.seal")]
    ReportSeal,
    /// Read records.
    #[serde(rename = "record.read")]
    RecordRead,
    /// Write, change, withdraw and restore records.
    #[serde(rename = "record.write")]
    RecordWrite,
    /// Confirm records of units below.
    #[serde(rename = "record.confirm")]
    RecordConfirm,
    /// Read directives.
    #[serde(rename = "directive.read")]
    DirectiveRead,
    /// Enter directives.
    #[serde(rename = "directive.write")]
    DirectiveWrite,
    /// Read programmes and targets.
    #[serde(rename = "programme.read")]
    ProgrammeRead,
    /// Write programmes and targets.
    #[serde(rename = "programme.write")]
    ProgrammeWrite,
    /// Decide what others ask for in programmes: changed targets, claims on the money of a scheme.
    #[serde(rename = "programme.approve")]
    ProgrammeApprove,
    /// Manage accounts.
    #[serde(rename = "user.manage")]
    UserManage,
    /// See pages as somebody below sees them, to help: reading only, with a reason, logged.
    #[serde(rename = "user.view_as")]
    UserViewAs,
    /// Build registers and publish new versions of them: at the top of the federation alone.
    #[serde(rename = "pack.write")]
    PackWrite,
    /// Read the audit log.
    #[serde(rename = "audit.read")]
    AuditRead,
}

impl Action {
    /// Whether the action changes something; a token of scope `read` never does.
    #[must_use]
    pub const fn writes(self) -> bool {
        matches!(
            self,
            Self::FigureDeclare
                | Self::ReportWrite
                | Self::ReportApprove
                | Self::ReportSeal
                | Self::UnitWrite
                | Self::UnitDescribe
                | Self::FoundingWrite
                | Self::PostWrite
                | Self::MemberWrite
                | Self::CardIssue
                | Self::DataAnswer
                | Self::RecordWrite
                | Self::RecordConfirm
                | Self::DirectiveWrite
                | Self::ProgrammeWrite
                | Self::ProgrammeApprove
                | Self::UserManage
                | Self::UserViewAs
                | Self::PackWrite
        )
    }
}

/// A dated mandate: a person holds a role in a unit; rights begin and end with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// The unit.
    pub unit: UnitId,
    /// The role, as `roles.toml` of the pack names it.
    pub role: String,
    /// First day.
    pub from: NaiveDate,
    /// First day no more.
    pub until: Option<NaiveDate>,
}

/// What an access token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Reading only.
    Read,
    /// Reading and writing.
    Write,
    /// Reading what somebody else sees, to help; no token has it. What is told to the person alone is not told then.
    Seen,
}

/// The rights one mandate gives, by where the asked unit lies from the mandate's unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Right {
    /// The unit the mandate is held in.
    pub unit: UnitId,
    /// The role held there.
    pub role: String,
    /// On the unit itself.
    pub own: Vec<Action>,
    /// On every unit below over managing links.
    pub below: Vec<Action>,
    /// On units reached over some coordinating link: reading only, never confidential registers.
    pub coordinating: Vec<Action>,
    /// On the units above: totals, never their parts.
    pub above: Vec<Action>,
    /// The units above on the day of the call.
    pub ancestors: Vec<UnitId>,
}

/// The caller: first argument of every store method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who calls.
    pub who: Who,
    /// The moment of the call.
    pub now: Timestamp,
    /// The language the caller is answered in.
    pub language: Language,
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The operator at the machine's command line, or the program itself; may do everything and is logged as `system`.
    System,
    /// A signed-in person with the rights of today's mandates.
    Person {
        /// The account.
        user: UserId,
        /// The person.
        person: PersonId,
        /// The sign-in name, for the log.
        login: String,
        /// Rights by mandate.
        rights: Vec<Right>,
        /// Reading only, or writing too.
        scope: Scope,
    },
}

impl Caller {
    /// The program itself at a moment.
    #[must_use]
    pub const fn system(now: Timestamp) -> Self {
        Self { who: Who::System, now, language: Language::Vi }
    }

    /// The name the audit log shows.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.who {
            Who::System => "system",
            Who::Person { login, .. } => login,
        }
    }

    /// The rights of the caller, one per mandate; none for the program itself, which needs none.
    #[must_use]
    pub fn rights(&self) -> &[Right] {
        match &self.who {
            Who::System => &[],
            Who::Person { rights, .. } => rights,
        }
    }

    /// Whether some mandate allows an action somewhere.
    #[must_use]
    pub fn may_somewhere(&self, action: Action) -> bool {
        self.is_system()
            || self.rights().iter().any(|right| right.own.contains(&action) || right.below.contains(&action))
    }

    /// The caller as a person, unless it is the program itself.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        match &self.who {
            Who::System => None,
            Who::Person { person, .. } => Some(*person),
        }
    }

    /// The person who really asks, for what is told to that person alone: nobody for the program itself, nor for who sees
    /// as somebody else.
    #[must_use]
    pub const fn oneself(&self) -> Option<PersonId> {
        match &self.who {
            Who::System | Who::Person { scope: Scope::Seen, .. } => None,
            Who::Person { person, .. } => Some(*person),
        }
    }

    /// Whether a mandate in the very unit allows an action there: the unit's own people, not those above.
    #[must_use]
    pub fn owns(&self, action: Action, unit: UnitId) -> bool {
        self.rights().iter().any(|right| right.unit == unit && right.own.contains(&action))
    }

    /// Whether the caller is the program itself.
    #[must_use]
    pub const fn is_system(&self) -> bool {
        matches!(self.who, Who::System)
    }
}
