//! Adversarial losses: a discriminator that tells real from generated samples, a generator that deceives it.
//!
//! The discriminator puts out one logit a sample, positive for real. Its loss is [`Discriminator`]. For the generator there are
//! two losses with the same fixed point and different slopes where it matters, at the start, when the discriminator sees
//! through everything (`fake` far below 0):
//!
//! | loss | gradient by the logit there | choose it when |
//! |---|---|---|
//! | [`NonSaturatingGenerator`] | -1 | as a rule |
//! | [`MinimaxGenerator`] | 0 | the game of the theory is what is studied |
//!
//! All expect a *linear* output of the discriminator: the sigmoid is in the loss. The generator's gradient goes on through the discriminator, whose
//! own weights stay fixed in that step.

crate::loss! {
    /// The loss of a discriminator: real samples against generated ones.
    ///
    /// ```text
    /// loss     = -mean(ln(sigmoid(real))) - mean(ln(1 - sigmoid(fake)))
    /// gradient = -sigmoid(-real[i]) / R  by a real logit
    ///            sigmoid(fake[j]) / F    by a generated one
    /// ```
    ///
    /// * **Shapes:** two slices of logits, R real and F generated, each with a mean of its own, so that R and F may differ. Two gradients,
    ///   `real` and `fake`. The value is that of the whole batch: there is no reduction to choose.
    /// * **Domain:** any real numbers. Unit: nats; 2 ln 2 = 1.386 for a discriminator that knows nothing.
    /// * **Kinks:** none. Accurate in both tails.
    /// * **Output layer:** linear.
    ///
    /// **When:** a classical adversarial network, with either generator loss below.
    /// **When not:** the discriminator wins outright and the game stalls: then a Wasserstein, hinge or least-squares loss is steadier.
    ///
    /// **Source:** Goodfellow et al., *Generative adversarial nets*, NeurIPS 2014.
    ///
    /// ```
    /// use loss_core::losses::Discriminator;
    ///
    /// let (cost, gradient) = Discriminator.value_and_grad(&[0.0_f64], &[0.0, 0.0])?;
    /// assert!((cost - 2.0 * 2.0_f64.ln()).abs() < 1e-15);
    /// assert_eq!(gradient.real, [-0.5]);
    /// assert_eq!(gradient.fake, [0.25, 0.25]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "gan_loss")]
    #[doc(alias = "adversarial_loss")]
    #[doc(alias = "discriminator_loss")]
    #[claims(convex, nonnegative, differentiable)]
    pub batch loss Discriminator(
        /// The discriminator's logits on real samples.
        real: input[R],
        /// The discriminator's logits on generated samples.
        fake: input[F],
    ) {
        -mean(ln(sigmoid(real))) - mean(ln(1 - sigmoid(fake)))
    }

    /// The generator's loss in the minimax game: what the discriminator gains on its samples.
    ///
    /// ```text
    /// loss     = ln(1 - sigmoid(fake))
    /// gradient = -sigmoid(fake)
    /// ```
    ///
    /// * **Shapes:** one slice of logits, a generated sample each.
    /// * **Domain:** any real numbers. Unit: nats. Never positive, and unbounded below: the more the discriminator is deceived, the lower.
    /// * **Kinks:** none. It is concave.
    /// * **Output layer:** linear, of the discriminator.
    ///
    /// **When:** the game of the theory is studied, where it makes the generator minimise the Jensen–Shannon divergence.
    /// **When not:** a generator is to be trained: the gradient vanishes for samples that are seen through (`fake` far below 0), which
    /// at the start are all: take [`NonSaturatingGenerator`].
    ///
    /// **Source:** Goodfellow et al., *Generative adversarial nets*, NeurIPS 2014, equation 1.
    ///
    /// ```
    /// use loss_core::losses::MinimaxGenerator;
    ///
    /// let (cost, gradient) = MinimaxGenerator.value_and_grad(&[0.0_f64, -40.0])?;
    /// assert!((cost + 2.0_f64.ln() / 2.0).abs() < 1e-15);
    /// assert!(gradient[0] == -0.25 && gradient[1].abs() < 1e-17); // nothing to learn from the second
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "gan_loss")]
    #[doc(alias = "generator_loss")]
    #[claims(lipschitz = 1, differentiable)]
    pub loss MinimaxGenerator(
        /// The discriminator's logits on generated samples.
        fake: input,
    ) {
        ln(1 - sigmoid(fake))
    }

    /// The generator's loss in practice: the cross-entropy of its samples with "real".
    ///
    /// ```text
    /// loss     = -ln(sigmoid(fake))
    /// gradient = -sigmoid(-fake)
    /// ```
    ///
    /// * **Shapes:** one slice of logits, a generated sample each.
    /// * **Domain:** any real numbers. Unit: nats.
    /// * **Kinks:** none.
    /// * **Output layer:** linear, of the discriminator.
    ///
    /// **When:** a generator is to be trained: the gradient is strongest, -1, where a sample is seen through.
    /// **When not:** the discriminator is not trained with [`Discriminator`]: each game has its own generator loss.
    ///
    /// **Source:** Goodfellow et al., *Generative adversarial nets*, NeurIPS 2014, section 3.
    ///
    /// ```
    /// use loss_core::losses::NonSaturatingGenerator;
    ///
    /// let (cost, gradient) = NonSaturatingGenerator.value_and_grad(&[0.0_f64, -40.0])?;
    /// assert!((cost - (2.0_f64.ln() + 40.0) / 2.0).abs() < 1e-14);
    /// assert_eq!(gradient[0], -0.25);
    /// assert!((gradient[1] + 0.5).abs() < 1e-15); // all to learn from the second
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "gan_loss")]
    #[doc(alias = "generator_loss")]
    #[claims(convex, nonnegative, lipschitz = 1, differentiable)]
    pub loss NonSaturatingGenerator(
        /// The discriminator's logits on generated samples.
        fake: input,
    ) {
        -ln(sigmoid(fake))
    }
}
