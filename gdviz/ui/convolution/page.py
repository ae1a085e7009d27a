"""The page of the filter that moves over an image."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdviz.plots.card import Card
from gdviz.plots.icons import icon
from gdviz.plots.inner_product import InnerProduct
from gdviz.plots.number import count, fixed
from gdviz.plots.pixel_grid import PixelGrid
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.session.moving_filter import MovingFilter
from gdviz.ui.convolution.filter_editor import FilterEditor
from gdviz.ui.lesson_card import LessonCard
from gdviz.ui.rows import link
from gdviz.ui.scrolling_ground import ScrollingGround


class ConvolutionPage(QWidget):
    """Image, filter and result side by side; below them the numbers at one place, and what shared weights save."""

    back_wanted = Signal()

    def __init__(self, moving: MovingFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.moving = moving
        self.setProperty("class", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.image = PixelGrid(self.tr("Image"))
        self.image.setToolTip(self.tr("Point at a pixel: the window stands around it; arrow keys move it"))
        self.result = PixelGrid(self.tr("Result"), signed=True)
        self.result.setToolTip(self.tr("What the filter makes of the image: blue is positive, orange negative"))
        self.product = InnerProduct(self.tr("pixels"), self.tr("weights"), self.tr("products"))
        self.editor = FilterEditor(moving)
        self._image_card = Card(self.tr("Image"), _inside(self.image))
        self._result_card = Card(self.tr("Result"), _inside(self.result))
        self._product_card = Card(self.tr("Inner product at the window"), _inside(self.product))
        self._counts = QLabel()
        self._counts.setWordWrap(True)
        self._counts_card = Card(self.tr("Shared weights"), _inside(self._counts))
        self.words = LessonCard()
        self.words.tell(
            self.tr(
                "Move the pointer: nine pixels times nine weights, added up, make one pixel of the result. Play moves "
                "the window itself. Change a weight, or choose another filter."
            )
        )
        self.image.pointed.connect(self._point_at_image)
        self.result.pointed.connect(moving.move_to)
        for grid in (self.image, self.result):
            grid.moved.connect(self._move)

        cards = QGridLayout()
        cards.setContentsMargins(8, 8, 8, 8)
        cards.setSpacing(8)
        cards.addWidget(self._image_card, 0, 0)
        cards.addWidget(self.editor, 0, 1)
        cards.addWidget(self._result_card, 0, 2)
        cards.addWidget(self._product_card, 1, 0, 1, 2)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self._counts_card)
        side.addWidget(self.words)
        cards.addLayout(side, 1, 2)
        for column, share in enumerate((4, 2, 4)):
            cards.setColumnStretch(column, share)
        cards.setRowStretch(0, 1)
        scroll = ScrollingGround(cards)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._make_bar())
        whole.addWidget(scroll, 1)

        moving.changed.connect(self._show)
        moving.moved.connect(self._show_place)
        moving.playing_changed.connect(self._show_playing)
        ThemeManager.instance().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show()
        self.setFocusProxy(self.result)

    def _make_bar(self) -> QFrame:
        moving = self.moving
        bar = QFrame()
        bar.setProperty("class", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(link(self.tr("‹ Digits"), self.tr("Back to drawing and training"), self.back_wanted.emit))
        row.addSpacing(8)
        self._step_back = self._button("step-back", self.tr("One place back"))
        self._step_back.clicked.connect(lambda: moving.step(-1))
        self.play = self._button("play", self.tr("Let the window move by itself, or hold it (Space)"))
        self.play.setProperty("class", "primary")
        self.play.clicked.connect(moving.toggle)
        self._step = self._button("step-forward", self.tr("One place on"))
        self._step.clicked.connect(lambda: moving.step(1))
        for button in (self._step_back, self.play, self._step):
            row.addWidget(button)
        row.addStretch(1)
        self.sources = QComboBox()
        self.sources.setAccessibleName(self.tr("Image to filter"))
        self.sources.setToolTip(
            self.tr("A digit of MNIST, what you have drawn, or a picture of 8 × 8 with its numbers")
        )
        for label in range(10):
            self.sources.addItem(self.tr("MNIST: a {digit}").format(digit=label), label)
        self.sources.addItem(self.tr("What was drawn"), "drawn")
        self.sources.addItem(self.tr("Small picture, 8 × 8"), "small")
        self.sources.activated.connect(self._choose_source)
        row.addWidget(self.sources)
        self._another = link(self.tr("Another"), self.tr("Another image of the same digit"), moving.another)
        row.addWidget(self._another)
        row.addStretch(1)
        row.addWidget(QLabel(self.tr("Padding")))
        row.addWidget(self._make_paddings())
        return bar

    def _make_paddings(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("class", "segments")
        frame.setAccessibleName(self.tr("Padding"))
        row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        self._group = QButtonGroup(self)
        self.paddings: dict[str, QToolButton] = {}
        for name, help_ in (
            ("valid", self.tr("The window keeps to places where it fits whole: the result is two pixels smaller")),
            ("same", self.tr("Zeros are laid around the image: the result has the same size")),
        ):
            button = QToolButton()
            button.setText(name)
            button.setToolTip(help_)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, chosen=name: self.moving.set_padding(chosen))
            self._group.addButton(button)
            self.paddings[name] = button
            row.addWidget(button)
        return frame

    def _button(self, name: str, help_: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setToolTip(help_)
        button.setAccessibleName(help_)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @property
    def counts_text(self) -> str:
        """What is said of the parameters."""
        return self._counts.text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.result.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.moving.pause()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.moving.toggle()
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _choose_source(self, place: int) -> None:
        chosen = self.sources.itemData(place)
        if chosen == "drawn":
            self.moving.show_drawn()
        elif chosen == "small":
            self.moving.show_small()
        else:
            self.moving.show_digit(chosen)

    @Slot(int, int)
    def _point_at_image(self, row: int, column: int) -> None:
        shift = 0 if self.moving.padding == "same" else 1
        self.moving.move_to(row - shift, column - shift)

    @Slot(int, int)
    def _move(self, down: int, across: int) -> None:
        row, column = self.moving.place
        self.moving.move_to(row + down, column + across)

    @Slot()
    def _show(self) -> None:
        moving = self.moving
        self.sources.setCurrentIndex(self.sources.findData(moving.label if moving.source == "digit" else moving.source))
        self._another.setVisible(moving.source == "digit")
        self.paddings[moving.padding].setChecked(True)
        self.image.set_values(moving.image, 1 if moving.padding == "same" else 0)
        self.result.set_values(moving.result)
        height, width = moving.image.shape
        rows, columns = moving.result.shape
        self._image_card.set_quiet(f"{height} × {width}")
        low, high = float(moving.result.min()), float(moving.result.max())
        self._result_card.set_quiet(
            self.tr("{rows} × {columns}, from {low} to {high}").format(
                rows=rows, columns=columns, low=fixed(low, 2), high=fixed(high, 2)
            )
        )
        known = moving.counts
        text = self.tr(
            "This filter: 9 weights and a bias, <b>{filter} parameters</b>, the same at all {places} places.<br>"
            "A dense layer from {inputs} pixels to as many outputs: <b>{dense} parameters</b>."
        )
        self._counts.setText(
            text.format(
                filter=count(known.filter), places=count(known.places), inputs=count(height * width),
                dense=count(known.dense),
            )
        )  # fmt: skip
        self._show_place()

    @Slot()
    def _show_place(self) -> None:
        moving = self.moving
        self.image.set_window(*moving.corner, 3)
        self.result.set_window(*moving.place, 1)
        self.product.show_product(moving.window, moving.kernel, moving.bias, moving.answer)
        row, column = moving.place
        self._product_card.set_quiet(
            self.tr("row {row}, column {column} of the result").format(row=row + 1, column=column + 1)
        )

    @Slot(bool)
    def _show_playing(self, playing: bool) -> None:
        self.play.setIcon(icon("pause" if playing else "play", Theme.current().on_accent))
        self.play.setAccessibleName(self.tr("Hold the window") if playing else self.tr("Let the window move"))

    @Slot()
    def _follow_theme(self) -> None:
        theme = Theme.current()
        for button in (self._step_back, self._step):
            button.setIcon(icon(button.objectName()))
            button.setIconSize(QSize(theme.length(16), theme.length(16)))
        self.play.setIconSize(QSize(theme.length(18), theme.length(18)))
        self._show_playing(self.moving.playing)


def _inside(widget: QWidget) -> QWidget:
    """Return the widget with room around it, as a card's body."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(12, 8, 12, 4)
    column.addWidget(widget)
    return body
