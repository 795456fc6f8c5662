//! A loss as what the page computes: which graphs, by which results, from which numbers.

use loss_compiler::differentiate::{Derived, along_vectors, differentiate};
use loss_compiler::emit::is_pointwise;
use loss_compiler::function::{Function, PATTERN, Values, tell_apart, uniform};
use loss_compiler::graph::{Arg, ArgId, Formula, Graph, Id, Kind};
use loss_compiler::interpret::{Env, evaluate};
use loss_compiler::simplify::simplify;

use super::arrays::LENGTH;

/// Longer arrays have no sliders: their elements are numbers that differ.
const SHOWN: usize = 4;

/// A number that the function takes.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Of which argument.
    pub arg: ArgId,
    /// Which of its elements.
    pub element: usize,
    /// `box[2]`
    pub name: String,
    /// Whether it has a slider.
    pub is_shown: bool,
    /// What it is at first.
    pub start: f64,
}

/// A graph and what is wanted of it.
#[derive(Debug)]
pub struct Part {
    /// The nodes.
    pub graph: Graph,
    /// The results: one number each, or the first element.
    pub roots: Vec<Id>,
}

/// The whole.
#[derive(Debug)]
pub struct Program {
    /// The formula, with the vectors of its second derivative as arguments behind its own.
    pub formula: Formula,
    /// The numbers, the first element of the first input first.
    pub slots: Vec<Slot>,
    /// Value, gradient and second derivative by the first number, in this order; then the weight, if there is one.
    pub parts: Vec<Part>,
    /// Whether the last result is a weight.
    pub is_weighted: bool,
    /// Every argument bound, at first.
    pub env: Env<f64>,
}

impl Program {
    /// Of a formula that has an input.
    pub fn new(formula: &Formula) -> Option<Program> {
        let function = Function::new(formula);
        let (first, _) = formula.arg_ids().find(|(_, arg)| arg.kind == Kind::Input)?;
        let weight = function.derived.weight;
        let (formula, mut parts) = match is_pointwise(formula) {
            true => (formula.clone(), vec![derivatives(&function, first)?]),
            false => along_first(&function, first)?,
        };
        if let Some(weight) = weight {
            parts.push(Part {
                graph: function.derived.graph.clone(),
                roots: vec![weight],
            });
        }
        let own = function.written.args.len();
        let env = start(&formula, own, first);
        let slots = slots(&formula, own, &env, first);
        let mut program = Program {
            formula,
            slots,
            parts,
            is_weighted: weight.is_some(),
            env,
        };
        if program.is_corner() {
            program.leave_corner();
        }
        Some(program)
    }

    /// Whether what the data are at first is a corner of the loss: a relative error of a target of 0.
    fn is_corner(&self) -> bool {
        let mut values: Vec<f64> = self.slots.iter().map(|slot| slot.start).collect();
        let strange = [-1.75, 0.375, 2.25].into_iter().all(|x| {
            values[0] = x;
            let [value, slope, _] = self.interpreted(&values);
            !value.is_finite()
                || value.abs() > 1e5
                || (value != 0.0 && slope.abs() < 1e-9 * value.abs())
        });
        strange && self.formula.arg(self.slots[0].arg).domain.is_everything()
    }

    fn leave_corner(&mut self) {
        for slot in &mut self.slots {
            let arg = self.formula.arg(slot.arg);
            if arg.kind == Kind::Data && arg.domain.is_everything() && slot.start == 0.0 {
                slot.start = 1.0;
                set(&mut self.env, slot.arg, slot.element, 1.0);
            }
        }
    }

    /// Where the first slot stands in the order declared.
    pub fn first(&self) -> usize {
        let first = self.slots.first().map_or(0, |slot| slot.arg.0);
        let before = self.slots.iter().filter(|slot| slot.arg.0 < first);
        before.count()
    }

    /// What the interpreter makes of values of all slots.
    pub fn interpreted(&self, values: &[f64]) -> [f64; 3] {
        let mut env = self.env.clone();
        for (slot, value) in self.slots.iter().zip(values) {
            set(&mut env, slot.arg, slot.element, *value);
        }
        let mut results = Vec::new();
        for part in &self.parts {
            for root in &part.roots {
                let arrays = evaluate(&part.graph, &[*root], &env).unwrap_or_default();
                let first = arrays.first().and_then(|x| x.reals().first().copied());
                results.push(first.unwrap_or(f64::NAN));
            }
        }
        let weight = if self.is_weighted {
            results.pop().unwrap_or(f64::NAN)
        } else {
            1.0
        };
        [0, 1, 2].map(|i| results.get(i).map_or(f64::NAN, |x| x * weight))
    }
}

/// Of a formula without axes: everything is in one graph.
fn derivatives(function: &Function, first: ArgId) -> Option<Part> {
    let Derived {
        graph,
        value,
        gradient,
        curvature,
        ..
    } = &function.derived;
    let gradient = gradient.iter().find(|p| p.arg == first)?.id;
    let curvature = curvature.iter().find(|p| p.arg == first)?.id;
    Some(Part {
        graph: graph.clone(),
        roots: vec![*value, gradient, curvature],
    })
}

/// Of a formula with axes: its derivative along the first element, and the derivative of that.
fn along_first(function: &Function, first: ArgId) -> Option<(Formula, Vec<Part>)> {
    let mut along = along_vectors(&function.stable);
    along.weight = None;
    let second = simplify(&differentiate(&along));
    let curvature = second.gradient.iter().find(|p| p.arg == first)?.id;
    let parts = vec![
        Part {
            graph: function.derived.graph.clone(),
            roots: vec![function.derived.value],
        },
        Part {
            graph: second.graph,
            roots: vec![second.value, curvature],
        },
    ];
    Some((along, parts))
}

/// Plain values that are no corner of the loss; the vector of the first input points along its first element.
fn start(formula: &Formula, own: usize, first: ArgId) -> Env<f64> {
    let mut env = uniform(formula, &Values::default(), LENGTH);
    for (id, arg) in formula.arg_ids() {
        let is_vector = usize::from(id.0) >= own;
        let is_first = is_vector && {
            let inputs = formula.arg_ids().filter(|(_, arg)| arg.kind == Kind::Input);
            let before = inputs.take_while(|(input, _)| *input != first).count();
            usize::from(id.0) == own + before
        };
        for (element, x) in env.reals.get_mut(&id).into_iter().flatten().enumerate() {
            *x = match is_vector {
                true => f64::from(u8::from(is_first && element == 0)),
                false => usual(id, arg, element, *x),
            };
        }
    }
    tell_apart(formula, &mut env);
    env
}

/// The value of an element at first: classes at the upper end; of what is an array, numbers that differ.
fn usual(id: ArgId, arg: &Arg, element: usize, plain: f64) -> f64 {
    let (low, high) = (arg.domain.low, arg.domain.high);
    let is_array = !arg.axes.is_empty();
    let both = low.zip(high).filter(|_| is_array);
    let wish = match (arg.kind, both) {
        (Kind::Data, None) if high.is_some_and(|high| high.included) => {
            high.map_or(plain, |high| high.at)
        }
        (Kind::Data, Some((low, high))) => match element % LENGTH {
            0 => high.at,
            _ => low.at,
        },
        (Kind::Input, Some((low, high))) => {
            low.at + (high.at - low.at) * [0.5, 0.25, 0.125, 0.375][element % 4]
        }
        (Kind::Input | Kind::Data, None) if is_array => {
            PATTERN[(element + element / 4) % 4] + 0.125 * f64::from(id.0)
        }
        _ => plain,
    };
    match arg.domain.contains(wish) {
        true => wish,
        false => plain,
    }
}

fn slots(formula: &Formula, own: usize, env: &Env<f64>, first: ArgId) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (id, arg) in formula.arg_ids().take(own) {
        let lengths: Vec<usize> = arg
            .axes
            .iter()
            .map(|extent| match extent {
                loss_compiler::graph::Extent::Named(_) => LENGTH,
                loss_compiler::graph::Extent::Fixed(n) => *n as usize,
            })
            .collect();
        let size: usize = lengths.iter().product();
        for element in 0..size {
            let mut rest = element;
            let mut at: Vec<String> = lengths
                .iter()
                .rev()
                .map(|length| {
                    let k = rest % length;
                    rest /= length;
                    k.to_string()
                })
                .collect();
            at.reverse();
            slots.push(Slot {
                arg: id,
                element,
                name: match at.is_empty() {
                    true => arg.name.clone(),
                    false => format!("{}[{}]", arg.name, at.join(", ")),
                },
                is_shown: size <= SHOWN,
                start: get(env, id, element),
            });
        }
    }
    if let Some(at) = slots.iter().position(|slot| slot.arg == first) {
        let slot = slots.remove(at);
        slots.insert(0, slot);
    }
    slots
}

fn get(env: &Env<f64>, arg: ArgId, element: usize) -> f64 {
    let real = env
        .reals
        .get(&arg)
        .and_then(|all| all.get(element).copied());
    let label = || {
        let label = env.labels.get(&arg).and_then(|all| all.get(element));
        label.map(|label| *label as f64)
    };
    let flag = || env.flags.get(&arg).map(|flag| f64::from(u8::from(*flag)));
    real.or_else(label).or_else(flag).unwrap_or(f64::NAN)
}

fn set(env: &mut Env<f64>, arg: ArgId, element: usize, value: f64) {
    if let Some(x) = env.reals.get_mut(&arg).and_then(|all| all.get_mut(element)) {
        *x = value;
    }
    if let Some(x) = env
        .labels
        .get_mut(&arg)
        .and_then(|all| all.get_mut(element))
    {
        *x = value as i64;
    }
    if let Some(flag) = env.flags.get_mut(&arg) {
        *flag = value != 0.0;
    }
}
