"""Calls of a course under their usual names: building, training, looking, stopping, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from gdviz.keras import Input, Model, Sequential, set_random_seed
from gdviz.keras.callbacks import Callback, EarlyStopping, LambdaCallback, ModelCheckpoint
from gdviz.keras.layers import (
    Activation,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    MaxPooling2D,
    concatenate,
)
from gdviz.keras.models import load_model
from gdviz.keras.optimizers import SGD, Adagrad, Adam, AdamW, RMSprop
from gdviz.keras.utils import to_categorical

RNG = np.random.default_rng(5)
X = RNG.normal(size=(200, 2))
LABELS = (X[:, 0] + X[:, 1] > 0).astype(int)


def logistic() -> Sequential:
    model = Sequential()
    model.add(Dense(1, input_shape=(2,), activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer=SGD(1.0), metrics=["accuracy"])
    return model


def test_a_neuron_learns_what_is_separable():
    model = logistic()
    history = model.fit(X, LABELS, batch_size=20, epochs=30, verbose=0)
    assert history.history["accuracy"][-1] > 0.97
    assert history.epoch == list(range(30))
    loss, accuracy = model.evaluate(X, LABELS, verbose=0)
    assert accuracy > 0.97
    assert model.evaluate(X, LABELS, verbose=0, return_dict=True) == {"loss": loss, "accuracy": accuracy}
    p = model.predict(X)
    assert p.shape == (200, 1)
    assert np.mean((p[:, 0] > 0.5) == LABELS) == pytest.approx(accuracy)


def test_predictions_follow_the_formula_of_the_weights():
    model = Sequential([Input((2,)), Dense(3, activation="relu"), Dense(2, activation="softmax")])
    W1, b1, W2, b2 = model.get_weights()
    assert [w.shape for w in (W1, b1, W2, b2)] == [(2, 3), (3,), (3, 2), (2,)]
    z = np.maximum(0, X @ W1 + b1) @ W2 + b2
    np.testing.assert_allclose(model.predict(X), np.exp(z) / np.exp(z).sum(1, keepdims=True), rtol=1e-5)


def test_the_same_seed_is_the_same_run_and_another_is_another():
    def run(seed):
        set_random_seed(seed)
        model = Sequential([Input((2,)), Dense(8, activation="relu"), Dropout(0.3), Dense(1, activation="sigmoid")])
        model.compile("adam", "binary_crossentropy")
        return model.fit(X, LABELS, epochs=3, verbose=0).history["loss"]

    assert run(3) == run(3)
    assert run(3) != run(4)


def test_fit_goes_on_where_it_was():
    set_random_seed(2)
    model = logistic()
    first = model.fit(X, LABELS, epochs=2, verbose=0).history["loss"]
    more = model.fit(X, LABELS, epochs=5, initial_epoch=2, verbose=0)
    assert more.epoch == [2, 3, 4]
    assert more.history["loss"][0] < first[-1]


def test_early_stopping_ends_with_the_best_weights():
    seen = []
    stop = EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True)
    model = Sequential([Input((2,)), Dense(64, activation="relu"), Dense(64, activation="relu"), Dense(1)])
    model.compile(Adam(0.01), "mse")
    few, noise = X[:40], RNG.normal(size=40)
    history = model.fit(
        few,
        noise,
        validation_split=0.5,
        epochs=300,
        verbose=0,
        callbacks=[stop, LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(logs["val_loss"]))],
    )
    assert len(seen) == len(history.epoch) < 300
    best = min(seen)
    assert stop.best == pytest.approx(best)
    assert model.evaluate(few[20:], noise[20:], verbose=0) == pytest.approx(best, rel=1e-4)


def test_a_callback_may_stop_and_change_the_learning_rate():
    rates = []

    class Mine(Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.optimizer.learning_rate = 0.1 / (1 + epoch)
            rates.append(self.model.optimizer.learning_rate)

        def on_train_batch_end(self, batch, logs=None):
            if len(rates) == 3:
                self.model.stop_training = True

    model = logistic()
    history = model.fit(X, LABELS, epochs=50, verbose=0, callbacks=[Mine()])
    assert len(history.epoch) == 3
    np.testing.assert_allclose(rates, [0.1, 0.05, 0.1 / 3])


KINDS = {"clipnorm": 0.05, "clipvalue": 0.02, "global_clipnorm": 0.06}


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_clipped_as_keras_says(kind):
    """clipnorm: each variable by itself; clipvalue: each number; global_clipnorm: all together."""
    limit = KINDS[kind]
    set_random_seed(4)
    model = Sequential([Input((2,)), Dense(1)])
    model.compile(SGD(0.5, **{kind: limit}), "mse")
    W, b = (w.astype(float) for w in model.get_weights())
    for _ in range(3):
        error = 2 * (X @ W + b - LABELS[:, None]) / len(X)
        slopes = [X.T @ error, error.sum(0)]
        lengths = [np.linalg.norm(g) for g in slopes]
        if kind == "clipnorm":
            slopes = [g * limit / max(length, limit) for g, length in zip(slopes, lengths, strict=True)]
        elif kind == "clipvalue":
            slopes = [np.clip(g, -limit, limit) for g in slopes]
        else:
            slopes = [g * limit / max(np.hypot(*lengths), limit) for g in slopes]
        W, b = W - 0.5 * slopes[0], b - 0.5 * slopes[1]
    model.fit(X, LABELS, batch_size=len(X), epochs=3, verbose=0)
    for mine, expected in zip(model.get_weights(), (W, b), strict=True):
        np.testing.assert_allclose(mine, expected, rtol=2e-5, atol=1e-6)


def test_clipping_goes_into_the_file(tmp_path):
    model = Sequential([Input((2,)), Dense(1)])
    model.compile(AdamW(0.1, amsgrad=True, clipnorm=0.5), "mse")
    again = saved_and_read(model, tmp_path).optimizer
    assert (again.method.clip.name, again.method.clip.limit, again.method.amsgrad) == ("norm_of_each", 0.5, True)


def test_gelu_is_the_exact_one():
    model = Sequential([Input((2,)), Activation("gelu")])
    np.testing.assert_allclose(model.predict(X), X * ndtr(X), rtol=2e-6, atol=2e-7)


def test_the_best_checkpoint_is_that_of_the_lowest_loss(tmp_path):
    model = logistic()
    rates = LambdaCallback(on_epoch_begin=lambda epoch, logs: setattr(model.optimizer, "learning_rate", 3.0**epoch))
    best = ModelCheckpoint(tmp_path / "best {epoch} {val_loss:.3f}.keras", save_best_only=True)
    history = model.fit(X[:, ::-1] ** 3, LABELS, epochs=8, verbose=0, callbacks=[rates, best], validation_split=0.3)
    losses = history.history["val_loss"]
    place = int(np.argmin(losses))
    read = load_model(tmp_path / f"best {place + 1} {losses[place]:.3f}.keras")
    rows, labels = X[140:, ::-1] ** 3, LABELS[140:]
    assert read.evaluate(rows, labels, verbose=0, return_dict=True)["loss"] == pytest.approx(losses[place], rel=1e-5)
    assert place + 1 == max(int(path.name.split()[1]) for path in tmp_path.iterdir())


def test_checkpoints_are_written_each_epoch_or_for_the_best(tmp_path):
    model = logistic()
    model.fit(X, LABELS, epochs=2, verbose=0, callbacks=[ModelCheckpoint(tmp_path / "m{epoch}.keras")])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m1.keras", "m2.keras"]
    best = tmp_path / "best.keras"
    model.fit(X, LABELS, epochs=4, verbose=0, callbacks=[ModelCheckpoint(best, monitor="loss", save_best_only=True)])
    assert best.exists()


def test_layers_may_be_shared_and_joined():
    a, b = Input(shape=(2,)), Input(shape=(2,))
    shared = Dense(3, activation="tanh")
    model = Model(inputs=[a, b], outputs=Dense(1)(concatenate([shared(a), shared(b)])))
    assert model.count_params() == 2 * 3 + 3 + 6 + 1
    W, bias, V, c = model.get_weights()
    wanted = np.hstack([np.tanh(X @ W + bias), np.tanh(-X @ W + bias)]) @ V + c
    np.testing.assert_allclose(model.predict([X, -X]), wanted, rtol=1e-4, atol=1e-6)
    assert Concatenate()([shared(a), shared(b)]).shape == (6,)


def test_summary_counts_as_by_hand(capsys):
    model = Sequential()
    model.add(Conv2D(4, (3, 3), input_shape=(28, 28, 1)))
    model.add(BatchNormalization())
    model.add(Activation("relu"))
    model.add(MaxPooling2D())
    model.add(Flatten())
    model.add(Dense(10, activation="softmax"))
    model.summary()
    shown = capsys.readouterr().out
    assert "(None, 26, 26, 4)" in shown
    assert "(None, 676)" in shown
    assert "Total params: 6,826" in shown  # 40 + 16 + 6,770
    assert "Non-trainable params: 8" in shown  # running means and variances of four channels


@pytest.mark.parametrize(("verbose", "lines"), [(0, 0), (2, 3)])
def test_what_is_printed(verbose, lines, capsys):
    logistic().fit(X, LABELS, epochs=3, verbose=verbose)
    assert len(capsys.readouterr().out.splitlines()) == lines


def test_a_bar_for_each_epoch(capsys):
    logistic().fit(X, LABELS, batch_size=50, epochs=2, verbose=1)
    shown = capsys.readouterr().out
    assert "Epoch 1/2" in shown
    assert "4/4" in shown
    assert "loss: " in shown


def test_weights_are_copies():
    model = logistic()
    weights = model.get_weights()
    weights[0][...] = 99
    assert not np.any(model.get_weights()[0] == 99)


def test_one_hot_rows():
    np.testing.assert_array_equal(to_categorical([0, 2, 1]), [[1, 0, 0], [0, 0, 1], [0, 1, 0]])
    assert to_categorical([1], num_classes=4).shape == (1, 4)
    with pytest.raises(ValueError, match=r"class labels in \[0, 1\]; got 5"):
        to_categorical([5], num_classes=2)


WRONG = [
    (lambda: Dense(0), "units must be at least 1; got 0"),
    (lambda: Dense(3, activation="rellu"), "did you mean 'relu'"),
    (lambda: Conv2D(3, (3, 3, 3)), "kernel_size must be"),
    (lambda: SGD(0.0), "learning_rate must be above 0; got 0"),
    (lambda: SGD(0.1, clipnorm=1.0, clipvalue=1.0), "one can be set; got clipnorm and clipvalue"),
    (lambda: SGD(0.1, clipnrom=1.0), "SGD of gdviz.keras has no argument 'clipnrom'"),
    (lambda: SGD(0.1, clipnorm=-1.0), r"clipnorm must be in .*; got -1\.0"),
    (lambda: SGD(0.1, momentum=1.5), r"momentum must be in \[0, 1\); got 1.5"),
    (lambda: Sequential([Input((4, 4, 1)), Conv2D(2, (9, 9))]), "kernel"),
    (lambda: Sequential([Input((4, 4, 1)), Dense(2)]), "flatten"),
    (lambda: Model(Input((2,)), Dense(1)(Input((2,)))), "depend on the inputs"),
    (lambda: logistic().fit(X, LABELS[:-1], verbose=0), "one entry a row"),
    (lambda: logistic().fit(X[:, :1], LABELS, verbose=0), "2"),
    (lambda: logistic().fit(X * np.nan, LABELS, verbose=0), "finite"),
    (lambda: logistic().fit(X, LABELS + 5, verbose=0), r"\[0, 1\]"),
    (lambda: logistic().fit(X, LABELS, batch_size=0, verbose=0), "batch_size must be at least 1; got 0"),
    (lambda: logistic().fit(X[:0], LABELS[:0], verbose=0), "at least one row"),
    (lambda: logistic().fit(X, LABELS, verbose=7), "verbose must be"),
    (lambda: logistic().compile("adam", "binary_crossentropie"), "did you mean 'binary_crossentropy'"),
    (lambda: logistic().compile("adamm", "mse"), "did you mean 'Adam'"),
    (lambda: logistic().compile("adam", "mse", metrics=["acuracy"]), "did you mean 'accuracy'"),
    (lambda: logistic().compile("adam", "categorical_crossentropy"), "one output a class"),
    (lambda: logistic().set_weights([np.zeros((3, 1)), np.zeros(1)]), "weights must have shapes"),
    (lambda: Sequential([Input((2,)), Dense(1)]).fit(X, LABELS), "compiled first"),
    (lambda: Sequential([Dense(1)]).predict(X), "not built yet"),
    (lambda: Sequential().add(3), "must be one of gdviz.keras.layers"),
]


@pytest.mark.parametrize(("mistake", "sentence"), WRONG)
def test_mistakes_are_told_before_any_work(mistake, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        mistake()


def saved_and_read(model, tmp_path):
    model.save(tmp_path / "model.keras")
    return load_model(tmp_path / "model.keras")


def test_a_saved_model_goes_on_to_the_bit(tmp_path):
    def build():
        set_random_seed(11)
        model = Sequential([Input((2,)), Dense(6, activation="tanh", kernel_regularizer="l2"), BatchNormalization(),
                            Dense(3, activation="softmax")])  # fmt: skip
        model.compile(Adam(0.02, amsgrad=True), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    y = LABELS + (X[:, 0] > 1)
    straight = build()
    straight.fit(X, y, epochs=2, shuffle=False, verbose=0)
    again = saved_and_read(straight, tmp_path)
    assert isinstance(again, Sequential)
    np.testing.assert_array_equal(again.predict(X), straight.predict(X))
    mine = straight.fit(X, y, epochs=3, shuffle=False, verbose=0).history
    his = again.fit(X, y, epochs=3, shuffle=False, verbose=0).history
    assert mine == his
    for a, b in zip(straight.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_graph_is_saved_with_its_joints(tmp_path):
    a, b = Input((2,)), Input((3,))
    shared = Dense(3, activation="tanh")
    model = Model([a, b], [Dense(1)(Concatenate()([shared(a), Dense(2)(b)])), shared(a)])
    again = saved_and_read(model, tmp_path)
    rows = [X, RNG.normal(size=(200, 3))]
    for one, other in zip(model.predict(rows), again.predict(rows), strict=True):
        np.testing.assert_array_equal(one, other)
    again.compile("sgd", "mse")
    again.fit(rows, [LABELS, np.zeros((200, 3))], epochs=1, verbose=0)


def test_files_that_are_damaged_or_none_of_ours_give_one_sentence(tmp_path):
    model = logistic()
    model.fit(X, LABELS, epochs=1, verbose=0)
    path = tmp_path / "model.keras"
    model.save(path)
    whole = path.read_bytes()
    broken = tmp_path / "broken.keras"
    for length in range(0, len(whole), max(1, len(whole) // 40)):
        broken.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"^broken\.keras holds no model that can be read: "):
            load_model(broken)
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        spoiled = bytearray(whole)
        spoiled[place] ^= 0xFF
        broken.write_bytes(bytes(spoiled))
        said = ""
        try:
            read = load_model(broken)
        except ValueError as error:
            said = str(error)
        if said:
            assert said.startswith("broken.keras ")
        else:  # a date or another byte that says nothing
            np.testing.assert_array_equal(read.predict(X), model.predict(X))
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        load_model(tmp_path / "gone.keras")


def test_a_model_that_is_not_built_is_not_saved(tmp_path):
    with pytest.raises(ValueError, match="not built yet"):
        Sequential([Dense(1)]).save(tmp_path / "model.keras")
    assert list(tmp_path.iterdir()) == []


def test_several_classes_at_once() -> None:
    model = Sequential([Input((3,)), Dense(3, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy", "binary_accuracy"])
    model.set_weights([np.eye(3), np.zeros(3)])  # it says yes where a number is above 0
    x = [[1.0, -1.0, 2.0], [3.0, 1.0, -1.0], [-1.0, -2.0, -3.0]]
    y = [[1, 1, 1], [1, 0, 0], [0, 0, 1]]
    # 2, 2 and 2 of 3 outputs are right; the largest is at 2, 0 and 0, and the first largest of y at 0, 0 and 2
    figures = model.evaluate(np.array(x), np.array(y), verbose=0, return_dict=True)
    assert figures["binary_accuracy"] == pytest.approx(6 / 9)
    assert figures["accuracy"] == pytest.approx(1 / 3)


def test_leaky_relu_by_its_name_lets_a_fifth_through_and_the_layer_three_tenths() -> None:
    x = np.array([[-10.0], [5.0]])
    for layer, share in ((Dense(1, activation="leaky_relu"), 0.2), (LeakyReLU(), 0.3)):
        model = Sequential([Input((1,)), layer])
        model.set_weights([np.ones((1, 1)), np.zeros(1)][: len(model.get_weights())])
        np.testing.assert_allclose(model.predict(x, verbose=0), [[-10 * share], [5.0]], rtol=1e-6)


def adam() -> Sequential:
    """Return a neuron and its optimizer after three steps; what comes next depends on what that remembers."""
    model = logistic()
    model.compile(Adam(0.1), "binary_crossentropy")
    model.set_weights([np.ones((2, 1)), np.zeros(1)])
    return model


def steps(model: Sequential, count: int, y=LABELS) -> list[float]:
    history = model.fit(X, y, batch_size=len(X), epochs=count, shuffle=False, verbose=0).history
    return history["loss"]


def test_a_model_that_was_read_and_saved_again_goes_on_to_the_bit(tmp_path) -> None:
    model = adam()
    steps(model, 3)
    again = saved_and_read(saved_and_read(model, tmp_path), tmp_path)
    assert steps(again, 2) == steps(model, 2)


@pytest.mark.parametrize("optimizer", [SGD, AdamW, Adam])
def test_a_model_that_was_read_may_be_compiled_anew(tmp_path, optimizer) -> None:
    model = adam()
    steps(model, 3)
    read, fresh = saved_and_read(model, tmp_path), logistic()
    fresh.set_weights(read.get_weights())
    for each in (read, fresh):
        each.compile(optimizer(0.1), "binary_crossentropy")
    assert steps(read, 3) == steps(fresh, 3)


def test_an_optimizer_of_two_models_remembers_each_by_itself() -> None:
    shared, alone = Adam(0.1), [adam(), adam()]
    together = [adam(), adam()]
    for model in together:
        model.compile(shared, "binary_crossentropy")
    for _ in range(3):
        for mine, other, y in zip(together, alone, (LABELS, 1 - LABELS), strict=True):
            assert steps(mine, 2, y) == steps(other, 2, y)


def test_a_linear_output_says_yes_above_a_half() -> None:
    model = Sequential([Input((1,)), Dense(1)])
    model.set_weights([np.ones((1, 1)), np.zeros(1)])
    model.compile("sgd", "mse", metrics=["accuracy"])
    x = np.array([[0.3], [0.7], [-2.0], [5.0]])
    assert model.evaluate(x, np.array([0, 1, 0, 0]), verbose=0)[1] == 0.75


def test_an_output_that_works_at_two_places_has_its_activation_and_its_weights_at_both() -> None:
    layer, x = Dense(2, activation="sigmoid"), Input((2,))
    model = Model(x, layer(layer(x)))
    kernel, bias = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([0.1, -0.2])
    model.set_weights([kernel, bias])
    rows, expected = X[:5], X[:5]
    for _ in range(2):
        expected = 1 / (1 + np.exp(-(expected @ kernel + bias)))
    np.testing.assert_allclose(model.predict(rows, verbose=0), expected, rtol=1e-5)


def test_best_weights_are_handed_back_to_the_model_whose_they_are() -> None:
    owner = logistic()
    other = Model(owner.input, owner.output)
    other.compile(SGD(20.0), "binary_crossentropy")
    stopping = EarlyStopping(monitor="loss", patience=3, restore_best_weights=True)
    other.fit(X, LABELS, batch_size=20, epochs=30, verbose=0, callbacks=[stopping])
    assert stopping.best_epoch < stopping.stopped_epoch
    np.testing.assert_array_equal(owner.predict(X, verbose=0), other.predict(X, verbose=0))


@pytest.mark.parametrize(
    ("optimizer", "start", "step"),
    [
        # the slope of (w - 1)^2 is 2 (w - 1), here 3/4 and 4; epsilon = 1 within the root
        (lambda: Adagrad(1.0, initial_accumulator_value=0.0, epsilon=1.0), 1.375, 0.6),  # 3/4 / sqrt(9/16 + 1)
        (lambda: RMSprop(1.0, rho=0.5, epsilon=1.0), 3.0, 4 / 3),  # 4 / sqrt(16/2 + 1)
    ],
)
def test_epsilon_stands_where_keras_has_it(optimizer, start, step) -> None:
    model = Sequential([Input((1,)), Dense(1, use_bias=False)])
    model.set_weights([np.array([[start]])])
    model.compile(optimizer(), "mse")
    model.fit(np.ones((2, 1)), np.ones(2), epochs=1, verbose=0)
    assert model.get_weights()[0][0, 0] == pytest.approx(start - step, rel=1e-6)


def test_one_output_may_have_a_weight_of_its_loss() -> None:
    model = Sequential([Input((1,)), Dense(1)])
    model.set_weights([np.zeros((1, 1)), np.zeros(1)])
    model.compile("sgd", "mse", loss_weights=[3.0])
    assert model.evaluate(np.ones((2, 1)), np.array([1.0, 2.0]), verbose=0) == pytest.approx(3 * (1 + 4) / 2)


def test_one_input_and_one_output_may_stand_in_lists() -> None:
    model = logistic()
    plain = model.evaluate(X, LABELS, verbose=0)
    assert model.evaluate([X], [LABELS], verbose=0) == plain
    assert model.evaluate([X], [LABELS[:, None]], verbose=0) == plain
    assert model.predict([[1.0, 2.0]], verbose=0).shape == (1, 1)  # one row, as ever
    several = Sequential([Input((2,)), Dense(3)])
    several.compile("sgd", "mse")
    with pytest.raises(ValueError, match="x must have at least one row; got none"):
        several.fit(X[:0], np.zeros((0, 3)), verbose=0)
