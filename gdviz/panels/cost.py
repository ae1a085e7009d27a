"""What a step costs: the rows that it reads, its time, and what that has come to, for each method of the race."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QScrollArea, QWidget

from gdviz.panels import PANELS, Drawn, Panel
from gdviz.plots.number import count, duration, number
from gdviz.plots.race_table import Column, Line, RaceTable
from gdviz.plots.theme import Theme
from gdviz.session import Session
from gdviz.session.fitting import can_sum_up
from gdviz.session.race_names import race_names
from gdviz.session.reading_pace import ReadingPace
from gdviz.training.snapshot import LaneSnapshot


@PANELS.register("cost")
class Cost(Panel):
    """Rows times numbers that a step reads, seconds a step and in all, evaluations and loss; a bar is a step's time.

    Seconds are those that the trainer worked at steps: what it takes to look at the model and to draw is not counted.
    """

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("Cost", "Cost")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.table = RaceTable()
        self.table.setAccessibleName(self.tr("Cost of the methods"))
        self.table.setToolTip(
            self.tr(
                "What a step of each method costs. The bars compare the time of a step. Seconds are those that the "
                "trainer worked at steps, without looking and drawing. Ctrl+C copies the table."
            )
        )
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.table)
        for ground in (self._scroll.viewport(), self.table):
            ground.setAutoFillBackground(False)  # the card is behind it
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(self.table.accessibleName())
        self.set_body(self._scroll)
        self.sum_up = QCheckBox(self.tr("rows summed up once"))
        self.sum_up.setToolTip(
            self.tr(
                "The loss of a linear model is a parabola: all its rows can be summed up once, as XᵀX, before the "
                "first step. A step over all rows then costs the same for 100 rows and for a million. Without it, each "
                "such step reads every row, as it must for any other model."
            )
        )
        self.sum_up.clicked.connect(self._choose)
        self.add_header_widget(self.sum_up)
        ReadingPace(session, self).changed.connect(self._show)
        for signal in (session.view.changed, session.experiment_changed, session.restarted, session.data_changed):
            signal.connect(self._show)
        self._show()

    def drawing(self) -> Drawn:
        return self.table

    def copy(self) -> None:
        """Put the table on the clipboard, for a spreadsheet."""
        QApplication.clipboard().setText(self.table.text)

    def sizeHint(self) -> QSize:
        return QSize(Theme.current().length(360), Theme.current().length(220))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    @Slot(bool)
    def _choose(self, checked: bool) -> None:
        self.session.set_experiment(self.tr("Rows summed up once"), sum_up=checked)

    @Slot()
    def _show(self) -> None:
        session = self.session
        if not self.isVisible():
            return
        summable = can_sum_up(session.experiment)
        self.sum_up.setVisible(summable)
        self.sum_up.setChecked(session.experiment.sum_up)
        lanes = session.visible_lanes()
        self.show_note("" if lanes and not session.is_direct else self.tr("Without steps there is nothing to count."))
        if not self.note:
            self._fill(lanes, summable)

    def _fill(self, lanes: list[LaneSnapshot], summable: bool) -> None:
        experiment, theme = self.session.experiment, Theme.current()
        names = race_names(experiment)
        each = {lane.key: lane.seconds / lane.step for lane in lanes if lane.step}
        slowest = max(each.values(), default=0.0) or 1.0
        lines = [
            Line(
                names[lane.key].full,
                theme.method_color(experiment.method(lane.key).color),
                (
                    self._read(lane),
                    duration(each.get(lane.key, float("nan"))),
                    count(lane.step),
                    count(lane.evaluations),
                    duration(lane.seconds),
                    number(lane.figures["train_loss"]),
                ),
                each.get(lane.key, 0.0) / slowest,
            )
            for lane in lanes
        ]
        columns = (
            Column(self.tr("a step reads")),
            Column(self.tr("a step takes")),
            Column(self.tr("steps"), 1),
            Column(self.tr("evaluations"), 3),
            Column(self.tr("time in all")),
            Column(self.tr("loss"), 2),
        )
        self.table.show_lines(columns, lines, self._foot(lanes, summable))

    def _read(self, lane: LaneSnapshot) -> str:
        d = count(lane.theta.size)
        if self.session.function:
            return self.tr("{d} numbers").format(d=d)
        return f"{count(lane.rows_per_step)} × {d}" if lane.rows_per_step else f"XᵀX, {d} × {d}"

    def _foot(self, lanes: list[LaneSnapshot], summable: bool) -> str:
        if self.session.function:
            return ""
        if any(lane.rows_per_step == 0 for lane in lanes):
            return self.tr(
                "XᵀX: all rows were summed up once, so that a step over all of them costs O(d²), "
                "however many there are."
            )
        if summable:
            return self.tr("Rows × numbers: O(n d) for a step over all rows, O(batch d) for one over a batch.")
        return self.tr("Rows × numbers: a step costs about so many products, forward and backward.")


if __name__ == "__main__":
    import sys

    from gdviz.panels.alone import show

    sys.exit(show(Cost))
