//! A loss that the library does not have, defined here, looked at, and trained with.
//!
//! Three networks learn the 10 %, 50 % and 90 % quantile of the disease progression of diabetes patients, which makes an
//! interval that should hold 80 % of them. The usual quantile loss has a kink at 0; this one is smooth.

use loss_core::loss;
use loss_examples::chart::{Chart, Panel, Series};
use loss_examples::measures::share;
use loss_examples::sampling::{Prepared, pick};
use loss_examples::{Activation, Network, Random, Schedule, train};

use crate::report::{Part, Repeated, Table, percent};
use crate::setting::Setting;
use crate::{CostAndGradient, Result};

loss! {
    /// Quantile loss with a smooth kink: far from the target the usual one, tau or 1 - tau times the error.
    pub loss SmoothQuantile(
        /// Predicted quantile.
        prediction: input,
        /// Observed value.
        target: data,
        /// Which quantile: the share of values that should lie below the prediction.
        tau: param = 0.5 in 0.0<..1.0,
        /// Size of the errors around 0 over which the slope turns from one side to the other.
        width: param = 0.1 in 0.0<..,
    ) {
        let error = target - prediction;
        width * ln(1 + exp(error / width)) - (1 - tau) * error
    }
}

const QUANTILES: [f64; 3] = [0.1, 0.5, 0.9];
/// The target is trained on in hundreds, so that errors are of order 1.
const UNIT: f32 = 100.0;

/// What one training gives: cost and share of test targets below the prediction after each epoch, and the predictions.
struct Run {
    costs: Vec<f64>,
    shares: Vec<f64>,
    prediction: Vec<f32>,
}

pub fn run(setting: &Setting) -> Result<Part> {
    let data = &setting.diabetes;
    let (repeats, epochs) = (setting.repeats(20), setting.epochs(150));
    let bar = setting.progress("Smooth quantile loss", repeats * QUANTILES.len() * epochs);

    let mut shares = vec![Vec::new(); QUANTILES.len()];
    let mut inside = Vec::new();
    let mut curves = Vec::new();
    for repeat in 0..repeats {
        let mut rng = Random::new(100 + repeat as u64);
        let part = Prepared::new(&data.features, 0.25, &mut rng);
        let in_units = |rows: &[usize]| {
            pick(&data.target, rows)
                .into_iter()
                .map(|t| t / UNIT)
                .collect::<Vec<_>>()
        };
        let (target, test_target) = (in_units(&part.split.train), in_units(&part.split.test));

        let mut runs = Vec::new();
        for quantile in QUANTILES {
            let loss = SmoothQuantile::new(quantile, 0.05)?;
            let mut network = Network::new(
                &[10, 1],
                Activation::Identity,
                Activation::Identity,
                &mut rng,
            );
            let schedule = Schedule {
                epochs,
                batch: 32,
                learning_rate: 0.02,
            };
            let mut run = Run {
                costs: Vec::new(),
                shares: Vec::new(),
                prediction: Vec::new(),
            };
            train(
                &mut network,
                &part.train,
                &schedule,
                &mut rng,
                |output, rows| -> CostAndGradient {
                    Ok(loss.value_and_grad(output, &pick(&target, rows))?)
                },
                |network, cost| {
                    run.prediction = network.predict(&part.test).into_raw_vec_and_offset().0;
                    run.costs.push(cost);
                    run.shares.push(share(
                        run.prediction.iter().zip(&test_target).map(|(p, t)| t < p),
                    ));
                    bar.inc(1);
                },
            )?;
            runs.push(run);
        }
        for (shares, run) in shares.iter_mut().zip(&runs) {
            shares.push(run.shares.last().copied().unwrap_or(f64::NAN));
        }
        let bounds = runs[0].prediction.iter().zip(&runs[2].prediction);
        inside.push(share(
            bounds
                .zip(&test_target)
                .map(|((low, high), t)| low <= t && t <= high),
        ));
        if repeat == 0 {
            curves = runs;
        }
    }
    bar.finish_and_clear();

    let mut table = Table::new(["predicted quantile", "test patients below it"]);
    for (quantile, shares) in QUANTILES.iter().zip(&shares) {
        table.row([whole_percent(*quantile), Repeated::new(shares).percent()]);
    }
    let inside = Repeated::new(&inside);
    table.row(["from 10 % to 90 %".into(), inside.percent()]);
    let distances = shares
        .iter()
        .zip(QUANTILES)
        .map(|(shares, q)| (Repeated::new(shares).mean - q).abs());
    let furthest = distances.fold(0.0, f64::max);
    let findings = vec![
        format!(
            "No predicted quantile is further than {:.1} percentage points from the share of unseen patients below it.",
            100.0 * furthest
        ),
        format!(
            "The interval that should hold 80 % of them holds {}.",
            percent(inside.mean)
        ),
    ];

    let lines = |of: fn(&Run) -> &Vec<f64>| {
        let named = QUANTILES.iter().zip(&curves);
        named
            .map(|(quantile, run)| {
                Series::per_epoch(format!("{} quantile", whole_percent(*quantile)), of(run))
            })
            .collect()
    };
    let panel = |y_label: &str, series| Panel {
        x_label: "epoch".into(),
        y_label: y_label.into(),
        logarithmic: false,
        series,
    };
    Ok(Part {
        name: "custom",
        title: "A loss of one's own: the smooth quantile loss",
        setting: format!(
            "The loss is not in the library: it is defined in examples/tour/custom.rs, and this is what came of it. \
             Below, linear models trained with it predict quantiles of disease progression (diabetes, 10 features, mean and \
             deviation over {repeats} random splits)."
        ),
        listing: Some(format!(
            "{}\ngenerated code\n\n{}",
            SmoothQuantile::EXPLAIN,
            SmoothQuantile::EXPLAIN.rust
        )),
        table,
        findings,
        chart: Chart {
            title: "Smooth quantile loss on the diabetes data".into(),
            panels: vec![
                panel("training cost", lines(|run| &run.costs)),
                panel("share of test targets below", lines(|run| &run.shares)),
            ],
        },
        pictures: vec![],
        timings: vec![],
    })
}

fn whole_percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}
