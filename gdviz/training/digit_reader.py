"""A network that answers for one picture at a time, and the file it is kept in."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.core.images.bounded import open_bytes, read_npz
from gdviz.core.images.image_set import MAX_CLASSES, MAX_SIDE, ImageError
from gdviz.core.links import LINKS
from gdviz.core.models.network import Network
from gdviz.core.operations import Array, run
from gdviz.core.stack import check
from gdviz.system.files import write_whole
from gdviz.training.digit_inside import LayerAnswer, stages
from gdviz.training.digits_recipe import DigitsRecipe

VERSION = 1
MAX_FILE = 64 * 2**20


@dataclass(frozen=True, eq=False)
class TrainedNetwork:
    """A recipe with the parameters (P,) that came of it, what its classes are called, and how good it is."""

    recipe: DigitsRecipe
    theta: Array
    shape: tuple[int, int]
    names: tuple[str, ...]
    title: str
    test_accuracy: float = float("nan")


class DigitReader:
    """Answers for one picture after another, on a network of its own, with all memory kept: nobody waits for training.

    Raises ValueError if theta does not fit the recipe.
    """

    def __init__(self, trained: TrainedNetwork) -> None:
        self.trained = trained
        self.model: Network = trained.recipe.build(trained.shape, len(trained.names))
        self._rows = np.zeros((1, *self.model.input_shape), np.float32)
        self._answers = np.full(len(trained.names), 1 / len(trained.names), np.float32)
        # not in place: what each layer makes of the picture can be looked at afterwards
        self._tape = self.model.graph.tape(
            [self._rows], self.model.parameters, training=False, moment=self.model.moment
        )
        self._stages = stages(self.model)
        self.take(trained.theta)

    @property
    def names(self) -> tuple[str, ...]:
        """What the classes are called."""
        return self.trained.names

    def take(self, theta: Array) -> None:
        """Answer with other parameters from now on; raises ValueError if they are not as many."""
        if theta.shape != self.model.theta.shape:
            raise ValueError(f"theta must be {self.model.theta.shape} for this network; got {theta.shape}")
        self.model.theta[...] = theta

    def probabilities(self, picture: Array) -> NDArray[np.float32]:
        """Return the probability of each class (k,) for a picture (h, w) from 0 to 1."""
        self._rows[0, :, :, 0] = picture
        run(self._tape.forward)
        answers: NDArray[np.float32] = LINKS[self.model.link]().answer(self._tape.values[-1])[0]
        self._answers = answers
        return answers

    def inside(self) -> tuple[LayerAnswer, ...]:
        """Return what each layer made of the last picture: copies."""
        values = [self._tape.values[stage.place][0].copy() for stage in self._stages[:-1]]
        return tuple(
            LayerAnswer(stage, each) for stage, each in zip(self._stages, (*values, self._answers), strict=True)
        )


def save_trained(trained: TrainedNetwork, path: str | Path, *, half: bool = False) -> None:
    """Write an npz file: `theta`, in float16 if `half`, and `facts`, the rest as JSON in bytes. Raises OSError."""
    facts = facts_of(trained)
    written = np.frombuffer(json.dumps(facts, allow_nan=False).encode(), np.uint8)
    buffer = io.BytesIO()
    theta = trained.theta.astype(np.float16 if half else np.float32)
    np.savez_compressed(buffer, theta=theta, facts=written)
    write_whole(Path(path), buffer.getvalue())


def facts_of(trained: TrainedNetwork) -> dict[str, Any]:
    """Return all of a network but its parameters, as JSON knows it."""
    return {
        "version": VERSION,
        "recipe": trained.recipe.plain(),
        "shape": list(trained.shape),
        "names": list(trained.names),
        "title": trained.title,
        "test_accuracy": None if np.isnan(trained.test_accuracy) else trained.test_accuracy,
    }


def load_trained(path: str | Path) -> TrainedNetwork:
    """Return the network of a file that `save_trained` wrote.

    Raises ImageError, one sentence, if it is none, or damaged.
    """
    file = Path(path)
    with open_bytes(file, MAX_FILE) as opened:
        arrays = read_npz(opened, ("theta", "facts"), file.name)
    if set(arrays) != {"theta", "facts"} or arrays["theta"].ndim != 1 or arrays["facts"].dtype != np.uint8:
        raise ImageError(f"{file.name} does not hold a trained network.")
    try:
        return trained_of(json.loads(arrays["facts"].tobytes()), arrays["theta"])
    except (ValueError, TypeError, KeyError, RecursionError, MemoryError) as error:
        raise ImageError(f"{file.name} does not hold a trained network: {str(error).rstrip('.')[:200]}.") from None


def trained_of(facts: dict[str, Any], theta: Array) -> TrainedNetwork:
    """Return the network of what `facts_of` wrote and its parameters (P,).

    Raises ValueError, TypeError or KeyError naming what does not fit.
    """
    if facts["version"] != VERSION:
        raise ValueError(f"its version is {facts['version']}, not {VERSION}")
    height, width = (int(side) for side in facts["shape"])
    names = tuple(str(name) for name in facts["names"])
    if not (2 <= min(height, width) <= max(height, width) <= MAX_SIDE and len(names) <= MAX_CLASSES):
        raise ValueError(f"images of {width} x {height} in {len(names)} classes are beyond what gdviz takes")
    recipe = DigitsRecipe.of(facts["recipe"])
    if sum(report.parameters for report in check((height, width, 1), recipe.layers)) > theta.size:
        raise ValueError("it has fewer parameters than its layers")
    if not np.isfinite(theta).all():
        raise ValueError("a parameter is not finite")
    accuracy = facts["test_accuracy"]
    trained = TrainedNetwork(
        recipe, theta.astype(np.float32), (height, width), names, str(facts["title"]),
        float("nan") if accuracy is None else float(accuracy),
    )  # fmt: skip
    DigitReader(trained)  # whatever does not fit is said now
    return trained
