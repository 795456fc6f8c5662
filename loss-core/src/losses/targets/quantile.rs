//! Quantiles: too low costs other than too high, so that the fit is not the middle of the targets.
//!
//! | loss | estimates | gradient |
//! |---|---|---|
//! | [`Quantile`] | a quantile | two slopes |
//! | [`QuantileHuber`] | nearly a quantile | two slopes, a line between them |
//! | [`MultiQuantile`] | several quantiles | as [`Quantile`], of each |
//! | [`Expectile`] | an expectile | two slopes times the residual |
//!
//! Two models, or two outputs, of levels 0.05 and 0.95 make an interval that holds nine targets of ten.

crate::loss! {
    /// Quantile (pinball) loss: a quantile of the target instead of its mean.
    ///
    /// ```text
    /// e        = target - prediction
    /// loss     = max(tau e, (tau - 1) e)
    /// gradient = -tau       where the prediction is too low
    ///            1 - tau    where it is too high
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target. Any real numbers.
    /// * **Kinks:** at a match; the gradient there is the middle of the two, ½ - `tau`.
    /// * **Output layer:** linear.
    ///
    /// **When:** an interval is predicted (one model, or one output, for each `tau`), or too little costs other than too much. `tau` = ½ is half the absolute error.
    /// **When not:** the quantiles of several models must not cross: nothing here keeps them apart. A smooth relative is [`Expectile`].
    ///
    /// **Source:** Koenker and Bassett, *Regression quantiles*, Econometrica 46 (1978).
    ///
    /// ```
    /// use loss_core::losses::Quantile;
    ///
    /// let (cost, gradient) = Quantile::new(0.75)?.value_and_grad(&[0.0, 4.0], &[4.0, 0.0])?;
    /// assert_eq!((cost, gradient), (2.0, vec![-0.375, 0.125])); // (3 + 1) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "pinball_loss")]
    #[doc(alias = "QuantileLoss")]
    #[doc(alias = "reg_quantileerror")]
    #[claims(convex, nonnegative, lipschitz = 1, homogeneous = 1)]
    pub loss Quantile(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The quantile.
        tau: param = 0.5 in 0.0..=1.0,
    ) {
        let e = target - prediction;
        max(tau * e, (tau - 1) * e)
    }

    /// Expectile loss: least squares with two prices.
    ///
    /// ```text
    /// r        = prediction - target
    /// loss     = tau r²        where the prediction is too low
    ///            (1 - tau) r²  where it is too high
    /// gradient = 2 (the same factor) r
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared. Any real numbers.
    /// * **Kinks:** none in value or gradient; the second derivative steps at a match.
    /// * **Output layer:** linear.
    ///
    /// **When:** as [`Quantile`], and a smooth gradient is wanted: an expectile is to the mean what a quantile is to the median.
    /// **When not:** the share of targets below the prediction must be `tau`: that is the quantile.
    ///
    /// **Source:** Newey and Powell, *Asymmetric least squares estimation and testing*, Econometrica 55 (1987).
    ///
    /// ```
    /// use loss_core::losses::Expectile;
    ///
    /// let (cost, gradient) = Expectile::new(0.75)?.value_and_grad(&[0.0, 4.0], &[4.0, 0.0])?;
    /// assert_eq!((cost, gradient), (8.0, vec![-3.0, 1.0])); // (12 + 4) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "asymmetric_least_squares")]
    #[doc(alias = "reg_expectileerror")]
    #[claims(convex, strictly_convex, nonnegative, zero_at_match, homogeneous = 2, differentiable)]
    pub loss Expectile(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The price of too low a prediction; that of too high a one is 1 less it.
        tau: param = 0.5 in 0.0<..1.0,
    ) {
        let r = prediction - target;
        // Weighted first: the square of a large residual is beyond the numbers before its share is.
        (if r < 0 { tau } else { 1 - tau }) * r * r
    }

    /// Quantile loss with its corner rounded.
    ///
    /// ```text
    /// e        = target - prediction
    /// price    = tau where the prediction is too low, 1 - tau where it is too high
    /// loss     = price e² / (2 delta)        where |e| <= delta
    ///            price (|e| - delta / 2)     elsewhere
    /// gradient = -price clamp(e / delta, -1, 1)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, as `delta` is. Any real numbers.
    /// * **Kinks:** none in value or gradient; the second derivative steps at a match and at |e| = `delta`.
    /// * **Output layer:** linear.
    ///
    /// **When:** as [`Quantile`], by a method that wants a gradient that vanishes at a match: distributional reinforcement learning, boosting. **When not:** the quantile must be exact: the rounding moves it by up to
    /// `delta`.
    ///
    /// **Source:** Dabney et al., *Distributional reinforcement learning with quantile regression*, AAAI 2018.
    ///
    /// ```
    /// use loss_core::losses::QuantileHuber;
    ///
    /// let (cost, gradient) = QuantileHuber::new(0.75, 2.0)?.value_and_grad(&[0.0, 1.0], &[4.0, 0.0])?;
    /// assert_eq!((cost, gradient), (1.15625, vec![-0.375, 0.0625])); // (0.75 * 3 + 0.25 / 4) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "quantile_huber_loss")]
    #[doc(alias = "QR_DQN")]
    #[claims(convex, nonnegative, zero_at_match, lipschitz = 1, differentiable)]
    pub loss QuantileHuber(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The quantile.
        tau: param = 0.5 in 0.0..=1.0,
        /// Up to where the corner is rounded.
        delta: param = 1.0 in 0.0<..,
    ) {
        let e = target - prediction;
        let size = abs(e);
        (if e < 0 { 1 - tau } else { tau }) * (if size <= delta { size * size / (2 * delta) } else { size - delta / 2 })
    }

    /// Several quantiles of one target at once.
    ///
    /// ```text
    /// e[q]     = target - prediction[q]
    /// loss     = mean over q of max(tau[q] e[q], (tau[q] - 1) e[q])
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of Q predictions, a target a row. `tau` has Q numbers, or one for all.
    /// * **Unit:** that of the target. Any real numbers.
    /// * **Kinks:** where a prediction is the target; the gradient there is the middle of the two slopes.
    /// * **Output layer:** linear. Nothing keeps the quantiles in order: sums of softplus do.
    ///
    /// **When:** one model gives an interval, or a whole distribution: with many evenly spaced `tau`, twice this is the continuous ranked probability score. **When not:** one quantile is enough: [`Quantile`].
    ///
    /// **Source:** Koenker and Bassett, *Regression quantiles*, Econometrica 46 (1978); Wen et al., *A multi-horizon quantile recurrent forecaster* (2017).
    ///
    /// ```
    /// use loss_core::{Rows, losses::MultiQuantile};
    ///
    /// let interval = MultiQuantile::new([0.25, 0.75])?;
    /// let (cost, gradient) = interval.value_and_grad(Rows::new(&[1.0, 4.0], 2)?, &[2.0])?;
    /// assert_eq!((cost, gradient), (0.375, vec![-0.125, 0.125])); // (0.25 * 1 + 0.25 * 2) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "multi_quantile_loss")]
    #[doc(alias = "MQLoss")]
    #[claims(convex, nonnegative, lipschitz = 1, homogeneous = 1)]
    pub loss MultiQuantile(
        /// The quantiles that the model says.
        prediction: input[Q],
        /// What is true.
        target: data,
        /// Which quantiles they are.
        tau: param[Q] = 0.5 in 0.0..=1.0,
    ) {
        let e = target - prediction;
        mean(max(tau * e, (tau - 1) * e))
    }
}
