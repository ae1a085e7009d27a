"""What a program is written of: the race in the window, or the network of the digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from gdviz.export.code import (
    IMAGE_TARGETS,
    TARGETS,
    CodeError,
    image_program_files,
    program_files,
    recipe_of,
    recipes_of,
)
from gdviz.session import Session

if TYPE_CHECKING:
    from gdviz.session.digits import DigitsSession

USUAL_STEPS = 100  # of a program for a run that has not begun


class ProgramSource(Protocol):
    """What the dialog asks for programs."""

    @property
    def targets(self) -> tuple[str, ...]:
        """Return which libraries are offered."""
        ...

    @property
    def races(self) -> bool:
        """Return whether there are several methods."""
        ...

    @property
    def has_points(self) -> bool:
        """Return whether there are data that fit into a program or a table beside it."""
        ...

    def files(
        self, target: str, name: str, *, race: bool, notebook: bool, inline: bool | None
    ) -> Mapping[str, str | bytes]:
        """Return the files, the program first; raises CodeError, which says what to choose instead.

        `inline` tells whether points stand in the program; None: if they are few.
        """
        ...


class RaceSource:
    """The experiment of the window: the shown method, or all of them."""

    targets = tuple(TARGETS)

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def races(self) -> bool:
        return sum(method.active for method in self._session.experiment.methods) > 1

    @property
    def has_points(self) -> bool:
        return not self._session.function

    def files(
        self, target: str, name: str, *, race: bool, notebook: bool, inline: bool | None
    ) -> Mapping[str, str | bytes]:
        session = self._session
        steps = (session.snapshot.last_step if session.snapshot is not None else 0) or USUAL_STEPS
        if race:
            recipes = recipes_of(session.experiment, session.dataset, steps)
        else:
            recipes = [recipe_of(session.experiment, session.dataset, steps, session.view.shown_key)]
        return program_files(recipes, target, name, inline=inline, notebook=notebook)


class DigitsSource:
    """The network of the digits workspace, as it would be trained."""

    targets, races, has_points = IMAGE_TARGETS, False, False

    def __init__(self, session: DigitsSession) -> None:
        self._session = session

    def files(
        self, target: str, name: str, *, race: bool, notebook: bool, inline: bool | None
    ) -> Mapping[str, str | bytes]:
        images = self._session.images
        if images is None:
            raise CodeError("The images are still being read: try again in a moment.")
        try:
            return image_program_files(self._session.recipe, images, target, name, notebook=notebook)
        except CodeError:
            raise
        except ValueError as error:
            raise CodeError(f"There is no program for this: {error}.") from None
