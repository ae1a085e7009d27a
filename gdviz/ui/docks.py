"""Cards as docks: moved by their header, floated, closed and brought back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdviz.plots.card import Card
from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager

SETTLED_AFTER = 800  # milliseconds in which a column with something new in it finds its heights


class CardDock(QDockWidget):
    """A card whose own header is the dock's title bar; float and close show while the pointer is over the card."""

    def __init__(self, name: str, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(card.title, parent)
        self.setObjectName(name)
        self._float = self._button("present", self.tr("Float or dock this panel"))
        self._float.clicked.connect(self._toggle_floating)
        self._close = self._button("close", self.tr("Close this panel (View menu brings it back)"))
        self._close.clicked.connect(self.close)
        self._grips = QWidget()
        grips = QHBoxLayout(self._grips)
        grips.setContentsMargins(0, 0, 0, 0)
        grips.setSpacing(2)
        grips.addWidget(self._float)
        grips.addWidget(self._close)
        card.add_header_widget(self._grips, spare=True)
        self._header = card.detach_header()
        self.setTitleBarWidget(self._header)
        self.setWidget(card)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show_buttons(False)
        policy = card.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # what rests behind another card says how large both may be
        card.setSizePolicy(policy)
        self.visibilityChanged.connect(self._rest)

    @Slot(bool)
    def _rest(self, seen: bool) -> None:
        """Let the card know that it is behind another one: Qt calls both visible, and hidden cards do no work."""
        window = self.parentWidget()
        card = self.widget()
        if card is not None:
            behind = isinstance(window, QMainWindow) and not self.isHidden() and bool(window.tabifiedDockWidgets(self))
            card.setVisible(seen or not behind)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_buttons(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._show_buttons(self.isFloating() or self._grips in self._header.moved)
        super().leaveEvent(event)

    def _button(self, name: str, help_: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("class", "flat")
        button.setObjectName(name)
        button.setToolTip(help_)
        button.setAccessibleName(help_)
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        button.setSizePolicy(policy)
        return button

    def _show_buttons(self, show: bool) -> None:
        self._float.setVisible(show)
        self._close.setVisible(show)

    @Slot()
    def _toggle_floating(self) -> None:
        self.setFloating(not self.isFloating())

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        for button in (self._float, self._close):
            button.setIcon(icon(button.objectName(), theme.quiet))
            button.setIconSize(QSize(theme.length(11), theme.length(11)))
            button.setFixedSize(theme.length(18), theme.length(18))


class _Column(QScrollArea):
    """Asks for the height of all that is in it, so that a footer gives way before the controls do."""

    def sizeHint(self) -> QSize:
        content = self.widget()
        return super().sizeHint() if content is None else content.minimumSizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()  # Qt would keep the height of what was in it at first
        return super().event(event)


class SideDock(QDockWidget):
    """A column at the left or right edge: no header, scrolled where the window is too low.

    The `footer` stays in view below it; one of vertical policy Maximum gives way to the column.
    """

    def __init__(
        self, name: str, title: str, content: QWidget, footer: QWidget, width: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self.setTitleBarWidget(QWidget())
        self._width = width
        footer.setMinimumWidth(1)  # it wraps or shortens what it says
        # A stretch would let the column shrink first, whatever the footer could spare.
        self._yields = footer.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Maximum
        self._inside = _ground()
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(content, 1)
        self._area = _Column()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        self._area.setAccessibleName(title)
        self._brought: QWidget | None = None
        self._area.verticalScrollBar().rangeChanged.connect(self._keep_in_view)
        self._area.verticalScrollBar().actionTriggered.connect(self._let_go)
        column = _ground()
        self._whole = QVBoxLayout(column)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self._area, 0 if self._yields else 1)
        self._foot, self._footer = QWidget(), footer
        below = QVBoxLayout(self._foot)
        below.setContentsMargins(12, 8, 12, 12)
        below.addWidget(footer)
        self._foot.setSizePolicy(footer.sizePolicy())
        self._whole.addWidget(self._foot)
        self.setWidget(column)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    @Slot()
    def _follow_theme(self) -> None:
        self._area.setMinimumWidth(self.width_wanted)

    @property
    def width_wanted(self) -> int:
        """The width that it needs: text size decides."""
        return Theme.current().length(self._width)

    def show_footer(self, show: bool) -> None:
        """Show what stays in view below the column, or give its room to the column."""
        self._foot.setVisible(show)

    def bring(self, part: QWidget | None) -> None:
        """Scroll the column so that `part` is in view, or to its top."""
        self._brought = part
        self._area.verticalScrollBar().setValue(0)
        self._keep_in_view()
        QTimer.singleShot(SETTLED_AFTER, self, self._let_go)

    @Slot()
    def _keep_in_view(self) -> None:
        if self._brought is not None and self._brought.isVisible():
            self._area.ensureWidgetVisible(self._brought, 0, 0)

    @Slot()
    def _let_go(self) -> None:
        self._brought = None

    def let_all_scroll(self, scroll: bool) -> None:
        """In a low window the footer is scrolled with the column; one that says what to see then stands first."""
        place = self._foot.parentWidget()
        if scroll == (place is self._inside):
            return
        if self._yields:  # to a column, but not within it
            policy = QSizePolicy.Policy.Fixed if scroll else QSizePolicy.Policy.Maximum
            for part in (self._foot, self._footer):
                part.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        if scroll:
            self._whole.removeWidget(self._foot)
            self._rows.insertWidget(0 if self._yields else 1, self._foot)
        else:
            self._rows.removeWidget(self._foot)
            self._whole.addWidget(self._foot)


def _ground() -> QWidget:
    """Return an empty widget with the ground of a column."""
    widget = QWidget()
    widget.setProperty("class", "panel")
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget
