//! Bodies named in a text, matched with units of the tree by their names.
//!
//! Abbreviations are written out, words that only say what kind of place it is are dropped, and so are the committees that
//! sign for a unit. A name that fits several units is matched with none. Not here: finding names (`reader`), rights (`store`).

use std::collections::HashMap;

use congdoan_model::{
    UnitId,
    access::Caller,
    names::fold,
    org::{Code, Unit},
};

use crate::{Result, Service};

/// How many different names of one text are looked up.
const MOST: usize = 500;

/// Abbreviations of the union's own papers, folded, written out.
const WRITTEN_OUT: [(&str, &str); 16] = [
    ("ldld", "lien doan lao dong"),
    ("tldldvn", "tong lien doan lao dong viet nam"),
    ("tld", "tong lien doan lao dong viet nam"),
    ("tldld", "tong lien doan lao dong"),
    ("cdcs", "cong doan co so"),
    ("cdvn", "cong doan viet nam"),
    ("cdvc", "cong doan vien chuc"),
    ("cdn", "cong doan nganh"),
    ("cd", "cong doan"),
    ("kcn", "khu cong nghiep"),
    ("kcx", "khu che xuat"),
    ("kkt", "khu kinh te"),
    ("tp", "thanh pho"),
    ("hcm", "ho chi minh"),
    ("hn", "ha noi"),
    ("ctcp", "cong ty co phan"),
];
/// Committees that sign for a unit.
const COMMITTEES: [&str; 7] =
    ["ban thuong vu ", "ban chap hanh ", "doan chu tich ", "thuong truc ", "lanh dao ", "bch ", "btv "];
/// Words that say what kind of place it is.
const PLACES: [&str; 7] = ["tinh", "thanh pho", "huyen", "quan", "thi xa", "phuong", "xa"];

/// The key two spellings of one name share.
fn key(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let written = |word| WRITTEN_OUT.iter().find(|(short, _)| *short == word).map_or(word, |(_, whole)| *whole);
    let mut text = words.map(written).collect::<Vec<_>>().join(" ");
    while let Some(rest) = COMMITTEES.iter().find_map(|committee| text.strip_prefix(committee)) {
        text = rest.to_owned();
    }
    text
}

/// The same without the words that say what kind of place it is.
fn bare(key: &str) -> String {
    let mut text = format!(" {key} ");
    for place in PLACES {
        text = text.replace(&format!(" {place} "), " ");
    }
    text.trim().to_owned()
}

impl Service {
    /// For each of some names, the units it fits among those the caller may see: by the whole name first, else by the name
    /// without the kinds of places.
    pub(super) async fn units_named(&self, caller: &Caller, names: &[&str]) -> Result<HashMap<String, Vec<Unit>>> {
        let mut whole: HashMap<String, Vec<UnitId>> = HashMap::new();
        for name in names.iter().take(MOST) {
            whole.entry(key(name)).or_default();
        }
        let mut short: HashMap<String, Vec<UnitId>> = whole.keys().map(|key| (bare(key), Vec::new())).collect();
        let day = caller.now.day();
        let (whole, short) = self
            .with_names(move |_, _, tree| {
                for unit in tree.open_on(day) {
                    let key = key(&unit.name);
                    if let Some(found) = short.get_mut(&bare(&key)) {
                        found.push(unit.id);
                    }
                    if let Some(found) = whole.get_mut(&key) {
                        found.push(unit.id);
                    }
                }
                (whole, short)
            })
            .await?;
        let fits: HashMap<String, Vec<UnitId>> = names
            .iter()
            .take(MOST)
            .map(|name| {
                let key = key(name);
                let exact = whole.get(&key).filter(|found| !found.is_empty());
                ((*name).to_owned(), exact.or_else(|| short.get(&bare(&key))).cloned().unwrap_or_default())
            })
            .collect();
        let mut asked: Vec<UnitId> = fits.values().flat_map(|found| found.iter().take(3).copied()).collect();
        asked.sort_unstable();
        asked.dedup();
        let mut tx = self.store.read().await?;
        let seen: HashMap<UnitId, Unit> =
            tx.units_found(caller, &asked).await?.into_iter().map(|placed| (placed.unit.id, placed.unit)).collect();
        let units = |found: Vec<UnitId>| found.iter().take(3).filter_map(|id| seen.get(id).cloned()).collect();
        Ok(fits.into_iter().map(|(name, found)| (name, units(found))).collect())
    }

    /// The unit of a code, where the caller may see it; none for an empty code.
    pub(super) async fn unit_of_code(&self, caller: &Caller, code: &str) -> Result<Option<Unit>> {
        let code = code.trim();
        if code.is_empty() || code.parse::<Code>().is_err() {
            return Ok(None);
        }
        match self.store.read().await?.unit(caller, code).await {
            Ok(unit) => Ok(Some(unit)),
            Err(congdoan_store::Error::NotVisible(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_body_share_a_key() {
        for (one, other) in [
            ("LĐLĐ tỉnh Nghệ An", "Liên đoàn Lao động tỉnh Nghệ An"),
            ("Ban Thường vụ LĐLĐ tỉnh Kon Tum", "Liên đoàn lao động tỉnh Kon Tum"),
            ("CĐCS Công ty TNHH Sao Mai", "Công đoàn cơ sở Công ty TNHH Sao Mai"),
            ("Đoàn Chủ tịch TLĐ", "Tổng Liên đoàn Lao động Việt Nam"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
        }
        assert_eq!(bare(&key("LĐLĐ TP Hà Nội")), bare(&key("Liên đoàn Lao động thành phố Hà Nội")));
        assert_ne!(bare(&key("LĐLĐ tỉnh Hà Nam")), bare(&key("LĐLĐ tỉnh Hà Nội")));
    }
}
