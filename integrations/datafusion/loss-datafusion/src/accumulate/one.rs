//! The state of all rows, or of one group.

use super::{Losses, state};
use datafusion_common::{Result, ScalarValue, arrow::array::ArrayRef};
use datafusion_expr::Accumulator;
use loss_core::CostState;

/// The state of one group.
#[derive(Debug)]
pub(crate) struct One {
    losses: Losses,
    state: CostState,
}

impl One {
    pub fn new(losses: Losses) -> Self {
        One {
            losses,
            state: CostState::default(),
        }
    }
}

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let states = std::slice::from_mut(&mut self.state);
        self.losses.add(values, None, states, |_| 0)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Float64(self.losses.result(&self.state)?))
    }

    fn size(&self) -> usize {
        size_of::<Self>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![state::scalar(&self.state)])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        state::each(states, |_, state| self.state.merge(&state))
    }
}
