"""Trains a softmax classifier of handwritten digits in NumPy: the loss and its gradient by the logits come from one call.

    python3 examples/digits.py
"""

from pathlib import Path

import numpy as np

import loss_core

DATA = Path(__file__).parents[3] / "examples/data/digits.csv"


def main():
    table = np.loadtxt(DATA, delimiter=",", dtype=np.int64)
    pixels, labels = (table[:, :64] / 16).astype(np.float32), table[:, 64]
    train, test = slice(0, 1400), slice(1400, None)
    entropy = loss_core.SparseCrossEntropy(smoothing=0.05)
    weights, bias = np.zeros((64, 10), np.float32), np.zeros(10, np.float32)
    for step in range(301):
        cost, slope = entropy.value_and_grad(pixels[train] @ weights + bias, labels[train])
        weights -= 2 * pixels[train].T @ slope
        bias -= 2 * slope.sum(axis=0)
        if step % 100 == 0:
            print(f"step {step:3}  cost {cost:.4f}")
    logits = pixels[test] @ weights + bias
    right = (logits.argmax(axis=1) == labels[test]).mean()

    # The test set in parts, as it would come from a file too large for memory, or from several processes.
    parts = (entropy.state(logits[a : a + 100], labels[test][a : a + 100]) for a in range(0, len(logits), 100))
    total = sum(parts)
    assert np.isclose(total.mean(), entropy(logits, labels[test]), rtol=1e-12)
    print(f"{total.samples} digits unseen: cost {total.mean():.4f}, {right:.1%} right")


if __name__ == "__main__":
    main()
