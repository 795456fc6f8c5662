//! Drawings: lines over logarithmic axes, each with its name at its end.

use crate::text;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

/// A line, or points.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// From left to right.
    pub points: Vec<(f64, f64)>,
    /// Whether it is a limit, drawn grey.
    pub limit: bool,
}

/// How numbers stand at an axis.
#[derive(Clone, Copy, Debug)]
pub enum Axis {
    /// Powers of two, as sizes.
    Size,
    /// Powers of ten.
    Decimal,
}

/// A drawing.
#[derive(Clone, Debug)]
pub struct Plot {
    /// What is shown.
    pub title: String,
    /// What is at the bottom.
    pub x: (&'static str, Axis),
    /// What is at the left.
    pub y: &'static str,
    /// What is drawn.
    pub series: Vec<Series>,
}

/// Colours that are told apart by eyes of every kind (Okabe and Ito).
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(90, 90, 90),
];

const GREY: RGBColor = RGBColor(120, 120, 120);

/// Width and height.
const SIZE: (u32, u32) = (1040, 560);

/// Room for names at the right.
const NAMES: u32 = 250;

/// The height of a line of text.
const LINE: i32 = 17;

impl Plot {
    /// Writes it.
    ///
    /// # Errors
    /// If there is nothing to draw, or the file cannot be written.
    pub fn svg(&self, path: &Path) -> Result<(), String> {
        self.draw(path)
            .and_then(|()| with_dark_scheme(path))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    fn draw(&self, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
        let all = || self.series.iter().flat_map(|series| &series.points);
        let x = around(all().map(|p| p.0), 1.0).ok_or("nothing to draw")?;
        let y = around(all().map(|p| p.1), 1.3).ok_or("nothing to draw")?;
        let root = SVGBackend::new(path, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let marks_x = match self.x.1 {
            Axis::Size => powers_of_two(x),
            Axis::Decimal => decades(x),
        };
        let mut chart = ChartBuilder::on(&root)
            .caption(&self.title, ("sans-serif", 20))
            .margin(12)
            .margin_right(NAMES)
            .x_label_area_size(46)
            .y_label_area_size(64)
            .build_cartesian_2d(
                (x.0..x.1).log_scale().with_key_points(marks_x),
                (y.0..y.1).log_scale().with_key_points(decades(y)),
            )?;
        let axis = self.x.1;
        chart
            .configure_mesh()
            .x_desc(self.x.0)
            .y_desc(self.y)
            .x_labels(30)
            .y_labels(30)
            .x_label_formatter(&move |x| match axis {
                Axis::Size => size(*x),
                Axis::Decimal => short(*x),
            })
            .y_label_formatter(&|y| short(*y))
            .label_style(("sans-serif", 14))
            .axis_desc_style(("sans-serif", 16))
            .light_line_style(RGBColor(242, 242, 242))
            .bold_line_style(RGBColor(220, 220, 220))
            .draw()?;
        let mut names = Vec::new();
        let mut colours = COLOURS.iter().cycle();
        for series in &self.series {
            let colour = if series.limit {
                GREY
            } else {
                *colours.next().unwrap_or(&BLACK)
            };
            let style = colour.stroke_width(if series.limit { 1 } else { 2 });
            chart.draw_series(LineSeries::new(series.points.iter().copied(), style))?;
            if !series.limit {
                let dots = series
                    .points
                    .iter()
                    .map(|p| Circle::new(*p, 3, colour.filled()));
                chart.draw_series(dots)?;
            }
            if let Some(last) = series.points.last() {
                let (right, _) = chart.backend_coord(&(x.1, y.0));
                let (at, height) = chart.backend_coord(last);
                // The name of a line stands in the margin, that of a point beside it.
                let at = if series.points.len() > 1 { right } else { at };
                names.push(((at + 8, height), &series.name, colour));
            }
        }
        for (place, name, colour) in apart(names) {
            let style = TextStyle::from(("sans-serif", 15).into_font())
                .color(&colour)
                .pos(Pos::new(HPos::Left, VPos::Center));
            root.draw(&Text::new(name.as_str(), place, style))?;
        }
        root.present()?;
        Ok(())
    }
}

/// For dark pages; the drawing itself is that of light ones.
const DARK: &str = "<style>
text { font-family: system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif }
@media (prefers-color-scheme: dark) {
rect[fill='#FFFFFF'] { fill: #14171c } text[fill='#000000'] { fill: #e6e8eb } [stroke='#000000'] { stroke: #9aa4af }
[stroke='#F2F2F2'] { stroke: #1d2127 } [stroke='#DCDCDC'] { stroke: #2f353e }
[fill='#0072B2'] { fill: #4aa3df } [stroke='#0072B2'] { stroke: #4aa3df }
[fill='#5A5A5A'] { fill: #bbb } [stroke='#5A5A5A'] { stroke: #bbb } [fill='#787878'] { fill: #9aa4af } [stroke='#787878'] { stroke: #9aa4af }
}
</style>
";

fn with_dark_scheme(path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let drawn = std::fs::read_to_string(path)?;
    let (head, rest) = drawn.split_once(">\n").ok_or("no drawing")?;
    std::fs::write(path, format!("{head}>\n{DARK}{rest}"))?;
    Ok(())
}

/// Moves names down so that none covers another.
fn apart<T>(mut names: Vec<((i32, i32), T, RGBColor)>) -> Vec<((i32, i32), T, RGBColor)> {
    names.sort_by_key(|((_, y), ..)| *y);
    for i in 1..names.len() {
        let (above, rest) = names.split_at_mut(i);
        let (x, y) = &mut rest[0].0;
        for ((other, height), ..) in above {
            let beside = (*x - *other).unsigned_abs() >= NAMES;
            if !beside && *y < *height + LINE && *height <= *y {
                *y = *height + LINE;
            }
        }
    }
    names
}

/// The range of positive numbers, with some room.
fn around(numbers: impl Iterator<Item = f64>, room: f64) -> Option<(f64, f64)> {
    let (mut low, mut high) = (f64::INFINITY, 0.0);
    for x in numbers.filter(|x| x.is_finite() && *x > 0.0) {
        low = f64::min(low, x);
        high = f64::max(high, x);
    }
    (low <= high).then(|| {
        (
            low / room,
            if high > low { high * room } else { high * 2.0 },
        )
    })
}

/// Every second power of two, or every one if they are few.
fn powers_of_two((low, high): (f64, f64)) -> Vec<f64> {
    let step = if high / low > 4096.0 { 2 } else { 1 };
    (0..40)
        .step_by(step)
        .map(|log| (1_u64 << log) as f64)
        .filter(|x| (low..=high).contains(x))
        .collect()
}

/// 1, 2 and 5 in every power of ten.
fn decades((low, high): (f64, f64)) -> Vec<f64> {
    (-9..9)
        .flat_map(|power| [1.0, 2.0, 5.0].map(|x| x * 10_f64.powi(power)))
        .filter(|x| (low..=high).contains(x))
        .collect()
}

/// A size: its power of two.
fn size(x: f64) -> String {
    match x {
        x if x >= 1048576.0 => format!("{} Mi", x / 1048576.0),
        x if x >= 1024.0 => format!("{} Ki", x / 1024.0),
        x => format!("{x}"),
    }
}

/// A number as short as it can be.
fn short(x: f64) -> String {
    if (0.001..100_000.0).contains(&x) {
        let text = text::digits(x);
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text
        }
    } else {
        format!("{x:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_knows_both_schemes() -> Result<(), String> {
        let series = |name: &str, factor: f64, limit: bool| Series {
            name: name.to_owned(),
            points: (8..20)
                .map(|log| f64::from(1 << log))
                .map(|x| (x, factor * x / (x + 4096.0)))
                .collect(),
            limit,
        };
        let plot = Plot {
            title: "Huber: value and gradient".to_owned(),
            x: ("elements", Axis::Size),
            y: "gigabytes a second",
            series: vec![
                series("generated", 40.0, false),
                series("by hand", 36.0, false),
                series("passes", 9.0, false),
                series("memory", 60.0, true),
            ],
        };
        let path = std::env::temp_dir().join(format!("plot-{}.svg", std::process::id()));
        plot.svg(&path)?;
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
        std::fs::remove_file(&path).map_err(|error| error.to_string())?;
        assert!(text.starts_with("<svg ") && text.matches("<style>").count() == 1);
        // What the dark scheme repaints is there.
        for colour in ["rect", "#000000", "#DCDCDC", "#0072B2", "#787878"] {
            assert!(
                text.split("</style>")
                    .nth(1)
                    .is_some_and(|drawn| drawn.contains(colour)),
                "{colour}"
            );
        }
        Ok(())
    }
}
