//! The command line.

use std::path::PathBuf;

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{Args as Group, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Cyan.on_default().bold())
    .usage(AnsiColor::Cyan.on_default().bold())
    .literal(AnsiColor::Green.on_default().bold());

/// Look inside loss functions that are written as formulas.
///
/// SOURCE is a Rust file (every `loss! { … }` in it counts), a file of formulas (`.loss`, what stands between the braces), `-` for standard input,
/// or the name of a loss that ships with loss-core.
#[derive(Debug, Parser)]
#[command(name = "loss", version, styles = STYLES, after_help = "Exit codes: 0 answered; 1 the answer is no (a check refutes, two losses differ); 2 not answered (usage, files, errors in a formula).")]
pub struct Args {
    /// When to use colours; `auto` honours NO_COLOR, CLICOLOR and CLICOLOR_FORCE
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Colour,
    #[command(subcommand)]
    pub command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

impl From<Colour> for anstream::ColorChoice {
    fn from(colour: Colour) -> anstream::ColorChoice {
        match colour {
            Colour::Auto => anstream::ColorChoice::Auto,
            Colour::Always => anstream::ColorChoice::Always,
            Colour::Never => anstream::ColorChoice::Never,
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the losses that ship with loss-core
    List(List),
    /// Show a loss that ships with loss-core, on one screen
    Show(Show),
    /// Explain losses: formula, gradient, kinks, rules, cost
    Explain(Explain),
    /// Show the whole code that `loss!` expands to
    Expand(Expand),
    /// Check gradients, claims and domains; exit code 1 if something is refuted
    Check(Check),
    /// Draw value, gradient and second derivative, in the terminal or as SVG
    Plot(Plot),
    /// Compare two losses: are they the same function, and where do they differ most? Exit code 1 if they differ
    Diff(Diff),
    /// Compile a loss and show its vector loop, with its instruction mix
    Asm(Asm),
    /// Write a page on which losses are drawn while their parameters are moved
    Landscape(Landscape),
    /// Print the completions of a shell
    Completions {
        /// bash, elvish, fish, powershell or zsh
        shell: Shell,
    },
}

#[derive(Debug, Group)]
pub struct List {
    /// Only those that have each of these words in name, chapter, summary, claims, or their names in other libraries
    pub words: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Group)]
pub struct Show {
    /// Its name, as in `loss list`, or its name in another library
    pub name: String,
    /// In what form
    #[arg(long = "as", value_name = "FORM", default_value = "text")]
    pub form: Form,
}

/// Which losses.
#[derive(Debug, Group)]
pub struct Which {
    /// A Rust file, a file of formulas, `-`, or the name of a shipped loss
    pub source: String,
    /// Only the loss of this name
    #[arg(long, value_name = "NAME")]
    pub loss: Option<String>,
}

#[derive(Debug, Group)]
pub struct Explain {
    #[command(flatten)]
    pub which: Which,
    /// In what form
    #[arg(long = "as", value_name = "FORM", default_value = "text")]
    pub form: Form,
    /// What a stage of the compiler makes of it, instead
    #[arg(long, conflicts_with = "form")]
    pub stage: Option<Stage>,
}

#[derive(Debug, Group)]
pub struct Expand {
    #[command(flatten)]
    pub which: Which,
    /// Stop at a stage of the compiler, and show what it made
    #[arg(long)]
    pub stage: Option<Stage>,
}

/// The form of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people
    Text,
    /// Formula and derivatives for a page
    Latex,
    /// The graph of value and gradient, for Graphviz
    Dot,
    /// The same, for Markdown
    Mermaid,
    /// The kernel that is generated
    Rust,
    /// Everything, for programs
    Json,
}

/// A stage of the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// The syntax tree
    Parsed,
    /// The typed graph of the formula as written
    Graph,
    /// After the rules that keep digits and avoid overflow
    Stabilised,
    /// With derivatives
    Gradient,
    /// Simplified
    Simplified,
    /// The loops
    Schedule,
}

#[derive(Debug, Group)]
pub struct Check {
    #[command(flatten)]
    pub which: Which,
    /// The value of a parameter, instead of its default
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// What `stop_gradient` holds fixed is meant to be missing in the gradient
    #[arg(long)]
    pub allow_stop_gradient: bool,
}

#[derive(Debug, Group)]
pub struct Plot {
    #[command(flatten)]
    pub which: Which,
    /// Write an SVG instead of drawing in the terminal
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The argument along the horizontal axis; the first input if not given
    #[arg(long, value_name = "NAME")]
    pub x: Option<String>,
    /// Where the horizontal axis begins
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    pub from: Option<f64>,
    /// Where the horizontal axis ends
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    pub to: Option<f64>,
    /// The value of an argument, instead of its default
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// A line for each of these values of an argument
    #[arg(long, value_name = "NAME=A,B,…")]
    pub vary: Option<String>,
}

#[derive(Debug, Group)]
pub struct Diff {
    /// One loss: a source, or FILE:NAME where the file has several
    pub a: String,
    /// The other; arguments are matched by name, and by position where names differ
    pub b: String,
    /// The value of a parameter, in both
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
}

#[derive(Debug, Group)]
pub struct Asm {
    #[command(flatten)]
    pub which: Which,
    /// The element type
    #[arg(long, value_name = "TYPE", default_value = "f32")]
    pub element: Element,
    /// The value alone, without the gradient
    #[arg(long)]
    pub value: bool,
    /// Where loss-core is: a folder, or a version; the one this tool was built from if not given
    #[arg(long, value_name = "PATH|VERSION")]
    pub loss_core: Option<String>,
    /// Keep what is built in this folder, so that the next call takes seconds
    #[arg(long, value_name = "FOLDER")]
    pub target_dir: Option<PathBuf>,
}

/// An element type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Element {
    /// Single precision
    F32,
    /// Double precision
    F64,
}

#[derive(Debug, Group)]
pub struct Landscape {
    /// Whose losses; those that ship, if not given
    pub source: Option<String>,
    /// The page: one file of HTML that needs no other
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// The compiled kernels, as WebAssembly, to draw those that ship; else, and for all others, the page computes the curves itself. Made by
    /// `cargo build --release` in loss-cli/kernels, as target/wasm32-wasip1/release/loss-kernels.wasm
    #[arg(long, value_name = "FILE")]
    pub kernels: Option<PathBuf>,
}
