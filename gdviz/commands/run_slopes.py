"""`gdviz run` for lessons on slopes: nothing is trained, but the numbers of the page are printed."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.core.formula import parse
from gdviz.core.slopes import quotients, study
from gdviz.core.surfaces import VARIABLES
from gdviz.lessons import SlopeLesson, find_any
from gdviz.training.session_file import SUFFIX
from gdviz.training.text_code import PREFIX

STEPS = (1.0, 0.1, 0.01, 0.001)  # how far downhill plane and function are compared


def slope_lesson(text: str) -> SlopeLesson | None:
    """Return the lesson on slopes that `text` names; None for anything else. Raises ValueError as `find_any`."""
    if text.startswith(PREFIX) or Path(text).suffix.lower() == SUFFIX:
        return None
    found = find_any(text)
    return found if isinstance(found, SlopeLesson) else None


def run_slope_lesson(lesson: SlopeLesson, *, as_json: bool) -> int:
    """Print the difference quotients, or the gradient and its plane, at the lesson's place."""
    said = {"lesson": lesson.id, "title": lesson.text().title, **figures(lesson)}
    if as_json:
        print(json.dumps(said, indent=2, allow_nan=False))
    else:
        print(table(said))
    return 0


def figures(lesson: SlopeLesson) -> dict[str, Any]:
    """Return what there is to know at the lesson's place, as JSON knows it: None where there is no number."""
    if len(lesson.place) == 1:
        f, (at,) = parse(lesson.function, ("x",)), lesson.place
        found = study(f, at)
        rows = [
            {"delta": delta, "left": _plain(left), "right": _plain(right)} for delta, left, right in quotients(f, at)
        ]
        return {
            "function": lesson.function,
            "derivative": f.derivative().text,
            "at": at,
            "kind": found.kind,
            "value": _plain(found.value),
            "slope": _plain(found.slope),
            "left": _plain(found.left),
            "right": _plain(found.right),
            "quotients": rows,
        }
    g, place = parse(lesson.function, VARIABLES), np.array(lesson.place)
    value, gradient = float(g.at(*place)), g.gradient(*place)
    steep = float(np.hypot(*gradient))
    down = -gradient / steep if steep > 0 else np.array([1.0, 0.0])
    planes = []
    for step in STEPS:
        u = step * down
        plane, true = value + float(u @ gradient), float(g.at(*(place + u)))
        planes.append({"step": step, "plane": _plain(plane), "true": _plain(true), "difference": _plain(true - plane)})
    return {
        "function": lesson.function,
        "gradient_formula": [g.derivative(name).text for name in VARIABLES],
        "at": list(lesson.place),
        "value": _plain(value),
        "gradient": [_plain(float(part)) for part in gradient],
        "planes": planes,
    }


def table(said: dict[str, Any]) -> str:
    """Return the figures as text, a line for each distance."""
    if "quotients" in said:
        lines = [
            f"{said['lesson']}: f(x) = {said['function']} at {said['at']:g}, {said['kind']}, "
            f"slope {_shown(said['slope'])}",
            f"{'delta':>10} {'left':>14} {'right':>14}",
        ]
        rows: list[tuple[Any, ...]] = [(row["delta"], row["left"], row["right"]) for row in said["quotients"]]
    else:
        x, y = said["at"]
        slopes = ", ".join(map(_shown, said["gradient"]))
        lines = [
            f"{said['lesson']}: f(x, y) = {said['function']} at ({x:g}, {y:g}), gradient ({slopes})",
            f"{'downhill':>10} {'plane':>14} {'true':>14} {'difference':>14}",
        ]
        rows = [(row["step"], row["plane"], row["true"], row["difference"]) for row in said["planes"]]
    return "\n".join([*lines, *(f"{first:>10g}" + "".join(f" {_shown(v):>14}" for v in rest) for first, *rest in rows)])


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.8g}"


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
