"""The loss surface as a job of the mapper."""

from __future__ import annotations

import numpy as np

from gdviz.core.planes import parameter_plane
from gdviz.session.maps import surface
from gdviz.training.build import generate, prepare
from gdviz.training.experiment import DataChoice, Experiment


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
