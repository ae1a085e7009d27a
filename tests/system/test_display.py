"""A machine without a screen is told so in one sentence."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from gdviz.system import display
from gdviz.system.display import display_problem

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a screen")

FREE_DISPLAY = ":4711"  # nobody runs that many


def test_no_screen() -> None:
    problem = display_problem({})
    assert problem is not None
    assert "neither DISPLAY nor WAYLAND_DISPLAY is set" in problem


def test_an_x_display_that_does_not_answer() -> None:
    problem = display_problem({"DISPLAY": FREE_DISPLAY})
    assert problem is not None
    assert f"the X display {FREE_DISPLAY} (from DISPLAY) does not answer" in problem


def test_a_wayland_display_that_does_not_answer(tmp_path: Path) -> None:
    problem = display_problem({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)})
    assert problem is not None
    assert f"{tmp_path}/wayland-7 (from WAYLAND_DISPLAY) does not answer" in problem


def test_a_wayland_display_that_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "loads", lambda name: True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert display_problem({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}) is None


def test_platforms_without_a_screen_need_none() -> None:
    assert display_problem({"QT_QPA_PLATFORM": "offscreen"}) is None
    assert display_problem({"QT_QPA_PLATFORM": "vnc:size=800x600"}) is None


def test_xcb_asked_for_without_a_display() -> None:
    assert "DISPLAY is not set" in (display_problem({"QT_QPA_PLATFORM": "xcb"}) or "")


def test_missing_libraries_come_with_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "missing_libraries", lambda **_: ["libxcb-icccm.so.4", "libxcb-cursor.so.0"])
    monkeypatch.setattr(display, "has_apt", lambda: True)
    problem = display_problem({"DISPLAY": FREE_DISPLAY})
    assert problem is not None
    assert "libxcb-icccm.so.4" in problem
    assert problem.endswith("sudo apt-get install libxcb-cursor0 libxcb-icccm4")


@pytest.mark.xwindow
def test_a_real_x_display_answers() -> None:
    assert display_problem() is None
