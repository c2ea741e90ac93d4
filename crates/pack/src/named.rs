//! The people a record names: fingerprints by which their names are found again, and what stands in the place of a name
//! that was erased.
//!
//! Not here: sealing and erasing (`service`), counting different people (`contribute`).

use congdoan_model::{ids::fingerprint, names::fold, registers::Fields};
use serde_json::{Value as Json, json};

use crate::{FieldKind, Register};

/// The key under which a fingerprint stands in the place of an erased name.
pub const ERASED: &str = "erased";

/// The fingerprint of a person: the same for every spelling of one name with one birth date, and telling nothing. Of a name
/// that was erased, the one it had, so that no count of different people changes.
#[must_use]
pub fn fingerprint_of(person: &Json) -> Option<String> {
    let (name, birth) = match person {
        Json::String(name) => (name.as_str(), ""),
        Json::Object(parts) => {
            if let Some(erased) = parts.get(ERASED) {
                return erased.as_str().map(str::to_owned);
            }
            (parts.get("name")?.as_str()?, parts.get("birth").and_then(Json::as_str).unwrap_or_default())
        }
        _ => return None,
    };
    fingerprint_of_name(name, birth)
}

/// The fingerprint of a name with a birth date, a year of birth, or nothing.
#[must_use]
pub fn fingerprint_of_name(name: &str, birth: &str) -> Option<String> {
    let name = fold(name);
    (!name.is_empty()).then(|| fingerprint(&format!("{name}|{birth}")))
}

/// Whether a value of a person tells a birth: a name alone may be a namesake's.
#[must_use]
pub fn tells_birth(person: &Json) -> bool {
    person.get("birth").and_then(Json::as_str).is_some_and(|birth| !birth.is_empty())
}

/// What stands in the place of a person whose name was erased.
#[must_use]
pub fn erased(fingerprint: &str) -> Json {
    json!({ ERASED: fingerprint })
}

impl Register {
    /// Goes over every person the fields of a record name.
    pub fn each_person(&self, fields: &mut Fields, visit: &mut dyn FnMut(&mut Json)) {
        for field in &self.fields {
            match (field.kind, fields.get_mut(&field.id)) {
                (FieldKind::Person, Some(person)) if !person.is_null() => visit(person),
                (FieldKind::Persons, Some(Json::Array(people))) => people.iter_mut().for_each(&mut *visit),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_erased_name_keeps_its_fingerprint() {
        let lan = json!({ "name": "Nguyễn Thị Lan", "birth": "1990-05-02" });
        let print = fingerprint_of(&lan).unwrap();
        assert_eq!(fingerprint_of(&erased(&print)), Some(print));
        assert_eq!(fingerprint_of(&lan), fingerprint_of_name("NGUYEN THI LAN", "1990-05-02"));
        assert!(tells_birth(&lan) && !tells_birth(&json!("Lan")));
    }
}
