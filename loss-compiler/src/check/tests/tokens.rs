//! Tokens as macros make them, and the tree as text.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::super::front;
use super::{run, sound, written};
use crate::error::Errors;
use crate::syntax;

const REFERENCE: &str = include_str!("../../../corpus/reference.loss");

/// The tokens of a text in which each `⟦…⟧`, written `__none(…)`, is an invisible group, as `macro_rules!` makes them.
fn with_invisible_groups(tokens: TokenStream) -> TokenStream {
    let mut out = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_mark = matches!(&token, TokenTree::Ident(ident) if ident == "__none");
        match (is_mark, token) {
            (true, token) => match tokens.next() {
                Some(TokenTree::Group(group)) => {
                    let inner = with_invisible_groups(group.stream());
                    out.push(TokenTree::Group(Group::new(Delimiter::None, inner)));
                }
                _ => out.push(token),
            },
            (false, TokenTree::Group(group)) => {
                let inner = with_invisible_groups(group.stream());
                out.push(TokenTree::Group(Group::new(group.delimiter(), inner)));
            }
            (false, token) => out.push(token),
        }
    }
    out.into_iter().collect()
}

fn through_macro(text: &str) -> String {
    let tokens = with_invisible_groups(text.parse().unwrap());
    let (_, items, errors) = front(tokens);
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{text}\n{}", said.join("\n"));
    written(&items[0], items[0].formula.value)
}

#[test]
fn an_invisible_group_is_a_pair_of_parentheses() {
    let text = "loss A(x: input) { __none(x + 2) * 2 }";
    assert_eq!(through_macro(text), "mul(2, add(x, 2))");
    let text = "loss A(x: input) { __none(__none(x)) - __none(-2) * __none(__none(abs)(x)) }";
    assert_eq!(through_macro(text), "sub(x, mul(-2, abs(x)))");
}

#[test]
fn invisible_groups_mean_nothing_around_structure() {
    let text =
        "__none() loss __none(A)(__none(x): __none(input[K]), __none(y: data[K] in __none(-1.0)..),
        p: param = __none(-1)) __none({ sum::<__none(K)>(x - y) * __none(p) })";
    assert_eq!(through_macro(text), "mul(p, sum.K(sub(x, y)))");
    let text = "__none(pub(crate)) loss A(x: input) { let y = __none(x); if __none(y > 0) __none({ y }) else { 0 } }";
    assert!(through_macro(text).contains("select"));
}

#[test]
fn the_crate_is_the_leading_path() {
    let (root, items, errors) = front("(::loss_core) loss A(x: input) { x }".parse().unwrap());
    assert!(errors.is_empty());
    assert_eq!(items.len(), 1);
    assert_eq!(quote::quote!(#root).to_string(), ":: loss_core");
    let (root, _, _) = front("loss A(x: input) { x }".parse().unwrap());
    assert!(root.is_none());
}

#[test]
fn what_is_printed_reads_back_the_same() {
    for item in sound(REFERENCE) {
        let helpers =
            "fn agreement(p, y) { y * p + (1 - y) * (1 - p) } fn unit(x) { x / norm::<D>(x) }";
        let text = format!("{helpers} {{ {} }}", item.formula.source);
        let once = body(&text);
        assert_eq!(once, item.formula.source, "{}", item.name);
        assert!(
            once.lines().all(|line| line.chars().count() <= 100),
            "{once}"
        );
    }
    let long = format!(
        "let y = {}; if y > 0 {{ let z = y; z }} else {{ !f }}",
        vec!["first_term"; 40].join(" + ")
    );
    let once = body(&format!("{{ {long} }}"));
    assert_eq!(body(&format!("{{ {once} }}")), once);
    assert_eq!(once.lines().count(), 41);
}

/// The last bracket of a text as a body, printed.
fn body(text: &str) -> String {
    let mut errors = Errors::new();
    let text = match text.rfind("} {") {
        Some(end) => format!("{} loss A(x: input) {}", &text[..=end], &text[end + 2..]),
        None => format!("loss A(x: input) {text}"),
    };
    let block = syntax::parse(text.parse().unwrap(), &mut errors);
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{text}\n{}", said.join("\n"));
    syntax::print_body(&block.losses[0].body)
}

#[test]
fn the_same_text_gives_the_same_graph() {
    let describe = || {
        let (items, _) = run(REFERENCE);
        items
            .iter()
            .map(|item| {
                let graph = &item.formula.graph;
                let nodes: Vec<_> = graph.ids().map(|id| graph.node(id).clone()).collect();
                format!("{nodes:?} {:?}", graph.names)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(describe(), describe());
}
