//! The operands of a node, in place: a graph of thousands of nodes is written anew by every pass, and a list on the heap for each
//! node, and another for each look-up, took a third of the time of all passes.

use std::ops::Deref;

use super::Id;

/// No operation has more: a choice and a clamp have three.
const MOST: usize = 3;

/// Up to three operands, which read as a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operands {
    len: u8,
    /// Those after `len` are [`Id`] 0, so that equal operands are equal bit for bit.
    ids: [Id; MOST],
}

impl Operands {
    const NONE: Operands = Operands {
        len: 0,
        ids: [Id(0); MOST],
    };
}

impl<const N: usize> From<[Id; N]> for Operands {
    fn from(ids: [Id; N]) -> Operands {
        const { assert!(N <= MOST) };
        ids.into_iter().collect()
    }
}

impl From<&[Id]> for Operands {
    fn from(ids: &[Id]) -> Operands {
        ids.iter().copied().collect()
    }
}

impl FromIterator<Id> for Operands {
    fn from_iter<I: IntoIterator<Item = Id>>(ids: I) -> Operands {
        let mut operands = Operands::NONE;
        for id in ids {
            operands.ids[usize::from(operands.len)] = id;
            operands.len += 1;
        }
        operands
    }
}

impl Deref for Operands {
    type Target = [Id];

    fn deref(&self) -> &[Id] {
        &self.ids[..usize::from(self.len)]
    }
}

impl std::ops::DerefMut for Operands {
    fn deref_mut(&mut self) -> &mut [Id] {
        &mut self.ids[..usize::from(self.len)]
    }
}

impl IntoIterator for Operands {
    type Item = Id;
    type IntoIter = std::iter::Take<std::array::IntoIter<Id, MOST>>;

    fn into_iter(self) -> Self::IntoIter {
        self.ids.into_iter().take(usize::from(self.len))
    }
}

impl<'a> IntoIterator for &'a Operands {
    type Item = &'a Id;
    type IntoIter = std::slice::Iter<'a, Id>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
