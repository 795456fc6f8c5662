//! The standard losses, all written with [`loss!`](crate::loss).

pub mod penalty;
