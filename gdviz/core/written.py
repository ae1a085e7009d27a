"""What the layers behind a sum make of it, written out with its numbers, and by which factor they hand slopes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gdviz.core.anatomy import Stage
from gdviz.core.layers.activation import Activation
from gdviz.core.layers.base import Layer
from gdviz.core.layers.batch_normalization import BatchNormalization
from gdviz.core.layers.dropout import Dropout
from gdviz.core.layers.elu import ELU
from gdviz.core.layers.leaky_relu import LeakyReLU
from gdviz.core.layers.linear import Linear
from gdviz.core.layers.relu import ReLU
from gdviz.core.layers.sigmoid import Sigmoid
from gdviz.core.layers.softmax import Softmax
from gdviz.core.layers.tanh import Tanh

Write = Callable[[float], str]

FEW_TERMS = 4


class Written:
    """One stage of a network; `write` writes a number as a user reads it."""

    def __init__(self, part: Stage, write: Write) -> None:
        self._write = write
        # Dropout hands on all of it while a network answers, a linear activation does so always.
        self._layers: list[Layer] = [each for each in part.followers if not isinstance(each, (Dropout, Linear))]

    @property
    def is_softmax(self) -> bool:
        """Whether the neurons share out 1, so that each answer depends on all sums."""
        return len(self._layers) == 1 and isinstance(self._layers[0], Softmax)

    def answer(self, name: str, sums: Sequence[float], row: int) -> tuple[str, str]:
        """Return what becomes of the sum called `name` of neuron `row`, in letters and in numbers."""
        z = sums[row]
        letters, numbers = name, self._write(z)
        for place, layer in enumerate(self._layers):
            # Only the first layer sees the sum itself, whose sign decides; the others see what is already written.
            seen = z if place == 0 else None
            factor = self.factor(z) if place == 0 else f"({numbers})"
            if isinstance(layer, BatchNormalization):
                letters, numbers = self._normalized(layer, row, letters, numbers)
            elif isinstance(layer, Softmax):
                numbers = self.softmax(sums, row) if place == 0 else "…"
                letters = f"softmax({letters})"
            else:
                letters, numbers = self._activated(layer, letters, numbers, factor, seen)
        return letters, numbers

    def slope(self, z: float, a: float, by_output: float, by_sum: float) -> str:
        """Return da/dz, written out where its formula is known, else as the share that came back of dL/da."""
        layer = self._layers[0] if self._layers else None
        if layer is None or (len(self._layers) == 1 and isinstance(layer, (ReLU, LeakyReLU, ELU)) and z > 0.0):
            return "1"
        if len(self._layers) == 1:
            answer = self.factor(a)
            match layer:
                case Tanh():
                    return f"(1 − {answer}²)"
                case Sigmoid():
                    return f"{self._steepness(layer)}{answer} · (1 − {answer})"
                case ReLU():
                    return "0"
                case LeakyReLU():
                    return self.factor(layer.alpha)
                case ELU():
                    return f"({self._write(a)} + {self.factor(layer.alpha)})"
        return self.factor(by_sum / by_output if by_output else 0.0)

    def softmax(self, sums: Sequence[float], row: int) -> str:
        """Return e^z over the sum of all, with numbers."""
        powers = [f"e^{self.factor(z)}" for z in sums]
        below = " + ".join(powers[:FEW_TERMS]) + (" + …" if len(powers) > FEW_TERMS else "")
        return f"{powers[row]} / ({below})"

    def factor(self, value: float) -> str:
        """Return a number as a factor: negative ones in brackets."""
        text = self._write(value)
        return f"({text})" if text.startswith(("−", "-")) else text

    def _steepness(self, layer: Sigmoid) -> str:
        return "" if layer.beta == 1.0 else f"{self._write(layer.beta)}·"

    def _activated(self, layer: Layer, letters: str, numbers: str, factor: str, z: float | None) -> tuple[str, str]:
        match layer:
            case Sigmoid() if layer.beta != 1.0:
                return f"sigmoid(β·{_bracketed(letters)})", f"sigmoid({self._steepness(layer)}{factor})"
            case LeakyReLU():
                alpha = self.factor(layer.alpha)
                return f"max(α·{_bracketed(letters)}, {letters})", f"max({alpha}·{factor}, {numbers})"
            case ELU() if z is not None:
                return f"elu({letters})", numbers if z > 0.0 else f"{self.factor(layer.alpha)}·(e^{factor} − 1)"
            case ELU() if layer.alpha != 1.0:
                return f"elu({letters})", "…"
            case Activation():
                return f"{layer.name}({letters})", f"{layer.name}({numbers})"
        return f"… {letters}", "…"

    def _normalized(self, layer: BatchNormalization, row: int, letters: str, numbers: str) -> tuple[str, str]:
        """Return batch normalisation with the running means."""
        gamma, beta, mean, variance = (
            self.factor(float(values[row])) for values in (layer.gamma, layer.beta, layer.mean, layer.variance)
        )
        written = f"{gamma}·({numbers} − {mean}) / √({variance} + {self._write(layer.epsilon)}) + {beta}"
        return f"γ ({letters} − μ) / √(v + ε) + β", written


def _bracketed(letters: str) -> str:
    return letters if "(" not in letters else f"({letters})"
