"""Every colour, font size and metric of the app, light and dark, and the one place that says which is in use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication

from gdviz.plots.colormaps import Lut, diverging, rgb, sequential

# Okabe and Ito 2008, "Color Universal Design": told apart with every common form of colour blindness.
BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW, BLACK = "#E69F00", "#56B4E9", "#F0E442", "#000000"

CLASS_COLORS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
METHOD_COLORS = (VERMILION, PURPLE, ORANGE, GREEN, BLUE, SKY, "#7A5C3E", YELLOW)
CLASS_MARKERS = ("circle", "square", "triangle", "diamond", "star", "plus")

MODES = ("system", "light", "dark", "print")

_FIRST_FAMILY = "Inter"
_LAST_FAMILIES = ("Noto Sans", "DejaVu Sans", "Noto Sans CJK TC")


@dataclass(frozen=True)
class Theme:
    """Colours as "#rrggbb"; lengths and font sizes in pixels before the screen's own scaling."""

    name: str
    # surfaces
    ground: str
    panel: str
    card: str
    border: str
    hairline: str
    control: str
    control_border: str
    control_hover: str
    control_pressed: str
    segment: str
    track: str
    # text
    text: str
    quiet: str
    disabled: str
    # meaning
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    selection: str
    success: str
    warning: str
    warning_ground: str
    danger: str
    danger_ground: str
    # plots
    plot_ground: str
    plot_grid: str
    axis_text: str
    ink: str
    past: str
    ring: str
    halo: str
    contour: str
    neutral: str
    extrapolation: str
    class_colors: tuple[str, ...]
    method_colors: tuple[str, ...]
    # metrics
    unit: int = 8
    radius: int = 8
    control_radius: int = 5
    control_height: int = 30
    font_size: float = 13.0
    small_size: float = 11.0
    heading_size: float = 12.0
    title_size: float = 13.0
    figure_size: float = 20.0
    axis_size: float = 12.0
    text_scale: float = 1.0

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than what it stands on."""
        return float(rgb(self.text).sum()) > float(rgb(self.card).sum())

    @property
    def diverging(self) -> Lut:
        """Vermilion - neutral - blue as (256, 3) uint8."""
        return diverging(self.neutral)

    @property
    def sequential(self) -> Lut:
        """Viridis as (256, 3) uint8."""
        return sequential("viridis")

    def class_color(self, index: int) -> QColor:
        """Return the colour of class `index`; they repeat after the last."""
        return QColor(self.class_colors[index % len(self.class_colors)])

    def method_color(self, index: int) -> QColor:
        """Return the colour of the race's method number `index`; they repeat after the last."""
        return QColor(self.method_colors[index % len(self.method_colors)])

    def length(self, pixels: float) -> int:
        """Return a length that grows with the text, at least one pixel."""
        return max(1, round(pixels * self.text_scale))

    def font(self, pixels: float | None = None, bold: bool = False, tabular: bool = False) -> QFont:
        """Return the app's sans font in `pixels` (default: that of text); `tabular` makes all digits equally wide."""
        font = QFont()
        font.setFamilies(_families())
        font.setPixelSize(self.length(pixels if pixels is not None else self.font_size))
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return tabular_figures(font) if tabular else font

    def scaled(self, text_scale: float) -> Theme:
        """Return this theme with text and what holds it `text_scale` times as large.

        Raises ValueError outside 0.5 to 4.
        """
        if not 0.5 <= text_scale <= 4.0:
            raise ValueError(f"text_scale must be in [0.5, 4]; got {text_scale}")
        return replace(self, text_scale=text_scale)

    @staticmethod
    def current() -> Theme:
        """Return the theme in use."""
        return ThemeManager.instance().theme


LIGHT = Theme(
    name="light",
    ground="#eff1f4",
    panel="#fafbfd",
    card="#ffffff",
    border="#d9dee6",
    hairline="#e7eaef",
    control="#ffffff",
    control_border="#cdd4de",
    control_hover="#f1f5fa",
    control_pressed="#e3e9f1",
    segment="#e9ebf0",
    track="#d3d9e4",
    text="#1b212d",
    quiet="#626b7a",
    disabled="#a5adba",
    accent="#0b62c4",
    accent_hover="#0a57ae",
    accent_pressed="#084a95",
    on_accent="#ffffff",
    selection="#cfe2f9",
    success="#0a7a50",
    warning="#8f5b00",
    warning_ground="#fff4dc",
    danger="#c0271b",
    danger_ground="#fdebe9",
    plot_ground="#ffffff",
    plot_grid="#eceef2",
    axis_text="#6b7483",
    ink="#1e222d",
    past="#a6abb6",
    ring="#ffffff",
    halo="#10141b",
    contour="#ffffff",
    neutral="#f7f7f5",
    extrapolation="#6b7483",
    class_colors=CLASS_COLORS,
    method_colors=METHOD_COLORS,
)

# The darkest colours of the palette are lifted: on a dark card they must still be told apart from the last row.
DARK = Theme(
    name="dark",
    ground="#13161b",
    panel="#191d23",
    card="#1f242c",
    border="#343c48",
    hairline="#2b323c",
    control="#262c35",
    control_border="#434d5b",
    control_hover="#2f3742",
    control_pressed="#39424f",
    segment="#171b21",
    track="#414b59",
    text="#e9ecf1",
    quiet="#a3adbb",
    disabled="#67717f",
    accent="#4c9bf0",
    accent_hover="#6cb0fa",
    accent_pressed="#3585dd",
    on_accent="#0b1420",
    selection="#24476f",
    success="#4cc38a",
    warning="#f0b649",
    warning_ground="#3a2f18",
    danger="#ff8173",
    danger_ground="#43211f",
    plot_ground="#1f242c",
    plot_grid="#2b323c",
    axis_text="#98a3b2",
    ink="#f2f4f8",
    past="#69727f",
    ring="#14171c",
    halo="#05070a",
    contour="#ffffff",
    neutral="#22272f",
    extrapolation="#8b96a5",
    class_colors=("#2F94D6", "#EB7420", "#12B488", PURPLE, ORANGE, "#7CC8F5"),
    method_colors=("#EB7420", "#D98BB6", ORANGE, "#12B488", "#2F94D6", "#7CC8F5", "#B48F6A", YELLOW),
)

# On paper: a white ground, black letters, and lines that a copier keeps.
PRINT = replace(
    LIGHT,
    name="print",
    ground="#ffffff",
    panel="#ffffff",
    border="#9aa0aa",
    hairline="#c9cdd4",
    text="#000000",
    quiet="#2b2f36",
    plot_grid="#e3e5e9",
    axis_text="#000000",
    ink="#000000",
    past="#8d929c",
)


def tabular_figures(font: QFont) -> QFont:
    """Return `font` with digits of equal width where the font offers them."""
    font = QFont(font)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


class ThemeManager(QObject):
    """Which theme is in use; it follows the system unless told otherwise."""

    changed = Signal(object)

    _instance: ThemeManager | None = None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = "system"
        self._text_scale = 1.0
        self._theme = LIGHT
        self._follow_system()

    @classmethod
    def instance(cls) -> ThemeManager:
        """Return the app's manager, made when first asked for."""
        if cls._instance is None:
            cls._instance = cls()
        return cls._instance

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._theme

    @property
    def mode(self) -> str:
        """One of "system", "light", "dark" and "print"."""
        return self._mode

    @property
    def text_scale(self) -> float:
        """How much larger text is than designed."""
        return self._text_scale

    def set_mode(self, mode: str) -> None:
        """Choose "system", "light", "dark" or "print".

        Raises ValueError for any other name.
        """
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}; got {mode!r}")
        self._mode = mode
        self._update()

    def set_text_scale(self, scale: float) -> None:
        """Make text `scale` times as large as designed: 2.0 is 200 %.

        Raises ValueError outside 0.5 to 4.
        """
        LIGHT.scaled(scale)
        self._text_scale = scale
        self._update()

    @Slot()
    def _update(self) -> None:
        dark = self._mode == "dark" or (self._mode == "system" and _system_is_dark())
        theme = (PRINT if self._mode == "print" else DARK if dark else LIGHT).scaled(self._text_scale)
        if theme == self._theme:
            return
        self._theme = theme
        self.changed.emit(theme)

    def _follow_system(self) -> None:
        hints = QGuiApplication.styleHints() if QGuiApplication.instance() is not None else None
        if hints is not None:
            hints.colorSchemeChanged.connect(self._update)
            self._theme = DARK if _system_is_dark() else LIGHT


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, 1.4.3: text needs 4.5)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    unit = rgb(color) / 255.0
    linear = np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


def _system_is_dark() -> bool:
    if QGuiApplication.instance() is None:
        return False
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _families() -> list[str]:
    if QGuiApplication.instance() is None:
        return [_FIRST_FAMILY, *_LAST_FAMILIES]
    return list(dict.fromkeys([_FIRST_FAMILY, _system_family(), *_LAST_FAMILIES]))


@lru_cache(maxsize=1)
def _system_family() -> str:
    # The system's own sans comes second: it holds the scripts that its reader needs.
    return QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family()
