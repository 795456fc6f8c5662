//! Divergences: how far one distribution is from another.
//!
//! Most are Kullback–Leibler divergences, KL(p ‖ q) = Σ p ln(p / q): the nats lost when q is used where p is true. It is not a
//! distance: KL(p ‖ q) forces q to cover all that p does, KL(q ‖ p) lets it settle on a part.
//!
//! | loss | the model puts out | choose it when |
//! |---|---|---|
//! | [`KlDivergence`] | log-probabilities | as a rule: accurate for small probabilities |
//! | [`KlDivergenceProbabilities`] | probabilities | they are all there is |
//! | [`KlDivergenceLogTarget`] | log-probabilities | the target is logarithms as well |
//! | [`Distillation`] | logits | the target is the logits of a teacher |
//! | [`SelfDistillation`] | logits | the teacher is an average of the student |
//! | [`GeneralizedKl`] | logarithms of masses | rows do not sum to 1 |
//! | [`JensenShannon`], [`SquaredHellinger`] | logits | a bounded distance |
//! | [`OrderedWasserstein`] | logits | classes are ordered |
//!
//! If p is fixed, the divergence and the [cross-entropy](crate::classification::CrossEntropy) differ by a constant and train alike; the divergence
//! has the more telling value, 0 at a match. Families with an order are in [`power_divergence`](crate::power_divergence), those of Gaussians in [`gaussian`](crate::gaussian).

crate::loss! {
    /// Kullback–Leibler divergence from log-probabilities.
    ///
    /// ```text
    /// loss     = sum over k of p[k] (ln(p[k]) - log_q[k])
    /// gradient = -p[k]
    /// ```
    ///
    /// * **Shapes:** two [`Rows`](loss_runtime::Rows) of K columns, a row a sample. The mean is over samples: what PyTorch calls `batchmean`; its
    ///   `mean` divides by K as well.
    /// * **Domain:** `log_q` up to 0 and `p` not negative, each the (logarithm of the) probabilities of one distribution, which is not enforced.
    ///   Unit: nats.
    /// * **Edges:** what p says never happens costs nothing and gets no gradient, also where `log_q` is -∞.
    /// * **Output layer:** log-softmax.
    ///
    /// **When:** the target is a distribution and the value should be 0 at a match: distillation, policies, topic models.
    /// **When not:** the logits are at hand and p is fixed: [`CrossEntropy`](crate::classification::CrossEntropy) has the same gradient after the softmax,
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
    /// * **Shapes:** two [`Rows`](loss_runtime::Rows) of K columns, a row a sample.
    /// * **Domain:** `q` and `p` in \[0, 1\], each with sum 1, which is not enforced. Unit: nats.
    /// * **Edges:** nothing is clamped (Keras: to \[1e-7, 1\]). What p says never happens costs nothing and gets no gradient, also where q is 0; what
    ///   happens although q is 0 costs infinity.
    /// * **Output layer:** softmax.
    ///
    /// **When:** probabilities are all there is. The gradient ignores that they sum to 1: that is the business of the softmax before it,
    /// so it is -1 and not 0 at a match.
    /// **When not:** log-probabilities or logits are at hand: take [`KlDivergence`] or [`CrossEntropy`](crate::classification::CrossEntropy).
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

    /// Kullback–Leibler divergence between logarithms of probabilities.
    ///
    /// ```text
    /// loss     = sum(exp(log_p) (log_p - log_q))
    /// gradient = -exp(log_p)
    /// ```
    ///
    /// * **Shapes:** rows of K logarithms twice; a sample is a row.
    /// * **Unit:** nats. **Kinks:** none: it is linear in `log_q`.
    /// * **Output layer:** log-softmax.
    ///
    /// **When:** the target is at hand as logarithms (a teacher's log-softmax). **When not:** both are logits: [`Distillation`] does it in one pass.
    ///
    /// **Source:** Kullback and Leibler, *On information and sufficiency* (1951); PyTorch `kl_div(log_target=True)`.
    ///
    /// ```
    /// use loss_core::{Rows, losses::KlDivergenceLogTarget};
    ///
    /// let log_p = [0.5_f64.ln(); 2];
    /// let cost = KlDivergenceLogTarget.value(Rows::new(&log_p, 2)?, Rows::new(&log_p, 2)?)?;
    /// assert_eq!(cost, 0.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "kl_div")]
    #[doc(alias = "kl_divergence_with_log_targets")]
    #[claims(convex, differentiable)]
    pub loss KlDivergenceLogTarget(
        /// The logarithms of the predicted probabilities.
        log_q: input[K],
        /// The logarithms of the true ones.
        log_p: data[K],
    ) {
        sum(exp(log_p) * (log_p - log_q))
    }

    /// Generalised Kullback–Leibler divergence, of masses that need not sum to 1.
    ///
    /// ```text
    /// loss     = sum(p ln(p) - p log_q + exp(log_q) - p)
    /// gradient = exp(log_q) - p
    /// ```
    ///
    /// * **Shapes:** rows of K numbers twice; a sample is a row.
    /// * **Unit:** nats. **Domain:** masses from 0; 0 ln(0) is 0. **Kinks:** none.
    /// * **Output layer:** linear: the logarithm of the mass.
    ///
    /// **When:** counts or intensities: non-negative matrix factorisation. **When not:** rows are normalised: [`KlDivergence`] costs less.
    ///
    /// **Source:** Csiszár, *Why least squares and maximum entropy?*, Annals of Statistics 19 (1991).
    ///
    /// ```
    /// use loss_core::{Rows, losses::GeneralizedKl};
    ///
    /// let (cost, gradient) = GeneralizedKl.value_and_grad(Rows::new(&[0.0, 0.0], 2)?, Rows::new(&[1.0, 0.0], 2)?)?;
    /// assert_eq!((cost, gradient), (1.0, vec![0.0, 1.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "generalized_kl_divergence")]
    #[claims(convex, differentiable)]
    pub loss GeneralizedKl(
        /// The logarithms of the predicted masses.
        log_q: input[K],
        /// The true masses.
        p: data[K] in 0.0..,
    ) {
        sum(p * ln(p) - p * log_q + exp(log_q) - p)
    }

    /// Jensen–Shannon divergence: bounded, symmetric in the two distributions.
    ///
    /// ```text
    /// q        = softmax(logits),  m = (q + target) / 2
    /// loss     = sum(q ln(q / m)) / 2 + sum(target ln(target / m)) / 2
    /// ```
    ///
    /// * **Shapes:** rows of K logits and one of probabilities; a sample is a row.
    /// * **Unit:** nats, at most ln 2. **Domain:** probabilities from 0. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** neither distribution is the true one, or one may be 0 where the other is not. **When not:** one is the truth: [`KlDivergence`] is the likelihood.
    ///
    /// **Source:** Lin, *Divergence measures based on the Shannon entropy*, IEEE Transactions on Information Theory 37 (1991).
    ///
    /// ```
    /// use loss_core::{Rows, losses::JensenShannon};
    ///
    /// let cost = JensenShannon.value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[0.5, 0.5], 2)?)?;
    /// assert!(cost.abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "js_divergence")]
    #[claims(shift_invariant)]
    pub loss JensenShannon(
        /// The logits of the classes.
        logits: input[K],
        /// The other distribution.
        target: data[K] in 0.0..=1.0,
    ) {
        let q = softmax(logits);
        let m = (q + target) / 2;
        (sum(q * ln(q / m)) + sum(target * ln(target / m))) / 2
    }

    /// Squared Hellinger distance.
    ///
    /// ```text
    /// q        = softmax(logits)
    /// loss     = sum((sqrt(q) - sqrt(target))²) / 2
    /// ```
    ///
    /// * **Shapes:** rows of K logits and one of probabilities; a sample is a row.
    /// * **Unit:** none, at most 1. **Domain:** probabilities from 0. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** a bounded distance, a metric after its root. **When not:** likelihoods are compared: [`KlDivergence`].
    ///
    /// **Source:** Hellinger, *Neue Begründung der Theorie quadratischer Formen von unendlichvielen Veränderlichen* (1909).
    ///
    /// ```
    /// use loss_core::{Rows, losses::SquaredHellinger};
    ///
    /// let cost = SquaredHellinger.value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[0.5, 0.5], 2)?)?;
    /// assert!(cost.abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "hellinger_distance")]
    #[claims(nonnegative, differentiable)]
    pub loss SquaredHellinger(
        /// The logits of the classes.
        logits: input[K],
        /// The other distribution.
        target: data[K] in 0.0..=1.0,
    ) {
        // The root of a probability by its logarithm: its slope is finite where the probability vanishes.
        sum(powi(exp(log_softmax(logits) / 2) - sqrt(target), 2)) / 2
    }

    /// Distillation: a student's softmax should be a teacher's, both softened by a temperature.
    ///
    /// ```text
    /// p        = softmax(teacher / temperature),  q = softmax(logits / temperature)
    /// loss     = temperature² sum(p ln(p / q))
    /// gradient = temperature (q - p)
    /// ```
    ///
    /// * **Shapes:** rows of K logits twice; a sample is a row.
    /// * **Unit:** nats, times the square of the temperature, so that the gradient keeps its size. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** knowledge is distilled: mix it with [`SparseCrossEntropy`](crate::classification::SparseCrossEntropy) of the true labels. **When not:** the teacher gives probabilities: [`KlDivergence`].
    ///
    /// **Source:** Hinton, Vinyals and Dean, *Distilling the knowledge in a neural network* (2015).
    ///
    /// ```
    /// use loss_core::{Rows, losses::Distillation};
    ///
    /// let logits = [1.0, 2.0];
    /// let (cost, gradient) = Distillation::new(4.0)?.value_and_grad(Rows::new(&logits, 2)?, Rows::new(&logits, 2)?)?;
    /// assert_eq!((cost, gradient), (0.0, vec![0.0, 0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "knowledge_distillation")]
    #[claims(convex, shift_invariant, differentiable)]
    pub loss Distillation(
        /// The logits of the student.
        logits: input[K],
        /// The logits of the teacher.
        teacher: data[K],
        /// How soft both are made.
        temperature: param = 2.0 in 0.0<..,
    ) {
        let p = log_softmax(teacher / temperature);
        let q = log_softmax(logits / temperature);
        temperature * temperature * sum(exp(p) * (p - q))
    }

    /// Wasserstein distance between distributions on ordered classes.
    ///
    /// ```text
    /// loss     = sum(|cumsum(softmax(logits) - target)|)
    /// ```
    ///
    /// * **Shapes:** rows of K logits and one of probabilities; a sample is a row.
    /// * **Unit:** steps from class to class. **Domain:** probabilities from 0. **Kinks:** where two cumulated probabilities are the same.
    /// * **Output layer:** linear.
    ///
    /// **When:** classes are ordered (ages, grades) and a near miss is better than a far one. **When not:** they are not ordered.
    ///
    /// **Source:** Hou, Yu and Samaras, *Squared earth mover's distance-based loss for training deep neural networks* (2016); Vallender, *Calculation of the Wasserstein distance between probability distributions on the line* (1974).
    ///
    /// ```
    /// use loss_core::{Rows, losses::OrderedWasserstein};
    ///
    /// let cost = OrderedWasserstein.value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[1.0, 0.0], 2)?)?;
    /// assert_eq!(cost, 0.5);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "earth_mover_distance")]
    #[doc(alias = "EMD")]
    #[claims(nonnegative, shift_invariant)]
    pub loss OrderedWasserstein(
        /// The logits of the classes.
        logits: input[K],
        /// The other distribution.
        target: data[K] in 0.0..=1.0,
    ) {
        sum(abs(cumsum(softmax(logits) - target)))
    }

    /// DINO: a student's softmax should be that of a teacher, centred and sharpened.
    ///
    /// ```text
    /// p        = softmax((teacher - centre) / teacher_temperature)
    /// loss     = -sum(p log_softmax(student / student_temperature))
    /// gradient = (softmax(student / student_temperature) - p) / student_temperature
    /// ```
    ///
    /// * **Shapes:** rows of K logits twice; a sample is a row. `centre` has K numbers: a moving mean of the teacher's logits, which the caller keeps.
    /// * **Unit:** nats. **Domain:** any logits. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** self-distillation of two views, the teacher a moving average of the student: centre and sharpness keep both from collapsing. **When not:** the teacher is fixed: [`Distillation`].
    ///
    /// **Source:** Caron et al., *Emerging properties in self-supervised vision transformers*, ICCV 2021.
    ///
    /// ```
    /// use loss_core::{Rows, losses::SelfDistillation};
    ///
    /// let loss = SelfDistillation::new([2.0, 1.0], 0.5, 0.25)?;
    /// let cost = loss.value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[2.0, 1.0], 2)?)?;
    /// assert!((cost - 2.0_f64.ln()).abs() < 1e-15); // the teacher says no more than its centre
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "DINO")]
    #[doc(alias = "DINOLoss")]
    #[claims(convex, nonnegative, permutation_equivariant, differentiable)]
    pub loss SelfDistillation(
        /// The logits of the student.
        student: input[K],
        /// The logits of the teacher.
        teacher: data[K],
        /// What is taken from them.
        centre: param[K] = 0.0,
        /// What the student's are divided by.
        student_temperature: param = 0.1 in 0.0<..,
        /// What the teacher's are divided by.
        teacher_temperature: param = 0.04 in 0.0<..,
    ) {
        -sum(softmax((teacher - centre) / teacher_temperature) * log_softmax(student / student_temperature))
    }
}
