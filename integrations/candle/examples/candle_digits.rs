//! A digit classifier and an embedding, each trained twice from the same weights: with the loss that candle has or its tensors make, and with ours.
#![allow(clippy::print_stdout)]

#[path = "../../digits.rs"]
mod digits;

use candle_core::{Device, Error, Result, Tensor, Var};
use candle_nn::{Optimizer, SGD, loss as theirs};
use digits::{fastest, read, triples};
use loss_candle::Fused;
use loss_candle::loss_core::losses::{SparseCrossEntropy, Triplet};
use std::time::Instant;

fn main() -> Result<()> {
    let short = std::env::args().any(|arg| arg == "--short");
    let digits = read().map_err(Error::msg)?;
    let rows = digits.labels.len();
    let pixels = Tensor::from_vec(digits.pixels, (rows, 64), &Device::Cpu)?;
    let labels = Tensor::from_slice(&digits.labels, rows, &Device::Cpu)?;
    let epochs = if short { 3 } else { 40 };

    println!("A classifier of {rows} digits, in candle\n");
    let entropy = Fused::new(SparseCrossEntropy::default());
    compare(
        epochs,
        [64, 32, 10],
        &pixels,
        ["candle_nn::loss::cross_entropy", "loss_candle"],
        &|logits| theirs::cross_entropy(logits, &labels),
        &|logits| entropy.forward(&[logits, &labels]),
    )?;

    println!("\nAn embedding of them, by triples\n");
    let [anchor, positive, negative] =
        triples(&digits.labels).map(|rows| Tensor::from_slice(&rows, rows.len(), &Device::Cpu));
    let (anchor, positive, negative) = (anchor?, positive?, negative?);
    let of = |x: &Tensor| -> Result<[Tensor; 3]> {
        Ok([
            x.index_select(&anchor, 0)?,
            x.index_select(&positive, 0)?,
            x.index_select(&negative, 0)?,
        ])
    };
    let triplet = Fused::new(Triplet::default());
    compare(
        epochs,
        [64, 32, 16],
        &pixels,
        ["in candle's tensors", "loss_candle"],
        &|x| {
            let [a, p, n] = of(x)?;
            let distance = |x: &Tensor| (&a - x)?.sqr()?.sum(1)?.sqrt();
            ((distance(&p)? - distance(&n)?)? + 1.0)?.relu()?.mean_all()
        },
        &|x| {
            let [a, p, n] = of(x)?;
            triplet.forward(&[&a, &p, &n])
        },
    )
}

type Cost<'a> = &'a dyn Fn(&Tensor) -> Result<Tensor>;

/// Trains with both and prints both curves, how far they are apart, and what a loss with its gradient takes.
fn compare(
    epochs: usize,
    sizes: [usize; 3],
    pixels: &Tensor,
    names: [&str; 2],
    theirs: Cost<'_>,
    ours: Cost<'_>,
) -> Result<()> {
    // In turns, and the fastest of each: other programs run too.
    let (their_curve, mut their_time) = train(epochs, sizes, pixels, theirs)?;
    let (our_curve, mut our_time) = train(epochs, sizes, pixels, ours)?;
    for _ in 0..9 {
        their_time = their_time.min(train(epochs, sizes, pixels, theirs)?.1);
        our_time = our_time.min(train(epochs, sizes, pixels, ours)?.1);
    }
    println!("| epoch | {} | {} |\n|---|---|---|", names[0], names[1]);
    for epoch in (0..epochs).step_by(epochs.div_ceil(5)).chain([epochs - 1]) {
        println!(
            "| {epoch} | {:.6} | {:.6} |",
            their_curve[epoch], our_curve[epoch]
        );
    }
    let apart = their_curve
        .iter()
        .zip(&our_curve)
        .map(|(a, b)| ((a - b) / a).abs());
    let apart = apart.fold(0.0, f64::max);
    println!("\nThe curves are {apart:.1e} apart, relatively, where they differ most.");

    let output = Var::from_tensor(&network(sizes)?.iter().try_fold(pixels.clone(), layer)?)?;
    let alone = |cost: Cost<'_>| fastest(20, || cost(&output)?.backward());
    let (theirs, ours) = (alone(theirs), alone(ours));
    println!("\n| | training | the loss and its gradient alone |\n|---|---|---|");
    println!("| {} | {their_time:.2?} | {theirs:.0?} |", names[0]);
    println!("| {} | {our_time:.2?} | {ours:.0?} |", names[1]);
    println!(
        "| ratio | {:.2} | {:.2} |",
        their_time.div_duration_f64(our_time),
        theirs.div_duration_f64(ours)
    );
    match apart < 1e-3 {
        true => Ok(()),
        false => Err(Error::msg("the same training must have the same curve")),
    }
}

/// Two layers, with weights that are the same at every call.
fn network([inputs, hidden, outputs]: [usize; 3]) -> Result<[Var; 2]> {
    let weights = |rows: usize, columns: usize| {
        let scale = (rows as f32).sqrt().recip();
        let of = |i: usize| (i as f32 * 12.9898).sin() * scale;
        Var::from_vec(
            (0..rows * columns).map(of).collect(),
            (rows, columns),
            &Device::Cpu,
        )
    };
    Ok([weights(inputs, hidden)?, weights(hidden, outputs)?])
}

/// The negative half is damped before every layer but the first, whose inputs are positive.
fn layer(x: Tensor, weights: &Var) -> Result<Tensor> {
    candle_nn::ops::leaky_relu(&x, 0.1)?.matmul(weights)
}

fn train(
    epochs: usize,
    sizes: [usize; 3],
    pixels: &Tensor,
    cost: Cost<'_>,
) -> Result<(Vec<f64>, std::time::Duration)> {
    let network = network(sizes)?;
    let mut descent = SGD::new(network.to_vec(), 0.5)?;
    let mut curve = Vec::new();
    let start = Instant::now();
    for _ in 0..epochs {
        let output = network.iter().try_fold(pixels.clone(), layer)?;
        let cost = cost(&output)?;
        descent.backward_step(&cost)?;
        curve.push(f64::from(cost.to_scalar::<f32>()?));
    }
    Ok((curve, start.elapsed()))
}
