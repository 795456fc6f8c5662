//! States of costs, row by row and part by part.
//!
//! ```text
//! columns ── samples ──► runs of rows of one shape ── loss ──► a number a row ──► the state of its group
//! states of other partitions, as bytes ── state ──► merged
//! ```

mod group;
mod one;
mod samples;
mod state;

pub(crate) use group::Groups;
pub(crate) use one::One;
pub(crate) use state::STATE;

use crate::{Aggregate, arguments::Arguments, loss::AnyLoss, message::of_rows};
use datafusion_common::{
    Result,
    arrow::array::{ArrayRef, BooleanArray},
};
use loss_core::{CostState, Options, Reduction};
use samples::{Samples, kept};
use std::{fmt, sync::Arc};

/// What a query asks for: a loss with its parameters, and what becomes of the losses.
pub(crate) struct Losses {
    loss: Arc<dyn AnyLoss>,
    aggregate: Aggregate,
    arguments: Arguments,
}

impl fmt::Debug for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Losses")
            .field(&self.arguments.function())
            .finish()
    }
}

impl Losses {
    pub fn new(loss: Arc<dyn AnyLoss>, aggregate: Aggregate, arguments: Arguments) -> Self {
        Losses {
            loss,
            aggregate,
            arguments,
        }
    }

    /// Adds each row to the state of its group.
    fn add(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
        states: &mut [CostState],
        group: impl Fn(usize) -> usize,
    ) -> Result<()> {
        let (rows, arrays) = kept(&values[..self.arguments.per_row()], filter)?;
        let samples = Samples::new(&self.arguments, &arrays)?;
        let mut first = 0;
        while first < samples.len() {
            let run = samples.run(first)?;
            let mut options = Options::default().checked();
            if let Some(weights) = run.weights() {
                options = options.weights(weights);
            }
            let (losses, counts) = self
                .loss
                .each(&options, &run.arrays())
                .map_err(|error| of_rows(self.arguments.function(), &error))?;
            for (i, &loss) in losses.iter().enumerate().take(run.len()) {
                let row = rows.as_ref().map_or(first + i, |rows| rows[first + i]);
                let weight = run.weights().map_or(1.0, |weights| weights[i]);
                // Of a row of weight 0 nothing counts.
                let count = match weight == 0.0 {
                    true => 0.0,
                    false => counts.as_ref().map_or(1.0, |counts| counts[i]),
                };
                states[group(row)].add(loss, count, weight);
            }
            first += run.len();
        }
        Ok(())
    }

    /// What a state comes to; NULL if no row counts.
    fn result(&self, state: &CostState) -> Result<Option<f64>> {
        if state.count() == 0.0 {
            return Ok(None);
        }
        let cost = state.cost(match self.aggregate {
            Aggregate::Mean => Reduction::Mean,
            Aggregate::Sum => Reduction::Sum,
            Aggregate::Weighted => Reduction::WeightedMean,
        });
        cost.map(Some)
            .map_err(|error| of_rows(self.arguments.function(), &error))
    }
}
