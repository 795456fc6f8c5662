//! What a loss costs whoever compiles it: expansion, code generation, code.
//!
//! A crate outside this workspace is generated, with the library as its dependency, and compiled by the cargo at hand, one loss at a
//! time. Seconds are those of the processor, which do not depend on who else is at work; where the floor is one of waiting, the
//! smaller of both counts.

mod project;
mod sources;

pub use project::Project;
pub use sources::{CALLS, Call};

use std::time::Duration;

/// The most seconds of code generation of one loss for one element type.
pub const GENERATION: f64 = 1.0;

/// The most seconds of a clean build of the library.
pub const CLEAN: f64 = 30.0;

/// The most seconds of a crate with a loss of its own, after its dependencies.
pub const USER: f64 = 5.0;

/// The most milliseconds of the expansion of a loss.
pub const EXPANSION: f64 = 10.0;

/// How many times slower a loss may be in a debug build.
pub const DEBUG: f64 = 30.0;

/// Something that costs, and how much it may.
#[derive(Clone, Debug)]
pub struct Cost {
    /// What.
    pub name: String,
    /// How much.
    pub measured: f64,
    /// Of what.
    pub unit: &'static str,
    /// At most.
    pub floor: f64,
    /// Kibibytes of code.
    pub size: Option<f64>,
}

impl Cost {
    /// Whether it costs too much.
    #[must_use]
    pub fn is_missed(&self) -> bool {
        // NaN is no answer.
        self.measured.is_nan() || self.measured > self.floor
    }
}

/// The time of a command.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    /// Of the processor.
    pub processor: Duration,
    /// Waited.
    pub waited: Duration,
}

impl Took {
    /// Seconds on a machine that has nothing else to do.
    #[must_use]
    pub fn alone(self) -> f64 {
        self.processor.min(self.waited).as_secs_f64()
    }
}

/// A clean build of the library.
///
/// # Errors
/// If something does not compile.
pub fn clean(project: &Project) -> Result<Cost, String> {
    project.clean("library")?;
    let took = project.build("library", &["--release", "-p", "loss-core"])?;
    Ok(Cost {
        name: "the library, clean".to_owned(),
        measured: took.alone(),
        unit: "s",
        floor: CLEAN,
        size: None,
    })
}

/// A crate with a loss of its own.
///
/// # Errors
/// If something does not compile.
pub fn user(project: &Project) -> Result<Cost, String> {
    project.write("user", sources::USER)?;
    // The dependencies.
    project.build("all", &["--release", "--bin", "one"])?;
    let took = project.build("all", &["--release", "--bin", "user"])?;
    Ok(Cost {
        name: "a crate with one loss of its own".to_owned(),
        measured: took.alone(),
        unit: "s",
        floor: USER,
        size: None,
    })
}

/// What every loss adds to a program that has none, for one element type.
///
/// # Errors
/// If something does not compile.
pub fn generation(
    project: &Project,
    call: &Call,
    element: &'static str,
    empty: (f64, f64),
) -> Result<Cost, String> {
    let (mut seconds, size) = program(project, &call.source(element))?;
    // A busy moment is not the compiler's fault.
    if seconds - empty.0 > GENERATION {
        seconds = seconds.min(program(project, &call.source(element))?.0);
    }
    Ok(Cost {
        name: format!("{} {element}", call.name),
        measured: seconds - empty.0,
        unit: "s",
        floor: GENERATION,
        size: Some(size - empty.1),
    })
}

/// What a program without a loss costs: seconds and kibibytes.
///
/// # Errors
/// If something does not compile.
pub fn empty(project: &Project, element: &'static str) -> Result<(f64, f64), String> {
    let source = Call::EMPTY.source(element);
    // The first builds the dependencies.
    program(project, &source)?;
    let (once, again) = (program(project, &source)?, program(project, &source)?);
    Ok((once.0.min(again.0), once.1))
}

/// Processor seconds, and the size of the program in kibibytes.
fn program(project: &Project, source: &str) -> Result<(f64, f64), String> {
    project.write("one", source)?;
    let took = project.build("all", &["--release", "--bin", "one"])?;
    let size = project.size("all", "release", "one")? as f64 / 1024.0;
    Ok((took.processor.as_secs_f64(), size))
}

/// The expansion of a loss, on average over all that ship, by a compiler that is not optimised, as cargo builds macros.
///
/// # Errors
/// If something does not compile or run.
pub fn expansion(project: &Project) -> Result<Cost, String> {
    project.write("expand", &sources::expand())?;
    let optimised = ["--config", "profile.release.opt-level=0"];
    let args = [&["--release", "--bin", "expand"], &optimised[..]].concat();
    project.build("plain", &args)?;
    Ok(Cost {
        name: "the expansion of a loss".to_owned(),
        measured: project.run("plain", "release", "expand")?,
        unit: "ms",
        floor: EXPANSION,
        size: None,
    })
}

/// How many times slower a loss is in a debug build.
///
/// # Errors
/// If something does not compile or run.
pub fn debug(project: &Project) -> Result<Cost, String> {
    project.write("speed", sources::SPEED)?;
    project.build("all", &["--bin", "speed"])?;
    project.build("all", &["--release", "--bin", "speed"])?;
    let slow = project.run("all", "debug", "speed")?;
    let fast = project.run("all", "release", "speed")?;
    Ok(Cost {
        name: "binary cross-entropy, debug over release".to_owned(),
        measured: slow / fast,
        unit: "times",
        floor: DEBUG,
        size: None,
    })
}
