//! Random respellings of an expression: the same mathematics through `let`, helpers, `if`, a temperature, commuted, with
//! the minus outside, or in method-call syntax.

use loss_compiler::interpret::Sampler;

/// An expression to be spelled.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number, a parameter or a label.
    Word(&'static str),
    /// An input, which may be divided by a temperature, the parameter `t`, of 1.
    Input(&'static str),
    /// An operation on expressions: its symbol or name. `if` is `if on { x } else { 0.25 }`, where `on` is true, and
    /// `mask` is `x` where the data `m` is 1, 0 where that is 0.
    Node(&'static str, Vec<Expr>),
}

/// A word.
pub fn word(name: &'static str) -> Expr {
    Expr::Word(name)
}
/// An input.
pub fn input(name: &'static str) -> Expr {
    Expr::Input(name)
}
/// A call of a function.
pub fn call<const N: usize>(name: &'static str, args: [Expr; N]) -> Expr {
    Expr::Node(name, args.to_vec())
}
macro_rules! operators {
    ($($name:ident $symbol:literal),*) => {$(
        #[doc = concat!("`x ", $symbol, " y`")]
        pub fn $name(x: Expr, y: Expr) -> Expr {
            Expr::Node($symbol, vec![x, y])
        }
    )*};
}
operators!(add "+", sub "-", mul "*", div "/", at "[]");
/// `-x`
pub fn neg(x: Expr) -> Expr {
    Expr::Node("neg", vec![x])
}

/// What a respelling may do besides commuting and moving signs.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// The inputs that are divided by the temperature, wherever they stand.
    pub heated: Vec<&'static str>,
    /// Whether a part may stand in an `if`.
    pub branches: bool,
}

/// The expression in other words: commuted, with minus signs outside, through `if` and a temperature.
pub fn respell(expr: &Expr, ways: &Ways, random: &mut Sampler) -> Expr {
    let Expr::Node(op, args) = expr else {
        return match expr {
            Expr::Input(name) if ways.heated.contains(name) => div(expr.clone(), word("t")),
            _ => expr.clone(),
        };
    };
    let mut x: Vec<Expr> = args.iter().map(|arg| respell(arg, ways, random)).collect();
    let way = random.below(4);
    let spelled = match (*op, way) {
        ("+" | "*", 0 | 1) => {
            x.reverse();
            Expr::Node(op, x)
        }
        ("*", 2) => neg(mul(neg(x[0].clone()), x[1].clone())),
        ("-", 1) => neg(sub(x[1].clone(), x[0].clone())),
        ("-", 2) => add(neg(x[1].clone()), x[0].clone()),
        ("-", 3) => add(x[0].clone(), neg(x[1].clone())),
        ("/", 1) => neg(div(neg(x[0].clone()), x[1].clone())),
        _ => Expr::Node(op, x),
    };
    match random.below(10) {
        0 if ways.branches => call("if", [spelled]),
        1 => neg(neg(spelled)),
        _ => spelled,
    }
}

/// The source of a loss whose value is `expr` over arguments declared as `args`, through `let`s and helpers, in either
/// syntax of calls; as it stands without a source of randomness.
pub fn source(expr: &Expr, args: &str, random: Option<&mut Sampler>) -> String {
    let mut random = random;
    let mut speller = Speller {
        mask: random.as_mut().map_or(0, |random| random.below(4)),
        random,
        lets: vec![],
        helpers: vec![],
    };
    let tail = speller.spell(expr);
    let mut args = args.to_string();
    if mentions(expr, &word("t")) {
        args += ", t: param = 1.0 in 0.0<..";
    }
    if has_if(expr) {
        args += ", on: flag = true";
    }
    format!(
        "{}\npub loss Form({args}) {{\n{}    {tail}\n}}\n",
        speller.helpers.join("\n"),
        speller.lets.concat()
    )
}

/// The expression as it stands, on one line.
pub fn plainly(expr: &Expr) -> String {
    Speller {
        mask: 0,
        random: None,
        lets: vec![],
        helpers: vec![],
    }
    .spell(expr)
}

/// Whether an expression has this one in it.
pub fn mentions(expr: &Expr, what: &Expr) -> bool {
    expr == what
        || matches!(expr, Expr::Node(_, args) if args.iter().any(|arg| mentions(arg, what)))
}

/// Whether an expression has an `if` in it.
pub fn has_if(expr: &Expr) -> bool {
    matches!(expr, Expr::Node(op, args) if *op == "if" || args.iter().any(has_if))
}

/// A spelling in progress.
struct Speller<'a> {
    random: Option<&'a mut Sampler>,
    lets: Vec<String>,
    helpers: Vec<String>,
    /// How a mask is spelled: the same way wherever it stands.
    mask: usize,
}

impl Speller<'_> {
    fn one_in(&mut self, n: usize) -> bool {
        self.random
            .as_mut()
            .is_some_and(|random| random.below(n) == 0)
    }

    fn spell(&mut self, expr: &Expr) -> String {
        let (op, args) = match expr {
            Expr::Word(name) | Expr::Input(name) => return (*name).to_string(),
            Expr::Node(op, args) => (*op, args),
        };
        let args: Vec<String> = args.iter().map(|arg| self.spell(arg)).collect();
        // A helper gets real numbers: no label, and no flag from outside.
        let text = if !matches!(op, "[]" | "if" | "mask") && self.one_in(5) {
            self.through_helper(op, &args)
        } else {
            self.operation(op, &args)
        };
        if self.one_in(3) {
            let name = format!("v{}", self.lets.len());
            self.lets.push(format!("    let {name} = {text};\n"));
            name
        } else {
            text
        }
    }

    fn operation(&mut self, op: &str, x: &[String]) -> String {
        match op {
            "+" | "-" | "*" | "/" => format!("({} {op} {})", x[0], x[1]),
            "[]" => format!("{}[{}]", x[0], x[1]),
            "neg" => format!("(-{})", x[0]),
            "if" => format!("(if on {{ {} }} else {{ 0.25 }})", x[0]),
            "mask" => match self.mask {
                0 => format!("(if m > 0 {{ {} }} else {{ 0 }})", x[0]),
                1 => format!("(if m == 1 {{ {} }} else {{ 0 }})", x[0]),
                2 => format!("(if m <= 0 {{ 0 }} else {{ {} }})", x[0]),
                _ => format!("(if !(m == 0) {{ {} }} else {{ 0 }})", x[0]),
            },
            _ if self.one_in(2) => format!("({}).{op}({})", x[0], x[1..].join(", ")),
            _ => format!("{op}({})", x.join(", ")),
        }
    }

    fn through_helper(&mut self, op: &str, x: &[String]) -> String {
        let names: Vec<String> = ["a", "b", "c"][..x.len()]
            .iter()
            .map(|name| (*name).to_string())
            .collect();
        let body = self.operation(op, &names);
        let helper = format!("helper_{}", self.helpers.len());
        self.helpers
            .push(format!("fn {helper}({}) {{ {body} }}", names.join(", ")));
        format!("{helper}({})", x.join(", "))
    }
}
