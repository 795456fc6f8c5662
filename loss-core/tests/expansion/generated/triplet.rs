///The loss `Triplet`.
///
///**Formula**
///
///```text
///relu(norm(anchor - positive) - norm(anchor - negative) + margin)
///```
#[derive(
    ::loss_core::__private::Clone,
    ::loss_core::__private::Copy,
    ::loss_core::__private::Debug,
    ::loss_core::__private::PartialEq
)]
pub struct Triplet {
    margin: ::loss_core::__private::f64,
}
#[automatically_derived]
impl ::loss_core::__private::Default for Triplet {
    fn default() -> Self {
        Self { margin: 1.0 }
    }
}
///The gradient of [`Triplet`].
#[derive(
    ::loss_core::__private::Clone,
    ::loss_core::__private::Debug,
    ::loss_core::__private::PartialEq
)]
pub struct TripletGradient<E> {
    ///The derivative by `anchor`.
    pub anchor: ::loss_core::__private::Vec<E>,
    ///The derivative by `positive`.
    pub positive: ::loss_core::__private::Vec<E>,
    ///The derivative by `negative`.
    pub negative: ::loss_core::__private::Vec<E>,
    ///The derivative by `margin`.
    pub margin: E,
}
///[`Triplet`] with what a caller may say beyond the arguments.
#[derive(
    ::loss_core::__private::Clone,
    ::loss_core::__private::Copy,
    ::loss_core::__private::Debug
)]
#[must_use]
pub struct TripletWith<'a> {
    loss: &'a Triplet,
    options: ::loss_core::__private::Options<'a>,
}
impl Triplet {
    /// Its name.
    pub const NAME: &'static ::loss_core::__private::str = "Triplet";
    /// Formula, gradient, domains, kinks: print it.
    pub const EXPLAIN: ::loss_core::__private::Explain = ::loss_core::__private::Explain {
        spec: <Self as ::loss_core::__private::Loss>::SPEC,
        summary: "",
        formula: "relu(norm(anchor - positive) - norm(anchor - negative) + margin)",
        definition: "",
        gradient: &[],
        curvature: &[],
        kinks: &[],
        claims: &[],
        rules: &[],
        rewrites: &[],
        special: &[],
        range: &[],
        schedule: &[],
        cost: &[],
        latex: ::loss_core::__private::Latex {
            formula: "",
            gradient: &[],
            curvature: &[],
        },
        dot: "",
        mermaid: "",
        rust: "",
        file: ::loss_core::__private::file!(),
        line: ::loss_core::__private::line!(),
    };
    /// What it claims of itself; each is a test.
    pub const TRAITS: &'static [::loss_core::__private::Trait] = &[];
    ///With its parameters, in the order declared.
    ///
    ///* `margin`: `learnable = 1.0 in 0.0..`
    ///
    ///# Errors
    ///If a parameter is outside its domain.
    pub fn new(
        margin: ::loss_core::__private::f64,
    ) -> ::loss_core::__private::Result<Self, ::loss_core::__private::Error> {
        ::loss_core::__private::checked(Self { margin })
    }
    ///The same loss with another `margin`.
    ///
    ///`learnable = 1.0 in 0.0..`
    ///
    ///# Errors
    ///If it is outside its domain, `0.0..`.
    pub fn with_margin(
        mut self,
        margin: ::loss_core::__private::f64,
    ) -> ::loss_core::__private::Result<Self, ::loss_core::__private::Error> {
        self.margin = margin;
        ::loss_core::__private::checked(self)
    }
    ///`learnable = 1.0 in 0.0..`
    #[must_use]
    pub fn margin(&self) -> ::loss_core::__private::f64 {
        self.margin
    }
    ///The cost: the mean over the batch.
    ///
    ///* `anchor`: `input[D]`
    ///* `positive`: `input[D]`
    ///* `negative`: `input[D]`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn value<E: ::loss_core::__private::Elem>(
        &self,
        anchor: ::loss_core::__private::Rows<'_, E>,
        positive: ::loss_core::__private::Rows<'_, E>,
        negative: ::loss_core::__private::Rows<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value(self, (anchor, positive, negative))
    }
    ///The cost: the mean over the batch, and its gradient.
    ///
    ///* `anchor`: `input[D]`
    ///* `positive`: `input[D]`
    ///* `negative`: `input[D]`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn value_and_grad<E: ::loss_core::__private::Elem>(
        &self,
        anchor: ::loss_core::__private::Rows<'_, E>,
        positive: ::loss_core::__private::Rows<'_, E>,
        negative: ::loss_core::__private::Rows<'_, E>,
    ) -> ::loss_core::__private::Result<
        (::loss_core::__private::f64, TripletGradient<E>),
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad(self, (anchor, positive, negative))
    }
    ///The cost: the mean over the batch; its gradient is written where the caller says.
    ///
    ///* `anchor`: `input[D]`
    ///* `positive`: `input[D]`
    ///* `negative`: `input[D]`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    #[allow(clippy::too_many_arguments)]
    pub fn value_and_grad_into<E: ::loss_core::__private::Elem>(
        &self,
        anchor: ::loss_core::__private::Rows<'_, E>,
        positive: ::loss_core::__private::Rows<'_, E>,
        negative: ::loss_core::__private::Rows<'_, E>,
        anchor_gradient: &mut [E],
        positive_gradient: &mut [E],
        negative_gradient: &mut [E],
        margin_gradient: &mut E,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad_into(
            self,
            (anchor, positive, negative),
            (anchor_gradient, positive_gradient, negative_gradient, margin_gradient),
        )
    }
    ///The loss of each sample.
    ///
    ///* `anchor`: `input[D]`
    ///* `positive`: `input[D]`
    ///* `negative`: `input[D]`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn each<E: ::loss_core::__private::Elem>(
        &self,
        anchor: ::loss_core::__private::Rows<'_, E>,
        positive: ::loss_core::__private::Rows<'_, E>,
        negative: ::loss_core::__private::Rows<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::Vec<E>,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::each(self, (anchor, positive, negative))
    }
    ///The sums behind the cost, to be merged with those of other samples.
    ///
    ///* `anchor`: `input[D]`
    ///* `positive`: `input[D]`
    ///* `negative`: `input[D]`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn state<E: ::loss_core::__private::Elem>(
        &self,
        anchor: ::loss_core::__private::Rows<'_, E>,
        positive: ::loss_core::__private::Rows<'_, E>,
        negative: ::loss_core::__private::Rows<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::CostState,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::state(self, (anchor, positive, negative))
    }
    ///With another reduction than the mean.
    pub fn reduce<'a>(
        &'a self,
        reduction: ::loss_core::__private::Reduction,
    ) -> TripletWith<'a> {
        TripletWith {
            loss: self,
            options: ::loss_core::__private::Options::reduce(
                ::loss_core::__private::Default::default(),
                reduction,
            ),
        }
    }
    ///With one weight per sample, finite and not negative; a sample of weight 0 is left out.
    pub fn weights<'a>(
        &'a self,
        weights: impl ::loss_core::__private::Into<::loss_core::__private::Weights<'a>>,
    ) -> TripletWith<'a> {
        TripletWith {
            loss: self,
            options: ::loss_core::__private::Options::weights(
                ::loss_core::__private::Default::default(),
                weights,
            ),
        }
    }
    ///Without the samples whose mask is `false`.
    pub fn mask<'a>(
        &'a self,
        mask: &'a [::loss_core::__private::bool],
    ) -> TripletWith<'a> {
        TripletWith {
            loss: self,
            options: ::loss_core::__private::Options::mask(
                ::loss_core::__private::Default::default(),
                mask,
            ),
        }
    }
    ///With every element checked against the domain of its argument.
    pub fn checked<'a>(&'a self) -> TripletWith<'a> {
        TripletWith {
            loss: self,
            options: ::loss_core::__private::Options::checked(
                ::loss_core::__private::Default::default(),
            ),
        }
    }
    /// With all that a caller may say beyond the arguments.
    pub fn options<'a>(
        &'a self,
        options: ::loss_core::__private::Options<'a>,
    ) -> TripletWith<'a> {
        TripletWith { loss: self, options }
    }
}
impl<'a> TripletWith<'a> {
    ///With another reduction than the mean.
    pub fn reduce(self, reduction: ::loss_core::__private::Reduction) -> Self {
        Self {
            loss: self.loss,
            options: ::loss_core::__private::Options::reduce(self.options, reduction),
        }
    }
    ///With one weight per sample, finite and not negative; a sample of weight 0 is left out.
    pub fn weights(
        self,
        weights: impl ::loss_core::__private::Into<::loss_core::__private::Weights<'a>>,
    ) -> Self {
        Self {
            loss: self.loss,
            options: ::loss_core::__private::Options::weights(self.options, weights),
        }
    }
    ///Without the samples whose mask is `false`.
    pub fn mask(self, mask: &'a [::loss_core::__private::bool]) -> Self {
        Self {
            loss: self.loss,
            options: ::loss_core::__private::Options::mask(self.options, mask),
        }
    }
    ///With every element checked against the domain of its argument.
    pub fn checked(self) -> Self {
        Self {
            loss: self.loss,
            options: ::loss_core::__private::Options::checked(self.options),
        }
    }
    ///[`Triplet::value`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn value<E: ::loss_core::__private::Elem>(
        &self,
        anchor: ::loss_core::__private::Rows<'_, E>,
        positive: ::loss_core::__private::Rows<'_, E>,
        negative: ::loss_core::__private::Rows<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_with(
            self.loss,
            &self.options,
            (anchor, positive, negative),
        )
    }
    ///[`Triplet::value_and_grad`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn value_and_grad<E: ::loss_core::__private::Elem>(
        &self,
        anchor: ::loss_core::__private::Rows<'_, E>,
        positive: ::loss_core::__private::Rows<'_, E>,
        negative: ::loss_core::__private::Rows<'_, E>,
    ) -> ::loss_core::__private::Result<
        (::loss_core::__private::f64, TripletGradient<E>),
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad_with(
            self.loss,
            &self.options,
            (anchor, positive, negative),
        )
    }
    ///[`Triplet::value_and_grad_into`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    #[allow(clippy::too_many_arguments)]
    pub fn value_and_grad_into<E: ::loss_core::__private::Elem>(
        &self,
        anchor: ::loss_core::__private::Rows<'_, E>,
        positive: ::loss_core::__private::Rows<'_, E>,
        negative: ::loss_core::__private::Rows<'_, E>,
        anchor_gradient: &mut [E],
        positive_gradient: &mut [E],
        negative_gradient: &mut [E],
        margin_gradient: &mut E,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad_into_with(
            self.loss,
            &self.options,
            (anchor, positive, negative),
            (anchor_gradient, positive_gradient, negative_gradient, margin_gradient),
        )
    }
    ///[`Triplet::each`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn each<E: ::loss_core::__private::Elem>(
        &self,
        anchor: ::loss_core::__private::Rows<'_, E>,
        positive: ::loss_core::__private::Rows<'_, E>,
        negative: ::loss_core::__private::Rows<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::Vec<E>,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::each_with(
            self.loss,
            &self.options,
            (anchor, positive, negative),
        )
    }
    ///[`Triplet::state`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn state<E: ::loss_core::__private::Elem>(
        &self,
        anchor: ::loss_core::__private::Rows<'_, E>,
        positive: ::loss_core::__private::Rows<'_, E>,
        negative: ::loss_core::__private::Rows<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::CostState,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::state_with(
            self.loss,
            &self.options,
            (anchor, positive, negative),
        )
    }
}
#[automatically_derived]
impl ::loss_core::__private::Loss for Triplet {
    const SPEC: &'static ::loss_core::__private::Spec = &::loss_core::__private::Spec {
        name: "Triplet",
        batch: false,
        args: &[
            ::loss_core::__private::Arg::new(
                    "anchor",
                    ::loss_core::__private::Kind::Input,
                )
                .axes(&[::loss_core::__private::Extent::Named(0usize)]),
            ::loss_core::__private::Arg::new(
                    "positive",
                    ::loss_core::__private::Kind::Input,
                )
                .axes(&[::loss_core::__private::Extent::Named(0usize)]),
            ::loss_core::__private::Arg::new(
                    "negative",
                    ::loss_core::__private::Kind::Input,
                )
                .axes(&[::loss_core::__private::Extent::Named(0usize)]),
            ::loss_core::__private::Arg::new(
                    "margin",
                    ::loss_core::__private::Kind::Learnable,
                )
                .default(1.0)
                .domain(::loss_core::__private::Domain::ALL.from(0.0, true)),
        ],
        axes: &[
            ::loss_core::__private::Axis {
                name: "D",
                length_of: 0usize,
            },
        ],
    };
    const EXPLAIN: ::loss_core::__private::Explain = Self::EXPLAIN;
    const TRAITS: &'static [::loss_core::__private::Trait] = Self::TRAITS;
    type Inputs<'a, E: ::loss_core::__private::Elem> = (
        ::loss_core::__private::Rows<'a, E>,
        ::loss_core::__private::Rows<'a, E>,
        ::loss_core::__private::Rows<'a, E>,
    );
    type Gradient<E: ::loss_core::__private::Elem> = TripletGradient<E>;
    type GradientMut<'a, E: ::loss_core::__private::Elem> = (
        &'a mut [E],
        &'a mut [E],
        &'a mut [E],
        &'a mut E,
    );
    fn number(
        &self,
        arg: ::loss_core::__private::usize,
    ) -> ::loss_core::__private::Class<'_> {
        match arg {
            3usize => ::loss_core::__private::Class::One(self.margin),
            _ => ::loss_core::__private::Class::One(0.0),
        }
    }
    #[allow(clippy::single_match)]
    fn set_number(
        &mut self,
        arg: ::loss_core::__private::usize,
        to: ::loss_core::__private::f64,
    ) {
        match arg {
            3usize => self.margin = to,
            _ => {}
        }
    }
    fn value_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (anchor, positive, negative): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::rowwise::value(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(anchor),
                ::loss_core::__private::Into::into(positive),
                ::loss_core::__private::Into::into(negative),
            ],
        )
    }
    fn value_and_grad_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (anchor, positive, negative): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        (::loss_core::__private::f64, Self::Gradient<E>),
        ::loss_core::__private::Error,
    > {
        let mut gradient = TripletGradient {
            anchor: ::loss_core::__private::zeros(anchor),
            positive: ::loss_core::__private::zeros(positive),
            negative: ::loss_core::__private::zeros(negative),
            margin: <E as ::loss_core::__private::Elem>::ZERO,
        };
        let cost = ::loss_core::__private::Loss::value_and_grad_into_with(
            self,
            options,
            (anchor, positive, negative),
            (
                &mut gradient.anchor,
                &mut gradient.positive,
                &mut gradient.negative,
                &mut gradient.margin,
            ),
        )?;
        ::loss_core::__private::Ok((cost, gradient))
    }
    fn value_and_grad_into_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (anchor, positive, negative): Self::Inputs<'_, E>,
        (
            anchor_gradient,
            positive_gradient,
            negative_gradient,
            margin_gradient,
        ): Self::GradientMut<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::rowwise::gradient(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(anchor),
                ::loss_core::__private::Into::into(positive),
                ::loss_core::__private::Into::into(negative),
            ],
            [anchor_gradient, positive_gradient, negative_gradient],
            ::loss_core::__private::from_mut(margin_gradient),
        )
    }
}
#[automatically_derived]
impl ::loss_core::__private::SampleLoss for Triplet {
    fn each_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (anchor, positive, negative): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::Vec<E>,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::rowwise::each(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(anchor),
                ::loss_core::__private::Into::into(positive),
                ::loss_core::__private::Into::into(negative),
            ],
        )
    }
    fn state_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (anchor, positive, negative): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::CostState,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::rowwise::state(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(anchor),
                ::loss_core::__private::Into::into(positive),
                ::loss_core::__private::Into::into(negative),
            ],
        )
    }
}
