"""A network as a picture: a tile a neuron, a curve a weight, a small square a bias."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from gdviz.plots import network_painting as painting
from gdviz.plots.drawing import Drawing
from gdviz.plots.kept_parts import KeptParts
from gdviz.plots.kept_parts import Part as KeptPart
from gdviz.plots.layer import onto_screen
from gdviz.plots.mapping import Floats
from gdviz.plots.network_edges import Edges
from gdviz.plots.network_layout import Layout, Part, lay_out
from gdviz.plots.network_painting import Column
from gdviz.plots.network_tiles import Colors, atlas
from gdviz.plots.theme import Theme, ThemeManager

EDGE_SECONDS = 0.016  # of the processor's time in a frame may go into edges
REPAINT_MILLISECONDS = 33  # edges that found no time go with the next frame, not into one of their own


class Overlay(Protocol):
    """Something that is drawn over the picture, such as the numbers of one sample."""

    def paint(self, painter: QPainter, view: NetworkView) -> None: ...


class NetworkView(Drawing):
    """Draws what it is given, and says what the pointer is on."""

    hovered = Signal(object)  # Part or None
    clicked = Signal(object, QPointF)  # Part or None, and where

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Network"))
        self.columns: tuple[Column, ...] = ()
        self.biases: list[Floats] = []
        self.frozen_weights: list[Floats] = []
        self.frozen_biases: list[Floats] = []
        self.overlay: Overlay | None = None
        self.current: Part | None = None  # under the pointer, or chosen by key
        self.chosen: Part | None = None  # marked by whoever shows it
        self._edges = Edges()
        self._kept = KeptParts()  # tiles, names and titles: most frames change only edges
        self._pictures: list[QImage | None] = []
        self._layout: Layout | None = None
        self.edge_seconds = EDGE_SECONDS
        self._by_key = False  # whether `current` was chosen by keys
        self._later = QTimer(self, singleShot=True, interval=REPAINT_MILLISECONDS)
        self._later.timeout.connect(self.update)
        ThemeManager.instance().changed.connect(self._follow_theme)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show a network of these layers, without weights and pictures yet."""
        if tuple(columns) == self.columns:
            return
        same = [column.count for column in columns] == [column.count for column in self.columns]
        self.columns = tuple(columns)
        if not same:
            self.biases, self._pictures = [], [None] * len(columns)
            self.frozen_weights, self.frozen_biases = [], []
            self._edges.clear()
            self.current = self.chosen = self.overlay = None  # what they told of is gone
        self._arrange()

    def set_weights(self, weights: Sequence[Floats], biases: Sequence[Floats]) -> None:
        """Show these weights (n_in, n_out) of each pair of neighbouring columns, and biases (n_out,)."""
        counts = [column.count for column in self.columns]
        if [w.shape for w in weights] != list(pairwise(counts)):
            raise ValueError(f"weights must be of columns {counts}; got {[w.shape for w in weights]}")
        self._edges.set_weights(weights)
        self.biases = list(biases)
        self.update()

    @property
    def weights(self) -> list[Floats]:
        """The weights (n_in, n_out) of each pair of neighbouring columns."""
        return self._edges.weights

    @property
    def scale(self) -> float:
        """The size of a weight whose edge is as wide as can be."""
        return self._edges.scale

    def set_frozen(self, weights: Sequence[Floats], biases: Sequence[Floats]) -> None:
        """Mark these weights and biases (booleans of the shapes of `set_weights`) as held still."""
        self.frozen_weights, self.frozen_biases = list(weights), list(biases)
        self.update()

    def set_pictures(self, column: int, tiles: Colors) -> None:
        """Show colours (n, rows, columns, 3), row 0 at the top, as the tiles of a column."""
        self._pictures[column] = atlas(tiles)
        self._kept.forget(column)
        self.update()

    def picture(self, column: int, row: int) -> QImage | None:
        """Return the picture of a neuron, one pixel a value."""
        image = self._pictures[column] if column < len(self._pictures) else None
        if image is None:
            return None
        side = image.height() // self.columns[column].count
        return image.copy(0, row * side, image.width(), side)

    def edges(self, gap: int) -> list[tuple[int, int]]:
        """Return the edges (source, row) that are drawn between a column and the next, weakest first."""
        return self._edges.drawn(gap)

    def show_chosen(self, part: Part | None) -> None:
        """Mark a part, whose value is being edited."""
        self.chosen = part
        self.update()

    def show_overlay(self, overlay: Overlay | None) -> None:
        """Draw something over the picture from now on; None ends it."""
        self.overlay = overlay
        self.update()

    @property
    def arrangement(self) -> Layout | None:
        """Where everything lies, in pixels of this widget."""
        return self._layout

    def _arrange(self) -> None:
        theme = Theme.current()
        self._layout = None
        if self.columns and self.width() > 40 and self.height() > 40:
            left, right = painting.side_margins(self.columns, self.width(), theme)
            self._layout = lay_out(
                [column.count for column in self.columns],
                self.width(), self.height(),
                head=painting.head_height(self.columns, theme), left=left, right=right, scale=theme.text_scale,
            )  # fmt: skip
        self._edges.arrange(self._layout)
        self._kept.arrange(self._still_parts())
        self.update()

    def _still_parts(self) -> list[KeptPart]:
        """Return what changes less often than the weights, with its place: each column's tiles, names and titles."""
        layout, columns, width = self._layout, self.columns, self.width()
        if layout is None:
            return []
        faces: list[KeptPart] = [
            (layout.around(place), partial(self._paint_tiles, layout, place)) for place in range(len(columns))
        ]
        names: list[KeptPart] = [
            (layout.beside(place, width, self.height()),
             partial(painting.paint_names, layout=layout, place=place, names=column.names, width=width))
            for place, column in enumerate(columns)
            if column.names
        ]  # fmt: skip
        heads = (
            QRectF(0.0, 0.0, width, layout.heads[0].height()),
            partial(painting.paint_heads, layout=layout, columns=columns),
        )
        return [*faces, *names, heads]

    def _paint_tiles(self, layout: Layout, place: int, painter: QPainter) -> None:
        painting.paint_tiles(painter, layout, place, self.columns[place], self._pictures[place])

    # -- painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            if not onto_screen(painter):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._edges.draw(painter)
            elif self._edges.paint(painter, self.devicePixelRatioF(), self.edge_seconds):
                self._later.start()
            self._paint_over(painter)
        finally:
            painter.end()  # one that an error left active would take the window down

    def paint_on(self, painter: QPainter, area: QRectF) -> None:
        """Draw this picture into `area` of any paint device, every line anew."""
        if self._layout is None:
            return
        painter.save()
        painter.translate(area.topLeft())
        painter.scale(area.width() / self.width(), area.height() / self.height())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._edges.draw(painter)
        self._paint_over(painter, buttons=False)
        painter.restore()

    def _paint_over(self, painter: QPainter, *, buttons: bool = True) -> None:
        """Paint all but the edges: marks, tiles, biases, titles."""
        on_screen = onto_screen(painter)
        layout, marked = self._layout, (self.chosen, self.current)
        if layout is None:
            return
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painting.paint_marked_edges(painter, layout, self._edges, marked[::-1])
        painting.paint_frozen_edges(painter, layout, self.frozen_weights)
        if on_screen:
            self._kept.paint(painter, self.devicePixelRatioF())
        else:
            self._kept.draw(painter)
        for place, biases in enumerate(self.biases, start=1):
            held = self.frozen_biases[place - 1] if place <= len(self.frozen_biases) else None
            painting.paint_biases(painter, layout, place, biases, held, self.scale)
        painting.paint_marked_tiles(painter, layout, marked)
        if buttons:
            painting.paint_buttons(painter, layout, self.columns, self.current)
        if self.overlay is not None:
            self.overlay.paint(painter, self)

    # -- pointer ---------------------------------------------------------------------------------------------------

    def part_at(self, position: QPointF) -> Part | None:
        """Return what lies at a pixel: buttons and biases before neurons, neurons before edges."""
        layout = self._layout
        if layout is None:
            return None
        for place, column in enumerate(self.columns):
            if column.editable:
                for kind, area in zip(("fewer", "more"), layout.buttons[place], strict=True):
                    if area.contains(position):
                        return Part(kind, place)  # type: ignore[arg-type]
            for row, tile in enumerate(layout.tiles[place]):
                square = layout.bias(place, row) if place else None
                if square is not None and square.adjusted(-2, -2, 2, 2).contains(position):
                    return Part("bias", place, row)
                if tile.contains(position):
                    return Part("neuron", place, row)
        return self._edges.at(position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._by_key = False
        self._point_at(self.part_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.part_at(event.position()), event.position())

    def _point_at(self, part: Part | None) -> None:
        if part != self.current:
            self.current = part
            hand = part is not None and part.kind != "neuron"
            self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
            self.hovered.emit(part)
            self.update()

    # -- keys ------------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and self.columns:
            self._by_key = True
            self._point_at(self.current or Part("neuron", min(1, len(self.columns) - 1), 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._by_key and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._by_key = False
            self._point_at(None)

    def event(self, event: QEvent) -> bool:
        # With a neuron chosen by key, arrows go on to the next one; else they belong to the run.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._moves(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._moves(event):
            super().keyPressEvent(event)
            return
        part = self.current
        assert part is not None
        across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        down = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            assert self._layout is not None
            target = Part("bias", part.column, part.row) if part.column else part
            self.clicked.emit(target, self._layout.tiles[part.column][part.row].center())
            return
        column = max(0, min(len(self.columns) - 1, part.column + across))
        row = max(0, min(self.columns[column].count - 1, part.row + down))
        self._point_at(Part("neuron", column, row))

    def _moves(self, event: QKeyEvent) -> bool:
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        chosen = self._by_key and self.current is not None and self.current.kind == "neuron"
        return chosen and event.key() in keys and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip

    # -- keeping things together -----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    @Slot()
    def _follow_theme(self) -> None:
        self._arrange()
