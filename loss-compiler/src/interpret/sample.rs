//! Random bindings for a formula, the same for the same seed.

use super::Env;
use crate::graph::{Arg, ArgId, Axis, Domain, Formula, Kind};

/// Draws bindings that honour domains and axes.
#[derive(Clone, Debug)]
pub struct Sampler {
    state: u64,
    /// How far from 0 unbounded values are drawn.
    pub spread: f64,
    /// Whether some values are edges: 0, ends of domains, ties with another argument, huge, tiny.
    pub edges: bool,
}

impl Sampler {
    /// A sampler of moderate values.
    pub fn new(seed: u64) -> Sampler {
        Sampler {
            state: seed,
            spread: 2.0,
            edges: false,
        }
    }
    /// The same with values up to about `spread`.
    #[must_use]
    pub fn spread(mut self, spread: f64) -> Sampler {
        self.spread = spread;
        self
    }
    /// The same with edges among the values.
    #[must_use]
    pub fn edges(mut self) -> Sampler {
        self.edges = true;
        self
    }

    /// The next 64 random bits (SplitMix64).
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// A number from 0 to 1, 1 excluded.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }
    /// A whole number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n.max(1) as u64) as usize
    }
    /// One of these.
    pub fn one_of<T: Copy>(&mut self, x: &[T]) -> T {
        x[self.below(x.len())]
    }

    /// A number of a domain.
    pub fn number(&mut self, domain: &Domain) -> f64 {
        for _ in 0..100 {
            let x = if self.edges && self.below(4) == 0 {
                self.edge(domain)
            } else {
                self.inner(domain)
            };
            if domain.contains(x) {
                return x;
            }
        }
        // Only a domain of next to nothing comes here; its ends are all there is to say of it.
        let end = domain.low.or(domain.high).map_or(0.0, |bound| bound.at);
        if domain.contains(end) {
            end
        } else {
            end.next_up()
        }
    }
    fn inner(&mut self, domain: &Domain) -> f64 {
        // A sum of three is bell-shaped enough, and has no tail.
        let bell = (self.unit() + self.unit() + self.unit()) * 2.0 - 3.0;
        match (domain.low, domain.high) {
            (None, None) => bell / 1.5 * self.spread,
            (Some(low), None) => low.at + (bell * self.spread.ln_1p()).exp(),
            (None, Some(high)) => high.at - (bell * self.spread.ln_1p()).exp(),
            (Some(low), Some(high)) => low.at + (high.at - low.at) * self.unit(),
        }
    }
    fn edge(&mut self, domain: &Domain) -> f64 {
        let low = domain.low.map_or(-1e4, |bound| bound.at);
        let high = domain.high.map_or(1e4, |bound| bound.at);
        self.one_of(&[
            0.0,
            1.0,
            -1.0,
            0.5,
            low,
            high,
            low + 1e-9,
            high - 1e-9,
            1e-300,
            -1e-300,
            1e-8,
            -1e-8,
            40.0,
            -40.0,
            710.0,
            -710.0,
        ])
    }

    /// A binding of a formula. Axes that share a length by `rename` do.
    pub fn env(&mut self, formula: &Formula, lengths: &[usize]) -> Env<f64> {
        let mut env = Env::new(&formula.args);
        for i in 0..formula.axes.len() {
            let axis = Axis(i as u8);
            let length = self.one_of(lengths);
            env.lengths.insert(axis, length);
        }
        for (i, &same) in formula.same_length.iter().enumerate() {
            // Chains end at the axis that is its own.
            let mut root = same;
            while formula.same_length[root.0 as usize] != root {
                root = formula.same_length[root.0 as usize];
            }
            let length = env.lengths[&root];
            env.lengths.insert(Axis(i as u8), length);
        }
        for (id, arg) in formula.arg_ids() {
            self.bind(&mut env, id, arg);
        }
        env
    }

    fn bind(&mut self, env: &mut Env<f64>, id: ArgId, arg: &Arg) {
        let size = env.size(id).unwrap_or(0);
        match arg.kind {
            Kind::Flag => {
                let flag = self.below(2) == 1;
                env.flags.insert(id, flag);
            }
            Kind::Index(axis) => {
                let classes = env.lengths.get(&axis).copied().unwrap_or(1);
                let labels = (0..size).map(|_| self.below(classes) as i64).collect();
                env.labels.insert(id, labels);
            }
            Kind::Identity => {
                let labels = (0..size).map(|_| self.below(3) as i64).collect();
                env.labels.insert(id, labels);
            }
            Kind::Input | Kind::Data | Kind::Param | Kind::Learnable => {
                let mut values: Vec<f64> = (0..size).map(|_| self.number(&arg.domain)).collect();
                if self.edges {
                    self.tie(env, arg, &mut values);
                }
                env.reals.insert(id, values);
            }
        }
    }

    /// Makes some values those of another argument, or of each other: the ties at which kinks lie.
    fn tie(&mut self, env: &Env<f64>, arg: &Arg, values: &mut [f64]) {
        for i in 0..values.len() {
            let twin = match self.below(8) {
                0 => {
                    let others: Vec<&Vec<f64>> = env
                        .reals
                        .values()
                        .filter(|x| x.len() == values.len())
                        .collect();
                    others.get(self.below(others.len())).map(|other| other[i])
                }
                1 => Some(values[self.below(values.len())]),
                _ => None,
            };
            if let Some(twin) = twin.filter(|x| arg.domain.contains(*x)) {
                values[i] = twin;
            }
        }
    }
}
