"""What a linear model has learned, told in the units of the columns that it was given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdviz.core.models import Model
from gdviz.core.models.line import Line
from gdviz.core.models.slope import Slope
from gdviz.core.operations import Array
from gdviz.core.transforms import FittedTransform
from gdviz.training.preparation import Preparation

STANDARDISED = ("standardise",)
AFFINE = ("minus", "standardise")


def is_weighted_sum(model: Model | None) -> bool:
    """Return whether a model is w1 x1 + ... + wd xd, with a bias or without."""
    return isinstance(model, (Line, Slope))


def weights_in_user_units(model: Model, preparation: Preparation, kinds: Sequence[str] = AFFINE) -> dict[str, float]:
    """Return weights and bias by their names in theta, with transforms of these `kinds` multiplied out.

    Of x'_j = (x_j - s_j)/c_j and y' = (y - s)/c, y' = sum_j w_j x'_j + b is

    y = sum_j (w_j c/c_j) x_j + s + c (b - sum_j w_j s_j/c_j)

    A model without a bias has one in other units, where it is not 0. A column under another transform, such as log10,
    keeps its own: there is no weight of x itself then.
    """
    transforms = preparation.transforms
    if not transforms:
        return dict(model.theta_by_name())
    *inputs, target = (_map(each, kinds) for each in transforms)
    shifts, scales = np.array([shift for shift, _ in inputs]), np.array([scale for _, scale in inputs])
    names, d = list(model.theta_by_name()), len(inputs)
    inner: Array = np.asarray(model.theta, np.float64)
    bias = float(inner[d]) if len(inner) > d else 0.0
    weights = inner[:d] * target[1] / scales
    constant = target[0] + target[1] * bias - float(weights @ shifts)
    told = dict(zip(names[:d], weights.tolist(), strict=True))
    if len(inner) > d or constant != 0.0:
        told[names[d] if len(inner) > d else "b"] = constant
    return told


def _map(transform: FittedTransform, kinds: Sequence[str]) -> tuple[float, float]:
    """Return shift and scale of a transform that is multiplied out; of another, those that change nothing."""
    return (transform.shift, transform.scale) if transform.transform.kind in kinds else (0.0, 1.0)
