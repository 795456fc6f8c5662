//! Regression: a prediction against a number.
//!
//! They differ in what they estimate and in how far one wrong target can pull a fit.
//!
//! | loss | estimates | gradient of a residual r | choose it when |
//! |---|---|---|---|
//! | [`MeanSquaredError`], [`HalfSquaredError`], [`RootMeanSquaredError`] | the mean | 2 r, r, r / (N RMSE) | errors are light-tailed, and large ones matter more than in proportion |
//! | [`MeanAbsoluteError`] | the median | sign(r) | targets have outliers, or an error costs what it measures |
//! | [`Huber`], [`SmoothL1`], [`LogCosh`] | between the two | clamp(r, -δ, δ), clamp(r/β, -1, 1), tanh(r) | outliers, but a smooth minimum is wanted: the usual robust choice |
//!
//! Chapters of their own: a quantile instead of the middle, [`quantile`](crate::quantile); a factor instead of a difference, [`relative`](crate::relative); powers, tubes and
//! angles, [`distance`](crate::distance). Where an outlier should stop pulling altogether, see [`robust`](crate::robust); where the noise has a known
//! distribution, [`likelihood`](crate::likelihood).
//!
//! They expect a *linear* output layer unless they say otherwise, and a target scaled to about one: the gradient of the squared error grows
//! with the unit of the target, and thresholds are numbers in that unit.

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

    /// Half the squared error: the residual is its gradient.
    ///
    /// ```text
    /// loss     = (prediction - target)² / 2
    /// gradient = prediction - target
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared. Any real numbers.
    /// * **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** as [`MeanSquaredError`], where the factor ½ is expected: Optax, XGBoost and LightGBM have it, PyTorch and Keras do not.
    /// **When not:** some targets are wrong or heavy-tailed: take [`Huber`].
    ///
    /// **Source:** Legendre (1805); Gauss, *Theoria motus* (1809).
    ///
    /// ```
    /// use loss_core::losses::HalfSquaredError;
    ///
    /// let (cost, gradient) = HalfSquaredError.value_and_grad(&[1.0, 4.0], &[1.0, 2.0])?;
    /// assert_eq!((cost, gradient), (1.0, vec![0.0, 1.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "l2_loss")]
    #[doc(alias = "reg_squarederror")]
    #[claims(convex, strictly_convex, nonnegative, symmetric, zero_at_match, homogeneous = 2, differentiable)]
    pub loss HalfSquaredError(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
    ) {
        let r = prediction - target;
        // Halved first: the square of a large residual is beyond the numbers before its half is.
        r / 2 * r
    }

    /// Root of the mean squared error, of a whole batch.
    ///
    /// ```text
    /// loss     = sqrt(mean((prediction - target)²))
    /// gradient = (prediction - target) / (N loss)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length N. The value is that of the whole batch: there is no reduction to choose.
    /// * **Unit:** that of the target. Any real numbers.
    /// * **Kinks:** where every residual is 0; the gradient there is 0, not 0 / 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** a figure in the unit of the target is reported. **When not:** training on small batches: the root of a mean is no mean of roots, so the gradient depends on how samples are grouped. [`MeanSquaredError`] has the same minimum.
    ///
    /// **Source:** folklore; Hyndman and Koehler, *Another look at measures of forecast accuracy*, International Journal of Forecasting 22 (2006), on its use.
    ///
    /// ```
    /// use loss_core::losses::RootMeanSquaredError;
    ///
    /// let (cost, gradient) = RootMeanSquaredError.value_and_grad(&[1.0, 5.0], &[1.0, 5.0])?;
    /// assert_eq!((cost, gradient), (0.0, vec![0.0, 0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "RMSE")]
    #[doc(alias = "rmse_loss")]
    #[claims(convex, nonnegative, homogeneous = 1)]
    pub batch loss RootMeanSquaredError(
        /// What the model says.
        prediction: input[N],
        /// What is true.
        target: data[N],
    ) {
        sqrt(mean(powi(prediction - target, 2)))
    }

    /// Smooth L1: the absolute error with a rounded tip.
    ///
    /// ```text
    /// r        = prediction - target
    /// loss     = r² / (2 beta)    where |r| < beta
    ///            |r| - beta / 2   elsewhere
    /// gradient = clamp(r / beta, -1, 1)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, as `beta` is.
    /// * **Kinks:** none, but for `beta` = 0 (allowed), which is exactly [`MeanAbsoluteError`].
    /// * **Output layer:** linear.
    ///
    /// **When:** regression of boxes, or wherever the absolute error is meant and only its tip disturbs. It is [`Huber`] divided by `beta`, so its slope stays within 1 whatever `beta` is.
    /// **When not:** the slope should grow with the threshold: take [`Huber`].
    ///
    /// **Source:** Girshick, *Fast R-CNN*, ICCV 2015.
    ///
    /// ```
    /// use loss_core::losses::SmoothL1;
    ///
    /// let (cost, gradient) = SmoothL1::new(1.0)?.value_and_grad(&[0.5, 3.0], &[0.0, 0.0])?;
    /// assert_eq!((cost, gradient), (1.3125, vec![0.25, 0.5])); // (0.125 + 2.5) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "SmoothL1Loss")]
    #[doc(alias = "smooth_l1_loss")]
    #[claims(convex, nonnegative, symmetric, zero_at_match, lipschitz = 1)]
    #[specialise(beta = 1.0)]
    pub loss SmoothL1(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The residual at which the parabola ends.
        beta: param = 1.0 in 0.0..,
    ) {
        let size = abs(prediction - target);
        if size < beta { size * size / (2 * beta) } else { size - beta / 2 }
    }

    /// Log-cosh: a parabola that turns into the absolute error, smooth to all orders.
    ///
    /// ```text
    /// loss     = ln(cosh(prediction - target))
    /// gradient = tanh(prediction - target)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** none: a residual of 1 is where the parabola bends, so scale the target. Any real numbers, without overflow.
    /// * **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** robust like [`Huber`] with `delta` = 1, and a second derivative that never jumps is wanted (boosting, Newton steps).
    /// **When not:** the bend should lie elsewhere: take [`PseudoHuber`](crate::robust::PseudoHuber), which has a parameter.
    ///
    /// **Source:** Green, *Bayesian reconstructions from emission tomography data using a modified EM algorithm*, IEEE Transactions on Medical Imaging 9 (1990).
    ///
    /// ```
    /// use loss_core::losses::LogCosh;
    ///
    /// let (cost, gradient) = LogCosh.value_and_grad(&[0.0, 1000.0], &[0.0, 0.0])?;
    /// assert_eq!(cost, (1000.0 - 2.0_f64.ln()) / 2.0); // cosh(1000) is no number
    /// assert_eq!(gradient, [0.0, 0.5]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "log_cosh")]
    #[claims(convex, nonnegative, symmetric, zero_at_match, lipschitz = 1, differentiable)]
    pub loss LogCosh(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
    ) {
        ln(cosh(prediction - target))
    }
}
