//! Regression: a prediction against a number.
//!
//! They differ in what they estimate and in how far one wrong target can pull a fit.
//!
//! | loss | estimates | gradient of a residual r | choose it when |
//! |---|---|---|---|
//! | [`MeanSquaredError`] | the mean | 2 r | errors are light-tailed, and large ones matter more than in proportion |
//! | [`MeanAbsoluteError`] | the median | sign(r) | targets have outliers, or an error costs what it measures |
//! | [`Huber`], [`SmoothL1`], [`LogCosh`] | between the two | clamp(r, -δ, δ), clamp(r/β, -1, 1), tanh(r) | outliers, but a smooth minimum is wanted: the usual robust choice |
//! | [`Quantile`], [`Expectile`] | a quantile, an expectile | two slopes | too low costs other than too high; intervals |
//! | [`EpsilonInsensitive`] | a tube round the target | 0 inside | small errors do not matter |
//! | [`AbsolutePercentageError`], [`SquaredLogarithmicError`] | a relative error | falls with the target | targets span orders of magnitude |
//! | [`Periodic`] | an angle | sine | a whole period off is right |
//!
//! Where an outlier should stop pulling altogether, see [`robust`](super::robust); where the noise has a known distribution,
//! [`likelihood`](super::likelihood).
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
        powi(prediction - target, 2) / 2
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
    /// **When not:** the bend should lie elsewhere: take [`PseudoHuber`], which has a parameter.
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

    /// A power of the residual.
    ///
    /// ```text
    /// r        = prediction - target
    /// loss     = |r|^p
    /// gradient = p sign(r) |r|^(p - 1)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, to the power p. Any real numbers.
    /// * **Kinks:** at a match for `p` <= 1. Convex where `p` >= 1; below 1 the slope at a match is infinite on both sides, and 0 is returned at the match itself.
    /// * **Output layer:** linear.
    ///
    /// **When:** something between the absolute (1) and the squared error (2), or beyond either, is meant. **When not:** `p` is 1 or 2: [`MeanAbsoluteError`] and [`MeanSquaredError`] cost a tenth.
    ///
    /// **Source:** Gentleman, *Robust estimation of multivariate location by minimizing p-th power deviations* (1965).
    ///
    /// ```
    /// use loss_core::losses::PowerError;
    ///
    /// let cost = PowerError::new(3.0)?.value(&[1.0, 2.0], &[0.0, 0.0])?;
    /// assert!((cost - 4.5).abs() < 1e-14); // (1 + 8) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "Lp")]
    #[doc(alias = "LpLoss")]
    #[doc(alias = "LPDistLoss")]
    #[claims(nonnegative, symmetric)]
    #[specialise(p = 2.0, p = 1.0)]
    pub loss PowerError(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The power.
        p: param = 2.0 in 0.0<..,
    ) {
        pow(abs(prediction - target), p)
    }

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
        (if r < 0 { tau } else { 1 - tau }) * powi(r, 2)
    }

    /// Epsilon-insensitive loss: the absolute error beyond a tolerance.
    ///
    /// ```text
    /// r        = prediction - target
    /// loss     = max(|r| - epsilon, 0)
    /// gradient = sign(r)  where |r| > epsilon, else 0
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, as `epsilon` is.
    /// * **Kinks:** at |r| = `epsilon`, where the gradient is 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** errors below `epsilon` do not matter: support vector regression. **When not:** every error matters: [`MeanAbsoluteError`] is this with `epsilon` = 0.
    ///
    /// **Source:** Vapnik, *The Nature of Statistical Learning Theory* (1995).
    ///
    /// ```
    /// use loss_core::losses::EpsilonInsensitive;
    ///
    /// let (cost, gradient) = EpsilonInsensitive::new(0.5)?.value_and_grad(&[0.25, 2.0], &[0.0, 0.0])?;
    /// assert_eq!((cost, gradient), (0.75, vec![0.0, 0.5]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "L1EpsilonInsLoss")]
    #[doc(alias = "svr_loss")]
    #[claims(convex, nonnegative, symmetric, zero_at_match, lipschitz = 1)]
    pub loss EpsilonInsensitive(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// What a residual may be without cost.
        epsilon: param = 0.1 in 0.0..,
    ) {
        relu(abs(prediction - target) - epsilon)
    }

    /// The square of the error beyond a tolerance.
    ///
    /// ```text
    /// r        = prediction - target
    /// loss     = max(|r| - epsilon, 0)²
    /// gradient = 2 max(|r| - epsilon, 0) sign(r)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared; `epsilon` has that of the target.
    /// * **Kinks:** none; the second derivative steps at |r| = `epsilon`.
    /// * **Output layer:** linear.
    ///
    /// **When:** as [`EpsilonInsensitive`], with light-tailed errors and a smooth gradient. **When not:** targets have outliers.
    ///
    /// **Source:** Vapnik, *The Nature of Statistical Learning Theory* (1995).
    ///
    /// ```
    /// use loss_core::losses::SquaredEpsilonInsensitive;
    ///
    /// let (cost, gradient) = SquaredEpsilonInsensitive::new(0.5)?.value_and_grad(&[0.25, 2.5], &[0.0, 0.0])?;
    /// assert_eq!((cost, gradient), (2.0, vec![0.0, 2.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "L2EpsilonInsLoss")]
    #[claims(convex, nonnegative, symmetric, zero_at_match, differentiable)]
    pub loss SquaredEpsilonInsensitive(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// What a residual may be without cost.
        epsilon: param = 0.1 in 0.0..,
    ) {
        powi(relu(abs(prediction - target) - epsilon), 2)
    }

    /// Logistic distance: the negative log-likelihood of logistic noise.
    ///
    /// ```text
    /// r        = prediction - target
    /// loss     = 2 ln(cosh(r / 2))   (= |r| + 2 ln(1 + exp(-|r|)) - ln 4)
    /// gradient = tanh(r / 2)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** nats, with noise of scale 1: scale the target. Any real numbers, without overflow.
    /// * **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** noise is logistic, a little heavier in the tails than Gaussian. **When not:** outliers are gross: it still grows like the absolute error.
    ///
    /// **Source:** LossFunctions.jl, `LogitDistLoss`; Johnson, Kotz and Balakrishnan, *Continuous Univariate Distributions* 2 (1995).
    ///
    /// ```
    /// use loss_core::losses::LogisticDistance;
    ///
    /// let (cost, gradient) = LogisticDistance.value_and_grad(&[0.0, 2000.0], &[0.0, 0.0])?;
    /// assert_eq!(cost, 1000.0 - 2.0_f64.ln());
    /// assert_eq!(gradient, [0.0, 0.5]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "LogitDistLoss")]
    #[claims(convex, nonnegative, symmetric, zero_at_match, lipschitz = 1, differentiable)]
    pub loss LogisticDistance(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
    ) {
        2 * ln(cosh((prediction - target) / 2))
    }

    /// Periodic loss: for angles, hours, days of the week.
    ///
    /// ```text
    /// r        = prediction - target
    /// loss     = 1 - cos(2π r / period)   (computed as 2 sin²(π r / period))
    /// gradient = 2π / period sin(2π r / period)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** none, between 0 and 2; `period` has the unit of the target.
    /// * **Kinks:** none. Not convex: a minimum in each period, a maximum between.
    /// * **Accuracy:** the angle is rounded like any product, so whole periods away the value near a minimum is only as good as the angle: bring
    ///   predictions and targets into one period first.
    /// * **Output layer:** linear.
    ///
    /// **When:** a prediction that is off by a whole period is right. **When not:** the start is half a period off: there the gradient is 0.
    ///
    /// **Source:** LossFunctions.jl, `PeriodicLoss`; Mardia and Jupp, *Directional Statistics* (2000), on the von Mises distribution of which it is the exponent.
    ///
    /// ```
    /// use loss_core::losses::Periodic;
    ///
    /// let hours = Periodic::new(24.0)?;
    /// let cost = hours.value(&[23.0, 1.0], &[1.0, 23.0])?;
    /// assert!((cost - (1.0 - (2.0 * std::f64::consts::PI * 2.0 / 24.0).cos())).abs() < 1e-14);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "PeriodicLoss")]
    #[doc(alias = "von_mises")]
    #[claims(nonnegative, symmetric, zero_at_match, differentiable)]
    pub loss Periodic(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The period.
        period: param = 1.0 in 0.0<..,
    ) {
        2 * powi(sin(PI * (prediction - target) / period), 2)
    }

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
