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
//! | [`SwapTriplet`] | Euclidean | the positive, too, should keep its distance |
//! | [`SoftTriplet`] | Euclidean | there is no margin to choose |
//! | [`Contrastive`], [`CosineEmbedding`] | Euclidean, angle | pairs are labelled, not triplets |
//! | [`CosineDistance`] | angle | an embedding has a target |
//!
//! Where every row of a batch is compared with every other, see [`contrastive`](super::contrastive).

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

    fn unit(x) { x / norm(x) }
    fn have_directions(a, b) { norm(a) > 0 && norm(b) > 0 }
    // Half the square of the chord between the two directions: it does not cancel near a match, and no product of lengths overflows.
    fn one_less_cosine(a, b) { if have_directions(a, b) { sum(powi(unit(a) - unit(b), 2)) / 2 } else { 1 } }
    fn cosine(a, b) { if have_directions(a, b) { dot(unit(a), unit(b)) } else { 0 } }

    /// Cosine distance: one minus the cosine of the angle.
    ///
    /// ```text
    /// loss     = 1 - sum(a b) / (norm(a) norm(b))
    /// ```
    ///
    /// * **Shapes:** rows of D numbers; a sample is a row of each.
    /// * **Unit:** none, between 0 and 2. **Kinks:** at a row of zeros, which has no direction: its cosine is 0, and so is its gradient.
    /// * **Output layer:** any; lengths do not matter.
    ///
    /// **When:** directions are compared: text and face embeddings. **When not:** rows may be 0, or their length carries meaning.
    ///
    /// **Source:** Salton, *Automatic Text Processing* (1989).
    ///
    /// ```
    /// use loss_core::{Rows, losses::CosineDistance};
    ///
    /// let cost = CosineDistance.value(Rows::new(&[3.0, 0.0], 2)?, Rows::new(&[0.0, 2.0], 2)?)?;
    /// assert_eq!(cost, 1.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CosineSimilarity")]
    #[doc(alias = "cosine_distance")]
    #[claims(nonnegative)]
    pub loss CosineDistance(
        /// An embedding.
        a: input[D],
        /// What it should point to.
        b: data[D],
    ) {
        one_less_cosine(a, b)
    }

    /// Cosine embedding loss: similar pairs point the same way, others apart.
    ///
    /// ```text
    /// c        = sum(a b) / (norm(a) norm(b))
    /// loss     = 1 - c               where same > 0
    ///            max(c - margin, 0)  elsewhere
    /// ```
    ///
    /// * **Shapes:** rows of D numbers; a sample is a row of each. Two gradients, `a` and `b`.
    /// * **Unit:** none. **Kinks:** at c = `margin` of dissimilar pairs; a row of zeros has no direction, its cosine is 0, and so is its gradient.
    /// * **Output layer:** any; lengths do not matter.
    ///
    /// **When:** pairs are labelled similar (1) or not (-1). **When not:** the negatives are in the batch itself: [`InfoNce`](super::InfoNce).
    ///
    /// **Source:** PyTorch `CosineEmbeddingLoss`.
    ///
    /// ```
    /// use loss_core::{Rows, losses::CosineEmbedding};
    ///
    /// let cost = CosineEmbedding::default().value(Rows::new(&[3.0, 0.0], 2)?, Rows::new(&[0.0, 2.0], 2)?, &[1.0])?;
    /// assert_eq!(cost, 1.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CosineEmbeddingLoss")]
    #[doc(alias = "cosine_embedding_loss")]
    #[claims(nonnegative)]
    pub loss CosineEmbedding(
        /// An embedding.
        a: input[D],
        /// Another.
        b: input[D],
        /// 1 where they are similar, -1 where not.
        same: data in -1.0..=1.0,
        /// The cosine below which dissimilar ones are left alone.
        margin: param = 0.0 in -1.0..=1.0,
    ) {
        if same > 0 { one_less_cosine(a, b) } else { relu(cosine(a, b) - margin) }
    }

    /// Contrastive loss: similar pairs are drawn together, others pushed apart to a margin.
    ///
    /// ```text
    /// d        = norm(a - b)
    /// loss     = d² / 2                  where same > 0
    ///            max(margin - d, 0)² / 2  elsewhere
    /// ```
    ///
    /// * **Shapes:** rows of D numbers; a sample is a row of each. Two gradients, `a` and `b`.
    /// * **Unit:** that of a distance, squared. **Kinks:** of dissimilar pairs at d = 0, where the gradient is 0.
    /// * **Output layer:** linear, or of length 1.
    ///
    /// **When:** siamese networks with labelled pairs. **When not:** distances matter only in comparison: [`Triplet`].
    ///
    /// **Source:** Hadsell, Chopra and LeCun, *Dimensionality reduction by learning an invariant mapping*, CVPR 2006.
    ///
    /// ```
    /// use loss_core::{Rows, losses::Contrastive};
    ///
    /// let cost = Contrastive::default().value(Rows::new(&[3.0, 0.0], 2)?, Rows::new(&[0.0, 4.0], 2)?, &[1.0])?;
    /// assert_eq!(cost, 12.5);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "contrastive_loss")]
    #[claims(nonnegative)]
    pub loss Contrastive(
        /// An embedding.
        a: input[D],
        /// Another.
        b: input[D],
        /// 1 where they are similar, -1 or 0 where not.
        same: data in -1.0..=1.0,
        /// How far apart dissimilar ones should be.
        margin: param = 1.0 in 0.0..,
    ) {
        let d = norm(a - b);
        (if same > 0 { d * d } else { powi(relu(margin - d), 2) }) / 2
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
}
