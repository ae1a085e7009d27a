"""What somebody wants to have a picture of: as values that go to JSON and back, so that another process can draw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from gdviz.export.drawing import KINDS, file_of
from gdviz.export.figure import FigureOptions
from gdviz.export.film import FILM_KINDS, FilmOptions, film
from gdviz.export.parts import Part
from gdviz.export.stage import Stage
from gdviz.plots.style import apply
from gdviz.plots.theme import MODES, ThemeManager
from gdviz.session import Session
from gdviz.session.class_curves import one_number

ALL_PLOTS = (
    Part("data_plot", (0.0, 0.0, 0.5, 0.6)),
    Part("loss_surface", (0.5, 0.0, 0.5, 0.6)),
    Part("loss_curve", (0.0, 0.6, 1.0, 0.4)),
)
"""The plots as the window has them at first."""

FUNCTION_PLOTS = (Part("loss_surface", (0.0, 0.0, 1.0, 0.6)), Part("loss_curve", (0.0, 0.6, 1.0, 0.4)))
"""The plots of a function that is minimised without data."""

NETWORK_PLOTS = (
    Part("network", (0.0, 0.0, 0.64, 0.68)),
    Part("data_plot", (0.64, 0.0, 0.36, 0.68)),
    Part("loss_curve", (0.0, 0.68, 1.0, 0.32)),
)
"""The plots of the workspace that looks inside a network."""


def usual_plots(session: Session, workspace: str = "") -> tuple[Part, ...]:
    """Return what a picture of a workspace shows unless told: its plots, or the one of a model solved at once."""
    if workspace == "network" and session.experiment.model.name == "network":
        return NETWORK_PLOTS
    if session.function:  # nobody looks at data
        return FUNCTION_PLOTS
    if not session.is_direct:
        return ALL_PLOTS
    return (Part("class_curves" if one_number(session) else "data_plot", (0.0, 0.0, 1.0, 1.0)),)


PICTURE_KINDS = (*KINDS, *FILM_KINDS)


@dataclass(frozen=True)
class Picture:
    """A figure, or with `film` a film, of `parts`, in a theme; without parts it is of the whole window.

    Raises ValueError for an unknown kind or theme.
    """

    parts: tuple[Part, ...] = ALL_PLOTS
    kind: str = "png"
    options: FigureOptions = field(default_factory=FigureOptions)
    theme: str = "print"
    title: str = "gdviz"  # what the file calls itself
    film: FilmOptions | None = None

    def __post_init__(self) -> None:
        known = KINDS if self.film is None else FILM_KINDS
        if self.kind not in known:
            raise ValueError(f"the kind must be one of {', '.join(known)}; got {self.kind!r}")
        if self.theme not in MODES:
            raise ValueError(f"the theme must be one of {', '.join(MODES)}; got {self.theme!r}")
        if self.film is not None and not self.parts:
            raise ValueError("a film is of plots; the whole window can be a PNG, SVG or PDF")

    def to_json(self) -> dict[str, Any]:
        """Return dicts, lists, strings and numbers."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Picture:
        """Return the picture that `to_json` told of; raises ValueError, TypeError or KeyError for anything else."""
        film_values = values["film"]
        return cls(
            parts=tuple(Part(part["panel"], tuple(part["place"]), dict(part["view"])) for part in values["parts"]),
            kind=values["kind"],
            options=FigureOptions(**values["options"]),
            theme=values["theme"],
            title=values["title"],
            film=None if film_values is None else FilmOptions(**film_values),
        )


def draw(stage: Stage, picture: Picture, on_frame: Callable[[int, int], None] = lambda done, total: None) -> bytes:
    """Return the content of the file; a figure is of the moment that the stage shows.

    Raises ValueError for what cannot be drawn.
    """
    if not picture.parts:
        raise ValueError("a picture needs at least one plot; got none")
    home = stage.step
    manager = ThemeManager.instance()
    manager.set_mode(picture.theme)
    apply(stage.app, manager.theme)
    stage.session.maps.brisk = picture.film is not None
    sheet = stage.sheet(picture.options, picture.parts)
    try:
        if picture.film is None:
            kind = next(kind for kind in KINDS if kind == picture.kind)
            return file_of(sheet, kind, picture.options.scale, picture.title)
        film_kind = next(kind for kind in FILM_KINDS if kind == picture.kind)
        return film(stage, sheet, picture.film, film_kind, on_frame)
    finally:
        if stage.step != home:
            stage.go_to(home)  # while it is brisk: nobody looks at a finer surface of this moment
        stage.strike()
        stage.session.maps.brisk = False
