//! A server ended in order leaves a snapshot; the next one says the same from it, and also when the file is damaged.
//!
//! Not here: what is believed of a snapshot (`service`).

use crate::{
    base::{Base, on_both},
    server::Server,
};

#[test]
fn a_server_starts_from_what_the_one_before_left() {
    on_both(|engine| {
        let base = Base::demonstration(engine);
        let file = base.path("state.snapshot");
        let told =
            || base.run(&["figures", "--unit", "vgcl", "--indicator", "members.total", "--period", "2026"]).data();
        let before = told();
        let start = || {
            Server::with(
                &["serve", "--database-url", &base.url, "--listen", "127.0.0.1:0"],
                &[("CONGDOAN_SNAPSHOT_FILE", &file)],
            )
        };
        assert!(!start().end().contains("\"snapshot\":true"), "there is none yet");
        let size = std::fs::metadata(&file).expect("it left one").len();
        assert!(size > 10_000, "{size}");
        assert!(start().end().contains("\"snapshot\":true"), "taken");
        std::fs::write(&file, b"congdoan").expect("written over");
        let words = start().end();
        assert!(words.contains("\"snapshot\":false") && words.contains("not to be believed"), "{words}");
        assert_eq!(std::fs::metadata(&file).expect("written anew").len(), size);
        assert_eq!(told(), before);
        base.verifies();
    });
}
