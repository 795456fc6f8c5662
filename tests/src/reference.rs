//! The formulas of the language reference, as written there.

include!(concat!(env!("OUT_DIR"), "/reference.rs"));
