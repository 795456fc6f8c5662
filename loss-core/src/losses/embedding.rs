//! Embeddings: what belongs together near, what does not far.
//!
//! A triplet is an anchor, a sample of the same kind and one of another; the loss is 0 once the other one is farther from the anchor
//! by a margin. Which triplets are shown matters more than which of the two losses is taken: random ones are soon all satisfied, so choose
//! negatives that are still too near.
//!
//! | loss | distance | choose it when |
//! |---|---|---|
//! | [`Triplet`] | Euclidean | as a rule: a step never exceeds length 1, however far apart the points are |
//! | [`SquaredTriplet`] | squared Euclidean | embeddings are scaled to length 1, as in the original; no kink where two points meet |

crate::loss! {
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
    /// * **Shapes:** three [`Rows`](crate::Rows) of D columns, a triplet a row. Three gradients, `anchor`, `positive` and `negative`.
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
    /// * **Shapes:** three [`Rows`](crate::Rows) of D columns, a triplet a row. Three gradients, `anchor`, `positive` and `negative`.
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
}
