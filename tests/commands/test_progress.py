"""The bar of commands on terminals."""

from __future__ import annotations

import io
import os
import sys

import pytest

from gdviz.commands.progress import bar_of


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


def test_a_terminal_that_does_not_know_its_width_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(os, "get_terminal_size", lambda _fd=1: os.terminal_size((0, 0)))
    with bar_of(100, mininterval=0) as bar:
        bar.update(40)
        shown = terminal.getvalue().split("\r")[-1]
    assert shown.startswith(" 40%|")
    assert len(shown) in (79, 80)


def test_what_is_no_terminal_or_wants_none_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for stderr, show in ((io.StringIO(), True), (Terminal(), False)):
        monkeypatch.setattr(sys, "stderr", stderr)
        with bar_of(100, show=show, mininterval=0) as bar:
            bar.update(40)
        assert stderr.getvalue() == ""
