//! Two samples: whether two batches come from one distribution, without a critic that is trained.
//!
//! | loss | compares | knobs |
//! |---|---|---|
//! | [`MeanDiscrepancy`] | all moments, through a Gaussian kernel | its width |
//! | [`EnergyDistance`] | all moments, through distances | none |
//! | [`CorrelationAlignment`] | covariances | none |
//!
//! They serve domain adaptation and generators. Rows of the two batches are not paired, and their numbers may differ. With a critic: [`adversarial`](crate::adversarial).

crate::loss! {
    /// Maximum mean discrepancy with a Gaussian kernel, squared.
    ///
    /// ```text
    /// k(a, b)  = exp(-|a - b|² / (2 width²))
    /// loss     = mean of k over pairs of x + mean of k over pairs of y - 2 mean of k over x and y
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and one of J rows. The value is that of the two batches. Two gradients. Costs (I + J)² D.
    /// * **Unit:** none, between 0 and 2. **Kinks:** none. A row is a pair with itself, so that the value is never below 0 (the biased estimate).
    /// * **Output layer:** linear.
    ///
    /// **When:** features of two domains should be alike; generators of small data. **When not:** `width` is far from the distances that there are: every kernel is 0 or 1, and the gradient is 0. The median distance is a good start; add the losses of several widths.
    ///
    /// **Source:** Gretton et al., *A kernel two-sample test*, JMLR 13 (2012).
    ///
    /// ```
    /// use loss_core::{Rows, losses::MeanDiscrepancy};
    ///
    /// let cost = MeanDiscrepancy::new(1.0)?.value(Rows::new(&[0.0_f64], 1)?, Rows::new(&[2.0], 1)?)?;
    /// assert!((cost - (2.0 - 2.0 * (-2.0_f64).exp())).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MMD")]
    #[doc(alias = "maximum_mean_discrepancy")]
    #[claims(differentiable)]
    pub batch loss MeanDiscrepancy(
        /// One sample of the first batch a row.
        x: input[I, D],
        /// One of the second.
        y: input[J, D],
        /// The distance at which rows are half forgotten.
        width: param = 1.0 in 0.0<..,
    ) {
        let s = 2 * width * width;
        let within = mean::<I>(mean::<K>(exp(-sum::<D>(powi(x - rename::<I, K>(x), 2)) / s)));
        let among = mean::<J>(mean::<L>(exp(-sum::<D>(powi(y - rename::<J, L>(y), 2)) / s)));
        within + among - 2 * mean::<I>(mean::<J>(exp(-sum::<D>(powi(x - y, 2)) / s)))
    }

    /// Energy distance: how much farther rows are from the other batch than from their own.
    ///
    /// ```text
    /// loss     = 2 mean of |x - y| - mean of |x - x'| - mean of |y - y'|
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and one of J rows. The value is that of the two batches. Two gradients. Costs (I + J)² D.
    /// * **Unit:** that of a distance. **Kinks:** where two rows coincide: nothing comes of that pair. A row is a pair with itself, so that the value is never below 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** as [`MeanDiscrepancy`], without a width to choose. With one row in `y` it is the energy score of the forecasts `x`. **When not:** coordinates have different units: scale them first.
    ///
    /// **Source:** Székely and Rizzo, *Energy statistics: a class of statistics based on distances*, Journal of Statistical Planning and Inference 143 (2013).
    ///
    /// ```
    /// use loss_core::{Rows, losses::EnergyDistance};
    ///
    /// let (x, y) = ([0.0, 2.0], [1.0]);
    /// assert_eq!(EnergyDistance.value(Rows::new(&x, 1)?, Rows::new(&y, 1)?)?, 1.0); // 2 · 1 - (0 + 2 + 2 + 0) / 4
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "energy_score")]
    pub batch loss EnergyDistance(
        /// One sample of the first batch a row.
        x: input[I, D],
        /// One of the second.
        y: input[J, D],
    ) {
        let within = mean::<I>(mean::<K>(norm::<D>(x - rename::<I, K>(x))));
        let among = mean::<J>(mean::<L>(norm::<D>(y - rename::<J, L>(y))));
        2 * mean::<I>(mean::<J>(norm::<D>(x - y))) - within - among
    }

    /// Correlation alignment: the covariances of two batches should agree.
    ///
    /// ```text
    /// S, T     = the covariances of x and y, divided by one less than their rows
    /// loss     = sum of (S - T)² / (4 D²)
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, and one of J rows. The value is that of the two batches. Two gradients. Costs (I + J) D².
    /// * **Unit:** that of a feature, to the fourth power. **Kinks:** none. The covariance of a single row is 0.
    /// * **Output layer:** linear: means are not compared.
    ///
    /// **When:** features of a labelled domain should serve another one: beside the cross-entropy. **When not:** the domains differ by more than scale and correlation: [`MeanDiscrepancy`].
    ///
    /// **Source:** Sun and Saenko, *Deep CORAL: correlation alignment for deep domain adaptation*, ECCV workshops 2016.
    ///
    /// ```
    /// use loss_core::{Rows, losses::CorrelationAlignment};
    ///
    /// let (x, y) = ([0.0, 2.0], [0.0, 4.0]); // variances 2 and 8
    /// assert_eq!(CorrelationAlignment.value(Rows::new(&x, 1)?, Rows::new(&y, 1)?)?, 9.0); // 6² / 4
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CORAL")]
    #[claims(nonnegative, differentiable)]
    pub batch loss CorrelationAlignment(
        /// One sample of the first batch a row.
        x: input[I, D],
        /// One of the second.
        y: input[J, D],
    ) {
        let a = x - mean::<I>(x);
        let b = y - mean::<J>(y);
        let s = dot::<I>(a, rename::<D, E>(a)) / max(len::<I>() - 1, 1);
        let t = dot::<J>(b, rename::<D, E>(b)) / max(len::<J>() - 1, 1);
        sum::<D>(sum::<E>(powi(s - t, 2))) / (4 * len::<D>() * len::<D>())
    }
}
