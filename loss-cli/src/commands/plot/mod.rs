//! `loss plot`: value, gradient and second derivative, for several values of an argument.

mod terminal;

use loss_compiler::function::find;
use loss_compiler::graph::{ArgId, Formula, Kind};
use loss_compiler::plot::curves::{Curves, MOST, Undrawn, Wish, curves};
use loss_compiler::plot::svg::{self, Look};

use crate::answer::{Answer, Failed};
use crate::args::Plot;
use crate::settings::{Settings, no_argument, parse_numbers};
use crate::source::load;
use crate::style::{GOOD, styled};

/// A picture of each loss asked for; a file holds that of one.
pub fn run(args: &Plot) -> Result<Answer, Failed> {
    let losses = load(&args.which)?;
    let settings = Settings::parse(&args.set)?;
    let formulas: Vec<_> = losses.iter().map(|loss| &loss.item.formula).collect();
    let drawn = |formula: &Formula| {
        let values = settings.of(formula, &formulas)?;
        let wish = wish(formula, args)?;
        curves(formula, &values, &wish).map_err(|why| undrawn(formula, &wish, why))
    };
    let Some(path) = &args.output else {
        let pages: Result<Vec<Curves>, Failed> = formulas.iter().map(|f| drawn(f)).collect();
        let pages: Vec<String> = pages?.iter().map(terminal::draw).collect();
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
    let picture = svg::draw(&drawn(formula)?, Look::File);
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

/// What the user asks of the picture of a formula.
fn wish(formula: &Formula, args: &Plot) -> Result<Wish, Failed> {
    let x = args.x.as_deref().map(|name| horizontal(formula, name));
    let x = x.transpose()?;
    let vary = args.vary.as_deref().map(|wish| varied(formula, x, wish));
    Ok(Wish {
        x,
        from: args.from,
        to: args.to,
        vary: vary.transpose()?,
    })
}

/// The argument along the horizontal axis.
fn horizontal(formula: &Formula, name: &str) -> Result<ArgId, Failed> {
    let (id, arg) = find(formula, name).ok_or_else(|| no_argument(formula, name))?;
    match arg.kind {
        Kind::Input | Kind::Data | Kind::Param | Kind::Learnable => Ok(id),
        _ => Err(Answer::help(
            &format!("`{name}` is no real number"),
            &"the horizontal axis is an input, data or a parameter; classes and flags can be varied",
        )),
    }
}

/// What the user wants varied.
fn varied(formula: &Formula, x: Option<ArgId>, wish: &str) -> Result<(ArgId, Vec<f64>), Failed> {
    let (name, numbers) = parse_numbers(wish)?;
    let (id, _) = find(formula, &name).ok_or_else(|| no_argument(formula, &name))?;
    let first = formula.arg_ids().find(|(_, arg)| arg.kind == Kind::Input);
    let x = x.or_else(|| first.map(|(id, _)| id));
    if Some(id) == x || numbers.len() > MOST {
        return Err(Answer::help(
            &format!("`--vary {wish}` cannot be drawn"),
            &format!("vary another argument than the horizontal axis, with at most {MOST} values"),
        ));
    }
    Ok((id, numbers))
}

/// Why there is no picture, and what to ask for instead.
fn undrawn(formula: &Formula, wish: &Wish, why: Undrawn) -> Failed {
    match why {
        Undrawn::Outside(outside) => outside.into(),
        Undrawn::NoInput => Answer::error(&format!("{} has no input", formula.name)),
        Undrawn::Nowhere(from, to) => Answer::help(
            &format!("{} is finite nowhere from {from} to {to}", formula.name),
            &"choose another range with `--from` and `--to`, or other arguments with `--set`",
        ),
        Undrawn::Empty((from, to), usual) => {
            let input = formula.args.iter().find(|arg| arg.kind == Kind::Input);
            let arg = wish.x.map(|x| formula.arg(x)).or(input);
            let name = arg.map_or("it", |arg| arg.name.as_str());
            Answer::help(
                &format!("there is nothing from {from} to {to}"),
                &format!(
                    "choose `--from` below `--to`; `{name}` is drawn from {} to {} otherwise",
                    usual.0, usual.1
                ),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use loss_compiler::function::Values;
    use loss_compiler::plot::curves::{Wish, curves};

    use crate::shipped;

    /// Nothing is told by a picture of a corner, in which all rows are alike.
    #[test]
    fn every_shipped_loss_slopes_in_its_picture() {
        for loss in shipped::all() {
            let formula = &loss.item.formula;
            // One line is enough, with a parameter as it is.
            let param = formula.arg_ids().find(|(_, arg)| arg.default.is_some());
            let wish = Wish {
                vary: param.and_then(|(id, arg)| Some((id, vec![arg.default?]))),
                ..Wish::default()
            };
            let drawn = curves(formula, &Values::default(), &wish);
            let drawn = drawn.unwrap_or_else(|why| panic!("{}: {why:?}", loss.name()));
            let mut points = drawn.lines.iter().flat_map(|line| &line.points);
            assert!(points.any(|(_, y)| y[1].abs() > 1e-9), "{}", loss.name());
        }
    }
}
