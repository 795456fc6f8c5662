//! Robust regression: residuals so large that they are probably errors of the data lose their pull.
//!
//! Each is r² / 2 near a match (but for [`GeneralRobust`], which has no unit, and [`Wing`]), so `scale` alone says where it bends:
//!
//! | loss | far from a match | gradient there | convex |
//! |---|---|---|---|
//! | [`PseudoHuber`], [`Fair`] | scale · size of r | tends to scale | yes |
//! | [`Cauchy`] | logarithm of r | scale² / r | no |
//! | [`GemanMcClure`] | constant | falls with the third power | no |
//! | [`Welsch`] | constant | falls exponentially | no |
//! | [`Tukey`] | constant | 0 beyond scale | no |
//! | [`GeneralRobust`] | any of these | by `alpha` | `alpha` >= 1 |
//!
//! A loss that is not convex has local minima: begin with [`Huber`](crate::regression::Huber) or a large `scale`, and reduce it.

crate::loss! {
    /// Pseudo-Huber (Charbonnier) loss: a hyperbola with the branches of Huber's.
    ///
    /// ```text
    /// r        = prediction - target
    /// loss     = scale² (sqrt(1 + (r / scale)²) - 1)
    /// gradient = r / sqrt(1 + (r / scale)²)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared; `scale` has that of the target. Any real numbers, without overflow.
    /// * **Kinks:** none. Near a match it is r² / 2, whatever the scale. Convex; the slope tends to `scale`.
    /// * **Output layer:** linear.
    ///
    /// **When:** [`Huber`](crate::regression::Huber) with all derivatives: second-order methods, boosting. **When not:** outliers should lose their pull: take one of those below.
    ///
    /// **Source:** Charbonnier et al., *Deterministic edge-preserving regularization in computed imaging*, IEEE Transactions on Image Processing 6 (1997).
    ///
    /// ```
    /// use loss_core::losses::PseudoHuber;
    ///
    /// let (cost, gradient) = PseudoHuber::new(3.0)?.value_and_grad(&[4.0], &[0.0])?;
    /// assert!((cost - 6.0_f64).abs() < 1e-14); // 9 (5/3 - 1)
    /// assert_eq!(gradient, [2.4]); // 4 / (5/3)
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "charbonnier_loss")]
    #[doc(alias = "reg_pseudohubererror")]
    #[claims(convex, nonnegative, symmetric, zero_at_match, lipschitz = scale, differentiable)]
    #[specialise(scale = 1.0)]
    pub loss PseudoHuber(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The residual at which the loss leaves the parabola, in the unit of the target.
        scale: param = 1.0 in 0.0<..,
    ) {
        scale * scale * (sqrt(1 + powi((prediction - target) / scale, 2)) - 1)
    }

    /// Fair loss: between the parabola and the absolute error, with a gradient that saturates slowly.
    ///
    /// ```text
    /// u        = |prediction - target| / scale
    /// loss     = scale² (u - ln(1 + u))
    /// gradient = r / (1 + u)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared; `scale` has that of the target. Any real numbers, without overflow.
    /// * **Kinks:** none in value and gradient; the third derivative steps at a match. Near a match it is r² / 2. Convex.
    /// * **Output layer:** linear.
    ///
    /// **When:** robust, convex, with a second derivative that never is 0 (boosting). **When not:** most noise is Gaussian: `scale` must then be large, and [`PseudoHuber`] costs less.
    ///
    /// **Source:** Fair, *On the robust estimation of econometric models*, Annals of Economic and Social Measurement 3 (1974).
    ///
    /// ```
    /// use loss_core::losses::Fair;
    ///
    /// let cost = Fair::new(1.0)?.value(&[1.0_f64], &[0.0])?;
    /// assert!((cost - (1.0 - 2.0_f64.ln())).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "fair_loss")]
    #[claims(convex, nonnegative, symmetric, zero_at_match, lipschitz = scale, differentiable)]
    pub loss Fair(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The residual at which the loss leaves the parabola, in the unit of the target.
        scale: param = 1.0 in 0.0<..,
    ) {
        let u = abs(prediction - target) / scale;
        scale * scale * (u - ln(1 + u))
    }

    /// Cauchy (Lorentzian) loss: the negative log-likelihood of Cauchy noise.
    ///
    /// ```text
    /// u        = (prediction - target) / scale
    /// loss     = scale² / 2 ln(1 + u²)
    /// gradient = r / (1 + u²)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared; `scale` has that of the target. Any real numbers, without overflow.
    /// * **Kinks:** none. Near a match it is r² / 2, whatever the scale. Not convex beyond |r| = `scale`, where the slope begins to fall.
    /// * **Output layer:** linear.
    ///
    /// **When:** outliers are gross and many; they pull less the farther out they are. **When not:** the start is far from the fit: good targets look like outliers there, so begin with a convex loss.
    ///
    /// **Source:** Black and Anandan, *The robust estimation of multiple motions*, Computer Vision and Image Understanding 63 (1996).
    ///
    /// ```
    /// use loss_core::losses::Cauchy;
    ///
    /// let (cost, gradient) = Cauchy::new(1.0)?.value_and_grad(&[1.0_f64], &[0.0])?;
    /// assert!((cost - 2.0_f64.ln() / 2.0).abs() < 1e-15);
    /// assert_eq!(gradient, [0.5]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "lorentzian_loss")]
    #[claims(nonnegative, symmetric, zero_at_match, lipschitz = scale, differentiable)]
    pub loss Cauchy(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The residual at which the loss leaves the parabola, in the unit of the target.
        scale: param = 1.0 in 0.0<..,
    ) {
        let u = (prediction - target) / scale;
        scale * scale * ln(hypot(1, u))
    }

    /// Geman–McClure loss: outliers cost no more than a constant.
    ///
    /// ```text
    /// u        = (prediction - target) / scale
    /// loss     = scale² / 2 u² / (1 + u²)
    /// gradient = r / (1 + u²)²
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared; `scale` has that of the target. Any real numbers, without overflow.
    /// * **Kinks:** none. Near a match it is r² / 2, whatever the scale. Not convex beyond |r| = `scale` / √3; at most `scale`² / 2.
    /// * **Output layer:** linear.
    ///
    /// **When:** registration and reconstruction with gross outliers. **When not:** no good start is known: see [`Cauchy`].
    ///
    /// **Source:** Geman and McClure, *Bayesian image analysis: an application to single photon emission tomography*, Proceedings of the ASA (1985).
    ///
    /// ```
    /// use loss_core::losses::GemanMcClure;
    ///
    /// let (cost, gradient) = GemanMcClure::new(1.0)?.value_and_grad(&[1.0], &[0.0])?;
    /// assert_eq!((cost, gradient), (0.25, vec![0.25]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "geman_mcclure")]
    #[claims(nonnegative, symmetric, zero_at_match, lipschitz = scale, differentiable)]
    #[specialise(scale = 1.0)]
    pub loss GemanMcClure(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The residual at which the loss leaves the parabola, in the unit of the target.
        scale: param = 1.0 in 0.0<..,
    ) {
        let q = powi((prediction - target) / scale, 2);
        // Where the square overflows, this is what it tends to.
        scale * scale / 2 * (if q == INFINITY { 1 } else { q / (1 + q) })
    }

    /// Welsch (Leclerc) loss: a parabola whose outliers are forgotten exponentially fast.
    ///
    /// ```text
    /// u        = (prediction - target) / scale
    /// loss     = scale² / 2 (1 - exp(-u²))
    /// gradient = r exp(-u²)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared; `scale` has that of the target. Any real numbers, without overflow.
    /// * **Kinks:** none. Near a match it is r² / 2, whatever the scale. Not convex beyond |r| = `scale` / √2; at most `scale`² / 2.
    /// * **Output layer:** linear.
    ///
    /// **When:** outliers are to have no say at all, smoothly. **When not:** no good start is known: far out the gradient is 0 in floating point.
    ///
    /// **Source:** Dennis and Welsch, *Techniques for nonlinear least squares and robust regression*, Communications in Statistics 7 (1978).
    ///
    /// ```
    /// use loss_core::losses::Welsch;
    ///
    /// let (cost, gradient) = Welsch::new(1.0)?.value_and_grad(&[100.0], &[0.0])?;
    /// assert_eq!((cost, gradient), (0.5, vec![0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "leclerc_loss")]
    #[doc(alias = "correntropy")]
    #[claims(nonnegative, symmetric, zero_at_match, lipschitz = scale, differentiable)]
    pub loss Welsch(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The residual at which the loss leaves the parabola, in the unit of the target.
        scale: param = 1.0 in 0.0<..,
    ) {
        scale * scale / 2 * (1 - exp(-powi((prediction - target) / scale, 2)))
    }

    /// Tukey's biweight: outliers beyond a threshold are left out.
    ///
    /// ```text
    /// u        = (prediction - target) / scale
    /// loss     = scale² / 6 (1 - (1 - u²)³)  where |u| <= 1
    ///            scale² / 6                  elsewhere
    /// gradient = r (1 - u²)²  where |u| <= 1, else 0
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, squared; `scale` has that of the target. Any real numbers, without overflow.
    /// * **Kinks:** none. Near a match it is r² / 2, whatever the scale. Twice differentiable also at |r| = `scale`.
    /// * **Output layer:** linear.
    ///
    /// **When:** a threshold beyond which a target is wrong is known; `scale` of 4.685 standard deviations has 95 % of the efficiency of least squares on Gaussian noise.
    /// **When not:** the start is farther than `scale` from most targets: they have no gradient.
    ///
    /// **Source:** Beaton and Tukey, *The fitting of power series, meaning polynomials, illustrated on band-spectroscopic data*, Technometrics 16 (1974).
    ///
    /// ```
    /// use loss_core::losses::Tukey;
    ///
    /// let (cost, gradient) = Tukey::new(3.0)?.value_and_grad(&[100.0], &[0.0])?;
    /// assert_eq!((cost, gradient), (1.5, vec![0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "bisquare")]
    #[doc(alias = "biweight")]
    #[claims(nonnegative, symmetric, zero_at_match, lipschitz = scale, differentiable)]
    pub loss Tukey(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The residual from which a target is left out, in the unit of the target.
        scale: param = 4.685 in 0.0<..,
    ) {
        let q = powi((prediction - target) / scale, 2);
        scale * scale / 6 * (if q <= 1 { 1 - powi(1 - q, 3) } else { 1 })
    }

    /// Barron's general robust loss: one family from least squares to Welsch.
    ///
    /// ```text
    /// q        = ((prediction - target) / scale)²,  b = |alpha - 2|
    /// loss     = b / alpha ((q / b + 1)^(alpha / 2) - 1)
    /// gradient = r / scale² (q / b + 1)^(alpha / 2 - 1)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** none (residuals are divided by `scale`). Any real numbers.
    /// * **Kinks:** none. The holes at `alpha` = 2 (q / 2), 0 (ln(1 + q / 2)) and minus infinity (1 - exp(-q / 2)) are filled with their limits.
    /// * **Output layer:** linear.
    ///
    /// **When:** how robust to be is itself a choice to tune: `alpha` 2 is the squared error, 1 pseudo-Huber, 0 Cauchy, -2 Geman–McClure, minus infinity Welsch (each over `scale`²). **When not:** one of these is meant: under its own name it is faster.
    ///
    /// **Source:** Barron, *A general and adaptive robust loss function*, CVPR 2019.
    ///
    /// ```
    /// use loss_core::losses::GeneralRobust;
    ///
    /// let least_squares = GeneralRobust::new(2.0, 1.0)?;
    /// assert_eq!(least_squares.value(&[3.0], &[0.0])?, 4.5);
    /// let cauchy = GeneralRobust::new(0.0, 1.0)?;
    /// assert!((cauchy.value(&[2.0_f64], &[0.0])? - 3.0_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "barron_loss")]
    #[doc(alias = "general_adaptive_robust")]
    #[claims(nonnegative, symmetric, zero_at_match, differentiable)]
    #[specialise(alpha = 1.0 && scale = 1.0, alpha = 1.0)]
    pub loss GeneralRobust(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// How much an outlier counts: from minus infinity (not at all) to 2 (its square) and beyond.
        alpha: param = 1.0,
        /// The residual at which the loss leaves the parabola.
        scale: param = 1.0 in 0.0<..,
    ) {
        let q = powi((prediction - target) / scale, 2);
        let b = abs(alpha - 2);
        if alpha == 2 { q / 2 }
        else if alpha == 0 { ln_1p(q / 2) }
        else if alpha == -INFINITY { 1 - exp(-q / 2) }
        else { b / alpha * exp_m1(alpha / 2 * ln_1p(q / b)) }
    }

    /// Wing loss: small and medium errors weigh more than in the absolute error.
    ///
    /// ```text
    /// s        = |prediction - target|
    /// loss     = width ln(1 + s / curvature)                        where s < width
    ///            s - width + width ln(1 + width / curvature)        elsewhere
    /// gradient = sign(r) width / (curvature + s), then sign(r)
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target (pixels), as `width` is.
    /// * **Kinks:** at a match, where the gradient is 0, and at s = `width`, where the slope steps to 1. Not convex.
    /// * **Output layer:** linear.
    ///
    /// **When:** landmarks are located and the last pixel matters. **When not:** the targets are noisy: near a match the gradient is `width` / `curvature`, so the fit chases noise.
    ///
    /// **Source:** Feng et al., *Wing loss for robust facial landmark localisation with convolutional neural networks*, CVPR 2018.
    ///
    /// ```
    /// use loss_core::losses::Wing;
    ///
    /// let wing = Wing::new(10.0, 2.0)?;
    /// assert!((wing.value(&[2.0_f64], &[0.0])? - 10.0 * 2.0_f64.ln()).abs() < 1e-14);
    /// assert_eq!(wing.value_and_grad(&[20.0], &[0.0])?.1, [1.0]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "wing_loss")]
    #[claims(nonnegative, symmetric, zero_at_match)]
    pub loss Wing(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// Where the logarithm ends.
        width: param = 10.0 in 0.0<..,
        /// How sharp the tip is: the smaller the sharper.
        curvature: param = 2.0 in 0.0<..,
    ) {
        let size = abs(prediction - target);
        if size < width { width * ln_1p(size / curvature) } else { size - width + width * ln_1p(width / curvature) }
    }

    /// Balanced L1 loss: more gradient for small errors than smooth L1, no more for large ones.
    ///
    /// ```text
    /// s        = |prediction - target|,  b = exp(gamma / alpha) - 1
    /// loss     = alpha / b (b s + 1) ln(b s + 1) - alpha s     where s < 1
    ///            gamma s + gamma / b - alpha                   elsewhere
    /// gradient = sign(r) alpha ln(b s + 1), then sign(r) gamma
    /// ```
    ///
    /// * **Shapes:** `prediction` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** that of the target, which should be scaled so that 1 is a large error.
    /// * **Kinks:** none; the second derivative steps at s = 0 and 1.
    /// * **Output layer:** linear.
    ///
    /// **When:** offsets of boxes, where accurate samples would be outvoted by bad ones. **When not:** errors are not scaled: `gamma` and the border at 1 are in their unit; [`SmoothL1`](crate::regression::SmoothL1) has a border to choose.
    ///
    /// **Source:** Pang et al., *Libra R-CNN: towards balanced learning for object detection*, CVPR 2019.
    ///
    /// ```
    /// use loss_core::losses::BalancedL1;
    ///
    /// let loss = BalancedL1::new(1.0, 2.0_f64.ln())?; // b = 1
    /// let (cost, gradient) = loss.value_and_grad(&[0.5_f64], &[0.0])?;
    /// assert!((cost - (1.5 * 1.5_f64.ln() - 0.5)).abs() < 1e-15);
    /// assert!((gradient[0] - 1.5_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "BalancedL1Loss")]
    #[claims(convex, symmetric, zero_at_match, lipschitz = gamma, differentiable)]
    pub loss BalancedL1(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The size of the gradient of small errors.
        alpha: param = 0.5 in 0.0<..,
        /// That of large ones.
        gamma: param = 1.5 in 0.0<..,
    ) {
        let s = abs(prediction - target);
        let b = exp(gamma / alpha) - 1;
        // (1 + u) ln(1 + u) - u, whose two terms cancel for small errors, by the logarithm.
        let x = ln_1p(b * s);
        if s < 1 { alpha / b * (b * s + 1) * (exp(-x) - 1 + x) } else { gamma * s + gamma / b - alpha }
    }
}
