"""The choices of a figure or film."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QWidget

from gdviz.export.drawing import DOTS_PER_INCH, KINDS, millimeters, pixels
from gdviz.export.figure import FigureOptions
from gdviz.export.film import FILM_KINDS, FilmOptions, can_write
from gdviz.export.limits import LEAST_SIDE, MOST_FRAMES, MOST_SCALE, MOST_SIDE
from gdviz.export.parts import Part
from gdviz.export.picture import Picture
from gdviz.plots.theme import Theme
from gdviz.ui.forms import CalmComboBox, CalmSpinBox
from gdviz.ui.rows import row_of

Settings = dict[str, Any]


class PictureForm(QWidget):
    """What is drawn, how large, how it looks; for films also which steps and how fast."""

    changed = Signal()

    def __init__(
        self,
        choices: Mapping[str, tuple[Part, ...]],
        chosen: str,
        kind: str,
        last_step: int,
        window_size: QSize | None = None,
        pages: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._pages = pages  # parts that are drawn as they are, with headings of their own
        self._window_size = window_size or QSize(MOST_SIDE, MOST_SIDE)
        self._choices = dict(choices)
        self._last_step = last_step
        self._unit = "px"
        self._converted: dict[CalmSpinBox, tuple[int, int]] = {}  # millimetres that are shown for so many pixels
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(8)
        self.what = self._combo(self.tr("&Plot"), self.tr("What is drawn"), {name: name for name in choices})
        self.what.setCurrentIndex(max(0, self.what.findData(chosen)))
        names = {
            "png": self.tr("PNG picture"),
            "svg": self.tr("SVG drawing"),
            "pdf": self.tr("PDF drawing"),
            "gif": self.tr("GIF film"),
            "apng": self.tr("APNG film"),
            "webp": self.tr("WebP film"),
            "mp4": self.tr("MP4 film"),
        }
        self.kinds = self._combo(
            self.tr("&Format"),
            self.tr("SVG and PDF keep lines and letters sharp at any size; films show the run step by step"),
            {kind: name for kind, name in names.items() if kind in KINDS or can_write_film(kind)},
        )
        self.theme = self._combo(
            self.tr("&Theme"),
            self.tr("Print: white ground and black letters"),
            {"print": self.tr("Print"), "light": self.tr("Light"), "dark": self.tr("Dark")},
        )
        self.width_field = self._number(self.tr("Width"), LEAST_SIDE, MOST_SIDE, 960)
        self.height_field = self._number(self.tr("Height"), LEAST_SIDE, MOST_SIDE, 640)
        self.unit = CalmComboBox()
        self.unit.setMinimumContentsLength(2)
        self.unit.addItem(self.tr("px"), "px")
        self.unit.addItem(self.tr("mm"), "mm")
        self.unit.setAccessibleName(self.tr("Unit of width and height"))
        self.unit.setToolTip(self.tr("Pixels before scaling, 96 to the inch, or millimetres on paper"))
        self.unit.activated.connect(self._change_unit)
        self._size = row_of(self.width_field, QLabel("×"), self.height_field, self.unit)
        self._form.addRow(self.tr("Si&ze"), self._size)
        self.scale = self._combo(
            self.tr("Sc&ale"),
            self.tr("Dots for each pixel: lines and letters grow with it, for projectors and print"),
            {str(scale): f"{scale} ×" for scale in range(1, int(MOST_SCALE) + 1)},
        )
        self.title = self._check(self.tr("T&itle"), self.tr("The plot's name and formula above it"))
        self.legend = self._check(self.tr("Le&gend"), self.tr("Names of classes and methods in their colours"))
        self._above = row_of(self.title, self.legend, None)
        self._form.addRow("", self._above)
        self.first = self._number(self.tr("First step"), 0, 10**9, 0)
        self.last = self._number(self.tr("Last step"), 0, 10**9, max(1, last_step))
        self._steps = row_of(self.first, QLabel(self.tr("to")), self.last)
        self._form.addRow(self.tr("St&eps"), self._steps)
        self.frames = self._number(self.tr("Frames"), 1, MOST_FRAMES, 90)
        self.rate = self._number(self.tr("Frames a second"), 1, 50, 25)
        self._speed = row_of(self.frames, QLabel(self.tr("at")), self.rate, QLabel(self.tr("a second")))
        self._form.addRow(self.tr("F&rames"), self._speed)
        self.kinds.currentIndexChanged.connect(self._follow_kind)
        self.what.currentIndexChanged.connect(self._follow_kind)
        self._formats = {"figure": "png", "film": "gif"}  # the last of either
        self.choose(kind)

    # -- what was chosen ---------------------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        return str(self.kinds.currentData())

    def choose(self, kind: str) -> None:
        """Choose a format."""
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(kind)))
        self._follow_kind()

    @property
    def whole_window(self) -> bool:
        """Whether the whole window was chosen: it has a size and headings of its own."""
        return not self._choices[self.what.currentData()]

    def file_name(self) -> str:
        """Return what the file may be called, without its ending."""
        return str(self.what.currentText()).lower().replace(" ", "-")

    def picture(self) -> Picture:
        """Return what was chosen.

        Raises ValueError where it does not fit together.
        """
        width, height = self._drawn()
        options = FigureOptions(
            width, height, float(self.scale.currentData()), self.title.isChecked(), self.legend.isChecked()
        )
        film = None
        if self.kind in FILM_KINDS:
            film = FilmOptions(
                self.first.value(), self.last.value(), self.frames.value(), float(self.rate.value()), options.scale
            )
        return Picture(
            self._choices[self.what.currentData()],
            self.kind,
            options,
            str(self.theme.currentData()),
            str(self.what.currentText()),
            film,
        )

    def size_in_words(self) -> str:
        """Return how large the file's picture is: "640 × 420 px, 1280 × 840 dots, 169 × 111 mm"."""
        width, height = self._drawn()
        paper = self.tr("{width:.0f} × {height:.0f} mm on paper").format(
            width=millimeters(width), height=millimeters(height)
        )
        if self.kind in ("svg", "pdf"):
            return paper
        scale = int(self.scale.currentData())
        dots = self.tr("{width} × {height} dots").format(width=width * scale, height=height * scale)
        if self.kind in FILM_KINDS:
            seconds = min(self.frames.value(), self.last.value() - self.first.value() + 1) / self.rate.value()
            return dots + self.tr(", {seconds:.1f} s long").format(seconds=seconds)
        dpi = round(DOTS_PER_INCH * scale)
        return self.tr("{dots}, {paper} at {dpi} dots an inch").format(dots=dots, paper=paper, dpi=dpi)

    # -- what is remembered ------------------------------------------------------------------------------------------

    def settings(self) -> Settings:
        """Return what is worth remembering; which steps is not: the next run is another."""
        width, height = self._pixels()
        return {
            **self._formats,
            "theme": self.theme.currentData(),
            "width": width,
            "height": height,
            "unit": self._unit,
            "scale": self.scale.currentData(),
            "title": self.title.isChecked(),
            "legend": self.legend.isChecked(),
            "frames": self.frames.value(),
            "rate": self.rate.value(),
        }

    def take(self, settings: Mapping[str, Any]) -> None:
        """Show remembered settings; what is missing or not known stays as it is."""
        known = self.settings()
        merged = {name: settings[name] if type(settings.get(name)) is type(old) else old for name, old in known.items()}
        for combo, name in ((self.theme, "theme"), (self.scale, "scale")):
            place = combo.findData(merged[name])
            combo.setCurrentIndex(place if place >= 0 else combo.currentIndex())
        sort = "film" if self.kind in FILM_KINDS else "figure"
        for name, known_kinds in (("figure", KINDS), ("film", FILM_KINDS)):
            if merged[name] in known_kinds:
                self._formats[name] = merged[name]
        if self.kinds.findData(self._formats[sort]) >= 0:  # a film that this machine cannot write is not offered
            self.choose(self._formats[sort])
        self._unit = "px"
        self.unit.setCurrentIndex(0)
        self._limit_sides()
        self.width_field.setValue(merged["width"])
        self.height_field.setValue(merged["height"])
        if merged["unit"] == "mm":
            self.unit.setCurrentIndex(1)
            self._change_unit()
        self.title.setChecked(merged["title"])
        self.legend.setChecked(merged["legend"])
        self.frames.setValue(merged["frames"])
        self.rate.setValue(merged["rate"])

    # -- keeping things together -------------------------------------------------------------------------------------

    def _drawn(self) -> tuple[int, int]:
        if not self.whole_window:
            return self._pixels()
        return min(self._window_size.width(), MOST_SIDE), min(self._window_size.height(), MOST_SIDE)

    def _pixels(self) -> tuple[int, int]:
        return self._side(self.width_field), self._side(self.height_field)

    def _side(self, field: CalmSpinBox) -> int:
        if self._unit == "px":
            return field.value()
        shown, meant = self._converted.get(field, (-1, 0))
        return meant if field.value() == shown else min(max(pixels(field.value()), LEAST_SIDE), MOST_SIDE)

    @Slot()
    def _change_unit(self) -> None:
        unit = self.unit.currentData()
        if unit == self._unit:
            return
        sides = dict(zip((self.width_field, self.height_field), self._pixels(), strict=True))
        self._unit = unit
        self._limit_sides()
        self._converted = {field: (round(millimeters(side)), side) for field, side in sides.items()}
        for field, (shown, meant) in self._converted.items():
            field.setValue(meant if unit == "px" else shown)

    def _limit_sides(self) -> None:
        low, high = LEAST_SIDE, MOST_SIDE
        if self._unit == "mm":
            low, high = round(millimeters(low)), round(millimeters(high))
        for side in (self.width_field, self.height_field):
            side.blockSignals(True)
            side.setRange(low, high)
            side.blockSignals(False)

    @Slot()
    def _follow_kind(self) -> None:
        film = self.kind in FILM_KINDS
        self._formats["film" if film else "figure"] = self.kind
        for row in (self._steps, self._speed):
            self._form.setRowVisible(row, film)
        self._form.setRowVisible(self.scale, self.kind not in ("svg", "pdf"))
        parts = self._choices[self.what.currentData()]
        page = bool(parts) and parts[0].panel in self._pages
        self._form.setRowVisible(self._size, not self.whole_window)
        self._form.setRowVisible(self._above, not (self.whole_window or page))

    def _combo(self, label: str, help_: str, choices: Mapping[str, str]) -> QComboBox:
        combo = CalmComboBox()
        combo.setToolTip(help_)
        combo.setAccessibleName(label.replace("&", ""))
        for data, text in choices.items():
            combo.addItem(text, data)
        combo.currentIndexChanged.connect(self._tell)
        self._form.addRow(label, combo)
        return combo

    def _number(self, name: str, low: int, high: int, value: int) -> CalmSpinBox:
        box = CalmSpinBox()
        box.setRange(low, high)
        box.setValue(value)
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setMinimumWidth(Theme.current().length(72))
        box.valueChanged.connect(self._tell)
        return box

    def _check(self, name: str, help_: str) -> QCheckBox:
        box = QCheckBox(name)
        box.setToolTip(help_)
        box.setChecked(True)
        box.toggled.connect(self._tell)
        return box

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()


def can_write_film(kind: str) -> bool:
    """Return whether `kind` is a film that this machine can write."""
    return any(can_write(known) for known in FILM_KINDS if known == kind)
