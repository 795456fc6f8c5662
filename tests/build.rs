//! Makes Rust of the formulas of the language reference, so that they are compiled as they are written there.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let formulas = "../loss-compiler/corpus/reference.loss";
    println!("cargo::rerun-if-changed={formulas}");
    let text = fs::read_to_string(formulas)?;
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(
        Path::new(&out).join("reference.rs"),
        format!("loss_core::loss! {{\n{text}}}\n"),
    )
}
