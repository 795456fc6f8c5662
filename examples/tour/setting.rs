//! What all parts share: the options of the command line, the data, the progress bars.

use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use loss_examples::data::{self, Classification, Regression};

use crate::Result;

/// What `--help` prints.
pub const USAGE: &str = "\
Trains on real data with losses generated from formulas, and prints what each training shows.

usage: cargo run --release --example tour -- [--short] [--output FOLDER]

  --short          a few epochs of each training, to see that everything runs; the results mean little then
  --output FOLDER  where the curves and the report go (default: tour-output)
";

/// The options of the command line.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// Train for a few epochs only.
    pub short: bool,
    /// Folder for the results.
    pub output: PathBuf,
}

impl Options {
    /// Reads the arguments; `None` if they ask for help.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>> {
        let mut options = Self {
            short: false,
            output: "tour-output".into(),
        };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--short" => options.short = true,
                "--output" => {
                    options.output = arguments.next().ok_or("--output needs a folder")?.into()
                }
                "--help" | "-h" => return Ok(None),
                other => {
                    return Err(
                        format!("unknown argument `{other}`; --help lists what there is").into(),
                    );
                }
            }
        }
        Ok(Some(options))
    }
}

/// The data and the length of the trainings.
pub struct Setting {
    short: bool,
    /// Disease progression of diabetes patients.
    pub diabetes: Regression,
    /// Malignant and benign breast tumours.
    pub breast_cancer: Classification,
    /// Handwritten digits.
    pub digits: Classification,
}

impl Setting {
    /// Reads the data.
    pub fn load(options: Options) -> Result<Self> {
        let folder = data::folder();
        Ok(Self {
            short: options.short,
            diabetes: data::diabetes(folder)?,
            breast_cancer: data::breast_cancer(folder)?,
            digits: data::digits(folder)?,
        })
    }

    /// How many epochs to train where the full tour takes `full`.
    pub fn epochs(&self, full: usize) -> usize {
        if self.short { (full / 25).max(2) } else { full }
    }

    /// How often to repeat a training where the full tour does so `full` times.
    pub fn repeats(&self, full: usize) -> usize {
        if self.short { full.min(2) } else { full }
    }

    /// A bar that counts the epochs of a part; it stays hidden where the output is not a terminal.
    pub fn progress(&self, what: &str, epochs: usize) -> ProgressBar {
        let bar = ProgressBar::new(epochs as u64);
        if let Ok(style) =
            ProgressStyle::with_template("{msg:28} [{bar:40}] {pos}/{len} epochs, {eta} left")
        {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Option<Options>> {
        Options::parse(arguments.iter().map(ToString::to_string))
    }

    #[test]
    fn options_have_defaults_and_are_read_in_any_order() {
        let default = Options {
            short: false,
            output: "tour-output".into(),
        };
        assert_eq!(parse(&[]).expect("no options"), Some(default));
        let given = Options {
            short: true,
            output: "elsewhere".into(),
        };
        assert_eq!(
            parse(&["--output", "elsewhere", "--short"]).expect("both options"),
            Some(given)
        );
        assert_eq!(parse(&["--short", "--help"]).expect("help"), None);
    }

    #[test]
    fn a_wrong_option_is_named() {
        let error = parse(&["--sort"]).expect_err("no such option").to_string();
        assert!(error.contains("--sort"), "{error}");
        assert!(parse(&["--output"]).is_err());
    }
}
