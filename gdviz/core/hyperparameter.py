"""Hyperparameters as dataclass fields that know their range: a form and a validator come out of one declaration."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal

import numpy as np

from gdviz.core.checks import one_of
from gdviz.core.formula import FormulaError, parse
from gdviz.system.nearest import hint

Scale = Literal["linear", "log"]
Kind = Literal["real", "integer", "choice", "several", "boolean", "formula"]


@dataclass(frozen=True)
class Hyperparameter:
    """What a form and a validator need to know of one field."""

    name: str
    kind: Kind
    default: Any
    low: float | None = None
    high: float | None = None
    soft_low: float | None = None  # what a slider spreads over; anything in [low, high] can still be typed
    soft_high: float | None = None
    scale: Scale = "linear"
    choices: tuple[str, ...] = ()
    label: str = ""
    symbol: str = ""
    unit: str = ""
    help: str = ""
    restarts: bool = False  # True if a running model cannot take the change over
    advanced: bool = False  # True if a form keeps it folded away: few ever change it
    variables: tuple[str, ...] = ()  # what a formula may be of

    def check(self, value: Any) -> Any:
        """Return `value` in this field's type; raises ValueError or TypeError naming field, limit and what came."""
        if self.kind == "choice":
            return one_of(value, self.choices, self.name)
        if self.kind == "several":
            return self._check_several(value)
        if self.kind == "formula":
            return self._check_formula(value)
        if self.kind == "boolean":
            if not isinstance(value, bool | np.bool_):
                raise TypeError(f"{self.name} must be true or false; got {value!r}")
            return bool(value)
        if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
            raise TypeError(f"{self.name} must be a number; got {value!r}")
        limits = f"in [{self.low:g}, {self.high:g}]"
        if not self.low <= value <= self.high or not math.isfinite(value):  # type: ignore[operator]
            raise ValueError(f"{self.name} must be {limits}; got {value!r}")
        if self.kind == "integer":
            if value != int(value):
                raise ValueError(f"{self.name} must be a whole number {limits}; got {value!r}")
            return int(value)
        return float(value)

    def _check_formula(self, value: Any) -> str:
        if not isinstance(value, str):
            raise TypeError(f"{self.name} must be a formula in quotation marks; got {value!r}")
        try:
            parse(value.strip(), self.variables)
        except FormulaError as error:
            raise ValueError(f"{self.name}: {error}") from None
        return value.strip()

    def _check_several(self, value: Any) -> str:
        if not isinstance(value, str):
            raise TypeError(f"{self.name} must be names with commas between them; got {value!r}")
        chosen = names_in(value)
        for name in chosen:
            if name not in self.choices:
                raise ValueError(f"{self.name} names an unknown {name!r}; {hint(name, self.choices)}")
        if len(set(chosen)) != len(chosen):
            raise ValueError(f"{self.name} must differ from each other; got {value!r}")
        return ", ".join(chosen)


def names_in(value: str) -> tuple[str, ...]:
    """Return the names of a value of `several`, in order."""
    return tuple(name.strip() for name in value.split(",")) if value.strip() else ()


def _declare(kind: Kind, default: Any, **facts: Any) -> Any:
    return field(default=default, metadata={"hyperparameter": {"kind": kind, **facts}})


def real(default: float, *, low: float, high: float, soft_low: float | None = None, soft_high: float | None = None,
         scale: Scale = "linear", label: str = "", symbol: str = "", unit: str = "", help: str = "",
         restarts: bool = False, advanced: bool = False) -> Any:  # fmt: skip
    """Declare a real number in [low, high]; a slider spreads over [soft_low, soft_high] as `scale` says."""
    return _declare("real", default, low=low, high=high, soft_low=soft_low, soft_high=soft_high, scale=scale,
                    label=label, symbol=symbol, unit=unit, help=help, restarts=restarts, advanced=advanced)  # fmt: skip


def integer(default: int, *, low: int, high: int, soft_low: int | None = None, soft_high: int | None = None,
            scale: Scale = "linear", label: str = "", symbol: str = "", unit: str = "", help: str = "",
            restarts: bool = False) -> Any:  # fmt: skip
    """Declare a whole number in [low, high]; a slider spreads over [soft_low, soft_high] as `scale` says."""
    return _declare("integer", default, low=low, high=high, soft_low=soft_low, soft_high=soft_high, scale=scale,
                    label=label, symbol=symbol, unit=unit, help=help, restarts=restarts)  # fmt: skip


def choice(default: str, choices: Iterable[str], *, label: str = "", help: str = "", restarts: bool = False,
           advanced: bool = False) -> Any:  # fmt: skip
    """Declare one of several names; of a registry, those that it has when somebody asks."""
    return _declare("choice", default, choices=choices, label=label, help=help, restarts=restarts, advanced=advanced)


def several(default: str, choices: Iterable[str], *, label: str = "", help: str = "", restarts: bool = False) -> Any:
    """Declare any number of several names, each once, as one text with commas between them."""
    return _declare("several", default, choices=choices, label=label, help=help, restarts=restarts)


def formula(default: str, *, variables: tuple[str, ...], label: str = "", help: str = "",
            restarts: bool = False) -> Any:  # fmt: skip
    """Declare a formula in these variables, as `gdviz.core.formula` reads it."""
    return _declare("formula", default, variables=variables, label=label, help=help, restarts=restarts)


def boolean(default: bool, *, label: str = "", help: str = "", restarts: bool = False, advanced: bool = False) -> Any:
    """Declare a switch."""
    return _declare("boolean", default, label=label, help=help, restarts=restarts, advanced=advanced)


def _first(value: float | None, otherwise: float | None) -> float | None:
    return otherwise if value is None else value


def hyperparameters(owner: Any) -> tuple[Hyperparameter, ...]:
    """Return the declarations of a dataclass (or an instance of one) in order."""
    declared = []
    for item in fields(owner):
        facts = item.metadata.get("hyperparameter")
        if facts is not None:
            assert item.default is not MISSING
            filled = {
                **facts,
                "choices": tuple(facts.get("choices", ())),
                "label": facts.get("label") or item.name.replace("_", " ").capitalize(),
                "soft_low": _first(facts.get("soft_low"), facts.get("low")),
                "soft_high": _first(facts.get("soft_high"), facts.get("high")),
            }
            declared.append(Hyperparameter(item.name, default=item.default, **filled))
    return tuple(declared)


def validate(instance: Any) -> None:
    """Check every declared field of `instance` and store it in its own type; raises as `Hyperparameter.check`."""
    for declaration in hyperparameters(instance):
        object.__setattr__(instance, declaration.name, declaration.check(getattr(instance, declaration.name)))


def validated(owner: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Return `values` checked against the declarations of `owner`; raises ValueError on an unknown name."""
    declared = {item.name: item for item in hyperparameters(owner)}
    for name in values:
        if name not in declared:
            raise ValueError(f"unknown hyperparameter {name!r} of {owner.__name__}; {hint(name, declared)}")
    return {name: declared[name].check(value) for name, value in values.items()}


def values(instance: Any) -> dict[str, Any]:
    """Return the present values of the declared fields."""
    return {item.name: getattr(instance, item.name) for item in hyperparameters(instance)}
