//! Proxies: a trained row stands for a class, and samples meet proxies instead of each other.
//!
//! | loss | a sample | margin | normalised over |
//! |---|---|---|---|
//! | [`NormalizedSoftmax`] | nears its proxy, leaves the others | none | the proxies |
//! | [`ProxyNca`] | the same, its own proxy not among the others | none | the other proxies |
//! | [`ProxyAnchor`] | and each proxy finds its samples | both sides | the batch |
//! | [`LinearCrossEntropy`] | the same, lengths left free | none | the classes |
//! | [`ArcFace`], [`CosFace`] | nears its proxy by more than it need | an angle; a cosine | the classes |
//! | [`Center`] | nears the centre of its class | none | nothing: add a softmax |
//!
//! They cost samples times classes, and need no pairs to be found. Where classes have no proxies, see [`metric`](crate::metric).

crate::loss! {
    fn unit(x) {
        let length = norm::<D>(x);
        if length > 0 { x / length } else { 0 }
    }

    /// Normalised softmax: cross-entropy of cosines to one row for each class.
    ///
    /// ```text
    /// s        = unit(x) · unit(proxy)ᵀ / temperature
    /// loss     = mean over i of (logsumexp(s[i, :]) - s[i, label[i]])
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, C proxies of D numbers, and I labels. The value is that of the whole batch. Two gradients, and one by the temperature. Rows are divided by
    ///   their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Domain:** labels 0 to C - 1, checked. Unit: nats. **Kinks:** none.
    /// * **Output layer:** linear, without a last layer of its own: the proxies are that.
    ///
    /// **When:** an embedding from a classifier: the simplest loss of this chapter, and hard to beat. It is ProxyNCA++, whose temperature is 1/9. **When not:** a margin between classes is wanted: [`CosFace`], [`ArcFace`].
    ///
    /// **Source:** Zhai and Wu, *Classification is a strong baseline for deep metric learning*, BMVC 2019; Wang et al., *NormFace*, ACM Multimedia 2017.
    ///
    /// ```
    /// use loss_core::{Rows, losses::NormalizedSoftmax};
    ///
    /// let (x, proxy) = ([2.0_f64, 0.0], [3.0, 0.0, 0.0, 1.0]);
    /// let cost = NormalizedSoftmax::new(0.5)?.value(Rows::new(&x, 2)?, Rows::new(&proxy, 2)?, &[0])?;
    /// assert!((cost - (-2.0_f64).exp().ln_1p()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "NormalizedSoftmaxLoss")]
    #[doc(alias = "NormSoftmax")]
    #[doc(alias = "NormFace")]
    #[doc(alias = "ProxyNCA++")]
    #[claims(nonnegative, differentiable)]
    pub batch loss NormalizedSoftmax(
        /// One embedding a row.
        x: input[I, D],
        /// One row for each class.
        proxy: input[C, D],
        /// The class of each embedding.
        label: index(C)[I],
        /// What cosines are divided by.
        temperature: learnable = 0.05 in 0.0<..,
    ) {
        let s = dot::<D>(unit(x), unit(proxy)) / temperature;
        mean::<I>(logsumexp::<C>(s) - s[label])
    }

    /// Proxy-NCA: the own proxy nearer than all others.
    ///
    /// ```text
    /// d        = |unit(x) - unit(proxy)|²
    /// loss     = mean over i of (d[i, label[i]] + ln(sum over c ≠ label[i] of exp(-d[i, c])))
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, C proxies of D numbers, and I labels. The value is that of the whole batch. Two gradients. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Domain:** labels 0 to C - 1, checked; two classes at least, else it is -∞. Unit: nats. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** the original loss is to be repeated: the own proxy is not among those compared with, so it falls below 0. **When not:** a temperature is wanted: [`NormalizedSoftmax`].
    ///
    /// **Source:** Movshovitz-Attias et al., *No fuss distance metric learning using proxies*, ICCV 2017.
    ///
    /// ```
    /// use loss_core::{Rows, losses::ProxyNca};
    ///
    /// let (x, proxy) = ([2.0_f64, 0.0], [3.0, 0.0, 0.0, 1.0]);
    /// let cost = ProxyNca.value(Rows::new(&x, 2)?, Rows::new(&proxy, 2)?, &[0])?;
    /// assert!((cost + 2.0).abs() < 1e-15); // 0 + ln(exp(-2))
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ProxyNCALoss")]
    #[claims(differentiable)]
    pub batch loss ProxyNca(
        /// One embedding a row.
        x: input[I, D],
        /// One row for each class.
        proxy: input[C, D],
        /// The class of each embedding.
        label: index(C)[I],
    ) {
        // Between rows of length 1 the squared distance is 2 - 2 cosines, and the 2 is on both sides.
        let s = 2 * dot::<D>(unit(x), unit(proxy));
        let own = position::<C>() == label;
        mean::<I>(logsumexp::<C>(if own { -INFINITY } else { s }) - s[label])
    }

    /// Proxy-anchor loss: each proxy draws the samples of its class, the farthest first, and repels all others, the nearest first.
    ///
    /// ```text
    /// s        = unit(x) · unit(proxy)ᵀ
    /// loss     = sum over c of ln(1 + sum over i of class c of exp(-scale (s[i, c] - margin))) / (classes in the batch)
    ///            + mean over c of ln(1 + sum over i of other classes of exp(scale (s[i, c] + margin)))
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, C proxies of D numbers, and I labels. The value is that of the whole batch. Two gradients. Rows are divided by their length; a row of zeros has no direction: its cosines and its gradient are 0.
    /// * **Domain:** labels 0 to C - 1, checked. Unit: nats. **Kinks:** none.
    /// * **Output layer:** linear.
    ///
    /// **When:** fast convergence on many classes: samples of a batch feel each other through the proxies. **When not:** classes have few samples each, so that a proxy is nearly one.
    ///
    /// **Source:** Kim et al., *Proxy anchor loss for deep metric learning*, CVPR 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::ProxyAnchor};
    ///
    /// let (x, proxy) = ([2.0_f64, 0.0], [3.0, 0.0, 0.0, 1.0]); // cosines 1 and 0
    /// let cost = ProxyAnchor::new(0.5, 2.0)?.value(Rows::new(&x, 2)?, Rows::new(&proxy, 2)?, &[0])?;
    /// assert!((cost - ((-1.0_f64).exp().ln_1p() + 1.0_f64.exp().ln_1p() / 2.0)).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ProxyAnchorLoss")]
    #[claims(nonnegative, differentiable)]
    pub batch loss ProxyAnchor(
        /// One embedding a row.
        x: input[I, D],
        /// One row for each class.
        proxy: input[C, D],
        /// The class of each embedding.
        label: index(C)[I],
        /// How far from orthogonal is far enough.
        margin: param = 0.1 in 0.0..,
        /// How sharply the worst samples count.
        scale: param = 32.0 in 0.0<..,
    ) {
        let s = dot::<D>(unit(x), unit(proxy));
        let own = position::<C>() == label;
        let near = logsumexp::<I>(if own { -scale * (s - margin) } else { -INFINITY });
        let far = logsumexp::<I>(if own { -INFINITY } else { scale * (s + margin) });
        sum::<C>(softplus(near)) / max(count::<C>(any::<I>(own)), 1) + mean::<C>(softplus(far))
    }

    /// ArcFace: cross-entropy of cosines, the angle to the own class made larger by a margin.
    ///
    /// ```text
    /// c        = cosines[label],  θ = acos(c)
    /// own      = cos(θ + margin)          where θ < π - margin
    ///            c - margin sin(margin)   elsewhere
    /// loss     = -log_softmax(scale (cosines, with own at the label))[label]
    /// ```
    ///
    /// The cosine of the sum is computed without an angle, as c cos(margin) - sqrt(max(1 - c², `epsilon`)) sin(margin).
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K cosines, of an embedding to the row of each class, and one label a row; a row a sample.
    /// * **Domain:** cosines in \[-1, 1\]; labels 0 to K - 1, checked. Unit: nats.
    /// * **Kinks:** at θ = π - `margin`, where value and slope step; where 1 - c² = `epsilon`: without it the slope would be infinite where an embedding lies on its class.
    /// * **Output layer:** the product of rows and class rows, all of length 1.
    ///
    /// **When:** faces and other open sets with many classes. **When not:** the start is hard: [`CosFace`] has no kink; raise the margin from 0.
    ///
    /// **Source:** Deng et al., *ArcFace: additive angular margin loss for deep face recognition*, CVPR 2019; beyond π - `margin` as in its code.
    ///
    /// ```
    /// use loss_core::{Rows, losses::ArcFace};
    ///
    /// let right_angle = std::f64::consts::FRAC_PI_2;
    /// let cost = ArcFace::new(right_angle, 2.0, 1e-7)?.value(Rows::new(&[0.6, 0.0], 2)?, &[0])?;
    /// assert!((cost - (1.6_f64).exp().ln_1p()).abs() < 1e-14); // cos(θ + 90°) = -sin(θ) = -0.8
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ArcFaceLoss")]
    #[doc(alias = "additive_angular_margin")]
    #[claims(nonnegative, permutation_equivariant)]
    pub loss ArcFace(
        /// The cosine of the angle to each class.
        cosines: input[K] in -1.0..=1.0,
        /// The true class.
        label: index(K),
        /// What is added to the angle of the true class, in radians.
        margin: param = 0.5 in 0.0..=PI,
        /// What cosines are multiplied by.
        scale: param = 64.0 in 0.0<..,
        /// The least that counts as the square of a sine.
        epsilon: param = 1e-7 in 0.0<..,
    ) {
        let c = cosines[label];
        let sine = sqrt(max((1 - c) * (1 + c), epsilon));
        let own = if c > -cos(margin) { c * cos(margin) - sine * sin(margin) } else { c - margin * sin(margin) };
        -log_softmax(scale * (if position::<K>() == label { own } else { cosines }))[label]
    }

    /// CosFace: cross-entropy of cosines, that of the own class made smaller by a margin.
    ///
    /// ```text
    /// z        = scale (cosines - margin one_hot(label))
    /// loss     = -log_softmax(z)[label]
    /// gradient = scale (softmax(z) - one_hot(label))
    /// ```
    ///
    /// * **Shapes:** [`Rows`](loss_runtime::Rows) of K cosines, of an embedding to the row of each class, and one label a row; a row a sample.
    /// * **Domain:** cosines in \[-1, 1\]; labels 0 to K - 1, checked. Unit: nats. **Kinks:** none.
    /// * **Output layer:** the product of rows and class rows, all of length 1.
    ///
    /// **When:** as [`ArcFace`], easier to train. With `margin` 0 it is cross-entropy with a scale; on plain logits and `scale` 1, the additive margin softmax.
    /// **When not:** classes are few and closed: `SparseCrossEntropy`.
    ///
    /// **Source:** Wang et al., *CosFace: large margin cosine loss for deep face recognition*, CVPR 2018; Wang et al., *Additive margin softmax for face verification* (2018).
    ///
    /// ```
    /// use loss_core::{Rows, losses::CosFace};
    ///
    /// let (cost, gradient) = CosFace::new(0.5, 2.0)?.value_and_grad(Rows::new(&[0.5_f64, 0.0], 2)?, &[0])?;
    /// assert!((cost - 2.0_f64.ln()).abs() < 1e-15); // both are 0
    /// assert_eq!(gradient, [-1.0, 1.0]);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CosFaceLoss")]
    #[doc(alias = "AM_softmax")]
    #[doc(alias = "large_margin_cosine")]
    #[claims(convex, nonnegative, lipschitz = scale, permutation_equivariant, differentiable)]
    pub loss CosFace(
        /// The cosine of the angle to each class.
        cosines: input[K] in -1.0..=1.0,
        /// The true class.
        label: index(K),
        /// What is taken from the cosine of the true class.
        margin: param = 0.35 in 0.0..,
        /// What cosines are multiplied by.
        scale: param = 64.0 in 0.0<..,
    ) {
        -log_softmax(scale * (if position::<K>() == label { cosines - margin } else { cosines }))[label]
    }

    /// Center loss: half the squared distance of an embedding to the centre of its class.
    ///
    /// ```text
    /// loss     = mean over i of |x[i] - centre[label[i]]|² / 2
    /// gradient = (x[i] - centre[label[i]]) / I   by x; the negative, summed over a class, by its centre
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, C centres of D numbers, and I labels. The value is that of the whole batch. Two gradients.
    /// * **Domain:** labels 0 to C - 1, checked. Unit: that of the embedding, squared. **Kinks:** none.
    /// * **Output layer:** linear: the layer before the classifier.
    ///
    /// **When:** beside a cross-entropy, with a small weight: it draws each class together. **When not:** alone: all embeddings in one point cost nothing.
    ///
    /// **Source:** Wen et al., *A discriminative feature learning approach for deep face recognition*, ECCV 2016 (there the centres follow by a moving average instead of the gradient).
    ///
    /// ```
    /// use loss_core::{Rows, losses::Center};
    ///
    /// let (x, centre) = ([3.0, 4.0], [0.0, 0.0, 3.0, 0.0]);
    /// let (cost, gradient) = Center.value_and_grad(Rows::new(&x, 2)?, Rows::new(&centre, 2)?, &[1])?;
    /// assert_eq!((cost, gradient.x, gradient.centre), (8.0, vec![0.0, 4.0], vec![0.0, 0.0, 0.0, -4.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CenterLoss")]
    #[claims(convex, nonnegative, differentiable)]
    pub batch loss Center(
        /// One embedding a row.
        x: input[I, D],
        /// The centre of each class.
        centre: input[C, D],
        /// The class of each embedding.
        label: index(C)[I],
    ) {
        mean::<I>(sum::<D>(powi(x - centre[label], 2))) / 2
    }

    /// Cross-entropy of a linear layer: the last layer of a classifier and its loss in one.
    ///
    /// ```text
    /// z        = x · weightᵀ + bias,  w[i] = class_weight[label[i]]
    /// loss     = sum over i of w[i] (logsumexp(z[i, :]) - z[i, label[i]]) / sum(w)
    /// ```
    ///
    /// * **Shapes:** a batch of I rows of D numbers, C rows of weights, C biases, and I labels. The value is that of the whole batch. Three gradients. The logits are computed a block of rows at a time, and never stored whole.
    /// * **Domain:** labels 0 to C - 1, checked. Unit: nats. **Kinks:** none. 0 where all weights are 0.
    /// * **Output layer:** none: it is that.
    ///
    /// **When:** classes are many, as the words of a language model: the logits of a batch are what fills the memory. **When not:** the logits are needed anyway: `SparseCrossEntropy` has smoothing too.
    ///
    /// **Source:** PyTorch `LinearCrossEntropyLoss`; Wijmans et al., *Cut your losses in large-vocabulary language models*, ICLR 2025.
    ///
    /// ```
    /// use loss_core::{Rows, losses::LinearCrossEntropy};
    ///
    /// let (x, weight, bias) = ([2.0_f64], [1.0, 0.0], [0.0, 2.0]); // logits 2 and 2
    /// let cost = LinearCrossEntropy::default().value(Rows::new(&x, 1)?, Rows::new(&weight, 1)?, &bias, &[0])?;
    /// assert!((cost - 2.0_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "LinearCrossEntropyLoss")]
    #[doc(alias = "linear_cross_entropy")]
    #[claims(nonnegative, differentiable)]
    pub batch loss LinearCrossEntropy(
        /// One embedding a row.
        x: input[I, D],
        /// One row for each class.
        weight: input[C, D],
        /// What is added to the score of each class.
        bias: input[C],
        /// The class of each embedding.
        label: index(C)[I],
        /// How much a sample of each class counts.
        class_weight: param[C] = 1.0 in 0.0..,
    ) {
        let z = dot::<D>(x, weight) + bias;
        let w = class_weight[label];
        let total = sum::<I>(w);
        if total > 0 { sum::<I>(w * (logsumexp::<C>(z) - z[label])) / total } else { 0 }
    }
}
