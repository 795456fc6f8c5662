//! The procedural macro behind `loss!`. Use it through `loss_core::loss!`, which tells it where the run time lives.
//!
//! Everything it does is in `loss-compiler`, an ordinary library, so that every pass can be tested as a function.

use proc_macro::TokenStream;

/// Expands `($crate) items…`; `loss_core::loss!` supplies the first group.
#[proc_macro]
pub fn loss_impl(tokens: TokenStream) -> TokenStream {
    let also = loss_compiler::Also {
        hessian: cfg!(feature = "hessian"),
        param_gradient: cfg!(feature = "param-gradient"),
    };
    loss_compiler::expand_with(tokens.into(), also).into()
}
