//! Cards signed, read, altered, forged; keys changed; lists signed. The fixed texts are those other programs check too.

use chrono::NaiveDate;

use super::*;
use crate::Timestamp;

/// Randomness that is the same byte over and over.
struct Same(u8);

impl Entropy for Same {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

fn day(text: &str) -> NaiveDate {
    parse_day(text).unwrap()
}

fn claims() -> Claims {
    Claims {
        serial: "7K3M-Q2XA-ZP4C-6TBO".to_owned(),
        number: "CD0001234567".to_owned(),
        name: "Nguyễn Thị Ánh Tuyết".to_owned(),
        unit_code: "cdcs-mau".to_owned(),
        unit_name: "Công đoàn cơ sở Công ty TNHH May mẫu".to_owned(),
        issued_on: day("2026-11-22"),
        expires_on: Some(day("2031-11-22")),
    }
}

#[test]
fn a_signed_card_is_read_by_whoever_has_the_public_key() {
    let keys = CardKeys::new(&Same(7));
    let text = claims().sign(&keys).unwrap();
    assert_eq!(Claims::read(&text, &keys.public()), Ok(claims()));
    let typed = format!("  {}\n", text.to_lowercase().replace("cdv1:", "cdv1: "));
    assert_eq!(Claims::read(&typed, &keys.public()), Ok(claims()), "case and spaces do no harm");
    assert_eq!(text, claims().sign(&keys).unwrap(), "the same card is the same text");
    let endless = Claims { expires_on: None, ..claims() };
    assert_eq!(Claims::read(&endless.sign(&keys).unwrap(), &keys.public()), Ok(endless));
}

#[test]
fn every_altered_sign_is_noticed() {
    let keys = CardKeys::new(&Same(7));
    let text = claims().sign(&keys).unwrap();
    for place in PREFIX.len()..text.len() {
        let altered: String = text
            .chars()
            .enumerate()
            .map(|(at, sign)| if at == place { if sign == 'A' { 'B' } else { 'A' } } else { sign })
            .collect();
        assert!(Claims::read(&altered, &keys.public()).is_err(), "sign {place}");
    }
    let short: String = text.chars().take(text.len() - 2).collect();
    assert!(Claims::read(&short, &keys.public()).is_err(), "cut short");
}

#[test]
fn a_card_of_another_key_is_forged_or_unknown() {
    let (ours, theirs) = (CardKeys::new(&Same(7)), CardKeys::new(&Same(8)));
    let text = claims().sign(&theirs).unwrap();
    assert_eq!(Claims::read(&text, &ours.public()), Err(CardFault::UnknownKey(theirs.newest().unwrap().id.clone())));
    // Whoever gives a strange key our id does not get through either.
    let [mut strange] = <[PublicKey; 1]>::try_from(theirs.public().keys).unwrap();
    let named = ours.newest().unwrap();
    strange.id = named.id.clone();
    let said = claims().said(&named.id);
    let signature = theirs.sign(&[PREFIX, &said].concat()).unwrap();
    let forged = [PREFIX, &base32::encode(&[said.as_bytes(), &signature].concat())].concat();
    assert_eq!(Claims::read(&forged, &ours.public()), Err(CardFault::Forged));
    assert!(Claims::read(&forged, &PublicKeys { keys: vec![strange] }).is_ok(), "it is the key that decides");
    for nothing in ["", "CDV1:", "CDV2:AAAA", "https://example.org", "CDV1:MZXW6"] {
        assert_eq!(Claims::read(nothing, &ours.public()), Err(CardFault::Unreadable), "{nothing}");
    }
}

#[test]
fn a_line_break_in_a_name_makes_no_line() {
    let keys = CardKeys::new(&Same(7));
    let sly = Claims { name: "Lan\n9999-99-99\nx".to_owned(), ..claims() };
    let read = Claims::read(&sly.sign(&keys).unwrap(), &keys.public()).unwrap();
    assert_eq!(read.name, "Lan 9999-99-99 x");
}

#[test]
fn a_card_stands_until_its_last_day_unless_revoked() {
    let card = claims();
    assert_eq!(card.standing(day("2031-11-22"), false), CardStanding::Valid);
    assert_eq!(card.standing(day("2031-11-23"), false), CardStanding::Expired);
    assert_eq!(card.standing(day("2026-11-23"), true), CardStanding::Revoked);
    assert_eq!(Claims { expires_on: None, ..card }.standing(day("2099-01-01"), false), CardStanding::Valid);
}

#[test]
fn a_rotated_file_signs_with_the_new_key_and_checks_with_the_old() {
    let old = CardKeys::new(&Same(7));
    let text = claims().sign(&old).unwrap();
    let new = CardKeys::parse(&old.rotated(&Same(9)).render()).unwrap();
    assert_ne!(new.newest().unwrap(), old.newest().unwrap());
    assert_eq!(Claims::read(&text, &new.public()), Ok(claims()));
    assert!(matches!(Claims::read(&claims().sign(&new).unwrap(), &old.public()), Err(CardFault::UnknownKey(_))));
    let known = PublicKeys::default().with_older(old.public().keys).with_older(old.public().keys);
    assert_eq!(known, old.public());
    assert_eq!(CardKeys::parse("# nothing\n").unwrap_err(), CardKeyError::Empty);
    assert_eq!(CardKeys::parse("\n1 short\n").unwrap_err(), CardKeyError::Line(2));
    let renamed = old.render().replace(&old.newest().unwrap().id, "00000000");
    assert_eq!(CardKeys::parse(&renamed).unwrap_err(), CardKeyError::Line(2), "an id is that of its key");
}

#[test]
fn a_list_of_revoked_cards_is_signed_as_a_whole() {
    let keys = CardKeys::new(&Same(7));
    let at = Timestamp::start_of(day("2026-11-22"));
    let list = RevocationList::sign(&keys, at, vec!["B".to_owned(), "A".to_owned(), "B".to_owned()]).unwrap();
    assert_eq!(list.serials, ["A", "B"]);
    assert!(list.verifies(&keys.public()) && list.names("A") && !list.names("C"));
    let shorter = RevocationList { serials: vec!["A".to_owned()], ..list.clone() };
    assert!(!shorter.verifies(&keys.public()), "nobody takes a card off the list");
    let younger = RevocationList { issued_at: "2027".to_owned(), ..list };
    assert!(!younger.verifies(&keys.public()));
}

#[test]
fn serials_are_grouped_and_random() {
    assert_eq!(serial(&Same(0)), "AAAA-AAAA-AAAA-AAAA");
    assert_ne!(serial(&Same(1)), serial(&Same(2)));
}
