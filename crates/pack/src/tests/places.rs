//! Provinces of the embedded pack before and after 1 July 2025, and broken places.

use std::collections::{BTreeMap, BTreeSet};

use super::{broken::refuses, federation::day, vietnam::vietnam};

#[test]
fn sixty_three_provinces_became_thirty_four() {
    let places = vietnam().places;
    let (eve, after) = (day("2025-06-30"), day("2025-07-01"));
    for (on, number) in
        [("2008-08-01", 63), ("2024-12-31", 63), ("2025-06-30", 63), ("2025-07-01", 34), ("2026-11-22", 34)]
    {
        assert_eq!(places.at(day(on)).count(), number, "{on}");
        let names: BTreeSet<String> =
            places.at(day(on)).map(|province| congdoan_model::names::fold(&province.name)).collect();
        assert_eq!(names.len(), number, "{on}: names are told apart without their marks");
    }
    let mut parts: BTreeMap<&str, usize> = BTreeMap::new();
    for old in places.at(eve) {
        let now = places.now_of(&old.code, after).unwrap_or_else(|| panic!("{}", old.code));
        *parts.entry(now.code.as_str()).or_default() += 1;
        assert_eq!(places.now_of(&old.code, eve), Some(old));
    }
    assert_eq!((parts.len(), parts.values().sum::<usize>()), (34, 63));
    let unchanged: BTreeSet<&str> = parts.iter().filter(|(_, parts)| **parts == 1).map(|(code, _)| *code).collect();
    let expected = [
        "cao-bang",
        "dien-bien",
        "ha-noi",
        "ha-tinh",
        "hue",
        "lai-chau",
        "lang-son",
        "nghe-an",
        "quang-ninh",
        "son-la",
        "thanh-hoa",
    ];
    assert_eq!(unchanged, BTreeSet::from(expected));
    let threes: BTreeSet<&str> = parts.iter().filter(|(_, parts)| **parts == 3).map(|(code, _)| *code).collect();
    assert_eq!(threes, BTreeSet::from(["can-tho", "ho-chi-minh", "lam-dong", "ninh-binh", "phu-tho", "vinh-long"]));
    let cities = |on| places.at(on).filter(|one| one.kind == crate::ProvinceKind::City).count();
    assert_eq!((cities(day("2024-12-31")), cities(eve), cities(after)), (5, 6, 6));
    assert_eq!((cities(day("2026-04-29")), cities(day("2026-04-30"))), (6, 7), "Đồng Nai became a city");
}

#[test]
fn old_places_are_found_and_followed() {
    let places = vietnam().places;
    let (eve, after) = (day("2025-06-30"), day("2025-07-01"));
    for (name, code) in [
        ("Kon Tum", "kon-tum"),
        ("tỉnh KON TUM", "kon-tum"),
        ("TP. Hồ Chí Minh", "ho-chi-minh"),
        ("TP.HCM", "ho-chi-minh"),
        ("Bà Rịa Vũng Tàu", "ba-ria-vung-tau"),
        ("Hoà Bình", "hoa-binh"),
        ("Thừa Thiên-Huế", "hue"),
    ] {
        assert_eq!(places.find(name, eve).map(|found| found.code.as_str()), Some(code), "{name}");
    }
    assert_eq!(places.find("Kon Tum", after), None);
    assert_eq!(places.find("", after), None);
    for (code, now) in [
        ("kon-tum", "quang-ngai"),
        ("yen-bai", "lao-cai"),
        ("lao-cai", "lao-cai"),
        ("long-an", "tay-ninh"),
        ("kien-giang", "an-giang"),
        ("thua-thien-hue", "hue"),
        ("ha-tay", "ha-noi"),
        ("nghe-an", "nghe-an"),
    ] {
        assert_eq!(places.now_of(code, after).map(|found| found.code.as_str()), Some(now), "{code}");
    }
    assert_eq!(places.now_of("ha-tay", day("2008-07-31")).unwrap().full_name(), "tỉnh Hà Tây");
    assert_eq!(places.now_of("binh-phuoc", day("2026-05-01")).unwrap().full_name(), "thành phố Đồng Nai");
    assert_eq!(places.now_of("hue", day("2024-12-31")), None, "not yet");
    assert_eq!(places.now_of("atlantis", after), None);
    // The number 15 was Yên Bái's and is Lào Cai's.
    let of_number = |number: &str, on| places.at(on).find(|one| one.number == number).map(|one| one.code.as_str());
    assert_eq!((of_number("15", eve), of_number("15", after)), (Some("yen-bai"), Some("lao-cai")));
    let levels = |on| -> Vec<&str> { places.levels_at(on).map(|level| level.id.as_str()).collect() };
    assert_eq!(levels(eve), ["province", "district", "commune"]);
    assert_eq!(levels(after), ["province", "commune"]);
}

#[test]
fn broken_places_are_refused_with_file_line_and_reason() {
    let two = |first: &str, second: &str| {
        format!(
            "[defaults]\nsource = \"Ví dụ\"\n[[province]]\ncode = \"dong\"\nnumber = \"01\"\nname = \"Đông\"\nkind = \"province\"\n{first}[[province]]\ncode = \"tay\"\nnumber = \"02\"\nname = \"Tây\"\nkind = \"city\"\n{second}"
        )
    };
    let path = "places.toml";
    let ended = "until = 2025-07-01\ninto = \"tay\"\n";
    super::pack(&[super::file(path, &two(ended, ""))]);
    refuses(&[
        (path, two("until = 2025-07-01\n", ""), "places.toml:3: \"into\" is missing"),
        (path, two("into = \"tay\"\n", ""), "places.toml:8: \"into\" needs an \"until\""),
        (
            path,
            two(&ended.replace("tay", "nam"), ""),
            "places.toml:9: on 2025-07-01 there is no province of code \"nam\"",
        ),
        (path, two(ended, "from = 2025-07-02\n"), "places.toml:9: on 2025-07-01 there is no province"),
        (
            path,
            two("", "").replace("\"tay\"", "\"dong\""),
            "places.toml:9: \"dong\" is used on line 4 at the same time",
        ),
        (path, two("", "").replace("\"02\"", "\"01\""), "places.toml:9: \"01\" is used on line 4 at the same time"),
        (path, two("", "aliases = [\"DONG\"]\n"), "places.toml:9: \"Tây\" is used on line 4 at the same time"),
        (path, two("", "").replace("\"02\"", "\"2\""), "places.toml:10: \"number\" has two digits"),
        (path, two("", "").replace("\"tay\"", "\"Tây\""), "places.toml:9: \"Tây\" is no code"),
        (path, two("", "").replace("\"city\"", "\"town\""), "places.toml:12: \"kind\" does not take \"town\""),
        (
            path,
            two("", "[[level]]\nid = \"ward\"\nname = \"Phường\"\n[[level]]\nid = \"ward\"\nname = \"Xã\"\n"),
            "places.toml:17: level of places \"ward\" is defined at places.toml:14 already",
        ),
    ]);
}
