//! A loss as a function of a query.

use crate::{
    Aggregate,
    accumulate::{Groups, Losses, One, STATE},
    arguments::Arguments,
    loss::{AnyLoss, Tabular},
    name::function_name,
};
use datafusion_common::{
    Result, ScalarValue,
    arrow::{
        array::RecordBatch,
        datatypes::{DataType, Field, FieldRef, Schema},
    },
};
use datafusion_expr::{
    Accumulator, AggregateUDFImpl, ColumnarValue, Expr, GroupsAccumulator, Signature, Volatility,
    expr::AggregateFunction,
    function::{AccumulatorArgs, AggregateFunctionSimplification, StateFieldsArgs},
    utils::{AggregateOrderSensitivity, format_state_name},
};
use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

/// An aggregate of a loss.
#[derive(Clone)]
pub struct LossFunction {
    loss: Arc<dyn AnyLoss>,
    aggregate: Aggregate,
    arguments: Arguments,
    signature: Signature,
}

impl LossFunction {
    /// Of a loss with parameters, which are what a query that does not say them gets.
    #[must_use]
    pub fn new<L: Tabular>(loss: L, aggregate: Aggregate) -> Self {
        let spec = L::SPEC;
        let name = function_name(spec.name) + aggregate.suffix();
        let arguments = Arguments::new(&name, spec, aggregate);
        let signature = Signature::user_defined(Volatility::Immutable);
        // A signature of one's own takes any names, so that nothing is lost.
        let named = signature.clone().with_parameter_names(arguments.names());
        LossFunction {
            loss: Arc::new(loss),
            aggregate,
            arguments,
            signature: named.unwrap_or(signature),
        }
    }

    /// The loss with the constants of a call.
    fn losses(&self, args: &AccumulatorArgs) -> Result<Losses> {
        if args.is_distinct {
            let what = "DISTINCT rows have no cost of their own: select them in a subquery";
            return Err(self.arguments.wrong(what));
        }
        let mut constants = Vec::new();
        let nothing = RecordBatch::new_empty(Arc::new(Schema::empty()));
        for (place, expr) in args.exprs.iter().skip(self.arguments.per_row()).enumerate() {
            match expr.evaluate(&nothing) {
                Ok(ColumnarValue::Scalar(constant)) => constants.push(constant),
                _ => return Err(self.no_constant(place)),
            }
        }
        let loss = self.arguments.configure(&self.loss, &constants)?;
        Ok(Losses::new(loss, self.aggregate, self.arguments.clone()))
    }

    fn no_constant(&self, place: usize) -> datafusion_common::DataFusionError {
        let name = self.arguments.constant(place);
        self.arguments.wrong(format!(
            "parameter `{name}` must be a constant, the same for all rows"
        ))
    }

    /// Checks the constants of a call as soon as they are known.
    fn check(&self, call: &AggregateFunction) -> Result<()> {
        let mut constants = Vec::new();
        let args = call.params.args.iter().skip(self.arguments.per_row());
        for (place, expr) in args.enumerate() {
            match expr {
                Expr::Literal(constant, _) => constants.push(constant.clone()),
                expr if expr.any_column_refs() => return Err(self.no_constant(place)),
                // To be computed: it is checked when the query starts.
                _ => constants.push(ScalarValue::Null),
            }
        }
        self.arguments.configure(&self.loss, &constants).map(drop)
    }
}

impl fmt::Debug for LossFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LossFunction")
            .field(&self.arguments.function())
            .finish()
    }
}

/// Two functions are one if they have the name and the declaration in common.
impl PartialEq for LossFunction {
    fn eq(&self, other: &Self) -> bool {
        self.arguments.function() == other.arguments.function()
            && self.loss.spec() == other.loss.spec()
    }
}

impl Eq for LossFunction {}

impl Hash for LossFunction {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.arguments.function().hash(hasher);
    }
}

impl AggregateUDFImpl for LossFunction {
    fn name(&self) -> &str {
        self.arguments.function()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.arguments.coerce(types)
    }

    fn simplify(&self) -> Option<AggregateFunctionSimplification> {
        let function = self.clone();
        Some(Box::new(move |call, _| {
            function.check(&call)?;
            Ok(Expr::AggregateFunction(call))
        }))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let name = format_state_name(args.name, "cost_state");
        Ok(vec![Arc::new(Field::new(name, STATE, true))])
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(One::new(self.losses(&args)?)))
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs) -> bool {
        !args.is_distinct
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Groups::new(self.losses(&args)?)))
    }
}
