//! Gaussians, each coordinate with a mean and a spread of its own: how far one is from another.
//!
//! | loss | from | choose it when |
//! |---|---|---|
//! | [`VaeKl`] | the standard Gaussian | the latent code of a variational autoencoder |
//! | [`GaussianKl`] | any other | a prior is predicted too, or a policy should not move far |
//! | [`GaussianWasserstein`] | any other | spreads may vanish |
//!
//! Where a Gaussian is held against a number instead, see [`likelihood`](crate::likelihood).

crate::loss! {
    /// Divergence of a diagonal Gaussian from the standard one: the regulariser of a variational autoencoder.
    ///
    /// ```text
    /// loss     = beta / 2 sum over d of (mean[d]² + exp(log_variance[d]) - 1 - log_variance[d])
    /// gradient = beta mean[d]                        by the mean
    ///            beta (exp(log_variance[d]) - 1) / 2 by the log-variance
    /// ```
    ///
    /// * **Shapes:** two [`Rows`](loss_runtime::Rows) of D columns, the latent code of a sample each. Two gradients, `mean` and `log_variance`.
    /// * **Domain:** any real numbers. Unit: nats.
    /// * **Kinks:** none. 0, with zero gradient, where every mean and log-variance is 0.
    /// * **Output layer:** linear, both; the log-variance needs no softplus.
    ///
    /// **When:** the term beside the reconstruction in the evidence lower bound. Add the two *per sample*: summed over the pixels, as this is over
    /// the code. `beta` above 1 trades reconstruction for a more regular code whose coordinates are more independent; raised slowly from 0 it keeps the code from collapsing.
    /// **When not:** the prior is not a standard Gaussian: [`GaussianKl`].
    ///
    /// **Source:** Kingma and Welling, *Auto-encoding variational Bayes*, ICLR 2014, appendix B; β: Higgins et al., ICLR 2017.
    ///
    /// ```
    /// use loss_core::{Rows, losses::VaeKl};
    ///
    /// let (mean, log_variance) = ([1.0_f64, 0.0], [0.0, 4.0_f64.ln()]);
    /// let (cost, gradient) = VaeKl::default().value_and_grad(Rows::new(&mean, 2)?, Rows::new(&log_variance, 2)?)?;
    /// assert!((cost - (4.0 - 4.0_f64.ln()) / 2.0).abs() < 1e-15); // (1 + 4 - 1 - ln 4) / 2
    /// assert_eq!(gradient.mean, [1.0, 0.0]);
    /// assert!((gradient.log_variance[1] - 1.5).abs() < 1e-15); // (4 - 1) / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "gaussian_kl")]
    #[doc(alias = "kld_loss")]
    #[doc(alias = "beta_VAE")]
    #[claims(convex, nonnegative, differentiable)]
    pub loss VaeKl(
        /// The mean of each coordinate.
        mean: input[D],
        /// The logarithm of the variance of each coordinate.
        log_variance: input[D],
        /// The weight beside the reconstruction.
        beta: param = 1.0 in 0.0..,
    ) {
        beta * sum(powi(mean, 2) + exp(log_variance) - 1 - log_variance) / 2
    }

    /// Kullback–Leibler divergence between two diagonal Gaussians, of the predicted one from another.
    ///
    /// ```text
    /// r        = log_variance - prior_log_variance
    /// loss     = 1/2 sum over d of (exp(r) - 1 - r + (mean - prior_mean)² exp(-prior_log_variance))
    /// gradient = (mean - prior_mean) exp(-prior_log_variance)   by the mean
    ///            (exp(r) - 1) / 2                               by the log-variance
    /// ```
    ///
    /// * **Shapes:** four [`Rows`](loss_runtime::Rows) of D columns. Two gradients, `mean` and `log_variance`.
    /// * **Domain:** any real numbers. Unit: nats.
    /// * **Kinks:** none. 0, with zero gradient, at a match.
    /// * **Output layer:** linear, both.
    ///
    /// **When:** the prior is that of another network (a hierarchical autoencoder, a world model) or of the last policy. **When not:** it is the standard Gaussian: [`VaeKl`]. The prior learns too: pass
    /// this loss the other way round for its gradient, or write both as inputs in a loss of your own.
    ///
    /// **Source:** Kullback and Leibler, *On information and sufficiency* (1951); Kingma and Welling, *Auto-encoding variational Bayes*, ICLR 2014.
    ///
    /// ```
    /// use loss_core::{Rows, losses::GaussianKl};
    ///
    /// let one = |x: &'static [f64; 1]| Rows::new(x, 1);
    /// let cost = GaussianKl.value(one(&[3.0])?, one(&[0.0])?, one(&[1.0])?, one(&[0.0])?)?;
    /// assert_eq!(cost, 2.0); // (3 - 1)² / 2
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "kl_divergence")]
    #[doc(alias = "normal_kl")]
    #[claims(convex, nonnegative, differentiable)]
    pub loss GaussianKl(
        /// The mean of each coordinate.
        mean: input[D],
        /// The logarithm of the variance of each coordinate.
        log_variance: input[D],
        /// The mean that it should have.
        prior_mean: data[D],
        /// The logarithm of the variance that it should have.
        prior_log_variance: data[D],
    ) {
        let r = log_variance - prior_log_variance;
        sum(exp(r) - 1 - r + powi(mean - prior_mean, 2) * exp(-prior_log_variance)) / 2
    }

    /// Squared Wasserstein-2 distance between two diagonal Gaussians.
    ///
    /// ```text
    /// loss     = sum over d of ((mean - prior_mean)² + (deviation - prior_deviation)²)
    /// gradient = 2 (mean - prior_mean), 2 (deviation - prior_deviation)
    /// ```
    ///
    /// * **Shapes:** four [`Rows`](loss_runtime::Rows) of D columns. Two gradients, `mean` and `deviation`.
    /// * **Domain:** standard deviations from 0. Unit: that of a coordinate, squared. **Kinks:** none.
    /// * **Output layer:** linear for the mean; softplus for the deviation.
    ///
    /// **When:** distributions may become narrow, or do not meet: it stays finite, and its gradient keeps its size. **When not:** a likelihood is meant: [`GaussianKl`].
    ///
    /// **Source:** Dowson and Landau, *The Fréchet distance between multivariate normal distributions*, Journal of Multivariate Analysis 12 (1982).
    ///
    /// ```
    /// use loss_core::{Rows, losses::GaussianWasserstein};
    ///
    /// let one = |x: &'static [f64; 1]| Rows::new(x, 1);
    /// let cost = GaussianWasserstein.value(one(&[3.0])?, one(&[0.0])?, one(&[1.0])?, one(&[2.0])?)?;
    /// assert_eq!(cost, 8.0); // 2² + 2²
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "frechet_distance")]
    #[doc(alias = "W2")]
    #[claims(convex, strictly_convex, nonnegative, homogeneous = 2, differentiable)]
    pub loss GaussianWasserstein(
        /// The mean of each coordinate.
        mean: input[D],
        /// The standard deviation of each coordinate.
        deviation: input[D] in 0.0..,
        /// The mean that it should have.
        prior_mean: data[D],
        /// The standard deviation that it should have.
        prior_deviation: data[D] in 0.0..,
    ) {
        sum(powi(mean - prior_mean, 2) + powi(deviation - prior_deviation, 2))
    }
}
