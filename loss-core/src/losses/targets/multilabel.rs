//! Several labels: any number of classes may be present at once.
//!
//! | loss | compares | costs a row |
//! |---|---|---|
//! | [`MultiLabelSoftMargin`] | each class with 0, on its own | K |
//! | [`Asymmetric`] | the same, absent classes counting less | K |
//! | [`MultiLabelCrossEntropy`] | the worst of either kind with 0 | K |
//! | [`MultiLabelPairwise`] | the lowest present with the highest absent, softly | K |
//! | [`MultiLabelMargin`] | each class present with each absent, by a margin | K² |
//!
//! Where exactly one class is present, see [`multiclass`](crate::multiclass).

crate::loss! {
    /// Multi-label margin loss: every class present should be above every class absent by 1.
    ///
    /// ```text
    /// loss     = sum over j present, k absent of max(1 - scores[j] + scores[k], 0) / K
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one of marks, 1 for present and 0 for absent; a sample is a row.
    /// * **Unit:** that of a score. **Kinks:** at the margin; the gradient there is 0. Costs K² a row.
    /// * **Output layer:** linear.
    ///
    /// **When:** the ranking of present over absent classes is what is judged. **When not:** each class is a decision of its own: [`MultiLabelSoftMargin`].
    ///
    /// **Source:** Zhang and Zhou, *Multilabel neural networks with applications to functional genomics and text categorization* (2006); PyTorch `MultiLabelMarginLoss`.
    ///
    /// ```
    /// use loss_core::{Rows, losses::MultiLabelMargin};
    ///
    /// let cost = MultiLabelMargin.value(Rows::new(&[0.5, 0.0], 2)?, Rows::new(&[1.0, 0.0], 2)?)?;
    /// assert_eq!(cost, 0.25);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MultiLabelMarginLoss")]
    #[doc(alias = "multilabel_margin_loss")]
    #[claims(convex, nonnegative, shift_invariant)]
    pub loss MultiLabelMargin(
        /// The scores of the classes.
        scores: input[K],
        /// 1 where a class is present, 0 where not.
        present: data[K] in 0.0..=1.0,
    ) {
        let absent = rename::<K, L>(1 - present);
        sum::<K>(sum::<L>(present * absent * relu(1 - scores + rename::<K, L>(scores)))) / len::<K>()
    }

    /// Multi-label soft margin loss: the mean of the binary cross-entropies of the classes.
    ///
    /// ```text
    /// loss     = -mean(class_weight (target ln(sigmoid(logits)) + (1 - target) ln(1 - sigmoid(logits))))
    /// gradient = class_weight (sigmoid(logits) - target) / K
    /// ```
    ///
    /// * **Shapes:** rows of K logits and one of targets; a sample is a row.
    /// * **Unit:** nats. **Kinks:** none. Accurate in both tails.
    /// * **Output layer:** linear.
    ///
    /// **When:** several classes may be present at once. **When not:** exactly one is: [`SparseCrossEntropy`](crate::classification::SparseCrossEntropy).
    ///
    /// **Source:** PyTorch `MultiLabelSoftMarginLoss`.
    ///
    /// ```
    /// use loss_core::{Rows, losses::MultiLabelSoftMargin};
    ///
    /// let cost = MultiLabelSoftMargin::default().value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[1.0, 0.0], 2)?)?;
    /// assert!((cost - 2.0_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MultiLabelSoftMarginLoss")]
    #[doc(alias = "multilabel_soft_margin_loss")]
    #[claims(convex, nonnegative, differentiable)]
    #[specialise(class_weight = 1.0)]
    pub loss MultiLabelSoftMargin(
        /// The logits of the classes.
        logits: input[K],
        /// The probabilities that the classes should have.
        target: data[K] in 0.0..=1.0,
        /// The factor of each class.
        class_weight: param[K] = 1.0 in 0.0..,
    ) {
        -mean(class_weight * (target * ln(sigmoid(logits)) + (1 - target) * ln(1 - sigmoid(logits))))
    }

    /// Asymmetric loss of one label among many: easy negatives are focused away, very easy ones left out.
    ///
    /// ```text
    /// p        = sigmoid(logit),  m = max(p - shift, 0)
    /// loss     = -target (1 - p)^positive ln(p) - (1 - target) m^negative ln(1 - m)
    /// ```
    ///
    /// * **Shapes:** `logit` and `target` are slices of one length; a sample is a pair of elements.
    /// * **Unit:** nats. **Kinks:** of negatives at p = `shift`.
    /// * **Output layer:** linear.
    ///
    /// **When:** many labels of which few are present. **When not:** classes are balanced: [`BinaryCrossEntropyWithLogits`](crate::classification::BinaryCrossEntropyWithLogits).
    ///
    /// **Source:** Ridnik et al., *Asymmetric loss for multi-label classification*, ICCV 2021.
    ///
    /// ```
    /// use loss_core::losses::Asymmetric;
    ///
    /// let (cost, gradient) = Asymmetric::default().value_and_grad(&[-5.0], &[0.0])?; // p < 0.05
    /// assert_eq!((cost, gradient), (0.0, vec![0.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "AsymmetricLoss")]
    #[doc(alias = "ASL")]
    #[claims(nonnegative)]
    #[specialise(positive = 1.0 && negative = 4.0)]
    pub loss Asymmetric(
        /// The logit of the label.
        logit: input,
        /// 1 where it is present, 0 where not.
        target: data in 0.0..=1.0,
        /// The focus of positives.
        positive: param = 1.0 in 0.0..,
        /// The focus of negatives.
        negative: param = 4.0 in 0.0..,
        /// The probability below which a negative is left out.
        shift: param = 0.05 in 0.0..1.0,
    ) {
        let p = sigmoid(logit);
        let m = relu(p - shift);
        -(target * pow(1 - p, positive) * ln(p)) - (1 - target) * pow(m, negative) * ln(1 - m)
    }

    /// Multi-label cross-entropy with a threshold at 0: every class present above it, every class absent below.
    ///
    /// ```text
    /// loss     = ln(1 + sum over k absent of exp(scores[k])) + ln(1 + sum over k present of exp(-scores[k]))
    /// gradient = exp(scores[k]) / (1 + the sum)    of a class absent
    ///            -exp(-scores[k]) / (1 + the sum)  of a class present
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one of marks, 1 for present and 0 for absent; a sample is a row.
    /// * **Unit:** nats. **Kinks:** none. Accurate in both tails. All present or all absent is fine.
    /// * **Output layer:** linear. A class is predicted where its score is above 0.
    ///
    /// **When:** many classes of which few are present: no imbalance between the two adds up, as it does in a sum of binary cross-entropies. **When not:** a probability is wanted of each class: [`MultiLabelSoftMargin`].
    ///
    /// **Source:** Su et al., *ZLPR: a novel loss for multi-label classification* (2022).
    ///
    /// ```
    /// use loss_core::{Rows, losses::MultiLabelCrossEntropy};
    ///
    /// let cost = MultiLabelCrossEntropy.value(Rows::new(&[0.0_f64, 0.0, 0.0], 3)?, Rows::new(&[1.0, 0.0, 0.0], 3)?)?;
    /// assert!((cost - (3.0_f64.ln() + 2.0_f64.ln())).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "ZLPR")]
    #[doc(alias = "multilabel_categorical_crossentropy")]
    #[claims(convex, nonnegative, permutation_equivariant, lipschitz = 1, differentiable)]
    pub loss MultiLabelCrossEntropy(
        /// The scores of the classes.
        scores: input[K],
        /// Above ½ where a class is present.
        present: data[K] in 0.0..=1.0,
    ) {
        softplus(logsumexp(if present > 0.5 { -INFINITY } else { scores }))
            + softplus(logsumexp(if present > 0.5 { -scores } else { -INFINITY }))
    }

    /// Log-sum-exp pairwise loss: every class present above every class absent, without a margin.
    ///
    /// ```text
    /// loss     = ln(1 + sum over j present, k absent of exp(scores[k] - scores[j]))
    /// ```
    ///
    /// * **Shapes:** rows of K scores and one of marks, 1 for present and 0 for absent; a sample is a row.
    /// * **Unit:** nats. **Kinks:** none. The sum over pairs is a product of two sums, so it costs K a row. All present or all absent costs 0.
    /// * **Output layer:** linear.
    ///
    /// **When:** the order of classes is what is judged, smoothly: [`MultiLabelMargin`] without a corner. **When not:** a threshold is needed as well: [`MultiLabelCrossEntropy`] has one at 0.
    ///
    /// **Source:** Li, Song and Luo, *Improving pairwise ranking for multi-label image classification*, CVPR 2017.
    ///
    /// ```
    /// use loss_core::{Rows, losses::MultiLabelPairwise};
    ///
    /// let cost = MultiLabelPairwise.value(Rows::new(&[0.0_f64, 0.0, 0.0], 3)?, Rows::new(&[1.0, 0.0, 0.0], 3)?)?;
    /// assert!((cost - 3.0_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "LSEP")]
    #[claims(convex, nonnegative, permutation_equivariant, lipschitz = 1, differentiable)]
    pub loss MultiLabelPairwise(
        /// The scores of the classes.
        scores: input[K],
        /// Above ½ where a class is present.
        present: data[K] in 0.0..=1.0,
    ) {
        let above = logsumexp(if present > 0.5 { -INFINITY } else { scores });
        softplus(above + logsumexp(if present > 0.5 { -scores } else { -INFINITY }))
    }
}
