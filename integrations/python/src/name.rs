//! Names that Python can say.

use loss_core_rs::spec::Arg;
use std::borrow::Cow;

/// Python's words that a formula may use as a name: Rust's own cannot be one anyway.
const WORDS: [&str; 19] = [
    "and", "assert", "class", "def", "del", "elif", "except", "finally", "from", "global",
    "import", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "with",
];

/// The name of an argument, with `_` behind one of Python's own words: `lambda_`.
pub(crate) fn python_name(arg: &Arg) -> Cow<'static, str> {
    match WORDS.contains(&arg.name) {
        true => Cow::Owned(format!("{}_", arg.name)),
        false => Cow::Borrowed(arg.name),
    }
}
