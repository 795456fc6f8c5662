//! Divergences with an order: families in which Kullback–Leibler is one member.
//!
//! The order says what a model is charged for. Large orders charge it for giving too little to what happens, so it covers all of the target; small ones
//! for giving too much to what does not, so it picks the part it can match.
//!
//! | loss | order 0 | order ½ | order 1 | order 2 |
//! |---|---|---|---|---|
//! | [`Renyi`] | -ln of the covered mass | -2 ln(1 - Hellinger²) | Kullback–Leibler | ln(1 + χ²) |
//! | [`AlphaDivergence`] | Kullback–Leibler, reversed | 4 Hellinger² | Kullback–Leibler | χ² / 2 |
//!
//! Both are given by a quotient that is 0 / 0 at the orders 0 and 1; here the limit stands there, and next to it nothing cancels.

crate::loss! {
    // x (exp(power) - 1), where the exponential alone may be beyond the numbers.
    fn part(x, log_x, power) { if power > 1 { exp(log_x + power) - x } else { x * exp_m1(power) } }

    /// Rényi divergence of order alpha.
    ///
    /// ```text
    /// q        = softmax(logits), p = target
    /// loss     = ln(sum(p^alpha q^(1 - alpha))) / (alpha - 1)
    ///            sum(p ln(p / q))                               for alpha = 1
    /// gradient = q - p^alpha q^(1 - alpha) / sum(p^alpha q^(1 - alpha))
    /// ```
    ///
    /// * **Shapes:** two [`Rows`](loss_runtime::Rows) of K columns, logits and probabilities; a row a sample.
    /// * **Domain:** any logits; targets in \[0, 1\] with sum 1, which is not enforced. Unit: nats. From `alpha` = 1 on, a class that happens although its logit is -∞ costs infinity.
    /// * **Kinks:** none. The gradient of a row sums to zero; adding a number to all logits changes nothing. `alpha` = 1 is the limit of its neighbours.
    /// * **Output layer:** linear. The softmax is in the loss.
    ///
    /// **When:** a divergence between covering (large `alpha`) and picking (small `alpha`), as in variational inference and in privacy accounting, where the order is given.
    /// **When not:** `alpha` is 1: [`KlDivergence`](crate::divergence::KlDivergence) is that alone. Not convex in the logits.
    ///
    /// **Source:** Rényi, *On measures of entropy and information*, Fourth Berkeley Symposium (1961); van Erven and Harremoës, *Rényi divergence and Kullback–Leibler divergence*,
    /// IEEE Transactions on Information Theory 60 (2014).
    ///
    /// ```
    /// use loss_core::{Rows, losses::Renyi};
    ///
    /// // q = (1/2, 1/2), p = (1, 0): the sum is (1/2)^(1 - alpha), so every order gives ln 2.
    /// for alpha in [0.0, 0.5, 1.0 - 1e-9, 1.0, 2.0] {
    ///     let cost = Renyi::new(alpha)?.value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[1.0, 0.0], 2)?)?;
    ///     assert!((cost - 2.0_f64.ln()).abs() < 1e-15);
    /// }
    /// // p = (1/4, 3/4), order 2: ln(2 (1/16 + 9/16)).
    /// let cost = Renyi::new(2.0)?.value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[0.25, 0.75], 2)?)?;
    /// assert!((cost - 1.25_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "renyi_divergence")]
    #[doc(alias = "Bhattacharyya")]
    #[claims(shift_invariant, permutation_equivariant, differentiable)]
    pub loss Renyi(
        /// The score of each class, up to a number common to all.
        logits: input[K],
        /// The true distribution over the classes.
        target: data[K] in 0.0..=1.0,
        /// The order.
        alpha: param = 0.5 in 0.0..,
    ) {
        let log_q = log_softmax(logits);
        let log_ratio = log_q - ln(target);
        // What the sum is beyond 1: near a match, and near order 1, it is all that matters.
        let excess = if alpha == 0 { -sum(if target > 0 { 0 } else { exp(log_q) }) }
            else { sum(if target > 0 { target * exp_m1((1 - alpha) * log_ratio) } else { 0 }) };
        if alpha == 1 { -sum(if target > 0 { target * log_ratio } else { 0 }) }
        else if abs(excess) < 0.5 { ln_1p(excess) / (alpha - 1) }
        else { logsumexp(if target > 0 { alpha * ln(target) + (1 - alpha) * log_q } else { -INFINITY }) / (alpha - 1) }
    }

    /// Alpha divergence (Amari's, in the form of Cichocki).
    ///
    /// ```text
    /// q        = softmax(logits), p = target
    /// loss     = (sum(p^alpha q^(1 - alpha)) - 1) / (alpha (alpha - 1))
    ///            sum(p ln(p / q))   for alpha = 1
    ///            sum(q ln(q / p))   for alpha = 0
    /// gradient = (q sum(p^alpha q^(1 - alpha)) - p^alpha q^(1 - alpha)) / alpha
    /// ```
    ///
    /// * **Shapes:** two [`Rows`](loss_runtime::Rows) of K columns, logits and probabilities; a row a sample.
    /// * **Domain:** any logits; targets in \[0, 1\] with sum 1, which is not enforced. Unit: nats at the orders 0 and 1. At order 0 a target of 0 costs infinity; from order 1 on, so does a logit of
    ///   -∞ where the target is not 0.
    /// * **Kinks:** none. The gradient of a row sums to zero; adding a number to all logits changes nothing. Orders 0 and 1 are the limits of their neighbours.
    /// * **Output layer:** linear. The softmax is in the loss.
    ///
    /// **When:** as [`Renyi`], of which it is a monotone function; without the logarithm, samples that are far off count more. **When not:** the order is 1, or ½:
    /// [`KlDivergence`](crate::divergence::KlDivergence) and [`SquaredHellinger`](crate::divergence::SquaredHellinger) (a quarter of this) are these alone.
    ///
    /// **Source:** Amari, *Differential-Geometrical Methods in Statistics* (1985); Cichocki and Amari, *Families of alpha- beta- and gamma-divergences*, Entropy 12 (2010).
    ///
    /// ```
    /// use loss_core::{Rows, losses::AlphaDivergence};
    ///
    /// let value = |alpha| AlphaDivergence::new(alpha)?.value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[0.25, 0.75], 2)?);
    /// assert!((value(2.0)? - 0.125).abs() < 1e-15); // (2 (1/16 + 9/16) - 1) / 2
    /// assert!((value(1.0)? - (0.25 * 0.5_f64.ln() + 0.75 * 1.5_f64.ln())).abs() < 1e-15);
    /// assert!((value(0.0)? - (0.5 * 2.0_f64.ln() + 0.5 * (2.0_f64 / 3.0).ln())).abs() < 1e-15);
    /// assert!((value(1.0)? - value(1.0 - 1e-12)?).abs() < 1e-12 && (value(0.0)? - value(1e-12)?).abs() < 1e-12);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "alpha_divergence")]
    #[doc(alias = "amari_divergence")]
    #[doc(alias = "power_divergence")]
    #[claims(shift_invariant, permutation_equivariant, differentiable)]
    pub loss AlphaDivergence(
        /// The score of each class, up to a number common to all.
        logits: input[K],
        /// The true distribution over the classes.
        target: data[K] in 0.0..=1.0,
        /// The order.
        alpha: param = 0.5 in 0.0..,
    ) {
        let log_q = log_softmax(logits);
        let r = ln(target) - log_q;
        if alpha == 1 { sum(if target > 0 { target * r } else { 0 }) }
        else if alpha == 0 { -sum(exp(log_q) * r) }
        // The sum less 1 as one sum, whose terms vanish with alpha - 1, or with alpha.
        else if alpha > 0.5 { sum(if target > 0 { part(target, ln(target), (alpha - 1) * r) } else { 0 }) / (alpha * (alpha - 1)) }
        else { sum(part(exp(log_q), log_q, alpha * r)) / (alpha * (alpha - 1)) }
    }
}
