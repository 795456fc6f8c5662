//! A book in six pages, beside the [reference of the formula language](crate::language) and the [losses](crate::losses). There is no code in this
//! module; what the pages say is compiled and run as a test.
//!
//! | page | what it answers |
//! |---|---|
//! | [your_own_loss] | how to get from a formula on paper to a loss that you trust |
//! | [recipes] | rare classes, outliers, wrong labels, honest probabilities, padding, several tasks: what to take, and what it does |
//! | [coming_from] | what a loss of PyTorch, Keras, Optax, Burn or candle is called here, and what differs |
//! | [accuracy] | what is promised of values and gradients |
//! | [performance] | what a call costs, and how to see it |
//! | [language::kinks](crate::language::kinks) | which derivative is taken where there is none |

#[doc = include_str!("your_own_loss.md")]
pub mod your_own_loss {}

#[doc = include_str!("recipes.md")]
pub mod recipes {}

#[doc = include_str!("coming_from.md")]
pub mod coming_from {}

#[doc = include_str!("accuracy.md")]
pub mod accuracy {}

#[doc = include_str!("performance.md")]
pub mod performance {}
