//! Where generated code stands: at the name of its loss, so that what rustc says of a wrong use points there and not at the
//! whole `loss! { … }`.

use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};

/// The same tokens at another place. What their names resolve to stays: those of the expansion are its own, and `$crate` is
/// the crate that it was.
pub fn located(tokens: TokenStream, at: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &token {
                let mut moved = Group::new(group.delimiter(), located(group.stream(), at));
                moved.set_span(group.span().located_at(at));
                return moved.into();
            }
            token.set_span(token.span().located_at(at));
            token
        })
        .collect()
}

/// The name of the run time's private module in a kernel, until it is known who reads it.
pub const RUN_TIME: &str = "__k";

/// The same of a kernel, for rustc: [`RUN_TIME`], where it begins a path, becomes that module, and the comments are left out.
pub fn located_kernel(tokens: TokenStream, at: Span, k: &TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(mut token) = tokens.next() {
        match &token {
            TokenTree::Group(group) => {
                let inside = located_kernel(group.stream(), at, k);
                let mut moved = Group::new(group.delimiter(), inside);
                moved.set_span(group.span().located_at(at));
                token = moved.into();
            }
            TokenTree::Ident(name)
                if name == RUN_TIME && tokens.peek().is_some_and(begins_path) =>
            {
                out.extend(located(k.clone(), at));
                continue;
            }
            TokenTree::Punct(mark)
                if mark.as_char() == '#' && tokens.peek().is_some_and(is_comment) =>
            {
                tokens.next();
                continue;
            }
            _ => token.set_span(token.span().located_at(at)),
        }
        out.extend([token]);
    }
    out
}

/// The first half of `::`.
pub fn begins_path(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(mark) if mark.as_char() == ':' && mark.spacing() == Spacing::Joint)
}

/// `[doc = …]`
fn is_comment(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(name)) if name == "doc")
}
