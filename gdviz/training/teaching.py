"""A network that is taught by drawings, and reminded of what it knows meanwhile."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from gdviz.core.fitting import Fit, predict
from gdviz.core.images import ImageSet
from gdviz.core.images.drawings import Drawings
from gdviz.core.methods import METHODS
from gdviz.core.models.network import Network
from gdviz.core.operations import Array
from gdviz.core.stack import check
from gdviz.training.digit_reader import TrainedNetwork
from gdviz.training.digits_recipe import GREY, loss, with_channel

BATCH, OWN = 128, 8  # images a step, and how many of them are drawings: the rest is replayed
STEPS = 80
LEARNING_RATE = 5e-4
SURE = 0.7  # of what was taught: then it is enough
LOOK_EVERY = 5  # steps
TEST_WORK = 3e9  # multiplications, about a second: a large network is tested on the first images only
TEST_BLOCK = 500
NEWEST = 4  # times as often as others a drawing comes that was just made


@dataclass(frozen=True, eq=False)
class Taught:
    """A network after a lesson; `before` and `after` are its shares of right answers on `n_test` test images."""

    trained: TrainedNetwork
    before: float
    after: float
    n_test: int
    right: int
    """How many of the drawings it reads as they were meant."""
    n_drawings: int


def teach(trained: TrainedNetwork, drawings: Drawings, images: ImageSet, newest: int = 1) -> Iterator[Taught | None]:
    """Yield None now and then, and at last the network that reads the drawings; the `newest` last ones come oftener.

    Each batch has 8 drawings and 120 training images, so that nothing is forgotten. Adam takes at most 80 small steps,
    fewer once it is 70 % sure of the newest drawings. Raises ValueError where drawings and images do not fit.
    """
    network = trained.recipe.build(trained.shape, len(trained.names))
    network.theta[...] = trained.theta
    n_test = images_asked(trained, images.n_test)
    before = yield from _tested(network, images, n_test)
    rng = np.random.default_rng(len(drawings))
    share = np.ones(len(drawings))
    share[-newest:] = NEWEST
    own = rng.choice(len(drawings), (STEPS, OWN), p=share / share.sum())
    old = rng.integers(0, images.n, (STEPS, BATCH - OWN))
    x = np.concatenate([drawings.images[own], images.images[old]], axis=1).reshape(-1, *trained.shape)
    y = np.concatenate([drawings.labels[own], images.labels[old]], axis=1).reshape(-1)
    method = METHODS["adam"](**{"learning_rate": LEARNING_RATE})
    fit = Fit(network, loss(), method, with_channel(x), y, batch_size=BATCH, shuffle=False, scale=GREY)
    last, meant = drawings.images[-newest:], drawings.labels[-newest:]
    for _ in fit.run(1):
        if fit.step % LOOK_EVERY == 0:
            yield None
            if (_shares(network, last)[np.arange(len(meant)), meant] > SURE).all():
                break
    after = yield from _tested(network, images, n_test)
    right = int(np.sum(_shares(network, drawings.images).argmax(axis=1) == drawings.labels))
    known = after if n_test == images.n_test else float("nan")
    changed = dataclasses.replace(trained, theta=network.theta.copy(), test_accuracy=known)
    yield Taught(changed, before, after, n_test, right, len(drawings))


def _shares(network: Network, images: Array) -> Array:
    return predict(network, with_channel(images), scale=GREY)


def images_asked(trained: TrainedNetwork, n_test: int) -> int:
    """Return on how many of the test images a network is tried, by the multiplications that one image takes.

    Not by the clock: the same lesson says the same figures on a machine that has other things to do.
    """
    work = 0
    for report in check((*trained.shape, 1), trained.recipe.layers):
        shape = report.shape or ()
        work += report.parameters * math.prod(shape[:-1])  # a filter's weights count wherever it lies
    return min(n_test, max(TEST_BLOCK, int(TEST_WORK / max(1, work))))


def _tested(network: Network, images: ImageSet, n: int) -> Generator[None, None, float]:
    """Return the share of right answers to the first n test images; NaN if there are none."""
    right = 0
    for start in range(0, n, TEST_BLOCK):
        part = slice(start, min(n, start + TEST_BLOCK))
        said = _shares(network, images.test_images[part]).argmax(axis=1)
        right += int(np.sum(said == images.test_labels[part]))
        yield None
    return right / n if n else float("nan")
