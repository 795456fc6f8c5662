//! Triplets: an anchor, a sample of the same kind and one of another.
//!
//! The loss is 0 once the other one is farther from the anchor by a margin. Which triplets are shown matters more than which of the losses is taken: random ones are soon all
//! satisfied, so choose negatives that are still too near.
//!
//! | loss | distance | choose it when |
//! |---|---|---|
//! | [`Triplet`] | Euclidean | as a rule: a step never exceeds length 1, however far apart the points are |
//! | [`SquaredTriplet`] | squared Euclidean | embeddings are scaled to length 1, as in the original; no kink where two points meet |
//! | [`SwapTriplet`] | Euclidean | the positive, too, should keep its distance |
//! | [`SoftTriplet`] | Euclidean | there is no margin to choose |
//! | [`MinkowskiTriplet`] | of any power | the index searches by another distance |
//! | [`NTuplet`] | a dot product | several negatives are drawn for an anchor |
//!
//! Where every row of a batch is compared with every other, see [`contrastive`](crate::contrastive), and with labels [`metric`](crate::metric) and [`proxy`](crate::proxy).

crate::loss! {
    // Divided by the largest first, whose share in the derivative cancels: no power overflows or vanishes.
    fn minkowski(x, p) {
        let largest = stop_gradient(max::<D>(abs(x)));
        if largest > 0 { largest * pow(sum::<D>(pow(abs(x) / largest, p)), 1 / p) } else { 0 }
    }

    /// Triplet loss with a margin, by Euclidean distance.
    ///
    /// ```text
    /// loss     = max(|anchor - positive| - |anchor - negative| + margin, 0)
    /// gradient, where the loss is positive, with the unit vectors u = (anchor - positive) / |anchor - positive| and
    /// v = (anchor - negative) / |anchor - negative|:
    ///            u - v  by the anchor
    ///            -u     by the positive
    ///            v      by the negative
    /// ```
    ///
    /// * **Shapes:** three [`Rows`](loss_runtime::Rows) of D columns, a triplet a row. Three gradients, `anchor`, `positive` and `negative`.
    /// * **Domain:** any real numbers. Unit: that of the embedding, as is the margin.
    /// * **Kinks:** where the margin is just met the gradient is 0, as beyond it; where two points coincide their distance passes no gradient
    ///   (PyTorch adds 1e-6 to each coordinate of the difference instead, which moves the minimum).
    /// * **Output layer:** linear, or rows scaled to length 1.
    /// * **Limits:** `margin` 0 asks for the right order only, and is satisfied by an embedding that maps everything to one point.
    ///
    /// **When:** similarity is given by comparison: faces, products, sentences; the number of classes is large or open.
    /// **When not:** the classes are fixed and each has many samples: a classifier is easier to train. Whole batches of pairs are at
    /// hand: a contrastive loss over all of them learns from more negatives.
    ///
    /// **Source:** Weinberger and Saul, *Distance metric learning for large margin nearest neighbor classification*, JMLR 10 (2009); Schroff,
    /// Kalenichenko and Philbin, *FaceNet*, CVPR 2015 (with squared distances).
    ///
    /// ```
    /// use loss_core::{Rows, losses::Triplet};
    ///
    /// let (anchor, positive, negative) = ([0.0, 0.0], [3.0, 4.0], [0.0, 2.0]);
    /// let rows = |x| Rows::new(x, 2);
    /// let (cost, gradient) =
    ///     Triplet::new(1.0)?.value_and_grad(rows(&anchor)?, rows(&positive)?, rows(&negative)?)?;
    /// assert_eq!(cost, 4.0); // 5 - 2 + 1
    /// let expected = [(&gradient.anchor, [-0.6, 0.2]), (&gradient.positive, [0.6, 0.8]), (&gradient.negative, [0.0, -1.0])];
    /// for (gradient, expected) in expected {
    ///     assert!(gradient.iter().zip(expected).all(|(g, e): (&f64, f64)| (g - e).abs() < 1e-15));
    /// }
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "TripletMarginLoss")]
    #[doc(alias = "triplet_margin_loss")]
    #[doc(alias = "triplet_loss")]
    #[claims(nonnegative)]
    pub loss Triplet(
        /// The embedding of a sample.
        anchor: input[D],
        /// The embedding of one of its kind.
        positive: input[D],
        /// The embedding of one of another kind.
        negative: input[D],
        /// By how much the other kind is to be farther.
        margin: param = 1.0 in 0.0..,
    ) {
        relu(norm(anchor - positive) - norm(anchor - negative) + margin)
    }

    /// Triplet loss with a margin, by squared Euclidean distance.
    ///
    /// ```text
    /// loss     = max(|anchor - positive|² - |anchor - negative|² + margin, 0)
    /// gradient, where the loss is positive:
    ///            2 (negative - positive)  by the anchor
    ///            2 (positive - anchor)    by the positive
    ///            2 (anchor - negative)    by the negative
    /// ```
    ///
    /// * **Shapes:** three [`Rows`](loss_runtime::Rows) of D columns, a triplet a row. Three gradients, `anchor`, `positive` and `negative`.
    /// * **Domain:** any real numbers. Unit: that of the embedding squared, as is the margin.
    /// * **Kinks:** where the margin is just met the gradient is 0, as beyond it.
    /// * **Output layer:** rows scaled to length 1; on a linear one the gradient grows with the distance, and a far negative pushes on without end
    ///   until the margin is met.
    /// * **Limits:** on the unit sphere the squared distance is 2 - 2 cos, so this is a margin between cosines.
    ///
    /// **When:** embeddings of length 1; FaceNet's margin was 0.2.
    /// **When not:** embeddings of any length: take [`Triplet`].
    ///
    /// **Source:** Schroff, Kalenichenko and Philbin, *FaceNet: a unified embedding for face recognition and clustering*, CVPR 2015.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SquaredTriplet};
    ///
    /// let (anchor, positive, negative) = ([0.0, 0.0], [3.0, 4.0], [0.0, 2.0]);
    /// let rows = |x| Rows::new(x, 2);
    /// let (cost, gradient) =
    ///     SquaredTriplet::new(1.0)?.value_and_grad(rows(&anchor)?, rows(&positive)?, rows(&negative)?)?;
    /// assert_eq!(cost, 22.0); // 25 - 4 + 1
    /// assert_eq!(gradient.anchor, [-6.0, -4.0]);
    /// assert_eq!(gradient.positive, [6.0, 8.0]);
    /// assert_eq!(gradient.negative, [0.0, -4.0]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "TripletMarginWithDistanceLoss")]
    #[doc(alias = "triplet_margin_with_distance_loss")]
    #[doc(alias = "triplet_loss")]
    #[claims(nonnegative)]
    pub loss SquaredTriplet(
        /// The embedding of a sample.
        anchor: input[D],
        /// The embedding of one of its kind.
        positive: input[D],
        /// The embedding of one of another kind.
        negative: input[D],
        /// By how much the other kind is to be farther, squared.
        margin: param = 1.0 in 0.0..,
    ) {
        relu(sum(powi(anchor - positive, 2)) - sum(powi(anchor - negative, 2)) + margin)
    }

    /// Triplet loss with swap: the harder of two negatives.
    ///
    /// ```text
    /// loss     = max(norm(anchor - positive) - min(norm(anchor - negative), norm(positive - negative)) + margin, 0)
    /// ```
    ///
    /// * **Shapes:** rows of D numbers; a sample is a row of each. Three gradients.
    /// * **Unit:** that of a distance. **Kinks:** at the margin, where the two distances are the same, and where two rows are.
    /// * **Output layer:** linear, or of length 1.
    ///
    /// **When:** the positive, too, should keep its distance from the negative. **When not:** anchors are special (queries): [`Triplet`].
    ///
    /// **Source:** Balntas et al., *Learning local feature descriptors with triplets and shallow convolutional neural networks*, BMVC 2016.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SwapTriplet};
    ///
    /// let x = Rows::new(&[1.0_f64, 2.0], 2)?;
    /// assert_eq!(SwapTriplet::default().value(x, x, x)?, 1.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "TripletMarginLoss")]
    #[claims(nonnegative)]
    pub loss SwapTriplet(
        /// The anchor.
        anchor: input[D],
        /// One like it.
        positive: input[D],
        /// One unlike it.
        negative: input[D],
        /// By how much the negative should be farther.
        margin: param = 1.0 in 0.0..,
    ) {
        let away = min(norm(anchor - negative), norm(positive - negative));
        relu(norm(anchor - positive) - away + margin)
    }

    /// Soft triplet loss: the logistic function of the difference of distances.
    ///
    /// ```text
    /// loss     = ln(1 + exp(norm(anchor - positive) - norm(anchor - negative)))
    /// ```
    ///
    /// * **Shapes:** rows of D numbers; a sample is a row of each. Three gradients.
    /// * **Unit:** nats. **Kinks:** where two rows are the same; the gradient of their distance there is 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** [`Triplet`] without a margin to choose: every triplet keeps pulling. **When not:** satisfied triplets should be left alone.
    ///
    /// **Source:** Hermans, Beyer and Leibe, *In defense of the triplet loss for person re-identification* (2017).
    ///
    /// ```
    /// use loss_core::{Rows, losses::SoftTriplet};
    ///
    /// let x = Rows::new(&[1.0_f64, 2.0], 2)?;
    /// assert_eq!(SoftTriplet.value(x, x, x)?, 2.0_f64.ln());
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "soft_margin_triplet")]
    #[claims(nonnegative, lipschitz = 2)]
    pub loss SoftTriplet(
        /// The anchor.
        anchor: input[D],
        /// One like it.
        positive: input[D],
        /// One unlike it.
        negative: input[D],
    ) {
        softplus(norm(anchor - positive) - norm(anchor - negative))
    }

    /// Triplet loss by the distance of a power: Manhattan, or nearly the largest difference.
    ///
    /// ```text
    /// d(a, b)  = (sum over k of |a[k] - b[k]|^p)^(1 / p)
    /// loss     = max(d(anchor, positive) - d(anchor, negative) + margin, 0)
    /// gradient = sign(a - b) (|a - b| / d(a, b))^(p - 1)   of a distance
    /// ```
    ///
    /// * **Shapes:** rows of D numbers; a sample is a row of each. Three gradients.
    /// * **Unit:** that of a distance. No power overflows: differences are divided by the largest first.
    /// * **Kinks:** at the margin, and where two rows coincide; the gradient there is 0. For `p` = 1 wherever two coordinates are the same.
    /// * **Options:** `swap` takes min(d(anchor, negative), d(positive, negative)) for the second distance, as [`SwapTriplet`] does.
    /// * **Output layer:** linear.
    ///
    /// **When:** an index searches by that distance. **When not:** `p` is 2: [`Triplet`] costs a tenth.
    ///
    /// **Source:** PyTorch `TripletMarginLoss(p)`; Aggarwal, Hinneburg and Keim, *On the surprising behavior of distance metrics in high dimensional space*, ICDT 2001.
    ///
    /// ```
    /// use loss_core::{Rows, losses::MinkowskiTriplet};
    ///
    /// let (anchor, positive, negative) = ([0.0, 0.0], [3.0, 4.0], [0.0, 2.0]);
    /// let rows = |x| Rows::new(x, 2);
    /// let manhattan = MinkowskiTriplet::default();
    /// assert_eq!(manhattan.value(rows(&anchor)?, rows(&positive)?, rows(&negative)?)?, 6.0); // 7 - 2 + 1
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "TripletMarginLoss")]
    #[doc(alias = "triplet_margin_loss")]
    #[claims(nonnegative)]
    #[specialise(p = 1.0)]
    pub loss MinkowskiTriplet(
        /// The anchor.
        anchor: input[D],
        /// One like it.
        positive: input[D],
        /// One unlike it.
        negative: input[D],
        /// The power.
        p: param = 1.0 in 1.0..,
        /// By how much the negative should be farther.
        margin: param = 1.0 in 0.0..,
        /// Whether the positive, too, should keep its distance.
        swap: flag = false,
    ) {
        let far = minkowski(anchor - negative, p);
        let away = if swap { min(far, minkowski(positive - negative, p)) } else { far };
        relu(minkowski(anchor - positive, p) - away + margin)
    }

    /// N-tuplet loss: an anchor should prefer one positive to several negatives.
    ///
    /// ```text
    /// s        = anchor · positive,  t[n] = anchor · negative[n]
    /// loss     = ln(1 + sum over n of exp(t[n] - s))
    /// ```
    ///
    /// * **Shapes:** rows of D numbers for anchor and positive, N times D for the negatives; a sample is one of each. Three gradients.
    /// * **Unit:** nats. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** several negatives are drawn for each anchor: word vectors, recommendation with sampled items, retrieval with hard negatives; it is softmax over 1 + N candidates.
    /// **When not:** the positives of the other anchors may serve as negatives: [`NPair`](crate::metric::NPair) has them for nothing.
    ///
    /// **Source:** Sohn, *Improved deep metric learning with multi-class N-pair loss objective*, NeurIPS 2016 (the (N + 1)-tuplet loss).
    ///
    /// ```
    /// use loss_core::{Rows, losses::NTuplet};
    ///
    /// let (anchor, positive, negative) = ([1.0_f64, 0.0], [2.0, 5.0], [1.0, 0.0, 0.0, 7.0]);
    /// let rows = |x| Rows::new(x, 2);
    /// let cost = NTuplet.value(rows(&anchor)?, rows(&positive)?, Rows::with_shape(&negative, [2, 2])?)?;
    /// assert!((cost - ((-1.0_f64).exp() + (-2.0_f64).exp()).ln_1p()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "tuplet_loss")]
    #[doc(alias = "sampled_softmax")]
    #[claims(nonnegative, differentiable)]
    pub loss NTuplet(
        /// The anchor.
        anchor: input[D],
        /// One like it.
        positive: input[D],
        /// Several unlike it.
        negative: input[N, D],
    ) {
        softplus(logsumexp::<N>(dot::<D>(anchor, negative)) - dot::<D>(anchor, positive))
    }
}
