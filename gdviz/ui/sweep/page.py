"""The page of trainings side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gdviz.plots.card import Card
from gdviz.plots.number import count, percent
from gdviz.plots.quiet_text import QuietText
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.sweeping import Sweeping
from gdviz.system.files import write_whole
from gdviz.training.image_task import ImageTask
from gdviz.training.sweep import sweep_table
from gdviz.ui.asked_path import ask_where_to_save
from gdviz.ui.digits.training_bar import minutes
from gdviz.ui.lesson_card import LessonCard
from gdviz.ui.rows import link
from gdviz.ui.scrolling_ground import ScrollingGround
from gdviz.ui.sweep.curves_card import CurvesCard
from gdviz.ui.sweep.setup_card import SetupCard
from gdviz.ui.sweep.words import setting_name, value_text

STEPS = 1000  # of the progress bar
LEAST_CARD = QSize(300, 220)  # pixels at 100 % text
SIDE_WIDTH = 272
QWIDGETSIZE_MAX = 16_777_215  # Qt's word for no limit


class SweepPage(QWidget):
    """Start and progress at the top, a card of curves for each setting, below them the runs in order of accuracy."""

    back_wanted = Signal()

    def __init__(
        self, sweeping: Sweeping, complain: Callable[[str], None] = lambda _text: None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.sweeping, self._complain = sweeping, complain
        self.setProperty("class", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cards: list[CurvesCard] = []
        self._shown_task: ImageTask | None = None
        self._placed = (0, False)  # how many cards stand in a row, and whether the side is beside them
        self._columns = QGridLayout()
        self._columns.setSpacing(8)
        self.table = QTableWidget(0, 6)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAccessibleName(self.tr("Runs, the best on test images first"))
        self.table.setToolTip(self.tr("What each training has come to, the best on test images first"))
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        self._table_card = Card(self.tr("Final accuracy"), self.table)
        self._table_card.add_header_widget(
            link(self.tr("Save as CSV…"), self.tr("Save a table of all runs that are done"), self.save)
        )
        self.words = LessonCard()
        self.setup = SetupCard(sweeping)

        cards = self._grid = QGridLayout()
        cards.setContentsMargins(8, 8, 8, 8)
        cards.setSpacing(8)
        cards.addLayout(self._columns, 0, 0)
        cards.addWidget(self._table_card, 1, 0)
        cards.setColumnStretch(0, 1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(8)
        side.addWidget(self.setup)
        side.addWidget(self.words)
        side.addStretch(1)
        cards.setRowStretch(0, 5)
        cards.setRowStretch(1, 4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._make_bar())
        scroll = ScrollingGround(cards)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.addWidget(scroll, 1)
        sweeping.changed.connect(self._show)
        sweeping.progressed.connect(self._show_progress)
        sweeping.failed.connect(self._complain)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show()

    def _make_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("class", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(link(self.tr("‹ Digits"), self.tr("Back to drawing and training"), self.back_wanted.emit))
        self.start = QPushButton()
        self.start.setProperty("class", "primary")
        self.start.setToolTip(self.tr("Train all runs in processes of their own, or cancel; what is done stays"))
        self.start.clicked.connect(self.sweeping.toggle)
        row.addWidget(self.start)
        self._progress = QProgressBar()
        self._progress.setRange(0, STEPS)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Share of the sweep that is done"))
        row.addWidget(self._progress)
        self._left = QLabel()
        row.addWidget(self._left)
        self._facts = QuietText()
        row.addWidget(self._facts, 1)
        return bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_cards()

    def _place_cards(self) -> None:
        """Let as many cards stand side by side as there is room for."""
        least, side = Theme.current().length(LEAST_CARD.width()) + 12, Theme.current().length(SIDE_WIDTH) + 12
        roomy = self.width() >= least + side
        room = self.width() - side if roomy else self.width()
        beside = max(1, min(3, len(self.cards), room // least))
        if (beside, roomy) == self._placed:
            return
        self._placed = (beside, roomy)
        for place, card in enumerate(self.cards):
            self._columns.addWidget(card, place // beside, place % beside)
        for column in range(max(3, len(self.cards))):
            self._columns.setColumnStretch(column, 1 if column < beside else 0)
        # what is written in stays where it is, however many cards there are
        row, column, rows = (0, 1, 2) if roomy else (2, 0, 1)
        self._grid.addWidget(self._side, row, column, rows, 1)
        self._side.setMinimumWidth(side - 12 if roomy else 0)
        self._side.setMaximumWidth(side - 12 if roomy else QWIDGETSIZE_MAX)

    @property
    def left_text(self) -> str:
        """What is said beside the progress bar."""
        return self._left.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.sweeping.toggle()
        else:
            super().keyPressEvent(event)

    def save(self) -> None:
        """Ask where the table goes."""
        path = ask_where_to_save(self, self.tr("Save the runs"), Path("sweep.csv"), self.tr("Tables (*.csv)"))
        if path is not None:
            self.save_to(str(path))

    def save_to(self, path: str) -> None:
        """Write the table."""
        try:
            write_whole(Path(path), sweep_table(self.sweeping.outcomes).encode())
        except OSError as error:
            said = self.tr("{path} could not be written: {reason}.")
            self._complain(said.format(path=path, reason=error.strerror or error))

    @Slot()
    def _show(self) -> None:
        task = self.sweeping.task
        if task is not self._shown_task:
            self._shown_task = task
            for card in self.cards:
                self._columns.removeWidget(card)
                card.deleteLater()
            self.cards = [CurvesCard(self.sweeping, vary) for vary in task.sweeps]
            self._placed = (0, False)
            self._follow_theme()
        self.start.setEnabled(self.sweeping.running or not self.sweeping.refused)
        self.start.setText(self.tr("Cancel") if self.sweeping.running else self.tr("Start the sweep"))
        recipe = task.recipe
        self._facts.set_text(
            self.tr("{runs} trainings of {title} on {n} images, {epochs} epochs each").format(
                runs=len(self.sweeping.runs), title=recipe.title, n=count(task.first) if task.first else self.tr("all"),
                epochs=recipe.epochs,
            )
        )  # fmt: skip
        self._fill()
        self._show_progress()

    def _fill(self) -> None:
        best = self.sweeping.best
        failed = [
            each for each in self.sweeping.outcomes if each is not None and each["status"] in ("diverged", "failed")
        ]
        grid = [vary.name for vary in self.sweeping.task.sweeps] if self.sweeping.task.grid else []
        first = [setting_name(name) for name in grid] or [self.tr("Setting"), self.tr("Value")]
        heads = [*first, self.tr("Test"), self.tr("Training"), self.tr("Parameters"), self.tr("Seconds")]
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setRowCount(len(best) + len(failed))
        for place, outcome in enumerate([*best, *failed]):
            well = outcome["status"] == "finished"
            said = {"diverged": self.tr("diverged"), "failed": outcome.get("error", "")}.get(outcome["status"], "")
            at = outcome["at"]
            values = [value_text(at[name]) for name in grid]
            if not grid:
                name = next(iter(at), "")
                values = [setting_name(name), value_text(at.get(name))]
            texts = (
                *values,
                percent(outcome["test_accuracy"], 2) if well else said,
                percent(outcome["accuracy"], 2) if well and outcome["accuracy"] is not None else "",
                count(outcome["parameters"]) if "parameters" in outcome else "",
                f"{outcome['seconds']:.1f}" if "seconds" in outcome else "",
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column or grid:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    item.setFont(Theme.current().font(tabular=True))
                self.table.setItem(place, column, item)

    @Slot()
    def _show_progress(self) -> None:
        sweeping = self.sweeping
        self._progress.setValue(round(STEPS * sweeping.progress))
        done = sum(outcome is not None for outcome in sweeping.outcomes)
        total = len(sweeping.runs)
        if sweeping.running:
            text = self.tr("{done} of {total}, {time} left").format(
                done=done, total=total, time=minutes(sweeping.seconds_left)
            )
        elif done:
            text = self.tr("{done} of {total} done").format(done=len(sweeping.best), total=total)
        else:
            text = ""
        self._left.setText(text)

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        self._progress.setFixedWidth(theme.length(160))
        for card in self.cards:
            card.setMinimumSize(theme.length(LEAST_CARD.width()), theme.length(LEAST_CARD.height()))
        self._place_cards()
        self._table_card.setMinimumHeight(theme.length(160))
        words = (self.tr("Cancel"), self.tr("Start the sweep"))
        widest = max(self.start.fontMetrics().horizontalAdvance(text) for text in words)
        self.start.setMinimumWidth(widest + theme.length(32))
        self._left.setFont(theme.font(tabular=True))
        self._left.setMinimumWidth(self._left.fontMetrics().horizontalAdvance("64 of 64, 00:00 left"))
        self.table.verticalHeader().setDefaultSectionSize(theme.length(24))
        for row in range(self.table.rowCount()):
            self.table.setRowHeight(row, theme.length(24))
