"""How the window looked, as plain values that a session file keeps, and back as far as they still make sense."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray

from gdviz.export.parts import saved_parts, take_panel_view
from gdviz.session.view_state import is_number, take_saved_view
from gdviz.ui.layouts import LAYOUT_VERSION

if TYPE_CHECKING:
    from gdviz.ui.main_window import MainWindow

MOST_LAYOUT_CHARACTERS = 200_000
MOST_TEXT_CHARACTERS = 20_000


def view_of(window: MainWindow) -> dict[str, Any]:
    """Return workspace, layout, pace and what is looked at."""
    session = window.session
    plane, parts = session.view.plane_choice, window.exporting.shown_parts()
    return {
        "workspace": window.workspaces.current,
        "layout_version": LAYOUT_VERSION,
        "layout_room": window.workspaces.arrangement.room.value,
        "layout": bytes(window.saveState(LAYOUT_VERSION).toBase64().data()).decode("ascii"),
        "pace": session.pace if math.isfinite(session.pace) else None,
        "race_axis": session.view.race_axis,
        "shown": session.view.shown_key,
        "hidden": sorted(session.view.hidden),
        "plane": [plane.kind, plane.first, plane.second, plane.seed],
        "parts": [{"panel": part.panel, "place": list(part.place), "view": dict(part.view)} for part in parts],
        "what_to_see": window.lesson_card.text,
        "slopes": window.slopes.view(),
    }


def take_view(window: MainWindow, view: Mapping[str, Any]) -> None:
    """Let the window look as `view_of` found it; an entry that is missing or makes no sense is passed over."""
    session = window.session
    if isinstance(view.get("workspace"), str) and view["workspace"] in window.workspaces.names:
        window.workspaces.show(view["workspace"])
    layout = view.get("layout")
    same = view.get("layout_version") == LAYOUT_VERSION and view.get("workspace") == window.workspaces.current
    if same and isinstance(layout, str) and len(layout) <= MOST_LAYOUT_CHARACTERS and layout.isascii():
        window.workspaces.take_saved(QByteArray.fromBase64(layout.encode("ascii")), str(view.get("layout_room", "")))
    if "pace" in view:
        pace = view["pace"]
        if pace is None or (is_number(pace) and 0 < pace <= 1e9):
            session.set_pace(math.inf if pace is None else float(pace))
            window.top_bar.show_pace()
    take_saved_view(session, view)
    if isinstance(view.get("slopes"), dict):
        window.slopes.take_view(view["slopes"])
    for part in saved_parts(view):
        panel = window.panels.get(part.panel)
        if panel is not None:
            take_panel_view(panel, part.view)
    text = view.get("what_to_see", "")  # of a session that tells nothing, nothing of the lesson before it either
    window.lesson_card.tell(text[:MOST_TEXT_CHARACTERS] if isinstance(text, str) else "")
