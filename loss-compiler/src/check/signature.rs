//! Arguments: kinds, axes, defaults, domains. Everything wrong is reported, and what is handed on is a sound signature all
//! the same, so that a stub can have it.

use std::collections::BTreeSet;

use super::axis::AxisTable;
use crate::error::{At, Entry, Errors, catalogue};
use crate::graph::{self, Axis, Bound, Domain, Scope};
use crate::syntax::{Arg, Default, Extent, Kind, Loss, display};

/// The most components of one argument: each is an argument of its own to the passes.
const MOST_COMPONENTS: u32 = 64;

/// The checked arguments.
pub struct Signature {
    /// As the graph has them.
    pub args: Vec<graph::Arg>,
    /// For each the argument in the syntax tree.
    pub sources: Vec<usize>,
    /// Whether what the formula does with it can be judged.
    pub is_known: Vec<bool>,
    /// The axes.
    pub axes: AxisTable,
    /// Whether an error about an axis was reported; then nothing is said of an axis that is missing.
    pub lacks_axes: bool,
}

/// The errors after which an argument may have fewer axes than it should.
const FEWER_AXES: &[&Entry] = &[
    &catalogue::KIND_AXES,
    &catalogue::FIXED_SIZE,
    &catalogue::REPEATED_AXIS,
    &catalogue::INDEX_RANGE,
    &catalogue::BATCH_AXIS,
    &catalogue::TOO_MANY,
];

/// What a generated struct already calls its own.
const METHODS: &[&str] = &[
    "new",
    "default",
    "clone",
    "value",
    "value_and_grad",
    "value_and_grad_into",
    "each",
    "each_into",
    "derivatives",
    "derivatives_into",
    "state",
    "reduce",
    "weights",
    "mask",
    "ignore_label",
    "checked",
    "divided_by",
    "value_with",
    "value_and_grad_with",
    "value_and_grad_into_with",
    "derivatives_with_options",
];

/// Checks the arguments of a loss.
pub fn check(loss: &Loss, errors: &mut Errors) -> Signature {
    let mut signature = Signature {
        args: Vec::new(),
        sources: Vec::new(),
        is_known: Vec::new(),
        axes: AxisTable::default(),
        lacks_axes: false,
    };
    let before = errors.len();
    let mut names = BTreeSet::new();
    for (source, arg) in loss.args.iter().enumerate() {
        let name = display(&arg.name);
        if signature.args.len() >= usize::from(u16::MAX) {
            let fill: [&dyn std::fmt::Display; 3] =
                [&u16::MAX, &"arguments", &"put them along an axis"];
            errors.report(At::from(&arg.name), &catalogue::TOO_MANY, &fill);
            break;
        }
        if !names.insert(name.clone()) {
            errors.report(
                At::from(&arg.name),
                &catalogue::DUPLICATE_NAME,
                &[&"the argument", &name],
            );
            continue;
        }
        check_name(arg, errors);
        let before_axes = errors.len();
        let axes = check_axes(arg, &mut signature.axes, errors);
        let has_sound_axes = errors.len() == before_axes;
        check_batch(arg, &axes, loss.scope, errors);
        let kind = kind(arg, &mut signature.axes, errors);
        let domain = check_domain(arg, errors);
        let default = check_default(arg, domain, errors);
        signature
            .is_known
            .push(arg.kind != Kind::Unknown && has_sound_axes);
        signature.sources.push(source);
        signature.args.push(graph::Arg {
            name,
            kind,
            axes,
            default,
            domain,
        });
    }
    check_lengths(loss, &signature, errors);
    signature.lacks_axes = errors.has_any_since(before, FEWER_AXES);
    check_input(loss, &signature, errors);
    signature
}

fn check_name(arg: &Arg, errors: &mut Errors) {
    let name = display(&arg.name);
    let at = At::from(&arg.name);
    if super::is_constant_name(&name) {
        errors.report(at, &catalogue::RESERVED_NAME, &[&name, &"is a constant"]);
    }
    let has_getter = matches!(arg.kind, Kind::Param | Kind::Learnable | Kind::Flag);
    if has_getter && METHODS.contains(&name.as_str()) {
        let why = "is a method of every loss, and each param has a method of its own name";
        errors.report(at, &catalogue::RESERVED_NAME, &[&name, &why]);
    }
}

fn kind(arg: &Arg, axes: &mut AxisTable, errors: &mut Errors) -> graph::Kind {
    match &arg.kind {
        Kind::Input => graph::Kind::Input,
        Kind::Data | Kind::Unknown => graph::Kind::Data,
        Kind::Index(None) => graph::Kind::Identity,
        Kind::Index(Some(range)) => match declare(range, axes, errors) {
            Some(axis) => graph::Kind::Index(axis),
            None => graph::Kind::Identity,
        },
        Kind::Param => graph::Kind::Param,
        Kind::Learnable => graph::Kind::Learnable,
        Kind::Flag => graph::Kind::Flag,
    }
}

fn declare(name: &proc_macro2::Ident, axes: &mut AxisTable, errors: &mut Errors) -> Option<Axis> {
    let axis = axes.declare(&display(name));
    if axis.is_none() {
        let fill: [&dyn std::fmt::Display; 3] = [
            &graph::Axes::MOST,
            &"axes",
            &"give axes of one length one name",
        ];
        errors.report(At::from(name), &catalogue::TOO_MANY, &fill);
    }
    axis
}

/// The axes that a kind can have, and those it cannot reported and left out.
fn check_axes(arg: &Arg, table: &mut AxisTable, errors: &mut Errors) -> Vec<graph::Extent> {
    let mut axes = Vec::new();
    let mut components = 1u32;
    for (i, extent) in arg.axes.iter().enumerate() {
        let (at, is_fixed) = match extent {
            Extent::Named(name) => (At::from(name), false),
            Extent::Fixed(_, at) => (*at, true),
        };
        let refusal = match arg.kind {
            Kind::Learnable => Some((
                "a `learnable`",
                "axes",
                "it is one number, the same for all samples",
            )),
            Kind::Flag => Some(("a `flag`", "axes", "it is one choice for the whole call")),
            Kind::Param if is_fixed => Some((
                "a `param`",
                "components",
                "declare one `param` for each, or one per class, `param[K]`",
            )),
            Kind::Param if i > 0 => Some((
                "a `param`",
                "second axis",
                "it is one number, or one per class",
            )),
            Kind::Index(_) if is_fixed => Some((
                "an `index`",
                "components",
                "declare one `index` for each, or name the axis: `index(K)[N]`",
            )),
            _ => None,
        };
        if let Some((what, lacks, help)) = refusal {
            errors.report(at, &catalogue::KIND_AXES, &[&what, &lacks, &help]);
            continue;
        }
        match extent {
            Extent::Fixed(0, _) => {
                let help = "an axis has at least one component";
                errors.report(at, &catalogue::FIXED_SIZE, &[&0, &"few", &help]);
            }
            Extent::Fixed(count, _) => {
                components = components.saturating_mul(*count);
                if components > MOST_COMPONENTS {
                    let help = "name the axis, `[K]`: its length is then that of the data";
                    errors.report(at, &catalogue::FIXED_SIZE, &[&components, &"many", &help]);
                } else {
                    axes.push(graph::Extent::Fixed(*count));
                }
            }
            Extent::Named(name) => {
                let Some(axis) = declare(name, table, errors) else {
                    continue;
                };
                if axes.contains(&graph::Extent::Named(axis)) {
                    errors.report(at, &catalogue::REPEATED_AXIS, &[&display(name)]);
                } else {
                    axes.push(graph::Extent::Named(axis));
                }
            }
        }
    }
    axes
}

/// In a batch loss each value per sample lies along an axis.
fn check_batch(arg: &Arg, axes: &[graph::Extent], scope: Scope, errors: &mut Errors) {
    let kind = match &arg.kind {
        Kind::Input => "input".to_owned(),
        Kind::Data => "data".to_owned(),
        Kind::Index(None) => "index(_)".to_owned(),
        Kind::Index(Some(range)) => format!("index({})", display(range)),
        _ => return,
    };
    let is_along_axis = axes
        .iter()
        .any(|extent| matches!(extent, graph::Extent::Named(_)));
    if scope == Scope::Batch && !is_along_axis {
        let at = At::from(&arg.name).to(arg.kind_at);
        errors.report(at, &catalogue::BATCH_AXIS, &[&display(&arg.name), &kind]);
    }
}

fn check_domain(arg: &Arg, errors: &mut Errors) -> Domain {
    let Some((domain, at)) = arg.domain else {
        return Domain::default();
    };
    let what = match arg.kind {
        Kind::Index(_) => "an `index`",
        Kind::Flag => "a `flag`",
        _ => "",
    };
    if !what.is_empty() {
        errors.report(at, &catalogue::NO_DOMAIN, &[&what]);
        return Domain::default();
    }
    if let (Some(low), Some(high)) = (domain.low, domain.high)
        && (low.at > high.at || (low.at == high.at && !(low.included && high.included)))
    {
        errors.report(at, &catalogue::EMPTY_DOMAIN, &[]);
        return Domain::default();
    }
    domain
}

fn check_default(arg: &Arg, domain: Domain, errors: &mut Errors) -> Option<f64> {
    let (default, at) = arg.default?;
    let what = match arg.kind {
        Kind::Input => "an `input`",
        Kind::Data => "`data`",
        Kind::Index(_) => "an `index`",
        Kind::Unknown => return None,
        Kind::Flag => {
            let Default::Truth(truth) = default else {
                let fill: [&dyn std::fmt::Display; 3] =
                    [&"a `flag`", &"`true` or `false`", &"= false"];
                errors.report(at, &catalogue::DEFAULT_FORM, &fill);
                return None;
            };
            return Some(f64::from(u8::from(truth)));
        }
        Kind::Param | Kind::Learnable => {
            let Default::Number(number) = default else {
                let fill: [&dyn std::fmt::Display; 3] = [&"a number", &"a number", &"= 1.0"];
                errors.report(at, &catalogue::DEFAULT_FORM, &fill);
                return None;
            };
            if !domain.contains(number) {
                let name = display(&arg.name);
                let fill: [&dyn std::fmt::Display; 3] = [&number, &name, &written(domain)];
                errors.report(at, &catalogue::DEFAULT_OUTSIDE, &fill);
                return None;
            }
            return Some(number);
        }
    };
    errors.report(at, &catalogue::NO_DEFAULT, &[&what]);
    None
}

/// A domain as the language writes it.
pub fn written(domain: Domain) -> String {
    let number = |bound: Bound| format!("{:?}", bound.at).replace("inf", "INFINITY");
    let low = domain
        .low
        .map(|low| number(low) + if low.included { "" } else { "<" });
    let high = domain
        .high
        .map(|high| (if high.included { "=" } else { "" }).to_owned() + &number(high));
    format!("{}..{}", low.unwrap_or_default(), high.unwrap_or_default())
}

/// Something must say how long each axis is: an index only points into it, and one default serves any number of classes.
fn check_lengths(loss: &Loss, signature: &Signature, errors: &mut Errors) {
    let is_measured = |axis: &str| {
        loss.args.iter().any(|arg| {
            let has_length = matches!(
                arg.kind,
                Kind::Input | Kind::Data | Kind::Index(_) | Kind::Unknown
            );
            has_length
                && arg
                    .axes
                    .iter()
                    .any(|extent| matches!(extent, Extent::Named(name) if display(name) == axis))
        })
    };
    if signature.is_known.contains(&false) {
        return;
    }
    for arg in &loss.args {
        let own = arg.axes.iter().filter_map(|extent| match extent {
            Extent::Named(name) if arg.kind == Kind::Param => Some(name),
            _ => None,
        });
        let range = match &arg.kind {
            Kind::Index(range) => range.as_ref(),
            _ => None,
        };
        for axis in own.chain(range) {
            let name = display(axis);
            if !is_measured(&name) {
                errors.report(At::from(axis), &catalogue::INDEX_RANGE, &[&name]);
            }
        }
    }
}

/// There is something to differentiate by.
fn check_input(loss: &Loss, signature: &Signature, errors: &mut Errors) {
    let has_input = signature
        .args
        .iter()
        .any(|arg| arg.kind == graph::Kind::Input);
    if has_input {
        return;
    }
    if !loss.broken {
        errors.report(
            At::from(&loss.name),
            &catalogue::NO_INPUT,
            &[&display(&loss.name)],
        );
    }
}
