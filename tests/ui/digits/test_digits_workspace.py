"""The page: draw, and the bars follow; pens, pictures and images are chosen."""

from __future__ import annotations

import dataclasses
import itertools
import time
from pathlib import Path

import numpy as np
import pytest
from digits_fixtures import small_network
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gdviz.core.images import ImageSet, mnist
from gdviz.core.images.strokes import stroke_digit
from gdviz.core.layers.choice import LayerChoice
from gdviz.plots.style import apply
from gdviz.plots.theme import ThemeManager
from gdviz.session.digits import DigitsSession
from gdviz.session.digits_answer import PEN_MILLISECONDS
from gdviz.training.digit_reader import DigitReader
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.ui.digits.workspace import DigitsWorkspace


@pytest.fixture
def page(qtbot: QtBot, digits: DigitsSession) -> DigitsWorkspace:
    made = DigitsWorkspace(digits)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def draw(page: DigitsWorkspace, label: int, seed: int = 0) -> None:
    """Draw a digit with the mouse."""
    canvas = page.sheet.canvas
    side = min(canvas.width(), canvas.height())
    left, top = (canvas.width() - side) / 2, (canvas.height() - side) / 2
    for stroke in stroke_digit(label, np.random.default_rng(seed)):
        places = [QPoint(round(left + x * side), round(top + y * side)) for x, y in stroke.points]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(canvas, place)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])


def button(page: QWidget, words: str) -> QAbstractButton:
    found = [each for each in page.findChildren(QAbstractButton) if words in (each.text() or each.toolTip())]
    assert len(found) == 1, [each.text() or each.toolTip() for each in found]
    return found[0]


def click(page: QWidget, words: str) -> None:
    QTest.mouseClick(button(page, words), Qt.MouseButton.LeftButton)


def test_drawn_digits_are_read(page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
    digits.use_network(small_network())
    right = {label: 0 for label in range(10)}
    for label, seed in itertools.product(right, range(2)):
        digits.clear()
        qtbot.waitUntil(lambda: page.prediction.answer == "–")
        draw(page, label, seed)
        last = digits.reader.probabilities(digits.seen)
        qtbot.waitUntil(lambda last=last: np.array_equal(digits.prediction, last))  # up to the last move of the pen
        right[label] += page.prediction.answer == str(label)
        assert page.prediction.bars.accessibleDescription().startswith(page.prediction.answer)
    assert all(right.values()), right
    assert sum(right.values()) >= 18, right


def test_before_there_is_ink_it_invites(page: DigitsWorkspace, digits: DigitsSession) -> None:
    digits.use_network(small_network())
    assert page.prediction.answer == "–"
    assert page.prediction.words == "Draw: the bars follow your pen."
    assert page.prediction.quiet.replace("\u202f", " ") == "Small CNN, 98.9 % right on test images"


def test_however_fast_the_pen_moves_there_is_one_answer_a_frame(
    page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
) -> None:
    digits.use_network(small_network())
    answers = []
    digits.prediction_changed.connect(lambda: answers.append(1))
    began = time.perf_counter()
    digits.begin(0.3, 0.5)
    assert len(answers) == 1  # the first move is answered at once
    for k in range(200):
        digits.begin(0.3 + k / 500, 0.5)
    last = digits.seen
    qtbot.waitUntil(lambda: np.array_equal(digits.prediction, digits.reader.probabilities(last)))
    taken = 1000 * (time.perf_counter() - began)
    assert len(answers) <= 2 + taken / PEN_MILLISECONDS


def test_centring_changes_what_the_network_sees(page: DigitsWorkspace, digits: DigitsSession) -> None:
    draw(page, 1)
    seen = page.sheet._seen.values
    assert seen is not None
    np.testing.assert_allclose(seen, digits.sheet.seen(True))
    click(page, "centre like MNIST")
    now = page.sheet._seen.values
    assert now is not None
    np.testing.assert_allclose(now, digits.sheet.cells())
    assert not np.array_equal(now, seen)


def test_pen_eraser_undo_redo_clear(page: DigitsWorkspace, digits: DigitsSession) -> None:
    undo, redo = button(page, "Take the last stroke back"), button(page, "Draw again what was taken back")
    assert not undo.isEnabled()
    slider = page.sheet._pen.slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert digits.width == 6.0
    assert page.sheet._pen.text == "6.0"
    canvas = page.sheet.canvas
    middle = canvas.rect().center()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert digits.sheet.cells().sum() == pytest.approx(np.pi * 9, rel=0.02)
    click(page, "Eraser")
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert digits.sheet.empty
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert not digits.sheet.empty
    QTest.mouseClick(redo, Qt.MouseButton.LeftButton)
    assert digits.sheet.empty
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    click(page, "Clear")
    assert digits.sheet.empty
    assert not redo.isEnabled()


class TestImages:
    def test_mnist(self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
        digits.choose_images("mnist")
        assert page.images.facts == "Reading…"
        qtbot.waitUntil(lambda: not digits.reading)
        assert (
            page.images.facts.replace("\u202f", " ").replace("\u00a0", " ")
            == "60 000 training · 10 000 test images, 28 × 28"
        )

    def test_fashion(self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
        click(page, "Fashion")
        qtbot.waitUntil(lambda: not digits.reading)
        assert digits.images is not None
        assert digits.images.names[0] == "T-shirt/top"
        assert "gdviz data fetch fashion-mnist" in page.images.facts

    def test_ones_own_file(
        self,
        page: DigitsWorkspace,
        digits: DigitsSession,
        qtbot: QtBot,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        path = tmp_path / "mine.npz"
        np.savez(path, x_train=mnist().images[:50], y_train=mnist().labels[:50])
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        page.images.choose_file()
        qtbot.waitUntil(lambda: not digits.reading)
        assert page.images.facts.replace("\u00a0", " ") == "mine: 45 training · 5 test images, 28 × 28"
        assert button(page, "Own…").isChecked()

    def test_a_damaged_file_is_one_sentence_and_all_stays(
        self,
        page: DigitsWorkspace,
        digits: DigitsSession,
        qtbot: QtBot,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        digits.choose_images("mnist")
        qtbot.waitUntil(lambda: not digits.reading)
        (tmp_path / "mine.npz").write_bytes(b"PK no")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "mine.npz"), ""))
        page.images.choose_file()
        qtbot.waitUntil(lambda: not digits.reading)
        assert page.notice.isVisible()
        assert page.notice.text == "mine.npz is damaged: the list of what is in it is missing."
        assert digits.images is mnist()
        assert digits.source == "mnist"


def test_open_image(
    page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits.use_network(small_network())
    Image.fromarray(255 - mnist().test_images[0]).resize((300, 300)).save(tmp_path / "seven.png")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "seven.png"), ""))
    click(page, "Open image…")
    qtbot.waitUntil(lambda: page.prediction.answer == "7")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "none.png"), ""))
    click(page, "Open image…")
    assert page.notice.text == "none.png cannot be opened: No such file or directory."


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off(page: DigitsWorkspace, qapp: QApplication, qtbot: QtBot, mode: str, scale: float) -> None:
    manager = ThemeManager.instance()
    try:
        manager.set_mode(mode)
        manager.set_text_scale(scale)
        apply(qapp, manager.theme)
        qtbot.waitUntil(lambda: page.sheet.width() > 0)
        qapp.processEvents()
        for label in page.findChildren(QLabel):
            if label.isVisible() and label.text() and not label.wordWrap():
                assert label.width() >= label.sizeHint().width() - 1, label.text()
    finally:
        manager.set_mode("light")
        manager.set_text_scale(1.0)
        apply(qapp, manager.theme)
        qapp.setStyleSheet("")


class TestTraining:
    """On 600 images and the smallest network: seconds, not minutes."""

    @pytest.fixture(autouse=True)
    def few_images(self, digits: DigitsSession) -> None:
        whole = mnist()
        digits.take_images(
            ImageSet(
                whole.images[:600], whole.labels[:600], whole.test_images[:100], whole.test_labels[:100], whole.names
            )
        )
        digits.set_recipe(DigitsRecipe.of_preset("softmax").replace(epochs=3, options={"learning_rate": 0.1}))

    def test_play_trains_to_the_end(self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
        assert page.bar.texts["epoch"] == "3 epochs"
        QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: digits.training == "finished")
        texts = page.bar.texts
        assert texts["epoch"] == "Finished after epoch 3"
        assert float(texts["test_accuracy"].split("\u202f")[0]) > 60.0
        assert float(texts["loss"]) < 1.5
        assert not page.bar.stop.isEnabled()
        assert page.bar.play.accessibleName() == "Train"
        kept = digits.kept_network()
        assert kept is not None
        assert DigitReader(kept).probabilities(digits.seen).shape == (10,)

    def test_the_curves_show_what_was_reached(self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
        QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: digits.training == "finished")
        assert digits.snapshot is not None
        history = digits.snapshot.history
        curves = page.learning.curves
        assert set(curves.names()) == {"train", "val", "test"}
        x, y = curves.values("test")
        np.testing.assert_allclose(x, [1, 2, 3])
        np.testing.assert_allclose(y, 100 * np.array(history["test_accuracy"]))
        x, y = curves.values("train")
        assert x[-1] == pytest.approx(3.0, abs=0.2)
        straight = history["accuracy"][-1]  # of a whole epoch; the curve's last place is of its last quarter
        assert y[-1] == pytest.approx(100 * straight, abs=6.0)
        assert (y[x > 1.0] > 50).all()  # an epoch that begins is no new start
        combo = page.learning.findChild(QComboBox)
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        np.testing.assert_allclose(curves.values("val")[1], history["val_loss"])
        assert np.mean(y) > 10
        digits.reset()
        assert curves.names() == ()

    def test_the_value_under_the_pointer_is_told(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: digits.training == "finished")
        assert digits.snapshot is not None
        plot = page.learning.plot
        QTest.mouseMove(plot.canvas.viewport(), plot.to_pixels(2.0, 50.0).toPoint())
        shares = digits.snapshot.history["test_accuracy"]
        words = f"test {100 * shares[1]:.2f}"
        qtbot.waitUntil(lambda: words in plot._readout.text())

    def test_the_drawing_is_read_while_it_learns(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        draw(page, 1)
        digits.set_recipe(digits.recipe.replace(epochs=1000, batch_size=1, patience=0))  # never over too soon
        QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: digits.live and digits.prediction is not None)
        seen = []
        digits.prediction_changed.connect(lambda: seen.append(digits.prediction))
        qtbot.waitUntil(lambda: len(seen) > 3)
        assert any((seen[0] != other).any() for other in seen[1:])
        assert page.prediction.quiet.endswith("while it learns")
        assert page.prediction.answer != "–"

    def test_pause_stop_and_going_on_lose_nothing(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        digits.set_recipe(digits.recipe.replace(epochs=999, batch_size=1, patience=0))  # never over too soon
        QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: digits.snapshot is not None and digits.snapshot.epoch > 2)
        QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: digits.training == "paused")
        assert digits.snapshot is not None
        paused = digits.snapshot
        assert page.bar.texts["epoch"] == f"Epoch {paused.epoch + 1} / 999"
        assert page.bar.texts["left"].endswith("left")
        QTest.mouseClick(page.bar.stop, Qt.MouseButton.LeftButton)
        digits.play()
        digits.stop()
        qtbot.waitUntil(lambda: digits.training == "stopped")
        assert digits.snapshot.epoch >= paused.epoch
        assert page.bar.texts["epoch"].startswith("Stopped in epoch")
        QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: digits.training == "playing")
        assert digits.snapshot.epoch >= paused.epoch

    def test_reset_begins_anew(self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
        QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: digits.training == "finished")
        first = page.bar.texts
        QTest.mouseClick(page.bar.reset, Qt.MouseButton.LeftButton)
        assert page.bar.texts["test_accuracy"] == "–"
        assert digits.training is None
        QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: digits.training == "finished")
        assert page.bar.texts == first  # the same start, the same batches

    def test_another_network_is_chosen(self, page: DigitsWorkspace, digits: DigitsSession) -> None:
        combo = page.layers.presets
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        assert digits.recipe == DigitsRecipe.of_preset("mlp")
        assert combo.currentData() == "mlp"

    def test_divergence_is_told(self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
        linear = LayerChoice("dense", {"width": 20, "activation": "linear"})
        layers = (LayerChoice("flatten"), linear, linear)  # nothing holds its numbers back
        digits.set_recipe(digits.recipe.replace(layers=layers, preset="", options={"learning_rate": 1e9}))
        QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: digits.training == "diverged")
        assert page.notice.text == "The loss left the numbers in epoch 1: a smaller learning rate would help."

    def test_a_network_that_does_not_fit_is_one_sentence(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        pools = (LayerChoice("max_pooling2d"),) * 6
        digits.set_recipe(digits.recipe.replace(layers=(*pools, LayerChoice("flatten")), preset=""))
        digits.play()
        qtbot.waitUntil(page.notice.isVisible)
        assert "pool_rows" in page.notice.text or "at most" in page.notice.text
        assert digits.training is None

    def test_closing_while_it_trains(self, digits: DigitsSession, qtbot: QtBot) -> None:
        digits.set_recipe(digits.recipe.replace(epochs=1000, patience=0))
        digits.play()
        qtbot.waitUntil(lambda: digits.training == "playing")
        assert digits.close()  # within its patience, long before a thousand epochs are over


def test_play_waits_for_the_images(page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
    digits.set_recipe(DigitsRecipe.of_preset("softmax").replace(epochs=1, batch_size=1000))
    digits.play()
    assert page.bar.texts["epoch"] == "Reading images…"
    qtbot.waitUntil(lambda: digits.training == "finished")
    assert digits.images is mnist()


def test_every_control_has_a_name_a_tooltip_and_a_key(page: DigitsWorkspace) -> None:
    for each in page.findChildren(QAbstractButton):
        if not each.isVisible():
            continue
        assert each.toolTip(), each.text()
        assert each.accessibleName() or each.text()
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_sheet_is_for_what_the_network_knows(page: DigitsWorkspace, digits: DigitsSession) -> None:
    def heading() -> str:
        return next(
            label.text() for label in page.sheet.findChildren(QLabel) if label.property("class") == "heading"
        )  # fmt: skip

    digits.use_network(small_network())
    assert heading() == "DRAW A DIGIT"
    clothes = ("Shirt", "Coat", "Bag", "Boot", "Dress", "Hat", "Sock", "Glove", "Belt", "Scarf")
    digits.use_network(dataclasses.replace(small_network(), names=clothes))
    assert heading() == "DRAW"
    assert page.sheet.canvas.accessibleName() == "Sheet to draw on"
