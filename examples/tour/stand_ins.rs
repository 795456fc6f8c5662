//! Temporary: the API of generated losses, by hand, until the macro is there.
#![allow(missing_docs, dead_code)]
use loss_examples::network::sigmoid;

#[derive(Debug)]
pub struct LossError(pub String);
impl std::fmt::Display for LossError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for LossError {}
type Result<T> = std::result::Result<T, LossError>;

#[derive(Clone, Copy)]
pub struct Rows<'a> {
    data: &'a [f32],
    columns: usize,
}
impl<'a> Rows<'a> {
    pub fn new(data: &'a [f32], columns: usize) -> Result<Self> {
        if columns == 0 || data.len() % columns != 0 {
            return Err(LossError("columns".into()));
        }
        Ok(Self { data, columns })
    }
    fn rows(&self) -> usize {
        self.data.len() / self.columns
    }
    fn row(&self, i: usize) -> &'a [f32] {
        &self.data[i * self.columns..(i + 1) * self.columns]
    }
}

#[derive(Clone, Copy)]
pub enum Reduction {
    Mean,
    Sum,
    DividedBy(f64),
}

macro_rules! pairwise {
    ($name:ident($a:ident, $b:ident; $($p:ident),*) $body:expr) => {
        #[derive(Clone, Copy, Default)]
        pub struct $name { $($p: f32),* }
        #[allow(clippy::new_ret_no_self)]
        impl $name {
            pub fn new($($p: f64),*) -> Result<Self> { Ok(Self { $($p: $p as f32),* }) }
            fn one(&self, $a: f32, $b: f32) -> (f32, f32) { $(let $p = self.$p;)* $body }
            pub fn value(&self, a: &[f32], b: &[f32]) -> Result<f64> { Ok(self.value_and_grad(a, b)?.0) }
            pub fn value_and_grad(&self, a: &[f32], b: &[f32]) -> Result<(f64, Vec<f32>)> { self.reduce(Reduction::Mean).value_and_grad(a, b) }
            pub fn reduce(&self, r: Reduction) -> With<Self> { With(*self, r, vec![]) }
        }
        impl With<$name> {
            pub fn value(&self, a: &[f32], b: &[f32]) -> Result<f64> { Ok(self.value_and_grad(a, b)?.0) }
            pub fn value_and_grad(&self, a: &[f32], b: &[f32]) -> Result<(f64, Vec<f32>)> {
                let n = match self.1 { Reduction::Mean => a.len() as f64, Reduction::Sum => 1.0, Reduction::DividedBy(d) => d };
                let mut total = 0.0;
                let g = a.iter().zip(b).enumerate().map(|(i, (&a, &b))| { let (v, g) = self.0.one(a, b); let w = self.2.get(i).copied().unwrap_or(1.0); let (v, g) = (v * w, g * w); total += f64::from(v); g / n as f32 }).collect();
                Ok((total / n, g))
            }
        }
    };
}
pub struct With<L>(L, Reduction, Vec<f32>);
impl<L> With<L> {
    pub fn weights(mut self, w: &[f32]) -> Self {
        self.2 = w.to_vec();
        self
    }
}
fn softplus(z: f32) -> f32 {
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}
fn pair(p: f32, t: f32) -> f32 {
    p - t
}

pairwise!(MeanSquaredError(p, t;) { let r = pair(p, t); (r * r, 2.0 * r) });
pairwise!(MeanAbsoluteError(p, t;) { let r = pair(p, t); (r.abs(), if r == 0.0 { 0.0 } else { r.signum() }) });
pairwise!(Huber(p, t; delta) { let r = pair(p, t); if r.abs() <= delta { (r * r / 2.0, r) } else { (delta * (r.abs() - delta / 2.0), delta * r.signum()) } });
pairwise!(BinaryCrossEntropyWithLogits(z, t;) { (softplus(z) - t * z, sigmoid(z) - t) });
pairwise!(SmoothQuantile(p, t; tau, width) { let e = t - p; (width * softplus(e / width) - (1.0 - tau) * e, (1.0 - tau) - sigmoid(e / width)) });
pairwise!(Focal(z, t; alpha, gamma) {
    let (z, a, s) = if t > 0.5 { (z, alpha, 1.0) } else { (-z, 1.0 - alpha, -1.0) };
    let (p, q) = (sigmoid(z), sigmoid(-z));
    let l = softplus(-z);
    (a * q.powf(gamma) * l, s * a * (-gamma * q.powf(gamma) * p * l - q.powf(gamma + 1.0)))
});
impl SmoothQuantile {
    pub const EXPLAIN: &'static str = "(to come)";
}

fn log_softmax(x: &[f32]) -> Vec<f32> {
    let m = x.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let l = x.iter().map(|v| (v - m).exp()).sum::<f32>().ln() + m;
    x.iter().map(|v| v - l).collect()
}
#[derive(Default, Clone, Copy)]
pub struct CrossEntropy;
impl CrossEntropy {
    pub fn value_and_grad(&self, x: Rows<'_>, t: Rows<'_>) -> Result<(f64, Vec<f32>)> {
        let (mut total, mut g) = (0.0, vec![]);
        for i in 0..x.rows() {
            let l = log_softmax(x.row(i));
            for (l, t) in l.iter().zip(t.row(i)) {
                total -= f64::from(l * t);
                g.push((l.exp() - t) / x.rows() as f32);
            }
        }
        Ok((total / x.rows() as f64, g))
    }
}
#[derive(Default, Clone, Copy)]
pub struct SparseCrossEntropy;
impl SparseCrossEntropy {
    pub fn value(&self, x: Rows<'_>, t: &[usize]) -> Result<f64> {
        Ok(self.value_and_grad(x, t)?.0)
    }
    pub fn value_and_grad(&self, x: Rows<'_>, t: &[usize]) -> Result<(f64, Vec<f32>)> {
        let (mut total, mut g) = (0.0, vec![]);
        for i in 0..x.rows() {
            let l = log_softmax(x.row(i));
            total -= f64::from(l[t[i]]);
            for (k, l) in l.iter().enumerate() {
                g.push((l.exp() - f32::from(u8::from(k == t[i]))) / x.rows() as f32);
            }
        }
        Ok((total / x.rows() as f64, g))
    }
}
#[derive(Default, Clone, Copy)]
pub struct VaeKl;
pub struct VaeKlGradient {
    pub mean: Vec<f32>,
    pub log_variance: Vec<f32>,
}
impl VaeKl {
    pub fn value_and_grad(&self, m: Rows<'_>, v: Rows<'_>) -> Result<(f64, VaeKlGradient)> {
        let n = m.rows() as f32;
        let total: f32 = m
            .data
            .iter()
            .zip(v.data)
            .map(|(m, v)| -(1.0 + v - m * m - v.exp()) / 2.0)
            .sum();
        Ok((
            f64::from(total / n),
            VaeKlGradient {
                mean: m.data.iter().map(|m| m / n).collect(),
                log_variance: v.data.iter().map(|v| (v.exp() - 1.0) / 2.0 / n).collect(),
            },
        ))
    }
}
#[derive(Clone, Copy)]
pub struct Triplet {
    margin: f32,
}
impl Default for Triplet {
    fn default() -> Self {
        Self { margin: 1.0 }
    }
}
pub struct TripletGradient {
    pub anchor: Vec<f32>,
    pub positive: Vec<f32>,
    pub negative: Vec<f32>,
}
impl Triplet {
    pub fn new(margin: f64) -> Result<Self> {
        Ok(Self {
            margin: margin as f32,
        })
    }
    pub fn value_and_grad(
        &self,
        a: Rows<'_>,
        p: Rows<'_>,
        n: Rows<'_>,
    ) -> Result<(f64, TripletGradient)> {
        let mut total = 0.0;
        let mut g = TripletGradient {
            anchor: vec![0.0; a.data.len()],
            positive: vec![0.0; a.data.len()],
            negative: vec![0.0; a.data.len()],
        };
        let rows = a.rows() as f32;
        for i in 0..a.rows() {
            let d = |x: &[f32], y: &[f32]| {
                x.iter()
                    .zip(y)
                    .map(|(x, y)| (x - y) * (x - y))
                    .sum::<f32>()
                    .sqrt()
            };
            let (dp, dn) = (d(a.row(i), p.row(i)), d(a.row(i), n.row(i)));
            let v = dp - dn + self.margin;
            if v <= 0.0 {
                continue;
            }
            total += f64::from(v);
            for k in 0..a.columns {
                let gp = if dp > 0.0 {
                    (a.row(i)[k] - p.row(i)[k]) / dp / rows
                } else {
                    0.0
                };
                let gn = if dn > 0.0 {
                    (a.row(i)[k] - n.row(i)[k]) / dn / rows
                } else {
                    0.0
                };
                g.anchor[i * a.columns + k] = gp - gn;
                g.positive[i * a.columns + k] = -gp;
                g.negative[i * a.columns + k] = gn;
            }
        }
        Ok((total / a.rows() as f64, g))
    }
}
#[derive(Default, Clone, Copy)]
pub struct Discriminator;
pub struct DiscriminatorGradient {
    pub real: Vec<f32>,
    pub fake: Vec<f32>,
}
impl Discriminator {
    pub fn value_and_grad(&self, r: &[f32], f: &[f32]) -> Result<(f64, DiscriminatorGradient)> {
        let (nr, nf) = (r.len() as f32, f.len() as f32);
        let v = r.iter().map(|&z| softplus(-z)).sum::<f32>() / nr
            + f.iter().map(|&z| softplus(z)).sum::<f32>() / nf;
        Ok((
            f64::from(v),
            DiscriminatorGradient {
                real: r.iter().map(|&z| -sigmoid(-z) / nr).collect(),
                fake: f.iter().map(|&z| sigmoid(z) / nf).collect(),
            },
        ))
    }
}
macro_rules! generator {
    ($name:ident, $z:ident, $v:expr, $g:expr) => {
        #[derive(Default, Clone, Copy)]
        pub struct $name;
        impl $name {
            pub fn value_and_grad(&self, f: &[f32]) -> Result<(f64, Vec<f32>)> {
                let n = f.len() as f32;
                Ok((
                    f64::from(f.iter().map(|&$z| $v).sum::<f32>() / n),
                    f.iter().map(|&$z| $g / n).collect(),
                ))
            }
        }
    };
}
generator!(NonSaturatingGenerator, z, softplus(-z), -sigmoid(-z));
generator!(MinimaxGenerator, z, -softplus(z), -sigmoid(z));
