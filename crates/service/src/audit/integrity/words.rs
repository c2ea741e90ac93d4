//! Words in use that the pack or the program must know.
//!
//! Not here: which words are in use (`store::audit::integrity`).

use congdoan_model::{
    audit::integrity::{Rule, Weight},
    figures::{Combine, Formula},
    members::{DataRequestKind, Joining, Leaving, Sex},
    org::UnitKind,
    programmes::Comparator,
};
use congdoan_pack::Pack;
use congdoan_store::{Tx, audit::integrity::USED};

use super::RuleResult;
use crate::{Error, Result, Service};

/// A list of words with who knows them.
pub(super) struct Words {
    pub(super) rule: Rule,
    known: fn(&Pack, &str) -> bool,
}

macro_rules! lists {
    ($($id:literal, $vi:literal, $en:literal, $way:literal, $way_en:literal, $known:expr;)+) => {
        [$(Words {
            rule: Rule { id: $id, weight: Weight::Error, name: ($vi, $en), remedy: ($way, $way_en) },
            known: $known,
        }),+]
    };
}

fn kind(word: &str) -> Option<UnitKind> {
    word.parse().ok()
}

/// Two words in one, such as a register and the kind of unit that keeps it.
fn pair(words: &str) -> (&str, &str) {
    words.split_once(' ').unwrap_or((words, ""))
}

pub(super) const LISTS: [Words; 22] = lists! {
    "org.kind-known", "Loại đơn vị nào cũng có trong danh mục", "Every kind of unit is known",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    |_, word| kind(word).is_some();

    "org.form-known", "Hình thức đơn vị nào cũng có trong gói", "Every form of a unit is in the pack",
    "Thêm hình thức vào gói hoặc đổi ở trang đơn vị", "Add the form to the pack or change it on the unit's page",
    |pack, word| {
        let (of, form) = pair(word);
        pack.unit_forms.iter().any(|one| one.id == form && Some(one.kind) == kind(of))
    };

    "org.founding-procedure-known", "Thủ tục của hồ sơ nào cũng có trong gói", "Every procedure is in the pack",
    "Thêm thủ tục vào gói", "Add the procedure to the pack",
    |pack, word| pack.procedure(word).is_some();

    "org.link-between-kinds", "Cấp quản lý hợp với loại đơn vị", "Units are managed by units of a fitting kind",
    "Đưa đơn vị về đúng cấp bằng một lần sắp xếp", "Put the unit under a fitting one by a reorganisation",
    |pack, word| {
        let (child, parent) = pair(word);
        kind(child).zip(kind(parent)).is_none_or(|(child, parent)| pack.may_hang(child, parent))
    };

    "members.joining-known", "Cách vào công đoàn nào cũng có trong danh mục", "Every way of joining is known",
    "Sửa ở hồ sơ đoàn viên", "Correct the member's file",
    |_, word| word.parse::<Joining>().is_ok();

    "members.leaving-known", "Lý do thôi sinh hoạt nào cũng có trong danh mục", "Every cause of leaving is known",
    "Sửa ở hồ sơ đoàn viên", "Correct the member's file",
    |_, word| word.parse::<Leaving>().is_ok();

    "members.state-known", "Trạng thái sinh hoạt nào cũng có trong gói", "Every state of membership is in the pack",
    "Thêm trạng thái vào gói hoặc sửa hồ sơ", "Add the state to the pack or correct the file",
    |pack, word| pack.members.state(word).is_some();

    "members.sex-known", "Giới tính là nam hoặc nữ", "Sexes are those the forms ask for",
    "Sửa ở hồ sơ đoàn viên", "Correct the member's file",
    |_, word| word.parse::<Sex>().is_ok();

    "members.request-kind-known", "Loại yêu cầu về dữ liệu nào cũng có trong danh mục", "Every kind of data request is known",
    "Khôi phục từ bản sao lưu", "Restore a backup",
    |_, word| word.parse::<DataRequestKind>().is_ok();

    "access.role-known", "Vai trò nào cũng có trong gói", "Every role is in the pack",
    "Thêm vai trò vào gói hoặc kết thúc ủy nhiệm", "Add the role to the pack or end the mandate",
    |pack, word| pack.role(word).is_some();

    "access.post-known", "Chức danh nào cũng có trong gói", "Every post is in the pack",
    "Thêm chức danh vào gói hoặc kết thúc nó", "Add the post to the pack or end it",
    |pack, word| pack.posts.iter().any(|post| post.id == word);

    "access.body-known", "Loại ban nào cũng có trong gói", "Every kind of body is in the pack",
    "Thêm ban vào gói hoặc kết thúc nhiệm kỳ", "Add the body to the pack or end its term",
    |pack, word| pack.bodies.iter().any(|body| body.id == word);

    "programmes.target-indicator-known", "Chỉ tiêu của chương trình nào cũng có trong gói",
    "Every target is of an indicator of the pack",
    "Định nghĩa chỉ tiêu hoặc sửa chương trình", "Define the indicator or correct the programme",
    |pack, word| pack.indicator(word).is_some();

    "programmes.target-comparator-known", "Dấu so sánh của chỉ tiêu nào cũng hiểu được", "Every comparator is known",
    "Sửa chỉ tiêu", "Correct the target",
    |_, word| word.parse::<Comparator>().is_ok();

    "directives.finding-indicator-known", "Chỉ tiêu gắn với văn bản nào cũng có trong gói",
    "Findings name indicators of the pack",
    "Chọn lại chỉ tiêu ở trang văn bản", "Choose the indicator again on the page of the paper",
    |pack, word| pack.indicator(word).is_some();

    "registers.register-known", "Sổ của bản ghi nào cũng có trong gói", "Every record is of a register of the pack",
    "Nạp lại gói có sổ đó: congdoan pack add", "Add the pack with the register again: congdoan pack add",
    |pack, word| pack.register(word).is_some();

    "registers.recorded-by-its-level", "Sổ chỉ do cấp được ghi sổ đó ghi", "Registers are kept by units of the levels that keep them",
    "Ghi lại ở đơn vị đúng cấp rồi rút bản ghi này", "Record it at a unit of the level and withdraw this one",
    |pack, word| {
        let (register, of) = pair(word);
        pack.register(register).zip(kind(of)).is_none_or(|(register, kind)| register.is_recorded_by(kind))
    };

    "figures.indicator-known", "Số liệu nào cũng có chỉ tiêu trong gói", "Every figure is of an indicator of the pack",
    "Nạp lại gói có chỉ tiêu đó: congdoan pack add", "Add the pack with the indicator again: congdoan pack add",
    |pack, word| pack.indicator(word).is_some();

    "figures.computed-not-stored", "Chỉ tiêu do hệ thống tính không có số lưu sẵn", "Computed indicators have no stored figures",
    "Hoàn tác đợt nhập đã đưa số đó vào", "Undo the import that brought it in",
    |pack, word| pack.indicator(word).is_none_or(|one| matches!(one.formula, Formula::Rows(_)));

    "figures.recorded-not-declared", "Chỉ tiêu lấy từ sổ không khai tay", "What a register gives is not declared",
    "Ghi vào sổ rồi hoàn tác đợt nhập", "Record it in the register and undo the import",
    |pack, word| pack.indicator(word).is_none_or(|one| one.register.is_none());

    "figures.counted-not-declared", "Đơn vị có sổ đoàn viên không khai tay số đoàn viên", "Units with a roll declare no members",
    "Hoàn tác đợt nhập", "Undo the import",
    |pack, word| pack.indicator(word).is_none_or(|one| one.members.is_none());

    "figures.distinct-has-a-subject", "Số người không trùng nêu từng người bằng dấu riêng", "Distinct counts tell their subjects apart",
    "Ghi lại bản ghi", "Save the record again",
    |pack, word| pack.indicator(word).is_none_or(|one| !matches!(one.formula, Formula::Rows(Combine::Distinct)));
};

impl Service {
    pub(super) async fn unknown_words(&self, tx: &mut Tx, list: &Words) -> Result<RuleResult> {
        let missing = || Error::Internal(format!("no list of words {}", list.rule.id));
        let used = USED.iter().find(|used| used.id == list.rule.id).ok_or_else(missing)?;
        let pack = self.pack();
        let mut result = RuleResult::of(&list.rule, super::breaks(Vec::new()));
        for (word, place, found) in tx.words_in_use(&self.system(), used).await? {
            if !(list.known)(&pack, &word) {
                result.count += u64::try_from(found).unwrap_or(0);
                result.places.push(format!("{word}: {place}"));
            }
        }
        result.places.truncate(super::PLACES);
        Ok(result)
    }
}
