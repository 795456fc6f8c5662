//! Divergences: how far one distribution is from another.
//!
//! All are Kullback–Leibler divergences, KL(p ‖ q) = Σ p ln(p / q): the nats lost when q is used where p is true. It is not a
//! distance: KL(p ‖ q) forces q to cover all that p does, KL(q ‖ p) lets it settle on a part.
//!
//! | loss | the model puts out | choose it when |
//! |---|---|---|
//! | [`KlDivergence`] | log-probabilities | as a rule: accurate for small probabilities |
//! | [`KlDivergenceProbabilities`] | probabilities | they are all there is |
//! | [`VaeKl`] | mean and log-variance of a Gaussian | the latent code of a variational autoencoder |
//!
//! If p is fixed, the divergence and the [cross-entropy](crate::losses::CrossEntropy) differ by a constant and train alike; the divergence
//! has the more telling value, 0 at a match.

crate::loss! {
    /// Kullback–Leibler divergence from log-probabilities.
    ///
    /// ```text
    /// loss     = sum over k of p[k] (ln(p[k]) - log_q[k])
    /// gradient = -p[k]
    /// ```
    ///
    /// * **Shapes:** two [`Rows`](crate::Rows) of K columns, a row a sample. The mean is over samples: what PyTorch calls `batchmean`; its
    ///   `mean` divides by K as well.
    /// * **Domain:** `log_q` up to 0 and `p` not negative, each the (logarithm of the) probabilities of one distribution, which is not enforced.
    ///   Unit: nats.
    /// * **Edges:** what p says never happens costs nothing and gets no gradient, also where `log_q` is -∞.
    /// * **Output layer:** log-softmax.
    ///
    /// **When:** the target is a distribution and the value should be 0 at a match: distillation, policies, topic models.
    /// **When not:** the logits are at hand and p is fixed: [`CrossEntropy`](crate::losses::CrossEntropy) has the same gradient after the softmax,
    /// in one pass with it.
    ///
    /// **Source:** Kullback and Leibler, *On information and sufficiency*, Annals of Mathematical Statistics 22 (1951).
    ///
    /// ```
    /// use loss_core::{Rows, losses::KlDivergence};
    ///
    /// let log_q = [0.5_f64.ln(), 0.5_f64.ln()];
    /// let p = [0.25, 0.75];
    /// let (cost, gradient) = KlDivergence.value_and_grad(Rows::new(&log_q, 2)?, Rows::new(&p, 2)?)?;
    /// assert!((cost - 0.130_812_035_941_137).abs() < 1e-14); // 0.25 ln 0.5 + 0.75 ln 1.5
    /// assert_eq!(gradient, [-0.25, -0.75]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "KLDivLoss")]
    #[doc(alias = "kl_div")]
    #[doc(alias = "kl_divergence")]
    #[doc(alias = "relative_entropy")]
    #[claims(convex, permutation_equivariant, differentiable, proper)]
    pub loss KlDivergence(
        /// The logarithms of the model's probabilities.
        log_q: input[K] in ..=0.0,
        /// The true probabilities.
        p: data[K] in 0.0..,
    ) {
        sum(p * (ln(p) - log_q))
    }

    /// Kullback–Leibler divergence from probabilities.
    ///
    /// ```text
    /// loss     = sum over k of p[k] ln(p[k] / q[k])
    /// gradient = -p[k] / q[k]
    /// ```
    ///
    /// * **Shapes:** two [`Rows`](crate::Rows) of K columns, a row a sample.
    /// * **Domain:** `q` and `p` in \[0, 1\], each with sum 1, which is not enforced. Unit: nats.
    /// * **Edges:** nothing is clamped (Keras: to \[1e-7, 1\]). What p says never happens costs nothing and gets no gradient, also where q is 0; what
    ///   happens although q is 0 costs infinity.
    /// * **Output layer:** softmax.
    ///
    /// **When:** probabilities are all there is. The gradient ignores that they sum to 1: that is the business of the softmax before it,
    /// so it is -1 and not 0 at a match.
    /// **When not:** log-probabilities or logits are at hand: take [`KlDivergence`] or [`CrossEntropy`](crate::losses::CrossEntropy).
    ///
    /// **Source:** Kullback and Leibler, *On information and sufficiency*, Annals of Mathematical Statistics 22 (1951).
    ///
    /// ```
    /// use loss_core::{Rows, losses::KlDivergenceProbabilities};
    ///
    /// let (q, p) = ([0.5_f64, 0.5], [0.25, 0.75]);
    /// let (cost, gradient) = KlDivergenceProbabilities.value_and_grad(Rows::new(&q, 2)?, Rows::new(&p, 2)?)?;
    /// assert!((cost - 0.130_812_035_941_137).abs() < 1e-14); // 0.25 ln 0.5 + 0.75 ln 1.5
    /// assert_eq!(gradient, [-0.5, -1.5]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "KLDivergence")]
    #[doc(alias = "kl_divergence")]
    #[doc(alias = "relative_entropy")]
    #[claims(convex, permutation_equivariant, proper)]
    pub loss KlDivergenceProbabilities(
        /// The model's probabilities.
        q: input[K] in 0.0..=1.0,
        /// The true probabilities.
        p: data[K] in 0.0..=1.0,
    ) {
        sum(p * ln(p / q))
    }

    /// Divergence of a diagonal Gaussian from the standard one: the regulariser of a variational autoencoder.
    ///
    /// ```text
    /// loss     = 1/2 sum over d of (mean[d]² + exp(log_variance[d]) - 1 - log_variance[d])
    /// gradient = mean[d]                        by the mean
    ///            (exp(log_variance[d]) - 1) / 2 by the log-variance
    /// ```
    ///
    /// * **Shapes:** two [`Rows`](crate::Rows) of D columns, the latent code of a sample each. Two gradients, `mean` and `log_variance`.
    /// * **Domain:** any real numbers. Unit: nats.
    /// * **Kinks:** none. 0, with zero gradient, where every mean and log-variance is 0.
    /// * **Output layer:** linear, both; the log-variance needs no softplus.
    ///
    /// **When:** the term beside the reconstruction in the evidence lower bound. Add the two *per sample*: summed over the pixels, as this is over
    /// the code. A factor on this one (β) trades reconstruction for a more regular code.
    /// **When not:** the prior is not a standard Gaussian.
    ///
    /// **Source:** Kingma and Welling, *Auto-encoding variational Bayes*, ICLR 2014, appendix B; β: Higgins et al., ICLR 2017.
    ///
    /// ```
    /// use loss_core::{Rows, losses::VaeKl};
    ///
    /// let (mean, log_variance) = ([1.0_f64, 0.0], [0.0, 4.0_f64.ln()]);
    /// let (cost, gradient) = VaeKl.value_and_grad(Rows::new(&mean, 2)?, Rows::new(&log_variance, 2)?)?;
    /// assert!((cost - (4.0 - 4.0_f64.ln()) / 2.0).abs() < 1e-15); // (1 + 4 - 1 - ln 4) / 2
    /// assert_eq!(gradient.mean, [1.0, 0.0]);
    /// assert!((gradient.log_variance[1] - 1.5).abs() < 1e-15); // (4 - 1) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "gaussian_kl")]
    #[doc(alias = "kld_loss")]
    #[claims(convex, nonnegative, differentiable)]
    pub loss VaeKl(
        /// The mean of each coordinate.
        mean: input[D],
        /// The logarithm of the variance of each coordinate.
        log_variance: input[D],
    ) {
        sum(powi(mean, 2) + exp(log_variance) - 1 - log_variance) / 2
    }
}
