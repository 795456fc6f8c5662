//! The same three panels in the terminal, in dots of Braille: two by four in a character.

use anstyle::{AnsiColor, Color, Style};

use crate::style::{DIM, HEADING, NAME, styled};
use loss_compiler::plot::curves::Curves;
use loss_compiler::plot::scale::{Scale, number};

const COLUMNS: usize = 64;
const ROWS: usize = 9;
const MARGIN: usize = 9;

const COLOURS: [AnsiColor; 6] = [
    AnsiColor::Cyan,
    AnsiColor::Yellow,
    AnsiColor::Green,
    AnsiColor::Magenta,
    AnsiColor::Blue,
    AnsiColor::White,
];

/// The picture.
pub fn draw(curves: &Curves) -> String {
    let mut text = format!(
        "{}  {}\n",
        styled(NAME, &curves.title),
        styled(DIM, &curves.fixed)
    );
    for (index, line) in curves.lines.iter().enumerate() {
        if !line.name.is_empty() {
            text += &format!("  {} {}", styled(colour(index), "⣀⣀"), line.name);
        }
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    for panel in 0..3 {
        text += &format!(
            "\n{:MARGIN$} {}\n",
            "",
            styled(HEADING, &curves.y_labels[panel])
        );
        text += &self::panel(curves, panel);
    }
    text
}

fn colour(index: usize) -> Style {
    Style::new().fg_color(Some(Color::Ansi(COLOURS[index % 6])))
}

fn panel(curves: &Curves, panel: usize) -> String {
    let xs = curves
        .lines
        .iter()
        .flat_map(|line| &line.points)
        .map(|(x, _)| *x);
    let (low, high) = xs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    let (width, height) = ((2 * COLUMNS - 1) as f64, (4 * ROWS - 1) as f64);
    let x = Scale::new(low, high, 0.0, width);
    let all = curves.lines.iter().flat_map(|line| &line.points);
    let y = Scale::covering(all.map(|(_, y)| y[panel]), curves.size(), height, 0.0);
    let mut canvas = Canvas::default();
    for (index, line) in curves.lines.iter().enumerate() {
        let mut last: Option<(f64, f64)> = None;
        for (at, values) in &line.points {
            let place = (x.at(*at), y.at(values[panel]));
            if !place.1.is_finite() {
                last = None;
                continue;
            }
            canvas.stroke(last.unwrap_or(place), place, index);
            last = Some(place);
        }
    }
    canvas.text(&y) + &axis(&x, &curves.x_label)
}

#[derive(Debug)]
struct Canvas {
    /// Dots and the line that they belong to.
    cells: Vec<(u8, usize)>,
}

impl Default for Canvas {
    fn default() -> Canvas {
        Canvas {
            cells: vec![(0, 0); COLUMNS * ROWS],
        }
    }
}

impl Canvas {
    /// A short straight line; what is outside is left out.
    fn stroke(&mut self, from: (f64, f64), to: (f64, f64), line: usize) {
        let clamp = |y: f64| y.clamp(-1.0, 4.0 * ROWS as f64);
        let (y0, y1) = (clamp(from.1), clamp(to.1));
        let steps = (y1 - y0).abs().ceil().max(1.0);
        for step in 0..=steps as usize {
            let t = step as f64 / steps;
            self.dot(from.0 + (to.0 - from.0) * t, y0 + (y1 - y0) * t, line);
        }
    }

    fn dot(&mut self, x: f64, y: f64, line: usize) {
        let (x, y) = (x.round(), y.round());
        if x < 0.0 || y < 0.0 || x >= (2 * COLUMNS) as f64 || y >= (4 * ROWS) as f64 {
            return;
        }
        let (x, y) = (x as usize, y as usize);
        // The order of the dots of Braille: down the left, down the right, then the last row.
        let bit = match (x % 2, y % 4) {
            (0, 3) => 6,
            (1, 3) => 7,
            (column, row) => 3 * column + row,
        };
        let cell = &mut self.cells[y / 4 * COLUMNS + x / 2];
        *cell = (cell.0 | 1 << bit, line);
    }

    fn text(&self, y: &Scale) -> String {
        let mut labels = vec![String::new(); ROWS];
        for tick in y.ticks(4.0) {
            let row = (y.at(tick) / 4.0).floor().clamp(0.0, ROWS as f64 - 1.0);
            labels[row as usize] = number(tick);
        }
        let mut text = String::new();
        for (row, label) in self.cells.chunks(COLUMNS).zip(labels) {
            let label = styled(DIM, format!("{label:>MARGIN$}"));
            text += &format!("{label} {}", styled(DIM, "│"));
            for &(dots, line) in row {
                match char::from_u32(0x2800 + u32::from(dots)).filter(|_| dots > 0) {
                    Some(braille) => text += &styled(colour(line), braille),
                    None => text.push(' '),
                }
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }
}

/// The line below, and its numbers.
fn axis(x: &Scale, label: &str) -> String {
    let mut numbers = vec![' '; COLUMNS + 8];
    for tick in x.ticks(5.0) {
        let text: Vec<char> = number(tick).chars().collect();
        let at = (x.at(tick) / 2.0).round() as usize;
        let start = at.saturating_sub(text.len() / 2);
        for (place, c) in numbers.iter_mut().skip(start).zip(text) {
            *place = c;
        }
    }
    let numbers: String = numbers.into_iter().collect();
    let rule = "─".repeat(COLUMNS);
    let pad = " ".repeat(MARGIN + 1);
    let lines = format!("{pad}└{rule}\n{pad} {}\n", numbers.trim_end());
    let centre = (COLUMNS.saturating_sub(label.chars().count())) / 2;
    styled(DIM, format!("{lines}{pad} {}{label}", " ".repeat(centre))) + "\n"
}
