//! Where and when something was measured.

use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// The machine and the day.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The name of the processor, as far as it is known.
    pub processor: String,
    /// How many cores this process may use.
    pub cores: usize,
    /// The instruction set that kernels are dispatched to.
    pub level: String,
    /// The day, in UTC.
    pub date: String,
    /// The compiler.
    pub rustc: String,
}

impl Machine {
    /// This machine, now.
    #[must_use]
    pub fn here() -> Self {
        let known = |name: Option<String>| name.unwrap_or_else(|| "unknown".to_owned());
        Machine {
            processor: known(processor()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            level: format!("{:?}", loss_core::simd::level())
                .split(['(', ' '])
                .next()
                .unwrap_or_default()
                .to_owned(),
            date: date(
                SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .map_or(0, |since| since.as_secs()),
            ),
            rustc: known(rustc()),
        }
    }

    /// In one line.
    #[must_use]
    pub fn line(&self) -> String {
        let Machine {
            processor,
            cores,
            level,
            date,
            rustc,
        } = self;
        format!("{processor}, {cores} cores, {level}, {rustc}, {date}")
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "processor": self.processor,
            "cores": self.cores,
            "level": self.level,
            "date": self.date,
            "rustc": self.rustc,
        })
    }
}

fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn rustc() -> Option<String> {
    let output = std::process::Command::new("rustc")
        .arg("-V")
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut words = text.split(' ');
    Some(format!("{} {}", words.next()?, words.next()?))
}

/// The day of a time since 1970, by the calendar that begins its years in March (Hinnant).
fn date(seconds: u64) -> String {
    let days = seconds / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let day = 86_400;
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(59 * day), "1970-03-01");
        assert_eq!(date(11_016 * day), "2000-02-29");
        assert_eq!(date(20_454 * day), "2026-01-01");
    }
}
