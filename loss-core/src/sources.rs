//! The texts of the losses, for tools that read formulas: the command `loss` says of a shipped loss what is in the file that defines it.

/// The page of the chapters.
pub const PAGE: &str = include_str!("losses/mod.rs");

macro_rules! chapters {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("losses/", $name, ".rs")))),*]
    };
}

/// The chapters in the order of the page: their names and their texts.
pub const CHAPTERS: &[(&str, &str)] = chapters![
    "regression"
    "quantile"
    "relative"
    "distance"
    "robust"
    "likelihood"
    "count"
    "survival"
    "scoring"
    "classification"
    "hinge"
    "margin"
    "ranking"
    "multiclass"
    "multilabel"
    "divergence"
    "power_divergence"
    "gaussian"
    "adversarial"
    "detection"
    "segmentation"
    "overlap"
    "boxes"
    "embedding"
    "triplet"
    "contrastive"
    "metric"
    "pairs"
    "proxy"
    "sphere"
    "two_samples"
    "tasks"
    "penalty"
];
