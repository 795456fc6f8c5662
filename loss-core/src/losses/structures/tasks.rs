//! Terms beside a loss: weights of several tasks, preferences over answers, and what a distribution should be like whatever the target.
//!
//! | loss | of | use |
//! |---|---|---|
//! | [`TaskUncertainty`] | the costs of several tasks | their sum, with learnt weights |
//! | [`DirectPreference`] | two answers of a language model | the chosen one gains on the rejected one |
//! | [`SoftmaxEntropy`] | logits alone | added or taken from a cost: sure or not so sure |

crate::loss! {
    /// Uncertainty weights: the costs of several tasks, weighed by what is learnt of their noise.
    ///
    /// ```text
    /// loss     = 1/2 sum over t of (exp(-log_variance[t]) cost[t] + log_variance[t])
    /// gradient = exp(-log_variance[t]) / 2                    by the cost
    ///            (1 - exp(-log_variance[t]) cost[t]) / 2      by the log-variance
    /// ```
    ///
    /// * **Shapes:** two [`Rows`](loss_runtime::Rows) of T columns, as a rule of one row: the costs of T tasks, and T numbers that are trained. Two gradients: that by a cost is the factor of the gradient of its task.
    /// * **Unit:** nats. **Domain:** costs from 0. **Kinks:** none. At its minimum a variance is the cost of its task.
    /// * **Output layer:** none.
    ///
    /// **When:** tasks of different unit share a network. **When not:** tasks are few and their weights can be searched; a task that is learnt perfectly drives its weight to infinity.
    ///
    /// **Source:** Kendall, Gal and Cipolla, *Multi-task learning using uncertainty to weigh losses for scene geometry and semantics*, CVPR 2018.
    ///
    /// ```
    /// use loss_core::{Rows, losses::TaskUncertainty};
    ///
    /// let (cost, log_variance) = ([3.0_f64, 4.0], [0.0, 2.0_f64.ln()]);
    /// let (total, gradient) = TaskUncertainty.value_and_grad(Rows::new(&cost, 2)?, Rows::new(&log_variance, 2)?)?;
    /// assert!((total - (5.0 + 2.0_f64.ln()) / 2.0).abs() < 1e-15); // 3 + 4 / 2 + 0 + ln 2
    /// assert!((gradient.cost[1] - 0.25).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "multi_task_loss")]
    #[doc(alias = "homoscedastic_uncertainty")]
    #[claims(differentiable)]
    pub loss TaskUncertainty(
        /// The cost of each task.
        cost: input[T] in 0.0..,
        /// The logarithm of the variance of its noise.
        log_variance: input[T],
    ) {
        sum(exp(-log_variance) * cost + log_variance) / 2
    }

    /// Direct preference optimisation: of two answers, the chosen one should gain on the reference.
    ///
    /// ```text
    /// h        = beta ((chosen - chosen_reference) - (rejected - rejected_reference))
    /// loss     = -(1 - smoothing) ln(sigmoid(h)) - smoothing ln(sigmoid(-h))
    /// gradient = -beta (sigmoid(-h) - smoothing)   by the chosen; the negative by the rejected
    /// ```
    ///
    /// * **Shapes:** four slices of one length: the log-probability of each answer, summed over its tokens, by the model and by the reference. Two gradients.
    /// * **Unit:** nats. **Domain:** any logarithms. **Kinks:** none.
    /// * **Options:** `smoothing` is the share of preferences that are taken for wrong (conservative DPO). With references of 0 and `beta` 1 it is the Bradley–Terry loss of a reward model.
    /// * **Output layer:** log-softmax over tokens, gathered and summed.
    ///
    /// **When:** a language model learns from comparisons, without a reward model. **When not:** answers have grades: a reward and a policy gradient.
    ///
    /// **Source:** Rafailov et al., *Direct preference optimization: your language model is secretly a reward model*, NeurIPS 2023; smoothing: Mitchell (2023).
    ///
    /// ```
    /// use loss_core::losses::DirectPreference;
    ///
    /// let loss = DirectPreference::new(0.5, 0.0)?;
    /// let (cost, gradient) = loss.value_and_grad(&[-3.0_f64], &[-3.0], &[-3.0], &[-3.0])?; // nothing learnt yet
    /// assert_eq!(cost, 2.0_f64.ln());
    /// assert_eq!((gradient.chosen[0], gradient.rejected[0]), (-0.25, 0.25));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "DPO")]
    #[doc(alias = "BradleyTerry")]
    #[claims(convex, nonnegative, lipschitz = beta, differentiable)]
    pub loss DirectPreference(
        /// The log-probability of the answer that was chosen.
        chosen: input,
        /// That of the answer that was rejected.
        rejected: input,
        /// The log-probability of the chosen answer by the reference.
        chosen_reference: data,
        /// That of the rejected one.
        rejected_reference: data,
        /// How far the model may leave the reference: less is farther.
        beta: param = 0.1 in 0.0<..,
        /// The share of preferences that are wrong.
        smoothing: param = 0.0 in 0.0..=0.5,
    ) {
        let h = beta * (chosen - chosen_reference - (rejected - rejected_reference));
        (1 - smoothing) * softplus(-h) + smoothing * softplus(h)
    }

    /// Entropy of a softmax: how undecided a classifier is.
    ///
    /// ```text
    /// p        = softmax(logits)
    /// loss     = -sum over k of p[k] ln(p[k])
    /// gradient = -p[k] (ln(p[k]) + loss)
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K columns; a row a sample.
    /// * **Unit:** nats, between 0 and ln(K). **Domain:** any logits. **Kinks:** none. Neither convex nor concave.
    /// * **Output layer:** linear.
    ///
    /// **When:** added to a cost it makes samples without labels decide (entropy minimisation, test-time adaptation); taken from it, it keeps a classifier or a policy from growing sure too soon (confidence penalty).
    /// **When not:** alone: any class, the same for all samples, costs nothing.
    ///
    /// **Source:** Grandvalet and Bengio, *Semi-supervised learning by entropy minimization*, NeurIPS 2004; Pereyra et al., *Regularizing neural networks by penalizing confident output distributions* (2017).
    ///
    /// ```
    /// use loss_core::{Rows, losses::SoftmaxEntropy};
    ///
    /// let cost = SoftmaxEntropy.value(Rows::new(&[7.0_f64, 7.0], 2)?)?;
    /// assert!((cost - 2.0_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "entropy_regularization")]
    #[doc(alias = "confidence_penalty")]
    #[claims(nonnegative, shift_invariant, differentiable)]
    pub loss SoftmaxEntropy(
        /// The score of each class, up to a number common to all.
        logits: input[K],
    ) {
        let p = softmax(logits);
        -sum(p * ln(p))
    }
}
