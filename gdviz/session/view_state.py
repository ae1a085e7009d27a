"""How a session is looked at, as plain values: what belongs to no document and is not undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gdviz.session.maps import PlaneChoice
from gdviz.session.session import Session


def view_of(session: Session) -> dict[str, Any]:
    """Return shown and hidden methods, race axis and plane, as JSON knows them."""
    return {
        "shown": session.shown_key,
        "hidden": sorted(session.hidden),
        "axis": session.race_axis,
        "plane": asdict(session.plane_choice),
    }


def take_view(session: Session, view: Mapping[str, Any]) -> None:
    """Look at the session as `view_of` another one said."""
    session.show_method(view["shown"])
    for key in view["hidden"]:
        session.hide_method(key, True)
    session.set_race_axis(view["axis"])
    session.set_plane(PlaneChoice(**view["plane"]))
