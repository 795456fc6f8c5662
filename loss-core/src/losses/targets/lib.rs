//! The standard losses, part one: a prediction against its target: an amount, a time, a label, a rank, a distribution.
//!
//! The parts are crates, so that they compile beside each other. Use them through `loss-core`, whose `losses` are the chapters of both.
#![no_std]

pub mod classification;
pub mod count;
pub mod distance;
pub mod divergence;
pub mod gaussian;
pub mod hinge;
pub mod likelihood;
pub mod margin;
pub mod multiclass;
pub mod multilabel;
pub mod power_divergence;
pub mod quantile;
pub mod ranking;
pub mod regression;
pub mod relative;
pub mod robust;
pub mod scoring;
pub mod survival;

/// For the expansion of `loss!` alone.
mod __private {
    #[allow(unused_imports, reason = "only pages call it")]
    pub use loss_macros::loss_curves;
    pub use loss_runtime::__private::*;
}

/// What `loss_core::loss!` is to the crates that depend on it.
macro_rules! loss {
    ($($item:tt)*) => {
        loss_macros::loss_impl! { (crate) $($item)* }
    };
}
pub(crate) use loss;

/// The chapters in their order: their names and their texts.
#[cfg(feature = "sources")]
#[doc(hidden)]
pub const CHAPTERS: &[(&str, &str)] = &[
    ("regression", include_str!("regression.rs")),
    ("quantile", include_str!("quantile.rs")),
    ("relative", include_str!("relative.rs")),
    ("distance", include_str!("distance.rs")),
    ("robust", include_str!("robust.rs")),
    ("likelihood", include_str!("likelihood.rs")),
    ("count", include_str!("count.rs")),
    ("survival", include_str!("survival.rs")),
    ("scoring", include_str!("scoring.rs")),
    ("classification", include_str!("classification.rs")),
    ("hinge", include_str!("hinge.rs")),
    ("margin", include_str!("margin.rs")),
    ("ranking", include_str!("ranking.rs")),
    ("multiclass", include_str!("multiclass.rs")),
    ("multilabel", include_str!("multilabel.rs")),
    ("divergence", include_str!("divergence.rs")),
    ("power_divergence", include_str!("power_divergence.rs")),
    ("gaussian", include_str!("gaussian.rs")),
];
