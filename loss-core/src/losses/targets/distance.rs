//! Distances: other measures of a residual than its size or its square.
//!
//! | loss | gradient of a residual r | choose it when |
//! |---|---|---|
//! | [`PowerError`] | a power of r | something between the absolute and the squared error, or beyond |
//! | [`EpsilonInsensitive`], [`SquaredEpsilonInsensitive`] | 0 inside a tube | small errors do not matter |
//! | [`LogisticDistance`] | tanh(r / 2) | noise is logistic |
//! | [`Periodic`] | sine | a whole period off is right |

crate::loss! {
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
    /// **When:** something between the absolute (1) and the squared error (2), or beyond either, is meant. **When not:** `p` is 1 or 2: [`MeanAbsoluteError`](crate::regression::MeanAbsoluteError) and [`MeanSquaredError`](crate::regression::MeanSquaredError) cost a tenth.
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
    /// **When:** errors below `epsilon` do not matter: support vector regression. **When not:** every error matters: [`MeanAbsoluteError`](crate::regression::MeanAbsoluteError) is this with `epsilon` = 0.
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
    /// * **Accuracy:** whole periods are taken off exactly, before anything is multiplied by π. `r / period` is rounded like any quotient, so many periods away
    ///   it knows as little of the place within one as its last digit says; nothing is lost where `period` is a power of 2.
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
}
