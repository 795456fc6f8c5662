//! A detector of something rare: eights among other digits, one in fifty, with cross-entropy and with the focal loss.

use loss_core::losses::{BinaryCrossEntropyWithLogits, Focal};
use loss_examples::chart::{Chart, Panel, Series};
use loss_examples::measures::Detection;
use loss_examples::sampling::{Split, pick, pick_rows};
use loss_examples::{Activation, Network, Random, Schedule, train};

use crate::report::{Part, Repeated, Table, percent, times_below};
use crate::setting::Setting;
use crate::{CostAndGradient, Result};

const RARE_DIGIT: usize = 8;
/// How often an eight counts in the weighted cross-entropy, as in the focal loss with alpha 0.95: 0.95 / 0.05.
const RARE_WEIGHT: f64 = 19.0;
/// Share of eights among the training digits.
const RARITY: f64 = 0.02;

type Loss = Box<dyn Fn(&[f32], &[f32]) -> CostAndGradient>;

/// A loss with what its detectors reached, one entry a repetition, and the curves of the first.
struct Detector {
    name: String,
    loss: Loss,
    recall: Vec<f64>,
    precision: Vec<f64>,
    false_alarms: Vec<f64>,
    costs: Vec<f64>,
    recall_curve: Vec<f64>,
}

impl Detector {
    fn new(
        name: impl Into<String>,
        loss: impl Fn(&[f32], &[f32]) -> CostAndGradient + 'static,
    ) -> Self {
        let (recall, precision, false_alarms, costs, recall_curve) = Default::default();
        Self {
            name: name.into(),
            loss: Box::new(loss),
            recall,
            precision,
            false_alarms,
            costs,
            recall_curve,
        }
    }

    fn focal(alpha: f64, gamma: f64) -> Result<Self> {
        let focal = Focal::new(alpha, gamma)?;
        Ok(Self::new(
            format!("focal loss (alpha {alpha})"),
            move |logits, target| Ok(focal.value_and_grad(logits, target)?),
        ))
    }
}

pub fn run(setting: &Setting) -> Result<Part> {
    let data = &setting.digits;
    let (repeats, epochs) = (setting.repeats(10), setting.epochs(150));
    let cross_entropy = BinaryCrossEntropyWithLogits::default();
    let weighted = BinaryCrossEntropyWithLogits::new(RARE_WEIGHT)?;
    let mut detectors = [
        Detector::new("cross-entropy", move |logits, target| {
            Ok(cross_entropy.value_and_grad(logits, target)?)
        }),
        Detector::new("weighted cross-entropy", move |logits, target| {
            Ok(weighted.value_and_grad(logits, target)?)
        }),
        Detector::focal(0.25, 2.0)?,
        Detector::focal(0.95, 2.0)?,
    ];
    let bar = setting.progress("Rare-class detector", repeats * detectors.len() * epochs);

    let mut counts = (0, 0, 0, 0);
    for repeat in 0..repeats {
        let mut rng = Random::new(600 + repeat as u64);
        let mut split = Split::new(data.label.len(), 0.3, &mut rng);
        make_rare(&mut split, &data.label);
        let is_rare = |rows: &[usize]| {
            pick(&data.label, rows)
                .iter()
                .map(|&digit| digit == RARE_DIGIT)
                .collect::<Vec<_>>()
        };
        let (images, test_images) = (
            pick_rows(&data.features, &split.train),
            pick_rows(&data.features, &split.test),
        );
        let (rare, truth) = (is_rare(&split.train), is_rare(&split.test));
        let target: Vec<f32> = rare.iter().map(|&rare| f32::from(u8::from(rare))).collect();
        if repeat == 0 {
            let count = |rare: &[bool]| rare.iter().filter(|rare| **rare).count();
            counts = (count(&rare), rare.len(), count(&truth), truth.len());
        }

        let start = Network::new(
            &[64, 32, 1],
            Activation::Relu,
            Activation::Identity,
            &mut rng,
        );
        for detector in &mut detectors {
            let mut network = start.clone();
            let schedule = Schedule {
                epochs,
                batch: 64,
                learning_rate: 0.003,
            };
            let mut detection = Detection::default();
            train(
                &mut network,
                &images,
                &schedule,
                &mut Random::new(repeat as u64),
                |output, rows| (detector.loss)(output, &pick(&target, rows)),
                |network, cost| {
                    detection = Detection::new(
                        &network.predict(&test_images).into_raw_vec_and_offset().0,
                        &truth,
                        0.0,
                    );
                    if repeat == 0 {
                        detector.costs.push(cost);
                        detector.recall_curve.push(detection.recall());
                    }
                    bar.inc(1);
                },
            )?;
            detector.recall.push(detection.recall());
            // A detector that never raises an alarm has no precision; it counts as 0 here.
            detector.precision.push(if detection.found == 0 {
                0.0
            } else {
                detection.precision()
            });
            detector.false_alarms.push(detection.false_alarms as f64);
        }
    }
    bar.finish_and_clear();

    let mut table = Table::new([
        "trained with",
        "recall of eights",
        "precision",
        "false alarms",
    ]);
    for detector in &detectors {
        table.row([
            detector.name.clone(),
            Repeated::new(&detector.recall).percent(),
            Repeated::new(&detector.precision).percent(),
            Repeated::new(&detector.false_alarms).text(1),
        ]);
    }
    let lines = |of: fn(&Detector) -> &Vec<f64>| {
        detectors
            .iter()
            .map(|d| Series::per_epoch(d.name.clone(), of(d)))
            .collect()
    };
    let (rare, all, test_rare, test_all) = counts;
    Ok(Part {
        name: "rare",
        title: "A rare class: focal loss against cross-entropy",
        setting: format!(
            "Eights against all other digits, with eights made rare in training (on the first split {rare} of {all}) but not in the \
             test ({test_rare} of {test_all}); an alarm is a probability above one half, gamma is 2. Mean and deviation over {repeats} random splits, {epochs} epochs each."
        ),
        listing: None,
        table,
        findings: findings(&detectors, repeats),
        chart: Chart {
            title: "Rare eights, focal loss and cross-entropy".into(),
            panels: vec![
                Panel {
                    x_label: "epoch".into(),
                    y_label: "training cost".into(),
                    logarithmic: true,
                    series: lines(|d| &d.costs),
                },
                Panel {
                    x_label: "epoch".into(),
                    y_label: "test recall of eights".into(),
                    logarithmic: false,
                    series: lines(|d| &d.recall_curve),
                },
            ],
        },
        pictures: vec![],
        timings: vec![],
    })
}

/// Leaves out most eights of the training rows; the rest of them would be too many to be rare.
fn make_rare(split: &mut Split, label: &[usize]) {
    let others = split
        .train
        .iter()
        .filter(|&&row| label[row] != RARE_DIGIT)
        .count();
    let mut allowed = (others as f64 * RARITY / (1.0 - RARITY)).round() as usize;
    split.train.retain(|&row| {
        let rare = label[row] == RARE_DIGIT;
        let kept = !rare || allowed > 0;
        allowed -= usize::from(rare && kept);
        kept
    });
}

fn findings(detectors: &[Detector; 4], repeats: usize) -> Vec<String> {
    let [plain, weighted, focal, weighted_focal] = detectors;
    vec![
        format!(
            "Cross-entropy finds {} of the unseen eights.",
            percent(mean(&plain.recall))
        ),
        format!("The {}", compare(focal, plain, repeats)),
        format!("The {}", compare(weighted_focal, plain, repeats)),
        format!(
            "Alpha 0.95 also makes eights count more, so the fair comparison is with cross-entropy weighted alike: the {}",
            compare(weighted_focal, weighted, repeats)
        ),
    ]
}

fn mean(values: &[f64]) -> f64 {
    Repeated::new(values).mean
}

/// What a detector finds more or less than another, and how often: a difference that changes sign with the split is none.
fn compare(detector: &Detector, other: &Detector, repeats: usize) -> String {
    // Of the numbers as they are printed, so that a reader who subtracts gets the same.
    let printed = |values: &[f64]| (1000.0 * mean(values)).round() / 10.0;
    let gain = printed(&detector.recall) - printed(&other.recall);
    format!(
        "{} finds {} of them, {:.1} points {} than {} (more on {} of {repeats} splits, fewer on {}), with {:.1} false alarms against {:.1}.",
        detector.name,
        percent(mean(&detector.recall)),
        gain.abs(),
        if gain < 0.0 { "less" } else { "more" },
        other.name,
        times_below(&other.recall, &detector.recall),
        times_below(&detector.recall, &other.recall),
        mean(&detector.false_alarms),
        mean(&other.false_alarms),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eights_become_rare_and_nothing_else_is_lost() {
        let label: Vec<usize> = (0..1000)
            .map(|row| if row % 2 == 0 { RARE_DIGIT } else { 1 })
            .collect();
        let mut split = Split {
            train: (0..1000).collect(),
            test: vec![],
        };
        make_rare(&mut split, &label);
        let rare = split
            .train
            .iter()
            .filter(|&&row| label[row] == RARE_DIGIT)
            .count();
        // 500 others are 98 %, so 2 % are 500 / 49 = 10.2.
        assert_eq!((rare, split.train.len()), (10, 510));
    }
}
