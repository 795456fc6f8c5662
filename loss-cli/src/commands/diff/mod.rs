//! `loss diff`: are two losses the same function, and where do they differ most?

mod pairs;

use loss_compiler::function::Values;
use loss_compiler::graph::{Axis, Extent, Formula, Kind};
use loss_compiler::interpret::Env;
use loss_core::check::any;

use crate::answer::{Answer, Failed};
use crate::args::{Diff, Which};
use crate::commands::check::subject::Interpreted;
use crate::settings::Settings;
use crate::source::{Loss, load_one};
use crate::style::{DIM, ERROR, GOOD, NAME, WARN, styled};
use pairs::{Pair, Pairs, pairs};

/// Further apart than this, relative to the larger of the two and to 1, and rounding is no excuse: two spellings of a formula whose
/// terms cancel keep about half of the digits.
const SAME: f64 = 1e-9;

/// The largest difference, and where.
#[derive(Debug, Default)]
struct Most {
    apart: f64,
    text: String,
}

impl Most {
    fn see(&mut self, a: f64, b: f64, at: &dyn Fn() -> String) {
        let both = (a.is_nan() && b.is_nan()) || a == b;
        let scale = a.abs().max(b.abs()).max(1.0);
        let apart = match (both, (a - b).abs() / scale) {
            (true, _) => 0.0,
            // Of a number and none, and of two infinities.
            (false, apart) if apart.is_nan() => f64::INFINITY,
            (false, apart) => apart,
        };
        if apart > self.apart {
            self.apart = apart;
            self.text = format!(
                "a = {a:?}, b = {b:?}, {} apart\n  at       {}",
                apart_text((a - b).abs()),
                at()
            );
        }
    }
}

/// A distance to a few digits.
fn apart_text(x: f64) -> String {
    match (1e-3..1e6).contains(&x) {
        true => format!("{x:.4}"),
        false => format!("{x:.1e}"),
    }
}

/// The comparison; the answer is no if they differ.
pub fn run(args: &Diff) -> Result<Answer, Failed> {
    let (a, b) = (named(&args.a)?, named(&args.b)?);
    let (a, b) = (&a.item.formula, &b.item.formula);
    let found = pairs(a, b);
    let missing: Vec<&str> = found
        .alone
        .iter()
        .filter(|(_, needed)| *needed)
        .map(|(name, _)| name.as_str())
        .collect();
    if !missing.is_empty() || a.scope != b.scope {
        return Err(Answer::help(
            &format!("{} and {} take different arguments", a.name, b.name),
            &match missing.is_empty() {
                true => "one describes a sample, the other a batch".to_string(),
                false => format!("there is no partner for {}", missing.join(", ")),
            },
        ));
    }
    let settings = Settings::parse(&args.set)?;
    let set = [settings.of(a, &[a, b])?, settings.of(b, &[a, b])?];
    let mut comparison = Comparison::default();
    for factor in [1.0, 2.0, 0.5] {
        comparison.compare(a, b, &found.pairs, &set, factor)?;
    }
    let is_same = comparison.value.apart <= SAME && comparison.gradient.apart <= SAME;
    Ok(Answer::judged(
        report(a, b, &found, &comparison, is_same),
        is_same,
    ))
}

/// `FILE`, `FILE:NAME` or the name of a shipped loss.
fn named(text: &str) -> Result<Loss, Failed> {
    let whole = || Which {
        source: text.to_owned(),
        loss: None,
    };
    let which = match text.rsplit_once(':') {
        Some((file, name)) if !std::path::Path::new(text).exists() && !file.is_empty() => Which {
            source: file.to_owned(),
            loss: Some(name.to_owned()),
        },
        _ => whole(),
    };
    load_one(&which, &format!("as `{text}:NAME`"))
}

#[derive(Debug, Default)]
struct Comparison {
    points: usize,
    value: Most,
    gradient: Most,
    /// Of points with different values: b / a, and b - a.
    ratios: Vec<f64>,
    offsets: Vec<f64>,
}

impl Comparison {
    /// At the points of `a`, with parameters times a factor where both domains have that.
    fn compare(
        &mut self,
        a: &Formula,
        b: &Formula,
        pairs: &[Pair],
        set: &[Values; 2],
        factor: f64,
    ) -> Result<(), Failed> {
        let [mut of_a, mut of_b] = set.clone();
        for pair in pairs {
            let (x, y) = (a.arg(pair.a), b.arg(pair.b));
            if !matches!(x.kind, Kind::Param | Kind::Learnable | Kind::Flag) {
                continue;
            }
            let usual = of_a.of(pair.a, x);
            let free = !of_a.has(pair.a) && x.kind != Kind::Flag;
            let wish = if free { usual * factor } else { usual };
            let value = [wish, usual]
                .into_iter()
                .find(|v| x.domain.contains(*v) && y.domain.contains(*v));
            if let Some(value) = value {
                of_a.set(pair.a, x, value)?;
                of_b.set(pair.b, y, value)?;
            }
        }
        let first = Interpreted::new(a, of_a);
        let second = Interpreted::new(b, of_b);
        for point in any::points(&first) {
            let env = first.env(&point);
            let Some(theirs) = translated(&env, b, pairs, &second) else {
                continue;
            };
            self.points += 1;
            let at = || any::written(&first, &point);
            let (x, y) = (first.function.value(&env), second.function.value(&theirs));
            self.value.see(x, y, &at);
            if x.is_finite() && y.is_finite() {
                self.offsets.push(y - x);
                self.ratios.extend((x.abs() > 1e-6).then(|| y / x));
            }
            let (mine, other) = (
                first.function.gradient(&env),
                second.function.gradient(&theirs),
            );
            for pair in pairs {
                let (Some(mine), Some(other)) = (mine.get(&pair.a), other.get(&pair.b)) else {
                    continue;
                };
                for (x, y) in mine.iter().zip(other) {
                    let name = &a.arg(pair.a).name;
                    self.gradient
                        .see(*x, *y, &|| format!("{}, by `{name}`", at()));
                }
            }
        }
        Ok(())
    }

    /// Whether b is a times a number, or plus a number.
    fn relation(&self) -> Option<String> {
        let constant = |all: &[f64]| {
            let first = *all.first()?;
            let same = |x: &f64| (x - first).abs() <= SAME * first.abs().max(1.0);
            (all.len() > 10 && all.iter().all(same)).then_some(first)
        };
        match (constant(&self.ratios), constant(&self.offsets)) {
            (Some(ratio), _) if (ratio - 1.0).abs() > SAME => Some(format!("b is {ratio} times a")),
            (_, Some(offset)) if offset.abs() > SAME => Some(format!("b is a plus {offset}")),
            _ => None,
        }
    }
}

/// The same point for the other loss, if its domains have it.
fn translated(
    env: &Env<f64>,
    b: &Formula,
    pairs: &[Pair],
    second: &Interpreted,
) -> Option<Env<f64>> {
    let mut theirs = Env::new(&b.args);
    for axis in 0..b.axes.len() {
        theirs.lengths.insert(Axis(axis as u8), 1);
    }
    for pair in pairs {
        let (x, y) = (&env.args[usize::from(pair.a.0)], b.arg(pair.b));
        for extents in x.axes.iter().zip(&y.axes) {
            if let (Extent::Named(from), Extent::Named(to)) = extents {
                theirs.lengths.insert(*to, *env.lengths.get(from)?);
            }
        }
        if let (Kind::Index(from), Kind::Index(to)) = (x.kind, y.kind) {
            theirs.lengths.insert(to, *env.lengths.get(&from)?);
        }
    }
    for axis in 0..b.axes.len() {
        let root = b.same_length.get(axis).copied().unwrap_or(Axis(axis as u8));
        let length = *theirs.lengths.get(&root)?;
        theirs.lengths.insert(Axis(axis as u8), length);
    }
    for pair in pairs {
        let arg = b.arg(pair.b);
        if let Some(values) = env.reals.get(&pair.a) {
            if !values.iter().all(|x| arg.domain.contains(*x)) {
                return None;
            }
            theirs.reals.insert(pair.b, values.clone());
        }
        if let Some(labels) = env.labels.get(&pair.a) {
            theirs.labels.insert(pair.b, labels.clone());
        }
        if let Some(flag) = env.flags.get(&pair.a) {
            theirs.flags.insert(pair.b, *flag);
        }
    }
    second.bind_rest(&mut theirs);
    Some(theirs)
}

fn report(
    a: &Formula,
    b: &Formula,
    found: &Pairs,
    comparison: &Comparison,
    is_same: bool,
) -> String {
    let verdict = match (is_same, comparison.points) {
        (_, 0) => styled(WARN, "no point is in the domains of both"),
        (true, n) => styled(
            GOOD,
            format!("the same function, up to rounding, at {n} points"),
        ),
        (false, n) => styled(ERROR, format!("different; compared at {n} points")),
    };
    let mut text = format!(
        "a = {}, b = {}: {verdict}\n",
        styled(NAME, &a.name),
        styled(NAME, &b.name)
    );
    let mut renamed = Vec::new();
    for pair in &found.pairs {
        let (x, y) = (&a.arg(pair.a).name, &b.arg(pair.b).name);
        if x != y {
            renamed.push(format!("`{x}` of a is `{y}` of b, by position"));
        }
    }
    renamed.extend(
        found
            .alone
            .iter()
            .map(|(name, _)| format!("{name} has its default")),
    );
    for line in renamed {
        text += &format!("  {}\n", styled(DIM, line));
    }
    if let Some(relation) = comparison.relation() {
        text += &format!("  {}\n", styled(WARN, relation));
    }
    for (what, most) in [
        ("value", &comparison.value),
        ("gradient", &comparison.gradient),
    ] {
        if most.apart > SAME {
            text += &format!("  {what} differs most: {}\n", most.text);
        } else if !is_same {
            text += &format!("  {what} is the same\n");
        }
    }
    text
}
