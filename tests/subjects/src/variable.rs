//! Losses of one variable, which can be scanned over all its numbers.

use loss_core::spec::{Arg, Domain, Kind, Spec};

/// What such a loss is scanned over.
pub struct Variable {
    /// Where its input is defined.
    pub domain: Domain,
    /// Where its target is, if it has one.
    pub target: Option<Domain>,
}

impl Variable {
    /// That of a loss; nothing if a call takes more than an input and a target.
    #[must_use]
    pub fn of(spec: &Spec) -> Option<Variable> {
        let learns = spec.args.iter().any(|arg| arg.kind == Kind::Learnable);
        if spec.batch || learns || spec.args.iter().any(|arg| !arg.axes.is_empty()) {
            return None;
        }
        let per_call: Vec<&Arg> = spec.args.iter().filter(|arg| arg.is_per_call()).collect();
        let (domain, target) = match per_call[..] {
            [x] if x.kind == Kind::Input => (x.domain, None),
            [x, y] if x.kind == Kind::Input && y.kind == Kind::Data => (x.domain, Some(y.domain)),
            _ => return None,
        };
        Some(Variable { domain, target })
    }

    /// Targets to scan with: classes where there are any.
    #[must_use]
    pub fn targets(&self) -> Vec<Option<f64>> {
        let Some(domain) = self.target else {
            return vec![None];
        };
        let all = match (domain.low, domain.high) {
            (Some(low), Some(high)) => [low.at, high.at],
            (Some(low), None) => [low.at, low.at + 3.0],
            (None, Some(high)) => [high.at, high.at - 3.0],
            (None, None) => [0.0, 1.5],
        };
        let inside = all.into_iter().filter(|&y| domain.contains(y));
        inside.map(Some).collect()
    }
}

/// What tables call a loss with a target.
#[must_use]
pub fn row(loss: &str, target: Option<f64>) -> String {
    target.map_or(loss.to_owned(), |target| format!("{loss} {target}"))
}
