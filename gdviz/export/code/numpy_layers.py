"""Each layer in plain NumPy: a line or two forward, and backward from the slope by its outputs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from gdviz.core.convolution.sliding import Slide
from gdviz.export.code.chain import CodeLayer
from gdviz.export.code.errors import CodeError
from gdviz.export.code.task import Task

_ACTIVATE = {
    "relu": "np.maximum(0, {z})",
    "tanh": "np.tanh({z})",
    "sigmoid": "sigmoid({z})",
    "leaky_relu": "np.where({z} > 0, {z}, {alpha} * {z})",
    "elu": "np.where({z} > 0, {z}, {times}np.expm1(np.minimum({z}, 0)))",
    "softplus": "np.logaddexp(0, {z})",
    "gelu": "{z} * bell({z})[0]",
    "gelu_by_tanh": "{z} * bell_by_tanh({z})[0]",
    "step": "np.heaviside({z}, 1)",
    "softmax": "softmax({z})",
}
_BACK = {
    "relu": "{da} * ({z} > 0)",
    "tanh": "{da} * (1 - {a} ** 2)",
    "sigmoid": "{da} * {a} * (1 - {a})",
    "leaky_relu": "np.where({z} > 0, {da}, {alpha} * {da})",
    "elu": "np.where({z} > 0, {da}, {da} * ({a} + {alpha}))",
    "softplus": "{da} * sigmoid({z})",
    "gelu": "{da} * (bell({z})[0] + {z} * bell({z})[1])",
    "gelu_by_tanh": "{da} * (bell_by_tanh({z})[0] + {z} * bell_by_tanh({z})[1])",
    "step": "np.zeros_like({da})  # it is flat: no slope comes through",
    "softmax": "{a} * ({da} - np.sum({da} * {a}, axis=-1, keepdims=True))",
}


@dataclass
class Written:
    """The lines of a network: `forward` from X to the scores z, `backward` from dz to the slopes of all parameters.

    `kept` are the names that the way back may need, in the order in which the way forward makes them.
    """

    forward: list[str] = field(default_factory=list)
    backward: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def needed(self, code: str) -> list[str]:
        """Return which of `kept` stand in `code`."""
        return [name for name in self.kept if re.search(rf"\b{name}\b", code)]


def written(task: Task, *, penalty: bool = True) -> Written:
    """Return the lines of all layers; raises CodeError for one that has no such lines."""
    walk = _Walk(task, penalty)
    return walk.result


class _Walk:
    """Writes layer by layer forward, and notes how to go back; then writes that from the last to the first."""

    def __init__(self, task: Task, penalty: bool) -> None:
        self._task, self._penalty = task, penalty
        self.result = Written()
        self._ways_back: list[list[str]] = []
        self._taken: set[str] = set()
        self._end = "f" if task.link == "identity" and not task.wave else "z"  # scores that are answers already
        x = "X"
        for place, layer in enumerate(task.layers):
            ends = place == len(task.layers) - 1
            needs_dx = any(before.trained for before in task.layers[:place])
            write: Callable[..., str] = getattr(self, "_activation" if layer.is_activation else f"_{layer.kind}")
            x = write(layer, x, ends, needs_dx)
        for lines in reversed(self._ways_back):
            self.result.backward += lines

    def _add(self, forward: list[str], backward: list[str], kept: list[str]) -> None:
        self.result.forward += forward
        self._ways_back.append(backward)
        self.result.kept += kept

    def _name(self, letter: str, number: int | None = None) -> str:
        """Return a name that is not taken yet: z1, or p1, p2, ... where there is no number."""
        name = f"{letter}{number}" if number is not None else ""
        count = 1
        while not name or name in self._taken:
            name = f"{letter}{count}" if number is None else f"{letter}{number}_{count + 1}"
            count += 1
        self._taken.add(name)
        return name

    def _prices(self, layer: CodeLayer) -> str:
        W, price = f"W{layer.number}", ""
        if self._penalty and layer.l1:
            price += f" + {layer.l1!r} * np.sign({W})"
        if self._penalty and layer.l2:
            price += f" + {2 * layer.l2!r} * {W}"
        return price

    def _dense(self, layer: CodeLayer, x: str, ends: bool, needs_dx: bool) -> str:
        k = layer.number
        z = self._end if ends else self._name("z", k)
        bias = f" + b{k}" if "b" in layer.arrays else ""
        back = []
        if layer.trained:
            back.append(f"dW{k} = {x}.T @ d{z}{self._prices(layer)}")
            back += [f"db{k} = d{z}.sum(axis=0)"] * bool(bias)
        if needs_dx:
            back.append(f"d{x} = d{z} @ W{k}.T")
        self._add([f"{z} = {x} @ W{k}{bias}"], back, [z])
        return z

    def _conv2d(self, layer: CodeLayer, x: str, ends: bool, needs_dx: bool) -> str:
        k, z = layer.number, self._name("z", layer.number)
        strides = layer.option("stride_rows"), layer.option("stride_columns")
        more = "" if strides == (1, 1) else f", {strides}"
        lines, padded, crop = self._padded(layer, x)
        b = f"b{k}" if "b" in layer.arrays else f"np.zeros({layer.shape_after[2]})"
        lines.append(f"{z} = convolve({padded}, W{k}, {b}{more})")
        dW, db = (f"d{name}" if name in layer.trained else "_" for name in (f"W{k}", b))
        back = [f"{dW}, {db}, {f'd{padded}' if needs_dx else '_'} = convolve_backward({padded}, W{k}, d{z}{more})"]
        price = self._prices(layer)
        back += [f"dW{k} = dW{k}{price}"] * bool(price)
        back += [f"d{x} = d{padded}{crop}"] * bool(crop and needs_dx)
        self._add(lines, back if layer.trained or needs_dx else [], [*([padded] if crop else []), z])
        return z

    def _padded(self, layer: CodeLayer, x: str, value: str = "") -> tuple[list[str], str, str]:
        """Return a line that puts a frame around the pictures, what the result is called, and how to take it off."""
        frame = frame_of(layer)
        if not any(map(any, frame)):
            return [], x, ""
        name = self._name("framed")
        more = f", constant_values={value}" if value else ""
        line = f"{name} = np.pad({x}, ((0, 0), {frame[0]}, {frame[1]}, (0, 0)){more})"
        crop = ", ".join(f"{before} : {before + side}" for (before, _), side in zip(frame, layer.shape, strict=False))
        return [line], name, f"[:, {crop}]"

    def _max_pooling2d(self, layer: CodeLayer, x: str, ends: bool, needs_dx: bool) -> str:
        lines, padded, crop = self._padded(layer, x, "-np.inf")
        p, window = self._name("p"), _window(layer)
        lines.append(f"{p} = max_pool({padded}, {window})")
        back = [f"d{padded} = max_pool_backward({padded}, {p}, d{p}, {window})"]
        back += [f"d{x} = d{padded}{crop}"] * bool(crop)
        self._add(lines, back if needs_dx else [], [*([padded] if crop else []), p])
        return p

    def _average_pooling2d(self, layer: CodeLayer, x: str, ends: bool, needs_dx: bool) -> str:
        if self._padded(layer, x)[2]:
            raise CodeError("Programs know average pooling without padding: choose valid for it.")
        p, window = self._name("p"), _window(layer)
        back = [f"d{x} = mean_pool_backward({x}, d{p}, {window})"] if needs_dx else []
        self._add([f"{p} = mean_pool({x}, {window})"], back, [p])
        return p

    def _flatten(self, layer: CodeLayer, x: str, ends: bool, needs_dx: bool) -> str:
        if len(layer.shape) == 1:
            return x
        v = self._name("v")
        self._add([f"{v} = {x}.reshape(len(X), -1)"], [f"d{x} = d{v}.reshape({x}.shape)"] * needs_dx, [v])
        return v

    def _reshape(self, layer: CodeLayer, x: str, ends: bool, needs_dx: bool) -> str:
        v = self._name("v")
        shape = ", ".join(map(str, layer.shape_after))
        self._add([f"{v} = {x}.reshape(len(X), {shape})"], [f"d{x} = d{v}.reshape({x}.shape)"] * needs_dx, [v])
        return v

    def _dropout(self, layer: CodeLayer, x: str, ends: bool, needs_dx: bool) -> str:
        rate = layer.option("rate")
        if not rate:
            return x
        d, mask = self._name("d"), self._name("mask")
        made = f"dropout_mask({rate!r}, {x}.shape, {layer.place}, step) if step is not None else 1"
        self._add([f"{mask} = {made}", f"{d} = {x} * {mask}"], [f"d{x} = d{d} * {mask}"] * needs_dx, [mask, d])
        return d

    def _batch_normalization(self, layer: CodeLayer, x: str, ends: bool, needs_dx: bool) -> str:
        k, axes = layer.number, "0" if len(layer.shape) == 1 else "(0, 1, 2)"
        z, h, s = self._name("z", k), self._name("h", k), self._name("s", k)
        momentum, epsilon = layer.option("momentum"), layer.option("epsilon")
        running = f"mu, v = mean{k}, variance{k}"
        lines = [running]
        if not layer.frozen:
            lines = [
                "if step is None:  # an answer: the running means",
                f"    {running}",
                "else:",
                f"    mu, v = {x}.mean(axis={axes}), {x}.var(axis={axes})",
                f"    mean{k}[...] = {momentum!r} * mean{k} + {_rest(momentum)!r} * mu",
                f"    variance{k}[...] = {momentum!r} * variance{k} + {_rest(momentum)!r} * v",
            ]
        lines += [f"{s} = np.sqrt(v + {epsilon!r})", f"{h} = ({x} - mu) / {s}", f"{z} = gamma{k} * {h} + offset{k}"]
        back, dx = [], f"gamma{k} / {s} * d{z}"
        if not layer.frozen:
            back = [f"dgamma{k} = np.sum(d{z} * {h}, axis={axes})", f"doffset{k} = d{z}.sum(axis={axes})"]
            means = f"(d{z}.mean(axis={axes}) + {h} * np.mean(d{z} * {h}, axis={axes}))"
            dx = f"gamma{k} / {s} * (d{z} - {means})"
        back += [f"d{x} = {dx}"] * needs_dx
        self._add(lines, back, [s, h, z])
        return z

    def _activation(self, layer: CodeLayer, x: str, ends: bool, needs_dx: bool) -> str:
        a = self._name("a", max(before.number for before in self._task.layers if before.place < layer.place))
        alpha, beta = f"{getattr(layer.core, 'alpha', 0.0):.17g}", getattr(layer.core, "beta", 1.0)
        alpha = min(alpha, repr(getattr(layer.core, "alpha", 0.0)), key=len)
        times = "" if alpha == "1" else f"{alpha} * "
        kind = "gelu_by_tanh" if getattr(layer.core, "approximate", False) else layer.kind
        z = x if beta == 1 else f"{beta!r} * {x}"
        forward = f"{a} = {_ACTIVATE[kind].format(z=z, alpha=alpha, times=times)}"
        steep = "" if beta == 1 else f"{beta!r} * "
        back = f"d{x} = {steep}{_BACK[kind].format(z=x, a=a, da=f'd{a}', alpha=alpha)}"
        self._add([forward], [back] * needs_dx, [a])
        return a


def frame_of(layer: CodeLayer) -> list[tuple[int, int]]:
    """Return how many places of padding a layer puts above and below, and to the left and right of a picture."""
    return [(slide.before, _behind(slide)) for slide in layer.core.slides(layer.shape)]  # type: ignore[attr-defined]


def _behind(slide: Slide) -> int:
    return max(0, (slide.count - 1) * slide.stride + slide.window - slide.size - slide.before)


def _window(layer: CodeLayer) -> str:
    names = ("pool_rows", "pool_columns", "stride_rows", "stride_columns")
    rows, columns, down, right = (layer.option(name) for name in names)
    return f"({rows}, {columns}), ({down}, {right})"


def _rest(share: float) -> float:
    """Return 1 - share without the digits that rounding adds."""
    return float(f"{1 - share:.12g}")
