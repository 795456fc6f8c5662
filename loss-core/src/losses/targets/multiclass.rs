//! Several classes: margins between scores, cross-entropies that stand noise in the labels.
//!
//! | one true class | loss |
//! |---|---|
//! | probabilities | [`SparseCrossEntropy`](crate::classification::SparseCrossEntropy), [`NegativeLogLikelihood`], [`PolyCrossEntropy`] |
//! | probabilities, noisy labels | [`GeneralizedCrossEntropy`], [`SymmetricCrossEntropy`] |
//! | probabilities, rare classes | [`LogitAdjusted`] |
//! | probabilities, most of them 0 | [`Sparsemax`] |
//! | margins | [`CrammerSinger`], [`MultiMargin`], [`MulticlassPerceptron`], [`CategoricalHinge`] |
//!
//! Where several classes may be true at once, see [`multilabel`](crate::multilabel).

crate::loss! {
    /// Negative log-likelihood of a class, from logarithms of probabilities.
    ///
    /// ```text
    /// loss     = -log_probabilities[label], counted class_weight[label] times
    /// gradient = -1 at the label
    /// ```
    ///
    /// * **Shapes:** rows of K logarithms and one label; a sample is a row.
    /// * **Unit:** nats. **Kinks:** none: it is linear.
    /// * **Output layer:** log-softmax. Nothing checks that a row is normalised.
    ///
    /// **When:** the model ends in a log-softmax. **When not:** it can end in logits: [`SparseCrossEntropy`](crate::classification::SparseCrossEntropy) does both in one pass.
    ///
    /// **Source:** PyTorch `NLLLoss`.
    ///
    /// ```
    /// use loss_core::{Rows, losses::NegativeLogLikelihood};
    ///
    /// let log_p = [0.25_f64.ln(), 0.75_f64.ln()];
    /// let cost = NegativeLogLikelihood::default().value(Rows::new(&log_p, 2)?, &[1])?;
    /// assert_eq!(cost, -0.75_f64.ln());
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "NLLLoss")]
    #[doc(alias = "nll_loss")]
    #[claims(convex, differentiable)]
    pub loss NegativeLogLikelihood(
        /// The logarithms of the probabilities of the classes.
        log_probabilities: input[K],
        /// The class, from 0.
        label: index(K),
        /// How many samples a sample of each class counts for.
        class_weight: param[K] = 1.0 in 0.0..,
    ) {
        weighted(-log_probabilities[label], class_weight[label])
    }

    /// Poly-1 cross-entropy: cross-entropy whose first Taylor term is weighed.
    ///
    /// ```text
    /// p        = softmax(logits)
    /// loss     = -sum(target ln(p)) + epsilon sum(target (1 - p))
    /// ```
    ///
    /// * **Shapes:** rows of K logits and one of targets; a sample is a row.
    /// * **Unit:** nats. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** cross-entropy with one more parameter to tune: a positive `epsilon` pushes the probability of the target harder towards 1. **When not:** probabilities must stay calibrated.
    ///
    /// **Source:** Leng et al., *PolyLoss*, ICLR 2022.
    ///
    /// ```
    /// use loss_core::{Rows, losses::PolyCrossEntropy};
    ///
    /// let cost = PolyCrossEntropy::new(2.0)?.value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[1.0, 0.0], 2)?)?;
    /// assert!((cost - (2.0_f64.ln() + 1.0)).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "Poly1")]
    #[doc(alias = "poly_loss_cross_entropy")]
    #[claims(shift_invariant, differentiable)]
    pub loss PolyCrossEntropy(
        /// The logits of the classes.
        logits: input[K],
        /// The probabilities that the classes should have.
        target: data[K] in 0.0..=1.0,
        /// The weight of 1 - p.
        epsilon: param = 2.0,
    ) {
        -sum(target * log_softmax(logits)) + epsilon * sum(target * (1 - softmax(logits)))
    }

    /// Generalised cross-entropy: between cross-entropy and the absolute error of the probability.
    ///
    /// ```text
    /// p        = softmax(logits)[label]
    /// loss     = (1 - p^q) / q
    /// ```
    ///
    /// * **Shapes:** rows of K logits and one label; a sample is a row.
    /// * **Unit:** none, at most 1 / `q`. **Kinks:** none. Not convex.
    /// * **Output layer:** linear.
    ///
    /// **When:** labels are noisy: a sample that the model finds impossible loses its pull. `q` → 0 is cross-entropy, 1 the absolute error. **When not:** labels are clean: it learns more slowly.
    ///
    /// **Source:** Zhang and Sabuncu, *Generalized cross entropy loss for training deep neural networks with noisy labels*, NeurIPS 2018.
    ///
    /// ```
    /// use loss_core::{Rows, losses::GeneralizedCrossEntropy};
    ///
    /// let cost = GeneralizedCrossEntropy::new(1.0)?.value(Rows::new(&[0.0_f64, 0.0], 2)?, &[1])?;
    /// assert!((cost - 0.5).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CategoricalGeneralizedCrossEntropy")]
    #[doc(alias = "GCE")]
    #[claims(nonnegative, shift_invariant, lipschitz = 1, differentiable)]
    pub loss GeneralizedCrossEntropy(
        /// The logits of the classes.
        logits: input[K],
        /// The class, from 0.
        label: index(K),
        /// How far from cross-entropy.
        q: param = 0.7 in 0.0<..=1.0,
    ) {
        -exp_m1(q * log_softmax(logits)[label]) / q
    }

    /// Symmetric cross-entropy: cross-entropy, and that of the label under the prediction.
    ///
    /// ```text
    /// p        = softmax(logits)[label]
    /// loss     = -alpha ln(p) - beta log_zero (1 - p)
    /// ```
    ///
    /// * **Shapes:** rows of K logits and one label; a sample is a row.
    /// * **Unit:** nats. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** labels are noisy, and plain cross-entropy fits the noise. `log_zero` stands for the logarithm of the 0 in a one-hot label. **When not:** labels are clean.
    ///
    /// **Source:** Wang et al., *Symmetric cross entropy for robust learning with noisy labels*, ICCV 2019.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SymmetricCrossEntropy};
    ///
    /// let cost = SymmetricCrossEntropy::new(1.0, 1.0, -4.0)?.value(Rows::new(&[0.0_f64, 0.0], 2)?, &[1])?;
    /// assert!((cost - (2.0_f64.ln() + 2.0)).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SCE")]
    #[claims(nonnegative, shift_invariant, differentiable)]
    pub loss SymmetricCrossEntropy(
        /// The logits of the classes.
        logits: input[K],
        /// The class, from 0.
        label: index(K),
        /// The weight of the cross-entropy.
        alpha: param = 0.1 in 0.0..,
        /// The weight of the reverse one.
        beta: param = 1.0 in 0.0..,
        /// What the logarithm of 0 counts as.
        log_zero: param = -4.0 in ..0.0,
    ) {
        -alpha * log_softmax(logits)[label] - beta * log_zero * (1 - softmax(logits)[label])
    }

    /// Multi-class hinge loss of Crammer and Singer.
    ///
    /// ```text
    /// loss     = max over k of (scores[k] + [k is not the label]) - scores[label]
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one label; a sample is a row.
    /// * **Unit:** that of a score. **Kinks:** where the maximum is shared, and then so is its gradient, evenly.
    /// * **Output layer:** linear.
    ///
    /// **When:** a support vector machine with several classes. **When not:** several classes should be pushed away at once: take [`MultiMargin`].
    ///
    /// **Source:** Crammer and Singer, *On the algorithmic implementation of multiclass kernel-based vector machines*, JMLR 2 (2001).
    ///
    /// ```
    /// use loss_core::{Rows, losses::CrammerSinger};
    ///
    /// let (cost, gradient) = CrammerSinger.value_and_grad(Rows::new(&[2.0, 1.5, 0.0], 3)?, &[0])?;
    /// assert_eq!((cost, gradient), (0.5, vec![-1.0, 1.0, 0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "multiclass_hinge_loss")]
    #[claims(convex, nonnegative, shift_invariant, lipschitz = 1)]
    pub loss CrammerSinger(
        /// The scores of the classes.
        scores: input[K],
        /// The class, from 0.
        label: index(K),
    ) {
        max(scores + if position::<K>() == label { 0 } else { 1 }) - scores[label]
    }

    /// Multi-class perceptron loss.
    ///
    /// ```text
    /// loss     = max(scores) - scores[label]
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one label; a sample is a row.
    /// * **Unit:** that of a score. **Kinks:** where the maximum is shared, and then so is its gradient, evenly.
    /// * **Output layer:** linear.
    ///
    /// **When:** structured prediction, online. **When not:** a margin is wanted: take [`CrammerSinger`].
    ///
    /// **Source:** Collins, *Discriminative training methods for hidden Markov models*, EMNLP 2002.
    ///
    /// ```
    /// use loss_core::{Rows, losses::MulticlassPerceptron};
    ///
    /// let (cost, gradient) = MulticlassPerceptron.value_and_grad(Rows::new(&[2.0, 3.5, 0.0], 3)?, &[0])?;
    /// assert_eq!((cost, gradient), (1.5, vec![-1.0, 1.0, 0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "multiclass_perceptron_loss")]
    #[claims(convex, nonnegative, shift_invariant, lipschitz = 1, homogeneous = 1)]
    pub loss MulticlassPerceptron(
        /// The scores of the classes.
        scores: input[K],
        /// The class, from 0.
        label: index(K),
    ) {
        max(scores) - scores[label]
    }

    /// Categorical hinge loss, as in Keras.
    ///
    /// ```text
    /// loss     = max(max((1 - target) scores) - sum(target scores) + 1, 0)
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one of targets, 0 and 1; a sample is a row.
    /// * **Unit:** that of a score. **Kinks:** at the margin, and where the maximum is shared. The true class takes part in the maximum with 0, so that a row of negative scores has that as its floor.
    /// * **Output layer:** linear.
    ///
    /// **When:** a Keras model is matched. **When not:** otherwise: [`CrammerSinger`] has no such floor.
    ///
    /// **Source:** Keras `CategoricalHinge`.
    ///
    /// ```
    /// use loss_core::{Rows, losses::CategoricalHinge};
    ///
    /// let cost = CategoricalHinge.value(Rows::new(&[2.0, 1.5], 2)?, Rows::new(&[1.0, 0.0], 2)?)?;
    /// assert_eq!(cost, 0.5);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "categorical_hinge")]
    #[claims(convex, nonnegative)]
    pub loss CategoricalHinge(
        /// The scores of the classes.
        scores: input[K],
        /// The probabilities that the classes should have.
        target: data[K] in 0.0..=1.0,
    ) {
        relu(max((1 - target) * scores) - sum(target * scores) + 1)
    }

    /// Multi-class margin loss: every wrong class should be below the true one by a margin.
    ///
    /// ```text
    /// loss     = class_weight[label] sum over k of max(margin - scores[label] + scores[k], 0)^p / K,  k not the label
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one label; a sample is a row.
    /// * **Unit:** that of a score, to the power p. **Kinks:** at the margin for `p` = 1; the gradient there is 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** all wrong classes matter. **When not:** only the best of them does: [`CrammerSinger`].
    ///
    /// **Source:** Weston and Watkins, *Support vector machines for multi-class pattern recognition*, ESANN 1999; PyTorch `MultiMarginLoss`.
    ///
    /// ```
    /// use loss_core::{Rows, losses::MultiMargin};
    ///
    /// let cost = MultiMargin::default().value(Rows::new(&[2.0, 1.5, 0.0], 3)?, &[0])?;
    /// assert_eq!(cost, 0.5 / 3.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MultiMarginLoss")]
    #[doc(alias = "multi_margin_loss")]
    #[claims(convex, nonnegative, shift_invariant)]
    #[specialise(class_weight = 1.0 && p = 1.0)]
    pub loss MultiMargin(
        /// The scores of the classes.
        scores: input[K],
        /// The class, from 0.
        label: index(K),
        /// How far below the true class.
        margin: param = 1.0,
        /// The power.
        p: param = 1.0 in 1.0..,
        /// The factor of a sample of each class.
        class_weight: param[K] = 1.0 in 0.0..,
    ) {
        class_weight[label] * sum(if position::<K>() == label { 0 } else { pow(relu(margin - scores[label] + scores), p) }) / len::<K>()
    }

    /// Cross-entropy with logits adjusted by how frequent the classes are.
    ///
    /// ```text
    /// z        = logits + tau ln(prior)
    /// loss     = -log_softmax(z)[label]
    /// gradient = softmax(z)[k] - [k = label]
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K columns and one label a row. `prior` has K numbers: shares or counts of the classes.
    /// * **Unit:** nats. **Domain:** any logits; priors above 0, of any sum; labels 0 to K - 1, checked. **Kinks:** none.
    /// * **Output layer:** linear. The adjustment is for training only: at use, take the logits as they are.
    ///
    /// **When:** a long tail of rare classes, and all classes count the same: with `tau` 1 it is consistent for the balanced error, which class weights are not. **When not:** the frequencies at use are those of training.
    ///
    /// **Source:** Menon et al., *Long-tail learning via logit adjustment*, ICLR 2021; Ren et al., *Balanced meta-softmax*, NeurIPS 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::LogitAdjusted};
    ///
    /// let loss = LogitAdjusted::new([9.0, 1.0], 1.0)?;
    /// let cost = loss.value(Rows::new(&[0.0_f64, 0.0], 2)?, &[1])?;
    /// assert!((cost - 10.0_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "balanced_softmax")]
    #[doc(alias = "logit_adjustment")]
    #[claims(convex, nonnegative, permutation_equivariant, lipschitz = 1, differentiable)]
    pub loss LogitAdjusted(
        /// The score of each class, up to a number common to all.
        logits: input[K],
        /// The true class.
        label: index(K),
        /// How frequent each class is.
        prior: param[K] = 1.0 in 0.0<..,
        /// How much of it is taken into account.
        tau: param = 1.0 in 0.0..,
    ) {
        -log_softmax(logits + tau * ln(prior))[label]
    }

    /// Sparsemax loss: what a softmax that can be exactly 0 is trained with.
    ///
    /// ```text
    /// p        = max(logits - t, 0)   with t so that p sums to 1: the sparsemax
    /// loss     = (1 + sum over p > 0 of (logits² - t²)) / 2 - logits[label]
    /// gradient = p - one_hot(label)
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K columns and one label a row. Costs K² a row: scores need not be sorted.
    /// * **Unit:** none. **Domain:** any logits; labels 0 to K - 1, checked. **Kinks:** none. 0 where the true class leads by 1.
    /// * **Output layer:** linear; at use, a sparsemax.
    ///
    /// **When:** attention and probabilities that should be exactly 0 for most classes. **When not:** classes are thousands; [`SparseCrossEntropy`](crate::classification::SparseCrossEntropy) costs K.
    ///
    /// **Source:** Martins and Astudillo, *From softmax to sparsemax*, ICML 2016. It is the Fenchel–Young loss of half the squared length.
    ///
    /// ```
    /// use loss_core::{Rows, losses::Sparsemax};
    ///
    /// let (cost, gradient) = Sparsemax.value_and_grad(Rows::new(&[0.5, 0.0, -2.0], 3)?, &[1])?;
    /// assert_eq!((cost, gradient), (0.5625, vec![0.75, -0.75, 0.0])); // t = -1/4
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "sparsemax_loss")]
    #[doc(alias = "multiclass_sparsemax_loss")]
    #[doc(alias = "Fenchel_Young")]
    #[claims(convex, nonnegative, shift_invariant, permutation_equivariant, lipschitz = 1, differentiable)]
    pub loss Sparsemax(
        /// The score of each class, up to a number common to all.
        logits: input[K],
        /// The true class.
        label: index(K),
    ) {
        // Seen from the largest, which changes nothing and keeps the digits.
        let z = logits - stop_gradient(max(logits));
        // A class is held if those above it are not 1 above it, all in all.
        let held = sum::<L>(relu(rename::<K, L>(logits) - logits)) < 1;
        let t = (sum(if held { z } else { 0 }) - 1) / max(count::<K>(held), 1);
        (1 + sum(if held { z * z - t * t } else { 0 })) / 2 - z[label]
    }
}
