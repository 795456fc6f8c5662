//! What a loss claims of itself, and the values it wants kernels for.

use super::signature::{Signature, written};
use super::walk;
use crate::error::{At, Errors, catalogue, listed, nearest};
use crate::graph::{ArgId, Claim, Kind};
use crate::syntax::{self, ExprKind, Loss, constant, display, print_expr};

/// A trait and whether it has a constant.
pub const TRAITS: &[(&str, bool)] = &[
    ("convex", false),
    ("strictly_convex", false),
    ("nonnegative", false),
    ("bounded_below", true),
    ("symmetric", false),
    ("zero_at_match", false),
    ("lipschitz", true),
    ("homogeneous", true),
    ("shift_invariant", false),
    ("permutation_equivariant", false),
    ("differentiable", false),
    ("proper", false),
];

/// The claims of a loss.
pub fn claims(loss: &Loss, signature: &Signature, errors: &mut Errors) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for claim in &loss.claims {
        let (name, at) = (display(&claim.name), At::from(&claim.name));
        let Some((_, has_constant)) = TRAITS.iter().find(|(known, _)| *known == name) else {
            let names = TRAITS.iter().map(|(known, _)| *known);
            let help = match nearest(&name, names.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", listed(names)),
            };
            errors.report(at, &catalogue::UNKNOWN_CLAIM, &[&name, &help]);
            continue;
        };
        let form: Option<(&str, String)> = match (&claim.constant, has_constant) {
            (None, true) => Some(("is claimed with a constant", format!("{name} = 1"))),
            (Some(_), false) => Some(("has no constant", name.clone())),
            _ if claims.iter().any(|other| other.name == name) => {
                Some(("is claimed already", name.clone()))
            }
            _ => None,
        };
        if let Some((why, example)) = form {
            errors.report(at, &catalogue::CLAIM_FORM, &[&name, &why, &example]);
            continue;
        }
        if let Some(constant) = &claim.constant {
            check_constant(constant, signature, errors);
        }
        claims.push(Claim {
            name,
            constant: claim.constant.as_ref().map(print_expr),
        });
    }
    claims
}

/// A constant is a formula of params.
fn check_constant(constant_of: &syntax::Expr, signature: &Signature, errors: &mut Errors) {
    walk::expr(constant_of, &mut |expr| {
        let ExprKind::Name(ident) = &expr.kind else {
            return;
        };
        let name = display(ident);
        let params = signature
            .args
            .iter()
            .filter(|arg| arg.kind == Kind::Param)
            .map(|arg| arg.name.as_str());
        let is_known = constant(&name).is_some() || params.clone().any(|param| param == name);
        if !is_known {
            let help = match nearest(&name, params) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "the constant of a claim is a number or a formula of params".to_owned(),
            };
            errors.report(expr.at, &catalogue::UNKNOWN_NAME, &[&name, &help]);
        }
    });
}

/// The values that get a kernel of their own.
pub fn specialise(
    loss: &Loss,
    signature: &Signature,
    errors: &mut Errors,
) -> Vec<Vec<(ArgId, f64)>> {
    loss.specialise
        .iter()
        .map(|entries| {
            entries
                .iter()
                .filter_map(|entry| specialised(entry, signature, errors))
                .collect()
        })
        .collect()
}

fn specialised(
    entry: &syntax::Specialise,
    signature: &Signature,
    errors: &mut Errors,
) -> Option<(ArgId, f64)> {
    let name = display(&entry.name);
    let params = signature
        .args
        .iter()
        .enumerate()
        .filter(|(_, arg)| arg.kind == Kind::Param);
    let Some((index, arg)) = params.clone().find(|(_, arg)| arg.name == name) else {
        let near = nearest(&name, params.map(|(_, arg)| arg.name.as_str()));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        errors.report(
            At::from(&entry.name),
            &catalogue::SPECIALISE_NAME,
            &[&name, &hint],
        );
        return None;
    };
    if !arg.domain.contains(entry.value) {
        let fill: [&dyn std::fmt::Display; 3] = [&entry.value, &name, &written(arg.domain)];
        errors.report(entry.at, &catalogue::SPECIALISE_OUTSIDE, &fill);
        return None;
    }
    let index = u16::try_from(index).ok()?;
    Some((ArgId(index), entry.value))
}
