"""A filter that moves over an image: what is shown of it, and where it stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gdviz.core.convolution.filters import FILTERS, SIDE, Counts, counts, moved, window_at
from gdviz.core.images import ImageError, centred, mnist
from gdviz.core.images.centring import SIDE as IMAGE_SIDE
from gdviz.core.images.ink import InkSheet
from gdviz.core.images.strokes import stroke_digit
from gdviz.core.operations import Array
from gdviz.training.pages_saved import FilterChoice, FilterSource

PLACES_A_SECOND = 12

SMALL = np.zeros((8, 8))
SMALL[1:7, 1:7] = 0.4
SMALL[2:6, 3:5] = 1.0
SMALL.setflags(write=False)


class MovingFilter(QObject):
    """Image, filter and padding, the result, and the place at which the window stands.

    changed     the image, the filter or the padding is another, and so is the result
    moved       the window stands elsewhere
    playing_changed     it began to move by itself, or stands still
    refused     a sentence why there is no image of MNIST
    """

    changed = Signal()
    moved = Signal()
    playing_changed = Signal(bool)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problem = ""  # why there is no image of MNIST
        self.source: FilterSource = "digit"
        self.label = 3
        self._which = 0
        self.drawn: NDArray[np.float32] | None = None
        self.padding = "valid"
        self.preset = "vertical_edges"
        self.kernel = FILTERS[self.preset].kernel
        self.bias = 0.0
        self.image: Array = SMALL
        self.result: Array = SMALL
        self.place = (0, 0)
        self._timer = QTimer(self, interval=1000 // PLACES_A_SECOND, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.step)
        self._take_image()

    # -- what is filtered ----------------------------------------------------------------------------------------------

    @property
    def choice(self) -> FilterChoice:
        """All that can be chosen, and where the window stands."""
        drawn = b"" if self.drawn is None else np.rint(255 * self.drawn).astype(np.uint8).tobytes()
        return FilterChoice(self.source, self.label, self._which, drawn, self.padding,
                            tuple(self.kernel.ravel().tolist()), self.bias, self.place)  # fmt: skip

    def begin_with(self, choice: FilterChoice) -> None:
        """Be as a file says, and stand still."""
        self.pause()
        self.source, self.label, self._which = choice.source, choice.label, choice.which
        drawn = np.frombuffer(choice.drawn, np.uint8).astype(np.float32) / np.float32(255)
        self.drawn = drawn.reshape(IMAGE_SIDE, IMAGE_SIDE) if drawn.size else None
        self.padding, self.bias, self.place = choice.padding, choice.bias, choice.place
        self.kernel = np.array(choice.weights).reshape(SIDE, SIDE)
        self._name()
        self._take_image()

    def show_digit(self, label: int, which: int = 0) -> None:
        """Show a test image of MNIST: the first one of this digit, or another."""
        self.source, self.label, self._which = "digit", label, which
        self._take_image()

    @Slot()
    def another(self) -> None:
        """Show the next image of the same digit."""
        self.show_digit(self.label, self._which + 1)

    def show_drawn(self) -> None:
        """Show what was drawn; before anything is, a digit that the program draws by itself."""
        self.source = "drawn"
        self._take_image()

    def show_small(self) -> None:
        """Show a picture of 8 x 8, on which each number can be followed."""
        self.source = "small"
        self._take_image()

    def set_drawn(self, seen: Array) -> None:
        """Take over what stands on the sheet now, (28, 28) from 0 to 1."""
        self.drawn = np.array(seen, np.float32)
        if self.source == "drawn":
            self._take_image()

    def _take_image(self) -> None:
        if self.source == "small":
            self.image = SMALL
        elif self.source == "drawn":
            self.image = self.drawn if self.drawn is not None and self.drawn.any() else _drawn_by_itself()
        else:
            self.image = self._of_mnist()
        self._filter()

    def _of_mnist(self) -> Array:
        """Return a test image; where MNIST cannot be read, a digit that the program draws, and `refused` says why."""
        try:
            images = mnist()
        except ImageError as error:
            self.problem = str(error)
            self.refused.emit(self.problem)
            return _drawn_by_itself()
        places = np.flatnonzero(images.test_labels == self.label)
        return np.asarray(images.test_images[places[self._which % len(places)]] / 255.0)

    # -- the filter ----------------------------------------------------------------------------------------------------

    def set_preset(self, name: str) -> None:
        """Take a filter by its name, without a bias; raises KeyError."""
        self.kernel, self.bias, self.preset = FILTERS[name].kernel, 0.0, name
        self._filter()

    def set_weight(self, row: int, column: int, value: float) -> None:
        """Change one weight."""
        kernel = self.kernel.copy()
        kernel[row, column] = value
        self.kernel = kernel
        self._name()
        self._filter()

    def set_bias(self, value: float) -> None:
        """Change what is added at every place."""
        self.bias = value
        self._name()
        self._filter()

    def set_padding(self, padding: str) -> None:
        """Keep to places where the filter fits whole ("valid"), or lay zeros around the image ("same")."""
        if padding != self.padding:
            shift = 1 if padding == "same" else -1
            self.padding = padding
            self.place = (self.place[0] + shift, self.place[1] + shift)  # over the same pixels
            self._filter()

    def _name(self) -> None:
        self.preset = next(
            (name for name, each in FILTERS.items() if self.bias == 0.0 and np.array_equal(each.kernel, self.kernel)),
            "",
        )

    def _filter(self) -> None:
        self.result = moved(self.image, self.kernel, self.bias, self.padding)
        self.place = self._within(*self.place)
        self.changed.emit()
        self.moved.emit()

    # -- the window ----------------------------------------------------------------------------------------------------

    @property
    def window(self) -> NDArray[np.float64]:
        """The nine pixels under the filter, (3, 3)."""
        return window_at(self.image, self.place, self.padding)

    @property
    def answer(self) -> float:
        """The pixel of the result at which the window stands."""
        return float(self.result[self.place])

    @property
    def counts(self) -> Counts:
        """Parameters of the filter and of a dense layer with as many outputs."""
        return counts(self.image.shape, self.padding)

    @property
    def corner(self) -> tuple[int, int]:
        """Row and column of the image at which the window begins; -1 lies in the padding."""
        before = 1 if self.padding == "same" else 0
        return self.place[0] - before, self.place[1] - before

    def move_to(self, row: int, column: int) -> None:
        """Let the window stand where it makes this pixel of the result, or the nearest one that there is."""
        place = self._within(row, column)
        if place != self.place:
            self.place = place
            self.moved.emit()

    @Slot()
    def step(self, count: int = 1) -> None:
        """Move on along the row, then to the next one; behind the last place comes the first."""
        columns = self.result.shape[1]
        place = (self.place[0] * columns + self.place[1] + count) % self.result.size
        self.move_to(*divmod(place, columns))

    def _within(self, row: int, column: int) -> tuple[int, int]:
        rows, columns = self.result.shape
        return min(max(0, row), rows - 1), min(max(0, column), columns - 1)

    @property
    def playing(self) -> bool:
        """Whether the window moves by itself."""
        return self._timer.isActive()

    @Slot()
    def toggle(self) -> None:
        """Let the window move by itself, or hold it."""
        if self.playing:
            self.pause()
        else:
            self._timer.start()
            self.playing_changed.emit(True)

    @Slot()
    def pause(self) -> None:
        """Hold the window."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)


def _drawn_by_itself() -> NDArray[np.float32]:
    sheet = InkSheet()
    sheet.draw(stroke_digit(2, np.random.default_rng(1)))
    return centred(sheet.ink / np.float32(255))
