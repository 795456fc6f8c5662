//! The standard losses, each a formula in [`loss!`](crate::loss!) and nothing else.
//!
//! | loss | expects | in PyTorch | in Keras | in Optax |
//! |---|---|---|---|---|
//! | **[regression]** | | | | |
//! | [`MeanSquaredError`] | linear | `mse_loss` | `MeanSquaredError` | `squared_error` |
//! | [`MeanAbsoluteError`] | linear | `l1_loss` | `MeanAbsoluteError` | |
//! | [`Huber`] | linear | `huber_loss` | `Huber` | `huber_loss` |
//! | **[classification]** | | | | |
//! | [`BinaryCrossEntropy`] | sigmoid | `binary_cross_entropy` | `BinaryCrossentropy` | |
//! | [`BinaryCrossEntropyWithLogits`] | linear | `binary_cross_entropy_with_logits` | `BinaryCrossentropy(from_logits)` | `sigmoid_binary_cross_entropy` |
//! | [`CategoricalCrossEntropy`] | softmax | | `CategoricalCrossentropy` | |
//! | [`SparseCategoricalCrossEntropy`] | softmax | `nll_loss` (of the logarithm) | `SparseCategoricalCrossentropy` | |
//! | [`CrossEntropy`] | linear | `cross_entropy` | `CategoricalCrossentropy(from_logits)` | `softmax_cross_entropy` |
//! | [`SparseCrossEntropy`] | linear | `cross_entropy` | `SparseCategoricalCrossentropy(from_logits)` | `softmax_cross_entropy_with_integer_labels` |
//! | **[divergence]** | | | | |
//! | [`KlDivergence`] | log-softmax | `kl_div` | | `kl_divergence` |
//! | [`KlDivergenceProbabilities`] | softmax | | `KLDivergence` | |
//! | [`VaeKl`] | linear, two | | | |
//! | **[adversarial]** | | | | |
//! | [`Discriminator`] | linear | | | |
//! | [`NonSaturatingGenerator`] | linear | | | |
//! | [`MinimaxGenerator`] | linear | | | |
//! | **[detection]** | | | | |
//! | [`Focal`] | linear | `sigmoid_focal_loss` (torchvision) | `BinaryFocalCrossentropy(from_logits)` | `sigmoid_focal_loss` |
//! | [`FocalProbability`] | sigmoid | | `BinaryFocalCrossentropy` | |
//! | [`CategoricalFocal`] | linear | | `CategoricalFocalCrossentropy(from_logits)` | |
//! | **[embedding]** | | | | |
//! | [`Triplet`] | linear | `triplet_margin_loss` | | `triplet_margin_loss` |
//! | [`SquaredTriplet`] | length 1 | `triplet_margin_with_distance_loss` | | |
//! | **[penalty]** | | | | |
//! | [`AbsolutePenalty`] | parameters | | `L1` | |
//! | [`SquaredPenalty`] | parameters | `weight_decay` | `L2` (twice this) | |
//!
//! *Expects* is the output layer before the loss. Where it says linear, the sigmoid or softmax is in the loss: do not put one before it.
//!
//! Each loss documents its formula, gradient, shapes, domain and kinks, when to use it and when not, and its source; search this
//! documentation for the name you know from elsewhere. `println!("{}", Huber::EXPLAIN)` prints what the compiler made of one. Gradients are
//! documented of one sample; a mean over n samples divides them by n.
//!
//! # Claims
//!
//! A loss claims properties with `#[claims(…)]`: they are its `TRAITS`, and [`check::laws`](crate::check::laws) holds it to each.
//!
//! | claim | means |
//! |---|---|
//! | `convex`, `strictly_convex` | in all inputs together, on their domain, for any data in theirs |
//! | `nonnegative`, `bounded_below = c` | never below 0, or c |
//! | `symmetric` | the same when input and target change places |
//! | `zero_at_match` | 0, with zero gradient, where the input is the target |
//! | `lipschitz = c` | no derivative of a sample is beyond c in size |
//! | `homogeneous = p` | input and target times s > 0 give s to the power p times the loss; p is whole |
//! | `shift_invariant` | a number added to all elements of the input changes nothing |
//! | `permutation_equivariant` | classes in another order, with all that is theirs, give the same loss, and the gradient in that order |
//! | `differentiable` | no kink anywhere in the domain |
//! | `proper` | a proper scoring rule: expected to cost least where the report is the distribution of the outcomes |
//!
//! ```
//! use loss_core::{check, losses::Huber, spec::Trait};
//!
//! assert!(Huber::TRAITS.contains(&Trait::Convex) && Huber::TRAITS.contains(&Trait::Lipschitz("delta")));
//! check::laws(&Huber::new(2.5)?).unwrap();
//! # Ok::<(), loss_core::Error>(())
//! ```

pub mod adversarial;
pub mod classification;
pub mod detection;
pub mod divergence;
pub mod embedding;
pub mod penalty;
pub mod regression;

#[doc(inline)]
pub use self::{
    adversarial::*, classification::*, detection::*, divergence::*, embedding::*, penalty::*,
    regression::*,
};
