//! Ranking: which of two, or of many, stands higher, not by how much a number is right.
//!
//! | loss | compares | costs |
//! |---|---|---|
//! | [`MarginRanking`] | two given scores, by a margin | 1 |
//! | [`RankNet`] | all pairs of the candidates of a query | K² |
//! | [`ListNet`] | the chance of each candidate to stand first | K |
//! | [`ListMle`] | the whole order, one after the other | K² |
//! | [`ApproxNdcg`] | soft ranks, by what they gain | K² |
//! | [`XeNdcg`] | the chance of each candidate to stand first, by what it gains | K |
//! | [`AucHinge`] | all positives of a batch with all negatives | N² |
//! | [`AucMargin`] | both classes with their means, which are learnt | N |

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
    /// **When:** pairs of items are ordered. **When not:** the order should be probabilistic: take [`LogisticMargin`](crate::margin::LogisticMargin) of the difference (RankNet).
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
    /// **When:** graded relevance, with the head of the list first; it costs K a row. **When not:** relevances are shares, or 0 and 1, already: [`CrossEntropy`](crate::classification::CrossEntropy) takes them as they are.
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

    /// Area-under-the-curve margin loss: the pairwise square by the means of both classes, which are learnt.
    ///
    /// ```text
    /// p        = the share of positives
    /// loss     = mean of (1 - p) (score - a)² over positives' places + mean of p (score - b)² over negatives'
    ///            + 2 alpha (p (1 - p) margin + mean of (p score at negatives, -(1 - p) score at positives)) - p (1 - p) alpha²
    /// ```
    ///
    /// Means are over the whole batch, 0 at the places of the other class. It is to be minimised by scores, `a` and `b`, and *maximised* by `alpha`, which is kept from 0: go along its gradient, not against.
    ///
    /// * **Shapes:** two slices of N elements. The value is that of the whole batch. Four gradients. Costs N.
    /// * **Unit:** that of a score, squared. **Domain:** labels above ½ are positive. **Kinks:** none.
    /// * **Output layer:** sigmoid, or linear.
    ///
    /// **When:** the area under the curve is what is judged and batches hold few positives: it needs no pairs. **When not:** a solver for a saddle point is too much: [`AucHinge`].
    ///
    /// **Source:** Yuan et al., *Large-scale robust deep AUC maximization*, ICCV 2021.
    ///
    /// ```
    /// use loss_core::losses::AucMargin;
    ///
    /// let cost = AucMargin::new(1.0, 0.0, 0.5, 1.0)?.value(&[1.0, 0.0], &[1.0, 0.0])?;
    /// assert_eq!(cost, -0.0625); // 2 · 0.5 (1/4 - 1/4) - 1/4 · 1/4
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "AUCMLoss")]
    #[doc(alias = "deep_AUC")]
    #[claims(differentiable)]
    pub batch loss AucMargin(
        /// The score of the model, higher for the positive class.
        score: input[N],
        /// 1 for positive, 0 for negative.
        label: data[N] in 0.0..=1.0,
        /// The mean score of positives.
        a: learnable = 0.0,
        /// The mean score of negatives.
        b: learnable = 0.0,
        /// The price of means that are not a margin apart.
        alpha: learnable = 0.0,
        /// How far positives should stand above negatives.
        margin: param = 1.0 in 0.0..,
    ) {
        let positive = label > 0.5;
        let p = count::<N>(positive) / len::<N>();
        let spread = mean(if positive { (1 - p) * powi(score - a, 2) } else { p * powi(score - b, 2) });
        let apart = p * (1 - p) * margin + mean(if positive { -(1 - p) * score } else { p * score });
        spread + 2 * alpha * apart - p * (1 - p) * alpha * alpha
    }

    /// ApproxNDCG: the discounted gain of a list, with soft ranks.
    ///
    /// ```text
    /// rank[i]  = 1 + sum over j ≠ i of sigmoid((scores[j] - scores[i]) / temperature)
    /// gain[i]  = 2^relevance[i] - 1
    /// loss     = 1 - sum(gain / log2(1 + rank)) / (the largest that the sum can be)
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one of relevances, the candidates of a query; a sample is a row. Costs K² a row.
    /// * **Unit:** none, from 0. **Domain:** relevances from 0; more than 64 counts as 64. **Kinks:** none. 0 where nothing is relevant.
    /// * **Output layer:** linear.
    ///
    /// **When:** NDCG is what is judged; at the end of training. **When not:** at its start: far from the right order it hardly has a slope; [`ListNet`] does.
    ///
    /// **Source:** Qin, Liu and Li, *A general approximation framework for direct optimization of information retrieval measures*, Information Retrieval 13 (2010); Bruch et al., SIGIR 2019.
    ///
    /// ```
    /// use loss_core::{Rows, losses::ApproxNdcg};
    ///
    /// let cost = ApproxNdcg::new(0.01)?.value(Rows::new(&[0.0_f64, 9.0], 2)?, Rows::new(&[1.0, 0.0], 2)?)?;
    /// assert!((cost - (1.0 - 3.0_f64.log2().recip())).abs() < 1e-15); // the one that counts is second
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ApproxNDCG")]
    #[doc(alias = "approx_ndcg_loss")]
    #[claims(shift_invariant, differentiable)]
    pub loss ApproxNdcg(
        /// The score of each candidate.
        scores: input[K],
        /// How relevant it is.
        relevance: data[K] in 0.0..,
        /// How near scores are taken to be tied.
        temperature: param = 0.1 in 0.0<..,
    ) {
        let other = rename::<K, L>(relevance);
        let itself = position::<L>() == position::<K>();
        let first = other > relevance || (other == relevance && position::<L>() < position::<K>());
        let ahead = (rename::<K, L>(scores) - scores) / temperature;
        let above = count::<L>(first);
        // How many ranks too low: 1 + above + late is the rank. Little at the end: not a difference of ranks, of which rounding would leave nothing.
        let late = sum::<L>(if itself { 0 } else { if first { -sigmoid(-ahead) } else { sigmoid(ahead) } });
        let gain = exp(min(relevance, 64) * ln(2)) - 1;
        let best = gain / ln(2 + above);
        let ideal = sum(best);
        if ideal > 0 { sum(best * (ln(1 + late / (2 + above)) / ln(2 + above + late))) / ideal } else { 0 }
    }

    /// XE-NDCG: a cross-entropy whose targets are gains, moved at random, which bounds NDCG.
    ///
    /// ```text
    /// gain     = 2^relevance - drawn,  p = gain / sum(gain)
    /// loss     = -sum(p log_softmax(scores))
    /// gradient = softmax(scores) - p
    /// ```
    ///
    /// * **Shapes:** rows of K scores, relevances and drawn numbers, the candidates of a query; a sample is a row.
    /// * **Unit:** nats. **Domain:** relevances from 0, more than 64 counts as 64; drawn numbers in \[0, 1\], uniform, anew for each step. **Kinks:** none. 0 where no gain is left.
    /// * **Output layer:** linear.
    ///
    /// **When:** a convex loss for graded relevance, robust to noise in it. **When not:** numbers cannot be drawn: [`ListNet`].
    ///
    /// **Source:** Bruch, *An alternative cross entropy loss for learning-to-rank*, WWW 2021.
    ///
    /// ```
    /// use loss_core::{Rows, losses::XeNdcg};
    ///
    /// let rows = |x| Rows::new(x, 2);
    /// let (cost, gradient) = XeNdcg.value_and_grad(rows(&[0.0_f64, 0.0])?, rows(&[2.0, 0.0])?, rows(&[1.0, 0.0])?)?;
    /// assert!((cost - 2.0_f64.ln()).abs() < 1e-15);
    /// assert!((gradient[0] + 0.25).abs() < 1e-15 && (gradient[1] - 0.25).abs() < 1e-15); // gains 3 and 1
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "rank_xendcg")]
    #[doc(alias = "XE_NDCG_MART")]
    #[claims(convex, nonnegative, shift_invariant, permutation_equivariant, lipschitz = 1, differentiable)]
    pub loss XeNdcg(
        /// The score of each candidate.
        scores: input[K],
        /// How relevant it is.
        relevance: data[K] in 0.0..,
        /// What is taken from its gain.
        drawn: data[K] in 0.0..=1.0,
    ) {
        let gain = exp(min(relevance, 64) * ln(2)) - drawn;
        let total = sum(gain);
        if total > 0 { -sum(gain / total * log_softmax(scores)) } else { 0 }
    }
}
