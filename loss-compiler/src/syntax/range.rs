//! Domains: Rust's ranges, and `a<..` which leaves out its start.
//!
//! ```text
//! 0.0..        0 and more            0.0<..        more than 0
//! 0.0..1.0     from 0 to below 1     0.0<..1.0     both ends open
//! 0.0..=1.0    both ends included    ..=1.0        up to 1
//! ```

use super::{Parsed, Parser, number};
use crate::error::{At, catalogue};
use crate::graph::{Bound, Domain};

impl Parser<'_> {
    /// A domain, behind `in`.
    pub(super) fn domain(&mut self) -> Parsed<(Domain, At)> {
        let start = self.cursor.at();
        let low = match number::starts_signed(&self.cursor) {
            true => Some(self.signed_number()?.0),
            false => None,
        };
        let open_at = self.cursor.at();
        let is_open = self.cursor.take_operator("<");
        if is_open && low.is_none() {
            return Err(self.no_domain(open_at, "`<` leaves out a start, and there is none"));
        }
        let (dots_at, dots) = (self.cursor.operator_at(), self.cursor.operator());
        let includes_end = match dots {
            Some(dots @ (".." | "..=")) => {
                self.cursor.skip(dots.len());
                dots == "..="
            }
            Some("...") => return Err(self.no_domain(dots_at, "`...` is no range")),
            _ => return Err(self.no_domain(dots_at, "there is no `..`")),
        };
        let high = match number::starts_signed(&self.cursor) {
            true => Some(self.signed_number()?.0),
            false => None,
        };
        if includes_end && high.is_none() {
            return Err(self.no_domain(dots_at, "`..=` includes an end, and there is none"));
        }
        let at = start.to(self.cursor.behind());
        if self.cursor.is_operator("=") {
            let at = self.cursor.at();
            return Err(self
                .errors
                .report(at, &catalogue::DOMAIN_BEFORE_DEFAULT, &[]));
        }
        if self.cursor.is_operator("<") {
            let at = self.cursor.at();
            return Err(self.no_domain(at, "`..` alone leaves out an end, `..=` includes it"));
        }
        // An infinity that is included is no bound.
        let low = low
            .map(|at| Bound {
                at,
                included: !is_open,
            })
            .filter(|low| low.at != f64::NEG_INFINITY || !low.included);
        let high = high
            .map(|at| Bound {
                at,
                included: includes_end,
            })
            .filter(|high| high.at != f64::INFINITY || !high.included);
        Ok((Domain { low, high }, at))
    }

    fn no_domain(&mut self, at: At, why: &str) -> crate::error::Reported {
        self.errors.report(at, &catalogue::DOMAIN_FORM, &[&why])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Errors;
    use crate::syntax::cursor::Cursor;
    use proc_macro2::{Span, TokenStream};

    fn domain(text: &str) -> Option<Domain> {
        let tokens: TokenStream = text.parse().unwrap();
        let mut errors = Errors::new();
        let cursor = Cursor::over_structure(tokens, Span::call_site());
        let read = Parser::new(cursor, &mut errors).domain();
        assert_eq!(read.is_err(), !errors.is_empty(), "{text}");
        read.ok().map(|(domain, _)| domain)
    }

    fn bound(at: f64, included: bool) -> Option<Bound> {
        Some(Bound { at, included })
    }

    #[test]
    fn ranges_mean_what_they_mean_in_rust() {
        let cases = [
            ("0.0..", bound(0.0, true), None),
            ("0..", bound(0.0, true), None),
            ("0.0<..", bound(0.0, false), None),
            ("0.0<..1.0", bound(0.0, false), bound(1.0, false)),
            ("0.0 < ..= 1.0", bound(0.0, false), bound(1.0, true)),
            ("-1.0..=1.0", bound(-1.0, true), bound(1.0, true)),
            (
                "-PI<..-1e-3",
                bound(-std::f64::consts::PI, false),
                bound(-1e-3, false),
            ),
            ("..=E", None, bound(std::f64::consts::E, true)),
            ("..", None, None),
            ("-INFINITY..=INFINITY", None, None),
            (
                "-INFINITY<..INFINITY",
                bound(f64::NEG_INFINITY, false),
                bound(f64::INFINITY, false),
            ),
        ];
        for (text, low, high) in cases {
            assert_eq!(domain(text), Some(Domain { low, high }), "{text}");
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "",
            "0.0",
            "<..",
            "0.0..=",
            "0.0...1.0",
            "0.0..<1.0",
            "0.0.. = 2.0",
            "a..b",
            "0.0<",
            "-..",
        ] {
            assert_eq!(domain(text), None, "{text}");
        }
    }
}
