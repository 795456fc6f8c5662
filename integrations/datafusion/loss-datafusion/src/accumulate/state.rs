//! States as they travel between partitions and machines: the 104 bytes of [`CostParts`].

use datafusion_common::{
    DataFusionError, Result, ScalarValue,
    arrow::{
        array::{Array, ArrayRef, AsArray, FixedSizeBinaryBuilder},
        datatypes::DataType,
    },
};
use loss_core::{CostParts, CostState};
use std::sync::Arc;

const BYTES: i32 = CostParts::BYTES as i32;

/// The type of a state.
pub(crate) const STATE: DataType = DataType::FixedSizeBinary(BYTES);

/// One state.
pub(super) fn scalar(state: &CostState) -> ScalarValue {
    ScalarValue::FixedSizeBinary(BYTES, Some(state.to_parts().to_bytes().into()))
}

/// Many states.
pub(super) fn array(states: &[CostState]) -> Result<ArrayRef> {
    let mut builder = FixedSizeBinaryBuilder::with_capacity(states.len(), BYTES);
    for state in states {
        builder.append_value(state.to_parts().to_bytes())?;
    }
    Ok(Arc::new(builder.finish()))
}

/// Calls `f` with each state of a column, and its row.
pub(super) fn each(states: &[ArrayRef], mut f: impl FnMut(usize, CostState)) -> Result<()> {
    let wrong = |what: String| DataFusionError::Execution(what);
    let [states] = states else {
        return Err(wrong(format!(
            "a state is 1 column, but got {}",
            states.len()
        )));
    };
    let Some(states) = states.as_fixed_size_binary_opt() else {
        let found = states.data_type();
        return Err(wrong(format!("a state is {STATE}, but got {found}")));
    };
    for row in (0..states.len()).filter(|&row| states.is_valid(row)) {
        let parts = CostParts::from_bytes(states.value(row));
        let state = parts.and_then(CostState::from_parts);
        f(row, state.map_err(|error| wrong(error.to_string()))?);
    }
    Ok(())
}
