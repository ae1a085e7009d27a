"""The panel: it puts the parts of the picture together, and tells each of them when to look again."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gdviz.panels import PANELS, Drawn, Panel
from gdviz.panels.network.editing import Editing
from gdviz.panels.network.parts import Parts
from gdviz.panels.network.pictures import tiles, wanted_side
from gdviz.panels.network.pointing import Pointing
from gdviz.panels.network.sample import SampleWalk
from gdviz.plots.card import LegendItem
from gdviz.plots.network import EDGE_SECONDS, NetworkView
from gdviz.plots.network_painting import Column
from gdviz.plots.number import count
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session import Session
from gdviz.training.experiment import ModelChoice

RACING_SECONDS = 0.005  # of a frame that may go into edges at full speed: maps and other panels need the rest


@PANELS.register("network")
class NetworkPanel(Panel):
    """Every neuron of the shown network as a picture of what it answers; everything can be pointed at and changed."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("NetworkPanel", "Network")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._legend = (LegendItem(self.tr("positive weight"), "#000"), LegendItem(self.tr("negative"), "#000"))
        for item in self._legend:
            self.add_header_widget(item)
        self.picture = NetworkView()
        self.parts = Parts(session, self.picture, self)
        self.pointing = Pointing(session, self.picture, self.parts, self)
        self.editing = Editing(session, self.picture, self.parts, self.pointing, self)
        self.sample = SampleWalk(session, self.picture, self)
        self.add_header_widget(self.sample.button)
        self._pictures_wait = False  # for the next moment
        self._pages = QStackedWidget()
        self._pages.addWidget(self.picture)
        self._pages.addWidget(self._other_model())
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._pages, 1)
        rows.addWidget(self.sample.strip)
        self.set_body(body)
        self.setFocusProxy(self.picture)

        session.restarted.connect(self._begin)
        session.experiment_changed.connect(self._begin)
        session.data_changed.connect(self._begin)
        session.snapshot_changed.connect(self._show_moment)
        session.view.changed.connect(self._show_moment)
        session.inside.maps_changed.connect(self._take_pictures)
        session.asking.changed.connect(self.pointing.show)
        ThemeManager.instance().changed.connect(self._follow_colors)
        self._follow_colors()

    def _other_model(self) -> QWidget:
        page = QWidget()
        text = QLabel(self.tr("The model is no network. Train one, and look inside it here."))
        text.setProperty("class", "quiet")
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._train = QPushButton(self.tr("Train a network"))
        self._train.setToolTip(self.tr("Exchange the model for a network; undo brings the old one back"))
        self._train.clicked.connect(self._take_network)
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addWidget(text)
        column.addWidget(self._train, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    @Slot()
    def _take_network(self) -> None:
        self.session.set_experiment(self.tr("Model"), model=ModelChoice("network"))

    def drawing(self) -> Drawn | None:
        return self.picture if self.parts.stages else None

    # -- showing ---------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.session.inside.set_focus(None)
        self.session.inside.want(0)

    @Slot()
    def _begin(self) -> None:
        """Show another network, or say that there is none."""
        if not self.isVisible():
            return
        session = self.session
        is_network = session.inside.is_network
        self._pages.setCurrentIndex(0 if is_network or session.course is None else 1)
        for item in (*self._legend, self.sample.button):
            item.setVisible(is_network)
        if not is_network or session.course is None:
            self.parts.stages = ()
            self.set_quiet("")
            session.inside.want(0)
            return
        self.parts.stages = session.inside.stages(session.course.blueprint.prototype.theta)
        columns = self.parts.columns()
        self.picture.set_columns(columns)
        session.inside.want(wanted_side(sum(column.count for column in columns), session.dataset.n_features))
        self._describe(columns)
        self.pointing.begin()
        self.editing.begin()
        self._show_moment()
        self._show_pictures()

    def _describe(self, columns: list[Column]) -> None:
        course = self.session.course
        assert course is not None
        widths = [count(column.count) for column in columns]
        shape, close = " – ".join(widths), "–".join(widths)
        used = dict.fromkeys(column.detail for column in columns[1:-1])
        n = count(course.blueprint.prototype.theta.size)
        size, short = self.tr("{n} parameters").format(n=n), self.tr("{n} par.").format(n=n)
        shorter = (f"{shape} · {size}", f"{close} · {short}", f"{_in_runs(widths)} · {short}")
        self.set_quiet(" · ".join([shape, *used, size]), *shorter)

    @Slot()
    def _show_moment(self) -> None:
        """Show the weights of this moment, and what they are where the pointer is."""
        lane, known = self.session.shown, self.parts.stages
        if not self.isVisible() or not known or lane is None:
            return
        stages = self.session.inside.stages(lane.theta)
        if [stage.shape for stage in stages] != [stage.shape for stage in known]:
            return
        self.parts.stages = stages
        if self._pictures_wait:
            self._show_pictures()
        self.picture.edge_seconds = RACING_SECONDS if self.session.races else EDGE_SECONDS
        self.picture.set_weights([s.dense.W.copy() for s in stages], [s.dense.b.copy() for s in stages])
        self.pointing.show()
        self.editing.follow(lane.theta)

    @Slot()
    def _take_pictures(self) -> None:
        """Show new pictures; while steps are many together with the weights, or all would be painted twice."""
        self._pictures_wait = self.session.races
        if not self._pictures_wait:
            self._show_pictures()

    @Slot()
    def _show_pictures(self) -> None:
        self._pictures_wait = False
        maps = self.session.inside.maps
        if not self.isVisible() or maps is None or not self.parts.stages:
            return
        counts = [len(outputs) for outputs in maps.outputs]
        if counts != [column.count for column in self.picture.columns]:
            return
        for column in range(len(counts)):
            last = column == len(self.parts.stages)
            self.picture.set_pictures(column, tiles(self.session, maps, column, last))
        self.pointing.show()

    @Slot()
    def _follow_colors(self) -> None:
        theme = Theme.current()
        for item, sign in zip(self._legend, (0, 1), strict=True):
            item.set_color(theme.class_color(sign))
        self._show_pictures()


def _in_runs(widths: list[str]) -> str:
    """Return 2, 8, 8, 8, 1 as 2–3×8–1."""
    runs = ((width, len(list(run))) for width, run in groupby(widths))
    return "–".join(width if times == 1 else f"{times}×{width}" for width, times in runs)
