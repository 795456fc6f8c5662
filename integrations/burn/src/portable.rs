//! Any other backend: tensors come to the CPU, and the gradients go back as factors of a term that is 0.

use burn::tensor::{DType, Device, Tensor, TensorData};

/// The value with gradients that were made on the CPU.
pub(crate) fn record<const D: usize>(
    value: TensorData,
    device: &Device,
    dtype: DType,
    tracked: Vec<(Tensor<1>, TensorData)>,
    samples: usize,
) -> Tensor<D> {
    let value = Tensor::<D>::from_data(value, (device, dtype));
    let tracked = tracked.into_iter().map(|(x, gradient)| {
        let gradient = Tensor::<1>::from_data(gradient, (device, dtype));
        (x, gradient)
    });
    attach(value, tracked.collect(), samples)
}

/// The value, plus a term that is 0 and whose gradient by each tensor is the one given: (x - detached x) * gradient.
///
/// Where x is infinite or NaN the difference would not be 0. Nothing goes back to such an element: what a framework could do with its gradient
/// is to make more of them.
pub(crate) fn attach<const D: usize>(
    value: Tensor<D>,
    tracked: Vec<(Tensor<1>, Tensor<1>)>,
    samples: usize,
) -> Tensor<D> {
    let shape = value.dims();
    tracked.into_iter().fold(value, |value, (x, gradient)| {
        let finite = x.clone().detach().is_finite();
        let x = x.mask_fill(finite.bool_not(), 0);
        let elements = x.dims()[0];
        // 0 times infinity would be NaN: two finite factors, whose product is infinite.
        let most = largest(gradient.dtype());
        let infinite = gradient.clone().is_inf();
        let sides = gradient.clone().sign() * most;
        let limited = gradient.clone().mask_where(infinite.clone(), sides);
        let again = gradient.ones_like().mask_fill(infinite, most);
        let zero = (x.clone() - x.detach()) * limited * again;
        match samples {
            0 => value + zero.sum().reshape(shape),
            // One sum a sample.
            _ => {
                value
                    + zero
                        .reshape([samples, elements / samples])
                        .sum_dim(1)
                        .reshape(shape)
            }
        }
    })
}

/// A number near the largest of the type.
fn largest(dtype: DType) -> f64 {
    match dtype {
        DType::F64 => f64::MAX,
        DType::F16 => 6e4,
        _ => 3e38,
    }
}

#[cfg(test)]
mod tests {
    use crate::args::{Argument, Erased, elsewhere};
    use crate::{Error, Fused};
    use burn::tensor::{DType, Device, Distribution, Int, Tensor};
    use loss_core::losses::{Huber, SparseCrossEntropy, Triplet};

    /// A tensor as if it were of another backend than the one with a way of its own.
    struct Elsewhere<const D: usize>(Tensor<D>);

    impl<const D: usize> Argument for Elsewhere<D> {
        fn erase(self) -> Result<Erased, Error> {
            elsewhere(self.0)
        }
    }

    fn random<const D: usize>(shape: [usize; D], dtype: DType) -> Tensor<D> {
        let device = Device::flex().autodiff();
        Tensor::random(shape, Distribution::Normal(0.0, 2.0), (&device, dtype)).require_grad()
    }

    fn bits<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
        tensor.into_data_as::<f64>().as_slice().unwrap().to_vec()
    }

    #[test]
    fn values_and_gradients_are_those_of_the_fused_way() {
        for dtype in [DType::F32, DType::F64, DType::BF16] {
            let [a, p, n] = [(); 3].map(|()| random([5, 4], dtype));
            let triplet = Fused::new(Triplet::default());
            let fused = triplet.forward((a.clone(), p.clone(), n.clone()));
            let elsewhere = [&a, &p, &n].map(|x| Elsewhere(x.clone()));
            let [of_a, of_p, of_n] = elsewhere;
            let carried = triplet.forward((of_a, of_p, of_n));
            assert_eq!(bits(fused.clone()), bits(carried.clone()));
            // A factor behind, which both have to pass on.
            let (fused, carried) = ((fused * 2.0).backward(), (carried * 2.0).backward());
            for x in [a, p, n] {
                assert_eq!(
                    bits(x.grad(&fused).unwrap()),
                    bits(x.grad(&carried).unwrap())
                );
            }
        }
    }

    #[test]
    fn each_sample_and_what_is_not_finite() {
        let x = random([2, 3, 4], DType::F32);
        let y = Tensor::<2, Int>::from_data([[0, 1, 3], [2, 2, 1]], &x.device());
        let entropy = Fused::new(SparseCrossEntropy::default());
        let factors = random([2, 3], DType::F32).detach();
        let fused = entropy.each::<2>((x.clone(), y.clone()));
        let carried = entropy.each::<2>((Elsewhere(x.clone()), y));
        assert_eq!(bits(fused.clone()), bits(carried.clone()));
        let [fused, carried] =
            [fused, carried].map(|each| (each * factors.clone()).sum().backward());
        assert_eq!(
            bits(x.grad(&fused).unwrap()),
            bits(x.grad(&carried).unwrap())
        );

        // A class that is ruled out does not turn the value into NaN.
        let device = x.device();
        let x = Tensor::<2>::from_data([[1.0, f32::NEG_INFINITY, 0.5]], &device).require_grad();
        let y = Tensor::<1, Int>::from_data([0], &device);
        let fused = entropy.forward((x.clone(), y.clone()));
        let carried = entropy.forward((Elsewhere(x.clone()), y));
        assert_eq!(bits(fused.clone()), bits(carried.clone()));
        assert_eq!(
            bits(x.grad(&fused.backward()).unwrap()),
            bits(x.grad(&carried.backward()).unwrap())
        );
    }

    #[test]
    fn what_is_not_tracked_is_only_a_value() {
        let x = random([6], DType::F64).inner();
        let huber = Fused::new(Huber::default());
        let cost = huber.forward((Elsewhere(x.clone()), x.clone() * 0.5));
        assert!(!cost.is_autodiff());
        assert_eq!(bits(cost), bits(huber.forward((x.clone(), x * 0.5))));
    }
}
