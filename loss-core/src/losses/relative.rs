//! Relative errors: a factor matters, not a difference.
//!
//! | loss | too high by a factor of 2 | too low by it | at targets next to 0 |
//! |---|---|---|---|
//! | [`AbsolutePercentageError`] | 100 | 50 | enormous |
//! | [`SquaredLogarithmicError`] | as too low, for targets far above 1 | ln(2)² | like the squared error |
//!
//! Where the model can put out the logarithm itself, a loss of [`regression`](super::regression) on logarithms is convex, and needs no domain.

crate::loss! {
    /// Absolute percentage error: the residual in percent of the target.
    ///
    /// ```text
    /// loss     = 100 |prediction - target| / max(|target|, epsilon)
    /// gradient = 100 sign(prediction - target) / max(|target|, epsilon)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** percent. Any real numbers; a target closer to 0 than `epsilon` counts as `epsilon`.
    /// * **Kinks:** at a match, where the gradient is 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** targets span orders of magnitude and relative errors are what is judged.
    /// **When not:** targets come near 0, where a sample outweighs all others; and mind that it favours low predictions, which cannot be off by more than 100 %. [`SquaredLogarithmicError`] is even-handed.
    ///
    /// **Source:** Makridakis, *Accuracy measures: theoretical and practical concerns*, International Journal of Forecasting 9 (1993).
    ///
    /// ```
    /// use loss_core::losses::AbsolutePercentageError;
    ///
    /// let cost = AbsolutePercentageError::default().value(&[90.0, 11.0], &[100.0, 10.0])?;
    /// assert_eq!(cost, 10.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MAPE")]
    #[doc(alias = "MeanAbsolutePercentageError")]
    #[doc(alias = "mean_absolute_percentage_error")]
    #[claims(convex, nonnegative)]
    pub loss AbsolutePercentageError(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The least size a target counts with.
        epsilon: param = 1e-7 in 0.0<..,
    ) {
        100 * abs(prediction - target) / max(abs(target), epsilon)
    }

    /// Squared logarithmic error: the square of the logarithm of a ratio.
    ///
    /// ```text
    /// d        = ln(1 + prediction) - ln(1 + target)
    /// loss     = d²
    /// gradient = 2 d / (1 + prediction)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** none. **Domain:** both above -1, in use from 0: counts, prices, durations. Nothing is clipped.
    /// * **Kinks:** none. Not convex in the far right.
    /// * **Output layer:** one that keeps predictions above -1: softplus, exponential.
    ///
    /// **When:** growth or demand is predicted, and a factor matters, not a difference. **When not:** the model can predict the logarithm itself: then [`MeanSquaredError`] on logarithms is convex.
    ///
    /// **Source:** Kaggle, *Bike Sharing Demand* (2014), as an evaluation; Keras `MeanSquaredLogarithmicError`.
    ///
    /// ```
    /// use loss_core::losses::SquaredLogarithmicError;
    ///
    /// let cost = SquaredLogarithmicError.value(&[1.0_f64], &[0.0])?;
    /// assert!((cost - 2.0_f64.ln().powi(2)).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MSLE")]
    #[doc(alias = "MeanSquaredLogarithmicError")]
    #[doc(alias = "RMSLE")]
    #[claims(nonnegative, zero_at_match, differentiable)]
    pub loss SquaredLogarithmicError(
        /// What the model says.
        prediction: input in -1.0<..,
        /// What is true.
        target: data in -1.0<..,
    ) {
        // The logarithm of the ratio, as one: the difference of two would cancel near a match.
        powi(ln_1p((prediction - target) / (1 + target)), 2)
    }
}
