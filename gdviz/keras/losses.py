"""Losses under Keras's names. Over several outputs Keras takes the mean, the core the sum: `scale` tells them apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from gdviz.core.losses import LOSSES
from gdviz.core.losses import Loss as CoreLoss
from gdviz.core.losses.absolute import Huber as CoreHuber
from gdviz.core.operations import Array, run
from gdviz.keras.arguments import array, number, refused, truth
from gdviz.keras.naming import looked_up


@dataclass(frozen=True)
class Loss:
    """A loss by its name in the core; `plain` of those that are given in probabilities or, from logits, in scores."""

    name: str
    averaged: bool = True  # over the outputs of a row; cross-entropy over classes is a sum
    classes: bool = False
    from_logits: bool = False
    delta: float = 1.0

    def of(self, link: str) -> CoreLoss:
        """Return the core's loss for a model that ends in `link`; raises ValueError where they don't fit."""
        if self.name == "huber":
            return CoreHuber(self.delta)
        if self.name == "hinge" and link != "identity":
            raise ValueError("hinge looks at a score: the last layer must be linear or tanh; got a sigmoid or softmax")
        if "cross_entropy" not in self.name:
            return LOSSES[self.name]()
        own = "sigmoid" if self.name.startswith("binary") else "softmax"
        if self.from_logits and link != "identity":
            raise ValueError(f"from_logits=True needs a linear last layer; this model ends in {link}")
        exact = link == own or self.from_logits
        return LOSSES[self.name if exact else f"{self.name}_of_probabilities"]()

    def __call__(self, y_true: Array, y_pred: Array) -> float:
        """Return the mean loss of answers: probabilities, unless the loss is from logits."""
        given = array(y_pred, "y_pred")
        if given.dtype.kind not in "biuf" or not given.ndim:
            raise TypeError(f"y_pred must be answers, a row of numbers for each example; got {y_pred!r}")
        answers = given.reshape(len(given), -1).astype(float)
        own = self.of("identity")
        targets, total = own.targets(array(y_true, "y_true"), answers.shape[1], answers.dtype), np.zeros(())
        run(own.value(answers, targets, total))
        return float(total) * self.scale(answers.shape[1])

    def scale(self, outputs: int) -> float:
        """Return what the core's loss over so many outputs is multiplied by."""
        return 1 / outputs if self.averaged else 1.0


def MeanSquaredError(**others: object) -> Loss:
    _refused(MeanSquaredError, others)
    return Loss("mse")


def MeanAbsoluteError(**others: object) -> Loss:
    _refused(MeanAbsoluteError, others)
    return Loss("mae")


def Huber(delta: float = 1.0, **others: object) -> Loss:
    _refused(Huber, others)
    return Loss("huber", delta=CoreHuber(number(delta, "delta")).delta)


def Hinge(**others: object) -> Loss:
    _refused(Hinge, others)
    return Loss("hinge")


def BinaryCrossentropy(from_logits: bool = False, **others: object) -> Loss:
    _refused(BinaryCrossentropy, others)
    return Loss("binary_cross_entropy", from_logits=truth(from_logits, "from_logits"))


def CategoricalCrossentropy(from_logits: bool = False, **others: object) -> Loss:
    _refused(CategoricalCrossentropy, others)
    return Loss(
        "categorical_cross_entropy", averaged=False, classes=True, from_logits=truth(from_logits, "from_logits")
    )


def SparseCategoricalCrossentropy(from_logits: bool = False, **others: object) -> Loss:
    _refused(SparseCategoricalCrossentropy, others)
    return Loss(
        "sparse_categorical_cross_entropy", averaged=False, classes=True, from_logits=truth(from_logits, "from_logits")
    )


def _refused(kind: Callable[..., Loss], others: Mapping[str, object]) -> None:
    """Raise TypeError for an argument that gdviz does not have; a name changes nothing."""
    refused(kind, {name: value for name, value in others.items() if name != "name"})


mean_squared_error, mean_absolute_error, huber, hinge = MeanSquaredError(), MeanAbsoluteError(), Huber(), Hinge()
binary_crossentropy, categorical_crossentropy = BinaryCrossentropy(), CategoricalCrossentropy()
sparse_categorical_crossentropy = SparseCategoricalCrossentropy()

KNOWN: dict[str, Callable[[], Loss]] = {
    "mean_squared_error": MeanSquaredError,
    "mse": MeanSquaredError,
    "mean_absolute_error": MeanAbsoluteError,
    "mae": MeanAbsoluteError,
    "huber": Huber,
    "huber_loss": Huber,
    "hinge": Hinge,
    "binary_crossentropy": BinaryCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
}


def get(loss: str | Loss) -> Loss:
    """Return a loss by its name, in any case."""
    return loss if isinstance(loss, Loss) else looked_up(loss, KNOWN, "loss")()
