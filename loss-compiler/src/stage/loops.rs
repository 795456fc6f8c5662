//! A schedule as an outline: numbers of the sample, loops, what each computes.

use crate::graph::{Axis, Formula, Id, print_short};
use crate::schedule::{Level, Pass, Schedule, Target, Way};

use super::{by, list};

/// The loops of a formula with axes.
pub(super) fn loops(formula: &Formula, schedule: &Schedule) -> String {
    let mut text = String::new();
    for (title, levels) in [
        ("weight", &schedule.weight),
        ("value", &schedule.value),
        ("gradient alone", &schedule.gradient),
    ] {
        if levels
            .iter()
            .any(|l| !l.scalars.is_empty() || !l.passes.is_empty())
        {
            text.push_str(&format!("{title}\n"));
        }
        for level in levels {
            self::level(&mut text, formula, schedule, level);
        }
    }
    for (id, axes) in &schedule.kept {
        let axes: Vec<&str> = axes.iter().map(|a| axis(formula, *a)).collect();
        let place = match schedule.lodgers.get(id) {
            Some(arg) => format!("in the gradient by {}", formula.arg(*arg).name),
            None => "in an array of its own".to_string(),
        };
        text.push_str(&format!(
            "kept %{} along {} {place}\n",
            id.0,
            axes.join(", ")
        ));
    }
    text
}

fn level(text: &mut String, formula: &Formula, schedule: &Schedule, level: &Level) {
    for &id in &level.scalars {
        text.push_str(&format!("  {}", list::line(formula, schedule.graph(), id)));
    }
    for pass in &level.passes {
        let Pass { nest, way, .. } = pass;
        let axes = nest.outer.iter().chain(&nest.inner);
        let names: Vec<&str> = axes.map(|a| axis(formula, *a)).collect();
        let over = match names.is_empty() {
            true => "once".to_string(),
            false => format!("for each {}", names.join(", ")),
        };
        let way = match way {
            Way::Loops => "",
            Way::LoopsIfAny => ", where it must",
            Way::Products => ", as a matrix product",
        };
        text.push_str(&format!("  {over}{way}\n"));
        for target in &pass.targets {
            text.push_str(&format!("    {}\n", computed(formula, schedule, target)));
        }
        for target in &pass.besides {
            text.push_str(&format!(
                "    {}  (for the gradient)\n",
                computed(formula, schedule, target)
            ));
        }
    }
}

fn computed(formula: &Formula, schedule: &Schedule, target: &Target) -> String {
    let short = |id: Id| print_short(formula, schedule.graph(), id);
    match target {
        Target::Reduce(id) | Target::Product(id) => format!("reduce %{} = {}", id.0, short(*id)),
        Target::Keep(id) => format!("keep %{} = {}", id.0, short(*id)),
        Target::Output(output) => {
            let mut text = format!(
                "write d/{} = {}",
                by(formula, &output.partial),
                short(output.body)
            );
            if let Some((index, at)) = output.patch {
                text.push_str(&format!("; at {}: {}", short(index), short(at)));
            }
            text
        }
    }
}

fn axis(formula: &Formula, axis: Axis) -> &str {
    let name = formula.axes.get(usize::from(axis.0));
    name.map_or("?", String::as_str)
}
