//! Formulas that must not compile, each with the message it gets.
//!
//! The messages belong to one compiler: other versions of it draw them otherwise, so that there the test says so and does
//! nothing. `TRYBUILD=overwrite cargo test -p loss-tests --test compile_fail` writes them anew.
#![allow(clippy::print_stdout, reason = "says when it does nothing")]

use std::process::Command;

const COMPILER: &str = "rustc 1.95.";

#[test]
fn every_mistake_is_explained_where_it_is() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .map(|out| out.stdout)
        .unwrap_or_default();
    if !version.starts_with(COMPILER.as_bytes()) {
        println!("the messages are those of {COMPILER}*: skipped");
        return;
    }
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}
