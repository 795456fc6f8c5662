//! Which rows are trained on and which are held out, and the scale that the features are brought to.

use ndarray::{Array1, Array2, ArrayView2, Axis};

use crate::Random;

/// Row indices of two disjoint parts of a data set.
#[derive(Clone, Debug)]
pub struct Split {
    /// Rows to train on.
    pub train: Vec<usize>,
    /// Rows to judge by.
    pub test: Vec<usize>,
}

impl Split {
    /// Holds out `fraction` of `rows` rows, drawn at random.
    pub fn new(rows: usize, fraction: f64, rng: &mut Random) -> Self {
        let mut order: Vec<usize> = (0..rows).collect();
        rng.shuffle(&mut order);
        let train = order.split_off((rows as f64 * fraction).round() as usize);
        Self { train, test: order }
    }
}

/// The items at `rows`, in that order.
pub fn pick<T: Copy>(items: &[T], rows: &[usize]) -> Vec<T> {
    rows.iter().map(|&row| items[row]).collect()
}

/// The matrix rows at `rows`, in that order.
pub fn pick_rows(matrix: &Array2<f32>, rows: &[usize]) -> Array2<f32> {
    matrix.select(Axis(0), rows)
}

/// Shift and scale that give each column mean 0 and variance 1 on the rows they were taken from.
#[derive(Clone, Debug)]
pub struct Standardise {
    mean: Array1<f32>,
    scale: Array1<f32>,
}

impl Standardise {
    /// Reads mean and standard deviation off `matrix`: training rows only, or the test would leak into training.
    pub fn fit(matrix: ArrayView2<'_, f32>) -> Self {
        let mean = matrix
            .mean_axis(Axis(0))
            .unwrap_or_else(|| Array1::zeros(matrix.ncols()));
        // A constant column has nothing to scale.
        let scale = matrix
            .std_axis(Axis(0), 0.0)
            .mapv(|deviation| if deviation > 0.0 { deviation } else { 1.0 });
        Self { mean, scale }
    }

    /// The matrix on the new scale.
    pub fn apply(&self, matrix: &Array2<f32>) -> Array2<f32> {
        (matrix - &self.mean) / &self.scale
    }
}

/// The features of both parts of a split, on the scale of the training part.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Which rows they are.
    pub split: Split,
    /// Features to train on.
    pub train: Array2<f32>,
    /// Features to judge by.
    pub test: Array2<f32>,
}

impl Prepared {
    /// Holds out `fraction` of the rows and standardises by the others.
    pub fn new(features: &Array2<f32>, fraction: f64, rng: &mut Random) -> Self {
        let split = Split::new(features.nrows(), fraction, rng);
        let train = pick_rows(features, &split.train);
        let scale = Standardise::fit(train.view());
        let test = scale.apply(&pick_rows(features, &split.test));
        Self {
            train: scale.apply(&train),
            test,
            split,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_split_holds_every_row_once_and_depends_on_the_seed_only() {
        let split = Split::new(101, 0.25, &mut Random::new(3));
        assert_eq!((split.train.len(), split.test.len()), (76, 25));
        let mut all = [split.train.clone(), split.test.clone()].concat();
        all.sort_unstable();
        assert_eq!(all, (0..101).collect::<Vec<_>>());
        assert_eq!(Split::new(101, 0.25, &mut Random::new(3)).test, split.test);
    }

    #[test]
    fn standardised_columns_have_mean_0_and_variance_1() {
        let matrix = array![[1.0, 5.0], [2.0, 5.0], [3.0, 5.0]];
        let scaled = Standardise::fit(matrix.view()).apply(&matrix);
        let end = 1.5_f32.sqrt();
        // Exact numbers but for the rounding of one square root and one division.
        assert!(
            (scaled - array![[-end, 0.0], [0.0, 0.0], [end, 0.0]])
                .iter()
                .all(|d| d.abs() < 1e-6)
        );
    }
}
