//! The states of many groups, side by side: a call of the loss serves all groups of a batch.

use super::{Losses, state};
use datafusion_common::{
    Result,
    arrow::array::{Array, ArrayRef, BooleanArray, Float64Array},
};
use datafusion_expr::{EmitTo, GroupsAccumulator};
use loss_core::CostState;
use std::sync::Arc;

/// The states of many groups.
pub(crate) struct Groups {
    losses: Losses,
    states: Vec<CostState>,
}

impl Groups {
    pub fn new(losses: Losses) -> Self {
        Groups {
            losses,
            states: Vec::new(),
        }
    }
}

impl GroupsAccumulator for Groups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.states.resize(total, CostState::default());
        self.losses
            .add(values, filter, &mut self.states, |row| groups[row])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let states = emit.take_needed(&mut self.states);
        let costs: Result<Float64Array> = states
            .iter()
            .map(|state| self.losses.result(state))
            .collect();
        Ok(Arc::new(costs?))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![state::array(&emit.take_needed(&mut self.states))?])
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.states.resize(total, CostState::default());
        state::each(values, |row, state| {
            let keep = filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
            if keep {
                self.states[groups[row]].merge(&state);
            }
        })
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values.first().map_or(0, |values| values.len());
        let mut states = vec![CostState::default(); rows];
        self.losses.add(values, filter, &mut states, |row| row)?;
        Ok(vec![state::array(&states)?])
    }

    fn supports_convert_to_state(&self) -> bool {
        true
    }

    fn size(&self) -> usize {
        self.states.capacity() * size_of::<CostState>()
    }
}
