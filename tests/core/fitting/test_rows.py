"""Rows that are gathered as they are kept and become numbers of the model."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.fitting.rows import Rows
from gdviz.core.graph import Graph
from gdviz.core.layers.dense import Dense
from gdviz.core.models.layered import LayeredModel
from gdviz.core.operations import run


@pytest.mark.parametrize("kept_as", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize(("columns", "batch"), [(5, 1), (500, 20)])
def test_a_batch_is_the_rows_that_are_named_when_it_is_loaded(kept_as, columns, batch) -> None:
    rng = np.random.default_rng(0)
    model = LayeredModel.of(Graph.chain((columns,), [Dense(1)]), "identity", np.float32)
    x = rng.integers(0, 256, (400, columns)).astype(kept_as)
    rows, indices = Rows(model, x), np.zeros(batch, np.intp)
    out = np.full((batch, columns), -1, np.float32)
    load = rows.load(indices, out)
    for _ in range(2):
        indices[...] = rng.permutation(400)[:batch]
        run(load)
        assert [row.tolist() for row in out] == [x[index].tolist() for index in indices]
