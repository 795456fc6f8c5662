//! Which argument of a query is which of the formula, of which type, and which are constants.

use crate::{Aggregate, loss::AnyLoss, message::of_plan};
use datafusion_common::{
    Result, ScalarValue,
    arrow::{
        array::{Array, AsArray, ListArray},
        datatypes::{DataType, Field, Float64Type},
    },
};
use loss_core::{
    PerClass,
    spec::{Arg, Kind, Spec},
};
use std::sync::Arc;

/// The arguments of a function: perhaps a weight, then what comes with each sample, then parameters and flags.
#[derive(Clone, Debug)]
pub(crate) struct Arguments {
    function: String,
    spec: &'static Spec,
    weighted: bool,
    /// The arguments of the formula that are columns, and those that are constants, by index.
    columns: Vec<usize>,
    constants: Vec<usize>,
}

impl Arguments {
    pub fn new(function: &str, spec: &'static Spec, aggregate: Aggregate) -> Self {
        let of = |per_call: bool| {
            let args = spec.args.iter().enumerate();
            args.filter(|(_, arg)| arg.is_per_call() == per_call)
                .map(|(index, _)| index)
                .collect()
        };
        Arguments {
            function: function.to_owned(),
            spec,
            weighted: aggregate == Aggregate::Weighted,
            columns: of(true),
            constants: of(false),
        }
    }

    /// The name of the function.
    pub fn function(&self) -> &str {
        &self.function
    }

    /// The names of all arguments, in order.
    pub fn names(&self) -> Vec<String> {
        let args = self.columns.iter().chain(&self.constants);
        let names = args.map(|&index| self.spec.args[index].name);
        let weight = match self.spec.args.iter().any(|arg| arg.name == "weight") {
            true => "row_weight",
            false => "weight",
        };
        self.weighted
            .then_some(weight)
            .into_iter()
            .chain(names)
            .map(str::to_owned)
            .collect()
    }

    /// Whether the first argument is a weight.
    pub fn weighted(&self) -> bool {
        self.weighted
    }

    /// The declarations of the columns, which come after the weight.
    pub fn columns(&self) -> impl Iterator<Item = &'static Arg> {
        self.columns.iter().map(|&index| &self.spec.args[index])
    }

    /// How many arguments are no constants.
    pub fn per_row(&self) -> usize {
        usize::from(self.weighted) + self.columns.len()
    }

    /// The types that the arguments are converted to.
    pub fn coerce(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let most = self.per_row() + self.constants.len();
        if !(self.per_row()..=most).contains(&types.len()) {
            let range = match self.constants.len() {
                0 => most.to_string(),
                _ => format!("{} to {most}", self.per_row()),
            };
            let names = self.names().join(", ");
            return Err(self.wrong(format!(
                "takes {range} arguments ({names}), but got {}",
                types.len()
            )));
        }
        let mut to = Vec::with_capacity(types.len());
        let mut types = types.iter();
        if self.weighted
            && let Some(found) = types.next()
        {
            if !is_number(found) {
                return Err(self.wrong(format!("the weight must be a number, but is {found}")));
            }
            to.push(DataType::Float64);
        }
        for (arg, found) in self.columns().zip(types.by_ref()) {
            to.push(self.column_type(arg, found)?);
        }
        for (&index, found) in self.constants.iter().zip(types) {
            to.push(self.constant_type(&self.spec.args[index], found)?);
        }
        Ok(to)
    }

    fn column_type(&self, arg: &Arg, found: &DataType) -> Result<DataType> {
        let labels = is_label(arg);
        let element = elements(found, arg.axes.len());
        let fits = element.is_some_and(|element| match labels {
            true => element.is_integer() || element.is_null(),
            false => is_number(element),
        });
        if fits || found.is_null() {
            let element = match labels {
                true => DataType::Int64,
                false => DataType::Float64,
            };
            return Ok(list_of(element, arg.axes.len()));
        }
        let name = arg.name;
        let what = match (labels, arg.axes.len()) {
            (false, 0) => "a number",
            (true, 0) => "an integer, the position of a class",
            (false, 1) => "a list of numbers, as [a, b, c] makes of columns",
            (true, 1) => "a list of integers",
            (false, _) => "a list of lists of numbers",
            (true, _) => "a list of lists of integers",
        };
        Err(self.wrong(format!("`{name}` must be {what}, but is {found}")))
    }

    fn constant_type(&self, arg: &Arg, found: &DataType) -> Result<DataType> {
        let name = arg.name;
        if arg.kind == Kind::Flag {
            return match found {
                DataType::Boolean | DataType::Null => Ok(DataType::Boolean),
                _ => Err(self.wrong(format!("`{name}` must be true or false, but is {found}"))),
            };
        }
        if is_number(found) {
            return Ok(DataType::Float64);
        }
        match elements(found, 1).is_some_and(is_number) && !arg.axes.is_empty() {
            true => Ok(list_of(DataType::Float64, 1)),
            false => {
                let or = match arg.axes.is_empty() {
                    true => "",
                    false => ", or a list of one for each class",
                };
                Err(self.wrong(format!("`{name}` must be a number{or}, but is {found}")))
            }
        }
    }

    /// The loss with the constants of the query, of which those at the end may be missing.
    pub fn configure(
        &self,
        loss: &Arc<dyn AnyLoss>,
        constants: &[ScalarValue],
    ) -> Result<Arc<dyn AnyLoss>> {
        let mut loss = loss.clone();
        for (&index, constant) in self.constants.iter().zip(constants) {
            if let Some(to) = self.setting(&self.spec.args[index], constant)? {
                loss = loss.set(index, to).map_err(|error| self.wrong(error))?;
            }
        }
        Ok(loss)
    }

    /// What a constant sets a parameter to; nothing for NULL.
    fn setting(&self, arg: &Arg, constant: &ScalarValue) -> Result<Option<PerClass>> {
        Ok(match constant {
            constant if constant.is_null() => None,
            ScalarValue::Boolean(Some(flag)) => Some(PerClass::One(f64::from(u8::from(*flag)))),
            ScalarValue::List(list) => Some(self.numbers(arg, list)?.into()),
            number => match number.cast_to(&DataType::Float64)? {
                ScalarValue::Float64(Some(number)) => Some(number.into()),
                _ => return Err(self.wrong(format!("`{}` must be a number", arg.name))),
            },
        })
    }

    fn numbers(&self, arg: &Arg, list: &ListArray) -> Result<Vec<f64>> {
        let values = list.value(0);
        match values.as_primitive_opt::<Float64Type>() {
            Some(values) if values.null_count() == 0 => Ok(values.values().to_vec()),
            _ => Err(self.wrong(format!(
                "`{}` must have a number for each class, and no NULL",
                arg.name
            ))),
        }
    }

    /// The name of a constant, by its place behind the columns.
    pub fn constant(&self, place: usize) -> &'static str {
        let index = self.constants.get(place);
        index.map_or("", |&index| self.spec.args[index].name)
    }

    /// What is wrong with rows.
    pub fn rows(&self, what: impl std::fmt::Display) -> datafusion_common::DataFusionError {
        datafusion_common::DataFusionError::Execution(format!("{}: {what}", self.function))
    }

    /// What is wrong with a query.
    pub fn wrong(&self, what: impl std::fmt::Display) -> datafusion_common::DataFusionError {
        of_plan(&self.function, what)
    }
}

/// Whether an argument takes labels.
pub(crate) fn is_label(arg: &Arg) -> bool {
    matches!(arg.kind, Kind::Index(_) | Kind::Identity)
}

/// NULL is a number that is not known.
fn is_number(found: &DataType) -> bool {
    found.is_numeric() || found.is_null()
}

/// The type of the elements of lists nested so deep.
fn elements(found: &DataType, depth: usize) -> Option<&DataType> {
    let mut found = found;
    for _ in 0..depth {
        found = match found {
            DataType::List(field)
            | DataType::LargeList(field)
            | DataType::FixedSizeList(field, _) => field.data_type(),
            _ => return None,
        };
    }
    Some(found)
}

fn list_of(element: DataType, depth: usize) -> DataType {
    (0..depth).fold(element, |element, _| {
        DataType::List(Arc::new(Field::new_list_field(element, true)))
    })
}
