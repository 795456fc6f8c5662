///The loss `SparseCrossEntropy`.
///
///**Formula**
///
///```text
///weighted(-log_softmax(logits)[label], class_weight[label])
///```
#[derive(
    ::loss_core::__private::Clone,
    ::loss_core::__private::Debug,
    ::loss_core::__private::PartialEq
)]
pub struct SparseCrossEntropy {
    class_weight: ::loss_core::__private::PerClass,
}
#[automatically_derived]
impl ::loss_core::__private::Default for SparseCrossEntropy {
    fn default() -> Self {
        Self {
            class_weight: ::loss_core::__private::PerClass::One(1.0),
        }
    }
}
///[`SparseCrossEntropy`] with what a caller may say beyond the arguments.
#[derive(
    ::loss_core::__private::Clone,
    ::loss_core::__private::Copy,
    ::loss_core::__private::Debug
)]
#[must_use]
pub struct SparseCrossEntropyWith<'a> {
    loss: &'a SparseCrossEntropy,
    options: ::loss_core::__private::Options<'a>,
}
impl SparseCrossEntropy {
    /// Its name.
    pub const NAME: &'static ::loss_core::__private::str = "SparseCrossEntropy";
    /// Formula, gradient, domains, kinks: print it.
    pub const EXPLAIN: ::loss_core::__private::Explain = ::loss_core::__private::Explain {
        spec: <Self as ::loss_core::__private::Loss>::SPEC,
        summary: "",
        formula: "weighted(-log_softmax(logits)[label], class_weight[label])",
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
    ///* `class_weight`: `param[K] = 1.0 in 0.0..`
    ///
    ///# Errors
    ///If a parameter is outside its domain.
    pub fn new(
        class_weight: impl ::loss_core::__private::Into<::loss_core::__private::PerClass>,
    ) -> ::loss_core::__private::Result<Self, ::loss_core::__private::Error> {
        ::loss_core::__private::checked(Self {
            class_weight: ::loss_core::__private::Into::into(class_weight),
        })
    }
    ///The same loss with another `class_weight`.
    ///
    ///`param[K] = 1.0 in 0.0..`
    ///
    ///# Errors
    ///If it is outside its domain, `0.0..`.
    pub fn with_class_weight(
        mut self,
        class_weight: impl ::loss_core::__private::Into<::loss_core::__private::PerClass>,
    ) -> ::loss_core::__private::Result<Self, ::loss_core::__private::Error> {
        self.class_weight = ::loss_core::__private::Into::into(class_weight);
        ::loss_core::__private::checked(self)
    }
    ///`param[K] = 1.0 in 0.0..`
    #[must_use]
    pub fn class_weight(&self) -> &::loss_core::__private::PerClass {
        &self.class_weight
    }
    ///The cost: the mean over the batch.
    ///
    ///* `logits`: `input[K]`
    ///* `label`: `index(K)`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn value<'l, E: ::loss_core::__private::Elem>(
        &self,
        logits: ::loss_core::__private::Rows<'_, E>,
        label: impl ::loss_core::__private::Into<::loss_core::__private::Labels<'l>>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value(
            self,
            (logits, ::loss_core::__private::Into::into(label)),
        )
    }
    ///The cost: the mean over the batch, and its gradient.
    ///
    ///* `logits`: `input[K]`
    ///* `label`: `index(K)`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn value_and_grad<'l, E: ::loss_core::__private::Elem>(
        &self,
        logits: ::loss_core::__private::Rows<'_, E>,
        label: impl ::loss_core::__private::Into<::loss_core::__private::Labels<'l>>,
    ) -> ::loss_core::__private::Result<
        (::loss_core::__private::f64, ::loss_core::__private::Vec<E>),
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad(
            self,
            (logits, ::loss_core::__private::Into::into(label)),
        )
    }
    ///The cost: the mean over the batch; its gradient is written where the caller says.
    ///
    ///* `logits`: `input[K]`
    ///* `label`: `index(K)`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn value_and_grad_into<'l, E: ::loss_core::__private::Elem>(
        &self,
        logits: ::loss_core::__private::Rows<'_, E>,
        label: impl ::loss_core::__private::Into<::loss_core::__private::Labels<'l>>,
        logits_gradient: &mut [E],
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad_into(
            self,
            (logits, ::loss_core::__private::Into::into(label)),
            (logits_gradient,),
        )
    }
    ///The loss of each sample.
    ///
    ///* `logits`: `input[K]`
    ///* `label`: `index(K)`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn each<'l, E: ::loss_core::__private::Elem>(
        &self,
        logits: ::loss_core::__private::Rows<'_, E>,
        label: impl ::loss_core::__private::Into<::loss_core::__private::Labels<'l>>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::Vec<E>,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::each(
            self,
            (logits, ::loss_core::__private::Into::into(label)),
        )
    }
    ///The sums behind the cost, to be merged with those of other samples.
    ///
    ///* `logits`: `input[K]`
    ///* `label`: `index(K)`
    ///
    ///# Errors
    ///If the arguments do not fit the formula or each other; then nothing is written.
    pub fn state<'l, E: ::loss_core::__private::Elem>(
        &self,
        logits: ::loss_core::__private::Rows<'_, E>,
        label: impl ::loss_core::__private::Into<::loss_core::__private::Labels<'l>>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::CostState,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::state(
            self,
            (logits, ::loss_core::__private::Into::into(label)),
        )
    }
    ///With another reduction than the mean.
    pub fn reduce<'a>(
        &'a self,
        reduction: ::loss_core::__private::Reduction,
    ) -> SparseCrossEntropyWith<'a> {
        SparseCrossEntropyWith {
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
    ) -> SparseCrossEntropyWith<'a> {
        SparseCrossEntropyWith {
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
    ) -> SparseCrossEntropyWith<'a> {
        SparseCrossEntropyWith {
            loss: self,
            options: ::loss_core::__private::Options::mask(
                ::loss_core::__private::Default::default(),
                mask,
            ),
        }
    }
    ///Without the samples that have this label, which need not be a class.
    pub fn ignore_label<'a>(
        &'a self,
        label: ::loss_core::__private::i64,
    ) -> SparseCrossEntropyWith<'a> {
        SparseCrossEntropyWith {
            loss: self,
            options: ::loss_core::__private::Options::ignore_label(
                ::loss_core::__private::Default::default(),
                label,
            ),
        }
    }
    ///With every element checked against the domain of its argument.
    pub fn checked<'a>(&'a self) -> SparseCrossEntropyWith<'a> {
        SparseCrossEntropyWith {
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
    ) -> SparseCrossEntropyWith<'a> {
        SparseCrossEntropyWith {
            loss: self,
            options,
        }
    }
}
impl<'a> SparseCrossEntropyWith<'a> {
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
    ///Without the samples that have this label, which need not be a class.
    pub fn ignore_label(self, label: ::loss_core::__private::i64) -> Self {
        Self {
            loss: self.loss,
            options: ::loss_core::__private::Options::ignore_label(self.options, label),
        }
    }
    ///With every element checked against the domain of its argument.
    pub fn checked(self) -> Self {
        Self {
            loss: self.loss,
            options: ::loss_core::__private::Options::checked(self.options),
        }
    }
    ///[`SparseCrossEntropy::value`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn value<'l, E: ::loss_core::__private::Elem>(
        &self,
        logits: ::loss_core::__private::Rows<'_, E>,
        label: impl ::loss_core::__private::Into<::loss_core::__private::Labels<'l>>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_with(
            self.loss,
            &self.options,
            (logits, ::loss_core::__private::Into::into(label)),
        )
    }
    ///[`SparseCrossEntropy::value_and_grad`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn value_and_grad<'l, E: ::loss_core::__private::Elem>(
        &self,
        logits: ::loss_core::__private::Rows<'_, E>,
        label: impl ::loss_core::__private::Into<::loss_core::__private::Labels<'l>>,
    ) -> ::loss_core::__private::Result<
        (::loss_core::__private::f64, ::loss_core::__private::Vec<E>),
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad_with(
            self.loss,
            &self.options,
            (logits, ::loss_core::__private::Into::into(label)),
        )
    }
    ///[`SparseCrossEntropy::value_and_grad_into`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn value_and_grad_into<'l, E: ::loss_core::__private::Elem>(
        &self,
        logits: ::loss_core::__private::Rows<'_, E>,
        label: impl ::loss_core::__private::Into<::loss_core::__private::Labels<'l>>,
        logits_gradient: &mut [E],
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::Loss::value_and_grad_into_with(
            self.loss,
            &self.options,
            (logits, ::loss_core::__private::Into::into(label)),
            (logits_gradient,),
        )
    }
    ///[`SparseCrossEntropy::each`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn each<'l, E: ::loss_core::__private::Elem>(
        &self,
        logits: ::loss_core::__private::Rows<'_, E>,
        label: impl ::loss_core::__private::Into<::loss_core::__private::Labels<'l>>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::Vec<E>,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::each_with(
            self.loss,
            &self.options,
            (logits, ::loss_core::__private::Into::into(label)),
        )
    }
    ///[`SparseCrossEntropy::state`] with these options.
    ///
    ///# Errors
    ///If the arguments or the options do not fit; then nothing is written.
    pub fn state<'l, E: ::loss_core::__private::Elem>(
        &self,
        logits: ::loss_core::__private::Rows<'_, E>,
        label: impl ::loss_core::__private::Into<::loss_core::__private::Labels<'l>>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::CostState,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::SampleLoss::state_with(
            self.loss,
            &self.options,
            (logits, ::loss_core::__private::Into::into(label)),
        )
    }
}
#[automatically_derived]
impl ::loss_core::__private::Loss for SparseCrossEntropy {
    const SPEC: &'static ::loss_core::__private::Spec = &::loss_core::__private::Spec {
        name: "SparseCrossEntropy",
        batch: false,
        args: &[
            ::loss_core::__private::Arg::new(
                    "logits",
                    ::loss_core::__private::Kind::Input,
                )
                .axes(&[::loss_core::__private::Extent::Named(0usize)]),
            ::loss_core::__private::Arg::new(
                "label",
                ::loss_core::__private::Kind::Index(0usize),
            ),
            ::loss_core::__private::Arg::new(
                    "class_weight",
                    ::loss_core::__private::Kind::Param,
                )
                .axes(&[::loss_core::__private::Extent::Named(0usize)])
                .default(1.0)
                .domain(::loss_core::__private::Domain::ALL.from(0.0, true)),
        ],
        axes: &[
            ::loss_core::__private::Axis {
                name: "K",
                length_of: 0usize,
            },
        ],
    };
    const EXPLAIN: ::loss_core::__private::Explain = Self::EXPLAIN;
    const TRAITS: &'static [::loss_core::__private::Trait] = Self::TRAITS;
    type Inputs<'a, E: ::loss_core::__private::Elem> = (
        ::loss_core::__private::Rows<'a, E>,
        ::loss_core::__private::Labels<'a>,
    );
    type Gradient<E: ::loss_core::__private::Elem> = ::loss_core::__private::Vec<E>;
    type GradientMut<'a, E: ::loss_core::__private::Elem> = (&'a mut [E],);
    fn number(
        &self,
        arg: ::loss_core::__private::usize,
    ) -> ::loss_core::__private::Class<'_> {
        match arg {
            2usize => self.class_weight.as_class(),
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
            2usize => self.class_weight = ::loss_core::__private::PerClass::One(to),
            _ => {}
        }
    }
    #[allow(clippy::single_match)]
    fn set_classes(
        &mut self,
        arg: ::loss_core::__private::usize,
        to: ::loss_core::__private::PerClass,
    ) {
        match arg {
            2usize => self.class_weight = to,
            _ => {}
        }
    }
    fn value_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (logits, label): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::rowwise::value(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(logits),
                ::loss_core::__private::Into::into(label),
            ],
        )
    }
    fn value_and_grad_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (logits, label): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        (::loss_core::__private::f64, Self::Gradient<E>),
        ::loss_core::__private::Error,
    > {
        let mut gradient = ::loss_core::__private::zeros(logits);
        let cost = ::loss_core::__private::Loss::value_and_grad_into_with(
            self,
            options,
            (logits, label),
            (&mut gradient,),
        )?;
        ::loss_core::__private::Ok((cost, gradient))
    }
    fn value_and_grad_into_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (logits, label): Self::Inputs<'_, E>,
        (logits_gradient,): Self::GradientMut<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::f64,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::rowwise::gradient(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(logits),
                ::loss_core::__private::Into::into(label),
            ],
            [logits_gradient],
            &mut [],
        )
    }
}
#[automatically_derived]
impl ::loss_core::__private::SampleLoss for SparseCrossEntropy {
    fn each_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (logits, label): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::Vec<E>,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::rowwise::each(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(logits),
                ::loss_core::__private::Into::into(label),
            ],
        )
    }
    fn state_with<E: ::loss_core::__private::Elem>(
        &self,
        options: &::loss_core::__private::Options<'_>,
        (logits, label): Self::Inputs<'_, E>,
    ) -> ::loss_core::__private::Result<
        ::loss_core::__private::CostState,
        ::loss_core::__private::Error,
    > {
        ::loss_core::__private::rowwise::state(
            self,
            self,
            options,
            [
                ::loss_core::__private::Into::into(logits),
                ::loss_core::__private::Into::into(label),
            ],
        )
    }
}
