"""Waits that end as soon as there is what is waited for, and that a busy machine does not outlast."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

PATIENCE = 60_000  # milliseconds; pytest-qt's own 5 seconds pass while another program has the processor


class PatientBot(QtBot):
    """pytest-qt's bot, whose waits are long unless a test says otherwise."""

    def waitUntil(self, *arguments: Any, timeout: int = PATIENCE) -> Any:
        return super().waitUntil(*arguments, timeout=timeout)

    def waitSignal(self, *arguments: Any, timeout: int = PATIENCE, **words: Any) -> Any:
        return super().waitSignal(*arguments, timeout=timeout, **words)

    def waitSignals(self, *arguments: Any, timeout: int = PATIENCE, **words: Any) -> Any:
        return super().waitSignals(*arguments, timeout=timeout, **words)

    def waitExposed(self, *arguments: Any, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(*arguments, timeout=timeout)

    def waitActive(self, *arguments: Any, timeout: int = PATIENCE) -> Any:
        return super().waitActive(*arguments, timeout=timeout)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> PatientBot:
    """The bot of pytest-qt, with patience."""
    return PatientBot(request)
