//! A generative adversarial network (Goodfellow et al. 2014) that draws zeros, with either of its two generator losses.
//!
//! The loss of the discriminator sees two batches at once, real and drawn. The generator's gradient comes from its loss
//! through the discriminator, whose weights stay as they are in that step.

use loss_core::losses::{Discriminator, MinimaxGenerator, NonSaturatingGenerator};
use loss_examples::chart::{Chart, Panel, Series};
use loss_examples::measures::{nearest, share, two_sample_accuracy};
use loss_examples::picture::{self, Strip};
use loss_examples::sampling::{Split, pick_rows};
use loss_examples::{Activation, Adam, Network, Random};
use ndarray::{Array2, ArrayView2, Axis, Slice};

use crate::report::{Part, Repeated, Table, percent};
use crate::setting::Setting;
use crate::{CostAndGradient, Result};

const DIGIT: usize = 0;
const NOISE: usize = 8;
const BATCH: usize = 32;
const SHOWN: usize = 12;
const LEARNING_RATE: f32 = 1e-3;

/// The loss of a generator: the logits that the discriminator gives to what it drew.
type GeneratorLoss = fn(&[f32]) -> CostAndGradient;

/// Two networks at odds.
struct Gan {
    generator: Network,
    discriminator: Network,
    adams: [Adam; 2],
}

impl Gan {
    fn new(rng: &mut Random) -> Self {
        // The first moment forgets faster than usual (Radford et al. 2016), since the aim keeps moving.
        let mut adam = Adam::new(LEARNING_RATE);
        adam.beta1 = 0.5;
        Self {
            generator: Network::new(
                &[NOISE, 64, 64],
                Activation::LeakyRelu,
                Activation::Sigmoid,
                rng,
            ),
            discriminator: Network::new(
                &[64, 64, 1],
                Activation::LeakyRelu,
                Activation::Identity,
                rng,
            ),
            adams: [adam.clone(), adam],
        }
    }

    fn draw(&self, count: usize, rng: &mut Random) -> Array2<f32> {
        self.generator.predict(&rng.normals(count, NOISE))
    }

    /// One step of each: costs of the discriminator and of the generator.
    fn learn(
        &mut self,
        real: Array2<f32>,
        loss: GeneratorLoss,
        rng: &mut Random,
    ) -> Result<[f64; 2]> {
        let drawn = self.draw(real.nrows(), rng);
        let (on_real, on_drawn) = (
            self.discriminator.forward(real),
            self.discriminator.forward(drawn),
        );
        let (cost, d) =
            Discriminator.value_and_grad(&logits(on_real.output()), &logits(on_drawn.output()))?;
        let (mut gradients, _) = self.discriminator.backward(&on_real, column(&d.real)?);
        gradients.add(&self.discriminator.backward(&on_drawn, column(&d.fake)?).0);
        self.adams[1].step(&mut self.discriminator, &gradients);

        let drawing = self.generator.forward(rng.normals(BATCH, NOISE));
        let judged = self.discriminator.forward(drawing.output().clone());
        let (generator_cost, d) = loss(&logits(judged.output()))?;
        let (_, d_images) = self.discriminator.backward(&judged, column(&d)?);
        let (gradients, _) = self.generator.backward(&drawing, d_images.view());
        self.adams[0].step(&mut self.generator, &gradients);
        Ok([cost, generator_cost])
    }

    /// Share of real and drawn images that the discriminator judges rightly.
    fn discriminator_accuracy(&self, real: &Array2<f32>, drawn: &Array2<f32>) -> f64 {
        let judge = |images| logits(&self.discriminator.predict(images));
        share(
            judge(real)
                .iter()
                .map(|&z| z > 0.0)
                .chain(judge(drawn).iter().map(|&z| z <= 0.0)),
        )
    }
}

/// How drawn images compare with real ones.
struct Likeness {
    distance: f64,
    told_apart: f64,
    spread: f64,
}

impl Likeness {
    fn new(real: &Array2<f32>, images: &Array2<f32>) -> Self {
        let distances = nearest(real, images, false)
            .into_iter()
            .map(|(_, distance)| f64::from(distance));
        let deviation =
            |images: &Array2<f32>| f64::from(images.var_axis(Axis(0), 0.0).sum()).sqrt();
        Self {
            distance: distances.sum::<f64>() / images.nrows() as f64,
            told_apart: two_sample_accuracy(real, images),
            spread: deviation(images) / deviation(real),
        }
    }

    fn row(&self, table: &mut Table, name: &str, discriminator: Option<&[f64]>) {
        let discriminator =
            discriminator.map_or("-".into(), |shares| Repeated::new(shares).percent());
        table.row([
            name.into(),
            format!("{:.2}", self.distance),
            percent(self.told_apart),
            format!("{:.2}", self.spread),
            discriminator,
        ]);
    }
}

/// What one training gives.
struct Run {
    name: &'static str,
    costs: [Vec<f64>; 2],
    distances: Vec<f64>,
    before: Likeness,
    after: Likeness,
    /// In each of the last epochs.
    discriminator_accuracy: Vec<f64>,
    /// How sure the discriminator is of drawn images at the end.
    logit_size: f64,
    images: Array2<f32>,
}

pub fn run(setting: &Setting) -> Result<Part> {
    let data = &setting.digits;
    let epochs = setting.epochs(3000);
    let losses: [(&str, GeneratorLoss); 2] = [
        ("non-saturating", |fake| {
            Ok(NonSaturatingGenerator.value_and_grad(fake)?)
        }),
        ("minimax", |fake| Ok(MinimaxGenerator.value_and_grad(fake)?)),
    ];
    let bar = setting.progress("Adversarial networks", losses.len() * epochs);
    let rows: Vec<usize> = (0..data.label.len())
        .filter(|&row| data.label[row] == DIGIT)
        .collect();
    let zeros = pick_rows(&data.features, &rows);
    let split = Split::new(zeros.nrows(), 0.5, &mut Random::new(800));
    let (real, unseen) = (
        pick_rows(&zeros, &split.train),
        pick_rows(&zeros, &split.test),
    );

    let mut runs = Vec::new();
    for (name, loss) in losses {
        let mut rng = Random::new(801);
        let mut gan = Gan::new(&mut rng);
        // The same noise each time, so that the curve shows the generator and not the draw.
        let judge = |gan: &Gan| gan.draw(unseen.nrows(), &mut Random::new(802));
        let before = Likeness::new(&unseen, &judge(&gan));
        let mut order: Vec<usize> = (0..real.nrows()).collect();
        let (mut costs, mut distances) = ([vec![], vec![]], vec![]);
        let mut discriminator_accuracy = vec![];
        for epoch in 0..epochs {
            rng.shuffle(&mut order);
            let mut total = [0.0; 2];
            for rows in order.chunks(BATCH) {
                let step = gan.learn(pick_rows(&real, rows), loss, &mut rng)?;
                total = [0, 1].map(|player| {
                    total[player] + step[player] * rows.len() as f64 / real.nrows() as f64
                });
            }
            for (costs, cost) in costs.iter_mut().zip(total) {
                costs.push(cost);
            }
            let images = judge(&gan);
            distances.push(Likeness::new(&unseen, &images).distance);
            // The players circle around each other, so one epoch says little: a tenth of the training does.
            if epoch >= epochs - epochs.div_ceil(10) {
                discriminator_accuracy.push(gan.discriminator_accuracy(&unseen, &images));
            }
            bar.inc(1);
        }
        let images = judge(&gan);
        let after = Likeness::new(&unseen, &images);
        let drawn_logits = logits(&gan.discriminator.predict(&images));
        let logit_size = drawn_logits.iter().map(|z| f64::from(z.abs())).sum::<f64>()
            / drawn_logits.len() as f64;
        runs.push(Run {
            name,
            costs,
            distances,
            before,
            after,
            discriminator_accuracy,
            logit_size,
            images,
        });
    }
    bar.finish_and_clear();

    let ideal = Likeness::new(&unseen, &real);
    let mut table = Table::new([
        "images",
        "to nearest real zero",
        "told apart by neighbours",
        "spread / real spread",
        "discriminator right",
    ]);
    runs[0]
        .before
        .row(&mut table, "drawn before training", None);
    for run in &runs {
        run.after.row(
            &mut table,
            &format!("drawn, {} loss", run.name),
            Some(&run.discriminator_accuracy),
        );
    }
    ideal.row(&mut table, "(other real zeros)", None);

    let first = |images: &Array2<f32>| {
        images
            .slice_axis(Axis(0), Slice::from(..SHOWN.min(images.nrows())))
            .to_owned()
    };
    let mut strips = vec![Strip {
        name: "real zeros".into(),
        images: first(&unseen),
    }];
    strips.extend(runs.iter().map(|run| Strip {
        name: format!("drawn, {} generator loss", run.name),
        images: first(&run.images),
    }));
    let players = |run: &Run| {
        [("discriminator", 0), ("generator", 1)].map(|(player, index)| {
            Series::per_epoch(format!("{player}, {}", run.name), &run.costs[index])
        })
    };
    let panel = |y_label: &str, series| Panel {
        x_label: "epoch".into(),
        y_label: y_label.into(),
        logarithmic: false,
        series,
    };
    Ok(Part {
        name: "gan",
        title: "Adversarial networks: drawing zeros",
        setting: format!(
            "Two small networks, {epochs} epochs on {} zeros; as many drawn images are compared with {} zeros that neither network has seen. \
             \"Told apart\" is the accuracy of a nearest-neighbour test between drawn and real: 50 % means that it cannot tell. \
             \"Discriminator right\" is its share of right answers on both, mean and deviation over the last tenth of the epochs.",
            real.nrows(),
            unseen.nrows()
        ),
        listing: None,
        table,
        findings: runs.iter().map(|run| finding(run, &ideal)).collect(),
        chart: Chart {
            title: "Adversarial training on zeros".into(),
            panels: vec![
                panel("cost", runs.iter().flat_map(players).collect()),
                panel(
                    "mean distance to the nearest real zero",
                    runs.iter()
                        .map(|run| Series::per_epoch(run.name, &run.distances))
                        .collect(),
                ),
            ],
        },
        pictures: vec![(
            "gan-images.svg",
            picture::digits("Zeros, real and drawn", &strips),
        )],
        timings: vec![],
    })
}

fn finding(run: &Run, ideal: &Likeness) -> String {
    let closer = if run.after.distance < run.before.distance {
        "come closer to"
    } else {
        "move away from"
    };
    format!(
        "With the {} loss, drawn images {closer} real zeros ({:.2} before, {:.2} after; other real zeros lie at {:.2}), a nearest-neighbour \
         test still tells {} of them apart, and their spread is {:.0} % of the real one. {}",
        run.name,
        run.before.distance,
        run.after.distance,
        ideal.distance,
        percent(run.after.told_apart),
        100.0 * run.after.spread,
        balance(run)
    )
}

/// How the players stand at the end: a discriminator that is beaten guesses, and its guesses turn.
fn balance(run: &Run) -> String {
    let right = Repeated::new(&run.discriminator_accuracy);
    let epochs = run.discriminator_accuracy.len();
    let share = right.percent();
    if (right.mean - 0.5).abs() < right.deviation {
        format!(
            "The discriminator ends at chance, {share} right over the last {epochs} epochs, with logits of about {:.2}: a sign so near to 0 \
             turns from epoch to epoch, and the generator moves last.",
            run.logit_size
        )
    } else {
        format!("The discriminator is right on {share} over the last {epochs} epochs.")
    }
}

/// The one output a row, as a loss takes it.
fn logits(output: &Array2<f32>) -> Vec<f32> {
    output.iter().copied().collect()
}

/// A gradient a row, as a network takes it.
fn column(gradient: &[f32]) -> Result<ArrayView2<'_, f32>> {
    Ok(ArrayView2::from_shape((gradient.len(), 1), gradient)?)
}
