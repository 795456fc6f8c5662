//! Other libraries for Rust, on the CPU, with automatic differentiation: value and gradient, as their users write it.
//!
//! They are there with the feature `peers`; without it nobody takes part.

#[cfg(feature = "peers")]
mod burn;
#[cfg(feature = "peers")]
mod candle;

use crate::data::{Data, Gradients};
use crate::race::Contestant;

/// Runs this program again with one thread for everybody, unless it was told how many: the exit code, if it did.
///
/// They read the number from the environment, once.
#[cfg(feature = "peers")]
#[must_use]
pub fn in_one_thread() -> Option<std::process::ExitCode> {
    const THREADS: &str = "RAYON_NUM_THREADS";
    if std::env::var_os(THREADS).is_some() {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    let mut again = std::process::Command::new(program);
    again.args(std::env::args_os().skip(1)).env(THREADS, "1");
    let code = again.status().ok()?.code().unwrap_or(2);
    Some(u8::try_from(code).unwrap_or(2).into())
}

/// Nobody has threads.
#[cfg(not(feature = "peers"))]
#[must_use]
pub fn in_one_thread() -> Option<std::process::ExitCode> {
    None
}

/// Everybody who has this loss.
#[cfg(feature = "peers")]
#[must_use]
pub fn contestants(
    loss: &'static str,
    data: &Data<f32>,
) -> Vec<Contestant<'static, Gradients<f32>>> {
    let n = data.len();
    let mut all = Vec::new();
    if let Some(mut call) = candle::call(loss, data) {
        all.push(Contestant::new("candle", n, move |_: &mut _| call()).threaded());
    }
    if let Some(mut call) = burn::call(loss, data) {
        all.push(Contestant::new("burn", n, move |_: &mut _| call()).threaded());
    }
    all
}

/// Nobody.
#[cfg(not(feature = "peers"))]
#[must_use]
pub fn contestants(_: &'static str, _: &Data<f32>) -> Vec<Contestant<'static, Gradients<f32>>> {
    Vec::new()
}

#[cfg(all(test, feature = "peers"))]
mod tests;
