"""Which panels are drawn together, where, and how each is looked at: known without what draws them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gdviz.export.limits import LEAST_SIDE
from gdviz.panels import PANELS, Panel
from gdviz.session.view_state import is_number

GAP = 8  # pixels between two panels of a sheet
MOST_PARTS = 20  # panels of one sheet


@dataclass(frozen=True)
class Part:
    """A panel of a sheet: its name, its place as shares of the sheet, and how it is looked at."""

    panel: str
    place: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)  # left, top, width, height
    view: Mapping[str, Any] = field(default_factory=dict)

    def within(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return left, top, width and height in pixels, with a gap to what lies right and below."""
        left, top, right, bottom = (
            round(self.place[0] * width),
            round(self.place[1] * height),
            round((self.place[0] + self.place[2]) * width),
            round((self.place[1] + self.place[3]) * height),
        )
        right -= GAP if right < width else 0
        bottom -= GAP if bottom < height else 0
        return left, top, max(LEAST_SIDE, right - left), max(LEAST_SIDE, bottom - top)


def take_panel_view(panel: Panel, view: Mapping[str, Any]) -> None:
    """Look at a panel as a file says, as far as that makes sense."""
    try:
        panel.set_view(view)
    except (TypeError, ValueError, KeyError, OverflowError):
        panel.set_view({})


def saved_parts(view: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return the panels that a window showed, where they were and how they were looked at; what makes no sense is out.

    `view` is of a session file.
    """
    found, listed = [], view.get("parts")
    for entry in listed[:MOST_PARTS] if isinstance(listed, list) else ():
        if not isinstance(entry, dict) or entry.get("panel") not in tuple(PANELS):
            continue
        place, looks = entry.get("place"), entry.get("view")
        if not isinstance(place, list) or len(place) != 4 or not all(map(is_number, place)):
            continue
        left, top, width, height = (float(share) for share in place)
        inside = 0 <= left < 1 and 0 <= top < 1 and 0 < width <= 1.001 - left and 0 < height <= 1.001 - top
        if inside:
            found.append(Part(entry["panel"], (left, top, width, height), looks if isinstance(looks, dict) else {}))
    return tuple(found)
