//! A crate of a user, and the cargo that builds it.

use super::Took;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A generated crate.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
}

const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../loss-core");
const COMPILER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../loss-compiler");

impl Project {
    /// That of a user: the library, with these features, is its only dependency.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn user(folder: &Path, features: &[&str]) -> Result<Self, String> {
        let dependencies = format!("loss-core = {{ path = {LIBRARY:?}, features = {features:?} }}");
        Project::new(folder.join("user"), &dependencies)
    }

    /// One that calls the compiler itself.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn compiler(folder: &Path) -> Result<Self, String> {
        let dependencies =
            format!("loss-compiler = {{ path = {COMPILER:?} }}\nproc-macro2 = \"1\"");
        Project::new(folder.join("compiler"), &dependencies)
    }

    fn new(root: PathBuf, dependencies: &str) -> Result<Self, String> {
        let manifest = format!(
            "[package]\nname = \"user\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\n{dependencies}\n\n[profile.release]\nstrip = true\n"
        );
        let folder = root.join("src/bin");
        std::fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
        let path = root.join("Cargo.toml");
        std::fs::write(&path, manifest).map_err(|error| failed(&path, &error))?;
        let project = Project { root };
        project.write("one", "fn main() {}\n")?;
        Ok(project)
    }

    /// Writes the source of a program.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, program: &str, source: &str) -> Result<(), String> {
        let path = self.root.join(format!("src/bin/{program}.rs"));
        std::fs::write(&path, source).map_err(|error| failed(&path, &error))
    }

    fn target(&self, name: &str) -> PathBuf {
        self.root.join("target").join(name)
    }

    /// Forgets everything that was built in a target folder.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn clean(&self, target: &str) -> Result<(), String> {
        let folder = self.target(target);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
        }
        Ok(())
    }

    /// Builds.
    ///
    /// # Errors
    /// If it does not compile.
    pub fn build(&self, target: &str, args: &[&str]) -> Result<Took, String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let (start, before) = (Instant::now(), children());
        let output = Command::new(cargo)
            .arg("build")
            .arg("--quiet")
            .args(args)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.target(target))
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        let waited = start.elapsed();
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let processor = match (before, children()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => waited,
        };
        Ok(Took { processor, waited })
    }

    /// Bytes of a program.
    ///
    /// # Errors
    /// If it is not there.
    pub fn size(&self, target: &str, profile: &str, program: &str) -> Result<u64, String> {
        let path = self.program(target, profile, program);
        let found = std::fs::metadata(&path);
        found
            .map(|found| found.len())
            .map_err(|error| failed(&path, &error))
    }

    /// Runs a program that prints a number.
    ///
    /// # Errors
    /// If it does not.
    pub fn run(&self, target: &str, profile: &str, program: &str) -> Result<f64, String> {
        let path = self.program(target, profile, program);
        let output = Command::new(&path).output();
        let output = output.map_err(|error| failed(&path, &error))?;
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim().parse().map_err(|_| {
            format!(
                "{}: {text}{}",
                path.display(),
                String::from_utf8_lossy(&output.stderr)
            )
        })
    }

    fn program(&self, target: &str, profile: &str, program: &str) -> PathBuf {
        let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        self.target(target).join(profile).join(file)
    }
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// The user time of all processes that this one has waited for, where the system tells.
fn children() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may hold anything; the time is the fourteenth number after it, in hundredths.
    let numbers = text.rsplit_once(')')?.1;
    let ticks: u64 = numbers.split_whitespace().nth(13)?.parse().ok()?;
    Some(Duration::from_millis(10 * ticks))
}
