//! The key file changed under a federation, and what is no longer kept let go.
//!
//! Not here: what is sealed and opened (`service`).

use crate::{
    base::{Base, on_both},
    server::Server,
};

#[test]
fn a_new_key_wraps_everything_and_the_old_file_alone_is_refused() {
    on_both(|engine| {
        let base = Base::demonstration(engine);
        let status = base.run(&["key", "status"]).data();
        let wrapped: u64 = status.trim().rsplit('\t').next().unwrap().parse().unwrap();
        assert!(status.starts_with("khóa/key 1 *") && wrapped > 214, "{status}");
        let server = Server::start(&base.url);
        let rotated = base.run(&["key", "rotate"]);
        assert_eq!(rotated.status, 0, "{rotated:?}");
        drop(server);
        let status = base.run(&["key", "status"]).data();
        assert!(status.contains("khóa/key 1\t0\n") && status.contains(&format!("khóa/key 2 *\t{wrapped}")), "{status}");
        let finished = base.run(&["key", "rotate", "--resume"]).data();
        assert!(finished.contains(&format!("khóa/key 2 *\t{wrapped}")), "nothing was left to finish: {finished}");
        assert_eq!(base.run(&["doctor"]).status, 0);
        base.verifies();
    });
}

#[test]
fn retention_tells_first_and_leaves_what_may_be_kept() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let told = base.run(&["retention", "--dry-run"]).data();
        assert!(told.starts_with("chạy thử") && told.contains("xóa hồ sơ/emptied"), "{told}");
    });
}
