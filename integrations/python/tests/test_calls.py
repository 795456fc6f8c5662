"""Calls of a few losses against what NumPy makes of their formulas, and everything that can be wrong with a call."""

import copy
import inspect
import pickle
import threading
import unittest

import numpy as np

import loss_core
from loss_core import BinaryCrossEntropyWithLogits, Cost, Focal, Huber, InfoNce, SparseCrossEntropy, Triplet


def softmax_cross_entropy(logits, labels):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    losses = -np.take_along_axis(log_p, labels[..., None], axis=-1)[..., 0]
    return losses, np.exp(log_p) - np.eye(logits.shape[-1])[labels]


class Values(unittest.TestCase):
    def setUp(self):
        self.rng = np.random.default_rng(7)

    def test_huber(self):
        prediction, target = self.rng.normal(size=(2, 1000))
        residual = prediction - target
        losses = np.where(abs(residual) <= 1.5, residual**2 / 2, 1.5 * (abs(residual) - 0.75))
        huber = Huber(delta=1.5)
        # The order of 1000 additions: 1000 roundings of 1.1e-16, at the most.
        np.testing.assert_allclose(huber(prediction, target), losses.mean(), rtol=1e-13)
        np.testing.assert_allclose(huber(prediction, target, reduction="sum"), losses.sum(), rtol=1e-13)
        np.testing.assert_allclose(huber(prediction, target, divided_by=7), losses.sum() / 7, rtol=1e-13)
        np.testing.assert_allclose(huber.each(prediction, target), losses, rtol=1e-14)
        cost, gradient = huber.value_and_grad(prediction, target)
        self.assertEqual(cost, huber(prediction, target))
        np.testing.assert_allclose(gradient, np.clip(residual, -1.5, 1.5) / 1000, rtol=1e-14)

    def test_rows_and_labels_of_every_integer_type(self):
        logits, labels = self.rng.normal(size=(5, 3, 10)), self.rng.integers(10, size=(5, 3))
        losses, slopes = softmax_cross_entropy(logits, labels)
        entropy = SparseCrossEntropy()
        for dtype in ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", ">i4", "longlong"]:
            with self.subTest(dtype):
                # A softmax of ten terms, in two orders: some tens of roundings.
                cost, gradient = entropy.value_and_grad(logits, labels.astype(dtype))
                np.testing.assert_allclose(cost, losses.mean(), rtol=1e-14)
                np.testing.assert_allclose(gradient, slopes / 15, rtol=1e-12, atol=1e-17)
                each = entropy.each(logits, labels.astype(dtype))
                self.assertEqual(each.shape, (5, 3))
                np.testing.assert_allclose(each, losses, rtol=1e-13)

    def test_ignored_labels_weights_and_masks_leave_out(self):
        logits, labels = self.rng.normal(size=(6, 4)), np.array([0, -100, 2, 3, -100, 1])
        entropy, kept = SparseCrossEntropy(), labels >= 0
        cost, gradient = entropy.value_and_grad(logits, labels, ignore_label=-100)
        expected, of_kept = entropy.value_and_grad(logits[kept], labels[kept])
        self.assertEqual(cost, expected)
        np.testing.assert_array_equal(gradient[kept], of_kept)
        np.testing.assert_array_equal(gradient[~kept], 0)
        safe = np.where(kept, labels, 0)
        self.assertEqual(entropy(logits, safe, sample_mask=kept), expected)
        weight = np.array([1.0, 0, 2, 3, 0, 4])
        losses = entropy.each(logits[kept], labels[kept])
        weighed = entropy(logits, safe, sample_weight=weight, reduction="weighted_mean")
        np.testing.assert_allclose(weighed, losses @ weight[kept] / 10, rtol=1e-14)

    def test_parameters_for_each_class(self):
        logits, labels = self.rng.normal(size=(8, 3)), self.rng.integers(3, size=8)
        of_class = np.array([1.0, 2.0, 0.5])
        losses = softmax_cross_entropy(logits, labels)[0]
        entropy = SparseCrossEntropy(class_weight=of_class)
        weights = of_class[labels]
        np.testing.assert_allclose(entropy(logits, labels), losses @ weights / weights.sum(), rtol=1e-13)
        self.assertEqual(entropy.params["class_weight"], [1.0, 2.0, 0.5])

    def test_several_inputs_have_named_gradients(self):
        anchor, positive, negative = self.rng.normal(size=(3, 4, 8)).astype("f4")
        cost, gradient = Triplet().value_and_grad(anchor, positive, negative)
        self.assertEqual(gradient._fields, ("anchor", "positive", "negative"))
        self.assertEqual([part.dtype for part in gradient], [np.float32] * 3)
        # A distance moves with the difference only, so the three cancel: a rounding of f32 each.
        np.testing.assert_allclose(sum(gradient), 0, atol=1e-6)
        pulled = anchor - gradient.anchor, positive - gradient.positive, negative - gradient.negative
        self.assertLess(Triplet()(*pulled), cost)

    def test_a_learnable_has_a_gradient(self):
        query, key = self.rng.normal(size=(2, 6, 4))
        of = lambda temperature: InfoNce(temperature=temperature)
        arguments = {arg.name: query if arg.name == "query" else key for arg in InfoNce.ARGUMENTS if arg.kind == "input"}
        gradient = of(0.5).value_and_grad(**arguments)[1]
        step = 1e-5
        slope = (of(0.5 + step)(**arguments) - of(0.5 - step)(**arguments)) / (2 * step)
        # The error of a central difference: step², times a third derivative of some hundreds.
        self.assertAlmostEqual(gradient.temperature / slope, 1, delta=1e-6)

    def test_layouts_are_read_as_they_are(self):
        both = self.rng.normal(size=(50, 6))
        prediction, target = both[:, 1::2], both[:, ::2]
        expected = Huber()(prediction.copy(), target.copy())
        self.assertEqual(Huber()(prediction, target), expected)
        self.assertEqual(Huber()(np.asfortranarray(prediction), target), expected)
        self.assertEqual(Huber()(prediction.astype(">f8"), target), expected)
        self.assertEqual(Huber()(prediction[::-1], target[::-1]), Huber()(prediction[::-1].copy(), target[::-1].copy()))
        frozen = prediction.copy()
        frozen.flags.writeable = False
        self.assertEqual(Huber()(frozen, target), expected)
        unaligned = np.frombuffer(b"\0" + prediction.tobytes(), dtype="u1")[1:].view("f8").reshape(prediction.shape)
        self.assertEqual(Huber()(unaligned, target), expected)

    def test_lists_integers_and_truths_become_numbers(self):
        self.assertEqual(Huber()([0.5, 3.0], [0, 0]), 1.3125)
        logits = np.array([1.0, -2.0], dtype="f4")
        truths, numbers = np.array([True, False]), np.array([1, 0], dtype="f4")
        expected = BinaryCrossEntropyWithLogits()(logits, numbers)
        self.assertEqual(BinaryCrossEntropyWithLogits()(logits, truths), expected)
        self.assertEqual(BinaryCrossEntropyWithLogits()(logits, [1, 0]), expected)
        self.assertEqual(Huber()(prediction=[0.5], target=[0.0]), 0.125)
        self.assertEqual(Huber()([0.5], target=[0.0]), 0.125)

    def test_a_single_sample_needs_no_axis(self):
        self.assertEqual(Huber()(0.5, 0.0), 0.125)
        self.assertEqual(Huber().each(np.float64(0.5), 0.0).shape, ())

    def test_nan_stays_in_its_sample(self):
        each = Huber().each([np.nan, 0.5], [0.0, 0.0])
        np.testing.assert_array_equal(each, [np.nan, 0.125])
        self.assertTrue(np.isnan(Huber()([np.nan, 0.5], [0.0, 0.0])))

    def test_threads_of_python_run_beside_each_other(self):
        prediction, target = self.rng.normal(size=(2, 10_000))
        expected = Focal()(prediction, (target > 0).astype("f8"))
        found = []
        work = lambda: found.extend(Focal()(prediction, (target > 0).astype("f8")) for _ in range(20))
        threads = [threading.Thread(target=work) for _ in range(4)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        self.assertEqual(found, [expected] * 80)


class Costs(unittest.TestCase):
    def setUp(self):
        self.prediction, self.target = np.random.default_rng(3).normal(size=(2, 999))

    def test_costs_of_parts_add_up(self):
        part = lambda at: Huber().state(self.prediction[at], self.target[at])
        parts = [part(slice(a, a + 100)) for a in range(0, 999, 100)]
        whole = Huber().state(self.prediction, self.target)
        self.assertEqual(sum(parts), sum(reversed(parts), Cost()))
        # A call adds up its lanes in the precision of f64, costs are added in twice that.
        np.testing.assert_allclose(sum(parts).mean(), whole.mean(), rtol=1e-15)
        np.testing.assert_allclose(whole.mean(), Huber()(self.prediction, self.target), rtol=1e-15)
        self.assertEqual(whole.samples, 999)
        self.assertEqual((whole.count, whole.weight), (999.0, 999.0))
        self.assertEqual(whole.reduce("sum"), whole.sum)

    def test_costs_travel(self):
        cost = Huber().state(self.prediction, self.target)
        self.assertEqual(pickle.loads(pickle.dumps(cost)), cost)
        self.assertEqual(Cost.from_bytes(cost.to_bytes()), cost)
        self.assertEqual(len(cost.to_bytes()), 104)
        self.assertEqual(copy.deepcopy(cost), cost)

    def test_what_is_no_cost(self):
        with self.assertRaisesRegex(ValueError, "no samples|empty|sample"):
            Cost().mean()
        with self.assertRaises(ValueError):
            Cost.from_bytes(b"short")
        with self.assertRaisesRegex(TypeError, "only be added to a cost"):
            1 + Cost()
        with self.assertRaisesRegex(ValueError, '"max"'):
            Cost().reduce("max")


class Losses(unittest.TestCase):
    def test_a_loss_shows_itself(self):
        self.assertEqual(repr(Huber(delta=1.5)), "Huber(delta=1.5)")
        self.assertEqual(str(inspect.signature(Huber)), "(*, delta=1.0)")
        self.assertIn("gradient", Huber.__doc__)
        self.assertEqual(Huber().explain(), Huber.__doc__)
        self.assertEqual(Huber.ARGUMENTS[2], ("delta", "param", (), 0.0, np.inf, 1.0))
        self.assertEqual([arg.axes for arg in SparseCrossEntropy.ARGUMENTS], [("K",), (), ("K",), ()][: len(SparseCrossEntropy.ARGUMENTS)])
        self.assertEqual((Huber.__module__, Huber().name), ("loss_core", "Huber"))

    def test_losses_are_values(self):
        loss = Huber(delta=1.5)
        self.assertEqual(loss, Huber(delta=1.5))
        self.assertEqual(hash(loss), hash(Huber(delta=1.5)))
        self.assertNotEqual(loss, Huber())
        self.assertNotEqual(loss, 1.5)
        self.assertEqual(loss.replace(delta=2.0), Huber(delta=2.0))
        for other in [pickle.loads(pickle.dumps(loss)), copy.deepcopy(loss)]:
            self.assertEqual(other, loss)
        weighed = SparseCrossEntropy(class_weight=[1.0, 2.0])
        self.assertEqual(pickle.loads(pickle.dumps(weighed)), weighed)

    def test_a_class_can_be_derived_from(self):
        class Mine(Huber):
            def half(self, *args):
                return self(*args) / 2

        self.assertEqual(Mine(delta=1.5).half([3.0], [0.0]), 1.6875)


class Mistakes(unittest.TestCase):
    def refuses(self, error, text, call):
        with self.assertRaises(error) as caught:
            call()
        self.assertIn(text, str(caught.exception))

    def test_parameters(self):
        self.refuses(ValueError, "parameter `delta` is -1.0, outside its domain 0.0<..", lambda: Huber(delta=-1.0))
        self.refuses(TypeError, "Huber has no parameter `dleta`: it has delta", lambda: Huber(dleta=1.0))
        self.refuses(TypeError, "`delta` must be a number, but is 'x'", lambda: Huber(delta="x"))
        self.refuses(TypeError, "`delta` must be a number, but is [1.0]", lambda: Huber(delta=[1.0]))
        self.refuses(TypeError, "`delta` must be a number, but is True", lambda: Huber(delta=True))
        self.refuses(TypeError, "a number, or one for each class", lambda: SparseCrossEntropy(class_weight="x"))
        self.refuses(TypeError, "take one of them", lambda: loss_core.Loss())
        self.refuses(TypeError, "must be True or False", lambda: loss_core.Dice(squared=2.0))

    def test_arguments(self):
        x = np.zeros(3)
        self.refuses(TypeError, "Huber needs `target`: it takes prediction, target", lambda: Huber()(x))
        self.refuses(TypeError, "Huber takes 2 arrays (prediction, target), but got 3", lambda: Huber()(x, x, x))
        self.refuses(TypeError, "both by place and by name", lambda: Huber()(x, x, target=x))
        self.refuses(TypeError, "Huber has no argument `traget`", lambda: Huber()(x, traget=x, target=x))
        self.refuses(ValueError, "`target` has the shape [4], but `prediction` [3]", lambda: Huber()(x, np.zeros(4)))
        self.refuses(ValueError, "nothing is broadcast", lambda: Huber()(x, np.zeros((3, 1))))
        self.refuses(TypeError, "`target` is float64, but `prediction` float32", lambda: Huber()(x.astype("f4"), x))
        self.refuses(TypeError, "`prediction` must hold float32 or float64, but is float16", lambda: Huber()(x.astype("f2"), x))
        self.refuses(TypeError, "but is complex128", lambda: Huber()(x * 1j, x))
        self.refuses(TypeError, "`prediction` must hold", lambda: Huber()(["a"], [0.0]))
        self.refuses(TypeError, "masked array", lambda: Huber()(np.ma.masked_less(x, 1), x))
        self.refuses(TypeError, "`label` must hold labels, integers, but is float64", lambda: SparseCrossEntropy()(np.zeros((3, 2)), x))
        self.refuses(ValueError, "`label[2]` is 2, but the classes are 0..2", lambda: SparseCrossEntropy()(np.zeros((3, 2)), [0, 1, 2]))
        self.refuses(ValueError, "", lambda: Huber()(np.zeros(0), np.zeros(0)))
        self.refuses(ValueError, "`target[0]` is 2.0, outside its domain", lambda: loss_core.BinaryCrossEntropy()([0.5], [2.0], checked=True))

    def test_options(self):
        x = np.zeros(3)
        call = lambda **options: lambda: Huber()(x, x, **options)
        self.refuses(ValueError, '"mean", "sum" and "weighted_mean"', call(reduction="average"))
        self.refuses(ValueError, "`each` gives the loss of each sample", call(reduction="none"))
        self.refuses(ValueError, "0.0", call(divided_by=0.0))
        self.refuses(ValueError, "`sample_weight` has the shape [2], but the samples [3]", call(sample_weight=[1.0, 2.0]))
        self.refuses(ValueError, "`sample_mask` has the shape [3, 1], but the samples [3]", call(sample_mask=[[True]] * 3))
        self.refuses(TypeError, "`sample_mask` must hold truths", call(sample_mask=[1, 0, 1]))
        self.refuses(TypeError, "`sample_weight` must hold numbers", call(sample_weight=["a"] * 3))
        self.refuses(ValueError, "-1", call(sample_weight=[-1.0, 0.0, 1.0]))

    def test_whole_batches(self):
        query = np.eye(3)
        names = [arg.name for arg in InfoNce.ARGUMENTS if arg.kind in ("input", "data", "index")]
        arguments = dict.fromkeys(names, query)
        self.refuses(ValueError, "InfoNce is a loss of the whole batch", lambda: InfoNce().each(**arguments))
        self.refuses(ValueError, "InfoNce is a loss of the whole batch", lambda: InfoNce().state(**arguments))


if __name__ == "__main__":
    unittest.main()
