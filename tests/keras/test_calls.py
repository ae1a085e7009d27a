"""Calls as a course's notebooks write them: shared layers, feature maps, several outputs, arguments of all kinds."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz import keras
from gdviz.keras import Input, Model, Sequential, activations, backend, initializers, losses, metrics, optimizers
from gdviz.keras.callbacks import EarlyStopping, LambdaCallback, LearningRateScheduler, ModelCheckpoint
from gdviz.keras.layers import ELU, Conv2D, Dense, Dropout, Flatten, InputLayer, LeakyReLU, MaxPool2D, concatenate
from gdviz.keras.models import load_model

RNG = np.random.default_rng(5)
X = RNG.normal(size=(60, 2))
Y = (X[:, 0] > X[:, 1]).astype(int)
PICTURES = RNG.integers(0, 256, (12, 8, 8)).astype(np.uint8)


def two_layers(last="sigmoid"):
    model = Sequential([Input((2,)), Dense(3, activation="tanh"), Dense(1, activation=last)])
    model.compile("sgd", "mse")
    return model


def test_what_a_hidden_layer_makes_follows_the_model_that_is_trained():
    model = two_layers("linear")
    hidden = Model(model.inputs, model.layers[0].output)
    for _ in range(2):
        model.fit(X, Y, epochs=2, verbose=0)
        (W, b), (V, c) = (layer.get_weights() for layer in model.layers)
        np.testing.assert_allclose(hidden.predict(X), np.tanh(X @ W + b), rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(hidden.predict(X) @ V + c, model.predict(X), rtol=1e-4, atol=1e-6)


def test_feature_maps_are_pictures():
    model = Sequential([Conv2D(2, 3, activation="relu", input_shape=(8, 8, 1)), MaxPool2D(), Flatten(), Dense(3)])
    maps = Model(model.input, [layer.output for layer in model.layers[:2]])
    first, second = maps.predict(PICTURES / 255)
    assert (first.shape, second.shape) == ((12, 6, 6, 2), (12, 3, 3, 2))
    W, b = model.layers[0].get_weights()
    by_hand = (PICTURES[4, 2:5, 1:4] / 255 * W[:, :, 0, 1]).sum() + b[1]
    assert first[4, 2, 1, 1] == pytest.approx(max(0, by_hand), rel=1e-4)
    assert second[4, 1, 0, 1] == first[4, 2:4, 0:2, 1].max()


def test_a_painter_learns_from_a_teacher_who_stands_still():
    painter = Sequential([Input((1,)), Dense(4, activation="relu", bias_initializer="ones"), Dense(2)])
    teacher = Sequential([Input((2,)), Dense(4, activation="tanh"), Dense(1, activation="sigmoid")])
    teacher.compile("adam", "binary_crossentropy")
    teacher.trainable = False
    z = Input((1,))
    both = Model(z, teacher(painter(z)))
    both.compile("adam", "binary_crossentropy")
    before = painter.get_weights(), teacher.get_weights()
    noise = RNG.normal(size=(20, 1))
    during = []
    both.fit(noise, np.ones(20), verbose=0, callbacks=LambdaCallback(
        on_train_batch_end=lambda batch, logs: during.append(teacher.predict(painter.predict(noise)))))  # fmt: skip
    for old, new in zip(before[1], teacher.get_weights(), strict=True):
        np.testing.assert_array_equal(new, old)
    assert not np.array_equal(before[0][0], painter.get_weights()[0])
    np.testing.assert_allclose(both.predict(noise), teacher.predict(painter.predict(noise)), rtol=1e-6)
    np.testing.assert_allclose(during[-1], both.predict(noise), rtol=1e-6)
    teacher.trainable = True
    teacher.train_on_batch(X[:10], Y[:10])
    assert not np.array_equal(before[1][0], teacher.get_weights()[0])
    np.testing.assert_allclose(both.predict(noise), teacher.predict(painter.predict(noise)), rtol=1e-6)


def test_a_model_is_a_part_of_a_longer_one():
    front = Sequential([Input((2,)), Dense(3, activation="tanh")])
    whole = Sequential([front, Dense(1)])
    assert whole.layers[0] is front.layers[0]
    W, b = whole.layers[1].get_weights()
    np.testing.assert_allclose(whole.predict(X), front.predict(X) @ W + b, rtol=1e-5)
    a, c = Input((2,)), Input((2,))
    with pytest.raises(ValueError, match="one behind the other"):
        Sequential([Model([a, c], concatenate([a, c])), Dense(1)])


def test_two_outputs_are_named_by_their_layers():
    """By hand: loss = 1 (mean squared) + 0.25 (cross-entropy), each mean as numpy makes it of the answers."""
    a, b = Input((2,)), Input((1,))
    joined = Dense(4, activation="tanh")(concatenate([a, b], axis=1))
    model = Model([a, b], [Dense(2, name="place")(joined), Dense(1, activation="sigmoid", name="right")(joined)])
    model.compile("sgd", {"right": "binary_crossentropy", "place": "mse"}, metrics={"right": ["accuracy"]},
                  loss_weights=[1.0, 0.25])  # fmt: skip
    side = RNG.normal(size=60)
    figures = model.evaluate([X, side], {"place": X, "right": Y}, verbose=0, return_dict=True)
    place, right = model.predict([X, side])
    p = right[:, 0].astype(float)
    squared, entropy = ((place - X) ** 2).mean(), -(np.log(np.where(Y == 1, p, 1 - p))).mean()
    assert figures["place_loss"] == pytest.approx(squared, rel=1e-5)
    assert figures["right_loss"] == pytest.approx(entropy, rel=1e-5)
    assert figures["loss"] == pytest.approx(squared + 0.25 * entropy, rel=1e-5)
    assert figures["right_accuracy"] == pytest.approx(((p > 0.5) == Y).mean())
    assert model.metrics_names == list(figures)
    history = model.fit([X, side], [X, Y], epochs=2, verbose=0, validation_data=([X, side], [X, Y])).history
    assert set(history) == {*figures, *(f"val_{name}" for name in figures)}


def test_all_of_it_comes_back_from_a_file(tmp_path):
    a = Input((2,))
    hidden = Dense(3, activation=activations.tanh, kernel_initializer=initializers.RandomNormal(0, 1, seed=2))(a)
    model = Model(a, [Dense(2, name="u", trainable=False)(hidden), ELU(0.5, name="v")(hidden)])
    model.compile("adam", ["mse", "mae"], metrics=[[metrics.R2Score(name="fit")], ["mae"]], loss_weights=[1, 3])
    model.fit(X, [X, np.ones((60, 3))], verbose=0)
    model.save(tmp_path / "m.keras")
    again = load_model(tmp_path / "m.keras")
    for mine, theirs in zip(model.predict(X), again.predict(X), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    targets = [X, np.ones((60, 3))]
    assert again.evaluate(X, targets, verbose=0) == model.evaluate(X, targets, verbose=0)
    assert again.metrics_names == ["loss", "u_loss", "v_loss", "u_fit", "v_mae"]
    assert not again.get_layer("u").trainable
    with pytest.raises(ValueError, match="must be compiled first"):
        load_model(tmp_path / "m.keras", compile=False).evaluate(X, targets)
    other = Model(a, [Dense(2)(hidden), ELU(0.5)(hidden)])
    other.load_weights(tmp_path / "m.keras")
    np.testing.assert_array_equal(other.get_weights()[2], model.get_weights()[2])


def test_starts_are_what_was_asked_for():
    dense = Dense(400, kernel_initializer=initializers.RandomNormal(mean=3.0, stddev=0.5, seed=1),
                  bias_initializer=initializers.Constant(0.25), input_dim=50)  # fmt: skip
    Sequential([dense])
    assert dense.kernel.mean() == pytest.approx(3, abs=0.02)
    assert dense.kernel.std() == pytest.approx(0.5, abs=0.02)
    assert (dense.bias == 0.25).all()
    uniform = Dense(400, kernel_initializer=initializers.RandomUniform(1, 2), input_dim=50)
    Sequential([uniform])
    assert 1 <= uniform.kernel.min() < 1.01 < 1.99 < uniform.kernel.max() <= 2
    same = [Dense(5, kernel_initializer=initializers.HeNormal(seed=4), input_dim=3) for _ in range(2)]
    for layer in same:
        Sequential([layer])
    np.testing.assert_array_equal(same[0].kernel, same[1].kernel)
    assert keras.initializers.get("Ones")(RNG, (2,)).tolist() == [1, 1]


@pytest.mark.parametrize("kind", [list, np.array, lambda v: np.array(v).astype(bool), lambda v: np.array(v, np.uint8)])
def test_labels_of_all_kinds(kind):
    model = Sequential([Input((2,)), Dense(1, activation="sigmoid")])
    model.compile("sgd", losses.binary_crossentropy, None, [metrics.BinaryAccuracy()])
    history = model.fit(X.tolist(), kind(Y.tolist()), np.int64(10), np.int64(2), False).history
    assert list(history) == ["loss", "binary_accuracy"]
    assert len(history["loss"]) == 2


def test_rows_of_one_number_and_pictures_of_one_channel_need_no_last_axis():
    line = Sequential([Dense(1, input_shape=(1,), kernel_initializer="ones", bias_initializer="ones")])
    assert line.predict(np.array([3.0])).tolist() == [[4.0]]
    line.compile("sgd", "mse")
    line.fit(X[:, 0], Y, verbose=0)
    filters = Sequential([Conv2D(2, 3, input_shape=(8, 8, 1)), Flatten()])
    np.testing.assert_array_equal(filters.predict(PICTURES), filters.predict(PICTURES[..., None]))
    flat = Sequential([Flatten(input_shape=(8, 8))])
    np.testing.assert_array_equal(flat.predict(PICTURES[..., None]), PICTURES.reshape(12, 64))


def test_batches_have_32_rows_unless_told():
    model = two_layers()
    assert model.fit(X, Y, None, 1, 0).params["steps"] == 2


def test_one_step_is_w_minus_rate_times_slope():
    """y = w x with w = 1, x = 2, y = 0: loss 4, slope 2 * 2 * 2 = 8, and w becomes 1 - 0.1 * 8."""
    model = Sequential([Dense(1, input_dim=1, kernel_initializer="ones")])
    model.compile(optimizers.SGD(0.1), "mse")
    assert model.test_on_batch([[2.0]], [0.0]) == pytest.approx(4)
    assert model.train_on_batch([[2.0]], [0.0]) == pytest.approx(4)
    assert model.layers[0].kernel[0, 0] == pytest.approx(0.2)
    assert model.predict_on_batch([[1.0]])[0, 0] == pytest.approx(0.2 - 0.4)


def test_losses_and_activations_are_functions():
    assert losses.MeanSquaredError()([[0.0, 0.0]], [[1.0, 2.0]]) == pytest.approx(2.5)
    assert losses.BinaryCrossentropy()([1, 0], [[0.5], [0.5]]) == pytest.approx(np.log(2))
    assert losses.SparseCategoricalCrossentropy(from_logits=True)([1], [[0.0, 0.0, 0.0]]) == pytest.approx(np.log(3))
    np.testing.assert_allclose(activations.sigmoid([0.0, np.log(3)]), [0.5, 0.75], rtol=1e-6)
    assert activations.relu(np.array([-1, 2])).tolist() == [0, 2]
    assert Dense(3, activation=activations.relu).activation.__name__ == "relu"


def test_a_schedule_by_the_epoch():
    model = two_layers()
    rates = []
    model.fit(X, Y, epochs=3, verbose=0, callbacks=[
        LearningRateScheduler(lambda epoch, rate: rate / 2),
        LambdaCallback(on_epoch_end=lambda epoch, logs: rates.append(model.optimizer.learning_rate))])  # fmt: skip
    assert rates == [0.005, 0.0025, 0.00125]


def test_names_begin_afresh():
    backend.clear_session()
    assert [Dense(1).name, Dense(1).name, LeakyReLU(alpha=0.1).name] == ["dense", "dense_1", "leaky_re_lu"]
    model = Sequential([InputLayer(input_shape=(2,)), Dense(1)])
    assert model.get_layer("dense_2") is model.get_layer(index=0) is model.layers[0]


REFUSED = [
    (lambda: optimizers.Adam("fast"), "learning_rate must be a number; got 'fast'"),
    (lambda: optimizers.SGD(0.1, momentum="a"), "momentum must be a number; got 'a'"),
    (lambda: optimizers.RMSprop(rho=None), "rho must be a number; got None"),
    (lambda: Dropout("a"), "rate must be a number; got 'a'"),
    (lambda: two_layers().fit([[1, 2], [3]], [0, 1]), "x must have rows of one length"),
    (lambda: two_layers().fit(None, Y), "x must be an array; got None"),
    (lambda: two_layers().fit(X, None), "y must be an array; got None"),
    (lambda: two_layers().fit(X, Y, validation_data=(X,)), r"validation_data must be \(x, y\) or .*; got 1"),
    (lambda: two_layers().fit(X, Y, validation_data=X), "validation_data must be .*; got one ndarray"),
    (lambda: Input((0,)), r"shape must be .* whole numbers from 1 on, .*; got \(0,\)"),
    (lambda: Input(-2), r"shape must be .* whole numbers from 1 on, .*; got \(-2,\)"),
    (lambda: Dense(3, bias_regularizer="l2"), "Dense of gdviz.keras has no argument 'bias_regularizer'; got 'l2'"),
    (lambda: Dropout(0.5, seed=3), "Dropout of gdviz.keras has no argument 'seed'; got 3"),
    (lambda: Dense(8.5), "units must be a whole number; got 8.5"),
    (lambda: Conv2D(True, 3), "filters must be a whole number; got True"),
    (lambda: Dense(), "Dense: missing a required argument: 'units'"),
    (lambda: Dense(3, activation=lambda z: z), "activation must be a name or an object of gdviz.keras"),
    (lambda: Dense(3, kernel_initializer="he_norml"), "did you mean 'he_normal'"),
    (lambda: Dense(3, input_shape=("two",)), "input_shape must be the shape of a row in whole numbers"),
    (lambda: initializers.RandomNormal(stddev=-1), "stddev must be at least 0; got -1"),
    (lambda: optimizers.SGD(0.1, weight_decay=0.1), "SGD of gdviz.keras has no argument 'weight_decay'"),
    (
        lambda: EarlyStopping(start_from_epoch=2),
        "EarlyStopping .* no argument 'start_from_epoch'; got 2",
    ),
    (lambda: ModelCheckpoint("a", save_freq=3), "ModelCheckpoint of gdviz.keras has no argument 'save_freq'; got 3"),
    (lambda: two_layers().compile("sgd", "mse", metrics="accuracy"), r"metrics must be a list, such as \['accuracy'\]"),
    (lambda: two_layers().compile("sgd", "mse", ["accuracy"]), "loss_weights must be a number; got 'accuracy'"),
    (lambda: two_layers().compile("sgd", "mse", 0.5), "loss_weights must be a list of numbers, .*; got 0.5"),
    (lambda: losses.BinaryCrossentropy(label_smoothing=0.1), "BinaryCrossentropy .* no argument 'label_smoothing'"),
    (lambda: metrics.BinaryAccuracy(threshold=0.2), "BinaryAccuracy of gdviz.keras has no argument 'threshold'"),
    (lambda: keras.layers.BatchNormalization(1), "BatchNormalization of gdviz.keras has no argument 'axis'; got 1"),
    (lambda: Conv2D(8, 3, 1, "same", "relu"), "Conv2D of gdviz.keras has no argument 'data_format'; got 'relu'"),
    (lambda: Conv2D(8, 3, dilation_rate=2), "Conv2D of gdviz.keras has no argument 'dilation_rate'; got 2"),
    (lambda: Dense(3, use_bias="no"), "use_bias must be True or False; got 'no'"),
    (lambda: two_layers().fit({"mine": X}, Y), "x must name the inputs, input_layer; got mine"),
    (lambda: two_layers().save("a", overwrite=False), "save of gdviz.keras has no argument 'overwrite'; got False"),
    (lambda: load_model("a", {"Mine": Dense}), "load_model of gdviz.keras has no argument 'custom_objects'"),
    (lambda: two_layers().summary(expand_nested=True), "summary of gdviz.keras has no argument 'expand_nested'"),
    (lambda: two_layers().compile("sgd", abs), "loss must be one of gdviz.keras.losses"),
    (lambda: two_layers().compile("sgd", "mse", loss_weights=[1, 2], run_eagerly=True), "no argument 'run_eagerly'"),
    (lambda: two_layers().fit(X, Y, steps_per_epoch=3), "fit of gdviz.keras has no argument 'steps_per_epoch'; got 3"),
    (lambda: two_layers().fit(X, Y, shuffle="batch"), "shuffle must be True or False; got 'batch'"),
    (
        lambda: two_layers().fit(X, Y, callbacks=ModelCheckpoint("{val_loss}")),
        "filepath may have epoch, loss in braces",
    ),
    (lambda: Sequential().fit(X, Y), "the model has no layers yet"),
    (lambda: Model(X, Y), "inputs must be what Input and layers return; got one ndarray"),
    (lambda: concatenate([]), "inputs of Concatenate must be outputs of layers; got none"),
    (lambda: Conv2D(3, 3, padding=3), "padding must be a name; got 3"),
    (lambda: keras.utils.to_categorical(["a"]), "x must be class labels; got <U1"),
    (lambda: two_layers().fit(X, Y, epochs=1.5), "epochs must be a whole number; got 1.5"),
    (lambda: two_layers().fit(X, Y, batch_size="all"), "batch_size must be a whole number; got 'all'"),
    (lambda: two_layers().fit(X, Y, callbacks=[print]), "a callback must be an object of gdviz.keras.callbacks"),
    (lambda: two_layers().get_layer("nobody"), "name must be one of .*; got 'nobody'"),
    (lambda: two_layers().get_layer(index=2), "index must be below the number of layers, 2; got 2"),
    (lambda: two_layers()(Input((3,))), r"must have shapes \[\(2,\)\]; got \[\(3,\)\]"),
    (
        lambda: concatenate([Input((2,)), Input((2,))], axis=0),
        "must be the last, -1 or here 1; got 0",
    ),
]


@pytest.mark.parametrize(("mistake", "sentence"), REFUSED)
def test_what_is_refused_is_named(mistake, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        mistake()


def test_what_changes_nothing_is_taken(tmp_path):
    Dense(3, bias_regularizer=None, kernel_constraint=None, dtype="float32", name="a")
    Conv2D(3, 3, data_format="channels_last", dilation_rate=(1, 1), groups=1)
    Dropout(0.5, seed=None, noise_shape=None)
    optimizers.Adam(1e-3, name="mine", weight_decay=None, use_ema=False)
    two_layers().fit(X, Y, verbose=0, steps_per_epoch=None, validation_freq=1, validation_batch_size=7, callbacks=None)
    losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.0, name="bce", reduction="sum_over_batch_size")
    assert metrics.BinaryAccuracy("mine", dtype=None, threshold=0.5).name == "mine"
    normed = Sequential([Input((2,)), keras.layers.BatchNormalization(-1, 0.9), Dense(1)])
    assert normed.layers[0].core.momentum == 0.9
    normed.save(tmp_path / "n.keras", overwrite=True)
    again = load_model(tmp_path / "n.keras", custom_objects=None, safe_mode=True)
    np.testing.assert_array_equal(again.predict(X), normed.predict(X))
    filters = Sequential([Conv2D(2, 3, 1, "same", "channels_last", (1, 1), 1, "relu", input_shape=(8, 8, 1)),
                          MaxPool2D(2, 2, "same", "channels_last"), Flatten(), Dense(1)])  # fmt: skip
    filters.save_weights(tmp_path / "f.weights.h5", overwrite=True)
    filters.load_weights(tmp_path / "f.weights.h5", skip_mismatch=False)
    assert load_model(tmp_path / "f.weights.h5").layers[0].activation.name == "relu"


def test_figures_of_one_batch_by_name_and_one_step_for_several_outputs():
    model = two_layers()
    model.compile("sgd", "mse", metrics=["mae"])
    assert list(model.train_on_batch(X, Y, return_dict=True)) == ["loss", "mae"]
    assert list(model.test_on_batch(X, Y, return_dict=True)) == ["loss", "mae"]
    a = Input((2,))
    forked = Model(a, [Dense(1)(a), Dense(1)(a)])
    forked.compile("sgd", "mse")
    forked.train_on_batch(X, [Y, Y])
    assert forked.history.params["steps"] == 1


def test_metrics_are_called_as_they_were_asked_for():
    model = two_layers()
    model.compile("sgd", "binary_crossentropy", metrics=["Accuracy", "MeanSquaredError"])
    assert model.metrics_names == ["loss", "Accuracy", "MeanSquaredError"]
    assert model.evaluate(X, Y, verbose=0)[1] == np.mean((model.predict(X)[:, 0] > 0.5) == Y)


def test_a_callback_has_the_older_names_of_batches_and_knows_how_long_it_takes():
    class Told(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.heard = [dict(self.params)]

        def on_batch_begin(self, batch, logs=None):
            self.heard.append(batch)

        def on_batch_end(self, batch, logs=None):
            self.heard.append(list(logs))

    told = Told()
    two_layers().fit(X, Y, 30, 1, 0, callbacks=[told])
    assert told.heard == [{"verbose": 0, "epochs": 1, "steps": 2}, 0, ["loss"], 1, ["loss"]]


def test_weights_that_stand_still():
    model = Sequential([Input((2,)), keras.layers.BatchNormalization(), Dense(3, trainable=False), Dense(1)])
    assert [w.shape for w in model.non_trainable_weights] == [(2,), (2,), (2, 3), (3,)]
    assert len(model.trainable_weights) + len(model.non_trainable_weights) == len(model.weights) == 8


def test_a_layer_without_a_bias_has_a_kernel_alone(tmp_path, capsys):
    model = Sequential([Conv2D(2, 3, use_bias=False, input_shape=(8, 8, 1)), Flatten(), Dense(3, use_bias=False)])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(PICTURES / 255, np.arange(12) % 3, 4, 2, 0)
    assert [w.shape for w in model.get_weights()] == [(3, 3, 1, 2), (72, 3)]
    assert [v.shape for v in model.trainable_variables] == [(3, 3, 1, 2), (72, 3)]
    assert (model.layers[2].bias, model.non_trainable_variables, model.count_params()) == (None, [], 18 + 216)
    np.testing.assert_array_equal(model.predict(np.zeros((1, 8, 8))), 0.0)
    model.summary()
    assert "Non-trainable params: 0" in capsys.readouterr().out
    model.save(tmp_path / "bare.keras")
    again = load_model(tmp_path / "bare.keras")
    np.testing.assert_array_equal(again.predict(PICTURES), model.predict(PICTURES))
    assert again.layers[2].bias is None


def test_a_single_batch_may_lack_classes_that_have_weights():
    plain, weighted = two_layers(), two_layers()
    weighted.set_weights(plain.get_weights())
    ones = np.flatnonzero(Y == 1)[:8]
    loss = plain.train_on_batch(X[ones], Y[ones])
    assert weighted.train_on_batch(X[ones], Y[ones], class_weight={0: 5.0, 1: 3.0}) == pytest.approx(3 * loss)
    with pytest.raises(ValueError, match="class_weight of 0 must be at least 0; got -1"):
        plain.train_on_batch(X[ones], Y[ones], class_weight={0: -1.0})


def test_inputs_are_found_by_their_names(tmp_path):
    a, b = Input((2,), name="place"), Input((2,))
    model = Model([a, b], Dense(1)(concatenate([Dense(3)(a), b])))
    model.compile("sgd", "mse")
    model.save(tmp_path / "named.keras")
    again = load_model(tmp_path / "named.keras")
    unnamed = b.name
    assert model.input_names == again.input_names == ["place", unnamed]
    assert unnamed.startswith("input_layer")
    expected = model.predict([X, 2 * X])
    for each in (model, again):
        np.testing.assert_array_equal(each.predict({unnamed: 2 * X, "place": X}), expected)
        with pytest.raises(ValueError, match=f"x must name the inputs, place, {unnamed}; got place"):
            each.predict({"place": X})
    held = {"place": X, unnamed: X}
    history = model.fit(held, Y, 20, 2, 0, validation_data=(held, Y)).history
    assert len(history["val_loss"]) == 2


def test_a_summary_counts_shared_layers_once_and_is_as_wide_as_was_asked_for(capsys):
    a, b = Input((2,)), Input((2,))
    shared = Dense(3, name="shared")
    model = Model([a, b], concatenate([shared(a), shared(b)]), name="two")
    model.summary(60)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines if line.startswith("shared")] == [["shared", "(Dense)", "(None,", "3)", "9"]]
    assert {len(line) for line in lines if set(line) == {"─"}} == {60}
    assert "Total params: 9" in lines
    told = []
    model.summary(print_fn=told.append)
    assert told[0].startswith('Model: "two"')
