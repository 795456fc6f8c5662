//! A mistake is said once: what follows from it is not news. Each formula gets exactly the errors that a person would list.

use super::run;

/// Formula, and the codes of its errors.
const CASES: &[(&str, &[&str])] = &[
    ("loss A(x: input y: data) { x * y }", &["L003"]),
    (
        "loss A(x: input /* of */ #[doc = \"y\"] y: data) { x * y }",
        &["L003"],
    ),
    ("loss A(type: input) { type * type }", &["L016"]),
    (
        "loss A(type: input, y: data) { let move = type - y; move * move }",
        &["L016", "L016"],
    ),
    ("loss A(true: input) { true * 2 }", &["L016"]),
    ("loss A { x * y }", &["L003"]),
    ("loss A[x: input, y: data] { x * y }", &["L003"]),
    ("loss A(x, y) { x * y }", &["L003", "L003"]),
    ("loss A(x input, y: data) { x * y }", &["L003"]),
    (
        "loss A(input x, data y) { powi(x - y, 2) }",
        &["L003", "L003"],
    ),
    ("loss A(x = input, y: data) { x * y }", &["L003"]),
    ("loss A(x: input; y: data) { x * y }", &["L003"]),
    (
        "loss A(x: inptu[K], y: data[K]) { sum::<K>(x * y) }",
        &["L101"],
    ),
    (
        "loss A(x: inptu[K]) { sum::<K>(x) / len::<K>() }",
        &["L101"],
    ),
    ("loss A(x: f64, y: f64) { x * y }", &["L101", "L101"]),
    ("loss A(x: input, delta = 1.0) { x * delta }", &["L003"]),
    (
        "loss A(x: input, delta: param 1.0) { x * delta }",
        &["L003"],
    ),
    (
        "loss A(x: input, delta: param = one) { x * delta }",
        &["L003"],
    ),
    (
        "loss A(x: input, delta: param = 1.0 in [0, 1]) { x * delta }",
        &["L113"],
    ),
    (
        "loss A(x: input, delta: param = 1.0 > 0.0) { x * delta }",
        &["L003"],
    ),
    (
        "loss A(x: input, delta: param = -1.0 in 0.0..) { x * delta }",
        &["L111"],
    ),
    (
        "loss A(x: input, delta: param in 0.0.. = 1.0) { x * delta }",
        &["L114"],
    ),
    (
        "loss A(logits: input[K], label: index) { -log_softmax(logits)[label] }",
        &["L108"],
    ),
    (
        "loss A(logits: input[K], label: index[K]) { -log_softmax(logits)[label] }",
        &["L108"],
    ),
    (
        "loss A(logits: input, label: index(K)) { -log_softmax(logits)[label] }",
        &["L107"],
    ),
    (
        "loss A(logits: input[k], label: index(K)) { -log_softmax(logits)[label] }",
        &["L107"],
    ),
    ("los A(x: input) { x * x }", &["L002"]),
    (
        "pub fun square(x) { x * x } loss A(x: input) { square(x) }",
        &["L002", "L003"],
    ),
    (
        "def square(x) { x * x } loss A(x: input) { square(x) }",
        &["L002"],
    ),
    (
        "fn type(x) { x * x } loss A(x: input) { type(x) }",
        &["L016"],
    ),
    (
        "fn f(x y) { x * y } loss A(x: input) { f(x, x) }",
        &["L003"],
    ),
    (
        "fn f(x, x) { x * x } loss A(x: input) { f(x, x) }",
        &["L103"],
    ),
    ("fn f { 1 } loss A(x: input) { f(x) }", &["L003"]),
    (
        "fn f(x) { y * x } loss A(x: input) { f(x) + f(2 * x) }",
        &["L201"],
    ),
    (
        "fn f(x: f64) -> f64 { x * x } loss A(x: input) { f(x) }",
        &["L019", "L019"],
    ),
    ("loss A(x: input) { let y = x +; y * y }", &["L003"]),
    ("loss A(x: input) { let y = x * x y + 1 }", &["L003"]),
    (
        "loss A(x: input) { let y = x * x let z = 2 * y; z }",
        &["L003"],
    ),
    ("loss A(x: input) { y = x * x; y + 1 }", &["L009"]),
    (
        "loss A(x: input) { let (a, b) = (x, 2 * x); a * b }",
        &["L012"],
    ),
    ("loss A(x: input) { x * x; }", &["L005"]),
    ("loss A(x: input) { let y = x * x; }", &["L004"]),
    ("loss A(x: input) { return x * x; }", &["L011"]),
    ("loss A(x: input) { if x > 0 { x } }", &["L007"]),
    (
        "loss A(x: input) { if x > 0 { x } else { -x } * 2 }",
        &["L006"],
    ),
    ("loss A(x: input) { x > 0 ? x : -x }", &["L009"]),
    ("loss A(x: input) { if x > 0 then x else -x }", &["L003"]),
    ("loss A(x: input) { (x > 0) * x }", &["L301"]),
    ("loss A(x: input) { 2x + 1 }", &["L013"]),
    ("loss A(x: input) { x ^ 2 + x }", &["L008"]),
    ("loss A(x: input) { np.log(x) }", &["L011"]),
    ("loss A(x: input) { torch::log(x) }", &["L011"]),
    ("loss A(x: input) { x.log() }", &["L202"]),
    ("loss A(x: input[K]) { sum(x, dim = 1) }", &["L011"]),
    ("loss A(x: input[K]) { x.sum(1) }", &["L205"]),
    ("loss A(x: input[K]) { sum(wobble(x)) }", &["L202"]),
    ("loss A(x: input[K]) { let s = sum(x); s[0] }", &["L406"]),
    ("loss A(x: input[K]) { x[0] }", &["L406"]),
    ("loss A(x: input[K]) { sum<K>(x) }", &["L015"]),
    (
        "batch loss A(x: input, y: data) { mean(x * y) }",
        &["L116", "L116"],
    ),
    ("loss A(x: input, x: data) { x * x }", &["L103"]),
    ("loss A(x: input, 2: data) { x * x }", &["L003"]),
    ("loss A(x: input, y: data[0]) { x * y[0] }", &["L105"]),
    (
        "loss A(x: input, delta: param[4] = 1.0) { x * delta[0] }",
        &["L104"],
    ),
    (
        "loss A(x: input, on: flag = 1) { if on { x } else { 2 * x } }",
        &["L115"],
    ),
    ("loss A(x: input, on: flag = false) { on * x }", &["L301"]),
    ("loss A(y: data) { y * y }", &["L102"]),
    ("loss A() { 1 }", &["L102"]),
    ("#[claims(convx)] loss A(x: input) { x * x }", &["L119"]),
    (
        "#[specialise(gama = 2.0)] loss A(x: input, gamma: param = 1.0) { gamma * x }",
        &["L121"],
    ),
];

#[test]
fn what_follows_from_a_mistake_is_not_said() {
    let mut wrong = Vec::new();
    for (text, codes) in CASES {
        let (_, errors) = run(text);
        let found: Vec<&str> = errors.iter().map(|error| error.entry.code).collect();
        if found != *codes {
            let said: Vec<String> = errors.iter().map(|error| format!("  {error}")).collect();
            wrong.push(format!("{text}\n{}", said.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}
