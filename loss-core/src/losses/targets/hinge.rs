//! Hinges: binary classification with labels -1 and 1 in which what is right by a margin costs nothing.
//!
//! All but [`HingeEmbedding`] are functions of the margin a = label · score, which is positive on the right side:
//!
//! | loss | far on the wrong side | corner |
//! |---|---|---|
//! | [`Hinge`] | linear | at 1 |
//! | [`Perceptron`] | linear | at 0 |
//! | [`SmoothedHinge`] | linear | rounded, from 1 inwards |
//! | [`BinarySparsemax`] | linear | rounded, between -1 and 1 |
//! | [`ModifiedHuber`] | linear, slope 4 | none: a parabola from 1 to -1 |
//! | [`SquaredHinge`] | quadratic | none |
//!
//! All are convex; samples beyond the margin have no gradient, so that few samples carry the solution. Losses that never end are in [`margin`](crate::margin); several classes in
//! [`multiclass`](crate::multiclass). With labels 0 and 1 take the cross-entropies of [`classification`](crate::classification), or pass `2 label - 1`.

crate::loss! {
    /// Hinge loss of the support vector machine.
    ///
    /// ```text
    /// a        = label score
    /// loss     = max(1 - a, 0)
    /// gradient = -label  where a < 1, else 0
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** at a = 1, where the gradient is 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** a maximal margin is the aim; samples beyond it have no gradient, so the solution is sparse in samples. **When not:** probabilities are wanted: take [`LogisticMargin`](crate::margin::LogisticMargin).
    ///
    /// **Source:** Cortes and Vapnik, *Support-vector networks*, Machine Learning 20 (1995).
    ///
    /// ```
    /// use loss_core::losses::Hinge;
    ///
    /// let (cost, gradient) = Hinge.value_and_grad(&[0.5, 3.0], &[-1.0, 1.0])?;
    /// assert_eq!((cost, gradient), (0.75, vec![0.5, 0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "hinge_loss")]
    #[doc(alias = "svm_loss")]
    #[doc(alias = "L1HingeLoss")]
    #[claims(convex, nonnegative, lipschitz = 1)]
    pub loss Hinge(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
    ) {
        max(1 - label * score, 0)
    }

    /// Squared hinge loss.
    ///
    /// ```text
    /// a        = label score
    /// loss     = max(1 - a, 0)²
    /// gradient = -2 label max(1 - a, 0)
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** none; the second derivative steps at a = 1.
    /// * **Output layer:** linear.
    ///
    /// **When:** the hinge with a smooth gradient: quasi-Newton methods. **When not:** labels are noisy: a sample far on the wrong side weighs with its square.
    ///
    /// **Source:** Lee and Mangasarian, *SSVM: a smooth support vector machine*, Computational Optimization and Applications 20 (2001).
    ///
    /// ```
    /// use loss_core::losses::SquaredHinge;
    ///
    /// let (cost, gradient) = SquaredHinge.value_and_grad(&[0.0, 3.0], &[-1.0, 1.0])?;
    /// assert_eq!((cost, gradient), (0.5, vec![1.0, 0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "squared_hinge")]
    #[doc(alias = "L2HingeLoss")]
    #[claims(convex, nonnegative, differentiable)]
    pub loss SquaredHinge(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
    ) {
        powi(max(1 - label * score, 0), 2)
    }

    /// Hinge loss with its corner rounded over a width.
    ///
    /// ```text
    /// a        = label score
    /// loss     = max(1 - a, 0)² / (2 width)  where a >= 1 - width
    ///            1 - width / 2 - a           elsewhere
    /// gradient = -label clamp((1 - a) / width, 0, 1)
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** none; the second derivative steps at both ends of the rounding.
    /// * **Output layer:** linear.
    ///
    /// **When:** the hinge, by a method that wants a Lipschitz gradient (stochastic dual ascent); `width` = 1 is the usual choice. **When not:** the corner itself is wanted: [`Hinge`] is the limit of small widths.
    ///
    /// **Source:** Rennie and Srebro, *Loss functions for preference levels*, IJCAI 2005; Shalev-Shwartz and Zhang, JMLR 14 (2013).
    ///
    /// ```
    /// use loss_core::losses::SmoothedHinge;
    ///
    /// let (cost, gradient) = SmoothedHinge::new(1.0)?.value_and_grad(&[0.5, -2.0], &[1.0, 1.0])?;
    /// assert_eq!((cost, gradient), (1.3125, vec![-0.25, -0.5])); // (0.125 + 2.5) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SmoothedL1HingeLoss")]
    #[claims(convex, nonnegative, lipschitz = 1, differentiable)]
    pub loss SmoothedHinge(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
        /// How far the rounding reaches into the margin.
        width: param = 1.0 in 0.0<..,
    ) {
        let a = label * score;
        if a >= 1 - width { powi(max(1 - a, 0), 2) / (2 * width) } else { 1 - width / 2 - a }
    }

    /// Modified Huber loss: squared hinge that turns linear on the wrong side.
    ///
    /// ```text
    /// a        = label score
    /// loss     = max(1 - a, 0)²  where a >= -1
    ///            -4 a            elsewhere
    /// gradient = -2 label max(1 - a, 0), then -4 label
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** none; the second derivative steps at a = ±1.
    /// * **Output layer:** linear.
    ///
    /// **When:** labels are noisy, and the squared hinge is too harsh. clamp((a + 1) / 2, 0, 1) estimates the probability. **When not:** calibrated probabilities near 0 and 1 matter.
    ///
    /// **Source:** Zhang, *Solving large scale linear prediction problems using stochastic gradient descent algorithms*, ICML 2004.
    ///
    /// ```
    /// use loss_core::losses::ModifiedHuber;
    ///
    /// let (cost, gradient) = ModifiedHuber.value_and_grad(&[-3.0], &[1.0])?;
    /// assert_eq!((cost, gradient), (12.0, vec![-4.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ModifiedHuberLoss")]
    #[doc(alias = "modified_huber")]
    #[claims(convex, nonnegative, lipschitz = 4, differentiable)]
    pub loss ModifiedHuber(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
    ) {
        let a = label * score;
        if a >= -1 { powi(max(1 - a, 0), 2) } else { -4 * a }
    }

    /// Perceptron loss: what is on the wrong side costs its distance.
    ///
    /// ```text
    /// a        = label score
    /// loss     = max(-a, 0)
    /// gradient = -label  where a < 0, else 0
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** at a = 0, where the gradient is 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** the perceptron rule itself, online. **When not:** a margin is wanted; and all scores 0 is a minimum: begin elsewhere.
    ///
    /// **Source:** Rosenblatt, *The perceptron*, Psychological Review 65 (1958).
    ///
    /// ```
    /// use loss_core::losses::Perceptron;
    ///
    /// let (cost, gradient) = Perceptron.value_and_grad(&[-2.0, 2.0], &[1.0, 1.0])?;
    /// assert_eq!((cost, gradient), (1.0, vec![-0.5, 0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "perceptron_loss")]
    #[doc(alias = "PerceptronLoss")]
    #[claims(convex, nonnegative, lipschitz = 1, homogeneous = 2)]
    pub loss Perceptron(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
    ) {
        max(-label * score, 0)
    }

    /// Binary sparsemax loss: logistic loss whose tails end.
    ///
    /// ```text
    /// a        = label score
    /// loss     = 0              where a >= 1
    ///            (1 - a)² / 4   where -1 < a < 1
    ///            -a             where a <= -1
    /// gradient = -label clamp((1 - a) / 2, 0, 1)
    /// ```
    ///
    /// * **Shapes:** `score` and `label` are slices of one length; a sample is a pair of elements. Labels are -1 and 1, not 0 and 1.
    /// * **Domain:** any score. **Kinks:** none; the second derivative steps at a = ±1.
    /// * **Output layer:** linear.
    ///
    /// **When:** probabilities that may be exactly 0 or 1: clamp((1 + a) / 2, 0, 1). It is a [`SmoothedHinge`] of width 2 over 2 of scores moved by 1. **When not:** confident errors should cost without bound in nats.
    ///
    /// **Source:** Martins and Astudillo, *From softmax to sparsemax*, ICML 2016.
    ///
    /// ```
    /// use loss_core::losses::BinarySparsemax;
    ///
    /// let (cost, gradient) = BinarySparsemax.value_and_grad(&[0.0, 5.0], &[1.0, -1.0])?;
    /// assert_eq!((cost, gradient), (2.625, vec![-0.25, 0.5])); // (0.25 + 5) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "sigmoid_sparsemax")]
    #[claims(convex, nonnegative, lipschitz = 1, differentiable)]
    pub loss BinarySparsemax(
        /// The score of the model, positive for the class 1.
        score: input,
        /// The class, -1 or 1.
        label: data in -1.0..=1.0,
    ) {
        let a = label * score;
        if a >= 1 { 0 } else if a <= -1 { -a } else { powi(1 - a, 2) / 4 }
    }

    /// Hinge embedding loss: distances of similar pairs fall, those of others rise to a margin.
    ///
    /// ```text
    /// loss     = distance                    where label = 1
    ///            max(margin - distance, 0)   where label = -1
    /// gradient = 1, or -1 within the margin
    /// ```
    ///
    /// * **Shapes:** `distance` and `label` are slices of one length.
    /// * **Unit:** that of the distance. **Kinks:** at distance = `margin` of dissimilar pairs; the gradient there is 0.
    /// * **Output layer:** a distance, from 0.
    ///
    /// **When:** pairs are labelled similar or not, and the distance is at hand. **When not:** the embeddings are: `Triplet` takes these.
    ///
    /// **Source:** Chopra, Hadsell and LeCun, *Learning a similarity metric discriminatively*, CVPR 2005; PyTorch `HingeEmbeddingLoss`.
    ///
    /// ```
    /// use loss_core::losses::HingeEmbedding;
    ///
    /// let (cost, gradient) = HingeEmbedding::new(1.0)?.value_and_grad(&[0.5, 0.25], &[1.0, -1.0])?;
    /// assert_eq!((cost, gradient), (0.625, vec![0.5, -0.5]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "HingeEmbeddingLoss")]
    #[doc(alias = "hinge_embedding_loss")]
    #[claims(convex, lipschitz = 1)]
    pub loss HingeEmbedding(
        /// How far the two are apart.
        distance: input,
        /// 1 where they are similar, -1 where not.
        label: data in -1.0..=1.0,
        /// How far dissimilar ones should be apart.
        margin: param = 1.0 in 0.0..,
    ) {
        if label > 0 { distance } else { max(margin - distance, 0) }
    }
}
