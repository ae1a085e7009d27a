"""All parameters as one vector theta: how methods see them that do more than follow one gradient."""

from __future__ import annotations

from gdviz.export.code.loops import Stopping, stopping
from gdviz.export.code.recipe import Recipe
from gdviz.export.code.task import Task

_FLAT = """
parameters = [{names}]


def set_theta(theta):
    \"\"\"Put the numbers of theta into the parameters, one array after the other.\"\"\"
    start = 0
    for w in parameters:
        w[...] = theta[start : start + w.size].reshape(w.shape)
        start += w.size


def flat(arrays):
    return np.concatenate([array.ravel() for array in arrays])
{more}

theta = flat(parameters)
"""
_LOSS = """

def loss_at(theta):
    set_theta(theta)
    return float(loss_and_gradients(X_train, y_train)[0])
"""
_TEST_LOSS = """

def test_loss_at(theta):
    set_theta(theta)
    return float(loss_and_gradients(X_test, y_test)[0]{price})


"""
_SLOPE = """

def loss_and_slope(theta{rows_in}):
    set_theta(theta)
    loss, gradients = loss_and_gradients(X_train{rows}, y_train{rows})
    return float(loss), flat({gradients})
"""


def flat_code(task: Task, *, slopes: bool = False, batches: bool = False, losses: bool = True) -> str:
    """Return code for theta, and for what is asked of it: `loss_at(theta)`, `loss_and_slope(theta[, rows])`."""
    more = _LOSS if losses else ""
    if slopes:
        gradients = "gradients" if not task.powers else "reversed(gradients)"  # that of x^0 first
        rows = ("", "") if not batches else (", rows", "[rows]")
        more += _SLOPE.format(rows_in=rows[0], rows=rows[1], gradients=gradients)
    code = _FLAT.format(names=", ".join(flat_names(task)), more=more).strip()
    if task.frozen:
        code += f"\nHELD = {list(task.frozen)!r}  # places in theta that no step moves\nkept = theta[HELD]"
    return code


def flat_stopping(recipe: Recipe, *, race: bool) -> Stopping:
    """Return what ends a loop over theta once the test loss falls no more."""
    price = " - penalty()" if recipe.is_priced else ""
    looked = stopping(recipe, loss="test_loss_at(theta)", keep="theta.copy()", restore="theta = best", race=race)
    return Stopping(f"{_TEST_LOSS.format(price=price)}{looked.before}", looked.within) if recipe.watches else looked


def flat_names(task: Task) -> list[str]:
    """Return the parameters in the order in which theta has them; a polynomial begins with the one of x^0."""
    names = task.names()
    return [*names[1:], names[0]] if task.powers else names


def frozen_places(task: Task) -> list[tuple[str, tuple[int, ...]]]:
    """Return name and index of each number that no step moves."""
    arrays = dict(zip(task.names(), task.arrays(), strict=True))
    places, start = [], 0
    for name in flat_names(task):
        array = arrays[name]
        for place in task.frozen:
            if start <= place < start + array.size:
                index, rest = [], place - start
                for length in reversed(array.shape):
                    rest, digit = divmod(rest, length)
                    index.append(digit)
                places.append((name, tuple(reversed(index))))
        start += array.size
    return places
