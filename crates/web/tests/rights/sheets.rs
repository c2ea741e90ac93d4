//! The table's part on forms in Excel, totals kept elsewhere and old files.
//!
//! Not here: how a case is read (`table`).

use crate::table::Case;

#[rustfmt::skip]
pub(crate) const SHEETS: &[Case] = &[
    ("GET", "/reports/sheet.xlsx", "/reports/sheet.xlsx?unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/reports/sheet.xlsx", "/reports/sheet.xlsx?unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/reports/sheet", "/reports/sheet?unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", "", [303, 200, 200, 200, 200, 200, 200]),
    ("GET", "/reports/sheet", "/reports/sheet?unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", "", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/reports/sheet", "/reports/sheet", "unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", [303, 422, 422, 422, 422, 422, 422]),
    ("POST", "/reports/sheet", "/reports/sheet", "unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/reports/sheet/rows", "/reports/sheet/rows", "unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", [303, 200, 200, 200, 200, 200, 200]),
    ("POST", "/reports/sheet/rows", "/reports/sheet/rows", "unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/reports/sheet/take", "/reports/sheet/take", "unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", [303, 403, 422, 422, 422, 403, 422]),
    ("POST", "/reports/sheet/take", "/reports/sheet/take", "unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/reports/sheet/undo", "/reports/sheet/undo", "unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31&batch=00000000-0000-0000-0000-000000000000", [303, 404, 404, 404, 404, 404, 404]),
    ("GET", "/reports/parallel.xlsx", "/reports/parallel.xlsx?unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/reports/parallel.xlsx", "/reports/parallel.xlsx?unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/reports/parallel", "/reports/parallel?unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/reports/parallel", "/reports/parallel?unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", "", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/reports/parallel", "/reports/parallel", "unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", [303, 404, 422, 422, 422, 422, 422]),
    ("POST", "/reports/parallel", "/reports/parallel", "unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/reports/parallel/explain", "/reports/parallel/explain", "unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31&about=cdcs-mau&line=A01&ours=1&theirs=2&words=x", [303, 404, 422, 422, 422, 422, 422]),
    ("GET", "/reports/earlier", "/reports/earlier", "", [303, 403, 403, 200, 200, 403, 200]),
    ("POST", "/reports/earlier", "/reports/earlier", "form=1-hdcd", [303, 403, 403, 422, 422, 403, 422]),
    ("GET", "/api/v1/reports/sheet", "/api/v1/reports/sheet?unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", "", [401, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/reports/sheet", "/api/v1/reports/sheet?unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", "", [401, 404, 404, 404, 404, 404, 200]),
    ("POST", "/api/v1/reports/sheet", "/api/v1/reports/sheet?unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", "x", [401, 422, 422, 422, 422, 422, 422]),
    ("POST", "/api/v1/reports/sheet", "/api/v1/reports/sheet?unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", "x", [401, 404, 404, 404, 404, 404, 422]),
    ("POST", "/api/v1/reports/sheet/take", "/api/v1/reports/sheet/take", r#"{"unit":"cdcs-mau","form":"1-hdcd","period":"2025-12-01/2026-05-31","lines":[]}"#, [401, 403, 422, 422, 422, 403, 422]),
    ("POST", "/api/v1/reports/sheet/take", "/api/v1/reports/sheet/take", r#"{"unit":"ldld-ha-noi","form":"2-hdcd","period":"2025-12-01/2026-05-31","lines":[]}"#, [401, 404, 404, 404, 404, 404, 422]),
    ("GET", "/api/v1/reports/parallel", "/api/v1/reports/parallel?unit=cdcs-mau&form=1-hdcd&period=2025-12-01/2026-05-31", "", [401, 404, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/reports/parallel", "/api/v1/reports/parallel?unit=ldld-ha-noi&form=2-hdcd&period=2025-12-01/2026-05-31", "", [401, 404, 404, 404, 404, 404, 200]),
];
