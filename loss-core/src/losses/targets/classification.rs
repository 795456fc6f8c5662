//! Classification: scores or probabilities against a class.
//!
//! Choose by three questions. *How many classes?* Two that exclude each other, or several that do not: binary, one element each.
//! Several that exclude each other: categorical, one row each. *What does the model put out?* Logits, if there is a choice: the losses on
//! logits are accurate in both tails, and their gradients never vanish where the model is wrong. *What is the target?* A class
//! number: sparse. A distribution (soft labels, mixed or smoothed ones): the loss with a row of targets.
//!
//! | | on logits | on probabilities |
//! |---|---|---|
//! | binary | [`BinaryCrossEntropyWithLogits`] | [`BinaryCrossEntropy`] |
//! | categorical, target a class | [`SparseCrossEntropy`] | [`SparseCategoricalCrossEntropy`] |
//! | categorical, target a distribution | [`CrossEntropy`] | [`CategoricalCrossEntropy`] |
//!
//! Do not put a sigmoid or a softmax before a loss on logits: it would be applied twice, and the model learns, badly.
//! For rare classes see also the focal losses.

crate::loss! {
    /// Binary cross-entropy of a probability.
    ///
    /// ```text
    /// loss     = -(target ln(probability) + (1 - target) ln(1 - probability))
    /// gradient = -target / probability + (1 - target) / (1 - probability)
    /// ```
    ///
    /// * **Shapes:** `probability` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Domain:** both in \[0, 1\]; the target is a class, 0 or 1, or the probability of class 1. Unit: nats.
    /// * **Edges:** nothing is clamped. A probability of 0 for what is certain not to happen costs 0 (`0 ln(0) = 0`, and passes no gradient),
    ///   a probability of 0 for what happens costs infinity, with an infinite gradient.
    /// * **Output layer:** sigmoid.
    ///
    /// **When:** probabilities are all there is, from another model or a calibrated ensemble.
    /// **When not:** the model ends in a sigmoid of your own: leave it out and take [`BinaryCrossEntropyWithLogits`], which does not lose
    /// the probabilities next to 1. Other libraries clamp the logarithm (PyTorch at -100) or the probability (Keras to
    /// \[1e-7, 1 - 1e-7\]), and so cut off gradients that are needed most.
    ///
    /// **Source:** Good, *Rational decisions*, Journal of the Royal Statistical Society B 14 (1952).
    ///
    /// ```
    /// use loss_core::losses::BinaryCrossEntropy;
    ///
    /// let (cost, gradient) = BinaryCrossEntropy.value_and_grad(&[0.5_f64, 0.25], &[1.0, 0.0])?;
    /// assert!((cost - 0.490_414_626_505_863).abs() < 1e-14); // (-ln 0.5 - ln 0.75) / 2
    /// assert!((gradient[0] + 1.0).abs() < 1e-15 && (gradient[1] - 2.0 / 3.0).abs() < 1e-15);
    ///
    /// // Certain and right is free.
    /// assert_eq!(BinaryCrossEntropy.value(&[1.0_f32, 0.0], &[1.0, 0.0])?, 0.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "BCE")]
    #[doc(alias = "BCELoss")]
    #[doc(alias = "binary_cross_entropy")]
    #[doc(alias = "BinaryCrossentropy")]
    #[doc(alias = "binary_crossentropy")]
    #[doc(alias = "log_loss")]
    #[claims(convex, nonnegative, proper)]
    pub loss BinaryCrossEntropy(
        /// The probability of class 1.
        probability: input in 0.0..=1.0,
        /// 1 for class 1, 0 for class 0, or a probability.
        target: data in 0.0..=1.0,
    ) {
        -(xlogy(target, probability) + xlogy(1 - target, 1 - probability))
    }

    /// Binary cross-entropy of a logit: logistic regression.
    ///
    /// ```text
    /// p        = sigmoid(logit) = 1 / (1 + exp(-logit))
    /// loss     = -(pos_weight target ln(p) + (1 - target) ln(1 - p))
    /// gradient = (1 - target) p - pos_weight target (1 - p)
    /// ```
    ///
    /// With `pos_weight` 1 the gradient is `p - target`.
    ///
    /// * **Shapes:** `logit` and `target` are slices of one length; a sample is a pair of elements. Several independent labels
    ///   a sample are one slice with all of them.
    /// * **Domain:** any logit; the target in \[0, 1\], a class or a probability. Unit: nats.
    /// * **Kinks:** none. Value and gradient are accurate, not only finite, for every logit; at an infinite logit they are 0 if it is right.
    /// * **Output layer:** linear. The sigmoid is in the loss.
    /// * **Limits:** `pos_weight` 0 leaves the negatives only.
    ///
    /// **When:** two classes, or several that may hold at once. `pos_weight` trades recall against precision; the number of negatives
    /// over that of positives balances the two.
    /// **When not:** exactly one of several classes holds (take [`SparseCrossEntropy`]); the negatives are many and most of them easy
    /// (see `Focal`).
    ///
    /// **Source:** Berkson, *Application of the logistic function to bio-assay* (1944); Cox, *The regression analysis of binary
    /// sequences*, Journal of the Royal Statistical Society B 20 (1958).
    ///
    /// ```
    /// use loss_core::losses::BinaryCrossEntropyWithLogits;
    ///
    /// let loss = BinaryCrossEntropyWithLogits::default();
    /// let logits = [0.0, 3.0_f64.ln()]; // probabilities 1/2 and 3/4
    /// let (cost, gradient) = loss.value_and_grad(&logits, &[1.0, 0.0])?;
    /// assert!((cost - 1.5 * 2.0_f64.ln()).abs() < 1e-15); // (ln 2 + ln 4) / 2
    /// assert!((gradient[0] + 0.25).abs() < 1e-15 && (gradient[1] - 0.375).abs() < 1e-15);
    ///
    /// // Sure and wrong: the loss grows with the logit, the gradient stays.
    /// assert_eq!(loss.value_and_grad(&[1000.0_f32], &[0.0])?, (1000.0, vec![1.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "BCEWithLogitsLoss")]
    #[doc(alias = "binary_cross_entropy_with_logits")]
    #[doc(alias = "BinaryCrossentropy")]
    #[doc(alias = "binary_crossentropy")]
    #[doc(alias = "sigmoid_binary_cross_entropy")]
    #[doc(alias = "logistic_loss")]
    #[claims(convex, nonnegative, lipschitz = 1 + pos_weight, differentiable)]
    #[specialise(pos_weight = 1.0)]
    pub loss BinaryCrossEntropyWithLogits(
        /// The logarithm of the odds of class 1.
        logit: input,
        /// 1 for class 1, 0 for class 0, or a probability.
        target: data in 0.0..=1.0,
        /// How many times a positive counts.
        pos_weight: param = 1.0 in 0.0..,
    ) {
        let p = sigmoid(logit);
        -(pos_weight * xlogy(target, p) + xlogy(1 - target, 1 - p))
    }

    /// Categorical cross-entropy of probabilities, the target a distribution.
    ///
    /// ```text
    /// loss     = -sum over k of target[k] ln(probability[k])
    /// gradient = -target[k] / probability[k]
    /// ```
    ///
    /// * **Shapes:** two [`Rows`](loss_runtime::Rows) of K columns, a row a sample.
    /// * **Domain:** probabilities in \[0, 1\] whose sum is 1, which is not enforced (Keras divides by the sum); targets likewise, one-hot or
    ///   soft. Unit: nats.
    /// * **Edges:** nothing is clamped: `0 ln(0) = 0`, with no gradient to that probability; 0 for what happens costs infinity.
    /// * **Output layer:** softmax.
    ///
    /// **When:** probabilities are all there is. The gradient ignores that they sum to 1: that is the business of the softmax before it.
    /// **When not:** the logits are at hand: [`CrossEntropy`] is more accurate, and one pass with its softmax.
    ///
    /// **Source:** Good, *Rational decisions*, Journal of the Royal Statistical Society B 14 (1952).
    ///
    /// ```
    /// use loss_core::{Rows, losses::CategoricalCrossEntropy};
    ///
    /// let probability = [0.5_f64, 0.25, 0.25];
    /// let target = [1.0, 0.0, 0.0];
    /// let (cost, gradient) =
    ///     CategoricalCrossEntropy.value_and_grad(Rows::new(&probability, 3)?, Rows::new(&target, 3)?)?;
    /// assert!((cost - 2.0_f64.ln()).abs() < 1e-15);
    /// assert_eq!(gradient, [-2.0, 0.0, 0.0]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CategoricalCrossentropy")]
    #[doc(alias = "categorical_crossentropy")]
    #[claims(convex, nonnegative, permutation_equivariant, proper)]
    pub loss CategoricalCrossEntropy(
        /// The probability of each class.
        probability: input[K] in 0.0..=1.0,
        /// The true distribution over the classes.
        target: data[K] in 0.0..=1.0,
    ) {
        -sum(xlogy(target, probability))
    }

    /// Categorical cross-entropy of probabilities, the target a class.
    ///
    /// ```text
    /// loss     = -ln(probability[label])
    /// gradient = -1 / probability[label] at the label, 0 elsewhere
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K columns and one label a row, of any integer type.
    /// * **Domain:** probabilities in \[0, 1\] whose sum is 1, which is not enforced; labels 0 to K - 1, checked. Unit: nats.
    /// * **Edges:** nothing is clamped: a probability of 0 at the label costs infinity, with an infinite gradient.
    /// * **Output layer:** softmax.
    ///
    /// **When:** probabilities are all there is. Of log-probabilities, negative log-likelihood (PyTorch's `NLLLoss`) is the same as this
    /// of their exponentials, and [`SparseCrossEntropy`] takes log-probabilities as they are: the softmax of log-probabilities is
    /// the probabilities.
    /// **When not:** the logits are at hand: take [`SparseCrossEntropy`].
    ///
    /// **Source:** Good, *Rational decisions*, Journal of the Royal Statistical Society B 14 (1952).
    ///
    /// ```
    /// use loss_core::{Rows, losses::SparseCategoricalCrossEntropy};
    ///
    /// let probability = [0.5_f64, 0.25, 0.25];
    /// let (cost, gradient) =
    ///     SparseCategoricalCrossEntropy.value_and_grad(Rows::new(&probability, 3)?, &[2])?;
    /// assert!((cost - 4.0_f64.ln()).abs() < 1e-15);
    /// assert_eq!(gradient, [0.0, 0.0, -4.0]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SparseCategoricalCrossentropy")]
    #[doc(alias = "sparse_categorical_crossentropy")]
    #[doc(alias = "NLLLoss")]
    #[doc(alias = "nll_loss")]
    #[claims(convex, nonnegative, permutation_equivariant, proper)]
    pub loss SparseCategoricalCrossEntropy(
        /// The probability of each class.
        probability: input[K] in 0.0..=1.0,
        /// The true class.
        label: index(K),
    ) {
        -ln(probability[label])
    }

    /// Softmax cross-entropy of logits, the target a distribution.
    ///
    /// ```text
    /// p        = softmax(logits)
    /// loss     = -sum over k of target[k] ln(p[k])
    /// gradient = p[k] (sum of target) - target[k]
    /// ```
    ///
    /// * **Shapes:** two [`Rows`](loss_runtime::Rows) of K columns, a row a sample.
    /// * **Domain:** any logits; targets not negative, as a rule with sum 1. Unit: nats. A logit of -∞ switches a class off, and costs nothing
    ///   where its target is 0.
    /// * **Kinks:** none. The gradient of a row sums to zero; adding a number to all logits of a row changes nothing.
    /// * **Output layer:** linear. The softmax is in the loss.
    ///
    /// **When:** soft targets: a teacher's probabilities, mixed or smoothed labels, votes of annotators.
    /// **When not:** the target is one class: [`SparseCrossEntropy`] gives the same numbers and reads K times less. Classes do not exclude
    /// each other: take [`BinaryCrossEntropyWithLogits`].
    ///
    /// **Source:** Bridle, *Probabilistic interpretation of feedforward classification network outputs*, Neurocomputing, NATO ASI F 68 (1990).
    ///
    /// ```
    /// use loss_core::{Rows, losses::CrossEntropy};
    ///
    /// let target = [0.25, 0.25, 0.5];
    /// let (cost, gradient) = CrossEntropy.value_and_grad(Rows::new(&[0.0_f64; 3], 3)?, Rows::new(&target, 3)?)?;
    /// assert!((cost - 3.0_f64.ln()).abs() < 1e-15); // all classes alike
    /// for (g, t) in gradient.iter().zip(target) {
    ///     assert!((g - (1.0 / 3.0 - t)).abs() < 1e-15);
    /// }
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CrossEntropyLoss")]
    #[doc(alias = "cross_entropy")]
    #[doc(alias = "CategoricalCrossEntropyWithLogits")]
    #[doc(alias = "CategoricalCrossentropy")]
    #[doc(alias = "categorical_crossentropy")]
    #[doc(alias = "softmax_cross_entropy")]
    #[doc(alias = "safe_softmax_cross_entropy")]
    #[claims(convex, nonnegative, shift_invariant, permutation_equivariant, differentiable, proper)]
    pub loss CrossEntropy(
        /// The score of each class, up to a number common to all.
        logits: input[K],
        /// The true distribution over the classes.
        target: data[K] in 0.0..,
    ) {
        -sum(xlogy(target, softmax(logits)))
    }

    /// Softmax cross-entropy of logits, the target a class.
    ///
    /// ```text
    /// p        = softmax(logits)
    /// w        = class_weight[label]
    /// loss     = -(1 - smoothing) ln(p[label]) - smoothing / (K w) sum over k of class_weight[k] ln(p[k])
    /// gradient = p[k] - [k = label]                           without smoothing
    /// ```
    ///
    /// The sample counts `w` times, in the numerator and in the divisor of the mean. With smoothing e and without weights the gradient is
    /// `p[k] - (1 - e) [k = label] - e / K`: label smoothing is cross-entropy with the target `(1 - e) one-hot + e / K`.
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K columns and one label a row, of any integer type. `class_weight` is one number for all
    ///   classes or K of them.
    /// * **Domain:** any logits; labels 0 to K - 1, checked; `.ignore_label(-100)` leaves rows out. Unit: nats. A logit of -∞ switches a
    ///   class off (without smoothing: smoothed, every class may happen, and it costs infinity).
    /// * **Kinks:** none. The gradient of a row sums to zero; adding a number to all logits of a row changes nothing.
    /// * **Output layer:** linear. The softmax is in the loss.
    /// * **Limits:** `smoothing` 1 forgets the label. A class of weight 0 is left out as if ignored.
    ///
    /// **When:** one class of several: the default of classification, and of predicting tokens. A smoothing of about 0.1 keeps a network
    /// from growing overconfident; weights about inverse to the frequency of a class balance rare ones.
    /// **When not:** several classes may hold at once (take [`BinaryCrossEntropyWithLogits`]), or the target is a distribution (take
    /// [`CrossEntropy`]). Calibrated probabilities are wanted: neither weights nor smoothing then.
    ///
    /// **Source:** Bridle, *Probabilistic interpretation of feedforward classification network outputs* (1990); smoothing: Szegedy et al.,
    /// *Rethinking the Inception architecture for computer vision*, CVPR 2016. With weights and smoothing together this is PyTorch's convention.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SparseCrossEntropy};
    ///
    /// let logits = [3.0_f64.ln(), 0.0, 0.0, 0.0]; // probabilities 3/4 and 1/4, then 1/2 and 1/2
    /// let loss = SparseCrossEntropy::default();
    /// let (cost, gradient) = loss.value_and_grad(Rows::new(&logits, 2)?, &[0, 1])?;
    /// assert!((cost - (8.0_f64 / 3.0).ln() / 2.0).abs() < 1e-15); // (ln 4/3 + ln 2) / 2
    /// for (g, expected) in gradient.iter().zip([-0.125, 0.125, 0.25, -0.25]) {
    ///     assert!((g - expected).abs() < 1e-15);
    /// }
    ///
    /// // The first class counts three times: (3 ln 4/3 + ln 2) / (3 + 1).
    /// let weighted = SparseCrossEntropy::new([3.0, 1.0], 0.0)?;
    /// let cost = weighted.value(Rows::new(&logits, 2)?, &[0, 1])?;
    /// assert!((cost - (128.0_f64 / 27.0).ln() / 4.0).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CrossEntropyLoss")]
    #[doc(alias = "cross_entropy")]
    #[doc(alias = "SparseCategoricalCrossEntropyWithLogits")]
    #[doc(alias = "SparseCategoricalCrossentropy")]
    #[doc(alias = "sparse_categorical_crossentropy")]
    #[doc(alias = "softmax_cross_entropy_with_integer_labels")]
    #[claims(convex, nonnegative, shift_invariant, permutation_equivariant, differentiable)]
    #[specialise(class_weight = 1.0 && smoothing = 0.0)]
    pub loss SparseCrossEntropy(
        /// The score of each class, up to a number common to all.
        logits: input[K],
        /// The true class.
        label: index(K),
        /// How many times a sample of each class counts.
        class_weight: param[K] = 1.0 in 0.0..,
        /// The share of the target that is spread over all classes.
        smoothing: param = 0.0 in 0.0..=1.0,
    ) {
        let log_p = log_softmax(logits);
        let w = class_weight[label];
        let smooth = sum(class_weight * log_p) / len::<K>();
        let spread = if smoothing > 0 && w > 0 { smoothing * smooth / w } else { 0 };
        weighted(-(1 - smoothing) * log_p[label] - spread, w)
    }

    /// Cross-entropy of an intensity: the weight of a sample is how long it was exposed.
    ///
    /// ```text
    /// rate     = weight ln(1 + exp(score))
    /// p        = 1 - exp(-rate)
    /// loss     = -(target ln(p) + (1 - target) ln(1 - p))
    /// gradient = weight sigmoid(score) (1 - target / p)
    /// ```
    ///
    /// * **Shapes:** three slices of one length; a sample is an element of each.
    /// * **Unit:** nats. **Domain:** any score; the target in \[0, 1\]; weights above 0. **Kinks:** none. Accurate in both tails.
    /// * **Output layer:** linear. With all weights 1 it is [`BinaryCrossEntropyWithLogits`].
    ///
    /// **When:** something happens at least once in an exposure that varies: policies of part of a year, cells of different size. **When not:** a weight should count a sample several times: pass it as a weight of the call.
    ///
    /// **Source:** LightGBM, `cross_entropy_lambda`; the complementary log-log model of McCullagh and Nelder, *Generalized Linear Models* (1989), chapter 4.
    ///
    /// ```
    /// use loss_core::losses::CrossEntropyIntensity;
    ///
    /// // An intensity of ln 2 for twice as long: nothing happens in one case of four.
    /// let (cost, gradient) = CrossEntropyIntensity.value_and_grad(&[0.0_f64], &[1.0], &[2.0])?;
    /// assert!((cost + 0.75_f64.ln()).abs() < 1e-15);
    /// assert!((gradient[0] + 1.0 / 3.0).abs() < 1e-15); // 2 * 1/2 * (1 - 4/3)
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "xentlambda")]
    #[doc(alias = "cross_entropy_lambda")]
    #[claims(nonnegative, differentiable)]
    pub loss CrossEntropyIntensity(
        /// What the softplus of is the intensity.
        score: input,
        /// 1 where it happened, 0 where not, or a probability.
        target: data in 0.0..=1.0,
        /// How long each sample was exposed.
        weight: data in 0.0<..,
    ) {
        let rate = weight * softplus(score);
        // Far down the softplus is exp(score), which vanishes before its logarithm does.
        let log_p = if score < -80 { ln(weight) + score } else { ln(1 - exp(-rate)) };
        (1 - target) * rate - (if target > 0 { target * log_p } else { 0 })
    }
}
