//! Did you mean …?

/// The candidate fewest edits away from `name`, if it is near: the beginning of a word is one edit away from all of it.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let most = name.chars().count().div_ceil(3);
    candidates
        .into_iter()
        .map(|candidate| match is_beginning(name, candidate) {
            true => (1, candidate),
            false => (distance(name, candidate), candidate),
        })
        .filter(|&(edits, candidate)| edits <= most && edits < candidate.chars().count())
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, candidate)| candidate)
}

/// Whether a word is cut short: `soft` for `softmax`.
fn is_beginning(name: &str, candidate: &str) -> bool {
    name.chars().count() >= 4 && candidate.to_lowercase().starts_with(&name.to_lowercase())
}

/// Letters to insert, remove, replace or swap with their neighbour, to turn `a` into `b`; case counts nothing.
fn distance(a: &str, b: &str) -> usize {
    let letters = |s: &str| s.to_lowercase().chars().collect::<Vec<_>>();
    let (a, b) = (letters(a), letters(b));
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before_last[j - 2] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_one_edit() {
        for slip in ["taget", "tarrget", "targte", "tarjet", "Target"] {
            assert!(distance(slip, "target") <= 1, "{slip}");
        }
    }

    #[test]
    fn what_is_far_is_not_suggested() {
        assert_eq!(nearest("gama", ["alpha", "gamma", "beta"]), Some("gamma"));
        assert_eq!(
            nearest("logs", ["log_sigmoid", "logsumexp"]),
            Some("logsumexp")
        );
        assert_eq!(nearest("x", ["y", "z"]), None);
        assert_eq!(nearest("entropy", ["gamma"]), None);
    }
}
