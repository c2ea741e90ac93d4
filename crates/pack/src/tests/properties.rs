//! What holds of every record, tried on random ones.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::json;

use super::registers::{REGISTER, day, of, rows, unit};
use crate::{LARGEST_NUMBER, PackFile, embedded, load};

proptest! {
    /// Whatever line is lost, doubled or spoilt in a file of the country's pack, loading it ends with remarks that name
    /// lines of that file, and without a panic.
    #[test]
    fn a_spoilt_file_is_remarked_on(file in 0_usize..1_000, line in 0_usize..1_000, how in 0_usize..5) {
        let files = embedded();
        let file = &files[file % files.len()];
        let mut lines: Vec<String> = file.text.lines().map(str::to_owned).collect();
        let line = line % lines.len();
        match how {
            0 => drop(lines.remove(line)),
            1 => lines.insert(line, lines[line].clone()),
            2 => lines[line] = lines[line].replace('"', ""),
            3 => lines[line] = lines[line].replace("= ", "= -"),
            _ => lines[line] = lines[line].split(" = ").next().unwrap_or_default().to_owned() + " = [{ id = 7 }]",
        }
        let spoilt = PackFile { path: file.path.clone(), text: lines.join("\n") };
        let (_, remarks) = load(&[spoilt]);
        prop_assert!(remarks.iter().all(|remark| remark.place.file == file.path && remark.place.line <= lines.len() + 1));
    }

    /// Whatever is written in a form, reading and checking it ends without a panic, and what passes the check is read
    /// again from its own spelling as the same value.
    #[test]
    fn numbers_are_read_back(number in 0_i64..=LARGEST_NUMBER) {
        let register = &*REGISTER;
        let dotted: String = {
            let digits = number.to_string();
            let lead = digits.len() % 3;
            digits.chars().enumerate().flat_map(|(at, digit)| {
                let dot = at > 0 && at % 3 == lead;
                dot.then_some('.').into_iter().chain([digit])
            }).collect()
        };
        for text in [number.to_string(), dotted.clone(), dotted.replace('.', "\u{a0}")] {
            let (fields, problems) = register.parse(&[("travellers".to_owned(), text)].into());
            prop_assert_eq!(&problems, &[]);
            prop_assert_eq!(&fields["travellers"], &json!(number));
        }
    }

    #[test]
    fn no_text_makes_a_register_panic(texts in proptest::collection::vec(".{0,40}", 12)) {
        let register = &*REGISTER;
        let raw = register.fields.iter().map(|field| field.id.clone()).zip(texts).collect();
        let (fields, _) = register.parse(&raw);
        let _ = register.check(&fields, (day("2022-05-01"), day("2022-06-01")), &Arc::default());
        let _ = register.contributions(&fields, (unit(), day("2022-05-01")), &Arc::default());
    }

    /// A year is the sum of its months: whatever the day and the campaign, a row lies in the campaign's year and as
    /// near to the day as that year allows; and distinct subjects of one record are distinct.
    #[test]
    fn contributions_keep_their_promises(
        offset in 0_u64..4_000, season in 2000_i64..2100, travellers in 2_i64..100, names in proptest::collection::vec("[A-Ca-cđĐ ]{0,3}", 0..8),
    ) {
        let register = &*REGISTER;
        let occurred = day("2019-01-01") + Days::new(offset);
        let value = json!({ "travellers": travellers, "season": season, "list": names });
        let rows = rows(register, value, &occurred.to_string());
        let row = of(&rows, "outing.travellers")[0];
        let first = NaiveDate::from_ymd_opt(i32::try_from(season).unwrap(), 1, 1).unwrap();
        let last = NaiveDate::from_ymd_opt(i32::try_from(season).unwrap(), 12, 31).unwrap();
        prop_assert_eq!(row.counted_on, occurred.clamp(first, last));
        prop_assert_eq!(row.value, travellers);
        let subjects: Vec<_> = of(&rows, "outing.people").iter().map(|row| row.subject.clone()).collect();
        let different: BTreeSet<_> = subjects.iter().collect();
        prop_assert_eq!(different.len(), subjects.len());
        prop_assert!(rows.iter().all(|row| row.subject.is_some() == ["outing.people", "outing.units", "outing.kinds"].contains(&row.indicator.as_str())));
    }
}
