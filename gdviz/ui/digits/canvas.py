"""The sheet to draw a digit on: mouse, pen, touch and keys."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdviz.core.images import SIDE
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.digits import DigitsSession
from gdviz.session.explain import Message
from gdviz.ui.digits.given import is_welcome, take
from gdviz.ui.digits.sheet_picture import SheetPicture

MOST_SIDE = 360  # pixels: with large text the sheet leaves the controls below it in view
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
_OWN_KEYS = (*_ARROWS, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_E)
_OWN_SEQUENCES = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo, QKeySequence.StandardKey.Paste)


class DigitCanvas(QWidget):
    """A square of 28 x 28 cells. It draws on the session's sheet and shows that sheet; it holds no ink itself."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._picture = SheetPicture()
        self._drawing = False  # a button, pen or finger is down
        self._near = False  # the pointer is over it
        self._cell = (SIDE // 2, SIDE // 2)  # of the keyboard: column, row
        self._key_pen = False
        self._by_keys = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Sheet to draw a digit on"))
        self.setToolTip(
            self.tr(
                "Draw a digit with mouse, pen or finger; the right button erases.\n"
                "Keys: arrows move a cell, then Space puts the pen down and lifts it, E is the eraser, Delete clears.\n"
                "A picture can be dropped here or pasted (Ctrl+V); files and folders of images to learn from, too."
            )
        )
        session.drawing_changed.connect(self.update)
        ThemeManager.instance().changed.connect(self.update)
        self._describe()

    @property
    def cell(self) -> tuple[int, int]:
        """Column and row of the cell that the keyboard points at."""
        return self._cell

    # -- size --------------------------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min(width, MOST_SIDE)

    def sizeHint(self) -> QSize:
        side = min(MOST_SIDE, Theme.current().length(280))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 140)

    def _square(self) -> QRectF:
        side = float(min(self.width(), self.height()))
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _place(self, position: QPointF) -> tuple[float, float]:
        square = self._square()
        return (position.x() - square.x()) / square.width(), (position.y() - square.y()) / square.height()

    # -- mouse, pen, finger ------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton) and not self._drawing:
            self._put_down(event.position(), erase=event.button() == Qt.MouseButton.RightButton or None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._session.extend(*self._place(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._session.extend(*self._place(event.position()))
        self._lift()

    def tabletEvent(self, event: QTabletEvent) -> None:
        if event.type() == QEvent.Type.TabletPress:
            rubber = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._put_down(event.position(), pressure=event.pressure(), erase=rubber or None)
        elif event.type() == QEvent.Type.TabletMove and self._drawing:
            self._session.extend(*self._place(event.position()), pressure=event.pressure())
        elif event.type() == QEvent.Type.TabletRelease:
            self._lift()
        event.accept()  # else Qt makes a mouse of it, and each stroke is drawn twice

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()  # else the window's shortcut would take the key
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        kind, points = event.type(), event.points()
        if kind == QEvent.Type.TouchBegin and points:
            self._put_down(points[0].position())
        elif kind == QEvent.Type.TouchUpdate and self._drawing and points:
            self._session.extend(*self._place(points[0].position()))  # other fingers rest on the sheet
        elif kind in (QEvent.Type.TouchEnd, QEvent.Type.TouchCancel):
            self._lift()

    def _put_down(self, position: QPointF, *, pressure: float = 1.0, erase: bool | None = None) -> None:
        self._drawing = True
        _every_move(True)
        self._by_keys = self._key_pen = False
        self._session.begin(*self._place(position), pressure=pressure, erase=erase)

    def _lift(self) -> None:
        self._drawing = False
        _every_move(self._near)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._near = True
        _every_move(True)  # what comes right behind a press is there before anybody is told of the press

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._near = False
        _every_move(self._drawing)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._near = False
        self._lift()

    # -- keys --------------------------------------------------------------------------------------------------------

    def _is_own(self, event: QKeyEvent) -> bool:
        if any(event.matches(sequence) for sequence in _OWN_SEQUENCES):
            return True
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return False
        # who draws with the mouse still starts and pauses the training with Space
        return event.key() in _OWN_KEYS and (self._by_keys or event.key() != Qt.Key.Key_Space)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        session = self._session
        if event.matches(QKeySequence.StandardKey.Undo):
            session.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            session.redo()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif not self._is_own(event):
            super().keyPressEvent(event)
        elif event.key() in _ARROWS:
            self._move(*_ARROWS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space:
            self._toggle_pen()
        elif event.key() == Qt.Key.Key_E:
            session.set_erasing(not session.erasing)
        else:
            session.clear()

    def _move(self, right: int, down: int) -> None:
        self._by_keys = True
        column, row = self._cell
        self._cell = (min(SIDE - 1, max(0, column + right)), min(SIDE - 1, max(0, row + down)))
        if self._key_pen:
            self._session.extend(*self._middle())
        self._describe()
        self.update()

    def _toggle_pen(self) -> None:
        self._by_keys = True
        self._key_pen = not self._key_pen
        if self._key_pen:
            self._session.begin(*self._middle())
        self._describe()
        self.update()

    def _middle(self) -> tuple[float, float]:
        return (self._cell[0] + 0.5) / SIDE, (self._cell[1] + 0.5) / SIDE

    def _describe(self) -> None:
        text = self.tr("Row {row}, column {column}; pen {state}").format(
            row=self._cell[1] + 1, column=self._cell[0] + 1, state=self.tr("down") if self._key_pen else self.tr("up")
        )
        self.setAccessibleDescription(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._key_pen = False
        self._describe()
        super().focusOutEvent(event)
        self.update()

    # -- pictures ----------------------------------------------------------------------------------------------------

    @Slot()
    def paste(self) -> None:
        """Take the picture, or the file, on the clipboard."""
        if not take(self._session, QGuiApplication.clipboard().mimeData()):
            self._session.message.emit(Message(self.tr("There is no picture on the clipboard."), "warning"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_welcome(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        take(self._session, event.mimeData())

    # -- looks -------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, square = Theme.current(), self._square()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = square.adjusted(0.5, 0.5, -0.5, -0.5)
        self._picture.paint(painter, square, self._session.sheet.ink)
        if self._session.sheet.empty and not self.hasFocus():
            painter.setPen(QColor(theme.quiet))
            painter.setFont(theme.font())
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, self.tr("Draw here"))
        if self.hasFocus() and self._by_keys:
            self._draw_cell(painter, square)
        focus = self.hasFocus()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent if focus else theme.border), 2 if focus else 1))
        painter.drawRoundedRect(inside, theme.radius, theme.radius)
        painter.end()

    def _draw_cell(self, painter: QPainter, square: QRectF) -> None:
        theme, side = Theme.current(), square.width() / SIDE
        where = QRectF(square.x() + self._cell[0] * side, square.y() + self._cell[1] * side, side, side)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.setBrush(QColor(theme.accent) if self._key_pen else Qt.BrushStyle.NoBrush)
        painter.drawRect(where)


def _every_move(wanted: bool) -> None:
    """Let Qt report all places the pen was at, not the last of each frame: a busy window would cut the corners."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, not wanted)
