"""The header of a card: a title that is never cut, and controls that move behind a button where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget, QWidgetItem

from gdviz.plots.icons import icon
from gdviz.plots.quiet_text import QuietText
from gdviz.plots.theme import Theme, ThemeManager

WIDE, TIGHT = 12, 4  # pixels between the parts, at 100 % text


class CardHeader(QWidget):
    """Title, quiet text, and small widgets; those that find no room stand in a list behind "…"."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title)
        self.title.setProperty("class", "title")
        self.quiet = QuietText()
        self._parts: list[QWidget] = []
        self._moved: list[QWidget] = []
        self._spare: set[QWidget] = set()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.title)
        self._row.addWidget(self.quiet, 1)
        self.more = QToolButton()
        self.more.setProperty("class", "flat")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setToolTip(self.tr("More controls of this card, for which the header has no room"))
        self.more.setAccessibleName(self.tr("More controls of this card"))
        self.more.clicked.connect(self.show_list)
        self.more.hide()
        self._row.addWidget(self.more)
        self.list = _List(self)
        self._fitting = False
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    def add(self, widget: QWidget, *, spare: bool = False) -> None:
        """Put `widget` at the right end; `spare` ones are the first to leave."""
        self._row.insertWidget(self._row.indexOf(self.more), widget)
        self._parts.append(widget)
        if spare:
            self._spare.add(widget)

    @property
    def moved(self) -> tuple[QWidget, ...]:
        """The controls that stand behind the button now."""
        return tuple(part for part in self._moved if is_wanted(part))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, max(self.minimumHeight(), super().minimumSizeHint().height()))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().event(event)

    def fit(self) -> None:
        """Leave less room between the parts, then let one after the other go behind the button."""
        if self._fitting:
            return
        theme = Theme.current()
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self.title.minimumSizeHint().width()
        needs = {part: _least_width(part) for part in self._parts if is_wanted(part)}
        spacing = theme.length(WIDE)
        gone: list[QWidget] = []
        if sum(max(need, part.sizeHint().width()) for part, need in needs.items()) + spacing * (len(needs) + 1) > room:
            spacing = theme.length(TIGHT)
            # those that save most first, so that as few as possible are out of sight
            order = sorted(needs, key=lambda part: (part not in self._spare, -needs[part]))
            while order and sum(needs.values()) + spacing * (len(needs) + 1) > room:
                if not gone:
                    room -= _least_width(self.more) + spacing
                gone.append(order[0])
                del needs[order.pop(0)]
        self._place(gone, spacing)

    def _place(self, gone: list[QWidget], spacing: int) -> None:
        self._fitting = True
        try:
            if self._row.spacing() != spacing:
                self._row.setSpacing(spacing)
            if set(gone) != set(self._moved):
                for part in self._parts:
                    if part in gone and part not in self._moved:
                        self._row.removeWidget(part)
                    elif part not in gone and part in self._moved:
                        self.list.column.removeWidget(part)
                        self._row.insertWidget(self._place_of(part, gone), part)
                for part in self._parts:
                    if part in gone:
                        self.list.column.removeWidget(part)
                        self.list.column.addWidget(part)
                self._moved = [part for part in self._parts if part in gone]
            shown = any(is_wanted(part) for part in gone)
            if shown == self.more.isHidden():
                self.more.setVisible(shown)
            self.list.column.activate()  # a layout tells of the next change only when it is done with the last
        finally:
            self._fitting = False

    def _place_of(self, part: QWidget, gone: list[QWidget]) -> int:
        """Return where in the row `part` belongs: behind those before it that stand there."""
        before = self._parts[: self._parts.index(part)]
        places = [self._row.indexOf(each) for each in before if each not in gone]
        return max([1, *places]) + 1

    @Slot()
    def show_list(self) -> None:
        """Open the list of controls that found no room, below the button."""
        self.list.adjustSize()
        corner = self.more.mapToGlobal(QPoint(self.more.width(), self.more.height()))
        screen = self.screen().availableGeometry()
        left = max(screen.left(), min(corner.x() - self.list.width(), screen.right() - self.list.width()))
        self.list.move(left, min(corner.y(), screen.bottom() - self.list.height()))
        self.list.show()
        first = next((part for part in self.moved if part.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        self.setMinimumHeight(theme.length(34))
        self._row.setContentsMargins(theme.length(12), theme.length(2), theme.length(12), theme.length(2))
        self.more.setIcon(icon("more", theme.quiet))
        self.more.setIconSize(QSize(theme.length(14), theme.length(14)))
        self.more.setFixedSize(theme.length(24), theme.length(22))
        self.fit()


class _List(QFrame):
    """The controls that found no room, one below the other."""

    def __init__(self, header: CardHeader) -> None:
        super().__init__(header, Qt.WindowType.Popup)
        self._header = header
        self.setProperty("class", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 8, 12, 8)
        self.column.setSpacing(8)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._header.fit()
        return super().event(event)


def is_wanted(part: QWidget) -> bool:
    """Return whether its owner would have it shown; what has no room, or stands in a closed list, is hidden too."""
    state = Qt.WidgetAttribute
    return not (part.testAttribute(state.WA_WState_ExplicitShowHide) and part.testAttribute(state.WA_WState_Hidden))


def _least_width(part: QWidget) -> int:
    """Return the width below which it would be cut, shown or not."""
    hint, least = QWidgetItem(part).minimumSize().width(), part.minimumSizeHint().width()
    return max(hint, min(least, part.maximumWidth()), part.minimumWidth())
