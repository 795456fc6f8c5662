//! Ranking: which of two, or of many, stands higher, not by how much a number is right.
//!
//! | loss | compares | costs |
//! |---|---|---|
//! | [`MarginRanking`] | two given scores, by a margin | 1 |
//! | [`RankNet`] | all pairs of the candidates of a query | K² |
//! | [`ListNet`] | the chance of each candidate to stand first | K |
//! | [`ListMle`] | the whole order, one after the other | K² |
//! | [`AucHinge`] | all positives of a batch with all negatives | N² |

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
    /// **When:** pairs of items are ordered. **When not:** the order should be probabilistic: take [`LogisticMargin`](super::LogisticMargin) of the difference (RankNet).
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

    /// RankNet: of any two, the more relevant one should score higher.
    ///
    /// ```text
    /// loss     = mean over pairs with relevance[i] > relevance[j] of ln(1 + exp(scores[j] - scores[i]))
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one of relevances, the candidates of a query; a sample is a row. Costs K² a row.
    /// * **Unit:** nats. **Domain:** any numbers; only the order of relevances counts. **Kinks:** none. 0 where all are equally relevant.
    /// * **Output layer:** linear.
    ///
    /// **When:** search results and recommendations with graded relevance. **When not:** the head of the list matters most: weigh pairs, or take [`ListNet`].
    ///
    /// **Source:** Burges et al., *Learning to rank using gradient descent*, ICML 2005.
    ///
    /// ```
    /// use loss_core::{Rows, losses::RankNet};
    ///
    /// let cost = RankNet.value(Rows::new(&[0.0_f64, 1.0, 0.0], 3)?, Rows::new(&[2.0, 0.0, 2.0], 3)?)?;
    /// assert!((cost - 1.0_f64.exp().ln_1p()).abs() < 1e-15); // two pairs, each behind by 1
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "pairwise_logistic_loss")]
    #[doc(alias = "rank:pairwise")]
    #[claims(convex, nonnegative, shift_invariant, permutation_equivariant, lipschitz = 1, differentiable)]
    pub loss RankNet(
        /// The score of each candidate.
        scores: input[K],
        /// How relevant it is.
        relevance: data[K],
    ) {
        let above = relevance > rename::<K, L>(relevance);
        let pairs = sum::<K>(count::<L>(above));
        sum::<K>(sum::<L>(if above { softplus(rename::<K, L>(scores) - scores) } else { 0 })) / max(pairs, 1)
    }

    /// ListNet: the softmax of the scores should be that of the relevances.
    ///
    /// ```text
    /// p        = softmax(relevance)
    /// loss     = -sum over k of p[k] ln(softmax(scores)[k])
    /// gradient = softmax(scores) - p
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one of relevances, the candidates of a query; a sample is a row.
    /// * **Unit:** nats. **Domain:** any numbers; a difference of relevances is the logarithm of a ratio of chances to stand first. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** graded relevance, with the head of the list first; it costs K a row. **When not:** relevances are shares, or 0 and 1, already: [`CrossEntropy`](super::CrossEntropy) takes them as they are.
    ///
    /// **Source:** Cao et al., *Learning to rank: from pairwise approach to listwise approach*, ICML 2007 (its top-one form).
    ///
    /// ```
    /// use loss_core::{Rows, losses::ListNet};
    ///
    /// let relevance = [3.0_f64.ln(), 0.0]; // 3 to 1
    /// let cost = ListNet.value(Rows::new(&[0.0, 0.0], 2)?, Rows::new(&relevance, 2)?)?;
    /// assert!((cost - 2.0_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ranking_softmax_loss")]
    #[claims(convex, nonnegative, shift_invariant, permutation_equivariant, lipschitz = 1, differentiable)]
    pub loss ListNet(
        /// The score of each candidate.
        scores: input[K],
        /// How relevant it is.
        relevance: data[K],
    ) {
        -sum(softmax(relevance) * log_softmax(scores))
    }

    /// ListMLE: the likelihood of the whole order, one candidate after the other.
    ///
    /// ```text
    /// loss     = sum over i of (ln(sum over j with relevance[j] <= relevance[i] of exp(scores[j])) - scores[i])
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one of relevances, the candidates of a query; a sample is a row. Candidates need not be sorted. Costs K² a row.
    /// * **Unit:** nats. **Domain:** any numbers; only the order of relevances counts. **Kinks:** none. Ties share the same remaining list, as in Breslow's likelihood.
    /// * **Output layer:** linear.
    ///
    /// **When:** full orders are known (a race, a preference over items). **When not:** most candidates tie: [`ListNet`].
    ///
    /// **Source:** Xia et al., *Listwise approach to learning to rank: theory and algorithm*, ICML 2008; Plackett, *The analysis of permutations*, Applied Statistics 24 (1975).
    ///
    /// ```
    /// use loss_core::{Rows, losses::ListMle};
    ///
    /// let cost = ListMle.value(Rows::new(&[0.0_f64; 3], 3)?, Rows::new(&[1.0, 3.0, 2.0], 3)?)?;
    /// assert!((cost - 6.0_f64.ln()).abs() < 1e-15); // one order of 3!
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ListMLE")]
    #[doc(alias = "PlackettLuce")]
    #[claims(convex, nonnegative, shift_invariant, permutation_equivariant, differentiable)]
    pub loss ListMle(
        /// The score of each candidate.
        scores: input[K],
        /// How relevant it is.
        relevance: data[K],
    ) {
        let rest = rename::<K, L>(relevance) <= relevance;
        // Differences inside: what is added to all scores changes no bit.
        sum::<K>(logsumexp::<L>(if rest { rename::<K, L>(scores) - scores } else { -INFINITY }))
    }

    /// Pairwise squared hinge of a batch: a smooth surrogate for the area under the ROC curve.
    ///
    /// ```text
    /// loss     = mean over i positive, j negative of max(margin - (score[i] - score[j]), 0)²
    /// ```
    ///
    /// * **Shapes:** two slices of N elements. The value is that of the whole batch. Costs N².
    /// * **Unit:** that of a score, squared. **Domain:** labels above ½ are positive. **Kinks:** none. 0 where one kind is missing.
    /// * **Output layer:** linear.
    ///
    /// **When:** the area under the curve is what is judged, and one class is rare: screening, fraud. **When not:** probabilities are wanted; batches hold no positives.
    ///
    /// **Source:** Yan et al., *Optimizing classifier performance via an approximation to the Wilcoxon–Mann–Whitney statistic*, ICML 2003; Gao et al., *One-pass AUC optimization*, ICML 2013.
    ///
    /// ```
    /// use loss_core::losses::AucHinge;
    ///
    /// let (cost, gradient) = AucHinge::default().value_and_grad(&[0.0, 0.5, -3.0], &[1.0, 0.0, 0.0])?;
    /// assert_eq!((cost, gradient), (1.125, vec![-1.5, 1.5, 0.0])); // 1.5² / 2: the other pair is 3 apart
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "AUC")]
    #[doc(alias = "pairwise_hinge_loss")]
    #[claims(convex, nonnegative, differentiable)]
    pub batch loss AucHinge(
        /// The score of the model, higher for the positive class.
        score: input[N],
        /// 1 for positive, 0 for negative.
        label: data[N] in 0.0..=1.0,
        /// How far positives should stand above negatives.
        margin: param = 1.0 in 0.0..,
    ) {
        let pair = label > 0.5 && rename::<N, M>(label) <= 0.5;
        let pairs = sum::<N>(count::<M>(pair));
        sum::<N>(sum::<M>(if pair { powi(relu(margin - score + rename::<N, M>(score)), 2) } else { 0 })) / max(pairs, 1)
    }
}
