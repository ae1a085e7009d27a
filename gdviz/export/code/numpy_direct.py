"""Models that their data determine at once, in plain NumPy: how they answer, from scratch."""

from __future__ import annotations

import numpy as np

from gdviz.export.code.blocks import Block
from gdviz.export.code.direct import DirectRecipe
from gdviz.export.code.numpy_helpers import helpers_for

_NEAREST = '''
K = {k}  # neighbours that answer
{scale}

def nearest(x):
    """Return which K training points are nearest to the point x; of equally near ones the earlier."""
    squares = {squares}
    return np.argsort(squares, kind="stable")[:K]


def answers(X):
    """Return {what} for each row of X."""
    return np.array([y_train[nearest({asked})].mean(axis=0) for x in X])
'''
_SCALE = """
deviations = X_train.std(axis=0)
scale = np.where(deviations > 0, deviations, 1)  # each input is measured in its standard deviations
Z_train = X_train / scale

"""

_TABLE = '''
{intervals}
# the rows of each entry, and then their mean: the table
table = {{}}
for x, y in zip(X_train, y_train):
    table.setdefault(entry(x), []).append(y)
table = {{key: np.mean(rows, axis=0) for key, rows in table.items()}}
NOTHING = np.full(y_train.shape[1], np.nan)


def answers(X):
    """Return {what} for each row of X; NaN where the table has no entry."""
    return np.array([table.get(entry(x), NOTHING) for x in X])


print(len(table), "entries")
'''
_VALUE = '''
def entry(x):
    """Return what an entry is found by: the values themselves."""
    return tuple(x)

'''
_INTERVALS = '''
INTERVALS = {intervals}
low, high = X_train.min(axis=0), X_train.max(axis=0)
width = (high - low) / INTERVALS
{constant}

def entry(x):
    """Return what an entry is found by: in which interval of each input x lies, the last one with both its ends."""
    cells = np.floor((x - low) / width)
    return tuple(np.where(x == high, INTERVALS - 1, cells))

'''
_CONSTANT = "width[width == 0] = np.inf  # an input that has one value only\n"

_GAUSSIAN = '''
classes = {classes}
share = {{i: np.mean(labels_train == i) for i in classes}}
mean = {{i: X_train[labels_train == i].mean(axis=0) for i in classes}}


def spread(X):
    """Return the covariance of the rows of X: the mean of (x - mu) (x - mu)^T."""
    off = X - X.mean(axis=0)
    return off.T @ off / len(X)


{covariance}


def log_density(X, mu, sigma):
    """Return log exp(-(x - mu)^T sigma^-1 (x - mu) / 2) / sqrt((2 pi)^d |sigma|) for each row x of X."""
    off = X - mu
    distance = np.sum(off @ np.linalg.inv(sigma) * off, axis=1)
    size = np.linalg.slogdet(sigma)[1] + len(mu) * np.log(2 * np.pi)
    return -(distance + size) / 2


def scores(X):
    """Return log(share of class i times its density at x): a column for each class i."""
    z = np.full((len(X), {k}), -np.inf)
    for i in classes:
        z[:, i] = np.log(share[i]) + log_density(X, mean[i], covariance[i])
    return z


def answers(X):
    """Return P(class i | x) = share_i f_i(x) / sum of all share_j f_j(x)."""
    return softmax(scores(X))
'''
_OWN = """
covariance = {i: spread(X_train[labels_train == i]) for i in classes}
"""
_SHARED = """
shared = sum(share[i] * spread(X_train[labels_train == i]) for i in classes)
covariance = dict.fromkeys(classes, shared)  # the same for all: boundaries are straight
"""
_LEARNED = """
for i in classes:
    print(f"class {i}: share {share[i]:.4g}, mean {mean[i]}")
"""


def model_block(recipe: DirectRecipe) -> Block:
    """Return code for `answers(X)`."""
    write = {"k_nearest": _nearest, "look_up": _look_up, "gaussian": _gaussian}[recipe.model]
    heading = "The model: what the training rows say of others"
    return Block(heading, write(recipe))


def _what(recipe: DirectRecipe) -> str:
    return "the mean of y" if recipe.link == "identity" else "the share of each class"


def _nearest(recipe: DirectRecipe) -> str:
    scaled = bool(recipe.options["standardise"])
    squares = f"np.sum(({'Z_train' if scaled else 'X_train'} - x) ** 2, axis=1)"
    squares += "  # the square of each distance"
    return _NEAREST.format(
        k=recipe.options["k"],
        scale=_SCALE if scaled else "",
        squares=squares,
        asked="x / scale" if scaled else "x",
        what=f"{_what(recipe)} among its neighbours",
    )


def _look_up(recipe: DirectRecipe) -> str:
    intervals, constant = int(recipe.options["intervals"]), ""
    if intervals and (np.ptp(recipe.split.X_train, axis=0) == 0).any():
        constant = _CONSTANT
    found = _INTERVALS.format(intervals=intervals, constant=constant) if intervals else _VALUE
    return _TABLE.format(intervals=found, what=f"{_what(recipe)} of its entry")


def _gaussian(recipe: DirectRecipe) -> str:
    k, classes = recipe.n_classes, f"range({recipe.n_classes})"
    if recipe.empty:
        there = [label for label in range(k) if label not in recipe.empty]
        classes = f"{there!r}  # the others have no training point, and are never answered"
    covariance = (_OWN if recipe.options["covariance"] == "own" else _SHARED).strip()
    code = _GAUSSIAN.format(classes=classes, covariance=covariance, k=k).strip()
    before = "\n\n\n".join(helpers_for(code, dtype="float64"))
    return f"{before}\n\n\n{code}\n\n\n{_LEARNED.strip()}"
