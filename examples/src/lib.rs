//! What a demonstration of losses needs around the losses: real data, small networks, a training loop, measures and charts.
//!
//! Nothing here differentiates a loss. A network hands its outputs to a loss and takes back the gradient with respect to
//! these outputs ([`Network::backward`]); everything beyond the outputs is the network's own affair. So it stays visible
//! what a loss contributes to training: one number and one gradient a minibatch.

pub mod chart;
pub mod data;
pub mod measures;
pub mod network;
pub mod picture;
pub mod random;
pub mod sampling;
pub mod train;

pub use network::{Activation, Adam, Gradients, Network, Trace};
pub use random::Random;
pub use train::{Schedule, train};
