"""Loss surface and heatmap as jobs of the mapper."""

from __future__ import annotations

import numpy as np

from gdviz.core.planes import parameter_plane
from gdviz.session import maps
from gdviz.session.maps import heatmap, surface
from gdviz.training.build import generate, prepare
from gdviz.training.experiment import DataChoice, Experiment, ModelChoice


def test_of_a_known_surface_only_the_batch_is_computed():
    experiment = Experiment(data=DataChoice("line", train_share=1.0, options={"n": 40}))
    _, _, spec = prepare(experiment, generate(experiment.data), 1)
    settings = spec.entrants[0].settings
    plane, extent = parameter_plane(np.zeros(2), 0, 1), (-2.0, 2.0, -2.0, 2.0)
    first = list(surface(1, spec.blueprint, settings, plane, extent, np.arange(5), of=("a",)))
    assert [part.final for part in first][-1]
    assert first[-1].of == ("a",)
    again = list(surface(1, spec.blueprint, settings, plane, extent, np.arange(5, 10), known=first[-1]))
    assert len(again) == 1
    assert again[0].values is first[-1].values
    fresh = list(surface(1, spec.blueprint, settings, plane, extent, np.arange(5, 10)))[-1]
    np.testing.assert_array_equal(again[0].values, fresh.values)
    np.testing.assert_array_equal(again[0].batch, fresh.batch)
    assert not np.array_equal(again[0].batch, first[-1].batch)


def test_a_coarse_surface_is_no_ground_to_stand_on():
    experiment = Experiment(data=DataChoice("line", train_share=1.0, options={"n": 40}))
    _, _, spec = prepare(experiment, generate(experiment.data), 1)
    settings = spec.entrants[0].settings
    plane, extent = parameter_plane(np.zeros(2), 0, 1), (-2.0, 2.0, -2.0, 2.0)
    coarse = next(surface(1, spec.blueprint, settings, plane, extent, None))
    assert not coarse.final
    assert list(surface(1, spec.blueprint, settings, plane, extent, None, known=coarse))[-1].final


def test_a_heatmap_of_a_large_model_comes_in_pieces_and_is_the_same(monkeypatch):
    experiment = Experiment(
        data=DataChoice("spiral"), model=ModelChoice("network", {"hidden": (5,)}), loss="binary_cross_entropy"
    )
    preparation, _, spec = prepare(experiment, generate(experiment.data), 1)
    theta = np.linspace(-1.0, 1.0, spec.blueprint.prototype.theta.size)
    arguments = (1, 0, spec.blueprint, preparation, theta, (-2.0, 2.0, -1.0, 1.0), ((8, 8), (10, 10)))
    whole = list(heatmap(*arguments))
    assert [found.answers.shape for found in whole] == [(8, 8, 2), (10, 10, 2)]
    monkeypatch.setattr(maps, "PIECE_NUMBERS", 1)
    monkeypatch.setattr(maps, "LEAST_PLACES", 30)  # three pieces for 64 places, four for 100
    parts = list(heatmap(*arguments))
    assert [part is None for part in parts] == [True, True, False, True, True, True, False]
    for one, other in zip(whole, [part for part in parts if part is not None], strict=True):
        np.testing.assert_allclose(one.answers, other.answers, rtol=1e-12)


def test_a_huge_network_is_drawn_coarse_first():
    assert maps.heatmap_shapes(2_900_000)[0] == (32, 32)
    assert maps.heatmap_shapes(1_000)[0] == (64, 64)
    experiment = Experiment(
        data=DataChoice("spiral"), model=ModelChoice("network", {"hidden": (300, 300)}), loss="binary_cross_entropy"
    )
    _, _, spec = prepare(experiment, generate(experiment.data), 1)
    settings, theta = spec.entrants[0].settings, spec.blueprint.prototype.theta
    plane, extent = parameter_plane(theta, 0, 1), (-2.0, 2.0, -2.0, 2.0)
    results = surface(1, spec.blueprint, settings, plane, extent, None)
    first = next(result for result in results if result is not None)
    assert first.values.shape == (5, 5)
