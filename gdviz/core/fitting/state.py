"""What a fit needs to go on to the bit, held against the fit that is to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gdviz.core.checks import number, truth, whole
from gdviz.core.operations import Array

VERSION = 1


@dataclass(frozen=True)
class FitState:
    """All that a fit needs to go on to the bit: arrays by name (copies), and facts that JSON can write."""

    arrays: dict[str, Array]
    facts: dict[str, Any]

    def check(self, own: FitState, identity: Mapping[str, Any], batches_per_epoch: int) -> None:
        """Raise ValueError or TypeError unless this is the state of such a fit; `own` is what that one would save."""
        for name, value in {"version": VERSION, **identity}.items():
            if self.facts.get(name) != value:
                came = self.facts.get(name)
                raise ValueError(f"the state is of another fit: its {name} is {came!r}, here it is {value!r}")
        for name, array in own.arrays.items():
            if name.startswith("callback/"):
                continue  # what these remember may not be there yet
            if name not in self.arrays:
                raise ValueError(f"the state has no {name}")
            came, grows = self.arrays[name], name.startswith("metric/")
            if came.dtype != array.dtype or (came.ndim != array.ndim if grows else came.shape != array.shape):
                raise ValueError(f"{name} must be {array.shape} of {array.dtype}; got {came.shape} of {came.dtype}")
        for name in own.facts:
            if name not in self.facts:
                raise ValueError(f"the state has no {name}")
        whole(self.facts["epoch"], "epoch of the state", 0)
        if whole(self.facts["batch"], "batch of the state", 0) > batches_per_epoch:
            raise ValueError(f"batch of the state must be at most {batches_per_epoch}; got {self.facts['batch']}")
        number(self.facts["batch_loss"], "batch_loss of the state")
        truth(self.facts["begun"], "begun of the state")
        for name, kind in (("stopped", str), ("history", dict), ("callbacks", list)):
            if not isinstance(self.facts[name], kind):
                raise TypeError(f"{name} of the state must be of kind {kind.__name__}; got {self.facts[name]!r}")
