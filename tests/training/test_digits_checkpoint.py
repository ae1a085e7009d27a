"""A training on images that is put by, kept in a file and taken up again: the same to the bit, wherever it stood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from digits_fixtures import small_network

from gdviz.core.datasets import Dataset
from gdviz.core.images import ImageSet, mnist
from gdviz.core.images.drawings import Drawings
from gdviz.training.digits_checkpoint import DigitsCheckpoint, checkpoint_from, checkpoint_values
from gdviz.training.digits_course import Begin, DigitsCourse, DigitsSnapshot
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.digits_saved import SavedDigits
from gdviz.training.experiment import Experiment
from gdviz.training.session_file import read_session, write_session
from gdviz.training.session_values import SavedSession

RECIPE = DigitsRecipe.of_preset("mlp").replace(method="adam", options={"learning_rate": 0.003}, epochs=4, patience=2)


def few(n: int = 600) -> ImageSet:
    whole = mnist()
    return ImageSet(
        whole.images[:n], whole.labels[:n], whole.test_images[:1100], whole.test_labels[:1100], whole.names, "few"
    )


def begun(images: ImageSet, checkpoint: DigitsCheckpoint | None = None, **more: Any) -> DigitsCourse:
    course = DigitsCourse(Begin(1, RECIPE, images, checkpoint=checkpoint, **more))
    course.state = "playing"
    return course


def finished(course: DigitsCourse) -> DigitsSnapshot:
    while course.go_on():
        pass
    return course.snapshot()


def there_and_back(checkpoint: DigitsCheckpoint, path: Path) -> DigitsCheckpoint:
    data = Dataset(np.arange(6.0)[:, None], np.arange(6.0), "regression")
    digits = SavedDigits(RECIPE, shipped="", network=small_network(), training=checkpoint, live=True)
    write_session(path, SavedSession(Experiment(), data, digits=digits))
    found = read_session(path).digits
    assert found is not None
    assert found.live
    assert found.training is not None
    return found.training


@pytest.fixture(scope="module")
def images() -> ImageSet:
    return few()


@pytest.fixture(scope="module")
def straight(images: ImageSet) -> DigitsSnapshot:
    return finished(begun(images))


class TestPutBy:
    # 17 batches an epoch, then a block of validation and two of tests: within an epoch, at its end, and within each
    @pytest.mark.parametrize("pieces", [1, 5, 17, 18, 19, 20, 21, 40, 62])
    def test_it_goes_on_as_if_nothing_had_been(
        self, images: ImageSet, straight: DigitsSnapshot, pieces: int, tmp_path: Path
    ) -> None:
        course = begun(images)
        for _ in range(pieces):
            assert course.go_on()
        course.state = "paused"
        checkpoint = course.snapshot().checkpoint
        assert checkpoint is not None
        again = begun(images, there_and_back(checkpoint, tmp_path / "s.gdviz"))
        before = course.snapshot()
        again.state = "paused"
        now = again.snapshot()
        assert (now.epoch, now.batch, now.loss) == (before.epoch, before.batch, before.loss)
        assert now.seconds == pytest.approx(before.seconds)
        np.testing.assert_array_equal(now.curve_losses, before.curve_losses)
        np.testing.assert_array_equal(now.slopes, before.slopes)
        again.state = "playing"
        end = finished(again)
        np.testing.assert_array_equal(end.theta, straight.theta)
        assert end.history == straight.history
        assert end.best_epoch == straight.best_epoch
        np.testing.assert_array_equal(end.curve_losses, straight.curve_losses)
        np.testing.assert_array_equal(end.slopes, straight.slopes)

    def test_one_that_is_finished_stays_so(self, images: ImageSet, straight: DigitsSnapshot, tmp_path: Path) -> None:
        assert straight.checkpoint is not None
        found = there_and_back(straight.checkpoint, tmp_path / "s.gdviz")
        again = DigitsCourse(Begin(2, RECIPE, images, checkpoint=found))
        assert again.snapshot().state == "finished"
        np.testing.assert_array_equal(again.snapshot().theta, straight.theta)
        assert again.snapshot().last("test_accuracy") == straight.last("test_accuracy")


def test_drawings_that_joined_are_among_its_images_again() -> None:
    images = few(300)
    drawings = Drawings(images.images[:3].copy(), images.labels[:3].copy())
    course = begun(images, drawings=drawings)
    for _ in range(5):
        course.go_on()
    course.state = "stopped"
    checkpoint = course.snapshot().checkpoint
    assert checkpoint is not None
    assert checkpoint.drawings == 3
    again = DigitsCourse(Begin(1, RECIPE, images, drawings=drawings, checkpoint=checkpoint))
    assert again.state == "stopped"
    with pytest.raises(ValueError, match=r"the training of the file cannot go on with these images: .* rows"):
        DigitsCourse(Begin(1, RECIPE, images, checkpoint=checkpoint))


def test_while_it_goes_on_there_is_one_now_and_then() -> None:
    course = begun(few(300))
    course.go_on()
    assert course.snapshot().checkpoint is None
    course.seconds = 25.0
    first = course.snapshot().checkpoint
    assert first is not None
    assert first.state == "paused"
    course.go_on()
    assert course.snapshot().checkpoint is first
    course.seconds = 60.0
    assert course.snapshot().checkpoint is not first


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("state", "playing"), ("facts", "{"), ("facts", "[]"), ("facts", 3), ("seconds", -1.0), ("seconds", "x"),
        ("drawings", -1), ("arrays", []), ("arrays", {"theta": "x"}), ("points", {"curve": None}),
        ("facts", '{"fit": {"epoch": -1}, "tests": {}}'),
        ("facts", '{"fit": {"epoch": 1, "batch": 0, "stopped": "", "batch_loss": 1, "history": {"a": []}}}'),
    ],
)  # fmt: skip
def test_damage_is_refused(entry: str, value: Any) -> None:
    course = begun(few(200))
    course.go_on()
    course.state = "paused"
    checkpoint = course.snapshot().checkpoint
    assert checkpoint is not None
    with pytest.raises((ValueError, TypeError, KeyError)):
        checkpoint_from({**checkpoint_values(checkpoint), entry: value})
