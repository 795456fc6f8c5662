"""The losses that PyTorch has too, where it is installed: values, and gradients by its automatic differentiation."""

import unittest

import numpy as np

import loss_core

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    torch = None


@unittest.skipIf(torch is None, "PyTorch is not installed")
class Torch(unittest.TestCase):
    def setUp(self):
        self.rng = np.random.default_rng(5)

    def agrees(self, ours, theirs, *arrays, inputs=1, **options):
        """Ours of the arrays against theirs of the same as tensors, of which the first are inputs."""
        tensors = [torch.tensor(array) for array in arrays]
        for tensor in tensors[:inputs]:
            tensor.requires_grad_()
        expected = theirs(*tensors)
        expected.backward()
        cost, gradient = ours.value_and_grad(*arrays, **options)
        # Both have some tens of roundings of 1.1e-16; where terms cancel, of the terms.
        np.testing.assert_allclose(cost, expected.item(), rtol=1e-12)
        for part, tensor in zip([gradient] if inputs == 1 else gradient, tensors):
            np.testing.assert_allclose(part, tensor.grad.numpy(), rtol=1e-10, atol=1e-15)

    def test_regression(self):
        prediction, target = self.rng.normal(size=(2, 8, 5))
        self.agrees(loss_core.MeanSquaredError(), F.mse_loss, prediction, target)
        self.agrees(loss_core.MeanAbsoluteError(), F.l1_loss, prediction, target)
        self.agrees(loss_core.Huber(delta=0.7), lambda x, y: F.huber_loss(x, y, delta=0.7), prediction, target)
        self.agrees(loss_core.SmoothL1(beta=0.7), lambda x, y: F.smooth_l1_loss(x, y, beta=0.7), prediction, target)
        variance = self.rng.uniform(0.5, 2, size=(8, 5))
        nll = lambda x, y, v: F.gaussian_nll_loss(x, y, v)
        self.agrees(loss_core.GaussianNll(), lambda x, v, y: nll(x, y, v), prediction, variance, target, inputs=2)

    def test_classes(self):
        logits, labels = self.rng.normal(size=(8, 5)), self.rng.integers(5, size=8)
        weight = self.rng.uniform(0.5, 2, size=5)
        self.agrees(loss_core.SparseCrossEntropy(), F.cross_entropy, logits, labels)
        weighted = lambda x, y: F.cross_entropy(x, y, weight=torch.tensor(weight))
        self.agrees(loss_core.SparseCrossEntropy(class_weight=weight), weighted, logits, labels)
        labels[::3] = -100
        self.agrees(loss_core.SparseCrossEntropy(), F.cross_entropy, logits, labels, ignore_label=-100)
        truths = self.rng.integers(2, size=(8, 5)).astype("f8")
        self.agrees(loss_core.BinaryCrossEntropyWithLogits(), F.binary_cross_entropy_with_logits, logits, truths)

    def test_embeddings(self):
        anchor, positive, negative = self.rng.normal(size=(3, 6, 4))
        self.agrees(loss_core.Triplet(), lambda a, p, n: F.triplet_margin_loss(a, p, n, eps=0), anchor, positive, negative, inputs=3)


if __name__ == "__main__":
    unittest.main()
