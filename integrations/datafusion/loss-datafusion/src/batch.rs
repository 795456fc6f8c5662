//! Losses that see their whole batch: known by name, so that a query with one is told why there is none.

use crate::{message::of_plan, name::function_name};
use datafusion_common::{Result, arrow::datatypes::DataType};
use datafusion_expr::{
    Accumulator, AggregateUDFImpl, Signature, Volatility, function::AccumulatorArgs,
};
use loss_core::spec::Spec;
use std::hash::{Hash, Hasher};

/// A function that refuses every call.
#[derive(Debug)]
pub(crate) struct BatchFunction {
    name: String,
    loss: &'static str,
    signature: Signature,
}

impl BatchFunction {
    pub fn new(spec: &'static Spec) -> Self {
        BatchFunction {
            name: function_name(spec.name),
            loss: spec.name,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    fn refuse<T>(&self) -> Result<T> {
        let (loss, name) = (self.loss, &self.name);
        Err(of_plan(
            name,
            format!(
                "{loss} is a loss of the whole batch: it is no sum over rows, so no state of parts of a table gives that of the table; collect the columns and call `{loss}::value`"
            ),
        ))
    }
}

impl PartialEq for BatchFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for BatchFunction {}

impl Hash for BatchFunction {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.name.hash(hasher);
    }
}

impl AggregateUDFImpl for BatchFunction {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        self.refuse()
    }

    fn coerce_types(&self, _: &[DataType]) -> Result<Vec<DataType>> {
        self.refuse()
    }

    fn accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        self.refuse()
    }
}
