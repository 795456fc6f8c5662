//! What the losses are measured on: random numbers of the kind that a model puts out, the same in every run.

use loss_core::Real;

/// What an argument holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// Nothing: the loss has no such argument.
    None,
    /// Scores between -6 and 6.
    Logits,
    /// Numbers between -1 and 1.
    Numbers,
    /// Probabilities away from 0 and 1.
    Probabilities,
    /// 0 and 1.
    Classes,
    /// -1 and 1.
    Signs,
    /// Rows of probabilities with sum 1.
    Distributions,
    /// Their logarithms.
    LogDistributions,
}

/// The arguments of a call.
#[derive(Clone, Debug)]
pub struct Data<E> {
    /// The arguments with elements, in order.
    pub x: [Vec<E>; 3],
    /// One class a row.
    pub labels: Vec<u32>,
    /// The elements of a row.
    pub columns: usize,
}

/// Where the gradients go.
#[derive(Clone, Debug)]
pub struct Gradients<E>(pub [Vec<E>; 3]);

impl<E: Real> Data<E> {
    /// Rows of that many columns.
    #[must_use]
    pub fn new(draws: [Draw; 3], rows: usize, columns: usize) -> Self {
        let mut random = Random::new(rows as u64 * 31 + columns as u64);
        let x = draws.map(|draw| random.argument(draw, rows * columns, columns));
        Data {
            x,
            labels: (0..rows).map(|_| random.below(columns)).collect(),
            columns,
        }
    }

    /// How many elements an argument has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.x[0].len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gradients as long as the arguments.
    #[must_use]
    pub fn gradients(&self) -> Gradients<E> {
        Gradients(self.x.each_ref().map(|x| vec![E::ZERO; x.len()]))
    }
}

/// Xorshift: quick, and the same everywhere.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From 0 to 1.
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> u32 {
        (self.unit() * n as f64) as u32
    }

    fn argument<E: Real>(&mut self, draw: Draw, n: usize, columns: usize) -> Vec<E> {
        let mut each = |f: fn(f64) -> f64| (0..n).map(|_| E::of(f(self.unit()))).collect();
        match draw {
            Draw::None => Vec::new(),
            Draw::Logits => each(|x| 12.0 * x - 6.0),
            Draw::Numbers => each(|x| 2.0 * x - 1.0),
            Draw::Probabilities => each(|x| 0.01 + 0.98 * x),
            Draw::Classes => each(f64::round),
            Draw::Signs => each(|x| 2.0 * x.round() - 1.0),
            Draw::Distributions => self.rows(n, columns, |p| p),
            Draw::LogDistributions => self.rows(n, columns, f64::ln),
        }
    }

    fn rows<E: Real>(&mut self, n: usize, columns: usize, f: fn(f64) -> f64) -> Vec<E> {
        let mut all = Vec::with_capacity(n);
        while all.len() < n {
            let row: Vec<f64> = (0..columns).map(|_| 0.01 + self.unit()).collect();
            let sum: f64 = row.iter().sum();
            all.extend(row.iter().map(|p| E::of(f(p / sum))));
        }
        all
    }
}
