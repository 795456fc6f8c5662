//! `loss show`: a shipped loss on one screen.

use crate::answer::{Answer, Failed};
use crate::args::Show;
use crate::commands::explain;
use crate::shipped;
use crate::source::unknown;

/// What `loss explain` says of a shipped loss.
pub fn run(args: &Show) -> Result<Answer, Failed> {
    match shipped::find(&args.name) {
        Some(loss) => explain::explained(&[loss], args.form),
        None => Err(unknown(&args.name)),
    }
}
