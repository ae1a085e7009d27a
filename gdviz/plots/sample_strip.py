"""The strip below a network: which move it is, its formula with numbers, the matrices, and how to go on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gdviz.plots.icons import icon
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.plots.written_matrices import FORMS, Term, equation, size_of

LEAST_FORMULA = 260  # pixels beside the matrices
FORMULA_SHARE = 0.4  # of the strip, where matrices could do with fewer cells
MATRIX_HEIGHT = 0.2  # of the window at most


class SampleStrip(QFrame):
    """Shows what it is told; `back`, `forward`, `play` and `closed` say what is wanted. Page keys move."""

    back = Signal()
    forward = Signal()
    play = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces: Sequence[tuple[str, bool]] = ()
        self._terms: Sequence[Term] = ()
        self._heading = QLabel()
        self._heading.setProperty("class", "title")
        self._heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._count = QLabel()
        self._count.setProperty("class", "small")
        self._formula = QLabel()
        self._formula.setTextFormat(Qt.TextFormat.RichText)
        self._formula.setWordWrap(True)
        self._formula.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._matrices = QLabel()
        self._matrices.setTextFormat(Qt.TextFormat.RichText)
        self._matrices.setMinimumWidth(1)
        self._buttons = {
            "step-back": self._button("step-back", self.tr("One move back (Page Up)"), self.back),
            "play": self._button("play", self.tr("Go through all moves slowly, or stop"), self.play),
            "step-forward": self._button("step-forward", self.tr("One move on (Page Down)"), self.forward),
            "close": self._button("close", self.tr("No more of this sample (Esc)"), self.closed),
        }
        for key, signal in (("PgUp", self.back), ("PgDown", self.forward)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(signal)
        top = QHBoxLayout()
        for name in ("step-back", "play", "step-forward"):
            top.addWidget(self._buttons[name])
        top.addWidget(self._heading, 1)
        top.addWidget(self._count)
        top.addWidget(self._buttons["close"])
        below = QHBoxLayout()
        below.addWidget(self._formula, 1)
        below.addWidget(self._matrices)
        self._rows = QVBoxLayout(self)
        self._rows.addLayout(top)
        self._rows.addLayout(below, 1)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()

    @property
    def text(self) -> str:
        """The formula as plain text."""
        return "".join(text for text, _ in self._pieces)

    @property
    def heading(self) -> str:
        """What the move is called."""
        return self._heading.text()

    @property
    def moving_text(self) -> str:
        """The parts of the formula that stand out."""
        return " ".join(text for text, moves in self._pieces if moves)

    def show_move(self, heading: str, place: str, pieces: Sequence[tuple[str, bool]], terms: Sequence[Term]) -> None:
        """Show a move; `pieces` are parts of the formula, those that move marked; `terms` signs and matrices."""
        self._pieces, self._terms = pieces, terms
        self._heading.setText(heading)
        self._count.setText(place)
        self.setAccessibleName(f"{heading}: {self.text}")
        self._write()
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Write as large matrices out as there is room for; none where the formula would have too little beside."""
        theme, metrics = Theme.current(), self._matrices.fontMetrics()
        least, high = theme.length(LEAST_FORMULA), MATRIX_HEIGHT * self.window().height()
        chosen = FORMS[-1]
        for most in FORMS[:-1]:
            size = size_of(self._terms, most, metrics)
            if size.width() <= self.width() - max(least, FORMULA_SHARE * self.width()) and size.height() <= high:
                chosen = most
                break
        self._matrices.setText(equation(self._terms, chosen))
        self._matrices.setVisible(self.width() >= least + self._matrices.sizeHint().width())

    def show_playing(self, playing: bool) -> None:
        """Show whether the moves go on by themselves."""
        self._buttons["play"].setIcon(icon("pause" if playing else "play"))

    def _write(self) -> None:
        accent = Theme.current().accent
        self._formula.setText(
            "".join(
                f"<b style='color:{accent}'>{_spaced(text)}</b>" if moves else _spaced(text)
                for text, moves in self._pieces
            )
        )

    def _button(self, sign: str, help_: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton()
        button.setProperty("class", "flat")
        button.setToolTip(help_)
        button.setAccessibleName(help_)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(signal)
        return button

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        for sign, button in self._buttons.items():
            button.setIcon(icon(sign, theme.quiet if sign == "close" else theme.text))
            side = theme.length(11 if sign == "close" else 14)
            button.setIconSize(QSize(side, side))
        self._formula.setFont(theme.font(theme.font_size + 1, tabular=True))
        self._matrices.setFont(theme.font(theme.small_size, tabular=True))
        self._formula.setMinimumHeight(2 * self._formula.fontMetrics().lineSpacing() + 8)
        self._rows.setContentsMargins(theme.length(12), theme.length(6), theme.length(8), theme.length(4))
        self._rows.setSpacing(theme.length(2))
        self._write()


def _spaced(text: str) -> str:
    """Return text for a label, with its wide spaces, at which lines may break."""
    return escape(text).replace("   ", "&nbsp;&nbsp; ")
