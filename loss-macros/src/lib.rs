//! The procedural macro behind `loss!`. Use it through `loss_core::loss!`, which tells it where the run time lives.
//!
//! Everything it does is in `loss-compiler`, an ordinary library, so that every pass can be tested as a function.

use proc_macro::{Literal, TokenStream, TokenTree};

/// Expands `($crate) items…`; `loss_core::loss!` supplies the first group.
#[proc_macro]
pub fn loss_impl(tokens: TokenStream) -> TokenStream {
    let place = |span: proc_macro2::Span| {
        let span = span.unwrap();
        Some((span.file(), span.line()))
    };
    let also = loss_compiler::Also {
        hessian: cfg!(feature = "hessian"),
        param_gradient: cfg!(feature = "param-gradient"),
        documentation: cfg!(feature = "documentation"),
    };
    loss_compiler::expand_located(tokens.into(), also, &place).into()
}

/// The picture of a loss for its documentation, as a string: the expansion of `loss!` calls it with the definition of the loss, and
/// the compiler expands that call only where documentation is made.
#[proc_macro]
pub fn loss_curves(definition: TokenStream) -> TokenStream {
    let text = loss_compiler::plot::documentation(definition.into());
    TokenTree::Literal(Literal::string(&text)).into()
}
