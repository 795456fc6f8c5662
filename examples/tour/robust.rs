//! Regression with outliers in the training targets: squared, absolute and Huber error.
//!
//! Every tenth training target is ten times too large, as by a slipped decimal point. The test targets are clean, so the
//! test error tells which loss let itself be misled.

use loss_core::losses::{Huber, MeanAbsoluteError, MeanSquaredError};
use loss_examples::chart::{Chart, Panel, Series};
use loss_examples::measures::{mean_absolute_error, root_mean_square_error};
use loss_examples::sampling::{Prepared, pick};
use loss_examples::{Activation, Network, Random, Schedule, train};

use crate::report::{Part, Repeated, Table, times_below};
use crate::setting::Setting;
use crate::{CostAndGradient, Result};

/// The target is trained on in hundreds, so that errors are of order 1.
const UNIT: f32 = 100.0;
/// Where Huber turns from quadratic to linear: 50 points of progression, about the size of an honest error.
const DELTA: f64 = 0.5;

type Loss = Box<dyn Fn(&[f32], &[f32]) -> CostAndGradient>;

/// A way to train: a name, a loss, and whether the targets carry outliers.
struct Way {
    name: &'static str,
    loss: Loss,
    outliers: bool,
    costs: Vec<f64>,
    curve: Vec<f64>,
    rmse: Vec<f64>,
    mae: Vec<f64>,
}

impl Way {
    fn new(
        name: &'static str,
        outliers: bool,
        loss: impl Fn(&[f32], &[f32]) -> CostAndGradient + 'static,
    ) -> Self {
        Self {
            name,
            loss: Box::new(loss),
            outliers,
            costs: vec![],
            curve: vec![],
            rmse: vec![],
            mae: vec![],
        }
    }
}

pub fn run(setting: &Setting) -> Result<Part> {
    let data = &setting.diabetes;
    let huber = Huber::new(DELTA)?;
    let mut ways = [
        Way::new("squared error, clean targets", false, |p, t| {
            Ok(MeanSquaredError.value_and_grad(p, t)?)
        }),
        Way::new("squared error", true, |p, t| {
            Ok(MeanSquaredError.value_and_grad(p, t)?)
        }),
        Way::new("absolute error", true, |p, t| {
            Ok(MeanAbsoluteError.value_and_grad(p, t)?)
        }),
        Way::new("Huber", true, move |p, t| Ok(huber.value_and_grad(p, t)?)),
    ];
    let (repeats, epochs) = (setting.repeats(20), setting.epochs(150));
    let bar = setting.progress("Robust regression", repeats * ways.len() * epochs);

    for repeat in 0..repeats {
        let mut rng = Random::new(200 + repeat as u64);
        let part = Prepared::new(&data.features, 0.25, &mut rng);
        let clean: Vec<f32> = pick(&data.target, &part.split.train)
            .iter()
            .map(|t| t / UNIT)
            .collect();
        let test_target = pick(&data.target, &part.split.test);
        // The split has shuffled the rows, so the first tenth is a random tenth.
        let spoilt: Vec<f32> = clean
            .iter()
            .enumerate()
            .map(|(row, t)| if row < clean.len() / 10 { 10.0 * t } else { *t })
            .collect();

        let start = Network::new(
            &[10, 1],
            Activation::Identity,
            Activation::Identity,
            &mut rng,
        );
        for way in &mut ways {
            let target = if way.outliers { &spoilt } else { &clean };
            let mut network = start.clone();
            let schedule = Schedule {
                epochs,
                batch: 32,
                learning_rate: 0.02,
            };
            let mut prediction = Vec::new();
            train(
                &mut network,
                &part.train,
                &schedule,
                &mut Random::new(repeat as u64),
                |output, rows| (way.loss)(output, &pick(target, rows)),
                |network, cost| {
                    prediction = network
                        .predict(&part.test)
                        .iter()
                        .map(|p| p * UNIT)
                        .collect();
                    if repeat == 0 {
                        way.costs.push(cost);
                        way.curve
                            .push(root_mean_square_error(&prediction, &test_target));
                    }
                    bar.inc(1);
                },
            )?;
            way.rmse
                .push(root_mean_square_error(&prediction, &test_target));
            way.mae.push(mean_absolute_error(&prediction, &test_target));
        }
    }
    bar.finish_and_clear();

    let mut table = Table::new(["trained with", "test RMSE", "test MAE"]);
    for way in &ways {
        table.row([
            way.name.into(),
            Repeated::new(&way.rmse).text(1),
            Repeated::new(&way.mae).text(1),
        ]);
    }
    let lines = |of: fn(&Way) -> &Vec<f64>| {
        ways.iter()
            .map(|way| Series::per_epoch(way.name, of(way)))
            .collect()
    };
    let panel = |y_label: &str, series| Panel {
        x_label: "epoch".into(),
        y_label: y_label.into(),
        logarithmic: true,
        series,
    };
    Ok(Part {
        name: "robust",
        title: "Robust regression: outliers planted in the targets",
        setting: format!(
            "Linear models of disease progression (diabetes, 10 features); a tenth of the training targets is ten times too \
             large, the test targets are clean. Mean and deviation over {repeats} random splits; Huber turns linear at {:.0} points.",
            DELTA * f64::from(UNIT)
        ),
        listing: None,
        table,
        findings: findings(&ways, repeats),
        chart: Chart {
            title: "Diabetes with planted outliers".into(),
            panels: vec![
                panel("training cost", lines(|way| &way.costs)),
                panel("test RMSE", lines(|way| &way.curve)),
            ],
        },
        pictures: vec![],
        timings: vec![],
    })
}

fn findings(ways: &[Way; 4], repeats: usize) -> Vec<String> {
    let error = |way: &Way| Repeated::new(&way.rmse).mean;
    let [clean, squared, absolute, huber] = ways;
    let mut ranked = [squared, absolute, huber];
    ranked.sort_by(|a, b| error(a).total_cmp(&error(b)));
    vec![
        format!(
            "With outliers, {} has the lowest test RMSE ({:.1}) and {} the highest ({:.1}); clean targets would have given {:.1}.",
            ranked[0].name,
            error(ranked[0]),
            ranked[2].name,
            error(ranked[2]),
            error(clean)
        ),
        format!(
            "Huber beats the squared error on {} and the absolute error on {} of {repeats} splits.",
            times_below(&huber.rmse, &squared.rmse),
            times_below(&huber.rmse, &absolute.rmse),
        ),
    ]
}
