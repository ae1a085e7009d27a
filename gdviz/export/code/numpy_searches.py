"""Searches in plain NumPy: they look at losses of all rows only."""

from __future__ import annotations

from gdviz.export.code.recipe import CodeError, Recipe

MOST_DIAGONAL = 4  # parameters up to which neighbours lie diagonally too
SEARCHES = ("random_search", "hill_climbing", "exhaustive_search")

_FLAT = """
parameters = [{names}]


def set_theta(theta):
    # Put the numbers of theta into the parameters, one array after the other.
    start = 0
    for w in parameters:
        w[...] = theta[start : start + w.size].reshape(w.shape)
        start += w.size


def loss_at(theta):
    set_theta(theta)
    return float(loss_and_gradients(X_train, y_train)[0])


theta = np.concatenate([w.ravel() for w in parameters])
best = loss_at(theta)
"""

_RANDOM = """
SEED, LOW, HIGH, TRIES = {seed}, {low!r}, {high!r}, {tries}


def candidates(step):
    # Draw places at random, a row each.
    return np.random.default_rng((SEED, step)).uniform(LOW, HIGH, (TRIES, theta.size))
"""

_CLIMB = """
DELTA = {delta!r}
directions = {directions}


def candidates(step):
    # The neighbours on the grid, a row each.
    return theta + DELTA * directions
"""

_GRID = """
TRIES = {tries}  # places that one step looks at
axis = np.linspace({low!r}, {high!r}, {points})


def candidates(step):
    # The next places of the grid, a row each; none when all have been looked at.
    places = np.arange(step * TRIES, min((step + 1) * TRIES, len(axis) ** theta.size))
    return np.column_stack([axis[i] for i in np.unravel_index(places, (len(axis),) * theta.size)])
"""

_LOOP = """
STEPS = {steps}
losses = []  # the best so far, before each step
for step in range(STEPS):
    tried = candidates(step)
    if not len(tried):
        break
    losses.append(best)
    found = [loss_at(place) for place in tried]
    place = int(np.argmin(found))
    if found[place] < best:
        theta, best = tried[place].copy(), found[place]{otherwise}
    if step % max(1, STEPS // 10) == 0:
        print(f"step {{step:6d}}   loss {{best:.6g}}")

set_theta(theta)
{closing}
"""


def search_code(recipe: Recipe, names: list[str], closing: str) -> tuple[str, str]:
    """Return code for the method and for its loop; raises CodeError for another method."""
    name, options = recipe.method.name, recipe.options
    if recipe.powers:  # theta begins with the coefficient of x^0
        names = [*names[1:], names[0]]
    otherwise = ""
    if name == "random_search":
        rule = _RANDOM.format(
            seed=recipe.experiment.seed, low=options["low"], high=options["high"], tries=options["tries_per_step"]
        )
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
    else:
        raise CodeError(f"There is no program for the search {name}.")
    method = _FLAT.format(names=", ".join(names)).strip() + "\n" + rule
    return method, _LOOP.format(steps=recipe.steps, otherwise=otherwise, closing=closing)
