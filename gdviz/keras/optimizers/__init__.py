"""Optimizers under Keras's names, arguments and defaults: each is one of `gdviz.core.methods`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any, TypedDict, Unpack

from gdviz.core.clipping import CLIPS
from gdviz.core.hyperparameter import validated
from gdviz.core.methods import METHODS
from gdviz.core.methods.base import GradientMethod
from gdviz.core.schedules import SCHEDULES
from gdviz.keras.arguments import number, refused, told_as, truth
from gdviz.keras.naming import looked_up
from gdviz.keras.optimizers import schedules
from gdviz.keras.optimizers.schedules import CosineDecay, ExponentialDecay, LearningRateSchedule

__all__ = [
    "KNOWN",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "CosineDecay",
    "ExponentialDecay",
    "LearningRateSchedule",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "get",
    "of",
    "schedules",
]


class Clipping(TypedDict, total=False):
    """What all optimizers take besides: a name, and limits of the gradient, one of them at a time."""

    name: str | None

    clipnorm: float | None  # of each variable's part by itself
    clipvalue: float | None  # of each number
    global_clipnorm: float | None  # of the whole


NEUTRAL: dict[str, tuple[object, ...]] = {
    "weight_decay": (None, 0, 0.0),
    "use_ema": (False,),
    "loss_scale_factor": (None,),
    "gradient_accumulation_steps": (None,),
}
"""What Keras knows and gdviz does not: these values change nothing, and any other is refused."""

_CLIPS = {"clipnorm": "norm_of_each", "clipvalue": "value", "global_clipnorm": "norm"}


class Optimizer:
    """A method of the core; `learning_rate` may be read and set at any time."""

    method: GradientMethod
    works_for: Callable[[], object] | None = None  # returns the model whose state the method has, while it is there

    def __init__(
        self,
        kind: str,
        learning_rate: float | LearningRateSchedule,
        clipping: Clipping,
        **options: Any,
    ) -> None:
        scheduled = isinstance(learning_rate, LearningRateSchedule)
        rate = learning_rate.initial_learning_rate if isinstance(learning_rate, LearningRateSchedule) else learning_rate
        if not number(rate, "learning_rate") > 0:
            raise ValueError(f"learning_rate must be above 0; got {rate}")
        with told_as(beta1="beta_1", beta2="beta_2"):
            method = METHODS[kind](**{"learning_rate": float(rate), **options})
        assert isinstance(method, GradientMethod)
        self.method = method
        if scheduled:
            assert isinstance(learning_rate, LearningRateSchedule)
            method.schedule = learning_rate.core
        self.name = clipping.get("name") or type(self).__name__.lower()
        limits = {name: limit for name, limit in clipping.items() if name in _CLIPS and limit is not None}
        others = {name: value for name, value in clipping.items() if name not in (*_CLIPS, "name")}
        refused(type(self).__init__, others, NEUTRAL, Clipping.__annotations__)
        if not isinstance(self.name, str):
            raise TypeError(f"name of an optimizer must be a name; got {self.name!r}")
        if len(limits) > 1:
            raise ValueError(f"of clipnorm, clipvalue and global_clipnorm one can be set; got {' and '.join(limits)}")
        for name, limit in limits.items():
            with told_as(limit=name):
                method.clip = CLIPS[_CLIPS[name]](**{"limit": number(limit, name)})

    @property
    def learning_rate(self) -> float:
        """The learning rate, without what a schedule makes of it."""
        return float(self.method.learning_rate)  # type: ignore[attr-defined]

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        if not number(value, "learning_rate") > 0:
            raise ValueError(f"learning_rate must be above 0; got {value}")
        checked = validated(type(self.method), {"learning_rate": float(value)})
        self.method.learning_rate = checked["learning_rate"]  # type: ignore[attr-defined]

    lr = learning_rate

    def plain(self) -> dict[str, Any]:
        """Return what `of` makes the same optimizer from, as JSON knows it."""
        method = self.method
        return {
            "kind": type(self).__name__,
            "name": self.name,
            "method": method.name,
            "options": {item.name: getattr(method, item.name) for item in fields(method)},
            "schedule": {"name": method.schedule.name, **asdict(method.schedule)},
            "clip": {"name": method.clip.name, **asdict(method.clip)},
        }


class SGD(Optimizer):
    """w <- w - learning_rate g; with momentum, and Nesterov's if asked for."""

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        **clipping: Unpack[Clipping],
    ) -> None:
        if not 0 <= number(momentum, "momentum") < 1:
            raise ValueError(f"momentum must be in [0, 1); got {momentum}")
        fast = "nesterov" if truth(nesterov, "nesterov") else "momentum"
        kind = "gradient_descent" if momentum == 0 else fast
        options = {} if momentum == 0 else {"momentum": number(momentum, "momentum")}
        super().__init__(kind, learning_rate, clipping, **options)


class Adam(Optimizer):
    """Steps scaled by running means of the gradient and of its square."""

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **clipping: Unpack[Clipping],
    ) -> None:
        super().__init__(
            "adam", learning_rate, clipping, beta1=number(beta_1, "beta_1"), beta2=number(beta_2, "beta_2"),
            epsilon=number(epsilon, "epsilon"), amsgrad=amsgrad, epsilon_before_correction=True,
        )  # fmt: skip


class AdamW(Optimizer):
    """Adam with weights that decay by themselves."""

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **clipping: Unpack[Clipping],
    ) -> None:
        super().__init__(
            "adamw", learning_rate, clipping, beta1=number(beta_1, "beta_1"), beta2=number(beta_2, "beta_2"),
            epsilon=number(epsilon, "epsilon"), amsgrad=amsgrad, epsilon_before_correction=True,
            weight_decay=number(weight_decay, "weight_decay"),
        )  # fmt: skip


class Nadam(Optimizer):
    """Adam with Nesterov's look ahead."""

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **clipping: Unpack[Clipping],
    ) -> None:
        super().__init__(
            "nadam", learning_rate, clipping, beta1=number(beta_1, "beta_1"), beta2=number(beta_2, "beta_2"),
            epsilon=number(epsilon, "epsilon"), momentum_decay=1.0,
        )  # fmt: skip


class Adagrad(Optimizer):
    """Steps divided by the root of all squares so far."""

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **clipping: Unpack[Clipping],
    ) -> None:
        super().__init__(
            "adagrad", learning_rate, clipping, epsilon=number(epsilon, "epsilon"),
            initial_accumulator_value=number(initial_accumulator_value, "initial_accumulator_value"),
            epsilon_under_root=True,
        )  # fmt: skip


class RMSprop(Optimizer):
    """Steps divided by the root of a running mean of squares."""

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **clipping: Unpack[Clipping],
    ) -> None:
        super().__init__(
            "rmsprop", learning_rate, clipping, rho=number(rho, "rho"), momentum=number(momentum, "momentum"),
            epsilon=number(epsilon, "epsilon"), centered=centered, epsilon_under_root=True,
        )  # fmt: skip


class Adadelta(Optimizer):
    """Steps that find their size themselves."""

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        **clipping: Unpack[Clipping],
    ) -> None:
        super().__init__(
            "adadelta", learning_rate, clipping, rho=number(rho, "rho"), epsilon=number(epsilon, "epsilon")
        )


KNOWN: dict[str, type[Optimizer]] = {cls.__name__: cls for cls in (SGD, Adam, AdamW, Nadam, Adagrad, RMSprop, Adadelta)}


def of(plain: Mapping[str, Any]) -> Optimizer:
    """Return the optimizer that `plain` told of; raises ValueError, TypeError or KeyError for anything else."""
    cls: type[Optimizer] = KNOWN[plain["kind"]]
    optimizer = Optimizer.__new__(cls)
    method = METHODS[plain["method"]](**plain["options"])
    if not isinstance(method, GradientMethod):
        raise ValueError(f"{plain['method']} is no optimizer")
    schedule, clip = dict(plain["schedule"]), dict(plain["clip"])
    method.schedule = SCHEDULES[schedule.pop("name")](**schedule)
    method.clip = CLIPS[clip.pop("name")](**clip)
    optimizer.method = method
    optimizer.name = str(plain.get("name", cls.__name__.lower()))  # files of version 1 have none
    return optimizer


def get(optimizer: str | Optimizer) -> Optimizer:
    """Return an optimizer by its name, in any case, with Keras's defaults."""
    return optimizer if isinstance(optimizer, Optimizer) else _usual(looked_up(optimizer, KNOWN, "optimizer"))


def _usual(cls: type[Any]) -> Optimizer:
    """Return an optimizer of this kind with its defaults."""
    optimizer: Optimizer = cls()
    return optimizer
