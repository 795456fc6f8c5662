//! A set of nodes, a bit for each of the graph: a walk that asks of every node whether it has been there asks nothing dearer.

use super::Id;

/// The nodes of one graph that are marked.
#[derive(Clone, Debug, Default)]
pub struct Marks(Vec<u64>);

impl Marks {
    /// None, with room for all nodes up to this one.
    pub fn up_to(id: Id) -> Marks {
        Marks(vec![0; place(id).0 + 1])
    }

    /// Whether a node is marked.
    pub fn contains(&self, id: &Id) -> bool {
        let (word, bit) = place(*id);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Marks a node; whether it was not marked before.
    pub fn insert(&mut self, id: Id) -> bool {
        let (word, bit) = place(id);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        let is_new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        is_new
    }

    /// Takes the mark off a node; whether it was marked.
    pub fn remove(&mut self, id: Id) -> bool {
        let (word, bit) = place(id);
        let Some(bits) = self.0.get_mut(word) else {
            return false;
        };
        let was = *bits & bit != 0;
        *bits &= !bit;
        was
    }
}

impl Extend<Id> for Marks {
    fn extend<I: IntoIterator<Item = Id>>(&mut self, ids: I) {
        for id in ids {
            self.insert(id);
        }
    }
}

fn place(id: Id) -> (usize, u64) {
    ((id.0 / 64) as usize, 1 << (id.0 % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_is_in_it() {
        let mut marks = Marks::up_to(Id(3));
        assert!(!marks.contains(&Id(1000)));
        assert!(marks.insert(Id(1000)) && !marks.insert(Id(1000)) && marks.insert(Id(0)));
        let all: Vec<u32> = (0..2000).filter(|&id| marks.contains(&Id(id))).collect();
        assert_eq!(all, [0, 1000]);
        assert!(marks.remove(Id(0)) && !marks.remove(Id(0)) && !marks.remove(Id(5000)));
        assert!(!marks.contains(&Id(0)));
    }
}
