//! Targets the addresses of the table name, and changes of them that wait.
//!
//! Not here: what is expected (`table`).

use congdoan_model::{TargetId, access::Caller, names::Language, programmes::targets::Aim};
use congdoan_service::Service;

/// A target of the model union, one of its province that can be shared out, one elsewhere; a change of each of the last
/// two.
pub(crate) async fn names(service: &Service) -> [(&'static str, String); 5] {
    let system = service.system();
    let first = async |unit: &str, indicator: &str| {
        let all = "2000-01-01/2100-12-31".parse().unwrap();
        let (_, programmes) = service.programmes(&system, unit, all).await.unwrap();
        let mut targets = programmes.into_iter().flat_map(|one| one.targets).map(|one| one.target);
        targets.find(|target| target.indicator.starts_with(indicator)).unwrap().id
    };
    let (own, province, other) =
        (first("cdcs-mau", "").await, first("ldld-nghe-an", "training.").await, first("ldld-ha-noi", "").await);
    let session = service.open_session("chuyenvien").await.unwrap();
    let specialist = service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller;
    let ask = async |caller: &Caller, target: TargetId| {
        let now = service.target(caller, target).await.unwrap().progress.target.aim();
        let after = Aim { value: now.value + 100, ..now };
        service.ask_target_change(caller, target, (after, "Thử"), None).await.unwrap().to_string()
    };
    [
        ("{target}", own.to_string()),
        ("{province_target}", province.to_string()),
        ("{other_target}", other.to_string()),
        ("{change}", ask(&specialist, province).await),
        ("{other_change}", ask(&system, other).await),
    ]
}
