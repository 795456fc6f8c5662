//! A place in a list of tokens: what stands there, and what to say if it should not.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::error::At;

/// The longest operator of Rust that these signs begin with.
fn longest(first: char, second: char, third: char) -> Option<&'static str> {
    Some(match (first, second, third) {
        ('.', '.', '=') => "..=",
        ('.', '.', '.') => "...",
        ('<', '<', '=') => "<<=",
        ('>', '>', '=') => ">>=",
        (':', ':', _) => "::",
        ('-', '>', _) => "->",
        ('=', '>', _) => "=>",
        ('=', '=', _) => "==",
        ('!', '=', _) => "!=",
        ('<', '=', _) => "<=",
        ('>', '=', _) => ">=",
        ('&', '&', _) => "&&",
        ('|', '|', _) => "||",
        ('+', '=', _) => "+=",
        ('-', '=', _) => "-=",
        ('*', '=', _) => "*=",
        ('/', '=', _) => "/=",
        ('^', '=', _) => "^=",
        ('%', '=', _) => "%=",
        ('&', '=', _) => "&=",
        ('|', '=', _) => "|=",
        ('.', '.', _) => "..",
        ('<', '<', _) => "<<",
        ('>', '>', _) => ">>",
        ('+', _, _) => "+",
        ('-', _, _) => "-",
        ('*', _, _) => "*",
        ('/', _, _) => "/",
        ('^', _, _) => "^",
        ('%', _, _) => "%",
        ('!', _, _) => "!",
        ('&', _, _) => "&",
        ('|', _, _) => "|",
        ('=', _, _) => "=",
        ('<', _, _) => "<",
        ('>', _, _) => ">",
        ('.', _, _) => ".",
        (',', _, _) => ",",
        (';', _, _) => ";",
        (':', _, _) => ":",
        ('#', _, _) => "#",
        ('$', _, _) => "$",
        ('?', _, _) => "?",
        ('~', _, _) => "~",
        ('@', _, _) => "@",
        ('\'', _, _) => "'",
        _ => return None,
    })
}

/// A place in a list of tokens.
pub struct Cursor {
    tokens: Vec<TokenTree>,
    next: usize,
    end: Span,
}

impl Cursor {
    /// Over tokens in which invisible groups mean nothing: `macro_rules!` wraps what it passes on, `$vis` or `$kind`, in
    /// them.
    pub fn over_structure(stream: TokenStream, end: Span) -> Cursor {
        Cursor::over(stream, end, |_| true)
    }

    /// Over tokens in which invisible groups are parentheses, so that `$e * 2` with `1 + 2` for `$e` is 6; but around a single
    /// token they mean nothing.
    pub fn over_expression(stream: TokenStream, end: Span) -> Cursor {
        Cursor::over(stream, end, |stream| {
            stream.clone().into_iter().nth(1).is_none()
        })
    }

    fn over(
        stream: TokenStream,
        end: Span,
        is_transparent: impl Fn(&TokenStream) -> bool,
    ) -> Cursor {
        let mut tokens = Vec::new();
        let mut stack = vec![stream.into_iter()];
        while let Some(level) = stack.last_mut() {
            match level.next() {
                Some(TokenTree::Group(group))
                    if group.delimiter() == Delimiter::None && is_transparent(&group.stream()) =>
                {
                    stack.push(group.stream().into_iter());
                }
                Some(token) => tokens.push(token),
                None => {
                    stack.pop();
                }
            }
        }
        Cursor {
            tokens,
            next: 0,
            end,
        }
    }

    /// The token `ahead` places further on.
    pub fn peek(&self, ahead: usize) -> Option<&TokenTree> {
        self.tokens.get(self.next + ahead)
    }
    /// How many tokens were taken.
    pub fn place(&self) -> usize {
        self.next
    }
    /// Whether the token just taken is a word.
    pub fn is_behind_word(&self) -> bool {
        let last = self
            .next
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last));
        matches!(last, Some(TokenTree::Ident(_)))
    }
    /// Whether `name =` stands here, and not `name ==`.
    pub fn is_assigned(&self) -> bool {
        let equals = |ahead| {
            self.sign(ahead)
                .filter(|sign| matches!(sign.as_char(), '=' | '>'))
        };
        let is_longer =
            equals(1).is_some_and(|sign| sign.spacing() == Spacing::Joint && equals(2).is_some());
        self.ident().is_some()
            && self.sign(1).is_some_and(|sign| sign.as_char() == '=')
            && !is_longer
    }
    /// Whether `name:` stands here.
    pub fn is_named(&self) -> bool {
        let colon = |ahead| self.sign(ahead).filter(|sign| sign.as_char() == ':');
        let is_path =
            colon(1).is_some_and(|sign| sign.spacing() == Spacing::Joint && colon(2).is_some());
        self.ident().is_some() && colon(1).is_some() && !is_path
    }
    /// Whether there is nothing more.
    pub fn is_at_end(&self) -> bool {
        self.next >= self.tokens.len()
    }
    /// Takes one token.
    pub fn take(&mut self) -> Option<TokenTree> {
        let token = self.tokens.get(self.next).cloned();
        self.next += usize::from(token.is_some());
        token
    }
    /// Leaves out `count` tokens.
    pub fn skip(&mut self, count: usize) {
        self.next = (self.next + count).min(self.tokens.len());
    }
    /// Where the next token stands, or the end of the list.
    pub fn at(&self) -> At {
        match self.peek(0) {
            Some(TokenTree::Group(group)) if group.delimiter() != Delimiter::None => {
                At::new(group.span_open(), group.span_close())
            }
            Some(token) => token.span().into(),
            None => self.end.into(),
        }
    }
    /// Where the token after the next stands.
    pub fn at_next(&self) -> At {
        self.peek(1)
            .map_or_else(|| self.at(), |token| token.span().into())
    }
    /// Where the token just taken stands.
    pub fn behind(&self) -> At {
        match self
            .next
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
        {
            Some(TokenTree::Group(group)) if group.delimiter() != Delimiter::None => {
                At::new(group.span_open(), group.span_close())
            }
            Some(token) => token.span().into(),
            None => self.at(),
        }
    }

    /// The identifier next.
    pub fn ident(&self) -> Option<&Ident> {
        match self.peek(0) {
            Some(TokenTree::Ident(ident)) => Some(ident),
            _ => None,
        }
    }
    /// Whether the next token is this word.
    pub fn is_word(&self, word: &str) -> bool {
        self.ident().is_some_and(|ident| ident == word)
    }
    /// Takes the next token if it is this word.
    pub fn take_word(&mut self, word: &str) -> bool {
        let is_it = self.is_word(word);
        self.skip(usize::from(is_it));
        is_it
    }
    /// The group next, if it has this delimiter.
    pub fn group(&self, delimiter: Delimiter) -> Option<&Group> {
        match self.peek(0) {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group),
            _ => None,
        }
    }
    /// Takes the next token if it is such a group.
    pub fn take_group(&mut self, delimiter: Delimiter) -> Option<Group> {
        let group = self.group(delimiter).cloned();
        self.skip(usize::from(group.is_some()));
        group
    }
    /// The operator next, the longest that Rust knows.
    pub fn operator(&self) -> Option<&'static str> {
        let first = self.sign(0)?;
        let is_joint = |ahead| {
            self.sign(ahead)
                .is_some_and(|sign| sign.spacing() == Spacing::Joint)
        };
        let second = self.sign(1).filter(|_| is_joint(0)).map(Punct::as_char);
        let third = self
            .sign(2)
            .filter(|_| second.is_some() && is_joint(1))
            .map(Punct::as_char);
        longest(first.as_char(), second.unwrap_or(' '), third.unwrap_or(' '))
    }
    fn sign(&self, ahead: usize) -> Option<&Punct> {
        match self.peek(ahead) {
            Some(TokenTree::Punct(punct)) => Some(punct),
            _ => None,
        }
    }
    /// Whether the operator next is this one.
    pub fn is_operator(&self, operator: &str) -> bool {
        self.operator() == Some(operator)
    }
    /// Takes the operator next if it is this one.
    pub fn take_operator(&mut self, operator: &str) -> bool {
        let is_it = self.is_operator(operator);
        self.skip(if is_it { operator.len() } else { 0 });
        is_it
    }
    /// Where the operator next stands.
    pub fn operator_at(&self) -> At {
        let count = self.operator().map_or(1, str::len);
        match self.peek(count - 1) {
            Some(last) => self.at().to(last.span().into()),
            None => self.at(),
        }
    }
    /// Whether the next punctuation is this character, whatever it is joined to.
    pub fn take_char(&mut self, c: char) -> bool {
        let is_it = matches!(self.peek(0), Some(TokenTree::Punct(punct)) if punct.as_char() == c);
        self.skip(usize::from(is_it));
        is_it
    }

    /// The next token in the words of an error.
    pub fn found(&self) -> String {
        match self.peek(0) {
            None => "the end".to_owned(),
            Some(TokenTree::Ident(ident)) => format!("`{ident}`"),
            Some(TokenTree::Literal(literal)) => format!("`{literal}`"),
            Some(TokenTree::Punct(punct)) => match self.operator() {
                Some(operator) => format!("`{operator}`"),
                None => format!("`{}`", punct.as_char()),
            },
            Some(TokenTree::Group(group)) => match group.delimiter() {
                Delimiter::Parenthesis => "`(…)`".to_owned(),
                Delimiter::Brace => "`{ … }`".to_owned(),
                Delimiter::Bracket => "`[…]`".to_owned(),
                Delimiter::None => "an expression".to_owned(),
            },
        }
    }
}
