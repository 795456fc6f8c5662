//! A call of a loss as the interpreter takes it.

use loss_compiler::graph::{ArgId, Axis, Extent, Formula, Kind, Scope};
use loss_compiler::interpret::{Env, Number};
use loss_tests::subject::{Array, Subject};
use loss_tests::ulp::Float;

/// What a formula is bound to at a point.
pub fn bind<N: Number, E: Float>(
    formula: &Formula,
    subject: &dyn Subject<E>,
    args: &[Array<E>],
    columns: usize,
    flags: bool,
) -> Env<N> {
    let mut env: Env<N> = Env::new(&formula.args);
    for axis in 0..formula.axes.len() {
        env = env.length(Axis(axis as u8), columns);
    }
    let mut per_call = args.iter();
    for (index, arg) in formula.args.iter().enumerate() {
        let id = ArgId(index as u16);
        match arg.kind {
            Kind::Input | Kind::Data => {
                let numbers = per_call.next().expect("an array").real();
                let numbers: Vec<N> = numbers.iter().map(|x| N::of(x.to_f64())).collect();
                if formula.scope == Scope::Batch {
                    // The first axis of a batch is what the array is long beyond the others.
                    let rest = arg.axes.iter().skip(1).map(|extent| match *extent {
                        Extent::Named(_) => columns,
                        Extent::Fixed(n) => n as usize,
                    });
                    let samples = numbers.len() / rest.product::<usize>();
                    if let Some(Extent::Named(axis)) = arg.axes.first() {
                        env = env.length(*axis, samples);
                    }
                }
                env = env.real(id, numbers);
            }
            Kind::Index(_) | Kind::Identity => match per_call.next().expect("an array") {
                Array::Labels(labels) => env = env.label(id, labels.clone()),
                Array::Real(..) => unreachable!("labels are whole numbers"),
            },
            Kind::Param | Kind::Learnable => {
                // As the kernel has it: rounded to the element type.
                let number = E::of(subject.param(&arg.name)).to_f64();
                let size = env.size(id).unwrap_or(1);
                env = env.real(id, vec![N::of(number); size]);
            }
            // No entry of the catalogue sets one flag and not another.
            Kind::Flag => env = env.flag(id, flags),
        }
    }
    for (axis, like) in formula.same_length.iter().enumerate() {
        let length = env.lengths[like];
        env = env.length(Axis(axis as u8), length);
    }
    env
}
