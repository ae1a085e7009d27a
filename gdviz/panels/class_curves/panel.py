"""The panel: a normal curve for each class over its counts, and the probability of each class below."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from gdviz.panels import PANELS, Panel
from gdviz.panels.class_curves.hand import Hand, grips
from gdviz.panels.class_curves.reading import Reading
from gdviz.plots.aligned import Aligned
from gdviz.plots.bars import Bars
from gdviz.plots.base import Plot
from gdviz.plots.card import LegendItem, discard
from gdviz.plots.curve import Curves
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.session.class_curves import Counts, Normals, counts, normals, one_number

CURVE_POINTS = 301
FAINT, BAND = 0.28, 0.55  # how much of a class's colour a bar of counts has, and one of shares


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
        for plot in (self.plot, self.shares):
            plot.setToolTip("")
        self._hand = Hand(session, self.plot, self)
        self._reading = Reading(session, self.plot, self.shares, self)
        Aligned(self.plot, self.shares, self)
        self._hand.chosen_changed.connect(self._show_model)
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
        self._reading.take(counted)
        for layer in (self._bars, self._curves, self._grips, self._share_bars, self._borders):
            layer.clear()
        if counted is None:
            self._normals = None
            self._hand.take(None)
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
        self._hand.take(self._normals)
        self._show_range()
        theme, xs = Theme.current(), np.linspace(self.plot.shown.left(), self.plot.shown.right(), CURVE_POINTS)
        self._curves.clear()
        self._grips.clear()
        self._borders.clear()
        shown = self._normals
        self.best.setVisible(shown is not None)
        if shown is None:
            self.set_quiet("")
        else:
            self.best.setEnabled(not shown.at_best)
            text = self.tr("log-likelihood {value}, best {best}")
            self.set_quiet(text.format(value=_tenths(shown.log_likelihood), best=_tenths(shown.best)))
            heights = shown.heights(xs)
            for label in np.flatnonzero(shown.shares > 0).tolist():
                color, wide = theme.class_color(label), 3.5 if label == self._hand.chosen else 2.5
                self._curves.set_curve(f"curve {label}", xs, heights[:, label], color, width=wide)
                for part, x, y in grips(shown, label):
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
        if not self._hand.holds:
            if self._normals is not None:
                peaks = self._normals.peaks[np.isfinite(self._normals.peaks)]
                highest = max(highest, min(float(peaks.max(initial=0.0)), 4 * highest))
            self.plot.fit(QRectF(left - margin, 0.0, right - left + 2 * margin, 1.08 * highest))
        self.shares.fit(QRectF(left - margin, 0.0, right - left + 2 * margin, 1.04))

    @Slot()
    def _show_answers(self) -> None:
        """Take over what a large model has answered meanwhile."""
        self._show_model()
        if self.isVisible():
            self._reading.show()


def _tenths(value: float) -> str:
    return f"{value:.1f}".replace("-", "−") if np.isfinite(value) else "–"


def _faint(color: QColor, share: float) -> QColor:
    faint = QColor(color)
    faint.setAlphaF(share)
    return faint
