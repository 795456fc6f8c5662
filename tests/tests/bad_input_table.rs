//! Every loss of the library against every class of bad input that its arguments allow: always an `Err` of the documented
//! kind, that names the argument, the index and the value; no output is touched; nothing panics.
//!
//! The table is generated from what each loss says of itself. `cargo test -p loss-tests --test bad_input_table -- --nocapture`
//! prints how many cases each class has.
#![allow(clippy::print_stdout, reason = "the table is what one wants to see")]

use std::collections::BTreeMap;

use loss_core::spec::{Arg, Extent, Kind};
use loss_core::{Error, Options, Reduction};
use loss_tests::catalogue::{Element, Entry};
use loss_tests::numbers::Numbers;
use loss_tests::sampling::{Size, arguments, length};
use loss_tests::subject::{Array, Subject};

/// An output that nobody may touch.
const CANARY: f64 = -77.25;

const SIZE: Size = Size {
    samples: 5,
    columns: 4,
};

/// How many cases each class had.
type Table = BTreeMap<&'static str, usize>;

/// One loss, with arguments that are as they should be.
struct Bench<'a, E> {
    name: &'a str,
    subject: &'a dyn Subject<E>,
    sound: Vec<Array<E>>,
    args: Vec<&'static Arg>,
    table: &'a mut Table,
}

impl<E: Element> Bench<'_, E> {
    /// Every method refuses these arguments, with the error expected and every output as it was.
    fn refused(
        &mut self,
        class: &'static str,
        options: &Options<'_>,
        args: &[Array<E>],
        expected: impl Fn(&Error) -> bool,
    ) {
        let outputs = self.subject.outputs(args, CANARY);
        self.refused_with(class, options, args, outputs, &expected);
        let errors = [
            Some(self.subject.value(options, args).err()),
            self.subject.each(options, args).map(Result::err),
            self.subject.state(options, args).map(Result::err),
        ];
        // The loss of each sample and the sums divide by nothing.
        let divides = matches!(class, "no samples" | "nothing counts" | "a divisor");
        for error in errors
            .into_iter()
            .take(if divides { 1 } else { 3 })
            .flatten()
        {
            let error = error.unwrap_or_else(|| panic!("{}, {class}: no error", self.name));
            assert!(expected(&error), "{}, {class}: {error:?}", self.name);
        }
    }

    /// The gradient is refused, with outputs of one's own.
    fn refused_with(
        &mut self,
        class: &'static str,
        options: &Options<'_>,
        args: &[Array<E>],
        mut outputs: Vec<Vec<E>>,
        expected: &impl Fn(&Error) -> bool,
    ) {
        let result = self.subject.grad_into(options, args, &mut outputs);
        let error = result.expect_err(&format!("{}, {class}", self.name));
        assert!(expected(&error), "{}, {class}: {error:?}", self.name);
        // It says something that a person can read.
        assert!(error.to_string().len() > 10, "{}: {error}", self.name);
        let canary = E::of(CANARY).to_f64().to_bits();
        let mut written = outputs.iter().flatten().map(|x| x.to_f64().to_bits());
        assert!(
            written.all(|bits| bits == canary),
            "{}, {class}: written to, though {error}",
            self.name
        );
        *self.table.entry(class).or_default() += 1;
    }

    /// The arguments with one of them changed.
    fn with(&self, at: usize, change: impl FnOnce(&Array<E>) -> Array<E>) -> Vec<Array<E>> {
        let mut args = self.sound.clone();
        args[at] = change(&args[at]);
        args
    }

    /// The other arguments that share the axis over samples.
    fn shares_samples(&self, at: usize) -> bool {
        let first = |arg: &Arg| arg.axes.first().copied();
        let batch = self.subject.spec().batch;
        let mut others = self.args.iter().enumerate().filter(|&(i, _)| i != at);
        others.any(|(_, arg)| !batch || first(arg) == first(self.args[at]))
    }

    /// The axes of an argument besides that over samples.
    fn columns(&self, at: usize) -> &'static [Extent] {
        let axes = self.args[at].axes;
        if self.subject.spec().batch {
            &axes[1..]
        } else {
            axes
        }
    }

    fn is_real(&self, at: usize) -> bool {
        matches!(self.args[at].kind, Kind::Input | Kind::Data)
    }

    fn all(&mut self) {
        let n = self.args.len();
        for at in 0..n {
            self.lengths(at);
            self.columns_of(at);
            if matches!(self.args[at].kind, Kind::Index(_)) {
                self.labels(at);
            }
            if self.is_real(at) {
                self.values(at);
            }
        }
        self.outputs();
        self.options();
    }

    /// One sample too few or too many in one argument.
    fn lengths(&mut self, at: usize) {
        if !self.shares_samples(at) {
            return;
        }
        let samples = self.sound[at].samples();
        let is = |error: &Error| {
            matches!(
                error,
                Error::Samples { .. } | Error::Axis { .. } | Error::Labels { .. }
            )
        };
        let plain = Options::default();
        let short = self.with(at, |array| array.slice(0..samples - 1));
        self.refused("a sample too few", &plain, &short, is);
        let long = self.with(at, |array| {
            let order: Vec<usize> = (0..samples).chain([0]).collect();
            array.reorder(&order)
        });
        self.refused("a sample too many", &plain, &long, is);
    }

    /// Rows that are not whole, have no columns, or others than the formula or another argument says.
    fn columns_of(&mut self, at: usize) {
        let (plain, name) = (Options::default(), self.args[at].name);
        let [extent] = self.columns(at) else { return };
        let samples = self.sound[at].samples();
        let rows = |columns: usize| {
            let data = vec![E::of(0.5); samples * columns];
            Array::Real(data, vec![columns])
        };
        let ragged = self.with(at, |array| match array {
            Array::Real(data, shape) => Array::Real(data[1..].to_vec(), shape.clone()),
            Array::Labels(labels) => Array::Labels(labels.clone()),
        });
        if self.is_real(at) {
            self.refused("rows that are not whole", &plain, &ragged, |error| {
                matches!(error, Error::Ragged { .. })
            });
            let none = self.with(at, |_| Array::Real(vec![E::of(0.5)], vec![0]));
            self.refused("rows of no columns", &plain, &none, |error| {
                *error == Error::NoColumns
            });
        }
        match *extent {
            Extent::Fixed(columns) => {
                let wider = self.with(at, |_| rows(columns + 1));
                self.refused(
                    "other columns than the formula's",
                    &plain,
                    &wider,
                    |error| {
                        matches!(error, Error::Columns { argument, found, expected }
                        if *argument == name && *found == columns + 1 && *expected == columns)
                    },
                );
            }
            Extent::Named(_) => {
                let same = |other: usize| other != at && self.columns(other).contains(extent);
                let shared = (0..self.args.len()).any(same);
                if shared && self.is_real(at) {
                    let wider = self.with(at, |_| rows(SIZE.columns + 1));
                    self.refused("axes of two lengths", &plain, &wider, |error| {
                        matches!(error, Error::Axis { found, expected, .. } if found != expected)
                    });
                }
            }
        }
    }

    /// Labels that are no class.
    fn labels(&mut self, at: usize) {
        let (plain, name) = (Options::default(), self.args[at].name);
        let Array::Labels(sound) = &self.sound[at] else {
            return;
        };
        let Kind::Index(axis) = self.args[at].kind else {
            return;
        };
        let classes = length(self.subject.spec(), axis, SIZE);
        let index = sound.len() - 2;
        for (class, label) in [
            ("a class too many", classes as i64),
            ("a negative class", -1),
            ("a class far away", i64::MAX),
            ("a class far below", i64::MIN),
        ] {
            let args = self.with(at, |array| match array {
                Array::Labels(labels) => {
                    let mut labels = labels.clone();
                    labels[index] = label;
                    Array::Labels(labels)
                }
                Array::Real(..) => unreachable!("labels"),
            });
            self.refused(class, &plain, &args, |error| {
                *error
                    == Error::Label {
                        argument: name,
                        index,
                        label: label.into(),
                        classes,
                    }
            });
        }
    }

    /// Elements outside their domain, when asked to look.
    fn values(&mut self, at: usize) {
        let (checked, arg) = (Options::default().checked(), self.args[at]);
        let len = self.sound[at].real().len();
        let (low, high) = (arg.domain.low, arg.domain.high);
        let below = low.map(|low| low.at - 0.5).into_iter();
        let above = high.map(|high| high.at + 0.5).into_iter();
        let open = [low, high].into_iter().flatten();
        let ends = open.filter(|end| !end.included).map(|end| end.at);
        let outside: Vec<(&'static str, f64)> = below
            .chain(above)
            .map(|x| ("an element outside its domain", x))
            .chain(ends.map(|x| ("an element on an open end", x)))
            .chain([("an element that is NaN", f64::NAN)])
            .collect();
        for (class, x) in outside {
            for index in [0, len - 1] {
                let args = self.with(at, |array| {
                    let mut array = array.clone();
                    array.real_mut()[index] = E::of(x);
                    array
                });
                self.refused(class, &checked, &args, |error| {
                    matches!(error, Error::Value { argument, index: i, value, .. }
                        if *argument == arg.name && *i == index && (*value == x || x.is_nan()))
                });
            }
        }
    }

    /// Outputs of the wrong length.
    fn outputs(&mut self) {
        let (plain, args) = (Options::default(), self.sound.clone());
        let inputs = self.subject.inputs();
        for (at, input) in inputs.into_iter().enumerate() {
            let name = self.args[input].name;
            let right = args[input].real().len();
            for (class, length) in [
                ("an output too short", right - 1),
                ("an output too long", right + 1),
                ("an empty output", 0),
            ] {
                let mut outputs = self.subject.outputs(&args, CANARY);
                outputs[at].resize(length, E::of(CANARY));
                let wanted = Error::Output {
                    argument: name,
                    found: length,
                    expected: right,
                };
                self.refused_with(class, &plain, &args, outputs, &|error| *error == wanted);
            }
        }
    }

    /// Weights, masks, labels to ignore and divisors that mean nothing.
    fn options(&mut self) {
        let (plain, args) = (Options::default(), self.sound.clone());
        if self.subject.spec().batch {
            let is_batch = |error: &Error| matches!(error, Error::Batch { .. });
            let (weights, mask) = ([1.0_f64; SIZE.samples], [true; SIZE.samples]);
            let class = "what a batch loss has no samples for";
            self.refused(class, &plain.weights(&weights), &args, is_batch);
            self.refused(class, &plain.mask(&mask), &args, is_batch);
            self.refused(class, &plain.ignore_label(-100), &args, is_batch);
            return;
        }
        let nothing: Vec<Array<E>> = args.iter().map(|array| array.slice(0..0)).collect();
        let first = self.args[0].name;
        self.refused("no samples", &plain, &nothing, |error| {
            *error
                == Error::Empty {
                    argument: Some(first),
                }
        });
        let is_divisor = |error: &Error| *error == Error::Divisor { divisor: 0.0 };
        let none = [false; SIZE.samples];
        self.refused("nothing counts", &plain.mask(&none), &args, is_divisor);
        let zeros = [0.0_f64; SIZE.samples];
        let weighted = plain.weights(&zeros);
        self.refused("nothing counts", &weighted, &args, is_divisor);
        for divisor in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let options = plain.reduce(Reduction::DividedBy(divisor));
            self.refused("a divisor", &options, &args, |error| {
                matches!(error, Error::DividedBy { divisor: d } if d.to_bits() == divisor.to_bits())
            });
        }
        for length in [SIZE.samples - 1, SIZE.samples + 1, 0] {
            let (weights, mask) = (vec![1.0_f64; length], vec![true; length]);
            let (found, expected) = (length, SIZE.samples);
            let wanted = Error::Weights { found, expected };
            self.refused(
                "weights of another length",
                &plain.weights(&weights),
                &args,
                |e| *e == wanted,
            );
            let wanted = Error::Mask { found, expected };
            self.refused("a mask of another length", &plain.mask(&mask), &args, |e| {
                *e == wanted
            });
        }
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            let mut weights = [1.0_f64; SIZE.samples];
            weights[3] = bad;
            self.refused("a weight that is none", &plain.weights(&weights), &args, |error| {
                matches!(error, Error::Weight { index: 3, value } if value.to_bits() == bad.to_bits())
            });
        }
        if !self
            .args
            .iter()
            .any(|arg| matches!(arg.kind, Kind::Index(_)))
        {
            self.refused(
                "a label to ignore where there is none",
                &plain.ignore_label(-100),
                &args,
                |error| *error == Error::NoLabel,
            );
        }
    }
}

fn every_loss<E: Element>() -> Result<Table, Error> {
    let mut table = Table::new();
    for Entry { name, subject } in E::library()? {
        let subject = &*subject;
        let sound = arguments(subject.spec(), SIZE, &mut Numbers::new(7));
        let sound: Vec<Array<E>> = sound.iter().map(Array::convert).collect();
        // What is sound is not refused.
        subject
            .value_and_grad(&Options::default(), &sound)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut bench = Bench {
            name: &name,
            subject,
            sound,
            args: subject.args().collect(),
            table: &mut table,
        };
        bench.all();
    }
    Ok(table)
}

fn show(element: &str, table: &Table) {
    println!("{element}: {} cases", table.values().sum::<usize>());
    for (class, cases) in table {
        println!("  {cases:5} {class}");
    }
    // Enough of them, and none that no loss has.
    assert!(table.len() >= 20, "{} classes", table.len());
}

#[test]
fn every_loss_refuses_every_class_f32() -> Result<(), Error> {
    show("f32", &every_loss::<f32>()?);
    Ok(())
}

#[test]
fn every_loss_refuses_every_class_f64() -> Result<(), Error> {
    show("f64", &every_loss::<f64>()?);
    Ok(())
}
