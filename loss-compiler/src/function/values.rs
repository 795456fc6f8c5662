//! The values of arguments: as set, or plain ones.

use std::collections::BTreeMap;

use crate::graph::{Arg, ArgId, Formula, Kind};

/// The values of arguments of a formula.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<ArgId, f64>);

/// A value outside the domain of its argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Outside {
    /// The argument.
    pub arg: Box<Arg>,
    /// The value.
    pub value: f64,
}

impl Values {
    /// Sets one.
    ///
    /// # Errors
    /// If it is outside the domain.
    pub fn set(&mut self, id: ArgId, arg: &Arg, value: f64) -> Result<(), Outside> {
        if !arg.domain.contains(value) {
            let arg = Box::new(arg.clone());
            return Err(Outside { arg, value });
        }
        self.0.insert(id, value);
        Ok(())
    }

    /// Whether it was set.
    pub fn has(&self, id: ArgId) -> bool {
        self.0.contains_key(&id)
    }

    /// The value: as set, or the default, or something in the domain.
    pub fn of(&self, id: ArgId, arg: &Arg) -> f64 {
        self.0.get(&id).copied().unwrap_or_else(|| default_of(arg))
    }
}

/// The default, or a plain number of the domain: 1 for what is learned or chosen, else 0, else something near an end.
fn default_of(arg: &Arg) -> f64 {
    if let Some(default) = arg.default {
        return default;
    }
    let (low, high) = (arg.domain.low, arg.domain.high);
    let wish = match (arg.kind, low, high) {
        (Kind::Param | Kind::Learnable, _, _) => 1.0,
        // A variance of 0 or a count of 0 is a corner of its loss.
        (Kind::Input | Kind::Data, Some(low), None) => low.at + 1.0,
        _ => 0.0,
    };
    let between = match (low, high) {
        (Some(low), Some(high)) => f64::midpoint(low.at, high.at),
        (Some(low), None) => low.at + 1.0,
        (None, Some(high)) => high.at - 1.0,
        (None, None) => wish,
    };
    [wish, 1.0, between]
        .into_iter()
        .find(|x| arg.domain.contains(*x))
        .unwrap_or(between)
}

/// The argument of a name.
pub fn find<'a>(formula: &'a Formula, name: &str) -> Option<(ArgId, &'a Arg)> {
    formula.arg_ids().find(|(_, arg)| arg.name == name)
}
