//! The bundled stylesheet, script, fonts and icons, embedded in the program, and how they are served.
//!
//! Here: the reading of the bundler's manifest and the response for one file. Not here: the bundle itself
//! (`web/assets-src`), and the security headers of pages, which are the router's.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Bundle;

/// The entry of the script, as the manifest names it.
const SCRIPT: &str = "src/main.ts";
/// The sheet of icons, as the manifest names it.
const ICONS: &str = "src/icons.svg";
/// Where the files are served.
const FOLDER: &str = "/assets/";

/// Where a page finds its stylesheet, script and icons. Empty while no bundle was made: pages then show unstyled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssetPaths {
    /// Stylesheets, in order.
    pub styles: Vec<String>,
    /// The module script, if there is a bundle.
    pub script: Option<String>,
    /// The sheet of icons; a symbol is `{icons}#{name}`.
    pub icons: String,
    /// The tab's icon.
    pub favicon: Option<String>,
    /// The fonts every page needs, fetched early.
    pub fonts: Vec<String>,
}

#[derive(Deserialize)]
struct Chunk {
    file: String,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default)]
    assets: Vec<String>,
}

static PATHS: LazyLock<AssetPaths> = LazyLock::new(|| {
    Bundle::get(".vite/manifest.json").map(|file| AssetPaths::from_manifest(&file.data)).unwrap_or_default()
});

impl AssetPaths {
    /// The paths of the embedded bundle.
    pub fn embedded() -> &'static Self {
        &PATHS
    }

    /// The paths a manifest gives; a manifest that cannot be read gives none, so that pages still work unstyled.
    pub fn from_manifest(json: &[u8]) -> Self {
        let chunks: BTreeMap<String, Chunk> = match serde_json::from_slice(json) {
            Ok(chunks) => chunks,
            Err(error) => {
                tracing::error!(%error, "the bundle's manifest cannot be read");
                return Self::default();
            }
        };
        let place = |file: &str| format!("{FOLDER}{file}");
        let entry = chunks.get(SCRIPT);
        let assets = || entry.into_iter().flat_map(|entry| &entry.assets);
        Self {
            styles: entry.map(|entry| entry.css.iter().map(|file| place(file)).collect()).unwrap_or_default(),
            script: entry.map(|entry| place(&entry.file)),
            icons: chunks.get(ICONS).map(|icons| place(&icons.file)).unwrap_or_default(),
            favicon: chunks.get("src/favicon.svg").map(|icon| place(&icon.file)),
            fonts: assets()
                .filter(|file| file.contains("-400-normal") && file.ends_with(".woff2"))
                .map(|file| place(file))
                .collect(),
        }
    }
}

/// The response for one file below `/assets/` (`path` without that part): its bytes with its type, kept by
/// browsers for a year because the name carries the content's hash; 404 for anything that is not in the bundle.
pub fn serve(path: &str) -> Response {
    // Names without a hash (the manifest) are the bundler's own and no page asks for them.
    if path.starts_with('.') {
        return StatusCode::NOT_FOUND.into_response();
    }
    match Bundle::get(path) {
        Some(file) => respond(path, file),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn respond(path: &str, file: EmbeddedFile) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type(path)),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Body::from(file.data.into_owned())).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_gives_hashed_paths() {
        let manifest = br#"{
            "src/main.ts": {"file": "main-AbC.js", "src": "src/main.ts", "isEntry": true, "css": ["main-XyZ.css"],
                "assets": ["be-vietnam-pro-latin-400-normal-1.woff2", "be-vietnam-pro-latin-600-normal-2.woff2"]},
            "src/icons.svg": {"file": "icons-123.svg", "src": "src/icons.svg"}
        }"#;
        let paths = AssetPaths::from_manifest(manifest);
        assert_eq!(paths.styles, ["/assets/main-XyZ.css"]);
        assert_eq!(paths.script.as_deref(), Some("/assets/main-AbC.js"));
        assert_eq!(paths.icons, "/assets/icons-123.svg");
        assert_eq!(paths.fonts, ["/assets/be-vietnam-pro-latin-400-normal-1.woff2"]);
    }

    #[test]
    fn a_broken_manifest_gives_no_paths() {
        assert_eq!(AssetPaths::from_manifest(b"not json"), AssetPaths::default());
    }

    #[test]
    fn unknown_and_hidden_files_are_not_served() {
        for path in ["nothing.css", ".vite/manifest.json", "../Cargo.toml", ""] {
            assert_eq!(serve(path).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn every_bundled_file_is_served_with_a_type_and_kept() {
        for name in Bundle::iter().filter(|name| !name.starts_with('.')) {
            let response = serve(&name);
            assert_eq!(response.status(), StatusCode::OK, "{name}");
            assert_ne!(response.headers()[header::CONTENT_TYPE], "application/octet-stream", "{name}");
            assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert!(response.headers()[header::CACHE_CONTROL].to_str().expect("text").contains("immutable"));
        }
    }
}
