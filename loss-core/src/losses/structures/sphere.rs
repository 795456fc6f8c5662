//! Angles: classes are directions, and a margin widens the angle to the own one.
//!
//! | loss | margin | rows of a class |
//! |---|---|---|
//! | [`SphereFace`] | four times the angle | one |
//! | [`SubCenterArcFace`] | added to the angle | several, the nearest counts |
//! | [`SoftTriple`] | taken from the cosine | several, softly the nearest counts |
//! | [`P2sGrad`] | none: cosines should be 1 and 0 | one |
//!
//! Cosines are those between an embedding and the rows of the classes, all of length 1; [`ArcFace`](crate::proxy::ArcFace) and [`CosFace`](crate::proxy::CosFace), the plain margins, stand beside the
//! [proxies](crate::proxy).

crate::loss! {
    /// SphereFace: cross-entropy of cosines, the angle to the own class taken four times.
    ///
    /// ```text
    /// θ        = acos(cosines[label])
    /// own      = (-1)^k cos(4 θ) - 2 k   with k = floor(4 θ / π), 3 at θ = π
    /// loss     = -log_softmax(scale (cosines, with own at the label))[label]
    /// ```
    ///
    /// The cosine of 4 θ is computed without an angle, as 8 c⁴ - 8 c² + 1.
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K cosines, of an embedding to the row of each class, and one label a row; a row a sample.
    /// * **Domain:** cosines in \[-1, 1\]; labels 0 to K - 1, checked. Unit: nats. **Kinks:** none: where k steps, both sides have the same value and, as the cosine is at an end there, the slope 0.
    /// * **Output layer:** the product of rows and class rows, all of length 1.
    ///
    /// **When:** the original loss is to be repeated; its multiple of the angle is fixed at the paper's 4. **When not:** otherwise: [`CosFace`](crate::proxy::CosFace) and [`ArcFace`](crate::proxy::ArcFace) train more easily.
    ///
    /// **Source:** Liu et al., *SphereFace: deep hypersphere embedding for face recognition*, CVPR 2017.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SphereFace};
    ///
    /// let cost = SphereFace::new(2.0)?.value(Rows::new(&[0.0_f64, 0.0], 2)?, &[0])?;
    /// assert!((cost - 6.0_f64.exp().ln_1p()).abs() < 1e-14); // a right angle counts as -3, twice, against 0
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SphereFaceLoss")]
    #[doc(alias = "A_softmax")]
    #[claims(nonnegative, permutation_equivariant)]
    pub loss SphereFace(
        /// The cosine of the angle to each class.
        cosines: input[K] in -1.0..=1.0,
        /// The true class.
        label: index(K),
        /// What cosines are multiplied by.
        scale: param = 64.0 in 0.0<..,
    ) {
        let c = cosines[label];
        let twice = 2 * c * c - 1;
        let folded = 2 * twice * twice - 1;
        // On from 1 down to -7, where the cosine of four times the angle would rise again.
        let own = if c >= sqrt(0.5) { folded } else if c >= 0 { -folded - 2 } else if c >= -sqrt(0.5) { folded - 4 } else { -folded - 6 };
        -log_softmax(scale * (if position::<K>() == label { own } else { cosines }))[label]
    }

    /// Sub-centre ArcFace: a class has several rows, of which the nearest counts.
    ///
    /// ```text
    /// near     = max over s of cosines[:, s]
    /// θ        = acos(near[label])
    /// own      = cos(θ + margin)                    where θ < π - margin
    ///            near[label] - margin sin(margin)   elsewhere
    /// loss     = -log_softmax(scale (near, with own at the label))[label]
    /// ```
    ///
    /// * **Shapes:** K times S cosines a sample, `Rows::with_shape(&x, [K, S])`: of an embedding to each row of each class; and one label.
    /// * **Domain:** cosines in \[-1, 1\]; labels 0 to K - 1, checked. Unit: nats.
    /// * **Kinks:** where two rows of a class are equally near: they share the gradient; those of [`ArcFace`](crate::proxy::ArcFace).
    /// * **Output layer:** the product of rows and class rows, all of length 1.
    ///
    /// **When:** labels are noisy or classes fall into several clusters: hard and false samples gather at rows of their own. **When not:** labels are clean: [`ArcFace`](crate::proxy::ArcFace).
    ///
    /// **Source:** Deng et al., *Sub-center ArcFace: boosting face recognition by large-scale noisy web faces*, ECCV 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SubCenterArcFace};
    ///
    /// let right_angle = std::f64::consts::FRAC_PI_2;
    /// let cosines = [0.6, -0.5, 0.0, -1.0]; // two classes of two rows
    /// let cost = SubCenterArcFace::new(right_angle, 2.0, 1e-7)?.value(Rows::with_shape(&cosines, [2, 2])?, &[0])?;
    /// assert!((cost - (1.6_f64).exp().ln_1p()).abs() < 1e-14); // cos(θ + 90°) = -sin(θ) = -0.8
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SubCenterArcFaceLoss")]
    #[claims(nonnegative, permutation_equivariant)]
    pub loss SubCenterArcFace(
        /// The cosine of the angle to each row of each class.
        cosines: input[K, S] in -1.0..=1.0,
        /// The true class.
        label: index(K),
        /// What is added to the angle of the true class, in radians.
        margin: param = 0.5 in 0.0..=PI,
        /// What cosines are multiplied by.
        scale: param = 64.0 in 0.0<..,
        /// The least that counts as the square of a sine.
        epsilon: param = 1e-7 in 0.0<..,
    ) {
        let near = max::<S>(cosines);
        let c = near[label];
        let sine = sqrt(max((1 - c) * (1 + c), epsilon));
        let own = if c > -cos(margin) { c * cos(margin) - sine * sin(margin) } else { c - margin * sin(margin) };
        -log_softmax(scale * (if position::<K>() == label { own } else { near }))[label]
    }

    /// SoftTriple: a class has several rows, of which softly the nearest counts.
    ///
    /// ```text
    /// near[k]  = sum over s of softmax(cosines[k, :] / softness)[s] cosines[k, s]
    /// loss     = -log_softmax(scale (near - margin one_hot(label)))[label]
    /// ```
    ///
    /// * **Shapes:** K times S cosines a sample, `Rows::with_shape(&x, [K, S])`: of an embedding to each row of each class; and one label.
    /// * **Domain:** cosines in \[-1, 1\]; labels 0 to K - 1, checked. Unit: nats. **Kinks:** none.
    /// * **Output layer:** the product of rows and class rows, all of length 1.
    ///
    /// **When:** classes fall into clusters, and triplets should not have to be drawn. The paper adds a penalty that merges rows of one class; write it beside this. **When not:** one row a class is enough: [`CosFace`](crate::proxy::CosFace).
    ///
    /// **Source:** Qian et al., *SoftTriple loss: deep metric learning without triplet sampling*, ICCV 2019.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SoftTriple};
    ///
    /// let cosines = [0.5_f64, 0.5, 0.0, 0.0]; // two classes of two rows
    /// let cost = SoftTriple::new(0.5, 2.0, 0.1)?.value(Rows::with_shape(&cosines, [2, 2])?, &[0])?;
    /// assert!((cost - 2.0_f64.ln()).abs() < 1e-15); // both are 0
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SoftTripleLoss")]
    #[claims(nonnegative, permutation_equivariant, differentiable)]
    pub loss SoftTriple(
        /// The cosine of the angle to each row of each class.
        cosines: input[K, S] in -1.0..=1.0,
        /// The true class.
        label: index(K),
        /// What is taken from the cosine of the true class.
        margin: param = 0.01 in 0.0..,
        /// What cosines are multiplied by.
        scale: param = 20.0 in 0.0<..,
        /// How far from the nearest row others still count.
        softness: param = 0.1 in 0.0<..,
    ) {
        let near = sum::<S>(softmax::<S>(cosines / softness) * cosines);
        -log_softmax(scale * (if position::<K>() == label { near - margin } else { near }))[label]
    }

    /// Probability-to-similarity loss: the cosine to the own class should be 1, to all others 0.
    ///
    /// ```text
    /// loss     = mean over k of (cosines[k] - one_hot(label)[k])²
    /// gradient = 2 (cosines - one_hot(label)) / K
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K cosines, of an embedding to the row of each class, and one label a row; a row a sample.
    /// * **Domain:** cosines in \[-1, 1\]; labels 0 to K - 1, checked. Unit: none. **Kinks:** none.
    /// * **Output layer:** the product of rows and class rows, all of length 1.
    ///
    /// **When:** scores are compared with a threshold (speakers, spoofed voices), and no scale or margin should be searched for. **When not:** classes are many: each counts 1/K.
    ///
    /// **Source:** Zhang et al., *P2SGrad: refined gradients for optimizing deep face models*, CVPR 2019, of which this is the loss; Wang and Yamagishi, Interspeech 2021.
    ///
    /// ```
    /// use loss_core::{Rows, losses::P2sGrad};
    ///
    /// let (cost, gradient) = P2sGrad.value_and_grad(Rows::new(&[0.5, -0.5], 2)?, &[0])?;
    /// assert_eq!((cost, gradient), (0.25, vec![-0.5, -0.5]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "P2SGradLoss")]
    #[claims(convex, nonnegative, permutation_equivariant, differentiable)]
    pub loss P2sGrad(
        /// The cosine of the angle to each class.
        cosines: input[K] in -1.0..=1.0,
        /// The true class.
        label: index(K),
    ) {
        sum(powi(cosines - one_hot(label), 2)) / len::<K>()
    }
}
