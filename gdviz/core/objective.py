"""The function that a method minimises, with its evaluations counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gdviz.core.checks import of_kind
from gdviz.core.grouped import grouped
from gdviz.core.least_squares import LeastSquares
from gdviz.core.loss_stack import linear_losses
from gdviz.core.losses import Loss, misfit
from gdviz.core.metrics import accuracy
from gdviz.core.models.base import Model, check_model
from gdviz.core.models.function import Function, Squares
from gdviz.core.models.linear import LinearModel
from gdviz.core.operations import Array
from gdviz.core.quadratic import MAX_CONDITION, Quadratic
from gdviz.core.regularizers import Penalty
from gdviz.core.tape import LossTape, ModelTape
from gdviz.core.targets import checked_rows, row_weights

MAX_HESSIAN_SIZE = 500
LARGEST_INPUT = 1e150  # squares of more leave the numbers, and no solver bears that


class Objective:
    """J(theta) = L(theta; rows) + l1 sum |w| + l2 sum w^2 over the weights w, without the biases.

    `rows` are all of X (n, ...), y (n,), or those that `select` names: the batch of a step. `theta` and `grad` are the
    model's own arrays, as far as they are trained; another vector may be handed in and is copied there.

    `training` is False for the loss as a finished model has it: without dropout, with running means. Searches, which
    compare losses, and maps of the loss want that one.

    `sum_up` is whether the rows of a parabola (linear model, squared loss) are summed up once, so that a loss of all
    rows costs O(P^2) whatever n; without it each one reads them all, O(n P), as a batch of them does.

    `weights` (n,) say how much each row counts in L: 1 unless given.

    `evaluations` counts every value of J that was asked for, with or without its gradient, whatever the batch: the
    honest cost of a search that tries 10,000 places.

    `watch` is called between the operations of long evaluations; what it raises ends them.

    Raises ValueError on rows that don't fit each other, or that are empty, or are not finite.
    """

    descends = False  # True: `descend` can be called

    def __init__(
        self,
        model: Model,
        loss: Loss,
        X: Array,
        y: Array,
        *,
        l1: float = 0.0,
        l2: float = 0.0,
        weights: Array | None = None,
        training: bool = True,
        watch: Callable[[], None] | None = None,
        sum_up: bool = True,
    ) -> None:
        check_model(model)
        of_kind(loss, Loss, "loss")
        X, y = checked_rows(X, y, model.input_shape)
        reason = misfit(loss, model.link, model.n_outputs)
        if loss.of_function != model.is_function:
            own = "is minimised itself, by the loss height" if model.is_function else "is not a function of itself"
            reason = f"model {model.name} {own}; got the loss {loss.name}"
        if reason:
            raise ValueError(reason)
        self._start(model, loss, len(X), l1, l2, training, watch)
        with np.errstate(over="ignore", invalid="ignore"):
            self.rows = _own(_usable(model.prepare(X)), X)
        self.targets = _own(_targets(model, loss, y), y)
        self.weights = None if weights is None else row_weights(weights, self.n).astype(self.rows.dtype)
        # of the rows alone, without penalty
        self.parabola = _quadratic(model, loss, self.rows, self.targets) if weights is None else None
        self._sums: Quadratic | None = self.parabola if sum_up else None  # stands for the rows

    def _start(
        self,
        model: Model,
        loss: Loss,
        n: int,
        l1: float,
        l2: float,
        training: bool = True,
        watch: Callable[[], None] | None = None,
    ) -> None:
        """Set all but the rows."""
        self.model = model
        self.loss_function = loss
        self.n = n
        self.evaluations = 0
        self._watch, self._training = watch, training
        self.theta = model.trained
        self.grad = model.parameters.trained_grad
        self._penalty = penalty_of(model, l1, l2)
        self._squares: LeastSquares | Squares | None = None
        self._held: Array | None = None
        self._full: LossTape | None = None
        self._tapes: dict[int, LossTape] = {}
        self.parabola = None
        self._sums = None
        self._tape: LossTape | None = None  # the selected batch; None is every row

    @property
    def full(self) -> LossTape:
        if self._full is None:
            self._full = self._write(self.rows, self.targets, self.weights)
        return self._full

    @property
    def quadratic(self) -> Quadratic | None:
        """Return the parabola that the loss of all rows is (linear model, squared loss, no penalty), or None."""
        return self.parabola if self._penalty is None else None

    @property
    def summed(self) -> bool:
        """Return whether the loss of all rows costs the same however many they are."""
        return self._sums is not None

    @property
    def penalty(self) -> Penalty | None:
        """Return what L1 and L2 add to the loss; None if both are 0."""
        return self._penalty

    @property
    def held(self) -> Array | None:
        """Return the places in theta that stand still; None if there are none."""
        return self._held

    @property
    def parts(self) -> tuple[slice, ...]:
        """Return where each array of what is trained lies in theta: weights, biases."""
        return self.model.parameters.trained_parts

    def hold(self, places: Array) -> None:
        """Let the gradient be 0 at these places of theta: parameters that are frozen one by one."""
        self._held = places if len(places) else None

    def select(self, indices: Array | None) -> None:
        """Let the next calls see only these rows; None is all rows."""
        if indices is None:
            self._tape = None
            return
        tape = self._tapes.get(len(indices))
        if tape is None:
            if not len(indices):
                raise ValueError("indices must name at least one row; got none")
            rows = np.empty((len(indices), *self.rows.shape[1:]), self.rows.dtype)
            targets = np.empty((len(indices), self.targets.shape[1]), self.targets.dtype)
            weights = None if self.weights is None else np.empty(len(indices), self.rows.dtype)
            tape = self._tapes[len(indices)] = self._write(rows, targets, weights)
        self.rows.take(indices, 0, tape.x, "clip")
        self.targets.take(indices, 0, tape.y, "clip")
        if self.weights is not None:
            self.weights.take(indices, 0, tape.weights, "clip")
        self._tape = tape

    def release(self) -> None:
        """Give the working memory of all batches back; what is needed again is taken again. All rows are selected."""
        self._full = self._tape = None
        self._tapes.clear()

    def loss(self, theta: Array) -> float:
        """Return J(theta)."""
        self.evaluations += 1
        if theta is not self.theta:
            self._place(theta)
        if self._tape is not None:
            value = self._tape.value()
        elif self._sums is not None:
            value = self._sums.value(self.theta)
        else:
            value = self.full.value()
        return value if self._penalty is None else value + self._penalty.value(self.theta)

    def loss_and_gradient(self, theta: Array) -> tuple[float, Array]:
        """Return J(theta) and dJ/dtheta (P,); the latter is `self.grad`, overwritten by the next call."""
        self.evaluations += 1
        if theta is not self.theta:
            self._place(theta)
        if self._tape is not None:
            value = self._tape.value_and_gradient()
        elif self._sums is not None:
            value = self._sums.value_and_gradient(self.theta, self.grad)
        else:
            value = self.full.value_and_gradient()
        if self._penalty is not None:
            value += self._penalty.add_gradient(self.theta, self.grad)
        if self._held is not None:
            self.grad[self._held] = 0.0
        return value, self.grad

    def descend(self, theta: Array, learning_rate: float) -> float:
        """Take theta -= learning_rate dJ/dtheta with one pass over theta instead of two; return J as it was before.

        What `grad` holds after it is the step and not the gradient.
        """
        raise NotImplementedError(f"{type(self).__name__} keeps the gradient")

    def losses(self, thetas: Array) -> Array:
        """Return J (m,) at many places (m, P); theta is left as it was."""
        if self._tape is None and self._sums is not None:
            self.evaluations += len(thetas)
            values = self._sums.values(thetas)
            return values if self._penalty is None else values + self._penalty.values(thetas)
        if isinstance(self.model, Function) and self.weights is None:
            self.evaluations += len(thetas)
            return self.model.heights(thetas)
        if isinstance(self.model, LinearModel):
            self.evaluations += len(thetas)
            tape = self._tape or self.full
            loss, link, outputs = self.loss_function, self.model.link, self.model.n_outputs
            values = linear_losses(tape.x, tape.y, thetas, loss, link, outputs, tape.weights)
            return values if self._penalty is None else values + self._penalty.values(thetas)
        kept = self.theta.copy()
        values = np.array([self.loss(theta) for theta in thetas])
        self.theta[...] = kept
        return values

    def hessian(self, theta: Array) -> Array:
        """Return d2J/dtheta2 (P, P), symmetric; of L1 only the smooth parts.

        Exact for one-output linear models with a smooth loss: Phi^T diag(d2L/dz2) Phi. Else central differences of
        the gradient, 2 P evaluations; raises ValueError from 500 parameters on.
        """
        P = theta.size
        if P > MAX_HESSIAN_SIZE:
            raise ValueError(
                f"a Hessian of {P} parameters has {grouped(P * P)} entries; the limit is {MAX_HESSIAN_SIZE}"
            )
        if theta is not self.theta:
            self._place(theta)
        if isinstance(self.model, LinearModel) and self.model.n_outputs == 1:
            exact = self._linear_hessian()
            if exact is not None:
                return exact
        kept = self.theta.copy()
        H = np.empty((P, P))
        for i in range(P):
            step = 1e-5 * max(1.0, abs(kept[i]))
            self.theta[i] = kept[i] + step
            upper = self.loss_and_gradient(self.theta)[1].copy()
            self.theta[i] = kept[i] - step
            lower = self.loss_and_gradient(self.theta)[1]
            H[i] = (upper - lower) / (2 * step)
            self.theta[i] = kept[i]
        return 0.5 * (H + H.T)

    def residuals(self, theta: Array) -> tuple[Array, Array]:
        """Return r (m,) and dr/dtheta (m, P), of all rows, with J(theta) = r . r; it costs an evaluation an output.

        Raises ValueError where J is no sum of squares: see `LeastSquares`.
        """
        if self._squares is None:
            self._squares = self.model.sum_of_squares() if isinstance(self.model, Function) else LeastSquares(self)
        self.evaluations += self.model.n_outputs
        r, slopes = self._squares.at(theta)
        if self._held is not None:
            slopes[:, self._held] = 0.0
        return r, slopes

    def _linear_hessian(self) -> Array | None:
        tape = self._tape or self.full
        Phi = tape.x
        z = Phi @ self.theta.reshape(-1, 1)
        curvature = self.loss_function.curvature(z)
        if curvature is None or self.loss_function.link != self.model.link:
            return None
        if tape.weights is not None:
            curvature = curvature * tape.weights[:, None]
        H: Array = Phi.T @ (curvature / len(Phi) * Phi)
        H = 0.5 * (H + H.T)  # of rounding too
        if self._penalty is not None:
            H[np.diag_indices_from(H)] += self._penalty.curvature()
        return H

    def evaluate(self, X: Array, y: Array) -> tuple[float, float | None]:
        """Return the loss without penalty, and the accuracy of a classifier (None for regression), on other rows."""
        return Evaluator(self.model, self.loss_function, X, y).evaluate()

    def _write(self, rows: Array, targets: Array, weights: Array | None) -> LossTape:
        tape = self.model.tape(rows, self._training)
        return LossTape(tape, self.loss_function, self.model.link, targets, self._watch, weights=weights)

    def _place(self, theta: Array) -> None:
        """Put a vector of another array into the model: of what is trained, or of all numbers."""
        if theta.size not in (self.theta.size, self.model.theta.size):
            raise ValueError(f"theta must have {self.theta.size} numbers, as the model has; got {theta.size}")
        (self.model.theta if theta.size == self.model.theta.size else self.theta)[...] = theta


def _usable(rows: Array) -> Array:
    largest = float(np.abs(rows).max()) if rows.dtype.kind == "f" and rows.size else 0.0
    if not largest <= LARGEST_INPUT:
        raise ValueError(
            f"what the model makes of the inputs must be within ±{LARGEST_INPUT:g}; got {largest:.3g}: "
            "standardise the inputs, or choose a lower degree"
        )
    return rows


def _own(rows: Array, given: Array) -> Array:
    """Return `rows`, or a copy where whoever gave it could still change it; read-only rows are shared."""
    changeable = rows.flags.writeable and np.may_share_memory(rows, given)
    return rows.copy() if changeable else rows


def penalty_of(model: Model, l1: float, l2: float) -> Penalty | None:
    """Return the price on weights, of what is trained of them; None if there is none."""
    trained, own = slice(model.trained.size), model.own_penalties
    penalty = Penalty(l1, l2, model.penalized[trained])
    if own is not None:
        return penalty.plus(own[0][trained], own[1][trained])
    return penalty if l1 or l2 else None


def _targets(model: Model, loss: Loss, y: Array) -> Array:
    if loss.labels:
        return loss.targets(y, model.n_outputs, model.theta.dtype)
    return model.targets(y)


def _quadratic(model: Model, loss: Loss, rows: Array, targets: Array) -> Quadratic | None:
    factor = getattr(loss, "factor", None)
    if factor is None or not isinstance(model, LinearModel) or model.link != "identity" or rows.dtype != np.float64:
        return None
    quadratic = Quadratic(rows, targets, factor)
    return quadratic if quadratic.condition <= MAX_CONDITION else None


class Evaluator:
    """Loss (without penalty) and accuracy of a model on fixed rows, ready to be asked again and again."""

    def __init__(
        self, model: Model, loss: Loss, X: Array, y: Array, *, watch: Callable[[], None] | None = None
    ) -> None:
        X, y = checked_rows(X, y, model.input_shape)
        self.model, self.labels, self._loss, self._watch = model, y, loss, watch
        self._rows, self._targets = model.prepare(X), _targets(model, loss, y)
        self._quadratic = _quadratic(model, loss, self._rows, self._targets)
        self._tapes: tuple[ModelTape, LossTape] | None = None

    def evaluate(self) -> tuple[float, float | None]:
        if self._quadratic is not None:
            return self._quadratic.value(self.model.theta), None
        if self._tapes is None:
            tape = self.model.tape(self._rows)
            self._tapes = tape, LossTape(tape, self._loss, self.model.link, self._targets, self._watch)
        model_tape, loss_tape = self._tapes
        loss = loss_tape.value()
        if self.model.link == "identity":
            return loss, None
        labels = self.labels
        if self.model.is_direct:  # no answer is no right one
            labels = np.where(np.isnan(model_tape.z).any(axis=1), -1, labels)
        return loss, accuracy(model_tape.z, labels)

    def release(self) -> None:
        """Give the working memory back; it is taken again when it is needed."""
        self._tapes = None
