//! The whole compiler, from tokens to tokens, under attack: streams of anything, a megabyte of it, growth that is not linear, bytes that differ.
#![allow(clippy::print_stdout, reason = "how long it took")]

use std::time::{Duration, Instant};

use loss_compiler::expand;
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const REFERENCE: &str = include_str!("../corpus/reference.loss");

/// Words that mean something, to the language or to Rust, and some that mean nothing.
const WORDS: [&str; 44] = [
    "loss",
    "batch",
    "fn",
    "pub",
    "let",
    "if",
    "else",
    "in",
    "input",
    "data",
    "index",
    "param",
    "learnable",
    "flag",
    "sum",
    "mean",
    "max",
    "softmax",
    "ln",
    "exp",
    "abs",
    "norm",
    "K",
    "x",
    "y",
    "label",
    "true",
    "INFINITY",
    "PI",
    "_",
    "self",
    "crate",
    "std",
    "core",
    "f32",
    "Result",
    "match",
    "unsafe",
    "claims",
    "specialise",
    "weighted",
    "stop_gradient",
    "rename",
    "position",
];

fn token() -> impl Strategy<Value = TokenTree> {
    let leaf = prop_oneof![
        4 => prop::sample::select(&WORDS[..]).prop_map(|word| TokenTree::Ident(Ident::new(word, Span::call_site()))),
        1 => prop::sample::select(&["r#type", "r#loss", "r#fn"][..]).prop_map(|word| TokenTree::Ident(Ident::new_raw(&word[2..], Span::call_site()))),
        3 => prop::sample::select(&[':', ',', ';', '=', '+', '-', '*', '/', '<', '>', '.', '&', '|', '!', '#', '?', '@', '$', '^'][..]).prop_flat_map(|c| {
            any::<bool>().prop_map(move |joint| TokenTree::Punct(Punct::new(c, if joint { Spacing::Joint } else { Spacing::Alone })))
        }),
        1 => any::<f64>().prop_filter("a literal is finite", |x| x.is_finite()).prop_map(|x| TokenTree::Literal(Literal::f64_unsuffixed(x.abs()))),
        1 => any::<u128>().prop_map(|x| TokenTree::Literal(Literal::u128_unsuffixed(x))),
        1 => any::<u8>().prop_map(|x| TokenTree::Literal(Literal::u8_suffixed(x))),
        1 => ".{0,8}".prop_map(|text| TokenTree::Literal(Literal::string(&text))),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        let delimiters = [
            Delimiter::Parenthesis,
            Delimiter::Brace,
            Delimiter::Bracket,
            Delimiter::None,
        ];
        (
            prop::sample::select(delimiters.to_vec()),
            prop::collection::vec(inner, 0..8),
        )
            .prop_map(|(delimiter, tokens)| {
                TokenTree::Group(Group::new(delimiter, tokens.into_iter().collect()))
            })
    })
}

/// An item with some of its tokens replaced, at any depth.
fn replaced(
    tokens: TokenStream,
    by: &mut dyn Iterator<Item = (usize, TokenTree)>,
    left: &mut usize,
) -> TokenStream {
    let mut next: Option<(usize, TokenTree)> = None;
    let mut out = Vec::new();
    for token in tokens {
        if *left == 0 {
            next = by.next();
            *left = next.as_ref().map_or(usize::MAX, |(gap, _)| *gap + 1);
        }
        *left -= 1;
        match (next.take(), token) {
            (Some((gap, new)), old) => {
                // Replaced, or pushed in between.
                out.push(new);
                if gap % 2 == 0 {
                    out.push(old);
                }
            }
            (None, TokenTree::Group(group)) => {
                let inner = replaced(group.stream(), by, left);
                out.push(TokenTree::Group(Group::new(group.delimiter(), inner)));
            }
            (None, token) => out.push(token),
        }
    }
    out.into_iter().collect()
}

/// The items of the reference.
fn items() -> Vec<TokenStream> {
    let mut items = Vec::new();
    let mut item = Vec::new();
    for token in REFERENCE.parse::<TokenStream>().expect("Rust's tokens") {
        let ends =
            matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        item.push(token);
        if ends {
            items.push(std::mem::take(&mut item).into_iter().collect());
        }
    }
    items
}

fn config(cases: u32) -> ProptestConfig {
    let told = std::env::var("CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: told.unwrap_or(cases),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(10),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(256))]

    /// Anything at all.
    #[test]
    fn no_stream_makes_it_panic(tokens in prop::collection::vec(token(), 0..64)) {
        expand(tokens.into_iter().collect());
    }

    /// A formula with a few foreign tokens: these reach the later passes.
    #[test]
    fn no_damaged_formula_makes_it_panic(which in 0usize..64, damage in prop::collection::vec((0usize..40, token()), 0..4)) {
        let items = items();
        let mut damage = damage.into_iter();
        let mut left = 1;
        expand(replaced(items[which % items.len()].clone(), &mut damage, &mut left));
    }
}

#[test]
fn the_same_tokens_give_the_same_bytes() {
    for item in items() {
        assert_eq!(expand(item.clone()).to_string(), expand(item).to_string());
    }
    let random = include_str!("../corpus/random.loss");
    let once = || expand(random.parse().expect("Rust's tokens")).to_string();
    assert_eq!(once(), once());
}

/// Formulas of so many operations: each on the result of the one before, all beside each other, and each of an argument of its own.
fn long(operations: usize) -> [(&'static str, TokenStream); 3] {
    let each = |of: fn(usize) -> String| (0..operations / 4).map(of).collect::<String>();
    let chain = each(|i| format!("let x = sigmoid(x * {i} + 1) - x;"));
    let sum = each(|i| format!("powi(x - {i}.5 * y, 2) + "));
    let (args, terms) = (
        each(|i| format!("x{i}: input,")),
        each(|i| format!("{i} * powi(x{i} - y, 2) + ")),
    );
    [
        ("chained", format!("pub loss A(x: input) {{ {chain} x }}")),
        (
            "added",
            format!("pub loss A(x: input, y: data) {{ {sum} 0 }}"),
        ),
        (
            "of many inputs",
            format!("pub loss A({args} y: data) {{ {terms} 0 }}"),
        ),
    ]
    .map(|(name, text)| (name, text.parse().expect("Rust's tokens")))
}

/// The processor time of this thread, in seconds; where the system does not tell, the time that has passed.
fn spent(start: Instant) -> f64 {
    // The system counts up to when the thread was last left, which is now.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n * 1e-9)
}

/// The least of three runs.
fn time(work: impl Fn()) -> f64 {
    let start = Instant::now();
    let once = || {
        let before = spent(start);
        work();
        spent(start) - before
    };
    (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
}

#[test]
fn time_grows_with_the_formula() {
    for ((name, few), (_, many)) in long(250).into_iter().zip(long(1000)) {
        let [small, large] = [few, many].map(|tokens| time(|| drop(expand(tokens.clone()))));
        println!("250 operations {name} take {small:.3} s, 1000 take {large:.3} s");
        // Four times the work, and up to half as much again for memory that no cache holds; n^1.5 would take eight times,
        // something quadratic sixteen.
        assert!(
            large < small * 7.5,
            "250 operations {name} take {small} s, 1000 take {large} s"
        );
    }
}

/// Each node stands for twice as many as the one before: what goes through a tree instead of a graph never ends.
#[test]
fn shared_nodes_are_looked_at_once() {
    for (name, step) in [
        ("squares", "let y = y * y;"),
        ("sums", "let y = y + y * x;"),
        ("sizes", "let y = abs(y) * y + 1;"),
        ("choices", "let y = if y > 0 { y } else { 0 - y * y };"),
        ("exponentials", "let y = exp(y) * y;"),
        ("roots", "let y = sqrt(y * y + y * x);"),
        ("shares", "let y = y / (y + 1) + y;"),
        ("logarithms", "let y = ln(1 + exp(y)) - y / 2;"),
        ("logarithms of squares", "let y = ln(y * y) * y;"),
        ("differences", "let y = (y + x) + (y - x);"),
        ("quotients", "let y = (y * y) / (y + x);"),
        ("powers", "let y = sqrt(y * y + y * y * y * y);"),
        ("scaled exponentials", "let y = exp(x) * y + exp(x) / y;"),
    ] {
        let body = step.repeat(40);
        let text = format!("loss A(x: input) {{ let y = exp(x); {body} y / (y * 2 + 1) + ln(y) }}");
        let tokens: TokenStream = text.parse().expect("Rust's tokens");
        let start = Instant::now();
        let before = spent(start);
        drop(expand(tokens));
        let took = spent(start) - before;
        println!("40 {name}: {took:.3} s");
        assert!(took < 20.0, "40 {name}: {took} s");
    }
    // And those of a row, of which some are kept where the gradient goes.
    let body = "let y = exp(y * 0.1) - y;".repeat(40);
    let text = format!("loss A(x: input[K]) {{ let y = x - exp(max(x)); {body} sum(y) }}");
    let start = Instant::now();
    let before = spent(start);
    drop(expand(text.parse().expect("Rust's tokens")));
    let took = spent(start) - before;
    println!("40 exponentials of a row: {took:.3} s");
    assert!(took < 20.0, "40 exponentials of a row: {took} s");
}

#[test]
fn a_megabyte_is_no_problem() {
    const MEGABYTE: usize = 1 << 20;
    let many = |part: &str| part.repeat(MEGABYTE / part.len());
    let name = "x".repeat(MEGABYTE);
    for text in [
        format!("loss A(x: input) {{ x{} }}", many(" + x")),
        format!("loss A(x: input) {{ {} }}", many("x ")),
        format!("loss A({}) {{ x }}", many("x: input, ")),
        format!("loss A({name}: input) {{ {name} * {name} }}"),
        format!("loss A(x: input) {{ \"{name}\" }}"),
        many("loss A(x: input) { x } "),
        many("fn f(x) { x } "),
        many("@ "),
        format!("{}loss A(x: input) {{ x }}", many("/// doc\n")),
        format!("loss A(x: input) {{ x * 0.{} }}", "1".repeat(MEGABYTE)),
    ] {
        let tokens: TokenStream = text.parse().expect("Rust's tokens");
        let start = Instant::now();
        let out = expand(tokens);
        drop(out);
        let took = start.elapsed();
        println!("{:?} {}", took, &text[..40.min(text.len())]);
        assert!(took < Duration::from_secs(20), "{took:?}: {}", &text[..60]);
    }
}
