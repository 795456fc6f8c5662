//! Fixed axes before and between named ones: each component is a row of its own.

use loss_core::{Rows, check, loss};

loss! {
    /// The fixed axis first.
    pub loss First(x: input[2, K], y: data[K]) { sum((x[0] - y) * x[1]) }
    /// Between two.
    pub loss Between(x: input[M, 2, K], y: data[M, K]) { sum::<M>(sum::<K>((x[0] - y) * sin(x[1]))) }
    /// Last.
    pub loss Last(x: input[K, 2], y: data[K]) { sum((x[0] - y) * x[1]) }
}

#[test]
fn every_component_has_its_gradient() -> Result<(), Box<dyn std::error::Error>> {
    check::gradient(&First)?;
    check::gradient(&Between)?;
    check::gradient(&Last)?;
    // Longer than the lanes, with an odd end.
    for columns in [1, 5, 41] {
        let x: Vec<f32> = (0..2 * columns).map(|i| i as f32 - 7.5).collect();
        let y: Vec<f32> = (0..columns).map(|i| 0.5 * i as f32).collect();
        let rows = Rows::with_shape(&x, [2, columns])?;
        let (_, gradient) = First.value_and_grad(rows, Rows::new(&y, columns)?)?;
        for k in 0..columns {
            assert_eq!(gradient[k], x[columns + k]);
            assert_eq!(gradient[columns + k], x[k] - y[k]);
        }
    }
    Ok(())
}
