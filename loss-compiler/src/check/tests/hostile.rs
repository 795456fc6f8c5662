//! Formulas that are long, deep or no formulas at all: never a panic, never an overflow of the stack.

use std::time::Instant;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use super::super::front;
use super::{run, sound};

/// Long chains are flat, so 2 MiB of stack, what a test thread has, is plenty.
#[test]
fn ten_thousand_terms_are_no_problem() {
    let many = |term: &str, op: &str| vec![term; 10_000].join(op);
    sound(&format!("loss A(x: input) {{ {} }}", many("x", " + ")));
    sound(&format!("loss A(x: input) {{ {} }}", many("x", " * ")));
    sound(&format!(
        "loss A(x: input) {{ if {} {{ x }} else {{ 0 }} }}",
        many("x > 1", " && ")
    ));
    let lets = (0..10_000).map(|i| format!("let x = x + {i};"));
    sound(&format!(
        "loss A(x: input) {{ {} x }}",
        lets.collect::<String>()
    ));
    let arms = (0..10_000).map(|i| format!("if x > {i} {{ {i} }} else "));
    sound(&format!(
        "loss A(x: input) {{ {}{{ x }} }}",
        arms.collect::<String>()
    ));
    let helpers = (1..200).map(|i| format!("fn f{i}(x) {{ f{}(x) }}", i - 1));
    sound(&format!(
        "fn f0(x) {{ x }} {} loss A(x: input) {{ f199(x) }}",
        helpers.collect::<String>()
    ));
}

/// Each text is nested `depth` levels.
fn nested(depth: usize) -> [String; 8] {
    let both = |open: &str, close: &str| format!("{}x{}", open.repeat(depth), close.repeat(depth));
    [
        both("(", ")"),
        both("-(", ")"),
        both("- ", ""),
        both("abs(", ")"),
        both("", ".abs()"),
        both("x + 2 * (", ")"),
        both("if x > 0 { x } else { ", " }"),
        both("if x > 0 || x < 1 && 1 == 2 + x * (", ") { x } else { 1 }"),
    ]
}

#[test]
fn nesting_is_bounded_by_an_error() {
    for depth in [129, 1_000, 10_000] {
        for body in nested(depth) {
            let (items, errors) = run(&format!("loss A(x: input) {{ {body} }}"));
            let codes: Vec<&str> = errors.iter().map(|error| error.entry.code).collect();
            assert_eq!(codes, ["L001"], "{}", &body[..60]);
            assert_eq!(items.len(), 1);
        }
    }
    let deep = "(".repeat(5_000) + &")".repeat(5_000);
    for text in [
        format!("loss A{deep} {{ 1 }}"),
        format!("#[doc{deep}] loss A(x: input) {{ x }}"),
        format!("#[claims{deep}] loss A(x: input) {{ x }}"),
        format!("#[doc = {}1] loss A(x: input) {{ x }}", "- ".repeat(5_000)),
        format!("pub{deep} loss A(x: input) {{ x }}"),
        format!("loss A(x: input{deep}) {{ x }}"),
        deep,
    ] {
        run(&text);
    }
}

#[test]
fn what_is_nested_within_the_bound_passes() {
    for body in nested(30).iter().chain(&nested(80)[..5]) {
        sound(&format!("loss A(x: input) {{ {body} }}"));
    }
    for body in &nested(126)[..2] {
        let (_, errors) = run(&format!("loss A(x: input) {{ {body} }}"));
        assert!(errors.iter().all(|error| error.entry.code == "L001"));
    }
    // Helpers nest on top of each other: past the bound there is an error, and no end of the stack.
    let body = |inner: &str| {
        format!(
            "{}{inner}{}",
            "if x > 0 { -(".repeat(50),
            ") } else { x }".repeat(50)
        )
    };
    let helpers = (1..50).map(|i| format!("fn f{i}(x) {{ {} }}", body(&format!("f{}(x)", i - 1))));
    let text = format!(
        "fn f0(x) {{ x }} {} loss A(x: input) {{ f49(x) }}",
        helpers.collect::<String>()
    );
    let (_, errors) = run(&text);
    let codes: Vec<&str> = errors.iter().map(|error| error.entry.code).collect();
    assert_eq!(codes, ["L001"]);
}

#[test]
fn a_thousand_operations_take_no_time() {
    let body: String = (0..250)
        .map(|i| format!("let x = sigmoid(x * {i} + 1) - x;"))
        .collect();
    let text: TokenStream = format!("loss A(x: input) {{ {body} x }}").parse().unwrap();
    let start = Instant::now();
    let (_, _, errors) = front(text);
    assert!(errors.is_empty());
    // It takes some 20 ms in a build without optimisation; a second on a busy machine means that something is quadratic.
    assert!(start.elapsed().as_millis() < 1_000, "{:?}", start.elapsed());
}

/// A small generator of numbers, so that a failure can be repeated: xorshift.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

/// All tokens of a stream, brackets included.
fn gather(tokens: TokenStream, all: &mut Vec<TokenTree>) {
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            gather(group.stream(), all);
        }
        all.push(token);
    }
}

/// A token that may stand nowhere.
fn strange(dice: &mut Dice) -> TokenTree {
    const WORDS: &[&str] = &[
        "_", "if", "else", "let", "in", "fn", "loss", "batch", "pub", "as", "match", "true",
        "index", "input", "E", "weighted", "position", "K", "rename", "mut", "crate", "self",
        "union", "claims",
    ];
    const SIGNS: &[char] = &[
        '=', '<', '>', '!', '-', '+', '*', '/', '.', ',', ';', ':', '&', '|', '^', '#', '\'', '?',
        '$',
    ];
    match dice.roll(5) {
        0 => Ident::new(WORDS[dice.roll(WORDS.len())], Span::call_site()).into(),
        1 => {
            let spacing = if dice.roll(2) == 0 {
                Spacing::Joint
            } else {
                Spacing::Alone
            };
            Punct::new(SIGNS[dice.roll(SIGNS.len())], spacing).into()
        }
        2 => match dice.roll(6) {
            0 => Literal::f64_unsuffixed(1.5).into(),
            1 => Literal::string("text").into(),
            2 => Literal::character('c').into(),
            3 => Literal::u8_suffixed(3).into(),
            4 => Literal::f64_unsuffixed(-2.0).into(),
            _ => Literal::byte_string(b"bytes").into(),
        },
        3 => {
            let delimiters = [
                Delimiter::Parenthesis,
                Delimiter::Brace,
                Delimiter::Bracket,
                Delimiter::None,
            ];
            Group::new(delimiters[dice.roll(4)], TokenStream::new()).into()
        }
        _ => Ident::new_raw("type", Span::call_site()).into(),
    }
}

/// The stream with about one in `rarity` tokens left out, doubled, swapped for another or put into a bracket.
fn mutated(tokens: TokenStream, pool: &[TokenTree], rarity: usize, dice: &mut Dice) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let token = match token {
            TokenTree::Group(group) => {
                let inner = mutated(group.stream(), pool, rarity, dice);
                TokenTree::Group(Group::new(group.delimiter(), inner))
            }
            other => other,
        };
        if dice.roll(rarity) != 0 {
            out.push(token);
            continue;
        }
        match dice.roll(8) {
            0 => {}
            1 => out.extend([token.clone(), token]),
            2 => out.push(pool[dice.roll(pool.len())].clone()),
            3 => out.push(strange(dice)),
            4 => out.extend([strange(dice), token]),
            5 => out.extend([token, pool[dice.roll(pool.len())].clone()]),
            6 => {
                let delimiters = [
                    Delimiter::Parenthesis,
                    Delimiter::Brace,
                    Delimiter::Bracket,
                    Delimiter::None,
                ];
                out.push(Group::new(delimiters[dice.roll(4)], token.into()).into());
            }
            _ => match token {
                TokenTree::Group(group) => out.extend(group.stream()),
                other => {
                    let before = out.pop();
                    out.push(other);
                    out.extend(before);
                }
            },
        }
    }
    out.into_iter().collect()
}

#[test]
fn no_stream_of_tokens_makes_it_panic() {
    let reference: TokenStream = include_str!("../../../corpus/reference.loss")
        .parse()
        .unwrap();
    let mut pool = Vec::new();
    gather(reference.clone(), &mut pool);
    // Single items, so that thousands of streams take seconds.
    let mut items = Vec::new();
    let mut item = Vec::new();
    for token in reference {
        let is_end =
            matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        item.push(token);
        if is_end {
            items.push(
                std::mem::take(&mut item)
                    .into_iter()
                    .collect::<TokenStream>(),
            );
        }
    }
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut sound_streams = 0;
    for round in 0..4_000 {
        let rarity = [200, 40, 15, 5][round % 4];
        let stream = mutated(
            items[dice.roll(items.len())].clone(),
            &pool,
            rarity,
            &mut dice,
        );
        let (_, items, errors) = front(stream.clone());
        sound_streams += usize::from(errors.is_empty());
        // An error stubs its loss, and a stub comes with an error.
        assert!(
            !errors.is_empty() || items.iter().all(|item| !item.is_stub),
            "{stream}"
        );
        errors.to_compile_errors();
    }
    assert!(
        sound_streams > 100,
        "{sound_streams}: the streams are too wild to reach the later checks"
    );
}
