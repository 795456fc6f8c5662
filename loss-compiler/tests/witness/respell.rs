//! Random respellings of an expression: the same mathematics through `let`, helpers, `if`, a temperature, commuted, with
//! the minus outside, or in method-call syntax.

use loss_compiler::interpret::Sampler;

/// An expression to be spelled.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A number, a parameter or a label: spelled as it is.
    Word(&'static str),
    /// An input, which may be divided by a temperature of 1.
    Input(&'static str),
    /// An operation on expressions: its symbol or name.
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

/// A spelling in progress.
struct Speller<'a> {
    random: &'a mut Sampler,
    lets: Vec<String>,
    helpers: Vec<String>,
    uses_temperature: bool,
    uses_flag: bool,
}

/// The source of a loss whose value is `expr` over arguments declared as `args`; `plain` spells it as it stands.
pub fn source(expr: &Expr, args: &str, random: &mut Sampler, plain: bool) -> String {
    let mut speller = Speller {
        random,
        lets: vec![],
        helpers: vec![],
        uses_temperature: false,
        uses_flag: false,
    };
    let tail = if plain { plainly(expr) } else { speller.spell(expr) };
    let mut args = args.to_string();
    if speller.uses_temperature {
        args += ", t: param = 1.0 in 0.0<..";
    }
    if speller.uses_flag {
        args += ", on: flag = true";
    }
    format!(
        "{}\npub loss Form({args}) {{\n{}    {tail}\n}}\n",
        speller.helpers.join("\n"),
        speller.lets.concat()
    )
}

/// The expression as it stands.
pub fn plainly(expr: &Expr) -> String {
    match expr {
        Expr::Word(name) | Expr::Input(name) => (*name).to_string(),
        Expr::Node(op, args) => {
            let args: Vec<String> = args.iter().map(plainly).collect();
            node(op, &args)
        }
    }
}

fn node(op: &str, x: &[String]) -> String {
    match op {
        "+" | "-" | "*" | "/" => format!("({} {op} {})", x[0], x[1]),
        "[]" => format!("{}[{}]", x[0], x[1]),
        "neg" => format!("(-{})", x[0]),
        _ => format!("{op}({})", x.join(", ")),
    }
}

impl Speller<'_> {
    fn one_in(&mut self, n: usize) -> bool {
        self.random.below(n) == 0
    }

    fn spell(&mut self, expr: &Expr) -> String {
        match expr {
            Expr::Word(name) => (*name).to_string(),
            Expr::Input(name) if self.one_in(4) => {
                self.uses_temperature = true;
                format!("({name} / t)")
            }
            Expr::Input(name) => (*name).to_string(),
            Expr::Node(op, args) => {
                let args: Vec<String> = args.iter().map(|arg| self.spell(arg)).collect();
                // A helper takes no labels: what it is called with are real numbers.
                let text = if *op != "[]" && self.one_in(5) {
                    self.through_helper(op, &args)
                } else {
                    self.operation(op, &args)
                };
                self.wrapped(text)
            }
        }
    }

    /// One of the spellings of an operation.
    fn operation(&mut self, op: &str, x: &[String]) -> String {
        let way = self.random.below(4);
        match (op, way) {
            ("+" | "*", 0 | 1) => format!("({} {op} {})", x[1], x[0]),
            ("-", 1) => format!("(-({} - {}))", x[1], x[0]),
            ("-", 2) => format!("(-{} + {})", x[1], x[0]),
            ("-", 3) => format!("({} + (-{}))", x[0], x[1]),
            ("/", 1) => format!("(-((-{}) / {}))", x[0], x[1]),
            ("*", 2) => format!("(-((-{}) * {}))", x[0], x[1]),
            ("+" | "-" | "*" | "/" | "[]" | "neg", _) => node(op, x),
            (_, 0 | 1) => format!("({}).{op}({})", x[0], x[1..].join(", ")),
            _ => node(op, x),
        }
    }

    fn through_helper(&mut self, op: &str, x: &[String]) -> String {
        let names: Vec<String> = ["a", "b", "c"][..x.len()].iter().map(|name| (*name).to_string()).collect();
        let body = self.operation(op, &names);
        let helper = format!("helper_{}", self.helpers.len());
        self.helpers.push(format!("fn {helper}({}) {{ {body} }}", names.join(", ")));
        format!("{helper}({})", x.join(", "))
    }

    /// A spelled operation, as it is or through a `let`, an `if`, or two minus signs.
    fn wrapped(&mut self, text: String) -> String {
        match self.random.below(10) {
            0..3 => {
                let name = format!("v{}", self.lets.len());
                self.lets.push(format!("    let {name} = {text};\n"));
                name
            }
            3 => {
                self.uses_flag = true;
                format!("(if on {{ {text} }} else {{ 0.25 }})")
            }
            4 => format!("(-(-{text}))"),
            _ => text,
        }
    }
}
