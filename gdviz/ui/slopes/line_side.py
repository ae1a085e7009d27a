"""Beside f(x): the function, the point, the distance, the quotient and what it tends to."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from gdviz.core.formula import chain
from gdviz.core.slope_presets import SLOPE_PRESETS
from gdviz.core.slopes import DISTANCES, quotient, quotients
from gdviz.plots.card import Card
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.slopes import Slopes
from gdviz.training.pages_saved import FARTHEST
from gdviz.ui.forms import FormulaCombo, FormulaField, NumberField, SliderRow
from gdviz.ui.slopes.choice import function_choice
from gdviz.ui.slopes.line_plot import LARGEST, SMALLEST
from gdviz.ui.slopes.words import figure, sentence

HALF = 70  # places of the slider on either side: ten a decade
LONGEST = 90  # characters of a derivative that is still read


def delta_at(place: int) -> float:
    """Return the distance at a place of the slider: -10 to -1e-6, then 1e-6 to 10, ten steps a decade."""
    side = place - HALF
    size = 10.0 ** (math.log10(LARGEST) - (HALF - abs(side)) / 10) if side else SMALLEST
    return math.copysign(float(f"{size:.2g}"), side or 1)


class LineSide(QWidget):
    """Cards in a column."""

    def __init__(self, slopes: Slopes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slopes = slopes
        self.presets = FormulaCombo()
        self.presets.setAccessibleName(self.tr("Functions to choose from"))
        self.presets.setToolTip(self.tr("Functions with a slope everywhere, and some with places where there is none"))
        for preset in SLOPE_PRESETS:
            self.presets.add(QCoreApplication.translate("core", preset.title), preset.function, preset.function)
        self.presets.activated.connect(self._take_preset)
        self.field = FormulaField(self.tr("f(x)"), ("x",))
        self.field.committed.connect(lambda text: slopes.set(self.tr("Function"), function=text))
        self.at = NumberField(self.tr("Point a"), -FARTHEST, FARTHEST, -5.0, 5.0)
        self.at.set_help(self.tr("Where the slope is looked for: drag the blue dot, or type a number"))
        self.at.committed.connect(
            lambda value, moving: slopes.set(self.tr("Point"), "type point" if moving else "", at=value)
        )
        self.delta = SliderRow(
            self.tr("Distance δ"), 2 * HALF, delta_at, figure,
            self.tr("How far the other end of the secant is from a, on either side: the smaller, the nearer to f′"),
        )  # fmt: skip
        self.delta.changed.connect(lambda value: slopes.set(self.tr("Distance"), "slide distance", delta=value))
        self.delta.slider.sliderReleased.connect(slopes.end_gesture)
        self.typed_delta = NumberField(self.tr("Distance δ"), -FARTHEST, FARTHEST, -LARGEST, LARGEST)
        self.typed_delta.set_help(self.tr("Type a distance; 0 is none: there is no secant through one point"))
        self.typed_delta.committed.connect(self._take_delta)
        self.work, self.secant, self.slope, self.said = QLabel(), QLabel(), QLabel(), QLabel()
        for label in (self.work, self.said):
            label.setWordWrap(True)
        self.work.setProperty("class", "quiet")
        self._names: list[QLabel] = []
        self.table: list[tuple[QLabel, QLabel, QLabel]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(Card(self.tr("Function"), self._make_choice()))
        self._column.addWidget(Card(self.tr("Difference quotient"), self._make_numbers()))
        self._column.addWidget(Card(self.tr("Ever smaller distances"), self._make_table()))
        self.rule = QLabel()
        self.rule.setWordWrap(True)
        self.rule.setProperty("class", "formula")
        body = QWidget()
        room = QVBoxLayout(body)
        room.setContentsMargins(12, 8, 12, 4)
        room.addWidget(self.rule)
        self._rule_card = Card(self.tr("Derivative"), body)
        self._column.addWidget(self._rule_card)
        slopes.changed.connect(self._show)
        ThemeManager.instance().changed.connect(self._show)
        self._show()

    def _make_choice(self) -> QWidget:
        numbers = [(self.tr("&a"), self.at), (self.tr("&δ"), self.typed_delta)]
        return function_choice(self.presets, self.tr("f(x) &="), self.field, numbers, self.delta)

    def _make_numbers(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 8, 12, 4)
        column.setSpacing(4)
        grid = QGridLayout()
        for row, (text, label, help_) in enumerate(
            (
                (self.tr("secant"), self.secant, self.tr("(f(a + δ) − f(a)) / δ: the slope of the secant")),
                (self.tr("tangent"), self.slope, self.tr("f′(a): what the secant's slope tends to, by the derivative")),
            )
        ):
            name = QLabel(text)
            self._names.append(name)
            name.setToolTip(help_)
            label.setToolTip(help_)
            label.setProperty("class", "figure")
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(name, row, 0)
            grid.addWidget(label, row, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addWidget(self.work)
        column.addWidget(self.said)
        return body

    def _make_table(self) -> QWidget:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(12, 8, 12, 4)
        grid.setVerticalSpacing(2)
        for column, text in enumerate((self.tr("δ"), self.tr("from the left"), self.tr("from the right"))):
            head = QLabel(text)
            head.setProperty("class", "small")
            head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(head, 0, column)
        for row in range(1, len(DISTANCES) + 1):
            cells = QLabel(), QLabel(), QLabel()
            for column, cell in enumerate(cells):
                cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(cell, row, column)
            self.table.append(cells)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        return body

    # -- showing and choosing --------------------------------------------------------------------------------------

    @Slot()
    def _show(self) -> None:
        choice, theme = self._slopes.choice, Theme.current()
        if choice.plane:
            return
        f, found = self._slopes.line, self._slopes.study()
        self.presets.setCurrentIndex(self.presets.findData(choice.function))
        self.field.set_text(choice.function)
        self.at.set_value(choice.at)
        self.typed_delta.set_value(choice.delta)
        self.delta.show_value(choice.delta)
        for name, place in zip(self._names, (0, 3), strict=True):
            name.setStyleSheet(f"color: {theme.method_color(place).name()}; font-weight: 600;")
        self.secant.setText(figure(quotient(f, choice.at, choice.delta)))
        self.slope.setText(figure(found.slope) if found.kind == "smooth" else self.tr("none"))
        fa, fb = float(f.at(choice.at)), float(f.at(choice.at + choice.delta))
        work = f"(f(a + δ) − f(a)) / δ = ({figure(fb)} − {bracketed(fa)}) / {bracketed(choice.delta)}"
        self.work.setText(work if math.isfinite(fa) and math.isfinite(fb) else "")
        self.said.setText(sentence(found, choice.at))
        self.said.setProperty("class", "" if found.kind == "smooth" else "warning")
        self.said.style().polish(self.said)
        font = theme.font(tabular=True)
        for cells, row in zip(self.table, quotients(f, choice.at), strict=True):
            for cell, value in zip(cells, row, strict=True):
                cell.setFont(font)
                cell.setText(figure(value, 8))
        self.rule.setText("<br>".join(self._rules()))

    def _rules(self) -> list[str]:
        """Return the derivative, and the chain rule link by link where there is a function of a function."""
        f = self._slopes.line
        steps = chain(f.tree)
        slope = f.derivative().pretty
        lines = [f"f′(x) = {slope}"] if len(slope) <= LONGEST else []
        if len(steps) > 1 and all(len(what) + len(rule) <= LONGEST for _, what, rule in steps):
            lines += [f"<i>{name}</i> = {what}: <i>{name}</i>′ = {rule}" for name, what, rule in steps]
        return lines or [self.tr("f′ is exact, but too long to be read here.")]

    @Slot(int)
    def _take_preset(self, place: int) -> None:
        preset = SLOPE_PRESETS[place]
        self._slopes.set(self.tr("Function"), function=preset.function, at=preset.at)

    @Slot(float, bool)
    def _take_delta(self, value: float, moving: bool) -> None:
        if value:
            self._slopes.set(self.tr("Distance"), "type distance" if moving else "", delta=value)
        else:
            self.typed_delta.set_value(self._slopes.choice.delta)


def bracketed(value: float) -> str:
    """Return a number as it stands behind a sign: (−2)."""
    text = figure(value)
    return f"({text})" if text.startswith("−") else text
