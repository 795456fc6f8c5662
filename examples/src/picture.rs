//! Rows of 8 x 8 digits as SVG.

use std::fmt::Write;

use ndarray::Array2;

use crate::chart::{escape, open};

/// A row of images under a heading.
#[derive(Clone, Debug)]
pub struct Strip {
    /// What the images are.
    pub name: String,
    /// One image a row, 64 pixels from 0 (paper) to 1 (ink).
    pub images: Array2<f32>,
}

const SIDE: usize = 8;
const PIXEL: usize = 6;
const CELL: usize = SIDE * PIXEL + 6;

/// The strips below each other.
pub fn digits(title: &str, strips: &[Strip]) -> String {
    let columns = strips
        .iter()
        .map(|strip| strip.images.nrows())
        .max()
        .unwrap_or(0);
    let width = (columns * CELL + 32).max(480);
    let mut svg = open(
        width as f64,
        (44 + strips.len() * (CELL + 26)) as f64,
        title,
    );
    for (index, strip) in strips.iter().enumerate() {
        let top = 44 + index * (CELL + 26);
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<text x=\"16\" y=\"{}\">{}</text>",
            top + 14,
            escape(&strip.name)
        );
        for (column, image) in strip.images.rows().into_iter().enumerate() {
            let (left, paper) = (16 + column * CELL, SIDE * PIXEL);
            let _ = writeln!(
                svg,
                "<rect x=\"{left}\" y=\"{}\" width=\"{paper}\" height=\"{paper}\" fill=\"#fff\"/>",
                top + 20
            );
            for (pixel, ink) in image.iter().enumerate().filter(|(_, ink)| **ink > 0.0) {
                let x = left + pixel % SIDE * PIXEL;
                let y = top + 20 + pixel / SIDE * PIXEL;
                let grey = 255 - (ink.clamp(0.0, 1.0) * 255.0).round() as u8;
                let _ = writeln!(
                    svg,
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{PIXEL}\" height=\"{PIXEL}\" shape-rendering=\"crispEdges\" fill=\"#{grey:02x}{grey:02x}{grey:02x}\"/>"
                );
            }
        }
    }
    svg + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_is_dark_and_paper_is_left_out() {
        let mut images = Array2::zeros((1, SIDE * SIDE));
        images[[0, 9]] = 1.0;
        let svg = digits(
            "a & b",
            &[Strip {
                name: "one dot".into(),
                images,
            }],
        );
        assert!(svg.contains("a &amp; b") && svg.contains("one dot"));
        // The dot stands in the second row and column of the first cell.
        let dot = format!("x=\"{}\" y=\"{}\"", 16 + PIXEL, 64 + PIXEL);
        assert!(svg.contains(&dot) && svg.contains("#000000"), "{svg}");
        assert_eq!(svg.matches("crispEdges").count(), 1);
    }
}
