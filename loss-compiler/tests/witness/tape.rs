//! Random formulas from a tape of choices, so that a failing one shrinks: a shorter tape, with smaller numbers, is a simpler formula.
//!
//! What each pass makes of one is compared with what went in, in arbitrary precision.

use loss_compiler::graph::Formula;
use loss_compiler::interpret::{Number, Sampler, differences, gradient};
use proptest::prelude::*;

use crate::big::{Big, with_precision};
use crate::passes;
use crate::random::{Choices, Writer};
use crate::text;

/// The choices of a tape; at its end, always the first.
struct Tape<'a>(std::slice::Iter<'a, u8>);

impl Choices for Tape<'_> {
    fn below(&mut self, n: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % n
    }
}

fn written(tape: &[u8]) -> (String, Formula) {
    let source = Writer::new(&mut Tape(tape.iter())).source();
    let formula = text::formula(&source);
    (source, formula)
}

/// Formulas of up to a few hundred nodes.
fn tapes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..96)
}

/// So many cases, or as many as `CASES` says.
fn config(cases: u32) -> ProptestConfig {
    let told = std::env::var("CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: told.unwrap_or(cases),
        max_global_rejects: 1 << 20,
        // Regressions are committed by hand, as formulas; the tests write no files.
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(4),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(96))]

    /// No pass changes what a formula means.
    #[test]
    fn every_pass_keeps_the_meaning(tape in tapes(), seed in 0u64..1000) {
        let (source, formula) = written(&tape);
        let env = Sampler::new(seed).spread(1.5).env(&formula, &[3]);
        with_precision(512, || {
            let said = passes::every_pass(&formula, &env.map(|_, _, x| Big::of(*x)));
            prop_assert!(said.is_ok(), "{source}\n{}", said.unwrap_err());
            Ok(())
        })?;
    }

    /// Dual numbers and differences agree on the gradient, the latter with order 2 where the formula is smooth.
    #[test]
    fn differences_converge_to_the_gradient(tape in tapes(), seed in 0u64..1000) {
        let (source, formula) = written(&tape);
        let env = Sampler::new(seed).spread(1.0).env(&formula, &[2]).map(|_, _, x| Big::of(*x));
        // A kink beside the point falls out of the step; a formula that holds something fixed has another gradient.
        prop_assume!(!["abs", "relu", "max", "min", "clamp", "if", "sign", "stop_gradient", "norm", "hypot"].iter().any(|kink| source.contains(kink)));
        with_precision(512, || {
            let (value, slopes) = gradient(&formula.graph, formula.value, &env).expect("everything is bound");
            prop_assume!(value.to_f64().is_finite());
            for (arg, slopes) in slopes {
                for (i, slope) in slopes.iter().enumerate() {
                    let found = differences(&formula.graph, formula.value, &env, (arg, i), 2f64.powi(-20), 3).expect("everything is bound");
                    let scale = slope.to_f64().abs().max(value.to_f64().abs()).max(1.0);
                    let off = found.limit().sub(slope).abs().to_f64();
                    prop_assert!(off <= 1e-9 * scale, "{source}: {} and {}", slope.to_f64(), found.limit().to_f64());
                    // No error at all, of a formula of degree 2, has no order.
                    let last = found.quotients.last().expect("a quotient").sub(slope).abs().to_f64();
                    if last > 1e-60 * scale {
                        let order = found.orders(slope).pop().expect("two quotients");
                        prop_assert!(order >= 1.9, "{source}: order {order}");
                    }
                }
            }
            Ok(())
        })?;
    }
}

/// How many random formulas are compiled to kernels, and the seeds they begin at.
const CORPUS: u64 = 12;

/// Random formulas as a file, for the tests that compile them to kernels: `BLESS=1` writes it anew.
#[test]
fn the_random_corpus_is_what_the_writer_writes() {
    let mut text =
        String::from("// Random formulas: see tests/witness/tape.rs. Written by BLESS=1.\n");
    for seed in 0..CORPUS {
        let source = Writer::new(&mut Sampler::new(9000 + seed)).source();
        let name = format!("loss Random{seed}(");
        text += &source.replacen("loss Random(", &name, 1);
        text += "\n";
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/random.loss");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &text).expect("the corpus is writable");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text);
}
