#![doc = include_str!("overview.md")]

#[doc = include_str!("items.md")]
pub mod items {}

#[doc = include_str!("arguments.md")]
pub mod arguments {}

#[doc = include_str!("axes.md")]
pub mod axes {}

#[doc = include_str!("functions.md")]
pub mod functions {}

#[doc = include_str!("kinks.md")]
pub mod kinks {}

#[doc = include_str!("batch.md")]
pub mod batch {}

#[doc = include_str!("accuracy.md")]
pub mod accuracy {}

#[doc = include_str!("claims.md")]
pub mod claims {}

#[doc = include_str!("errors.md")]
pub mod errors {}
