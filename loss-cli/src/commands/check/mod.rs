//! `loss check`: is the gradient the derivative, does the loss keep what it claims, where does it leave the numbers.

mod claim;
mod finite;
pub mod subject;

use loss_compiler::range::range;
use loss_core::check::{Report, any};

use crate::answer::{Answer, Failed};
use crate::args::Check;
use crate::settings::Settings;
use crate::source::load;
use crate::style::{DIM, ERROR, GOOD, NAME, WARN, styled};
use subject::Interpreted;

/// Two ways of differentiating round differently, and where terms cancel that shows; a wrong rule shows in the first digits.
const DUALS: f64 = 1e-7;

/// A verdict for each promise of each loss; the answer is no if one is refuted.
pub fn run(args: &Check) -> Result<Answer, Failed> {
    let losses = load(&args.which)?;
    let settings = Settings::parse(&args.set)?;
    let formulas: Vec<_> = losses.iter().map(|loss| &loss.item.formula).collect();
    let (mut text, mut holds) = (String::new(), true);
    for formula in &formulas {
        let values = settings.of(formula, &formulas)?;
        let mut page = Page::new(&formula.name);
        let mut subject = Interpreted::new(formula, values);
        gradient(&mut page, &mut subject, args.allow_stop_gradient);
        for claim in &formula.claims {
            if let Some(claim) = claim::of(claim) {
                let name = claim.to_string();
                match any::laws(&mut subject, &[claim]) {
                    Ok(report) if report.compared() == 0 => {
                        page.warn(&name, "no point says anything about it");
                    }
                    Ok(report) => page.good(&name, &format!("at {} points", report.compared())),
                    Err(report) => page.wrong(&name, &finding(&formula.name, &report)),
                }
            }
        }
        finite(&mut page, &mut subject);
        holds &= page.holds;
        text += &page.text;
        text.push('\n');
    }
    text.pop();
    Ok(Answer::judged(text, holds))
}

fn gradient(page: &mut Page, subject: &mut Interpreted, allow_stop_gradient: bool) {
    let (distance, place) = finite::against_duals(subject);
    let duals_agree = distance < DUALS;
    match duals_agree {
        true if distance == 0.0 => page.good("dual numbers", "agree to the last bit"),
        true => page.good("dual numbers", &format!("agree to {distance:.0e}")),
        false => page.wrong("dual numbers", &place),
    }
    let stops = subject.function.stops_gradient();
    match any::gradient(subject) {
        Ok(report) => {
            let mut text = format!(
                "{} derivatives at {} points",
                report.compared(),
                report.points()
            );
            if !report.order().is_nan() {
                text += &format!(
                    ", order of convergence {:.2}, worst relative distance {:.0e}",
                    report.order(),
                    report.worst()
                );
            }
            if report.kinks() > 0 {
                text += &format!(
                    "; {} at kinks, between the slopes of both sides",
                    report.kinks()
                );
            }
            if report.unresolved() > 0 {
                text += &format!("; {} more did not converge", report.unresolved());
            }
            page.good("differences", &text);
        }
        Err(report) => {
            let mut text = finding(&page.name.clone(), &report);
            if !stops && duals_agree {
                // Then the gradient is right: next to an end of a domain, rounding is all that differences see.
                let rest: Vec<&str> = text.lines().skip(1).collect();
                text = format!(
                    "do not settle somewhere, and dual numbers, which need not, agree with the gradient\n{}",
                    rest.join("\n")
                );
                page.warn("differences", &text);
            } else if allow_stop_gradient && stops {
                page.warn(
                    "differences",
                    "not compared: `stop_gradient` holds part fixed",
                );
            } else {
                if stops {
                    text += "\n`stop_gradient` holds part of the formula fixed; if that is meant, run with `--allow-stop-gradient`";
                }
                page.wrong("differences", &text);
            }
        }
    }
}

fn finite(page: &mut Page, subject: &mut Interpreted) {
    let found = finite::find(subject);
    for (what, at) in [
        ("the value is no number", &found.value_nan),
        ("the gradient is no number", &found.gradient_nan),
    ] {
        if let Some(at) = at {
            page.wrong("numbers", &format!("{what}\n  at       {at}"));
        }
    }
    if !found.has_nan() {
        page.good(
            "numbers",
            &format!(
                "no NaN at {} points, tails and ends of domains among them",
                found.points
            ),
        );
    }
    for (what, at) in [
        ("the value is infinite", &found.value_infinite),
        ("a derivative is infinite", &found.gradient_infinite),
        ("infinite or no number, far out", &found.beyond),
    ] {
        if let Some(at) = at {
            page.warn("finite", &format!("{what}\n  at       {at}"));
        }
    }
    let infinite = [
        &found.value_infinite,
        &found.gradient_infinite,
        &found.beyond,
    ];
    if !found.has_nan() && infinite.iter().all(|at| at.is_none()) {
        page.good("finite", "value and gradient, up to inputs of 1e300");
    }
    let function = &subject.function;
    let range = range(&function.stable, &function.derived);
    let lines = range.lines().join("\n");
    match range.is_finite() {
        true => page.good("range", &lines),
        false => page.warn("range", &lines),
    }
}

/// What a report found, without the name in front.
fn finding(name: &str, report: &Report) -> String {
    let text = report.to_string();
    text.trim_start_matches(&format!("{name}: ")).to_owned()
}

/// The verdicts on a loss.
struct Page {
    name: String,
    text: String,
    holds: bool,
}

impl Page {
    fn new(name: &str) -> Page {
        Page {
            name: name.to_owned(),
            text: format!("{}\n", styled(NAME, name)),
            holds: true,
        }
    }

    fn entry(&mut self, sign: String, what: &str, text: &str) {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        self.text += &format!("  {sign} {what:<23} {first}\n");
        for line in lines {
            self.text += &format!("  {:>8} {}\n", "", styled(DIM, line));
        }
    }

    fn good(&mut self, what: &str, text: &str) {
        self.entry(styled(GOOD, "holds  "), what, text);
    }

    fn warn(&mut self, what: &str, text: &str) {
        self.entry(styled(WARN, "note   "), what, text);
    }

    fn wrong(&mut self, what: &str, text: &str) {
        self.holds = false;
        self.entry(styled(ERROR, "refuted"), what, text);
    }
}
