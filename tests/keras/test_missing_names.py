"""What Keras has and gdviz does not is answered by a sentence, in both ways of asking."""

from __future__ import annotations

import pickle

import pytest
from scipy.special import expit

import gdviz.keras
from gdviz.keras import callbacks, layers, losses, models, optimizers
from gdviz.keras.missing import INSTEAD, names_of

ASKED = [
    ("from gdviz.keras.layers import Rescaling", "gdviz.keras.layers has no Rescaling: hand the numbers .* x / 255"),
    ("from gdviz.keras.optimizers import Adamax", "gdviz.keras.optimizers has no Adamax: take Adam"),
    ("from gdviz.keras.models import clone_model", "gdviz.keras.models has no clone_model: make it by the same calls"),
    ("from gdviz.keras.callbacks import ReduceLROnPlateau", "has no ReduceLROnPlateau: .*LearningRateScheduler"),
    ("from gdviz.keras.layers import Densee", "gdviz.keras.layers has no Densee: did you mean Dense?"),
    ("from gdviz.keras.layers import LSTM", "gdviz.keras.layers has no LSTM: it has Activation, .*, Dense, .*Softmax"),
    ("from gdviz.keras.losses import Poisson", "has no Poisson: it has .*CategoricalCrossentropy, .*MeanSquaredError"),
    ("from gdviz.keras import Sequental", "gdviz.keras has no Sequental: did you mean Sequential?"),
    ("from gdviz.keras.optimizers.schedules import PolynomialDecay", "PolynomialDecay: take ExponentialDecay"),
]


@pytest.mark.parametrize(("line", "sentence"), ASKED)
def test_who_imports_it_reads_what_there_is(line, sentence):
    with pytest.raises(ImportError, match=sentence):
        exec(line)


@pytest.mark.parametrize(("module", "name"), [(layers, "Rescaling"), (optimizers, "Adamax"), (models, "clone_model")])
def test_who_writes_it_with_a_dot_reads_the_same(module, name):
    with pytest.raises(ImportError, match=f"{module.__name__} has no {name}: "):
        getattr(module, name)


def test_other_names_are_attributes_that_are_not_there():
    assert not hasattr(gdviz.keras, "ops")
    with pytest.raises(AttributeError, match=r"gdviz.keras has no ops: it has Input, Model, Sequential, activations"):
        _ = gdviz.keras.ops
    with pytest.raises(
        AttributeError, match=r"gdviz.keras.losses has no mean_square_error: did you mean mean_squared_"
    ):
        _ = losses.mean_square_error
    with pytest.raises(AttributeError, match=r"^module 'gdviz.keras.callbacks' has no attribute '__path__'$"):
        _ = callbacks.__path__


def test_what_is_there_is_found_as_ever():
    assert pickle.loads(pickle.dumps(expit)) is expit  # which pickle looks for in all modules by its name
    assert {"EarlyStopping", "LambdaCallback", "ModelCheckpoint"} <= set(names_of(callbacks))
    assert "np" not in names_of(losses)


def test_nothing_that_is_there_is_called_missing():
    modules = (gdviz.keras, layers, losses, models, optimizers, optimizers.schedules, callbacks)
    assert not [name for name in INSTEAD for module in modules if name in vars(module)]
