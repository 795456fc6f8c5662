//! Metric learning on labelled batches: every row meets every other, rows of one identity should be near, all others far.
//!
//! | loss | pulls | pushes | knobs |
//! |---|---|---|---|
//! | [`Circle`] | the farther the harder | the nearer the harder | one margin, one scale |
//! | [`MultiSimilarity`] | each side on its own | each side on its own | a scale for either side |
//! | [`LiftedStructure`] | all rows of one identity, softly the farthest | all others, softly the nearest | a margin |
//! | [`NeighbourhoodComponents`] | one neighbour is enough | all others | none |
//! | [`NPair`], [`Angular`] | the partner | the partners of all others | none; an angle |
//!
//! For [`SupervisedContrastive`](crate::contrastive::SupervisedContrastive), the softmax among them, see [`contrastive`](crate::contrastive); where a trained row stands for a class,
//! [`proxy`](crate::proxy). All cost the square of the batch.

crate::loss! {
    fn unit(x) {
        let length = norm::<D>(x);
        if length > 0 { x / length } else { 0 }
    }

    /// Circle loss: each similarity is pulled or pushed in proportion to how far it is from where it should be.
    ///
    /// ```text
    /// s        = unit(x) · unit(x)ᵀ
    /// near[i]  = logsumexp over j like i of     -scale max(1 + margin - s, 0) (s - 1 + margin)
    /// far[i]   = logsumexp over j unlike i of    scale max(s + margin, 0) (s - margin)
    /// loss     = mean over i of softplus(near[i] + far[i])
    /// ```
    ///
    /// The two factors `max(…, 0)` have no gradient, as in the paper: they say how hard to pull, not where to.
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and I identities. The value is that of the whole batch. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** nats. **Kinks:** none. The mean is over the rows that have both one like them and one unlike; 0 where there is none.
    /// * **Output layer:** linear.
    ///
    /// **When:** labelled batches with several rows of an identity: faces, persons, products. **When not:** a batch has one row of each identity: nothing is pulled.
    ///
    /// **Source:** Sun et al., *Circle loss: a unified perspective of pair similarity optimization*, CVPR 2020. Keras's lets a gradient through the factors.
    ///
    /// ```
    /// use loss_core::{Rows, losses::Circle};
    ///
    /// // Two rows alike at right angles, one unlike along the first: s = 0 within, 1 and 0 across.
    /// let x = [1.0_f64, 0.0, 0.0, 1.0, 1.0, 0.0];
    /// let cost = Circle::new(0.25, 2.0)?.value(Rows::new(&x, 2)?, &[7, 7, 3])?;
    /// // near = -2 * 1.25 * -0.75, far = 2 * 1.25 * 0.75 and 2 * 0.25 * -0.25; the third row has none like it.
    /// let (near, far) = (1.875_f64, [1.875_f64, -0.125]);
    /// let expected = (far[0] + near).exp().ln_1p() + (far[1] + near).exp().ln_1p();
    /// assert!((cost - expected / 2.0).abs() < 1e-14);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CircleLoss")]
    #[claims(nonnegative)]
    pub batch loss Circle(
        /// One embedding a row.
        x: input[I, D],
        /// Whose it is.
        id: index(_)[I],
        /// How far from the best similarity is near enough.
        margin: param = 0.4 in 0.0..,
        /// How sharply the worst pairs count.
        scale: param = 80.0 in 0.0<..,
    ) {
        let z = unit(x);
        let s = dot::<D>(z, rename::<I, J>(z));
        let same = id == rename::<I, J>(id);
        let like = same && position::<I>() != position::<J>();
        let pull = stop_gradient(relu(1 + margin - s));
        let push = stop_gradient(relu(s + margin));
        let near = logsumexp::<J>(if like { -scale * pull * (s - 1 + margin) } else { -INFINITY });
        let far = logsumexp::<J>(if same { -INFINITY } else { scale * push * (s - margin) });
        let both = any::<J>(like) && !all::<J>(same);
        sum::<I>(if both { softplus(near + far) } else { 0 }) / max(count::<I>(both), 1)
    }

    /// Multi-similarity loss: soft thresholds on both sides, the worst pairs first.
    ///
    /// ```text
    /// s        = unit(x) · unit(x)ᵀ - threshold
    /// loss     = mean over i of ln(1 + sum over j like i of exp(-alpha s[i, j])) / alpha + ln(1 + sum over j unlike i of exp(beta s[i, j])) / beta
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and I identities. The value is that of the whole batch. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** that of a similarity. **Kinks:** none. A side of which a row has none costs nothing.
    /// * **Output layer:** linear.
    ///
    /// **When:** retrieval from labelled batches; it weighs pairs by what they are and by what else there is. **When not:** `alpha` and `beta` cannot be searched: [`SupervisedContrastive`](crate::contrastive::SupervisedContrastive) has one temperature.
    ///
    /// **Source:** Wang et al., *Multi-similarity loss with general pair weighting for deep metric learning*, CVPR 2019. The mining of pairs there is left to the caller.
    ///
    /// ```
    /// use loss_core::{Rows, losses::MultiSimilarity};
    ///
    /// let x = [1.0_f64, 0.0, 0.0, 1.0]; // s = 0 - 1/2
    /// let loss = MultiSimilarity::new(2.0, 4.0, 0.5)?;
    /// let like = loss.value(Rows::new(&x, 2)?, &[7, 7])?;
    /// assert!((like - 1.0_f64.exp().ln_1p() / 2.0).abs() < 1e-15);
    /// let unlike = loss.value(Rows::new(&x, 2)?, &[7, 3])?;
    /// assert!((unlike - (-2.0_f64).exp().ln_1p() / 4.0).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MultiSimilarityLoss")]
    #[claims(nonnegative, differentiable)]
    pub batch loss MultiSimilarity(
        /// One embedding a row.
        x: input[I, D],
        /// Whose it is.
        id: index(_)[I],
        /// How sharply the farthest of one identity count.
        alpha: param = 2.0 in 0.0<..,
        /// How sharply the nearest of others count.
        beta: param = 50.0 in 0.0<..,
        /// The similarity on either side of which a pair should be.
        threshold: param = 0.5,
    ) {
        let z = unit(x);
        let s = dot::<D>(z, rename::<I, J>(z)) - threshold;
        let same = id == rename::<I, J>(id);
        let like = same && position::<I>() != position::<J>();
        let near = logsumexp::<J>(if like { -alpha * s } else { -INFINITY });
        let far = logsumexp::<J>(if same { -INFINITY } else { beta * s });
        mean::<I>(softplus(near) / alpha + softplus(far) / beta)
    }

    /// Generalised lifted structure loss: a hinge on the soft farthest of one identity and the soft nearest of others.
    ///
    /// ```text
    /// d        = distances of all rows
    /// loss     = mean over i of max(logsumexp over j like i of d[i, j] + logsumexp over j unlike i of (margin - d[i, j]), 0)
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and I identities. The value is that of the whole batch.
    /// * **Unit:** that of a distance. **Kinks:** where the sum is 0, and where two rows coincide; the gradient there is 0. A row with none like it, or none unlike, costs 0.
    /// * **Output layer:** linear, or rows of length 1.
    ///
    /// **When:** as [`Triplet`](crate::triplet::Triplet), with all triplets of a batch at once. **When not:** batches are large: it costs I² D, without a matrix product.
    ///
    /// **Source:** Oh Song et al., *Deep metric learning via lifted structured feature embedding*, CVPR 2016; in this form Hermans, Beyer and Leibe, *In defense of the triplet loss* (2017).
    ///
    /// ```
    /// use loss_core::{Rows, losses::LiftedStructure};
    ///
    /// let x = [0.0_f64, 0.0, 3.0, 4.0, 3.0, 0.0]; // distances 5, 3 and 4
    /// let cost = LiftedStructure::new(1.0)?.value(Rows::new(&x, 2)?, &[7, 7, 3])?;
    /// assert!((cost - 5.0 / 3.0).abs() < 1e-14); // (5 + 1 - 3) + (5 + 1 - 4) + 0
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "LiftedStructureLoss")]
    #[doc(alias = "GeneralizedLiftedStructureLoss")]
    #[claims(nonnegative)]
    pub batch loss LiftedStructure(
        /// One embedding a row.
        x: input[I, D],
        /// Whose it is.
        id: index(_)[I],
        /// By how much others should be farther.
        margin: param = 1.0 in 0.0..,
    ) {
        let d = norm::<D>(x - rename::<I, J>(x));
        let same = id == rename::<I, J>(id);
        let like = same && position::<I>() != position::<J>();
        let near = logsumexp::<J>(if like { d } else { -INFINITY });
        let far = logsumexp::<J>(if same { -INFINITY } else { margin - d });
        mean::<I>(relu(near + far))
    }

    /// Neighbourhood components analysis: a random neighbour of a row should be of its identity.
    ///
    /// ```text
    /// p[i, j]  = exp(-|x[i] - x[j]|²) / sum over k ≠ i of exp(-|x[i] - x[k]|²)
    /// loss     = -mean over i of ln(sum over j like i of p[i, j])
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and I identities. The value is that of the whole batch.
    /// * **Unit:** nats. **Kinks:** none. The mean is over the rows that have one like them; 0 where there is none.
    /// * **Output layer:** linear.
    ///
    /// **When:** the embedding serves a nearest-neighbour classifier; identities may fall into several clusters. **When not:** all rows of an identity should meet: [`SupervisedContrastive`](crate::contrastive::SupervisedContrastive).
    ///
    /// **Source:** Goldberger et al., *Neighbourhood components analysis*, NeurIPS 2004 (there the sum of p itself is maximised, here of its logarithm: both are in the paper).
    ///
    /// ```
    /// use loss_core::{Rows, losses::NeighbourhoodComponents};
    ///
    /// let x = [0.0_f64, 1.0, 2.0]; // squares 1, 4 and 1
    /// let cost = NeighbourhoodComponents.value(Rows::new(&x, 1)?, &[7, 7, 3])?;
    /// // The first: 1 / (1 + exp(-3)); the second: 1/2; the third has none like it.
    /// let expected = ((-3.0_f64).exp().ln_1p() + 2.0_f64.ln()) / 2.0;
    /// assert!((cost - expected).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "NCALoss")]
    #[doc(alias = "NCA")]
    #[claims(nonnegative, differentiable)]
    pub batch loss NeighbourhoodComponents(
        /// One embedding a row.
        x: input[I, D],
        /// Whose it is.
        id: index(_)[I],
    ) {
        let s = -sum::<D>(powi(x - rename::<I, J>(x), 2));
        let other = position::<I>() != position::<J>();
        let like = other && id == rename::<I, J>(id);
        let own = logsumexp::<J>(if like { s } else { -INFINITY });
        let rest = logsumexp::<J>(if other && !like { s } else { -INFINITY });
        let has = any::<J>(like);
        // The logarithm of what the rest adds to the own: the difference of two would cancel where it adds little.
        sum::<I>(if has { softplus(rest - own) } else { 0 }) / max(count::<I>(has), 1)
    }

    /// N-pair loss: each anchor should find its positive among those of the whole batch.
    ///
    /// ```text
    /// s        = anchor · positiveᵀ
    /// loss     = mean over i of (logsumexp(s[i, :]) - s[i, i]) + strength mean over i of (|anchor[i]|² + |positive[i]|²) / 4
    /// ```
    ///
    /// * **Shapes:** two batches of I rows of D numbers; row i of one belongs to row i of the other, and no two pairs are of one identity. The value is that of the whole batch.
    /// * **Unit:** nats. **Kinks:** none.
    /// * **Output layer:** linear: rows are *not* divided by their length, so `strength` keeps it in check.
    ///
    /// **When:** one pair of each of many classes a batch. **When not:** the length of an embedding should not matter: [`InfoNce`](crate::contrastive::InfoNce).
    ///
    /// **Source:** Sohn, *Improved deep metric learning with multi-class N-pair loss objective*, NeurIPS 2016.
    ///
    /// ```
    /// use loss_core::{Rows, losses::NPair};
    ///
    /// let x = Rows::new(&[2.0_f64, 0.0, 0.0, 2.0], 2)?; // s = 4 within, 0 across
    /// let cost = NPair::new(0.5)?.value(x, x)?;
    /// assert!((cost - ((-4.0_f64).exp().ln_1p() + 1.0)).abs() < 1e-15); // 0.5 (4 + 4) / 4
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "NPairsLoss")]
    #[doc(alias = "npairs_loss")]
    #[claims(nonnegative, differentiable)]
    pub batch loss NPair(
        /// One embedding a row.
        anchor: input[I, D],
        /// One like it.
        positive: input[I, D],
        /// How much the length of embeddings costs.
        strength: param = 0.0 in 0.0..,
    ) {
        let s = dot::<D>(anchor, rename::<I, J>(positive));
        let size = mean::<I>(dot::<D>(anchor, anchor) + dot::<D>(positive, positive));
        mean::<I>(logsumexp::<J>(s) - dot::<D>(anchor, positive)) + strength * size / 4
    }

    /// Angular loss: the angle at the negative, in the triangle with a pair, should be small.
    ///
    /// ```text
    /// t        = tan(angle)²,  a, p = unit(anchor), unit(positive)
    /// loss     = mean over i of ln(1 + sum over j ≠ i of exp(4 t (a[i] + p[i]) · p[j] - 2 (1 + t) a[i] · p[i]))
    /// ```
    ///
    /// * **Shapes:** two batches of I rows of D numbers; row i of one belongs to row i of the other, and no two pairs are of one identity. The value is that of the whole batch. Rows are divided by
    ///   their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Unit:** nats. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** with [`NPair`], to which it adds the third side of the triangle; an angle has no scale to choose. **When not:** alone, on noisy pairs.
    ///
    /// **Source:** Wang et al., *Deep metric learning with angular loss*, ICCV 2017.
    ///
    /// ```
    /// use loss_core::{Rows, losses::Angular};
    ///
    /// let x = Rows::new(&[1.0_f64, 0.0, 0.0, 1.0], 2)?;
    /// let cost = Angular::new(std::f64::consts::FRAC_PI_4)?.value(x, x)?; // t = 1
    /// assert!((cost - (-4.0_f64).exp().ln_1p()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "AngularLoss")]
    #[claims(nonnegative, differentiable)]
    pub batch loss Angular(
        /// One embedding a row.
        anchor: input[I, D],
        /// One like it.
        positive: input[I, D],
        /// The largest angle at a negative, in radians; below a right one.
        angle: param = 0.7 in 0.0..1.57,
    ) {
        let a = unit(anchor);
        let p = unit(positive);
        let t = powi(tan(angle), 2);
        let across = 4 * t * dot::<D>(a + p, rename::<I, J>(p)) - 2 * (1 + t) * dot::<D>(a, p);
        mean::<I>(softplus(logsumexp::<J>(if position::<I>() == position::<J>() { -INFINITY } else { across })))
    }
}
