//! Ranking: which of two, or of many, stands higher, not by how much a number is right.

crate::loss! {
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
}
