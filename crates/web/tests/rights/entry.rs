//! The part of the table about entering records and building registers.
//!
//! Not here: what the columns are (`table`).

use super::table::Case;

#[rustfmt::skip]
pub(crate) const ENTRY: &[Case] = &[
    ("GET", "/registers/new", "/registers/new", "", [303, 403, 403, 403, 403, 403, 200]),
    ("POST", "/registers/new", "/registers/new", "by=text&text=", [303, 403, 403, 403, 403, 403, 422]),
    ("GET", "/registers/{register}/versions", "/registers/training/versions", "", [303, 200, 200, 200, 200, 200, 200]),
    ("POST", "/registers/{register}/versions", "/registers/training/versions", "text=&reason=x", [303, 403, 403, 403, 403, 403, 422]),
    ("GET", "/registers/{register}/paste", "/registers/training/paste", "", [303, 403, 200, 200, 200, 403, 200]),
    ("POST", "/registers/{register}/paste", "/registers/training/paste", "unit=cdcs-mau&block=01/03/2026", [303, 403, 422, 422, 422, 403, 422]),
    ("POST", "/registers/{register}/paste", "/registers/training/paste", "unit=ldld-ha-noi&column=%23day&column=topic&column=attendees&cell=01/03/2026&cell=A&cell=5&do=write", [303, 403, 422, 422, 422, 403, 303]),
    ("POST", "/registers/{register}/draft", "/registers/training/draft", "", [303, 403, 204, 204, 204, 403, 204]),
    ("GET", "/registers/{register}/records.xlsx", "/registers/training/records.xlsx?unit=cdcs-mau&period=2022", "", [303, 404, 200, 200, 200, 200, 200]),
    ("GET", "/registers/{register}/records.xlsx", "/registers/training/records.xlsx?unit=ldld-ha-noi&period=2022", "", [303, 404, 404, 404, 404, 404, 200]),
    ("GET", "/registers/{register}/records.csv", "/registers/training/records.csv?unit=ldld-ha-noi&period=2022", "", [303, 404, 404, 404, 404, 404, 200]),
    ("POST", "/registers/{register}/records/{record}/undo", "/registers/training/records/{own}/undo", "", [303, 404, 422, 422, 422, 422, 422]),
    ("POST", "/registers/{register}/records/{record}/undo", "/registers/training/records/{other}/undo", "", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/registers/{register}/records/{record}/files", "/registers/training/records/{own}/files", "", [303, 404, 422, 422, 422, 403, 422]),
    ("POST", "/registers/{register}/records/{record}/files", "/registers/training/records/{other}/files", "", [303, 404, 404, 404, 404, 404, 422]),
    ("POST", "/registers/{register}/records/{record}/files/{sha256}/remove", "/registers/training/records/{own}/files/00/remove", "", [303, 404, 404, 404, 404, 403, 404]),
    ("POST", "/registers/{register}/records/{record}/files/{sha256}/remove", "/registers/training/records/{other}/files/00/remove", "", [303, 404, 404, 404, 404, 404, 404]),
    ("GET", "/api/v1/registers", "/api/v1/registers", "", [401, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/v1/registers", "/api/v1/registers", r#"{"definition":""}"#, [401, 403, 403, 403, 403, 403, 422]),
    ("GET", "/api/v1/registers/{register}", "/api/v1/registers/training", "", [401, 200, 200, 200, 200, 200, 200]),
];
