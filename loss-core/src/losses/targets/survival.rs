//! Survival: the time until something happens, of which often no more is known than that it has not happened yet.
//!
//! | loss | the model predicts | assumes |
//! |---|---|---|
//! | [`WeibullAft`] | the logarithm of a time | a Weibull distribution: wear, or none |
//! | [`LogisticAft`] | the logarithm of a time | a log-logistic one: a risk that rises and falls |
//! | [`LogisticIntervalAft`], [`WeibullIntervalAft`] | the same, each of the two | the time lies between two bounds |
//! | [`CoxPartial`] | the logarithm of a hazard, up to a constant | hazards in proportion, nothing of the time itself |
//!
//! `event` is 1 where the end was seen and 0 where the observation stopped before it (censored on the right). Between, it weighs the two.

crate::loss! {
    /// Accelerated failure time with logistic noise: log-logistic times, censored on the right.
    ///
    /// ```text
    /// z        = (log_time - prediction) / scale
    /// loss     = ln(1 + exp(z)) + event (ln(1 + exp(z)) - z + ln(scale))
    /// gradient = (event - (1 + event) sigmoid(z)) / scale   by the prediction
    /// ```
    ///
    /// The likelihood is that of the logarithm of the time; that of the time adds `log_time` to each event, which no model changes.
    ///
    /// * **Shapes:** three slices of one length. Two gradients: `scale` is one number for the whole batch, and learnt.
    /// * **Unit:** nats. **Domain:** any logarithms; `event` 1 for seen, 0 for censored. **Kinks:** none.
    /// * **Output layer:** linear: the median of the logarithm of the time.
    ///
    /// **When:** durations whose risk rises at first and falls later (recovery, churn). **When not:** the risk only rises or only falls: [`WeibullAft`].
    ///
    /// **Source:** Bennett, *Log-logistic regression models for survival data*, Applied Statistics 32 (1983); Barnwal, Cho and Hocking, *Survival regression with accelerated failure time model in XGBoost* (2022).
    ///
    /// ```
    /// use loss_core::losses::LogisticAft;
    ///
    /// let each = LogisticAft::default().each(&[0.0_f64, 0.0], &[0.0, 0.0], &[1.0, 0.0])?;
    /// assert!((each[0] - 4.0_f64.ln()).abs() < 1e-15); // the density of the logistic at 0 is 1/4
    /// assert!((each[1] - 2.0_f64.ln()).abs() < 1e-15); // half of them last longer
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "survival_aft")]
    #[doc(alias = "log_logistic")]
    #[claims(differentiable)]
    pub loss LogisticAft(
        /// The logarithm of the median time.
        prediction: input,
        /// The logarithm of the time of the event, or of the end of the observation.
        log_time: data,
        /// 1 where the event was seen, 0 where not.
        event: data in 0.0..=1.0,
        /// How wide the logarithms scatter.
        scale: learnable = 1.0 in 0.0<..,
    ) {
        let z = (log_time - prediction) / scale;
        softplus(z) + event * (softplus(-z) + ln(scale))
    }

    /// Accelerated failure time with extreme-value noise: Weibull times, censored on the right.
    ///
    /// ```text
    /// z        = (log_time - prediction) / scale
    /// loss     = exp(z) + event (ln(scale) - z)
    /// gradient = (event - exp(z)) / scale   by the prediction
    /// ```
    ///
    /// The likelihood is that of the logarithm of the time; that of the time adds `log_time` to each event, which no model changes. The shape of the Weibull distribution is 1 / `scale`; 1 is exponential.
    ///
    /// * **Shapes:** three slices of one length. Two gradients: `scale` is one number for the whole batch, and learnt.
    /// * **Unit:** nats. **Domain:** any logarithms, overflowing where the time is enormous for the prediction; `event` 1 for seen, 0 for censored. **Kinks:** none.
    /// * **Output layer:** linear: the logarithm of the time by which 1 - 1/e of the events have happened.
    ///
    /// **When:** wear (`scale` < 1) or early failures (> 1). **When not:** the start is bad: exp(z) explodes where a time is far beyond the prediction; begin with the mean of the logarithms.
    ///
    /// **Source:** Kalbfleisch and Prentice, *The Statistical Analysis of Failure Time Data* (2002); Barnwal, Cho and Hocking, *Survival regression with accelerated failure time model in XGBoost* (2022).
    ///
    /// ```
    /// use loss_core::losses::WeibullAft;
    ///
    /// let each = WeibullAft::default().each(&[0.0_f64, 0.0], &[0.0, 2.0_f64.ln()], &[1.0, 0.0])?;
    /// assert_eq!(each[0], 1.0); // exp(0)
    /// assert!((each[1] - 2.0).abs() < 1e-15); // exp(-2) of them last twice as long
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "survival_aft")]
    #[doc(alias = "gumbel")]
    #[claims(differentiable)]
    pub loss WeibullAft(
        /// The logarithm of the scale of the time.
        prediction: input,
        /// The logarithm of the time of the event, or of the end of the observation.
        log_time: data,
        /// 1 where the event was seen, 0 where not.
        event: data in 0.0..=1.0,
        /// How wide the logarithms scatter.
        scale: learnable = 1.0 in 0.0<..,
    ) {
        let z = (log_time - prediction) / scale;
        exp(z) + event * (ln(scale) - z)
    }

    /// Cox's partial likelihood: of all at risk, the one to whom it happened.
    ///
    /// ```text
    /// loss     = mean over i with an event of (ln(sum over j with time[j] >= time[i] of exp(log_hazard[j])) - log_hazard[i])
    /// ```
    ///
    /// * **Shapes:** three slices of N elements. The value is that of the whole batch: a sample is compared with those that are still at risk. Costs N².
    /// * **Unit:** nats. **Domain:** any logarithms; times of any unit; `event` above 0 for seen, 0 for censored. **Kinks:** none. Equal times share their risk set (Breslow). 0 without an event.
    /// * **Output layer:** linear; a number added to all changes nothing.
    ///
    /// **When:** only the order of risks is asked for, not the time. **When not:** a time must be predicted: [`WeibullAft`]. Batches are small: the risk sets are then those of the batch, a rough estimate.
    ///
    /// **Source:** Cox, *Regression models and life-tables*, Journal of the Royal Statistical Society B 34 (1972); Breslow (1974); for networks Katzman et al., *DeepSurv* (2018).
    ///
    /// ```
    /// use loss_core::losses::CoxPartial;
    ///
    /// let cost = CoxPartial.value(&[0.0_f64; 3], &[1.0, 2.0, 3.0], &[1.0, 0.0, 1.0])?;
    /// assert!((cost - 3.0_f64.ln() / 2.0).abs() < 1e-15); // one of three, then the last one
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CoxPHLoss")]
    #[doc(alias = "survival_cox")]
    #[doc(alias = "DeepSurv")]
    #[claims(convex, nonnegative, differentiable)]
    pub batch loss CoxPartial(
        /// The logarithm of the hazard.
        log_hazard: input[N],
        /// When it happened, or the observation ended.
        time: data[N],
        /// 1 where the event was seen, 0 where not.
        event: data[N] in 0.0..=1.0,
    ) {
        let at_risk = rename::<N, M>(time) >= time;
        let each = logsumexp::<M>(if at_risk { rename::<N, M>(log_hazard) - log_hazard } else { -INFINITY });
        sum::<N>(if event > 0 { each } else { 0 }) / max(count::<N>(event > 0), 1)
    }

    /// Accelerated failure time with logistic noise, where a time is known to lie in an interval.
    ///
    /// ```text
    /// a, b     = (log_lower - prediction) / scale, (log_upper - prediction) / scale
    /// loss     = -ln(sigmoid(b) - sigmoid(a))                      between
    ///            ln(1 + exp(a)) + ln(1 + exp(-a)) + ln(scale)      where both bounds are one: the time is known
    /// ```
    ///
    /// * **Shapes:** three slices of one length. Two gradients: `scale` is one number for the whole batch, and learnt.
    /// * **Unit:** nats. **Domain:** the bounds in either order; -∞ and ∞ where there is none. **Kinks:** none by the inputs.
    /// * **Output layer:** linear: the median of the logarithm of the time.
    ///
    /// **When:** what happened was found at the next visit: between two of them, before the first, after the last. **When not:** times are known or cut off on the right only: [`LogisticAft`].
    ///
    /// **Source:** Barnwal, Cho and Hocking, *Survival regression with accelerated failure time model in XGBoost* (2022).
    ///
    /// ```
    /// use loss_core::losses::LogisticIntervalAft;
    ///
    /// let far = f64::INFINITY;
    /// let each = LogisticIntervalAft::default().each(&[0.0; 3], &[0.0, -far, 0.0], &[far, far, 0.0])?;
    /// assert!((each[0] - 2.0_f64.ln()).abs() < 1e-15); // half of them last longer
    /// assert_eq!(each[1], 0.0); // nothing is known
    /// assert!((each[2] - 4.0_f64.ln()).abs() < 1e-15); // the density of the logistic at 0 is 1/4
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "survival_aft")]
    #[doc(alias = "interval_censored")]
    #[claims(differentiable)]
    pub loss LogisticIntervalAft(
        /// The logarithm of the median time.
        prediction: input,
        /// The logarithm of a time at which it had not happened.
        log_lower: data,
        /// The logarithm of a time at which it had.
        log_upper: data,
        /// How wide the logarithms scatter.
        scale: learnable = 1.0 in 0.0<..,
    ) {
        let lower = min(log_lower, log_upper);
        let upper = max(log_lower, log_upper);
        let a = (lower - prediction) / scale;
        let before = if lower > -INFINITY { softplus(a) } else { 0 };
        let after = if upper < INFINITY { softplus((prediction - upper) / scale) } else { 0 };
        let width = upper - lower;
        let part = if width < INFINITY { ln(1 - exp(-width / scale)) } else { 0 };
        if width == 0 { softplus(a) + softplus(-a) + ln(scale) } else { before + after - part }
    }

    /// Accelerated failure time with extreme-value noise, Weibull times, where a time is known to lie in an interval.
    ///
    /// ```text
    /// a, b     = exp((log_lower - prediction) / scale), exp((log_upper - prediction) / scale)
    /// loss     = -ln(exp(-a) - exp(-b))       between
    ///            a - ln(a) + ln(scale)        where both bounds are one: the time is known
    /// ```
    ///
    /// * **Shapes:** three slices of one length. Two gradients: `scale` is one number for the whole batch, and learnt.
    /// * **Unit:** nats. **Domain:** the bounds in either order; -∞ and ∞ where there is none; overflowing where a time is enormous for the prediction. **Kinks:** none by the inputs.
    /// * **Output layer:** linear: the logarithm of the time by which 1 - 1/e of the events have happened.
    ///
    /// **When:** as [`LogisticIntervalAft`], for wear (`scale` < 1) or early failures (> 1). **When not:** times are known or cut off on the right only: [`WeibullAft`].
    ///
    /// **Source:** Barnwal, Cho and Hocking, *Survival regression with accelerated failure time model in XGBoost* (2022).
    ///
    /// ```
    /// use loss_core::losses::WeibullIntervalAft;
    ///
    /// let far = f64::INFINITY;
    /// let each = WeibullIntervalAft::default().each(&[0.0; 3], &[0.0, -far, 0.0], &[far, 0.0, 0.0])?;
    /// assert_eq!(each[0], 1.0); // exp(-1) of them last longer
    /// assert!((each[1] + (1.0 - (-1.0_f64).exp()).ln()).abs() < 1e-15);
    /// assert_eq!(each[2], 1.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "survival_aft")]
    #[doc(alias = "interval_censored")]
    #[claims(differentiable)]
    pub loss WeibullIntervalAft(
        /// The logarithm of the scale of the time.
        prediction: input,
        /// The logarithm of a time at which it had not happened.
        log_lower: data,
        /// The logarithm of a time at which it had.
        log_upper: data,
        /// How wide the logarithms scatter.
        scale: learnable = 1.0 in 0.0<..,
    ) {
        let lower = min(log_lower, log_upper);
        let upper = max(log_lower, log_upper);
        let z = (lower - prediction) / scale;
        let width = upper - lower;
        // The logarithm of the hazard within the bounds, and the logarithm of the chance that it strikes: the same below -40, 0 beyond 7.
        let d = (upper - prediction) / scale + if width < INFINITY { ln(1 - exp(-width / scale)) } else { 0 };
        let h = exp(d);
        let strikes = if d > 7 { 0 } else if d > 0 { ln(1 - exp(-h)) } else if d > -40 { d + ln((1 - exp(-h)) / h) } else { d };
        let part = if upper < INFINITY { strikes } else { 0 };
        let survived = if lower > -INFINITY { exp(z) } else { 0 };
        if width == 0 { exp(z) - z + ln(scale) } else { survived - part }
    }
}
