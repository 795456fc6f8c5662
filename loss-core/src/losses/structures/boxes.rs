//! Boxes: overlaps of a predicted rectangle and a true one.
//!
//! Each adds to [`Iou`] what it lacks: [`GeneralizedIou`] a pull between boxes that do not meet, [`DistanceIou`] one between
//! centres, [`CompleteIou`] the aspect ratio, [`EfficientIou`] width and height; [`LogIou`] is steeper the less they meet.

crate::loss! {
    /// Intersection over union of boxes.
    ///
    /// ```text
    /// loss     = 1 - intersection / union
    /// ```
    ///
    /// * **Shapes:** rows of four coordinates, with left <= right and top <= bottom; a sample is a box.
    /// * **Unit:** none, between 0 and 1. **Kinks:** where edges of the two boxes are in line. Boxes that do not meet have no gradient.
    /// * **Output layer:** coordinates.
    ///
    /// **When:** boxes overlap already. **When not:** they may not: take [`GeneralizedIou`] or its heirs.
    ///
    /// **Source:** Yu et al., *UnitBox*, ACM Multimedia 2016.
    ///
    /// ```
    /// use loss_core::{Rows, losses::Iou};
    ///
    /// let cost = Iou::default().value(Rows::new(&[0.0, 0.0, 1.0, 1.0], 4)?, Rows::new(&[0.0, 0.0, 2.0, 1.0], 4)?)?;
    /// assert!((cost - 0.5_f64).abs() < 1e-6);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "iou_loss")]
    #[doc(alias = "box_iou")]
    #[claims(nonnegative)]
    pub loss Iou(
        /// The predicted box: left, top, right, bottom.
        a: input[4],
        /// The true one.
        b: data[4],
        /// Added to each divisor.
        eps: param = 1e-7 in 0.0<..,
    ) {
        let inter = relu(min(a[2], b[2]) - max(a[0], b[0])) * relu(min(a[3], b[3]) - max(a[1], b[1]));
        let union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        1 - inter / (union + eps)
    }

    /// Generalised intersection over union of boxes.
    ///
    /// ```text
    /// loss     = 1 - intersection / union + (hull - union) / hull
    /// ```
    ///
    /// * **Shapes:** rows of four coordinates, with left <= right and top <= bottom; a sample is a box.
    /// * **Unit:** none, between 0 and 2. `hull` is the area of the smallest box round both. **Kinks:** where edges are in line.
    /// * **Output layer:** coordinates.
    ///
    /// **When:** boxes may lie apart: the empty part of the hull still pulls. **When not:** one box lies within the other: then it says no more than [`Iou`]; take [`DistanceIou`].
    ///
    /// **Source:** Rezatofighi et al., *Generalized intersection over union*, CVPR 2019.
    ///
    /// ```
    /// use loss_core::{Rows, losses::GeneralizedIou};
    ///
    /// let cost = GeneralizedIou::default().value(Rows::new(&[0.0, 0.0, 1.0, 1.0], 4)?, Rows::new(&[0.0, 0.0, 2.0, 1.0], 4)?)?;
    /// assert!((cost - 0.5_f64).abs() < 1e-6);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "GIoU")]
    #[doc(alias = "generalized_box_iou_loss")]
    #[claims(nonnegative)]
    pub loss GeneralizedIou(
        /// The predicted box: left, top, right, bottom.
        a: input[4],
        /// The true one.
        b: data[4],
        /// Added to each divisor.
        eps: param = 1e-7 in 0.0<..,
    ) {
        let inter = relu(min(a[2], b[2]) - max(a[0], b[0])) * relu(min(a[3], b[3]) - max(a[1], b[1]));
        let union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        let hull = (max(a[2], b[2]) - min(a[0], b[0])) * (max(a[3], b[3]) - min(a[1], b[1]));
        1 - inter / (union + eps) + (hull - union) / (hull + eps)
    }

    /// Distance intersection over union of boxes.
    ///
    /// ```text
    /// loss     = 1 - intersection / union + centre² / diagonal²
    /// ```
    ///
    /// * **Shapes:** rows of four coordinates, with left <= right and top <= bottom; a sample is a box.
    /// * **Unit:** none. `centre` is the distance of the centres, `diagonal` that of the smallest box round both. **Kinks:** where edges are in line.
    /// * **Output layer:** coordinates.
    ///
    /// **When:** boxes may lie apart or within each other. **When not:** their aspect ratio matters too: [`CompleteIou`].
    ///
    /// **Source:** Zheng et al., *Distance-IoU loss*, AAAI 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::DistanceIou};
    ///
    /// let cost = DistanceIou::default().value(Rows::new(&[0.0, 0.0, 1.0, 1.0], 4)?, Rows::new(&[0.0, 0.0, 2.0, 1.0], 4)?)?;
    /// assert!((cost - 0.55_f64).abs() < 1e-6);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "DIoU")]
    #[doc(alias = "distance_box_iou_loss")]
    #[claims(nonnegative)]
    pub loss DistanceIou(
        /// The predicted box: left, top, right, bottom.
        a: input[4],
        /// The true one.
        b: data[4],
        /// Added to each divisor.
        eps: param = 1e-7 in 0.0<..,
    ) {
        let inter = relu(min(a[2], b[2]) - max(a[0], b[0])) * relu(min(a[3], b[3]) - max(a[1], b[1]));
        let union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        let centre = powi(a[0] + a[2] - b[0] - b[2], 2) / 4 + powi(a[1] + a[3] - b[1] - b[3], 2) / 4;
        let hull = powi(max(a[2], b[2]) - min(a[0], b[0]), 2) + powi(max(a[3], b[3]) - min(a[1], b[1]), 2);
        1 - inter / (union + eps) + centre / (hull + eps)
    }

    /// Complete intersection over union of boxes.
    ///
    /// ```text
    /// v        = 4 / π² (atan(width_b / height_b) - atan(width_a / height_a))²
    /// loss     = 1 - iou + centre² / diagonal² + weight v,  weight = v / (1 - iou + v)
    /// ```
    ///
    /// * **Shapes:** rows of four coordinates, with left <= right and top <= bottom; a sample is a box.
    /// * **Unit:** none. The weight of the aspect ratio has no gradient. **Kinks:** where edges are in line. Heights must not be 0.
    /// * **Output layer:** coordinates.
    ///
    /// **When:** the usual choice for boxes in detectors. **When not:** boxes may be flat: [`DistanceIou`] divides by nothing that can vanish.
    ///
    /// **Source:** Zheng et al., *Distance-IoU loss*, AAAI 2020.
    ///
    /// ```
    /// use loss_core::{Rows, losses::CompleteIou};
    ///
    /// let cost = CompleteIou::default().value(Rows::new(&[0.0, 0.0, 1.0, 1.0], 4)?, Rows::new(&[0.0, 0.0, 2.0, 1.0], 4)?)?;
    /// assert!((cost - 0.5532_f64).abs() < 1e-3);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "CIoU")]
    #[doc(alias = "complete_box_iou_loss")]
    #[claims(nonnegative)]
    pub loss CompleteIou(
        /// The predicted box: left, top, right, bottom.
        a: input[4],
        /// The true one.
        b: data[4],
        /// Added to each divisor.
        eps: param = 1e-7 in 0.0<..,
    ) {
        let inter = relu(min(a[2], b[2]) - max(a[0], b[0])) * relu(min(a[3], b[3]) - max(a[1], b[1]));
        let union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        let iou = inter / (union + eps);
        let centre = powi(a[0] + a[2] - b[0] - b[2], 2) / 4 + powi(a[1] + a[3] - b[1] - b[3], 2) / 4;
        let hull = powi(max(a[2], b[2]) - min(a[0], b[0]), 2) + powi(max(a[3], b[3]) - min(a[1], b[1]), 2);
        let v = 4 / (PI * PI) * powi(atan((b[2] - b[0]) / (b[3] - b[1])) - atan((a[2] - a[0]) / (a[3] - a[1])), 2);
        1 - iou + centre / (hull + eps) + stop_gradient(v / (1 - iou + v + eps)) * v
    }

    /// Logarithm of the intersection over union of boxes.
    ///
    /// ```text
    /// loss     = -ln(intersection / union)
    /// ```
    ///
    /// * **Shapes:** rows of four coordinates, with left <= right and top <= bottom; a sample is a box.
    /// * **Unit:** nats; at most about 16, where boxes do not meet: `eps` is added to the overlap. **Kinks:** where edges of the two boxes are in line. Boxes that do not meet have no gradient.
    /// * **Output layer:** coordinates.
    ///
    /// **When:** boxes overlap little: the gradient grows as the overlap falls. **When not:** they may not overlap at all: [`GeneralizedIou`] or its heirs.
    ///
    /// **Source:** Yu et al., *UnitBox: an advanced object detection network*, ACM Multimedia 2016.
    ///
    /// ```
    /// use loss_core::{Rows, losses::LogIou};
    ///
    /// let cost = LogIou::default().value(Rows::new(&[0.0, 0.0, 1.0, 1.0], 4)?, Rows::new(&[0.0, 0.0, 2.0, 1.0], 4)?)?;
    /// assert!((cost - 2.0_f64.ln()).abs() < 1e-6);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "UnitBox")]
    #[doc(alias = "iou_loss")]
    #[claims(nonnegative)]
    pub loss LogIou(
        /// The predicted box: left, top, right, bottom.
        a: input[4],
        /// The true one.
        b: data[4],
        /// Added to the divisor, and to the overlap.
        eps: param = 1e-7 in 0.0<..,
    ) {
        let inter = relu(min(a[2], b[2]) - max(a[0], b[0])) * relu(min(a[3], b[3]) - max(a[1], b[1]));
        let union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        -ln((inter / (union + eps) + eps) / (1 + eps))
    }

    /// Efficient intersection over union of boxes.
    ///
    /// ```text
    /// loss     = 1 - iou + centre² / diagonal² + (width_a - width_b)² / width² + (height_a - height_b)² / height²
    /// ```
    ///
    /// * **Shapes:** rows of four coordinates, with left <= right and top <= bottom; a sample is a box.
    /// * **Unit:** none. `centre` is the distance of the centres; `width`, `height` and `diagonal` are those of the smallest box round both. **Kinks:** where edges are in line.
    /// * **Output layer:** coordinates.
    ///
    /// **When:** width and height should each be right, not their ratio only, as in [`CompleteIou`]. **When not:** [`DistanceIou`] already fits.
    ///
    /// **Source:** Zhang et al., *Focal and efficient IOU loss for accurate bounding box regression*, Neurocomputing 506 (2022).
    ///
    /// ```
    /// use loss_core::{Rows, losses::EfficientIou};
    ///
    /// let cost = EfficientIou::default().value(Rows::new(&[0.0, 0.0, 1.0, 1.0], 4)?, Rows::new(&[0.0, 0.0, 2.0, 1.0], 4)?)?;
    /// assert!((cost - (0.5 + 0.25 / 5.0 + 0.25_f64)).abs() < 1e-6);
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "EIoU")]
    #[claims(nonnegative)]
    pub loss EfficientIou(
        /// The predicted box: left, top, right, bottom.
        a: input[4],
        /// The true one.
        b: data[4],
        /// Added to each divisor.
        eps: param = 1e-7 in 0.0<..,
    ) {
        let inter = relu(min(a[2], b[2]) - max(a[0], b[0])) * relu(min(a[3], b[3]) - max(a[1], b[1]));
        let union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter;
        let width = powi(max(a[2], b[2]) - min(a[0], b[0]), 2);
        let height = powi(max(a[3], b[3]) - min(a[1], b[1]), 2);
        let centre = powi(a[0] + a[2] - b[0] - b[2], 2) / 4 + powi(a[1] + a[3] - b[1] - b[3], 2) / 4;
        let wider = powi(a[2] - a[0] - (b[2] - b[0]), 2);
        let higher = powi(a[3] - a[1] - (b[3] - b[1]), 2);
        1 - inter / (union + eps) + centre / (width + height + eps) + wider / (width + eps) + higher / (height + eps)
    }
}
