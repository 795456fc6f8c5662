//! Unoptimised kernels fit the stack that the thread of a test has by default, those of the largest functions too.

use loss_core::losses::{CategoricalFocal, CompleteIou, PoissonNll, StudentTNll};
use loss_core::{Error, Rows, loss};

/// What a thread has unless it is told otherwise, less a quarter for what calls the loss.
const ROOM: usize = (2 << 20) * 3 / 4;

loss! {
    /// The function and, for its second derivative, all those behind it.
    loss LogGamma(x: input) { lgamma(x) }
    /// Three derivatives of the digamma function.
    loss Trigamma(x: input) { trigamma(x) }
}

fn in_a_small_thread(work: fn() -> Result<(), Error>) {
    let thread = std::thread::Builder::new().stack_size(ROOM).spawn(work);
    let result = thread.expect("a thread").join().expect("no panic");
    result.expect("no error");
}

#[test]
fn gamma_functions_fit_a_small_stack() {
    in_a_small_thread(|| {
        // Positive and negative arguments, whole steps and a tail.
        let x: Vec<f64> = (0..70).map(|i| f64::from(i) - 30.3).collect();
        let (mut gradient, mut hessian) = (vec![0.0; 70], vec![0.0; 70]);
        LogGamma.derivatives_into(&x, &mut gradient, &mut hessian)?;
        Trigamma.derivatives_into(&x, &mut gradient, &mut hessian)?;
        let x: Vec<f32> = x.iter().map(|x| *x as f32).collect();
        let (mut gradient, mut hessian) = (vec![0.0; 70], vec![0.0; 70]);
        LogGamma.derivatives_into(&x, &mut gradient, &mut hessian)?;
        Trigamma.derivatives_into(&x, &mut gradient, &mut hessian)
    });
}

#[test]
fn losses_with_gamma_functions_fit_a_small_stack() {
    in_a_small_thread(|| {
        let x: Vec<f32> = (1..=70).map(|i| i as f32).collect();
        StudentTNll::default().value_and_grad(&x, &x, &x)?;
        PoissonNll::default()
            .with_full(true)
            .value_and_grad(&x, &x)?;
        let x: Vec<f64> = (1..=70).map(f64::from).collect();
        StudentTNll::default().value_and_grad(&x, &x, &x)?;
        Ok(())
    });
}

#[test]
fn large_kernels_of_rows_fit_a_small_stack() {
    in_a_small_thread(|| {
        let x: Vec<f32> = (1..=84).map(|i| i as f32).collect();
        CategoricalFocal::default().value_and_grad(Rows::new(&x, 7)?, &[3; 12])?;
        CompleteIou::default().value_and_grad(Rows::new(&x, 4)?, Rows::new(&x, 4)?)?;
        Ok(())
    });
}
