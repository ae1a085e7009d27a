"""What the curve of a training says of its accuracy, checked against means taken batch by batch."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.training.training_points import recent


def told(batches: list[float], per_epoch: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return places, means since the epoch began and those of whole epochs, as a training tells them."""
    epochs = [batches[first : first + per_epoch] for first in range(0, len(batches), per_epoch)]
    running = [sum(epoch[: n + 1]) / (n + 1) for epoch in epochs for n in range(len(epoch))]
    whole = [sum(epoch) / per_epoch for epoch in epochs if len(epoch) == per_epoch]
    return np.arange(1, len(batches) + 1) / per_epoch, np.array(running), np.array(whole)


def test_each_place_has_the_mean_of_the_batches_just_before_it():
    means = recent(*told([0.2, 0.4, 0.6, 0.8, 1.0, 0.6, 0.8], per_epoch=4), span=0.5)
    np.testing.assert_allclose(means, [0.2, 0.4, (0.2 + 0.6) / 1.5, 0.7, 0.9, 0.8, 0.7])  # 0.5 is reached after 4


def test_bad_first_batches_leave_it_without_a_jump():
    means = recent(*told([0.0] * 5 + [0.9] * 95, per_epoch=100))
    late = means[10:]  # the last of them are twice as far back
    assert late == pytest.approx(0.9), means[:12]
    assert np.diff(means).max() <= 0.9 / 3.0 + 1e-9  # the first good one is one of three


@pytest.mark.parametrize("seen_every", [1, 3, 7])
def test_an_epoch_that_begins_is_not_seen_in_it(seen_every):
    batches = [float(hit) for hit in np.random.default_rng(3).random(300) < 0.9]
    batches[100:103] = [0.0] * 3
    places, running, whole = told(batches, per_epoch=100)
    some = slice(seen_every - 1, None, seen_every)
    means = recent(places[some], running[some], whole)
    if seen_every == 1:
        straight = [sum(batches[n - 25 : n]) / 25 for n in range(50, 301)]
        np.testing.assert_allclose(means[49:], straight)
    begun = places[some] > 1.0
    assert running[some][begun].min() <= 0.5  # of few batches, most of them wrong
    assert means[begun].min() > 0.6


def test_an_epoch_whose_figures_are_still_to_come_is_told_too():
    places, running, whole = told([0.5, 0.7, 0.9, 0.9], per_epoch=2)
    np.testing.assert_allclose(recent(places, running, whole[:1], span=1.0), [0.5, 0.7, (0.35 + 0.9) / 1.5, 0.9])


def test_before_the_first_batch_there_is_nothing():
    assert recent(np.zeros(0), np.zeros(0), np.zeros(0)).shape == (0,)
