//! Segmentation: an overlap of a soft mask and a true one, which no sum over places can say.
//!
//! | loss | judges | prices |
//! |---|---|---|
//! | [`Dice`], [`LogCoshDice`] | overlap over mean size | equal |
//! | [`Jaccard`] | intersection over union | equal |
//! | [`Tversky`] | overlap | one for each kind of error |
//! | [`MatthewsCorrelation`] | correlation, with the background | equal |
//! | [`GeneralizedDice`] | overlap of several classes at once | small classes count more |
//! | [`DiceCrossEntropy`], [`DiceFocal`] | overlap and every place | equal |
//!
//! A sample is one class of one picture, but for [`GeneralizedDice`]. Means over classes are means over samples; to weigh classes, weigh samples.

crate::loss! {
    fn apart(p, m) { sum(p * (1 - m) + m * (1 - p)) }

    /// Dice loss: one minus twice the overlap over the sum of the sizes.
    ///
    /// ```text
    /// loss     = 1 - (2 sum(probability mask) + smooth) / (sum(probability) + sum(mask) + smooth)
    /// ```
    ///
    /// * **Shapes:** rows of P places (pixels, voxels) of one class; a sample is a row.
    /// * **Unit:** none, between 0 and 1. **Domain:** probabilities. **Kinks:** none.
    /// * **Options:** `squared` takes sums of squares below, as in V-Net.
    /// * **Output layer:** sigmoid, or one class of a softmax.
    ///
    /// **When:** the object is a small part of the picture: its size does not matter. **When not:** gradients must be steady: mix it with a cross-entropy ([`DiceCrossEntropy`]).
    ///
    /// **Source:** Milletari, Navab and Ahmadi, *V-Net*, 3DV 2016; Sudre et al., DLMIA 2017.
    ///
    /// ```
    /// use loss_core::{Rows, losses::Dice};
    ///
    /// let cost = Dice::default().value(Rows::new(&[1.0, 0.0], 2)?, Rows::new(&[1.0, 1.0], 2)?)?;
    /// assert_eq!(cost, 0.25); // 1 - (2 + 1) / (1 + 2 + 1)
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "DiceLoss")]
    #[doc(alias = "dice_loss")]
    #[doc(alias = "F1")]
    #[claims(nonnegative, differentiable)]
    pub loss Dice(
        /// The probability of each place.
        probability: input[P] in 0.0..=1.0,
        /// 1 where a place belongs to the object, 0 where not.
        mask: data[P] in 0.0..=1.0,
        /// Added above and below, so that two empty masks match.
        smooth: param = 1.0 in 0.0..,
        /// Whether the sums below are of squares.
        squared: flag = false,
    ) {
        // One minus the ratio as one ratio, whose terms do not cancel near a match.
        if squared {
            sum(powi(probability - mask, 2)) / (sum(probability * probability) + sum(mask * mask) + smooth)
        } else {
            apart(probability, mask) / (sum(probability) + sum(mask) + smooth)
        }
    }

    /// Jaccard loss: one minus the intersection over the union.
    ///
    /// ```text
    /// i        = sum(probability mask)
    /// loss     = 1 - (i + smooth) / (sum(probability) + sum(mask) - i + smooth)
    /// ```
    ///
    /// * **Shapes:** rows of P places (pixels, voxels) of one class; a sample is a row.
    /// * **Unit:** none, between 0 and 1. **Domain:** probabilities. **Kinks:** none.
    /// * **Output layer:** sigmoid, or one class of a softmax.
    ///
    /// **When:** the intersection over union is what is judged. **When not:** see [`Dice`], of which it is a monotone function for hard masks.
    ///
    /// **Source:** Rahman and Wang, *Optimizing intersection-over-union in deep neural networks for image segmentation*, ISVC 2016.
    ///
    /// ```
    /// use loss_core::{Rows, losses::Jaccard};
    ///
    /// let cost = Jaccard::default().value(Rows::new(&[1.0, 0.0], 2)?, Rows::new(&[1.0, 1.0], 2)?)?;
    /// assert!((cost - 1.0_f64 / 3.0).abs() < 1e-15); // 1 - (1 + 1) / (2 + 1)
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "soft_iou")]
    #[doc(alias = "JaccardLoss")]
    #[claims(nonnegative, differentiable)]
    pub loss Jaccard(
        /// The probability of each place.
        probability: input[P] in 0.0..=1.0,
        /// 1 where a place belongs to the object, 0 where not.
        mask: data[P] in 0.0..=1.0,
        /// Added above and below, so that two empty masks match.
        smooth: param = 1.0 in 0.0..,
    ) {
        apart(probability, mask) / (sum(probability) + sum(mask) - dot(probability, mask) + smooth)
    }

    /// Tversky loss: Dice with two prices for the two kinds of error, and a focus.
    ///
    /// ```text
    /// tp, fp, fn = sum(p m), sum(p (1 - m)), sum((1 - p) m)
    /// loss     = (1 - (tp + smooth) / (tp + alpha fp + beta fn + smooth))^gamma
    /// ```
    ///
    /// * **Shapes:** rows of P places (pixels, voxels) of one class; a sample is a row.
    /// * **Unit:** none, between 0 and 1. **Domain:** probabilities. **Kinks:** for `gamma` < 1 the slope at a match is infinite.
    /// * **Output layer:** sigmoid, or one class of a softmax.
    ///
    /// **When:** missing the object costs other than inventing it: `beta` > `alpha` favours recall. `alpha` = `beta` = ½ is [`Dice`], 1 [`Jaccard`]; `gamma` other than 1 is the focal Tversky loss. **When not:** both errors cost the same.
    ///
    /// **Source:** Salehi, Erdogmus and Gholipour, *Tversky loss function for image segmentation using 3D fully convolutional deep networks*, MLMI 2017; Abraham and Khan, ISBI 2019.
    ///
    /// ```
    /// use loss_core::{Rows, losses::Tversky};
    ///
    /// let cost = Tversky::new(0.5, 0.5, 0.0, 1.0)?.value(Rows::new(&[1.0, 0.0], 2)?, Rows::new(&[1.0, 1.0], 2)?)?;
    /// assert!((cost - 1.0_f64 / 3.0).abs() < 1e-15); // 1 - 1 / 1.5
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "TverskyLoss")]
    #[doc(alias = "FocalTversky")]
    #[claims(nonnegative)]
    #[specialise(gamma = 1.0)]
    pub loss Tversky(
        /// The probability of each place.
        probability: input[P] in 0.0..=1.0,
        /// 1 where a place belongs to the object, 0 where not.
        mask: data[P] in 0.0..=1.0,
        /// The price of a place too many.
        alpha: param = 0.5 in 0.0..,
        /// The price of a place missed.
        beta: param = 0.5 in 0.0..,
        /// Added above and below, so that two empty masks match.
        smooth: param = 1.0 in 0.0..,
        /// The power.
        gamma: param = 1.0 in 0.0<..,
    ) {
        let both = dot(probability, mask);
        let over = sum(probability * (1 - mask));
        let missed = sum((1 - probability) * mask);
        pow((alpha * over + beta * missed) / (both + alpha * over + beta * missed + smooth), gamma)
    }

    /// Matthews correlation loss: one minus the correlation of prediction and mask.
    ///
    /// ```text
    /// loss     = 1 - (tp tn - fp fn) / sqrt((tp + fp) (tp + fn) (tn + fp) (tn + fn))
    /// ```
    ///
    /// * **Shapes:** rows of P places (pixels, voxels) of one class; a sample is a row.
    /// * **Unit:** none, between 0 and 2. **Domain:** probabilities. **Kinks:** none; where a factor below is 0, `smooth` keeps ratio and gradient finite.
    /// * **Output layer:** sigmoid, or one class of a softmax.
    ///
    /// **When:** background matters as much as the object, whatever its share. **When not:** masks are often empty: there it says little.
    ///
    /// **Source:** Abhishek and Hamarneh, *Matthews correlation coefficient loss for deep convolutional networks*, ISBI 2021.
    ///
    /// ```
    /// use loss_core::{Rows, losses::MatthewsCorrelation};
    ///
    /// let cost = MatthewsCorrelation::new(0.0)?.value(Rows::new(&[1.0, 0.0], 2)?, Rows::new(&[1.0, 0.0], 2)?)?;
    /// assert_eq!(cost, 0.0);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "MCC")]
    #[claims(differentiable)]
    pub loss MatthewsCorrelation(
        /// The probability of each place.
        probability: input[P] in 0.0..=1.0,
        /// 1 where a place belongs to the object, 0 where not.
        mask: data[P] in 0.0..=1.0,
        /// Added below each root, so that an empty mask has a gradient.
        smooth: param = 1e-6 in 0.0..,
    ) {
        let tp = dot(probability, mask);
        let fp = sum(probability * (1 - mask));
        let missed = sum((1 - probability) * mask);
        let tn = sum((1 - probability) * (1 - mask));
        1 - (tp * tn - fp * missed)
            / (sqrt((tp + fp) * (tp + missed) + smooth) * sqrt((tn + fp) * (tn + missed) + smooth))
    }

    /// Logarithm of the hyperbolic cosine of the Dice loss.
    ///
    /// ```text
    /// loss     = ln(cosh(d)),  d = Dice
    /// ```
    ///
    /// * **Shapes:** rows of P places (pixels, voxels) of one class; a sample is a row.
    /// * **Unit:** none. **Domain:** probabilities. **Kinks:** none.
    /// * **Output layer:** sigmoid, or one class of a softmax.
    ///
    /// **When:** Dice, with a gradient that fades near a match. **When not:** the last percent of overlap matter.
    ///
    /// **Source:** Jadon, *A survey of loss functions for semantic segmentation*, CIBCB 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::LogCoshDice};
    ///
    /// let cost = LogCoshDice::default().value(Rows::new(&[1.0, 0.0], 2)?, Rows::new(&[1.0, 1.0], 2)?)?;
    /// assert!((cost - 0.25_f64.cosh().ln()).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "log_cosh_dice_loss")]
    #[claims(nonnegative, differentiable)]
    pub loss LogCoshDice(
        /// The probability of each place.
        probability: input[P] in 0.0..=1.0,
        /// 1 where a place belongs to the object, 0 where not.
        mask: data[P] in 0.0..=1.0,
        /// Added above and below, so that two empty masks match.
        smooth: param = 1.0 in 0.0..,
    ) {
        ln(cosh(apart(probability, mask) / (sum(probability) + sum(mask) + smooth)))
    }

    /// Dice loss and binary cross-entropy together, of logits.
    ///
    /// ```text
    /// p        = sigmoid(logits)
    /// loss     = dice_weight Dice(p, mask) - mean(mask ln(p) + (1 - mask) ln(1 - p))
    /// ```
    ///
    /// * **Shapes:** rows of P logits of places of one class; a sample is a row.
    /// * **Unit:** nats. **Kinks:** none. Accurate in both tails.
    /// * **Output layer:** linear.
    ///
    /// **When:** the usual first choice for segmentation: overlap from the one, steady gradients from the other. **When not:** one of the two is meant.
    ///
    /// **Source:** Isensee et al., *nnU-Net*, Nature Methods 18 (2021).
    ///
    /// ```
    /// use loss_core::{Rows, losses::DiceCrossEntropy};
    ///
    /// let cost = DiceCrossEntropy::default().value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[1.0, 1.0], 2)?)?;
    /// assert!((cost - (0.25 + 2.0_f64.ln())).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "DiceCELoss")]
    #[claims(nonnegative, differentiable)]
    pub loss DiceCrossEntropy(
        /// The logit of each place.
        logits: input[P],
        /// 1 where a place belongs to the object, 0 where not.
        mask: data[P] in 0.0..=1.0,
        /// Added above and below, so that two empty masks match.
        smooth: param = 1.0 in 0.0..,
        /// The weight of the Dice loss.
        dice_weight: param = 1.0 in 0.0..,
    ) {
        let p = sigmoid(logits);
        let dice = apart(p, mask) / (sum(p) + sum(mask) + smooth);
        dice_weight * dice - mean(mask * ln(p) + (1 - mask) * ln(1 - p))
    }

    /// Generalised Dice loss: one Dice over several classes, each weighed by the inverse square of its size.
    ///
    /// ```text
    /// w[c]     = 1 / sum(mask[c, :])²
    /// both     = sum over c of w[c] (sum(probability[c, :]) + sum(mask[c, :]))
    /// loss     = 1 - (2 sum over c of w[c] sum(probability[c, :] mask[c, :]) + smooth) / (both + smooth)
    /// ```
    ///
    /// A class that is not there has the largest weight of those that are; with none there, all have weight 1.
    ///
    /// * **Shapes:** C times P places (pixels, voxels) a sample: `Rows::with_shape(&x, [C, P])`.
    /// * **Unit:** none, between 0 and 1. **Domain:** probabilities. **Kinks:** none.
    /// * **Output layer:** softmax over the classes, or sigmoid.
    ///
    /// **When:** organs and lesions of very different size in one picture. **When not:** a class is a few noisy pixels: it then outweighs all others; take [`Dice`], a sample for each class.
    ///
    /// **Source:** Sudre et al., *Generalised Dice overlap as a deep learning loss function for highly unbalanced segmentations*, DLMIA 2017; absent classes as in MONAI.
    ///
    /// ```
    /// use loss_core::{Rows, losses::GeneralizedDice};
    ///
    /// let probability = [0.5_f64, 0.0, 1.0, 1.0, 0.0, 1.0]; // of two classes at three places
    /// let mask = [1.0, 0.0, 0.0, 0.0, 1.0, 1.0]; // sizes 1 and 2, weights 1 and 1/4
    /// let rows = |x| Rows::with_shape(x, [2, 3]);
    /// let cost = GeneralizedDice::new(0.0)?.value(rows(&probability)?, rows(&mask)?)?;
    /// assert!((cost - (1.0 - 2.0 * (0.5 + 0.25) / (2.5 + 0.25 * 4.0))).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "GeneralizedDiceLoss")]
    #[claims(nonnegative, differentiable)]
    pub loss GeneralizedDice(
        /// The probability of each class at each place.
        probability: input[C, P] in 0.0..=1.0,
        /// 1 where a place belongs to the class, 0 where not.
        mask: data[C, P] in 0.0..=1.0,
        /// Added above and below, so that nothing is divided by 0.
        smooth: param = 1e-5 in 0.0..,
    ) {
        let size = sum::<P>(mask);
        let largest = max::<C>(if size > 0 { 1 / (size * size) } else { 0 });
        let weight = if size > 0 { 1 / (size * size) } else if largest > 0 { largest } else { 1 };
        let both = sum::<C>(weight * (sum::<P>(probability) + size));
        sum::<C>(weight * sum::<P>(probability * (1 - mask) + mask * (1 - probability))) / (both + smooth)
    }

    /// Dice loss and focal loss together, of logits.
    ///
    /// ```text
    /// p        = sigmoid(logits)
    /// loss     = dice_weight Dice(p, mask) - mean(mask (1 - p)^gamma ln(p) + (1 - mask) p^gamma ln(1 - p))
    /// ```
    ///
    /// * **Shapes:** rows of P logits of places of one class; a sample is a row.
    /// * **Unit:** nats. **Kinks:** none. Accurate in both tails.
    /// * **Output layer:** linear.
    ///
    /// **When:** as [`DiceCrossEntropy`], where nearly all places are easy background. **When not:** calibrated probabilities are wanted.
    ///
    /// **Source:** Zhu et al., *AnatomyNet*, Medical Physics 46 (2019); MONAI `DiceFocalLoss`.
    ///
    /// ```
    /// use loss_core::{Rows, losses::DiceFocal};
    ///
    /// let cost = DiceFocal::default().value(Rows::new(&[0.0_f64, 0.0], 2)?, Rows::new(&[1.0, 1.0], 2)?)?;
    /// assert!((cost - (0.25 + 0.25 * 2.0_f64.ln())).abs() < 1e-15);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "DiceFocalLoss")]
    #[claims(nonnegative, differentiable)]
    #[specialise(gamma = 2.0)]
    pub loss DiceFocal(
        /// The logit of each place.
        logits: input[P],
        /// 1 where a place belongs to the object, 0 where not.
        mask: data[P] in 0.0..=1.0,
        /// Added above and below, so that two empty masks match.
        smooth: param = 1.0 in 0.0..,
        /// The weight of the Dice loss.
        dice_weight: param = 1.0 in 0.0..,
        /// How fast the well classified fade out.
        gamma: param = 2.0 in 0.0..,
    ) {
        let p = sigmoid(logits);
        let dice = apart(p, mask) / (sum(p) + sum(mask) + smooth);
        dice_weight * dice - mean(pow(1 - p, gamma) * xlogy(mask, p) + pow(p, gamma) * xlogy(1 - mask, 1 - p))
    }
}
