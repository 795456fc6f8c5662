//! What `loss!` makes of a formula with three inputs, one axis and a learnable parameter. The methods are as in
//! [`super::huber`] and left out.
//!
//! ```text
//! pub loss Triplet(anchor: input[D], positive: input[D], negative: input[D], margin: learnable = 1.0 in 0.0..) {
//!     relu(norm(anchor - positive) - norm(anchor - negative) + margin)
//! }
//! ```

#![allow(unused_qualifications, missing_docs)]

use loss_core as krate;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triplet {
    margin: f64,
}

impl Triplet {
    pub fn new(margin: f64) -> Result<Self, krate::Error> {
        let loss = Triplet { margin };
        krate::__private::check::<f64, _>(&loss)?;
        Ok(loss)
    }
}

/// The gradient of [`Triplet`].
#[derive(Clone, Debug, PartialEq)]
pub struct TripletGradient<E> {
    pub anchor: Vec<E>,
    pub positive: Vec<E>,
    pub negative: Vec<E>,
    pub margin: E,
}

const INPUT: krate::spec::Arg = krate::spec::Arg {
    name: "anchor",
    kind: krate::spec::Kind::Input,
    axes: &[krate::spec::Extent::Named(0)],
    default: None,
    domain: krate::spec::Domain::ALL,
};

impl krate::__private::Model for Triplet {
    const SPEC: &'static krate::spec::Spec = &krate::spec::Spec {
        name: "Triplet",
        batch: false,
        args: &[
            INPUT,
            krate::spec::Arg {
                name: "positive",
                ..INPUT
            },
            krate::spec::Arg {
                name: "negative",
                ..INPUT
            },
            krate::spec::Arg {
                name: "margin",
                kind: krate::spec::Kind::Learnable,
                axes: &[],
                default: Some(1.0),
                domain: krate::spec::Domain::new(Some((0.0, true)), None),
            },
        ],
        axes: &[krate::spec::Axis {
            name: "D",
            length_of: 0,
        }],
    };
    fn number(&self, arg: usize) -> krate::__private::Class<'_> {
        match arg {
            3 => krate::__private::Class::One(self.margin),
            _ => krate::__private::Class::One(0.0),
        }
    }
}

impl krate::Loss for Triplet {
    const NAME: &'static str = "Triplet";
    const SPEC: &'static krate::spec::Spec = <Self as krate::__private::Model>::SPEC;
    const EXPLAIN: krate::Explain = krate::Explain {
        spec: <Self as krate::__private::Model>::SPEC,
        summary: "Triplet margin loss.",
        formula: "relu(norm(anchor - positive) - norm(anchor - negative) + margin)",
        gradient: &[("anchor", "..."), ("positive", "...")],
        kinks: &["relu(x) at 0: 0"],
        claims: &[],
        rules: &[],
        cost: "",
        latex: "",
        dot: "",
        rust: "",
    };
    type Inputs<'a, E: krate::Elem> = (krate::Rows<'a, E>, krate::Rows<'a, E>, krate::Rows<'a, E>);
    type Gradient<E: krate::Elem> = TripletGradient<E>;
    type GradientMut<'a, E: krate::Elem> = (&'a mut [E], &'a mut [E], &'a mut [E], &'a mut E);
    fn value_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (anchor, positive, negative): Self::Inputs<'_, E>,
    ) -> Result<f64, krate::Error> {
        krate::__private::rowwise::value(
            self,
            self,
            options,
            [anchor.into(), positive.into(), negative.into()],
        )
    }
    fn value_and_grad_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (anchor, positive, negative): Self::Inputs<'_, E>,
    ) -> Result<(f64, Self::Gradient<E>), krate::Error> {
        let mut gradient = TripletGradient {
            anchor: krate::__private::zeros(anchor),
            positive: krate::__private::zeros(positive),
            negative: krate::__private::zeros(negative),
            margin: E::ZERO,
        };
        let cost = self.value_and_grad_into_with(
            options,
            (anchor, positive, negative),
            (
                &mut gradient.anchor,
                &mut gradient.positive,
                &mut gradient.negative,
                &mut gradient.margin,
            ),
        )?;
        Ok((cost, gradient))
    }
    fn value_and_grad_into_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (anchor, positive, negative): Self::Inputs<'_, E>,
        (anchor_gradient, positive_gradient, negative_gradient, margin_gradient): Self::GradientMut<
            '_,
            E,
        >,
    ) -> Result<f64, krate::Error> {
        krate::__private::rowwise::gradient(
            self,
            self,
            options,
            [anchor.into(), positive.into(), negative.into()],
            [anchor_gradient, positive_gradient, negative_gradient],
            core::array::from_mut(margin_gradient),
        )
    }
}

impl krate::SampleLoss for Triplet {
    fn each_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (anchor, positive, negative): Self::Inputs<'_, E>,
    ) -> Result<Vec<E>, krate::Error> {
        krate::__private::rowwise::each(
            self,
            self,
            options,
            [anchor.into(), positive.into(), negative.into()],
        )
    }
    fn state_with<E: krate::Elem>(
        &self,
        options: &krate::Options<'_>,
        (anchor, positive, negative): Self::Inputs<'_, E>,
    ) -> Result<krate::CostState, krate::Error> {
        krate::__private::rowwise::state(
            self,
            self,
            options,
            [anchor.into(), positive.into(), negative.into()],
        )
    }
}

// The kernel: both distances in one pass, the gradients in a second.
impl krate::__private::Rowwise<3, 0, 1, 3, 1> for Triplet {
    const WEIGHTED: bool = false;
    fn scratch(&self, _: [usize; 1], _: bool) -> usize {
        0
    }
    #[inline(always)]
    fn weight<W: krate::__private::Walk>(
        &self,
        w: W,
        _: &krate::__private::Args<'_, W::Elem, 3, 0, 1>,
    ) -> W::S {
        <W::S as krate::__private::Lanes>::splat(w.token(), krate::Elem::ONE)
    }
    #[inline(always)]
    fn sample<W: krate::__private::Walk, const GRAD: bool>(
        &self,
        w: W,
        args: &krate::__private::Args<'_, W::Elem, 3, 0, 1>,
        gradient: [&mut [W::Elem]; 3],
        scale: W::S,
        _: &mut [W::Elem],
    ) -> krate::__private::RowSample<W::S, 1> {
        use krate::__private::{Elem, Lanes};
        let t = w.token();
        let [anchor, positive, negative] = args.real;
        let [d_anchor, d_positive, d_negative] = gradient;
        let zero = W::S::splat(t, W::Elem::ZERO);
        let (mut near, mut far) = (w.sum(), w.sum());
        for at in w.steps(args.len[0]) {
            let a = w.load(anchor, 0, at);
            let p = a - w.load(positive, 0, at);
            let n = a - w.load(negative, 0, at);
            near = w.sum_add(near, at, p * p);
            far = w.sum_add(far, at, n * n);
        }
        let near = w.sum_total(near).sqrt();
        let far = w.sum_total(far).sqrt();
        let inside = near - far + W::S::splat(t, W::Elem::of(self.margin));
        let on = zero.lt(inside);
        let scale = W::S::select(on, scale, zero);
        if GRAD {
            let by_near = W::S::select(near.eq(zero), zero, scale / near);
            let by_far = W::S::select(far.eq(zero), zero, scale / far);
            for at in w.steps(args.len[0]) {
                let a = w.load(anchor, 0, at);
                let p = (a - w.load(positive, 0, at)) * w.spread(by_near);
                let n = (a - w.load(negative, 0, at)) * w.spread(by_far);
                w.store(d_anchor, 0, at, p - n);
                w.store(d_positive, 0, at, -p);
                w.store(d_negative, 0, at, n);
            }
        }
        let value = W::S::select(inside.eq(inside), W::S::select(on, inside, zero), inside);
        krate::__private::RowSample {
            value,
            weight: W::S::splat(t, W::Elem::ONE),
            learnable: [scale],
        }
    }
}
