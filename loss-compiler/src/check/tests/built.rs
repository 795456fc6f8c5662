//! What graph a formula becomes.

use super::{run, sound, written};
use crate::graph::{Bound, Domain, Kind, Scope};

/// The value of the last loss of a text, in prefix notation.
fn value(text: &str) -> String {
    let items = sound(text);
    let item = items.last().expect("there is a loss");
    written(item, item.formula.value)
}

#[test]
fn operators_bind_as_in_rust() {
    let cases = [
        ("x + y * 2", "add(x, mul(y, 2))"),
        ("(x + y) * 2", "mul(add(x, y), 2)"),
        ("x - y - 2", "sub(sub(x, y), 2)"),
        ("x / y / 2", "div(div(x, y), 2)"),
        ("-x.abs() * y", "mul(y, neg(abs(x)))"),
        ("(-x).abs() + y", "add(y, abs(neg(x)))"),
        ("- -x + y", "add(y, neg(neg(x)))"),
        ("x.max(y).min(1)", "min(1, max(x, y))"),
        ("2 * 3 + x - y", "sub(add(x, 6), y)"),
        ("powi(x, -2) + y", "add(y, powi(x, -2))"),
        ("max(x, -INFINITY) + y", "add(y, max(x, -inf))"),
        ("1_000.5e-1 * x + y", "add(y, mul(x, 100.05))"),
        ("0x10 * x + y", "add(y, mul(x, 16))"),
    ];
    for (body, expected) in cases {
        // Operands of commutative functions stand in the order in which they were made.
        let found = value(&format!("loss A(x: input, y: data) {{ {body} }}"));
        let sorted = |text: &str| {
            let mut parts: Vec<&str> = text
                .split(['(', ')', ',', ' '])
                .filter(|part| !part.is_empty())
                .collect();
            parts.sort_unstable();
            parts.join(" ")
        };
        assert_eq!(sorted(&found), sorted(expected), "{body}: {found}");
    }
    assert_eq!(
        value("loss A(x: input, y: data) { x - y * 2 - 3 / x }"),
        "sub(sub(x, mul(y, 2)), div(3, x))"
    );
    assert_eq!(
        value("loss A(x: input, y: data) { -x - -y }"),
        "sub(neg(x), neg(y))"
    );
}

#[test]
fn an_if_is_nan_where_its_comparison_sees_nan() {
    assert_eq!(
        value("loss A(x: input, p: param) { if x < p { x } else { 0 } }"),
        "select(ordered(x, p), select(lt(x, p), x, 0), NaN)"
    );
    // Both comparisons are guarded, whichever decides.
    assert_eq!(
        value("loss A(x: input, y: data) { if x < 0 && !(y >= 1) { x } else { 0 } }"),
        "select(ordered(x, 0), select(ordered(y, 1), select(and(lt(x, 0), not(le(1, y))), x, 0), NaN), NaN)"
    );
}

#[test]
fn a_comparison_that_cannot_see_nan_has_no_guard() {
    for condition in [
        "p > 0",
        "abs(p) > 0",
        "len::<K>() > 2",
        "label == 1",
        "w[label] > 0",
        "count(position::<K>() == label) > 0",
        "1 - p > 0",
    ] {
        let text = format!(
            "loss A(x: input[K], label: index(K), p: param in 0.0..=1.0, w: param[K] = 1.0) {{
                if {condition} {{ sum(w * x) }} else {{ p * x[label] }} }}"
        );
        assert!(!value(&text).contains("ordered"), "{condition}");
    }
    let text = "loss A(x: input[K]) { if count(x > 0) > 0 { sum(x) } else { 0 } }";
    let expected = "select(ordered(0, count), select(lt(0, count), sum.K(x), 0), NaN)";
    let count = "sum.K(select(ordered(x, 0), select(lt(0, x), 1, 0), NaN))";
    assert_eq!(
        value(text),
        expected.replace("count", count),
        "NaN in one element makes the count NaN, and so the `if`"
    );
}

#[test]
fn a_guard_goes_along_with_its_comparison() {
    let text = "batch loss A(x: input[I]) {
        let big = x > 1;
        sum::<I>(sum::<J>(if rename::<I, J>(big) { x } else { 0 })) }";
    assert!(
        value(text).contains("select(rename.I.J(ordered(x, 1)), select(rename.I.J(lt(1, x))"),
        "{}",
        value(text)
    );
}

#[test]
fn fixed_axes_are_components() {
    let cases = [
        ("sum(b)", "add(add(add(b0, b1), b2), b3)"),
        ("mean(b)", "div(add(add(add(b0, b1), b2), b3), 4)"),
        ("b[3] - b[0]", "sub(b3, b0)"),
        ("(2 * b)[1]", "mul(b1, 2)"),
        ("max(b)", "max(max(max(b0, b1), b2), b3)"),
        ("norm(b)", "hypot(hypot(hypot(b0, b1), b2), b3)"),
        ("cumsum(b)[2]", "add(add(b0, b1), b2)"),
        ("reverse(b)[0]", "b3"),
    ];
    for (body, expected) in cases {
        let found = value(&format!("loss A(b: input[4]) {{ {body} }}"));
        let unordered = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters
        };
        assert_eq!(unordered(&found), unordered(expected), "{body}: {found}");
    }
    assert_eq!(
        value("loss A(b: input[2, 2]) { b[1][0] - b[0][1] }"),
        "sub(b2, b1)"
    );
    assert_eq!(
        value("batch loss A(b: input[N, 2]) { sum(b[1] - b[0]) }"),
        "sum.N(sub(b1, b0))"
    );
    assert_eq!(
        value("batch loss A(b: input[N, 2]) { sum::<N>(b)[1] }"),
        "sum.N(b1)"
    );
}

#[test]
fn reductions_are_by_name() {
    let cases = [
        (
            "mean::<N>(x[label])",
            "div(sum.N(gather.K(x, label)), len.N)",
        ),
        ("sum::<N>(max::<K>(x)) + 0 * sum(x[label])", ""),
        ("sum::<N>(dot(softmax::<K>(x), one_hot(label)))", ""),
        (
            "mean::<N>(if any::<K>(position::<K>() == label) { x[label] } else { 0 })",
            "",
        ),
    ];
    for (body, expected) in cases {
        let text = format!("batch loss A(x: input[N, K], label: index(K)[N]) {{ {body} }}");
        if expected.is_empty() {
            // `dot(softmax, one_hot)` varies along N and K, so it must say which.
            let (_, errors) = run(&text);
            let is_ambiguous = body.contains("dot(");
            assert_eq!(!errors.is_empty(), is_ambiguous, "{body}");
        } else {
            assert_eq!(value(&text), expected);
        }
    }
}

#[test]
fn an_axis_may_be_used_before_the_rename_that_makes_it() {
    let text = "fn pair(x) { rename::<I, J>(x) }
        batch loss A(x: input[I]) {
            let other = position::<I>() != position::<J>();
            sum::<I>(sum::<J>(if other { x * pair(x) } else { 0 })) }";
    let items = sound(text);
    assert_eq!(items[0].formula.axes, ["I", "J"]);
    assert_eq!(
        items[0].formula.same_length[1],
        items[0].formula.same_length[0]
    );
    // There and back again.
    sound("batch loss A(x: input[I]) { sum(rename::<J, I>(rename::<I, J>(x))) }");
}

#[test]
fn weighted_goes_through_let_and_helper() {
    let text = "fn w(x, weight) { let v = weighted(x, weight); (v) }
        loss A(x: input, weight: data) { let all = w(x * x, weight); all }";
    let items = sound(text);
    let formula = &items[0].formula;
    assert_eq!(written(&items[0], formula.value), "mul(x, x)");
    assert_eq!(
        formula.weight.map(|id| written(&items[0], id)),
        Some("weight".to_owned())
    );
}

#[test]
fn indices_count_where_a_number_is_wanted() {
    let text = "loss A(x: input[K], label: index(K)) { sum(if position::<K>() > label { x } else { 0 * (label - 1) }) }";
    assert!(
        value(text).contains("lt(number(label), number(position.K))"),
        "{}",
        value(text)
    );
    // Truth values can be compared too.
    sound("loss A(x: input, f: flag = false) { if (x > 0) == f { x } else { -x } }");
}

#[test]
fn names_follow_what_was_computed() {
    let text = "fn double(v) { let twice = 2 * v; twice }
        loss A(r#type: input, y: data) { let y = y + 1; let r = r#type - y; double(r) }";
    let items = sound(text);
    let names: Vec<&str> = items[0]
        .formula
        .graph
        .names
        .values()
        .map(String::as_str)
        .collect();
    assert_eq!(names, ["y", "r", "twice"]);
    assert_eq!(items[0].formula.args[0].name, "type");
    assert_eq!(items[0].args[0].name.to_string(), "r#type");
}

#[test]
fn the_signature_is_as_declared() {
    let text = "/// Words.
        #[doc(alias = \"b\")] #[claims(convex, lipschitz = 2 * p)] #[specialise(p = 2.0)] #[cfg(all())]
        pub(crate) batch loss A(
            /// More words.
            x: input[N, K] in ..=1.0, label: index(K)[N], id: index(_)[N],
            p: param = 2 in 0.0<..INFINITY, t: learnable, f: flag = true,
        ) {
            let _seen = id == id;
            if f { p * t * mean(x[label]) } else { 0 }
        }";
    let items = sound(text);
    let (item, formula) = (&items[0], &items[0].formula);
    assert_eq!(formula.scope, Scope::Batch);
    assert_eq!(item.attrs.len(), 3);
    assert_eq!(item.args[0].attrs.len(), 1);
    assert_eq!(formula.claims[1].constant.as_deref(), Some("2 * p"));
    assert_eq!(formula.specialise.len(), 1);
    assert_eq!(formula.axes, ["N", "K"]);
    assert_eq!(formula.args[2].kind, Kind::Identity);
    assert_eq!(formula.args[3].default, Some(2.0));
    assert_eq!(formula.args[4].default, None);
    assert_eq!(formula.args[5].default, Some(1.0));
    let open = |at| {
        Some(Bound {
            at,
            included: false,
        })
    };
    let expected = Domain {
        low: open(0.0),
        high: open(f64::INFINITY),
    };
    assert_eq!(formula.args[3].domain, expected);
}
