"""The cards and columns of the digits workspace, used as people use them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from digits_fixtures import small_network
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from gdviz.core.images import ImageSet, mnist
from gdviz.core.images.strokes import stroke_digit
from gdviz.plots.style import apply
from gdviz.plots.theme import ThemeManager
from gdviz.resources import resource_path
from gdviz.session.digits import DigitsSession
from gdviz.training.digit_reader import load_trained
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.ui.digits.workspace import DigitsWorkspace
from gdviz.ui.layer_row import LayerRow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, digits: DigitsSession) -> DigitsWorkspace:
    made = DigitsWorkspace(digits)
    qtbot.addWidget(made)
    made.resize(1440, 830)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def examined(page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> DigitsWorkspace:
    """The page with MNIST, and what the small CNN says of its test images."""
    digits.use_network(small_network())
    digits.take_images(mnist())
    digits.images_changed.emit()
    qtbot.waitUntil(lambda: digits.exam.answers is not None)
    return page


def draw(digits: DigitsSession, label: int, seed: int = 0) -> None:
    digits.sheet.draw(stroke_digit(label, np.random.default_rng(seed)))
    digits.drawing_changed.emit()
    digits.seen_changed.emit()


def few(digits: DigitsSession, n: int = 600, n_test: int = 100) -> None:
    whole = mnist()
    digits.take_images(
        ImageSet(whole.images[:n], whole.labels[:n], whole.test_images[:n_test], whole.test_labels[:n_test],
                 whole.names)
    )  # fmt: skip
    digits.images_changed.emit()


def spaced(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


class TestInside:
    def test_each_layer_of_the_drawing_is_shown(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        digits.use_network(load_trained(resource_path("networks", "digits_mlp.npz")))
        draw(digits, 3)
        qtbot.waitUntil(lambda: digits.prediction is not None)
        rows = page.inside.rows
        assert [row.title for row in rows.rows] == ["Dense 128 · ReLU", "Dense 128 · ReLU", "Dense 10 · Softmax"]
        assert rows.accessibleDescription().endswith("Dense 10 · Softmax: 3")
        brightest = int(rows.rows[0].values.argmax())
        _, _, cells = rows.places()[0]
        columns, side, gap = rows.cells_of(rows.rows[0])
        line, column = divmod(brightest, columns)
        x, y = cells.x() + column * (side + gap) + side // 2, cells.y() + line * (side + gap) + side // 2
        color = rows.grab().toImage().pixelColor(x, y)
        assert (color.red(), color.green(), color.blue()) == (253, 231, 37)  # the bright end of viridis
        assert rows.value_at(QPoint(x, y)).startswith(f"Dense 128 · ReLU, {brightest + 1}: ")

    def test_feature_maps_follow_the_pen(self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
        digits.use_network(small_network())
        assert page.inside.rows.accessibleDescription() == ""  # nothing is drawn yet
        draw(digits, 1)
        qtbot.waitUntil(lambda: page.inside.rows.accessibleDescription() != "")
        before = page.inside.rows.grab().toImage()
        digits.clear()
        draw(digits, 0)
        qtbot.waitUntil(lambda: page.inside.rows.accessibleDescription().endswith(": 0"))
        assert page.inside.rows.grab().toImage() != before
        assert [row.title for row in page.inside.rows.rows][:2] == ["Convolution 8 · ReLU", "Max pooling"]

    def test_ten_weight_images_of_the_softmax(self, page: DigitsWorkspace, digits: DigitsSession) -> None:
        digits.use_network(load_trained(resource_path("networks", "digits_softmax.npz")))
        tiles = page.inside.weights
        assert tiles.isVisible()
        assert tiles.n == 10
        assert tiles.captions == tuple("0123456789")
        picture = tiles.grab().toImage()
        weights = digits.reader.model.parameters.value["W1"].reshape(28, 28, 10)
        where = tiles.rect_of(0)
        row, column = np.unravel_index(weights[:, :, 0].argmin(), (28, 28))
        color = picture.pixelColor(
            where.x() + round((column + 0.5) * where.width() / 28), where.y() + round((row + 0.5) * where.height() / 28)
        )
        assert color.red() > color.blue()  # against it: vermilion
        digits.use_network(small_network())
        assert not tiles.isVisible()  # activations tell more of layers
        combo = page.inside._what
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        assert tiles.n == 8
        digits.use_network(load_trained(resource_path("networks", "digits_mlp.npz")))
        assert tiles.isVisible()  # what was chosen by hand stays
        assert tiles.n == 128


class TestConfusion:
    def test_the_numbers_are_those_of_the_test_images(self, examined: DigitsWorkspace, digits: DigitsSession) -> None:
        counts = examined.confusion.matrix.counts
        assert counts is not None
        assert counts.sum(axis=1).tolist() == np.bincount(mnist().test_labels).tolist()
        assert np.trace(counts) == round(10_000 * small_network().test_accuracy)
        assert examined.confusion.matrix.color_of(3, 3).name() == "#0072b2"
        errors = counts - np.diag(np.diag(counts))
        worst = np.unravel_index(errors.argmax(), errors.shape)
        color = examined.confusion.matrix.color_of(*map(int, worst))
        assert color is not None
        assert color.red() > 200 > 100 > color.blue()

    def test_a_cell_opens_its_images(self, examined: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
        matrix = examined.confusion.matrix
        errors = matrix.counts - np.diag(np.diag(matrix.counts))
        row, column = map(int, np.unravel_index(errors.argmax(), errors.shape))
        QTest.mouseClick(matrix, LEFT, pos=matrix.cell_rect(row, column).center().toPoint())
        gallery = examined.gallery
        qtbot.waitUntil(gallery.isVisible)
        assert gallery.windowTitle() == f"{row} read as {column}"
        assert gallery.tiles.n == errors[row, column]
        assert set(gallery.tiles.captions) == {str(column)}
        assert f"{row}, read as {column}, " in gallery.facts
        first = gallery.facts
        QTest.keyClick(gallery.tiles, Qt.Key.Key_Right)
        assert gallery.facts != first
        QTest.keyClick(gallery.tiles, Qt.Key.Key_Return)
        place = digits.exam.answers.of_cell(row, column)[1]
        np.testing.assert_allclose(digits.sheet.cells(), mnist().test_images[place] / 255, atol=2e-3)

    def test_by_keys(self, examined: DigitsWorkspace, qtbot: QtBot) -> None:
        matrix = examined.confusion.matrix
        matrix.setFocus()
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
            QTest.keyClick(matrix, key)
        qtbot.waitUntil(examined.gallery.isVisible)
        assert examined.gallery.windowTitle() == "2 read as 2"
        assert "2 read as 2: 1" in matrix.accessibleDescription()

    def test_an_empty_cell_opens_nothing(self, examined: DigitsWorkspace) -> None:
        matrix = examined.confusion.matrix
        row, column = map(int, np.argwhere(matrix.counts == 0)[0])
        QTest.mouseClick(matrix, LEFT, pos=matrix.cell_rect(row, column).center().toPoint())
        assert not examined.gallery.isVisible()

    def test_a_network_that_learned_other_images_has_none(
        self, examined: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        digits.choose_images("fashion")
        qtbot.waitUntil(lambda: not digits.reading)
        qtbot.waitUntil(lambda: not digits.exam.busy)
        assert digits.exam.answers is None
        assert examined.confusion.quiet == "the network has learned other images"


def test_wrong_answers_open_the_surest_first(examined: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
    wrong = examined.wrong
    answers = digits.exam.answers
    assert answers is not None
    assert wrong.all.text() == str(len(answers.wrong))
    assert wrong.tiles.captions[0] == str(answers.said[answers.wrong[0]])
    QTest.mouseClick(wrong.tiles, LEFT, pos=wrong.tiles.rect_of(2).center())
    gallery = examined.gallery
    qtbot.waitUntil(gallery.isVisible)
    assert gallery.tiles.n == len(answers.wrong)
    assert gallery.tiles.current == 2
    QTest.keyClick(gallery.tiles, Qt.Key.Key_End)
    last = int(answers.wrong[-1])
    assert gallery.facts.startswith(f"Test image {last + 1}: {mnist().test_labels[last]}, read as {answers.said[last]}")
    assert gallery._scroll.verticalScrollBar().value() > 0  # it came into view


class TestTeaching:
    def test_a_key_teaches_and_undo_forgets(
        self, examined: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        page = examined
        digits.set_centre(False)
        assert digits.reader is not None
        for seed in range(50):  # small, or in a corner: read wrongly without centring
            digits.sheet.clear()
            draw(digits, 4, seed)
            if digits.reader.probabilities(digits.seen).argmax() != 4:
                break
        qtbot.waitUntil(lambda: page.prediction.answer not in ("–", "4"))
        before = page.prediction.answer
        page.sheet.canvas.setFocus()
        QTest.keyClick(page.sheet.canvas, Qt.Key.Key_4)
        assert page.teach.words == "Learning…"
        qtbot.waitUntil(lambda: not digits.teaching.busy)
        qtbot.waitUntil(lambda: page.prediction.answer == "4")
        exam = digits.exam
        qtbot.waitUntil(lambda: exam.answers is not None and not exam.busy)
        taught = digits.teaching.taught
        assert taught is not None
        assert exam.answers.accuracy == pytest.approx(taught.after)  # the matrix is that of the network as it is now
        assert page.confusion.matrix.counts.trace() == round(10_000 * taught.after)
        words = spaced(page.teach.words)
        assert words.startswith("Drawings read rightly: 1 of 1. Test images: 98.")
        shares = [float(part.split()[-1]) for part in words.split(" %")[:-1]]
        assert abs(shares[1] - shares[0]) < 0.6
        QTest.mouseClick(page.teach._undo, LEFT)
        qtbot.waitUntil(lambda: page.prediction.answer == before)
        assert len(digits.teaching.drawings) == 0
        assert not page.teach._undo.isEnabled()

    def test_before_anything_is_drawn_there_is_nothing_to_teach(
        self, examined: DigitsWorkspace, digits: DigitsSession
    ) -> None:
        assert not any(button.isEnabled() for button in examined.teach.buttons)
        QTest.keyClick(examined.sheet.canvas, Qt.Key.Key_4)
        assert examined.notice.text == "Draw something first."

    def test_drawings_are_kept_as_a_set(
        self, examined: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        page = examined
        draw(digits, 2)
        QTest.mouseClick(page.teach.buttons[2], LEFT)
        qtbot.waitUntil(lambda: not digits.teaching.busy)
        path = tmp_path / "mine.npz"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
        QTest.mouseClick(page.teach._save, LEFT)
        assert path.exists()
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        QTest.mouseClick(page.teach._open, LEFT)
        qtbot.waitUntil(lambda: not digits.teaching.busy)
        assert digits.teaching.drawings.labels.tolist() == [2, 2]
        path.write_bytes(b"PK nothing")
        QTest.mouseClick(page.teach._open, LEFT)
        assert page.notice.text == "mine.npz is damaged: the list of what is in it is missing."
        assert len(digits.teaching.drawings) == 2

    def test_a_training_that_stands_still_goes_on_from_what_was_taught(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        few(digits)
        digits.set_recipe(DigitsRecipe.of_preset("softmax").replace(epochs=400, patience=0))
        digits.play()
        qtbot.waitUntil(lambda: digits.snapshot is not None and digits.snapshot.epoch >= 1)
        draw(digits, 6)
        digits.pause()
        qtbot.waitUntil(lambda: digits.training == "paused")
        assert digits.teaching.teach(9)
        qtbot.waitUntil(lambda: not digits.teaching.busy)
        assert digits.training == "paused"
        assert not digits.live
        step = digits.snapshot.epoch * digits.snapshot.batches + digits.snapshot.batch
        digits.play()
        qtbot.waitUntil(lambda: digits.live)
        assert digits.snapshot.epoch * digits.snapshot.batches + digits.snapshot.batch >= step

    def test_a_drawing_joins_the_training_that_goes_on(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        few(digits, 6000)
        digits.set_recipe(DigitsRecipe.of_preset("softmax").replace(epochs=1000, patience=0, validation_split=0.0))
        digits.play()
        qtbot.waitUntil(lambda: digits.live and digits.snapshot.epoch >= 1)
        draw(digits, 6)
        page.sheet.canvas.setFocus()
        QTest.keyClick(page.sheet.canvas, Qt.Key.Key_6)
        assert page.teach.words == "Learning…"
        moments: list[tuple[int, int, int]] = []
        digits.snapshot_changed.connect(
            lambda: moments.append((digits.snapshot.epoch, digits.snapshot.batch, digits.snapshot.drawings))
        )
        qtbot.waitUntil(lambda: not digits.teaching.busy)
        qtbot.waitUntil(lambda: digits.training == "playing" and digits.live)  # by itself
        qtbot.waitUntil(lambda: digits.snapshot.drawings == 1)
        assert moments == sorted(moments)  # no epoch was begun anew
        assert len(digits.snapshot.history["test_accuracy"]) == digits.snapshot.epoch
        assert spaced(page.teach.words).startswith("Drawings read rightly: 1 of 1. Test images: ")
        assert "next epoch" not in page.teach.words
        # taken back, it leaves the training too, which keeps what it has learned since
        number, epoch = digits.snapshot.number, digits.snapshot.epoch
        QTest.mouseClick(page.teach._undo, LEFT)
        assert len(digits.teaching.drawings) == 0
        qtbot.waitUntil(lambda: digits.snapshot.drawings == 0)
        assert digits.snapshot.number == number
        assert digits.snapshot.epoch > epoch
        assert digits.live

    def test_who_starts_or_stops_while_it_learns_is_obeyed_afterwards(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        few(digits)
        digits.set_recipe(DigitsRecipe.of_preset("softmax").replace(epochs=1000, patience=0))
        for command, state in ((digits.pause, "paused"), (digits.play, "playing")):
            digits.play()
            qtbot.waitUntil(lambda: digits.training == "playing")
            draw(digits, 6)
            assert digits.teaching.teach(6)
            command()
            assert digits.teaching.busy
            qtbot.waitUntil(lambda: not digits.teaching.busy)
            qtbot.waitUntil(lambda wanted=state: digits.training == wanted)

    def test_drawings_are_among_what_is_learned_next(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        few(digits, 590)
        digits.use_network(load_trained(resource_path("networks", "digits_softmax.npz")))
        draw(digits, 6)
        assert digits.teaching.teach(6)
        qtbot.waitUntil(lambda: not digits.teaching.busy)
        recipe = DigitsRecipe.of_preset("softmax").replace(epochs=1, batch_size=1, validation_split=0.0)
        digits.set_recipe(recipe)
        digits.play()
        qtbot.waitUntil(lambda: digits.training == "finished")
        assert digits.snapshot.batches == 591


def test_before_any_training_the_axis_of_right_answers_goes_to_a_hundred(page: DigitsWorkspace) -> None:
    page.learning.show_view("accuracy")
    (_, right), (low, high) = page.learning._plot.view.viewRange()
    assert (right, low, high) == pytest.approx((1.0, 0.0, 100.0))
    page.learning.show_view("loss")
    low, high = page.learning._plot.view.viewRange()[1]
    assert -9 < low < high < 3  # powers of ten


class TestLearning:
    @pytest.fixture(autouse=True)
    def trained(self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
        few(digits)
        digits.set_recipe(DigitsRecipe.of_preset("deep_sigmoid").replace(epochs=2))
        digits.play()
        qtbot.waitUntil(lambda: digits.training == "finished")

    def test_the_gradient_vanishes_towards_the_picture(self, page: DigitsWorkspace) -> None:
        page.learning.show_view("gradient")
        curves = page.learning.gradients.curves
        assert curves.names() == ("1", "2", "3", "4", "5", "6")
        sizes = [curves.values(name)[1][-1] for name in curves.names()]
        assert sizes == sorted(sizes)
        assert sizes[0] < sizes[-1] / 1000

    def test_the_histogram_counts_the_weights(self, page: DigitsWorkspace, digits: DigitsSession) -> None:
        page.learning.show_view("weights")
        x, y = page.learning.spread.curves.values("1")
        assert y.max() == 1.0
        assert x[0] == pytest.approx(-x[-1])
        W = digits.reader.model.parameters.value["W1"]
        assert x[y > 0].max() >= np.abs(W).max() * 0.9

    def test_the_best_epoch_is_marked(self, page: DigitsWorkspace, digits: DigitsSession) -> None:
        page.learning.show_view("loss")
        best = digits.snapshot.best_epoch
        assert page.learning.best == pytest.approx((best + 1, digits.snapshot.history["val_loss"][best]))
        digits.reset()
        assert page.learning.best is None

    def test_the_same_once_more_begins_with_empty_curves(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        assert digits.snapshot is not None
        shown, before = page.learning.curves, digits.snapshot.number
        assert len(shown.values("test")[0]) == 2
        digits.play()
        digits.pause()  # before an epoch is done, of which there would be new points
        qtbot.waitUntil(lambda: digits.snapshot is not None and digits.snapshot.number != before)
        assert digits.snapshot.epoch == 0
        qtbot.waitUntil(
            lambda: not any(len(shown.values(part)[0]) for part in ("val", "test") if part in shown.names())
        )


class TestLayers:
    def rows(self, page: DigitsWorkspace) -> list[LayerRow]:
        return page.layers.editor._rows

    def texts(self, page: DigitsWorkspace) -> str:
        return "\n".join(spaced(label.text()) for label in page.layers.findChildren(QLabel) if label.isVisible())

    def test_shapes_and_parameters(self, page: DigitsWorkspace) -> None:
        texts = self.texts(page)
        for words in (
            "Input 28 × 28 × 1", "26 × 26 × 8 · 80 parameters", "13 × 13 × 8", "11 × 11 × 16 · 1 168 parameters",
            "Dense 10 · softmax", "5 258 parameters",
        ):  # fmt: skip
            assert words in texts

    def test_a_preset_by_keys(self, page: DigitsWorkspace, digits: DigitsSession) -> None:
        combo = page.layers.presets
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Home)
        QTest.keyClick(combo, Qt.Key.Key_Down)
        assert digits.recipe.preset == "mlp"
        assert "118 282 parameters" in self.texts(page)  # 784 x 128 + 128 + 128 x 128 + 128 + 128 x 10 + 10

    def test_an_impossible_stack_says_why_at_the_layer(
        self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        digits.set_recipe(DigitsRecipe.of_preset("mlp"))
        rows = self.rows(page)
        QTest.mouseClick(rows[0]._remove, LEFT)  # flatten
        assert [layer.name for layer in digits.recipe.layers] == ["dense", "dense"]
        assert "layer 1 (dense): rows must be plain lists of numbers" in self.rows(page)[0]._size.text()
        few(digits)
        digits.play()
        qtbot.waitUntil(lambda: page.notice.isVisible())
        assert "flatten" in page.notice.text
        assert page.layers.presets.currentText() == "Your own layers"
        QTest.mouseClick(page.layers._undo, LEFT)
        assert digits.recipe.preset == "mlp"
        assert page.layers.presets.findData("") < 0

    def test_a_layer_is_added_and_made_wider(self, page: DigitsWorkspace, digits: DigitsSession) -> None:
        digits.set_recipe(DigitsRecipe.of_preset("softmax"))
        page.layers.editor._kinds.findChild(object, "dense").trigger()
        assert digits.recipe.layers[-1].options["width"] == 128
        QTest.mouseClick(self.rows(page)[-1]._more, LEFT)
        assert digits.recipe.layers[-1].options["width"] == 129
        assert f"{(785 * 129 + 1300):,}".replace(",", " ") in self.texts(page)  # 784 x 129 + 129 + 129 x 10 + 10

    def test_filters_have_a_row_like_neurons(self, page: DigitsWorkspace, digits: DigitsSession) -> None:
        QTest.mouseClick(self.rows(page)[0]._fewer, LEFT)
        assert digits.recipe.layers[0].options["filters"] == 7


class TestOptimizer:
    def test_the_form_is_the_recipe(self, page: DigitsWorkspace, digits: DigitsSession) -> None:
        digits.set_recipe(DigitsRecipe.of_preset("mlp"))
        methods = page.optimizer.methods
        assert methods.currentData() == "gradient_descent"
        methods.setCurrentIndex(methods.findData("adam"))
        methods.activated.emit(methods.currentIndex())
        assert digits.recipe.method == "adam"
        assert digits.recipe.options == {}
        page.optimizer.fitting.changed.emit("epochs", 4, False)
        assert digits.recipe.epochs == 4
        assert page.bar.texts["epoch"] == "4 epochs"
        assert not page.optimizer.schedule.isVisible()
        QTest.mouseClick(page.optimizer.more, LEFT)
        assert page.optimizer.schedule.isVisible()

    def test_the_learning_rate_acts_at_once(self, page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
        few(digits)
        digits.set_recipe(DigitsRecipe.of_preset("softmax").replace(epochs=500, patience=0))
        digits.play()
        qtbot.waitUntil(lambda: digits.training == "playing" and digits.snapshot.epoch > 0)
        page.optimizer.options.changed.emit("learning_rate", 1e-6, False)
        assert digits.training == "playing"
        qtbot.waitUntil(lambda: digits._worker._course.fit.method.learning_rate == 1e-6)
        epoch = digits.snapshot.epoch
        qtbot.waitUntil(lambda: digits.snapshot.epoch > epoch + 2)
        before = digits.snapshot.theta.copy()
        qtbot.waitUntil(lambda: digits.snapshot.epoch > epoch + 8)
        assert np.abs(digits.snapshot.theta - before).max() < 1e-3


def test_the_network_that_answers_is_kept_and_comes_back(
    page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits.use_network(load_trained(resource_path("networks", "digits_mlp.npz")))
    draw(digits, 7)
    qtbot.waitUntil(lambda: digits.prediction is not None)
    before = digits.prediction
    path = tmp_path / "mine.npz"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    QTest.mouseClick(page.file._save, LEFT)
    assert page.notice.text == "The network is in mine.npz."
    digits.use_network(small_network())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    QTest.mouseClick(page.file._open, LEFT)
    assert digits.recipe.preset == "mlp"
    assert digits.trained.title == "784-128-128-10, ReLU"
    qtbot.waitUntil(lambda: np.array_equal(digits.prediction, before))
    path.write_bytes(b"nothing")
    QTest.mouseClick(page.file._open, LEFT)
    assert page.notice.text == "mine.npz is damaged: the list of what is in it is missing."


def test_the_side_columns_are_wide_enough(page: DigitsWorkspace, qapp: QApplication, qtbot: QtBot) -> None:
    try:
        apply(qapp, ThemeManager.instance().theme)
        QTest.mouseClick(page.optimizer.more, LEFT)
        for part in (page.sheet, page.layers):
            column = part.parentWidget()
            view = column.parentWidget()
            qtbot.waitUntil(lambda column=column, view=view: column.minimumSizeHint().width() <= view.width())
    finally:
        qapp.setStyleSheet("")


def test_a_low_window_shows_sheet_and_teaching(page: DigitsWorkspace, qapp: QApplication, qtbot: QtBot) -> None:
    try:
        apply(qapp, ThemeManager.instance().theme)
        page.resize(1280, 650)
        qtbot.waitUntil(lambda: page.sheet.canvas.height() < 230)
        button = page.teach.buttons[9]
        qtbot.waitUntil(lambda: button.visibleRegion().boundingRect().height() == button.height())
    finally:
        qapp.setStyleSheet("")


def test_early_stopping_says_whose_weights_are_kept(page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot) -> None:
    few(digits, 300)
    told: list[str] = []
    digits.message.connect(lambda message: told.append(message.text))
    digits.set_recipe(
        DigitsRecipe.of_preset("mlp").replace(
            method="adam", options={"learning_rate": 0.01}, epochs=100, patience=2, validation_split=0.3
        )
    )
    QTest.mouseClick(page.bar.play, LEFT)
    qtbot.waitUntil(lambda: digits.training == "finished")
    losses = digits.snapshot.history["val_loss"]
    best = int(np.argmin(losses))
    assert len(losses) == best + 1 + 2  # two more epochs were waited for
    words = f"Stopped early: no better for 2 epochs. The weights are those of epoch {best + 1}, the best."
    assert told[-1] == words
    assert page.bar.texts["epoch"] == f"Finished after epoch {len(losses)}"


def test_tab_goes_down_the_optimizer_as_the_eye_does(
    page: DigitsWorkspace, digits: DigitsSession, qtbot: QtBot
) -> None:
    page.optimizer._unfold()
    digits.set_recipe(digits.recipe.replace(method="gradient_descent", options={}))  # its form is made anew
    digits.set_recipe(digits.recipe.replace(method="adam", options={}))
    page.activateWindow()
    page.optimizer.methods.setFocus()
    heights = []
    while page.optimizer.isAncestorOf(QApplication.focusWidget()):
        here = QApplication.focusWidget()
        heights.append(here.mapTo(page.optimizer, here.rect().center()).y())
        QTest.keyClick(here, Qt.Key.Key_Tab)
    assert len(heights) >= 7
    assert heights == sorted(heights)
