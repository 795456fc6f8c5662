//! How good a trained network is.

use ndarray::{Array2, Axis};

/// Root mean square of the differences.
pub fn root_mean_square_error(prediction: &[f32], target: &[f32]) -> f64 {
    let squares = prediction
        .iter()
        .zip(target)
        .map(|(&p, &t)| f64::from(p - t).powi(2));
    (squares.sum::<f64>() / target.len() as f64).sqrt()
}

/// Mean of the sizes of the differences.
pub fn mean_absolute_error(prediction: &[f32], target: &[f32]) -> f64 {
    let sizes = prediction
        .iter()
        .zip(target)
        .map(|(&p, &t)| f64::from(p - t).abs());
    sizes.sum::<f64>() / target.len() as f64
}

/// Share of the entries that agree.
pub fn agreement<T: PartialEq>(a: &[T], b: &[T]) -> f64 {
    share(a.iter().zip(b).map(|(a, b)| a == b))
}

/// Share of `true`; NaN of nothing.
pub fn share(cases: impl Iterator<Item = bool>) -> f64 {
    let (hits, all) = cases.fold((0_usize, 0_usize), |(hits, all), case| {
        (hits + usize::from(case), all + 1)
    });
    hits as f64 / all as f64
}

/// The column with the largest entry of each row.
pub fn row_argmax(scores: &Array2<f32>) -> Vec<usize> {
    let best = |row: ndarray::ArrayView1<'_, f32>| {
        row.iter().enumerate().fold(
            0,
            |best, (column, &score)| if score > row[best] { column } else { best },
        )
    };
    scores.rows().into_iter().map(best).collect()
}

/// Counts of a detector at a threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detection {
    /// Positives that were found.
    pub found: usize,
    /// Positives that were missed.
    pub missed: usize,
    /// Negatives that were taken for positives.
    pub false_alarms: usize,
}

impl Detection {
    /// Judges logits: above `threshold` counts as found.
    pub fn new(logits: &[f32], positive: &[bool], threshold: f32) -> Self {
        let mut counts = Self::default();
        for (&logit, &positive) in logits.iter().zip(positive) {
            match (positive, logit > threshold) {
                (true, true) => counts.found += 1,
                (true, false) => counts.missed += 1,
                (false, true) => counts.false_alarms += 1,
                (false, false) => {}
            }
        }
        counts
    }

    /// Share of the positives that were found.
    pub fn recall(&self) -> f64 {
        self.found as f64 / (self.found + self.missed) as f64
    }

    /// Share of the alarms that were right.
    pub fn precision(&self) -> f64 {
        self.found as f64 / (self.found + self.false_alarms) as f64
    }
}

/// The nearest row of `reference` to each row of `queries`: its index and the Euclidean distance.
///
/// With `skip_itself` a row is no neighbour of the query with the same index: both matrices are the same then.
pub fn nearest(
    reference: &Array2<f32>,
    queries: &Array2<f32>,
    skip_itself: bool,
) -> Vec<(usize, f32)> {
    // |q - r|² = |q|² - 2 q·r + |r|²: one matrix product for all pairs. Only the choice of the neighbour relies on it,
    // since it cancels for rows close to each other; the distance is then computed from the difference.
    let products = queries.dot(&reference.t());
    let lengths = reference.map_axis(Axis(1), |row| row.dot(&row));
    let neighbour = |query: usize| {
        let closeness = |row: usize| lengths[row] - 2.0 * products[[query, row]];
        let rows = (0..reference.nrows()).filter(|&row| !(skip_itself && row == query));
        let nearest = rows
            .min_by(|&a, &b| closeness(a).total_cmp(&closeness(b)))
            .unwrap_or(0);
        let difference = &queries.row(query) - &reference.row(nearest);
        (nearest, difference.dot(&difference).sqrt())
    };
    (0..queries.nrows()).map(neighbour).collect()
}

/// Share of the queries whose nearest reference row has their own label.
pub fn neighbour_accuracy(
    reference: &Array2<f32>,
    labels: &[usize],
    queries: &Array2<f32>,
    truth: &[usize],
) -> f64 {
    share(
        nearest(reference, queries, false)
            .iter()
            .zip(truth)
            .map(|(&(row, _), &label)| labels[row] == label),
    )
}

/// How well the nearest neighbour tells two samples apart: the share of all rows whose nearest other row comes from the
/// same sample (Lopez-Paz and Oquab 2017). Two samples of equal size from one distribution give about 0.5, disjoint
/// ones 1.
pub fn two_sample_accuracy(a: &Array2<f32>, b: &Array2<f32>) -> f64 {
    let Ok(both) = ndarray::concatenate(Axis(0), &[a.view(), b.view()]) else {
        return f64::NAN;
    };
    let from_a = |row: usize| row < a.nrows();
    let neighbours = nearest(&both, &both, true);
    share(
        neighbours
            .iter()
            .enumerate()
            .map(|(row, &(other, _))| from_a(row) == from_a(other)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn errors_of_known_residuals() {
        assert_eq!(root_mean_square_error(&[3.0, 0.0], &[0.0, 3.0]), 3.0);
        assert_eq!(mean_absolute_error(&[3.0, 0.0], &[0.0, 1.0]), 2.0);
    }

    #[test]
    fn the_largest_score_wins_and_the_first_of_equals() {
        assert_eq!(
            row_argmax(&array![[0.0, 2.0, 1.0], [5.0, 5.0, 0.0]]),
            [1, 0]
        );
    }

    #[test]
    fn recall_and_precision_of_a_counted_case() {
        let positive = [true, true, true, false, false];
        let detection = Detection::new(&[1.0, -1.0, 2.0, 3.0, -3.0], &positive, 0.0);
        assert_eq!(
            detection,
            Detection {
                found: 2,
                missed: 1,
                false_alarms: 1
            }
        );
        assert_eq!(
            (detection.recall(), detection.precision()),
            (2.0 / 3.0, 2.0 / 3.0)
        );
    }

    #[test]
    fn neighbours_on_a_line() {
        let reference = array![[0.0], [1.0], [5.0]];
        assert_eq!(
            nearest(&reference, &array![[0.25], [4.0]], false),
            [(0, 0.25), (2, 1.0)]
        );
        assert_eq!(
            nearest(&reference, &reference, true),
            [(1, 1.0), (0, 1.0), (1, 4.0)]
        );
        let accuracy = neighbour_accuracy(
            &reference,
            &[0, 0, 1],
            &array![[0.9], [6.0], [2.0]],
            &[0, 1, 1],
        );
        assert_eq!(accuracy, 2.0 / 3.0);
    }

    #[test]
    fn samples_far_apart_are_told_apart_and_interleaved_ones_are_not() {
        let a = array![[0.0], [1.0], [2.0]];
        assert_eq!(two_sample_accuracy(&a, &(&a + 100.0)), 1.0);
        assert_eq!(two_sample_accuracy(&a, &(&a + 0.25)), 0.0);
    }
}
