//! `--stage`: what a stage of the compiler makes of each loss.

use loss_compiler::stage::{self, Stage as After};

use crate::answer::Answer;
use crate::args::Stage;
use crate::source::Loss;
use crate::style::{HEADING, styled};

/// The texts of a stage, each under the name of its loss.
pub fn run(losses: &[Loss], stage: Stage) -> Answer {
    let texts: Vec<String> = losses
        .iter()
        .map(|loss| format!("{}\n{}", styled(HEADING, loss.name()), text(loss, stage)))
        .collect();
    Answer::yes(texts.join("\n"))
}

fn text(loss: &Loss, stage: Stage) -> String {
    let formula = &loss.item.formula;
    match stage {
        Stage::Parsed => {
            let block = &loss.block.block;
            let of = block.losses.iter().find(|l| l.name == loss.item.name);
            of.map_or_else(String::new, |l| stage::parsed(l, &block.helpers))
        }
        Stage::Graph => stage::show(After::Graph, formula),
        Stage::Stabilised => stage::show(After::Stabilised, formula),
        Stage::Gradient => stage::show(After::Gradient, formula),
        Stage::Simplified => stage::show(After::Simplified, formula),
        Stage::Schedule => stage::show(After::Schedule, formula),
    }
}
