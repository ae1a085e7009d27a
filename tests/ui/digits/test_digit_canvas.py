"""The sheet, used as people use it: mouse, pen, finger, keys, pictures."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from digits_fixtures import small_network
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QEnterEvent,
    QGuiApplication,
    QImage,
    QInputDevice,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from gdviz.core.images import mnist
from gdviz.plots.theme import LIGHT, ThemeManager
from gdviz.session.digits import DigitsSession
from gdviz.ui.digits.canvas import DigitCanvas


@pytest.fixture
def canvas(qtbot: QtBot, digits: DigitsSession) -> DigitCanvas:
    made = DigitCanvas(digits)
    qtbot.addWidget(made)
    made.resize(280, 280)
    made.show()
    qtbot.waitExposed(made)
    return made


def drag(
    canvas: DigitCanvas, places: list[tuple[int, int]], button: Qt.MouseButton = Qt.MouseButton.LeftButton
) -> None:
    QTest.mousePress(canvas, button, pos=QPoint(*places[0]))
    for place in places[1:]:
        QTest.mouseMove(canvas, QPoint(*place))
    QTest.mouseRelease(canvas, button, pos=QPoint(*places[-1]))


def ink_at(session: DigitsSession, x: int, y: int) -> int:
    return int(session.sheet.ink[y * 336 // 280, x * 336 // 280])


def colour_at(canvas: DigitCanvas, x: int, y: int) -> QColor:
    return canvas.grab().toImage().pixelColor(x, y)


class TestMouse:
    def test_a_drag_leaves_ink_that_is_seen(self, canvas: DigitCanvas, digits: DigitsSession) -> None:
        drag(canvas, [(60, 140), (140, 140), (220, 140)])
        assert ink_at(digits, 100, 140) == 255
        assert ink_at(digits, 100, 100) == 0
        ink = QColor(ThemeManager.instance().theme.ink)
        seen = colour_at(canvas, 100, 140)
        assert abs(seen.lightness() - ink.lightness()) < 8
        assert colour_at(canvas, 105, 95).lightness() > 200

    def test_while_it_is_drawn_every_move_counts(self, canvas: DigitCanvas) -> None:
        def compressed() -> bool:
            return QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents)

        before = compressed()
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, True)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
        assert not compressed()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
        assert compressed()
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
        canvas.hide()  # such as a key that shows another workspace
        assert compressed()
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, before)

    def test_moves_right_behind_a_press_count_too(self, canvas: DigitCanvas) -> None:
        def compressed() -> bool:
            return QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents)

        before = compressed()
        place = QPointF(60, 60)
        QApplication.sendEvent(canvas, QEnterEvent(place, place, place))
        assert not compressed()
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
        assert not compressed()
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
        assert compressed()
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, before)

    def test_a_click_is_a_dot(self, canvas: DigitCanvas, digits: DigitsSession) -> None:
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(80, 200))
        assert ink_at(digits, 80, 200) == 255
        assert digits.sheet.cells().sum() == pytest.approx(np.pi * 1.2**2, rel=0.05)

    def test_moving_without_a_button_draws_nothing(self, canvas: DigitCanvas, digits: DigitsSession) -> None:
        drag(canvas, [(50, 50), (60, 50)])
        before = digits.sheet.ink.copy()
        QTest.mouseMove(canvas, QPoint(200, 200))
        np.testing.assert_array_equal(digits.sheet.ink, before)

    def test_the_right_button_erases(self, canvas: DigitCanvas, digits: DigitsSession) -> None:
        drag(canvas, [(40, 140), (240, 140)])
        drag(canvas, [(140, 100), (140, 180)], Qt.MouseButton.RightButton)
        assert ink_at(digits, 140, 140) == 0
        assert ink_at(digits, 60, 140) == 255
        assert not digits.erasing

    def test_a_sheet_that_is_not_square_keeps_its_cells_square(
        self, canvas: DigitCanvas, digits: DigitsSession, qtbot: QtBot
    ) -> None:
        canvas.resize(480, 280)
        qtbot.waitUntil(lambda: canvas.width() == 480)
        drag(canvas, [(240, 40), (240, 240)])
        assert ink_at(digits, 140, 100) == 255
        top = np.flatnonzero(digits.sheet.ink.any(0))
        assert 0.45 * 336 < top.mean() < 0.55 * 336


class TestPen:
    def send(self, canvas: DigitCanvas, kind: QEvent.Type, x: float, y: float, pressure: float, rubber: bool) -> bool:
        device = QPointingDevice(
            "pen", 7, QInputDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Eraser if rubber else QPointingDevice.PointerType.Pen,
            QInputDevice.Capability.Pressure | QInputDevice.Capability.Position, 1, 1,
        )  # fmt: skip
        place = QPointF(x, y)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
        event = QTabletEvent(
            kind, device, place, QPointF(canvas.mapToGlobal(place)), pressure, 0.0, 0.0, 0.0, 0.0, 0.0,
            Qt.KeyboardModifier.NoModifier, button, button,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)
        return event.isAccepted()

    def line(self, canvas: DigitCanvas, y: float, pressure: float, rubber: bool = False) -> None:
        assert self.send(canvas, QEvent.Type.TabletPress, 60, y, pressure, rubber)
        assert self.send(canvas, QEvent.Type.TabletMove, 220, y, pressure, rubber)
        assert self.send(canvas, QEvent.Type.TabletRelease, 220, y, 0.0, rubber)

    def test_pressure_makes_thick_and_thin(self, canvas: DigitCanvas, digits: DigitsSession) -> None:
        self.line(canvas, 80, 1.0)
        self.line(canvas, 200, 0.1)
        column = digits.sheet.ink[:, 168] > 127
        thick, thin = column[:168].sum(), column[168:].sum()
        assert thick > 1.8 * thin > 0

    def test_its_other_end_erases(self, canvas: DigitCanvas, digits: DigitsSession) -> None:
        self.line(canvas, 140, 1.0)
        self.line(canvas, 140, 1.0, rubber=True)
        assert digits.sheet.empty

    def test_moving_above_the_sheet_draws_nothing(self, canvas: DigitCanvas, digits: DigitsSession) -> None:
        self.send(canvas, QEvent.Type.TabletMove, 100, 100, 0.0, False)
        assert digits.sheet.empty


def test_a_finger_draws_and_a_second_one_does_not(canvas: DigitCanvas, digits: DigitsSession) -> None:
    device = QTest.createTouchDevice()
    touch = QTest.touchEvent(canvas, device)
    touch.press(0, QPoint(60, 100), canvas).commit()
    touch.move(0, QPoint(140, 100), canvas).press(1, QPoint(140, 250), canvas).commit()
    touch.move(0, QPoint(220, 100), canvas).move(1, QPoint(200, 250), canvas).commit()
    touch.release(0, QPoint(220, 100), canvas).release(1, QPoint(200, 250), canvas).commit()
    assert ink_at(digits, 100, 100) == ink_at(digits, 180, 100) == 255
    assert ink_at(digits, 170, 250) == 0


class TestKeys:
    def press(self, canvas: DigitCanvas, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(canvas, key)

    def test_arrows_move_the_cell_and_space_draws(self, canvas: DigitCanvas, digits: DigitsSession) -> None:
        canvas.setFocus(Qt.FocusReason.TabFocusReason)
        start = canvas.cell
        self.press(canvas, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Up)
        assert canvas.cell == (start[0] - 1, start[1] - 2)
        assert digits.sheet.empty
        self.press(
            canvas, Qt.Key.Key_Space, *[Qt.Key.Key_Down] * 6, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Down
        )
        cells = digits.sheet.cells()
        column, row = start[0] - 1, start[1] - 2
        assert (cells[row : row + 7, column] > 0.9).all()
        assert cells[row + 9 :].max() == 0.0
        assert "pen up" in canvas.accessibleDescription()
        assert f"Row {row + 8}, column {column + 2}" in canvas.accessibleDescription()

    def test_the_cell_is_seen_and_stays_on_the_sheet(self, canvas: DigitCanvas) -> None:
        canvas.setFocus(Qt.FocusReason.TabFocusReason)
        self.press(canvas, *[Qt.Key.Key_Left] * 40, *[Qt.Key.Key_Up] * 40)
        assert canvas.cell == (0, 0)
        before = canvas.grab().toImage()
        self.press(canvas, *[Qt.Key.Key_Right] * 5)
        assert canvas.grab().toImage() != before

    def test_undo_redo_delete_and_eraser(self, canvas: DigitCanvas, digits: DigitsSession) -> None:
        drag(canvas, [(60, 60), (100, 100)])
        first = digits.sheet.ink.copy()
        drag(canvas, [(200, 60), (200, 200)])
        QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        np.testing.assert_array_equal(digits.sheet.ink, first)
        QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert ink_at(digits, 200, 100) == 255
        self.press(canvas, Qt.Key.Key_Delete)
        assert digits.sheet.empty
        QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        self.press(canvas, Qt.Key.Key_E)
        assert digits.erasing
        drag(canvas, [(200, 60), (200, 200)])
        np.testing.assert_array_equal(digits.sheet.ink > 0, first > 0)

    def test_a_windows_shortcuts_do_not_take_its_keys(self, qtbot: QtBot, digits: DigitsSession) -> None:
        window = QMainWindow()
        qtbot.addWidget(window)
        taken = []
        for key in ("Space", "Left", "Ctrl+Z"):
            window.addAction(key, key, lambda chosen=key: taken.append(chosen))
        canvas = DigitCanvas(digits)
        window.setCentralWidget(canvas)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        canvas.setFocus()
        qtbot.waitUntil(canvas.hasFocus)
        QTest.keyClick(canvas, Qt.Key.Key_Left)
        QTest.keyClick(canvas, Qt.Key.Key_Space)
        QTest.keyClick(canvas, Qt.Key.Key_Left)
        QTest.keyClick(canvas, Qt.Key.Key_Space)
        assert not digits.sheet.empty
        QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert digits.sheet.empty
        assert taken == []
        drag(canvas, [(60, 60), (100, 100)])
        before = digits.sheet.ink.copy()
        QTest.keyClick(canvas, Qt.Key.Key_Space)  # who draws with the mouse runs the training with Space
        assert taken == ["Space"]
        np.testing.assert_array_equal(digits.sheet.ink, before)


class TestPictures:
    def light_picture(self, side: int = 200) -> Image.Image:
        digit = Image.fromarray(mnist().test_images[0]).resize((side, side))
        sheet = Image.new("RGB", (2 * side, side + 40), "white")
        sheet.paste("darkblue", (side // 2, 20), digit)
        return sheet

    def q_image(self) -> QImage:
        buffer = io.BytesIO()
        self.light_picture().save(buffer, "PNG")
        return QImage.fromData(buffer.getvalue())

    def reads_seven(self, digits: DigitsSession, qtbot: QtBot) -> None:
        digits.use_network(small_network())
        qtbot.waitUntil(lambda: digits.prediction is not None)
        assert digits.prediction is not None
        assert int(digits.prediction.argmax()) == 7

    def test_paste(self, canvas: DigitCanvas, digits: DigitsSession, qtbot: QtBot) -> None:
        QGuiApplication.clipboard().setImage(self.q_image())
        QTest.keyClick(canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        self.reads_seven(digits, qtbot)

    def test_paste_of_text_is_one_sentence(self, canvas: DigitCanvas, digits: DigitsSession, qtbot: QtBot) -> None:
        QGuiApplication.clipboard().setText("seven")
        with qtbot.waitSignal(digits.message) as said:
            QTest.keyClick(canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert said.args[0].text == "There is no picture on the clipboard."
        assert digits.sheet.empty

    def drop(self, canvas: DigitCanvas, data: QMimeData) -> bool:
        none = Qt.MouseButton.NoButton
        enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, enter)
        if not enter.isAccepted():
            return False
        event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)
        return True

    @pytest.mark.parametrize("suffix", ["png", "jpg", "bmp"])
    def test_drop_of_a_file(
        self, canvas: DigitCanvas, digits: DigitsSession, qtbot: QtBot, tmp_path: Path, suffix: str
    ) -> None:
        path = tmp_path / f"seven.{suffix}"
        self.light_picture().save(path)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        assert self.drop(canvas, data)
        self.reads_seven(digits, qtbot)
        digits.undo()
        assert digits.sheet.empty

    def test_drop_of_a_picture(self, canvas: DigitCanvas, digits: DigitsSession, qtbot: QtBot) -> None:
        data = QMimeData()
        data.setImageData(self.q_image())
        assert self.drop(canvas, data)
        self.reads_seven(digits, qtbot)

    @pytest.mark.parametrize("kind", ["npz", "csv", "idx", "folder"])
    def test_drop_of_images_to_learn_from(
        self, canvas: DigitCanvas, digits: DigitsSession, qtbot: QtBot, tmp_path: Path, kind: str
    ) -> None:
        whole = mnist()
        images, labels = whole.images[:40], whole.labels[:40]
        path = tmp_path / f"mine.{kind}"
        if kind == "npz":
            np.savez(path, x_train=images, y_train=labels)
        elif kind == "csv":
            np.savetxt(path, np.column_stack([labels, images.reshape(40, -1)]), fmt="%d", delimiter=",")
        elif kind == "idx":
            path = tmp_path / "my-images-idx3-ubyte"
            path.write_bytes(struct.pack(">4I", 0x803, 40, 28, 28) + images.tobytes())
            beside = struct.pack(">2I", 0x801, 40) + labels.astype("u1").tobytes()
            (tmp_path / "my-labels-idx1-ubyte").write_bytes(beside)
        else:
            path = tmp_path / "classes"
            for place, (image, label) in enumerate(zip(images, labels, strict=True)):
                folder = path / str(label)
                folder.mkdir(parents=True, exist_ok=True)
                Image.fromarray(image).save(folder / f"{place}.png")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        assert self.drop(canvas, data)
        qtbot.waitUntil(lambda: digits.images is not None and not digits.reading)
        assert (digits.source, digits.images.n, digits.images.n_test) == ("own", 36, 4)
        assert digits.sheet.empty

    def test_text_is_not_taken(self, canvas: DigitCanvas) -> None:
        data = QMimeData()
        data.setText("seven")
        assert not self.drop(canvas, data)

    def test_two_digits_are_refused_and_the_sheet_stays(
        self, canvas: DigitCanvas, digits: DigitsSession, qtbot: QtBot, tmp_path: Path
    ) -> None:
        drag(canvas, [(60, 60), (100, 100)])
        before = digits.sheet.ink.copy()
        both = Image.new("L", (800, 260), 255)
        for x in (0, 400):
            both.paste(self.light_picture().convert("L"), (x, 10))
        both.save(tmp_path / "both.png")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / "both.png"))])
        with qtbot.waitSignal(digits.message) as said:
            self.drop(canvas, data)
        assert "seems to show 2 digits" in said.args[0].text
        np.testing.assert_array_equal(digits.sheet.ink, before)


def test_the_dark_theme_has_light_ink(canvas: DigitCanvas) -> None:
    manager = ThemeManager.instance()
    drag(canvas, [(60, 140), (220, 140)])
    try:
        manager.set_mode("dark")
        assert colour_at(canvas, 140, 140).lightness() > 200
        assert colour_at(canvas, 140, 60).lightness() < 80
    finally:
        manager.set_mode("light")
    assert manager.theme.ink == LIGHT.ink


def test_a_screen_reader_is_told_what_it_is(canvas: DigitCanvas) -> None:
    assert canvas.accessibleName() == "Sheet to draw a digit on"
    assert "Space puts the pen down" in canvas.toolTip()
