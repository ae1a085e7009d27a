"""Files whose parts fit together and say what no model of ours would: each is refused for its own reason."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from gdviz.core.small_zip import array_of, npy_of, unzipped, zipped
from gdviz.keras import Input, Sequential, saving
from gdviz.keras.layers import Dense
from gdviz.keras.models import load_model

MOST = 2**20


def forged(path, change, *, signed=True):
    """Write a model, changed: `change` gets its facts and its arrays; its checksum is right unless told."""
    model = Sequential([Input((2,)), Dense(3), Dense(1)])
    model.compile("adam", "mse")
    model.fit(np.ones((4, 2)), np.ones(4), verbose=0)
    model.save(path)
    members = unzipped(path.read_bytes(), {"arrays.npz": MOST, "model.json": MOST})
    facts = json.loads(members["model.json"])
    packed = unzipped(members["arrays.npz"], None, MOST)
    arrays = {name: array_of(content, name).copy() for name, content in packed.items()}
    change(facts, arrays)
    whole = zipped({name: npy_of(array) for name, array in arrays.items()})
    if signed:
        facts["sha256"] = {"arrays.npz": hashlib.sha256(whole).hexdigest()}
    path.write_bytes(zipped({"arrays.npz": whole, "model.json": json.dumps(facts).encode()}))
    return path


def poisoned(facts, arrays):
    arrays["weight/0.npy"][0, 0] = np.nan


def endless(facts, arrays):
    facts["layers"] *= 501


def backwards(facts, arrays):
    facts["nodes"][0]["sources"] = [2]


@pytest.mark.parametrize(
    ("change", "signed", "sentence"),
    [
        (lambda facts, arrays: arrays["weight/1.npy"].fill(5), False, "its checksum does not fit"),
        (poisoned, True, "a weight is not finite"),
        (endless, True, "it may have 1000 layers"),
        (backwards, True, "a layer works on what does not exist yet"),
        (lambda facts, arrays: arrays.pop("method/m.npy"), True, "the optimizer's state must be"),
        (lambda facts, arrays: arrays.update({"method/n.npy": np.ones(13)}), True, "the optimizer's state must be"),
        (lambda facts, arrays: arrays.update({"method/v.npy": np.ones(1)}), True, "the optimizer's state must be"),
        (lambda facts, arrays: arrays.update({"method/steps_taken.npy": np.array(-1)}), True, "the optimizer's steps"),
        (lambda facts, arrays: arrays.clear(), True, "'weight/0'"),
        (lambda facts, arrays: facts.pop("compiled"), True, "'compiled'"),
        (lambda facts, arrays: facts["compiled"]["optimizer"].update(kind="Model"), True, "'Model'"),
        (lambda facts, arrays: facts["layers"][0].update(kind="Layer"), True, "'Layer'"),
    ],
)
def test_each_is_refused_for_its_reason(tmp_path, change, signed, sentence):
    with pytest.raises(ValueError, match=f"^m.keras holds no model that can be read: {sentence}"):
        load_model(forged(tmp_path / "m.keras", change, signed=signed))


def test_one_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    path = forged(tmp_path / "m.keras", lambda facts, arrays: None)
    assert load_model(path).count_params() == 13
    monkeypatch.setattr(saving, "MOST_BYTES", path.stat().st_size - 1)
    with pytest.raises(ValueError, match="it must be at most 0 MB large"):
        load_model(path)
