#!/usr/bin/env run-cargo-script
//! A macro that makes losses, which are none yet; a loss in a function; a macro of that name elsewhere.
macro_rules! power {
    ($name:ident, $n:literal) => {
        loss_core::loss! { pub loss $name(p: input, t: data) { powi(p - t, $n) } }
    };
}
power!(Square, 2);
fn loss() {
    ::loss_core::loss! { pub loss Inside(p: input, t: data) { abs(p - t) } }
}
