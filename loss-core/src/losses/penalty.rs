//! What large parameters cost: the parts of an elastic net.

crate::loss! {
    /// The magnitude of a parameter: the lasso's penalty.
    pub loss AbsolutePenalty(
        /// A parameter that is being fitted.
        parameter: input,
    ) {
        abs(parameter)
    }

    /// Half the square of a parameter: the ridge's penalty.
    pub loss SquaredPenalty(
        /// A parameter that is being fitted.
        parameter: input,
    ) {
        parameter * parameter / 2
    }
}
