//! Names and numbers as a mathematician sets them: `delta` is a Greek letter, `x_1` has an index, `pos_weight` is a word.

use core::f64::consts::PI;

/// The Greek letters that have a command; the others look like Latin ones.
const GREEK: &[&str] = &[
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega",
];

/// A name, and the index that it brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    base: String,
    index: Option<String>,
}

impl Symbol {
    /// `sigma_a`: σ with the index a.
    pub(super) fn new(name: &str) -> Symbol {
        let name = name.trim_start_matches("r#");
        if let Some((base, index)) = name.split_once('_')
            && !base.is_empty()
            && !index.is_empty()
            && (is_letter(base) || index.bytes().all(|b| b.is_ascii_digit()))
        {
            return Symbol {
                base: word(base),
                index: Some(word(index)),
            };
        }
        Symbol {
            base: word(name),
            index: None,
        }
    }

    /// With these indices behind its own.
    pub(super) fn at(&self, indices: &[String]) -> String {
        let all: Vec<&str> = self
            .index
            .iter()
            .chain(indices)
            .map(String::as_str)
            .collect();
        match all.is_empty() {
            true => self.base.clone(),
            false => format!("{}_{{{}}}", self.base, all.join(",")),
        }
    }
}

fn is_letter(name: &str) -> bool {
    name.chars().count() == 1 || GREEK.contains(&name)
}

/// A word that stands for one thing.
pub(super) fn word(name: &str) -> String {
    if GREEK.contains(&name) {
        return format!("\\{name}");
    }
    let is_plain = name.chars().count() == 1 && name != "_";
    if is_plain || name.bytes().all(|b| b.is_ascii_digit()) {
        return name.to_string();
    }
    format!("\\mathit{{{}}}", name.replace('_', "\\_"))
}

/// A number, and whether it has to be kept apart: by a sign, or by a product of its own.
pub(super) fn number(x: f64) -> (String, u8) {
    let binds = if x < 0.0 { super::ADD } else { super::ATOM };
    let size = x.abs();
    let text = if size == f64::INFINITY {
        "\\infty".to_string()
    } else if x.is_nan() {
        "\\text{NaN}".to_string()
    } else if size == PI {
        "\\pi".to_string()
    } else if (size / PI).fract() == 0.0 && (2.0..=16.0).contains(&(size / PI)) {
        let sign = if x < 0.0 { "-" } else { "" };
        return (format!("{sign}{} \\pi", size / PI), binds.min(super::MUL));
    } else if size == core::f64::consts::E {
        "e".to_string()
    } else if size != 0.0 && !(1e-5..1e16).contains(&size) {
        let text = format!("{size:e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        let power = format!("10^{{{power}}}");
        match digits {
            "1" => power,
            _ => {
                let sign = if x < 0.0 { "-" } else { "" };
                return (
                    format!("{sign}{digits} \\cdot {power}"),
                    binds.min(super::MUL),
                );
            }
        }
    } else {
        format!("{size}")
    };
    let sign = if x < 0.0 { "-" } else { "" };
    let is_power = text.starts_with("10^");
    (
        format!("{sign}{text}"),
        if is_power {
            binds.min(super::POW)
        } else {
            binds
        },
    )
}
