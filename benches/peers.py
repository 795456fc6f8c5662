#!/usr/bin/env python3
"""Times torch, jax and numpy on the cases of `floors`, and compares.

    cargo run --release -p loss-benches --bin floors -- --json target/floors.json
    python3 benches/peers.py target/floors.json

Reads what `floors` measured, times the same losses at the same sizes with whatever of the three is installed (value and
gradient, float32, one thread), prints the table of floors with theirs filled in, and writes everything back to the file. A
library that is not installed is "not measured". Exit code: 0, or 1 if a floor is missed.
"""

import argparse
import importlib
import json
import os
import sys
import time

# Before the libraries start their threads.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)

# What the arguments of each loss hold, as in `src/losses`; rows also have labels.
DRAWS = {
    "MeanSquaredError": ["logits", "numbers"],
    "MeanAbsoluteError": ["logits", "numbers"],
    "Huber": ["numbers", "logits"],
    "BinaryCrossEntropy": ["probabilities", "classes"],
    "BinaryCrossEntropyWithLogits": ["logits", "classes"],
    "Focal": ["logits", "classes"],
    "FocalProbability": ["probabilities", "classes"],
    "Discriminator": ["logits", "logits"],
    "MinimaxGenerator": ["logits"],
    "NonSaturatingGenerator": ["logits"],
    "AbsolutePenalty": ["numbers"],
    "SquaredPenalty": ["numbers"],
    "CategoricalCrossEntropy": ["distributions", "distributions"],
    "SparseCategoricalCrossEntropy": ["distributions"],
    "CrossEntropy": ["logits", "distributions"],
    "SparseCrossEntropy": ["logits"],
    "KlDivergence": ["log_distributions", "distributions"],
    "KlDivergenceProbabilities": ["distributions", "distributions"],
    "VaeKl": ["numbers", "numbers"],
    "CategoricalFocal": ["logits"],
    "Triplet": ["numbers", "numbers", "numbers"],
    "SquaredTriplet": ["numbers", "numbers", "numbers"],
}

# How many arguments take a gradient, where it is not one.
INPUTS = {"Discriminator": 2, "VaeKl": 2, "Triplet": 3, "SquaredTriplet": 3}


def arguments(np, loss, rows, columns):
    """Random numbers as a model puts them out: the arguments, and a label a row."""
    random = np.random.default_rng(1)
    shape = (rows,) if columns == 1 else (rows, columns)

    def draw(kind):
        u = random.random(shape, dtype=np.float32)
        if kind == "logits":
            return 12 * u - 6
        if kind == "numbers":
            return 2 * u - 1
        if kind == "probabilities":
            return np.float32(0.01) + np.float32(0.98) * u
        if kind == "classes":
            return np.round(u)
        p = u + np.float32(0.01)
        p /= p.sum(axis=-1, keepdims=True)
        return p if kind == "distributions" else np.log(p)

    x = [draw(kind).astype(np.float32) for kind in DRAWS[loss]]
    return x, random.integers(0, columns, rows)


def torch_losses(torch):
    """The losses as users of torch write them: its own where it has one."""
    f = torch.nn.functional

    def focal(p, log_p, log_q, y):
        weight = 0.25 * y + 0.75 * (1 - y)
        return -(weight * (y * (1 - p) ** 2 * log_p + (1 - y) * p**2 * log_q)).mean()

    def categorical_focal(x, labels):
        log = f.log_softmax(x, 1).gather(1, labels[:, None])
        return -((1 - log.exp()) ** 2 * log).mean()

    def squared_triplet(a, p, n, _):
        return f.relu(((a - p) ** 2).sum(1) - ((a - n) ** 2).sum(1) + 1).mean()

    return {
        "MeanSquaredError": lambda x, y, _: f.mse_loss(x, y),
        "MeanAbsoluteError": lambda x, y, _: f.l1_loss(x, y),
        "Huber": lambda x, y, _: f.huber_loss(x, y),
        "BinaryCrossEntropy": lambda x, y, _: f.binary_cross_entropy(x, y),
        "BinaryCrossEntropyWithLogits": lambda x, y, _: f.binary_cross_entropy_with_logits(x, y),
        "Focal": lambda x, y, _: focal(x.sigmoid(), f.logsigmoid(x), f.logsigmoid(-x), y),
        "FocalProbability": lambda x, y, _: focal(x, x.log(), (-x).log1p(), y),
        "Discriminator": lambda r, g, _: f.softplus(-r).mean() + f.softplus(g).mean(),
        "MinimaxGenerator": lambda x, _: f.logsigmoid(-x).mean(),
        "NonSaturatingGenerator": lambda x, _: f.softplus(-x).mean(),
        "AbsolutePenalty": lambda x, _: x.abs().mean(),
        "SquaredPenalty": lambda x, _: (x**2).mean() / 2,
        "CategoricalCrossEntropy": lambda x, y, _: -(y * x.log()).sum(1).mean(),
        "SparseCategoricalCrossEntropy": lambda x, labels: f.nll_loss(x.log(), labels),
        "CrossEntropy": lambda x, y, _: f.cross_entropy(x, y),
        "SparseCrossEntropy": lambda x, labels: f.cross_entropy(x, labels),
        "KlDivergence": lambda x, y, _: f.kl_div(x, y, reduction="batchmean"),
        "KlDivergenceProbabilities": lambda x, y, _: f.kl_div(x.log(), y, reduction="batchmean"),
        "VaeKl": lambda m, v, _: ((v.exp() - 1 - v + m**2) / 2).sum(1).mean(),
        "CategoricalFocal": categorical_focal,
        "Triplet": lambda a, p, n, _: f.triplet_margin_loss(a, p, n, eps=0),
        "SquaredTriplet": squared_triplet,
    }


def jax_losses(jax):
    """The losses in jax."""
    jnp, nn = jax.numpy, jax.nn

    def pick(log, labels):
        return jnp.take_along_axis(log, labels[:, None], axis=1)

    def focal(p, log_p, log_q, y):
        weight = 0.25 * y + 0.75 * (1 - y)
        return -(weight * (y * (1 - p) ** 2 * log_p + (1 - y) * p**2 * log_q)).mean()

    def huber(x, y, _):
        r = jnp.abs(x - y)
        return jnp.where(r <= 1, r * r / 2, r - 0.5).mean()

    def categorical_focal(x, labels):
        log = pick(nn.log_softmax(x), labels)
        return -((1 - jnp.exp(log)) ** 2 * log).mean()

    def triplet(distance):
        return lambda a, p, n, _: nn.relu(distance(a - p) - distance(a - n) + 1).mean()

    def bce(x, y, _):
        return -(y * jnp.log(x) + (1 - y) * jnp.log1p(-x)).mean()

    return {
        "MeanSquaredError": lambda x, y, _: ((x - y) ** 2).mean(),
        "MeanAbsoluteError": lambda x, y, _: jnp.abs(x - y).mean(),
        "Huber": huber,
        "BinaryCrossEntropy": bce,
        "BinaryCrossEntropyWithLogits": lambda x, y, _: (nn.softplus(x) - x * y).mean(),
        "Focal": lambda x, y, _: focal(nn.sigmoid(x), nn.log_sigmoid(x), nn.log_sigmoid(-x), y),
        "FocalProbability": lambda x, y, _: focal(x, jnp.log(x), jnp.log1p(-x), y),
        "Discriminator": lambda r, g, _: nn.softplus(-r).mean() + nn.softplus(g).mean(),
        "MinimaxGenerator": lambda x, _: nn.log_sigmoid(-x).mean(),
        "NonSaturatingGenerator": lambda x, _: nn.softplus(-x).mean(),
        "AbsolutePenalty": lambda x, _: jnp.abs(x).mean(),
        "SquaredPenalty": lambda x, _: (x**2).mean() / 2,
        "CategoricalCrossEntropy": lambda x, y, _: -(y * jnp.log(x)).sum(1).mean(),
        "SparseCategoricalCrossEntropy": lambda x, labels: -jnp.log(pick(x, labels)).mean(),
        "CrossEntropy": lambda x, y, _: -(y * nn.log_softmax(x)).sum(1).mean(),
        "SparseCrossEntropy": lambda x, labels: -pick(nn.log_softmax(x), labels).mean(),
        "KlDivergence": lambda x, y, _: (y * (jnp.log(y) - x)).sum(1).mean(),
        "KlDivergenceProbabilities": lambda x, y, _: (y * jnp.log(y / x)).sum(1).mean(),
        "VaeKl": lambda m, v, _: ((jnp.expm1(v) - v + m**2) / 2).sum(1).mean(),
        "CategoricalFocal": categorical_focal,
        "Triplet": triplet(lambda d: jnp.sqrt((d * d).sum(1))),
        "SquaredTriplet": triplet(lambda d: (d * d).sum(1)),
    }


def numpy_losses(np):
    """Value and gradient by hand, as one does without differentiation: the three that everybody writes."""

    def mse(x, y, _):
        r = x - y
        return (r * r).mean(), r * np.float32(2 / r.size)

    def bce(x, y, _):
        u = np.exp(-np.abs(x))
        cost = (np.maximum(x, 0) - x * y + np.log1p(u)).mean()
        return cost, (np.where(x < 0, u, 1) / (1 + u) - y) * np.float32(1 / x.size)

    def cross_entropy(x, labels):
        z = x - x.max(axis=1, keepdims=True)
        e = np.exp(z)
        total = e.sum(axis=1, keepdims=True)
        rows = np.arange(len(labels))
        cost = (np.log(total[:, 0]) - z[rows, labels]).mean()
        e /= total
        e[rows, labels] -= 1
        return cost, e * np.float32(1 / len(labels))

    return {
        "MeanSquaredError": mse,
        "BinaryCrossEntropyWithLogits": bce,
        "SparseCrossEntropy": cross_entropy,
    }


def torch_calls(torch, compiled):
    torch.set_num_threads(1)
    losses = torch_losses(torch)

    def prepare(loss, x, labels):
        inputs = INPUTS.get(loss, 1)
        x = [torch.tensor(x).requires_grad_(i < inputs) for i, x in enumerate(x)]
        labels = torch.tensor(labels)
        cost = losses[loss]
        if compiled:
            torch._dynamo.reset()
            cost = torch.compile(cost)

        def call():
            value = cost(*x, labels)
            return value.item(), torch.autograd.grad(value, x[:inputs])

        return call

    return prepare


def jax_calls(jax):
    losses = jax_losses(jax)

    def prepare(loss, x, labels):
        numbers = tuple(range(INPUTS.get(loss, 1)))
        run = jax.jit(jax.value_and_grad(losses[loss], argnums=numbers))
        x = [jax.numpy.asarray(x) for x in x] + [jax.numpy.asarray(labels)]

        def call():
            value, gradients = run(*x)
            jax.block_until_ready(gradients)
            return float(value), gradients

        return call

    return prepare


def numpy_calls(np):
    losses = numpy_losses(np)

    def prepare(loss, x, labels):
        cost = losses.get(loss)
        return cost and (lambda: cost(*x, labels))

    return prepare


def peers(compile_too):
    """Everybody who is installed, by name."""
    found = {}
    try:
        import numpy
    except ImportError:
        print("numpy is not installed, and the others need it: pip install numpy torch jax")
        return None, found
    found["numpy"] = numpy_calls(numpy)

    def add(module, calls):
        # An installation that is not whole fails in other ways than one that is not there.
        try:
            library = importlib.import_module(module)
        except ImportError:
            print(f"{module} is not installed; its rows stay `not measured` (pip install {module})")
        except Exception as error:
            print(f"{module} does not load, so its rows stay `not measured`: {error}")
        else:
            calls(library)

    def add_torch(torch):
        found["torch"] = torch_calls(torch, compiled=False)
        if compile_too:
            found["torch.compile"] = torch_calls(torch, compiled=True)

    def add_jax(jax):
        found["jax"] = jax_calls(jax)

    add("torch", add_torch)
    add("jax", add_jax)
    return numpy, found


def fastest(call, seconds):
    """Nanoseconds of the fastest lap of many. By the wall clock: processor time of other threads is booked late."""
    call()
    calls = 1
    while True:
        start = time.perf_counter_ns()
        for _ in range(calls):
            call()
        took = time.perf_counter_ns() - start
        if took >= 100_000:
            break
        calls *= 2
    laps = [took / calls]
    end = time.monotonic() + seconds
    while len(laps) < 3 or (time.monotonic() < end and len(laps) < 1000):
        start = time.perf_counter_ns()
        for _ in range(calls):
            call()
        laps.append((time.perf_counter_ns() - start) / calls)
    return min(laps)


def verdict(floor):
    if floor["measured"] is None:
        return "not measured"
    if floor["at_least"]:
        return "ok" if floor["measured"] >= floor["floor"] else "MISSED"
    return "ok" if floor["measured"] <= floor["floor"] else "MISSED"


def digits(x):
    if x is None:
        return "–"
    return f"{x:.0f}" if x >= 99.95 else f"{x:.3g}"


def table(head, lines):
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]

    def line(cells):
        first = cells[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]
        return "| " + " | ".join([first, *rest]) + " |"

    rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
    return "\n".join(line(cells) for cells in [head, rule, *lines])


def measure(report, np, found, seconds):
    """Adds a lap of each peer to each case, and fills the floors in."""
    for case in report["cases"]:
        # The others are written here for the losses of the table alone; the floors of more stay unmeasured.
        if case["shape"] is None or case["loss"] not in DRAWS:
            continue
        rows, columns = case["shape"]
        x, labels = arguments(np, case["loss"], rows, columns)
        case["laps"] = [lap for lap in case["laps"] if lap["name"] not in found]
        per_element = {lap["name"]: lap["ns"] / lap["elements"] for lap in case["laps"]}
        costs = {}
        for name, prepare in found.items():
            call = prepare(case["loss"], x, labels)
            if call is None:
                continue
            costs[name] = float(call()[0])
            ns = fastest(call, seconds)
            elements = rows * columns
            case["laps"].append({"name": name, "elements": elements, "ns": ns, "median_ns": None})
            per_element[name] = ns / elements
        most, least = max(costs.values(), default=0), min(costs.values(), default=0)
        if most - least > 1e-3 * max(abs(most), 0.01):
            sys.exit(f"{case['case']}: they do not compute the same: {costs}")
        for floor in case["floors"]:
            if floor["against"] in found:
                floor["measured"] = per_element[floor["against"]] / per_element["ours"]
            floor["verdict"] = verdict(floor)
        print(case["case"], flush=True)


def show(report):
    """Prints the times and the floors; how many floors are ok, missed, and not measured."""
    names = ["by hand", "naive", "candle", "burn", "torch", "torch.compile", "jax", "numpy"]
    times = []
    for case in report["cases"]:
        if case["shape"] is None:
            continue
        per_element = {lap["name"]: lap["ns"] / lap["elements"] for lap in case["laps"]}
        ours = per_element["ours"]
        ratios = [per_element[name] / ours if name in per_element else None for name in names]
        times.append([case["case"], digits(ours), *map(digits, ratios)])
    print("\nTimes of the others over ours.\n")
    print(table(["case", "ns/element", *names], times))
    floors, counts = [], {"ok": 0, "MISSED": 0, "not measured": 0}
    for case in report["cases"]:
        for floor in case["floors"]:
            sign = ">=" if floor["at_least"] else "<="
            measured = digits(floor["measured"])
            result = floor["verdict"]
            counts[result] += 1
            bound = f"{sign} {floor['floor']:g}"
            floors.append([case["case"], floor["against"], measured, bound, result])
    print("\n" + table(["case", "against", "measured", "floor", "verdict"], floors))
    print("\n" + ", ".join(f"{count} {result}" for result, count in counts.items()))
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("floors", nargs="?", default="target/floors.json", help="what `floors --json` wrote")
    parser.add_argument("--quick", action="store_true", help="less time a case")
    parser.add_argument("--compile", action="store_true", help="torch.compile too: it needs a C++ compiler, and minutes")
    options = parser.parse_args()
    try:
        with open(options.floors, encoding="utf-8") as file:
            report = json.load(file)
    except FileNotFoundError:
        print(f"{options.floors} is not there. First measure our side:\n")
        print(f"    cargo run --release -p loss-benches --bin floors -- --json {options.floors}")
        return 2
    np, found = peers(options.compile)
    if found:
        measure(report, np, found, 0.05 if options.quick else 0.5)
        with open(options.floors, "w", encoding="utf-8") as file:
            json.dump(report, file, indent=2)
            file.write("\n")
    counts = show(report)
    return 1 if counts["MISSED"] else 0


if __name__ == "__main__":
    sys.exit(main())
