//! A digit classifier and an embedding, each trained twice from the same weights: with Burn's own loss, and with ours.
#![allow(clippy::print_stdout)]

#[path = "../../digits.rs"]
mod digits;

use burn::module::Module;
use burn::nn::loss as theirs;
use burn::nn::{Linear, LinearConfig};
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Int, Tensor, TensorData};
use digits::{fastest, read, triples};
use loss_burn as ours;
use loss_burn::loss_core::losses::Triplet;
use std::time::{Duration, Instant};

fn main() -> Result<(), String> {
    let short = std::env::args().any(|arg| arg == "--short");
    let digits = read()?;
    let rows = digits.labels.len();
    let device = Device::flex().autodiff();
    device.seed(1);
    let pixels = Tensor::<2>::from_data(TensorData::new(digits.pixels, [rows, 64]), &device);
    let labels = Tensor::<1, Int>::from_data(digits.labels.as_slice(), &device);
    let epochs = if short { 3 } else { 40 };

    println!("A classifier of {rows} digits, in Burn\n");
    // One line: `theirs` or `ours`.
    let their_loss = theirs::CrossEntropyLossConfig::new().init(&device);
    let our_loss = ours::CrossEntropyLossConfig::new().init(&device);
    compare(
        epochs,
        &Network::new(10, &device),
        &pixels,
        "burn::nn::loss::CrossEntropyLoss",
        &|x| vec![x],
        &|x| their_loss.forward(x[0].clone(), labels.clone()),
        &|x| our_loss.forward(x[0].clone(), labels.clone()),
    )?;

    println!("\nAn embedding of them, by triples\n");
    let [anchor, positive, negative] =
        triples(&digits.labels).map(|rows| Tensor::<1, Int>::from_data(rows.as_slice(), &device));
    let their_loss = theirs::TripletMarginLossConfig::new().init();
    let our_loss = ours::Fused::new(Triplet::default());
    compare(
        epochs,
        &Network::new(16, &device),
        &pixels,
        "burn::nn::loss::TripletMarginLoss",
        &|x| {
            [&anchor, &positive, &negative]
                .map(|rows| x.clone().select(0, rows.clone()))
                .to_vec()
        },
        &|x| {
            their_loss.forward(
                x[0].clone(),
                x[1].clone(),
                x[2].clone(),
                theirs::Reduction::Mean,
            )
        },
        &|x| our_loss.forward((x[0].clone(), x[1].clone(), x[2].clone())),
    )
}

/// Two layers.
#[derive(Module, Debug)]
struct Network {
    first: Linear,
    second: Linear,
}

impl Network {
    fn new(outputs: usize, device: &Device) -> Network {
        Network {
            first: LinearConfig::new(64, 32).init(device),
            second: LinearConfig::new(32, outputs).init(device),
        }
    }

    fn forward(&self, pixels: Tensor<2>) -> Tensor<2> {
        self.second.forward(relu(self.first.forward(pixels)))
    }
}

/// What the loss takes, of the network's output.
type Inputs<'a> = &'a dyn Fn(Tensor<2>) -> Vec<Tensor<2>>;
type Cost<'a> = &'a dyn Fn(&[Tensor<2>]) -> Tensor<1>;

/// Trains with both and prints both curves, how far they are apart, and what a loss with its gradient takes.
fn compare(
    epochs: usize,
    network: &Network,
    pixels: &Tensor<2>,
    name: &str,
    inputs: Inputs<'_>,
    theirs: Cost<'_>,
    ours: Cost<'_>,
) -> Result<(), String> {
    // In turns, and the fastest of each: other programs run too.
    let (mut curves, mut times) = ([vec![], vec![]], [Duration::MAX; 2]);
    for _ in 0..10 {
        for (which, cost) in [theirs, ours].into_iter().enumerate() {
            let (curve, time) = train(epochs, network.clone(), pixels, &|x| cost(&inputs(x)));
            curves[which] = curve;
            times[which] = times[which].min(time);
        }
    }
    println!("| epoch | {name} | loss_burn |\n|---|---|---|");
    for epoch in (0..epochs).step_by(epochs.div_ceil(5)).chain([epochs - 1]) {
        println!(
            "| {epoch} | {:.6} | {:.6} |",
            curves[0][epoch], curves[1][epoch]
        );
    }
    let apart = curves[0]
        .iter()
        .zip(&curves[1])
        .map(|(a, b)| ((a - b) / a).abs());
    let apart = apart.fold(0.0, f32::max);
    println!("\nThe curves are {apart:.1e} apart, relatively, where they differ most.");

    let leaves = inputs(network.forward(pixels.clone()));
    let leaves: Vec<_> = leaves
        .into_iter()
        .map(|x| x.detach().require_grad())
        .collect();
    let alone = [theirs, ours].map(|cost| {
        fastest(50, || {
            let gradients = cost(&leaves).backward();
            leaves
                .iter()
                .map(|x| x.grad(&gradients))
                .collect::<Vec<_>>()
        })
    });
    println!("\n| | training | the loss and its gradient alone |\n|---|---|---|");
    println!("| {name} | {:.2?} | {:.0?} |", times[0], alone[0]);
    println!("| loss_burn | {:.2?} | {:.0?} |", times[1], alone[1]);
    let ratio = |[theirs, ours]: [Duration; 2]| theirs.div_duration_f64(ours);
    println!("| ratio | {:.2} | {:.2} |", ratio(times), ratio(alone));
    match apart < 1e-3 {
        true => Ok(()),
        false => Err("the same training must have the same curve".into()),
    }
}

fn train(
    epochs: usize,
    mut network: Network,
    pixels: &Tensor<2>,
    cost: &dyn Fn(Tensor<2>) -> Tensor<1>,
) -> (Vec<f32>, Duration) {
    let mut descent = SgdConfig::new().init();
    let mut curve = Vec::new();
    let start = Instant::now();
    for _ in 0..epochs {
        let cost = cost(network.forward(pixels.clone()));
        let gradients = GradientsParams::from_grads(cost.backward(), &network);
        network = descent.step(0.5, network, gradients);
        curve.push(cost.into_scalar::<f32>());
    }
    (curve, start.elapsed())
}
