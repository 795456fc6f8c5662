//! JavaScript from the graph: `(a) => { const v2 = a[0] - a[1]; … return [value, gradient, second derivative]; }`.

use loss_compiler::function::{Function, Values, uniform};
use loss_compiler::graph::{Arg, ArgId, Cmp, Formula, Fun, Graph, Id, Kind, Op};
use loss_compiler::interpret::evaluate;

/// A number that the function takes.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// Of which argument.
    pub arg: ArgId,
    /// Which component.
    pub component: u32,
}

impl Slot {
    /// `box[2]`
    pub fn name(&self, formula: &Formula) -> String {
        let arg = formula.arg(self.arg);
        match arg.components() {
            1 => arg.name.clone(),
            _ => format!("{}[{}]", arg.name, self.component),
        }
    }
}

/// The numbers of a loss, the first input first.
pub fn slots(formula: &Formula) -> Vec<Slot> {
    let of = |(id, arg): (ArgId, &Arg)| {
        (0..arg.components()).map(move |component| Slot { arg: id, component })
    };
    let mut slots: Vec<Slot> = formula.arg_ids().flat_map(of).collect();
    let is_input = |slot: &Slot| formula.arg(slot.arg).kind == Kind::Input;
    if let Some(first) = slots.iter().position(is_input) {
        let first = slots.remove(first);
        slots.insert(0, first);
    }
    slots
}

/// Value, gradient and second derivative by the first slot.
fn roots(f: &Function, slots: &[Slot]) -> Option<[Id; 3]> {
    let first = slots.first()?;
    let of = |p: &&loss_compiler::differentiate::Partial| {
        p.arg == first.arg && p.component == first.component
    };
    let gradient = f.derived.gradient.iter().find(of)?.id;
    let curvature = f.derived.curvature.iter().find(of)?.id;
    Some([f.derived.value, gradient, curvature])
}

/// The function; none if something in it is no operation on single numbers.
pub fn function(f: &Function, slots: &[Slot]) -> Option<String> {
    let g = &f.derived.graph;
    let roots = roots(f, slots)?;
    let mut needed = vec![false; g.len()];
    let mut stack: Vec<Id> = roots.iter().copied().chain(f.derived.weight).collect();
    while let Some(id) = stack.pop() {
        if !std::mem::replace(&mut needed[id.0 as usize], true) {
            stack.extend_from_slice(g.args(id));
        }
    }
    let mut text = String::from("(a) => {");
    for id in g.ids().filter(|id| needed[id.0 as usize]) {
        text += &format!(" const v{} = {};", id.0, expression(g, id, slots)?);
    }
    let results: Vec<String> = roots
        .iter()
        .map(|id| match f.derived.weight {
            Some(weight) => format!("v{} * v{}", id.0, weight.0),
            None => format!("v{}", id.0),
        })
        .collect();
    Some(text + &format!(" return [{}]; }}", results.join(", ")))
}

/// The same results by the interpreter.
pub fn interpreted(f: &Function, slots: &[Slot], values: &[f64]) -> [f64; 3] {
    let mut env = uniform(&f.written, &Values::default(), 1);
    for (slot, value) in slots.iter().zip(values) {
        match f.written.arg(slot.arg).kind {
            Kind::Flag => {
                env.flags.insert(slot.arg, *value != 0.0);
            }
            _ => {
                if let Some(all) = env.reals.get_mut(&slot.arg) {
                    all[slot.component as usize] = *value;
                }
            }
        }
    }
    let number = |id: Id| {
        let arrays = evaluate(&f.derived.graph, &[id], &env).unwrap_or_default();
        let number = arrays.first().and_then(|x| x.number().copied());
        number.unwrap_or(f64::NAN)
    };
    let weight = f.derived.weight.map_or(1.0, number);
    match roots(f, slots) {
        Some(roots) => roots.map(|id| number(id) * weight),
        None => [f64::NAN; 3],
    }
}

fn expression(g: &Graph, id: Id, slots: &[Slot]) -> Option<String> {
    let args: Vec<String> = g.args(id).iter().map(|arg| format!("v{}", arg.0)).collect();
    let infix = |op: &str| format!("{} {op} {}", args[0], args[1]);
    let slot = |arg: ArgId, component: u32| {
        let same = |slot: &Slot| slot.arg == arg && slot.component == component;
        slots.iter().position(same)
    };
    Some(match g.op(id) {
        Op::Const(bits) => number(f64::from_bits(bits)),
        Op::Truth(truth) => truth.to_string(),
        Op::Arg(arg, component) => format!("a[{}]", slot(arg, component)?),
        Op::Flag(arg) => format!("a[{}] !== 0", slot(arg, 0)?),
        Op::Fun(fun) => match fun {
            Fun::Neg => format!("-{}", args[0]),
            Fun::Add => infix("+"),
            Fun::Sub => infix("-"),
            Fun::Mul => infix("*"),
            Fun::Div => infix("/"),
            _ => format!("F.{}({})", fun.name(), args.join(", ")),
        },
        Op::Compare(Cmp::Lt) => infix("<"),
        Op::Compare(Cmp::Le) => infix("<="),
        Op::Compare(Cmp::Eq) => infix("==="),
        Op::Compare(Cmp::Ne) => infix("!=="),
        Op::Ordered => format!(
            "!({})",
            args.iter()
                .map(|x| format!("Number.isNaN({x})"))
                .collect::<Vec<_>>()
                .join(" || ")
        ),
        Op::And => infix("&&"),
        Op::Or => infix("||"),
        Op::Not => format!("!{}", args[0]),
        Op::Select => format!("{} ? {} : {}", args[0], args[1], args[2]),
        Op::StopGradient => args[0].clone(),
        _ => return None,
    })
}

fn number(x: f64) -> String {
    if x.is_nan() {
        "NaN".into()
    } else if x.is_infinite() {
        if x > 0.0 {
            "Infinity".into()
        } else {
            "-Infinity".into()
        }
    } else {
        format!("{x:?}")
    }
}
