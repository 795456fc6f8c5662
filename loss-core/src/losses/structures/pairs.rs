//! Pairs and ranks of a labelled batch, each pair judged by a rule of its own.
//!
//! | loss | a pair of one identity | of two | |
//! |---|---|---|---|
//! | [`SignalToNoise`] | its noise ratio below `near` | above `far` | the ratio is that of an embedding to a difference |
//! | [`IntraPairVariance`] | not far below the mean of such pairs | not far above | a second loss beside another |
//! | [`ThresholdConsistency`] | above a threshold for all | below another | the same threshold serves every identity |
//! | [`SmoothAp`] | ranks before all others | | what retrieval is judged by |
//!
//! Where all pairs meet in one softmax, see [`contrastive`](crate::contrastive) and [`metric`](crate::metric).

crate::loss! {
    fn unit(x) {
        let length = norm::<D>(x);
        if length > 0 { x / length } else { 0 }
    }

    /// Contrastive loss of the signal-to-noise distance: the variance of a difference over that of the anchor.
    ///
    /// ```text
    /// d[i, j]  = var(x[i] - x[j]) / var(x[i])   over the D numbers of a row
    /// loss     = mean over pairs alike of max(d - near, 0) + mean over pairs unlike of max(far - d, 0)
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and I identities. The value is that of the whole batch.
    /// * **Unit:** none. **Kinks:** where a distance is `near` or `far`; the gradient there is 0. An anchor that does not vary has the distance 0 to all; a kind of pairs of which there is none costs 0.
    /// * **Output layer:** linear: neither length nor level of a row matters.
    ///
    /// **When:** embeddings are compared by correlation. **When not:** rows are of length 1: squared distances say the same, and are symmetric.
    ///
    /// **Source:** Yuan et al., *Signal-to-noise ratio: a robust distance metric for deep metric learning*, CVPR 2019. Its penalty on means of rows is left to the caller.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SignalToNoise};
    ///
    /// let x = [1.0, -1.0, 2.0, -2.0]; // variances 1 and 4, that of the difference 1
    /// let cost = SignalToNoise::default().value(Rows::new(&x, 2)?, &[7, 7])?;
    /// assert_eq!(cost, 0.625); // (1 + 1/4) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SignalToNoiseRatioContrastiveLoss")]
    #[doc(alias = "SNR")]
    #[claims(nonnegative)]
    pub batch loss SignalToNoise(
        /// One embedding a row.
        x: input[I, D],
        /// Whose it is.
        id: index(_)[I],
        /// The distance that is near enough.
        near: param = 0.0 in 0.0..,
        /// The distance that is far enough.
        far: param = 1.0 in 0.0..,
    ) {
        let centred = x - mean::<D>(x);
        let signal = sum::<D>(centred * centred);
        let noise = sum::<D>(powi(centred - rename::<I, J>(centred), 2));
        let d = if signal > 0 { noise / signal } else { 0 };
        let same = id == rename::<I, J>(id);
        let like = same && position::<I>() != position::<J>();
        let pull = sum::<I>(sum::<J>(if like { relu(d - near) } else { 0 }));
        let push = sum::<I>(sum::<J>(if same { 0 } else { relu(far - d) }));
        pull / max(sum::<I>(count::<J>(like)), 1) + push / max(sum::<I>(count::<J>(!same)), 1)
    }

    /// Intra-pair variance loss: pairs of one kind should be about equally similar.
    ///
    /// ```text
    /// s        = unit(x) · unit(x)ᵀ,  p, n = the means of s over pairs alike and unlike
    /// loss     = mean over pairs alike of max((1 - slack) p - s, 0)² + mean over pairs unlike of max(s - (1 + slack) n, 0)²
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and I identities. The value is that of the whole batch. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** that of a similarity, squared. **Kinks:** none. A kind of pairs of which there is none costs 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** beside a loss that pulls and pushes, with a small weight. **When not:** alone: embeddings in one point cost nothing.
    ///
    /// **Source:** Yu and Tao, *Deep metric learning with tuplet margin loss*, ICCV 2019.
    ///
    /// ```
    /// use loss_core::{Rows, losses::IntraPairVariance};
    ///
    /// // Three rows alike: s is 1 between the first two, 0 to the third; the mean is 1/3.
    /// let x = [1.0_f64, 0.0, 2.0, 0.0, 0.0, 1.0];
    /// let cost = IntraPairVariance::new(0.0)?.value(Rows::new(&x, 2)?, &[7, 7, 7])?;
    /// assert!((cost - 2.0 / 27.0).abs() < 1e-15); // two thirds of the pairs are 1/3 below
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "IntraPairVarianceLoss")]
    #[claims(nonnegative, differentiable)]
    pub batch loss IntraPairVariance(
        /// One embedding a row.
        x: input[I, D],
        /// Whose it is.
        id: index(_)[I],
        /// By which part a pair may differ from the mean for nothing.
        slack: param = 0.01 in 0.0..,
    ) {
        let z = unit(x);
        let s = dot::<D>(z, rename::<I, J>(z));
        let same = id == rename::<I, J>(id);
        let like = same && position::<I>() != position::<J>();
        let alike = max(sum::<I>(count::<J>(like)), 1);
        let unlike = max(sum::<I>(count::<J>(!same)), 1);
        let p = sum::<I>(sum::<J>(if like { s } else { 0 })) / alike;
        let n = sum::<I>(sum::<J>(if same { 0 } else { s })) / unlike;
        let below = sum::<I>(sum::<J>(if like { powi(relu((1 - slack) * p - s), 2) } else { 0 }));
        let above = sum::<I>(sum::<J>(if same { 0 } else { powi(relu(s - (1 + slack) * n), 2) }));
        below / alike + above / unlike
    }

    /// Threshold-consistent margin loss: all pairs of one identity above one threshold, all others below another.
    ///
    /// ```text
    /// s        = unit(x) · unit(x)ᵀ
    /// loss     = mean over pairs alike with s <= near of (near - s) + mean over pairs unlike with s >= far of (s - far)
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and I identities. The value is that of the whole batch. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** that of a similarity. **Kinks:** where a similarity is `near` or `far`: the value steps there, as the mean is over one pair more. 0 where no pair is amiss.
    /// * **Output layer:** linear.
    ///
    /// **When:** beside another loss: one threshold should serve all identities once the model is in use. **When not:** alone, from the start: only pairs that are amiss have a gradient.
    ///
    /// **Source:** Zhang et al., *Threshold-consistent margin loss for open-world deep metric learning*, ICLR 2024.
    ///
    /// ```
    /// use loss_core::{Rows, losses::ThresholdConsistency};
    ///
    /// let x = [1.0_f64, 0.0, 0.0, 1.0, 1.0, 0.0]; // s = 0 within, 1 and 0 across
    /// let cost = ThresholdConsistency::new(0.75, 0.5)?.value(Rows::new(&x, 2)?, &[7, 7, 3])?;
    /// assert_eq!(cost, 1.25); // 0.75 for the pair, 0.5 for the one of two others that is too near
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ThresholdConsistentMarginLoss")]
    #[doc(alias = "TCM")]
    #[claims(nonnegative)]
    pub batch loss ThresholdConsistency(
        /// One embedding a row.
        x: input[I, D],
        /// Whose it is.
        id: index(_)[I],
        /// The similarity that pairs of one identity should have.
        near: param = 0.9 in -1.0..=1.0,
        /// The similarity that others should not reach.
        far: param = 0.5 in -1.0..=1.0,
    ) {
        let z = unit(x);
        let s = dot::<D>(z, rename::<I, J>(z));
        let same = id == rename::<I, J>(id);
        let apart = same && position::<I>() != position::<J>() && s <= near;
        let close = !same && s >= far;
        let pull = sum::<I>(sum::<J>(if apart { near - s } else { 0 })) / max(sum::<I>(count::<J>(apart)), 1);
        let push = sum::<I>(sum::<J>(if close { s - far } else { 0 })) / max(sum::<I>(count::<J>(close)), 1);
        pull + push
    }

    /// Smooth average precision: each row asks for those of its identity, and they should come first.
    ///
    /// ```text
    /// s        = unit(x) · unit(x)ᵀ,  above[i, j, k] = sigmoid((s[i, k] - s[i, j]) / temperature)   where i, j, k are three rows
    /// AP[i]    = mean over j like i of (1 + sum over k like i of above[i, j, k]) / (1 + sum over k of above[i, j, k])
    /// loss     = 1 - mean over i of AP[i]
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and I identities. The value is that of the whole batch. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** none, between 0 and 1. **Kinks:** none. The mean is over the rows that have one like them; 0 where there is none. Costs I³.
    /// * **Output layer:** linear.
    ///
    /// **When:** average precision is what is judged: retrieval. **When not:** batches are large, or training begins: far from the right order it hardly has a slope; raise `temperature`.
    ///
    /// **Source:** Brown et al., *Smooth-AP: smoothing the path towards large-scale image retrieval*, ECCV 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SmoothAp};
    ///
    /// // The first two are alike; the third is as near to the first as to the second.
    /// let x = [1.0_f64, 0.0, 0.0, 1.0, -1.0, -1.0];
    /// let near = SmoothAp::default().value(Rows::new(&x, 2)?, &[7, 7, 3])?;
    /// assert!(near < 1e-15);
    /// let far = SmoothAp::default().value(Rows::new(&x, 2)?, &[7, 3, 7])?;
    /// assert!((far - 5.0 / 12.0).abs() < 1e-15); // 1 - (1/2 + 2/3) / 2: second of two, and tied
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SmoothAPLoss")]
    #[doc(alias = "average_precision")]
    #[claims(nonnegative, differentiable)]
    pub batch loss SmoothAp(
        /// One embedding a row.
        x: input[I, D],
        /// Whose it is.
        id: index(_)[I],
        /// How near similarities are taken to be tied.
        temperature: param = 0.01 in 0.0<..,
    ) {
        let z = unit(x);
        let s = dot::<D>(z, rename::<I, J>(z));
        let other = position::<I>() != position::<J>();
        let like = other && id == rename::<I, J>(id);
        let above = sigmoid((rename::<J, K>(s) - s) / temperature);
        let third = rename::<J, K>(other) && position::<J>() != position::<K>();
        let rank = 1 + sum::<K>(if third { above } else { 0 });
        // What is missing from 1, which is little at the end: not the difference, of which rounding would leave nothing.
        let wrong = sum::<K>(if third && !rename::<J, K>(like) { above } else { 0 });
        let n = count::<J>(like);
        sum::<I>(sum::<J>(if like { wrong / rank } else { 0 }) / max(n, 1)) / max(count::<I>(n > 0), 1)
    }
}
