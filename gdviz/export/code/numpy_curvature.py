"""Methods that look at the curvature, in plain NumPy."""

from __future__ import annotations

import textwrap

from gdviz.export.code.errors import CodeError
from gdviz.export.code.loops import Stopping, has_batches
from gdviz.export.code.numpy_flat import flat_code, flat_names
from gdviz.export.code.numpy_line_search import line_searcher_parts
from gdviz.export.code.numpy_model import THROUGH, backward_lines, kept_names
from gdviz.export.code.recipe import Recipe

CURVATURE = ("newton", "gauss_newton", "levenberg_marquardt", "lbfgs", "conjugate_gradient")
_TINY = "8 * np.finfo(float).eps * np.maximum(1, np.abs(theta))"

_HESSIAN = """
def curvature(theta, rows):
    \"\"\"How the slope changes when one parameter at a time goes a little up and down: (P, P).

    Rounding shows in its 10th digit. A step is divided by it, so that where it is flat other machines go elsewhere.
    \"\"\"
    H = np.empty((theta.size, theta.size))
    for i in range(theta.size):
        little = np.zeros_like(theta)
        little[i] = 1e-5 * max(1, abs(theta[i]))
        H[i] = (loss_and_slope(theta + little, rows)[1] - loss_and_slope(theta - little, rows)[1]) / (2 * little[i])
    return (H + H.T) / 2
"""
_LINEAR_HESSIAN = """
def curvature(theta, rows):
    \"\"\"Phi^T c Phi, with the columns that theta is multiplied by and the curvature c of the loss: (P, P).\"\"\"
    set_theta(theta)
    X = X_train[rows]
    Phi = {phi}
    {answer}
    return Phi.T @ (c * Phi) / len(X){price}
"""
_NEWTON = """
def take_step(theta, step):
    \"\"\"Lay a parabola on the surface and jump to its lowest point.\"\"\"
    rows = rows_of(step)
    loss, slope = loss_and_slope(theta, rows)
    H = curvature(theta, rows)
    if not np.isfinite(H).all() or not H.any():
        return loss, theta, True
    values, Q = np.linalg.eigh(H)
    eps, size = np.finfo(float).eps, np.abs(values).max()
    if values[0] <= len(slope) * eps * size:  # it opens downwards somewhere: turn it round, so that it leads downhill
        values = np.maximum(np.abs(values), np.sqrt(eps) * size)
    move = Q @ ((Q.T @ slope) / values)
    theta = theta - move
    return loss, theta, (np.abs(move) <= TINY).all()
"""
_ROOT = """
def take_step(theta, step):
    \"\"\"Go to where the tangent meets 0. A loss that has no 0 throws it about: then rounding decides where to.\"\"\"
    loss, slope = loss_and_slope(theta, rows_of(step))
    if slope[0] == 0:
        return loss, theta, True
    move = loss / slope
    theta = theta - move
    return loss, theta, (np.abs(move) <= TINY).all()
"""

_RESIDUALS = """
def residuals(theta):
    \"\"\"Return r with loss = r . r, and how each depends on theta: a row and an output at a time goes backward.\"\"\"
    set_theta(theta)
    r, R = [], []
    for i in range(n):
        X, y = X_train[i : i + 1], y_train[i : i + 1]
        {kept} = forward(X)
        for k in range(f.shape[1]):
            df = np.zeros_like(f)
            df[0, k] = 1
{backward}
            r.append(ROOT * (f - y)[0, k])
            R.append(ROOT * flat([{gradients}]))
    r, R = np.array(r), np.array(R)
{more}    return r, R


def shortest(A, b):
    \"\"\"Return the shortest s with the least |A s - b|; columns of length 1, so that scales do not matter.\"\"\"
    lengths = np.linalg.norm(A, axis=0)
    lengths[lengths == 0] = 1
    s, _, rank, _ = np.linalg.lstsq(A / lengths, b, rcond=None)
    return s / lengths if rank == A.shape[1] else np.linalg.lstsq(A, b, rcond=None)[0]
"""
_PRICE = """    r = np.append(r, PRICE * theta)  # L2 as one more residual for each weight
    R = np.vstack([R, np.diag(PRICE)])
"""
_GAUSS_NEWTON = """
def take_step(theta, step):
    \"\"\"Take the model for straight in its parameters, and solve that.\"\"\"
    r, R = residuals(theta)
    loss, move = r @ r, shortest(R, -r)
    theta = theta + move
    return loss, theta, (np.abs(move) <= TINY).all()
"""
_MARQUARDT = """
damping, factor = {damping!r}, {factor!r}


def take_step(theta, step):
    \"\"\"Gauss-Newton on a leash, which gets shorter until a place is lower.\"\"\"
    global damping
    r, R = residuals(theta)
    loss = r @ r
    lengths = np.linalg.norm(R, axis=0)
    lengths[lengths == 0] = 1
    while True:
        leash = np.diag(np.sqrt(damping) * lengths)
        move = shortest(np.vstack([R, leash]), np.append(-r, np.zeros(theta.size)))
        if (np.abs(move) <= TINY).all() or damping > 1e16:
            return loss, theta, True
        if loss_at(theta + move) < loss:
            damping /= factor
            return loss, theta + move, False
        damping *= factor
"""

_LOOP = """
losses = []  # before each step
{before}for step in range(STEPS):
    loss, theta, finished = take_step(theta, step){hold}
    losses.append(float(loss))
    if step % max(1, STEPS // 10) == 0:
        print(f"step {{step:6d}}   loss {{loss:.6g}}")
    if finished:
        break
{within}
set_theta(theta)
{closing}
"""


def curvature_code(recipe: Recipe, closing: str, early: Stopping) -> tuple[str, str]:
    """Return code for the method and for its loop; raises CodeError where it does not fit the loss."""
    name, options = recipe.method, recipe.options
    if name == "newton":
        root = options.get("target") == "root"
        if root and recipe.n_parameters != 1:
            raise CodeError(f"Newton goes to the root of a model of one parameter; this one has {recipe.n_parameters}.")
        batches = has_batches(recipe)
        parts = [_ROOT] if root else [_curvature(recipe), _NEWTON]
        parts = parts if batches else [_of_all_rows(part) for part in parts]
        parts = [flat_code(recipe, slopes=True, batches=batches, losses=False), *parts]
    elif name in ("gauss_newton", "levenberg_marquardt"):
        parts = [flat_code(recipe, losses=name == "levenberg_marquardt"), _residuals(recipe)]
        parts.append(_GAUSS_NEWTON if name == "gauss_newton" else _MARQUARDT.format(**options))
    else:
        parts = [flat_code(recipe, slopes=True, losses=False), *line_searcher_parts(recipe)]
    method = "\n\n\n".join(part.strip() for part in parts).replace("TINY", _TINY)
    hold = "\n    theta[HELD] = kept" if recipe.frozen else ""
    loop = _LOOP.format(hold=hold, closing=closing, before=early.before, within=early.within)
    if "rows_of(" not in method:
        method, loop = (code.replace("take_step(theta, step)", "take_step(theta)") for code in (method, loop))
    return method, loop


def _of_all_rows(code: str) -> str:
    """Return code of a method as it is where each step sees all rows."""
    code = code.replace("    rows = rows_of(step)\n", "").replace(", rows_of(step)", "")
    return code.replace(", rows)", ")").replace("[rows]", "")


def _curvature(recipe: Recipe) -> str:
    loss = recipe.loss
    squared = loss in ("mse", "half_mse") and recipe.link == "identity"
    logistic = loss == "binary_cross_entropy" and recipe.link == "sigmoid"
    plain = len(recipe.layers) == 1 and recipe.n_outputs == 1 and not recipe.wave
    if recipe.model == "network" or not plain or not (squared or logistic):
        return _HESSIAN
    bias = "b" in recipe.layers[0].arrays
    phi = "np.hstack([np.ones((len(X), 1)), X])" if recipe.powers else "np.hstack([X, np.ones((len(X), 1))])"
    answer = "f = forward(X)[-1]\n    c = f * (1 - f)"
    if squared:
        answer = "c = 2.0" if loss == "mse" else "c = 1.0"
    price = ""
    if recipe.is_priced:
        price = f" + np.diag(flat([{', '.join(_marks(recipe, 2))}]))"
    return _LINEAR_HESSIAN.format(phi=phi if bias else "X", answer=answer, price=price)


def _marks(recipe: Recipe, factor: int) -> list[str]:
    """Return code for `factor` times the price on its square at each number, array by array."""
    prices = {f"W{layer.number}": factor * layer.l2 for layer in recipe.layers if "W" in layer.arrays}
    return [f"np.full_like({name}, {prices[name]!r})" if prices.get(name) else f"np.zeros_like({name})"
            for name in flat_names(recipe)]  # fmt: skip


def _residuals(recipe: Recipe) -> str:
    if recipe.loss not in ("mse", "half_mse") or any(layer.l1 for layer in recipe.layers):
        raise CodeError("Gauss-Newton and Levenberg-Marquardt need a squared loss and l1 = 0.")
    held = "    R[:, HELD] = 0\n" if recipe.frozen else ""
    factor, more, setup = (1.0 if recipe.loss == "mse" else 0.5), held, ""
    if recipe.is_priced:
        more = _PRICE + held
        setup = f"PRICE = np.sqrt(flat([{', '.join(_marks(recipe, 1))}]))\n"
    through = [f"dz = {THROUGH[recipe.link]}"] if recipe.link != "identity" else []
    back = [*through, *backward_lines(recipe)]
    body = _RESIDUALS.format(
        kept=", ".join(kept_names(recipe, "\n".join(back))),
        backward=textwrap.indent("\n".join(back), " " * 12),
        gradients=", ".join(f"d{name}" for name in flat_names(recipe)),
        more=more,
    )
    return f"ROOT = np.sqrt({factor!r} / n)\n{setup}\n\n{body.strip()}"
