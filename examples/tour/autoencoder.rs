//! A variational autoencoder of the digits (Kingma and Welling 2014): cross-entropy of the pixels plus a KL term.
//!
//! The encoder gives mean and log-variance of a code of eight numbers, the decoder makes an image of a code drawn from
//! there. Trained twice, with and without the KL term, which shows what the term is for: codes that anyone can draw.

use loss_core::losses::{BinaryCrossEntropyWithLogits, VaeKl};
use loss_core::{Reduction, Rows};
use loss_examples::chart::{Chart, Panel, Series};
use loss_examples::measures::{nearest, root_mean_square_error};
use loss_examples::network::sigmoid;
use loss_examples::picture::{self, Strip};
use loss_examples::sampling::{Split, pick_rows};
use loss_examples::{Activation, Adam, Network, Random, Schedule};
use ndarray::{Array2, ArrayView2, Axis, Slice, concatenate};

use crate::Result;
use crate::report::{Part, Table};
use crate::setting::Setting;

const CODE: usize = 8;
const SHOWN: usize = 12;

/// Encoder and decoder, and how much the KL term counts.
struct Autoencoder {
    encoder: Network,
    decoder: Network,
    kl_weight: f32,
}

/// Cost of one minibatch, in its two terms.
#[derive(Clone, Copy, Default)]
struct Cost {
    reconstruction: f64,
    kl: f64,
}

impl Autoencoder {
    fn new(kl_weight: f32, rng: &mut Random) -> Self {
        let encoder = Network::new(
            &[64, 96, 2 * CODE],
            Activation::Tanh,
            Activation::Identity,
            rng,
        );
        let decoder = Network::new(&[CODE, 96, 64], Activation::Tanh, Activation::Identity, rng);
        Self {
            encoder,
            decoder,
            kl_weight,
        }
    }

    /// One step on a minibatch.
    fn learn(
        &mut self,
        images: Array2<f32>,
        adams: &mut [Adam; 2],
        rng: &mut Random,
    ) -> Result<Cost> {
        let encoded = self.encoder.forward(images.clone());
        let (mean, log_variance) = halves(encoded.output());
        // code = mean + deviation * noise: drawn from the encoder's distribution, yet differentiable.
        let noise = rng.normals(images.nrows(), CODE);
        let deviation = log_variance.mapv(|v| (v / 2.0).exp());
        let decoded = self.decoder.forward(&mean + &deviation * &noise);

        // Both terms are sums over an image, averaged over the images.
        let per_image = BinaryCrossEntropyWithLogits::default();
        let per_image = per_image.reduce(Reduction::DividedBy(images.nrows() as f64));
        let (reconstruction, d_pixels) =
            per_image.value_and_grad(slice(decoded.output()), slice(&images))?;
        let (kl, d_kl) = VaeKl::default().value_and_grad(
            Rows::new(slice(&mean), CODE)?,
            Rows::new(slice(&log_variance), CODE)?,
        )?;

        let (d_decoder, d_code) = self
            .decoder
            .backward(&decoded, ArrayView2::from_shape(images.dim(), &d_pixels)?);
        let d_mean = &d_code + &(&ArrayView2::from_shape(mean.dim(), &d_kl.mean)? * self.kl_weight);
        let d_log_variance = &d_code * &noise * &deviation / 2.0
            + &(&ArrayView2::from_shape(mean.dim(), &d_kl.log_variance)? * self.kl_weight);
        let d_encoded = concatenate(Axis(1), &[d_mean.view(), d_log_variance.view()])?;
        let (d_encoder, _) = self.encoder.backward(&encoded, d_encoded.view());
        adams[0].step(&mut self.encoder, &d_encoder);
        adams[1].step(&mut self.decoder, &d_decoder);
        Ok(Cost { reconstruction, kl })
    }

    /// The image of the most likely code of each image.
    fn reconstruct(&self, images: &Array2<f32>) -> Array2<f32> {
        self.decode(&halves(&self.encoder.predict(images)).0)
    }

    fn decode(&self, codes: &Array2<f32>) -> Array2<f32> {
        self.decoder.predict(codes).mapv(sigmoid)
    }
}

/// What one training gives.
struct Run {
    name: &'static str,
    autoencoder: Autoencoder,
    reconstruction: Vec<f64>,
    kl: Vec<f64>,
    error: f64,
    samples: Array2<f32>,
    distance: f64,
}

pub fn run(setting: &Setting) -> Result<Part> {
    let data = &setting.digits;
    let epochs = setting.epochs(120);
    let bar = setting.progress("Autoencoder", 2 * epochs);
    let mut rng = Random::new(500);
    let split = Split::new(data.label.len(), 0.2, &mut rng);
    let (images, test_images) = (
        pick_rows(&data.features, &split.train),
        pick_rows(&data.features, &split.test),
    );
    let codes = rng.normals(test_images.nrows(), CODE);

    let mut runs = Vec::new();
    for (name, kl_weight) in [("without the KL term", 0.0), ("with the KL term", 1.0)] {
        let mut rng = Random::new(501);
        let mut autoencoder = Autoencoder::new(kl_weight, &mut rng);
        let schedule = Schedule {
            epochs,
            batch: 64,
            learning_rate: 0.003,
        };
        let mut adams = [
            Adam::new(schedule.learning_rate),
            Adam::new(schedule.learning_rate),
        ];
        let mut order: Vec<usize> = (0..images.nrows()).collect();
        let (mut reconstruction, mut kl) = (vec![], vec![]);
        for epoch in 0..epochs {
            for adam in &mut adams {
                adam.learning_rate = schedule.learning_rate_at(epoch as f32 / epochs as f32);
            }
            rng.shuffle(&mut order);
            let mut total = Cost::default();
            for rows in order.chunks(schedule.batch) {
                let cost = autoencoder.learn(pick_rows(&images, rows), &mut adams, &mut rng)?;
                total.reconstruction += cost.reconstruction * rows.len() as f64;
                total.kl += cost.kl * rows.len() as f64;
            }
            reconstruction.push(total.reconstruction / images.nrows() as f64);
            kl.push(total.kl / images.nrows() as f64);
            bar.inc(1);
        }
        let error = root_mean_square_error(
            slice(&autoencoder.reconstruct(&test_images)),
            slice(&test_images),
        );
        let samples = autoencoder.decode(&codes);
        let distance = mean_distance(&images, &samples);
        runs.push(Run {
            name,
            autoencoder,
            reconstruction,
            kl,
            error,
            samples,
            distance,
        });
    }
    bar.finish_and_clear();

    let mean_image = images.mean_axis(Axis(0)).unwrap_or_default();
    let mean_images = Array2::from_shape_fn(test_images.dim(), |(_, pixel)| mean_image[pixel]);
    let baseline = root_mean_square_error(slice(&mean_images), slice(&test_images));
    let unseen = mean_distance(&images, &test_images);

    let mut table = Table::new([
        "autoencoder",
        "pixel error (RMS, test)",
        "KL term (nats)",
        "drawn image to nearest digit",
    ]);
    table.row([
        "mean image for all".into(),
        format!("{baseline:.3}"),
        "-".into(),
        "-".into(),
    ]);
    for run in &runs {
        let kl = run.kl.last().copied().unwrap_or(f64::NAN);
        table.row([
            run.name.into(),
            format!("{:.3}", run.error),
            format!("{kl:.1}"),
            format!("{:.3}", run.distance),
        ]);
    }
    table.row([
        "(unseen real digits)".into(),
        "-".into(),
        "-".into(),
        format!("{unseen:.3}"),
    ]);

    let first = |images: &Array2<f32>| {
        images
            .slice_axis(Axis(0), Slice::from(..SHOWN.min(images.nrows())))
            .to_owned()
    };
    let [plain, variational] = runs.as_slice() else {
        return Err("two trainings make two results".into());
    };
    let strips = [
        Strip {
            name: "unseen digits".into(),
            images: first(&test_images),
        },
        Strip {
            name: "their reconstruction, with the KL term".into(),
            images: first(&variational.autoencoder.reconstruct(&test_images)),
        },
        Strip {
            name: "decoded from random codes, with the KL term".into(),
            images: first(&variational.samples),
        },
        Strip {
            name: "decoded from random codes, without the KL term".into(),
            images: first(&plain.samples),
        },
    ];
    let lines = |of: fn(&Run) -> &Vec<f64>| {
        runs.iter()
            .map(|run| Series::per_epoch(run.name, of(run)))
            .collect()
    };
    let panel = |y_label: &str, series| Panel {
        x_label: "epoch".into(),
        y_label: y_label.into(),
        logarithmic: true,
        series,
    };
    Ok(Part {
        name: "autoencoder",
        title: "Autoencoder of the digits: cross-entropy of the pixels plus a KL term",
        setting: format!(
            "Images of 64 pixels through a code of {CODE} numbers and back, {epochs} epochs. Images are drawn by decoding random \
             codes; their distance to the nearest training digit is compared with that of {} unseen digits.",
            test_images.nrows()
        ),
        listing: None,
        table,
        findings: findings(plain, variational, baseline, unseen),
        chart: Chart {
            title: "Autoencoder of the digits".into(),
            panels: vec![
                panel(
                    "pixel cross-entropy per image (nats)",
                    lines(|run| &run.reconstruction),
                ),
                panel("KL term per image (nats)", lines(|run| &run.kl)),
            ],
        },
        pictures: vec![(
            "autoencoder-images.svg",
            picture::digits("Digits through an autoencoder", &strips),
        )],
        timings: vec![],
    })
}

fn findings(plain: &Run, variational: &Run, baseline: f64, unseen: f64) -> Vec<String> {
    let closer = if variational.distance < plain.distance {
        "brings"
    } else {
        "does not bring"
    };
    vec![
        format!(
            "With the KL term a code of {CODE} numbers restores unseen digits with {:.0} % of the error of the mean image, without it {:.0} %.",
            100.0 * variational.error / baseline,
            100.0 * plain.error / baseline
        ),
        format!(
            "The KL term {closer} images drawn at random closer to real digits: {:.2} against {:.2} without it, where unseen digits lie at {unseen:.2}.",
            variational.distance, plain.distance
        ),
    ]
}

/// Mean and log-variance: the two halves of what the encoder gives.
fn halves(encoded: &Array2<f32>) -> (Array2<f32>, Array2<f32>) {
    let (mean, log_variance) = encoded.view().split_at(Axis(1), CODE);
    (
        mean.as_standard_layout().into_owned(),
        log_variance.as_standard_layout().into_owned(),
    )
}

/// The numbers of a matrix in row order: all matrices here are in it.
fn slice(matrix: &Array2<f32>) -> &[f32] {
    matrix.as_slice().unwrap_or_default()
}

fn mean_distance(reference: &Array2<f32>, images: &Array2<f32>) -> f64 {
    nearest(reference, images, false)
        .iter()
        .map(|&(_, distance)| f64::from(distance))
        .sum::<f64>()
        / images.nrows() as f64
}
