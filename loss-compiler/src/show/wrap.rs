//! A long line of a formula as several: broken before the operators that bind least, `if`s at their braces. Only spaces and line ends
//! are put in, so that it stays the same formula.

/// The width that lines keep to where they can.
const WIDTH: usize = 110;

/// The text of an expression whose first line begins at `column`, with line ends in it where it is too long.
fn wrapped(text: &str, column: usize) -> String {
    let mut out = String::new();
    wrap(&mut out, text, column, 0);
    out
}

fn wrap(out: &mut String, text: &str, column: usize, indent: usize) {
    if column + text.chars().count() <= WIDTH {
        out.push_str(text);
    } else if text.starts_with("if ") && text.ends_with('}') {
        branches(out, text, indent);
    } else if let Some(parts) =
        split(text, &[" + ", " - "]).or_else(|| split(text, &[" * ", " / "]))
    {
        for (i, (operator, part)) in parts.into_iter().enumerate() {
            if i == 0 {
                wrap(out, part, column, indent);
                continue;
            }
            // Terms have a line each, factors stand together where they can.
            let start = out.rfind('\n').map_or(0, |end| end + 1);
            let used = out[start..].chars().count() + if start == 0 { column } else { 0 };
            let is_factor = matches!(operator, " * " | " / ");
            if is_factor && used + operator.len() + part.chars().count() <= WIDTH {
                out.push_str(operator);
                out.push_str(part);
                continue;
            }
            line(out, indent + 4);
            out.push_str(operator.trim_start());
            wrap(out, part, indent + 4 + operator.len(), indent + 4);
        }
    } else if let Some((head, inner)) = text.strip_suffix(')').and_then(|text| bracket(text)) {
        out.push_str(head);
        line(out, indent + 4);
        wrap(out, inner, indent + 4, indent + 4);
        line(out, indent);
        out.push(')');
    } else {
        out.push_str(text);
    }
}

fn line(out: &mut String, indent: usize) {
    out.truncate(out.trim_end_matches(' ').len());
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// How deep each byte stands in brackets, those themselves outside.
fn depths(text: &str) -> impl Iterator<Item = (usize, char, i32)> {
    text.char_indices().scan(0, |depth, (at, c)| {
        let before = *depth;
        match c {
            '(' | '[' | '{' => *depth += 1,
            ')' | ']' | '}' => *depth -= 1,
            _ => {}
        }
        Some((at, c, before.min(*depth)))
    })
}

/// The operands between these operators, outside of brackets, each with the operator before it; none if there is but one.
fn split<'t>(text: &'t str, operators: &[&'static str]) -> Option<Vec<(&'static str, &'t str)>> {
    let mut parts = Vec::new();
    let (mut operator, mut start) = ("", 0);
    for (at, _, depth) in depths(text) {
        let found = operators.iter().find(|op| text[at..].starts_with(**op));
        if let (Some(found), 0) = (found, depth) {
            parts.push((operator, &text[start..at]));
            (operator, start) = (found, at + found.len());
        }
    }
    parts.push((operator, &text[start..]));
    (parts.len() > 1).then_some(parts)
}

/// `exp(` and what stands in its brackets, of a call or a bracket without its end; not if that is several arguments.
fn bracket(text: &str) -> Option<(&str, &str)> {
    let at = text.find('(')?;
    let (head, inner) = text.split_at(at + 1);
    let closes_early = depths(inner).any(|(_, _, depth)| depth < 0);
    (!closes_early && split(inner, &[", "]).is_none()).then_some((head, inner))
}

/// `if c { a } else if d { b } else { e }`, a branch a line.
fn branches(out: &mut String, text: &str, indent: usize) {
    let mut rest = text;
    while let Some((open, _, _)) = depths(rest).find(|(_, c, depth)| *c == '{' && *depth == 0) {
        let close = depths(rest).find(|(at, c, depth)| *at > open && *c == '}' && *depth == 0);
        let Some((close, _, _)) = close else { break };
        out.push_str(&rest[..=open]);
        line(out, indent + 4);
        wrap(out, rest[open + 1..close].trim(), indent + 4, indent + 4);
        line(out, indent);
        out.push('}');
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
}

/// `let`s and an expression as lines of a page: those of the `let`s, then `name = …`, none wider than it must be.
pub fn equation(name: &str, text: &str) -> Vec<String> {
    let (lets, tail) = match text.rsplit_once('\n') {
        Some((lets, tail)) => (lets, tail),
        None => ("", text),
    };
    let mut page = String::new();
    for line in lets.lines() {
        match line
            .strip_suffix(';')
            .and_then(|line| line.split_once(" = "))
        {
            Some((name, value)) => page += &format!("{name} = {};\n", below(name, value)),
            None => page += &format!("{line}\n"),
        }
    }
    page += &format!("{name} = {}", below(name, tail));
    page.lines().map(str::to_owned).collect()
}

fn below(name: &str, value: &str) -> String {
    wrapped(value, name.chars().count() + 3)
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, equation, wrapped};

    #[test]
    fn what_fits_stays_as_it_is() {
        assert_eq!(
            equation("d/x", "let r = x - y;\n2 * r"),
            ["let r = x - y;", "d/x = 2 * r"]
        );
        assert_eq!(wrapped("a + b", WIDTH - 5), "a + b");
    }

    #[test]
    fn long_lines_break_where_operators_bind_least() {
        let (a, b) = (
            "exp(first * second) / third".to_owned(),
            "ln(fourth - fifth)".to_owned(),
        );
        let sum = format!(
            "{a} * {b} * {a} + (if c > 0 {{ {a} - {a} * {b} * {b} * {a} - {b} }} else {{ 0 }}) - {b}"
        );
        let lines = equation("d/x", &sum);
        assert_eq!(
            lines,
            [
                "d/x = exp(first * second) / third * ln(fourth - fifth) * exp(first * second) / third",
                "    + (",
                "        if c > 0 {",
                "            exp(first * second) / third",
                "                - exp(first * second) / third * ln(fourth - fifth) * ln(fourth - fifth) * exp(first * second)",
                "                    / third",
                "                - ln(fourth - fifth)",
                "        } else {",
                "            0",
                "        }",
                "    )",
                "    - ln(fourth - fifth)",
            ]
        );
    }

    /// Whatever it is, only spaces change.
    #[test]
    fn nothing_is_lost() {
        let words = |text: &str| text.split_whitespace().collect::<String>();
        let long = "a_long_name * ".repeat(12) + "end";
        for text in [
            format!("if x {{ {long} }} else if y {{ 1 }} else {{ -({long}) }}"),
            format!("max({long}, {long}) - pow({long}, 2)"),
            format!("({long}) * ({long} + x[0] - {{"),
            format!(")({long}"),
            "x".repeat(300),
        ] {
            assert_eq!(words(&wrapped(&text, 7)), words(&text), "{text}");
        }
    }
}
