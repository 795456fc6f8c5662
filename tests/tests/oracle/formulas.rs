//! The formulas of the library, from its sources.

use loss_compiler::check::front;
use loss_compiler::graph::Formula;
use proc_macro2::{TokenStream, TokenTree};

const SOURCES: [&str; 29] = [
    include_str!("../../../loss-core/src/losses/adversarial.rs"),
    include_str!("../../../loss-core/src/losses/boxes.rs"),
    include_str!("../../../loss-core/src/losses/classification.rs"),
    include_str!("../../../loss-core/src/losses/contrastive.rs"),
    include_str!("../../../loss-core/src/losses/count.rs"),
    include_str!("../../../loss-core/src/losses/detection.rs"),
    include_str!("../../../loss-core/src/losses/distance.rs"),
    include_str!("../../../loss-core/src/losses/divergence.rs"),
    include_str!("../../../loss-core/src/losses/embedding.rs"),
    include_str!("../../../loss-core/src/losses/gaussian.rs"),
    include_str!("../../../loss-core/src/losses/hinge.rs"),
    include_str!("../../../loss-core/src/losses/likelihood.rs"),
    include_str!("../../../loss-core/src/losses/margin.rs"),
    include_str!("../../../loss-core/src/losses/metric.rs"),
    include_str!("../../../loss-core/src/losses/multiclass.rs"),
    include_str!("../../../loss-core/src/losses/multilabel.rs"),
    include_str!("../../../loss-core/src/losses/penalty.rs"),
    include_str!("../../../loss-core/src/losses/power_divergence.rs"),
    include_str!("../../../loss-core/src/losses/proxy.rs"),
    include_str!("../../../loss-core/src/losses/quantile.rs"),
    include_str!("../../../loss-core/src/losses/ranking.rs"),
    include_str!("../../../loss-core/src/losses/regression.rs"),
    include_str!("../../../loss-core/src/losses/relative.rs"),
    include_str!("../../../loss-core/src/losses/robust.rs"),
    include_str!("../../../loss-core/src/losses/scoring.rs"),
    include_str!("../../../loss-core/src/losses/segmentation.rs"),
    include_str!("../../../loss-core/src/losses/survival.rs"),
    include_str!("../../../loss-core/src/losses/tasks.rs"),
    include_str!("../../../loss-core/src/losses/triplet.rs"),
];

/// Every formula that is written in `loss!`.
pub fn library() -> Vec<Formula> {
    SOURCES.iter().flat_map(|source| file(source)).collect()
}

fn file(source: &str) -> Vec<Formula> {
    let tokens: TokenStream = source.parse().expect("Rust's tokens");
    let mut formulas = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_loss = matches!(&token, TokenTree::Ident(name) if name == "loss");
        let bang = matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == '!');
        if !(is_loss && bang) {
            continue;
        }
        tokens.next();
        if let Some(TokenTree::Group(block)) = tokens.next() {
            let (_, items, errors) = front(block.stream());
            assert!(errors.is_empty(), "the library compiles");
            formulas.extend(items.into_iter().map(|item| item.formula));
        }
    }
    formulas
}
