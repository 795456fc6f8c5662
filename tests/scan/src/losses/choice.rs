//! What the commands that scan losses are told, and how far they say they are.

use std::sync::atomic::{AtomicU64, Ordering};

/// What is to be scanned.
pub struct Choice {
    /// Every so many numbers of `f32`.
    pub stride: u64,
    /// These losses, or all.
    only: Vec<String>,
}

impl Choice {
    /// By the arguments of the command `name`, which scans `losses`.
    ///
    /// # Errors
    /// What it takes, if they are others.
    pub fn told(name: &str, losses: &[&str]) -> Result<Choice, String> {
        let (mut stride, mut only) = (1, Vec::new());
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let told = args.next().unwrap_or_default();
            match (&*arg, told.parse()) {
                ("--stride", Ok(n)) if n > 0 => stride = n,
                ("--only", _) if !told.is_empty() => {
                    only = told.split(',').map(String::from).collect();
                }
                _ => {
                    return Err(format!(
                        "{name} [--stride N] [--only Huber,Focal]: every N-th f32 (1: all 2^32), these losses only"
                    ));
                }
            }
        }
        if let Some(other) = only.iter().find(|only| !losses.contains(&only.as_str())) {
            let losses = losses.join(", ");
            return Err(format!("{name} scans no loss {other}, but these: {losses}"));
        }
        Ok(Choice { stride, only })
    }

    /// Whether a loss is to be.
    #[must_use]
    pub fn has(&self, loss: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == loss)
    }
}

/// Prints each percent of what is called `name`, and at the end nothing.
pub fn percent(name: String) -> impl Fn(f64) + Sync {
    let last = AtomicU64::new(u64::MAX);
    move |share| {
        let percent = (share * 100.0) as u64;
        if last.swap(percent, Ordering::Relaxed) == percent {
            return;
        }
        if percent < 100 {
            eprint!("\r{name}: {percent:3} % ");
        } else {
            eprint!("\r{:1$}\r", "", name.len() + 8);
        }
    }
}
