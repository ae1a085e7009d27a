"""Networks as files from the page, and images of other sizes than the sheet's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gdviz.core.images import ImageSet, mnist
from gdviz.session.digits import DigitsSession
from gdviz.training.digit_reader import load_trained
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.ui.digits.workspace import DigitsWorkspace

SHORT = DigitsRecipe.of_preset("softmax").replace(epochs=900, patience=0)


@pytest.fixture
def page(digits: DigitsSession, qtbot: QtBot) -> DigitsWorkspace:
    digits.use_shipped()
    made = DigitsWorkspace(digits)
    qtbot.addWidget(made)
    made.resize(1440, 800)
    made.show()
    qtbot.waitExposed(made)
    return made


def bars(side: int, wide: int | None = None) -> ImageSet:
    """Upright, flat and crossed bars, in images of another size."""
    rng = np.random.default_rng(0)
    images, labels = np.zeros((400, side, wide or side), np.uint8), rng.integers(0, 3, 400)
    for image, label in zip(images, labels, strict=True):
        if label in (0, 2):
            image[1:-1, image.shape[1] // 2 + rng.integers(-1, 2)] = 255
        if label in (1, 2):
            image[image.shape[0] // 2 + rng.integers(-1, 2), 1:-1] = 255
    return ImageSet(images[:300], labels[:300], images[300:], labels[300:], ("upright", "flat", "crossed"), "Bars")


def test_what_was_trained_until_stop_is_kept_and_read_again(
    page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits.take_images(mnist().first(2000))
    digits.set_recipe(SHORT)
    digits.play()
    qtbot.waitUntil(lambda: digits.snapshot is not None and digits.snapshot.epoch >= 1)
    digits.stop()
    qtbot.waitUntil(lambda: digits.training == "stopped")
    theta = digits.snapshot.theta
    file = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    page.file.save()
    kept = load_trained(file.with_suffix(".npz"))
    np.testing.assert_array_equal(kept.theta, theta)
    assert kept.recipe.preset == "softmax"
    assert "mine.npz" in page.notice.text
    digits.use_shipped("mlp")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file.with_suffix(".npz")), ""))
    page.file.open()
    assert digits.trained.title == "784-10, softmax alone"
    np.testing.assert_array_equal(digits.trained.theta, theta)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + 100 * b"x"])
def test_a_file_that_is_no_network_is_one_sentence(
    page: DigitsWorkspace, digits: DigitsSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    (tmp_path / "bad.npz").write_bytes(content)
    before = digits.trained
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "bad.npz"), ""))
    page.file.open()
    assert page.notice.text.startswith("bad.npz ")
    assert digits.trained is before


@pytest.mark.parametrize(("side", "wide"), [(8, 8), (40, 40), (20, 12)])
def test_a_network_for_images_of_another_size_reads_the_sheet(
    page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot, side: int, wide: int
) -> None:
    digits.take_images(bars(side, wide))
    digits.set_recipe(DigitsRecipe.of_preset("mlp").replace(epochs=40, patience=0))
    digits.play()
    qtbot.waitUntil(lambda: digits.training == "finished")
    assert digits.seen.shape == (side, wide)
    for way, name in ((((0.5, 0.05), (0.5, 0.95)), "upright"), (((0.05, 0.5), (0.95, 0.5)), "flat")):
        digits.clear()
        digits.set_centre(False)
        digits.begin(*way[0])
        digits.extend(*way[1])
        qtbot.waitUntil(lambda expected=name: page.prediction.answer == expected)
    seen = page.sheet._seen.values
    assert seen is not None
    assert seen.shape == (side, wide)
    digits.set_centre(True)
    assert digits.seen.shape == (side, wide)
    assert digits.seen.max() > 0.5
    digits.use_shipped()
    assert digits.seen.shape == (28, 28)
