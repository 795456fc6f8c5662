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
//! Other games have a discriminator and a generator of their own: hinge ([`HingeDiscriminator`], [`WassersteinGenerator`]), least squares
//! ([`LeastSquaresDiscriminator`], [`LeastSquaresGenerator`]), Wasserstein ([`WassersteinCritic`] with [`GradientPenalty`],
//! [`WassersteinGenerator`]), relativistic ([`RelativisticAverage`]).
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

    /// Hinge loss of a discriminator.
    ///
    /// ```text
    /// loss     = mean(max(1 - real, 0)) + mean(max(1 + fake, 0))
    /// gradient = -1 / R  by a real score below 1;  1 / F  by a generated one above -1
    /// ```
    ///
    /// * **Shapes:** two slices of scores, R real and F generated, each with a mean of its own. Two gradients, `real` and `fake`. The value is that of the whole batch.
    /// * **Kinks:** at ±1, where the gradient is 0.
    /// * **Output layer:** linear, of the discriminator.
    ///
    /// **When:** large image models (SAGAN, BigGAN), with [`WassersteinGenerator`]: samples judged well enough leave the discriminator alone. **When not:** scores are to be read as probabilities: take [`Discriminator`].
    ///
    /// **Source:** Lim and Ye, *Geometric GAN* (2017); Miyato et al., *Spectral normalization for generative adversarial networks*, ICLR 2018.
    ///
    /// ```
    /// use loss_core::losses::HingeDiscriminator;
    ///
    /// let (cost, gradient) = HingeDiscriminator.value_and_grad(&[0.5], &[0.0, -3.0])?;
    /// assert_eq!((cost, gradient.real, gradient.fake), (1.0, vec![-1.0], vec![0.5, 0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "hinge_gan")]
    #[claims(convex, nonnegative)]
    pub batch loss HingeDiscriminator(
        /// The discriminator's scores of real samples.
        real: input[R],
        /// The discriminator's scores of generated samples.
        fake: input[F],
    ) {
        mean(max(1 - real, 0)) + mean(max(1 + fake, 0))
    }

    /// Least-squares loss of a discriminator.
    ///
    /// ```text
    /// loss     = mean((real - real_target)²) / 2 + mean((fake - fake_target)²) / 2
    /// gradient = (real - real_target) / R,  (fake - fake_target) / F
    /// ```
    ///
    /// * **Shapes:** two slices of scores, R real and F generated, each with a mean of its own. Two gradients, `real` and `fake`. The value is that of the whole batch.
    /// * **Kinks:** none.
    /// * **Output layer:** linear, of the discriminator.
    ///
    /// **When:** a steadier game than the logarithmic one: samples on the right side but far from the target still have a gradient. **When not:** scores grow without bound: the loss grows with their square.
    ///
    /// **Source:** Mao et al., *Least squares generative adversarial networks*, ICCV 2017.
    ///
    /// ```
    /// use loss_core::losses::LeastSquaresDiscriminator;
    ///
    /// let (cost, gradient) = LeastSquaresDiscriminator::default().value_and_grad(&[0.0], &[2.0])?;
    /// assert_eq!((cost, gradient.real, gradient.fake), (2.5, vec![-1.0], vec![2.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "LSGAN")]
    #[claims(convex, strictly_convex, nonnegative, differentiable)]
    pub batch loss LeastSquaresDiscriminator(
        /// The discriminator's scores of real samples.
        real: input[R],
        /// The discriminator's scores of generated samples.
        fake: input[F],
        /// What real samples should score.
        real_target: param = 1.0,
        /// What generated samples should score.
        fake_target: param = 0.0,
    ) {
        mean(powi(real - real_target, 2)) / 2 + mean(powi(fake - fake_target, 2)) / 2
    }

    /// Least-squares loss of a generator.
    ///
    /// ```text
    /// loss     = (fake - target)² / 2
    /// gradient = fake - target
    /// ```
    ///
    /// * **Shapes:** one slice of scores, a generated sample each.
    /// * **Kinks:** none.
    /// * **Output layer:** linear, of the discriminator.
    ///
    /// **When:** with [`LeastSquaresDiscriminator`]; `target` is what it gives to real samples. **When not:** with any other discriminator.
    ///
    /// **Source:** Mao et al., *Least squares generative adversarial networks*, ICCV 2017.
    ///
    /// ```
    /// use loss_core::losses::LeastSquaresGenerator;
    ///
    /// let (cost, gradient) = LeastSquaresGenerator::default().value_and_grad(&[0.0])?;
    /// assert_eq!((cost, gradient), (0.5, vec![-1.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "LSGAN")]
    #[claims(convex, strictly_convex, nonnegative, differentiable)]
    pub loss LeastSquaresGenerator(
        /// The discriminator's scores of generated samples.
        fake: input,
        /// What generated samples should score.
        target: param = 1.0,
    ) {
        let r = fake - target;
        // Halved first: the square of a large residual is beyond the numbers before its half is.
        r / 2 * r
    }

    /// Loss of a Wasserstein critic.
    ///
    /// ```text
    /// loss     = mean(fake) - mean(real)
    /// gradient = -1 / R by a real score, 1 / F by a generated one
    /// ```
    ///
    /// * **Shapes:** two slices of scores, R real and F generated, each with a mean of its own. Two gradients, `real` and `fake`. The value is that of the whole batch.
    /// * **Kinks:** none: it is linear.
    /// * **Output layer:** linear, of the discriminator.
    ///
    /// **When:** with a critic kept Lipschitz, by [`GradientPenalty`] or spectral normalisation; minus the loss then estimates the Wasserstein distance. **When not:** it is not kept so: the loss has no minimum.
    ///
    /// **Source:** Arjovsky, Chintala and Bottou, *Wasserstein generative adversarial networks*, ICML 2017.
    ///
    /// ```
    /// use loss_core::losses::WassersteinCritic;
    ///
    /// let (cost, gradient) = WassersteinCritic.value_and_grad(&[3.0], &[1.0, 2.0])?;
    /// assert_eq!((cost, gradient.real, gradient.fake), (-1.5, vec![-1.0], vec![0.5, 0.5]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "WGAN")]
    #[claims(convex, homogeneous = 1, differentiable)]
    pub batch loss WassersteinCritic(
        /// The discriminator's scores of real samples.
        real: input[R],
        /// The discriminator's scores of generated samples.
        fake: input[F],
    ) {
        mean(fake) - mean(real)
    }

    /// Loss of a generator against a Wasserstein critic or a hinge discriminator.
    ///
    /// ```text
    /// loss     = -fake
    /// gradient = -1
    /// ```
    ///
    /// * **Shapes:** one slice of scores, a generated sample each.
    /// * **Kinks:** none: it is linear.
    /// * **Output layer:** linear, of the discriminator.
    ///
    /// **When:** with [`WassersteinCritic`] or [`HingeDiscriminator`]. **When not:** scores are logits of a probability: take [`NonSaturatingGenerator`].
    ///
    /// **Source:** Arjovsky, Chintala and Bottou, *Wasserstein generative adversarial networks*, ICML 2017.
    ///
    /// ```
    /// use loss_core::losses::WassersteinGenerator;
    ///
    /// let (cost, gradient) = WassersteinGenerator.value_and_grad(&[1.0, 3.0])?;
    /// assert_eq!((cost, gradient), (-2.0, vec![-0.5, -0.5]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "hinge_generator")]
    #[doc(alias = "WGAN")]
    #[claims(convex, lipschitz = 1, homogeneous = 1, differentiable)]
    pub loss WassersteinGenerator(
        /// The discriminator's scores of generated samples.
        fake: input,
    ) {
        -fake
    }

    /// Loss of a relativistic average discriminator: real samples should be more real than the average generated one.
    ///
    /// ```text
    /// loss     = mean(softplus(mean(fake) - real)) + mean(softplus(fake - mean(real)))
    /// ```
    ///
    /// * **Shapes:** two slices of scores, R real and F generated, each with a mean of its own. Two gradients, `real` and `fake`. The value is that of the whole batch.
    /// * **Unit:** nats. **Kinks:** none. The means run over the whole batch, so every score has a gradient through all others.
    /// * **Output layer:** linear, of the discriminator.
    ///
    /// **When:** super-resolution (ESRGAN) and small data. The generator's loss is the same with the arguments exchanged: pass its samples as `real`. **When not:** batches are so small that their means are noise.
    ///
    /// **Source:** Jolicoeur-Martineau, *The relativistic discriminator*, ICLR 2019.
    ///
    /// ```
    /// use loss_core::losses::RelativisticAverage;
    ///
    /// let cost = RelativisticAverage.value(&[1.0_f64], &[1.0, 1.0])?;
    /// assert!((cost - 2.0 * 2.0_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "RaGAN")]
    #[doc(alias = "relativistic_gan")]
    #[claims(nonnegative, differentiable)]
    pub batch loss RelativisticAverage(
        /// The discriminator's scores of real samples.
        real: input[R],
        /// The discriminator's scores of generated samples.
        fake: input[F],
    ) {
        mean(softplus(mean(fake) - real)) + mean(softplus(fake - mean(real)))
    }

    /// Gradient penalty: the gradient of a critic should have a given length.
    ///
    /// ```text
    /// loss     = (norm - target)²
    /// gradient = 2 (norm - target)
    /// ```
    ///
    /// * **Shapes:** one slice of lengths: of the gradient of the critic by its input, a sample each. Making these is the work of the framework, and so is to go back through them.
    /// * **Kinks:** none.
    /// * **Output layer:** none: a norm, from 0.
    ///
    /// **When:** WGAN-GP, times a strength of about 10 (`target` = 1), or R1 (`target` = 0, with half the strength). **When not:** the second pass through the network is too dear: spectral normalisation needs none.
    ///
    /// **Source:** Gulrajani et al., *Improved training of Wasserstein GANs*, NeurIPS 2017; Mescheder, Geiger and Nowozin, ICML 2018.
    ///
    /// ```
    /// use loss_core::losses::GradientPenalty;
    ///
    /// let (cost, gradient) = GradientPenalty::default().value_and_grad(&[3.0])?;
    /// assert_eq!((cost, gradient), (4.0, vec![4.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "WGAN_GP")]
    #[doc(alias = "R1")]
    #[claims(convex, strictly_convex, nonnegative, differentiable)]
    pub loss GradientPenalty(
        /// The length of the gradient.
        norm: input in 0.0..,
        /// What it should be.
        target: param = 1.0 in 0.0..,
    ) {
        powi(norm - target, 2)
    }
}
