//! Makes the folder of bundled assets exist, so that the crate builds before the bundle was made.
//!
//! The bundle itself is made by `cargo xtask assets`; this script never reaches for the network.

use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let assets = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("assets");
    fs::create_dir_all(&assets)?;
    if !assets.join(".vite/manifest.json").exists() && !assets.join("manifest.json").exists() {
        println!("cargo::warning=the web bundle is missing, pages will be unstyled: run `cargo xtask assets`");
    }
    println!("cargo::rerun-if-changed=assets");
    Ok(())
}
