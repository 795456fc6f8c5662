//! `loss plot`: value, gradient and second derivative, for several values of an argument.

mod curves;
mod scale;
mod svg;
mod terminal;

use crate::answer::{Answer, Failed};
use crate::args::Plot;
use crate::function::Settings;
use crate::source::load;
use crate::style::{GOOD, styled};

/// A picture of each loss asked for; a file holds that of one.
pub fn run(args: &Plot) -> Result<Answer, Failed> {
    let losses = load(&args.which)?;
    let settings = Settings::parse(&args.set)?;
    let formulas: Vec<_> = losses.iter().map(|loss| &loss.item.formula).collect();
    let Some(path) = &args.output else {
        let mut pages = Vec::new();
        for formula in &formulas {
            let values = settings.of(formula, &formulas)?;
            pages.push(terminal::draw(&curves::curves(formula, values, args)?));
        }
        return Ok(Answer::yes(pages.join("\n")));
    };
    let [formula] = formulas.as_slice() else {
        let names: Vec<&str> = formulas.iter().map(|f| f.name.as_str()).collect();
        return Err(Answer::help(
            &format!(
                "{} has several losses, and a picture shows one",
                args.which.source
            ),
            &format!("say which with `--loss`: {}", names.join(", ")),
        ));
    };
    let values = settings.of(formula, &formulas)?;
    let picture = svg::draw(&curves::curves(formula, values, args)?);
    match std::fs::write(path, picture) {
        Ok(()) => Ok(Answer::yes(format!(
            "{} {}: {}\n",
            styled(GOOD, "wrote"),
            path.display(),
            formula.name
        ))),
        Err(error) => Err(Answer::error(&format!(
            "cannot write {}: {error}",
            path.display()
        ))),
    }
}
