//! Regression: a prediction against a number.
//!
//! The three differ in what they estimate and in how far one wrong target can pull a fit.
//!
//! | loss | estimates | gradient of a residual r | choose it when |
//! |---|---|---|---|
//! | [`MeanSquaredError`] | the mean | 2 r | errors are light-tailed, and large ones matter more than in proportion |
//! | [`MeanAbsoluteError`] | the median | sign(r) | targets have outliers, or an error costs what it measures |
//! | [`Huber`] | between the two | clamp(r, -δ, δ) | outliers, but a smooth minimum is wanted: the usual robust choice |
//!
//! All three expect a *linear* output layer, and a target scaled to about one: the gradient of the first grows with the unit of
//! the target, and the threshold of the last is a number in that unit.

crate::loss! {
    /// Squared error: the square of the residual.
    ///
    /// ```text
    /// loss     = (prediction - target)²
    /// gradient = 2 (prediction - target)
    /// ```
    ///
    /// There is no factor ½, as in PyTorch and Keras; Optax's `l2_loss` is half of this.
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared. Any real numbers.
    /// * **Kinks:** none. Zero, with zero gradient, exactly at a match.
    /// * **Output layer:** linear.
    ///
    /// **When:** the mean of the target is wanted, as in least squares; noise is about Gaussian and of one size everywhere.
    /// **When not:** some targets are wrong or heavy-tailed, since one residual of 100 weighs as much as 10 000 of 1: take [`Huber`] or
    /// [`MeanAbsoluteError`]. On probabilities of a classifier the gradient vanishes where the classifier is sure and wrong:
    /// take a cross-entropy.
    ///
    /// **Source:** Legendre, *Nouvelles méthodes pour la détermination des orbites des comètes* (1805); Gauss, *Theoria motus* (1809).
    ///
    /// ```
    /// use loss_core::losses::MeanSquaredError;
    ///
    /// let (cost, gradient) = MeanSquaredError.value_and_grad(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 4.0, 2.0])?;
    /// assert_eq!(cost, 1.25); // (0 + 0 + 1 + 4) / 4
    /// assert_eq!(gradient, [0.0, 0.0, -0.5, 1.0]); // 2 r / 4
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MSE")]
    #[doc(alias = "MSELoss")]
    #[doc(alias = "mse_loss")]
    #[doc(alias = "mean_squared_error")]
    #[doc(alias = "squared_error")]
    #[doc(alias = "l2_loss")]
    #[claims(convex, strictly_convex, nonnegative, symmetric, zero_at_match, homogeneous = 2, differentiable)]
    pub loss MeanSquaredError(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
    ) {
        powi(prediction - target, 2)
    }

    /// Absolute error: the size of the residual.
    ///
    /// ```text
    /// loss     = |prediction - target|
    /// gradient = sign(prediction - target)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target. Any real numbers.
    /// * **Kinks:** at a match, where the gradient is 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** the median of the target is wanted; outliers are many or extreme, since every residual pulls with the same force.
    /// **When not:** the last digits matter: the gradient does not shrink near the minimum, so a fixed step size circles
    /// around it. [`Huber`] with a small `delta` keeps the robustness and gives the minimum a smooth bottom.
    ///
    /// **Source:** Boscovich (1757), Laplace (1793); Bloomfield and Steiger, *Least Absolute Deviations* (1983).
    ///
    /// ```
    /// use loss_core::losses::MeanAbsoluteError;
    ///
    /// let (cost, gradient) = MeanAbsoluteError.value_and_grad(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 4.0, 2.0])?;
    /// assert_eq!(cost, 0.75); // (0 + 0 + 1 + 2) / 4
    /// assert_eq!(gradient, [0.0, 0.0, -0.25, 0.25]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MAE")]
    #[doc(alias = "L1Loss")]
    #[doc(alias = "l1_loss")]
    #[doc(alias = "mean_absolute_error")]
    #[doc(alias = "absolute_error")]
    #[claims(convex, nonnegative, symmetric, zero_at_match, lipschitz = 1, homogeneous = 1)]
    pub loss MeanAbsoluteError(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
    ) {
        abs(prediction - target)
    }

    /// Huber loss: squared for small residuals, absolute for large ones.
    ///
    /// ```text
    /// r        = prediction - target
    /// loss     = r² / 2                 where |r| <= delta
    ///            delta (|r| - delta/2)  elsewhere
    /// gradient = clamp(r, -delta, delta)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared; `delta` is in the unit of the target.
    /// * **Kinks:** none in the value or the gradient; the second derivative steps from 1 to 0 at |r| = `delta` and is 1 there.
    /// * **Output layer:** linear.
    /// * **Limits:** `delta` → ∞ (allowed) is exactly half the squared error; for `delta` → 0, loss / `delta` tends to the absolute
    ///   error. Divided by `delta` it is PyTorch's smooth L1 with `beta = delta`.
    ///
    /// **When:** a regression with outliers, the usual first choice; `delta` is the residual from which a target counts as one, about 1.345
    /// standard deviations of the noise for 95 % of the efficiency of least squares on Gaussian noise.
    /// **When not:** the scale of the noise is unknown and cannot be estimated (take [`MeanAbsoluteError`]), or outliers should not
    /// count at all: here they pull with the force `delta`, however far out they are.
    ///
    /// **Source:** Huber, *Robust estimation of a location parameter*, Annals of Mathematical Statistics 35 (1964).
    ///
    /// ```
    /// use loss_core::losses::Huber;
    ///
    /// let huber = Huber::new(1.5)?;
    /// let (cost, gradient) = huber.value_and_grad(&[0.5, 3.0], &[0.0, 0.0])?;
    /// assert_eq!(cost, 1.75); // (0.5² / 2 + 1.5 * (3 - 0.75)) / 2
    /// assert_eq!(gradient, [0.25, 0.75]); // clamped to 1.5, over 2 samples
    ///
    /// assert!(Huber::new(-1.0).is_err());
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "HuberLoss")]
    #[doc(alias = "huber_loss")]
    #[doc(alias = "SmoothL1Loss")]
    #[doc(alias = "smooth_l1_loss")]
    #[claims(convex, nonnegative, symmetric, zero_at_match, lipschitz = delta, differentiable)]
    pub loss Huber(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The residual up to which the loss is squared, in the unit of the target.
        delta: param = 1.0 in 0.0<..,
    ) {
        let size = abs(prediction - target);
        if size <= delta { size * size / 2 } else { delta * (size - delta / 2) }
    }
}
