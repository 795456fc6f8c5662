//! The crate that is compiled, and its assembly.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use proc_macro2::TokenStream;

use crate::answer::{Answer, Failed};
use crate::args::{Asm, Element};
use crate::source::Loss;

/// The library beside this crate's source, where that is there.
const BESIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../loss-core");

/// And the versions of what it depends on.
const LOCKED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");

/// Compiles the loss for an element type, and reads what came of it.
pub fn assembly(loss: &Loss, args: &Asm) -> Result<String, Failed> {
    let folder = tempfile::tempdir().map_err(|error| failed("a temporary folder", &error))?;
    let root = folder.path();
    let manifest = format!(
        "[package]\nname = \"loss-asm\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nloss-core = {}\n",
        dependency(args.loss_core.as_deref())?
    );
    write(&root.join("Cargo.toml"), &manifest)?;
    fs::create_dir_all(root.join("src")).map_err(|error| failed("a temporary folder", &error))?;
    write(&root.join("src/lib.rs"), &source(loss, args))?;
    // The versions that this tool was built with, where they are known: nothing need be asked of a registry.
    if args.loss_core.is_none() && Path::new(LOCKED).is_file() {
        fs::copy(LOCKED, root.join("Cargo.lock")).map_err(|error| failed(LOCKED, &error))?;
    }
    let target = match &args.target_dir {
        // Cargo runs in another folder.
        Some(target) => {
            let path = std::path::absolute(target);
            path.map_err(|error| failed("the target folder", &error))?
        }
        None => root.join("target"),
    };
    build(root, &target)?;
    newest(&target.join("release/deps"))
}

/// The name of an element type.
pub fn element(element: Element) -> &'static str {
    match element {
        Element::F32 => "f32",
        Element::F64 => "f64",
    }
}

fn dependency(wish: Option<&str>) -> Result<String, Failed> {
    let version = concat!("\"", env!("CARGO_PKG_VERSION"), "\"").to_owned();
    match wish {
        None if Path::new(BESIDE).is_dir() => Ok(format!("{{ path = {BESIDE:?} }}")),
        None => Ok(version),
        Some(wish) if Path::new(wish).join("Cargo.toml").is_file() => {
            let path = fs::canonicalize(wish).map_err(|error| failed(wish, &error))?;
            Ok(format!("{{ path = {path:?} }}"))
        }
        Some(wish) if wish.starts_with(|c: char| c.is_ascii_digit()) && !wish.contains('"') => {
            Ok(format!("\"{wish}\""))
        }
        Some(wish) => Err(Answer::help(
            &format!("`--loss-core {wish}` is neither a folder with a Cargo.toml nor a version"),
            &"give the folder of loss-core, or a version such as 0.1.0",
        )),
    }
}

/// The losses of the block, and a function that calls the one asked for.
fn source(loss: &Loss, args: &Asm) -> String {
    let items: TokenStream = loss.block.tokens.clone().into_iter().skip(1).collect();
    let (name, element) = (&loss.item.name, element(args.element));
    let options = "&loss_core::Options::default()";
    let function = match args.value {
        true => format!(
            "pub fn probe(loss: &{name}, inputs: <{name} as Loss>::Inputs<'_, {element}>) -> f64 {{\n    loss.value_with::<{element}>({options}, inputs).unwrap_or(f64::NAN)\n}}"
        ),
        false => format!(
            "pub fn probe(loss: &{name}, inputs: <{name} as Loss>::Inputs<'_, {element}>, to: <{name} as Loss>::GradientMut<'_, {element}>) -> f64 {{\n    loss.value_and_grad_into_with::<{element}>({options}, inputs, to).unwrap_or(f64::NAN)\n}}"
        ),
    };
    format!(
        "#![allow(warnings)]\nuse loss_core::Loss;\nloss_core::loss! {{\n{items}\n}}\n#[inline(never)]\n{function}\n"
    )
}

fn build(root: &Path, target: &Path) -> Result<(), Failed> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(&cargo)
        .args([
            "rustc",
            "--quiet",
            "--release",
            "--lib",
            "--",
            "--emit",
            "asm",
        ])
        .args(["-C", "codegen-units=1", "-C", "debuginfo=0"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target)
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Answer::help(
                &"`loss asm` compiles the loss, and there is no cargo",
                &"install Rust (https://rustup.rs), or set CARGO to its path; every other command works without",
            ));
        }
        Err(error) => return Err(failed("cargo", &error)),
    };
    match output.status.success() {
        true => Ok(()),
        false => Err(Answer::error(&format!(
            "the loss does not compile:\n{}",
            String::from_utf8_lossy(&output.stderr).trim_end()
        ))),
    }
}

/// The assembly that was written last.
fn newest(folder: &Path) -> Result<String, Failed> {
    let entries = fs::read_dir(folder).map_err(|error| failed("the assembly", &error))?;
    let written = |path: &PathBuf| fs::metadata(path).and_then(|data| data.modified()).ok();
    let found = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "s"))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("loss_asm"))
        })
        .max_by_key(written);
    let Some(path) = found else {
        return Err(Answer::error(&"cargo wrote no assembly"));
    };
    fs::read_to_string(&path).map_err(|error| failed("the assembly", &error))
}

fn write(path: &Path, text: &str) -> Result<(), Failed> {
    fs::write(path, text).map_err(|error| failed("a temporary file", &error))
}

fn failed(what: &str, error: &io::Error) -> Failed {
    Answer::error(&format!("{what}: {error}"))
}
