//! Margins: binary classification with labels -1 and 1, and a score whose sign is the decision.
//!
//! All but the last two are functions of the margin a = label · score, which is positive on the right side:
//!
//! | loss | far on the wrong side | at the margin | smooth | convex |
//! |---|---|---|---|---|
//! | [`Hinge`], [`Perceptron`] | linear | ends | no | yes |
//! | [`SmoothedHinge`], [`BinarySparsemax`] | linear | ends | yes | yes |
//! | [`LogisticMargin`], [`DistanceWeighted`] | linear | never ends | yes | yes |
//! | [`ModifiedHuber`] | linear, slope 4 | ends | yes | yes |
//! | [`SquaredHinge`], [`SquaredMargin`] | quadratic | ends; rises again | yes | yes |
//! | [`ExponentialMargin`] | exponential | never ends | yes | yes |
//! | [`SigmoidMargin`] | flat | never ends | yes | no |
//!
//! With labels 0 and 1 take the cross-entropies of [`classification`](super::classification), or pass `2 label - 1`.

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
    /// **When:** a maximal margin is the aim; samples beyond it have no gradient, so the solution is sparse in samples. **When not:** probabilities are wanted: take [`LogisticMargin`].
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
    /// **When:** binary classification with labels -1 and 1; the sigmoid of the score is a probability. With labels 0 and 1, or between, it is [`BinaryCrossEntropyWithLogits`](super::BinaryCrossEntropyWithLogits). **When not:** samples far beyond the margin should have no gradient at all: take [`Hinge`].
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
    /// **When:** a classifier by linear algebra: the least-squares support vector machine. **When not:** scores run beyond 1: being right with too much confidence costs as much as being wrong: take [`SquaredHinge`].
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

    /// Margin ranking loss: of two scores one should be larger by a margin.
    ///
    /// ```text
    /// loss     = max(margin - label (first - second), 0)
    /// gradient = -label, label  by first and second where that is positive, else 0
    /// ```
    ///
    /// * **Shapes:** three slices of one length. `label` is 1 where `first` should be larger, -1 where `second` should. Two gradients.
    /// * **Unit:** that of the scores. **Kinks:** where the margin is met exactly; the gradient there is 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** pairs of items are ordered. **When not:** the order should be probabilistic: take [`LogisticMargin`] of the difference (RankNet).
    ///
    /// **Source:** Herbrich, Graepel and Obermayer, *Large margin rank boundaries for ordinal regression* (2000).
    ///
    /// ```
    /// use loss_core::losses::MarginRanking;
    ///
    /// let (cost, gradient) = MarginRanking::new(1.0)?.value_and_grad(&[0.5], &[0.0], &[1.0])?;
    /// assert_eq!((cost, gradient.first, gradient.second), (0.5, vec![-1.0], vec![1.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MarginRankingLoss")]
    #[doc(alias = "margin_ranking_loss")]
    #[claims(convex, nonnegative, lipschitz = 1)]
    pub loss MarginRanking(
        /// The score of the first item.
        first: input,
        /// The score of the second.
        second: input,
        /// Which should be larger: 1 the first, -1 the second.
        label: data in -1.0..=1.0,
        /// By how much.
        margin: param = 0.0,
    ) {
        max(margin - label * (first - second), 0)
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
    /// **When:** pairs are labelled similar or not, and the distance is at hand. **When not:** the embeddings are: [`Triplet`](super::Triplet) takes these.
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
