//! Reads `roles.toml`: roles and what they may do.
//!
//! Not here: who holds a role (mandates), the check of a right (`store`).

use congdoan_model::access::Action;

use super::table::Table;
use crate::{Pack, Role, remark::reason};

/// Every action with its word.
const ACTIONS: &[(&str, Action)] = &[
    ("unit.read", Action::UnitRead),
    ("unit.write", Action::UnitWrite),
    ("unit.describe", Action::UnitDescribe),
    ("founding.write", Action::FoundingWrite),
    ("post.write", Action::PostWrite),
    ("data.answer", Action::DataAnswer),
    ("figure.read", Action::FigureRead),
    ("figure.open", Action::FigureOpen),
    ("figure.declare", Action::FigureDeclare),
    ("record.read", Action::RecordRead),
    ("record.write", Action::RecordWrite),
    ("record.confirm", Action::RecordConfirm),
    ("directive.read", Action::DirectiveRead),
    ("directive.write", Action::DirectiveWrite),
    ("programme.read", Action::ProgrammeRead),
    ("programme.write", Action::ProgrammeWrite),
    ("programme.approve", Action::ProgrammeApprove),
    ("post.write", Action::PostWrite),
    ("report.write", Action::ReportWrite),
    ("report.approve", Action::ReportApprove),
    ("report.seal", Action::ReportSeal),
    ("user.manage", Action::UserManage),
    ("user.view_as", Action::UserViewAs),
    ("pack.write", Action::PackWrite),
    ("audit.read", Action::AuditRead),
    ("member.read", Action::MemberRead),
    ("member.write", Action::MemberWrite),
    ("member.open", Action::MemberOpen),
    ("member.export", Action::MemberExport),
    ("card.issue", Action::CardIssue),
];

/// Whether an action only reads the work of the union; accounts and the audit log are neither.
pub(crate) const fn is_reading(action: Action) -> bool {
    matches!(
        action,
        Action::UnitRead
            | Action::FigureRead
            | Action::FigureOpen
            | Action::RecordRead
            | Action::DirectiveRead
            | Action::ProgrammeRead
    )
}

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    for table in root.tables("role") {
        let id = table.id("id");
        let role = Role {
            place: table.place_of_key("id"),
            id: id.map(|(id, _)| id).unwrap_or_default(),
            name: table.required_local("name"),
            actions: table.words("actions", ACTIONS),
            own_only: table.words("own_only", ACTIONS),
            below_only: table.words("below_only", ACTIONS),
            ancestors: table.words("ancestors", ACTIONS),
            coordinating: table.words("coordinating", ACTIONS),
        };
        for (key, actions) in [("ancestors", &role.ancestors), ("coordinating", &role.coordinating)] {
            if actions.iter().any(|action| !is_reading(*action)) {
                table.error_at_key(
                    key,
                    reason(
                        format!("\"{key}\" chỉ nhận các quyền xem"),
                        format!("\"{key}\" only takes actions that read"),
                    ),
                );
            }
        }
        table.close();
        pack.roles.push(role);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_model() {
        for (word, action) in ACTIONS {
            assert_eq!(serde_json::to_value(action).unwrap(), *word);
        }
    }
}
