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
        "shown": session.view.shown_key,
        "hidden": sorted(session.view.hidden),
        "axis": session.view.race_axis,
        "plane": asdict(session.view.plane_choice),
    }


def take_view(session: Session, view: Mapping[str, Any]) -> None:
    """Look at the session as `view_of` another one said."""
    session.view.show_method(view["shown"])
    for key in view["hidden"]:
        session.view.hide_method(key, True)
    session.view.set_race_axis(view["axis"])
    session.view.set_plane(PlaneChoice(**view["plane"]))


def take_saved_view(session: Session, view: Mapping[str, Any]) -> None:
    """Look at the session as a file says; an entry that is missing or makes no sense is passed over."""
    if isinstance(view.get("race_axis"), str) and view["race_axis"] in ("steps", "evaluations", "seconds"):
        session.view.set_race_axis(view["race_axis"])
    keys = {method.key for method in session.experiment.methods}
    if is_number(view.get("shown")) and view["shown"] in keys:
        session.view.show_method(view["shown"])
    hidden = view.get("hidden")
    if isinstance(hidden, list):
        for key in hidden:
            if is_number(key) and key in keys:
                session.view.hide_method(key, True)
    plane = view.get("plane")
    if isinstance(plane, list) and len(plane) == 4 and plane[0] in ["parameters", "random", "trajectory"]:
        numbers = plane[1:]
        if all(isinstance(each, int) and 0 <= each < 2**31 for each in numbers):
            session.view.set_plane(PlaneChoice(*plane))


def is_number(value: Any) -> bool:
    """Return whether a value of a file is a number, and no truth value."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
