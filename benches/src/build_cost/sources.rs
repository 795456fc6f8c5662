//! The programs that are compiled.

/// A call of a shipped loss.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// The loss.
    pub name: &'static str,
    /// Value and gradient, of what [`Call::source`] defines.
    call: &'static str,
}

const fn call(name: &'static str, call: &'static str) -> Call {
    Call { name, call }
}

/// The losses that `floors` measures.
pub const CALLS: &[Call] = &[
    call("MeanSquaredError", "(&x, &y, &mut g)"),
    call("MeanAbsoluteError", "(&x, &y, &mut g)"),
    call("Huber", "(&x, &y, &mut g)"),
    call("BinaryCrossEntropy", "(&x, &y, &mut g)"),
    call("BinaryCrossEntropyWithLogits", "(&x, &y, &mut g)"),
    call("CategoricalCrossEntropy", "(r(&x), r(&y), &mut g)"),
    call("SparseCategoricalCrossEntropy", "(r(&x), &l, &mut g)"),
    call("CrossEntropy", "(r(&x), r(&y), &mut g)"),
    call("SparseCrossEntropy", "(r(&x), &l, &mut g)"),
    call("KlDivergence", "(r(&x), r(&y), &mut g)"),
    call("KlDivergenceProbabilities", "(r(&x), r(&y), &mut g)"),
    call("VaeKl", "(r(&x), r(&y), &mut g, &mut h)"),
    call("Discriminator", "(&x, &y, &mut g, &mut h)"),
    call("MinimaxGenerator", "(&x, &mut g)"),
    call("NonSaturatingGenerator", "(&x, &mut g)"),
    call("Focal", "(&x, &y, &mut g)"),
    call("FocalProbability", "(&x, &y, &mut g)"),
    call("CategoricalFocal", "(r(&x), &l, &mut g)"),
    call("Triplet", "(r(&x), r(&y), r(&z), &mut g, &mut h, &mut k)"),
    call(
        "SquaredTriplet",
        "(r(&x), r(&y), r(&z), &mut g, &mut h, &mut k)",
    ),
    call("AbsolutePenalty", "(&x, &mut g)"),
    call("SquaredPenalty", "(&x, &mut g)"),
    call("HalfSquaredError", "(&x, &y, &mut g)"),
    call("SmoothL1", "(&x, &y, &mut g)"),
    call("LogCosh", "(&x, &y, &mut g)"),
    call("LogisticDistance", "(&x, &y, &mut g)"),
    call("PowerError", "(&x, &y, &mut g)"),
    call("Quantile", "(&x, &y, &mut g)"),
    call("Expectile", "(&x, &y, &mut g)"),
    call("EpsilonInsensitive", "(&x, &y, &mut g)"),
    call("SquaredEpsilonInsensitive", "(&x, &y, &mut g)"),
    call("Periodic", "(&x, &y, &mut g)"),
    call("AbsolutePercentageError", "(&x, &y, &mut g)"),
    call("SquaredLogarithmicError", "(&x, &y, &mut g)"),
    call("PseudoHuber", "(&x, &y, &mut g)"),
    call("Fair", "(&x, &y, &mut g)"),
    call("Cauchy", "(&x, &y, &mut g)"),
    call("GemanMcClure", "(&x, &y, &mut g)"),
    call("Welsch", "(&x, &y, &mut g)"),
    call("Tukey", "(&x, &y, &mut g)"),
    call("GeneralRobust", "(&x, &y, &mut g)"),
    call("Wing", "(&x, &y, &mut g)"),
    call("RootMeanSquaredError", "(&x, &y, &mut g)"),
    call("PoissonNll", "(&x, &y, &mut g)"),
    call("PoissonRateNll", "(&x, &y, &mut g)"),
    call("GammaDeviance", "(&x, &y, &mut g)"),
    call("Tweedie", "(&x, &y, &mut g)"),
    call("GaussianNll", "(&x, &y, &z, &mut g, &mut h)"),
    call("LaplaceNll", "(&x, &y, &z, &mut g, &mut h)"),
    call("StudentTNll", "(&x, &y, &z, &mut g, &mut h)"),
    call("Hinge", "(&x, &y, &mut g)"),
    call("SquaredHinge", "(&x, &y, &mut g)"),
    call("SmoothedHinge", "(&x, &y, &mut g)"),
    call("ModifiedHuber", "(&x, &y, &mut g)"),
    call("BinarySparsemax", "(&x, &y, &mut g)"),
    call("Perceptron", "(&x, &y, &mut g)"),
    call("LogisticMargin", "(&x, &y, &mut g)"),
    call("SquaredMargin", "(&x, &y, &mut g)"),
    call("ExponentialMargin", "(&x, &y, &mut g)"),
    call("SigmoidMargin", "(&x, &y, &mut g)"),
    call("DistanceWeighted", "(&x, &y, &mut g)"),
    call("MarginRanking", "(&x, &y, &z, &mut g, &mut h)"),
    call("HingeEmbedding", "(&x, &y, &mut g)"),
    call("LeastSquaresGenerator", "(&x, &mut g)"),
    call("WassersteinGenerator", "(&x, &mut g)"),
    call("GradientPenalty", "(&x, &mut g)"),
    call("HingeDiscriminator", "(&x, &y, &mut g, &mut h)"),
    call("LeastSquaresDiscriminator", "(&x, &y, &mut g, &mut h)"),
    call("WassersteinCritic", "(&x, &y, &mut g, &mut h)"),
    call("Asymmetric", "(&x, &y, &mut g)"),
    call("MultiLabelSoftMargin", "(r(&x), r(&y), &mut g)"),
    call("KlDivergenceLogTarget", "(r(&x), r(&y), &mut g)"),
    call("GeneralizedKl", "(r(&x), r(&y), &mut g)"),
];

impl Call {
    /// No loss.
    pub const EMPTY: Call = call("", "");

    /// A program that calls it, for one element type.
    #[must_use]
    pub fn source(&self, element: &str) -> String {
        let call = match self.name {
            "" => String::new(),
            name => format!(
                "    b(<loss_core::losses::{name} as Default>::default().value_and_grad_into{}).ok();\n",
                self.call
            ),
        };
        format!(
            "#![allow(unused)]\nuse loss_core::Rows;\nuse std::hint::black_box as b;\n\
             fn r(x: &[{element}]) -> Rows<'_, {element}> {{ Rows::new(x, 8).unwrap() }}\n\
             fn main() {{\n    let x = b(vec![0.5_{element}; 64]);\n    let (y, z) = (x.clone(), x.clone());\n    \
             let l = b(vec![1u32; 8]);\n    let (mut g, mut h, mut k) = (x.clone(), x.clone(), x.clone());\n{call}    \
             b((r(&x), r(&y), l, g, h, k));\n}}\n"
        )
    }
}

/// A loss of one's own.
pub const USER: &str = r#"
use loss_core::loss;

loss! {
    /// Cauchy loss.
    pub loss Cauchy(prediction: input, target: data, scale: param = 1.0 in 0.0<..) {
        let r = (prediction - target) / scale;
        scale * scale / 2 * ln(1 + r * r)
    }
}

fn main() -> Result<(), loss_core::Error> {
    let (cost, gradient) = Cauchy::default().value_and_grad(&[1.0_f32, 2.0, 90.0], &[1.0, 4.0, 10.0])?;
    println!("{cost} {gradient:?}");
    Ok(())
}
"#;

/// Prints the nanoseconds of a call: the fastest of many.
pub const SPEED: &str = r#"
use loss_core::losses::BinaryCrossEntropyWithLogits;
use std::time::Instant;

fn main() {
    let x: Vec<f32> = (0..16384).map(|i| (i % 13) as f32 - 6.0).collect();
    let y: Vec<f32> = (0..16384).map(|i| (i % 2) as f32).collect();
    let mut gradient = vec![0.0; x.len()];
    let loss = BinaryCrossEntropyWithLogits::default();
    let mut best = f64::INFINITY;
    for _ in 0..50 {
        let start = Instant::now();
        let cost = loss.value_and_grad_into(&x, &y, &mut gradient).unwrap();
        best = best.min(start.elapsed().as_secs_f64());
        std::hint::black_box(cost);
    }
    println!("{}", best * 1e9);
}
"#;

/// Prints the milliseconds of the expansion of a loss, the mean over all that ship, the fastest of several times.
pub fn expand() -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../loss-core/src/losses");
    format!(
        r#"
use proc_macro2::{{TokenStream, TokenTree}};
use std::time::Instant;

/// What stands in the braces of every `loss! {{ … }}`.
fn bodies(tokens: TokenStream) -> Vec<TokenStream> {{
    let all: Vec<TokenTree> = tokens.into_iter().collect();
    let is_macro = |w: &[TokenTree]| w[0].to_string() == "loss" && w[1].to_string() == "!";
    all.windows(3).filter(|w| is_macro(w)).filter_map(|w| match &w[2] {{
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    }}).collect()
}}

fn main() {{
    let (mut files, mut losses) = (Vec::new(), 0);
    let is_loss = |line: &&str| line.trim_start().starts_with("pub loss ") || line.trim_start().starts_with("pub batch loss ");
    // A folder a part, a file a chapter.
    let parts = std::fs::read_dir({folder:?}).unwrap().map(|part| part.unwrap().path());
    let chapters = parts.filter(|part| part.is_dir()).flat_map(|part| std::fs::read_dir(part).unwrap());
    let chapters = chapters.map(|chapter| chapter.unwrap().path());
    for file in chapters.filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {{
        let text = std::fs::read_to_string(file).unwrap();
        losses += text.lines().filter(is_loss).count();
        files.extend(bodies(text.parse().unwrap()));
    }}
    let mut best = f64::INFINITY;
    for _ in 0..5 {{
        let start = Instant::now();
        for body in &files {{
            let tokens: TokenStream = format!("(::loss_core) {{body}}").parse().unwrap();
            std::hint::black_box(loss_compiler::expand(tokens));
        }}
        best = best.min(start.elapsed().as_secs_f64());
    }}
    println!("{{}}", best * 1e3 / losses as f64);
}}
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::losses;

    #[test]
    fn every_loss_has_a_call() {
        let names: Vec<&str> = losses::all::<f32>()
            .iter()
            .map(|entry| entry.name)
            .collect();
        let calls: Vec<&str> = CALLS.iter().map(|call| call.name).collect();
        assert_eq!(calls, names);
    }
}
