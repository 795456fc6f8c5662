//! What is drawn: along which argument, from where to where, with what for the others, and the numbers.

use super::scale;
use crate::function::{Function, Outside, Values, spread, uniform};
use crate::graph::{Arg, ArgId, Domain, Formula, Kind, Scope};
use crate::interpret::Env;

/// Points of a line: enough that its corners look sharp, and an even number, so that none is on a kink at a round number, where the
/// gradient is that of neither side.
const POINTS: usize = 480;

/// The most lines that colours and dashes tell apart.
pub const MOST: usize = 6;

/// How long axes are.
const LENGTH: usize = 3;

/// The lines of a picture.
#[derive(Debug)]
pub struct Curves {
    /// The loss.
    pub title: String,
    /// What the horizontal axis shows.
    pub x_label: String,
    /// What the other arguments are.
    pub fixed: String,
    /// Value, first and second derivative by what.
    pub y_labels: [String; 3],
    /// The lines.
    pub lines: Vec<Line>,
}

impl Curves {
    /// The magnitude of the loss where it is drawn.
    pub fn size(&self) -> f64 {
        let points = self.lines.iter().flat_map(|line| &line.points);
        let sizes = points.map(|(_, y)| y[0].abs());
        sizes.filter(|size| size.is_finite()).fold(0.0, f64::max)
    }
}

/// A line in each panel.
#[derive(Debug)]
pub struct Line {
    /// What the legend calls it.
    pub name: String,
    /// x, and value, first and second derivative there.
    pub points: Vec<(f64, [f64; 3])>,
}

/// What is asked of a picture; what is not said is chosen.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The argument along the horizontal axis.
    pub x: Option<ArgId>,
    /// Where the axis begins.
    pub from: Option<f64>,
    /// Where it ends.
    pub to: Option<f64>,
    /// An argument, and its value for each line.
    pub vary: Option<(ArgId, Vec<f64>)>,
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Undrawn {
    /// A value is outside its domain.
    Outside(Outside),
    /// The axis has no length: from where to where, and what is usual.
    Empty((f64, f64), (f64, f64)),
    /// The loss is a number nowhere between these.
    Nowhere(f64, f64),
    /// There is no input, which no checked formula lacks.
    NoInput,
}

impl From<Outside> for Undrawn {
    fn from(outside: Outside) -> Undrawn {
        Undrawn::Outside(outside)
    }
}

/// The curves of a formula, with arguments as set.
///
/// # Errors
/// If a wish is outside a domain, or there is nothing to draw.
pub fn curves(formula: &Formula, set: &Values, wish: &Wish) -> Result<Curves, Undrawn> {
    let mut values = set.clone();
    let first = || formula.arg_ids().find(|(_, arg)| arg.kind == Kind::Input);
    let x = wish.x.or_else(|| first().map(|(id, _)| id));
    let x = x.ok_or(Undrawn::NoInput)?;
    let x_arg = formula.arg(x);
    let (from, to) = range(formula, x_arg, wish)?;
    // Classes and signs at their upper end: there a loss on logits falls.
    for (id, arg) in formula.arg_ids() {
        let high = arg.domain.high.filter(|high| high.included);
        if let (Kind::Data, Some(high), false) = (arg.kind, high, values.has(id))
            && id != x
        {
            values.set(id, arg, high.at)?;
        }
    }
    let function = Function::new(formula);
    let meaning = meaning(&function, &values, x);
    let is_margin = meaning.as_ref().is_some_and(|meaning| meaning.is_margin);
    let free = |id: ArgId| id != x && !set.has(id);
    let vary = match &wish.vary {
        Some((id, numbers)) => Some(Varied {
            id: *id,
            arg: formula.arg(*id),
            numbers: numbers.clone(),
        }),
        None => varied(formula, &free, &values, is_margin),
    };
    let drawn = |values: &Values, is_spread: bool| -> Result<Vec<Line>, Undrawn> {
        let mut lines = Vec::new();
        let numbers = vary.as_ref().map(|vary| vary.numbers.clone());
        for number in numbers.map_or(vec![None], |all| all.into_iter().map(Some).collect()) {
            let (mut these, mut name) = (values.clone(), String::new());
            if let (Some(vary), Some(number)) = (&vary, number) {
                these.set(vary.id, vary.arg, number)?;
                name = written(vary.arg, number);
            }
            let mut env = uniform(formula, &these, LENGTH);
            if is_spread {
                spread(formula, &mut env);
            }
            lines.push(line(&function, env, name, x, (from, to)));
        }
        Ok(lines)
    };
    let mut lines = drawn(&values, false)?;
    let mut is_spread = false;
    // Samples that are all the same are a corner of a batch: no spread, no correlation.
    if formula.scope == Scope::Batch || !is_finite_somewhere(&lines) || is_flat(&lines) {
        let differing = drawn(&values, true)?;
        is_spread = is_finite_somewhere(&differing);
        if is_spread {
            lines = differing;
        }
    }
    if is_flat(&lines) {
        // What is relative to 0 is the same everywhere.
        let mut beside = values.clone();
        for (id, arg) in formula.arg_ids() {
            if arg.kind == Kind::Data && free(id) && arg.domain.contains(1.0) {
                beside.set(id, arg, 1.0)?;
            }
        }
        let differing = drawn(&beside, is_spread)?;
        if is_finite_somewhere(&differing) && !is_flat(&differing) {
            (lines, values) = (differing, beside);
        }
    }
    if !is_finite_somewhere(&lines) {
        return Err(Undrawn::Nowhere(from, to));
    }
    let by = element(x_arg);
    // That of one datum: of several there is no residual.
    let varies = |id: ArgId| vary.as_ref().is_some_and(|vary| vary.id == id);
    let meaning = meaning.filter(|meaning| !varies(meaning.data));
    let x_label = meaning.map_or_else(|| by.clone(), |meaning| meaning.text);
    let fixed: Vec<String> = formula
        .arg_ids()
        .filter(|(id, arg)| *id != x && !varies(*id) && (arg.axes.is_empty() || !is_spread))
        .map(|(id, arg)| written(arg, values.of(id, arg)))
        .collect();
    let mut fixed = fixed.join(", ");
    if !x_arg.axes.is_empty() {
        let rest = match is_spread {
            true if formula.arg_ids().any(|(_, arg)| arg.kind == Kind::Identity) => {
                "numbers that differ, the last row of another kind".to_string()
            }
            true => "numbers that differ".to_string(),
            false => written(x_arg, values.of(x, x_arg)),
        };
        let rest = format!("other elements: {rest}; axes of {LENGTH}");
        fixed = if fixed.is_empty() {
            rest
        } else {
            format!("{rest}; {fixed}")
        };
    }
    Ok(Curves {
        title: formula.name.clone(),
        x_label,
        fixed,
        y_labels: [
            "loss".to_string(),
            format!("gradient by {by}"),
            format!("second derivative by {by}"),
        ],
        lines,
    })
}

/// Whether it slopes nowhere, but by rounding: rows that are all the same can be a corner of a loss of distances, or of a mixture.
fn is_flat(lines: &[Line]) -> bool {
    let mut points = lines.iter().flat_map(|line| &line.points);
    points.all(|(_, y)| y[1].abs() <= 1e-12 * (1.0 + y[0].abs()))
}

fn is_finite_somewhere(lines: &[Line]) -> bool {
    let mut points = lines.iter().flat_map(|line| &line.points);
    points.any(|(_, y)| y[0].is_finite())
}

fn line(f: &Function, mut env: Env<f64>, name: String, x: ArgId, range: (f64, f64)) -> Line {
    let points = (0..POINTS).map(|i| {
        let at = range.0 + (range.1 - range.0) * i as f64 / (POINTS - 1) as f64;
        if let Some(first) = env.reals.get_mut(&x).and_then(|all| all.first_mut()) {
            *first = at;
        }
        let (slope, curvature) = f.slopes(&env, (x, 0));
        (at, [f.value(&env), slope, curvature])
    });
    Line {
        name,
        points: points.collect(),
    }
}

/// Where the axis begins and ends: as asked for, or as the domain has it.
fn range(formula: &Formula, arg: &Arg, wish: &Wish) -> Result<(f64, f64), Undrawn> {
    let Domain { low, high } = arg.domain;
    let reach = reach(formula);
    let usual = match (low, high) {
        (Some(low), Some(high)) => (low.at, high.at),
        (Some(low), None) => (low.at, low.at + reach),
        (None, Some(high)) => (high.at - reach, high.at),
        (None, None) => (-reach, reach),
    };
    let (from, to) = (wish.from.unwrap_or(usual.0), wish.to.unwrap_or(usual.1));
    if from < to && from.is_finite() && to.is_finite() && (to - from).is_finite() {
        return Ok((from, to));
    }
    Err(Undrawn::Empty((from, to), usual))
}

/// How far an axis without an end goes: past the thresholds of the formula, which are among its parameters, if that is not far.
fn reach(formula: &Formula) -> f64 {
    let params = formula.args.iter().filter(|arg| arg.kind == Kind::Param);
    let defaults = params.filter_map(|arg| arg.default.filter(|x| *x > 4.0 && *x <= 40.0));
    let furthest = defaults.fold(0.0, f64::max);
    (1.5 * furthest).max(4.0).ceil()
}

/// What distinguishes the lines.
struct Varied<'a> {
    id: ArgId,
    arg: &'a Arg,
    numbers: Vec<f64>,
}

/// Some values of the first free parameter that is one number, or the classes.
fn varied<'a>(
    formula: &'a Formula,
    is_free: &dyn Fn(ArgId) -> bool,
    values: &Values,
    is_margin: bool,
) -> Option<Varied<'a>> {
    let free = || formula.arg_ids().filter(|(id, _)| is_free(*id));
    // What is tiny only keeps a divisor from 0, and shows nothing.
    let is_number = |id: ArgId, arg: &Arg| {
        let is_param = matches!(arg.kind, Kind::Param | Kind::Learnable);
        let is_tiny = (f64::MIN_POSITIVE..1e-3).contains(&values.of(id, arg));
        is_param && arg.axes.is_empty() && !is_tiny
    };
    if let Some((id, arg)) = free().find(|(id, arg)| is_number(*id, arg)) {
        let usual = values.of(id, arg);
        let mut numbers = match (arg.domain.low, arg.domain.high) {
            (Some(low), Some(high)) => {
                let part = |t: f64| low.at + (high.at - low.at) * t;
                vec![part(0.25), part(0.5), part(0.75), usual]
            }
            _ => vec![usual / 2.0, usual, usual * 2.0],
        };
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
        numbers.retain(|x| arg.domain.contains(*x));
        return Some(Varied { id, arg, numbers });
    }
    let is_class = |arg: &Arg| arg.domain.low.is_some() && arg.domain.high.is_some();
    // Of a margin, the other sign is the same line.
    let class = free().find(|(_, arg)| arg.kind == Kind::Data && is_class(arg) && !is_margin);
    class.map(|(id, arg)| {
        let ends = [arg.domain.high, arg.domain.low];
        let ends = ends.into_iter().flatten().filter(|end| end.included);
        let numbers = ends.map(|end| end.at).collect();
        Varied { id, arg, numbers }
    })
}

fn element(arg: &Arg) -> String {
    match arg.axes.is_empty() {
        true => arg.name.clone(),
        false => format!("{}[{}]", arg.name, vec!["0"; arg.axes.len()].join(", ")),
    }
}

fn written(arg: &Arg, number: f64) -> String {
    match arg.kind {
        Kind::Flag => format!("{} = {}", arg.name, number != 0.0),
        _ => format!("{} = {}", arg.name, scale::number(number)),
    }
}

/// What an input means together with the data.
struct Meaning {
    data: ArgId,
    is_margin: bool,
    text: String,
}

/// What the input means, where values show that only a residual or a margin counts.
fn meaning(f: &Function, values: &Values, x: ArgId) -> Option<Meaning> {
    let formula = &f.written;
    let input = formula.arg(x);
    let mut data = formula.arg_ids().filter(|(_, arg)| arg.kind == Kind::Data);
    let ((id, data_arg), None) = (data.next()?, data.next()) else {
        return None;
    };
    if input.kind != Kind::Input || !(input.axes.is_empty() && data_arg.axes.is_empty()) {
        return None;
    }
    let at = |p: f64, t: f64| {
        let mut env = uniform(formula, values, LENGTH);
        env.reals.insert(x, vec![p]);
        env.reals.insert(id, vec![t]);
        f.value(&env)
    };
    // Exact numbers: a shift and a change of sign round nothing in them.
    let probes = [-2.5, -0.75, 0.25, 1.5, 3.0];
    let same = |a: f64, b: f64| (a - b).abs() <= 1e-12 * (1.0 + a.abs());
    let (p, t) = (&input.name, &data_arg.name);
    if data_arg.domain.is_everything() && probes.iter().all(|&r| same(at(r, 0.0), at(r + 1.0, 1.0)))
    {
        return Some(Meaning {
            data: id,
            is_margin: false,
            text: format!("residual: {p} − {t}"),
        });
    }
    let signs = data_arg.domain.contains(-1.0) && data_arg.domain.contains(1.0);
    if signs && probes.iter().all(|&m| same(at(m, 1.0), at(-m, -1.0))) {
        return Some(Meaning {
            data: id,
            is_margin: true,
            text: format!("margin: {t} · {p}"),
        });
    }
    None
}
