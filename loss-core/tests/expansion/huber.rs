//! What `loss!` makes of a pointwise formula with one parameter.
//!
//! ```text
//! pub loss Huber(prediction: input, target: data, delta: param = 1.0 in 0.0<..) {
//!     let size = abs(prediction - target);
//!     if size <= delta { size * size / 2 } else { delta * (size - delta / 2) }
//! }
//! ```

#![allow(unused_qualifications, dead_code)]

use loss_core as krate;

/// Huber loss.
#[derive(
    krate::__private::Clone,
    krate::__private::Copy,
    krate::__private::Debug,
    krate::__private::PartialEq,
)]
pub struct Huber {
    delta: krate::__private::f64,
}

impl Huber {
    /// Formula, gradient, domain, kinks.
    pub const EXPLAIN: krate::Explain = krate::Explain {
        spec: <Self as krate::__private::Model>::SPEC,
        summary: "Huber loss.",
        formula: "...",
        gradient: &[("prediction", "...")],
        kinks: &[],
        claims: &[],
        rules: &[],
        cost: "",
        latex: "",
        dot: "",
        rust: "",
    };

    /// With its parameters, in the order declared.
    ///
    /// # Errors
    /// If a parameter is outside its domain.
    pub fn new(delta: krate::__private::f64) -> krate::__private::Result<Self, krate::Error> {
        let loss = Huber { delta };
        krate::__private::check::<krate::__private::f64, _>(&loss)?;
        krate::__private::Ok(loss)
    }

    /// The same loss with another `delta`.
    ///
    /// # Errors
    /// If it is outside its domain.
    pub fn with_delta(
        mut self,
        delta: krate::__private::f64,
    ) -> krate::__private::Result<Self, krate::Error> {
        self.delta = delta;
        krate::__private::check::<krate::__private::f64, _>(&self)?;
        krate::__private::Ok(self)
    }

    /// The parameter.
    #[must_use]
    pub fn delta(&self) -> krate::__private::f64 {
        self.delta
    }

    /// The cost: the mean over the batch.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn value<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> krate::__private::Result<krate::__private::f64, krate::Error> {
        krate::Loss::value(self, (prediction, target))
    }

    /// The cost and its gradient.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn value_and_grad<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> krate::__private::Result<(krate::__private::f64, krate::__private::Vec<E>), krate::Error>
    {
        krate::Loss::value_and_grad(self, (prediction, target))
    }

    /// The cost, and its gradient into the caller's slice.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn value_and_grad_into<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
        prediction_gradient: &mut [E],
    ) -> krate::__private::Result<krate::__private::f64, krate::Error> {
        krate::Loss::value_and_grad_into(self, (prediction, target), (prediction_gradient,))
    }

    /// The loss of each sample.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn each<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> krate::__private::Result<krate::__private::Vec<E>, krate::Error> {
        krate::SampleLoss::each(self, (prediction, target))
    }

    /// The sums behind the cost.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn state<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> krate::__private::Result<krate::CostState, krate::Error> {
        krate::SampleLoss::state(self, (prediction, target))
    }

    /// First and second derivatives of each sample.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn derivatives_into<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
        prediction_gradient: &mut [E],
        prediction_hessian: &mut [E],
    ) -> krate::__private::Result<(), krate::Error> {
        self.with_options(krate::Options::default())
            .derivatives_into(prediction, target, prediction_gradient, prediction_hessian)
    }

    /// With what a caller may say beyond the arguments.
    pub fn with_options<'a>(&'a self, options: krate::Options<'a>) -> HuberWith<'a> {
        HuberWith {
            loss: self,
            options,
        }
    }

    /// With another reduction than the mean.
    pub fn reduce(&self, reduction: krate::Reduction) -> HuberWith<'_> {
        self.with_options(krate::Options::default().reduce(reduction))
    }

    /// With one weight per sample.
    pub fn weights<'a>(
        &'a self,
        weights: impl krate::__private::Into<krate::Weights<'a>>,
    ) -> HuberWith<'a> {
        self.with_options(krate::Options::default().weights(weights))
    }

    /// Without the samples whose mask is `false`.
    pub fn mask<'a>(&'a self, mask: &'a [krate::__private::bool]) -> HuberWith<'a> {
        self.with_options(krate::Options::default().mask(mask))
    }

    /// With every element checked against its domain.
    pub fn checked(&self) -> HuberWith<'_> {
        self.with_options(krate::Options::default().checked())
    }
}

impl krate::__private::Default for Huber {
    fn default() -> Self {
        Huber { delta: 1.0 }
    }
}

/// [`Huber`] with options.
#[derive(krate::__private::Clone, krate::__private::Copy, krate::__private::Debug)]
pub struct HuberWith<'a> {
    loss: &'a Huber,
    options: krate::Options<'a>,
}

impl<'a> HuberWith<'a> {
    /// With another reduction than the mean.
    #[must_use]
    pub fn reduce(mut self, reduction: krate::Reduction) -> Self {
        self.options = self.options.reduce(reduction);
        self
    }

    /// With one weight per sample.
    #[must_use]
    pub fn weights(mut self, weights: impl krate::__private::Into<krate::Weights<'a>>) -> Self {
        self.options = self.options.weights(weights);
        self
    }

    /// Without the samples whose mask is `false`.
    #[must_use]
    pub fn mask(mut self, mask: &'a [krate::__private::bool]) -> Self {
        self.options = self.options.mask(mask);
        self
    }

    /// With every element checked against its domain.
    #[must_use]
    pub fn checked(mut self) -> Self {
        self.options = self.options.checked();
        self
    }

    /// The cost.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn value<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> krate::__private::Result<krate::__private::f64, krate::Error> {
        krate::Loss::value_with(self.loss, &self.options, (prediction, target))
    }

    /// The cost and its gradient.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn value_and_grad<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> krate::__private::Result<(krate::__private::f64, krate::__private::Vec<E>), krate::Error>
    {
        krate::Loss::value_and_grad_with(self.loss, &self.options, (prediction, target))
    }

    /// The cost, and its gradient into the caller's slice.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn value_and_grad_into<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
        prediction_gradient: &mut [E],
    ) -> krate::__private::Result<krate::__private::f64, krate::Error> {
        krate::Loss::value_and_grad_into_with(
            self.loss,
            &self.options,
            (prediction, target),
            (prediction_gradient,),
        )
    }

    /// The loss of each sample.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn each<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> krate::__private::Result<krate::__private::Vec<E>, krate::Error> {
        krate::SampleLoss::each_with(self.loss, &self.options, (prediction, target))
    }

    /// The sums behind the cost.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn state<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
    ) -> krate::__private::Result<krate::CostState, krate::Error> {
        krate::SampleLoss::state_with(self.loss, &self.options, (prediction, target))
    }

    /// First and second derivatives of each sample.
    ///
    /// # Errors
    /// If the arguments do not fit.
    pub fn derivatives_into<E: krate::Elem>(
        &self,
        prediction: &[E],
        target: &[E],
        prediction_gradient: &mut [E],
        prediction_hessian: &mut [E],
    ) -> krate::__private::Result<(), krate::Error> {
        krate::__private::pointwise::derivatives(
            self.loss,
            self.loss,
            &self.options,
            [prediction.into(), target.into()],
            [prediction_gradient],
            [prediction_hessian],
        )
    }
}

impl krate::__private::Model for Huber {
    const SPEC: &'static krate::spec::Spec = &krate::spec::Spec {
        name: "Huber",
        batch: false,
        args: &[
            krate::spec::Arg {
                name: "prediction",
                kind: krate::spec::Kind::Input,
                axes: &[],
                default: krate::__private::None,
                domain: krate::spec::Domain::ALL,
            },
            krate::spec::Arg {
                name: "target",
                kind: krate::spec::Kind::Data,
                axes: &[],
                default: krate::__private::None,
                domain: krate::spec::Domain::ALL,
            },
            krate::spec::Arg {
                name: "delta",
                kind: krate::spec::Kind::Param,
                axes: &[],
                default: krate::__private::Some(1.0),
                domain: krate::spec::Domain::new(
                    krate::__private::Some((0.0, false)),
                    krate::__private::None,
                ),
            },
        ],
        axes: &[],
    };
    fn number(&self, arg: krate::__private::usize) -> krate::__private::Class<'_> {
        match arg {
            2 => krate::__private::Class::One(self.delta),
            _ => krate::__private::Class::One(0.0),
        }
    }
}

impl krate::Loss for Huber {
    const NAME: &'static krate::__private::str = "Huber";
    const SPEC: &'static krate::spec::Spec = <Self as krate::__private::Model>::SPEC;
    const EXPLAIN: krate::Explain = Self::EXPLAIN;
    type Inputs<'a, E: krate::Elem> = (&'a [E], &'a [E]);
    type Gradient<E: krate::Elem> = krate::__private::Vec<E>;
    type GradientMut<'a, E: krate::Elem> = (&'a mut [E],);
    fn value_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (prediction, target): Self::Inputs<'_, E>,
    ) -> krate::__private::Result<krate::__private::f64, krate::Error> {
        krate::__private::pointwise::value(self, self, options, [prediction.into(), target.into()])
    }
    fn value_and_grad_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (prediction, target): Self::Inputs<'_, E>,
    ) -> krate::__private::Result<(krate::__private::f64, Self::Gradient<E>), krate::Error> {
        let mut prediction_gradient = krate::__private::zeros(prediction);
        let cost = self.value_and_grad_into_with(
            options,
            (prediction, target),
            (&mut prediction_gradient,),
        )?;
        krate::__private::Ok((cost, prediction_gradient))
    }
    fn value_and_grad_into_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (prediction, target): Self::Inputs<'_, E>,
        (prediction_gradient,): Self::GradientMut<'_, E>,
    ) -> krate::__private::Result<krate::__private::f64, krate::Error> {
        krate::__private::pointwise::gradient(
            self,
            self,
            options,
            [prediction.into(), target.into()],
            [prediction_gradient],
            &mut [],
        )
    }
}

impl krate::SampleLoss for Huber {
    fn each_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (prediction, target): Self::Inputs<'_, E>,
    ) -> krate::__private::Result<krate::__private::Vec<E>, krate::Error> {
        krate::__private::pointwise::each(self, self, options, [prediction.into(), target.into()])
    }
    fn state_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (prediction, target): Self::Inputs<'_, E>,
    ) -> krate::__private::Result<krate::CostState, krate::Error> {
        krate::__private::pointwise::state(self, self, options, [prediction.into(), target.into()])
    }
}

// The kernel, which another part of the compiler writes.
impl krate::__private::Pointwise<2, 1, 0> for Huber {
    const WEIGHTED: krate::__private::bool = false;
    #[inline(always)]
    fn sample<V: krate::__private::Lanes>(
        &self,
        t: V::Token,
        [prediction, target]: [V; 2],
    ) -> krate::__private::Sample<V, 1, 0> {
        use krate::__private::Elem;
        let delta = V::splat(t, V::Elem::of(self.delta));
        let half = V::splat(t, V::Elem::of(0.5));
        let residual = prediction - target;
        let size = residual.abs();
        let near = size.le(delta);
        let ordered = size.eq(size);
        let value = V::select(near, size * size * half, delta * (size - delta * half));
        let slope = V::select(near, residual, delta.copysign(residual));
        krate::__private::Sample {
            value: V::select(ordered, value, size),
            weight: V::splat(t, V::Elem::ONE),
            gradient: [slope],
            learnable: [],
        }
    }
    #[inline(always)]
    fn weight<V: krate::__private::Lanes>(&self, t: V::Token, _: [V; 2]) -> V {
        V::splat(t, krate::Elem::ONE)
    }
    #[inline(always)]
    fn curvature<V: krate::__private::Lanes>(
        &self,
        t: V::Token,
        [prediction, target]: [V; 2],
    ) -> [V; 1] {
        use krate::__private::Elem;
        let delta = V::splat(t, V::Elem::of(self.delta));
        let near = (prediction - target).abs().le(delta);
        [V::select(
            near,
            V::splat(t, Elem::ONE),
            V::splat(t, Elem::ZERO),
        )]
    }
}
