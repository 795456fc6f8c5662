//! Contrastive learning: losses of a whole batch, in which every row meets every other.
//!
//! | loss | the negatives of a row | needs |
//! |---|---|---|
//! | [`InfoNce`] | all other keys | pairs |
//! | [`MomentumContrast`] | the rows of a queue | pairs, a queue |
//! | [`Clip`] | all other keys; and of a key, all other queries | pairs of two modalities |
//! | [`SigLip`] | the same, each on its own | pairs of two modalities |
//! | [`NtXent`] | all other rows of both views | two views |
//! | [`SupervisedContrastive`] | rows of other identities | labels |
//! | [`BarlowTwins`], [`VicReg`] | none: features, not rows, are kept apart | two views |
//!
//! Where rows have labels, more is in [`metric`](crate::metric) and [`proxy`](crate::proxy).

crate::loss! {
    fn unit(x) {
        let length = norm::<D>(x);
        if length > 0 { x / length } else { 0 }
    }

    // How far the standard deviation of a centred feature is below 1.
    fn flat(x, degrees, epsilon) { relu(1 - sqrt(sum::<N>(x * x) / degrees + epsilon)) }

    /// InfoNCE: each query should find its key among all keys.
    ///
    /// ```text
    /// s        = unit(query) · unit(key)ᵀ / temperature
    /// loss     = mean over i of (logsumexp(s[i, :]) - s[i, i])
    /// ```
    ///
    /// * **Shapes:** two batches of I rows of D numbers; row i of one belongs to row i of the other. The value is that of the whole batch. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** nats. **Kinks:** none.
    /// * **Learnable:** `temperature` has a gradient too.
    /// * **Output layer:** linear.
    ///
    /// **When:** contrastive learning of pairs (CPC, MoCo). **When not:** both directions matter: [`Clip`]; both views are negatives: [`NtXent`].
    ///
    /// **Source:** van den Oord, Li and Vinyals, *Representation learning with contrastive predictive coding* (2018).
    ///
    /// ```
    /// use loss_core::{Rows, losses::InfoNce};
    ///
    /// let x = Rows::new(&[1.0_f64, 0.0, 0.0, 1.0], 2)?;
    /// let cost = InfoNce::default().value(x, x)?;
    /// assert!(cost > 0.0 && cost.is_finite());
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "InfoNCE")]
    #[doc(alias = "contrastive_predictive_coding")]
    #[claims(differentiable)]
    pub batch loss InfoNce(
        /// One embedding a row.
        query: input[I, D],
        /// The other: row i belongs to row i.
        key: input[I, D],
        /// What similarities are divided by.
        temperature: learnable = 0.07 in 0.0<..,
    ) {
        let q = unit(query);
        let k = unit(key);
        let similarity = dot::<D>(q, rename::<I, J>(k)) / temperature;
        mean::<I>(logsumexp::<J>(similarity) - dot::<D>(q, k) / temperature)
    }

    /// CLIP loss: queries find their keys, and keys their queries.
    ///
    /// ```text
    /// s        = unit(query) · unit(key)ᵀ / temperature
    /// loss     = (mean(logsumexp of rows) + mean(logsumexp of columns)) / 2 - mean(diagonal)
    /// ```
    ///
    /// * **Shapes:** two batches of I rows of D numbers; row i of one belongs to row i of the other. The value is that of the whole batch. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** nats. **Kinks:** none.
    /// * **Learnable:** `temperature` has a gradient too.
    /// * **Output layer:** linear.
    ///
    /// **When:** two modalities (image and text). **When not:** batches are so large that the softmax over them hurts: [`SigLip`].
    ///
    /// **Source:** Radford et al., *Learning transferable visual models from natural language supervision*, ICML 2021.
    ///
    /// ```
    /// use loss_core::{Rows, losses::Clip};
    ///
    /// let x = Rows::new(&[1.0_f64, 0.0, 0.0, 1.0], 2)?;
    /// let cost = Clip::default().value(x, x)?;
    /// assert!(cost > 0.0 && cost.is_finite());
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "clip_loss")]
    #[claims(differentiable)]
    pub batch loss Clip(
        /// One embedding a row.
        query: input[I, D],
        /// The other: row i belongs to row i.
        key: input[I, D],
        /// What similarities are divided by.
        temperature: learnable = 0.07 in 0.0<..,
    ) {
        let q = unit(query);
        let k = unit(key);
        let similarity = dot::<D>(q, rename::<I, J>(k)) / temperature;
        let diagonal = mean::<I>(dot::<D>(q, k)) / temperature;
        (mean::<I>(logsumexp::<J>(similarity)) + mean::<J>(logsumexp::<I>(similarity))) / 2 - diagonal
    }

    /// SigLIP: each pair of the batch is a binary decision.
    ///
    /// ```text
    /// s        = scale unit(query) · unit(key)ᵀ + bias
    /// loss     = sum over i, j of softplus(-s[i, i] or s[i, j]) / I
    /// ```
    ///
    /// * **Shapes:** two batches of I rows of D numbers; row i of one belongs to row i of the other. The value is that of the whole batch. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** nats. **Kinks:** none.
    /// * **Learnable:** `scale` and `bias` have gradients too.
    /// * **Output layer:** linear.
    ///
    /// **When:** as [`Clip`], where no sum over the batch should tie its rows together. **When not:** batches are small.
    ///
    /// **Source:** Zhai et al., *Sigmoid loss for language image pre-training*, ICCV 2023.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SigLip};
    ///
    /// let x = Rows::new(&[1.0_f64, 0.0, 0.0, 1.0], 2)?;
    /// let cost = SigLip::default().value(x, x)?;
    /// assert!(cost > 0.0 && cost.is_finite());
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "siglip_loss")]
    #[claims(nonnegative, differentiable)]
    pub batch loss SigLip(
        /// One embedding a row.
        query: input[I, D],
        /// The other: row i belongs to row i.
        key: input[I, D],
        /// What similarities are multiplied by.
        scale: learnable = 10.0 in 0.0<..,
        /// What is added to them.
        bias: learnable = -10.0,
    ) {
        let s = scale * dot::<D>(unit(query), rename::<I, J>(unit(key))) + bias;
        sum::<I>(sum::<J>(softplus(if position::<I>() == position::<J>() { -s } else { s }))) / len::<I>()
    }

    /// Supervised contrastive loss: rows of one identity attract each other.
    ///
    /// ```text
    /// s        = unit(x) · unit(x)ᵀ / temperature
    /// loss     = mean over i of -mean over j like i of (s[i, j] - logsumexp over k ≠ i of s[i, k])
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and I identities. The value is that of the whole batch. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** nats. **Kinks:** none. A row without another of its identity counts 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** labels are at hand for an embedding. **When not:** only pairs are: [`NtXent`].
    ///
    /// **Source:** Khosla et al., *Supervised contrastive learning*, NeurIPS 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SupervisedContrastive};
    ///
    /// let x = Rows::new(&[1.0_f64, 0.0, 0.6, 0.8, 0.0, 1.0], 2)?;
    /// let cost = SupervisedContrastive::default().value(x, &[7, 7, 3])?;
    /// assert!(cost > 0.0 && cost.is_finite());
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SupCon")]
    #[doc(alias = "SupConLoss")]
    #[claims(differentiable)]
    pub batch loss SupervisedContrastive(
        /// One embedding a row.
        x: input[I, D],
        /// Whose it is.
        id: index(_)[I],
        /// What similarities are divided by.
        temperature: param = 0.1 in 0.0<..,
    ) {
        let z = unit(x);
        let s = dot::<D>(z, rename::<I, J>(z)) / temperature;
        let other = position::<I>() != position::<J>();
        let positive = other && id == rename::<I, J>(id);
        let log_p = s - logsumexp::<J>(if other { s } else { -INFINITY });
        let n = count::<J>(positive);
        mean::<I>(if n > 0 { -sum::<J>(if positive { log_p } else { 0 }) / max(n, 1) } else { 0 })
    }

    /// Barlow Twins: the features of two views should correlate with themselves alone.
    ///
    /// ```text
    /// c        = aᵀ b / N
    /// loss     = sum over d of (1 - c[d, d])² + lambda sum over d ≠ e of c[d, e]²
    /// ```
    ///
    /// * **Shapes:** two batches of N rows of D features, each feature standardised over the batch. The value is that of the whole batch.
    /// * **Unit:** none. **Kinks:** none.
    /// * **Output layer:** linear, then batch normalisation without scale.
    ///
    /// **When:** self-supervision without negatives. **When not:** batches are small: the correlations are then noise.
    ///
    /// **Source:** Zbontar et al., *Barlow Twins*, ICML 2021.
    ///
    /// ```
    /// use loss_core::{Rows, losses::BarlowTwins};
    ///
    /// let x = Rows::new(&[1.0, 1.0, -1.0, 1.0, 1.0, -1.0, -1.0, -1.0], 2)?;
    /// assert_eq!(BarlowTwins::default().value(x, x)?, 0.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "barlow_twins")]
    #[claims(nonnegative, differentiable)]
    pub batch loss BarlowTwins(
        /// The features of one view.
        a: input[N, D],
        /// Those of the other.
        b: input[N, D],
        /// The weight of what should not correlate.
        lambda: param = 0.005 in 0.0..,
    ) {
        let c = dot::<N>(a, rename::<D, E>(b)) / len::<N>();
        let same = position::<D>() == position::<E>();
        sum::<D>(sum::<E>(if same { powi(1 - c, 2) } else { lambda * c * c }))
    }

    /// NT-Xent of SimCLR: the two views of a sample find each other among both views of all.
    ///
    /// ```text
    /// each of the 2 I rows: logsumexp over all other rows of s - s of its partner, s the cosine over temperature
    /// loss     = mean over the 2 I rows
    /// ```
    ///
    /// * **Shapes:** two batches of I rows of D numbers; row i of one belongs to row i of the other. The value is that of the whole batch. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** nats. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** SimCLR. **When not:** the views come from two networks: [`InfoNce`] or [`Clip`].
    ///
    /// **Source:** Chen et al., *A simple framework for contrastive learning of visual representations*, ICML 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::NtXent};
    ///
    /// let x = Rows::new(&[1.0_f64, 0.0, 0.0, 1.0], 2)?;
    /// let cost = NtXent::default().value(x, x)?;
    /// assert!(cost > 0.0 && cost.is_finite());
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "NTXentLoss")]
    #[doc(alias = "SimCLR")]
    #[claims(differentiable)]
    pub batch loss NtXent(
        /// One embedding a row.
        query: input[I, D],
        /// The other: row i belongs to row i.
        key: input[I, D],
        /// What similarities are divided by.
        temperature: param = 0.5 in 0.0<..,
    ) {
        let a = unit(query);
        let b = unit(key);
        let across = dot::<D>(a, rename::<I, J>(b)) / temperature;
        let other = position::<I>() != position::<J>();
        let within_a = dot::<D>(a, rename::<I, J>(a)) / temperature;
        let within_b = dot::<D>(b, rename::<I, J>(b)) / temperature;
        let rows = logsumexp::<J>(across);
        let own = logsumexp::<J>(if other { within_a } else { -INFINITY });
        let columns = logsumexp::<I>(across);
        let theirs = logsumexp::<I>(if other { within_b } else { -INFINITY });
        (mean::<I>(rows + softplus(own - rows)) + mean::<J>(columns + softplus(theirs - columns))) / 2
            - mean::<I>(dot::<D>(a, b)) / temperature
    }

    /// VICReg: two views alike, features that vary, features that do not repeat each other.
    ///
    /// ```text
    /// std      = sqrt(variance over the batch + epsilon),  of each feature of either view
    /// cov      = covariance over the batch, of two features of one view
    /// loss     = similarity mean((a - b)²)
    ///            + variance mean over views and features of max(1 - std, 0)
    ///            + covariance sum over views, and over d ≠ e, of cov[d, e]² / D
    /// ```
    ///
    /// * **Shapes:** two batches of N rows of D features. The value is that of the whole batch. Two gradients.
    /// * **Unit:** none. Variances and covariances are divided by N - 1. **Kinks:** where a standard deviation is 1; the gradient there is 0.
    /// * **Output layer:** linear; no normalisation is needed.
    ///
    /// **When:** self-supervision without negatives, also with views from different networks. **When not:** batches are small: covariances are then noise; mind that it costs N D².
    ///
    /// **Source:** Bardes, Ponce and LeCun, *VICReg: variance-invariance-covariance regularization for self-supervised learning*, ICLR 2022. As in its code, the two hinges are averaged.
    ///
    /// ```
    /// use loss_core::{Rows, losses::VicReg};
    ///
    /// let x = [1.0_f64, 1.0, -1.0, -1.0]; // both features: variance 2, covariance 2
    /// let cost = VicReg::default().value(Rows::new(&x, 2)?, Rows::new(&x, 2)?)?;
    /// assert!((cost - 8.0).abs() < 1e-14); // two views, two pairs, 4 each, over D = 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "VICRegLoss")]
    #[claims(nonnegative)]
    pub batch loss VicReg(
        /// The features of one view.
        a: input[N, D],
        /// Those of the other.
        b: input[N, D],
        /// The weight of what the views do not share.
        similarity: param = 25.0 in 0.0..,
        /// The weight of features that hardly vary.
        variance: param = 25.0 in 0.0..,
        /// The weight of what features say twice.
        covariance: param = 1.0 in 0.0..,
        /// Added to variances, so that their root has a slope.
        epsilon: param = 1e-4 in 0.0<..,
    ) {
        let p = a - mean::<N>(a);
        let q = b - mean::<N>(b);
        // A batch of one has no variance.
        let degrees = max(len::<N>() - 1, 1);
        let c = dot::<N>(p, rename::<D, E>(p)) / degrees;
        let d = dot::<N>(q, rename::<D, E>(q)) / degrees;
        let same = position::<D>() == position::<E>();
        let repeated = sum::<D>(sum::<E>(if same { 0 } else { c * c + d * d })) / len::<D>();
        let still = mean::<D>(flat(p, degrees, epsilon) + flat(q, degrees, epsilon)) / 2;
        similarity * mean::<N>(mean::<D>(powi(a - b, 2))) + variance * still + covariance * repeated
    }

    /// Momentum contrast: each query should find its key among those of a queue.
    ///
    /// ```text
    /// s        = unit(query) · unit(key) / temperature,  r = unit(query) · unit(queue)ᵀ / temperature
    /// loss     = mean over i of (logsumexp(s[i], r[i, :]) - s[i])
    /// ```
    ///
    /// * **Shapes:** two batches of I rows of D numbers, row i of one belongs to row i of the other; and M rows of D numbers that belong to none. The value is that of the whole batch. One gradient: keys come from
    ///   an encoder that follows by a moving average. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** nats. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** batches are too small to hold enough negatives; the queue holds those of the last ones. **When not:** a batch holds thousands: [`InfoNce`].
    ///
    /// **Source:** He et al., *Momentum contrast for unsupervised visual representation learning*, CVPR 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::MomentumContrast};
    ///
    /// let (query, queue) = ([1.0_f64, 0.0], [0.0, 3.0]);
    /// let query = Rows::new(&query, 2)?;
    /// let cost = MomentumContrast::new(0.5)?.value(query, query, Rows::new(&queue, 2)?)?;
    /// assert!((cost - (-2.0_f64).exp().ln_1p()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MoCo")]
    #[claims(nonnegative, differentiable)]
    pub batch loss MomentumContrast(
        /// One embedding a row.
        query: input[I, D],
        /// The other: row i belongs to row i.
        key: data[I, D],
        /// Rows that belong to none.
        queue: data[M, D],
        /// What similarities are divided by.
        temperature: param = 0.07 in 0.0<..,
    ) {
        let q = unit(query);
        let others = logsumexp::<M>(dot::<D>(q, unit(queue)) / temperature);
        mean::<I>(softplus(others - dot::<D>(q, unit(key)) / temperature))
    }
}
