"""The course's notebooks in our own words: the same calls on the same data reach what the course reaches."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.datasets import DATASETS
from gdviz.keras import Input, Model, Sequential, set_random_seed
from gdviz.keras.callbacks import EarlyStopping
from gdviz.keras.datasets import mnist
from gdviz.keras.layers import Conv2D, Dense, Flatten, MaxPooling2D, concatenate
from gdviz.keras.optimizers import SGD, Adam
from gdviz.keras.utils import to_categorical


def generated(name, seed=1, **options):
    dataset = DATASETS[name](**options).generate(np.random.default_rng(seed))
    return dataset.X, dataset.y


def fitted(model, x, y, **settings):
    return model.fit(x, y, verbose=0, **settings)


def test_a_line_is_a_neuron_without_an_activation():
    """Least squares by its closed form is the independent answer."""
    x, y = generated("line")
    model = Sequential()
    model.add(Dense(1, input_shape=(1,)))
    model.compile(loss="mean_squared_error", optimizer=SGD(0.05))
    fitted(model, x, y, batch_size=len(x), epochs=3000)
    w, b = model.get_weights()
    wanted = np.polyfit(x[:, 0], y, 1)
    np.testing.assert_allclose([w[0, 0], b[0]], wanted, atol=1e-3)


def test_nine_features_have_the_coefficients_0_to_8():
    x, y = generated("nine_features")
    model = Sequential([Input((9,)), Dense(1)])
    model.compile(loss="mse", optimizer=SGD(0.25))  # half of what it is for half the square
    fitted(model, x, y, batch_size=len(x), epochs=5000)
    w, b = model.get_weights()
    np.testing.assert_allclose(w[:, 0], range(9), atol=0.01)
    assert b[0] == pytest.approx(9, abs=0.01)


def test_one_artificial_neuron_tells_two_tribes_apart():
    """Published: 97.09 %; band 96 to 98.5 %."""
    x, y = generated("gaussians", n=10_000)
    model = Sequential()
    model.add(Dense(1, input_shape=(2,), activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer=SGD(0.01), metrics=["accuracy"])
    model.set_weights([np.array([[0.1], [0.1]]), np.array([1.0])])
    fitted(model, x, y, batch_size=len(x), epochs=1000)
    assert 0.96 < model.evaluate(x, y, verbose=0)[1] < 0.985


@pytest.mark.parametrize(
    ("data", "feature", "low", "high"),
    [
        ("ring", None, 0.40, 0.65),
        ("ring", lambda x: np.hypot(x[:, 0], x[:, 1]), 0.93, 0.98),
        ("xor", lambda x: x[:, 0] * x[:, 1], 0.94, 0.985),
    ],
)
def test_where_a_straight_line_fails_a_feature_helps(data, feature, low, high):
    x, y = generated(data, n=2000)
    if feature is not None:
        x = np.column_stack([x, feature(x)])
    model = Sequential([Input((x.shape[1],)), Dense(1, activation="sigmoid")])
    model.compile(loss="binary_crossentropy", optimizer=SGD(0.1), metrics=["accuracy"])
    fitted(model, x, y, batch_size=100, epochs=100)
    assert low < model.evaluate(x, y, verbose=0)[1] < high


@pytest.mark.parametrize("data", ["ring", "xor"])
def test_2_25_25_1_finds_the_feature_itself(data):
    set_random_seed(1)
    x, y = generated(data, n=1000)
    model = Sequential()
    model.add(Dense(25, input_shape=(2,), activation="sigmoid"))
    model.add(Dense(25, activation="sigmoid"))
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer=SGD(0.9), metrics=["accuracy"])
    stop = EarlyStopping(monitor="val_loss", patience=80, restore_best_weights=True)
    fitted(model, x, y, batch_size=100, epochs=500, validation_split=0.2, callbacks=[stop])
    assert model.evaluate(x, y, verbose=0)[1] > 0.93


def test_sums_of_sigmoids_come_near_a_curve():
    set_random_seed(3)
    x = np.linspace(-1, 1, 200)[:, None]
    y = np.sin(3 * x[:, 0])
    model = Sequential([Input((1,)), Dense(8, activation="sigmoid"), Dense(1)])
    model.compile("adam", "mse")
    model.optimizer.learning_rate = 0.03
    fitted(model, x, y, batch_size=20, epochs=300)
    assert model.evaluate(x, y, verbose=0) < 0.003 < np.var(y)


@pytest.fixture(scope="module")
def digits():
    """The first 12,000 digits and 2,000 of the test."""
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    scaled = (x_train[:12_000] / 255).astype("float32"), (x_test[:2_000] / 255).astype("float32")
    return scaled[0], y_train[:12_000], scaled[1], y_test[:2_000]


def test_digits_by_softmax_alone(digits):
    x, y, x_test, y_test = digits
    model = Sequential()
    model.add(Flatten(input_shape=(28, 28, 1)))
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer=SGD(0.1), metrics=["accuracy"])
    fitted(model, x[..., None], to_categorical(y), batch_size=32, epochs=4)
    assert model.evaluate(x_test[..., None], to_categorical(y_test), verbose=0)[1] > 0.87


def test_digits_by_two_hidden_layers(digits):
    x, y, x_test, y_test = digits
    set_random_seed(1)
    model = Sequential()
    model.add(Dense(128, input_shape=(784,), activation="relu"))
    model.add(Dense(128, activation="relu"))
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    fitted(model, x.reshape(-1, 784), y, batch_size=64, epochs=5)
    assert model.evaluate(x_test.reshape(-1, 784), y_test, verbose=0)[1] > 0.93


def test_digits_by_convolution(digits):
    x, y, x_test, y_test = digits
    set_random_seed(1)
    model = Sequential()
    model.add(Conv2D(8, (3, 3), input_shape=(28, 28, 1), activation="relu"))
    model.add(MaxPooling2D((2, 2)))
    model.add(Conv2D(16, (3, 3), activation="relu"))
    model.add(MaxPooling2D((2, 2)))
    model.add(Flatten())
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy", optimizer=Adam(0.003), metrics=["accuracy"])
    fitted(model, x[..., None], y, batch_size=64, epochs=3)
    assert model.evaluate(x_test[..., None], y_test, verbose=0)[1] > 0.95


def test_two_inputs_and_two_outputs_joined_in_the_middle():
    set_random_seed(1)
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(400, 2)), rng.normal(size=(400, 1))
    left, right = Input((2,)), Input((1,))
    joined = Dense(16, activation="relu")(concatenate([Dense(8, activation="relu")(left), right]))
    model = Model(inputs=[left, right], outputs=[Dense(1)(joined), Dense(1, activation="sigmoid")(joined)])
    model.compile(optimizer=Adam(0.01), loss=["mse", "binary_crossentropy"])
    number, label = a.sum(1) - b[:, 0], (a[:, 0] > b[:, 0]).astype(float)
    fitted(model, [a, b], [number, label], batch_size=40, epochs=60)
    answers = model.predict([a, b])
    assert np.corrcoef(answers[0][:, 0], number)[0, 1] > 0.99
    assert np.mean((answers[1][:, 0] > 0.5) == label) > 0.93
