//! The operation gives what the loss gives, and what candle's own operations give, in every way candle can ask.

use candle_core::{D, DType, Device, Result, Tensor, Var};
use candle_nn::ops::log_softmax;
use loss_candle::Fused;
use loss_candle::loss_core::losses::{
    Huber, InfoNce, RootMeanSquaredError, SparseCrossEntropy, Triplet,
};
use loss_candle::loss_core::{Options, Reduction, Rows, loss};

const CPU: &Device = &Device::Cpu;

loss! {
    /// One of a user's own, of four inputs.
    pub loss Quadruplet(a: input[D], b: input[D], c: input[D], d: input[D]) {
        sum(powi(a - b, 2) - powi(a - c, 2) + sin(b - d))
    }
}

fn wave(n: usize) -> Vec<f64> {
    (0..n).map(|i| (1.0 + i as f64 * 0.7).sin() * 3.0).collect()
}

fn var(shape: &[usize]) -> Result<Var> {
    Var::from_vec(wave(shape.iter().product()), shape, CPU)
}

fn flat(tensor: &Tensor) -> Result<Vec<f64>> {
    tensor.to_dtype(DType::F64)?.flatten_all()?.to_vec1()
}

fn close(a: &Tensor, b: &Tensor, within: f64) -> Result<()> {
    assert_eq!(a.dims(), b.dims());
    for (a, b) in flat(a)?.into_iter().zip(flat(b)?) {
        assert!((a - b).abs() <= within * a.abs().max(1.0), "{a} is not {b}");
    }
    Ok(())
}

#[test]
fn the_gradient_is_that_of_candles_own_operations() -> Result<()> {
    let x = var(&[6, 5])?;
    let labels = Tensor::new(&[0_u32, 1, 4, 3, 2, 2], CPU)?;
    let fused = Fused::new(SparseCrossEntropy::default());
    let ours = fused.forward(&[&x, &labels])?;
    let log = log_softmax(&x, D::Minus1)?.gather(&labels.unsqueeze(1)?, 1)?;
    let theirs = log.mean_all()?.neg()?;
    // Both round sums of six terms and logarithms in f64 in their own order.
    close(&ours, &theirs, 1e-14)?;
    let gradient = |cost: &Tensor| cost.backward().map(|all| all.get(&x).cloned());
    let (of_ours, of_theirs) = (gradient(&ours)?.unwrap(), gradient(&theirs)?.unwrap());
    close(&of_ours, &of_theirs, 1e-14)?;
    // A factor behind the loss, and another use of the input beside it.
    let chained = gradient(&((ours * 3.0)? + x.sum_all()?)?)?.unwrap();
    close(&chained, &((of_theirs * 3.0)? + 1.0)?, 1e-14)
}

#[test]
fn every_input_has_its_gradient_and_several_backward_passes_the_same() -> Result<()> {
    let [a, p, n] = [
        var(&[4, 3])?,
        Var::from_vec(wave(24)[12..].to_vec(), (4, 3), CPU)?,
        Var::from_vec(wave(36)[24..].to_vec(), (4, 3), CPU)?,
    ];
    let cost = Fused::new(Triplet::default()).forward(&[&a, &p, &n])?;
    let (rows_a, rows_p, rows_n) = (flat(&a)?, flat(&p)?, flat(&n)?);
    let rows = |x| Rows::new(x, 3).unwrap();
    let (value, gradient) = Triplet::default()
        .value_and_grad(rows(&rows_a), rows(&rows_p), rows(&rows_n))
        .unwrap();
    assert_eq!(cost.to_scalar::<f64>()?, value);
    for _ in 0..3 {
        let all = cost.backward()?;
        assert_eq!(flat(all.get(&a).unwrap())?, gradient.anchor);
        assert_eq!(flat(all.get(&p).unwrap())?, gradient.positive);
        assert_eq!(flat(all.get(&n).unwrap())?, gradient.negative);
    }
    // Only what is tracked.
    let fixed = p.as_detached_tensor();
    let all = Fused::new(Triplet::default())
        .forward(&[&a, &fixed, &n])?
        .backward()?;
    assert!(all.get(&fixed).is_none());
    assert_eq!(flat(all.get(&n).unwrap())?, gradient.negative);
    // The same tensor twice: both gradients arrive.
    let all = Fused::new(Triplet::default())
        .forward(&[&a, &a, &n])?
        .backward()?;
    assert_eq!(all.get(&a).unwrap().dims(), [4, 3]);
    Ok(())
}

#[test]
fn four_inputs_are_as_good_as_three() -> Result<()> {
    let x: Vec<Var> = (0..4)
        .map(|i| Var::from_vec(wave(6 + i)[i..].to_vec(), (2, 3), CPU))
        .collect::<Result<_>>()?;
    let cost = Fused::new(Quadruplet).forward(&[&x[0], &x[1], &x[2], &x[3]])?;
    let gradients = cost.backward()?;
    // In candle's operations.
    let [a, b, c, d] = [0, 1, 2, 3].map(|i| x[i].as_tensor());
    let plain = (((a - b)?.sqr()? - (a - c)?.sqr()?)? + (b - d)?.sin()?)?;
    let plain = (plain.sum_all()? / 2.0)?.backward()?;
    for x in &x {
        close(gradients.get(x).unwrap(), plain.get(x).unwrap(), 1e-14)?;
    }
    Ok(())
}

#[test]
fn a_learnable_may_follow() -> Result<()> {
    let (q, k) = (
        var(&[4, 2])?,
        Var::from_vec(wave(16)[8..].to_vec(), (4, 2), CPU)?,
    );
    let heat = Var::new(0.5_f64, CPU)?;
    let cost = Fused::new(InfoNce::default()).forward(&[&q, &k, &heat])?;
    let (rows_q, rows_k) = (flat(&q)?, flat(&k)?);
    let rows = |x| Rows::new(x, 2).unwrap();
    let (value, gradient) = InfoNce::new(0.5)
        .unwrap()
        .value_and_grad(rows(&rows_q), rows(&rows_k))
        .unwrap();
    assert_eq!(cost.to_scalar::<f64>()?, value);
    assert_eq!(
        cost.backward()?.get(&heat).unwrap().to_scalar::<f64>()?,
        gradient.temperature
    );
    let cold = Tensor::new(0.0_f64, CPU)?;
    let error = Fused::new(InfoNce::default())
        .forward(&[&q, &k, &cold])
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`temperature` is 0.0, outside its domain"),
        "{error}"
    );
    Ok(())
}

#[test]
fn layouts_and_element_types_do_not_matter() -> Result<()> {
    let (x, y) = (
        var(&[4, 6])?,
        Tensor::from_vec(wave(48)[24..].to_vec(), (4, 6), CPU)?,
    );
    let huber = Fused::new(Huber::default());
    let plain = huber.forward(&[&x, &y])?;
    // Transposed there and back, with an offset, every second row.
    let turned = x.t()?.contiguous()?;
    let cost = huber.forward(&[&turned.t()?, &y])?;
    assert_eq!(flat(&cost)?, flat(&plain)?);
    let (of_x, of_turned) = (plain.backward()?, cost.backward()?);
    assert_eq!(
        flat(of_x.get(&x).unwrap())?,
        flat(of_turned.get(&x).unwrap())?
    );
    let tall = Tensor::cat(&[x.as_tensor(), x.as_tensor()], 0)?;
    assert_eq!(
        flat(&huber.forward(&[&tall.narrow(0, 4, 4)?, &y])?)?,
        flat(&plain)?
    );

    let exact = of_x.get(&x).unwrap().clone();
    for (dtype, within) in [(DType::F32, 1e-6), (DType::F16, 2e-3), (DType::BF16, 2e-2)] {
        // As far as the element type rounds the arguments: a few of its units in the last place.
        let x = Var::from_tensor(&x.to_dtype(dtype)?)?;
        let cost = huber.forward(&[&x, &y.to_dtype(dtype)?])?;
        assert_eq!(cost.dtype(), dtype);
        close(&cost.to_dtype(DType::F64)?, &plain, within)?;
        let gradient = cost.backward()?.get(&x).unwrap().clone();
        assert_eq!(gradient.dtype(), dtype);
        close(&gradient.to_dtype(DType::F64)?, &exact, within)?;
    }
    Ok(())
}

#[test]
fn where_nothing_is_tracked_there_is_no_graph() -> Result<()> {
    let x = var(&[8])?;
    let detached = x.detach();
    let y = Tensor::zeros(8, DType::U8, CPU)?; // integers for `data` are converted
    let huber = Fused::new(Huber::default());
    let cost = huber.forward(&[&detached, &y])?;
    assert!(!cost.track_op());
    assert!(cost.backward()?.get(&x).is_none());
    assert_eq!(flat(&cost)?, flat(&huber.forward(&[&x, &y])?)?);
    Ok(())
}

#[test]
fn each_sample_has_its_own_factor() -> Result<()> {
    let x = var(&[2, 3, 4])?;
    let labels = Tensor::new(&[[0_i64, 1, 3], [2, 2, 1]], CPU)?;
    let fused = Fused::new(SparseCrossEntropy::default());
    let each = fused.each(&[&x, &labels])?;
    assert_eq!(each.dims(), [2, 3]);
    let factors = Tensor::new(&[[1.0_f64, 0.0, 2.0], [-1.0, 0.5, 3.0]], CPU)?;
    let ours = (each * &factors)?.sum_all()?.backward()?;
    let log = log_softmax(&x, D::Minus1)?
        .gather(&labels.unsqueeze(2)?, 2)?
        .squeeze(2)?;
    let theirs = (log.neg()? * &factors)?.sum_all()?.backward()?;
    close(ours.get(&x).unwrap(), theirs.get(&x).unwrap(), 1e-14)?;
    // Weights of one call, and what is left out.
    let flat_x = x.reshape((6, 4))?;
    let flat_labels = labels.reshape(6)?;
    let weights = [1.0, 0.0, 2.0, 0.25, 0.5, 3.0];
    let options = Options::default().reduce(Reduction::Sum).weights(&weights);
    let weighed = fused.forward_with(options, &[&flat_x, &flat_labels])?;
    let losses = flat(&fused.each(&[&flat_x, &flat_labels])?)?;
    let sum: f64 = losses
        .iter()
        .zip(weights)
        .map(|(loss, weight)| loss * weight)
        .sum();
    assert!((weighed.to_scalar::<f64>()? - sum).abs() < 1e-14 * sum);
    let padded = Tensor::new(&[0_i64, -100, 3, 2, -100, 1], CPU)?;
    assert!(fused.forward(&[&flat_x, &padded]).is_err());
    assert!(
        fused
            .ignore_label(-100)
            .forward(&[&flat_x, &padded])?
            .to_scalar::<f64>()?
            .is_finite()
    );
    Ok(())
}

#[test]
fn what_does_not_fit_is_an_error_that_says_so() -> Result<()> {
    let (x, column) = (var(&[8])?, var(&[8, 1])?);
    let refused = |result: Result<Tensor>| result.unwrap_err().to_string();
    let huber = Fused::new(Huber::default());
    assert!(refused(huber.forward(&[&x, &column])).contains("nothing is broadcast"));
    assert!(refused(huber.forward(&[&x])).contains("has 2 arguments, but got 1"));
    let single = column.to_dtype(DType::F32)?;
    assert!(
        refused(huber.forward(&[&column, &single])).contains("`target` must have the element type")
    );
    let entropy = Fused::new(SparseCrossEntropy::default());
    assert!(refused(entropy.forward(&[&column, &x])).contains("`label` takes labels"));
    let labels = Tensor::zeros(8, DType::U32, CPU)?;
    assert!(refused(entropy.forward(&[&labels.unsqueeze(1)?, &labels])).contains("U32"));
    assert!(
        refused(Fused::new(RootMeanSquaredError).forward(&[&column, &column]))
            .contains("exactly 1 axes")
    );
    let nothing = Tensor::zeros(0, DType::F64, CPU)?;
    assert!(refused(huber.forward(&[&nothing, &nothing])).contains("no samples"));
    let nan = Tensor::new(&[f64::NAN], CPU)?;
    assert!(refused(huber.checked().forward(&[&nan, &nan])).contains("`prediction[0]` is NaN"));
    Ok(())
}
