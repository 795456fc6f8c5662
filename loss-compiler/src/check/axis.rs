//! The axes of a formula: declared by arguments, or by `rename`.

use crate::graph::{Axes, Axis};

/// The axes by name.
#[derive(Clone, Debug, Default)]
pub struct AxisTable {
    list: Vec<Declared>,
}

#[derive(Clone, Debug)]
struct Declared {
    name: String,
    /// The axis whose length it has; itself, if an argument declares it.
    root: Axis,
}

impl AxisTable {
    /// The axis of a name.
    pub fn find(&self, name: &str) -> Option<Axis> {
        let found = self.list.iter().position(|axis| axis.name == name)?;
        Some(Axis(u8::try_from(found).ok()?))
    }
    /// The axis of a name, declared if it is new; `None` if there are too many.
    pub fn declare(&mut self, name: &str) -> Option<Axis> {
        let new = Axis(u8::try_from(self.list.len()).ok()?);
        self.find(name).or_else(|| self.add(name, new))
    }
    /// A new axis as long as another; `None` if there are too many.
    pub fn declare_as_long_as(&mut self, name: &str, other: Axis) -> Option<Axis> {
        self.add(name, self.root(other))
    }
    fn add(&mut self, name: &str, root: Axis) -> Option<Axis> {
        if self.list.len() >= Axes::MOST {
            return None;
        }
        let new = Axis(u8::try_from(self.list.len()).ok()?);
        let name = name.to_owned();
        self.list.push(Declared { name, root });
        Some(new)
    }
    /// The axis whose length it has.
    pub fn root(&self, axis: Axis) -> Axis {
        self.list[usize::from(axis.0)].root
    }
    /// Whether both are equally long by declaration.
    pub fn are_equally_long(&self, a: Axis, b: Axis) -> bool {
        self.root(a) == self.root(b)
    }
    /// The name of an axis.
    pub fn name(&self, axis: Axis) -> &str {
        &self.list[usize::from(axis.0)].name
    }
    /// The names of these axes.
    pub fn names(&self, axes: Axes) -> Vec<&str> {
        axes.iter().map(|axis| self.name(axis)).collect()
    }
    /// All names in order.
    pub fn all_names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|axis| axis.name.as_str())
    }
    /// For each axis the one whose length it has.
    pub fn roots(&self) -> Vec<Axis> {
        self.list.iter().map(|axis| axis.root).collect()
    }
}
