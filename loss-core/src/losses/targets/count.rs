//! Counts: how often something happens, as the negative log-likelihood of a whole number.
//!
//! | loss | variance of the count | the model predicts |
//! |---|---|---|
//! | [`PoissonNll`] | the mean | the logarithm of the rate |
//! | [`PoissonRateNll`], [`PoissonDeviance`] | the mean | the rate |
//! | [`NegativeBinomialNll`] | more, by a square of the mean | the logarithm of the mean |
//! | [`ZeroInflatedPoissonNll`] | more, by zeros of their own | two logarithms: of odds and of the rate |
//!
//! Totals of costs, with zeros and a long tail, are in [`likelihood`](crate::likelihood).

crate::loss! {
    /// Negative log-likelihood of a count under a Poisson distribution, from the logarithm of its rate.
    ///
    /// ```text
    /// loss     = exp(log_rate) - count log_rate   [+ ln(count!) if full]
    /// gradient = exp(log_rate) - count
    /// ```
    ///
    /// * **Shapes:** slices of one length; a sample is an element of each.
    /// * **Unit:** nats. **Domain:** any logarithm, overflowing to infinity beyond that of the largest number; counts from 0, also fractional.
    /// * **Kinks:** none.
    /// * **Output layer:** linear (the exponential is in the loss).
    ///
    /// **When:** counts: clicks, claims, photons. **When not:** the variance exceeds the mean by far (over-dispersion): take [`NegativeBinomialNll`].
    /// `full` adds what does not depend on the rate, exactly (`lgamma`), so that the value is a likelihood; PyTorch adds Stirling's approximation and only above 1.
    ///
    /// **Source:** Poisson (1837); McCullagh and Nelder, *Generalized Linear Models* (1989), chapter 6.
    ///
    /// ```
    /// use loss_core::losses::PoissonNll;
    ///
    /// let (cost, gradient) = PoissonNll::default().value_and_grad(&[0.0], &[3.0])?;
    /// assert_eq!((cost, gradient), (1.0, vec![-2.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "PoissonNLLLoss")]
    #[doc(alias = "poisson_nll_loss")]
    #[doc(alias = "count_poisson")]
    #[claims(convex, differentiable)]
    pub loss PoissonNll(
        /// The logarithm of the rate.
        log_rate: input,
        /// What was counted.
        count: data in 0.0..,
        /// Whether to add the logarithm of count!.
        full: flag = false,
    ) {
        exp(log_rate) - count * log_rate + if full { lgamma(count + 1) } else { 0 }
    }

    /// Negative log-likelihood of a count under a Poisson distribution, from its rate.
    ///
    /// ```text
    /// loss     = rate - count ln(rate + epsilon)   [+ ln(count!) if full]
    /// gradient = 1 - count / (rate + epsilon)
    /// ```
    ///
    /// * **Shapes:** slices of one length; a sample is an element of each.
    /// * **Unit:** nats. **Domain:** rates from 0, counts from 0.
    /// * **Kinks:** none.
    /// * **Output layer:** one that gives no negative number: softplus, exponential.
    ///
    /// **When:** the model puts out the rate itself. **When not:** it can put out the logarithm: [`PoissonNll`] cannot divide by 0.
    ///
    /// **Source:** Poisson (1837); Keras `Poisson`, PyTorch `PoissonNLLLoss(log_input=False)`.
    ///
    /// ```
    /// use loss_core::losses::PoissonRateNll;
    ///
    /// let (cost, gradient) = PoissonRateNll::new(0.0, false)?.value_and_grad(&[1.0], &[3.0])?;
    /// assert_eq!((cost, gradient), (1.0, vec![-2.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "Poisson")]
    #[doc(alias = "poisson_nll_loss")]
    #[claims(convex, differentiable)]
    pub loss PoissonRateNll(
        /// The rate.
        rate: input in 0.0..,
        /// What was counted.
        count: data in 0.0..,
        /// Added to the rate inside the logarithm.
        epsilon: param = 1e-8 in 0.0..,
        /// Whether to add the logarithm of count!.
        full: flag = false,
    ) {
        rate - xlogy(count, rate + epsilon) + if full { lgamma(count + 1) } else { 0 }
    }

    /// Poisson deviance: twice the log-likelihood that is lost against a perfect fit.
    ///
    /// ```text
    /// loss     = 2 (count ln(count / mean) - (count - mean))
    /// gradient = 2 (1 - count / mean)
    /// ```
    ///
    /// * **Shapes:** slices of one length; a sample is an element of each.
    /// * **Unit:** nats, times 2. **Domain:** means above 0, counts from 0; `0 ln(0)` is 0.
    /// * **Kinks:** none. 0 at a match.
    /// * **Output layer:** one that gives positive numbers: exponential, softplus.
    ///
    /// **When:** the value should say how good a fit is: it is 0 for a perfect one, and what scikit-learn and glm report. **When not:** the model puts out a logarithm: [`PoissonNll`] trains alike.
    ///
    /// **Source:** Nelder and Wedderburn, *Generalized linear models*, Journal of the Royal Statistical Society A 135 (1972).
    ///
    /// ```
    /// use loss_core::losses::PoissonDeviance;
    ///
    /// let (cost, gradient) = PoissonDeviance.value_and_grad(&[1.0_f64], &[2.0])?;
    /// assert!((cost - (4.0 * 2.0_f64.ln() - 2.0)).abs() < 1e-15);
    /// assert_eq!(gradient, [-2.0]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "mean_poisson_deviance")]
    #[claims(convex, nonnegative, homogeneous = 1, differentiable)]
    pub loss PoissonDeviance(
        /// The mean that the model says.
        mean: input in 0.0<..,
        /// What was counted.
        count: data in 0.0..,
    ) {
        // By the logarithm of the ratio: the terms of the sum cancel near a match.
        let x = ln(mean / count);
        if count > 0 { 2 * count * (exp(x) - 1 - x) } else { 2 * mean }
    }

    /// Negative log-likelihood of a count under a negative binomial distribution: Poisson with a variance of its own.
    ///
    /// ```text
    /// r        = 1 / dispersion,  mean = exp(log_mean),  variance = mean + dispersion mean²
    /// loss     = (count + r) ln(1 + dispersion mean) - count (log_mean + ln(dispersion)) + ln Γ(r) - ln Γ(count + r)   [+ ln(count!) if full]
    /// gradient = (mean - count) / (1 + dispersion mean)   by log_mean
    /// ```
    ///
    /// * **Shapes:** slices of one length; a sample is an element of each. Two gradients: `dispersion` is one number for the whole batch, and learnt.
    /// * **Unit:** nats. **Domain:** any logarithm; counts from 0; dispersions above 0. **Kinks:** none.
    /// * **Accuracy:** with a dispersion far below 1 the two gammas cancel: below 1e-6 take [`PoissonNll`], the limit.
    /// * **Output layer:** linear.
    ///
    /// **When:** counts that scatter more than Poisson's: clicks of users, reads of genes, claims. **When not:** the zeros alone are too many: [`ZeroInflatedPoissonNll`].
    ///
    /// **Source:** Hilbe, *Negative Binomial Regression* (2011), the NB2 form; Cameron and Trivedi, *Regression Analysis of Count Data* (2013).
    ///
    /// ```
    /// use loss_core::losses::NegativeBinomialNll;
    ///
    /// // Dispersion 1 is the geometric distribution: mean 1 gives each count half of the last.
    /// let (cost, gradient) = NegativeBinomialNll::new(1.0, true)?.value_and_grad(&[0.0_f64], &[3.0])?;
    /// assert!((cost - 16.0_f64.ln()).abs() < 1e-14);
    /// assert_eq!(gradient.log_mean, [-1.0]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "NB2")]
    #[doc(alias = "negative_binomial_loss")]
    #[claims(differentiable)]
    pub loss NegativeBinomialNll(
        /// The logarithm of the mean.
        log_mean: input,
        /// What was counted.
        count: data in 0.0..,
        /// By how much the variance exceeds the mean, in squares of the mean.
        dispersion: learnable = 1.0 in 0.0<..,
        /// Whether to add the logarithm of count!.
        full: flag = false,
    ) {
        let r = 1 / dispersion;
        let x = log_mean + ln(dispersion);
        (count + r) * softplus(x) - count * x + (if count > 0 { lgamma(r) - lgamma(count + r) } else { 0 }) + if full { lgamma(count + 1) } else { 0 }
    }

    /// Negative log-likelihood of a count that is 0 for a reason of its own, or else Poisson.
    ///
    /// ```text
    /// p        = sigmoid(logit),  rate = exp(log_rate)
    /// loss     = -ln(p + (1 - p) exp(-rate))                         for count 0
    ///            -ln(1 - p) + rate - count log_rate + ln(count!)     for others
    /// ```
    ///
    /// * **Shapes:** slices of one length; a sample is an element of each. Two gradients.
    /// * **Unit:** nats. **Domain:** any logits and logarithms; counts from 0, whole. **Kinks:** none.
    /// * **Output layer:** linear, both.
    ///
    /// **When:** more zeros than a Poisson distribution has: visitors who never buy, sensors that are off. **When not:** all counts scatter more: [`NegativeBinomialNll`].
    ///
    /// **Source:** Lambert, *Zero-inflated Poisson regression, with an application to defects in manufacturing*, Technometrics 34 (1992).
    ///
    /// ```
    /// use loss_core::losses::ZeroInflatedPoissonNll;
    ///
    /// let each = ZeroInflatedPoissonNll.each(&[0.0_f64, 0.0], &[2.0_f64.ln(); 2], &[0.0, 3.0])?;
    /// assert!((each[0] + (0.5 + 0.5 * (-2.0_f64).exp()).ln()).abs() < 1e-15);
    /// assert!((each[1] + (0.5 * (-2.0_f64).exp() * 8.0 / 6.0).ln()).abs() < 1e-14);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ZIP")]
    #[claims(nonnegative, differentiable)]
    pub loss ZeroInflatedPoissonNll(
        /// The logarithm of the odds of the zeros of their own.
        logit: input,
        /// The logarithm of the rate.
        log_rate: input,
        /// What was counted.
        count: data in 0.0..,
    ) {
        let rate = exp(log_rate);
        if count > 0 { softplus(logit) + rate - count * log_rate + lgamma(count + 1) }
        // One formula in three forms: of small rates, of large ones, and of those whose exponential may be infinite.
        else if rate < 1 { -ln_1p(sigmoid(-logit) * exp_m1(-rate)) }
        else if log_rate < 80 { softplus(-logit) - softplus(-logit - rate) }
        else { softplus(-logit) }
    }
}
