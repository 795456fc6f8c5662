//! Claims of a formula as those of loss-core.

use loss_compiler::graph::Claim;
use loss_core::spec::Trait;

/// The trait of a claim; the compiler admits no others.
pub fn of(claim: &Claim) -> Option<Trait> {
    let constant = || -> &'static str { claim.constant.clone().unwrap_or_default().leak() };
    Some(match claim.name.as_str() {
        "convex" => Trait::Convex,
        "strictly_convex" => Trait::StrictlyConvex,
        "nonnegative" => Trait::Nonnegative,
        "bounded_below" => Trait::BoundedBelow(constant()),
        "symmetric" => Trait::Symmetric,
        "zero_at_match" => Trait::ZeroAtMatch,
        "lipschitz" => Trait::Lipschitz(constant()),
        "homogeneous" => Trait::Homogeneous(constant()),
        "shift_invariant" => Trait::ShiftInvariant,
        "permutation_equivariant" => Trait::PermutationEquivariant,
        "differentiable" => Trait::Differentiable,
        "proper" => Trait::Proper,
        _ => return None,
    })
}
