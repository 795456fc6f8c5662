//! Line charts as SVG, written by hand: a few shapes and texts, readable on light and dark pages.
//!
//! Lines differ in colour and in dashes, and the colours are those of Okabe and Ito, which people with any of the common
//! forms of colour blindness tell apart.

use std::fmt::Write;

/// A line of a chart.
#[derive(Clone, Debug)]
pub struct Series {
    /// What the legend calls it.
    pub name: String,
    /// The points from left to right.
    pub points: Vec<(f64, f64)>,
}

impl Series {
    /// A line through values at 1, 2, 3, …: one an epoch. More than 200 are averaged in groups, or the picture would
    /// be large and the line a blur.
    pub fn per_epoch(name: impl Into<String>, values: &[f64]) -> Self {
        let size = values.len().div_ceil(200).max(1);
        let points = values.chunks(size).enumerate().map(|(group, values)| {
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            (
                (group * size) as f64 + (values.len() + 1) as f64 / 2.0,
                mean,
            )
        });
        Self {
            name: name.into(),
            points: points.collect(),
        }
    }
}

/// Axes with their lines.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What the horizontal axis shows.
    pub x_label: String,
    /// What the vertical axis shows.
    pub y_label: String,
    /// Powers of ten at equal distances; needs positive values.
    pub logarithmic: bool,
    /// The lines: at most six, so that each has a colour.
    pub series: Vec<Series>,
}

/// Panels side by side under a title.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The heading.
    pub title: String,
    /// From left to right.
    pub panels: Vec<Panel>,
}

const WIDTH: f64 = 470.0;
const LEFT: f64 = 66.0;
const RIGHT: f64 = 18.0;
const TOP: f64 = 44.0;
const PLOT_HEIGHT: f64 = 250.0;
const LEGEND_LINE: f64 = 18.0;
const DASHES: [&str; 6] = ["none", "7 3", "2 3", "10 3 2 3", "4 2", "1 2"];

/// Colours as style rules, so that the page's scheme chooses among them.
pub(crate) const STYLE: &str = "<style>
text { font: 12px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #222 } .title { font-size: 15px; font-weight: 600 }
.page { fill: #fff } .grid { stroke: #ddd } .axis { stroke: #555 } .line { fill: none; stroke-width: 1.8 }
.c0 { stroke: #0072b2 } .c1 { stroke: #d55e00 } .c2 { stroke: #009e73 } .c3 { stroke: #b5558f } .c4 { stroke: #b07a00 } .c5 { stroke: #555 }
@media (prefers-color-scheme: dark) {
text { fill: #ddd } .page { fill: #16181d } .grid { stroke: #33363d } .axis { stroke: #999 }
.c0 { stroke: #56b4e9 } .c1 { stroke: #f0804d } .c2 { stroke: #2fc79b } .c3 { stroke: #e39cc4 } .c4 { stroke: #e6b03a } .c5 { stroke: #aaa }
}
</style>
";

impl Chart {
    /// The chart as an SVG document.
    pub fn svg(&self) -> String {
        let legend = self
            .panels
            .iter()
            .map(|panel| panel.series.len())
            .max()
            .unwrap_or(0) as f64
            * LEGEND_LINE;
        let width = WIDTH * self.panels.len() as f64;
        let height = TOP + PLOT_HEIGHT + 52.0 + legend;
        let mut svg = open(width, height, &self.title);
        for (index, panel) in self.panels.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = writeln!(
                svg,
                "<g transform=\"translate({:.0} 0)\">{}</g>",
                WIDTH * index as f64,
                panel.svg()
            );
        }
        svg + "</svg>\n"
    }
}

/// The start of a document: size, style, background, title.
pub(crate) fn open(width: f64, height: f64, title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\">
<title>{title}</title>
{STYLE}<rect class=\"page\" width=\"{width:.0}\" height=\"{height:.0}\"/>
<text class=\"title\" x=\"16\" y=\"24\">{title}</text>
",
        title = escape(title)
    )
}

/// Text that may stand between tags.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

impl Panel {
    fn svg(&self) -> String {
        let height_of = |y: f64| {
            if self.logarithmic {
                y.max(f64::MIN_POSITIVE).log10()
            } else {
                y
            }
        };
        let points = || {
            self.series
                .iter()
                .flat_map(|series| &series.points)
                .filter(|(x, y)| x.is_finite() && y.is_finite())
        };
        let x = Scale::covering(points().map(|p| p.0), LEFT, WIDTH - RIGHT, 0.0);
        let y = Scale::covering(
            points().map(|p| height_of(p.1)),
            TOP + PLOT_HEIGHT,
            TOP,
            0.04,
        );

        let mut svg = String::new();
        for tick in x.ticks(7.0) {
            let _ = write!(
                svg,
                "\n<path class=\"axis\" d=\"M{at:.1} {}v4\"/><text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                TOP + PLOT_HEIGHT,
                TOP + PLOT_HEIGHT + 17.0,
                number(tick),
                at = x.at(tick),
            );
        }
        for (tick, label) in self.y_ticks(&y) {
            let at = y.at(tick);
            let _ = write!(
                svg,
                "\n<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
                WIDTH - RIGHT,
                LEFT - 7.0,
                at + 4.0,
            );
        }
        let _ = write!(
            svg,
            "\n<path class=\"axis\" fill=\"none\" d=\"M{LEFT} {TOP}V{bottom}H{right}\"/>
<text x=\"{middle}\" y=\"{below}\" text-anchor=\"middle\">{}</text>
<text transform=\"translate(15 {centre}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
            escape(&self.x_label),
            escape(&self.y_label()),
            bottom = TOP + PLOT_HEIGHT,
            right = WIDTH - RIGHT,
            middle = (LEFT + WIDTH - RIGHT) / 2.0,
            below = TOP + PLOT_HEIGHT + 36.0,
            centre = TOP + PLOT_HEIGHT / 2.0,
        );
        for (index, series) in self.series.iter().enumerate() {
            let (colour, dashes) = (index % 6, DASHES[index % DASHES.len()]);
            let mut path = String::new();
            for &(px, py) in series
                .points
                .iter()
                .filter(|(px, py)| px.is_finite() && py.is_finite())
            {
                let _ = write!(
                    path,
                    "{}{:.1} {:.1}",
                    if path.is_empty() { "M" } else { "L" },
                    x.at(px),
                    y.at(height_of(py))
                );
            }
            let legend = TOP + PLOT_HEIGHT + 58.0 + LEGEND_LINE * index as f64;
            let _ = write!(
                svg,
                "\n<path class=\"line c{colour}\" stroke-dasharray=\"{dashes}\" d=\"{path}\"/>
<path class=\"line c{colour}\" stroke-dasharray=\"{dashes}\" d=\"M{LEFT} {:.1}h28\"/><text x=\"{:.1}\" y=\"{legend:.1}\">{}</text>",
                legend - 4.0,
                LEFT + 36.0,
                escape(&series.name),
            );
        }
        svg
    }

    /// What the vertical axis shows, and that it is logarithmic where it is.
    fn y_label(&self) -> String {
        let scale = if self.logarithmic { " (log scale)" } else { "" };
        format!("{}{scale}", self.y_label)
    }

    /// Positions and labels; on a logarithmic axis powers of ten, 1-2-5 steps on a short one, equal steps within a decade.
    fn y_ticks(&self, scale: &Scale) -> Vec<(f64, String)> {
        if !self.logarithmic {
            return scale
                .ticks(6.0)
                .into_iter()
                .map(|tick| (tick, number(tick)))
                .collect();
        }
        let (low, high) = (10_f64.powf(scale.low), 10_f64.powf(scale.high));
        let decades = |steps: &'static [f64]| {
            let powers = scale.low.floor() as i32..=scale.high.ceil() as i32;
            powers
                .flat_map(|power| steps.iter().map(move |step| step * 10_f64.powi(power)))
                .collect::<Vec<_>>()
        };
        let ticks = match scale.high - scale.low {
            span if span > 2.5 => decades(&[1.0]),
            span if span > 0.9 => decades(&[1.0, 2.0, 5.0]),
            _ => Scale {
                low,
                high,
                ..*scale
            }
            .ticks(6.0),
        };
        let inside = ticks.into_iter().filter(|tick| (low..=high).contains(tick));
        inside.map(|tick| (tick.log10(), number(tick))).collect()
    }
}

/// Maps an interval of values to an interval of the picture.
struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    fn covering(values: impl Iterator<Item = f64>, from: f64, to: f64, margin: f64) -> Self {
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        let (low, high) = if low < high {
            (low, high)
        } else if low == high {
            (low - 0.5, high + 0.5)
        } else {
            (0.0, 1.0)
        };
        let room = (high - low) * margin;
        Self {
            low: low - room,
            high: high + room,
            from,
            to,
        }
    }

    fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Multiples of 1, 2 or 5 times a power of ten, at most about `count`.
    fn ticks(&self, count: f64) -> Vec<f64> {
        let rough = (self.high - self.low) / count;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|s| s * power)
            .find(|&s| s >= rough)
            .unwrap_or(10.0 * power);
        let (first, last) = (
            (self.low / step).ceil() as i64,
            (self.high / step).floor() as i64,
        );
        (first..=last)
            .map(|multiple| multiple as f64 * step)
            .collect()
    }
}

/// A tick's number without the dust of binary fractions.
fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e6).contains(&size) {
        return format!("{value:.0e}");
    }
    let text = format!("{value:.6}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "" | "-0" => "0".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_numbers_inside_the_axis() {
        let scale = Scale {
            low: 0.0,
            high: 1.0,
            from: 0.0,
            to: 100.0,
        };
        let labels: Vec<String> = scale.ticks(6.0).into_iter().map(number).collect();
        assert_eq!(labels, ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
        assert_eq!(scale.at(0.5), 50.0);
    }

    #[test]
    fn long_trainings_are_averaged_in_groups() {
        assert_eq!(
            Series::per_epoch("", &[5.0, 7.0]).points,
            [(1.0, 5.0), (2.0, 7.0)]
        );
        let values: Vec<f64> = (1..=400).map(f64::from).collect();
        let points = Series::per_epoch("", &values).points;
        assert_eq!(
            (points.len(), points[0], points[199]),
            (200, (1.5, 1.5), (399.5, 399.5))
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [0.0, -0.0, 1200.0, 0.1 + 0.2, 2e-7].map(number),
            ["0", "0", "1200", "0.3", "2e-7"]
        );
    }

    #[test]
    fn points_that_are_not_finite_and_empty_lines_leave_a_valid_chart() {
        let points = vec![(1.0, f64::NAN), (2.0, 3.0)];
        let series = vec![
            Series {
                name: "a < b".into(),
                points,
            },
            Series {
                name: "empty".into(),
                points: vec![],
            },
        ];
        for logarithmic in [false, true] {
            let panel = Panel {
                x_label: "x".into(),
                y_label: "y".into(),
                logarithmic,
                series: series.clone(),
            };
            let svg = Chart {
                title: "t".into(),
                panels: vec![panel],
            }
            .svg();
            assert!(
                !svg.contains("NaN") && !svg.contains("inf") && svg.contains("a &lt; b"),
                "{svg}"
            );
        }
    }
}
