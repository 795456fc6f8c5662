//! What `loss!` expands to must compile where nothing is as usual: without a prelude, under another crate's name, among
//! names that shadow those of the language, from a macro, and where any warning is an error.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::pedantic)]

/// Nothing unusual but the absence of a prelude.
pub mod plain {
    ::lossy::loss! {
        /// One element a sample, every kind of parameter.
        pub loss Pointwise(
            /// What the model says.
            prediction: input,
            /// What is right.
            target: data in 0.0..=1.0,
            /// Where it turns linear.
            delta: param = 1.0 in 0.0<..,
            /// How steep it is.
            slope: learnable = 1.0 in 0.0<..,
            /// Whether it is halved.
            half: flag = true,
        ) {
            let size = slope * abs(prediction - target);
            let value = if size <= delta { size * size } else { delta * (2 * size - delta) };
            if half { value / 2 } else { value }
        }

        /// Rows and labels.
        #[doc(alias = "softmax")]
        pub loss Rowwise(logits: input[K], label: index(K), weight: param[K] = 1.0 in 0.0..) {
            weighted(-log_softmax(logits)[label], weight[label])
        }

        fn unit(x) { x / norm(x) }
        /// Several inputs, and a helper.
        pub loss Several(a: input[D], b: input[D], margin: param = 0.25) { relu(1 - dot(unit(a), unit(b)) - margin) }

        /// A fixed axis, and numbers that a lint knows by sight.
        pub loss Fixed(corner: input[2], other: data[2]) { PI * powi(corner[0] - other[0], 2) + 3.14 * abs(corner[1] - other[1]) }

        /// A whole batch.
        pub batch loss Whole(real: input[R], fake: input[F]) { mean(softplus(-real)) + mean(softplus(fake)) }

        pub(crate) loss Within(x: input) { x * x }
        #[cfg(any())]
        pub loss Absent(x: input) { x }
    }

    /// The loss that the rest of the world does not see.
    ///
    /// # Errors
    /// If there are no samples.
    pub fn within(x: &[f64]) -> ::core::result::Result<f64, ::lossy::Error> {
        Within.value(x)
    }
}

/// Names that are keywords elsewhere.
pub mod raw {
    ::lossy::loss! {
        /// Every name is raw.
        pub loss Raw(r#type: input, r#match: data, r#fn: param = 2.0 in 0.0..) {
            let r#where = r#type - r#match;
            r#fn * r#where * r#where
        }
        /// Names that the expansion might use itself.
        pub loss Taken(token: input, w: data, scale: param = 0.5, args: flag = false) {
            let gradient = token - w;
            let t = scale * gradient;
            if args { t * gradient } else { 2 * t * gradient }
        }
    }
}

/// Names that mean something else here.
#[allow(
    non_camel_case_types,
    dead_code,
    unused_macros,
    reason = "they are there to be in the way"
)]
pub mod shadowed {
    struct Result;
    struct Option;
    struct Vec;
    struct Some;
    struct Ok;
    struct Err;
    struct Default;
    struct Clone;
    struct Into;
    struct Rows;
    struct Labels;
    struct Error;
    struct Loss;
    struct Lanes;
    struct f32;
    struct f64;
    struct i64;
    struct usize;
    struct bool;
    struct str;
    mod core {}
    mod std {}
    mod alloc {}
    mod lossy {}
    mod loss_core {}
    macro_rules! assert {
        () => {};
    }
    macro_rules! vec {
        () => {};
    }

    ::lossy::loss! {
        /// One element a sample.
        pub loss Pointwise(prediction: input, target: data, delta: param = 1.0 in 0.0<.., on: flag = true) {
            let size = abs(prediction - target);
            if on && size <= delta { size * size / 2 } else { delta * (size - delta / 2) }
        }
        /// Rows.
        pub loss Rowwise(logits: input[K], label: index(K), temperature: learnable = 1.0 in 0.0<..) {
            -log_softmax(logits / temperature)[label]
        }
        /// A batch.
        pub batch loss Whole(x: input[N], y: data[N]) { sqrt(mean(powi(x - y, 2))) }
    }
}

/// Losses from a macro of the user's.
pub mod made {
    /// A square times an expression, which must stay in one piece.
    macro_rules! scaled {
        ($name:ident, $scale:expr, $x:ident => $residual:expr) => {
            ::lossy::loss! {
                /// A square, scaled.
                pub loss $name($x: input, target: data) { $scale * powi($residual - target, 2) }
            }
        };
    }
    scaled!(Tripled, 1.0 + 2.0, x => x);
    scaled!(Shifted, 4 - 3, prediction => prediction + 1);
}
