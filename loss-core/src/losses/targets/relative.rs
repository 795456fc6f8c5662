//! Relative errors: a factor matters, not a difference.
//!
//! | loss | too high by a factor of 2 | too low by it | at targets next to 0 |
//! |---|---|---|---|
//! | [`AbsolutePercentageError`] | 100 | 50 | enormous |
//! | [`SymmetricPercentageError`] | 67 | 67 | 200, whatever the prediction |
//! | [`LogRatio`] | ln(2)² | ln(2)² | enormous |
//! | [`SquaredLogarithmicError`] | as too low, for targets far above 1 | ln(2)² | like the squared error |
//!
//! [`ScaleInvariantLog`] forgives a factor that all places of a picture have in common.
//!
//! Where the model can put out the logarithm itself, a loss of [`regression`](crate::regression) on logarithms is convex, and needs no domain.

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
        // Divided first: a hundred times a large residual is beyond the numbers before its share is.
        abs(prediction - target) * (100 / max(abs(target), epsilon))
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
    /// **When:** growth or demand is predicted, and a factor matters, not a difference. **When not:** the model can predict the logarithm itself: then [`MeanSquaredError`](crate::regression::MeanSquaredError) on logarithms is convex.
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

    /// Symmetric absolute percentage error: the residual in percent of the mean size of the two.
    ///
    /// ```text
    /// loss     = 200 |prediction - target| / (|prediction| + |target|),  0 where both are 0
    /// gradient = 400 |target| sign(prediction - target) / (|prediction| + |target|)²   where both have one sign, else 0
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** percent, between 0 and 200. Any real numbers.
    /// * **Kinks:** at a match, and where the prediction is 0; the gradient at a match is 0. Not convex.
    /// * **Output layer:** linear, or positive.
    ///
    /// **When:** forecasts are judged by it, and targets may be 0. **When not:** signs differ, or a target is 0: the loss is 200 whatever the prediction, without a gradient. [`LogRatio`] has one everywhere.
    ///
    /// **Source:** Armstrong, *Long-Range Forecasting* (1985); in this form Makridakis and Hibon, *The M3-competition*, International Journal of Forecasting 16 (2000).
    ///
    /// ```
    /// use loss_core::losses::SymmetricPercentageError;
    ///
    /// let cost = SymmetricPercentageError.value(&[3.0, 0.0], &[1.0, 0.0])?;
    /// assert_eq!(cost, 50.0); // (200 * 2 / 4 + 0) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SMAPE")]
    #[doc(alias = "SymmetricMeanAbsolutePercentageError")]
    #[claims(nonnegative, symmetric, zero_at_match)]
    pub loss SymmetricPercentageError(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
    ) {
        let size = abs(prediction) + abs(target);
        // Written out where signs differ: the two terms of the gradient cancel there, but for their rounding.
        let smooth = if prediction * target < 0 { 200 } else { 200 * (abs(prediction - target) / size) };
        if size > 0 { smooth } else { 0 }
    }

    /// Squared logarithm of the ratio of prediction and target.
    ///
    /// ```text
    /// d        = ln(prediction / target)
    /// loss     = d²
    /// gradient = 2 d / prediction
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** none. **Domain:** both above 0. Twice too high costs what twice too low does.
    /// * **Kinks:** none. Not convex beyond e times the target.
    /// * **Output layer:** one that gives positive numbers: softplus, exponential.
    ///
    /// **When:** positive targets over orders of magnitude, each factor counting alike. **When not:** targets may be 0: [`SquaredLogarithmicError`]; the model can put out the logarithm:
    /// [`MeanSquaredError`](crate::regression::MeanSquaredError) on logarithms.
    ///
    /// **Source:** Tofallis, *A better measure of relative prediction accuracy for model selection and model estimation*, Journal of the Operational Research Society 66 (2015).
    ///
    /// ```
    /// use loss_core::losses::LogRatio;
    ///
    /// let cost = LogRatio.value(&[2.0_f64, 1.0], &[1.0, 2.0])?;
    /// assert!((cost - 2.0_f64.ln().powi(2)).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "log_ratio")]
    #[doc(alias = "squared_log_error")]
    #[claims(nonnegative, zero_at_match, differentiable)]
    pub loss LogRatio(
        /// What the model says.
        prediction: input in 0.0<..,
        /// What is true.
        target: data in 0.0<..,
    ) {
        powi(ln(prediction / target), 2)
    }

    /// Scale-invariant logarithmic error: ratios within a picture, whatever their common factor.
    ///
    /// ```text
    /// d        = ln(prediction / target)
    /// loss     = mean(d²) - lambda mean(d)²
    /// gradient = 2 (d - lambda mean(d)) / (P prediction)
    /// ```
    ///
    /// * **Shapes:** rows of P places (pixels); a sample is a row.
    /// * **Unit:** none. **Domain:** both above 0. **Kinks:** none.
    /// * **Options:** `lambda` 0 is the mean of [`LogRatio`], 1 does not see a common factor at all.
    /// * **Output layer:** one that gives positive numbers.
    ///
    /// **When:** depth from one picture, whose scale cannot be known. **When not:** the scale is what is asked for.
    ///
    /// **Source:** Eigen, Puhrsch and Fergus, *Depth map prediction from a single image using a multi-scale deep network*, NeurIPS 2014.
    ///
    /// ```
    /// use loss_core::{Rows, losses::ScaleInvariantLog};
    ///
    /// let (prediction, target) = ([2.0_f64, 4.0], [1.0, 2.0]); // twice as deep everywhere
    /// let cost = ScaleInvariantLog::default().value(Rows::new(&prediction, 2)?, Rows::new(&target, 2)?)?;
    /// assert!((cost - 2.0_f64.ln().powi(2) / 2.0).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SILog")]
    #[doc(alias = "SILogLoss")]
    #[claims(nonnegative, differentiable)]
    pub loss ScaleInvariantLog(
        /// The predicted depth of each place.
        prediction: input[P] in 0.0<..,
        /// The true one.
        target: data[P] in 0.0<..,
        /// How much of a common factor is forgiven.
        lambda: param = 0.5 in 0.0..=1.0,
    ) {
        let d = ln(prediction / target);
        let common = mean(d);
        // The variance and what is left of the mean: neither cancels.
        mean(powi(d - common, 2)) + (1 - lambda) * common * common
    }
}
