"""Every registered method fits, or says in one line why it cannot; and goes on to the bit from where it was saved."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.fitting import Fit
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS

EPOCHS = 6


def fit_of(name: str, batch_size: int | None, model: str = "line") -> Fit:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(24, 1))
    built = MODELS[model]()
    built.build(1, 1, "regression")
    built.initialize(np.random.default_rng(1))
    y = 2 * x[:, 0] - 1 + 0.1 * rng.normal(size=24)
    return Fit(built, LOSSES["half_mse"](), METHODS[name](), x, y, batch_size=batch_size, seed=2)


@pytest.mark.parametrize("batch_size", [None, 7])
@pytest.mark.parametrize("name", list(METHODS))
def test_every_method_fits_and_goes_on_to_the_bit(name, batch_size) -> None:
    if batch_size is not None and not METHODS[name].uses_batches:
        with pytest.raises(
            ValueError, match=f"method {name} sees all rows in each step; batch_size must be None, got 7"
        ):
            fit_of(name, batch_size)
        return
    whole, first, second = (fit_of(name, batch_size) for _ in range(3))
    for _ in whole.run(EPOCHS):
        pass
    running = first.run(EPOCHS)
    for _ in range(3):
        next(running, None)
    second.load(first.save())
    for _ in second.run(EPOCHS):
        pass
    np.testing.assert_array_equal(second.model.theta, whole.model.theta)
    assert second.history == whole.history
    assert whole.epoch == EPOCHS or whole.stopped == whole.method.finished != ""
    assert np.isfinite(whole.model.theta).all()


def test_a_method_that_has_arrived_ends_the_fit() -> None:
    fit = fit_of("closed_form", None)
    for _ in fit.run(EPOCHS):
        pass
    assert fit.epoch < EPOCHS
    x, y = fit._objective.rows[:, 0], fit._objective.targets[:, 0]
    w = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    np.testing.assert_allclose(fit.model.theta, [w, y.mean() - w * x.mean()], rtol=1e-9)
