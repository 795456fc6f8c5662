//! Generated Rust as a person would lay it out.
//!
//! A formatter for all of Rust needs a parser for all of Rust, which every user of the macro would compile, and run for every loss: a
//! tenth of the time of a build. The code of kernels is flat (`let`s, loops, calls), so its tokens are enough. What is laid out is the
//! same code: a test compares the tokens.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use crate::emit::located::{RUN_TIME, begins_path};

/// No line is longer that can be broken.
const WIDTH: usize = 92;

/// The marks of more than one character.
const LONG_MARKS: &[&str] = &[
    "..=", "::", "->", "=>", "..", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=",
];

/// Words that a parenthesis or bracket follows with a blank.
const KEYWORDS: &[&str] = &[
    "as", "else", "for", "if", "in", "let", "match", "move", "mut", "return", "where", "while",
];

/// A statement that begins with one of these ends with its braces, and its braces take lines of their own.
const CONTROL: &[&str] = &["fn", "for", "if", "impl", "loop", "match", "while"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paren,
    Bracket,
    /// The parameters of a type or a function.
    Angle,
    /// Statements.
    Block,
    /// The fields of a struct.
    Fields,
}

#[derive(Debug)]
enum Piece {
    Word(String),
    Mark(String),
    Group(Kind, Vec<Piece>),
    /// `#[…]`
    Attribute(Vec<Piece>),
    /// The text of a documentation attribute.
    Comment(String),
}

/// The text of items or statements; documentation becomes comments, and the paths of the run time are left out.
pub fn rust(tokens: &TokenStream) -> String {
    let mut out = String::new();
    statements(&read(tokens.clone()), 0, &mut out);
    out
}

fn read(tokens: TokenStream) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let piece = match token {
            TokenTree::Group(group) => match group.delimiter() {
                Delimiter::Parenthesis => Piece::Group(Kind::Paren, read(group.stream())),
                Delimiter::Bracket => Piece::Group(Kind::Bracket, read(group.stream())),
                Delimiter::Brace => {
                    let inside = read(group.stream());
                    let is = |at: usize, mark: &str| inside.get(at).is_some_and(|p| p.is(mark));
                    let has = |mark: &str| inside.iter().any(|piece| piece.is(mark));
                    let kind = match is(1, ":") || has(",") && !has(";") {
                        true => Kind::Fields,
                        false => Kind::Block,
                    };
                    Piece::Group(kind, inside)
                }
                Delimiter::None => {
                    pieces.extend(read(group.stream()));
                    continue;
                }
            },
            TokenTree::Ident(name) => {
                let name = name.to_string();
                if name == RUN_TIME && tokens.next_if(begins_path).is_some() {
                    tokens.next();
                    if tokens.peek().is_some_and(is_documented_in_math) {
                        pieces.push(Piece::Word("math".to_string()));
                        pieces.push(Piece::Mark("::".to_string()));
                    }
                    continue;
                }
                Piece::Word(name)
            }
            TokenTree::Literal(number) => Piece::Word(number.to_string()),
            TokenTree::Punct(mark) => {
                let mut text = String::from(mark.as_char());
                let mut spacing = mark.spacing();
                while let (Spacing::Joint, Some(TokenTree::Punct(next))) = (spacing, tokens.peek())
                {
                    text.push(next.as_char());
                    if !LONG_MARKS.contains(&text.as_str()) {
                        text.pop();
                        break;
                    }
                    spacing = next.spacing();
                    tokens.next();
                }
                match (text.as_str(), tokens.peek()) {
                    ("'", Some(TokenTree::Ident(name))) => {
                        let name = format!("'{name}");
                        tokens.next();
                        Piece::Word(name)
                    }
                    ("#", Some(TokenTree::Group(group))) => {
                        let inside = read(group.stream());
                        tokens.next();
                        match attribute(inside) {
                            Some(piece) => piece,
                            None => continue,
                        }
                    }
                    _ => Piece::Mark(text),
                }
            }
        };
        pieces.push(piece);
    }
    angles(pieces)
}

fn attribute(inside: Vec<Piece>) -> Option<Piece> {
    match inside.as_slice() {
        [Piece::Word(name)] if name == "automatically_derived" => None,
        [Piece::Word(doc), Piece::Mark(_), Piece::Word(text)] if doc == "doc" => {
            let text = text.trim_matches('"').replace("\\\"", "\"");
            Some(Piece::Comment(text))
        }
        _ => Some(Piece::Attribute(inside)),
    }
}

/// Types, traits and constructors go by their names; functions keep the module that documents them.
fn is_documented_in_math(token: &TokenTree) -> bool {
    let TokenTree::Ident(name) = token else {
        return false;
    };
    let name = name.to_string();
    let is_plain = [
        "c",
        "bool",
        "f64",
        "usize",
        "square_scale",
        "square_limit",
        "block_of",
        "blocks",
    ];
    !name.starts_with(char::is_uppercase) && !is_plain.contains(&name.as_str())
}

/// Finds the `<` that open parameters, and makes groups of them.
fn angles(pieces: Vec<Piece>) -> Vec<Piece> {
    if !pieces.iter().any(|piece| piece.is("<")) {
        return pieces;
    }
    let mut open: Vec<Vec<Piece>> = Vec::new();
    let mut last = Vec::new();
    for piece in pieces {
        if piece.is("<") && opens_angle(&last) {
            open.push(std::mem::take(&mut last));
        } else if piece.is(">")
            && let Some(before) = open.pop()
        {
            let inside = std::mem::replace(&mut last, before);
            last.push(Piece::Group(Kind::Angle, inside));
        } else {
            last.push(piece);
        }
    }
    open.push(last);
    // What was never closed was a comparison.
    let mut out = Vec::new();
    for (depth, part) in open.into_iter().enumerate() {
        if depth > 0 {
            out.push(Piece::Mark("<".to_string()));
        }
        out.extend(part);
    }
    out
}

fn opens_angle(before: &[Piece]) -> bool {
    match before {
        [.., Piece::Word(before), Piece::Word(_)] if before == "fn" => true,
        [.., Piece::Word(name)] => name == "impl" || name.starts_with(char::is_uppercase),
        [.., Piece::Mark(_)] | [] => true,
        _ => false,
    }
}

impl Piece {
    fn is(&self, text: &str) -> bool {
        matches!(self, Piece::Mark(mark) if mark == text)
    }

    fn is_word(&self, words: &[&str]) -> bool {
        matches!(self, Piece::Word(word) if words.contains(&word.as_str()))
    }

    /// Whether it must have lines of its own: statements, but for an expression in braces.
    fn is_tall(&self) -> bool {
        match self {
            Piece::Group(kind, inside) => {
                let is_statements = *kind == Kind::Block
                    && (inside.iter().any(|piece| piece.is(";"))
                        || inside.first().is_some_and(|first| first.is_word(CONTROL)));
                is_statements || inside.iter().any(Piece::is_tall)
            }
            Piece::Comment(_) | Piece::Attribute(_) => true,
            _ => false,
        }
    }
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("    ", depth));
}

fn statements(pieces: &[Piece], depth: usize, out: &mut String) {
    let mut rest = pieces;
    while let Some(first) = rest.first() {
        indent(depth, out);
        match first {
            Piece::Comment(text) => {
                out.push_str("//");
                out.push_str(text);
                rest = &rest[1..];
            }
            Piece::Attribute(inside) => {
                lay_attribute(inside, out);
                rest = &rest[1..];
            }
            _ => {
                let (statement, after) = rest.split_at(end_of_statement(rest));
                let is_control = first.is_word(CONTROL) || first.is_word(&["pub"]);
                lay(statement, depth, is_control, out);
                rest = after;
            }
        }
        out.push('\n');
    }
}

fn end_of_statement(pieces: &[Piece]) -> usize {
    let ends_with_braces = pieces[0].is_word(CONTROL)
        || matches!(pieces[0], Piece::Group(Kind::Block, _))
        || pieces[0].is_word(&["pub", "struct"]);
    for (index, piece) in pieces.iter().enumerate() {
        let is_braces = matches!(piece, Piece::Group(Kind::Block | Kind::Fields, _));
        let goes_on = || {
            let next = pieces.get(index + 1);
            next.is_some_and(|next| next.is_word(&["else"]) || matches!(next, Piece::Mark(_)))
        };
        if piece.is(";") || ends_with_braces && is_braces && !goes_on() {
            return index + 1;
        }
    }
    pieces.len()
}

fn lay_attribute(inside: &[Piece], out: &mut String) {
    out.push_str("#[");
    flat(inside, out);
    out.push(']');
}

/// One statement, element or field, which begins at the end of `out`.
fn lay(pieces: &[Piece], depth: usize, is_control: bool, out: &mut String) {
    let is_block =
        |piece: &Piece| matches!(piece, Piece::Group(Kind::Block, inside) if !inside.is_empty());
    let is_tall = |piece: &Piece| piece.is_tall() || is_control && is_block(piece);
    let start = out.len();
    let begin = column(out);
    if !pieces.iter().any(is_tall) {
        flat(pieces, out);
        if column(out) <= WIDTH {
            return;
        }
        out.truncate(start);
        if !is_control && pieces.iter().any(is_block) {
            return lay(pieces, depth, true, out);
        }
    }
    // What comes before the braces of a loop or a function may itself be too long.
    let head = pieces.iter().position(is_tall).unwrap_or(pieces.len());
    let is_long = begin + width(&pieces[..head]) + 2 > WIDTH;
    let longest = longest_list(&pieces[..head]).filter(|_| is_long);
    let operators = match is_long && longest.is_none() {
        true => loosest(&pieces[..head]),
        false => &[],
    };
    let mut context = Context::default();
    for (index, piece) in pieces.iter().enumerate() {
        let previous = index.checked_sub(1).map(|at| &pieces[at]);
        let is_spaced = context.space(previous, piece);
        let is_operator = |piece: &Piece| operators.iter().any(|mark| piece.is(mark));
        if is_spaced && is_operator(piece) {
            let rest = &pieces[index + 1..head];
            let operand = rest.iter().position(is_operator).unwrap_or(rest.len());
            if column(out) + 4 + width(&rest[..operand]) > WIDTH {
                out.push('\n');
                indent(depth + 1, out);
            } else {
                out.push(' ');
            }
        } else if is_spaced {
            out.push(' ');
        }
        match piece {
            Piece::Group(kind, inside) if is_tall(piece) || longest == Some(index) => {
                lay_group(*kind, inside, depth, out);
            }
            _ => one(piece, out),
        }
    }
}

/// The group of the most text, if it is a list worth breaking.
fn longest_list(pieces: &[Piece]) -> Option<usize> {
    let length = |piece: &Piece| match piece {
        Piece::Group(Kind::Paren | Kind::Bracket | Kind::Fields, inside) => width(inside),
        _ => 0,
    };
    let lengths = pieces.iter().map(length).enumerate();
    let longest = lengths.max_by_key(|(_, length)| *length);
    longest
        .filter(|(_, length)| *length > 16)
        .map(|(index, _)| index)
}

/// The operators that bind least of those there are.
fn loosest(pieces: &[Piece]) -> &'static [&'static str] {
    let levels: [&[&str]; 3] = [&["&&", "||"], &["+", "-"], &["*", "/"]];
    let has = |marks: &&[&str]| {
        pieces
            .iter()
            .any(|piece| marks.iter().any(|mark| piece.is(mark)))
    };
    levels.into_iter().find(has).unwrap_or_default()
}

/// A group over several lines.
fn lay_group(kind: Kind, inside: &[Piece], depth: usize, out: &mut String) {
    let (open, close) = delimiters(kind);
    out.push(open);
    out.push('\n');
    if kind == Kind::Block {
        statements(inside, depth + 1, out);
    } else {
        // With a comma after it, one expression in parentheses would be a tuple.
        let end = match kind != Kind::Paren || inside.iter().any(|piece| piece.is(",")) {
            true => ",\n",
            false => "\n",
        };
        for element in inside.split(|piece| piece.is(",")) {
            let mut element = element;
            while let Some((Piece::Attribute(attribute), rest)) = element.split_first() {
                indent(depth + 1, out);
                lay_attribute(attribute, out);
                out.push('\n');
                element = rest;
            }
            if !element.is_empty() {
                indent(depth + 1, out);
                lay(element, depth + 1, false, out);
                out.push_str(end);
            }
        }
    }
    indent(depth, out);
    out.push(close);
}

fn delimiters(kind: Kind) -> (char, char) {
    match kind {
        Kind::Paren => ('(', ')'),
        Kind::Bracket => ('[', ']'),
        Kind::Angle => ('<', '>'),
        Kind::Block | Kind::Fields => ('{', '}'),
    }
}

/// On one line.
fn flat(pieces: &[Piece], out: &mut String) {
    let mut context = Context::default();
    let mut previous = None;
    for piece in pieces {
        if context.space(previous, piece) {
            out.push(' ');
        }
        one(piece, out);
        previous = Some(piece);
    }
}

fn one(piece: &Piece, out: &mut String) {
    match piece {
        Piece::Word(text) | Piece::Mark(text) => out.push_str(text),
        Piece::Group(kind, inside) => {
            let (open, close) = delimiters(*kind);
            let is_spaced = matches!(kind, Kind::Block | Kind::Fields) && !inside.is_empty();
            out.push(open);
            if is_spaced {
                out.push(' ');
            }
            flat(without_last_comma(*kind, inside), out);
            if is_spaced {
                out.push(' ');
            }
            out.push(close);
        }
        Piece::Attribute(inside) => lay_attribute(inside, out),
        Piece::Comment(text) => {
            out.push_str("/*");
            out.push_str(text);
            out.push_str(" */");
        }
    }
}

/// A list on one line ends with its last element, but for a tuple of one.
fn without_last_comma(kind: Kind, inside: &[Piece]) -> &[Piece] {
    match inside.split_last() {
        Some((last, rest)) if last.is(",") => {
            let is_list = kind != Kind::Paren || rest.iter().any(|piece| piece.is(","));
            if is_list { rest } else { inside }
        }
        _ => inside,
    }
}

/// What came before on the line, as far as blanks depend on it.
#[derive(Default)]
struct Context {
    /// Whether the last mark stands before its only operand.
    is_prefix: bool,
    /// Whether the parameters of a closure have begun.
    in_closure: bool,
}

impl Context {
    /// Whether there is a blank before the next piece.
    fn space(&mut self, previous: Option<&Piece>, next: &Piece) -> bool {
        let was_prefix = self.is_prefix;
        let begins = match previous {
            None | Some(Piece::Attribute(_) | Piece::Comment(_)) => true,
            Some(Piece::Mark(mark)) => mark != "?" && !(mark == "|" && self.in_closure),
            Some(word @ Piece::Word(_)) => word.is_word(KEYWORDS),
            Some(Piece::Group(..)) => false,
        };
        let mut closes = false;
        if next.is("|") {
            closes = self.in_closure;
            self.in_closure = !closes && begins;
        }
        self.is_prefix = match next {
            Piece::Mark(mark) => match mark.as_str() {
                "-" | "*" | "&" | "!" => begins,
                "|" => self.in_closure,
                _ => false,
            },
            _ => false,
        };
        let Some(previous) = previous else {
            return false;
        };
        if was_prefix || closes {
            return false;
        }
        let tight = |piece: &Piece| ["::", ".", "..", "..="].iter().any(|mark| piece.is(mark));
        if tight(previous) || tight(next) {
            return false;
        }
        if [",", ";", "?", ":"].iter().any(|mark| next.is(mark)) {
            return false;
        }
        match (previous, next) {
            (Piece::Word(_), Piece::Group(Kind::Paren | Kind::Bracket, _)) => {
                previous.is_word(KEYWORDS)
            }
            (Piece::Word(_), Piece::Group(Kind::Angle, _)) => false,
            (Piece::Group(..), Piece::Group(Kind::Paren | Kind::Bracket, _)) => false,
            _ => true,
        }
    }
}

/// How long they are on one line.
fn width(pieces: &[Piece]) -> usize {
    let mut text = String::new();
    flat(pieces, &mut text);
    text.len()
}

/// How much there is on the last line.
fn column(out: &str) -> usize {
    out.len() - out.rfind('\n').map_or(0, |at| at + 1)
}
