//! What a loss says of itself: its arguments, their kinds, axes and domains. Constants, so that checks, documentation and
//! tests read the same table.

use core::fmt;

/// One end of a [`Domain`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The number.
    pub at: f64,
    /// Whether the number itself is in the domain.
    pub included: bool,
}

/// The values an argument may take. A side without a bound goes up to infinity, which is included; NaN never is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Domain {
    /// Lower end.
    pub low: Option<Bound>,
    /// Upper end.
    pub high: Option<Bound>,
}

impl Domain {
    /// Every number.
    pub const ALL: Domain = Domain {
        low: None,
        high: None,
    };

    /// From `at` on.
    #[must_use]
    pub const fn from(self, at: f64, included: bool) -> Domain {
        Domain {
            low: Some(Bound { at, included }),
            ..self
        }
    }

    /// Up to `at`.
    #[must_use]
    pub const fn to(self, at: f64, included: bool) -> Domain {
        Domain {
            high: Some(Bound { at, included }),
            ..self
        }
    }

    /// Whether `x` is in the domain.
    pub fn contains(&self, x: f64) -> bool {
        let above = self
            .low
            .is_none_or(|b| if b.included { x >= b.at } else { x > b.at });
        let below = self
            .high
            .is_none_or(|b| if b.included { x <= b.at } else { x < b.at });
        !x.is_nan() && above && below
    }
}

/// As the language writes it: `0.0<..1.0`.
impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.low {
            Some(Bound { at, included }) => {
                write!(f, "{at:?}{}..", if included { "" } else { "<" })?
            }
            None => f.write_str("..")?,
        }
        match self.high {
            Some(Bound { at, included }) => write!(f, "{}{at:?}", if included { "=" } else { "" }),
            None => Ok(()),
        }
    }
}

/// What an argument is to the formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Per sample, differentiated.
    Input,
    /// Per sample, not differentiated.
    Data,
    /// A class: a position along an axis of the loss.
    Index(usize),
    /// An identity that can only be compared.
    Identity,
    /// A hyper-parameter.
    Param,
    /// A parameter that is differentiated.
    Learnable,
    /// A choice.
    Flag,
}

/// An axis of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// An axis of the loss, by its index in [`Spec::axes`].
    Named(usize),
    /// That many components.
    Fixed(usize),
}

/// An argument as declared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arg {
    /// Its name.
    pub name: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// Its axes, the last one contiguous in memory.
    pub axes: &'static [Extent],
    /// The default of a parameter; a flag's is 0 or 1.
    pub default: Option<f64>,
    /// The values it may take.
    pub domain: Domain,
}

impl Arg {
    /// An argument without axes, default or bounds.
    pub const fn new(name: &'static str, kind: Kind) -> Arg {
        Arg {
            name,
            kind,
            axes: &[],
            default: None,
            domain: Domain::ALL,
        }
    }

    /// With axes.
    #[must_use]
    pub const fn axes(self, axes: &'static [Extent]) -> Arg {
        Arg { axes, ..self }
    }

    /// With a default.
    #[must_use]
    pub const fn default(self, default: f64) -> Arg {
        Arg {
            default: Some(default),
            ..self
        }
    }

    /// With a domain.
    #[must_use]
    pub const fn domain(self, domain: Domain) -> Arg {
        Arg { domain, ..self }
    }

    /// Whether it comes with the call and not with the loss.
    pub const fn is_per_call(&self) -> bool {
        matches!(
            self.kind,
            Kind::Input | Kind::Data | Kind::Index(_) | Kind::Identity
        )
    }
}

/// An axis of a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Its name.
    pub name: &'static str,
    /// The axis whose length it shares; itself unless it is another's renaming.
    pub length_of: usize,
}

/// What a loss claims of itself with `#[claims(…)]`. A constant is a number or a formula of the loss's parameters, as written.
/// [`check::laws`](crate::check::laws) holds each against the loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trait {
    /// Convex in all inputs together, on their domain, for any data in theirs.
    Convex,
    /// The same, and nowhere straight.
    StrictlyConvex,
    /// Never below 0.
    Nonnegative,
    /// Never below a number.
    BoundedBelow(&'static str),
    /// The same when input and target change places.
    Symmetric,
    /// 0, with zero gradient, where the input is the target.
    ZeroAtMatch,
    /// No derivative of a sample is beyond a number in size.
    Lipschitz(&'static str),
    /// Input and target times s > 0 give s to this power times the loss.
    Homogeneous(&'static str),
    /// A number added to all elements of the input changes nothing.
    ShiftInvariant,
    /// Classes in another order give the same loss, and the gradient in that order.
    PermutationEquivariant,
    /// No kink anywhere in the domain.
    Differentiable,
    /// A proper scoring rule: the expected loss is least where the report is the distribution of the outcomes.
    Proper,
}

impl Trait {
    /// As `#[claims(…)]` writes it, without the constant.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Trait::Convex => "convex",
            Trait::StrictlyConvex => "strictly_convex",
            Trait::Nonnegative => "nonnegative",
            Trait::BoundedBelow(_) => "bounded_below",
            Trait::Symmetric => "symmetric",
            Trait::ZeroAtMatch => "zero_at_match",
            Trait::Lipschitz(_) => "lipschitz",
            Trait::Homogeneous(_) => "homogeneous",
            Trait::ShiftInvariant => "shift_invariant",
            Trait::PermutationEquivariant => "permutation_equivariant",
            Trait::Differentiable => "differentiable",
            Trait::Proper => "proper",
        }
    }

    /// The constant, if it has one.
    #[must_use]
    pub const fn constant(&self) -> Option<&'static str> {
        match self {
            Trait::BoundedBelow(c) | Trait::Lipschitz(c) | Trait::Homogeneous(c) => Some(c),
            _ => None,
        }
    }
}

/// As `#[claims(…)]` writes it: `lipschitz = delta`.
impl fmt::Display for Trait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.constant() {
            Some(constant) => write!(f, " = {constant}"),
            None => Ok(()),
        }
    }
}

/// A loss as declared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spec {
    /// Its name.
    pub name: &'static str,
    /// Whether the formula describes the whole batch.
    pub batch: bool,
    /// All arguments in the order declared.
    pub args: &'static [Arg],
    /// The axes.
    pub axes: &'static [Axis],
}

impl Spec {
    /// Whether every argument of a call is one number a sample.
    pub(crate) const fn has_no_axes(&self) -> bool {
        let mut i = 0;
        while i < self.args.len() {
            if self.args[i].is_per_call() && !self.args[i].axes.is_empty() {
                return false;
            }
            i += 1;
        }
        true
    }

    /// Whether a parameter may leave its domain by being rounded to `f32`: where an end is not in the domain, or no `f32`.
    pub(crate) const fn may_round_out(&self) -> bool {
        let mut i = 0;
        while i < self.args.len() {
            let arg = &self.args[i];
            let is_number = matches!(arg.kind, Kind::Param | Kind::Learnable);
            if is_number && !(keeps(arg.domain.low) && keeps(arg.domain.high)) {
                return true;
            }
            i += 1;
        }
        false
    }
}

/// Whether no number is rounded beyond this end.
const fn keeps(end: Option<Bound>) -> bool {
    match end {
        Some(Bound { at, included }) => included && (at as f32) as f64 == at,
        None => true,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{Domain, keeps};
    use std::string::ToString;

    #[test]
    fn rounding_leaves_a_domain_at_an_end_that_is_not_in_it_or_no_number_of_the_type() {
        assert!(keeps(Domain::ALL.low) && keeps(Domain::ALL.from(0.0, true).low));
        assert!(!keeps(Domain::ALL.from(0.0, false).low));
        assert!(!keeps(Domain::ALL.to(0.1, true).high));
        assert!(keeps(Domain::ALL.to(0.5, true).high));
    }

    #[test]
    fn a_domain_reads_as_the_language_writes_it() {
        for (domain, text) in [
            (Domain::ALL, ".."),
            (Domain::ALL.from(0.0, false), "0.0<.."),
            (Domain::ALL.from(0.0, true).to(1.0, true), "0.0..=1.0"),
            (Domain::ALL.from(0.0, false).to(1.0, false), "0.0<..1.0"),
            (Domain::ALL.to(-1.5, false), "..-1.5"),
        ] {
            assert_eq!(domain.to_string(), text);
        }
    }

    #[test]
    fn infinity_is_in_an_open_ended_domain_and_nan_in_none() {
        assert!(Domain::ALL.contains(f64::INFINITY));
        assert!(!Domain::ALL.contains(f64::NAN));
        let positive = Domain::ALL.from(0.0, false);
        assert!(
            !positive.contains(0.0)
                && !positive.contains(-0.0)
                && positive.contains(f64::MIN_POSITIVE)
        );
    }
}
