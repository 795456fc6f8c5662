//! Every error there is: code, message, help. `{0}`, `{1}` … are filled where it is reported.
//!
//! A code keeps its meaning for ever. L0 is about how a formula is written, L1 about its arguments, L2 about names, L3 about
//! types, L4 about axes. Each entry has a compile-fail case, and a test that says so.

/// An error as the catalogue has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its code.
    pub code: &'static str,
    /// What is wrong.
    pub message: &'static str,
    /// What to write instead.
    pub help: &'static str,
}

macro_rules! catalogue {
    ($($name:ident $code:ident $message:literal $help:literal;)*) => {
        $(
            #[doc = $message]
            pub static $name: Entry = Entry { code: stringify!($code), message: $message, help: $help };
        )*
        /// All entries, in order.
        pub static ALL: &[&Entry] = &[$(&$name),*];
    };
}

catalogue! {
// -- L0: how a formula is written
    TOO_DEEP L001 "this is nested more than 128 levels deep"
        "name its parts with `let`";
    EXPECTED_ITEM L002 "expected `loss`, `batch loss` or `fn`, found {0}"
        "{1}";
    EXPECTED L003 "expected {0}, found {1}"
        "{2}";
    NO_TAIL L004 "this body has no result"
        "end it with an expression, without a `;`";
    DROPPED L005 "this value is dropped"
        "name it, `let name = …;`, or remove it; the result stands last and has no `;`";
    IF_STATEMENT L006 "this `if` is a statement of its own, so what follows is no part of it"
        "put the `if` in parentheses: `(if c { a } else { b }) {0} …`";
    IF_WITHOUT_ELSE L007 "this `if` has no value where its condition does not hold"
        "add `else { … }`";
    POWER L008 "`{0}` is not a power"
        "write `powi(x, 2)` for a whole exponent, `pow(x, p)` for a real one";
    NO_SUCH_OPERATOR L009 "formulas have no operator `{0}`"
        "{1}";
    COMPARISON_CHAIN L010 "comparisons do not chain"
        "write `a < b && b < c`";
    NOT_IN_A_FORMULA L011 "{0} cannot stand in a formula"
        "{1}";
    LET_PATTERN L012 "`let` names one value"
        "{0}";
    NUMBER_SUFFIX L013 "a number has no type here: the element type is chosen at the call"
        "write `{0}`";
    NUMBER_RANGE L014 "`{0}` is too {1} for a 64-bit number"
        "{2}";
    TURBOFISH L015 "an axis is named after `::`"
        "write `{0}::<{1}>(…)`";
    KEYWORD_NAME L016 "`{0}` is a keyword of Rust"
        "write `r#{0}`, or choose another name";
    ATTRIBUTE L017 "this is not an attribute as Rust has them"
        "write `#[name]`, `#[name(…)]` or `#[name = \"…\"]`";
    ATTRIBUTE_PLACE L018 "`{0}` cannot stand on {1}"
        "only documentation can";
    NO_TYPES L019 "formulas have no types: {0}"
        "remove it";

// -- L1: arguments and what stands before them
    UNKNOWN_KIND L101 "there is no kind of argument called {0}"
        "{1}";
    NO_INPUT L102 "`{0}` has no `input`: there is nothing to differentiate by"
        "declare the model's output as `name: input`";
    DUPLICATE_NAME L103 "{0} `{1}` is there already"
        "choose another name";
    KIND_AXES L104 "{0} has no {1}"
        "{2}";
    FIXED_SIZE L105 "{0} components are too {1}"
        "{2}";
    REPEATED_AXIS L106 "the axis `{0}` stands twice in one argument"
        "give the second one a name of its own; if both always have the same length, declare one and use `rename`";
    INDEX_RANGE L107 "`{0}` is no axis of an `input` or `data` argument, so nothing says how many classes there are"
        "declare it, for example `logits: input[{0}]`; for an identity that is only compared write `index(_)`";
    INDEX_FORM L108 "`index` does not say what it points into"
        "write `index(K)` for a class along the axis K, `index(_)` for an identity that is only compared";
    NO_DEFAULT L109 "{0} has no default"
        "remove `= …`, or make it a `param`";
    NO_DOMAIN L110 "{0} has no domain"
        "remove `in …`";
    DEFAULT_OUTSIDE L111 "the default {0} of `{1}` is outside its domain {2}"
        "change one of them";
    EMPTY_DOMAIN L112 "no number is in this domain"
        "the lower end stands first; `a..=b` includes its end, `a..b` does not";
    DOMAIN_FORM L113 "this is not a domain: {0}"
        "write `0.0..`, `0.0<..` without 0, `0.0..=1.0`, `0.0<..1.0` without its ends; an end is a number, PI, E or INFINITY";
    DOMAIN_BEFORE_DEFAULT L114 "the default stands before the domain"
        "write `name: param = 2.0 in 0.0..`";
    DEFAULT_FORM L115 "the default of {0} is {1}"
        "write `{2}`";
    BATCH_AXIS L116 "in a `batch loss`, `{0}` needs an axis along which the batch lies"
        "write `{0}: {1}[N]`; one number for all is a `param`";
    TOO_MANY L117 "more than {0} {1}"
        "{2}";
    RESERVED_NAME L118 "`{0}` {1}"
        "choose another name";
    UNKNOWN_CLAIM L119 "there is no trait `{0}` to claim"
        "{1}";
    CLAIM_FORM L120 "`{0}` {1}"
        "write `{2}`";
    SPECIALISE_NAME L121 "`{0}` is not a `param`"
        "name one: `#[specialise(gamma = 2.0)]`{1}";
    SPECIALISE_FORM L122 "this gives no value to specialise for"
        "write `#[specialise(gamma = 2.0)]`";
    SPECIALISE_OUTSIDE L123 "{0} is outside the domain {2} of `{1}`"
        "no call can have this value: choose one in the domain";
    FLAT L124 "the gradient of `{0}` is 0 everywhere, so nothing can be trained with it"
        "comparisons, `sign`, `position` and `count` have no gradient, and what stands in `stop_gradient` has none: let the result depend on an `input` in another way";

// -- L2: names
    UNKNOWN_NAME L201 "nothing is called `{0}` here"
        "{1}";
    UNKNOWN_FUNCTION L202 "there is no function `{0}`"
        "{1}";
    UNUSED L203 "{0} `{1}` is never used"
        "use it or remove it; if it is meant, begin its name with `_`";
    RECURSION L204 "`{0}` calls itself{1}: helpers are written out in place, which would never end"
        "break the circle";
    ARITY L205 "`{0}` takes {1}, found {2}"
        "write `{3}`";
    NOT_CALLED L206 "`{0}` is a function, not a value"
        "call it: `{1}`";
    NOT_A_FUNCTION L207 "{0} is not a function"
        "for a product write `*`";
    TOO_LARGE L208 "with its helpers written out, `{0}` has more than {1} operations"
        "name what is computed twice with `let`";

// -- L3: types
    EXPECTED_NUMBER L301 "expected a number, found a truth value"
        "choose by it: `if {0} { 1 } else { 0 }`";
    EXPECTED_TRUTH L302 "expected a truth value, found {0}"
        "compare it: `x > 0`";
    IDENTITY L303 "an `index(_)` can only be compared with another by `==` and `!=`"
        "if it counts along an axis, declare it `index(K)`";
    INDEX_MISMATCH L304 "an index into `{0}` is compared with an index into `{1}`"
        "only indices into one axis, or into axes that `rename` made equally long, can be equal";
    BRANCHES L305 "one branch is a number, the other a truth value"
        "write both as numbers or both as conditions";
    POWI_EXPONENT L306 "the exponent of `powi` is not a whole number known here"
        "write a number from -1024 to 1024, or use `pow` for a real exponent";
    CLAMP_ORDER L307 "the lower end {0} of this `clamp` is above its upper end {1}"
        "write `clamp(x, low, high)`";
    WEIGHTED_PLACE L308 "`weighted` {0}"
        "{1}";
    WEIGHT_VARIES L309 "the weight depends on {0}, so it would have a gradient"
        "make it from `data`, `index` and `param` alone";
    DIVISION_BY_ZERO L310 "this divides by 0"
        "to keep a denominator away from 0, add a small number or use `max(x, 1e-9)`";

// -- L4: axes
    UNKNOWN_AXIS L401 "there is no axis `{0}`"
        "{1}";
    NO_AXIS L402 "there is no axis for `{0}`: this is one number"
        "{1}";
    SEVERAL_AXES L403 "`{0}` does not know which of the axes {1} is meant"
        "name it: `{2}`";
    AXIS_ABSENT L404 "this does not vary along `{0}`"
        "{1}";
    RESULT_AXES L405 "{0} still has {1}"
        "reduce it, for example `{2}`";
    NOT_AN_INDEX L406 "{0}"
        "{1}";
    COMPONENT_RANGE L407 "there is no component {0}: they are numbered from 0 to {1}"
        "{2}";
    COMPONENTS_DIFFER L408 "{0} components meet {1}"
        "they must be as many; pick some with `x[0]`";
    AXIS_TAKEN L409 "`{0}` {1}"
        "choose a new name for the second axis";
    AXES_FORM L410 "`{0}` takes {1} between `::<` and `>`"
        "write `{2}`";
    NO_AXES_HERE L411 "`{0}` works element by element and takes no axis"
        "remove `::<…>`";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_unique() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
