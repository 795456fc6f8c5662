//! Three panels side by side as an SVG: readable on light and dark pages, and by people who see colours differently.
//!
//! Lines differ in colour (Okabe and Ito's, in which the common forms of colour blindness see differences) and in dashes.

use std::fmt::Write;

use super::curves::{Curves, Line};
use super::scale::{Scale, is_step, number};

const PANEL: f64 = 330.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 96.0;
const HEIGHT: f64 = 230.0;
const BOTTOM: f64 = TOP + HEIGHT;
const DASHES: [&str; 6] = ["none", "8 4", "2 3", "10 3 2 3", "4 2", "1 2"];
const TITLES: [&str; 3] = ["value", "gradient", "second derivative"];

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

/// The picture.
pub fn draw(curves: &Curves) -> String {
    let (width, height) = (3.0 * PANEL + 10.0, BOTTOM + 84.0);
    let title = escape(&curves.title);
    let described = format!("{title}: value, gradient and second derivative");
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-label=\"{described}\">
<title>{described}</title>
{STYLE}<rect class=\"page\" width=\"100%\" height=\"100%\"/>
<text class=\"title\" x=\"16\" y=\"28\">{title}</text>
<text class=\"soft\" x=\"16\" y=\"48\">{}</text>
",
        escape(&curves.fixed)
    );
    for panel in 0..3 {
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            "<g transform=\"translate({:.0} 0)\">{}</g>\n",
            PANEL * panel as f64,
            self::panel(curves, panel)
        );
    }
    svg + &legend(curves) + "</svg>\n"
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
    let x = Scale::new(low, high, LEFT, PANEL - RIGHT);
    let all = curves.lines.iter().flat_map(|line| &line.points);
    let y = Scale::covering(all.map(|(_, y)| y[panel]), BOTTOM, TOP);
    let mut svg = format!(
        "
<text class=\"panel\" x=\"{LEFT}\" y=\"{:.0}\">{}</text>",
        TOP - 12.0,
        TITLES[panel]
    );
    for tick in y.ticks(6.0) {
        let kind = if tick == 0.0 { "zero" } else { "grid" };
        let at = y.at(tick);
        let _ = write!(
            svg,
            "
<path class=\"{kind}\" d=\"M{LEFT} {at:.1}H{:.0}\"/><text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
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
<path class=\"grid\" d=\"M{at:.1} {TOP}V{BOTTOM}\"/><path class=\"axis\" d=\"M{at:.1} {BOTTOM}v4\"/><text x=\"{at:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
            BOTTOM + 18.0,
            number(tick)
        );
    }
    let _ = write!(
        svg,
        "
<path class=\"axis\" d=\"M{LEFT} {TOP}V{BOTTOM}H{:.0}\"/>
<text class=\"soft\" x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>
<text class=\"soft\" transform=\"translate(18 {:.0}) rotate(-90)\" text-anchor=\"middle\">{}</text>
<clipPath id=\"p{panel}\"><rect x=\"{LEFT}\" y=\"{TOP}\" width=\"{:.0}\" height=\"{HEIGHT}\"/></clipPath>
<g clip-path=\"url(#p{panel})\">",
        PANEL - RIGHT,
        (LEFT + PANEL - RIGHT) / 2.0,
        BOTTOM + 38.0,
        escape(&curves.x_label),
        TOP + HEIGHT / 2.0,
        escape(&curves.y_labels[panel]),
        PANEL - RIGHT - LEFT
    );
    for (index, line) in curves.lines.iter().enumerate() {
        let (colour, dashes) = (index % 6, DASHES[index % 6]);
        let path = path(line, panel, &x, &y);
        let _ = write!(
            svg,
            "
<path class=\"line c{colour}\" stroke-dasharray=\"{dashes}\" d=\"{path}\"/>"
        );
    }
    svg + "</g>"
}

/// The line, with a gap where it steps or is not finite.
fn path(line: &Line, panel: usize, x: &Scale, y: &Scale) -> String {
    let mut path = String::new();
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
        let letter = if is_drawn && !is_broken { 'L' } else { 'M' };
        // Far outside the panel is as good as further: numbers stay short.
        let place = y.at(here).clamp(-HEIGHT, 3.0 * HEIGHT);
        let _ = write!(path, "{letter}{:.1} {place:.1}", x.at(*at));
        is_drawn = true;
    }
    path
}

fn legend(curves: &Curves) -> String {
    let mut svg = String::new();
    let mut x = 16.0;
    let y = BOTTOM + 66.0;
    for (index, line) in curves.lines.iter().enumerate() {
        if line.name.is_empty() {
            continue;
        }
        let (colour, dashes) = (index % 6, DASHES[index % 6]);
        let _ = write!(
            svg,
            "<path class=\"line c{colour}\" stroke-dasharray=\"{dashes}\" d=\"M{x:.0} {:.0}h30\"/><text x=\"{:.0}\" y=\"{y:.0}\">{}</text>\n",
            y - 4.0,
            x + 38.0,
            escape(&line.name)
        );
        x += 62.0 + 7.2 * line.name.chars().count() as f64;
    }
    svg
}

/// Text that may stand between tags and in attributes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
