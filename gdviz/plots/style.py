"""Dresses the whole application in a theme: style, palette, font and stylesheet."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from gdviz.plots.icons import glyph
from gdviz.plots.theme import Theme
from gdviz.resources import resource_path

_SLOT = re.compile(r"\{\{([a-z0-9_:-]+)\}\}")
_ON_ACCENT = ("check", "dash")


def apply(app: QApplication, theme: Theme) -> None:
    """Give every window of `app` the look of `theme`."""
    # Over an old sheet Qt would look at every widget again and again: for a new sheet, a new palette and a new font.
    # Taken off and put on again, each widget is polished once: a half to a quarter of the time.
    app.setStyleSheet("")
    if app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setFont(theme.font())
    app.setStyleSheet(stylesheet(theme))


def palette(theme: Theme) -> QPalette:
    """Return the palette that Fusion draws with where the stylesheet says nothing."""
    roles = {
        QPalette.ColorRole.Window: theme.ground,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.card,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.ToolTipBase: theme.text,
        QPalette.ColorRole.ToolTipText: theme.card,
        QPalette.ColorRole.PlaceholderText: theme.quiet,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.control,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.danger,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Light: theme.card,
        QPalette.ColorRole.Midlight: theme.hairline,
        QPalette.ColorRole.Mid: theme.border,
        QPalette.ColorRole.Dark: theme.control_border,
        QPalette.ColorRole.Shadow: theme.halo,
    }
    made = QPalette()
    for role, color in roles.items():
        made.setColor(role, QColor(color))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return made


def stylesheet(theme: Theme) -> str:
    """Return the stylesheet with the theme's colours and lengths filled in.

    Raises KeyError naming a slot that the theme cannot fill.
    """
    source = resource_path("themes", "gdviz.qss").read_text(encoding="utf-8")
    return _SLOT.sub(lambda found: _fill(found[1], theme), source)


def _fill(slot: str, theme: Theme) -> str:
    if slot.startswith("glyph:"):
        return _glyph(slot.removeprefix("glyph:"), theme)
    if re.fullmatch(r"\d+px", slot):
        return f"{theme.length(int(slot[:-2]))}px"
    if slot.startswith("round:"):  # Qt draws a square where a radius is more than half of the side
        return f"{(theme.length(int(slot.removeprefix('round:'))) + 2) // 2}px"
    if slot.startswith("rise:"):
        return f"{(theme.length(int(slot.removeprefix('rise:'))) + 2 - theme.length(4)) // 2}px"
    if slot == "knob":
        return theme.text if theme.is_dark else theme.control
    value = getattr(theme, slot, None)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return f"{theme.length(value)}px"
    raise KeyError(f"gdviz.qss asks for {slot!r}, which a Theme does not have")


def _glyph(name: str, theme: Theme) -> str:
    if name == "check-menu":
        return glyph("check", theme.text)
    return glyph(name, theme.on_accent if name in _ON_ACCENT else theme.quiet)
