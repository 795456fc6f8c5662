/// Huber loss.
///
///**Formula**
///
///```text
///let size = abs(prediction - target);
///if size <= delta { size * size / 2 } else { delta * (size - delta / 2) }
///```
#[derive(
    ::loss_core::__private::Clone,
    ::loss_core::__private::Copy,
    ::loss_core::__private::Debug,
    ::loss_core::__private::PartialEq
)]
pub struct Huber {
    delta: ::loss_core::__private::f64,
}
#[automatically_derived]
impl ::loss_core::__private::Default for Huber {
    fn default() -> Self {
        Self { delta: 1.0 }
    }
}
///[`Huber`] with what a caller may say beyond the arguments.
#[derive(
    ::loss_core::__private::Clone,
    ::loss_core::__private::Copy,
    ::loss_core::__private::Debug
)]
#[must_use]
pub struct HuberWith<'a> {
    loss: &'a Huber,
    options: ::loss_core::__private::Options<'a>,
}
impl Huber {
    /// Its name.
    pub const NAME: &'static ::loss_core::__private::str = "Huber";
    /// Formula, gradient, domains, kinks: print it.
    pub const EXPLAIN: ::loss_core::__private::Explain = ::loss_core::__private::Explain {
        spec: <Self as ::loss_core::__private::Loss>::SPEC,
        summary: "Huber loss.",
        formula: "let size = abs(prediction - target);\nif size <= delta { size * size / 2 } else { delta * (size - delta / 2) }",
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
    ///* `delta`: `param = 1.0 in 0.0<..`
    ///
    ///# Errors
    ///If a parameter is outside its domain.
    pub fn new(
        delta: ::loss_core::__private::f64,
    ) -> ::loss_core::__private::Result<Self, ::loss_core::__private::Error> {
        ::loss_core::__private::checked(Self { delta })
    }
    ///The same loss with another `delta`.
    ///
    ///`param = 1.0 in 0.0<..`
    ///
    ///# Errors
    ///If it is outside its domain, `0.0<..`.
    pub fn with_delta(
        mut self,
        delta: ::loss_core::__private::f64,
    ) -> ::loss_core::__private::Result<Self, ::loss_core::__private::Error> {
        self.delta = delta;
        ::loss_core::__private::checked(self)
    }
    ///`param = 1.0 in 0.0<..`
    #[must_use]
    pub fn delta(&self) -> ::loss_core::__private::f64 {
        self.delta
    }
    ///The cost: the mean over the batch.
    ///
    ///* `prediction`: `input`
    ///* `target`: `data`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn value<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value(self, (prediction, target))
    }
    ///The cost: the mean over the batch, and its gradient.
    ///
    ///* `prediction`: `input`
    ///* `target`: `data`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn value_and_grad<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> ::loss_core::__private::Result<
        (::loss_core::__private::f64, ::loss_core::__private::Vec<E>),
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad(self, (prediction, target))
    }
    ///The cost: the mean over the batch; its gradient is written where the caller says.
    ///
    ///* `prediction`: `input`
    ///* `target`: `data`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn value_and_grad_into<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
        prediction_gradient: &mut [E],
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad_into(
            self,
            (prediction, target),
            (prediction_gradient,),
        )
    }
    ///The loss of each sample.
    ///
    ///* `prediction`: `input`
    ///* `target`: `data`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn each<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::Vec<E>,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::each(self, (prediction, target))
    }
    ///The sums behind the cost, to be merged with those of other samples.
    ///
    ///* `prediction`: `input`
    ///* `target`: `data`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn state<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::CostState,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::state(self, (prediction, target))
    }
    ///First and second derivatives of each sample, over no divisor: for boosting.
    ///
    ///* `prediction`: `input`
    ///* `target`: `data`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn derivatives_into<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
        prediction_gradient: &mut [E],
        prediction_hessian: &mut [E],
    ) -> ::loss_core::__private::Result<(), ::loss_core::__private::Error> {
        self.options(::loss_core::__private::Default::default())
            .derivatives_into(
                prediction,
                target,
                prediction_gradient,
                prediction_hessian,
            )
    }
    ///With another reduction than the mean.
    pub fn reduce<'a>(
        &'a self,
        reduction: ::loss_core::__private::Reduction,
    ) -> HuberWith<'a> {
        HuberWith {
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
    ) -> HuberWith<'a> {
        HuberWith {
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
    ) -> HuberWith<'a> {
        HuberWith {
            loss: self,
            options: ::loss_core::__private::Options::mask(
                ::loss_core::__private::Default::default(),
                mask,
            ),
        }
    }
    ///With no second derivative of `derivatives_into` below this.
    pub fn hessian_floor<'a>(
        &'a self,
        least: ::loss_core::__private::f64,
    ) -> HuberWith<'a> {
        HuberWith {
            loss: self,
            options: ::loss_core::__private::Options::hessian_floor(
                ::loss_core::__private::Default::default(),
                least,
            ),
        }
    }
    ///With every element checked against the domain of its argument.
    pub fn checked<'a>(&'a self) -> HuberWith<'a> {
        HuberWith {
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
    ) -> HuberWith<'a> {
        HuberWith { loss: self, options }
    }
}
impl<'a> HuberWith<'a> {
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
    ///With no second derivative of `derivatives_into` below this.
    pub fn hessian_floor(self, least: ::loss_core::__private::f64) -> Self {
        Self {
            loss: self.loss,
            options: ::loss_core::__private::Options::hessian_floor(self.options, least),
        }
    }
    ///With every element checked against the domain of its argument.
    pub fn checked(self) -> Self {
        Self {
            loss: self.loss,
            options: ::loss_core::__private::Options::checked(self.options),
        }
    }
    ///[`Huber::value`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn value<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_with(
            self.loss,
            &self.options,
            (prediction, target),
        )
    }
    ///[`Huber::value_and_grad`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn value_and_grad<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> ::loss_core::__private::Result<
        (::loss_core::__private::f64, ::loss_core::__private::Vec<E>),
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad_with(
            self.loss,
            &self.options,
            (prediction, target),
        )
    }
    ///[`Huber::value_and_grad_into`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn value_and_grad_into<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
        prediction_gradient: &mut [E],
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad_into_with(
            self.loss,
            &self.options,
            (prediction, target),
            (prediction_gradient,),
        )
    }
    ///[`Huber::each`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn each<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::Vec<E>,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::each_with(
            self.loss,
            &self.options,
            (prediction, target),
        )
    }
    ///[`Huber::state`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn state<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::CostState,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::state_with(
            self.loss,
            &self.options,
            (prediction, target),
        )
    }
    ///[`Huber::derivatives_into`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn derivatives_into<E: ::loss_core::__private::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
        prediction_gradient: &mut [E],
        prediction_hessian: &mut [E],
    ) -> ::loss_core::__private::Result<(), ::loss_core::__private::Error> {
        ::loss_core::__private::pointwise::derivatives(
            self.loss,
            self.loss,
            &self.options,
            [
                ::loss_core::__private::Into::into(prediction),
                ::loss_core::__private::Into::into(target),
            ],
            [prediction_gradient],
            [prediction_hessian],
        )
    }
}
#[automatically_derived]
impl ::loss_core::__private::Loss for Huber {
    const SPEC: &'static ::loss_core::__private::Spec = &::loss_core::__private::Spec {
        name: "Huber",
        batch: false,
        args: &[
            ::loss_core::__private::Arg::new(
                "prediction",
                ::loss_core::__private::Kind::Input,
            ),
            ::loss_core::__private::Arg::new(
                "target",
                ::loss_core::__private::Kind::Data,
            ),
            ::loss_core::__private::Arg::new(
                    "delta",
                    ::loss_core::__private::Kind::Param,
                )
                .default(1.0)
                .domain(::loss_core::__private::Domain::ALL.from(0.0, false)),
        ],
        axes: &[],
    };
    const EXPLAIN: ::loss_core::__private::Explain = Self::EXPLAIN;
    const TRAITS: &'static [::loss_core::__private::Trait] = Self::TRAITS;
    type Inputs<'a, E: ::loss_core::__private::Elem> = (&'a [E], &'a [E]);
    type Gradient<E: ::loss_core::__private::Elem> = ::loss_core::__private::Vec<E>;
    type GradientMut<'a, E: ::loss_core::__private::Elem> = (&'a mut [E],);
    fn number(
        &self,
        arg: ::loss_core::__private::usize,
    ) -> ::loss_core::__private::Class<'_> {
        match arg {
            2usize => ::loss_core::__private::Class::One(self.delta),
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
            2usize => self.delta = to,
            _ => {}
        }
    }
    fn value_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (prediction, target): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::pointwise::value(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(prediction),
                ::loss_core::__private::Into::into(target),
            ],
        )
    }
    fn value_and_grad_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (prediction, target): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        (::loss_core::__private::f64, Self::Gradient<E>),
        ::loss_core::__private::Error,
    > {
        let mut gradient = ::loss_core::__private::zeros(prediction);
        let cost = ::loss_core::__private::Loss::value_and_grad_into_with(
            self,
            options,
            (prediction, target),
            (&mut gradient,),
        )?;
        ::loss_core::__private::Ok((cost, gradient))
    }
    fn value_and_grad_into_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (prediction, target): Self::Inputs<'_, E>,
        (prediction_gradient,): Self::GradientMut<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::pointwise::gradient(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(prediction),
                ::loss_core::__private::Into::into(target),
            ],
            [prediction_gradient],
            &mut [],
        )
    }
}
#[automatically_derived]
impl ::loss_core::__private::SampleLoss for Huber {
    fn each_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (prediction, target): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::Vec<E>,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::pointwise::each(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(prediction),
                ::loss_core::__private::Into::into(target),
            ],
        )
    }
    fn state_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (prediction, target): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::CostState,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::pointwise::state(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(prediction),
                ::loss_core::__private::Into::into(target),
            ],
        )
    }
}
