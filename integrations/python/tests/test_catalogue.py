"""Every loss: its gradient against differences of its own values, single precision against double."""

import unittest

import numpy as np

import loss_core

# Where a factor or a weight is held fixed by the formula, so that the gradient is not the derivative of the value.
STOPPED = {"Circle", "CompleteIou"}
# An axis that counts the rows of a batch, and any other: names of one axis have one length.
ROWS, COLUMNS = 4, 3


class Gradients(unittest.TestCase):
    def arguments(self, loss, rng):
        """Arguments well inside their domains, by name."""
        arguments, batch = {}, self.is_batch(loss)
        for arg in loss.ARGUMENTS:
            if arg.kind not in ("input", "data", "index"):
                continue
            shape = [axis if isinstance(axis, int) else COLUMNS for axis in arg.axes]
            if batch:
                shape[0] = ROWS
            else:
                shape = [ROWS, *shape]
            if arg.kind == "index":
                arguments[arg.name] = rng.integers(2, size=shape)
            elif np.isfinite([arg.low, arg.high]).all():
                arguments[arg.name] = arg.low + (arg.high - arg.low) * rng.uniform(0.1, 0.9, size=shape)
            elif np.isfinite(arg.low):
                arguments[arg.name] = arg.low + rng.uniform(0.3, 2, size=shape)
            elif np.isfinite(arg.high):
                arguments[arg.name] = arg.high - rng.uniform(0.3, 2, size=shape)
            else:
                arguments[arg.name] = rng.normal(size=shape)
        return arguments

    def is_batch(self, loss):
        return loss.__doc__.startswith("batch loss")

    def gradients(self, loss, arguments):
        """The gradient by name."""
        gradient = loss.value_and_grad(**arguments)[1]
        names = [arg.name for arg in loss.ARGUMENTS if arg.kind in ("input", "learnable")]
        return dict(zip(names, [gradient] if len(names) == 1 else gradient, strict=True))

    def slopes(self, loss, arguments, name):
        """Central differences of the cost by one argument, in its shape; by a learnable, one."""
        if name in arguments:
            slopes = np.zeros_like(arguments[name])
            for at in np.ndindex(slopes.shape):
                costs = []
                for step in (1e-5, -1e-5):
                    moved = arguments[name].copy()
                    moved[at] += step
                    costs.append(loss(**{**arguments, name: moved}))
                slopes[at] = (costs[0] - costs[1]) / 2e-5
            return slopes
        by = lambda step: loss.replace(**{name: loss.params[name] + step})(**arguments)
        return (by(1e-5) - by(-1e-5)) / 2e-5

    def test_all_are_here(self):
        self.assertGreaterEqual(len(loss_core.LOSSES), 163)
        for name in loss_core.LOSSES:
            self.assertTrue(issubclass(getattr(loss_core, name), loss_core.Loss))

    def test_gradients_are_slopes(self):
        differ = {}
        for name in loss_core.LOSSES:
            loss = getattr(loss_core, name)()
            arguments = self.arguments(loss, np.random.default_rng(11))
            for by, gradient in self.gradients(loss, arguments).items():
                slopes = self.slopes(loss, arguments, by)
                # A step of 1e-5 leaves 1e-10 times a third derivative, and roundings of the cost over it, 1e-11 of its size.
                size = np.max(np.abs(slopes)) + abs(loss(**arguments))
                if not np.allclose(gradient, slopes, rtol=0, atol=1e-6 * size):
                    differ[name] = f"{name} by {by}:\n{gradient}\n{slopes}"
        unexpected = [text for name, text in differ.items() if name not in STOPPED]
        self.assertFalse(unexpected, "\n".join(unexpected))
        self.assertEqual(set(differ), STOPPED)

    def test_single_precision(self):
        for name in loss_core.LOSSES:
            loss = getattr(loss_core, name)()
            double = self.arguments(loss, np.random.default_rng(12))
            single = {by: x.astype("f4") if x.dtype.kind == "f" else x for by, x in double.items()}
            rounded = {by: x.astype("f8") if x.dtype.kind == "f" else x for by, x in single.items()}
            with self.subTest(name):
                # Roundings of 6e-8, by the hundred.
                expected = loss(**rounded)
                np.testing.assert_allclose(loss(**single), expected, rtol=1e-5, atol=1e-5)
                fine = self.gradients(loss, rounded)
                for by, gradient in self.gradients(loss, single).items():
                    if by in single:
                        self.assertEqual(gradient.dtype, np.float32)
                        self.assertEqual(gradient.shape, single[by].shape)
                    size = np.max(np.abs(fine[by]))
                    np.testing.assert_allclose(gradient, fine[by], rtol=1e-5, atol=1e-5 * size)


if __name__ == "__main__":
    unittest.main()
