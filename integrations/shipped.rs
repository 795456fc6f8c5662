//! The build script of what knows every loss that ships: lists them as their sources define them, so that one that is added is
//! known at once. `shipped! { [losses of samples] [losses of whole batches] }` is what it writes.
#![allow(clippy::print_stdout, reason = "what Cargo reads")]

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let variable = |name: &str| env::var_os(name).ok_or(io::ErrorKind::NotFound);
    let (out, package) = (variable("OUT_DIR")?, variable("CARGO_MANIFEST_DIR")?);
    let above = Path::new(&package).ancestors();
    let folder = above
        .map(|folder| folder.join("loss-core/src/losses"))
        .find(|folder| folder.is_dir())
        .ok_or(io::ErrorKind::NotFound)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    // A folder a part, a file a chapter.
    for part in fs::read_dir(folder)? {
        let part = part?.path();
        if part.is_dir() {
            for chapter in fs::read_dir(part)? {
                files.push(chapter?.path());
            }
        }
    }
    files.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    let (mut samples, mut batches) = (String::new(), String::new());
    for file in files {
        for line in fs::read_to_string(file)?.lines() {
            let line = line.trim_start();
            let (rest, list) = match line.strip_prefix("pub loss ") {
                Some(rest) => (rest, &mut samples),
                None => match line.strip_prefix("pub batch loss ") {
                    Some(rest) => (rest, &mut batches),
                    None => continue,
                },
            };
            let name = rest.split('(').next().unwrap_or_default();
            // Writing to a String cannot fail.
            let _ = write!(list, " {name}");
        }
    }
    let text = format!("shipped! {{ [{samples} ] [{batches} ] }}\n");
    fs::write(Path::new(&out).join("shipped.rs"), text)
}
