"""All of a digits session that a file keeps, and a session as a file has it."""

from __future__ import annotations

from gdviz.session.digits import DigitsSession
from gdviz.session.digits_recipes import FIRST_PRESET
from gdviz.session.digits_sheet import USUAL_WIDTH
from gdviz.training.digits_checkpoint import MOST_VALUES
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.digits_saved import SavedDigits


def saved_digits(session: DigitsSession) -> SavedDigits:
    """Return what the session is at this moment: copies."""
    training = session.checkpoint
    return SavedDigits(
        recipe=session.recipe,
        images=session.wanted_images,
        shipped=session.shipped,
        network=None if session.shipped else session.answering_network(),
        ink=session.sheet.ink.copy(),
        centre=session.centre,
        pen=session.width,
        drawings=session.teaching.drawings,
        training=training if training is not None and training.size <= MOST_VALUES else None,
        live=session.live,
    )


def first_digits() -> SavedDigits:
    """Return what a session begins with."""
    return SavedDigits(DigitsRecipe.of_preset(FIRST_PRESET), pen=USUAL_WIDTH)


def take_digits(session: DigitsSession, saved: SavedDigits, *, read: bool = True) -> None:
    """Let the session be as it was saved, with nothing to undo; its images are read if they are others, and wanted."""
    session.begin_with(saved.recipe)
    session.teaching.restore(saved.drawings)
    if saved.network is not None:
        session.use_network(saved.network)
    elif saved.shipped:
        session.use_shipped(saved.shipped)
    session.restore_sheet(saved.ink, centre=saved.centre, width=saved.pen)
    if not read:
        return
    if session.images is None or session.wanted_images != saved.images:
        session.choose_images(saved.images.source, saved.images.path or None, saved.images.first)
    if saved.training is not None:
        session.resume(saved.training, live=saved.live)


def work_in(session: DigitsSession) -> tuple[object, ...]:
    """Return what tells whether work would be lost: equal as long as it is the same."""
    drawings = session.teaching.drawings
    return (drawings,) if len(drawings) else ()


def state_of(session: DigitsSession) -> tuple[object, ...]:
    """Return what tells whether anything is not as it was saved: equal as long as all is the same."""
    step = session.place if session.live else None
    answers = session.shipped or session.trained
    return (session.recipe, session.wanted_images, answers, session.drawn, session.centre, step)
