//! JavaScript from a graph: `(a) => { const v2 = a[0] - a[1]; … return [value, gradient, second derivative]; }`. What has axes
//! is an array: `A(3, (i) => Math.exp(v4[i] - v7))`, and where its operands' elements stand is in tables before the function.

use std::collections::BTreeMap;

use loss_compiler::graph::{ArgId, Axes, Cmp, Fun, Graph, Id, Op};

use super::arrays::{LENGTH, element, line, places, renamed, reversed, size};
use super::program::{Part, Program};

/// The function; none if an operation has no words.
pub fn function(program: &Program) -> Option<String> {
    let mut writer = Writer {
        program,
        tables: Vec::new(),
        known: BTreeMap::new(),
    };
    let mut body = String::new();
    let mut results = Vec::new();
    for (number, part) in program.parts.iter().enumerate() {
        let prefix = format!("{}", char::from(b'u' + number as u8));
        writer.part(part, &prefix, &mut body)?;
        for root in &part.roots {
            results.push(match part.graph.axes(*root).is_empty() {
                true => format!("{prefix}{}", root.0),
                false => format!("{prefix}{}[0]", root.0),
            });
        }
    }
    if program.is_weighted {
        let weight = results.pop()?;
        for result in &mut results {
            *result = format!("{result} * {weight}");
        }
    }
    let function = format!("(a) => {{{body} return [{}]; }}", results.join(", "));
    if writer.tables.is_empty() {
        return Some(function);
    }
    let tables = writer.tables.iter().enumerate();
    let tables: Vec<String> = tables.map(|(i, table)| format!("t{i} = {table}")).collect();
    Some(format!(
        "(() => {{ const {}; return {function}; }})()",
        tables.join(", ")
    ))
}

struct Writer<'a> {
    program: &'a Program,
    /// The literals before the function, and where each is.
    tables: Vec<String>,
    known: BTreeMap<String, usize>,
}

impl Writer<'_> {
    fn part(&mut self, part: &Part, prefix: &str, body: &mut String) -> Option<()> {
        let g = &part.graph;
        let mut needed = vec![false; g.len()];
        let mut stack = part.roots.clone();
        while let Some(id) = stack.pop() {
            if !std::mem::replace(&mut needed[id.0 as usize], true) {
                stack.extend_from_slice(g.args(id));
            }
        }
        for id in g.ids().filter(|id| needed[id.0 as usize]) {
            let text = Node {
                g,
                id,
                prefix,
                writer: self,
            }
            .text()?;
            *body += &format!(" const {prefix}{} = {text};", id.0);
        }
        Some(())
    }

    fn table(&mut self, text: String) -> String {
        let next = self.tables.len();
        let at = *self.known.entry(text.clone()).or_insert(next);
        if at == next {
            self.tables.push(text);
        }
        format!("t{at}")
    }

    /// Where the numbers of an argument stand in `a`.
    fn slot(&self, arg: ArgId, element: usize) -> Option<usize> {
        let slots = &self.program.slots;
        slots
            .iter()
            .position(|slot| slot.arg == arg && slot.element == element)
    }
}

struct Node<'a, 'w> {
    g: &'a Graph,
    id: Id,
    prefix: &'a str,
    writer: &'a mut Writer<'w>,
}

impl Node<'_, '_> {
    /// The whole node: a number, or an array of them.
    fn text(mut self) -> Option<String> {
        let axes = self.g.axes(self.id);
        match self.g.op(self.id) {
            Op::Arg(arg, component) => return self.argument(arg, component),
            Op::Label(arg) => return self.argument(arg, 0),
            Op::Position(_) => {
                let counted: Vec<usize> = (0..LENGTH).collect();
                return Some(self.writer.table(list(&counted)));
            }
            _ => {}
        }
        let each = self.each()?;
        Some(match axes.is_empty() {
            true => each,
            false => format!("A({}, (i) => {each})", size(axes)),
        })
    }

    /// The numbers of an argument, or of a vector, which are fixed.
    fn argument(&mut self, arg: ArgId, component: u32) -> Option<String> {
        let axes = self.g.axes(self.id);
        let env = &self.writer.program.env;
        let elements = env.elements(arg);
        let at = places(axes).into_iter().map(|place| {
            let same = |(there, c): &([usize; Axes::MOST], u32)| {
                *c == component
                    && axes
                        .iter()
                        .all(|axis| there[usize::from(axis.0)] == place[usize::from(axis.0)])
            };
            elements.iter().position(same)
        });
        let at: Vec<usize> = at.collect::<Option<_>>()?;
        let slots: Option<Vec<usize>> = at.iter().map(|&i| self.writer.slot(arg, i)).collect();
        let Some(slots) = slots else {
            let numbers = env.reals.get(&arg)?;
            let numbers: Vec<String> = at.iter().map(|&i| number(numbers[i])).collect();
            return Some(match axes.is_empty() {
                true => numbers.first()?.clone(),
                false => self.writer.table(format!("[{}]", numbers.join(", "))),
            });
        };
        Some(match axes.is_empty() {
            true => format!("a[{}]", slots.first()?),
            false => {
                let table = self.writer.table(list(&slots));
                format!("{table}.map((k) => a[k])")
            }
        })
    }

    /// Operand `n` where this node stands.
    fn operand(&mut self, n: usize) -> String {
        let axes = self.g.axes(self.g.args(self.id)[n]);
        let table: Vec<usize> = self.table(|place| element(axes, place));
        self.picked(n, &table)
    }

    fn table<T>(&self, at: impl Fn(&[usize; Axes::MOST]) -> T) -> Vec<T> {
        places(self.g.axes(self.id)).iter().map(at).collect()
    }

    fn picked(&mut self, n: usize, table: &[usize]) -> String {
        let arg = self.g.args(self.id)[n];
        let name = format!("{}{}", self.prefix, arg.0);
        if self.g.axes(arg).is_empty() {
            return name;
        }
        if self.g.axes(self.id).is_empty() {
            return format!("{name}[{}]", table[0]);
        }
        if table.iter().copied().eq(0..size(self.g.axes(arg))) {
            return format!("{name}[i]");
        }
        format!("{name}[{}[i]]", self.writer.table(list(table)))
    }

    /// The elements of the first operand along an axis.
    fn along(&mut self, axis: loss_compiler::graph::Axis) -> String {
        let arg = self.g.args(self.id)[0];
        let axes = self.g.axes(arg);
        let name = format!("{}{}", self.prefix, arg.0);
        if axes.is_empty() {
            return format!("[{}]", vec![name; LENGTH].join(", "));
        }
        format!("P({name}, {})", self.lines(axes, axis))
    }

    /// The places of these elements, in a table.
    fn lines(&mut self, axes: Axes, axis: loss_compiler::graph::Axis) -> String {
        let lines = self.table(|place| line(axes, axis, place));
        if self.g.axes(self.id).is_empty() {
            return self.writer.table(list(&lines[0]));
        }
        let lines: Vec<String> = lines.iter().map(|line| list(line)).collect();
        let table = self.writer.table(format!("[{}]", lines.join(", ")));
        format!("{table}[i]")
    }

    /// One element; `i` says which, where there are several.
    fn each(&mut self) -> Option<String> {
        let op = self.g.op(self.id);
        let args: Vec<String> = match op.is_elementwise() {
            true => (0..self.g.args(self.id).len())
                .map(|n| self.operand(n))
                .collect(),
            false => Vec::new(),
        };
        let infix = |op: &str| format!("{} {op} {}", args[0], args[1]);
        Some(match op {
            Op::Const(bits) => number(f64::from_bits(bits)),
            Op::Truth(truth) => truth.to_string(),
            Op::Flag(arg) => format!("a[{}] !== 0", self.writer.slot(arg, 0)?),
            Op::Len(_) => LENGTH.to_string(),
            Op::Fun(fun) => match fun {
                Fun::Neg => format!("-{}", args[0]),
                Fun::Add => infix("+"),
                Fun::Sub => infix("-"),
                Fun::Mul => infix("*"),
                Fun::Div => infix("/"),
                _ => format!("F.{}({})", fun.name(), args.join(", ")),
            },
            Op::Compare(Cmp::Lt) => infix("<"),
            Op::Compare(Cmp::Le) => infix("<="),
            Op::Compare(Cmp::Eq) | Op::Same => infix("==="),
            Op::Compare(Cmp::Ne) => infix("!=="),
            Op::Ordered => {
                let nan: Vec<String> = args.iter().map(|x| format!("Number.isNaN({x})")).collect();
                format!("!({})", nan.join(" || "))
            }
            Op::And => infix("&&"),
            Op::Or => infix("||"),
            Op::Not => format!("!{}", args[0]),
            Op::Select => format!("{} ? {} : {}", args[0], args[1], args[2]),
            Op::StopGradient | Op::Number => self.operand(0),
            Op::Sum(axis) => format!("F.sum({})", self.along(axis)),
            Op::Max(axis) => format!("F.max_over({})", self.along(axis)),
            Op::Min(axis) => format!("F.min_over({})", self.along(axis)),
            Op::LogSumExp(axis) => format!("F.logsumexp({})", self.along(axis)),
            Op::Norm(axis) => format!("F.norm({})", self.along(axis)),
            Op::Softmax(axis) => self.whole("softmax", axis),
            Op::SoftmaxRest(axis) => self.whole("softmax_rest", axis),
            Op::LogSoftmax(axis) => self.whole("log_softmax", axis),
            Op::Cumsum(axis) => self.whole("cumsum", axis),
            Op::CumsumBack(axis) => self.whole("cumsum_back", axis),
            Op::Reverse(axis) => self.moved(|place| reversed(axis, place)),
            Op::Rename(from, to) => self.moved(|place| renamed(from, to, place)),
            Op::Gather(axis) => {
                let axes = self.g.axes(self.g.args(self.id)[0]);
                let index = self.operand(1);
                match axes.is_empty() {
                    true => self.operand(0),
                    false => {
                        let name = format!("{}{}", self.prefix, self.g.args(self.id)[0].0);
                        format!("{name}[{}[{index}]]", self.lines(axes, axis))
                    }
                }
            }
            _ => return None,
        })
    }

    /// What needs the whole axis and has a value at each place of it.
    fn whole(&mut self, name: &str, axis: loss_compiler::graph::Axis) -> String {
        let along = self.along(axis);
        let at: Vec<usize> = self.table(|place| place[usize::from(axis.0)]);
        format!("F.{name}({along}, {}[i])", self.writer.table(list(&at)))
    }

    /// The first operand seen from elsewhere.
    fn moved(&mut self, there: impl Fn(&[usize; Axes::MOST]) -> [usize; Axes::MOST]) -> String {
        let axes = self.g.axes(self.g.args(self.id)[0]);
        let table = self.table(|place| element(axes, &there(place)));
        self.picked(0, &table)
    }
}

fn list(numbers: &[usize]) -> String {
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    format!("[{}]", numbers.join(", "))
}

fn number(x: f64) -> String {
    if x.is_nan() {
        "NaN".into()
    } else if x.is_infinite() {
        if x > 0.0 {
            "Infinity".into()
        } else {
            "-Infinity".into()
        }
    } else {
        format!("{x:?}")
    }
}
