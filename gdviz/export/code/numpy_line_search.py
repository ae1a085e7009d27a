"""Methods that search along a line, in plain NumPy: L-BFGS and conjugate gradients."""

from __future__ import annotations

from gdviz.export.code.recipe import Recipe

_LINE_SEARCH = """
C1, C2 = 1e-4, {c2}


def line_search(phi, first, slope_here, loss_here):
    \"\"\"Return a distance a with phi(a) <= phi(0) + C1 a phi'(0) and |phi'(a)| <= C2 |phi'(0)|.

    Nocedal and Wright 2006, algorithms 3.5 and 3.6. phi(a) gives loss and slope; a place is (distance, loss, slope).
    None: nothing is lower.
    \"\"\"
    start = (0.0, loss_here, slope_here)
    tried = []

    def look(distance):
        tried.append((distance, *phi(distance)))
        return tried[-1]

    def falls(place):
        return place[1] <= start[1] + C1 * place[0] * start[2]

    def is_flat(place):
        return abs(place[2]) <= -C2 * start[2]

    def best():
        return min((place for place in tried if falls(place)), key=lambda place: place[1], default=None)

    def zoom(low, high):  # close in on a place that fits, between `low`, the lower one, and `high`
        while len(tried) < 25:
            here = look(between(low, high))
            if not falls(here) or here[1] >= low[1]:
                high = here
            else:
                if is_flat(here):
                    return here
                if here[2] * (high[0] - low[0]) >= 0:
                    high = low
                low = here
            if abs(high[0] - low[0]) <= 1e-14 * max(low[0], high[0]):
                break
        return best()

    def bracket():  # go outwards until a place fits, or two are known between which one must
        before, distance = start, first
        while len(tried) < 25:
            here = look(distance)
            if not np.isfinite(here[1]):
                distance = (before[0] + distance) / 2
                continue
            if not falls(here) or (before is not start and here[1] >= before[1]):
                return zoom(before, here)
            if is_flat(here):
                return here
            if here[2] >= 0:
                return zoom(here, before)
            before, distance = here, 2 * distance
        return best()

    found = bracket()
{exact}    return found


def between(a, b):
    \"\"\"Return the minimum of the cubic through both places and slopes, or the middle where that lies at an end.\"\"\"
    middle, width = (a[0] + b[0]) / 2, b[0] - a[0]
    if not np.isfinite(b[1]) or width == 0:
        return middle
    d1 = a[2] + b[2] - 3 * (b[1] - a[1]) / width
    square = d1 * d1 - a[2] * b[2]
    if not square >= 0:
        return middle
    d2 = np.sign(width) * np.sqrt(square)
    divisor = b[2] - a[2] + 2 * d2
    if divisor == 0:
        return middle
    place = b[0] - width * (b[2] + d2 - d1) / divisor
    near, far = sorted((a[0] + 0.1 * width, b[0] - 0.1 * width))
    return place if near <= place <= far else middle
"""
_EXACT = """    if found is not None and found[2] > start[2] and abs(found[2]) > 1e-12 * abs(start[2]):
        there = look(-start[2] * found[0] / (found[2] - start[2]))  # where the slope would be 0 if it were straight
        if there[1] <= found[1] and falls(there):
            return there
"""
_SEARCHING = """
def take_step(theta, step):
    loss, slope = loss_and_slope(theta)
    if not slope.any():
        return loss, theta, True
    direction = direction_of(slope)
    along = slope @ direction
    if not along < 0:  # go straight down again
        memory.clear()
        direction, along = -slope, -(slope @ slope)

    def phi(distance):
        there, slope_there = loss_and_slope(theta + distance * direction)
        return there, slope_there @ direction

    found = line_search(phi, first_distance(slope, along), along, loss)
    if found is None:
        return loss, theta, True
    after = theta + found[0] * direction
    learn(after - theta, slope, loss_and_slope(after)[1], direction, along, found[0])
    return loss, after, np.array_equal(after, theta)
"""
_LBFGS = """
MEMORY = {memory}
memory = []  # how far theta went and how the slope changed, the newest pair last


def direction_of(slope):
    \"\"\"Newton's direction with a curvature guessed from those pairs: the two loops of Liu and Nocedal 1989.\"\"\"
    q, alphas = -slope, []
    for s, y in reversed(memory[-MEMORY:]):
        alphas.append(s @ q / (y @ s))
        q = q - alphas[-1] * y
    if memory:
        s, y = memory[-1]
        q = q * ((s @ y) / (y @ y))
    for (s, y), alpha in zip(memory[-MEMORY:], reversed(alphas)):
        q = q + (alpha - y @ q / (y @ s)) * s
    return q


def first_distance(slope, along):
    return 1.0 if memory else min(1.0, 1 / np.abs(slope).sum())


def learn(moved, slope, slope_after, direction, along, distance):
    change = slope_after - slope
    if change @ moved > 1e-10 * np.sqrt(change @ change) * np.sqrt(moved @ moved):
        memory.append((moved, change))
        del memory[:-MEMORY]
"""
_CONJUGATE = """
memory = []  # slope, direction, slope along it and distance of each step since it began anew


def direction_of(slope):
    \"\"\"Straight down, and on along the last direction: Polak and Ribiere 1969, begun anew every P steps.\"\"\"
    if len(memory) >= slope.size:
        memory.clear()
    if not memory:
        return -slope
    last, direction, _, _ = memory[-1]
    beta = max(0, (slope @ slope - slope @ last) / (last @ last))
    found = beta * direction - slope
    return found if slope @ found < 0 else -slope


def first_distance(slope, along):
    if memory and memory[-1][2] < 0:  # about as far down as the last time
        return memory[-1][3] * memory[-1][2] / along
    return min(1.0, 1 / np.abs(slope).sum())


def learn(moved, slope, slope_after, direction, along, distance):
    memory.append((slope, direction, along, distance))
"""


def line_searcher_parts(recipe: Recipe) -> list[str]:
    """Return code for `take_step(theta, step)`, which needs `loss_and_slope(theta)`."""
    exact = recipe.method == "conjugate_gradient"
    search = _LINE_SEARCH.format(c2=0.1 if exact else 0.9, exact=_EXACT if exact else "")
    return [search, _CONJUGATE if exact else _LBFGS.format(**recipe.options), _SEARCHING]
