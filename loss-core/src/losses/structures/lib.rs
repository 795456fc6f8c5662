//! The standard losses, part two: structures against each other: batches, masks, boxes, embeddings.
//!
//! The parts are crates, so that they compile beside each other. Use them through `loss-core`, whose `losses` are the chapters of both.
#![no_std]

pub mod adversarial;
pub mod boxes;
pub mod contrastive;
pub mod detection;
pub mod embedding;
pub mod metric;
pub mod overlap;
pub mod pairs;
pub mod penalty;
pub mod proxy;
pub mod segmentation;
pub mod sphere;
pub mod tasks;
pub mod triplet;
pub mod two_samples;

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
    ("adversarial", include_str!("adversarial.rs")),
    ("detection", include_str!("detection.rs")),
    ("segmentation", include_str!("segmentation.rs")),
    ("overlap", include_str!("overlap.rs")),
    ("boxes", include_str!("boxes.rs")),
    ("embedding", include_str!("embedding.rs")),
    ("triplet", include_str!("triplet.rs")),
    ("contrastive", include_str!("contrastive.rs")),
    ("metric", include_str!("metric.rs")),
    ("pairs", include_str!("pairs.rs")),
    ("proxy", include_str!("proxy.rs")),
    ("sphere", include_str!("sphere.rs")),
    ("two_samples", include_str!("two_samples.rs")),
    ("tasks", include_str!("tasks.rs")),
    ("penalty", include_str!("penalty.rs")),
];
