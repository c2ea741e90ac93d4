//! Cards checked from outside: by the program without a database, and by the Python of `docs/CARDS.md`.
//!
//! A missing `python3` or `cryptography` fails this; `cargo xtask test` provides both. Not here: issuing (`service`).

use std::process::Command;

use congdoan_model::{
    Entropy, Timestamp,
    cards::{CardKeys, Claims, RevocationList},
    period::parse_day,
};

use crate::{
    base::{Base, on_both},
    program::{Said, run},
};

struct Same(u8);

impl Entropy for Same {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

const SERIAL: &str = "7K3M-Q2XA-ZP4C-6TBO";
const DAY: &str = "2026-11-22";

fn claims(serial: &str) -> Claims {
    Claims {
        serial: serial.to_owned(),
        number: "CD0001234567".to_owned(),
        name: "Nguyễn Thị Ánh Tuyết".to_owned(),
        unit_code: "cdcs-mau".to_owned(),
        unit_name: "Công đoàn cơ sở Công ty TNHH May mẫu".to_owned(),
        issued_on: parse_day(DAY).unwrap(),
        expires_on: parse_day("2031-11-22"),
    }
}

/// Public keys, a list that names one card, and the folder they lie in.
struct Checker {
    folder: tempfile::TempDir,
    keys: CardKeys,
}

impl Checker {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = CardKeys::new(&Same(7));
        let at = Timestamp::start_of(parse_day(DAY).unwrap());
        let list = RevocationList::sign(&keys, at, vec!["GONE-GONE-GONE-GONE".to_owned()]).unwrap();
        let put = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
        put("keys.json", serde_json::to_string(&keys.public()).unwrap());
        put("revoked.json", serde_json::to_string(&list).unwrap());
        let shorter = RevocationList { serials: Vec::new(), ..list };
        put("shorter.json", serde_json::to_string(&shorter).unwrap());
        Self { folder, keys }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn verify(&self, text: &str, day: &str, list: &str) -> Said {
        let (keys, list) = (self.path("keys.json"), self.path(list));
        run(&["card", "verify", text, "--keys", &keys, "--revoked", &list, "--day", day, "--lang", "en"])
    }

    fn text(&self, serial: &str) -> String {
        claims(serial).sign(&self.keys).unwrap()
    }
}

#[test]
fn a_card_is_checked_without_a_database() {
    let checker = Checker::new();
    let text = checker.text(SERIAL);
    let valid = checker.verify(&text, DAY, "revoked.json").json();
    assert_eq!((&valid["standing"], &valid["card"]["name"]), (&"valid".into(), &"Nguyễn Thị Ánh Tuyết".into()));
    let expired = checker.verify(&text, "2031-11-23", "revoked.json");
    assert!(expired.status == 1 && expired.err.contains("expired"), "{expired:?}");
    let revoked = checker.verify(&checker.text("GONE-GONE-GONE-GONE"), DAY, "revoked.json");
    assert!(revoked.status == 1 && revoked.out.contains("\"revoked\""), "{revoked:?}");
    let middle = text.len() / 2;
    let altered: String = text
        .chars()
        .enumerate()
        .map(|(at, sign)| if at == middle { if sign == 'A' { 'B' } else { 'A' } } else { sign })
        .collect();
    checker.verify(&altered, DAY, "revoked.json").refused(1, &["signature does not fit"]);
    let stranger = claims(SERIAL).sign(&CardKeys::new(&Same(9))).unwrap();
    checker.verify(&stranger, DAY, "revoked.json").refused(1, &["not known here"]);
    checker.verify("https://example.org", DAY, "revoked.json").refused(1, &["no text of a member card"]);
    checker.verify(&text, DAY, "shorter.json").refused(1, &["altered"]);
    checker.verify(&text, DAY, "nothing.json").refused(1, &["cannot read"]);
    checker.verify(&text, "tomorrow", "revoked.json").refused(2, &["not a day"]);
}

/// The Python of the page that tells others how to check, with a few lines that run it.
fn python() -> String {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CARDS.md")).unwrap();
    let code = page.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap().to_owned();
    code + "\nimport sys\nfolder, text, today = sys.argv[1:]\nread = lambda name: json.load(open(f\"{folder}/{name}\", encoding=\"utf-8\"))\n\
            print(*check(text, read(\"keys.json\"), read(\"revoked.json\"), today), sep=\"|\")\n"
}

#[test]
fn the_python_of_the_docs_checks_a_card_of_ours() {
    let checker = Checker::new();
    let code = python();
    let check = |text: &str, today: &str| {
        let mut command = Command::new("python3");
        command.env("PYTHONIOENCODING", "utf-8").args(["-c", &code]).arg(checker.folder.path()).args([text, today]);
        let output = command.output().expect("python3 is needed to check cards: run `cargo xtask test`");
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !complaint.contains("No module named"),
            "cryptography is needed to check cards: run `cargo xtask test` or `python3 -m pip install cryptography`"
        );
        (String::from_utf8(output.stdout).unwrap().trim().to_owned(), complaint)
    };
    let said = "Nguyễn Thị Ánh Tuyết|Công đoàn cơ sở Công ty TNHH May mẫu|";
    let text = checker.text(SERIAL);
    assert_eq!(check(&text, DAY).0, format!("{said}valid"), "{:?}", check(&text, DAY));
    assert_eq!(check(&text.to_lowercase().replacen("cdv1", "CDV1", 1), DAY).0, format!("{said}valid"));
    assert_eq!(check(&text, "2031-11-23").0, format!("{said}expired"));
    assert_eq!(check(&checker.text("GONE-GONE-GONE-GONE"), DAY).0, format!("{said}revoked"));
    let last = text.len() / 2;
    let altered: String = text
        .chars()
        .enumerate()
        .map(|(at, sign)| if at == last { if sign == 'A' { 'B' } else { 'A' } } else { sign })
        .collect();
    let (out, complaint) = check(&altered, DAY);
    assert!(out.is_empty() && complaint.contains("InvalidSignature"), "{out} {complaint}");
}

#[test]
fn keys_are_made_kept_and_changed_beside_the_database() {
    on_both(|engine| {
        let base = Base::fresh(engine);
        let file = base.path("cards.key");
        let card = |words: &[&str]| {
            let mut command = crate::program::congdoan();
            command.env("CONGDOAN_CARD_KEY_FILE", &file).env("CONGDOAN_KEY_FILE", base.path("other.key"));
            let output = command.args(words).args(["--database-url", &base.url]).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        card(&["migrate"]);
        let keys = |text: &str| -> usize {
            serde_json::from_str::<serde_json::Value>(text).unwrap()["keys"].as_array().unwrap().len()
        };
        assert_eq!(keys(&card(&["card", "keys"])), 1);
        card(&["card", "rotate"]);
        let out = base.path("keys.json");
        card(&["card", "keys", "--output", &out]);
        assert_eq!(keys(&std::fs::read_to_string(&out).unwrap()), 2);
        let list: RevocationList = serde_json::from_str(&card(&["card", "revoked"])).unwrap();
        let public = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
        assert!(list.verifies(&public) && list.serials.is_empty());
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    });
}
