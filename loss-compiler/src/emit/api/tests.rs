//! The public face of three losses, as text. `loss-core` compiles the same text around kernels written by hand, and runs it.

use std::{collections::BTreeMap, fs, path::Path};

use super::{Api, Texts, item};
use crate::graph::{Also, Arg, Axis, Bound, Domain, Extent, Formula, Graph, Kind, Scope};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, parse_quote};

fn arg(name: &str, kind: Kind, axes: &[Extent]) -> Arg {
    let (default, domain) = (None, Domain::default());
    Arg {
        name: name.to_string(),
        kind,
        axes: axes.to_vec(),
        default,
        domain,
    }
}

/// A parameter of default 1, from 0 on.
fn param(name: &str, kind: Kind, axes: &[Extent], included: bool) -> Arg {
    let domain = Domain {
        low: Some(Bound { at: 0.0, included }),
        high: None,
    };
    Arg {
        default: Some(1.0),
        domain,
        ..arg(name, kind, axes)
    }
}

fn formula(name: &str, args: Vec<Arg>, axes: &[&str], source: &str) -> Formula {
    let mut graph = Graph::new(BTreeMap::new());
    let value = graph.constant(0.0);
    Formula {
        name: name.to_string(),
        scope: Scope::Sample,
        args,
        axes: axes.iter().map(|axis| (*axis).to_string()).collect(),
        same_length: (0..axes.len()).map(|axis| Axis(axis as u8)).collect(),
        graph,
        value,
        weight: None,
        claims: Vec::new(),
        specialise: Vec::new(),
        source: source.to_string(),
    }
}

fn emit(formula: &Formula, attrs: &[Attribute], pointwise: bool) -> TokenStream {
    let k = quote!(::loss_core::__private);
    let vis = parse_quote!(pub);
    let name = format_ident!("{}", formula.name);
    let mut texts = Texts::default();
    texts.explanation.formula.clone_from(&formula.source);
    item(&Api {
        also: Also::default(),
        k: &k,
        attrs,
        vis: &vis,
        name: &name,
        arg_attrs: Vec::new(),
        formula,
        pointwise,
        texts: &texts,
        special: Vec::new(),
    })
}

fn huber() -> Formula {
    let args = vec![
        arg("prediction", Kind::Input, &[]),
        arg("target", Kind::Data, &[]),
        param("delta", Kind::Param, &[], false),
    ];
    let source = "let size = abs(prediction - target);\nif size <= delta { size * size / 2 } else { delta * (size - delta / 2) }";
    formula("Huber", args, &[], source)
}

fn cross_entropy() -> Formula {
    let k = [Extent::Named(Axis(0))];
    let args = vec![
        arg("logits", Kind::Input, &k),
        arg("label", Kind::Index(Axis(0)), &[]),
        param("class_weight", Kind::Param, &k, true),
    ];
    formula(
        "SparseCrossEntropy",
        args,
        &["K"],
        "weighted(-log_softmax(logits)[label], class_weight[label])",
    )
}

fn triplet() -> Formula {
    let d = [Extent::Named(Axis(0))];
    let mut args: Vec<Arg> = ["anchor", "positive", "negative"]
        .iter()
        .map(|name| arg(name, Kind::Input, &d))
        .collect();
    args.push(param("margin", Kind::Learnable, &[], true));
    formula(
        "Triplet",
        args,
        &["D"],
        "relu(norm(anchor - positive) - norm(anchor - negative) + margin)",
    )
}

fn pretty(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).expect("items"))
}

/// With `BLESS=1` in the environment the files are written instead.
#[test]
fn the_run_time_is_tested_with_what_is_emitted() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../loss-core/tests/expansion/generated");
    let docs: Attribute = parse_quote!(#[doc = " Huber loss."]);
    for (file, tokens) in [
        ("huber.rs", emit(&huber(), &[docs], true)),
        ("cross_entropy.rs", emit(&cross_entropy(), &[], false)),
        ("triplet.rs", emit(&triplet(), &[], false)),
    ] {
        let text = pretty(tokens);
        let path = folder.join(file);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &text).expect("a writable folder");
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            known == text,
            "{file} is not what is emitted now: set BLESS=1 and look at the difference"
        );
    }
}

#[test]
fn the_same_tokens_come_out_each_time() {
    let once = emit(&triplet(), &[], false).to_string();
    assert_eq!(once, emit(&triplet(), &[], false).to_string());
}

#[test]
fn arguments_named_like_what_the_templates_use_stay_apart() {
    let args = vec![
        arg("options", Kind::Input, &[]),
        arg("cost", Kind::Input, &[]),
        arg("gradient", Kind::Data, &[]),
        arg("r#type", Kind::Data, &[]),
        param("value", Kind::Param, &[], true),
        param("learnable", Kind::Learnable, &[], true),
        param("scale", Kind::Learnable, &[], true),
        Arg {
            default: Some(1.0),
            ..arg("mask", Kind::Flag, &[])
        },
    ];
    let text = pretty(emit(&formula("Odd", args, &[], ""), &[], true));
    assert!(text.contains("options_: &::loss_core::__private::Options<'_>"));
    assert!(text.contains("pub fn value_(&self)") && text.contains("pub fn mask_(&self)"));
    assert!(text.contains("r#type: &[E]"));
    assert!(text.contains("mask: true"));
}

#[test]
fn a_batch_loss_has_no_samples_to_weigh() {
    let axes = [Extent::Named(Axis(0)), Extent::Named(Axis(1))];
    let args = vec![
        arg("x", Kind::Input, &axes),
        arg("id", Kind::Identity, &axes[..1]),
        arg("real", Kind::Input, &axes[..1]),
    ];
    let formula = Formula {
        scope: Scope::Batch,
        ..formula("Pairs", args, &["I", "D"], "")
    };
    let text = pretty(emit(&formula, &[], false));
    assert!(text.contains("x: ::loss_core::__private::Rows<'_, E>"));
    assert!(text.contains("real: &[E]"));
    assert!(
        !text.contains("SampleLoss") && !text.contains("fn weights") && !text.contains("fn each")
    );
}

#[test]
fn pages_that_another_crate_shows_are_whole() {
    let expanded = |documentation| {
        let tokens = "(::loss_core) pub loss Own(x: input) { x * x }".parse();
        let also = Also {
            documentation,
            ..Also::default()
        };
        crate::expand_located(tokens.expect("Rust's tokens"), also, &|_| None).to_string()
    };
    let (usual, whole) = (expanded(false), expanded(true));
    assert!(usual.contains("cfg_attr (doc") && usual.contains("loss_curves"));
    assert!(!whole.contains("cfg_attr") && whole.contains("loss_curves"));
    assert!(whole.contains("**Gradient**"));
}
