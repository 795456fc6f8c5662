//! Overlap, beyond sums of places: the order of errors, and classes that are not equally wrong.
//!
//! | loss | stands for | costs |
//! |---|---|---|
//! | [`LovaszHinge`] | intersection over union of the thresholded mask, made convex | P² |
//! | [`GeneralizedWassersteinDice`] | Dice, where some mistakes are worse than others | P K |
//!
//! The sums of places are in [`segmentation`](crate::segmentation).

crate::loss! {
    /// Lovász hinge: the convex surrogate of intersection over union.
    ///
    /// ```text
    /// e        = max(1 - sign logit, 0)   with sign 1 on the object, -1 off it
    /// J(S)     = what the Jaccard loss is if exactly the places S are wrong
    /// loss     = sum over p, by falling e, of e[p] (J(those up to p) - J(those before p))
    /// ```
    ///
    /// * **Shapes:** rows of P places (pixels, voxels) of one class; a sample is a row. Costs P² a row: places need not be sorted.
    /// * **Unit:** none: at errors of 0 and 1 it is the Jaccard loss. **Domain:** masks above ½ are the object. **Kinks:** where errors tie, or are 0: of tied places the first counts as the larger.
    /// * **Output layer:** linear.
    ///
    /// **When:** intersection over union is what is judged, of small pictures or samples of places. **When not:** pictures are large: [`Jaccard`](crate::segmentation::Jaccard) costs P.
    ///
    /// **Source:** Yu and Blaschko, *Learning submodular losses with the Lovász hinge*, ICML 2015; Berman, Triki and Blaschko, CVPR 2018.
    ///
    /// ```
    /// use loss_core::{Rows, losses::LovaszHinge};
    ///
    /// let (logit, mask) = ([-1.0, 0.5, -3.0], [1.0, 0.0, 0.0]); // errors 2, 1.5 and 0
    /// let (cost, gradient) = LovaszHinge.value_and_grad(Rows::new(&logit, 3)?, Rows::new(&mask, 3)?)?;
    /// assert_eq!((cost, gradient), (2.0, vec![-1.0, 0.0, 0.0])); // with the object missed nothing is left to lose
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "lovasz_hinge")]
    #[doc(alias = "LovaszHingeLoss")]
    #[claims(convex, nonnegative, lipschitz = 1)]
    pub loss LovaszHinge(
        /// The score of each place.
        logit: input[P],
        /// 1 where a place belongs to the object, 0 where not.
        mask: data[P] in 0.0..=1.0,
    ) {
        let object = mask > 0.5;
        let error = 1 - (if object { logit } else { -logit });
        let other = rename::<P, Q>(error);
        let before = other > error || (other == error && position::<Q>() < position::<P>());
        let size = count::<P>(object);
        let missed = count::<Q>(before && rename::<P, Q>(object));
        let extra = count::<Q>(before && !rename::<P, Q>(object));
        let was = if missed + extra > 0 { 1 - (size - missed) / max(size + extra, 1) } else { 0 };
        let is = if object { 1 - (size - missed - 1) / max(size + extra, 1) } else { 1 - (size - missed) / (size + extra + 1) };
        sum(relu(error) * (is - was))
    }

    /// Generalised Wasserstein Dice loss: Dice, each mistake priced by how far the classes are apart.
    ///
    /// ```text
    /// d[p]     = sum over k of distance[label[p], k] probability[p, k]
    /// hits     = sum over p with label[p] ≠ 0 of (1 - d[p])
    /// loss     = 1 - (2 hits + smooth) / (2 hits + sum(d) + smooth)
    /// ```
    ///
    /// * **Shapes:** P places of K probabilities, a label for each, and K rows of K distances. The value is that of all places.
    /// * **Domain:** probabilities that sum to 1; distances in \[0, 1\], 0 from a class to itself; labels 0 to K - 1, checked; 0 is the background. Unit: none. **Kinks:** none.
    /// * **Output layer:** softmax.
    ///
    /// **When:** classes lie in each other, as a tumour's core in the tumour: to miss a part is better than to miss the whole. **When not:** all mistakes are alike: [`GeneralizedDice`](crate::segmentation::GeneralizedDice).
    ///
    /// **Source:** Fidon et al., *Generalised Wasserstein Dice score for imbalanced multi-class segmentation using holistic convolutional networks*, BrainLes 2017.
    ///
    /// ```
    /// use loss_core::{Rows, losses::GeneralizedWassersteinDice};
    ///
    /// let probability = [0.0, 0.5, 0.5, 1.0, 0.0, 0.0]; // two places of three classes
    /// let distance = [0.0, 1.0, 1.0, 1.0, 0.0, 0.5, 1.0, 0.5, 0.0];
    /// let cost = GeneralizedWassersteinDice::new(0.0)?.value(Rows::new(&probability, 3)?, &[1, 0], Rows::new(&distance, 3)?)?;
    /// assert_eq!(cost, 0.25 / 1.75); // d = 1/4 and 0
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "GeneralizedWassersteinDiceLoss")]
    #[doc(alias = "GWDL")]
    #[claims(differentiable)]
    pub batch loss GeneralizedWassersteinDice(
        /// The probability of each class at each place.
        probability: input[P, K] in 0.0..=1.0,
        /// The true class of each place.
        label: index(L)[P],
        /// How bad it is to take a class, the row, for another, the column.
        distance: data[L, K] in 0.0..=1.0,
        /// Added above and below.
        smooth: param = 1e-5 in 0.0..,
    ) {
        let d = dot::<K>(distance[label], probability);
        let hits = sum::<P>(if position::<L>()[label] > 0 { 1 - d } else { 0 });
        sum::<P>(d) / (2 * hits + sum::<P>(d) + smooth)
    }
}
