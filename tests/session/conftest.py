from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from gdviz.session import Session
from gdviz.training.experiment import Experiment


@pytest.fixture
def new_session(qtbot) -> Iterator[Callable[[Experiment | None], Session]]:
    """Make sessions whose threads end with the test."""
    made: list[Session] = []

    def make(experiment: Experiment | None = None) -> Session:
        session = Session(experiment)
        made.append(session)
        qtbot.waitUntil(lambda: session.snapshot is not None)
        return session

    yield make
    for session in made:
        assert session.close()
