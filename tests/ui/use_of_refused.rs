// After an error in a formula rustc says nothing of what is done with the loss, whatever it is.
use loss_core::{Cost, CostState, Error, Loss, Options, Reduction, Rows, SampleLoss, loss};

loss! {
    /// The arguments are not known: any use compiles.
    pub loss DefaultOutside(x: input, y: data, delta: param = -1.0 in 0.0..) { delta * (x - y) }
    pub loss KindMisspelt(x: inptu[K], label: index(K)) { -log_softmax(x)[label] }
    pub loss ArgumentsMissing { x * y }
    pub loss CommaMissing(x: input y: data) { x * y }
    pub loss Keyword(type: input, match: data) { type - match }
    pub loss NoInput(x: data, y: data) { x * y }
    pub batch loss NoAxis(x: input, y: input) { mean(x * y) }
    /// The arguments are known, the formula is not: uses are checked as ever.
    pub loss Unknown(x: input, y: data, delta: param = 1.0 in 0.0.., on: flag = false) { delta * (x - z) + if on { y } else { 0 } }
    pub loss Labelled(x: input[K], label: index(K), w: param[K] = 1.0) { w[label] * x }
    pub batch loss Whole(x: input[N], y: input[M], t: learnable = 1.0) { mean(x) / 0 + t * mean(y) }
}

fn fit<L: SampleLoss>(loss: &L) -> &'static str {
    let _ = loss;
    L::NAME
}

fn opaque() -> Result<f64, Error> {
    let loss = DefaultOutside::new(1.0)?;
    let loss = DefaultOutside::default().with_delta(loss.delta())?;
    let (cost, gradient) = loss.value_and_grad(&[1.0_f32], &[2.0])?;
    let first: f32 = gradient[0];
    let mut into = [0.0_f32];
    loss.weights(&[1.0]).mask(&[true]).checked().value_and_grad_into(&[1.0_f32], &[1.0], &mut into)?;
    loss.derivatives_into(&[1.0_f32], &[1.0], &mut [0.0], &mut [0.0])?;
    let state: CostState = loss.state(&[1.0_f32], &[1.0])?;
    println!("{} {}", DefaultOutside::EXPLAIN, fit(&loss));
    let held: DefaultOutsideWith<'_> = loss.reduce(Reduction::Sum);
    let label = KindMisspelt.ignore_label(-1).value(Rows::new(&[1.0], 1)?, &[0])?;
    let cost_of = Cost::new(KindMisspelt).value((Rows::new(&[1.0], 1)?, (&[0_u8]).into()), &[1.0])?;
    for each in ArgumentsMissing.each(&[1.0], &[1.0], &[3.0])? {
        println!("{each}");
    }
    CommaMissing.value(&[1.0], &[1.0])?;
    Keyword::default().options(Options::default()).value(&[1.0], &[2.0])?;
    let (_, g) = NoAxis.value_and_grad(&[1.0], &[1.0])?;
    println!("{} {:?}", g.x[0], NoInput.value(&[1.0], &[1.0])?);
    let gradient: NoAxisGradient<f64>;
    Ok(cost + state.sum() + label + cost_of + f64::from(first) + held.value(&[1.0], &[1.0])?)
}

fn known() -> Result<f64, Error> {
    let loss = Unknown::new(2.0, true)?.with_delta(1.0)?.with_on(false);
    let (cost, gradient) = loss.value_and_grad(&[1.0_f32], &[2.0])?;
    let mut into = vec![0.0_f32; gradient.len()];
    loss.checked().value_and_grad_into(&[1.0], &[2.0], &mut into)?;
    loss.derivatives_into(&[1.0], &[1.0], &mut [0.0], &mut [0.0])?;
    println!("{} {} {}", Unknown::EXPLAIN, fit(&loss), Unknown::default().on());
    let label = Labelled::new([1.0, 2.0])?.ignore_label(-1).value(Rows::new(&[1.0], 1)?, &[0])?;
    let (_, g): (f64, WholeGradient<f64>) = Whole::default().checked().value_and_grad(&[1.0], &[1.0])?;
    Ok(cost + label + g.x[0] + g.t + <Unknown as Loss>::value::<f64>(&loss, (&[1.0], &[1.0]))?)
}

fn main() {
    opaque().unwrap();
    known().unwrap();
}
