//! What `loss!` makes of a formula with an axis, a label, a parameter per class and a weight. The methods are as in
//! [`super::huber`] and left out.
//!
//! ```text
//! pub loss SparseCrossEntropy(logits: input[K], label: index(K), class_weight: param[K] = 1.0 in 0.0..) {
//!     weighted(-log_softmax(logits)[label], class_weight[label])
//! }
//! ```

#![allow(unused_qualifications, missing_docs)]

use loss_core as krate;

#[derive(Clone, Debug, PartialEq)]
pub struct SparseCrossEntropy {
    class_weight: krate::PerClass,
}

impl SparseCrossEntropy {
    pub fn new(class_weight: impl Into<krate::PerClass>) -> Result<Self, krate::Error> {
        let loss = SparseCrossEntropy {
            class_weight: class_weight.into(),
        };
        krate::__private::check::<f64, _>(&loss)?;
        Ok(loss)
    }
}

impl krate::__private::Model for SparseCrossEntropy {
    const SPEC: &'static krate::spec::Spec = &krate::spec::Spec {
        name: "SparseCrossEntropy",
        batch: false,
        args: &[
            krate::spec::Arg {
                name: "logits",
                kind: krate::spec::Kind::Input,
                axes: &[krate::spec::Extent::Named(0)],
                default: None,
                domain: krate::spec::Domain::ALL,
            },
            krate::spec::Arg {
                name: "label",
                kind: krate::spec::Kind::Index(0),
                axes: &[],
                default: None,
                domain: krate::spec::Domain::ALL,
            },
            krate::spec::Arg {
                name: "class_weight",
                kind: krate::spec::Kind::Param,
                axes: &[krate::spec::Extent::Named(0)],
                default: Some(1.0),
                domain: krate::spec::Domain::new(Some((0.0, true)), None),
            },
        ],
        axes: &[krate::spec::Axis {
            name: "K",
            length_of: 0,
        }],
    };
    fn number(&self, arg: usize) -> krate::__private::Class<'_> {
        match arg {
            2 => self.class_weight.as_class(),
            _ => krate::__private::Class::One(0.0),
        }
    }
}

impl krate::Loss for SparseCrossEntropy {
    const NAME: &'static str = "SparseCrossEntropy";
    const SPEC: &'static krate::spec::Spec = <Self as krate::__private::Model>::SPEC;
    const EXPLAIN: krate::Explain = krate::Explain {
        spec: <Self as krate::__private::Model>::SPEC,
        summary: "",
        formula: "weighted(-log_softmax(logits)[label], class_weight[label])",
        gradient: &[],
        kinks: &[],
        claims: &[],
        rules: &[],
        cost: "",
        latex: "",
        dot: "",
        rust: "",
    };
    type Inputs<'a, E: krate::Elem> = (krate::Rows<'a, E>, krate::Labels<'a>);
    type Gradient<E: krate::Elem> = Vec<E>;
    type GradientMut<'a, E: krate::Elem> = (&'a mut [E],);
    fn value_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (logits, label): Self::Inputs<'_, E>,
    ) -> Result<f64, krate::Error> {
        krate::__private::rowwise::value(self, self, options, [logits.into(), label.into()])
    }
    fn value_and_grad_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (logits, label): Self::Inputs<'_, E>,
    ) -> Result<(f64, Self::Gradient<E>), krate::Error> {
        let mut logits_gradient = krate::__private::zeros(logits);
        let cost =
            self.value_and_grad_into_with(options, (logits, label), (&mut logits_gradient,))?;
        Ok((cost, logits_gradient))
    }
    fn value_and_grad_into_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (logits, label): Self::Inputs<'_, E>,
        (logits_gradient,): Self::GradientMut<'_, E>,
    ) -> Result<f64, krate::Error> {
        krate::__private::rowwise::gradient(
            self,
            self,
            options,
            [logits.into(), label.into()],
            [logits_gradient],
            &mut [],
        )
    }
}

impl krate::SampleLoss for SparseCrossEntropy {
    fn each_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (logits, label): Self::Inputs<'_, E>,
    ) -> Result<Vec<E>, krate::Error> {
        krate::__private::rowwise::each(self, self, options, [logits.into(), label.into()])
    }
    fn state_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (logits, label): Self::Inputs<'_, E>,
    ) -> Result<krate::CostState, krate::Error> {
        krate::__private::rowwise::state(self, self, options, [logits.into(), label.into()])
    }
}

// The kernel: maximum; exponentials, summed and stored in the gradient; scaling.
impl krate::__private::Rowwise<2, 1, 1, 1, 0> for SparseCrossEntropy {
    const WEIGHTED: bool = true;
    fn scratch(&self, _: [usize; 1], _: bool) -> usize {
        0
    }
    #[inline(always)]
    fn weight<W: krate::__private::Walk>(
        &self,
        w: W,
        args: &krate::__private::Args<'_, W::Elem, 2, 1, 1>,
    ) -> W::S {
        let [_, label] = args.real;
        w.gather_class(args.class[0], w.element(label, 0))
    }
    #[inline(always)]
    fn sample<W: krate::__private::Walk, const GRAD: bool>(
        &self,
        w: W,
        args: &krate::__private::Args<'_, W::Elem, 2, 1, 1>,
        gradient: [&mut [W::Elem]; 1],
        scale: W::S,
        _: &mut [W::Elem],
    ) -> krate::__private::RowSample<W::S, 0> {
        use krate::__private::{Lanes, math};
        let t = w.token();
        let [logits, label] = args.real;
        let [d_logits] = gradient;
        let label = w.element(label, 0);
        let mut max = w.max();
        for at in w.steps(args.len[0]) {
            max = w.max_add(max, at, w.load(logits, 0, at));
        }
        let max = w.max_total(max);
        let mut sum = w.sum();
        for at in w.steps(args.len[0]) {
            let e = math::exp(t, w.load(logits, 0, at) - w.spread(max));
            if GRAD {
                w.store(d_logits, 0, at, e);
            }
            sum = w.sum_add(sum, at, e);
        }
        let sum = w.sum_total(sum);
        let weight = w.gather_class(args.class[0], label);
        if GRAD {
            let scale = scale * weight;
            let over = scale / sum;
            for at in w.steps(args.len[0]) {
                let hit = w.positions(at).eq(w.spread(label));
                let p = w.load(d_logits, 0, at) * w.spread(over);
                w.store(d_logits, 0, at, W::V::select(hit, p - w.spread(scale), p));
            }
        }
        krate::__private::RowSample {
            value: math::ln(t, sum) + max - w.gather(logits, 0, 1, label),
            weight,
            learnable: [],
        }
    }
}
