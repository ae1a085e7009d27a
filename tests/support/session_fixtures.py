"""A session that every test may open with its own experiment, and that is always closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from gdviz.session import Session
    from gdviz.training.experiment import Experiment
    from gdviz.training.trainer import AnyTrainer


@pytest.fixture
def open_session(qapp: object) -> Iterator[Callable[..., Session]]:
    """Return a function from an experiment (default: the first one) to a session; all are closed after the test.

    It trains in a thread, which starts at once, unless it is given another trainer.
    """
    from gdviz.session import Session  # late: conftest must have chosen platform and threads before

    opened: list[Session] = []

    def open_(experiment: Experiment | None = None, trainer: AnyTrainer | None = None) -> Session:
        opened.append(Session(experiment, trainer=trainer))
        return opened[-1]

    yield open_
    for session in opened:
        assert session.close(), "a thread did not end in time"


@pytest.fixture
def session(open_session: Callable[..., Session]) -> Session:
    """Return a session with the first experiment."""
    return open_session()
