//! Margins, with labels -1 and 1.

use super::bodies::bodies;
use loss_core::math::{at_most, c, exp, relu, sigmoid, softplus};

bodies! {
    /// Hinge.
    Hinge {} [2 -> 1] (t, [x, y], scale) {
        let miss = c::<V>(t, 1.0) - y * x;
        let (zero, wrong) = (c::<V>(t, 0.0), c::<V>(t, 0.0).lt(miss));
        (V::select(wrong, miss, zero), [V::select(wrong, -(y * scale), zero)])
    }

    /// Squared hinge.
    SquaredHinge {} [2 -> 1] (t, [x, y], scale) {
        let miss = relu(t, c::<V>(t, 1.0) - y * x);
        (miss * miss, [-(miss * y * (scale + scale))])
    }

    /// A hinge with a rounded corner.
    SmoothedHinge { width } [2 -> 1] (t, [x, y], scale) {
        let miss = relu(t, c::<V>(t, 1.0) - y * x);
        let slope = at_most(miss, c::<V>(t, width)) * c::<V>(t, 1.0 / width);
        (slope * (miss - slope * (c::<V>(t, width) * c::<V>(t, 0.5))), [-(slope * y * scale)])
    }

    /// A squared hinge that ends linear.
    ModifiedHuber {} [2 -> 1] (t, [x, y], scale) {
        let miss = relu(t, c::<V>(t, 1.0) - y * x);
        let slope = at_most(miss, c::<V>(t, 2.0));
        (slope * (miss + miss - slope), [-(slope * y * (scale + scale))])
    }

    /// The square of a hinge, a quarter of it, that ends linear.
    Sparsemax {} [2 -> 1] (t, [x, y], scale) {
        let miss = relu(t, c::<V>(t, 1.0) - y * x);
        let slope = at_most(miss, c::<V>(t, 2.0));
        (slope * (miss + miss - slope) * c::<V>(t, 0.25), [-(slope * y * scale * c::<V>(t, 0.5))])
    }

    /// Perceptron.
    Perceptron {} [2 -> 1] (t, [x, y], scale) {
        let miss = -(y * x);
        let (zero, wrong) = (c::<V>(t, 0.0), c::<V>(t, 0.0).lt(miss));
        (V::select(wrong, miss, zero), [V::select(wrong, -(y * scale), zero)])
    }

    /// Logistic.
    Logistic {} [2 -> 1] (t, [x, y], scale) {
        let miss = -(y * x);
        (softplus(t, miss), [-(y * sigmoid(t, miss) * scale)])
    }

    /// Squares of a margin.
    Squared {} [2 -> 1] (t, [x, y], scale) {
        let miss = c::<V>(t, 1.0) - y * x;
        (miss * miss, [-(miss * y * (scale + scale))])
    }

    /// Exponential.
    Exponential {} [2 -> 1] (t, [x, y], scale) {
        let value = exp(t, -(y * x));
        (value, [-(value * y * scale)])
    }

    /// A sigmoid: not convex.
    Sigmoid {} [2 -> 1] (t, [x, y], scale) {
        let a = y * x;
        let twice = a + a;
        let (p, q) = (sigmoid(t, twice), sigmoid(t, -twice));
        let value = q + q;
        (value, [-((value + value) * p * y * scale)])
    }

    /// Distance-weighted discrimination with power 1.
    DistanceWeighted {} [2 -> 1] (t, [x, y], scale) {
        let (one, half) = (c::<V>(t, 1.0), c::<V>(t, 0.5));
        let a = y * x;
        let near = a.le(half);
        let over = half / a;
        let slope = V::select(near, one, over * over);
        (V::select(near, one - a, over * half), [-(slope * y * scale)])
    }

    /// Which of two comes first.
    Ranking {} [3 -> 2] (t, [a, b, y], scale) {
        let miss = y * (b - a);
        let (zero, wrong) = (c::<V>(t, 0.0), c::<V>(t, 0.0).lt(miss));
        let pull = V::select(wrong, y * scale, zero);
        (V::select(wrong, miss, zero), [-pull, pull])
    }

    /// A distance that is small where the label is 1, and large where it is -1.
    Embedding { margin } [2 -> 1] (t, [x, y], scale) {
        let zero = c::<V>(t, 0.0);
        let same = zero.lt(y);
        let miss = c::<V>(t, margin) - x;
        let apart = zero.lt(miss);
        let far = V::select(apart, miss, zero);
        let push = V::select(apart, -scale, zero);
        (V::select(same, x, far), [V::select(same, scale, push)])
    }
}
