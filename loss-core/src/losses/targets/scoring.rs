//! Scoring rules: what a whole predicted distribution is worth, when one outcome has come.
//!
//! | loss | of | a far miss |
//! |---|---|---|
//! | [`Brier`] | classes | at most 2: sure and wrong is bounded |
//! | [`Spherical`] | classes | at most 1 |
//! | [`RankedProbability`] | ordered classes | the farther the dearer |
//! | [`GaussianCrps`] | a Gaussian | linear, where the likelihood is quadratic |
//!
//! All are strictly proper: they cost least, on average, where the truth is predicted. The logarithmic score is a [cross-entropy](crate::classification::SparseCrossEntropy), the one that punishes
//! sure mistakes without bound.

crate::loss! {
    /// Brier score: the squared distance of a distribution from what happened.
    ///
    /// ```text
    /// p        = softmax(logits)
    /// loss     = sum over k of (p[k] - [k = label])²
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K columns and one label a row; a row a sample.
    /// * **Unit:** none, between 0 and 2. **Domain:** any logits; labels 0 to K - 1, checked. **Kinks:** none. Not convex in the logits.
    /// * **Output layer:** linear. The softmax is in the loss. Of probabilities it is the sum of [`MeanSquaredError`](crate::regression::MeanSquaredError) over the classes.
    ///
    /// **When:** calibration is judged, or labels are noisy: a sure mistake costs no more than 2. **When not:** the start is bad: where the model is sure and wrong the gradient is 0.
    ///
    /// **Source:** Brier, *Verification of forecasts expressed in terms of probability*, Monthly Weather Review 78 (1950).
    ///
    /// ```
    /// use loss_core::{Rows, losses::Brier};
    ///
    /// let cost = Brier.value(Rows::new(&[0.0_f64, 0.0], 2)?, &[0])?;
    /// assert_eq!(cost, 0.5); // 1/4 + 1/4
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "brier_score_loss")]
    #[doc(alias = "quadratic_score")]
    #[claims(nonnegative, shift_invariant, permutation_equivariant, differentiable, proper)]
    pub loss Brier(
        /// The score of each class, up to a number common to all.
        logits: input[K],
        /// The true class.
        label: index(K),
    ) {
        sum(powi(softmax(logits) - one_hot(label), 2))
    }

    /// Spherical score: one minus the cosine between a distribution and what happened.
    ///
    /// ```text
    /// p        = softmax(logits)
    /// loss     = 1 - p[label] / norm(p)
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K columns and one label a row; a row a sample.
    /// * **Unit:** none, between 0 and 1. **Domain:** any logits; labels 0 to K - 1, checked. **Kinks:** none. Not convex in the logits.
    /// * **Output layer:** linear. The softmax is in the loss.
    ///
    /// **When:** as [`Brier`], with less weight on how the rest is spread. **When not:** the start is bad: where the model is sure and wrong the gradient is 0.
    ///
    /// **Source:** Roby, *Belief states: a preliminary empirical study* (1964); Gneiting and Raftery, *Strictly proper scoring rules, prediction, and estimation*, JASA 102 (2007).
    ///
    /// ```
    /// use loss_core::{Rows, losses::Spherical};
    ///
    /// let cost = Spherical.value(Rows::new(&[3.0_f64.ln(), 4.0_f64.ln()], 2)?, &[0])?;
    /// assert!((cost - 0.4).abs() < 1e-15); // 3 / 5
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "spherical_score")]
    #[claims(shift_invariant, permutation_equivariant, differentiable, proper)]
    pub loss Spherical(
        /// The score of each class, up to a number common to all.
        logits: input[K],
        /// The true class.
        label: index(K),
    ) {
        let log_p = log_softmax(logits);
        1 - exp(log_p[label] - logsumexp(2 * log_p) / 2)
    }

    /// Ranked probability score: how far a distribution over ordered classes is from what happened.
    ///
    /// ```text
    /// p        = softmax(logits)
    /// loss     = sum over k of (sum over j <= k of (p[j] - [j = label]))²
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K columns and one label a row; a row a sample.
    /// * **Unit:** classes, between 0 and K - 1. **Domain:** any logits; labels 0 to K - 1, checked. **Kinks:** none. Not convex in the logits.
    /// * **Output layer:** linear. The softmax is in the loss.
    ///
    /// **When:** classes are ordered (grades, results of a match, bins of a number) and a near miss is better than a far one. **When not:** they are not ordered: [`Brier`]. [`OrderedWasserstein`](crate::divergence::OrderedWasserstein)
    /// takes absolute values instead, and a soft target.
    ///
    /// **Source:** Epstein, *A scoring system for probability forecasts of ranked categories*, Journal of Applied Meteorology 8 (1969). Some divide by K - 1.
    ///
    /// ```
    /// use loss_core::{Rows, losses::RankedProbability};
    ///
    /// let cost = RankedProbability.value(Rows::new(&[0.0_f64; 4], 4)?, &[3])?;
    /// assert_eq!(cost, (1.0 + 4.0 + 9.0) / 16.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "RPS")]
    #[doc(alias = "squared_EMD")]
    #[claims(nonnegative, shift_invariant, differentiable, proper)]
    pub loss RankedProbability(
        /// The score of each class, up to a number common to all.
        logits: input[K],
        /// The true class.
        label: index(K),
    ) {
        sum(powi(cumsum(softmax(logits) - one_hot(label)), 2))
    }

    /// Continuous ranked probability score of a Gaussian.
    ///
    /// ```text
    /// z        = (target - mean) / deviation,  Φ and φ those of the standard Gaussian
    /// loss     = deviation (z (2 Φ(z) - 1) + 2 φ(z) - 1 / sqrt(π))
    /// gradient = 1 - 2 Φ(z)               by the mean
    ///            2 φ(z) - 1 / sqrt(π)     by the deviation
    /// ```
    ///
    /// * **Shapes:** three slices of one length. Two gradients, `mean` and `deviation`.
    /// * **Unit:** that of the target. **Domain:** standard deviations above 0. **Kinks:** none.
    /// * **Output layer:** linear for the mean; softplus for the deviation.
    ///
    /// **When:** a forecast with its uncertainty, in the unit of the target; with outliers: it grows like the absolute error, to which it falls back where the deviation vanishes. **When not:** a likelihood is meant:
    /// [`GaussianNll`](crate::likelihood::GaussianNll).
    ///
    /// **Source:** Matheson and Winkler, *Scoring rules for continuous probability distributions*, Management Science 22 (1976); Gneiting et al., *Calibrated probabilistic forecasting using ensemble model output statistics and
    /// minimum CRPS estimation*, Monthly Weather Review 133 (2005).
    ///
    /// ```
    /// use loss_core::losses::GaussianCrps;
    ///
    /// let cost = GaussianCrps.value(&[1.0_f64], &[2.0], &[1.0])?;
    /// assert!((cost - 2.0 * (2.0_f64.sqrt() - 1.0) / std::f64::consts::PI.sqrt()).abs() < 1e-15); // z = 0
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CRPS")]
    #[doc(alias = "continuous_ranked_probability_score")]
    #[claims(convex, nonnegative, lipschitz = 1, homogeneous = 1, differentiable)]
    pub loss GaussianCrps(
        /// The mean.
        mean: input,
        /// The standard deviation.
        deviation: input in 0.0<..,
        /// What came.
        target: data,
    ) {
        let z = (target - mean) / deviation;
        // The first term not times the deviation over itself: their slopes would cancel far out.
        (target - mean) * erf(z / sqrt(2)) + deviation * (sqrt(2 / PI) * exp(-z * z / 2) - 1 / sqrt(PI))
    }
}
