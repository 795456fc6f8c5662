//! Tables and numbers as text.

/// A number with three significant digits.
#[must_use]
pub fn digits(x: f64) -> String {
    match x.abs() {
        a if a >= 99.95 => format!("{x:.0}"),
        a if a >= 9.995 => format!("{x:.1}"),
        a if a >= 0.9995 => format!("{x:.2}"),
        a if a >= 0.099_95 => format!("{x:.3}"),
        _ => format!("{x:.4}"),
    }
}

/// A Markdown table whose columns are aligned: the first to the left, the others to the right.
#[must_use]
pub fn table(head: &[&str], lines: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        let most = cells.map(|cell| cell.chars().count()).max();
        most.unwrap_or(0).max(head[column].chars().count()).max(3)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut out = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        for (column, (cell, width)) in cells.zip(&widths).enumerate() {
            let space = " ".repeat(width - cell.chars().count());
            let padded = if column == 0 {
                format!("| {cell}{space} ")
            } else {
                format!("| {space}{cell} ")
            };
            out.push_str(&padded);
        }
        out.push_str("|\n");
    };
    line(&mut head.iter().copied());
    let rules: Vec<String> = widths
        .iter()
        .enumerate()
        .map(|(column, width)| match column {
            0 => "-".repeat(*width),
            _ => format!("{}:", "-".repeat(width - 1)),
        })
        .collect();
    line(&mut rules.iter().map(String::as_str));
    for cells in lines {
        line(&mut cells.iter().map(String::as_str));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits() {
        let got = [1234.5, 99.96, 12.34, 1.2345, 0.12345, 0.012_345].map(digits);
        assert_eq!(got, ["1234", "100", "12.3", "1.23", "0.123", "0.0123"]);
    }

    #[test]
    fn columns_line_up() {
        let got = table(&["a", "b"], &[vec!["long".into(), "1".into()]]);
        assert_eq!(got, "| a    |   b |\n| ---- | --: |\n| long |   1 |\n");
    }
}
