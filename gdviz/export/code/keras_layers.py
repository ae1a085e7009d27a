"""Each layer in Keras, or in gdviz.keras, which has the same names."""

from __future__ import annotations

from gdviz.export.code.chain import CodeLayer
from gdviz.export.code.errors import CodeError
from gdviz.export.code.numpy_flat import frozen_places
from gdviz.export.code.task import Task

_LINKS = {"identity": "linear", "sigmoid": "sigmoid", "softmax": "softmax"}
_PLAIN = ("relu", "tanh", "sigmoid", "softplus", "softmax")  # without options, by name alone
HELD = '''
class Held(constraints.Constraint):
    """Puts single weights back after each step, so that they are held still."""

    def __init__(self, start, places):
        self.start, self.mask = start, np.zeros(start.shape, bool)
        self.mask[tuple(zip(*places))] = True

    def __call__(self, w):
        return ops.where(self.mask, self.start, w)
'''


def layer_lines(task: Task, *, own: bool, scale: float) -> list[str]:
    """Return the layers of keras.Sequential, `own` for Keras itself; penalties are `scale` times those of the task.

    Raises CodeError for a layer that it does not have.
    """
    lines, rest = list[str](), list(task.layers)
    while rest:
        layer = rest.pop(0)
        if layer.kind in ("dense", "conv2d"):
            activation = "" if rest else _LINKS[task.link]
            if rest and rest[0].kind in _PLAIN and getattr(rest[0].core, "beta", 1.0) == 1:
                activation = rest.pop(0).kind
            lines.append(_weighted(task, layer, activation, own=own, scale=scale))
        elif line := _line(layer, own=own):
            lines.append(line)
    return lines


def _weighted(task: Task, layer: CodeLayer, activation: str, *, own: bool, scale: float) -> str:
    made = f', activation="{activation}"' if activation not in ("", "linear") else ""
    if "b" not in layer.arrays:
        made += ", use_bias=False"
    if layer.l1 or layer.l2:
        prices = [f"{name}={scale * value!r}" for name, value in (("l1", layer.l1), ("l2", layer.l2)) if value]
        made += f", kernel_regularizer=regularizers.L1L2({', '.join(prices)})"
    held = [(name, place) for name, place in frozen_places(task) if name in layer.named]
    if held and not own:
        raise CodeError("gdviz.keras freezes whole layers, not single weights: take Keras, PyTorch or NumPy.")
    for name, kind in ((f"W{layer.number}", "kernel"), (f"b{layer.number}", "bias")):
        places = [place for each, place in held if each == name]
        made += f", {kind}_constraint=Held({name}, {places!r})" if places else ""
    if layer.kind == "dense":
        return f"layers.Dense({layer.shape_after[0]}{made})"
    kernel = layer.option("kernel_rows"), layer.option("kernel_columns")
    moved = layer.option("stride_rows"), layer.option("stride_columns")
    strides = "" if moved == (1, 1) else f", strides={moved}"
    padding = "" if layer.option("padding") == "valid" else ', padding="same"'
    return f"layers.Conv2D({layer.option('filters')}, {kernel}{strides}{padding}{made})"


def _line(layer: CodeLayer, *, own: bool) -> str:
    alpha, beta = getattr(layer.core, "alpha", None), getattr(layer.core, "beta", 1.0)
    if layer.kind == "leaky_relu":
        return f"layers.LeakyReLU(negative_slope={alpha!r})"
    if layer.kind == "elu":
        if own:
            return f"layers.ELU(alpha={alpha!r})"
        if alpha != 1:
            raise CodeError("gdviz.keras's ELU has an alpha of 1: choose that, or take Keras.")
        return 'layers.Activation("elu")'
    if layer.kind == "gelu" and layer.option("approximate"):
        if not own:
            raise CodeError("gdviz.keras's GELU is the exact one: choose that, or take Keras.")
        return "layers.Activation(lambda z: keras.activations.gelu(z, approximate=True))"
    if layer.kind == "gelu":
        return 'layers.Activation("gelu")'
    if layer.is_activation:
        if beta != 1 or (own and layer.kind not in _PLAIN):
            raise CodeError(f"Keras has no such {layer.kind} activation: take NumPy, or another activation.")
        return f'layers.Activation("{layer.kind}")'
    if layer.kind in ("max_pooling2d", "average_pooling2d"):
        names = ("pool_rows", "pool_columns", "stride_rows", "stride_columns")
        rows, columns, down, right = (layer.option(name) for name in names)
        strides = "" if (rows, columns) == (down, right) else f", strides=({down}, {right})"
        padding = "" if layer.option("padding") == "valid" else ', padding="same"'
        kind = "MaxPooling2D" if layer.kind == "max_pooling2d" else "AveragePooling2D"
        return f"layers.{kind}(({rows}, {columns}){strides}{padding})"
    if layer.kind == "flatten":
        return "layers.Flatten()" if len(layer.shape) > 1 else ""
    if layer.kind == "reshape":
        return f"layers.Reshape({layer.shape_after})"
    if layer.kind == "dropout":
        return f"layers.Dropout({layer.option('rate')!r})" if layer.option("rate") else ""
    return f"layers.BatchNormalization(momentum={layer.option('momentum')!r}, epsilon={layer.option('epsilon')!r})"


def frozen_layers(task: Task) -> list[int]:
    """Return which of `model.layers` are frozen."""
    places, count = [], 0
    rest = list(task.layers)
    while rest:
        layer = rest.pop(0)
        if layer.kind in ("dense", "conv2d") and rest and rest[0].kind in _PLAIN:
            if getattr(rest[0].core, "beta", 1.0) == 1:
                rest.pop(0)
        elif not layer.arrays and not _line(layer, own=True):
            continue
        places += [count] * layer.frozen
        count += 1
    return places


def weight_names(task: Task) -> str:
    """Return what `set_weights` takes, in Keras's order."""
    return ", ".join(name for layer in task.layers for name in layer.named)


def notes(task: Task, *, own: bool) -> list[str]:
    """Return comments on what is not quite as in gdviz."""
    found = []
    if own and task.dtype == "float64":
        found.append("# with PyTorch behind it Keras rounds the mean of the losses to single precision: 7 digits agree")
    if task.loss.endswith("cross_entropy") and own:
        found.append("# Keras cuts probabilities off at 1e-7: a loss beyond 16 differs from that of gdviz")
    if any(layer.kind == "dropout" for layer in task.layers):
        found.append("# which numbers dropout leaves out is drawn otherwise: losses agree with gdviz's on average only")
    if own and any(layer.kind == "batch_normalization" for layer in task.layers):
        found.append(
            "# with PyTorch behind it the running variance divides by n - 1: what follows training differs a little"
        )
    return found
