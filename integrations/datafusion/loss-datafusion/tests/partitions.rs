//! Every loss: a function of SQL whose result does not show how the table is partitioned.

mod common;

use common::{number, numbers, session, table};
use datafusion::arrow::array::{
    Array, ArrayRef, FixedSizeListArray, Float32Array, Float64Array, Int32Array, Int64Array,
    ListArray, RecordBatch,
};
use datafusion::arrow::datatypes::{Field, Float64Type, Int32Type};
use loss_core::spec::{Arg, Extent, Kind, Spec};
use loss_core::{Loss, Options, Reduction, Rows, SampleLoss, losses};
use loss_datafusion::function_name;
use std::sync::Arc;

const ROWS: usize = 300;
const CLASSES: usize = 4;

/// Numbers that look random, from 0 to below 1.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Within a domain, or near 0 where it has no end.
    fn within(&mut self, arg: &Arg) -> f64 {
        let low = arg.domain.low.map_or(-3.0, |bound| bound.at);
        let high = arg.domain.high.map_or(low + 4.0, |bound| bound.at);
        // Never on a border, which may be excluded.
        low + (high - low) * (0.01 + 0.98 * self.next())
    }
}

/// A column for an argument.
fn column(arg: &Arg, numbers: &mut Numbers) -> ArrayRef {
    let length = |extent: &Extent| match extent {
        Extent::Named(_) => CLASSES,
        Extent::Fixed(length) => *length,
    };
    let size: usize = arg.axes.iter().map(length).product();
    let labels = matches!(arg.kind, Kind::Index(_) | Kind::Identity);
    if labels {
        assert!(
            arg.axes.len() <= 1,
            "no loss that ships has more axes of labels a sample"
        );
        let mut label = || (numbers.next() * CLASSES as f64) as i32;
        if arg.axes.is_empty() {
            return Arc::new(Int32Array::from_iter((0..ROWS).map(|_| Some(label()))));
        }
        let rows = (0..ROWS).map(|_| Some((0..size).map(|_| Some(label())).collect::<Vec<_>>()));
        return Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(rows));
    }
    let values: Vec<f64> = (0..ROWS * size).map(|_| numbers.within(arg)).collect();
    let values: ArrayRef = Arc::new(Float64Array::from(values));
    // Lists of lists where a sample has two axes, the last one inside.
    arg.axes.iter().rev().fold(values, |inside, extent| {
        let field = Arc::new(Field::new_list_field(inside.data_type().clone(), true));
        let length = length(extent) as i32;
        Arc::new(FixedSizeListArray::new(field, length, inside, None))
    })
}

/// A table for a loss: a column for each argument, one of groups, one of weights.
fn rows(spec: &Spec) -> RecordBatch {
    let mut numbers = Numbers(42);
    let args = spec.args.iter().filter(|arg| arg.is_per_call());
    let mut columns: Vec<(String, ArrayRef)> = args
        .map(|arg| (arg.name.to_owned(), column(arg, &mut numbers)))
        .collect();
    let group = (0..ROWS).map(|row| Some(row as i64 * 7 % 5));
    columns.push(("model".into(), Arc::new(Int64Array::from_iter(group))));
    let weight = (0..ROWS).map(|row| Some((row % 4) as f32 / 3.0));
    columns.push((
        "importance".into(),
        Arc::new(Float32Array::from_iter(weight)),
    ));
    RecordBatch::try_from_iter(columns).unwrap()
}

fn arguments(spec: &Spec) -> String {
    let args = spec.args.iter().filter(|arg| arg.is_per_call());
    let names: Vec<String> = args.map(|arg| format!("\"{}\"", arg.name)).collect();
    names.join(", ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_partitioning_shows_in_any_loss() {
    for spec in loss_datafusion::specs()
        .into_iter()
        .filter(|spec| !spec.batch)
    {
        let (name, arguments) = (function_name(spec.name), arguments(spec));
        let rows = rows(spec);
        let queries = [
            format!("SELECT {name}({arguments}) FROM t"),
            format!("SELECT {name}_sum({arguments}) FROM t WHERE importance > 0.3"),
            format!("SELECT {name}_weighted(importance, {arguments}) FROM t"),
            format!("SELECT model, {name}({arguments}) FROM t GROUP BY model ORDER BY model"),
        ];
        let mut expected: Option<Vec<Vec<Option<u64>>>> = None;
        for (partitions, batch) in [(1, ROWS), (1, 1), (3, 7), (5, 64)] {
            let context = session(partitions, batch);
            table(&context, &rows, partitions, batch);
            let mut found: Vec<Vec<Option<u64>>> = Vec::new();
            for sql in &queries {
                let costs = numbers(&context, sql)
                    .await
                    .unwrap_or_else(|e| panic!("{sql}: {e}"));
                assert!(
                    costs.iter().all(|cost| cost.is_some_and(f64::is_finite)),
                    "{sql}: {costs:?}"
                );
                found.push(
                    costs
                        .into_iter()
                        .map(|cost| cost.map(f64::to_bits))
                        .collect(),
                );
            }
            assert_eq!(found[3].len(), 5);
            match &expected {
                None => expected = Some(found),
                Some(expected) => assert_eq!(&found, expected, "{name} {partitions} {batch}"),
            }
        }
    }
}

/// The cost of a loss called as the library is called.
fn direct<L: SampleLoss>(loss: &L, inputs: L::Inputs<'_, f64>, options: &Options<'_>) -> f64 {
    loss.value_with::<f64>(options, inputs).unwrap()
}

fn floats(rows: &RecordBatch, name: &str) -> Vec<f64> {
    use datafusion::arrow::array::AsArray;
    let array = rows.column_by_name(name).unwrap();
    match array.as_fixed_size_list_opt() {
        Some(list) => list
            .values()
            .as_primitive::<Float64Type>()
            .values()
            .to_vec(),
        None => array.as_primitive::<Float64Type>().values().to_vec(),
    }
}

fn near(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    // The library adds registers and blocks of up to 16 Ki samples in plain f64: here 300 samples.
    let bound = ROWS as f64 * f64::EPSILON * expected.abs();
    assert!((found - expected).abs() <= bound, "{found} {expected}");
}

#[tokio::test]
async fn the_result_is_that_of_the_library() {
    use datafusion::arrow::array::AsArray;
    let mean = Options::default();

    let data = rows(losses::Huber::SPEC);
    let context = session(3, 64);
    table(&context, &data, 3, 50);
    let (prediction, target) = (floats(&data, "prediction"), floats(&data, "target"));
    let expected = direct(
        &losses::Huber::new(0.5).unwrap(),
        (&prediction, &target),
        &mean,
    );
    near(
        number(&context, "SELECT huber(prediction, target, 0.5) FROM t").await,
        expected,
    );
    let named = "SELECT huber(delta => 0.5, target => target, prediction => prediction) FROM t";
    near(number(&context, named).await, expected);
    let sum = mean.reduce(Reduction::Sum);
    let expected = direct(&losses::Huber::default(), (&prediction, &target), &sum);
    near(
        number(&context, "SELECT huber_sum(prediction, target) FROM t").await,
        expected,
    );
    let weights: Vec<f64> = (0..ROWS)
        .map(|row| f64::from((row % 4) as f32 / 3.0))
        .collect();
    let weighted = mean.reduce(Reduction::WeightedMean).weights(&weights);
    let expected = direct(&losses::Huber::default(), (&prediction, &target), &weighted);
    let sql = "SELECT huber_weighted(importance, prediction, target) FROM t";
    near(number(&context, sql).await, expected);

    let data = rows(losses::SparseCrossEntropy::SPEC);
    let context = session(2, 64);
    table(&context, &data, 2, 50);
    let logits = floats(&data, "logits");
    let labels = data
        .column_by_name("label")
        .unwrap()
        .as_primitive::<Int32Type>()
        .values();
    let inputs = (Rows::new(&logits, CLASSES).unwrap(), (&labels[..]).into());
    let loss = losses::SparseCrossEntropy::default();
    near(
        number(
            &context,
            "SELECT sparse_cross_entropy(logits, label) FROM t",
        )
        .await,
        direct(&loss, inputs, &mean),
    );
    let loss = loss
        .with_class_weight([1.0, 0.1, 0.0, 7.0])
        .unwrap()
        .with_smoothing(0.1)
        .unwrap();
    let sql = "SELECT sparse_cross_entropy(logits, label, [1, 0.1, 0, 7], 0.1) FROM t";
    near(number(&context, sql).await, direct(&loss, inputs, &mean));

    let data = rows(losses::Triplet::SPEC);
    let context = session(2, 64);
    table(&context, &data, 2, 50);
    let [a, p, n] = ["anchor", "positive", "negative"].map(|name| floats(&data, name));
    let rows = |x| Rows::new(x, CLASSES).unwrap();
    let loss = losses::Triplet::new(2.0).unwrap();
    let expected = direct(&loss, (rows(&a), rows(&p), rows(&n)), &mean);
    near(
        number(
            &context,
            "SELECT triplet(anchor, positive, negative, 2) FROM t",
        )
        .await,
        expected,
    );
}
