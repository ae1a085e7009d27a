"""The digits in a session file: what goes in comes out, it stays small, and what is damaged is refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.core.datasets import Dataset
from gdviz.core.images import InkSheet
from gdviz.core.images.drawings import Drawings
from gdviz.core.images.strokes import stroke_digit
from gdviz.resources import resource_path
from gdviz.training.digit_reader import DigitReader, load_trained
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.digits_saved import ChosenImages, SavedDigits, digits_from, digits_values
from gdviz.training.experiment import Experiment
from gdviz.training.session_file import SessionFileError, read_session, session_bytes, session_of, write_session
from gdviz.training.session_values import SavedSession, to_values


def full() -> SavedDigits:
    sheet = InkSheet()
    sheet.draw(stroke_digit(3, np.random.default_rng(1)))
    seen = np.rint(255 * sheet.seen(True)).astype(np.uint8)
    return SavedDigits(
        DigitsRecipe.of_preset("mlp").replace(batch_size=50, options={"learning_rate": 0.002}),
        ChosenImages("own", "/home/ada/letters.npz", 900),
        "",
        load_trained(resource_path("networks", "digits_small_cnn.npz")),
        sheet.ink,
        False,
        3.25,
        Drawings(seen[None], np.array([3])),
    )


def session_with(digits: SavedDigits | None) -> SavedSession:
    return SavedSession(Experiment(), Dataset(np.arange(6.0)[:, None], np.arange(6.0), "regression"), digits=digits)


def test_what_goes_into_a_file_comes_out_of_it(tmp_path: Path) -> None:
    wanted = full()
    path = tmp_path / "digits.gdviz"
    write_session(path, session_with(wanted))
    found = read_session(path).digits
    assert found is not None
    assert (found.recipe, found.images, found.shipped) == (wanted.recipe, wanted.images, wanted.shipped)
    assert (found.centre, found.pen) == (False, 3.25)
    np.testing.assert_array_equal(found.ink, wanted.ink)
    np.testing.assert_array_equal(found.drawings.images, wanted.drawings.images)
    assert found.drawings.labels.tolist() == [3]
    assert found.network is not None
    assert wanted.network is not None
    picture = wanted.drawings.images[0] / np.float32(255.0)
    answers = [DigitReader(each).probabilities(picture) for each in (wanted.network, found.network)]
    np.testing.assert_array_equal(*answers)
    assert found.network.test_accuracy == wanted.network.test_accuracy


def test_a_network_that_comes_along_is_named_and_not_written_down() -> None:
    bare = len(session_bytes(session_with(None)))
    shipped = len(session_bytes(session_with(SavedDigits(DigitsRecipe.of_preset("mlp")))))
    assert shipped - bare < 4_000
    own = full()
    assert own.network is not None
    assert len(session_bytes(session_with(own))) - bare < 4 * own.network.theta.size + 12_000


def test_older_files_have_no_digits_and_still_open() -> None:
    values = to_values(session_with(None))
    assert "digits" not in values
    assert session_of(session_bytes(session_with(None))).digits is None


@pytest.mark.parametrize(
    ("entry", "value", "sentence"),
    [
        ("shipped", "course", "shipped must be one of small_cnn, mlp, softmax; got 'course'"),
        ("centre", 1, "centre must be true or false"),
        ("pen", 1e9, r"pen must be in \[0, 100\]"),
        ("ink", np.zeros((28, 28), np.uint8), "ink must be 336 x 336"),
        ("ink", np.zeros((336, 336)), "ink must be an array of uint8"),
        ("images", {"source": "web", "path": "", "first": None}, "source must be one of mnist, fashion, own"),
        ("images", {"source": "own", "path": "x" * 5000, "first": None}, "path must have at most 4096"),
        ("images", {"source": "mnist", "path": "", "first": 1}, "first must be at least 2"),
        ("drawings", {"images": np.zeros((2, 28, 28), np.uint8), "labels": np.zeros(3, np.int64)}, "a label each"),
        ("drawings", {"images": np.zeros((1, 28, 28), np.uint8), "labels": np.array([-1])}, "labels must be in"),
        ("network", {"theta": np.zeros(3)}, "theta must be a row of float32"),
    ],
)
def test_what_does_not_fit_is_named(entry: str, value: Any, sentence: str) -> None:
    with pytest.raises((ValueError, TypeError), match=sentence):
        digits_from({**digits_values(full()), entry: value})


@pytest.mark.parametrize("preset", ["nobody", 7, ["mlp"]])
def test_a_preset_that_there_is_not_is_refused(preset: Any) -> None:
    values = digits_values(full())
    with pytest.raises((ValueError, TypeError)):
        digits_from({**values, "recipe": {**values["recipe"], "preset": preset}})


def test_a_network_with_too_few_weights_makes_the_file_damaged() -> None:

    whole = full()
    assert whole.network is not None
    torn = dataclasses.replace(whole, network=dataclasses.replace(whole.network, theta=whole.network.theta[:-1]))
    with pytest.raises(SessionFileError, match=r"^The file is damaged: .*\.$"):
        session_of(session_bytes(session_with(torn)))
