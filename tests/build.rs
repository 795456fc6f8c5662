//! Makes Rust of the formulas of the language reference, so that they are compiled as they are written there; and of random ones.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    for name in ["reference", "random"] {
        let formulas = format!("../loss-compiler/corpus/{name}.loss");
        println!("cargo::rerun-if-changed={formulas}");
        let text = fs::read_to_string(formulas)?;
        let rust = format!("loss_core::loss! {{\n{text}}}\n");
        fs::write(Path::new(&out).join(format!("{name}.rs")), rust)?;
    }
    Ok(())
}
