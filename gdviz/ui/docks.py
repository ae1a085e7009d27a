"""Cards as docks: moved by their header, floated, closed and brought back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QDockWidget, QFrame, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gdviz.plots.card import Card
from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager


class CardDock(QDockWidget):
    """A card whose own header is the dock's title bar; float and close show while the pointer is over the card."""

    def __init__(self, name: str, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(card.title, parent)
        self.setObjectName(name)
        self._float = self._button("present", self.tr("Float or dock this panel"))
        self._float.clicked.connect(self._toggle_floating)
        self._close = self._button("close", self.tr("Close this panel (View menu brings it back)"))
        self._close.clicked.connect(self.close)
        card.add_header_widget(self._float)
        card.add_header_widget(self._close)
        self.setTitleBarWidget(card.detach_header())
        self.setWidget(card)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show_buttons(False)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_buttons(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._show_buttons(self.isFloating())
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
        self._most = 16777215
        footer.setMinimumWidth(1)  # it wraps or shortens what it says
        content.setProperty("class", "panel")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._area = _Column()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setWidget(content)
        self._area.setAccessibleName(title)
        column = QWidget()
        column.setProperty("class", "panel")
        column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        # A stretch would let the column shrink first, whatever the footer could spare.
        footer_yields = footer.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Maximum
        layout.addWidget(self._area, 0 if footer_yields else 1)
        below = QVBoxLayout()
        below.setContentsMargins(12, 8, 12, 12)
        below.addWidget(footer)
        self._footer, self._below = footer, below
        layout.addLayout(below)
        self.setWidget(column)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    @Slot()
    def _follow_theme(self) -> None:
        wanted = Theme.current().length(self._width)
        self._area.setMinimumWidth(min(wanted, self._most))
        policy = Qt.ScrollBarPolicy
        self._area.setHorizontalScrollBarPolicy(
            policy.ScrollBarAsNeeded if wanted > self._most else policy.ScrollBarAlwaysOff
        )

    def show_footer(self, show: bool) -> None:
        """Show what stays in view below the column, or give its room to the column."""
        self._footer.setVisible(show)
        self._below.setContentsMargins(*((12, 8, 12, 12) if show else (0, 0, 0, 0)))

    @property
    def width_wanted(self) -> int:
        """The width that it takes where it may: text size decides."""
        return min(Theme.current().length(self._width), self._most)

    def limit_width(self, pixels: int) -> None:
        """Never need more than so many pixels: with large text in a small window the column scrolls sideways."""
        self._most = pixels
        self._follow_theme()
