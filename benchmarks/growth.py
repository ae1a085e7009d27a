"""How the cost of a step grows with the size of the problem: seconds ~ size^exponent, fitted over a range of sizes.

`python -m benchmarks.growth [--json] [--only TEXT] [--plot FILE.png]`; `python -m benchmarks` prints them, too.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks import ours
from benchmarks.case import Work
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.models import MODELS

STEPS = 10
CLASSES = 10


@dataclass(frozen=True)
class Growth:
    """`prepare(size)` returns work of STEPS steps; `goal` is the exponent of the arithmetic, and a tenth of it."""

    name: str
    sizes: tuple[int, ...]
    goal: float
    prepare: Callable[[int], Work]


@dataclass(frozen=True)
class Grown:
    """Milliseconds a step at each size, the best of the rounds."""

    case: str
    sizes: tuple[int, ...]
    milliseconds: tuple[float, ...]
    exponent: float
    goal: float

    @property
    def verdict(self) -> str:
        return "reached" if self.exponent <= self.goal else "missed"

    def facts(self) -> dict[str, Any]:
        """Return what a JSON line says; `ratio` is how far the exponent is below its goal, as for other cases."""
        return {
            **asdict(self),
            "unit": "exponent",
            "ratio": self.goal / self.exponent,
            "reached": self.exponent <= self.goal,
            "verdict": self.verdict,
        }


def measure(growth: Growth, rounds: int) -> Grown:
    """Time each size; sizes take turns, so that a busy moment hurts all."""
    works = [growth.prepare(size) for size in growth.sizes]
    for work in works:
        work()
    times = np.array([[_seconds(work) for work in works] for _ in range(rounds)]).min(axis=0) / STEPS
    milliseconds = tuple((1000 * times).tolist())
    return Grown(growth.name, growth.sizes, milliseconds, exponent(growth.sizes, times), growth.goal)


def exponent(sizes: Sequence[float], seconds: Sequence[float] | Any) -> float:
    """Return p of seconds = c size^p, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def _seconds(work: Work) -> float:
    start = time.thread_time()  # not what other programs take meanwhile
    work()
    return time.thread_time() - start


def _steps(layers: Sequence[LayerChoice], shape: tuple[int, ...], n: int, classes: int = CLASSES) -> Work:
    """Return STEPS steps of gradient descent on all of n rows."""
    rng = np.random.default_rng(1)
    model = MODELS["network"](layers=tuple(layers))
    model.build(shape, classes, "classification", dtype=np.float32)
    model.initialize(rng)
    X, y = rng.random((n, *shape), dtype=np.float32), np.arange(n) % classes
    return ours.bare(model, "categorical_cross_entropy", X, y, None, STEPS, "gradient_descent", learning_rate=1e-3)


def _dense(width: int) -> LayerChoice:
    return LayerChoice("dense", {"width": width, "activation": "relu"})


def _samples(n: int) -> Work:
    return _steps([_dense(64), _dense(64)], (64,), n)


def _width(width: int) -> Work:
    return _steps([_dense(width), _dense(width)], (width,), 64)


def _depth(depth: int) -> Work:
    return _steps([_dense(128)] * depth, (128,), 64)


def _classes(classes: int) -> Work:
    return _steps([_dense(128)], (64,), 128, classes)


def _side(side: int) -> Work:
    convolution = LayerChoice("conv2d", {"filters": 8, "padding": "same", "activation": "relu"})
    layers = [convolution, LayerChoice("max_pooling2d"), convolution, LayerChoice("flatten")]
    return _steps(layers, (side, side, 1), 16)


GROWTHS = (
    Growth("growth with samples n: 64-64-64-10", (256, 512, 1024, 2048, 4096, 8192), 1.1, _samples),
    Growth("growth with width w: w-w-w-10", (64, 128, 256, 512, 1024), 2.2, _width),
    Growth("growth with depth d: d layers of 128", (2, 4, 8, 16, 32), 1.1, _depth),
    Growth("growth with classes k: 64-128-k", (128, 256, 512, 1024, 2048), 1.1, _classes),
    Growth("growth with image size s: CNN on s x s", (16, 24, 32, 48, 64, 96), 2.2, _side),
)


def report(only: str, rounds: int, as_json: bool, picture: str | None) -> None:
    """Measure what has `only` in its name, print it, and draw it if a file for a PNG is named."""
    found = []
    for growth in GROWTHS:
        if only in growth.name:
            found.append(measure(growth, rounds))
            print(json.dumps(found[-1].facts()) if as_json else line(found[-1]), flush=True)
    if picture and found:
        plot(found, picture)


def line(grown: Grown) -> str:
    """Return a line of text: the exponent, its goal, and the time at both ends."""
    first, last = (f"{grown.sizes[end]:,}: {grown.milliseconds[end]:.3g} ms" for end in (0, -1))
    fitted = f"cost ~ size^{grown.exponent:.2f}, at most {grown.goal:g}"
    return f"{grown.case:<46} {fitted:<30} {grown.verdict}   ({first} ... {last})"


def plot(grown: Sequence[Grown], path: str) -> None:
    """Write a PNG: milliseconds over size, both logarithmic, with the fitted lines."""
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["benchmarks"])
    widget = pg.PlotWidget(background="w")
    widget.resize(900, 600)
    item = widget.getPlotItem()
    item.setLogMode(True, True)
    item.showGrid(True, True, 0.2)
    item.addLegend(offset=(10, 10), labelTextColor="k")
    for axis, text in (("bottom", "size"), ("left", "milliseconds a step")):
        item.getAxis(axis).setPen("k")
        item.getAxis(axis).setTextPen("k")
        item.setLabel(axis, text)
    for number, each in enumerate(grown):
        color = pg.intColor(number, len(grown), maxValue=180)
        sizes = np.asarray(each.sizes, float)
        middle = np.exp(np.log(each.milliseconds).mean() - each.exponent * np.log(sizes).mean())
        item.plot(sizes, middle * sizes**each.exponent, pen=pg.mkPen(color, width=2))
        name = f"{each.case}: exponent {each.exponent:.2f}"
        item.plot(sizes, each.milliseconds, pen=None, symbol="o", symbolBrush=color, symbolPen=None, name=name)
    spent = np.log10(np.concatenate([each.milliseconds for each in grown]))
    item.setYRange(spent.min(), spent.max() + 0.15 * len(grown))  # room for the legend
    widget.show()
    application.processEvents()
    if not widget.grab().save(path):
        raise OSError(f"could not write {path}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of text")
    parser.add_argument("--rounds", type=int, default=11, help="how often the sizes take turns (default 11)")
    parser.add_argument("--only", default="", help="only what contains this")
    parser.add_argument("--plot", metavar="FILE.png", help="also draw milliseconds over size")
    options = parser.parse_args()
    report(options.only, options.rounds, options.json, options.plot)


if __name__ == "__main__":
    main()
