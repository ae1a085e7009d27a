"""Each layer in PyTorch: what stands in nn.Sequential, and how its numbers are handed over."""

from __future__ import annotations

from gdviz.export.code.chain import CodeLayer
from gdviz.export.code.errors import CodeError
from gdviz.export.code.numpy_layers import frame_of
from gdviz.export.code.task import Task

_ACTIVATIONS = {
    "relu": "nn.ReLU()",
    "tanh": "nn.Tanh()",
    "sigmoid": "nn.Sigmoid()",
    "leaky_relu": "nn.LeakyReLU({alpha!r})",
    "elu": "nn.ELU({alpha!r})",
    "softplus": "nn.Softplus()",
    "gelu": "nn.GELU({approximate})",
    "softmax": "nn.Softmax(dim=-1)",
}
_AXES = '''
class Permute(nn.Module):
    """Puts the axes of a batch in another order: PyTorch's pictures have their channels first, gdviz's last."""

    def __init__(self, *axes):
        super().__init__()
        self.axes = axes

    def forward(self, x):
        return x.permute(self.axes)
'''
_DROPOUT = '''
class Dropout(nn.Module):
    """Leaves numbers out as gdviz does: which ones, depends on seed, step and the place of the layer alone."""

    step = 0

    def __init__(self, rate, place):
        super().__init__()
        self.rate, self.place = rate, place

    def forward(self, x):
        if not self.training:
            return x
        rng = np.random.Generator(np.random.Philox(SEED, counter=[0, 0, self.place, Dropout.step]))
        drawn = np.moveaxis(rng.random((*x.shape[1:], x.shape[0]), np.float32), -1, 0)
        return x * torch.from_numpy(drawn >= np.float32(self.rate)) / (1 - self.rate)
'''


def classes(task: Task) -> list[str]:
    """Return the layers of its own that a network needs."""
    kinds = {layer.kind for layer in task.layers}
    made = [_AXES] if any(_is_picture(layer) for layer in task.layers) else []
    if "dropout" in kinds:
        if any(layer.kind == "dropout" and _is_picture(layer) for layer in task.layers):
            raise CodeError("PyTorch programs have dropout behind dense layers only: put it behind flatten.")
        made.append(_DROPOUT)
    return [code.strip() for code in made]


def module_lines(task: Task) -> list[str]:
    """Return the layers of nn.Sequential; raises CodeError for one that PyTorch does not have."""
    lines, channels_first = list[str](), False
    for layer in task.layers:
        picture = len(layer.shape) == 3
        if picture and not channels_first and layer.kind != "flatten":
            lines.append("Permute(0, 3, 1, 2),")
            channels_first = True
        if layer.kind in ("flatten", "reshape") and channels_first:
            lines.append("Permute(0, 2, 3, 1),")
            channels_first = False
        lines += _lines(layer)
    return lines


def _is_picture(layer: CodeLayer) -> bool:
    return len(layer.shape) == 3 and layer.kind != "flatten"


def _lines(layer: CodeLayer) -> list[str]:
    if layer.is_activation:
        if layer.kind not in _ACTIVATIONS:
            raise CodeError(f"PyTorch has no {layer.kind} activation: take another one, or NumPy.")
        if getattr(layer.core, "beta", 1.0) != 1:
            raise CodeError("PyTorch's sigmoid has a steepness of 1: choose that, or take NumPy.")
        alpha = getattr(layer.core, "alpha", 0.0)
        approximate = 'approximate="tanh"' if getattr(layer.core, "approximate", False) else ""
        return [_ACTIVATIONS[layer.kind].format(alpha=alpha, approximate=approximate) + ","]
    bias = "" if "b" in layer.arrays else ", bias=False"
    if layer.kind == "dense":
        return [f"nn.Linear({layer.shape[0]}, {layer.shape_after[0]}{bias}),"]
    if layer.kind == "conv2d":
        kernel = layer.option("kernel_rows"), layer.option("kernel_columns")
        moved = layer.option("stride_rows"), layer.option("stride_columns")
        stride = "" if moved == (1, 1) else f", stride={moved}"
        pad = _frame(layer, "nn.ZeroPad2d({frame}),")
        return [*pad, f"nn.Conv2d({layer.shape[2]}, {layer.shape_after[2]}, {kernel}{stride}{bias}),"]
    if layer.kind in ("max_pooling2d", "average_pooling2d"):
        names = ("pool_rows", "pool_columns", "stride_rows", "stride_columns")
        rows, columns, down, right = (layer.option(name) for name in names)
        stride = "" if (rows, columns) == (down, right) else f", stride=({down}, {right})"
        if layer.kind == "average_pooling2d":
            if any(map(any, frame_of(layer))):
                raise CodeError("Programs know average pooling without padding: choose valid for it.")
            return [f"nn.AvgPool2d(({rows}, {columns}){stride}),"]
        pad = _frame(layer, 'nn.ConstantPad2d({frame}, float("-inf")),')
        return [*pad, f"nn.MaxPool2d(({rows}, {columns}){stride}),"]
    if layer.kind == "flatten":
        return ["nn.Flatten(),"] if len(layer.shape) > 1 else []
    if layer.kind == "reshape":
        sides = ", ".join(map(str, layer.shape_after))
        flat = [] if len(layer.shape) == 1 else ["nn.Flatten(),"]
        return [*flat, f"nn.Unflatten(1, ({sides})),"]
    if layer.kind == "dropout":
        return [f"Dropout({layer.option('rate')!r}, place={layer.place}),"] if layer.option("rate") else []
    if layer.frozen:
        raise CodeError("There is no PyTorch program for batch normalisation that is frozen: free it, or take NumPy.")
    kind, features = "BatchNorm2d" if len(layer.shape) == 3 else "BatchNorm1d", layer.shape[-1]
    share = float(f"{1 - layer.option('momentum'):.12g}")
    return [f"nn.{kind}({features}, eps={layer.option('epsilon')!r}, momentum={share!r}),"]


def _frame(layer: CodeLayer, template: str) -> list[str]:
    (above, below), (left, right) = frame_of(layer)
    return [template.format(frame=(left, right, above, below))] if above or below or left or right else []


def start_arrays(task: Task) -> list[str]:
    """Return code for the start of each of model.parameters(), in PyTorch's order of axes."""
    turned = {"dense": ".T", "conv2d": ".transpose(3, 2, 0, 1)"}
    return [
        f"{name}{layer.number}{turned[layer.kind] if name == 'W' else ''}"
        for layer in task.layers
        for name in layer.arrays
        if name not in ("mean", "variance")
    ]
