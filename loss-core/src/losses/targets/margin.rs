//! Margins: binary classification with labels -1 and 1, and a score whose sign is the decision.
//!
//! All are smooth functions of the margin a = label · score, which is positive on the right side, and every sample keeps a gradient:
//!
//! | loss | far on the wrong side | far on the right side | convex |
//! |---|---|---|---|
//! | [`LogisticMargin`] | linear | fades as exp(-a) | yes |
//! | [`DistanceWeighted`] | linear | fades as a power | yes |
//! | [`ExponentialMargin`] | exponential | fades as exp(-a) | yes |
//! | [`SquaredMargin`] | quadratic | rises again | yes |
//! | [`SigmoidMargin`] | flat | flat | no |
//!
//! Those that end at the margin are in [`hinge`](crate::hinge). With labels 0 and 1 take the cross-entropies of [`classification`](crate::classification), or pass `2 label - 1`.

crate::loss! {
    /// Logistic loss (soft margin) of labels -1 and 1.
    ///
    /// ```text
    /// loss     = ln(1 + exp(-label score))
    /// gradient = -label sigmoid(-label score)
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** none. Accurate in both tails, without overflow.
    /// * **Output layer:** linear.
    ///
    /// **When:** binary classification with labels -1 and 1; the sigmoid of the score is a probability. With labels 0 and 1, or between, it is [`BinaryCrossEntropyWithLogits`](crate::classification::BinaryCrossEntropyWithLogits). **When not:** samples far beyond the margin should have no gradient at all: take [`Hinge`](crate::hinge::Hinge).
    ///
    /// **Source:** Berkson, *Application of the logistic function to bio-assay*, JASA 39 (1944).
    ///
    /// ```
    /// use loss_core::losses::LogisticMargin;
    ///
    /// let (cost, gradient) = LogisticMargin.value_and_grad(&[-2000.0], &[1.0])?;
    /// assert_eq!((cost, gradient), (2000.0, vec![-1.0])); // infinite in PyTorch
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SoftMarginLoss")]
    #[doc(alias = "soft_margin_loss")]
    #[doc(alias = "LogitMarginLoss")]
    #[claims(convex, nonnegative, lipschitz = 1, differentiable)]
    pub loss LogisticMargin(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
    ) {
        softplus(-label * score)
    }

    /// Squared margin loss: least squares on labels -1 and 1.
    ///
    /// ```text
    /// a        = label score
    /// loss     = (1 - a)²
    /// gradient = -2 label (1 - a)
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** a classifier by linear algebra: the least-squares support vector machine. **When not:** scores run beyond 1: being right with too much confidence costs as much as being wrong: take [`SquaredHinge`](crate::hinge::SquaredHinge).
    ///
    /// **Source:** Suykens and Vandewalle, *Least squares support vector machine classifiers*, Neural Processing Letters 9 (1999).
    ///
    /// ```
    /// use loss_core::losses::SquaredMargin;
    ///
    /// let (cost, gradient) = SquaredMargin.value_and_grad(&[3.0], &[1.0])?;
    /// assert_eq!((cost, gradient), (4.0, vec![4.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "L2MarginLoss")]
    #[claims(convex, nonnegative, differentiable)]
    pub loss SquaredMargin(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
    ) {
        powi(1 - label * score, 2)
    }

    /// Exponential loss of AdaBoost.
    ///
    /// ```text
    /// loss     = exp(-label score)
    /// gradient = -label exp(-label score)
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** none. Infinite where the exponential is, on samples very far on the wrong side.
    /// * **Output layer:** linear.
    ///
    /// **When:** boosting, where the loss of a sample is its weight. **When not:** labels are noisy: one wrong label outweighs all others: take [`LogisticMargin`].
    ///
    /// **Source:** Freund and Schapire, *A decision-theoretic generalization of on-line learning and an application to boosting*, JCSS 55 (1997).
    ///
    /// ```
    /// use loss_core::losses::ExponentialMargin;
    ///
    /// let (cost, gradient) = ExponentialMargin.value_and_grad(&[0.0], &[1.0])?;
    /// assert_eq!((cost, gradient), (1.0, vec![-1.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ExpLoss")]
    #[doc(alias = "adaboost")]
    #[claims(convex, nonnegative, differentiable)]
    pub loss ExponentialMargin(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
    ) {
        exp(-label * score)
    }

    /// Sigmoid margin loss: a smooth count of errors.
    ///
    /// ```text
    /// a        = label score
    /// loss     = 1 - tanh(a)
    /// gradient = -label (1 - tanh(a)²)
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** none. Not convex.
    /// * **Output layer:** linear.
    ///
    /// **When:** labels are noisy and wrong ones should stop counting: it lies between 0 and 2 like twice the error. **When not:** the start is bad: on samples far on the wrong side the gradient is 0.
    ///
    /// **Source:** Mason et al., *Boosting algorithms as gradient descent*, NeurIPS 1999; LossFunctions.jl, `SigmoidLoss`.
    ///
    /// ```
    /// use loss_core::losses::SigmoidMargin;
    ///
    /// let (cost, gradient) = SigmoidMargin.value_and_grad(&[0.0], &[1.0])?;
    /// assert_eq!((cost, gradient), (1.0, vec![-1.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SigmoidLoss")]
    #[claims(nonnegative, lipschitz = 1, differentiable)]
    pub loss SigmoidMargin(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
    ) {
        1 - tanh(label * score)
    }

    /// Distance-weighted discrimination: a hinge whose far side never ends.
    ///
    /// ```text
    /// a        = label score,  edge = q / (q + 1)
    /// loss     = 1 - a                    where a <= edge
    ///            (edge / a)^q / (q + 1)   elsewhere
    /// gradient = -label, then -label (edge / a)^(q + 1)
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** none; the second derivative steps at the edge.
    /// * **Output layer:** linear.
    ///
    /// **When:** many features and few samples, where the hinge piles its data up at the margin. **When not:** the solution should be sparse in samples: every one has a gradient here.
    ///
    /// **Source:** Marron, Todd and Ahn, *Distance-weighted discrimination*, JASA 102 (2007); Wang and Zou, *Another look at distance-weighted discrimination*, JRSS B 80 (2018).
    ///
    /// ```
    /// use loss_core::losses::DistanceWeighted;
    ///
    /// let (cost, gradient) = DistanceWeighted::new(1.0)?.value_and_grad(&[1.0, -1.0], &[1.0, 1.0])?;
    /// assert_eq!((cost, gradient), (1.125, vec![-0.125, -0.5])); // (0.25 + 2) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "DWDMarginLoss")]
    #[doc(alias = "DWD")]
    #[claims(convex, nonnegative, lipschitz = 1, differentiable)]
    #[specialise(q = 1.0)]
    pub loss DistanceWeighted(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
        /// How fast a sample beyond the edge loses weight.
        q: param = 1.0 in 0.0<..,
    ) {
        let a = label * score;
        let edge = q / (q + 1);
        if a <= edge { 1 - a } else { pow(edge / a, q) / (q + 1) }
    }
}
