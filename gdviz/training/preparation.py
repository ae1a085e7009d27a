"""From the rows that people see to the rows that a model is trained on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.datasets import Dataset
from gdviz.core.features import FEATURES, feature_matrix
from gdviz.core.models import MODELS, Model
from gdviz.core.models.direct import DirectModel
from gdviz.core.operations import Array
from gdviz.core.transforms import FittedTransform
from gdviz.training.experiment import DataChoice, ModelChoice
from gdviz.training.split import Split

__all__ = ["Blueprint", "Preparation", "Split"]

T = TypeVar("T")


class Preparation:
    """Transforms and features, fitted to the data at the start of a run and then fixed.

    So a point that is added while it trains never changes the meaning of the parameters.

    `view_*` are the coordinates in which the data is drawn (transformed); `inputs` those that the model takes
    (features of them).

    Raises ValueError where a transform is impossible (log10 of a value that is not positive), naming the row.
    """

    def __init__(self, dataset: Dataset, choice: DataChoice) -> None:
        self.choice = choice
        self.task = dataset.task
        self.n_features = dataset.n_features
        self.n_classes = dataset.n_classes
        self._columns, self._target = dataset.feature_names, dataset.target_name
        self._x: list[FittedTransform] = []
        self._y: FittedTransform | None = None
        if dataset.task == "regression":
            columns = zip(dataset.feature_names, dataset.X.T, strict=True)
            self._x = [_named(name, choice.transform_x.fit, column) for name, column in columns]
            self._y = _named(dataset.target_name, choice.transform_y.fit, dataset.y)
        self.feature_names: tuple[str, ...] = dataset.feature_names
        self.uses_features = dataset.task == "classification" and dataset.n_features == 2
        if self.uses_features:
            self.feature_names = tuple(FEATURES[name].label for name in choice.features)
        mask = dataset.split(choice.train_share, choice.seed)
        self.fit_rows = self.inputs(dataset.X[mask])
        self.fit_targets = self.view_y(dataset.y[mask])

    @classmethod
    def fitted(
        cls, dataset: Dataset, choice: DataChoice, transforms: Sequence[tuple[float, float]], fit_rows: Array
    ) -> Preparation:
        """Return the preparation of an earlier run: `transforms` are (shift, scale) of each input, then of the target.

        Raises ValueError where they are not as many as the data has columns.
        """
        preparation = cls(dataset, choice)
        present = preparation.transforms
        if len(transforms) != len(present):
            raise ValueError(f"there must be {len(present)} fitted transforms; got {len(transforms)}")
        earlier = [replace(each, shift=shift, scale=scale)
                   for each, (shift, scale) in zip(present, transforms, strict=True)]  # fmt: skip
        if preparation._y is not None:
            preparation._x, preparation._y = earlier[:-1], earlier[-1]
        preparation.fit_rows = fit_rows
        return preparation

    @property
    def transforms(self) -> tuple[FittedTransform, ...]:
        """Return the fitted transforms of the inputs, then that of the target; none for classes."""
        return (*self._x, self._y) if self._y is not None else ()

    def view_X(self, X: Array) -> Array:
        if not self._x or not len(X):
            return X
        columns = zip(self._columns, self._x, X.T, strict=True)
        return np.column_stack([_named(name, transform.apply, column) for name, transform, column in columns])

    def view_y(self, y: Array) -> Array:
        return _named(self._target, self._y.apply, y) if self._y is not None and len(y) else y

    def data_X(self, X: Array) -> Array:
        """Return the user's inputs of drawn coordinates (n, d)."""
        return np.column_stack([t.invert(c) for t, c in zip(self._x, X.T, strict=True)]) if self._x else X

    def data_y(self, y: Array) -> Array:
        return self._y.invert(y) if self._y is not None else y

    def inputs_of_view(self, X: Array) -> Array:
        """Return the model's inputs of drawn coordinates (n, d)."""
        return feature_matrix(X, self.choice.features) if self.uses_features else X

    def inputs(self, X: Array) -> Array:
        return self.inputs_of_view(self.view_X(X))

    def split(self, dataset: Dataset, train_share: float, seed: int) -> Split:
        X, y = self.inputs(dataset.X), self.view_y(dataset.y)
        mask = dataset.split(train_share, seed)
        return Split(X[mask], y[mask], X[~mask], y[~mask], mask)


def _named(column: str, function: Callable[[Array], T], values: Array) -> T:
    """Return function(values); an error names the column."""
    try:
        return function(values)
    except ValueError as error:
        raise ValueError(f"column {column}: {error}") from error


@dataclass(frozen=True, eq=False)
class Blueprint:
    """All that it takes to make a model again: each thread has one of its own."""

    choice: ModelChoice
    n_inputs: int
    n_outputs: int
    task: str
    fit_rows: Array
    fit_targets: Array | None = None

    @classmethod
    def of(cls, choice: ModelChoice, preparation: Preparation) -> Blueprint:
        return cls(
            choice,
            preparation.fit_rows.shape[1],
            preparation.n_classes or 1,
            preparation.task,
            preparation.fit_rows,
            preparation.fit_targets,
        )

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs of it: whoever wants a prototype there makes one."""
        return {name: value for name, value in self.__dict__.items() if name != "prototype"}

    @cached_property
    def prototype(self) -> Model:
        """A model that only tells names and shapes: nobody trains it."""
        return self.make()

    def make(self, theta: Array | None = None, dtype: DTypeLike = np.float64) -> Model:
        """Return a model with parameters of its own; raises ValueError where model and data don't fit."""
        options: dict[str, Any] = dict(self.choice.options)
        model = MODELS[self.choice.name](**options)
        model.build(self.n_inputs, self.n_outputs, self.task, X=self.fit_rows, dtype=dtype)
        if isinstance(model, DirectModel) and self.fit_targets is not None:
            model.solve(self.fit_rows, self.fit_targets)
        if theta is not None:
            model.theta[...] = theta
        return model
