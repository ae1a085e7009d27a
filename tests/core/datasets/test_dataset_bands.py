"""The default data of the lessons on classifiers, against the published accuracies, with scikit-learn as the oracle."""

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression

from gdviz.core.datasets import DATASETS
from gdviz.core.features import feature_matrix

SEEDS = range(10)


def accuracy(name: str, features: tuple[str, ...], seed: int) -> float:
    data = DATASETS[name]().generate(np.random.default_rng(seed))
    matrix = feature_matrix(data.X, features)
    return float(LogisticRegression(C=1e6, max_iter=1000).fit(matrix, data.y).score(matrix, data.y))


@pytest.mark.parametrize(
    ("name", "features", "low", "high"),
    [
        ("gaussians", ("x1", "x2"), 0.96, 0.985),
        ("ring", ("x1", "x2"), 0.40, 0.65),
        ("ring", ("x1", "x2", "r"), 0.93, 0.98),
        ("ring", ("r",), 0.93, 0.98),
        ("xor", ("x1", "x2"), 0.40, 0.65),
        ("xor", ("x1", "x2", "x1 x2"), 0.94, 0.985),
        ("xor", ("x1 x2",), 0.94, 0.985),
    ],
)
def test_accuracies_lie_in_the_published_bands(name: str, features: tuple[str, ...], low: float, high: float) -> None:
    found = [accuracy(name, features, seed) for seed in SEEDS]
    assert low <= min(found)
    assert max(found) <= high


def test_the_gaussians_bear_the_stated_share() -> None:
    data = DATASETS["gaussians"](n=10_000).generate(np.random.default_rng(1))
    share = float(((data.X.sum(axis=1) > 0) == (data.y == 1)).mean())
    # distance of a centre from the line x1 + x2 = 0, in deviations
    assert share == pytest.approx(norm.cdf(np.hypot(4, 4) / 2.95), abs=0.005)
