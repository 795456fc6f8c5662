//! Penalties: what the parameters of a model cost by their size.
//!
//! They are losses like any other, of one parameter each; `Cost` adds their *sum* over the parameters, times a strength, to that of the data.
//! [`SquaredPenalty`] shrinks all parameters in proportion and keeps all of them; [`AbsolutePenalty`] shrinks all by the same amount and drives those
//! that do not earn it to 0. The elastic net is a mixture of the two. Leave biases out of either.

crate::loss! {
    /// L1 penalty (lasso): the size of a parameter.
    ///
    /// ```text
    /// loss     = |parameter|
    /// gradient = sign(parameter)
    /// ```
    ///
    /// * **Shapes:** one slice of parameters. Take the sum: `.reduce(Reduction::Sum)`.
    /// * **Kinks:** at 0, where the gradient is 0: a parameter that is 0 stays so unless the data pull at it.
    ///
    /// **When:** few of many parameters should remain. **When not:** the useful ones are strongly correlated: mix in some
    /// [`SquaredPenalty`] (elastic net), else one of them is picked at random.
    ///
    /// **Source:** Tibshirani, *Regression shrinkage and selection via the lasso*, Journal of the Royal Statistical Society B 58 (1996); the
    /// elastic net: Zou and Hastie, Journal of the Royal Statistical Society B 67 (2005).
    ///
    /// ```
    /// use loss_core::{Reduction, losses::AbsolutePenalty};
    ///
    /// let (cost, gradient) = AbsolutePenalty.reduce(Reduction::Sum).value_and_grad(&[-3.0, 0.0, 4.0])?;
    /// assert_eq!((cost, gradient), (7.0, vec![-1.0, 0.0, 1.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "L1")]
    #[doc(alias = "lasso")]
    #[claims(convex, nonnegative, lipschitz = 1, homogeneous = 1)]
    pub loss AbsolutePenalty(
        /// A parameter of the model.
        parameter: input,
    ) {
        abs(parameter)
    }

    /// L2 penalty (ridge): half the square of a parameter.
    ///
    /// ```text
    /// loss     = parameter² / 2
    /// gradient = parameter
    /// ```
    ///
    /// * **Shapes:** one slice of parameters. Take the sum: `.reduce(Reduction::Sum)`.
    /// * **Kinks:** none.
    ///
    /// **When:** a model should not lean on any one parameter; the ordinary regulariser. With plain gradient descent it is weight decay of
    /// the same strength, thanks to the factor ½ (Keras's `L2` has none); with adaptive steps it is not. **When not:** parameters that do not matter
    /// should become exactly 0: take [`AbsolutePenalty`].
    ///
    /// **Source:** Tikhonov (1943); Hoerl and Kennard, *Ridge regression*, Technometrics 12 (1970).
    ///
    /// ```
    /// use loss_core::{Reduction, losses::SquaredPenalty};
    ///
    /// let (cost, gradient) = SquaredPenalty.reduce(Reduction::Sum).value_and_grad(&[-3.0, 0.0, 4.0])?;
    /// assert_eq!((cost, gradient), (12.5, vec![-3.0, 0.0, 4.0]));
    /// # Ok::<(), loss_core::Error>(())
    /// ```
    #[doc(alias = "L2")]
    #[doc(alias = "ridge")]
    #[doc(alias = "weight_decay")]
    #[claims(convex, strictly_convex, nonnegative, homogeneous = 2, differentiable)]
    pub loss SquaredPenalty(
        /// A parameter of the model.
        parameter: input,
    ) {
        // Halved first: the square of a large number is beyond the numbers before its half is.
        parameter / 2 * parameter
    }
}
