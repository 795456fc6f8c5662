//! Limits and signs. Errors are measured by the crate `loss-scan`, in `tests/scan`.

mod fixed;
mod shapes;
