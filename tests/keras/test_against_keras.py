"""The same programs on Keras itself, where it is installed (KERAS_BACKEND=torch does): same weights, same losses."""

from __future__ import annotations

import os

os.environ.setdefault("KERAS_BACKEND", "torch")

import numpy as np
import pytest

from gdviz import keras as ours

theirs = pytest.importorskip("keras", exc_type=ImportError)
pytestmark = pytest.mark.torch

RNG = np.random.default_rng(3)
X = RNG.normal(size=(60, 2)).astype("float32")
LABELS = (X[:, 0] * X[:, 1] > 0).astype("int64")
PICTURES = RNG.random((24, 8, 8, 1)).astype("float32")
DIGITS = RNG.integers(0, 4, 24)


def pair(build):
    """Return both models with the same weights."""
    own, other = build(ours), build(theirs)
    if not own.get_weights():
        raise AssertionError("the model has no weights")
    assert [w.shape for w in own.get_weights()] == [tuple(w.shape) for w in other.get_weights()]
    other.set_weights(own.get_weights())
    return own, other


def trained(build, x, y, epochs=4, batch_size=None, **kwargs):
    """Return both histories, of batches in the order of the rows."""
    own, other = pair(build)
    size = batch_size or len(x)
    mine = own.fit(x, y, batch_size=size, epochs=epochs, verbose=0, shuffle=False, **kwargs).history
    his = other.fit(x, y, batch_size=size, epochs=epochs, verbose=0, shuffle=False, **kwargs).history
    return mine, his, own, other


def network(loss="binary_crossentropy", optimizer="sgd", last="sigmoid", metrics=("accuracy",)):
    def build(k):
        model = k.Sequential()
        model.add(k.layers.Input((2,)) if hasattr(k.layers, "Input") else k.Input((2,)))
        model.add(k.layers.Dense(5, activation="tanh"))
        model.add(k.layers.Dense(1, activation=last))
        model.compile(loss=loss, optimizer=optimizer(k) if callable(optimizer) else optimizer, metrics=list(metrics))
        return model

    return build


@pytest.mark.parametrize("loss", ["binary_crossentropy", "mse", "mae", "huber"])
def test_losses_and_accuracy_are_the_same(loss):
    mine, his, own, other = trained(network(loss), X, LABELS, batch_size=20)
    assert set(mine) == set(his)
    for name in mine:
        np.testing.assert_allclose(mine[name], his[name], rtol=2e-5, atol=1e-6)
    np.testing.assert_allclose(own.predict(X), other.predict(X, verbose=0), rtol=1e-4, atol=1e-6)


OPTIMIZERS = {
    "sgd": lambda k: k.optimizers.SGD(0.5),
    "momentum": lambda k: k.optimizers.SGD(0.1, momentum=0.9),
    "nesterov": lambda k: k.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda k: k.optimizers.Adam(0.02),
    "amsgrad": lambda k: k.optimizers.Adam(0.02, amsgrad=True),
    "adagrad": lambda k: k.optimizers.Adagrad(0.1),
    "rmsprop": lambda k: k.optimizers.RMSprop(0.01),
    "rmsprop centered": lambda k: k.optimizers.RMSprop(0.01, centered=True),
    "adadelta": lambda k: k.optimizers.Adadelta(1.0),
    "nadam": lambda k: k.optimizers.Nadam(0.02),
    "adamw": lambda k: k.optimizers.AdamW(0.02, weight_decay=0.01),
    "clipped": lambda k: k.optimizers.SGD(1.0, global_clipnorm=0.1),
    "clipped, each variable": lambda k: k.optimizers.SGD(1.0, momentum=0.5, clipnorm=0.05),
    "adamw amsgrad": lambda k: k.optimizers.AdamW(0.02, amsgrad=True),
    "clipped by value": lambda k: k.optimizers.SGD(1.0, clipvalue=0.02),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_walk_the_same_way(name):
    mine, his, own, other = trained(network(optimizer=OPTIMIZERS[name]), X, LABELS, epochs=6, batch_size=20)
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=2e-4)
    for a, b in zip(own.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-3, atol=2e-5)


@pytest.mark.parametrize("name", ["sgd", "adam", "adagrad", "rmsprop", "adadelta", "nadam", "adamw"])
def test_optimizers_have_the_same_defaults(name):
    mine, his, *_ = trained(network(optimizer=name), X, LABELS, epochs=3, batch_size=20)
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=2e-5)


def test_exponential_decay_is_the_same():
    def decaying(k):
        schedules = getattr(k.optimizers, "schedules", k.optimizers)
        return k.optimizers.SGD(schedules.ExponentialDecay(0.5, 3, 0.7))

    mine, his, *_ = trained(network(optimizer=decaying), X, LABELS, epochs=5, batch_size=20)
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=2e-5)


def convolutional(k):
    model = k.Sequential()
    model.add(k.layers.Conv2D(3, (3, 3), padding="same", activation="relu", input_shape=(8, 8, 1)))
    model.add(k.layers.MaxPooling2D((2, 2)))
    model.add(k.layers.Conv2D(2, (2, 2), strides=(2, 2)))
    model.add(k.layers.AveragePooling2D((2, 2)))
    model.add(k.layers.Flatten())
    model.add(k.layers.Dense(4, activation="softmax"))
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_convolution_has_the_same_weights_and_losses():
    mine, his, own, other = trained(convolutional, PICTURES, DIGITS, batch_size=8)
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=2e-5)
    np.testing.assert_allclose(own.predict(PICTURES), other.predict(PICTURES, verbose=0), rtol=1e-4, atol=1e-6)


def test_batch_normalization_keeps_the_same_running_means():
    def build(k):
        model = k.Sequential([k.Input((2,)), k.layers.Dense(6), k.layers.BatchNormalization(), k.layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    mine, his, own, other = trained(build, X, X[:, 0], batch_size=20)
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=5e-4)
    for a, b in zip(own.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-3, atol=1e-4)


def test_class_and_sample_weights_and_regularisers_count_alike():
    def build(k):
        model = k.Sequential([k.Input((2,)), k.layers.Dense(4, kernel_regularizer=k.regularizers.l2(0.05)),
                              k.layers.Dense(1, activation="sigmoid")])  # fmt: skip
        model.compile("sgd", "binary_crossentropy")
        return model

    mine, his, *_ = trained(build, X, LABELS, class_weight={0: 1.0, 1: 3.0})
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=5e-5)
    mine, his, *_ = trained(build, X, LABELS, sample_weight=np.linspace(0.1, 2, len(X)))
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=5e-5)


def test_validation_is_the_same():
    mine, his, *_ = trained(network(), X, LABELS, batch_size=16, validation_split=0.2)
    assert set(mine) == set(his) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    for name in mine:
        np.testing.assert_allclose(mine[name], his[name], rtol=2e-5, atol=1e-6)


def test_several_outputs_of_a_row_are_averaged():
    def build(k):
        model = k.Sequential([k.Input((2,)), k.layers.Dense(3)])
        model.compile("sgd", "mse", metrics=["mae"])
        return model

    y = np.column_stack([X[:, 0], X[:, 1], X.sum(1)])
    mine, his, own, other = trained(build, X, y, batch_size=20)
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=2e-5)
    np.testing.assert_allclose(own.evaluate(X, y, verbose=0), other.evaluate(X, y, verbose=0), rtol=2e-5)


def two_by_two(k):
    a, b = k.Input((2,)), k.Input((3,))
    shared = k.layers.Dense(4, activation="tanh")
    joined = k.layers.Concatenate()([shared(a), k.layers.Dense(4, activation="relu")(b), shared(a)])
    model = k.Model([a, b], [k.layers.Dense(1)(joined), k.layers.Dense(1, activation="sigmoid")(joined)])
    model.compile("sgd", ["mse", "binary_crossentropy"])
    return model


def test_two_inputs_two_outputs_and_a_shared_layer():
    own, other = pair(two_by_two)
    b = RNG.normal(size=(60, 3)).astype("float32")
    y = [X[:, :1], LABELS[:, None].astype("float32")]
    settings = {"batch_size": 20, "epochs": 4, "verbose": 0, "shuffle": False}
    mine, his = own.fit([X, b], y, **settings).history, other.fit([X, b], y, **settings).history
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=2e-5)
    for a, c in zip(own.predict([X, b]), other.predict([X, b], verbose=0), strict=True):
        np.testing.assert_allclose(a, c, rtol=1e-4, atol=1e-6)


def test_each_output_tells_the_same_loss_and_metrics():
    def build(k):
        a = k.Input((2,))
        hidden = k.layers.Dense(4, activation="tanh")(a)
        outputs = [k.layers.Dense(2, name="u")(hidden), k.layers.Dense(1, activation="sigmoid", name="v")(hidden)]
        model = k.Model(a, outputs)
        model.compile("adam", ["mse", "binary_crossentropy"], loss_weights=[0.5, 2.0], metrics=[["mae"], ["accuracy"]])
        return model

    mine, his, *_ = trained(build, X, [X[:, ::-1].copy(), LABELS[:, None]], batch_size=20)
    assert set(mine) == set(his)
    for name in mine:
        np.testing.assert_allclose(mine[name], his[name], rtol=1e-4, atol=1e-6)


def test_feature_maps_are_the_same():
    own, other = pair(convolutional)
    maps = [k.Model(model.inputs, [layer.output for layer in model.layers[:3]])
            for k, model in ((ours, own), (theirs, other))]  # fmt: skip
    for mine, his in zip(maps[0].predict(PICTURES), maps[1].predict(PICTURES, verbose=0), strict=True):
        np.testing.assert_allclose(mine, his, rtol=1e-4, atol=1e-5)


def test_layers_without_a_bias_are_the_same():
    def build(k):
        model = k.Sequential()
        model.add(k.Input((8, 8, 1)))
        model.add(k.layers.Conv2D(3, 3, activation="relu", use_bias=False))
        model.add(k.layers.Flatten())
        model.add(k.layers.Dense(4, use_bias=False))
        model.add(k.layers.BatchNormalization())
        model.add(k.layers.Dense(4, activation="softmax", use_bias=False))
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    mine, his, own, other = trained(build, PICTURES, DIGITS, batch_size=12)
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=1e-4)
    assert own.count_params() == other.count_params()
    assert [v.shape for v in own.trainable_variables] == [tuple(v.shape) for v in other.trainable_variables]
    assert [v.shape for v in own.non_trainable_variables] == [
        tuple(v.shape) for v in other.non_trainable_variables if "seed" not in v.path
    ]


def test_a_single_batch_weighs_its_classes_alike():
    own, other = pair(network(metrics=()))
    for rows in (slice(0, 20), np.flatnonzero(LABELS == 1)[:10]):  # the second has one class alone
        mine = own.train_on_batch(X[rows], LABELS[rows], class_weight={0: 0.5, 1: 3.0})
        his = other.train_on_batch(X[rows], LABELS[rows], class_weight={0: 0.5, 1: 3.0})
        np.testing.assert_allclose(mine, float(np.asarray(his).reshape(-1)[0]), rtol=1e-5)
    for a, c in zip(own.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, c, rtol=1e-4, atol=1e-6)


def test_inputs_are_found_by_their_names():
    def build(k):
        a, b = k.Input((2,), name="place"), k.Input((3,), name="colour")
        model = k.Model([a, b], k.layers.Dense(1)(k.layers.Concatenate()([a, b])))
        model.compile("sgd", "mse")
        return model

    own, other = pair(build)
    x = {"colour": RNG.normal(size=(60, 3)).astype("float32"), "place": X}
    settings = {"batch_size": 20, "epochs": 3, "verbose": 0, "shuffle": False}
    mine, his = (model.fit(x, LABELS, **settings).history for model in (own, other))
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=2e-5)
    np.testing.assert_allclose(own.predict(x), other.predict(x, verbose=0), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("activation", ["leaky_relu", "elu", "softplus", "gelu", "relu", "tanh", "sigmoid", "softmax"])
def test_activations_by_their_names_are_the_same(activation):
    def build(k):
        model = k.Sequential([k.layers.Input((2,)), k.layers.Dense(6, activation=activation), k.layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    mine, his, *_ = trained(build, X, LABELS, batch_size=20)
    np.testing.assert_allclose(mine["loss"], his["loss"], rtol=2e-5)


def test_several_classes_at_once_count_alike():
    def build(k):
        model = k.Sequential([k.layers.Input((2,)), k.layers.Dense(3, activation="sigmoid")])
        model.compile("sgd", "binary_crossentropy", metrics=["accuracy", "binary_accuracy"])
        return model

    mine, his, *_ = trained(build, X, np.stack([LABELS, 1 - LABELS, LABELS], 1), batch_size=20)
    for name in his:
        np.testing.assert_allclose(mine[name], his[name], rtol=2e-5, err_msg=name)
