//! Member numbers: generated, unique, readable aloud, with a check letter.
//!
//! Twelve signs of an alphabet of 31 (no I, L, O, U, Z), the last one a check that catches any one wrong sign and any two
//! exchanged neighbours. The official format is not published; numbers of other systems are kept as card numbers. Not
//! here: cards.

use congdoan_model::PersonId;

const SIGNS: &[u8; 31] = b"0123456789ABCDEFGHJKMNPQRSTVWXY";
const LENGTH: usize = 11;

/// The member number of a person, made from the person's id.
pub(crate) fn number_of(person: PersonId) -> String {
    let hash = blake3::hash(person.uuid().as_bytes());
    let mut rest = hash.as_bytes().iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let mut places = [0_usize; LENGTH];
    for place in &mut places {
        *place = usize::try_from(rest % 31).unwrap_or(0);
        rest /= 31;
    }
    let last = check(&places);
    let signs = places.into_iter().chain([last]).filter_map(|place| SIGNS.get(place));
    let mut number = String::with_capacity(14);
    for (at, sign) in signs.enumerate() {
        if at == 4 || at == 8 {
            number.push('-');
        }
        number.push(char::from(*sign));
    }
    number
}

fn check(places: &[usize]) -> usize {
    let sum: usize = places.iter().zip(2..).map(|(place, weight)| place * weight).sum();
    (31 - sum % 31) % 31
}

/// Whether a text is a member number of ours, hyphens and case aside.
#[cfg(test)]
pub(crate) fn is_number(text: &str) -> bool {
    let places: Option<Vec<usize>> = text
        .bytes()
        .filter(|byte| *byte != b'-')
        .map(|byte| SIGNS.iter().position(|sign| *sign == byte.to_ascii_uppercase()))
        .collect();
    places.is_some_and(|places| match places.split_last() {
        Some((last, rest)) => rest.len() == LENGTH && check(rest) == *last,
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_sign_or_two_exchanged_are_caught() {
        for id in 0..200_u32 {
            let person: PersonId = format!("00000000-0000-0000-0000-{id:012x}").parse().unwrap();
            let number = number_of(person);
            assert!(is_number(&number) && number.len() == 14, "{number}");
            let signs: Vec<char> = number.chars().collect();
            for at in 0..signs.len() {
                let mut wrong = signs.clone();
                wrong[at] = match wrong[at] {
                    '-' => continue,
                    'A' => 'B',
                    _ => 'A',
                };
                assert!(!is_number(&wrong.iter().collect::<String>()));
                if at + 1 < signs.len() && signs[at] != signs[at + 1] && signs[at + 1] != '-' {
                    let mut swapped = signs.clone();
                    swapped.swap(at, at + 1);
                    assert!(!is_number(&swapped.iter().collect::<String>()));
                }
            }
        }
    }
}
