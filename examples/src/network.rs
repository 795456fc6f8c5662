//! Small multilayer perceptrons. The gradient with respect to the outputs comes from outside: from a loss.

use ndarray::{Array1, Array2, ArrayView2, Axis, Zip};

use crate::Random;

/// What a layer applies to each of its sums. The derivative follows from the result, so only results are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// x
    Identity,
    /// max(x, 0)
    Relu,
    /// x above 0, x / 5 below
    LeakyRelu,
    /// tanh(x)
    Tanh,
    /// 1 / (1 + exp(-x))
    Sigmoid,
}

impl Activation {
    fn apply(self, x: f32) -> f32 {
        match self {
            Self::Identity => x,
            Self::Relu => x.max(0.0),
            Self::LeakyRelu => x.max(0.2 * x),
            Self::Tanh => x.tanh(),
            Self::Sigmoid => sigmoid(x),
        }
    }

    /// The derivative where the result is `y`.
    fn derivative(self, y: f32) -> f32 {
        match self {
            Self::Identity => 1.0,
            Self::Relu => f32::from(u8::from(y > 0.0)),
            Self::LeakyRelu => {
                if y > 0.0 {
                    1.0
                } else {
                    0.2
                }
            }
            Self::Tanh => 1.0 - y * y,
            Self::Sigmoid => y * (1.0 - y),
        }
    }
}

/// The logistic function, for turning logits into probabilities after training.
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// A layer: `activation(inputs * weight + bias)`.
#[derive(Clone, Debug)]
struct Dense {
    weight: Array2<f32>,
    bias: Array1<f32>,
    activation: Activation,
}

/// Dense layers, one after the other.
#[derive(Clone, Debug)]
pub struct Network {
    layers: Vec<Dense>,
}

/// The inputs of a network and the outputs of each of its layers: what `backward` needs.
#[derive(Clone, Debug)]
pub struct Trace {
    inputs: Array2<f32>,
    outputs: Vec<Array2<f32>>,
}

impl Trace {
    /// What the network computed, one row per sample.
    pub fn output(&self) -> &Array2<f32> {
        self.outputs.last().unwrap_or(&self.inputs)
    }
}

/// The derivatives of a cost with respect to each weight and bias of a network.
#[derive(Clone, Debug)]
pub struct Gradients {
    layers: Vec<(Array2<f32>, Array1<f32>)>,
}

impl Gradients {
    /// Adds the gradients of another term of the cost.
    pub fn add(&mut self, other: &Self) {
        for ((weight, bias), (other_weight, other_bias)) in
            self.layers.iter_mut().zip(&other.layers)
        {
            *weight += other_weight;
            *bias += other_bias;
        }
    }

    /// Euclidean length over all weights and biases.
    pub fn norm(&self) -> f64 {
        self.numbers()
            .map(|g| f64::from(g) * f64::from(g))
            .sum::<f64>()
            .sqrt()
    }

    fn numbers(&self) -> impl Iterator<Item = f32> + '_ {
        self.layers
            .iter()
            .flat_map(|(weight, bias)| weight.iter().chain(bias).copied())
    }
}

impl Network {
    /// Layers of the given sizes, the first being the inputs. Weights are drawn with variance 2 / (inputs + outputs)
    /// (Glorot and Bengio 2010), biases start at 0.
    pub fn new(sizes: &[usize], hidden: Activation, output: Activation, rng: &mut Random) -> Self {
        let last = sizes.len().saturating_sub(2);
        let layers = sizes.windows(2).enumerate().map(|(index, size)| {
            let scale = (2.0 / (size[0] + size[1]) as f32).sqrt();
            Dense {
                weight: rng.normals(size[0], size[1]) * scale,
                bias: Array1::zeros(size[1]),
                activation: if index == last { output } else { hidden },
            }
        });
        Self {
            layers: layers.collect(),
        }
    }

    /// The outputs, one row per row of `inputs`.
    pub fn predict(&self, inputs: &Array2<f32>) -> Array2<f32> {
        self.forward(inputs.clone())
            .outputs
            .pop()
            .unwrap_or_default()
    }

    /// Computes the outputs and keeps what `backward` needs.
    pub fn forward(&self, inputs: Array2<f32>) -> Trace {
        let mut outputs: Vec<Array2<f32>> = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let mut output = outputs.last().unwrap_or(&inputs).dot(&layer.weight);
            output += &layer.bias;
            output.mapv_inplace(|x| layer.activation.apply(x));
            outputs.push(output);
        }
        Trace { inputs, outputs }
    }

    /// From the gradient of the cost with respect to the outputs: that with respect to the weights, and to the inputs.
    pub fn backward(
        &self,
        trace: &Trace,
        d_output: ArrayView2<'_, f32>,
    ) -> (Gradients, Array2<f32>) {
        let mut d_layer = d_output.to_owned();
        let mut layers = Vec::with_capacity(self.layers.len());
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let inputs = if index == 0 {
                &trace.inputs
            } else {
                &trace.outputs[index - 1]
            };
            Zip::from(&mut d_layer)
                .and(&trace.outputs[index])
                .for_each(|d, &y| *d *= layer.activation.derivative(y));
            layers.push((inputs.t().dot(&d_layer), d_layer.sum_axis(Axis(0))));
            d_layer = d_layer.dot(&layer.weight.t());
        }
        layers.reverse();
        (Gradients { layers }, d_layer)
    }

    /// The largest difference between a weight or bias here and its counterpart in a network of the same sizes.
    pub fn largest_difference(&self, other: &Self) -> f32 {
        self.numbers()
            .zip(other.numbers())
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max)
    }

    fn numbers(&self) -> impl Iterator<Item = f32> + '_ {
        self.layers
            .iter()
            .flat_map(|layer| layer.weight.iter().chain(&layer.bias).copied())
    }

    fn numbers_mut(&mut self) -> impl Iterator<Item = &mut f32> {
        self.layers
            .iter_mut()
            .flat_map(|layer| layer.weight.iter_mut().chain(&mut layer.bias))
    }
}

/// The optimiser Adam (Kingma and Ba 2015).
#[derive(Clone, Debug)]
pub struct Adam {
    /// Length of a step, roughly: by how much a weight moves when its gradients agree.
    pub learning_rate: f32,
    /// Decay of the mean gradient.
    pub beta1: f32,
    /// Decay of the mean squared gradient.
    pub beta2: f32,
    steps: i32,
    moments: Vec<(f32, f32)>,
}

impl Adam {
    /// The optimiser with the decays of the paper, before its first step.
    pub fn new(learning_rate: f32) -> Self {
        Self {
            learning_rate,
            beta1: 0.9,
            beta2: 0.999,
            steps: 0,
            moments: Vec::new(),
        }
    }

    /// Moves the weights of `network` against `gradients`. One optimiser serves one network.
    pub fn step(&mut self, network: &mut Network, gradients: &Gradients) {
        const EPSILON: f32 = 1e-8;
        let Self {
            learning_rate,
            beta1,
            beta2,
            ..
        } = *self;
        self.steps += 1;
        self.moments.resize(network.numbers().count(), (0.0, 0.0));
        let (bias1, bias2) = (1.0 - beta1.powi(self.steps), 1.0 - beta2.powi(self.steps));
        for ((weight, g), (mean, square)) in network
            .numbers_mut()
            .zip(gradients.numbers())
            .zip(&mut self.moments)
        {
            *mean = beta1 * *mean + (1.0 - beta1) * g;
            *square = beta2 * *square + (1.0 - beta2) * g * g;
            *weight -= learning_rate * (*mean / bias1) / ((*square / bias2).sqrt() + EPSILON);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cost whose gradient with respect to the outputs is plain: half the sum of their squares.
    fn cost(network: &Network, inputs: &Array2<f32>) -> f64 {
        network
            .predict(inputs)
            .iter()
            .map(|&y| f64::from(y) * f64::from(y) / 2.0)
            .sum()
    }

    /// With steps of 1e-2 the curvature leaves about 1e-4 of a derivative of order 1; the rounding of costs of order 1
    /// to f32, 6e-8, is divided by 2e-2 and leaves 3e-6 an output: 2e-3 covers both with room.
    fn agree(analytic: f32, numeric: f64, scale: f64) -> bool {
        (f64::from(analytic) - numeric).abs() <= 2e-3 * scale.max(1.0)
    }

    #[test]
    fn backward_agrees_with_differences() {
        const STEP: f32 = 1e-2;
        for activation in [Activation::Identity, Activation::Tanh, Activation::Sigmoid] {
            let mut rng = Random::new(5);
            let network = Network::new(&[3, 4, 2], activation, activation, &mut rng);
            let mut inputs = rng.normals(5, 3);
            let trace = network.forward(inputs.clone());
            let (gradients, d_inputs) = network.backward(&trace, trace.output().view());
            let scale = gradients.norm();

            for (index, analytic) in gradients.numbers().enumerate() {
                let at = |offset: f32| {
                    let mut moved = network.clone();
                    *moved
                        .numbers_mut()
                        .nth(index)
                        .expect("one weight a gradient") += offset;
                    cost(&moved, &inputs)
                };
                let numeric = (at(STEP) - at(-STEP)) / f64::from(2.0 * STEP);
                assert!(
                    agree(analytic, numeric, scale),
                    "{activation:?} weight {index}: {analytic} against {numeric}"
                );
            }
            for index in 0..inputs.len() {
                let place = [index / 3, index % 3];
                let mut at = |offset: f32| {
                    let before = inputs[place];
                    inputs[place] = before + offset;
                    let cost = cost(&network, &inputs);
                    inputs[place] = before;
                    cost
                };
                let numeric = (at(STEP) - at(-STEP)) / f64::from(2.0 * STEP);
                let analytic = d_inputs[place];
                assert!(
                    agree(analytic, numeric, scale),
                    "{activation:?} input {index}: {analytic} against {numeric}"
                );
            }
        }
    }

    #[test]
    fn the_derivatives_of_the_activations_with_a_kink() {
        for (activation, below) in [(Activation::Relu, 0.0), (Activation::LeakyRelu, 0.2)] {
            assert_eq!(
                (
                    activation.apply(3.0),
                    activation.derivative(activation.apply(3.0))
                ),
                (3.0, 1.0)
            );
            assert_eq!(
                (
                    activation.apply(-3.0),
                    activation.derivative(activation.apply(-3.0))
                ),
                (-3.0 * below, below)
            );
        }
    }

    #[test]
    fn the_first_step_of_adam_has_the_length_of_the_learning_rate() {
        let mut network = Network::new(
            &[2, 1],
            Activation::Identity,
            Activation::Identity,
            &mut Random::new(2),
        );
        let trace = network.forward(Array2::ones((1, 2)));
        let (gradients, _) = network.backward(&trace, Array2::ones((1, 1)).view());
        let before = network.clone();
        Adam::new(0.1).step(&mut network, &gradients);
        // mean / sqrt(square) is 1 but for rounding, and epsilon is 1e-8 of a gradient of 1.
        assert!((network.largest_difference(&before) - 0.1).abs() < 1e-6);
    }
}
