//! Panels side by side as an SVG: readable on light and dark pages, and by people who see colours differently.
//!
//! Lines differ in colour (Okabe and Ito's, in which the common forms of colour blindness see differences) and in dashes.

use std::fmt::Write;

use super::curves::{Curves, Line};
use super::scale::{Scale, is_step, number};

const PANEL: f64 = 330.0;
const LEFT: f64 = 72.0;
const RIGHT: f64 = 14.0;
const HEIGHT: f64 = 230.0;
const DASHES: [&str; 6] = ["none", "8 4", "2 3", "10 3 2 3", "4 2", "1 2"];
const TITLES: [&str; 3] = ["value", "gradient", "second derivative"];

/// Lines are drawn as exactly as this, in units of the picture: less than the tenths in which their places are written.
const EXACT: f64 = 0.08;

const STYLE: &str = "<style>
text { font: 12px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1f2328 }
.title { font-size: 17px; font-weight: 600 } .panel { font-size: 13px; font-weight: 600 } .soft { fill: #59636e }
.page { fill: #fff } .grid { stroke: #e4e7eb } .axis { stroke: #59636e; fill: none } .zero { stroke: #aab2bb }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
.c0 { stroke: #0072b2 } .c1 { stroke: #d55e00 } .c2 { stroke: #009e73 } .c3 { stroke: #b5558f } .c4 { stroke: #b07a00 } .c5 { stroke: #555 }
@media (prefers-color-scheme: dark) {
text { fill: #e6e8eb } .soft { fill: #9aa4af } .page { fill: #14171c } .grid { stroke: #2a2f37 } .axis { stroke: #9aa4af } .zero { stroke: #56606c }
.c0 { stroke: #56b4e9 } .c1 { stroke: #f0804d } .c2 { stroke: #2fc79b } .c3 { stroke: #e39cc4 } .c4 { stroke: #e6b03a } .c5 { stroke: #bbb }
}
</style>
";

/// Colours that stand out from the white, the grey and the black pages of rustdoc alike, by a contrast of 3 and more.
const BETWEEN: [&str; 6] = [
    "#2487c4", "#d95f0c", "#12946e", "#c062a0", "#a97c0c", "#7d8590",
];

/// Where a picture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// In a file: all three panels under a title, with the colours that the reader's system wants.
    File,
    /// Within a page: value and gradient, in the page's own colour. A style of its own would be one of the page.
    Inline,
}

/// How something is drawn.
#[derive(Clone, Copy)]
enum Pen {
    Title,
    Panel,
    Soft,
    Text,
    Grid,
    Zero,
    Axis,
    Line(usize),
}

impl Look {
    /// The attributes of an element, with a space before them.
    fn pen(self, pen: Pen) -> String {
        let class = |name: &str| format!(" class=\"{name}\"");
        let ink = |more: &str| format!(" fill=\"currentColor\"{more}");
        let stroke = |more: &str| format!(" fill=\"none\" stroke=\"currentColor\"{more}");
        let is_file = self == Look::File;
        match pen {
            Pen::Title if is_file => class("title"),
            Pen::Panel if is_file => class("panel"),
            Pen::Soft if is_file => class("soft"),
            Pen::Text if is_file => String::new(),
            Pen::Grid if is_file => class("grid"),
            Pen::Zero if is_file => class("zero"),
            Pen::Axis if is_file => class("axis"),
            Pen::Line(index) if is_file => format!(
                " class=\"line c{}\" stroke-dasharray=\"{}\"",
                index % 6,
                DASHES[index % 6]
            ),
            Pen::Title => ink(" font-size=\"17\" font-weight=\"600\""),
            Pen::Panel => ink(" font-size=\"13\" font-weight=\"600\""),
            Pen::Soft => ink(" fill-opacity=\".8\""),
            Pen::Text => ink(""),
            Pen::Grid => stroke(" stroke-opacity=\".13\""),
            Pen::Zero => stroke(" stroke-opacity=\".45\""),
            Pen::Axis => stroke(" stroke-opacity=\".8\""),
            Pen::Line(index) => format!(
                " fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-dasharray=\"{}\"",
                BETWEEN[index % 6],
                DASHES[index % 6]
            ),
        }
    }

    /// How many panels there are.
    fn panels(self) -> usize {
        match self {
            Look::File => 3,
            Look::Inline => 2,
        }
    }

    /// Where the panels begin.
    fn top(self) -> f64 {
        match self {
            Look::File => 96.0,
            Look::Inline => 50.0,
        }
    }

    /// Where they end.
    fn bottom(self) -> f64 {
        self.top() + HEIGHT
    }
}

/// The picture.
pub fn draw(curves: &Curves, look: Look) -> String {
    let width = look.panels() as f64 * PANEL + 10.0;
    let (names, end) = legend(curves, look, width);
    let height = look.bottom() + 46.0 + end;
    let title = escape(&curves.title);
    let parts = match look {
        Look::File => "value, gradient and second derivative",
        Look::Inline => "value and gradient",
    };
    let described = format!("{title}: {parts}");
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{described}\""
    );
    let fixed = escape(&curves.fixed);
    let mut svg = match look {
        Look::File => format!(
            "{head} width=\"{width:.0}\" height=\"{height:.0}\">
<title>{described}</title>
{STYLE}<rect class=\"page\" width=\"100%\" height=\"100%\"/>
<text{} x=\"16\" y=\"28\">{title}</text>
<text{} x=\"16\" y=\"48\">{fixed}</text>
",
            look.pen(Pen::Title),
            look.pen(Pen::Soft),
        ),
        Look::Inline => format!(
            "{head} width=\"100%\" style=\"max-width:{width:.0}px\" font-family=\"sans-serif\" font-size=\"12\">
<text{} x=\"16\" y=\"14\">{fixed}</text>
",
            look.pen(Pen::Soft),
        ),
    };
    for panel in 0..look.panels() {
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<g transform=\"translate({:.0} 0)\">{}</g>",
            PANEL * panel as f64,
            self::panel(curves, look, panel)
        );
    }
    svg + &names + "</svg>\n"
}

fn panel(curves: &Curves, look: Look, panel: usize) -> String {
    let (top, bottom) = (look.top(), look.bottom());
    let xs = curves
        .lines
        .iter()
        .flat_map(|line| &line.points)
        .map(|(x, _)| *x);
    let (low, high) = xs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    let x = Scale::new(low, high, LEFT, PANEL - RIGHT);
    let all = curves.lines.iter().flat_map(|line| &line.points);
    let y = Scale::covering(all.map(|(_, y)| y[panel]), curves.size(), bottom, top);
    let text = look.pen(Pen::Text);
    let mut svg = format!(
        "
<text{} x=\"{LEFT}\" y=\"{:.0}\">{}</text>",
        look.pen(Pen::Panel),
        top - 12.0,
        TITLES[panel]
    );
    for tick in y.ticks(6.0) {
        let kind = if tick == 0.0 { Pen::Zero } else { Pen::Grid };
        let at = y.at(tick);
        let _ = write!(
            svg,
            "
<path{} d=\"M{LEFT} {at:.1}H{:.0}\"/><text{text} x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            look.pen(kind),
            PANEL - RIGHT,
            LEFT - 8.0,
            at + 4.0,
            number(tick)
        );
    }
    for tick in x.ticks(6.0) {
        let at = x.at(tick);
        let _ = write!(
            svg,
            "
<path{} d=\"M{at:.1} {top}V{bottom}\"/><path{} d=\"M{at:.1} {bottom}v4\"/><text{text} x=\"{at:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
            look.pen(Pen::Grid),
            look.pen(Pen::Axis),
            bottom + 18.0,
            number(tick)
        );
    }
    let soft = look.pen(Pen::Soft);
    let _ = write!(
        svg,
        "
<path{} d=\"M{LEFT} {top}V{bottom}H{:.0}\"/>
<text{soft} x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>
<text{soft} transform=\"translate(14 {:.0}) rotate(-90)\" text-anchor=\"middle\">{}</text>
<svg x=\"{LEFT}\" y=\"{top}\" width=\"{w:.0}\" height=\"{HEIGHT}\" viewBox=\"{LEFT} {top} {w:.0} {HEIGHT}\" overflow=\"hidden\">",
        look.pen(Pen::Axis),
        PANEL - RIGHT,
        (LEFT + PANEL - RIGHT) / 2.0,
        bottom + 38.0,
        escape(&curves.x_label),
        top + HEIGHT / 2.0,
        escape(&curves.y_labels[panel]),
        w = PANEL - RIGHT - LEFT,
    );
    for (index, line) in curves.lines.iter().enumerate() {
        let path = path(line, panel, &x, &y);
        let pen = look.pen(Pen::Line(index));
        let _ = write!(svg, "\n<path{pen} d=\"{path}\"/>");
    }
    svg + "</svg>"
}

/// The line, with a gap where it steps or is not finite.
fn path(line: &Line, panel: usize, x: &Scale, y: &Scale) -> String {
    let mut strokes: Vec<Vec<(f64, f64)>> = Vec::new();
    let height = y.high - y.low;
    let value = |i: usize| line.points.get(i).map(|(_, y)| y[panel]);
    let mut is_drawn = false;
    for (i, (at, all)) in line.points.iter().enumerate() {
        let here = all[panel];
        if !here.is_finite() {
            is_drawn = false;
            continue;
        }
        let before = i.checked_sub(1).and_then(value);
        let is_broken = before.is_some_and(|before| {
            let further = i.checked_sub(2).and_then(value);
            is_step(further, before, here, value(i + 1), height)
        });
        // Far outside the panel is as good as further: numbers stay short.
        let place = (x.at(*at), y.at(here).clamp(-HEIGHT, 3.0 * HEIGHT));
        match strokes.last_mut().filter(|_| is_drawn && !is_broken) {
            Some(stroke) => stroke.push(place),
            None => strokes.push(vec![place]),
        }
        is_drawn = true;
    }
    let mut path = String::new();
    for stroke in strokes {
        for (i, (x, y)) in thinned(&stroke).into_iter().enumerate() {
            let letter = if i == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{x:.1} {y:.1}");
        }
    }
    path
}

/// The points that a line needs: what lies on the straight line between its neighbours is left out (Douglas and Peucker 1973).
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut is_kept = vec![false; points.len()];
    let mut parts = vec![(0, points.len().saturating_sub(1))];
    while let Some((from, to)) = parts.pop() {
        let (Some(&a), Some(&b)) = (points.get(from), points.get(to)) else {
            continue;
        };
        (is_kept[from], is_kept[to]) = (true, true);
        // In x the points are in order, so the distance along y is enough.
        let slope = (b.1 - a.1) / (b.0 - a.0);
        let steep = (1.0 + slope * slope).sqrt();
        let away = |i: usize| (points[i].1 - a.1 - slope * (points[i].0 - a.0)).abs() / steep;
        let far = (from + 1..to).max_by(|&i, &j| away(i).total_cmp(&away(j)));
        if let Some(far) = far.filter(|&far| away(far) > EXACT) {
            parts.extend([(from, far), (far, to)]);
        }
    }
    let both = points.iter().zip(is_kept);
    both.filter_map(|(point, is_kept)| is_kept.then_some(*point))
        .collect()
}

/// The names of the lines, and how high they stand: in as many rows as they need.
fn legend(curves: &Curves, look: Look, width: f64) -> (String, f64) {
    const ROW: f64 = 20.0;
    let mut svg = String::new();
    let (mut x, mut y) = (16.0, look.bottom() + 66.0);
    let text = look.pen(Pen::Text);
    let mut rows = 0.0;
    let named = |line: &&Line| !line.name.is_empty();
    for (index, line) in curves.lines.iter().filter(named).enumerate() {
        let room = 62.0 + 7.2 * line.name.chars().count() as f64;
        if rows == 0.0 {
            rows = 1.0;
        } else if x + room > width {
            (x, y, rows) = (16.0, y + ROW, rows + 1.0);
        }
        let _ = writeln!(
            svg,
            "<path{} d=\"M{x:.0} {:.0}h30\"/><text{text} x=\"{:.0}\" y=\"{y:.0}\">{}</text>",
            look.pen(Pen::Line(index)),
            y - 4.0,
            x + 38.0,
            escape(&line.name)
        );
        x += room;
    }
    let below = if look == Look::File { 18.0 } else { 10.0 };
    (svg, ROW * rows + below)
}

/// Text that may stand between tags and in attributes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
