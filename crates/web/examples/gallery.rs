//! The look gallery: every page with its sample data, in both languages, as files one can open and photograph.
//!
//! `cargo run -p congdoan-web --example gallery -- FOLDER` writes `FOLDER/<language>/<page>.html`. The pages name
//! their stylesheet as `/assets/…`, so serve the folder with `crates/web/assets` linked in as `assets`.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use askama::Template;
use axum::http::StatusCode;
use congdoan_web::{handlers::errors::ErrorPage, shell::Shell, words::Language};

#[path = "gallery/samples.rs"]
mod samples;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).map(PathBuf::from).ok_or("name the folder to write into")?;
    for language in Language::ALL {
        let place = folder.join(language.tag());
        fs::create_dir_all(&place)?;
        write(&place, "sign-in", &samples::sign_in(language))?;
        write(&place, "today", &samples::today(language))?;
        write(&place, "units", &samples::units(language))?;
        write(&place, "units-found", &samples::units_found(language))?;
        write(&place, "unit", &samples::unit(language))?;
        write(&place, "officers", &samples::officers(language))?;
        write(&place, "office-form", &samples::office_form(language))?;
        write(&place, "office", &samples::office(language))?;
        write(&place, "mandate", &samples::mandate(language))?;
        write(&place, "password", &samples::password(language))?;
        write(&place, "mandate-over", &samples::mandate_over(language))?;
        write(&place, "handover", &samples::handover(language))?;
        write(&place, "view-as", &samples::view_as(language))?;
        write(&place, "sign-in-given", &samples::sign_in_given(language))?;
        write(&place, "reorganisations", &samples::reorganisations(language))?;
        write(&place, "plan-preview", &samples::plan_preview(language))?;
        write(&place, "reorganisation", &samples::reorganisation(language))?;
        write(&place, "foundings", &samples::foundings(language))?;
        write(&place, "founding", &samples::founding(language))?;
        write(&place, "white-spots", &samples::white_spots(language))?;
        write(&place, "registers", &samples::registers(language))?;
        write(&place, "records", &samples::records(language))?;
        write(&place, "on-behalf", &samples::on_behalf(language))?;
        write(&place, "record-form", &samples::record_form(language))?;
        write(&place, "record", &samples::record(language))?;
        write(&place, "members", &samples::members::members(language))?;
        write(&place, "member", &samples::members::member(language))?;
        write(&place, "figures", &samples::figures(language))?;
        write(&place, "number", &samples::number(language))?;
        write(&place, "ratio", &samples::ratio(language))?;
        write(&place, "hidden-parts", &samples::hidden_parts(language))?;
        write(&place, "programmes", &samples::programmes(language))?;
        write(&place, "programme", &samples::programme(language))?;
        write(&place, "directives", &samples::directives(language))?;
        write(&place, "reading", &samples::reading(language))?;
        write(&place, "directive", &samples::directive(language))?;
        write(&place, "graph", &samples::graph(language))?;
        write(&place, "not-found", &ErrorPage::new(samples::shell(language, "/x"), StatusCode::NOT_FOUND, None))?;
        let signed_out = Shell::new(language, "/figures", None, "sample-token");
        write(&place, "signed-out", &ErrorPage::new(signed_out, StatusCode::UNAUTHORIZED, None))?;
    }
    Ok(())
}

fn write(folder: &Path, name: &str, page: &impl Template) -> Result<(), Box<dyn Error>> {
    Ok(fs::write(folder.join(name).with_extension("html"), page.render()?)?)
}
