//! Likelihoods: the model predicts the parameters of a distribution, and the loss is minus the logarithm of what it gives the target.
//!
//! | targets | loss | the model predicts |
//! |---|---|---|
//! | positive, spread in proportion to the mean | [`GammaDeviance`] | the logarithm of the mean |
//! | zeros and a long tail | [`Tweedie`] | the logarithm of the mean |
//! | real, noise of varying size | [`GaussianNll`], [`LaplaceNll`] | a centre and a spread |
//! | real, with outliers | [`StudentTNll`] | a centre and a spread |
//! | real, with several answers | [`GaussianMixtureNll`] | a centre, a spread and a weight for each |
//!
//! Counts have a chapter of their own, [`count`](crate::count), and so have times, [`survival`](crate::survival). A class is a target too: its likelihoods are the cross-entropies of [`classification`](crate::classification).

crate::loss! {
    /// Gamma deviance with a logarithmic link, up to what does not depend on the model.
    ///
    /// ```text
    /// loss     = target exp(-log_mean) + log_mean
    /// gradient = 1 - target exp(-log_mean)
    /// ```
    ///
    /// * **Shapes:** slices of one length; a sample is an element of each.
    /// * **Unit:** nats, for shape 1. **Domain:** any logarithm; targets above 0.
    /// * **Kinks:** none.
    /// * **Output layer:** linear: the logarithm of the mean.
    ///
    /// **When:** positive targets whose spread grows in proportion to their mean: costs, durations, rainfall on wet days. **When not:** targets may be 0: take [`Tweedie`].
    ///
    /// **Source:** McCullagh and Nelder, *Generalized Linear Models* (1989), chapter 8.
    ///
    /// ```
    /// use loss_core::losses::GammaDeviance;
    ///
    /// let (cost, gradient) = GammaDeviance.value_and_grad(&[0.0], &[3.0])?;
    /// assert_eq!((cost, gradient), (3.0, vec![-2.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "reg_gamma")]
    #[doc(alias = "gamma_nll")]
    #[claims(convex, differentiable)]
    pub loss GammaDeviance(
        /// The logarithm of the mean.
        log_mean: input,
        /// What is true.
        target: data in 0.0<..,
    ) {
        target * exp(-log_mean) + log_mean
    }

    /// Tweedie deviance with a logarithmic link, between Poisson and Gamma.
    ///
    /// ```text
    /// loss     = exp((2 - power) x) / (2 - power) - target exp((1 - power) x) / (1 - power)
    /// gradient = exp((2 - power) x) - target exp((1 - power) x),  x = log_mean
    /// ```
    ///
    /// * **Shapes:** slices of one length; a sample is an element of each.
    /// * **Unit:** that of the target to the power 2 - `power`. **Domain:** any logarithm; targets from 0.
    /// * **Kinks:** none.
    /// * **Output layer:** linear: the logarithm of the mean.
    ///
    /// **When:** many zeros and a long tail: total claims of an insured, rainfall. `power` near 1 is near [`PoissonNll`](crate::count::PoissonNll), near 2 near [`GammaDeviance`]; at 1 and 2 themselves take these.
    /// **When not:** the targets are counts, or never 0.
    ///
    /// **Source:** Tweedie, *An index which distinguishes between some important exponential families* (1984); Jørgensen, *The Theory of Dispersion Models* (1997).
    ///
    /// ```
    /// use loss_core::losses::Tweedie;
    ///
    /// let (cost, gradient) = Tweedie::new(1.5)?.value_and_grad(&[0.0], &[3.0])?;
    /// assert_eq!((cost, gradient), (8.0, vec![-2.0])); // 1 / 0.5 + 3 / 0.5
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "reg_tweedie")]
    #[claims(convex, differentiable)]
    pub loss Tweedie(
        /// The logarithm of the mean.
        log_mean: input,
        /// What is true.
        target: data in 0.0..,
        /// The power of the mean that the variance is proportional to.
        power: param = 1.5 in 1.0<..2.0,
    ) {
        // Of no claims nothing is infinite, however small the mean.
        let claims = if target > 0 { target * exp((1 - power) * log_mean) / (1 - power) } else { 0 };
        exp((2 - power) * log_mean) / (2 - power) - claims
    }

    /// Negative log-likelihood of a Gaussian whose mean and variance are both predicted.
    ///
    /// ```text
    /// v        = max(variance, floor)
    /// loss     = (ln(v) + (target - mean)² / v) / 2   [+ ln(2π) / 2 if full]
    /// gradient = (mean - target) / v                   by the mean
    ///            (1 - (target - mean)² / v) / (2 v)    by the variance, 0 below the floor
    /// ```
    ///
    /// * **Shapes:** three slices of one length. Two gradients, `mean` and `variance`.
    /// * **Unit:** nats. **Domain:** variances from 0.
    /// * **Kinks:** at variance = `floor`, below which its gradient is 0 (in PyTorch it goes on as if there were no floor).
    /// * **Output layer:** linear for the mean, softplus or exponential for the variance.
    ///
    /// **When:** a model should say how sure it is, sample by sample. **When not:** it starts far off: large residuals then buy a large variance instead of a better mean; begin with the mean alone. With heavy tails take [`StudentTNll`].
    ///
    /// **Source:** Nix and Weigend, *Estimating the mean and variance of the target probability distribution*, ICNN 1994.
    ///
    /// ```
    /// use loss_core::losses::GaussianNll;
    ///
    /// let (cost, gradient) = GaussianNll::default().value_and_grad(&[1.0], &[1.0], &[3.0])?;
    /// assert_eq!((cost, gradient.mean, gradient.variance), (2.0, vec![-2.0], vec![-1.5]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "GaussianNLLLoss")]
    #[doc(alias = "gaussian_nll_loss")]
    pub loss GaussianNll(
        /// The mean.
        mean: input,
        /// The variance.
        variance: input in 0.0..,
        /// What is true.
        target: data,
        /// The least variance.
        floor: param = 1e-6 in 0.0<..,
        /// Whether to add the constant that makes it a likelihood.
        full: flag = false,
    ) {
        let v = max(variance, floor);
        (ln(v) + powi(target - mean, 2) / v) / 2 + if full { ln(2 * PI) / 2 } else { 0 }
    }

    /// Negative log-likelihood of a Laplace distribution whose location and scale are both predicted.
    ///
    /// ```text
    /// loss     = |target - location| / scale + ln(2 scale)
    /// gradient = sign(location - target) / scale              by the location
    ///            (1 - |target - location| / scale) / scale    by the scale
    /// ```
    ///
    /// * **Shapes:** three slices of one length. Two gradients, `location` and `scale`.
    /// * **Unit:** nats. **Domain:** scales above 0.
    /// * **Kinks:** where the location is the target; its gradient there is 0.
    /// * **Output layer:** linear for the location, softplus or exponential for the scale.
    ///
    /// **When:** as [`GaussianNll`], with the absolute error in place of the square: trajectories, depths. **When not:** the scale can fall to 0 on targets that are met exactly: bound it in the model.
    ///
    /// **Source:** Laplace (1774); Kotz, Kozubowski and Podgórski, *The Laplace Distribution and Generalizations* (2001).
    ///
    /// ```
    /// use loss_core::losses::LaplaceNll;
    ///
    /// let (_, gradient) = LaplaceNll.value_and_grad(&[1.0], &[1.0], &[3.0])?;
    /// assert_eq!((gradient.location, gradient.scale), (vec![-1.0], vec![-1.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "laplace_nll")]
    pub loss LaplaceNll(
        /// The location, which is the median.
        location: input,
        /// The scale.
        scale: input in 0.0<..,
        /// What is true.
        target: data,
    ) {
        abs(target - location) / scale + ln(2 * scale)
    }

    /// Negative log-likelihood of Student's t whose location and scale are both predicted.
    ///
    /// ```text
    /// u        = (target - location) / scale
    /// loss     = (nu + 1) / 2 ln(1 + u² / nu) + ln(scale) + ln(nu π) / 2 + lgamma(nu / 2) - lgamma((nu + 1) / 2)
    /// gradient = -(nu + 1) u / (nu + u²) / scale                 by the location
    ///            (1 - (nu + 1) u² / (nu + u²)) / scale           by the scale
    /// ```
    ///
    /// * **Shapes:** three slices of one length. Two gradients, `location` and `scale`.
    /// * **Unit:** nats. **Domain:** scales above 0.
    /// * **Kinks:** none. Not convex.
    /// * **Output layer:** linear for the location, softplus or exponential for the scale.
    ///
    /// **When:** a likelihood with heavy tails: `nu` = 1 is Cauchy, 4 the usual robust choice, from about 30 on it is [`GaussianNll`]. **When not:** outliers are none: the Gaussian costs less and is convex in the mean.
    ///
    /// **Source:** Student, *The probable error of a mean*, Biometrika 6 (1908); Lange, Little and Taylor, *Robust statistical modeling using the t distribution*, JASA 84 (1989).
    ///
    /// ```
    /// use loss_core::losses::StudentTNll;
    ///
    /// let cost = StudentTNll::new(1.0)?.value(&[0.0_f64], &[1.0], &[0.0])?;
    /// assert!((cost - std::f64::consts::PI.ln()).abs() < 1e-15); // Cauchy
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "student_t_nll")]
    pub loss StudentTNll(
        /// The location.
        location: input,
        /// The scale.
        scale: input in 0.0<..,
        /// What is true.
        target: data,
        /// The degrees of freedom.
        nu: param = 4.0 in 0.0<..,
    ) {
        let u = (target - location) / (scale * sqrt(nu));
        (nu + 1) * ln(hypot(1, u)) + ln(scale)
            + ln(nu * PI) / 2 + lgamma(nu / 2) - lgamma((nu + 1) / 2)
    }

    /// Negative log-likelihood of a mixture of Gaussians: the loss of a mixture density network.
    ///
    /// ```text
    /// p        = softmax(logits)
    /// loss     = -ln(sum over k of p[k] exp(-(target - mean[k])² / (2 deviation[k]²)) / (deviation[k] sqrt(2π)))
    /// ```
    ///
    /// * **Shapes:** three [`Rows`](loss_runtime::Rows) of K columns, a target a row. Three gradients.
    /// * **Unit:** nats. **Domain:** any logits and means; standard deviations above 0. **Kinks:** none.
    /// * **Output layer:** linear for logits and means; softplus, plus a floor, for the deviations.
    ///
    /// **When:** one input has several possible answers, so that their mean is none. **When not:** a component may settle on one target and its deviation vanish, with no bound below: keep a floor.
    ///
    /// **Source:** Bishop, *Mixture density networks*, Aston University NCRG/94/004 (1994).
    ///
    /// ```
    /// use loss_core::{Rows, losses::GaussianMixtureNll};
    ///
    /// let rows = |x: &'static [f64; 2]| Rows::new(x, 2);
    /// // Two halves, one of them out of sight.
    /// let cost = GaussianMixtureNll.value(rows(&[0.0, 0.0])?, rows(&[1.0, 99.0])?, rows(&[1.0, 1.0])?, &[1.0])?;
    /// assert!((cost - (2.0 * (2.0 * std::f64::consts::PI).sqrt()).ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MDN")]
    #[doc(alias = "mixture_density")]
    pub loss GaussianMixtureNll(
        /// The score of each component.
        logits: input[K],
        /// Its mean.
        mean: input[K],
        /// Its standard deviation.
        deviation: input[K] in 0.0<..,
        /// What is true.
        target: data,
    ) {
        let z = (target - mean) / deviation;
        ln(2 * PI) / 2 - logsumexp(log_softmax(logits) - ln(deviation) - z * z / 2)
    }
}
