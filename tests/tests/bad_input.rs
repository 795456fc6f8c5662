//! What is wrong with a call is an error that names argument, index and value, and leaves every output as it was. One loss
//! for each way of running: single elements, rows, several inputs, a batch.

use loss_core::{Error, Loss, Reduction, Rows};
use loss_tests::losses::*;

/// An output that nobody may touch.
const CANARY: f64 = -77.25;

/// Calls with an output of `n`, expects the error, and that nothing was written.
fn refused<const N: usize>(
    lengths: [usize; N],
    call: impl FnOnce([&mut [f64]; N]) -> Result<f64, Error>,
) -> Error {
    let mut outputs = lengths.map(|n| vec![CANARY; n]);
    let error = call(outputs.each_mut().map(|output| output.as_mut_slice())).expect_err("an error");
    for output in &outputs {
        assert!(
            output.iter().all(|x| x.to_bits() == CANARY.to_bits()),
            "{error}: written to"
        );
    }
    // It says something a person can read.
    assert!(error.to_string().len() > 10, "{error}");
    error
}

fn empty(argument: &'static str) -> Error {
    Error::Empty {
        argument: Some(argument),
    }
}

/// The error says all of these.
fn says(error: &Error, words: &[&str]) {
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "`{word}` is not in: {text}");
    }
}

#[test]
fn single_elements() {
    let loss = Huber::default();
    let (x, y) = ([0.5, 1.0, 2.0], [0.0, 1.0]);
    let error = refused([3], |[g]| loss.value_and_grad_into(&x, &y, g));
    assert_eq!(
        error,
        Error::Samples {
            argument: "target",
            found: 2,
            with: "prediction",
            expected: 3
        }
    );
    says(&error, &["target", "2", "prediction", "3"]);
    for n in [0, 2, 4] {
        let error = refused([n], |[g]| loss.value_and_grad_into(&x, &x, g));
        assert_eq!(
            error,
            Error::Output {
                argument: "prediction",
                found: n,
                expected: 3
            }
        );
        says(&error, &["prediction", "3"]);
    }
    let none: [f64; 0] = [];
    assert_eq!(
        refused([0], |[g]| loss.value_and_grad_into(&none, &none, g)),
        empty("prediction")
    );
    assert_eq!(loss.value(&none, &none), Err(empty("prediction")));
    assert_eq!(loss.reduce(Reduction::Sum).value(&none, &none), Ok(0.0));
    assert_eq!(loss.each(&none, &none), Ok(vec![]));
}

#[test]
fn both_derivatives() {
    let loss = Huber::default();
    let x = [0.5, 1.0, 2.0];
    for lengths in [[3, 2], [2, 3], [4, 3], [3, 0]] {
        let error = refused(lengths, |[g, h]| {
            loss.derivatives_into(&x, &x, g, h).map(|()| 0.0)
        });
        let of = if lengths[0] == 3 {
            "hessian"
        } else {
            "gradient"
        };
        says(&error, &[of, "`prediction`", "must have 3"]);
    }
    let error = refused([3, 3], |[g, h]| {
        loss.derivatives_into(&x, &x[1..], g, h).map(|()| 0.0)
    });
    assert!(
        matches!(
            error,
            Error::Samples {
                argument: "target",
                ..
            }
        ),
        "{error:?}"
    );
}

#[test]
fn parameters() {
    for delta in [0.0, -0.0, -1.5, f64::NAN, f64::NEG_INFINITY] {
        let error = Huber::new(delta).expect_err("an error");
        assert!(
            matches!(
                error,
                Error::Param {
                    param: "delta",
                    class: None,
                    ..
                }
            ),
            "{error:?}"
        );
        says(&error, &["delta", &format!("{delta:?}"), "0.0<.."]);
        assert!(Huber::default().with_delta(delta).is_err());
    }
    let error = SparseCrossEntropy::new([1.0, 2.0, -1.0], 0.0).expect_err("an error");
    assert!(
        matches!(
            error,
            Error::Param {
                param: "class_weight",
                class: Some(2),
                ..
            }
        ),
        "{error:?}"
    );
    says(&error, &["class_weight", "2", "-1.0"]);
    assert!(SparseCrossEntropy::new([1.0, f64::NAN], 0.0).is_err());
    let none = Error::NoClasses {
        param: "class_weight",
    };
    assert_eq!(SparseCrossEntropy::new(vec![], 0.0), Err(none.clone()));
    let empty = SparseCrossEntropy::default().with_class_weight(Vec::new());
    assert_eq!(empty, Err(none));
    assert!(matches!(
        Focal::new(1.5, 2.0),
        Err(Error::Param { param: "alpha", .. })
    ));
    assert!(matches!(
        Focal::new(0.5, -1.0),
        Err(Error::Param { param: "gamma", .. })
    ));
    assert!(matches!(
        Triplet::new(f64::NAN),
        Err(Error::Param {
            param: "margin",
            ..
        })
    ));
}

#[test]
fn weights_and_masks() {
    let loss = Huber::default();
    let x = [0.5, 1.0, 2.0];
    let error = refused([3], |[g]| {
        loss.weights(&[1.0, 2.0]).value_and_grad_into(&x, &x, g)
    });
    assert_eq!(
        error,
        Error::Weights {
            found: 2,
            expected: 3
        }
    );
    for bad in [-1.0, f64::NAN, f64::INFINITY, -f64::MIN_POSITIVE] {
        let weights = [1.0, 1.0, bad];
        let error = refused([3], |[g]| {
            loss.weights(&weights).value_and_grad_into(&x, &x, g)
        });
        assert!(matches!(error, Error::Weight { index: 2, .. }), "{error:?}");
        says(&error, &["2", &format!("{bad:?}")]);
    }
    let error = refused([3], |[g]| {
        loss.weights(&[0.0; 3]).value_and_grad_into(&x, &x, g)
    });
    assert_eq!(error, Error::Divisor { divisor: 0.0 });
    let error = refused([3], |[g]| {
        loss.mask(&[true, false]).value_and_grad_into(&x, &x, g)
    });
    assert_eq!(
        error,
        Error::Mask {
            found: 2,
            expected: 3
        }
    );
    let error = refused([3], |[g]| {
        loss.mask(&[false; 3]).value_and_grad_into(&x, &x, g)
    });
    assert_eq!(error, Error::Divisor { divisor: 0.0 });
    for divisor in [0.0, -2.0, f64::NAN, f64::INFINITY] {
        let by = loss.reduce(Reduction::DividedBy(divisor));
        let error = refused([3], |[g]| by.value_and_grad_into(&x, &x, g));
        assert!(matches!(error, Error::DividedBy { .. }), "{error:?}");
        says(&error, &["DividedBy", &format!("{divisor:?}"), "positive"]);
    }
}

#[test]
fn rows() {
    let loss = SparseCrossEntropy::default();
    let x = [0.5; 12];
    let of = |columns| Rows::new(&x, columns).unwrap();
    let bad = |index, label| Error::Label {
        argument: "label",
        index,
        label,
        classes: 3,
    };
    let fails = |error: Error, expected: Error| assert_eq!(error, expected);
    fails(
        refused([12], |[g]| {
            loss.value_and_grad_into(of(3), &[0, 1, 2, 3], g)
        }),
        bad(3, 3),
    );
    fails(
        refused([12], |[g]| {
            loss.value_and_grad_into(of(3), &[0, -1, 2, 3], g)
        }),
        bad(1, -1),
    );
    fails(
        refused([12], |[g]| {
            loss.value_and_grad_into(of(3), &[0, 1, u64::MAX, 0], g)
        }),
        bad(2, u64::MAX.into()),
    );
    fails(
        refused([12], |[g]| {
            loss.value_and_grad_into(of(3), &[i64::MIN, 1, 0, 0], g)
        }),
        bad(0, i64::MIN.into()),
    );
    for wide in [i128::MAX, i128::MIN, 1 << 64] {
        let error = refused([12], |[g]| {
            loss.value_and_grad_into(of(3), &[0, wide, 1, 0], g)
        });
        fails(error, bad(1, wide));
    }
    let error = refused([12], |[g]| {
        loss.value_and_grad_into(of(3), &[0, 1, u128::MAX, 0], g)
    });
    says(&error, &["label[2]", &u128::MAX.to_string(), "0..3"]);
    assert_eq!(
        loss.value(of(3), &[2u128, 1, 0, 2]),
        loss.value(of(3), &[2u8, 1, 0, 2])
    );
    let error = refused([12], |[g]| loss.value_and_grad_into(of(3), &[255u8; 4], g));
    says(&error, &["label", "255", "0..3"]);
    let error = refused([12], |[g]| loss.value_and_grad_into(of(3), &[0, 1, 2], g));
    assert!(
        matches!(
            error,
            Error::Samples {
                argument: "label",
                found: 3,
                expected: 4,
                ..
            }
        ),
        "{error:?}"
    );
    let error = refused([11], |[g]| {
        loss.value_and_grad_into(of(3), &[0, 1, 2, 0], g)
    });
    fails(
        error,
        Error::Output {
            argument: "logits",
            found: 11,
            expected: 12,
        },
    );
    let weighted = SparseCrossEntropy::new([1.0, 2.0, 3.0], 0.0).unwrap();
    let error = refused([12], |[g]| {
        weighted.value_and_grad_into(of(4), &[0, 1, 2], g)
    });
    fails(
        error,
        Error::Classes {
            param: "class_weight",
            found: 3,
            expected: 4,
        },
    );
    // A label is checked although its sample is left out by a weight, unless it is left out by name or mask.
    let ignoring = loss.ignore_label(-100);
    let error = refused([12], |[g]| {
        ignoring.value_and_grad_into(of(3), &[0, -100, -99, 0], g)
    });
    fails(error, bad(2, -99));
    let none: [f64; 0] = [];
    let labels: [u8; 0] = [];
    fails(
        refused([0], |[g]| {
            loss.value_and_grad_into(Rows::new(&none, 3).unwrap(), &labels, g)
        }),
        empty("logits"),
    );
    assert_eq!(Rows::new(&x, 0), Err(Error::NoColumns));
    assert_eq!(
        Rows::new(&x, 5),
        Err(Error::Ragged {
            elements: 12,
            columns: 5
        })
    );
    assert_eq!(
        Rows::new(&x[..3], usize::MAX),
        Err(Error::Ragged {
            elements: 3,
            columns: usize::MAX
        })
    );
    // Two arguments along the same axis.
    let error = refused([12], |[g]| {
        CrossEntropy.value_and_grad_into(of(3), of(4), g)
    });
    assert!(
        matches!(error, Error::Samples { .. } | Error::Axis { .. }),
        "{error:?}"
    );
    let error = refused([12], |[g]| {
        CrossEntropy.value_and_grad_into(of(3), Rows::new(&x[..8], 2).unwrap(), g)
    });
    fails(
        error,
        Error::Axis {
            axis: "K",
            argument: "target",
            found: 2,
            with: "logits",
            expected: 3,
        },
    );
}

#[test]
fn several_inputs() {
    let loss = Triplet::default();
    let x = [0.25; 12];
    let (four, three) = (Rows::new(&x, 3).unwrap(), Rows::new(&x, 4).unwrap());
    let error = refused([12; 3], |[a, p, n]| {
        loss.value_and_grad_into(four, four, three, a, p, n)
    });
    assert_eq!(
        error,
        Error::Samples {
            argument: "negative",
            found: 3,
            with: "anchor",
            expected: 4
        }
    );
    let two = Rows::new(&x[..8], 2).unwrap();
    let error = refused([12, 8, 12], |[a, p, n]| {
        loss.value_and_grad_into(four, two, four, a, p, n)
    });
    assert_eq!(
        error,
        Error::Axis {
            axis: "D",
            argument: "positive",
            found: 2,
            with: "anchor",
            expected: 3
        }
    );
    let error = refused([12, 12, 9], |[a, p, n]| {
        loss.value_and_grad_into(four, four, four, a, p, n)
    });
    assert_eq!(
        error,
        Error::Output {
            argument: "negative",
            found: 9,
            expected: 12
        }
    );
    let error = refused([12, 13, 12], |[a, p, n]| {
        loss.value_and_grad_into(four, four, four, a, p, n)
    });
    assert_eq!(
        error,
        Error::Output {
            argument: "positive",
            found: 13,
            expected: 12
        }
    );
}

#[test]
fn a_batch() {
    let (real, fake) = ([0.5, 1.0, 2.0], [0.25, -1.0]);
    let error = refused([3, 3], |[r, f]| {
        Discriminator.value_and_grad_into(&real, &fake, r, f)
    });
    assert_eq!(
        error,
        Error::Output {
            argument: "fake",
            found: 3,
            expected: 2
        }
    );
    let none: [f64; 0] = [];
    let error = refused([0, 2], |[r, f]| {
        Discriminator.value_and_grad_into(&none, &fake, r, f)
    });
    assert_eq!(error, empty("real"));
    let error = refused([3, 0], |[r, f]| {
        Discriminator.value_and_grad_into(&real, &none, r, f)
    });
    assert_eq!(error, empty("fake"));
    let options = loss_core::Options::default().weights(&[1.0, 1.0, 1.0]);
    let error = Discriminator
        .value_with(&options, (&real[..], &fake[..]))
        .expect_err("an error");
    assert_eq!(
        error,
        Error::Batch {
            loss: "Discriminator"
        }
    );
}

#[test]
fn values_outside_their_domain_are_found_on_request() {
    let loss = BinaryCrossEntropy;
    for bad in [-0.25, 1.5, f64::NAN, f64::INFINITY] {
        let p = [0.5, 0.25, bad];
        let error = refused([3], |[g]| {
            loss.checked().value_and_grad_into(&p, &[0.0; 3], g)
        });
        assert!(
            matches!(
                error,
                Error::Value {
                    argument: "probability",
                    index: 2,
                    ..
                }
            ),
            "{error:?}"
        );
        says(
            &error,
            &["probability[2]", &format!("{bad:?}"), "0.0..=1.0"],
        );
        let error = refused([3], |[g]| {
            loss.checked().value_and_grad_into(&[0.5; 3], &p, g)
        });
        assert!(
            matches!(
                error,
                Error::Value {
                    argument: "target",
                    index: 2,
                    ..
                }
            ),
            "{error:?}"
        );
        // Those that are left out may contain anything.
        assert!(
            loss.checked()
                .mask(&[true, true, false])
                .value(&p, &[0.0; 3])
                .is_ok()
        );
    }
    let q = [0.5, 0.5, 0.25, 2.0];
    let rows = Rows::new(&q, 2).unwrap();
    let error = refused([4], |[g]| {
        KlDivergenceProbabilities
            .checked()
            .value_and_grad_into(rows, rows, g)
    });
    assert!(matches!(error, Error::Value { index: 3, .. }), "{error:?}");
}

#[test]
fn nan_is_found_on_request_where_any_number_may_stand() {
    let y = [0.0, 1.0, f64::NAN];
    let error = refused([3], |[g]| {
        Huber::default()
            .checked()
            .value_and_grad_into(&[0.5; 3], &y, g)
    });
    says(&error, &["`target[2]` is NaN"]);
    assert!(!error.to_string().contains(".."), "{error}");
    // A batch loss too checks on request.
    let error = refused([3, 2], |[r, f]| {
        Discriminator
            .checked()
            .value_and_grad_into(&y, &[0.5, 0.5], r, f)
    });
    says(&error, &["`real[2]` is NaN"]);
}

/// Labels that have axes are one slice, or rows.
#[test]
fn labels_with_axes_are_counted() {
    loss_core::loss! {
        /// Several labels a sample.
        pub loss Several(logits: input[K], label: index(K)[N]) { -sum::<N>(log_softmax(logits)[label]) / len::<N>() }
        /// Several labels a row.
        pub batch loss Along(logits: input[I, K], label: index(K)[I]) { -sum::<I>(log_softmax::<K>(logits)[label]) }
    }
    let x = [0.5; 6];
    let rows = Rows::new(&x, 3).unwrap();
    let error = Along.value(rows, &[0, 1, 2]).expect_err("an error");
    says(&error, &["label", "3", "2"]);
    let error = Several.value(rows, &[0, 1, 2]).expect_err("an error");
    says(&error, &["label", "3 labels", "2"]);
    // As rows, they bring their shape along.
    let labels = [0u8, 1, 2, 0];
    let flat = Several.value(rows, &labels);
    assert!(flat.is_ok(), "{flat:?}");
    assert_eq!(Several.value(rows, Rows::new(&labels, 2).unwrap()), flat);
    let error = Several.value(rows, Rows::new(&labels, 4).unwrap());
    says(&error.expect_err("an error"), &["label", "1 samples", "2"]);
    let error = Along.value(rows, Rows::new(&labels[..2], 1).unwrap());
    says(&error.expect_err("an error"), &["label", "one slice"]);
    let loss = SparseCrossEntropy::default();
    let column = Rows::new(&labels[..2], 1).unwrap();
    assert_eq!(loss.value(rows, column), loss.value(rows, &labels[..2]));
    let error = loss.value(rows, Rows::new(&labels, 2).unwrap());
    says(&error.expect_err("an error"), &["label", "one slice"]);
}
