//! What a query is told that cannot be answered, and what a row is that does not count.

mod common;

use common::{number, numbers, refused, session, unplanned};
use datafusion::prelude::SessionContext;
use loss_core::loss;

async fn with(context: SessionContext, rows: &str) -> SessionContext {
    let view = format!("CREATE VIEW t AS SELECT * FROM (VALUES {rows})");
    context.sql(&view).await.unwrap().collect().await.unwrap();
    context
}

async fn pairs() -> SessionContext {
    let rows = "('a', 0.5, 0.0), ('a', 3.0, 0.0), ('b', NULL, 1.0), ('b', 2.0, 1.0), ('c', NULL, NULL) AS v (model, p, t)";
    with(session(2, 2), rows).await
}

#[tokio::test]
async fn a_row_of_null_is_left_out() {
    let context = pairs().await;
    let sql = "SELECT model, huber(p, t, 1.5) FROM t GROUP BY model ORDER BY model";
    let costs = numbers(&context, sql).await.unwrap();
    assert_eq!(costs, [Some(1.75), Some(0.5), None]);
    assert_eq!(
        number(&context, "SELECT huber(p, t) FROM t WHERE false").await,
        None
    );
    assert_eq!(
        number(&context, "SELECT huber_sum(p, t) FROM t WHERE model = 'c'").await,
        None
    );
    let sql = "SELECT huber(p, t) FILTER (WHERE model = 'b') FROM t";
    assert_eq!(number(&context, sql).await, Some(0.5));
    // A weight of 0 leaves out too.
    let sql =
        "SELECT huber_weighted(CASE WHEN p > 2.5 THEN 0 ELSE 1 END, p, t) FROM t WHERE model = 'a'";
    assert_eq!(number(&context, sql).await, Some(0.125));
    // NULL as a parameter is its default.
    let sql = "SELECT huber(p, t, NULL) FROM t WHERE model = 'a'";
    assert_eq!(number(&context, sql).await, Some((0.125 + 2.5) / 2.0));
}

#[tokio::test]
async fn what_can_be_known_is_refused_before_a_row_is_read() {
    let context = pairs().await;
    for (call, words) in [
        (
            "huber(p)",
            "takes 2 to 3 arguments (prediction, target, delta), but got 1",
        ),
        (
            "huber(p, t, 1, 2)",
            "takes 2 to 3 arguments (prediction, target, delta), but got 4",
        ),
        (
            "huber(model, t)",
            "`prediction` must be a number, but is Utf8",
        ),
        ("huber(p, t, 'x')", "`delta` must be a number, but is Utf8"),
        (
            "huber(p, t, -1.0)",
            "parameter `delta` is -1.0, outside its domain 0.0<..",
        ),
        (
            "huber(p, t, p)",
            "parameter `delta` must be a constant, the same for all rows",
        ),
        (
            "huber(p, t, [1.0])",
            "`delta` must be a number, but is List",
        ),
        (
            "huber(p, t, width => 1)",
            "Unknown parameter name 'width'. Valid parameters are: [prediction, target, delta]",
        ),
        ("huber_weighted(model, p, t)", "the weight must be a number"),
        (
            "sparse_cross_entropy(p, 1)",
            "`logits` must be a list of numbers, as [a, b, c] makes of columns, but is Float64",
        ),
        (
            "sparse_cross_entropy([p, t], p)",
            "`label` must be an integer, the position of a class, but is Float64",
        ),
        (
            "sparse_cross_entropy([p, t], 1, 'x')",
            "`class_weight` must be a number, or a list of one for each class, but is Utf8",
        ),
        (
            "sparse_cross_entropy([p, t], 1, [1.0, -2.0])",
            "parameter `class_weight` of class 1 is -2.0",
        ),
        (
            "gaussian_nll(p, t, t, 1e-6, 1)",
            "`full` must be true or false, but is Int64",
        ),
        (
            "root_mean_squared_error(p, t)",
            "RootMeanSquaredError is a loss of the whole batch",
        ),
        ("huber(nothing, t)", "No field named nothing"),
        ("hubert(p, t)", "Invalid function 'hubert'"),
    ] {
        let text = unplanned(&context, &format!("SELECT {call} FROM t")).await;
        assert!(text.contains(words), "{call}: {text}");
    }
}

#[tokio::test]
async fn rows_that_cannot_be_used_are_named_by_value() {
    let context = pairs().await;
    for (call, words) in [
        (
            "huber(p, 'NaN'::double)",
            "huber: `target` is NaN in a row, which no calculation can use: leave such rows out with FILTER (WHERE NOT isnan(target))",
        ),
        (
            "binary_cross_entropy(0.5, p)",
            "`target` is 3.0 in a row, outside its domain 0.0..=1.0",
        ),
        (
            "sparse_cross_entropy([p, t], 2)",
            "`label` is 2 in a row, but the classes are 0..2",
        ),
        (
            "sparse_cross_entropy([p, t], -1)",
            "`label` is -1 in a row, but the classes are 0..2",
        ),
        (
            "sparse_cross_entropy([p, t], 1, [1, 2, 3])",
            "parameter `class_weight` has 3 numbers, but there are 2 classes",
        ),
        (
            "sparse_cross_entropy([p, NULL], 1)",
            "a list of `logits` has a NULL inside",
        ),
        (
            "iou([p, t, t], [p, t, t, p])",
            "`a` has 3 columns, but the formula wants 4",
        ),
        ("triplet([p, t], [p, t], [p, t, t])", "`negative`"),
        (
            "huber_weighted(-1, p, t)",
            "the weight is -1.0 in a row, but must be finite and not negative",
        ),
        (
            "huber(DISTINCT p, t)",
            "DISTINCT rows have no cost of their own",
        ),
    ] {
        let text = refused(
            &context,
            &format!("SELECT {call} FROM t WHERE p IS NOT NULL"),
        )
        .await;
        assert!(text.contains(words), "{call}: {text}");
    }
    let sql = "SELECT sparse_cross_entropy([p, t], CASE WHEN p > 2.5 THEN 2 ELSE 1 END) FILTER (WHERE p < 2.5) FROM t";
    assert!(number(&context, sql).await.unwrap() > 0.0);
}

#[tokio::test]
async fn rows_of_several_lengths_are_each_a_row() {
    let rows = "([1.0, 2.0], 0), ([1.0, 2.0, 3.0], 2), ([0.0], 0), ([5.0, 1.0], 1) AS v (x, y)";
    let mut costs = Vec::new();
    for batch in [1, 2, 100] {
        let context = with(session(1, batch), rows).await;
        costs.push(
            number(&context, "SELECT sparse_cross_entropy(x, y) FROM t")
                .await
                .unwrap(),
        );
    }
    let by_hand = (1.0_f64.exp().ln_1p()
        + (1.0 + (-1.0_f64).exp() + (-2.0_f64).exp()).ln()
        + 0.0
        + 4.0_f64.exp().ln_1p())
        / 4.0;
    assert!(
        (costs[0] - by_hand).abs() < 4.0 * f64::EPSILON * by_hand,
        "{costs:?} {by_hand}"
    );
    assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
}

loss! {
    /// Squared error that forgives what lies within a band.
    pub loss Band(prediction: input, target: data, width: param = 1.0 in 0.0..) {
        powi(relu(abs(prediction - target) - width), 2)
    }

    /// Distance of matrices, each a list of lists.
    pub loss Frobenius(a: input[I, J], b: data[I, J]) { norm(sum::<J>(a - b)) }
}

#[tokio::test]
async fn ones_own_loss_takes_one_line() {
    let mut context = pairs().await;
    loss_datafusion::register::<Band>(&mut context).unwrap();
    let sql = "SELECT band(p, t, 0.5) FROM t WHERE model = 'a'";
    assert_eq!(number(&context, sql).await, Some(3.125));

    loss_datafusion::register::<Frobenius>(&mut context).unwrap();
    let sql = "SELECT frobenius([[p, 1], [2, 3]], [[0, 1], [2, 3]]) FROM t WHERE model = 'a'";
    assert_eq!(number(&context, sql).await, Some(1.75));
    let text = refused(
        &context,
        "SELECT frobenius([[p, 1], [2]], [[0, 1], [2, 3]]) FROM t",
    )
    .await;
    assert!(
        text.contains("a list of `a` holds lists of several lengths"),
        "{text}"
    );
}

#[tokio::test]
async fn no_function_hides_one_of_sql() {
    use datafusion::execution::FunctionRegistry;
    let plain = SessionContext::new();
    let (aggregates, scalars) = (plain.udafs(), plain.udfs());
    for function in loss_datafusion::functions() {
        let name = function.name();
        assert!(
            !aggregates.contains(name) && !scalars.contains(name),
            "{name}"
        );
    }
}
