"""Files of version 1, written by gdviz of November 2026 and kept beside this test, with what that one told of them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from gdviz.keras import Sequential, load_model
from gdviz.keras.layers import Dense, Input
from gdviz.keras.optimizers import Adam

FILES = Path(__file__).parent / "files"
TOLD = json.loads((FILES / "version_1.json").read_text())
"""For each file: the first answers, and the history of two further epochs of batches of 4, in their order."""

X, LABELS = np.linspace(-1, 1, 24).reshape(12, 2), np.arange(12) % 3
ROWS = {
    "sequential": (X, LABELS),
    "pictures": (np.linspace(0, 1, 12 * 36).reshape(12, 6, 6, 1), LABELS),
    "graph": ([X, X[::-1].copy()], [X[:, 0], (LABELS > 0).astype(float)]),
}


def old_file(name: str) -> Path:
    return FILES / f"{name}_version_1.keras"


@pytest.mark.parametrize("name", list(ROWS))
def test_it_answers_and_goes_on_as_it_did(name):
    with zipfile.ZipFile(old_file(name)) as file:
        facts = json.loads(file.read("model.json"))
    assert facts["version"] == 1
    assert all(isinstance(metric, str) for metric in facts["compiled"]["metrics"])
    model, (x, y) = load_model(old_file(name)), ROWS[name]
    answers = model.predict(x)
    for answer, told in zip(answers if isinstance(answers, list) else [answers], TOLD[name]["answers"], strict=True):
        assert answer.ravel()[:6] == pytest.approx(told, rel=1e-4, abs=1e-6)
    history = model.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0).history
    assert TOLD[name]["history"].keys() <= history.keys()
    for figure, told in TOLD[name]["history"].items():
        assert history[figure] == pytest.approx(told, rel=1e-4)


@pytest.mark.parametrize("name", list(ROWS))
def test_saved_again_it_is_a_file_of_today(name, tmp_path):
    model, (x, _) = load_model(old_file(name)), ROWS[name]
    model.save(tmp_path / "again.keras")
    again = load_model(tmp_path / "again.keras")
    assert again.metrics == model.metrics
    assert again.optimizer.name == model.optimizer.name == type(model.optimizer).__name__.lower()
    np.testing.assert_array_equal(np.hstack(again.predict(x)), np.hstack(model.predict(x)))


def test_without_what_it_was_compiled_for():
    model = load_model(old_file("sequential"), compile=False)
    assert model.optimizer is None
    assert model.predict(X).shape == (12, 3)


@pytest.mark.parametrize("version", [0, 3, "2", None, True])
def test_other_versions_are_named(version, tmp_path):
    Sequential([Input((2,)), Dense(1)]).save(tmp_path / "model.keras")
    with zipfile.ZipFile(tmp_path / "model.keras") as file:
        members = {name: file.read(name) for name in file.namelist()}
    members["model.json"] = json.dumps({**json.loads(members["model.json"]), "version": version}).encode()
    with zipfile.ZipFile(tmp_path / "other.keras", "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    with pytest.raises(ValueError, match=rf"its version is {version!r}, this gdviz reads 1 to 2"):
        load_model(tmp_path / "other.keras")


def test_the_name_of_an_optimizer_is_kept(tmp_path):
    model = Sequential([Input((2,)), Dense(1)])
    model.compile(Adam(0.1, name="mine"), "mse")
    model.save(tmp_path / "model.keras")
    assert load_model(tmp_path / "model.keras").optimizer.name == "mine"
