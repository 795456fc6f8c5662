//! `loss asm`: the vector loop that a loss is compiled to.
//!
//! The one command that compiles: a crate in a folder of its own, whose only dependency is loss-core, by the user's cargo.

mod loops;
mod mix;
mod project;

use crate::answer::{Answer, Failed};
use crate::args::Asm;
use crate::source::load_one;
use crate::style::{DIM, HEADING, NAME, styled};

/// The loop and what it is made of.
pub fn run(args: &Asm) -> Result<Answer, Failed> {
    let loss = load_one(&args.which, "with `--loss`")?;
    let assembly = project::assembly(&loss, args)?;
    let what = if args.value {
        "value"
    } else {
        "value and gradient"
    };
    let Some(found) = loops::vector_loop(&assembly) else {
        return Err(Answer::help(
            &format!("no vector loop was found in the code of {}", loss.name()),
            &"loops are recognised in the assembly of x86-64 and AArch64",
        ));
    };
    let element = project::element(args.element);
    let mut text = format!(
        "{} for {element}, {what}: {} instructions in the loop\n{}\n\n{}\n",
        styled(NAME, loss.name()),
        found.instructions().count(),
        styled(
            DIM,
            format!(
                "in {}\nwhat is rarely taken (the last elements, masks, weights) stands in it too",
                found.function
            )
        ),
        styled(HEADING, "instruction mix"),
    );
    for (kind, count) in mix::mix(&found) {
        text += &format!("  {count:>4}  {kind}\n");
    }
    text += &format!("\n{}\n", styled(HEADING, "loop"));
    for line in &found.lines {
        text += line;
        text.push('\n');
    }
    Ok(Answer::yes(text))
}
