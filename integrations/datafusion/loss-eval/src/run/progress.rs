//! How far a query is: the rows that were read, of as many as the files say they have.

use datafusion::physical_plan::ExecutionPlan;
use indicatif::{ProgressBar, ProgressStyle};
use std::{sync::Arc, time::Duration};

/// How often it is shown.
pub(super) const TICK: Duration = Duration::from_millis(100);

/// A bar on the terminal, if there is one.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub fn new(plan: &Arc<dyn ExecutionPlan>, shown: bool) -> Self {
        if !shown {
            return Progress(ProgressBar::hidden());
        }
        let rows = rows(plan);
        let (bar, style) = match rows {
            Some(rows) => (
                ProgressBar::new(rows as u64),
                "{bar:40} {human_pos} of {human_len} rows, {eta} left",
            ),
            None => (
                ProgressBar::new_spinner(),
                "{spinner} {human_pos} rows, {elapsed}",
            ),
        };
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Progress(bar)
    }

    /// Shows what has been read by now.
    pub fn show(&self, plan: &Arc<dyn ExecutionPlan>) {
        self.0.set_position(read(plan) as u64);
        self.0.tick();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A line beside the bar.
pub(super) fn say(line: &str) {
    // Nobody need read it.
    let _ = std::io::Write::write_fmt(&mut std::io::stderr().lock(), format_args!("{line}\n"));
}

/// The rows of all files, if they say so.
fn rows(plan: &Arc<dyn ExecutionPlan>) -> Option<usize> {
    if plan.children().is_empty() {
        return plan
            .partition_statistics(None)
            .ok()?
            .num_rows
            .get_value()
            .copied();
    }
    plan.children().into_iter().map(rows).sum()
}

/// The rows that were read.
fn read(plan: &Arc<dyn ExecutionPlan>) -> usize {
    if plan.children().is_empty() {
        return plan
            .metrics()
            .and_then(|metrics| metrics.output_rows())
            .unwrap_or(0);
    }
    plan.children().into_iter().map(read).sum()
}
