"""A guess is made only where it helps."""

from __future__ import annotations

import pytest

from gdviz.system.nearest import hint, nearest

LESSONS = ["gd-line", "random-search", "race", "network-plane-spiral", "polynomial"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("gd-lin", "gd-line"),
        ("Race", "race"),
        ("polynomail", "polynomial"),
        ("network", "network-plane-spiral"),  # a beginning
        ("nosuch", None),
        ("xyz", None),
        ("", None),
        ("r", None),
    ],
)
def test_only_near_names_are_suggested(name: str, meant: str | None) -> None:
    assert nearest(name, LESSONS) == meant


def test_without_a_near_name_all_are_told_or_where_to_look() -> None:
    assert hint("rase", LESSONS) == "did you mean 'race'?"
    assert hint("nosuch", ["a", "b"]) == "known: a, b"
    assert hint("nosuch", LESSONS, "`gdviz lessons` lists them") == "`gdviz lessons` lists them"
