//! A loss with its reduction, and a penalty on the parameters that are being fitted.

use crate::losses::penalty::{AbsolutePenalty, SquaredPenalty};
use alloc::{vec, vec::Vec};
use loss_runtime::{CostState, Elem, Error, Loss, Options, Reduction, SampleLoss};

/// A penalty on parameters: large ones cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Penalty {
    /// None.
    #[default]
    None,
    /// This times the sum of magnitudes. Its gradient at 0 is 0.
    L1(f64),
    /// This times half the sum of squares.
    L2(f64),
    /// Both.
    ElasticNet {
        /// The strength of the sum of magnitudes.
        l1: f64,
        /// The strength of half the sum of squares.
        l2: f64,
    },
}

impl Penalty {
    /// The strengths of the two parts, if they are finite and not negative.
    fn strengths(self) -> Result<(f64, f64), Error> {
        let (l1, l2) = match self {
            Penalty::None => (0.0, 0.0),
            Penalty::L1(l1) => (l1, 0.0),
            Penalty::L2(l2) => (0.0, l2),
            Penalty::ElasticNet { l1, l2 } => (l1, l2),
        };
        match [l1, l2]
            .into_iter()
            .find(|x| !(0.0..f64::INFINITY).contains(x))
        {
            Some(strength) => Err(Error::Penalty { strength }),
            None => Ok((l1, l2)),
        }
    }

    /// What the parameters cost.
    ///
    /// # Errors
    /// If a strength is negative, infinite or NaN.
    pub fn value<E: Elem>(self, parameters: &[E]) -> Result<f64, Error> {
        let (l1, l2) = self.strengths()?;
        let sum = Options::default().reduce(Reduction::Sum);
        let mut cost = 0.0;
        if l1 > 0.0 {
            cost += l1 * AbsolutePenalty.value_with(&sum, (parameters,))?;
        }
        if l2 > 0.0 {
            cost += l2 * SquaredPenalty.value_with(&sum, (parameters,))?;
        }
        Ok(cost)
    }

    /// What the parameters cost, and the gradient.
    ///
    /// # Errors
    /// If a strength is negative, infinite or NaN.
    pub fn value_and_grad<E: Elem>(self, parameters: &[E]) -> Result<(f64, Vec<E>), Error> {
        let mut gradient = vec![E::ZERO; parameters.len()];
        let cost = self.value_and_grad_into(parameters, &mut gradient)?;
        Ok((cost, gradient))
    }

    /// What the parameters cost; the gradient is written where the caller says.
    ///
    /// # Errors
    /// If a strength is negative, infinite or NaN, or the gradient is not as long as the parameters; then nothing is
    /// written.
    pub fn value_and_grad_into<E: Elem>(
        self,
        parameters: &[E],
        gradient: &mut [E],
    ) -> Result<f64, Error> {
        let (l1, l2) = self.strengths()?;
        let (found, expected) = (gradient.len(), parameters.len());
        if found != expected {
            return Err(Error::Output {
                argument: "parameters",
                found,
                expected,
            });
        }
        let sum = Options::default().reduce(Reduction::Sum);
        let mut cost = 0.0;
        let scale = |gradient: &mut [E], by: f64| {
            gradient
                .iter_mut()
                .for_each(|g| *g = E::of(g.to_f64() * by))
        };
        gradient.fill(E::ZERO);
        if l2 > 0.0 {
            cost += l2
                * SquaredPenalty.value_and_grad_into_with(
                    &sum,
                    (parameters,),
                    (&mut *gradient,),
                )?;
            scale(gradient, l2);
        }
        if l1 > 0.0 {
            // The magnitudes block by block, so that their gradient can be added without a buffer as long.
            let mut signs = [E::ZERO; 256];
            for (parameters, gradient) in parameters.chunks(256).zip(gradient.chunks_mut(256)) {
                let signs = &mut signs[..parameters.len()];
                AbsolutePenalty.value_and_grad_into_with(&sum, (parameters,), (&mut *signs,))?;
                gradient
                    .iter_mut()
                    .zip(signs)
                    .for_each(|(g, sign)| *g = E::of(g.to_f64() + sign.to_f64() * l1));
            }
            cost += l1 * AbsolutePenalty.value_with(&sum, (parameters,))?;
        }
        Ok(cost)
    }
}

/// A loss with its reduction, and a penalty on the parameters that are being fitted.
///
/// The reduced loss over a batch or a data set, plus the penalty, is the cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost<L> {
    loss: L,
    reduction: Reduction,
    penalty: Penalty,
}

impl<L: Loss> Cost<L> {
    /// The mean of a loss, without a penalty.
    #[must_use]
    pub fn new(loss: L) -> Self {
        Cost {
            loss,
            reduction: Reduction::Mean,
            penalty: Penalty::None,
        }
    }

    /// With another reduction.
    #[must_use]
    pub fn reduce(mut self, reduction: Reduction) -> Self {
        self.reduction = reduction;
        self
    }

    /// With a penalty.
    #[must_use]
    pub fn penalty(mut self, penalty: Penalty) -> Self {
        self.penalty = penalty;
        self
    }

    /// The loss.
    #[must_use]
    pub fn loss(&self) -> &L {
        &self.loss
    }

    fn options(&self) -> Options<'static> {
        Options::default().reduce(self.reduction)
    }

    /// The cost of a batch at some parameters.
    ///
    /// # Errors
    /// If the inputs do not fit the loss, or the penalty has a strength that is none.
    pub fn value<E: Elem>(&self, inputs: L::Inputs<'_, E>, parameters: &[E]) -> Result<f64, Error> {
        Ok(self.loss.value_with(&self.options(), inputs)? + self.penalty.value(parameters)?)
    }

    /// The cost of a batch at some parameters, its gradient by the inputs of the loss, and the penalty's by the
    /// parameters, which is to be added to what the chain rule makes of the first.
    ///
    /// # Errors
    /// If the inputs do not fit the loss, or the penalty has a strength that is none.
    #[expect(clippy::type_complexity, reason = "two gradients of different shape")]
    pub fn value_and_grad<E: Elem>(
        &self,
        inputs: L::Inputs<'_, E>,
        parameters: &[E],
    ) -> Result<(f64, L::Gradient<E>, Vec<E>), Error> {
        let (penalty, by_parameters) = self.penalty.value_and_grad(parameters)?;
        let (cost, by_inputs) = self.loss.value_and_grad_with(&self.options(), inputs)?;
        Ok((cost + penalty, by_inputs, by_parameters))
    }

    /// The same with both gradients written where the caller says.
    ///
    /// # Errors
    /// If the inputs do not fit the loss, or the penalty has a strength that is none; then nothing is written.
    pub fn value_and_grad_into<E: Elem>(
        &self,
        inputs: L::Inputs<'_, E>,
        gradient: L::GradientMut<'_, E>,
        parameters: &[E],
        by_parameters: &mut [E],
    ) -> Result<f64, Error> {
        self.penalty.strengths()?;
        let (found, expected) = (by_parameters.len(), parameters.len());
        if found != expected {
            return Err(Error::Output {
                argument: "parameters",
                found,
                expected,
            });
        }
        let cost = self
            .loss
            .value_and_grad_into_with(&self.options(), inputs, gradient)?;
        Ok(cost
            + self
                .penalty
                .value_and_grad_into(parameters, by_parameters)?)
    }

    /// The cost of a data set whose state was merged from its parts.
    ///
    /// # Errors
    /// If no sample counts, or the penalty has a strength that is none.
    pub fn of_state<E: Elem>(&self, state: &CostState, parameters: &[E]) -> Result<f64, Error> {
        Ok(state.cost(self.reduction)? + self.penalty.value(parameters)?)
    }
}

impl<L: SampleLoss> Cost<L> {
    /// The sums behind the cost of a part of a data set.
    ///
    /// # Errors
    /// If the inputs do not fit the loss.
    pub fn state<E: Elem>(&self, inputs: L::Inputs<'_, E>) -> Result<CostState, Error> {
        self.loss.state(inputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elastic_net_is_the_sum_of_its_parts() {
        let parameters = [1.5f64, -2.0, 0.0, 4.0];
        let (l1, by_l1) = Penalty::L1(0.5).value_and_grad(&parameters).unwrap();
        let (l2, by_l2) = Penalty::L2(0.25).value_and_grad(&parameters).unwrap();
        assert_eq!((l1, &by_l1[..]), (3.75, &[0.5, -0.5, 0.0, 0.5][..]));
        assert_eq!((l2, &by_l2[..]), (2.78125, &[0.375, -0.5, 0.0, 1.0][..]));
        let net = Penalty::ElasticNet { l1: 0.5, l2: 0.25 };
        let (both, by_both) = net.value_and_grad(&parameters).unwrap();
        assert_eq!(
            (both, &by_both[..]),
            (6.53125, &[0.875, -1.0, 0.0, 1.5][..])
        );
        assert_eq!(net.value(&parameters), Ok(both));
        assert_eq!(
            Penalty::None.value_and_grad(&parameters),
            Ok((0.0, vec![0.0; 4]))
        );
    }

    #[test]
    fn a_strength_that_is_none_is_refused_and_writes_nothing() {
        for strength in [-1.0, f64::INFINITY] {
            let mut gradient = [7.0f32];
            let error = Penalty::L1(strength).value_and_grad_into(&[1.0f32], &mut gradient);
            assert_eq!((error, gradient), (Err(Error::Penalty { strength }), [7.0]));
        }
        assert!(Penalty::L2(f64::NAN).value(&[1.0f32]).is_err());
    }
}
