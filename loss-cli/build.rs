//! Embeds the sources of the shipped losses: what the tool says of them is read from the file that defines them.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let here = env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?;
    let folder = Path::new(&here)
        .join("../loss-core/src/losses")
        .canonicalize()?;
    println!("cargo::rerun-if-changed={}", folder.display());
    // The order of the chapters is that of the page that lists them.
    let page = fs::read_to_string(folder.join("mod.rs"))?;
    let chapters = page
        .lines()
        .filter_map(|line| line.strip_prefix("//! | **["));
    let mut text = String::from(
        "/// The chapters: their names and their sources.\npub const CHAPTERS: &[(&str, &str)] = &[\n",
    );
    for line in chapters {
        let chapter = line.split(']').next().unwrap_or_default();
        let path = folder.join(format!("{chapter}.rs"));
        println!("cargo::rerun-if-changed={}", path.display());
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    ({chapter:?}, include_str!({path:?})),");
    }
    text.push_str("];\n");
    fs::write(Path::new(&out).join("chapters.rs"), text)
}
