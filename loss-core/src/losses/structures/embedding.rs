//! Embeddings in pairs: what belongs together near, what does not far.
//!
//! | loss | distance | choose it when |
//! |---|---|---|
//! | [`Contrastive`] | Euclidean | pairs are labelled as alike or not |
//! | [`MarginBoundary`] | Euclidean | the same, and the boundary is learnt |
//! | [`CosineEmbedding`] | angle | the same, and length does not matter |
//! | [`SimSiam`] | angle | two views predict each other, without negatives |
//! | [`CosineDistance`] | angle | an embedding has a target |
//!
//! Comparisons of three are in [`triplet`](crate::triplet). Where every row of a batch is compared with every other, see [`contrastive`](crate::contrastive), and with labels
//! [`metric`](crate::metric) and [`proxy`](crate::proxy). Where the distance is all there is, `HingeEmbedding`.

crate::loss! {
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
    /// **When:** pairs are labelled similar (1) or not (-1). **When not:** the negatives are in the batch itself: [`InfoNce`](crate::contrastive::InfoNce).
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
    /// **When:** siamese networks with labelled pairs. **When not:** distances matter only in comparison: [`Triplet`](crate::triplet::Triplet).
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

    /// Margin loss: pairs on the right side of a boundary, which is learnt.
    ///
    /// ```text
    /// d        = norm(a - b)
    /// loss     = max(margin + d - boundary, 0)   where same > 0
    ///            max(margin + boundary - d, 0)   elsewhere
    /// ```
    ///
    /// * **Shapes:** rows of D numbers; a sample is a row of each, and a mark. Three gradients: `boundary` is one number for the whole batch, and learnt.
    /// * **Unit:** that of a distance. **Kinks:** at the margin, and where two rows coincide; the gradient there is 0.
    /// * **Output layer:** rows of length 1, with distances up to 2.
    ///
    /// **When:** pairs, with negatives drawn at all distances: the boundary finds its place instead of being chosen, as [`Contrastive`] asks. **When not:** the caller wants a fixed threshold.
    ///
    /// **Source:** Wu et al., *Sampling matters in deep embedding learning*, ICCV 2017.
    ///
    /// ```
    /// use loss_core::{Rows, losses::MarginBoundary};
    ///
    /// let (a, b) = ([0.0, 0.0], [3.0, 4.0]);
    /// let (cost, gradient) = MarginBoundary::new(4.0, 0.5)?.value_and_grad(Rows::new(&a, 2)?, Rows::new(&b, 2)?, &[1.0])?;
    /// assert_eq!((cost, gradient.boundary), (1.5, -1.0));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MarginLoss")]
    #[claims(nonnegative)]
    pub loss MarginBoundary(
        /// One embedding.
        a: input[D],
        /// The other.
        b: input[D],
        /// Above 0 where they belong together.
        same: data,
        /// The distance that divides near from far.
        boundary: learnable = 1.2 in 0.0<..,
        /// How far from it is far enough.
        margin: param = 0.2 in 0.0..,
    ) {
        let beyond = norm(a - b) - boundary;
        relu(margin + (if same > 0 { beyond } else { -beyond }))
    }

    /// SimSiam: what is predicted from one view should point where the other view does.
    ///
    /// ```text
    /// loss     = 1 - (cos(prediction_a, target_b) + cos(prediction_b, target_a)) / 2
    /// gradient = to the predictions only
    /// ```
    ///
    /// * **Shapes:** four rows of D numbers; a sample is a row of each. Two gradients: the targets have none, as the method asks.
    /// * **Unit:** none, between 0 and 2. **Kinks:** at a row of zeros, which has no direction: its cosine is 0, and so is its gradient.
    /// * **Output layer:** linear: of the predictor, and of the projector (of a slow copy of it, in BYOL).
    ///
    /// **When:** self-supervision without negatives; BYOL's loss is twice the sum of both directions, 4 times this. **When not:** gradients flow to the targets elsewhere: the embedding collapses to a point.
    ///
    /// **Source:** Chen and He, *Exploring simple Siamese representation learning*, CVPR 2021; Grill et al., *Bootstrap your own latent*, NeurIPS 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SimSiam};
    ///
    /// let rows = |x: &'static [f64; 2]| Rows::new(x, 2);
    /// let cost = SimSiam.value(rows(&[2.0, 0.0])?, rows(&[0.0, 3.0])?, rows(&[1.0, 0.0])?, rows(&[5.0, 0.0])?)?;
    /// assert_eq!(cost, 0.5); // the first agrees, the second is at a right angle
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "BYOL")]
    #[claims(differentiable)]
    pub loss SimSiam(
        /// What is predicted from the first view.
        prediction_a: input[D],
        /// What is predicted from the second.
        prediction_b: input[D],
        /// The projection of the first view.
        target_a: data[D],
        /// The projection of the second.
        target_b: data[D],
    ) {
        (one_less_cosine(prediction_a, target_b) + one_less_cosine(prediction_b, target_a)) / 2
    }
}
