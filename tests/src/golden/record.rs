//! Reading the records.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::numbers::Numbers;

/// Where the records are.
const CASES: &[u8] = include_bytes!("../../golden/cases.jsonl.gz");

/// One record: a call of a loss, and what came out for each reduction.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its name, with the element type.
    pub id: String,
    /// The loss.
    pub loss: String,
    /// Who says what is right: `torch`, `formula`, `mpmath`, `keras:…`, `optax:…`.
    pub by: String,
    /// Where the inputs come from.
    pub category: String,
    /// What is special about it.
    pub tags: Vec<String>,
    /// Whether the inputs are `f32`.
    pub single: bool,
    /// Hyper-parameters that are numbers or switches.
    pub params: BTreeMap<String, f64>,
    /// The inputs by name.
    pub inputs: BTreeMap<String, Value>,
    /// What came out, by reduction.
    pub expect: BTreeMap<String, Value>,
}

impl Record {
    /// Whether it has a tag.
    #[must_use]
    pub fn is(&self, tag: &str) -> bool {
        self.tags.iter().any(|t| t == tag)
    }

    /// A hyper-parameter, or its default.
    #[must_use]
    pub fn param(&self, name: &str, default: f64) -> f64 {
        self.params.get(name).copied().unwrap_or(default)
    }

    /// An input.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<Tensor> {
        self.inputs.get(name).map(Tensor::new)
    }
}

/// An array of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Tensor {
    /// Numbers, `f32` ones exactly.
    Real(Vec<f64>, Vec<usize>),
    /// Integers.
    Int(Vec<i64>, Vec<usize>),
    /// What is kept of a long one.
    Summary {
        /// How many elements.
        len: usize,
        /// Their sum.
        sum: f64,
        /// The sum of their squares.
        sum_of_squares: f64,
        /// The largest in size.
        largest: f64,
        /// Some of them: where, and what.
        some: Vec<(usize, f64)>,
    },
}

impl Tensor {
    /// As the record writes it.
    ///
    /// # Panics
    /// If it is none: the records are part of the repository.
    #[must_use]
    pub fn new(value: &Value) -> Tensor {
        let dtype = value["dtype"].as_str().expect("a dtype");
        let shape: Vec<usize> = list(&value["shape"])
            .map(|n| n.as_u64().expect("a length") as usize)
            .collect();
        let len: usize = shape.iter().product();
        if let Some(summary) = value.get("summary") {
            let number = |name: &str| hex(summary[name].as_str().expect("a number"), 16)[0];
            let at = hex(
                summary["hex"].as_str().expect("numbers"),
                if dtype == "f32" { 8 } else { 16 },
            );
            let at_index = list(&summary["idx"]).map(|i| i.as_u64().expect("an index") as usize);
            let (sum, sum_of_squares, largest) =
                (number("sum"), number("sumsq"), number("max_abs"));
            return Tensor::Summary {
                len,
                sum,
                sum_of_squares,
                largest,
                some: at_index.zip(at).collect(),
            };
        }
        if dtype == "i64" {
            let data = match value.get("fill") {
                Some(fill) => vec![fill.as_i64().expect("an integer"); len],
                None => list(&value["data"])
                    .map(|x| x.as_i64().expect("an integer"))
                    .collect(),
            };
            return Tensor::Int(data, shape);
        }
        let digits = if dtype == "f32" { 8 } else { 16 };
        let data = if let Some(fill) = value.get("fill") {
            vec![hex(fill.as_str().expect("a number"), digits)[0]; len]
        } else if let Some(by) = value.get("gen") {
            generated(by, len, dtype == "f32")
        } else {
            hex(value["hex"].as_str().expect("numbers"), digits)
        };
        assert_eq!(data.len(), len, "as many numbers as the shape says");
        Tensor::Real(data, shape)
    }

    /// The numbers; integers as numbers.
    ///
    /// # Panics
    /// For a summary, which has none.
    #[must_use]
    pub fn real(&self) -> Vec<f64> {
        match self {
            Tensor::Real(data, _) => data.clone(),
            Tensor::Int(data, _) => data.iter().map(|&x| x as f64).collect(),
            Tensor::Summary { .. } => panic!("a summary has no elements"),
        }
    }

    /// The shape.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        match self {
            Tensor::Real(_, shape) | Tensor::Int(_, shape) => shape,
            Tensor::Summary { .. } => &[],
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

/// Numbers written as the digits of their bits.
fn hex(text: &str, digits: usize) -> Vec<f64> {
    let one = |digits: &[u8]| {
        let digits = str::from_utf8(digits).expect("hexadecimal digits");
        let bits = u64::from_str_radix(digits, 16).expect("hexadecimal digits");
        if digits.len() == 8 {
            f64::from(f32::from_bits(bits as u32))
        } else {
            f64::from_bits(bits)
        }
    };
    text.as_bytes().chunks(digits).map(one).collect()
}

/// Numbers from a seed.
fn generated(by: &Value, len: usize, single: bool) -> Vec<f64> {
    let number = |name: &str| by[name].as_f64().expect("a number");
    let mut numbers = Numbers::new(by["seed"].as_u64().expect("a seed"));
    let mut data = numbers.many(len, number("lo"), number("hi"));
    if single {
        data.iter_mut().for_each(|x| *x = f64::from(*x as f32));
    }
    data
}

/// All records.
///
/// # Panics
/// If the file is damaged.
pub fn records() -> impl Iterator<Item = Record> {
    let lines = BufReader::new(GzDecoder::new(CASES)).lines();
    lines.map(|line| record(&serde_json::from_str(&line.expect("a line")).expect("a record")))
}

fn record(value: &Value) -> Record {
    let text = |name: &str| value[name].as_str().expect("a string").to_owned();
    let map = |name: &str| -> BTreeMap<String, Value> {
        value[name]
            .as_object()
            .expect("an object")
            .iter()
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    };
    let number = |value: &Value| match value {
        Value::Number(x) => x.as_f64(),
        Value::Bool(x) => Some(f64::from(*x)),
        Value::String(x) => x.parse().ok(),
        _ => None,
    };
    Record {
        id: text("id"),
        loss: text("loss"),
        by: text("impl"),
        category: text("category"),
        tags: list(&value["tags"])
            .map(|tag| tag.as_str().expect("a tag").to_owned())
            .collect(),
        single: text("dtype") == "f32",
        params: map("params")
            .iter()
            .filter_map(|(k, v)| Some((k.clone(), number(v)?)))
            .collect(),
        inputs: map("inputs"),
        expect: map("expect"),
    }
}
