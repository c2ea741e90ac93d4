//! The table's lines for what is done with reports: filling, sending, deciding, chasing, closing.
//!
//! Not here: reading a form filled (`table`), rules of the deeds (`service/tests/report_cycle.rs`).

use super::table::Case;

const SENT: &str = "unit=cdcs-mau&form=1-hdcd&period=2021-12-01/2022-05-31&deed=comment&words=T";
const DECIDED: &str = "unit=cdcs-mau&form=1-hdcd&period=2021-12-01/2022-05-31&deed=return&words=T";
const ELSEWHERE: &str = "unit=ldld-ha-noi&form=2-hdcd&period=2021-12-01/2022-05-31&deed=comment&words=T";
const CHASED: &str = "unit=ldld-ha-noi&form=2-hdcd&period=2021-12-01/2022-05-31";
const OUTAGE: &str =
    "unit=ldld-nghe-an&period=2021-12-01/2022-05-31&below=cdcs-mau&from=2022-06-01&to=2022-06-02&words=";
const LOST: &str = r#"{"unit":"cdcs-mau","from":"2022-06-01","to":"2022-06-02"}"#;
const LOST_ELSEWHERE: &str = r#"{"unit":"ldld-ha-noi","from":"2022-06-01","to":"2022-06-02"}"#;
const ENDED: &str = "unit=cd-kkt-dong-nam&period=2021-12-01/2022-05-31";
const LINES: &str =
    r#"{"unit":"cdcs-mau","form":"1-hdcd","period":"2021-12-01/2022-05-31","lines":[{"number":"Z99"}]}"#;
const SAID: &str = r#"{"unit":"cdcs-mau","form":"1-hdcd","period":"2021-12-01/2022-05-31","words":"T"}"#;
const CHASE: &str = r#"{"unit":"ldld-ha-noi","period":"2021-12-01/2022-05-31","form":"2-hdcd"}"#;
const SEAL: &str = r#"{"unit":"ldld-nghe-an","form":"2-hdcd","period":"2099"}"#;

const EVENT: &str = r#"{"unit":"cdcs-mau","form":"bc-ngung-viec","period":"2022-05-03/2022-05-07","lines":[]}"#;
const TO_COME: &str = r#"{"unit":"cdcs-mau","form":"bc-ngung-viec","period":"2022-05-03/2199-05-07","lines":[]}"#;

const ASKED: &str = r#"{"unit":"ldld-nghe-an","level":"grassroots","period":"2022","due_on":"2022-01-01","lines":[]}"#;
const LOOKED: &str = r#"{"unit":"ldld-nghe-an","level":"grassroots","period":"2022","due_on":"2022-01-01","lines":[{"text":"members.total","indicator":"members.total"}]}"#;
const UNKNOWN_REQUEST: &str = "/reports/requests/00000000-0000-7000-8000-000000000000";

pub(crate) const CASES: &[Case] = &[
    ("GET", "/figures/live", "/figures/live", "", [303, 200, 200, 200, 200, 200, 200]),
    (
        "GET",
        "/reports/fill",
        "/reports/fill?unit=cdcs-mau&form=1-hdcd&period=2021-12-01%2F2022-05-31",
        "",
        [303, 404, 200, 200, 200, 403, 200],
    ),
    ("POST", "/reports/fill", "/reports/fill", SENT, [303, 404, 303, 303, 303, 403, 303]),
    ("POST", "/reports/deeds", "/reports/deeds", SENT, [303, 404, 303, 303, 303, 403, 303]),
    ("POST", "/reports/deeds", "/reports/deeds", DECIDED, [303, 404, 403, 422, 422, 422, 422]),
    ("POST", "/reports/deeds", "/reports/deeds", ELSEWHERE, [303, 404, 404, 404, 404, 404, 303]),
    (
        "GET",
        "/reports/files/{id}/{sha256}",
        "/reports/files/00000000-0000-7000-8000-000000000000/00",
        "",
        [303, 404, 404, 404, 404, 404, 404],
    ),
    ("GET", "/reports/awaited", "/reports/awaited?unit=ldld-nghe-an", "", [303, 404, 404, 404, 200, 200, 200]),
    ("GET", "/reports/awaited", "/reports/awaited?unit=ldld-ha-noi", "", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/reports/chase", "/reports/chase", CHASED, [303, 404, 404, 404, 404, 404, 303]),
    ("POST", "/reports/outages", "/reports/outages", OUTAGE, [303, 404, 403, 404, 422, 422, 422]),
    ("POST", "/reports/outages/{id}/end", "/reports/outages/{outage}/end", ENDED, [303, 404, 403, 422, 422, 422, 422]),
    (
        "POST",
        "/reports/outages/{id}/end",
        "/reports/outages/{other_outage}/end",
        ENDED,
        [303, 404, 404, 404, 404, 404, 422],
    ),
    ("GET", "/reports/seals", "/reports/seals?unit=ldld-nghe-an", "", [303, 404, 404, 404, 200, 200, 200]),
    (
        "POST",
        "/reports/seals",
        "/reports/seals",
        "unit=ldld-ha-noi&which=2-hdcd|2099",
        [303, 404, 404, 404, 404, 404, 422],
    ),
    (
        "GET",
        "/reports/seals.csv",
        "/reports/seals.csv?unit=ldld-ha-noi&form=2-hdcd&period=2020",
        "",
        [303, 404, 404, 404, 404, 404, 404],
    ),
    (
        "GET",
        "/api/v1/reports/lines",
        "/api/v1/reports/lines?unit=cdcs-mau&form=1-hdcd&period=2021-12-01%2F2022-05-31",
        "",
        [401, 200, 200, 200, 200, 200, 200],
    ),
    ("POST", "/api/v1/reports/lines", "/api/v1/reports/lines", LINES, [401, 404, 422, 422, 422, 403, 422]),
    ("POST", "/api/v1/reports/lines", "/api/v1/reports/lines", EVENT, [401, 404, 200, 200, 200, 403, 200]),
    ("POST", "/api/v1/reports/lines", "/api/v1/reports/lines", TO_COME, [401, 422, 422, 422, 422, 422, 422]),
    (
        "GET",
        "/reports",
        "/reports?unit=cdcs-mau&form=bc-ngung-viec&from=2022-05-03&to=2022-05-07",
        "",
        [303, 200, 200, 200, 200, 200, 200],
    ),
    (
        "GET",
        "/reports",
        "/reports?unit=cdcs-mau&form=bc-ngung-viec&from=2022-05-07&to=2022-05-03",
        "",
        [303, 422, 422, 422, 422, 422, 422],
    ),
    (
        "POST",
        "/api/v1/reports/deeds/{deed}",
        "/api/v1/reports/deeds/comment",
        SAID,
        [401, 404, 200, 200, 200, 403, 200],
    ),
    (
        "GET",
        "/api/v1/reports/awaited",
        "/api/v1/reports/awaited?unit=ldld-ha-noi&period=2022",
        "",
        [401, 404, 404, 404, 404, 404, 200],
    ),
    ("POST", "/api/v1/reports/chase", "/api/v1/reports/chase", CHASE, [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/reports/outages", "/api/v1/reports/outages", LOST, [401, 404, 403, 422, 422, 422, 422]),
    ("POST", "/api/v1/reports/outages", "/api/v1/reports/outages", LOST_ELSEWHERE, [401, 404, 404, 404, 404, 404, 422]),
    (
        "POST",
        "/api/v1/reports/outages/{id}/end",
        "/api/v1/reports/outages/{outage}/end",
        "{}",
        [401, 404, 403, 422, 422, 422, 422],
    ),
    (
        "POST",
        "/api/v1/reports/outages/{id}/end",
        "/api/v1/reports/outages/{other_outage}/end",
        "{}",
        [401, 404, 404, 404, 404, 404, 422],
    ),
    ("GET", "/reports/requests", "/reports/requests?unit=ldld-nghe-an", "", [303, 404, 404, 404, 200, 200, 200]),
    (
        "GET",
        "/reports/requests/new",
        "/reports/requests/new?unit=ldld-nghe-an",
        "",
        [303, 404, 404, 404, 200, 403, 200],
    ),
    (
        "POST",
        "/reports/requests/new",
        "/reports/requests/new",
        "unit=ldld-nghe-an&level=grassroots&from=2022-01&to=2022-06&due_on=2022-07-01&block=members.total&do=look",
        [303, 404, 404, 404, 200, 403, 200],
    ),
    ("GET", "/reports/requests/{id}", UNKNOWN_REQUEST, "", [303, 404, 404, 404, 404, 404, 404]),
    (
        "POST",
        "/reports/requests/{id}/withdraw",
        "/reports/requests/00000000-0000-7000-8000-000000000000/withdraw",
        "words=T",
        [303, 404, 404, 404, 404, 404, 404],
    ),
    ("GET", "/reports/burden", "/reports/burden?unit=ldld-nghe-an", "", [303, 404, 404, 404, 200, 200, 200]),
    (
        "GET",
        "/api/v1/burden",
        "/api/v1/burden?unit=ldld-nghe-an&month=2022-06",
        "",
        [401, 404, 404, 404, 200, 200, 200],
    ),
    ("GET", "/deadlines", "/deadlines?unit=ldld-nghe-an", "", [303, 404, 404, 404, 200, 200, 200]),
    ("GET", "/api/v1/deadlines", "/api/v1/deadlines?unit=ldld-nghe-an", "", [401, 404, 404, 404, 200, 200, 200]),
    ("GET", "/api/v1/requests", "/api/v1/requests?unit=ldld-nghe-an", "", [401, 404, 404, 404, 200, 200, 200]),
    ("POST", "/api/v1/requests/look", "/api/v1/requests/look", LOOKED, [401, 404, 404, 404, 200, 403, 200]),
    ("POST", "/api/v1/requests", "/api/v1/requests", ASKED, [401, 404, 404, 404, 422, 403, 422]),
    (
        "GET",
        "/api/v1/requests/{id}",
        "/api/v1/requests/00000000-0000-7000-8000-000000000000",
        "",
        [401, 404, 404, 404, 404, 404, 404],
    ),
    (
        "POST",
        "/api/v1/requests/{id}/withdraw",
        "/api/v1/requests/00000000-0000-7000-8000-000000000000/withdraw",
        r#"{"words":"T"}"#,
        [401, 404, 404, 404, 404, 404, 404],
    ),
    ("GET", "/api/v1/seals", "/api/v1/seals?unit=ldld-ha-noi", "", [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/seals", "/api/v1/seals", SEAL, [401, 404, 404, 404, 422, 422, 422]),
];
