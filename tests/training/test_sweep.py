"""Sweeps: worker processes, cancelling, what is kept, and the table."""

from __future__ import annotations

import csv
import io
import math
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from gdviz.training.digits_headless import images_of, train_on_images
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.image_task import ImageTask, Vary
from gdviz.training.sweep import Sweep, ranked, sweep_table

CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""

RECIPE = DigitsRecipe.of_preset("mlp").replace(epochs=2, patience=0)


def task(*sweeps: Vary, epochs: int = 2, first: int = 300) -> ImageTask:
    return ImageTask(RECIPE.replace(epochs=epochs), "mnist", first, sweeps)


def wait_for(sweep: Sweep, true: Callable[[], bool], qtbot: object) -> None:
    qtbot.waitUntil(lambda: sweep.look() or true())  # type: ignore[attr-defined]


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
        assert sweep.outcomes[3] is None  # never begun
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


class TestGrid:
    def test_all_values_are_combined_with_all_others(self) -> None:
        varies = (Vary("batch_size", (20, 50)), Vary("depth", (0, 1, 2)), Vary("learning_rate", (0.01, 0.1)))
        grid = ImageTask(RECIPE, "mnist", 300, (*varies, Vary("method", ("adam", "gradient_descent"))), grid=True)
        runs = grid.runs()
        assert len(runs) == grid.n_runs == 24
        assert len({run.settings for run in runs}) == 24
        for run in runs:
            at = dict(run.settings)
            assert run.recipe.batch_size == at["batch_size"]
            assert sum(layer.name == "dense" for layer in run.recipe.layers) == at["depth"]
            assert run.recipe.options["learning_rate"] == at["learning_rate"]  # that of the method that is chosen
            assert run.recipe.method == at["method"]
        assert runs[0].name == "batch_size x depth x learning_rate x method"
        assert runs[0].value == "20 x 0 x 0.01 x adam"

    def test_a_width_is_taken_before_there_is_no_layer_to_have_it(self) -> None:
        grid = ImageTask(RECIPE, "mnist", 300, (Vary("depth", (0, 2)), Vary("width", (4, 8))), grid=True)
        widths = [[layer.options.get("width") for layer in run.recipe.layers if layer.name == "dense"]
                  for run in grid.runs()]  # fmt: skip
        assert widths == [[], [], [4, 4], [8, 8]]

    @pytest.mark.parametrize(
        ("grid", "sizes", "sentence"),
        [
            (True, (5, 13), r"at most 64 runs; got 65 \(5 x 13\)"),
            (True, (100, 100, 100), r"got 1000000 \(100 x 100 x 100\)"),
            (False, (60, 5), r"got 65 \(60 \+ 5\)"),
            (False, (65,), "at most 64 runs; got 65$"),
        ],
    )
    def test_more_than_64_runs_are_refused_with_their_number(
        self, grid: bool, sizes: tuple[int, ...], sentence: str
    ) -> None:
        names = ("batch_size", "epochs", "width")
        sweeps = tuple(Vary(name, tuple(range(1, size + 1))) for name, size in zip(names, sizes, strict=False))
        with pytest.raises(ValueError, match=sentence):
            Sweep(ImageTask(RECIPE, "mnist", 300, sweeps, grid=grid))

    def test_64_are_not(self) -> None:
        sweeps = (Vary("batch_size", tuple(range(8, 16))), Vary("width", tuple(range(4, 12))))
        assert len(ImageTask(RECIPE, "mnist", 300, sweeps, grid=True).runs()) == 64

    def test_it_is_trained_and_written_with_a_column_for_each_setting(self, qtbot: object) -> None:
        sweeps = (Vary("width", (4, 16)), Vary("batch_size", (20, 50)))
        sweep = Sweep(ImageTask(RECIPE, "mnist", 300, sweeps, grid=True), workers=2)
        try:
            wait_for(sweep, lambda: False, qtbot)
            rows = list(csv.DictReader(io.StringIO(sweep_table(sweep.outcomes))))
        finally:
            sweep.close()
        assert [(row["width"], row["batch_size"], row["epochs"], row["trained_epochs"]) for row in rows] == [
            ("4", "20", "", "2"), ("4", "50", "", "2"), ("16", "20", "", "2"), ("16", "50", "", "2"),
        ]  # fmt: skip
        assert {row["status"] for row in rows} == {"finished"}
        assert [row["steps"] for row in rows] == ["28", "12", "28", "12"]  # 270 images, 2 epochs


@pytest.fixture
def cluster() -> Iterator[str]:
    """The address of two worker processes, which are no children of this one."""
    pytest.importorskip("distributed")
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()  # it ends


class TestCluster:
    def test_it_trains_the_same(self, cluster: str, qtbot: object) -> None:
        sweeps = (Vary("width", (4, 16)), Vary("batch_size", (20, 50)))
        grid = ImageTask(RECIPE, "mnist", 300, sweeps, grid=True)
        here, there = Sweep(grid, workers=2), Sweep(grid, cluster=cluster)
        for sweep in (here, there):
            try:
                wait_for(sweep, lambda: False, qtbot)
            finally:
                sweep.close()
            assert sweep.problem == ""
        for mine, other in zip(here.outcomes, there.outcomes, strict=True):
            assert mine is not None
            assert other is not None
            assert mine["history"] == other["history"]

    def test_cancelling_keeps_what_is_done(self, cluster: str, qtbot: object) -> None:
        sweep = Sweep(task(Vary("epochs", (1, 900, 900, 900))), cluster=cluster)
        try:
            wait_for(sweep, lambda: sweep.outcomes[0] is not None, qtbot)
            sweep.cancel()
            wait_for(sweep, lambda: False, qtbot)
            assert [each["value"] for each in ranked(sweep.outcomes)] == [1]
            assert sweep.problem == ""
        finally:
            sweep.close()

    def test_where_there_is_none_one_sentence_says_so(self, qtbot: object) -> None:
        sweep = Sweep(task(Vary("width", (4,))), cluster="tcp://127.0.0.1:9")
        try:
            wait_for(sweep, lambda: False, qtbot)
            assert sweep.problem == "No Dask cluster answers at tcp://127.0.0.1:9."
            assert sweep.outcomes == [None]
        finally:
            sweep.close()
