"""Every call refuses what it cannot take, names the argument, the limit and what came, and changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from gdviz.core.grouped import grouped
from gdviz.keras import (
    Input,
    Model,
    Sequential,
    activations,
    callbacks,
    config,
    initializers,
    load_model,
    losses,
    metrics,
    optimizers,
    regularizers,
    utils,
)
from gdviz.keras.layers import Concatenate, Conv2D, Dense, Dropout, LeakyReLU, MaxPooling2D, Reshape
from gdviz.keras.optimizers import SGD, Adam, schedules

RNG = np.random.default_rng(4)
X = RNG.normal(size=(40, 2))
Y = (X[:, 0] > 0).astype(int)


def fitted() -> Sequential:
    model = Sequential([Input((2,)), Dense(3, activation="tanh"), Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(X, Y, epochs=1, verbose=0)
    return model


def standing(model: Sequential):
    """Return all that a call may not change when it fails: weights, the optimizer's state, what is minimised."""
    assert model.optimizer is not None
    state = {name: array.copy() for name, array in model.optimizer.method.save_state().items()}
    facts = (model.optimizer, model.loss, model.metrics, model.loss_weights, model.stepped, model.history)
    return model.get_weights(), state, facts


OF_MODELS = {
    "fit: no list of callbacks": (lambda m: m.fit(X, Y, callbacks=callbacks.EarlyStopping), "callbacks must be a list"),
    "fit: class_weight": (lambda m: m.fit(X, Y, class_weight=3), "class_weight must map labels to weights; got 3"),
    "fit: no class counts": (
        lambda m: m.fit(X, Y, class_weight={0: 0, 1: 0}),
        "class_weight must be above 0 for at least one class of y; got only 0",
    ),
    "fit: sample_weight": (lambda m: m.fit(X, Y, sample_weight="a"), "sample_weight must be numbers; got <U1"),
    "fit: validation y": (
        lambda m: m.fit(X, Y, validation_data=(X, Y + 4)),
        "validation y must be in [0, 1]; got 5",
    ),
    "fit: validation weights": (
        lambda m: m.fit(X, Y, validation_data=(X, Y, "w")),
        "validation weights must be numbers; got <U1",
    ),
    "fit: validation_batch_size": (
        lambda m: m.fit(X, Y, validation_batch_size=0),
        "validation_batch_size must be at least 1; got 0",
    ),
    "fit: monitor": (
        lambda m: m.fit(X, Y, validation_split=0.2, callbacks=[callbacks.EarlyStopping("val_los")]),
        "got 'val_los': did you mean 'val_loss'?",
    ),
    "fit: misspelt": (
        lambda m: m.fit(X, Y, bach_size=3),
        "fit of gdviz.keras has no argument 'bach_size'; got 3: did you mean 'batch_size'?",
    ),
    "evaluate: batch_size": (lambda m: m.evaluate(X, Y, batch_size=0), "batch_size must be at least 1; got 0"),
    "evaluate: verbose": (lambda m: m.evaluate(X, Y, verbose="loud"), "verbose must be 0, 1, 2 or 'auto'; got 'loud'"),
    "evaluate: return_dict": (lambda m: m.evaluate(X, Y, return_dict=3), "return_dict must be True or False; got 3"),
    "predict: batch_size": (lambda m: m.predict(X, batch_size="a"), "batch_size must be a whole number; got 'a'"),
    "predict: verbose": (lambda m: m.predict(X, verbose=9), "verbose must be 0, 1, 2 or 'auto'; got 9"),
    "set_weights: a word": (
        lambda m: m.set_weights([*(w + 1 for w in m.get_weights()[:3]), np.array(["a"])]),
        "weights must be numbers; got <U1",
    ),
    "set_weights: NaN": (
        lambda m: m.set_weights([*(w + 1 for w in m.get_weights()[:3]), np.array([np.nan])]),
        "weights must be finite; got NaN or infinity",
    ),
    "set_weights: complex": (
        lambda m: m.set_weights([w * 1j for w in m.get_weights()]),
        "weights must be numbers; got complex",
    ),
    "set_weights: no list": (lambda m: m.set_weights(3), "weights must be a list of arrays of shapes [(2, 3), (3,), "),
    "a layer's set_weights": (
        lambda m: m.layers[0].set_weights([np.ones((2, 3)), np.array(["a"] * 3)]),
        "must be numbers; got <U1",
    ),
    "compile: another loss": (lambda m: m.compile("sgd", "categorical_crossentropy"), "needs one output a class"),
    "compile: from_logits": (
        lambda m: m.compile("sgd", losses.BinaryCrossentropy(from_logits=True)),
        "from_logits=True needs a linear last layer; this model ends in sigmoid",
    ),
    "compile: too many loss_weights": (
        lambda m: m.compile("sgd", "mse", loss_weights=[1, 2]),
        "loss_weights must be one for each of the 1 outputs; got 2",
    ),
    "compile: a negative one": (
        lambda m: m.compile("sgd", "mse", loss_weights=[-1]),
        "loss_weights must be at least 0; got -1",
    ),
    "compile: misspelt": (lambda m: m.compile(loss="mse", optimiser="sgd"), "did you mean 'optimizer'?"),
    "get_layer: index": (lambda m: m.get_layer(index="a"), "index must be a whole number; got 'a'"),
    "get_layer: name": (lambda m: m.get_layer(m.layers[0].name[:-1]), "did you mean 'dense"),
    "save": (lambda m: m.save(3), "filepath must be the path of a file; got 3"),
    "load_weights": (lambda m: m.load_weights(3), "filepath must be the path of a file; got 3"),
    "learning rate of the optimizer": (
        lambda m: setattr(m.optimizer, "learning_rate", np.inf),
        "learning_rate must be in [0, 1e+09]; got inf",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OF_MODELS)
def test_a_model_is_as_it_was_before(case) -> None:
    call, sentence = OF_MODELS[case]
    model = fitted()
    weights, state, facts = standing(model)
    with pytest.raises((ValueError, TypeError), match=re.escape(sentence)):
        call(model)
    weights_after, state_after, facts_after = standing(model)
    for before, after in zip(weights, weights_after, strict=True):
        np.testing.assert_array_equal(after, before)
    for name, before in state.items():
        np.testing.assert_array_equal(state_after[name], before)
    assert all(after is before for before, after in zip(facts, facts_after, strict=True))
    model.fit(X, Y, epochs=1, verbose=0)  # and goes on


REFUSED = {
    "SGD: nesterov": (lambda: SGD(0.1, nesterov="a"), "nesterov must be True or False; got 'a'"),
    "SGD: clipnorm of a word": (lambda: SGD(0.1, clipnorm="a"), "clipnorm must be a number; got 'a'"),
    "SGD: clipvalue": (lambda: SGD(0.1, clipvalue=0), "clipvalue must be in [1e-09, 1e+09]; got 0.0"),
    "SGD: misspelt": (lambda: SGD(0.1, momentun=0.1), "did you mean 'momentum'?"),
    "Adam: beta_1": (lambda: Adam(beta_1=1), "beta_1 must be in [0, 0.9999]; got 1.0"),
    "Adam: beta1": (lambda: Adam(beta1=0.9), "Adam of gdviz.keras has no argument 'beta1'; got 0.9: did you mean"),
    "decay_steps": (lambda: schedules.ExponentialDecay(0.1, 0, 0.9), "decay_steps must be at least 1; got 0"),
    "half a step": (lambda: schedules.ExponentialDecay(0.1, 1.5, 0.9), "decay_steps must be a whole number; got 1.5"),
    "decay_rate": (lambda: schedules.ExponentialDecay(0.1, 10, 0), "decay_rate must be in [0.001, 1]; got 0.0"),
    "alpha": (lambda: schedules.CosineDecay(0.1, 10, alpha=2), "alpha must be in [0, 1]; got 2.0"),
    "initial_learning_rate": (lambda: schedules.CosineDecay(0, 10), "initial_learning_rate must be above 0; got 0"),
    "an optimizer": (lambda: optimizers.get("gradient descent"), "unknown optimizer 'gradient descent'; known: SGD"),
    "input_shape": (lambda: Dense(3, input_shape=2), "input_shape must be the shape of a row in whole numbers"),
    "input_dim": (lambda: Dense(3, input_dim=2.5), "input_dim must be a whole number; got 2.5"),
    "name": (lambda: Dense(3, name=3), "name of Dense must be a name; got 3"),
    "trainable": (lambda: Dense(3, trainable="a"), "trainable must be True or False; got 'a'"),
    "Dense: misspelt": (lambda: Dense(3, activaton="relu"), "got 'relu': did you mean 'activation'?"),
    "Conv2D: kernel_size": (lambda: Conv2D(3, 0), "kernel_size must be in [1, 128]; got 0"),
    "Conv2D: strides": (lambda: Conv2D(3, 3, strides=0), "strides must be in [1, 128]; got 0"),
    "Conv2D: padding": (lambda: Conv2D(3, 3, padding="sme"), "got 'sme': did you mean 'same'?"),
    "pool_size": (lambda: MaxPooling2D(0), "pool_size must be in [1, 128]; got 0"),
    "negative_slope": (lambda: LeakyReLU(-1), "negative_slope must be in [0, 1]; got -1.0"),
    "Dropout": (lambda: Dropout(1), "rate must be in [0, 0.99]; got 1.0"),
    "target_shape": (lambda: Reshape(4), "target_shape must be the shape of a row"),
    "axis": (lambda: Concatenate(axis="a"), "axis must be a whole number; got 'a'"),
    "called with rows": (lambda: Dense(3)(X), "Dense is called with what Input or layers return; got one ndarray"),
    "joined with a number": (lambda: Concatenate()([Input((2,)), 3]), "Concatenate is called with what Input or"),
    "inputs": (lambda: Model(3, 4), "inputs must be what Input and layers return; got one int"),
    "a model's name": (lambda: Sequential(name=3), "name of a model must be a name; got 3"),
    "build": (lambda: Sequential([Dense(3)]).build("a"), "input_shape must be the shape of a row"),
    "no labels": (lambda: utils.to_categorical([]), "x must have at least one class label; got none"),
    "NaN as a label": (lambda: utils.to_categorical([np.nan]), "x must be class labels; got NaN or infinity"),
    "no label of a class": (
        lambda: utils.to_categorical([0, 1e12]),
        f"x must be class labels below {grouped(100_000)} unless num_classes is given; got 1000000000000.0",
    ),
    "no classes": (lambda: utils.to_categorical([0], 0), "num_classes must be at least 1; got 0"),
    "half a class": (lambda: utils.to_categorical([0], 2.5), "num_classes must be a whole number; got 2.5"),
    "floatx": (lambda: config.set_floatx("float23"), "got 'float23': did you mean 'float32'?"),
    "patience": (lambda: callbacks.EarlyStopping(patience="a"), "patience must be a whole number; got 'a'"),
    "half an epoch": (lambda: callbacks.EarlyStopping(patience=1.5), "patience must be a whole number; got 1.5"),
    "min_delta": (lambda: callbacks.EarlyStopping(min_delta="a"), "min_delta must be a number; got 'a'"),
    "mode": (lambda: callbacks.EarlyStopping(mode="mni"), "got 'mni': did you mean 'min'?"),
    "monitor": (lambda: callbacks.EarlyStopping(monitor=3), "monitor must be the name of a figure"),
    "patiance": (lambda: callbacks.EarlyStopping(patiance=3), "did you mean 'patience'?"),
    "restore": (
        lambda: callbacks.EarlyStopping(restore_best_weights="a"),
        "restore_best_weights must be True or False; got 'a'",
    ),
    "filepath": (lambda: callbacks.ModelCheckpoint(None), "filepath must be the path of a file; got None"),
    "save_best_only": (lambda: callbacks.ModelCheckpoint("a", save_best_only=1), "save_best_only must be True or"),
    "no function": (lambda: callbacks.LambdaCallback(on_epoch_end=3), "what LambdaCallback calls must be a function"),
    "on_epochend": (lambda: callbacks.LambdaCallback(on_epochend=print), "did you mean 'on_epoch_end'?"),
    "schedule": (lambda: callbacks.LearningRateScheduler(3), "schedule must be a function; got 3"),
    "delta": (lambda: losses.Huber(-1), "delta must be in [1e-06, 1e+06]; got -1.0"),
    "from_logits": (lambda: losses.BinaryCrossentropy(from_logits="a"), "from_logits must be True or False; got 'a'"),
    "answers": (lambda: losses.MeanSquaredError()([1.0], ["b"]), "y_pred must be answers"),
    "k": (lambda: metrics.TopKCategoricalAccuracy(k=0), "k must be at least 1; got 0"),
    "l2": (lambda: regularizers.L2(-1), "l2 must be at least 0; got -1"),
    "l1": (lambda: regularizers.L1("a"), "l1 must be a number; got 'a'"),
    "stddev": (lambda: initializers.RandomNormal(stddev="a"), "stddev must be a number; got 'a'"),
    "minval": (lambda: initializers.RandomUniform(1, 0), "minval must be at most maxval, 0; got 1"),
    "seed": (lambda: initializers.HeNormal(seed=-1), "seed must be at least 0; got -1"),
    "an activation of words": (lambda: activations.relu("a"), "x must be numbers; got <U1"),
    "load_model": (lambda: load_model(None), "filepath must be the path of a file; got None"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_the_argument_is_named(case) -> None:
    call, sentence = REFUSED[case]
    with pytest.raises((ValueError, TypeError), match=re.escape(sentence)):
        call()


def test_what_keras_has_is_no_misspelling() -> None:
    with pytest.raises(TypeError, match=r"no argument 'bias_regularizer'; got 'l2'$"):
        Dense(3, bias_regularizer="l2")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="other systems have no such file")
def test_a_file_without_an_end_is_not_read() -> None:
    with pytest.raises(ValueError, match="zero holds no model that can be read: it is no ordinary file"):
        load_model("/dev/zero")


def test_checkpoints_make_their_folder(tmp_path) -> None:
    place = tmp_path / "runs" / "first" / "{epoch}.keras"
    fitted().fit(X, Y, epochs=2, verbose=0, callbacks=[callbacks.ModelCheckpoint(place)])
    assert [path.name for path in sorted(place.parent.iterdir())] == ["1.keras", "2.keras"]


def test_functions_under_their_older_names_are_called() -> None:
    told = []
    older = callbacks.LambdaCallback(on_batch_end=lambda batch, logs: told.append((batch, *logs)))
    fitted().fit(X, Y, batch_size=20, epochs=1, verbose=0, callbacks=[older])
    assert told == [(0, "loss", "accuracy"), (1, "loss", "accuracy")]


def test_labels_of_rows_and_columns() -> None:
    assert utils.to_categorical([[0], [2]]).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert utils.to_categorical([[0, 1], [1, 0]]).tolist() == [[[1, 0], [0, 1]], [[0, 1], [1, 0]]]


def test_one_layer_needs_no_list() -> None:
    assert Sequential(Dense(1, input_shape=(2,))).output_shape == (None, 1)


def test_a_schedule_may_want_the_epoch_alone() -> None:
    model = fitted()
    model.fit(X, Y, epochs=3, verbose=0, callbacks=[callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))])
    assert model.optimizer.learning_rate == pytest.approx(0.1 / 3)


def of_two() -> Model:
    """Return a model of two inputs (2,) and (3,) and two outputs, a number and one of three classes."""
    a, b = Input((2,), name="a"), Input((3,), name="b")
    both = Concatenate()([a, b])
    model = Model([a, b], [Dense(1, name="p")(both), Dense(3, activation="softmax", name="q")(both)])
    model.compile("sgd", ["mse", "sparse_categorical_crossentropy"])
    return model


A, B, P, Q = X[:10], RNG.normal(size=(10, 3)), X[:10, 0], np.arange(10) % 3
OF_TWO = {
    "rows": (lambda m: m.fit([A, B[:5]], [P, Q]), "x must have as many rows for each input; got [10, 5]"),
    "the other way round": (lambda m: m.fit([B, A], [P, Q]), "x of a must be (n, 2); got (10, 3)"),
    "no rows": (lambda m: m.fit([A[:0], B[:0]], [P[:0], Q[:0]]), "x must have at least one row; got none"),
    "nothing": (lambda m: m.predict([A, None]), "x of b must be an array; got None"),
    "labels": (lambda m: m.fit([A, B], [P, Q + 3]), "y of q must be class labels in [0, 2]; got 5"),
    "NaN": (lambda m: m.fit([A, B], [P * np.nan, Q]), "y of p must be finite; got NaN or infinity"),
    "no target": (lambda m: m.fit([A, B], [None, Q]), "y of p must be an array; got None"),
    "targets": (lambda m: m.evaluate([A, B], [P[:5], Q]), "y must have as many rows for each output; got [5, 10]"),
    "class_weight": (
        lambda m: m.fit([A, B], [P, Q], class_weight={0: 2.0}),
        "class_weight is for models of one output; got one of 2: weigh the rows by sample_weight",
    ),
}


@pytest.mark.parametrize("case", OF_TWO)
def test_which_of_several_ends_it_was(case) -> None:
    call, sentence = OF_TWO[case]
    model = of_two()
    before = model.get_weights()
    with pytest.raises((ValueError, TypeError), match=re.escape(sentence)):
        call(model)
    for kept, after in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(after, kept)
