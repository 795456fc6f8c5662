//! Cross-entropy with the face that Burn's own has, so that one line of a program changes.

use crate::error::{Error, or_panic};
use crate::{Argument, Fused};
use burn::module::Module;
use burn::tensor::{Device, Int, Tensor};
use loss_core::losses::SparseCrossEntropy;
use loss_core::{Options, PerClass};

/// What a [`CrossEntropyLoss`] is made of, as [Burn's](burn::nn::loss::CrossEntropyLossConfig).
#[derive(Clone, Debug, Default)]
pub struct CrossEntropyLossConfig {
    /// Labels that do not count.
    pub pad_tokens: Option<Vec<usize>>,
    /// A weight for each class, positive.
    pub weights: Option<Vec<f32>>,
    /// Which part of a label is shared between all classes.
    pub smoothing: Option<f32>,
    /// Whether it is given logits, not probabilities.
    pub logits: Option<bool>,
}

impl CrossEntropyLossConfig {
    /// Of logits, without weights, smoothing or padding.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With labels that do not count.
    #[must_use]
    pub fn with_pad_tokens(self, pad_tokens: Option<Vec<usize>>) -> Self {
        Self { pad_tokens, ..self }
    }

    /// With a weight for each class.
    #[must_use]
    pub fn with_weights(self, weights: Option<Vec<f32>>) -> Self {
        Self { weights, ..self }
    }

    /// With label smoothing.
    #[must_use]
    pub fn with_smoothing(self, smoothing: Option<f32>) -> Self {
        Self { smoothing, ..self }
    }

    /// Of logits, or of probabilities.
    #[must_use]
    pub fn with_logits(self, logits: bool) -> Self {
        Self {
            logits: Some(logits),
            ..self
        }
    }

    /// The loss.
    ///
    /// # Panics
    /// As Burn's, if the smoothing is not within 0 and 1 or a weight not positive.
    #[must_use]
    pub fn init(&self, device: &Device) -> CrossEntropyLoss {
        let theirs = burn::nn::loss::CrossEntropyLossConfig::new()
            .with_pad_tokens(self.pad_tokens.clone())
            .with_weights(self.weights.clone())
            .with_smoothing(self.smoothing)
            .with_logits(self.logits.unwrap_or(true))
            .init(device);
        CrossEntropyLoss { theirs }
    }
}

/// Softmax cross-entropy against labels, as [Burn's](burn::nn::loss::CrossEntropyLoss): the same configuration, call and result, from one
/// operation. Of probabilities instead of logits it is Burn's own.
#[derive(Module, Debug)]
pub struct CrossEntropyLoss {
    /// Burn's own, which holds the configuration.
    theirs: burn::nn::loss::CrossEntropyLoss,
}

impl CrossEntropyLoss {
    /// The loss of logits, without weights or smoothing.
    #[must_use]
    pub fn new(pad_index: Option<usize>, device: &Device) -> Self {
        CrossEntropyLossConfig::new()
            .with_pad_tokens(pad_index.map(|token| vec![token]))
            .init(device)
    }

    /// The mean loss of logits of shape `[batch, classes]` against labels of shape `[batch]`.
    ///
    /// # Panics
    /// As Burn's, if the tensors do not fit each other; and if a label is no class, or nothing counts, where Burn's is NaN.
    pub fn forward(&self, logits: Tensor<2>, targets: Tensor<1, Int>) -> Tensor<1> {
        match self.theirs.logits {
            true => or_panic("CrossEntropyLoss", self.try_forward(logits, targets)),
            false => self.theirs.forward(logits, targets),
        }
    }

    fn try_forward(&self, logits: Tensor<2>, targets: Tensor<1, Int>) -> Result<Tensor<1>, Error> {
        let mut loss = SparseCrossEntropy::default();
        if let Some(weights) = &self.theirs.weights {
            let weights = crate::run::numbers(&weights.clone().erase()?.elements);
            loss = loss.with_class_weight(PerClass::from(weights))?;
        }
        if let Some(smoothing) = self.theirs.smoothing {
            loss = loss.with_smoothing(smoothing.into())?;
        }
        let mask = match &self.theirs.pad_tokens {
            None => None,
            Some(tokens) => Some(self.counts(&targets, tokens)?),
        };
        let mut options = Options::default();
        if let Some(mask) = &mask {
            options = options.mask(mask);
        }
        Fused::new(loss).forward_with(options, (logits, targets))
    }

    /// Which labels are no padding.
    fn counts(&self, targets: &Tensor<1, Int>, tokens: &[usize]) -> Result<Vec<bool>, Error> {
        let targets = targets.clone().erase()?;
        let labels = crate::run::integers(&targets.elements);
        Ok(labels
            .into_iter()
            .map(|label| {
                !tokens
                    .iter()
                    .any(|&token| i128::try_from(token) == Ok(label))
            })
            .collect())
    }
}
