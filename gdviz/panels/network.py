"""Inside the network: neurons as pictures, weights as edges, numbers under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gdviz.core.anatomy import Stage
from gdviz.core.models.network import MAX_WIDTH
from gdviz.core.operations import Array
from gdviz.panels import PANELS, Drawn, Panel
from gdviz.plots.card import LegendItem
from gdviz.plots.network import NetworkView
from gdviz.plots.network_layout import Kind, Part
from gdviz.plots.network_painting import Column
from gdviz.plots.network_sample import SampleOverlay
from gdviz.plots.network_tiles import Colors, class_tiles, curve_tiles, diverging_tiles
from gdviz.plots.number import count, number
from gdviz.plots.sample_strip import SampleStrip, equation
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.plots.weight_editor import WeightEditor
from gdviz.session import Session
from gdviz.session.neuron_maps import NeuronMaps
from gdviz.session.part_reading import activation_title, neuron_reading, parameter_reading
from gdviz.session.reading_pace import DrawingPace
from gdviz.session.readings import value_scale
from gdviz.session.sample_picture import aside_notes, picture_of
from gdviz.session.surgery import layers_of, resize_layer
from gdviz.session.walking import Walking
from gdviz.training.experiment import ModelChoice

SIDES = ((48, 40), (120, 28), (10**9, 20))  # up to so many neurons, places a picture is wide
LINE_SIDE = 96  # a curve is cheaper than a plane, and needs to be finer
OFF = 12  # pixels between the pointer's part and what is said of it


@PANELS.register("network")
class NetworkPanel(Panel):
    """Every neuron of the shown network as a picture of what it answers; everything can be pointed at and changed."""

    @classmethod
    def heading(cls) -> str:
        return QCoreApplication.translate("NetworkPanel", "Network")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._stages: tuple[Stage, ...] = ()
        self._legend = (LegendItem(self.tr("positive weight"), "#000"), LegendItem(self.tr("negative"), "#000"))
        for item in self._legend:
            self.add_header_widget(item)
        self.picture = NetworkView()
        self._reading = QLabel(self.picture)
        self._reading.setProperty("class", "readout")
        self._reading.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._reading.hide()
        self.editor = WeightEditor(self.picture)
        self._pictures_wait = False  # for the next moment
        self._pinned: Part | None = None  # the neuron that stays in the data plot
        self._edit_at = QPointF()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.picture)
        self._pages.addWidget(self._other_model())
        body = QWidget()
        self._rows = QVBoxLayout(body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self._pages, 1)
        self.walking = Walking(session, _digits, self)
        self.strip = SampleStrip()
        self.strip.hide()
        self._rows.addWidget(self.strip)
        self.show_sample = QPushButton(self.tr("Show one sample"))
        self.show_sample.setProperty("class", "link")
        self.show_sample.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_sample.setToolTip(
            self.tr("Follow one point through the network and back, number by number; a click on a point chooses it")
        )
        self.show_sample.clicked.connect(self._toggle_sample)
        self.add_header_widget(self.show_sample)
        self.set_body(body)
        self.setFocusProxy(self.picture)

        self.picture.hovered.connect(self._point_at)
        self.picture.clicked.connect(self._click)
        self.walking.changed.connect(self._show_move)
        self.strip.back.connect(self.walking.back)
        self.strip.forward.connect(self.walking.forward)
        self.strip.play.connect(self.walking.toggle)
        self.strip.closed.connect(self.walking.end)
        self.editor.changed.connect(self._set_value)
        self.editor.held.connect(self._hold)
        self.editor.chosen.connect(self._choose_number)
        self.editor.closed.connect(self._end_edit)
        session.restarted.connect(self._begin)
        session.experiment_changed.connect(self._begin)
        session.data_changed.connect(self._begin)
        DrawingPace(session, self).changed.connect(self._show_moment)
        session.view_changed.connect(self._show_moment)
        session.inside.maps_changed.connect(self._take_pictures)
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

    def drawing(self) -> Drawn | None:
        return self.picture if self._stages else None

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
        for item in (*self._legend, self.show_sample):
            item.setVisible(is_network)
        if not is_network or session.course is None:
            self._stages = ()
            self.set_quiet("")
            session.inside.want(0)
            return
        self._stages = session.inside.stages(session.course.blueprint.prototype.theta)
        columns = self._columns()
        self.picture.set_columns(columns)
        neurons = sum(column.count for column in columns)
        side = next(side for most, side in SIDES if neurons <= most)
        session.inside.want(LINE_SIDE if session.dataset.n_features == 1 else side)
        self._describe(columns)
        self._show_frozen()
        if self._edited is None:
            self.editor.dismiss()
        self._show_moment()
        self._show_pictures()

    def _columns(self) -> list[Column]:
        session, last = self.session, len(self._stages)
        names = tuple(_subscript(name) for name in session.preparation.feature_names)
        inputs = self.tr("features") if session.preparation.uses_features else self.tr("inputs")
        columns = [Column(inputs, len(names), names=names)]
        for place, stage in enumerate(self._stages, start=1):
            width = stage.shape[1]
            if place < last:
                title = self.tr("hidden {n}").format(n=place)
                others = [QCoreApplication.translate("core", layer.title).lower() for layer in stage.others]
                detail = " + ".join([activation_title(stage.activation), *others])
                columns.append(Column(title, width, detail, editable=True))
            else:
                classes = session.dataset.class_names if width > 1 else ()
                columns.append(Column(self.tr("output"), width, activation_title(stage.activation), tuple(classes)))
        return columns

    def _describe(self, columns: list[Column]) -> None:
        course = self.session.course
        assert course is not None
        shape = " – ".join(count(column.count) for column in columns)
        used = dict.fromkeys(column.detail for column in columns[1:-1])
        size = self.tr("{n} parameters").format(n=count(course.blueprint.prototype.theta.size))
        self.set_quiet(" · ".join([shape, *used, size]))

    @Slot()
    def _show_moment(self) -> None:
        """Show the weights of this moment, and what they are where the pointer is."""
        lane = self.session.shown
        if not self.isVisible() or not self._stages or lane is None:
            return
        stages = self.session.inside.stages(lane.theta)
        if [stage.shape for stage in stages] != [stage.shape for stage in self._stages]:
            return
        self._stages = stages
        if self._pictures_wait:
            self._show_pictures()
        self.picture.set_weights([s.dense.W.copy() for s in stages], [s.dense.b.copy() for s in stages])
        self._show_reading()
        edited = self._edited
        if self.editor.isVisible() and edited is not None and edited < lane.theta.size:
            self.editor.follow(float(lane.theta[edited]))

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
        if not self.isVisible() or maps is None or not self._stages:
            return
        counts = [len(outputs) for outputs in maps.outputs]
        if counts != [column.count for column in self.picture.columns]:
            return
        for column in range(len(counts)):
            self.picture.set_pictures(column, self._tiles(maps, column))
        self._show_reading()

    def _tiles(self, maps: NeuronMaps, column: int) -> Colors:
        """Return the pictures of a column: inputs and hidden neurons on the diverging scale, answers as classes."""
        theme, values = Theme.current(), maps.outputs[column]
        last = column == len(self._stages)
        center, span = self.session.inside.scale_of((column, 0))
        if last and maps.over == "plane" and self.session.dataset.task == "regression":
            center, span = value_scale(self.session)
        if maps.over == "line":
            return curve_tiles(values, theme, center if last or not column else 0.0, span and span + abs(center))
        if maps.over == "rows":
            values = values[:, None, :]
        if last and self.session.dataset.task == "classification":
            return class_tiles(values, theme)
        return diverging_tiles(values, theme.diverging, center, span)

    # -- what is pointed at ----------------------------------------------------------------------------------------

    @Slot(object)
    def _point_at(self, part: Part | None) -> None:
        shown = part if part is not None and part.kind == "neuron" else self._pinned
        self.session.inside.set_focus(None if shown is None else (shown.column, shown.row))
        self._show_reading()

    def _show_reading(self) -> None:
        part = self.picture.current
        text = "" if part is None else self._reading_of(part)
        if not text:
            self._reading.hide()
            return
        if text != self._reading.text():
            self._reading.setText(text)
            self._reading.adjustSize()
        self._place_reading(part)
        self._reading.show()

    def _place_reading(self, part: Part | None) -> None:
        layout = self.picture.arrangement
        if part is None or layout is None or part.row >= len(layout.tiles[part.column]):
            return
        tile = layout.tiles[part.column][part.row]
        at = QPointF(tile.right() + OFF, tile.top())
        if part.kind == "edge":
            start, end = layout.ends(part.column - 1, part.source, part.row)
            at = (start + end) / 2 + QPointF(OFF, OFF)
        x = min(at.x(), self.picture.width() - self._reading.width() - 4)
        if part.kind != "edge" and x < at.x():
            x = tile.left() - OFF - self._reading.width()
        y = min(at.y(), self.picture.height() - self._reading.height() - 4)
        self._reading.move(round(max(4.0, x)), round(max(4.0, y)))

    def _reading_of(self, part: Part) -> str:
        """Return what a part is and what it is now."""
        if part.kind not in ("edge", "bias", "neuron"):
            return ""
        lines = [self._name(part.column, part.row)]
        if part.kind == "neuron":
            lines += neuron_reading(self.session, self._stages, part.column, part.row, number)
        elif part.kind == "edge":
            index = self._stages[part.column - 1].weight_at(part.source, part.row)
            lines = [f"{self._name(part.column - 1, part.source)} → {lines[0]}"]
            lines += parameter_reading(self.session, index, "weight", number)
        else:
            index = self._stages[part.column - 1].bias_at(part.row)
            lines += parameter_reading(self.session, index, "bias", number)
        return "\n".join(lines)

    def _name(self, column: int, row: int) -> str:
        shown = self.picture.columns[column]
        if shown.names:
            return shown.names[row]
        if shown.count == 1:
            return shown.title
        return self.tr("{layer}, neuron {n}").format(layer=shown.title, n=row + 1)

    # -- one sample ------------------------------------------------------------------------------------------------

    @Slot()
    def _toggle_sample(self) -> None:
        if self.session.inside.sample is None:
            self.walking.start()
        else:
            self.walking.end()

    @Slot()
    def _show_move(self) -> None:
        """Show where the sample is on its way, or that there is none any more."""
        shown, move = picture_of(self.walking, _digits), self.walking.move
        self.strip.setVisible(shown is not None)
        self.show_sample.setText(self.tr("Hide the sample") if shown is not None else self.tr("Show one sample"))
        if shown is None or move is None:
            self.picture.show_overlay(None)
            return
        moving = tuple(Part(kind, *where) for kind, *where in shown.moving)  # type: ignore[arg-type]
        overlay = SampleOverlay(shown.above, shown.below, shown.edges, moving, backward=not move.forward)
        self.picture.show_overlay(overlay)
        place = self.tr("{n} of {all}").format(n=self.walking.place + 1, all=len(self.walking.moves))
        notes = aside_notes(self.session, self.walking.stages)
        self.strip.show_move(shown.heading, " · ".join([*notes, place]), move.pieces, equation(shown.matrices))
        self.strip.show_playing(self.walking.playing)

    # -- editing ---------------------------------------------------------------------------------------------------

    @property
    def _edited(self) -> int | None:
        """Where in theta the number lies that is being edited; None without one."""
        part = self.picture.chosen
        if part is None or part.kind not in ("edge", "bias") or not 0 < part.column <= len(self._stages):
            return None
        stage = self._stages[part.column - 1]
        if part.row >= stage.shape[1] or part.source >= stage.shape[0]:
            return None
        return stage.bias_at(part.row) if part.kind == "bias" else stage.weight_at(part.source, part.row)

    @Slot(object, QPointF)
    def _click(self, part: Part | None, at: QPointF) -> None:
        self.editor.dismiss()
        lane = self.session.shown
        if part is None or lane is None or part.kind == "neuron":
            self._pin(None if part == self._pinned else part)
        elif part.kind in ("more", "fewer"):
            self._resize(part)
        else:
            self._edit(part, at)

    def _edit(self, part: Part, at: QPointF) -> None:
        """Open the editor for a weight or a bias; the neuron's other numbers are offered in it."""
        self.picture.show_chosen(part)
        index, lane = self._edited, self.session.shown
        if index is None or lane is None or index >= lane.theta.size:
            return
        self._edit_at = at
        sources = [self._name(part.column - 1, row) for row in range(self.picture.columns[part.column - 1].count)]
        title = self.tr("bias of {neuron}").format(neuron=self._name(part.column, part.row))
        if part.kind == "edge":
            title = f"{sources[part.source]} → {self._name(part.column, part.row)}"
        held = index in self.session.experiment.frozen
        choices = [self.tr("bias"), *sources]
        self.editor.open(title, float(lane.theta[index]), held, at, choices, part.source + 1)
        self._reading.hide()

    @Slot(int)
    def _choose_number(self, place: int) -> None:
        """Edit another number of the same neuron."""
        part = self.picture.chosen
        if part is not None:
            kind: Kind = "edge" if place else "bias"
            self._edit(Part(kind, part.column, part.row, place - 1), self._edit_at)

    def _pin(self, part: Part | None) -> None:
        """Let a neuron stay in the data plot when the pointer leaves it."""
        self._pinned = part
        self.picture.show_chosen(part)
        self._point_at(self.picture.current)

    def _resize(self, part: Part) -> None:
        """Add a neuron to a column, or take its last one away."""
        places = [place for place, layer in enumerate(layers_of(self.session)) if layer.name == "dense"]
        width = self.picture.columns[part.column].count + (1 if part.kind == "more" else -1)
        if part.column - 1 < len(places) and 1 <= width <= MAX_WIDTH:
            resize_layer(self.session, places[part.column - 1], width)

    @Slot(float, bool)
    def _set_value(self, value: float, dragging: bool) -> None:
        if self._edited is not None:
            merge = f"parameter {self._edited}" if dragging else None
            self.session.set_parameter(self.tr("Set a weight"), self._edited, value, merge)

    @Slot(bool)
    def _hold(self, held: bool) -> None:
        if self._edited is not None:
            label = self.tr("Hold a weight still") if held else self.tr("Let a weight go")
            self.session.freeze(label, self._edited, held)

    @Slot()
    def _end_edit(self) -> None:
        self.picture.show_chosen(self._pinned)
        if self.editor.isAncestorOf(QApplication.focusWidget() or self):
            self.picture.setFocus()

    def _show_frozen(self) -> None:
        """Mark what is held still; an editor that is open shows it too."""
        frozen = self.session.experiment.frozen
        weights, biases = list[Array](), list[Array]()
        for stage in self._stages:
            for parts, first, shape in ((weights, stage.weights, stage.shape), (biases, stage.biases, stage.shape[1:])):
                size = int(np.prod(shape))
                parts.append(np.isin(np.arange(first, first + size), frozen).reshape(shape))
        self.picture.set_frozen(weights, biases)
        if self._edited is not None:
            self.editor.show_held(self._edited in frozen)

    # -- choosing --------------------------------------------------------------------------------------------------

    @Slot()
    def _take_network(self) -> None:
        self.session.set_experiment(self.tr("Model"), model=ModelChoice("network"))

    @Slot()
    def _follow_colors(self) -> None:
        theme = Theme.current()
        for item, sign in zip(self._legend, (0, 1), strict=True):
            item.set_color(theme.class_color(sign))
        self._show_pictures()


def _digits(value: float) -> str:
    return number(value, 4)


def _subscript(name: str) -> str:
    return f"x{name[1:].translate(_SUBSCRIPTS)}" if name[:1] == "x" and name[1:].isdecimal() else name


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


if __name__ == "__main__":
    from gdviz.panels.alone import show

    raise SystemExit(show(NetworkPanel))
