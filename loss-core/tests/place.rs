//! Where a loss says that it is defined: at its own name, not at the block or the macro that it stands in.

use loss_core::Explain;

loss_core::loss! {
    /// First.
    pub loss First(x: input) { x * x }

    /// Second.
    pub loss Second(x: input) { abs(x) }
}
const SECOND: u32 = line!() - 2;

macro_rules! squares {
    ($name:ident) => {
        loss_core::loss! {
            /// Of a macro.
            pub loss $name(x: input) { x * x }
        }
    };
}
squares!(Named);
const NAMED: u32 = line!() - 1;

#[test]
fn a_loss_knows_its_own_line() {
    let place = |explain: &Explain| (explain.file, explain.line);
    assert_eq!(place(&First::EXPLAIN), (file!(), SECOND - 3));
    assert_eq!(place(&Second::EXPLAIN), (file!(), SECOND));
    // The user's own token, wherever the rest comes from.
    assert_eq!(place(&Named::EXPLAIN), (file!(), NAMED));
    let text = Second::EXPLAIN.to_string();
    assert!(text.contains(&format!("defined in {}:{SECOND}\n", file!())));
}
