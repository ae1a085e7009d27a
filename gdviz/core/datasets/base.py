"""What a data set is, and what makes one."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from gdviz.core.checks import one_of
from gdviz.core.datasets.csv_column import LARGEST
from gdviz.core.hyperparameter import validate
from gdviz.core.registry import Registry

Task = Literal["regression", "classification"]

GOLDEN_RATIO_64 = np.uint64(0x9E3779B97F4A7C15)  # (sqrt(5) - 1) / 2 in units of 2^-64


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows of inputs and targets, never changed in place.

    X (n, d) float64; y (n,) float64 for regression, (n,) int64 class labels 0..k-1 for classification;
    ids (n,) int64, the stable identity of each row, 0..n-1 unless given. n = 0 is allowed. Arrays are read-only.
    Empty `feature_units` become one "" a feature; empty `class_names` become "class 0", "class 1", ....

    Raises ValueError where shapes, labels, names or ids do not fit together or a value is not finite.
    """

    X: NDArray[np.float64]
    y: NDArray[Any]
    task: Task
    feature_names: tuple[str, ...] = ("x",)
    target_name: str = "y"
    feature_units: tuple[str, ...] = ()
    target_unit: str = ""
    class_names: tuple[str, ...] = ()
    ids: NDArray[np.int64] = None  # type: ignore[assignment]  # None means 0..n-1 and never outlives __post_init__
    title: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        one_of(self.task, ("regression", "classification"), "task")
        self._set("X", _frozen(self.X, np.float64))
        if self.X.ndim != 2 or self.X.shape[1] == 0:
            raise ValueError(f"X must have shape (n, d) with d >= 1; got {self.X.shape}")
        self._check_targets()
        self._check_names()
        self._check_ids()

    def _check_targets(self) -> None:
        is_class = self.task == "classification"
        given = np.asarray(self.y)
        if is_class and given.size and not np.array_equal(given, given.astype(np.int64)):
            raise ValueError("class labels must be whole numbers 0, 1, ...")
        self._set("y", _frozen(given, np.int64 if is_class else np.float64))
        if self.y.shape != (self.n,):
            raise ValueError(f"y must have shape ({self.n},) as X has {self.n} rows; got {self.y.shape}")
        for name, values in (("X", self.X), ("y", self.y)):
            if not np.isfinite(values).all():
                row = int(np.argwhere(~np.isfinite(values))[0][0])
                raise ValueError(f"{name} must be finite; got {values[row]} in row {row}")
            if values.size and float(np.abs(values).max()) > LARGEST:
                row = int(np.argwhere(np.abs(values) > LARGEST)[0][0])
                raise ValueError(
                    f"{name} must be within ±{LARGEST:g}, or squared distances leave the numbers; "
                    f"got {values[row]} in row {row}"
                )
        if not is_class:
            return
        highest = int(self.y.max()) if self.n else -1
        if not self.class_names:
            self._set("class_names", tuple(f"class {k}" for k in range(max(2, highest + 1))))
        if len(self.class_names) < 2:
            raise ValueError(f"class_names must name at least 2 classes; got {tuple(self.class_names)!r}")
        if self.n and (self.y.min() < 0 or highest >= len(self.class_names)):
            wrong = int(self.y.min()) if self.y.min() < 0 else highest
            raise ValueError(f"class labels must be in [0, {len(self.class_names) - 1}]; got {wrong}")

    def _check_names(self) -> None:
        d = self.n_features
        names = tuple(self.feature_names)
        if names == ("x",) and d > 1:
            names = tuple(f"x{j + 1}" for j in range(d))
        if len(names) != d:
            raise ValueError(f"feature_names must name {d} columns; got {names!r}")
        if len(set(names)) != d:
            raise ValueError(f"feature_names must differ from each other; got {names!r}")
        units = tuple(self.feature_units) or ("",) * d
        if len(units) != d:
            raise ValueError(f"feature_units must hold {d} units; got {units!r}")
        self._set("feature_names", names)
        self._set("feature_units", units)
        self._set("class_names", tuple(self.class_names))

    def _check_ids(self) -> None:
        if self.ids is None:
            self._set("ids", _frozen(np.arange(self.n), np.int64))
            return
        self._set("ids", _frozen(self.ids, np.int64))
        if self.ids.shape != (self.n,):
            raise ValueError(f"ids must have shape ({self.n},) as X has {self.n} rows; got {self.ids.shape}")
        if self.n and (self.ids.min() < 0 or (np.diff(np.sort(self.ids)) == 0).any()):
            raise ValueError("ids must be different whole numbers >= 0")

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.X.shape[0])

    @property
    def n_features(self) -> int:
        """Number of columns d of X."""
        return int(self.X.shape[1])

    @property
    def n_classes(self) -> int:
        """Number of classes, those without points included; 0 for regression."""
        return len(self.class_names) if self.task == "classification" else 0

    @property
    def next_id(self) -> int:
        """The identity that a row added now should get."""
        return int(self.ids.max()) + 1 if self.n else 0

    def replace(self, **changes: Any) -> Dataset:
        """Return a copy with some fields changed, checked anew."""
        return dataclasses.replace(self, **changes)

    def with_rows(self, X: ArrayLike, y: ArrayLike, ids: ArrayLike | None = None) -> Dataset:
        """Return other rows under the same names.

        Without `ids`, as many rows as before keep their identities and another number of rows gets 0..n-1.
        """
        if ids is None and len(np.asarray(X)) == self.n:
            ids = self.ids
        return self.replace(X=X, y=y, ids=ids)

    def take(self, rows: ArrayLike) -> Dataset:
        """Return the rows of a boolean mask (n,) or of indices, with their identities."""
        index = np.asarray(rows)
        if index.dtype != np.bool_:
            index = index.astype(np.int64)
        return self.replace(X=self.X[index], y=self.y[index], ids=self.ids[index])

    def appended(self, X: ArrayLike, y: ArrayLike) -> Dataset:
        """Return these rows and then m more, X (m, d) and y (m,), under fresh identities."""
        more = np.asarray(X, dtype=np.float64).reshape(-1, self.n_features)
        ids = np.concatenate([self.ids, self.next_id + np.arange(len(more))])
        return self.replace(X=np.concatenate([self.X, more]), y=np.concatenate([self.y, np.atleast_1d(y)]), ids=ids)

    def split(self, train_share: float, seed: int) -> NDArray[np.bool_]:
        """Return the mask (n,) of the training rows: row i is one if u_i < train_share.

        u_i = frac(u_0 + (id_i + 1) phi),  phi = (sqrt(5) - 1) / 2,  u_0 drawn from `seed`

        The multiples of the golden ratio fill [0, 1) as evenly as any sequence can (Knuth, The Art of Computer
        Programming 3, 6.4, theorem S). So the share is right to within one or two rows (three at most up to 10,000
        rows), and also within a class whose rows follow each other or alternate with the others. u_i depends on the
        row's own identity and nothing else: adding, moving or deleting rows never flips another row. The one
        exception: a share that would leave no training row gives the row with the smallest u_i.

        Raises ValueError if train_share is not in [0, 1].
        """
        if not 0.0 <= train_share <= 1.0:
            raise ValueError(f"train_share must be in [0, 1]; got {train_share!r}")
        start = np.random.default_rng(seed).integers(0, 2**64, dtype=np.uint64)
        # whole numbers modulo 2^64 instead of fractions: exact for any identity
        position = start + (self.ids.astype(np.uint64) + np.uint64(1)) * GOLDEN_RATIO_64
        mask: NDArray[np.bool_] = position.astype(np.float64) / 2.0**64 < train_share
        if train_share == 1.0:
            mask[:] = True
        elif self.n and not mask.any():
            mask[np.argmin(position)] = True
        return mask


def _frozen(values: ArrayLike, dtype: DTypeLike) -> NDArray[Any]:
    """Return `values` as a read-only array that nobody else can write to."""
    array = np.asarray(values, dtype=dtype)
    if array.flags.writeable or not array.flags.owndata or not array.flags.c_contiguous:
        array = np.array(array, dtype=dtype, order="C")
        array.setflags(write=False)
    return array


class Generator(ABC):
    """Makes a data set: dataclasses with declared hyperparameters, one a file, registered in DATASETS.

    `from_file` is True where the rows come from a file, and the random generator is used for further ones at most.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    task: ClassVar[Task]
    from_file: ClassVar[bool] = False

    def __post_init__(self) -> None:
        validate(self)

    @abstractmethod
    def generate(self, rng: np.random.Generator) -> Dataset:
        """Return a fresh data set; the same state of `rng` gives the same rows."""


DATASETS: Registry[type[Generator]] = Registry("data set", entry_point_group="gdviz.datasets")
