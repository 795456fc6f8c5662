//! Data-parallel training: each thread has a shard of the data, and together they have exactly the cost and gradient of all of it.
//!
//! ```text
//! every worker   logits of its shard ── state ──► CostState ─┐
//! all together                                               ├─ merge ──► cost, and the divisor of all shards
//! every worker   gradient of its shard, divided by that ◄────┘            sum of the parameter gradients ──► step
//! ```
//!
//! Workers on several machines do the same: a state travels as the 104 bytes of `CostParts`, the parameter gradients are
//! *summed*. The mean of the shards' own means is something else wherever shards differ in size or in what their rows weigh,
//! as they do here: the classes are weighted, so that the rare digit counts as much as the others.

use std::error::Error;
use std::io::Write;
use std::ops::Range;
use std::thread;

use loss_core::losses::SparseCrossEntropy;
use loss_core::{CostState, Reduction, Rows};
use loss_examples::data;
use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const CLASSES: usize = 10;
const RATE: f32 = 0.5;

/// A softmax classifier without hidden layers.
#[derive(Clone)]
struct Model {
    weight: Array2<f32>,
    bias: Array1<f32>,
}

impl Model {
    fn new(features: usize) -> Self {
        Model {
            weight: Array2::zeros((features, CLASSES)),
            bias: Array1::zeros(CLASSES),
        }
    }

    fn logits(&self, features: ArrayView2<f32>) -> Vec<f32> {
        (features.dot(&self.weight) + &self.bias)
            .into_raw_vec_and_offset()
            .0
    }

    /// What the chain rule makes of the gradient by the logits.
    fn gradient(&self, features: ArrayView2<f32>, by_logits: Vec<f32>) -> Result<Model> {
        let by_logits = Array2::from_shape_vec((features.nrows(), CLASSES), by_logits)?;
        Ok(Model {
            weight: features.t().dot(&by_logits),
            bias: by_logits.sum_axis(Axis(0)),
        })
    }

    fn step(&mut self, gradient: &Model) {
        self.weight.scaled_add(-RATE, &gradient.weight);
        self.bias.scaled_add(-RATE, &gradient.bias);
    }
}

/// What a worker has, and does.
struct Worker<'a> {
    features: ArrayView2<'a, f32>,
    labels: &'a [usize],
}

impl Worker<'_> {
    /// The first round: the logits, and the sums behind the cost of this shard.
    fn state(&self, loss: &SparseCrossEntropy, model: &Model) -> Result<(Vec<f32>, CostState)> {
        let logits = model.logits(self.features);
        let state = loss.state(Rows::new(&logits, CLASSES)?, self.labels)?;
        Ok((logits, state))
    }

    /// The second round: the gradient of the cost of *all* shards by the logits of this one.
    fn gradient(
        &self,
        loss: &SparseCrossEntropy,
        logits: &[f32],
        divisor: f64,
    ) -> Result<Vec<f32>> {
        let loss = loss.reduce(Reduction::DividedBy(divisor));
        let (_, gradient) = loss.value_and_grad(Rows::new(logits, CLASSES)?, self.labels)?;
        Ok(gradient)
    }
}

/// Runs something on every worker, each on its thread; the results come in the order of the shards.
fn on_all<T: Send>(
    workers: &[Worker<'_>],
    work: impl Fn(usize, &Worker<'_>) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = workers
            .iter()
            .enumerate()
            .map(|(index, worker)| scope.spawn(move || work(index, worker)))
            .collect();
        let results = threads.into_iter().map(|thread| match thread.join() {
            Ok(result) => result,
            Err(_) => Err("a worker panicked".into()),
        });
        results.collect()
    })
}

/// What one step found.
struct Step {
    cost: f64,
    /// The mean of what each shard calls its mean: what must not be taken.
    mean_of_means: f64,
    gradient: Model,
}

/// One step over shards; with a proof that it is the step over the whole.
fn step(
    loss: &SparseCrossEntropy,
    model: &Model,
    workers: &[Worker<'_>],
    all_labels: &[usize],
) -> Result<Step> {
    let first = on_all(workers, |_, worker| worker.state(loss, model))?;
    let all: CostState = first.iter().map(|(_, state)| *state).sum();
    let cost = all.cost(Reduction::Mean)?;
    let divisor = all.count();
    let gradients = on_all(workers, |index, worker| {
        worker.gradient(loss, &first[index].0, divisor)
    })?;

    let logits: Vec<f32> = first
        .iter()
        .flat_map(|(logits, _)| logits.clone())
        .collect();
    let (whole, gradient) = loss.value_and_grad(Rows::new(&logits, CLASSES)?, all_labels)?;
    if gradients.concat() != gradient {
        return Err("the gradient of the shards is not that of the whole".into());
    }
    // The blocks of the sum begin elsewhere, so each of a few dozen additions may round otherwise.
    if (cost - whole).abs() > 64.0 * f64::EPSILON * whole {
        return Err(format!("the cost of the shards is {cost}, of the whole {whole}").into());
    }

    let mut means = 0.0;
    for (_, state) in &first {
        means += state.cost(Reduction::Mean)? / workers.len() as f64;
    }
    let parts = on_all(workers, |index, worker| {
        model.gradient(worker.features, gradients[index].clone())
    })?;
    let mut sum = Model::new(model.weight.nrows());
    for part in &parts {
        sum.weight += &part.weight;
        sum.bias += &part.bias;
    }
    Ok(Step {
        cost,
        mean_of_means: means,
        gradient: sum,
    })
}

/// Shards of different sizes.
fn shards(rows: usize, workers: usize) -> Vec<Range<usize>> {
    let parts: usize = (1..=workers).sum();
    let mut end = 0;
    (1..=workers)
        .map(|part| {
            let start = end;
            end = match part == workers {
                true => rows,
                false => start + rows * part / parts,
            };
            start..end
        })
        .collect()
}

/// Trains, says what it finds, and gives the cost of each step.
fn run(workers: usize, steps: usize, out: &mut dyn Write) -> Result<Vec<f64>> {
    let data = data::digits(data::folder())?;
    let mut counts = [0.0; CLASSES];
    data.label.iter().for_each(|&label| counts[label] += 1.0);
    let rows = data.label.len();
    let weight = counts.map(|count| rows as f64 / (CLASSES as f64 * count));
    let loss = SparseCrossEntropy::default().with_class_weight(weight)?;

    // Sorted by class, so that the shards differ as much as shards can.
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by_key(|&row| data.label[row]);
    let features = data.features.select(Axis(0), &order);
    let labels: Vec<usize> = order.iter().map(|&row| data.label[row]).collect();
    let shards = shards(rows, workers);
    let of = |range: &Range<usize>| Worker {
        features: features.slice_axis(Axis(0), Slice::from(range.clone())),
        labels: &labels[range.clone()],
    };
    let workers: Vec<Worker<'_>> = shards.iter().map(of).collect();

    writeln!(
        out,
        "{rows} digits on {} threads: {shards:?}",
        workers.len()
    )?;
    writeln!(out, "\nstep   cost of the shards   mean of their means")?;
    let mut model = Model::new(features.ncols());
    let mut costs = Vec::new();
    for number in 0..steps {
        let step = step(&loss, &model, &workers, &labels)?;
        if number % 10 == 0 || number + 1 == steps {
            writeln!(
                out,
                "{number:4}   {:18.12}   {:19.12}",
                step.cost, step.mean_of_means
            )?;
        }
        costs.push(step.cost);
        model.step(&step.gradient);
    }

    let logits = model.logits(features.view());
    let right = logits.chunks(CLASSES).zip(&labels).filter(|(row, label)| {
        let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.is_some_and(|(class, _)| class == **label)
    });
    writeln!(
        out,
        "\nIn every step the gradient had the bits of the whole's. {:.1} % of the digits are right.",
        100.0 * right.count() as f64 / rows as f64
    )?;
    Ok(costs)
}

fn main() -> Result<()> {
    run(4, 60, &mut std::io::stdout().lock()).map(drop)
}

#[test]
fn shards_train_as_the_whole_does() -> Result<()> {
    let mut text = Vec::new();
    let whole = run(1, 8, &mut text)?;
    for workers in [2, 3, 7] {
        let costs = run(workers, 8, &mut text)?;
        assert!(costs.windows(2).all(|pair| pair[1] < pair[0]), "{costs:?}");
        for (cost, whole) in costs.iter().zip(&whole) {
            // The parameter gradients are sums of f32 in another order.
            assert!((cost - whole).abs() < 1e-5 * whole, "{cost} {whole}");
        }
    }
    Ok(())
}
