//! The few styles of the output.

use anstyle::{AnsiColor, Style};

/// A heading.
pub const HEADING: Style = AnsiColor::Cyan.on_default().bold();
/// The name of a loss.
pub const NAME: Style = Style::new().bold();
/// What is less important.
pub const DIM: Style = Style::new().dimmed();
/// What is well.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What deserves a look.
pub const WARN: Style = AnsiColor::Yellow.on_default().bold();
/// What is wrong; rustc's.
pub const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
/// What to do; rustc's.
pub const HELP: Style = AnsiColor::BrightCyan.on_default().bold();

/// Text in a style.
pub fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}
