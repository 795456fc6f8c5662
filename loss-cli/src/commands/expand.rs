//! `loss expand`: the code that takes the place of `loss! { … }`, formatted.

use loss_compiler::expand_only;

use crate::answer::{Answer, Failed};
use crate::args::Expand;
use crate::commands::stages;
use crate::source::load;

/// The whole expansion of the losses asked for.
pub fn run(args: &Expand) -> Result<Answer, Failed> {
    let losses = load(&args.which)?;
    if let Some(stage) = args.stage {
        return Ok(stages::run(&losses, stage));
    }
    let mut text = String::new();
    for loss in &losses {
        let code = expand_only(loss.block.tokens.clone(), |name| name == loss.name());
        // Generated code is Rust, and a test of the compiler says so; unformatted it is still worth reading.
        text += &match syn::parse2(code.clone()) {
            Ok(file) => prettyplease::unparse(&file),
            Err(_) => code.to_string(),
        };
        text.push('\n');
    }
    Ok(Answer::yes(text.trim_end().to_owned() + "\n"))
}
