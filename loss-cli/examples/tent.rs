//! A loss for the pages of the command `loss`; its claim to be convex is wrong.

loss_core::loss! {
    /// A tent with a round top: outliers count nothing.
    #[claims(nonnegative, convex)]
    pub loss Tent(
        /// What the model says.
        prediction: input,
        /// What is true.
        target: data,
        /// The residual at which it bends.
        width: param = 1.0 in 0.0<..,
    ) {
        let r = (prediction - target) / width;
        ln(1 + r * r) * exp(-r * r / 9)
    }
}

fn main() -> Result<(), loss_core::Error> {
    let (_, gradient) = Tent::default().value_and_grad(&[1.0_f64, 9.0], &[0.0, 0.0])?;
    assert!(
        gradient[1].abs() < gradient[0] / 10.0,
        "the outlier hardly pulls"
    );
    Ok(())
}
