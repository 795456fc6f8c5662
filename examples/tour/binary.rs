//! A binary classifier: malignant or benign, with cross-entropy on logits.

use loss_core::losses::BinaryCrossEntropyWithLogits;
use loss_examples::chart::{Chart, Panel, Series};
use loss_examples::measures::{Detection, agreement};
use loss_examples::sampling::{Prepared, pick};
use loss_examples::{Activation, Network, Random, Schedule, train};

use crate::report::{Part, Repeated, Table, percent};
use crate::setting::Setting;
use crate::{CostAndGradient, Result};

pub fn run(setting: &Setting) -> Result<Part> {
    let data = &setting.breast_cancer;
    let malignant: Vec<bool> = data
        .label
        .iter()
        .map(|&label| data.classes[label] == "malignant")
        .collect();
    let loss = BinaryCrossEntropyWithLogits::default();
    let (repeats, epochs) = (setting.repeats(5), setting.epochs(60));
    let bar = setting.progress("Binary classifier", repeats * epochs);

    let (mut accuracy, mut recall, mut majority, mut test_cost) = (vec![], vec![], vec![], vec![]);
    let (mut curves, mut test_curves, mut accuracy_curve) = (vec![], vec![], vec![]);
    for repeat in 0..repeats {
        let mut rng = Random::new(300 + repeat as u64);
        let part = Prepared::new(&data.features, 0.25, &mut rng);
        let as_numbers = |truth: &[bool]| {
            truth
                .iter()
                .map(|&t| f32::from(u8::from(t)))
                .collect::<Vec<_>>()
        };
        let target = as_numbers(&pick(&malignant, &part.split.train));
        let truth = pick(&malignant, &part.split.test);
        let test_target = as_numbers(&truth);

        let mut network = Network::new(
            &[30, 16, 1],
            Activation::Tanh,
            Activation::Identity,
            &mut rng,
        );
        let schedule = Schedule {
            epochs,
            batch: 32,
            learning_rate: 0.005,
        };
        let (mut costs, mut logits_by_epoch) = (vec![], vec![]);
        train(
            &mut network,
            &part.train,
            &schedule,
            &mut rng,
            |output, rows| -> CostAndGradient {
                Ok(loss.value_and_grad(output, &pick(&target, rows))?)
            },
            |network, cost| {
                costs.push(cost);
                logits_by_epoch.push(network.predict(&part.test).into_raw_vec_and_offset().0);
                bar.inc(1);
            },
        )?;

        let correct = |logits: &Vec<f32>| {
            agreement(&logits.iter().map(|&z| z > 0.0).collect::<Vec<_>>(), &truth)
        };
        let logits = logits_by_epoch.last().cloned().unwrap_or_default();
        accuracy.push(correct(&logits));
        recall.push(Detection::new(&logits, &truth, 0.0).recall());
        majority.push(1.0 - loss_examples::measures::share(truth.iter().copied()));
        test_cost.push(loss.value(&logits, &test_target)?);
        if repeat == 0 {
            accuracy_curve = logits_by_epoch.iter().map(correct).collect();
            for logits in &logits_by_epoch {
                test_curves.push(loss.value(logits, &test_target)?);
            }
            curves = costs;
        }
    }
    bar.finish_and_clear();

    let (accuracy, recall, majority) = (
        Repeated::new(&accuracy),
        Repeated::new(&recall),
        Repeated::new(&majority),
    );
    let mut table = Table::new([
        "classifier",
        "test cross-entropy",
        "test accuracy",
        "malignant found",
    ]);
    table.row([
        "always benign".into(),
        "-".into(),
        majority.percent(),
        percent(0.0),
    ]);
    table.row([
        "network".into(),
        Repeated::new(&test_cost).text(3),
        accuracy.percent(),
        recall.percent(),
    ]);

    let lowest = test_curves
        .iter()
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(b.1))
        .map_or(0, |(epoch, _)| epoch + 1);
    let panel = |y_label: &str, series| Panel {
        x_label: "epoch".into(),
        y_label: y_label.into(),
        logarithmic: false,
        series,
    };
    Ok(Part {
        name: "binary",
        title: "Binary classifier: cross-entropy on logits",
        setting: format!(
            "Malignant or benign breast tumours from 30 features, one hidden layer of 16; mean and deviation over {repeats} random splits."
        ),
        listing: None,
        table,
        findings: vec![
            format!(
                "The network errs on {} of the unseen tumours, where calling all of them benign errs on {}, and finds {} of the malignant ones.",
                percent(1.0 - accuracy.mean),
                percent(1.0 - majority.mean),
                percent(recall.mean)
            ),
            format!(
                "On the first split the test cross-entropy was lowest after epoch {lowest} of {epochs}."
            ),
        ],
        chart: Chart {
            title: "Breast cancer, cross-entropy on logits".into(),
            panels: vec![
                panel(
                    "cross-entropy",
                    vec![
                        Series::per_epoch("training", &curves),
                        Series::per_epoch("test", &test_curves),
                    ],
                ),
                panel(
                    "test accuracy",
                    vec![Series::per_epoch("test accuracy", &accuracy_curve)],
                ),
            ],
        },
        pictures: vec![],
        timings: vec![],
    })
}
