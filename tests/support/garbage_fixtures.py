"""Garbage of a test goes in the test's own thread, as in the app (`gdviz.ui.garbage`)."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def what_is_here_stays() -> None:
    """Let no collection walk again and again through the thousands of tests and all libraries of this process.

    A window that ends hands everything back to the collector, therefore once a file.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def garbage_of_widgets_waits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect nothing by itself while a test with widgets runs.

    A trainer that collects a widget waits for Python's lock with a lock of Qt's in its hand, and the test's thread the
    other way round: both wait for ever.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.enable()
