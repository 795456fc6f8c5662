//! What the tour prints and writes: per part a table, sentences, curves. Timings stand apart, since they alone differ
//! between two runs.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use loss_examples::chart::Chart;

use crate::Result;

/// What a part of the tour has to show.
pub struct Part {
    /// Name of its files.
    pub name: &'static str,
    /// The heading.
    pub title: &'static str,
    /// Data, network and loss, in a few words.
    pub setting: String,
    /// What stands before the table: the generated code of the first part.
    pub listing: Option<String>,
    /// The results.
    pub table: Table,
    /// What the results show, worded from the numbers.
    pub findings: Vec<String>,
    /// The curves of the training.
    pub chart: Chart,
    /// Further SVG pictures, by file name.
    pub pictures: Vec<(&'static str, String)>,
    /// What differs from run to run.
    pub timings: Vec<String>,
}

/// Rows of cells under a header.
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns and no rows yet.
    pub fn new<const N: usize>(header: [&str; N]) -> Self {
        Self {
            header: header.map(str::to_owned).into(),
            rows: Vec::new(),
        }
    }

    /// Appends a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// The table in Markdown, with columns aligned so that it reads as well on a terminal.
    fn render(&self) -> String {
        let lines = || std::iter::once(&self.header).chain(&self.rows);
        let width = |column: usize| {
            lines()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
        };
        let widths: Vec<usize> = (0..self.header.len())
            .map(|column| width(column).unwrap_or(0))
            .collect();
        let mut text = String::new();
        for (index, row) in lines().enumerate() {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                // Names to the left, numbers to the right. Writing to a String cannot fail.
                let _ = if column == 0 {
                    write!(text, "| {cell:<width$} ")
                } else {
                    write!(text, "| {cell:>width$} ")
                };
            }
            text.push_str("|\n");
            if index == 0 {
                for (column, width) in widths.iter().enumerate() {
                    let dashes = "-".repeat(width + 1);
                    text += &if column == 0 {
                        format!("|{dashes}-")
                    } else {
                        format!("|{dashes}:")
                    };
                }
                text.push_str("|\n");
            }
        }
        text
    }
}

/// Prints the parts as they come and collects them for the report file.
pub struct Report {
    folder: PathBuf,
    markdown: String,
    timings: String,
    parts: usize,
}

impl Report {
    /// Starts a report in a folder, which is made if it is not there.
    pub fn create(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
        let title = "# Training with losses generated from formulas\n";
        say(title)?;
        Ok(Self {
            folder: folder.to_owned(),
            markdown: title.to_owned(),
            timings: String::new(),
            parts: 0,
        })
    }

    /// Prints a part and writes its pictures.
    pub fn add(&mut self, part: Part, took: Duration) -> Result<()> {
        self.parts += 1;
        let mut text = format!(
            "\n## {}. {}\n\n{}\n\n",
            self.parts, part.title, part.setting
        );
        if let Some(listing) = part.listing {
            text += &format!("```text\n{}\n```\n\n", listing.trim_end());
        }
        text += &part.table.render();
        text.push('\n');
        for finding in &part.findings {
            // One is a paragraph, several are a list.
            let bullet = if part.findings.len() > 1 { "* " } else { "" };
            text += &format!("{bullet}{finding}\n");
        }

        let curves = format!("{}.svg", part.name);
        let mut files = vec![(curves.as_str(), part.chart.svg())];
        files.extend(part.pictures);
        self.markdown += &text;
        for (file, svg) in &files {
            self.write(file, svg)?;
            self.markdown += &format!("\n![{}]({file})\n", part.title);
        }
        let places: Vec<String> = files
            .iter()
            .map(|(file, _)| self.folder.join(file).display().to_string())
            .collect();
        // On the terminal alone: the file is the same in every run.
        let timings: String = part
            .timings
            .iter()
            .map(|line| format!("\n* {line}"))
            .collect();
        let timings = match timings.is_empty() {
            true => timings,
            false => format!("\nTimes, which differ from run to run:\n{timings}\n"),
        };
        say(&format!("{text}{timings}\nCurves: {}\n", places.join(", ")))?;

        self.timings += &format!("{:6.2} s  {}\n", took.as_secs_f64(), part.title);
        Ok(())
    }

    /// Writes the report and prints the timings.
    pub fn finish(self, took: Duration) -> Result<()> {
        self.write("results.md", &self.markdown)?;
        say(&format!(
            "\n## Time of each part (times alone differ from run to run)\n\n{}{:6.2} s  in all\n\nEverything above with its curves: {}\n",
            self.timings,
            took.as_secs_f64(),
            self.folder.join("results.md").display()
        ))
    }

    fn write(&self, file: &str, text: &str) -> Result<()> {
        let path = self.folder.join(file);
        fs::write(&path, text)
            .map_err(|error| format!("cannot write {}: {error}", path.display()).into())
    }
}

/// Prints to the terminal. A reader that has seen enough (`| head`) is no reason to stop training.
pub fn say(text: &str) -> Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Mean and standard deviation of repeated measurements.
#[derive(Clone, Copy)]
pub struct Repeated {
    /// The mean.
    pub mean: f64,
    /// The standard deviation of one measurement, 0 of a single one.
    pub deviation: f64,
}

impl Repeated {
    /// Of these measurements.
    pub fn new(values: &[f64]) -> Self {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Self {
            mean,
            deviation: if values.len() > 1 {
                (squares / (count - 1.0)).sqrt()
            } else {
                0.0
            },
        }
    }

    /// `53.2 ± 2.1`
    pub fn text(&self, digits: usize) -> String {
        format!("{:.digits$} ± {:.digits$}", self.mean, self.deviation)
    }

    /// `97.3 ± 1.2 %` of a share.
    pub fn percent(&self) -> String {
        format!("{:.1} ± {:.1} %", 100.0 * self.mean, 100.0 * self.deviation)
    }
}

/// `97.3 %` of a share.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// In how many of the paired measurements the first is below the second.
pub fn times_below(a: &[f64], b: &[f64]) -> usize {
    a.iter().zip(b).filter(|(a, b)| a < b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_align_names_left_and_numbers_right() {
        let mut table = Table::new(["name", "±"]);
        table.row(["a".into(), "10.0".into()]);
        table.row(["longer".into(), "2.5".into()]);
        let expected = "\
| name   |    ± |
|--------|-----:|
| a      | 10.0 |
| longer |  2.5 |
";
        assert_eq!(table.render(), expected);
    }

    #[test]
    fn repeated_measurements() {
        let repeated = Repeated::new(&[1.0, 3.0]);
        assert_eq!((repeated.mean, repeated.deviation), (2.0, 2.0_f64.sqrt()));
        assert_eq!(Repeated::new(&[5.0]).text(1), "5.0 ± 0.0");
        assert_eq!(times_below(&[1.0, 2.0, 3.0], &[2.0, 2.0, 2.0]), 1);
    }
}
