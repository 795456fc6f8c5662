//! Perturbations of a source: one token each.

use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};

/// A token to be replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutant {
    pub line: usize,
    pub from: String,
    pub to: String,
    at: Range<usize>,
}

impl Mutant {
    /// The source with the token replaced.
    pub fn apply(&self, source: &str) -> String {
        format!(
            "{}{}{}",
            &source[..self.at.start],
            self.to,
            &source[self.at.end..]
        )
    }
}

/// What one identifier may become: the other operation, a function that is nearly the same.
const SWAPS: [(&str, &str); 32] = [
    ("add", "sub"),
    ("sub", "add"),
    ("mul", "div"),
    ("div", "mul"),
    ("Add", "Sub"),
    ("Sub", "Add"),
    ("Mul", "Div"),
    ("Div", "Mul"),
    ("Sin", "Cos"),
    ("Cos", "Sin"),
    ("Exp", "ExpM1"),
    ("ExpM1", "Exp"),
    ("Ln", "Ln1p"),
    ("Ln1p", "Ln"),
    ("Sigmoid", "Tanh"),
    ("Tanh", "Sigmoid"),
    ("Softplus", "LogSigmoid"),
    ("LogSigmoid", "Softplus"),
    ("Sign", "Abs"),
    ("Abs", "Sign"),
    ("Max", "Min"),
    ("Min", "Max"),
    ("Lt", "Le"),
    ("Le", "Lt"),
    ("Gt", "Ge"),
    ("Ge", "Gt"),
    ("Softmax", "LogSoftmax"),
    ("LogSoftmax", "Softmax"),
    ("Sum", "Mean"),
    ("Mean", "Sum"),
    ("true", "false"),
    ("false", "true"),
];

/// Every perturbation of a source, without its tests and its documentation.
pub fn mutants(source: &str) -> Vec<Mutant> {
    let code = source.split("#[cfg(test)]").next().unwrap_or(source);
    let mut all = Vec::new();
    if let Ok(tokens) = code.parse::<TokenStream>() {
        walk(tokens, &mut all);
    }
    all
}

fn walk(tokens: TokenStream, all: &mut Vec<Mutant>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut used = 0;
    for (i, token) in tokens.iter().enumerate() {
        let before = |back: usize| {
            i.checked_sub(back)
                .map(|i| tokens[i].to_string())
                .unwrap_or_default()
        };
        // Attributes and imports hold no rules.
        if before(1) == "use" {
            used = tokens[i..]
                .iter()
                .position(|t| t.to_string() == ";")
                .map_or(i, |n| i + n);
        }
        if i < used || (before(1) == "#" && matches!(token, TokenTree::Group(_))) {
            continue;
        }
        let to = match token {
            TokenTree::Group(group) => {
                walk(group.stream(), all);
                continue;
            }
            TokenTree::Ident(ident) => {
                let ident = ident.to_string();
                let swap = SWAPS.iter().find(|(from, _)| *from == ident);
                // A method of the graph or a name of an operation.
                let told =
                    before(1) == "." || before(1) == ":" || matches!(&*ident, "true" | "false");
                swap.filter(|_| told).map(|(_, to)| (*to).to_owned())
            }
            TokenTree::Literal(literal) => number(&literal.to_string()),
            TokenTree::Punct(_) => None,
        };
        if let Some(to) = to {
            let span = token.span();
            all.push(Mutant {
                line: span.start().line,
                from: token.to_string(),
                to,
                at: span.byte_range(),
            });
        }
    }
}

/// Another number.
fn number(text: &str) -> Option<String> {
    match text {
        "0" => Some("1".into()),
        "1" => Some("0".into()),
        _ => {
            let x: f64 = text.parse().ok().filter(|_| text.contains('.'))?;
            Some(format!("{:?}", if x == 0.0 { 1.0 } else { x * 2.0 }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mutants;

    #[test]
    fn one_token_changes() {
        let source = "use a::Sin; fn f(g: G) -> Id { g.add(Fun::Sin, 2.0) }";
        let all: Vec<String> = mutants(source).iter().map(|m| m.apply(source)).collect();
        assert_eq!(
            all,
            [
                "use a::Sin; fn f(g: G) -> Id { g.sub(Fun::Sin, 2.0) }",
                "use a::Sin; fn f(g: G) -> Id { g.add(Fun::Cos, 2.0) }",
                "use a::Sin; fn f(g: G) -> Id { g.add(Fun::Sin, 4.0) }",
            ]
        );
    }
}
