"""The page of the moving filter, used by mouse and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from scipy.signal import correlate2d

from gdviz.core.images import mnist
from gdviz.plots.number import MINUS
from gdviz.plots.pixel_grid import PixelGrid
from gdviz.session.moving_filter import SMALL, MovingFilter
from gdviz.ui.convolution.page import ConvolutionPage


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ConvolutionPage]:
    made = ConvolutionPage(MovingFilter())
    qtbot.addWidget(made)
    made.resize(1280, 660)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.moving.pause()


def choose(combo: object, text: str) -> None:
    place = combo.findText(text)  # type: ignore[attr-defined]
    assert place >= 0
    combo.setCurrentIndex(place)  # type: ignore[attr-defined]
    combo.activated.emit(place)  # type: ignore[attr-defined]


def point(grid: PixelGrid, row: int, column: int) -> None:
    QTest.mouseMove(grid, grid.cell_rect(row, column).center().toPoint())


def numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+\.\d+", text.replace(MINUS, "-"))]


def a_three() -> np.ndarray:
    images = mnist()
    return images.test_images[np.flatnonzero(images.test_labels == 3)[0]] / 255.0


def test_the_nine_numbers_at_the_pointer_add_up_to_the_pixel(page: ConvolutionPage) -> None:
    point(page.result, 11, 15)
    *terms, answer = numbers(page.product.text)
    pixels, weights = np.array(terms[::2]), np.array(terms[1::2])
    np.testing.assert_allclose(pixels, a_three()[11:14, 15:18].ravel(), atol=5e-4)
    np.testing.assert_array_equal(weights, [-1, 0, 1] * 3)
    expected = correlate2d(a_three(), weights.reshape(3, 3), "valid")[11, 15]
    assert f"{expected:.3f}" == f"{answer:.3f}"
    assert answer == pytest.approx(pixels @ weights, abs=9 * 5e-4)


def test_pointing_at_the_image_lays_the_window_around_that_pixel(page: ConvolutionPage) -> None:
    point(page.image, 10, 12)
    assert page.moving.place == (9, 11)
    assert page.image.window_cells == (9, 11, 3)
    assert page.result.window_cells == (9, 11, 1)
    point(page.image, 0, 0)  # there it would hang over
    assert page.moving.place == (0, 0)
    QTest.mouseClick(page.paddings["same"], Qt.MouseButton.LeftButton)
    point(page.image, 27, 27)
    assert page.moving.place == (27, 27)
    assert page.image.window_cells == (26, 26, 3)


def test_a_weight_by_hand_changes_every_pixel_of_the_result(page: ConvolutionPage) -> None:
    field = page.editor.fields[2, 2]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "-2.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, -2.5]])
    np.testing.assert_allclose(page.result.values, correlate2d(a_three(), kernel, "valid"), atol=1e-12)
    assert page.editor.presets.currentText() == "By hand"
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert page.editor.presets.currentText() == "Vertical edges"  # it is that again


def test_the_bias_is_added_everywhere_and_written_out(page: ConvolutionPage) -> None:
    before = page.result.values.copy()
    page.editor.bias.setFocus()
    page.editor.bias.selectAll()
    QTest.keyClicks(page.editor.bias, "0.75")
    QTest.keyClick(page.editor.bias, Qt.Key.Key_Return)
    np.testing.assert_allclose(page.result.values, before + 0.75, atol=1e-12)
    assert " + 0.750 = " in page.product.text


def test_padding_and_the_counts(page: ConvolutionPage) -> None:
    def plain() -> str:
        return re.sub(r"<[^>]*>|\N{NARROW NO-BREAK SPACE}", "", page.counts_text)

    assert page.result.values.shape == (26, 26)
    assert "10 parameters" in plain()
    assert "676 places" in plain()
    assert "530660 parameters" in plain()  # 784 · 676 + 676
    QTest.mouseClick(page.paddings["same"], Qt.MouseButton.LeftButton)
    assert page.result.values.shape == (28, 28)
    assert "784 places" in plain()
    assert "615440 parameters" in plain()  # 784 · 784 + 784


@pytest.mark.parametrize("name", ["Blur", "Sharpen", "Identity", "Sobel, horizontal edges"])
def test_presets_by_their_names(page: ConvolutionPage, name: str) -> None:
    choose(page.editor.presets, name)
    fields = np.array([[page.editor.fields[row, column].value for column in range(3)] for row in range(3)])
    np.testing.assert_allclose(page.result.values, correlate2d(a_three(), fields, "valid"), atol=1e-12)
    if name == "Identity":
        np.testing.assert_allclose(page.result.values, a_three()[1:-1, 1:-1], atol=1e-12)


def test_other_images(page: ConvolutionPage) -> None:
    choose(page.sources, "Small picture, 8 × 8")
    assert np.array_equal(page.image.values, SMALL)
    assert page.result.values.shape == (6, 6)
    assert not page._another.isVisible()
    choose(page.sources, "MNIST: a 3")
    QTest.mouseClick(page._another, Qt.MouseButton.LeftButton)
    assert not np.array_equal(page.image.values, a_three())
    drawn = np.zeros((28, 28), np.float32)
    drawn[5:20, 14] = 1.0
    page.moving.set_drawn(drawn)
    choose(page.sources, "What was drawn")
    assert np.array_equal(page.image.values, drawn)


def test_play_and_steps_move_the_window_row_by_row(page: ConvolutionPage, qtbot: QtBot) -> None:
    page.moving.move_to(0, 24)
    QTest.mouseClick(page._step, Qt.MouseButton.LeftButton)
    assert page.moving.place == (0, 25)
    QTest.mouseClick(page._step, Qt.MouseButton.LeftButton)
    assert page.moving.place == (1, 0)
    QTest.mouseClick(page._step_back, Qt.MouseButton.LeftButton)
    assert page.moving.place == (0, 25)
    page.moving.move_to(25, 25)
    QTest.keyClick(page.result, Qt.Key.Key_Space)
    assert page.moving.playing
    qtbot.waitUntil(lambda: page.moving.place == (0, 2))
    QTest.keyClick(page.result, Qt.Key.Key_Space)
    assert not page.moving.playing
    page.moving.toggle()
    page.hide()
    assert not page.moving.playing  # nobody sees it


def test_arrow_keys_move_it_too(page: ConvolutionPage) -> None:
    page.moving.move_to(3, 3)
    for key, place in ((Qt.Key.Key_Right, (3, 4)), (Qt.Key.Key_Down, (4, 4)), (Qt.Key.Key_Left, (4, 3)),
                       (Qt.Key.Key_Up, (3, 3))):  # fmt: skip
        QTest.keyClick(page.result, key)
        assert page.moving.place == place
    page.moving.move_to(0, 0)
    QTest.keyClick(page.result, Qt.Key.Key_Up)
    assert page.moving.place == (0, 0)


def test_blue_is_positive_orange_negative(page: ConvolutionPage) -> None:
    choose(page.sources, "Small picture, 8 × 8")
    page.moving.move_to(5, 5)
    picture = page.result.grab().toImage()
    values = page.result.values
    for value, row, column in ((values.max(), *np.unravel_index(values.argmax(), values.shape)),
                               (values.min(), *np.unravel_index(values.argmin(), values.shape))):  # fmt: skip
        corner = page.result.cell_rect(int(row), int(column)).topLeft().toPoint() + QPoint(4, 4)
        color = picture.pixelColor(corner)
        assert (color.blue() > color.red()) == (value > 0)


def test_everything_is_seen_in_a_small_window_and_with_large_text(page: ConvolutionPage, qtbot: QtBot) -> None:
    for card in (page._image_card, page.editor, page._result_card, page._product_card, page._counts_card):
        assert card.visibleRegion().boundingRect().size() == card.size()
    assert min(page.image.cell_rect(0, 0).width(), page.result.cell_rect(0, 0).width()) >= 8
