//! Detection: classes so rare that the easy majority would drown them.
//!
//! A focal loss is a cross-entropy times (1 - p)^gamma, p the probability of the true class: what is classified well already fades
//! out, and the gradient is left to what is not. With `gamma` 0 each is its cross-entropy again, times `alpha`.
//!
//! | loss | the model puts out | classes |
//! |---|---|---|
//! | [`Focal`] | logits | two, or several that do not exclude each other |
//! | [`FocalProbability`] | probabilities | the same |
//! | [`QualityFocal`], [`Varifocal`] | logits | two; the target is how good a box is |
//! | [`CategoricalFocal`] | logits, a row a sample | several that exclude each other |
//!
//! Detectors divide the *sum* by the number of objects and not by that of candidates: `.reduce(Reduction::DividedBy(objects))`.

crate::loss! {
    // One factor for the positives, another for the negatives, and all between for soft targets.
    fn agreement(x, target) { target * x + (1 - target) * (1 - x) }

    /// Binary focal loss of a logit.
    ///
    /// ```text
    /// p        = sigmoid(logit)
    /// target 1:  loss = -alpha (1 - p)^gamma ln(p)
    ///            gradient = alpha (1 - p)^gamma (gamma p ln(p) - (1 - p))
    /// target 0:  loss = -(1 - alpha) p^gamma ln(1 - p)
    ///            gradient = (1 - alpha) p^gamma (p - gamma (1 - p) ln(1 - p))
    /// ```
    ///
    /// Targets between mix `alpha` with `1 - alpha`, and the two losses. (torchvision mixes the probabilities of the two classes and raises the
    /// mixture to the power; for targets 0 and 1 both are the same.)
    ///
    /// * **Shapes:** `logit` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Domain:** any logit; the target in \[0, 1\]. Unit: nats.
    /// * **Kinks:** none. Accurate in both tails for every `gamma`, also below 1, where the power alone has an infinite slope. An infinite logit
    ///   costs nothing if it is right, and infinity, with the gradient's limit, if it is wrong; with `gamma` 0 its loss is NaN.
    /// * **Output layer:** linear. The sigmoid is in the loss.
    /// * **Limits:** `gamma` 0 is `BinaryCrossEntropyWithLogits` with the factors `alpha` and
    ///   `1 - alpha`; `alpha` 0.5 treats both classes alike, and is half of what a library without `alpha` gives.
    ///
    /// **When:** thousands of easy negatives for one positive, as in dense object detection.
    /// **When not:** the classes are about balanced, or calibrated probabilities are wanted: it is not a proper scoring rule. Start from
    /// a bias of the output that says "rare" (a probability of 0.01), else the first steps are lost on the negatives.
    ///
    /// **Source:** Lin et al., *Focal loss for dense object detection*, ICCV 2017.
    ///
    /// ```
    /// use loss_core::losses::Focal;
    ///
    /// let (cost, gradient) = Focal::default().value_and_grad(&[0.0_f64], &[1.0])?; // p = 1/2
    /// let ln2 = 2.0_f64.ln();
    /// assert!((cost - ln2 / 16.0).abs() < 1e-16); // 0.25 * 0.5² * ln 2
    /// assert!((gradient[0] + (ln2 + 0.5) / 16.0).abs() < 1e-16); // 0.25 * 0.25 * (2 * 0.5 * -ln 2 - 0.5)
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "FocalLoss")]
    #[doc(alias = "focal_loss")]
    #[doc(alias = "sigmoid_focal_loss")]
    #[doc(alias = "BinaryFocalCrossentropy")]
    #[doc(alias = "binary_focal_crossentropy")]
    #[claims(nonnegative, differentiable)]
    #[specialise(gamma = 2.0, gamma = 0.0)]
    pub loss Focal(
        /// The logarithm of the odds of class 1.
        logit: input,
        /// 1 for class 1, 0 for class 0, or a probability.
        target: data in 0.0..=1.0,
        /// The factor of the positives; that of the negatives is 1 less it.
        alpha: param = 0.25 in 0.0..=1.0,
        /// How fast the well classified fade out.
        gamma: param = 2.0 in 0.0..,
    ) {
        let p = sigmoid(logit);
        let positive = pow(1 - p, gamma) * xlogy(target, p);
        let negative = pow(p, gamma) * xlogy(1 - target, 1 - p);
        -agreement(alpha, target) * (positive + negative)
    }

    /// Binary focal loss of a probability.
    ///
    /// ```text
    /// target 1:  loss = -alpha (1 - p)^gamma ln(p)
    ///            gradient = alpha (gamma (1 - p)^(gamma - 1) ln(p) - (1 - p)^gamma / p)
    /// target 0:  loss = -(1 - alpha) p^gamma ln(1 - p)
    ///            gradient = (1 - alpha) (p^gamma / (1 - p) - gamma p^(gamma - 1) ln(1 - p))
    /// ```
    ///
    /// * **Shapes:** `probability` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Domain:** both in \[0, 1\]. Unit: nats.
    /// * **Edges:** nothing is clamped. For every `gamma` above 0, sure and right costs 0 with no gradient; sure and wrong costs infinity, with an
    ///   infinite gradient.
    /// * **Output layer:** sigmoid.
    /// * **Limits:** `gamma` 0 is `BinaryCrossEntropy` with the factors `alpha` and `1 - alpha`.
    ///
    /// **When:** probabilities are all there is.
    /// **When not:** the logits are at hand: take [`Focal`].
    ///
    /// **Source:** Lin et al., *Focal loss for dense object detection*, ICCV 2017.
    ///
    /// ```
    /// use loss_core::losses::FocalProbability;
    ///
    /// let cost = FocalProbability::default().value(&[0.5_f64], &[1.0])?;
    /// assert!((cost - 2.0_f64.ln() / 16.0).abs() < 1e-16); // 0.25 * 0.5² * ln 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "BinaryFocalCrossentropy")]
    #[doc(alias = "binary_focal_crossentropy")]
    #[claims(nonnegative)]
    #[specialise(gamma = 2.0)]
    pub loss FocalProbability(
        /// The probability of class 1.
        probability: input in 0.0..=1.0,
        /// 1 for class 1, 0 for class 0, or a probability.
        target: data in 0.0..=1.0,
        /// The factor of the positives; that of the negatives is 1 less it.
        alpha: param = 0.25 in 0.0..=1.0,
        /// How fast the well classified fade out.
        gamma: param = 2.0 in 0.0..,
    ) {
        let positive = pow(1 - probability, gamma) * xlogy(target, probability);
        let negative = pow(probability, gamma) * xlogy(1 - target, 1 - probability);
        -agreement(alpha, target) * (positive + negative)
    }

    /// Focal loss over several classes, of logits.
    ///
    /// ```text
    /// p        = softmax(logits), y = label
    /// loss     = -alpha[y] (1 - p[y])^gamma ln(p[y])
    /// gradient = alpha[y] (1 - p[y])^gamma (1 - gamma p[y] ln(p[y]) / (1 - p[y])) (p[k] - [k = y])
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K columns and one label a row, of any integer type. `alpha` is one number for all classes
    ///   or K of them.
    /// * **Domain:** any logits; labels 0 to K - 1, checked. Unit: nats.
    /// * **Kinks:** none. Accurate where p is next to 0 and next to 1. The gradient of a row sums to zero; adding a number to all logits of a row
    ///   changes nothing. A logit of -∞ switches a class off; at the label it costs infinity, without a gradient (NaN).
    /// * **Output layer:** linear. The softmax is in the loss.
    /// * **Limits:** with `gamma` 0 and `alpha` 1 it is `SparseCrossEntropy`. Here `alpha` is a factor only: unlike
    ///   a class weight it does not enter the divisor of the mean. Its default of 1 leaves the classes as they are; Keras's is 0.25.
    ///
    /// **When:** one class of several, some rare or much harder than others.
    /// **When not:** the classes are about balanced, or calibrated probabilities are wanted.
    ///
    /// **Source:** Lin et al., *Focal loss for dense object detection*, ICCV 2017; over classes as in Keras.
    ///
    /// ```
    /// use loss_core::{Rows, losses::CategoricalFocal};
    ///
    /// let loss = CategoricalFocal::default();
    /// let (cost, gradient) = loss.value_and_grad(Rows::new(&[0.0_f64, 0.0], 2)?, &[0])?; // p = 1/2
    /// let ln2 = 2.0_f64.ln();
    /// assert!((cost - ln2 / 4.0).abs() < 1e-15); // 0.5² * ln 2
    /// assert!((gradient[0] + (0.5 + ln2) / 4.0).abs() < 1e-15); // 0.25 * (1 + 2 ln 2) * -0.5
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CategoricalFocalCrossentropy")]
    #[doc(alias = "categorical_focal_crossentropy")]
    #[doc(alias = "focal_loss")]
    #[claims(nonnegative, shift_invariant, permutation_equivariant, differentiable)]
    #[specialise(alpha = 1.0 && gamma = 2.0, gamma = 0.0)]
    pub loss CategoricalFocal(
        /// The score of each class, up to a number common to all.
        logits: input[K],
        /// The true class.
        label: index(K),
        /// The factor of each class.
        alpha: param[K] = 1.0 in 0.0..,
        /// How fast the well classified fade out.
        gamma: param = 2.0 in 0.0..,
    ) {
        let p = softmax(logits)[label];
        -alpha[label] * pow(1 - p, gamma) * ln(p)
    }

    /// Quality focal loss: the score of a class is how good its box is.
    ///
    /// ```text
    /// p        = sigmoid(logit)
    /// loss     = -|quality - p|^beta (quality ln(p) + (1 - quality) ln(1 - p))
    /// ```
    ///
    /// * **Shapes:** `logit` and `quality` are slices of one length; a sample is a pair of elements.
    /// * **Domain:** any logit; the quality in \[0, 1\]: the overlap of the box with the true one, 0 for background. Unit: nats.
    /// * **Kinks:** where p is the quality, for `beta` up to 1; the gradient there is 0.
    /// * **Output layer:** linear. The sigmoid is in the loss.
    ///
    /// **When:** a detector ranks its boxes by one score for class and place. **When not:** targets are classes only: [`Focal`], of which this is twice, with `alpha` ½ and `gamma` = `beta`.
    ///
    /// **Source:** Li et al., *Generalized focal loss: learning qualified and distributed bounding boxes for dense object detection*, NeurIPS 2020.
    ///
    /// ```
    /// use loss_core::losses::QualityFocal;
    ///
    /// let cost = QualityFocal::default().value(&[0.0_f64, 0.0], &[1.0, 0.5])?; // p = 1/2
    /// assert!((cost - 0.25 * 2.0_f64.ln() / 2.0).abs() < 1e-16); // the second is at its quality
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "QFL")]
    #[doc(alias = "GeneralizedFocal")]
    #[claims(nonnegative)]
    #[specialise(beta = 2.0)]
    pub loss QualityFocal(
        /// The logarithm of the odds.
        logit: input,
        /// What the probability should be.
        quality: data in 0.0..=1.0,
        /// How fast what is right fades out.
        beta: param = 2.0 in 0.0..,
    ) {
        let p = sigmoid(logit);
        -pow(abs(quality - p), beta) * (xlogy(quality, p) + xlogy(1 - quality, 1 - p))
    }

    /// Varifocal loss: easy negatives fade out, positives count as much as they are good.
    ///
    /// ```text
    /// p        = sigmoid(logit)
    /// loss     = -quality (quality ln(p) + (1 - quality) ln(1 - p))   where quality > 0
    ///            -alpha p^gamma ln(1 - p)                             where it is 0
    /// ```
    ///
    /// * **Shapes:** `logit` and `quality` are slices of one length; a sample is a pair of elements.
    /// * **Domain:** any logit; the quality in \[0, 1\]: the overlap of the box with the true one, 0 for background. Unit: nats.
    /// * **Kinks:** none. Accurate in both tails.
    /// * **Output layer:** linear. The sigmoid is in the loss.
    ///
    /// **When:** as [`QualityFocal`], where positives are too few to fade out. **When not:** both kinds should fade: [`Focal`].
    ///
    /// **Source:** Zhang et al., *VarifocalNet: an IoU-aware dense object detector*, CVPR 2021.
    ///
    /// ```
    /// use loss_core::losses::Varifocal;
    ///
    /// let each = Varifocal::default().each(&[0.0_f64, 0.0], &[0.5, 0.0])?; // p = 1/2
    /// assert!((each[0] - 0.5 * 2.0_f64.ln()).abs() < 1e-15);
    /// assert!((each[1] - 0.75 * 0.25 * 2.0_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "VFL")]
    #[doc(alias = "varifocal_loss")]
    #[claims(nonnegative, differentiable)]
    #[specialise(gamma = 2.0)]
    pub loss Varifocal(
        /// The logarithm of the odds.
        logit: input,
        /// What the probability should be.
        quality: data in 0.0..=1.0,
        /// The factor of the negatives.
        alpha: param = 0.75 in 0.0..,
        /// How fast well classified negatives fade out.
        gamma: param = 2.0 in 0.0..,
    ) {
        let p = sigmoid(logit);
        if quality > 0 { -quality * (xlogy(quality, p) + xlogy(1 - quality, 1 - p)) } else { -alpha * pow(p, gamma) * ln(1 - p) }
    }
}
