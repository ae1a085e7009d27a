"""Sweeps: worker processes, cancelling, what is kept, and the table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable

import pytest

from gdviz.training.digits_headless import images_of, train_on_images
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.image_task import ImageTask, Vary
from gdviz.training.sweep import Sweep, ranked, sweep_table

RECIPE = DigitsRecipe.of_preset("mlp").replace(epochs=2, patience=0)


def task(*sweeps: Vary, epochs: int = 2, first: int = 300) -> ImageTask:
    return ImageTask(RECIPE.replace(epochs=epochs), "mnist", first, sweeps)


def wait_for(sweep: Sweep, true: Callable[[], bool], qtbot: object) -> None:
    qtbot.waitUntil(lambda: sweep.look() or true(), timeout=60_000)  # type: ignore[attr-defined]


def test_each_run_is_what_it_would_be_alone(qtbot: object) -> None:
    sweep = Sweep(task(Vary("width", (4, 16)), Vary("batch_size", (50,))), workers=2)
    try:
        wait_for(sweep, lambda: False, qtbot)
        assert sweep.progress == 1.0
        images = images_of("mnist", 300)
        for run, outcome in zip(sweep.runs, sweep.outcomes, strict=True):
            alone = train_on_images(run.recipe, images).plain()
            assert outcome is not None
            assert outcome["history"] == alone["history"]
            assert (outcome["varied"], outcome["value"]) == (run.name, run.value)
        best = ranked(sweep.outcomes)
        accuracies = [outcome["test_accuracy"] for outcome in best]
        assert accuracies == sorted(accuracies, reverse=True)
        rows = list(csv.DictReader(io.StringIO(sweep_table(sweep.outcomes))))
        assert [(row["varied"], row["value"]) for row in rows] == [
            ("width", "4"),
            ("width", "16"),
            ("batch_size", "50"),
        ]
        assert [int(row["parameters"]) for row in rows] == [785 * 4 + 20 + 50, 785 * 16 + 272 + 170, 118_282]
    finally:
        sweep.close()


def test_cancelling_keeps_what_is_done(qtbot: object) -> None:
    sweep = Sweep(task(Vary("epochs", (1, 900, 900, 900))), workers=1)
    try:
        wait_for(sweep, lambda: sweep.outcomes[0] is not None and sweep.progress > 0.26, qtbot)
        assert not math.isnan(sweep.seconds_left)
        sweep.cancel()
        wait_for(sweep, lambda: False, qtbot)
        assert sweep.outcomes[0] is not None
        assert sweep.outcomes[0]["status"] == "finished"
        assert [each["value"] for each in ranked(sweep.outcomes)] == [1]
        assert sweep.outcomes[3] is None
    finally:
        sweep.close()


def test_a_run_that_diverges_or_does_not_fit_harms_no_other(qtbot: object) -> None:
    sweep = Sweep(task(Vary("learning_rate", (0.1, 1.0))), workers=1)
    try:
        wait_for(sweep, lambda: False, qtbot)
        statuses = [outcome["status"] for outcome in sweep.outcomes if outcome is not None]
        assert statuses[0] == "finished"
        assert len(statuses) == 2
    finally:
        sweep.close()
    broken = Sweep(ImageTask(RECIPE, "no/such/images", None, (Vary("width", (4,)),)), workers=1)
    try:
        wait_for(broken, lambda: False, qtbot)
        (outcome,) = broken.outcomes
        assert outcome is not None
        assert outcome["status"] == "failed"
        assert "cannot be opened" in outcome["error"]
        assert ranked(broken.outcomes) == []
        assert len(sweep_table(broken.outcomes).splitlines()) == 2
    finally:
        broken.close()


def test_a_grid_has_a_limit() -> None:
    with pytest.raises(ValueError, match="at most 64 runs; got 65"):
        Sweep(task(Vary("batch_size", tuple(range(1, 66)))))
