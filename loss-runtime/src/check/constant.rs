//! The constant of a claim: a number, or a formula of parameters such as `1 + pos_weight`.

use core::f64::consts::{E, PI};

/// Its value, if it is a formula of numbers and of what `param` knows.
#[inline]
pub(super) fn constant(text: &str, param: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
    let mut reader = Reader { rest: text, param };
    let value = reader.sum()?;
    reader.rest.trim_start().is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
    param: &'a dyn Fn(&str) -> Option<f64>,
}

impl<'a> Reader<'a> {
    #[inline]
    fn take(&mut self, sign: char) -> bool {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    #[inline]
    fn sum(&mut self) -> Option<f64> {
        let mut value = self.product()?;
        loop {
            if self.take('+') {
                value += self.product()?;
            } else if self.take('-') {
                value -= self.product()?;
            } else {
                return Some(value);
            }
        }
    }

    #[inline]
    fn product(&mut self) -> Option<f64> {
        let mut value = self.factor()?;
        loop {
            if self.take('*') {
                value *= self.factor()?;
            } else if self.take('/') {
                value /= self.factor()?;
            } else {
                return Some(value);
            }
        }
    }

    #[inline]
    fn factor(&mut self) -> Option<f64> {
        if self.take('-') {
            return Some(-self.factor()?);
        }
        if self.take('(') {
            let value = self.sum()?;
            return self.take(')').then_some(value);
        }
        let word = self.word();
        if let Ok(number) = word.parse() {
            return Some(number);
        }
        match word {
            "PI" => Some(PI),
            "E" => Some(E),
            "INFINITY" => Some(f64::INFINITY),
            "abs" | "min" | "max" => self.call(word),
            _ => (self.param)(word),
        }
    }

    #[inline]
    fn call(&mut self, name: &str) -> Option<f64> {
        if !self.take('(') {
            return None;
        }
        let mut value = self.sum()?;
        while self.take(',') {
            let other = self.sum()?;
            value = if name == "min" {
                value.min(other)
            } else {
                value.max(other)
            };
        }
        let value = if name == "abs" { value.abs() } else { value };
        self.take(')').then_some(value)
    }

    /// A name or a number; a sign is part of it after an exponent only.
    #[inline]
    fn word(&mut self) -> &'a str {
        let rest = self.rest.trim_start();
        let number = rest.starts_with(|c: char| c.is_ascii_digit());
        let mut end = 0;
        let mut last = ' ';
        for (i, c) in rest.char_indices() {
            let exponent = number && matches!(last, 'e' | 'E') && matches!(c, '-' | '+');
            if !(c.is_alphanumeric() || c == '_' || (number && c == '.') || exponent) {
                break;
            }
            (end, last) = (i + c.len_utf8(), c);
        }
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        word
    }
}

#[cfg(test)]
mod tests {
    use super::constant;

    #[test]
    fn constants_are_formulas_of_params() {
        let param = |name: &str| match name {
            "delta" => Some(1.5),
            "tau" => Some(0.25),
            _ => None,
        };
        for (text, value) in [
            ("1", 1.0),
            ("1e-3", 1e-3),
            ("delta", 1.5),
            ("1 + delta", 2.5),
            ("2 * delta / 3 - -1", 2.0),
            ("max(tau, 1 - tau)", 0.75),
            ("abs(tau - 1) * (delta + 0.5)", 1.5),
            ("PI", core::f64::consts::PI),
        ] {
            assert_eq!(constant(text, &param), Some(value), "{text}");
        }
        for text in ["", "gamma", "1 +", "delta delta", "min(1", "(1"] {
            assert_eq!(constant(text, &param), None, "{text}");
        }
    }
}
