//! What went wrong, and the code the program leaves with.

use datafusion::error::DataFusionError;
use std::fmt;

/// The codes that the program leaves with, besides 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// What is in the rows cannot be used: NaN, a label that is no class, a value outside its domain.
    Data = 1,
    /// The question makes no sense: no such loss, parameter, column or type; SQL that is none.
    Question = 2,
    /// Files that are not there, or cannot be read.
    Files = 3,
    /// A cluster that cannot be reached, or gave up.
    Cluster = 4,
}

/// Why there is no answer.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    text: String,
}

impl Failure {
    /// With a text.
    pub fn new(exit: Exit, text: impl fmt::Display) -> Self {
        Failure {
            exit,
            text: format!("error: {}\n", text.to_string().trim_end()),
        }
    }

    /// What the reader of the command line says, as it is.
    pub(crate) fn usage(error: &clap::Error) -> Self {
        Failure {
            exit: Exit::Question,
            text: error.to_string(),
        }
    }

    /// What went wrong, on one line.
    pub(crate) fn text(&self) -> &str {
        self.text.trim_start_matches("error: ").trim_end()
    }

    /// The code that the program leaves with.
    #[must_use]
    pub fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<DataFusionError> for Failure {
    fn from(error: DataFusionError) -> Self {
        let root = error.find_root();
        let exit = match root {
            DataFusionError::Plan(_)
            | DataFusionError::SQL(..)
            | DataFusionError::SchemaError(..)
            | DataFusionError::Configuration(_)
            | DataFusionError::NotImplemented(_) => Exit::Question,
            DataFusionError::IoError(_)
            | DataFusionError::ObjectStore(_)
            | DataFusionError::ParquetError(_)
            | DataFusionError::ArrowError(..) => Exit::Files,
            // The planner says so of arguments whose types do not fit.
            DataFusionError::Execution(text) if text.contains("coercion failed") => Exit::Question,
            _ => Exit::Data,
        };
        Failure::new(exit, root.strip_backtrace())
    }
}
