//! What a loss shows of itself: `println!("{}", Huber::EXPLAIN)`.

use crate::spec::{Arg, Extent, Kind, Spec};
use core::fmt;

/// What is known of a loss, as constant text. Its display is one screen; what fills more, like LaTeX, pictures and the
/// generated code, is in fields apart. Nothing of it is in a program that does not use it.
///
/// ```
/// use loss_core::losses::Quantile;
///
/// println!("{}", Quantile::EXPLAIN);
/// let explain = Quantile::EXPLAIN;
/// assert_eq!(explain.latex.gradient[0].0, "prediction");
/// assert!(explain.dot.starts_with("digraph \"Quantile\"") && explain.mermaid.starts_with("flowchart TB"));
/// assert!(explain.range[1] == "gradient: finite for all finite inputs and parameters in f32 and f64");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Explain {
    /// Name, arguments, axes.
    pub spec: &'static Spec,
    /// The first line of its documentation.
    pub summary: &'static str,
    /// The formula, as written.
    pub formula: &'static str,
    /// The items of `loss!` that define it: its helpers, and then itself, without documentation and claims. What compiles a formula when
    /// the program runs reads it.
    pub definition: &'static str,
    /// The gradient: by what, and the formula, as a person writes it. What is computed is the same function, with what keeps its digits
    /// where terms cancel and its numbers where a part is infinite; see [`rust`](Explain::rust).
    pub gradient: &'static [(&'static str, &'static str)],
    /// The second derivative of a loss without axes: by what, and the formula.
    pub curvature: &'static [(&'static str, &'static str)],
    /// Where the loss has a kink, and the subgradient taken there.
    pub kinks: &'static [&'static str],
    /// What it claims: convex, symmetric, …
    pub claims: &'static [&'static str],
    /// The rewriting rules that fired.
    pub rules: &'static [&'static str],
    /// For each of these rules, what of the formula it was first applied to, and what it made of that.
    pub rewrites: &'static [(&'static str, &'static str)],
    /// The parameters for which there are kernels of their own, chosen once a call.
    pub special: &'static [&'static str],
    /// For which inputs value and gradient are shown to be finite in `f32` and `f64`, and what may go wrong beyond. Shown for axes of
    /// 1 to 2^24 elements; *inputs up to* a size also keep the reciprocal of it away from an end that their domain leaves out.
    pub range: &'static [&'static str],
    /// The loops of the kernel: what each computes, what is kept between them, what is computed again.
    pub schedule: &'static [&'static str],
    /// Operations and bytes of value and gradient in `f32`, for each kind of element; the last line says which of the two binds on
    /// a processor of 5 operations for a byte from memory and 1.4 for one from its last cache.
    pub cost: &'static [&'static str],
    /// The formula and its derivatives for a page.
    pub latex: Latex,
    /// The graph of the formula in DOT, for Graphviz.
    pub dot: &'static str,
    /// The graph of the formula in Mermaid.
    pub mermaid: &'static str,
    /// The generated code.
    pub rust: &'static str,
    /// The file that defines it, as the compiler was told of it.
    pub file: &'static str,
    /// The line of its name there.
    pub line: u32,
}

/// A formula and its derivatives in LaTeX that KaTeX and MathJax set. A derivative that would fill a page is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latex {
    /// `L = …`
    pub formula: &'static str,
    /// The gradient: by what, and the equation.
    pub gradient: &'static [(&'static str, &'static str)],
    /// The second derivative of a loss without axes.
    pub curvature: &'static [(&'static str, &'static str)],
}

impl Explain {
    /// The name of the loss.
    #[must_use]
    #[inline]
    pub const fn name(&self) -> &'static str {
        self.spec.name
    }
}

impl fmt::Display for Explain {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}",
            if self.spec.batch {
                "batch loss "
            } else {
                "loss "
            },
            self.spec.name
        )?;
        if !self.summary.is_empty() {
            write!(f, ": {}", self.summary)?;
        }
        writeln!(f)?;
        heading(f, "arguments", self.spec.args.is_empty())?;
        for arg in self.spec.args {
            f.write_str("    ")?;
            argument(f, self.spec, arg)?;
            writeln!(f)?;
        }
        paragraph(f, "formula", self.formula)?;
        heading(f, "gradient", self.gradient.is_empty())?;
        derivatives(f, "d", self.gradient)?;
        heading(f, "second derivative", self.curvature.is_empty())?;
        derivatives(f, "d²", self.curvature)?;
        list(f, "kinks", self.kinks)?;
        if !self.claims.is_empty() {
            f.write_str("claims\n    ")?;
            for (i, claim) in self.claims.iter().enumerate() {
                write!(f, "{}{claim}", if i == 0 { "" } else { ", " })?;
            }
            writeln!(f)?;
        }
        list(f, "range", self.range)?;
        heading(f, "rules that fired", self.rules.is_empty())?;
        let mut told = ("", "");
        for (rule, &(before, after)) in self.rules.iter().zip(self.rewrites) {
            writeln!(f, "    {rule}")?;
            // Rules of one step have one example.
            if (before, after) != told {
                writeln!(f, "        here {before} → {after}")?;
            }
            told = (before, after);
        }
        let (first, more) = self.schedule.split_at(self.schedule.len().min(LOOPS));
        list(f, "loops", first)?;
        if !more.is_empty() {
            writeln!(f, "    {} more: see `EXPLAIN.schedule`", more.len())?;
        }
        list(f, "kernels of their own", self.special)?;
        list(f, "cost of value and gradient", self.cost)?;
        writeln!(f, "defined in {}:{}", self.file, self.line)
    }
}

/// More loops than this are left to the field.
const LOOPS: usize = 10;

/// A derivative with more lines or characters than this is left to the fields.
const SCREEN: (usize, usize) = (16, 1200);

#[inline]
fn derivatives(f: &mut fmt::Formatter<'_>, d: &str, all: &[(&str, &str)]) -> fmt::Result {
    // Each has names of its own.
    let apart = all.iter().any(|(_, text)| text.contains('\n'));
    for (i, (by, formula)) in all.iter().enumerate() {
        if apart && i > 0 {
            writeln!(f)?;
        }
        derivative(f, d, by, formula)?;
    }
    Ok(())
}

#[inline]
fn derivative(f: &mut fmt::Formatter<'_>, d: &str, by: &str, formula: &str) -> fmt::Result {
    if formula.lines().count() > SCREEN.0 || formula.len() > SCREEN.1 {
        let field = if d == "d" { "gradient" } else { "curvature" };
        return writeln!(
            f,
            "    {d}/{by} fills more than a screen: see `EXPLAIN.{field}`"
        );
    }
    let (lets, tail) = formula.rsplit_once('\n').unwrap_or(("", formula));
    let mut lets = lets.lines();
    lets.try_for_each(|line| writeln!(f, "    {line}"))?;
    writeln!(f, "    {d}/{by} = {tail}")
}

#[inline]
fn heading(f: &mut fmt::Formatter<'_>, title: &str, empty: bool) -> fmt::Result {
    if empty {
        Ok(())
    } else {
        writeln!(f, "{title}")
    }
}

#[inline]
fn paragraph(f: &mut fmt::Formatter<'_>, title: &str, text: &str) -> fmt::Result {
    heading(f, title, text.is_empty())?;
    text.lines().try_for_each(|line| writeln!(f, "    {line}"))
}

#[inline]
fn list(f: &mut fmt::Formatter<'_>, title: &str, lines: &[&str]) -> fmt::Result {
    heading(f, title, lines.is_empty())?;
    lines.iter().try_for_each(|line| writeln!(f, "    {line}"))
}

/// `delta: param = 1.0 in 0.0<..`
#[inline]
fn argument(f: &mut fmt::Formatter<'_>, spec: &Spec, arg: &Arg) -> fmt::Result {
    let axis = |i: usize| spec.axes.get(i).map_or("?", |axis| axis.name);
    write!(f, "{}: ", arg.name)?;
    match arg.kind {
        Kind::Input => f.write_str("input")?,
        Kind::Data => f.write_str("data")?,
        Kind::Index(of) => write!(f, "index({})", axis(of))?,
        Kind::Identity => f.write_str("index(_)")?,
        Kind::Param => f.write_str("param")?,
        Kind::Learnable => f.write_str("learnable")?,
        Kind::Flag => f.write_str("flag")?,
    }
    for (i, extent) in arg.axes.iter().enumerate() {
        f.write_str(if i == 0 { "[" } else { ", " })?;
        match *extent {
            Extent::Named(of) => f.write_str(axis(of))?,
            Extent::Fixed(n) => write!(f, "{n}")?,
        }
    }
    f.write_str(if arg.axes.is_empty() { "" } else { "]" })?;
    match (arg.kind, arg.default) {
        (Kind::Flag, Some(default)) => write!(f, " = {}", default != 0.0)?,
        (_, Some(default)) => write!(f, " = {default:?}")?,
        (_, None) => {}
    }
    if arg.domain.low.is_some() || arg.domain.high.is_some() {
        write!(f, " in {}", arg.domain)?;
    }
    Ok(())
}
