"""Somebody has taken gdviz's own files away, or they are torn: one sentence each, and the rest works."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gdviz import resources
from gdviz.__main__ import main
from gdviz.core.images import mnist
from gdviz.resources import resource_path
from gdviz.session.digits import DigitsSession
from gdviz.session.moving_filter import MovingFilter
from gdviz.ui.digits.workspace import DigitsWorkspace

MISSING = "mnist.npz is missing among gdviz's own files: installing gdviz anew brings it."


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Resources without images and networks."""
    for there in resource_path().iterdir():
        if there.name in ("data", "networks"):
            (tmp_path / there.name).mkdir()
        else:
            (tmp_path / there.name).symlink_to(there)
    mnist.cache_clear()
    monkeypatch.setattr(resources, "_root", lambda: tmp_path)
    yield tmp_path
    mnist.cache_clear()


@pytest.mark.parametrize("torn", [False, True])
def test_the_page_draws_and_says_what_is_wrong(bare: Path, digits: DigitsSession, qtbot: QtBot, torn: bool) -> None:
    if torn:
        (bare / "data" / "mnist.npz").write_bytes(b"PK" + bytes(1000))
    told: list[str] = []
    page = DigitsWorkspace(digits)
    qtbot.addWidget(page)
    digits.message.connect(lambda message: told.append(message.text))
    page.show()
    digits.use_shipped()
    assert told == ["digits_small_cnn.npz is missing among gdviz's own files: installing gdviz anew brings it."]
    told.clear()
    digits.play()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [MISSING] if not torn else "mnist.npz is damaged" in told[0]
    assert digits.training is None
    digits.draw_digit(3)
    assert not digits.sheet.empty
    assert page.prediction.answer == "–"


def test_with_its_images_it_trains_though_no_network_came_along(
    bare: Path, digits: DigitsSession, qtbot: QtBot
) -> None:
    page = DigitsWorkspace(digits)
    qtbot.addWidget(page)
    page.show()
    digits.use_shipped()
    digits.draw_digit(3)
    whole = Path(__file__).parents[3] / "resources" / "data" / "mnist.npz"
    (bare / "data" / "mnist.npz").symlink_to(whole)
    digits.play()
    qtbot.waitUntil(lambda: digits.prediction is not None)
    assert page.prediction.answer != "–"


def test_the_filter_moves_over_a_digit_of_its_own(bare: Path, qtbot: QtBot) -> None:
    moving = MovingFilter()
    assert moving.problem == MISSING
    assert moving.image.shape == (28, 28)
    assert moving.image.max() > 0.9
    with qtbot.waitSignal(moving.refused) as told:
        moving.another()
    assert told.args == [MISSING]


def test_the_shell_says_so(bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["gdviz", "digits", "train", "--epochs", "1"])
    assert main() == 1
    assert capsys.readouterr().err.strip() == f"gdviz: {MISSING.rstrip('.')}"


def test_they_are_there_in_truth() -> None:
    assert resource_path("data", "mnist.npz").is_file()
