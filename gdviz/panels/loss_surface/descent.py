"""What there is to descend: how many parameters, and whether they are those of a function that was typed."""

from __future__ import annotations

from gdviz.core.models.function import Function
from gdviz.session import Session


def parameters(session: Session) -> int:
    """Return how many parameters there are to descend in; 0 without a race, or where a model is solved at once."""
    lane = session.shown
    return 0 if lane is None or session.is_direct else lane.theta.size


def typed_function(session: Session) -> Function | None:
    """Return the function of two variables whose heights are drawn, where there is one."""
    course = session.course
    model = None if course is None else course.blueprint.prototype
    return model if isinstance(model, Function) else None
