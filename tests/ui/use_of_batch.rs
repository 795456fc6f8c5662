// A batch loss has no samples to weigh, and rustc suggests nothing of the expansion's own.
use loss_core::loss;

loss! {
    /// A whole batch.
    pub batch loss Whole(x: input[N]) { mean(x * x) }
}

fn main() {
    let _ = Whole.weights(&[1.0]).value(&[1.0]);
    let _ = Whole.mask(&[true]).value(&[1.0]);
}
