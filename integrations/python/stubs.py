"""Writes loss_core.pyi, which tells editors and type checkers what each loss takes: python3 stubs.py > loss_core.pyi"""

import loss_core

HEAD = '''"""Loss functions for NumPy arrays: value and analytic gradient in one fused, vectorised pass. Written by stubs.py."""

from typing import Any, Literal, NamedTuple, Self, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

LOSSES: tuple[str, ...]
__version__: str

class Argument(NamedTuple):
    name: str
    kind: Literal["input", "data", "index", "param", "learnable", "flag"]
    axes: tuple[str | int, ...]
    low: float
    high: float
    default: float | bool | None

class Cost:
    def __init__(self) -> None: ...
    def __add__(self, other: Cost) -> Cost: ...
    def __radd__(self, other: int) -> Cost: ...
    def mean(self) -> float: ...
    def reduce(self, reduction: Literal["mean", "sum", "weighted_mean"]) -> float: ...
    @property
    def sum(self) -> float: ...
    @property
    def weight(self) -> float: ...
    @property
    def count(self) -> float: ...
    @property
    def samples(self) -> int: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def from_bytes(bytes: bytes) -> Cost: ...

class Loss:
    ARGUMENTS: tuple[Argument, ...]
    @property
    def name(self) -> str: ...
    @property
    def params(self) -> dict[str, Any]: ...
    def replace(self, **params: Any) -> Self: ...
    def explain(self) -> str: ...
'''
OPTIONS = (
    'reduction: Literal["mean", "sum", "weighted_mean"] = ..., divided_by: float = ..., sample_weight: ArrayLike = ..., '
    "sample_mask: ArrayLike = ..., ignore_label: int = ..., checked: bool = ..."
)
TYPES = {"flag": "bool", "learnable": "float"}


def stub(loss):
    """The class of a loss."""
    params = [arg for arg in loss.ARGUMENTS if arg.default is not None]
    init = ["self"] + ["*"] * bool(params)
    for arg in params:
        of = "float | Sequence[float] | NDArray[Any]" if arg.axes else TYPES.get(arg.kind, "float")
        init.append(f"{arg.name}: {of} = {arg.default!r}")
    call = ", ".join(f"{arg.name}: ArrayLike" for arg in loss.ARGUMENTS if arg.default is None)
    gradient = "NDArray[Any]"
    lines = [f"class {loss.__name__}(Loss):"]
    if hasattr(loss, "Gradient"):
        kinds = {arg.name: arg.kind for arg in loss.ARGUMENTS}
        gradient = f"{loss.__name__}.Gradient"
        lines.append("    class Gradient(NamedTuple):")
        for name in loss.Gradient._fields:
            lines.append(f"        {name}: {TYPES.get(kinds[name], 'NDArray[Any]')}")
    lines.append(f"    def __init__({', '.join(init)}) -> None: ...")
    results = {"__call__": "float", "value": "float", "value_and_grad": f"tuple[float, {gradient}]"}
    if not loss.__doc__.startswith("batch loss"):
        results |= {"each": "NDArray[Any]", "state": "Cost"}
    lines += [f"    def {method}(self, {call}, *, {OPTIONS}) -> {result}: ..." for method, result in results.items()]
    return "\n".join(lines)


def stubs():
    """The whole file."""
    return "\n".join([HEAD, *(stub(getattr(loss_core, name)) for name in loss_core.LOSSES)]) + "\n"


if __name__ == "__main__":
    print(stubs(), end="")
