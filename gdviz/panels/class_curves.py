"""Classes told apart by one number: a normal curve each, moved by hand, and the probability of each class."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from gdviz.core.operations import Array
from gdviz.panels import PANELS, Panel
from gdviz.plots.bars import Bars
from gdviz.plots.base import Plot
from gdviz.plots.canvas import Pointer
from gdviz.plots.card import LegendItem, discard
from gdviz.plots.curve import Curves
from gdviz.plots.number import number, percent
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.session.class_curves import Counts, Normals, Part, counts, normals, one_number, set_part

CURVE_POINTS = 301
FAINT, BAND = 0.28, 0.55  # how much of a class's colour a bar of counts has, and one of shares
PICK_PIXELS = 12.0
KEY_STEP = 0.01  # of what is in view


class _Grip(NamedTuple):
    """What the pointer has hold of."""

    part: Part | None  # None: the first movement decides between mean and share
    label: int
    mean: float
    press: QPointF
    at: float
    gesture: int


@PANELS.register("class_curves")
class ClassCurves(Panel):
    """Above: how many of each class an interval has, and n f(x). Below: shares as bars, the model's P as lines."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("ClassCurves", "Class curves")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.best = QToolButton()
        self.best.setText(self.tr("Best by formula"))
        self.best.setProperty("class", "quiet")
        self.best.setToolTip(self.tr("Put all curves where the training points are most likely: means and spreads"))
        self.best.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.best.clicked.connect(lambda: session.step(1))
        self._names = QWidget()
        self._names_row = QHBoxLayout(self._names)
        self._names_row.setContentsMargins(0, 0, 0, 0)
        self._names_of: tuple[object, ...] = ()
        self.add_header_widget(self._names)
        self.add_header_widget(self.best)
        self.plot = Plot(self.tr("Class curves"))
        self.plot.setAccessibleDescription(
            self.tr(
                "1 to 6 choose a class; left and right move its curve, with Shift they change its width, up and down "
                "its population."
            )
        )
        self.plot.arrows_pan = False
        self._bars = self.plot.add(Bars())
        self._curves = self.plot.add(Curves())
        self._grips = self.plot.add(Curves(z=30.0))
        self.shares = Plot(self.tr("Class shares"))
        self._share_bars = self.shares.add(Bars())
        self._borders = self.shares.add(Curves())
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.plot, 3)
        column.addWidget(self.shares, 2)
        self.set_body(body)

        self._counts: Counts | None = None
        self._normals: Normals | None = None
        self._grip: _Grip | None = None
        self._gestures = 0
        self._chosen = 0
        self._read_at: float | None = None
        self._aligning = False
        for plot in (self.plot, self.shares):
            plot.setToolTip("")
            plot.hovered.connect(self._read)
            plot.left.connect(self._unread)
        self.plot.pressed.connect(self._press)
        self.plot.dragged.connect(self._drag)
        self.plot.released.connect(self._release)
        self.plot.view_changed.connect(lambda: self._align(self.plot, self.shares))
        self.shares.view_changed.connect(lambda: self._align(self.shares, self.plot))
        self.plot.installEventFilter(self)
        session.data_changed.connect(self._show_data)
        session.restarted.connect(self._show_data)
        session.snapshot_changed.connect(self._show_model)
        session.asking.changed.connect(self._show_answers)
        session.view.changed.connect(self._show_model)
        session.experiment_changed.connect(self._show_model)
        ThemeManager.instance().changed.connect(self._show_data)
        self._show_data()

    def main_plot(self) -> Plot | None:
        return None  # a figure shows both plots

    def _show_names(self, names: tuple[str, ...]) -> None:
        theme = Theme.current()
        wanted = (names, theme.name)
        if wanted == self._names_of:
            return
        self._names_of = wanted
        for item in self._names.findChildren(LegendItem):
            self._names_row.removeWidget(item)
            discard(item)
        for label, name in enumerate(names):
            self._names_row.addWidget(LegendItem(name, theme.class_color(label)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_data()

    # -- drawing ---------------------------------------------------------------------------------------------------

    @Slot()
    def _show_data(self) -> None:
        """Show the training points of each class by interval."""
        if not self.isVisible():
            return
        session, theme = self.session, Theme.current()
        fits = one_number(session)
        note = self.tr("Class curves show classes that one column tells apart, such as the tribes by height alone.")
        self.show_note("" if fits else note)
        self.best.setVisible(fits)
        self._show_names(session.dataset.class_names if fits else ())
        counted = self._counts = counts(session)
        for layer in (self._bars, self._curves, self._grips, self._share_bars, self._borders):
            layer.clear()
        if counted is None:
            self._normals = None
            self.set_quiet("")
            return
        name, unit = session.dataset.feature_names[0], session.dataset.feature_units[0]
        self.plot.set_axes("", self.tr("training points"))
        self.shares.set_axes(name, self.tr("probability"), unit, grid_x=False)
        below = np.zeros(len(counted.of_class))
        for label, title in enumerate(session.dataset.class_names):
            color = theme.class_color(label)
            each = counted.of_class[:, label]
            self._bars.set_bars(title, counted.edges, np.zeros(len(each)), each, _faint(color, FAINT))
            share = counted.shares[:, label]
            self._share_bars.set_bars(title, counted.edges, below, below + share, _faint(color, BAND))
            below = below + share
        self._show_model()

    @Slot()
    def _show_model(self) -> None:
        """Show the curves, and the probabilities as the borders between the classes."""
        counted, session = self._counts, self.session
        if counted is None or not self.isVisible() or not one_number(session):
            return
        self._normals = normals(session, counted)
        self._show_range()
        theme, xs = Theme.current(), np.linspace(self.plot.shown.left(), self.plot.shown.right(), CURVE_POINTS)
        self._curves.clear()
        self._grips.clear()
        self._borders.clear()
        shown = self._normals
        self.plot.capture = shown is not None
        self.best.setVisible(shown is not None)
        if shown is None:
            self.set_quiet("")
        else:
            self.best.setEnabled(not shown.at_best)
            text = self.tr("log-likelihood {value}, best {best}")
            self.set_quiet(text.format(value=_tenths(shown.log_likelihood), best=_tenths(shown.best)))
            heights = shown.heights(xs)
            for label in np.flatnonzero(shown.shares > 0).tolist():
                color, wide = theme.class_color(label), 3.5 if label == self._chosen else 2.5
                self._curves.set_curve(f"curve {label}", xs, heights[:, label], color, width=wide)
                for part, x, y in self._places(shown, label):
                    self._grips.set_curve(f"{part} {label}", [x], [y], color, width=4.5)
        lane = session.shown
        known = None if lane is None else session.asking.ask("borders", lane.theta, xs[:, None])
        if known is not None:
            for label, border in enumerate(np.cumsum(known.value, axis=1).T[:-1]):
                self._borders.set_curve(f"border {label}", known.places[:, 0], border, theme.ink, width=2.5)

    def _show_range(self) -> None:
        counted = self._counts
        assert counted is not None
        left, right = float(counted.edges[0]), float(counted.edges[-1])
        margin = 0.08 * (right - left)
        highest = float(counted.of_class.max())
        if self._grip is None:
            if self._normals is not None:
                peaks = self._normals.peaks[np.isfinite(self._normals.peaks)]
                highest = max(highest, min(float(peaks.max(initial=0.0)), 4 * highest))
            self.plot.fit(QRectF(left - margin, 0.0, right - left + 2 * margin, 1.08 * highest))
        self.shares.fit(QRectF(left - margin, 0.0, right - left + 2 * margin, 1.04))

    def _align(self, moved: Plot, other: Plot) -> None:
        """Show the same x in both plots, one above the other."""
        if self._aligning:
            return
        self._aligning = True
        try:
            room = max(plot.axes.room_for_numbers() for plot in (moved, other))
            for plot in (moved, other):
                plot.set_least_left(room)
            if not moved.follow:
                x, y = moved.shown, other.shown
                other.show_part(x.left(), x.right(), y.top(), y.bottom())
            elif not other.follow:
                other.fit_view()
        finally:
            self._aligning = False

    @staticmethod
    def _places(shown: Normals, label: int) -> list[tuple[str, float, float]]:
        mean, width, peak = float(shown.means[label]), float(shown.widths[label]), float(shown.peaks[label])
        return [("top", mean, peak), ("side", mean + width, peak * float(np.exp(-0.5)))]

    # -- pointer and keys ------------------------------------------------------------------------------------------

    @Slot(object)
    def _press(self, pointer: Pointer) -> None:
        shown = self._normals
        if shown is None:
            return
        self._gestures += 1
        near: list[tuple[float, Part | None, int]] = []
        heights = shown.heights(np.array([pointer.x]))[0]
        for label in np.flatnonzero(shown.shares > 0).tolist():
            for name, x, y in self._places(shown, label):
                away = self.plot.to_pixels(x, y) - pointer.position
                near.append((away.manhattanLength() - PICK_PIXELS / 2, "width" if name == "side" else None, label))
            away = self.plot.to_pixels(pointer.x, float(heights[label])) - pointer.position
            near.append((away.manhattanLength(), "mean", label))
        distance, part, label = min(near, key=lambda entry: entry[0])
        if distance <= PICK_PIXELS:
            self._chosen = label
            mean = float(shown.means[label])
            self._grip = _Grip(part, label, mean, pointer.position, pointer.x, self._gestures)
            self._show_model()

    @Slot(object)
    def _drag(self, pointer: Pointer) -> None:
        grip, shown = self._grip, self._normals
        if grip is None or shown is None:
            return
        if grip.part is None:
            moved = pointer.position - grip.press
            grip = self._grip = grip._replace(part="mean" if abs(moved.x()) >= abs(moved.y()) else "share")
        merge = f"gesture class curve {grip.gesture}"
        if grip.part == "mean":
            set_part(self.session, "mean", grip.label, grip.mean + pointer.x - grip.at, merge)
        elif grip.part == "width":
            set_part(self.session, "width", grip.label, abs(pointer.x - grip.mean), merge)
        else:
            share = float(pointer.y * shown.shares[grip.label] / shown.peaks[grip.label])
            set_part(self.session, "share", grip.label, share, merge)

    @Slot(object)
    def _release(self, pointer: Pointer) -> None:
        if self._grip is not None and self._grip.part is not None:
            self._drag(pointer)
        self._grip = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take digits and arrows before they are shortcuts."""
        if not isinstance(event, QKeyEvent) or event.type() not in (
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        ):
            return False
        shown, key = self._normals, Qt.Key(event.key())
        keys = Qt.KeyboardModifier
        if shown is None or event.modifiers() & ~(keys.ShiftModifier | keys.KeypadModifier):
            return False
        label = key - Qt.Key.Key_1
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        if key not in arrows and not 0 <= label < len(shown.means):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            if key in arrows:
                self._nudge(shown, key, bool(event.modifiers() & keys.ShiftModifier))
            else:
                self._chosen = label
                self._show_model()
        return True

    def _nudge(self, shown: Normals, key: Qt.Key, shift: bool) -> None:
        label = min(self._chosen, len(shown.means) - 1)
        sign = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Up) else -1
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            set_part(self.session, "share", label, float(shown.shares[label]) * (1 + 0.05 * sign), "class curve share")
            return
        part: Part = "width" if shift else "mean"
        before = float((shown.widths if shift else shown.means)[label])
        value = before + sign * KEY_STEP * self.plot.shown.width() * (0.25 if shift else 1.0)
        set_part(self.session, part, label, value, f"class curve {part}")

    # -- reading ---------------------------------------------------------------------------------------------------

    @Slot(float, float)
    def _read(self, x: float, _y: float) -> None:
        counted, session = self._counts, self.session
        if counted is None:
            return
        lane, place = session.shown, counted.interval_of(x)
        self._read_at, asked = x, np.array([[x]])
        known = None if lane is None else session.asking.ask("class pointer", lane.theta, asked)
        answers: Array | None = known.value if known is not None and np.array_equal(known.places, asked) else None
        lines = [f"{session.dataset.feature_names[0]} {number(x)}"]
        if place is not None:
            low, high = (number(float(edge)) for edge in counted.edges[place : place + 2])
            lines.append(self.tr("{n} from {low} to {high}").format(
                n=int(counted.of_class[place].sum()), low=low, high=high))  # fmt: skip
        for label, name in enumerate(session.dataset.class_names):
            held = self.tr("{n} points").format(n=int(counted.of_class[place, label])) if place is not None else ""
            p = "" if answers is None else f"P = {percent(float(answers[0, label]))}"
            lines.append(f"{name}: {', '.join(text for text in (held, p) if text)}")
        self.plot.set_readout("\n".join(lines))

    @Slot()
    def _show_answers(self) -> None:
        """Take over what a large model has answered meanwhile."""
        self._show_model()
        if self._read_at is not None and self.isVisible():
            self._read(self._read_at, 0.0)

    @Slot()
    def _unread(self) -> None:
        self._read_at = None
        self.plot.set_readout("")


def _tenths(value: float) -> str:
    return f"{value:.1f}".replace("-", "−") if np.isfinite(value) else "–"


def _faint(color: QColor, share: float) -> QColor:
    faint = QColor(color)
    faint.setAlphaF(share)
    return faint


if __name__ == "__main__":
    from gdviz.panels.alone import show

    raise SystemExit(show(ClassCurves))
