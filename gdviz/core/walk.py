"""One sample's way through a network and back, move by move, each with its formula and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gdviz.core.anatomy import Slopes, Stage
from gdviz.core.written import FEW_TERMS, Written

Phase = Literal["input", "sum", "output", "loss", "slope", "weight", "bias", "update"]
Piece: TypeAlias = tuple[str, bool]
"""A part of a formula, and whether it is the one that this move is about."""

FEW_NEURONS = 12  # up to so many, each neuron and each weight is a move of its own; beyond, a layer is one
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Move:
    """What happens now, where, and how it is worked out.

    `forward` is False from the loss on. `row` is the neuron that the formula is about, `whole` if its column moves
    with it; `source` the neuron in the column before, for a weight. `pieces` are the formula with its numbers.
    """

    phase: Phase
    column: int
    row: int
    source: int
    whole: bool
    pieces: tuple[Piece, ...]

    @property
    def forward(self) -> bool:
        return self.phase in ("input", "sum", "output")

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)


Write: TypeAlias = Callable[[float], str]


class Walk:
    """The moves of one sample: the inputs, each neuron's sum and output, the loss, and every slope on the way back."""

    def __init__(
        self,
        parts: Sequence[Stage],
        slopes: Slopes,
        target: float,
        loss: str,
        inputs: Sequence[str],
        write: Write,
        shown: Sequence[int] = (),
        learning_rate: float | None = None,
    ) -> None:
        """`target` is the class or the number that belongs to the sample, `inputs` are the names of the inputs.

        `write` writes a number; `shown` is, by column, the neuron to work out where a whole column moves at once. With
        a learning rate the last move is a step of gradient descent for this sample alone.
        """
        self._parts, self._slopes, self._target, self._loss = tuple(parts), slopes, target, loss
        self._inputs, self._write = tuple(inputs), write
        self._rate = learning_rate
        self._written = [Written(part, write) for part in self._parts]
        neurons = sum(part.shape[1] for part in parts)
        self.whole = neurons > FEW_NEURONS
        self._shown = list(shown) + [0] * (len(parts) + 1 - len(shown))
        self.moves: tuple[Move, ...] = tuple(self._all())

    # -- the order -------------------------------------------------------------------------------------------------

    def _all(self) -> list[Move]:
        last = len(self._parts)
        moves = [self._move("input", 0, 0, self._inputs_told())]
        for column in range(1, last + 1):
            for row in self._rows(column):
                moves.append(self._move("sum", column, row, self._sum(column, row)))
                moves.append(self._move("output", column, row, self._output(column, row)))
        moves.append(self._move("loss", last, self._answer_row(), self._loss_told()))
        for column in range(last, 0, -1):
            for row in self._rows(column):
                moves.append(self._move("slope", column, row, self._slope(column, row)))
                for source in self._sources(column):
                    moves.append(self._move("weight", column, row, self._weight(column, row, source), source))
                if self._parts[column - 1].dense.bias:
                    moves.append(self._move("bias", column, row, self._bias(column, row)))
        if self._rate is not None:
            row, source = self._rows(last)[0], self._sources(last)[0]
            moves.append(self._move("update", last, row, self._update(last, row, source, self._rate), source))
        return moves

    def _move(self, phase: Phase, column: int, row: int, pieces: list[Piece], source: int = -1) -> Move:
        return Move(phase, column, row, source, self.whole, tuple(pieces))

    def _rows(self, column: int) -> Sequence[int]:
        width = self._parts[column - 1].shape[1]
        return [min(self._shown[column], width - 1)] if self.whole else range(width)

    def _sources(self, column: int) -> Sequence[int]:
        width = self._parts[column - 1].shape[0]
        return [min(self._shown[column - 1], width - 1)] if self.whole else range(width)

    # -- names and numbers -----------------------------------------------------------------------------------------

    def _name(self, letter: str, column: int, row: int) -> str:
        return f"{letter}{str(column).translate(_ABOVE)}{str(row + 1).translate(_BELOW)}"

    def _w(self, column: int, source: int, row: int) -> str:
        places = f"{source + 1},{row + 1}" if max(source, row) > 8 else f"{source + 1}{row + 1}"
        return f"w{str(column).translate(_ABOVE)}{places.translate(_BELOW)}"

    def _a(self, column: int, row: int) -> str:
        if column == 0:
            return self._inputs[row]
        if column == len(self._parts):
            letter = "f" if self._parts[-1].activation in ("identity", "linear") else "p"
            return letter if self._parts[-1].shape[1] == 1 else f"{letter}{str(row).translate(_BELOW)}"
        return self._name("a", column, row)

    def _value(self, column: int, row: int) -> float:
        return float(self._slopes.inside.outputs[column][0, row])

    def _factor(self, value: float) -> str:
        return self._written[-1].factor(value)

    # -- forward ---------------------------------------------------------------------------------------------------

    def _inputs_told(self) -> list[Piece]:
        shown = min(len(self._inputs), 2 * FEW_TERMS)
        text = "   ".join(f"{self._inputs[row]} = {self._write(self._value(0, row))}" for row in range(shown))
        return [(text + (" …" if shown < len(self._inputs) else ""), True)]

    def _sum_pieces(self, column: int, row: int, moves: bool) -> list[Piece]:
        part = self._parts[column - 1]
        n, z = part.shape[0], float(self._slopes.inside.sums[column - 1][0, row])
        few = range(min(n, FEW_TERMS))
        more = " + …" if n > FEW_TERMS else ""
        names = " + ".join(f"{self._a(column - 1, i)}·{self._w(column, i, row)}" for i in few)
        numbers = " + ".join(
            f"{self._factor(self._value(column - 1, i))}·{self._factor(float(part.dense.W[i, row]))}" for i in few
        )
        b_name, b = "", ""
        if part.dense.bias:
            b_name, b = f" + {self._name('b', column, row)}", f" + {self._factor(float(part.dense.b[row]))}"
        return [
            (f"{self._name('z', column, row)} = {names}{more}{b_name} = ", False),
            (f"{numbers}{more}{b}", moves),
            (" = ", False),
            (self._write(z), moves),
        ]

    def _sum(self, column: int, row: int) -> list[Piece]:
        return self._sum_pieces(column, row, True)

    def _output(self, column: int, row: int) -> list[Piece]:
        z, sums = self._name("z", column, row), self._slopes.inside.sums[column - 1][0].tolist()
        if column < len(self._parts):
            name, inner = self._written[column - 1].answer(z, sums, row)
        else:
            link, number = self._parts[-1].activation, self._write(sums[row])
            name, inner = (z, number) if link in ("identity", "linear") else (f"{link}({z})", f"{link}({number})")
            if link == "softmax":
                inner = self._written[-1].softmax(sums, row)
        return [
            (f"{self._a(column, row)} = {name} = ", False), (inner, True), (" = ", False),
            (self._write(self._value(column, row)), True),
        ]  # fmt: skip

    # -- the loss --------------------------------------------------------------------------------------------------

    def _answer_row(self) -> int:
        """Return the output that belongs to the sample's class; the only one where there is one."""
        return int(self._target) if self._parts[-1].shape[1] > 1 else 0

    def _loss_told(self) -> list[Piece]:
        last, row = len(self._parts), self._answer_row()
        answer, name = self._value(last, row), self._a(last, row)
        shown, y = self._write(answer), self._write(self._target)
        forms = {
            "mse": (f"({name} − y)²", f"({shown} − {self._factor(self._target)})²"),
            "half_mse": (f"½ ({name} − y)²", f"½ ({shown} − {self._factor(self._target)})²"),
            "mae": (f"|{name} − y|", f"|{shown} − {self._factor(self._target)}|"),
            "categorical_cross_entropy": (f"−ln {name}", f"−ln {shown}"),
            "binary_cross_entropy": (
                (f"−ln {name}", f"−ln {shown}") if self._target else (f"−ln(1 − {name})", f"−ln(1 − {shown})")
            ),
        }
        form, numbers = forms.get(self._loss, ("", "")) if self._plain_answer() else ("", "")
        told = f"L = {form} = " if form else "L = "
        middle: list[Piece] = [(numbers, True), (" = ", False)] if numbers else []
        return [(f"y = {y}:  {told}", False), *middle, (self._write(self._slopes.loss), True)]

    def _plain_answer(self) -> bool:
        """Return whether the loss is one number of one answer, as the formulas have it."""
        return self._loss == "categorical_cross_entropy" or self._parts[-1].shape[1] == 1

    # -- backward --------------------------------------------------------------------------------------------------

    def _slope(self, column: int, row: int) -> list[Piece]:
        """Return dL/dz of a neuron: of the output from the loss, of others from all neurons that they lead to."""
        last, z = len(self._parts), self._name("z", column, row)
        slope = float(self._slopes.by_sum[column - 1][row])
        if column == last:
            return [(f"∂L/∂{z} = ", False), *self._output_slope(row), (self._write(slope), True)]
        after = self._parts[column]
        few = range(min(after.shape[1], FEW_TERMS))
        more = " + …" if after.shape[1] > FEW_TERMS else ""
        names = " + ".join(f"{self._w(column + 1, row, j)}·∂L/∂{self._name('z', column + 1, j)}" for j in few)
        numbers = " + ".join(
            f"{self._factor(float(after.dense.W[row, j]))}·{self._factor(float(self._slopes.by_sum[column][j]))}"
            for j in few
        )
        whole = self._slopes.by_output[column - 1]
        if self._written[column - 1].is_softmax:
            return self._softmax_slope(column, row)
        brackets = ("(", ")") if after.shape[1] > 1 else ("", "")
        a, told = self._a(column, row), self._written[column - 1]
        sum_ = float(self._slopes.inside.sums[column - 1][0, row])
        return [
            (f"∂L/∂{z} = {brackets[0]}{names}{more}{brackets[1]} · ∂{a}/∂{z} = ", False),
            (f"{brackets[0]}{numbers}{more}{brackets[1]}", True),
            (" · ", False),
            (told.slope(sum_, self._value(column, row), float(whole[row]), slope), True),
            (" = ", False),
            (self._write(slope), True),
        ]

    def _softmax_slope(self, column: int, row: int) -> list[Piece]:
        """Return dL/dz of a neuron whose sum moves the answers of all its neighbours."""
        z, layer = self._name("z", column, row), str(column).translate(_ABOVE)
        by_output, answers = self._slopes.by_output[column - 1], self._slopes.inside.outputs[column][0]
        a, own = self._a(column, row), self._factor(float(by_output[row]))
        mean = self._factor(float(by_output @ answers))
        return [
            (f"∂L/∂{z} = {a} · (∂L/∂{a} − Σ a{layer}ⱼ·∂L/∂a{layer}ⱼ) = ", False),
            (f"{self._factor(self._value(column, row))} · ({own} − {mean})", True),
            (" = ", False),
            (self._write(float(self._slopes.by_sum[column - 1][row])), True),
        ]

    def _output_slope(self, row: int) -> list[Piece]:
        name, answer = self._a(len(self._parts), row), self._write(self._value(len(self._parts), row))
        several = self._parts[-1].shape[1] > 1
        y = float(row == int(self._target)) if several else self._target
        factors = {"mse": "2 ", "half_mse": ""}
        factors |= {"binary_cross_entropy": "", "categorical_cross_entropy": ""}
        plain = self._loss.endswith("cross_entropy") or self._parts[-1].activation == "identity"
        if self._loss not in factors or not plain or (several and self._loss != "categorical_cross_entropy"):
            return []
        front = factors[self._loss]
        inner = (f"{front}({name} − y)", f"{front}({answer} − {self._factor(y)})")
        if not front:
            inner = (f"{name} − y", f"{answer} − {self._factor(y)}")
        return [(f"{inner[0]} = ", False), (inner[1], True), (" = ", False)]

    def _weight(self, column: int, row: int, source: int) -> list[Piece]:
        z, w, a = self._name("z", column, row), self._w(column, source, row), self._a(column - 1, source)
        slope, value = float(self._slopes.by_sum[column - 1][row]), self._value(column - 1, source)
        return [
            (f"∂L/∂{w} = ∂L/∂{z} · ∂{z}/∂{w} = ∂L/∂{z} · {a} = ", False),
            (f"{self._factor(slope)} · {self._factor(value)}", True),
            (" = ", False),
            (self._write(float(self._slopes.by_weight[column - 1][source, row])), True),
        ]

    def _update(self, column: int, row: int, source: int, rate: float) -> list[Piece]:
        w, before = self._w(column, source, row), float(self._parts[column - 1].dense.W[source, row])
        slope = float(self._slopes.by_weight[column - 1][source, row])
        return [
            (f"{w} ← {w} − η·∂L/∂{w} = ", False),
            (f"{self._write(before)} − {self._factor(rate)}·{self._factor(slope)}", True),
            (" = ", False),
            (self._write(before - rate * slope), True),
        ]

    def _bias(self, column: int, row: int) -> list[Piece]:
        z, b = self._name("z", column, row), self._name("b", column, row)
        slope = self._write(float(self._slopes.by_bias[column - 1][row]))
        return [(f"∂L/∂{b} = ∂L/∂{z} · 1 = ", False), (slope, True)]
