//! Embeddings in pairs: what belongs together near, what does not far.
//!
//! | loss | distance | choose it when |
//! |---|---|---|
//! | [`Contrastive`] | Euclidean | pairs are labelled as alike or not |
//! | [`CosineEmbedding`] | angle | the same, and length does not matter |
//! | [`CosineDistance`] | angle | an embedding has a target |
//!
//! Comparisons of three are in [`triplet`](super::triplet). Where every row of a batch is compared with every other, see [`contrastive`](super::contrastive), and with labels
//! [`metric`](super::metric) and [`proxy`](super::proxy). Where the distance is all there is, [`HingeEmbedding`](super::HingeEmbedding).

crate::loss! {
    fn unit(x) { x / norm(x) }

    /// Cosine distance: one minus the cosine of the angle.
    ///
    /// ```text
    /// loss     = 1 - sum(a b) / (norm(a) norm(b))
    /// ```
    ///
    /// * **Shapes:** rows of D numbers; a sample is a row of each.
    /// * **Unit:** none, between 0 and 2. **Kinks:** at a row of zeros, which has no direction: value and gradient are NaN there.
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
        // Half the square of the chord between the two directions: it does not cancel near a match, and no product of
        // lengths overflows.
        sum(powi(unit(a) - unit(b), 2)) / 2
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
    /// * **Unit:** none. **Kinks:** at c = `margin` of dissimilar pairs; at a row of zeros value and gradient are NaN.
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
        let p = unit(a);
        let q = unit(b);
        if same > 0 { sum(powi(p - q, 2)) / 2 } else { relu(dot(p, q) - margin) }
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
}
