"""Where the parameters start: drawn as gdviz draws them, or written out."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import numpy as np

from gdviz.core.initializers import INITIALIZERS, USUAL, fans
from gdviz.core.operations import Array
from gdviz.export.code.blocks import Block, literal
from gdviz.export.code.chain import CodeLayer
from gdviz.export.code.task import Task

FEW = 40  # numbers that are easier to read than how they were drawn
INLINE = 1200  # so many are written into the program; more go into a file beside it

# name: the numbers a and sigma as code, of the fans in and out
_UNIFORM: Mapping[str, Callable[[int, int], str]] = {
    "glorot_uniform": lambda i, o: f"np.sqrt(6 / ({i} + {o}))  # Glorot and Bengio: 6 / (inputs + outputs)",
    "he_uniform": lambda i, o: f"np.sqrt(6 / {i})  # He et al.: 6 / inputs",
    "lecun_uniform": lambda i, o: f"np.sqrt(3 / {i})  # LeCun et al.: 3 / inputs",
    "uniform": lambda i, o: "0.05",
}
_NORMAL: Mapping[str, Callable[[int, int], tuple[str, str]]] = {
    "glorot_normal": lambda i, o: (f"np.sqrt(2 / ({i} + {o}))", "  # Glorot and Bengio: 2 / (inputs + outputs)"),
    "he_normal": lambda i, o: (f"np.sqrt(2 / {i})", "  # He et al.: 2 / inputs"),
    "lecun_normal": lambda i, o: (f"np.sqrt(1 / {i})", "  # LeCun et al.: 1 / inputs"),
    "normal": lambda i, o: ("0.05", ""),
}


def start_block(task: Task, name: str) -> tuple[Block, dict[str, bytes]]:
    """Return code for the parameters that the run starts from: W1, b1, W2, ..., and a file where they are many."""
    heading = "Where the parameters start"
    named = {key: array for layer in task.layers for key, array in layer.named.items()}
    total = sum(array.size for array in named.values())
    lines = _drawn(task) if task.drawn and total > FEW else None
    if lines is not None:
        return Block(heading, "\n".join(lines)), {}
    if total <= INLINE:
        return Block(heading, "\n".join(_plain(key, array, task.dtype) for key, array in named.items())), {}
    held = io.BytesIO()
    np.savez_compressed(held, allow_pickle=False, **named)
    lines = [
        "from pathlib import Path",
        "",
        'folder = Path(__file__).parent if "__file__" in globals() else Path()',
        f'start = np.load(folder / "{name}_start.npz")',
        *(f'{key} = start["{key}"]' for key in named),
    ]
    return Block(heading, "\n".join(lines)), {f"{name}_start.npz": held.getvalue()}


def _plain(key: str, array: Array, dtype: str) -> str:
    for value, function in ((0, "zeros"), (1, "ones")):
        if array.size > 1 and (array == value).all():
            shape = array.shape[0] if array.ndim == 1 else array.shape
            return f"{key} = np.{function}({shape}{_typed(dtype)})"
    code = literal(array)
    return f"{key} = {code}" if dtype == "float64" else f"{key} = {code}.astype(np.{dtype})"


def _typed(dtype: str) -> str:
    return "" if dtype == "float64" else f", np.{dtype}"


def _drawn(task: Task) -> list[str] | None:
    """Return code that draws the start as gdviz does, if that gives the very same numbers; else None."""
    rng = np.random.default_rng(task.seed)
    lines = ["rng = np.random.default_rng(SEED)"]
    cast = "" if task.dtype == "float64" else f".astype(np.{task.dtype})"
    for place, layer in enumerate(task.layers):
        for key, array in layer.arrays.items():
            if key != "W":
                if not ((array == 0).all() or (array == 1).all()):
                    return None
                lines.append(_plain(f"{key}{layer.number}", array, task.dtype))
                continue
            initializer = _initializer(task.layers, place)
            code = _code(initializer, f"W{layer.number}", array.shape, cast)
            wanted = INITIALIZERS[initializer]()(rng, array.shape) if code is not None else None
            if code is None or wanted is None or not np.array_equal(wanted.astype(array.dtype), array):
                return None
            lines += code
    return lines


def _initializer(layers: tuple[CodeLayer, ...], place: int) -> str:
    """Return how the weights of a layer were drawn."""
    named = str(getattr(layers[place].core, "initializer", USUAL))
    return (
        "glorot_uniform" if named == USUAL else named
    )  # what suits an activation was settled as they were taken apart


def _code(initializer: str, W: str, shape: tuple[int, ...], cast: str) -> list[str] | None:
    if initializer in _UNIFORM:
        return [f"a = {_UNIFORM[initializer](*fans(shape))}", f"{W} = rng.uniform(-a, a, {shape}){cast}"]
    if initializer in _NORMAL:
        sigma, about = _NORMAL[initializer](*fans(shape))
        return [f"{W} = rng.normal(0, {sigma}, {shape}){cast}{about}"]
    if initializer == "zeros":
        return [f"{W} = np.zeros({shape})"]
    return None
