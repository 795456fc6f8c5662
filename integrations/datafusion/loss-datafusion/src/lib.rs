//! Loss functions as DataFusion aggregates: the cost of a table, however large, and however it is partitioned.
//!
//! ```
//! use datafusion::prelude::SessionContext;
//!
//! # #[tokio::main]
//! # async fn main() -> datafusion::error::Result<()> {
//! let mut context = SessionContext::new();
//! loss_datafusion::register_all(&mut context)?;
//! let table = context
//!     .sql(
//!         "SELECT model, huber(prediction, target, 1.5) AS cost
//!          FROM (VALUES ('a', 0.5, 0.0), ('a', 3.0, 0.0), ('b', 2.0, 2.0)) AS t (model, prediction, target)
//!          GROUP BY model ORDER BY model",
//!     )
//!     .await?
//!     .collect()
//!     .await?;
//! datafusion::assert_batches_eq!(
//!     ["+-------+------+", "| model | cost |", "+-------+------+", "| a     | 1.75 |", "| b     | 0.0  |", "+-------+------+"],
//!     &table
//! );
//! # Ok(())
//! # }
//! ```
//!
//! # The functions
//!
//! Each loss of one sample is three aggregates, named in snake case (`cosine_distance_loss` with a suffix, since SQL has a function of the plain name):
//!
//! | | arguments | result |
//! |---|---|---|
//! | `huber` | what comes with each sample, in the order declared; then parameters and flags | the mean |
//! | `huber_sum` | the same | the sum |
//! | `huber_weighted` | a weight, then the same | the sum of the losses times their weights, over the sum of the weights |
//!
//! Parameters are constants. Those at the end may be left out, and NULL stands for the default; all arguments have their
//! names from the formula: `huber(prediction => p, target => t, delta => 1.5)`. A row of logits is a list
//! (`List`, `LargeList`, `FixedSizeList`; `[a, b, c]` makes one of columns), a label is an integer, a parameter with one number
//! per class a list of numbers. `FILTER (WHERE …)` masks.
//!
//! A loss that sees its whole batch at once cannot be computed from parts: it is known by name, and a query with it is refused with
//! the reason.
//!
//! # What the result is
//!
//! * Everything is computed in `f64`, whatever the columns hold.
//! * A row with a NULL in it is left out, as aggregates do; the cost of no rows is NULL.
//! * NaN, a value outside the domain of its argument, a label that is no class: an error that says which, and how to leave such rows out.
//! * The loss of a row does not depend on what is around it, and sums are kept in twice the precision of `f64`. So the sum of a table of n
//!   rows is the same however it is partitioned and in whatever order the parts are merged, up to n · 2⁻¹⁰³ of the sum of
//!   magnitudes: the same bits, or, where that falls on a border between two numbers, neighbours. All machines of a cluster
//!   must have fused multiply-add, or none.
//!
//! # A loss of one's own
//!
//! ```
//! use datafusion::prelude::SessionContext;
//! use loss_core::loss;
//!
//! loss! {
//!     /// Squared error that forgives what lies within a band.
//!     pub loss Band(prediction: input, target: data, width: param = 1.0 in 0.0..) {
//!         powi(relu(abs(prediction - target) - width), 2)
//!     }
//! }
//!
//! # fn main() -> datafusion::error::Result<()> {
//! let mut context = SessionContext::new();
//! loss_datafusion::register::<Band>(&mut context)?; // band, band_sum, band_weighted
//! # Ok(())
//! # }
//! ```

mod accumulate;
mod arguments;
mod batch;
mod function;
mod loss;
mod message;
mod name;
mod shipped;

pub use function::LossFunction;
pub use loss::Tabular;
pub use name::{function_name, snake_case};
pub use shipped::functions;

use datafusion_common::Result;
use datafusion_expr::{AggregateUDF, registry::FunctionRegistry};
use loss_core::{Loss, spec::Spec};
use std::sync::Arc;

/// What an aggregate makes of the losses of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// Their mean.
    Mean,
    /// Their sum.
    Sum,
    /// Their mean with a weight each, which is the first argument.
    Weighted,
}

impl Aggregate {
    /// All of them.
    pub const ALL: [Aggregate; 3] = [Aggregate::Mean, Aggregate::Sum, Aggregate::Weighted];

    /// What the name of the function ends with.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Aggregate::Mean => "",
            Aggregate::Sum => "_sum",
            Aggregate::Weighted => "_weighted",
        }
    }
}

/// The aggregates of a loss.
#[must_use]
pub fn functions_of<L: Tabular>() -> Vec<Arc<AggregateUDF>> {
    let of = |aggregate| Arc::new(LossFunction::new(L::default(), aggregate).into());
    Aggregate::ALL.map(of).into()
}

/// Makes the aggregates of a loss known, of one's own too.
///
/// # Errors
/// If the registry takes none.
pub fn register<L: Tabular>(registry: &mut dyn FunctionRegistry) -> Result<()> {
    for function in functions_of::<L>() {
        registry.register_udaf(function)?;
    }
    Ok(())
}

/// Makes the aggregates of all losses known that ship.
///
/// # Errors
/// If the registry takes none.
pub fn register_all(registry: &mut dyn FunctionRegistry) -> Result<()> {
    for function in functions() {
        registry.register_udaf(function)?;
    }
    Ok(())
}

/// The losses that are functions, as declared; those of a whole batch, which only say why they are none, come last.
#[must_use]
pub fn specs() -> Vec<&'static Spec> {
    shipped::specs()
}

/// The declaration of a loss.
fn spec_of<L: Loss>() -> &'static Spec {
    L::SPEC
}
