"""Searches in plain NumPy: they look at losses of all rows only."""

from __future__ import annotations

from gdviz.export.code.errors import CodeError
from gdviz.export.code.loops import Stopping
from gdviz.export.code.numpy_flat import flat_code
from gdviz.export.code.recipe import Recipe

MOST_DIAGONAL = 4  # parameters up to which neighbours lie diagonally too
SEARCHES = ("random_search", "hill_climbing", "exhaustive_search", "nelder_mead", "simulated_annealing")

_RANDOM = """
LOW, HIGH, TRIES = {low!r}, {high!r}, {tries}


def candidates(step):
    \"\"\"Draw places at random, a row each.\"\"\"
    return np.random.default_rng((SEED, step)).uniform(LOW, HIGH, (TRIES, theta.size))
"""

_CLIMB = """
DELTA = {delta!r}
directions = {directions}


def candidates(step):
    \"\"\"The neighbours on the grid, a row each.\"\"\"
    return theta + DELTA * directions
"""

_GRID = """
TRIES = {tries}  # places that one step looks at
axis = np.linspace({low!r}, {high!r}, {points})


def candidates(step):
    \"\"\"The next places of the grid, a row each; none when all have been looked at.\"\"\"
    places = np.arange(step * TRIES, min((step + 1) * TRIES, len(axis) ** theta.size))
    return np.column_stack([axis[i] for i in np.unravel_index(places, (len(axis),) * theta.size)])
"""

_LOOP = """
lowest = loss_at(theta)
losses = []  # the best so far, before each step
{before}for step in range(STEPS):
    tried = candidates(step){hold}
    if not len(tried):
        break
    losses.append(lowest)
    found = [loss_at(place) for place in tried]
    place = int(np.argmin(found))
    if found[place] < lowest:
        theta, lowest = tried[place].copy(), found[place]{otherwise}
    if step % max(1, STEPS // 10) == 0:
        print(f"step {{step:6d}}   loss {{lowest:.6g}}")
{within}
set_theta(theta)
{closing}
"""


_SIMPLEX = """
SIZE = {size!r}
corners = np.vstack([theta, theta + SIZE * np.eye(theta.size)]){hold}
heights = np.array([loss_at(corner) for corner in corners])
order = np.argsort(heights, kind="stable")
corners, heights = corners[order], heights[order]  # the best first


def tumble():
    \"\"\"Throw the worst corner over to the other side: Nelder and Mead 1965, rules of Lagarias et al. 1998.\"\"\"
    centre, worst = corners[:-1].mean(axis=0), corners[-1].copy()
    reflected = centre + (centre - worst)
    loss = loss_at(reflected)
    if loss < heights[0]:
        expanded = centre + 2 * (centre - worst)
        further = loss_at(expanded)
        corners[-1], heights[-1] = (expanded, further) if further < loss else (reflected, loss)
    elif loss < heights[-2]:
        corners[-1], heights[-1] = reflected, loss
    else:
        outside = loss < heights[-1]
        contracted = centre + (0.5 if outside else -0.5) * (centre - worst)
        nearer = loss_at(contracted)
        if nearer <= loss if outside else nearer < heights[-1]:
            corners[-1], heights[-1] = contracted, nearer
        else:  # all move half way to the best
            corners[1:] = corners[0] + 0.5 * (corners[1:] - corners[0])
            heights[1:] = [loss_at(corner) for corner in corners[1:]]
    order = np.argsort(heights, kind="stable")
    corners[...], heights[...] = corners[order], heights[order]
"""
_SIMPLEX_LOOP = """
losses = []  # the best so far, before each step
lowest = loss_at(theta)
{before}for step in range(STEPS):
    losses.append(lowest)
    tumble()
    theta, lowest = corners[0].copy(), float(heights[0])
    if step % max(1, STEPS // 10) == 0:
        print(f"step {{step:6d}}   loss {{lowest:.6g}}")
    if (np.abs(corners[1:] - theta) <= 4 * np.finfo(float).eps * np.maximum(1e-300, np.abs(theta))).all():
        break  # all corners are in one place
{within}
set_theta(theta)
{closing}
"""

_ANNEALING = """
TEMPERATURE, COOLING, WIDTH = {temperature!r}, {cooling!r}, {width!r}
"""
_ANNEALING_LOOP = """
losses = []  # before each step
here = lowest = loss_at(theta)
best_theta = theta.copy()
cooled = 1.0
{before}for step in range(STEPS):
    losses.append(here)
    if cooled < 1e-12:  # it is frozen: back to the best place
        theta, here = best_theta, lowest
        break
    rng = np.random.default_rng((SEED, step))
    there = theta + WIDTH * np.sqrt(cooled) * rng.standard_normal(theta.size){hold}
    drawn = rng.random()
    loss = loss_at(there)
    if loss <= here or np.exp(-(loss - here) / (TEMPERATURE * cooled)) > drawn:  # uphill too, while it is hot
        theta, here = there, loss
        if here < lowest:
            lowest, best_theta = here, theta.copy()
    cooled *= COOLING
    if step % max(1, STEPS // 10) == 0:
        print(f"step {{step:6d}}   loss {{here:.6g}}")
{within}
set_theta(theta)
{closing}
"""


def search_code(recipe: Recipe, closing: str, early: Stopping) -> tuple[str, str]:
    """Return code for the method and for its loop; raises CodeError for another method."""
    name, options = recipe.method, recipe.options
    around = {"before": early.before, "within": early.within, "closing": closing}
    otherwise = ""
    if name == "random_search":
        rule = _RANDOM.format(low=options["low"], high=options["high"], tries=options["tries_per_step"])
    elif name == "hill_climbing":
        P = recipe.n_parameters
        if P <= MOST_DIAGONAL:
            directions = f"np.array(list(np.ndindex(*[3] * {P}))) - 1\ndirections = directions[directions.any(axis=1)]"
        else:
            directions = f"np.vstack([np.eye({P}), -np.eye({P})])"
        rule = _CLIMB.format(delta=options["delta"], directions=directions)
        otherwise = "\n    else:\n        break  # no neighbour is better"
    elif name == "exhaustive_search":
        rule = _GRID.format(
            tries=options["tries_per_step"], low=options["low"], high=options["high"], points=options["points_per_axis"]
        )
    elif name == "nelder_mead":
        held = "\ncorners[:, HELD] = kept" if recipe.frozen else ""
        method = f"{flat_code(recipe)}\n{_SIMPLEX.format(size=options['size'], hold=held)}"
        return method, _SIMPLEX_LOOP.format(**around)
    elif name == "simulated_annealing":
        held = "\n    there[HELD] = kept" if recipe.frozen else ""
        method = f"{flat_code(recipe)}\n{_ANNEALING.format(**options)}"
        return method, _ANNEALING_LOOP.format(hold=held, **around)
    else:
        raise CodeError(f"There is no program for the search {name}.")
    hold = "\n    tried[:, HELD] = kept" if recipe.frozen else ""
    loop = _LOOP.format(otherwise=otherwise, hold=hold, **around)
    return f"{flat_code(recipe)}\n{rule}", loop
