"""A white card with a quiet header: the frame that every plot and form stands in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gdviz.plots.card_header import CardHeader, is_wanted
from gdviz.plots.theme import Theme, ThemeManager


class Card(QFrame):
    """A title at the left, quiet text and small widgets at the right, a hairline, and a body below."""

    def __init__(self, title: str, body: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "card")
        self.setAccessibleName(title)
        self._header = CardHeader(title)
        line = QFrame()
        line.setProperty("class", "line")

        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.setContentsMargins(1, 1, 1, 6)  # a plot has square corners, the card round ones
        self._column.addWidget(self._header)
        self._column.addWidget(line)
        self._body: QWidget | None = None
        self._note: QLabel | None = None
        if body is not None:
            self.set_body(body)

    @property
    def title(self) -> str:
        """The text at the left of the header."""
        return self._header.title.text()

    @property
    def body(self) -> QWidget | None:
        """What stands below the header."""
        return self._body

    @property
    def quiet(self) -> str:
        """The small text at the right of the header."""
        return self._header.quiet.text()

    def set_title(self, text: str) -> None:
        """Change the title."""
        self._header.title.setText(text)
        self.setAccessibleName(text)

    def set_quiet(self, text: str, *shorter: str) -> None:
        """Show `text` small at the right of the header: "f(x) = 1.02 x − 0.009"; nothing if it is empty."""
        self._header.quiet.set_text(text, *shorter)

    def add_header_widget(self, widget: QWidget, *, spare: bool = False) -> None:
        """Put `widget` at the right end of the header; where that is narrow, `spare` ones are the first to leave it."""
        self._header.add(widget, spare=spare)

    def set_body(self, body: QWidget) -> None:
        """Put `body` below the header, in place of what stood there."""
        if self._body is not None:
            self._column.removeWidget(self._body)
            discard(self._body)
        self._body = body
        self._column.addWidget(body, 1)

    @property
    def note(self) -> str:
        """The sentence that stands in the body's place; "" while the body is shown."""
        return "" if self._note is None else self._note.text()

    def show_note(self, text: str) -> None:
        """Show one quiet sentence in place of the body, which has nothing to show; "" brings the body back."""
        if text == self.note:
            return
        if self._note is None:
            self._note = QLabel()
            self._note.setProperty("class", "quiet")
            self._note.setWordWrap(True)
            self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
            side = Theme.current().length(24)
            self._note.setContentsMargins(side, side, side, side)
            self._column.addWidget(self._note, 1)
        self._note.setText(text)
        self._note.setVisible(bool(text))
        if self._body is not None:
            self._body.setVisible(not text)

    def legend_items(self) -> list[LegendItem]:
        """Return the entries of the legend in the header, from left to right."""
        return [item for item in self._header.findChildren(LegendItem) if is_wanted(item)]

    @property
    def header(self) -> CardHeader:
        """The line above the body."""
        return self._header

    def detach_header(self) -> CardHeader:
        """Return the header, to stand above the card as a dock's title bar; the two still look like one."""
        self._column.removeWidget(self._header)
        self._header.setProperty("class", "card-header")
        self._header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("class", "card-body")
        return self._header


def discard(widget: QWidget) -> None:
    """Take a widget out of the window, and delete it when its events are done."""
    widget.hide()  # a layout shows what has just joined it a moment later: without a parent, as a window of its own
    widget.setParent(None)
    widget.deleteLater()


class LegendItem(QWidget):
    """A dot of a colour and a name beside it, which is shortened where there is no room."""

    def __init__(
        self,
        name: str,
        color: QColor | str,
        parent: QWidget | None = None,
        *,
        dashed: bool = False,
        small: bool = False,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._small = small
        self._color = QColor(color)
        self.dashed = dashed  # whether the lines that it stands for are
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        ThemeManager.instance().changed.connect(self._follow_theme)

    @property
    def name(self) -> str:
        """The text beside the dot."""
        return self._name

    @property
    def color(self) -> QColor:
        """The colour of the dot."""
        return self._color

    def set_color(self, color: QColor | str) -> None:
        """Change the dot's colour."""
        self._color = QColor(color)
        self.update()

    def _font(self, theme: Theme) -> QFont:
        return theme.font(theme.small_size) if self._small else theme.font()

    def sizeHint(self) -> QSize:
        return self._size(self._name)

    def minimumSizeHint(self) -> QSize:
        return self._size("")

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.current()
        dot, left = theme.length(9), theme.length(16)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        painter.drawEllipse(1, (self.height() - dot) // 2, dot, dot)
        room = self.width() - left
        painter.setFont(self._font(theme))
        whole = painter.fontMetrics().horizontalAdvance(self._name)
        if room >= min(whole, theme.length(24)):  # a single letter of many tells less than the dot alone
            painter.setPen(QColor(theme.text))
            text = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
            where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(left, 0, room, self.height(), where, text)
        painter.end()

    def _size(self, text: str) -> QSize:
        theme = Theme.current()
        metrics = QFontMetrics(self._font(theme))
        return QSize(theme.length(16) + metrics.horizontalAdvance(text) + 2, metrics.height() + 2)

    @Slot()
    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()
