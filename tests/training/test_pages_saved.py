"""The pages in a session file: what goes in comes out, as at first is left out, and what is damaged is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gdviz.core.datasets import Dataset
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.experiment import Experiment
from gdviz.training.image_task import ImageTask, Vary
from gdviz.training.pages_saved import FilterChoice, SavedPages, SlopeChoice, pages_from, pages_values
from gdviz.training.session_file import SessionFileError, session_bytes, session_of
from gdviz.training.session_values import SavedSession, to_values

FULL = SavedPages(
    SlopeChoice(True, "sin(x)/x", 0.5, -0.01, "x^2 - y^2", (0.25, -3.0)),
    FilterChoice("drawn", 7, 4, bytes(range(196)) * 4, "same", (1.5, *(0.0,) * 7, -2.0), 0.5, (3, 9)),
    ImageTask(
        DigitsRecipe.of_preset("mlp").replace(epochs=3), "fashion-mnist", 900,
        (Vary("method", ("adam", "rmsprop")), Vary("learning_rate", (0.01, 0.002))), True,
    ),
)  # fmt: skip


def session_with(pages: SavedPages) -> SavedSession:
    return SavedSession(Experiment(), Dataset(np.arange(6.0)[:, None], np.arange(6.0), "regression"), pages=pages)


def test_what_goes_into_a_file_comes_out_of_it() -> None:
    found = session_of(session_bytes(session_with(FULL))).pages
    assert found == FULL
    assert found.filter is not None
    assert found.filter.place == (3, 9)


def test_pages_that_are_as_at_first_are_no_section_and_older_files_open() -> None:
    assert "pages" not in to_values(session_with(SavedPages()))
    assert session_of(session_bytes(session_with(SavedPages()))).pages == SavedPages()


@pytest.mark.parametrize(
    ("page", "entry", "value", "sentence"),
    [
        ("slopes", "function", "x +", "."),
        ("slopes", "function", "__import__('os')", "."),
        ("slopes", "delta", 0, "delta must be other than 0"),
        ("slopes", "at", 1e9, "at must be in"),
        ("slopes", "plane", 1, "plane must be true or false; got 1"),
        ("slopes", "place", [1.0], "place must have 2 entries; got 1"),
        ("filter", "source", "web", "source must be one of digit, drawn, small; got 'web'"),
        ("filter", "padding", "full", "padding must be one of valid, same; got 'full'"),
        ("filter", "drawn", np.zeros(5, np.uint8), "drawn must be 784 bytes"),
        ("filter", "weights", [1.0] * 8, "weights must have 9 entries; got 8"),
        ("filter", "bias", 1e6, "bias must be in"),
        ("filter", "label", 10, "label must be in"),
        ("sweep", "data", "web", "data must be one of mnist, fashion-mnist; got 'web'"),
        ("sweep", "sweeps", [{"name": "seed", "values": [1]}], "what is varied must be one of"),
        ("sweep", "sweeps", [{"name": "epochs", "values": list(range(1, 70))}], "at most 64 runs; got 69"),
        ("sweep", "grid", "yes", "grid must be true or false"),
        ("sweep", "first", 1, "first must be at least 2"),
    ],
)
def test_what_does_not_fit_is_named(page: str, entry: str, value: Any, sentence: str) -> None:
    values = pages_values(FULL)
    with pytest.raises((ValueError, TypeError), match=sentence):
        pages_from({**values, page: {**values[page], entry: value}})


def test_a_damaged_section_makes_the_file_damaged() -> None:
    torn = session_with(SavedPages(slopes=SlopeChoice(delta=0.0)))
    with pytest.raises(SessionFileError, match="The file is damaged: delta must be other than 0"):
        session_of(session_bytes(torn))
