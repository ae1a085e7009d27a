"""Inside a network for images: layers, weights, answers to all test images, gradient sizes, and what teaching does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import pytest
from digits_fixtures import small_network
from scipy.signal import correlate2d

from gdviz.core.images import ImageSet, InkSheet, mnist
from gdviz.core.images.drawings import Drawings
from gdviz.core.images.strokes import stroke_digit
from gdviz.core.layers.choice import LayerChoice
from gdviz.resources import resource_path
from gdviz.training.digit_answers import Answers, answer_all
from gdviz.training.digit_inside import first_weights, stages, weight_layers, weight_names
from gdviz.training.digit_reader import DigitReader, TrainedNetwork, load_trained
from gdviz.training.digits_course import Begin, DigitsCourse
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.gradient_sizes import GradientSizes
from gdviz.training.teaching import Taught, images_asked, teach

T = TypeVar("T")


def shipped(preset: str) -> TrainedNetwork:
    return load_trained(resource_path("networks", f"digits_{preset}.npz"))


def last(results: Iterator[T]) -> T:
    *_, result = results
    return result


def few(n: int = 600, n_test: int = 300) -> ImageSet:
    whole = mnist()
    return ImageSet(
        whole.images[:n], whole.labels[:n], whole.test_images[:n_test], whole.test_labels[:n_test], whole.names
    )


class TestStages:
    def test_of_the_small_cnn(self) -> None:
        found = [(stage.name, stage.activation, stage.width) for stage in stages(DigitReader(small_network()).model)]
        assert found == [
            ("conv2d", "relu", 8), ("max_pooling2d", "", None), ("conv2d", "relu", 16), ("max_pooling2d", "", None),
            ("dense", "softmax", 10),
        ]  # fmt: skip

    def test_what_hands_on_what_it_got_is_left_out(self) -> None:
        layers = (
            LayerChoice("flatten"), LayerChoice("dense", {"width": 4, "activation": "tanh"}),
            LayerChoice("dropout", {"rate": 0.5}), LayerChoice("batch_normalization"),
        )  # fmt: skip
        names = [stage.name for stage in stages(DigitsRecipe(layers).build((28, 28), 10))]
        assert names == ["dense", "batch_normalization", "dense"]

    def test_feature_maps_are_the_filters_laid_over_the_picture(self) -> None:
        reader = DigitReader(small_network())
        picture = mnist().test_images[3] / np.float32(255)
        shares = reader.probabilities(picture)
        maps = reader.inside()
        filters = reader.model.parameters.value["W1"][:, :, 0]
        bias = reader.model.parameters.value["b1"]
        for k in range(8):
            expected = np.maximum(correlate2d(picture, filters[:, :, k], mode="valid") + bias[k], 0)
            np.testing.assert_allclose(maps[0].values[:, :, k], expected, atol=1e-5)
        pooled = maps[0].values.reshape(13, 2, 13, 2, 8).max(axis=(1, 3))
        np.testing.assert_array_equal(maps[1].values, pooled)
        np.testing.assert_array_equal(maps[-1].values, shares)

    def test_neurons_of_dense_layers(self) -> None:
        reader = DigitReader(shipped("mlp"))
        picture = mnist().test_images[0] / np.float32(255)
        reader.probabilities(picture)
        first, second, _ = reader.inside()
        value = reader.model.parameters.value
        hidden = np.maximum(picture.ravel() @ value["W1"] + value["b1"], 0)
        np.testing.assert_allclose(first.values, hidden, atol=1e-4)
        np.testing.assert_allclose(second.values, np.maximum(hidden @ value["W2"] + value["b2"], 0), atol=1e-4)
        before = first.values.copy()
        reader.probabilities(mnist().test_images[1] / np.float32(255))
        np.testing.assert_array_equal(first.values, before)  # copies: what is shown does not change under the eye


class TestFirstWeights:
    def test_ten_images_of_the_softmax(self) -> None:
        network = DigitReader(shipped("softmax")).model
        pictures = first_weights(network)
        assert pictures is not None
        assert pictures.shape == (10, 28, 28)
        assert pictures[7, 5, 11] == network.parameters.value["W1"][5 * 28 + 11, 7]

    def test_filters(self) -> None:
        network = DigitReader(small_network()).model
        pictures = first_weights(network)
        assert pictures is not None
        assert pictures.shape == (8, 3, 3)
        assert pictures[5, 2, 1] == network.parameters.value["W1"][2, 1, 0, 5]

    def test_behind_a_pooling_there_are_none(self) -> None:
        recipe = DigitsRecipe((LayerChoice("max_pooling2d"), LayerChoice("flatten")))
        assert first_weights(recipe.build((28, 28), 10)) is None


class TestAnswers:
    def test_the_matrix_counts(self) -> None:
        images = few(20, 6)
        said = np.array([7, 2, 1, 0, 4, 4])  # the first six labels are 7 2 1 0 4 1
        probabilities = np.full((6, 10), 0.01, np.float32)
        probabilities[np.arange(6), said] = [0.9, 0.8, 0.7, 0.6, 0.5, 0.95]
        answers = Answers(images, probabilities)
        assert answers.confusion.sum() == 6
        assert answers.confusion[1, 4] == 1
        assert np.trace(answers.confusion) == 5
        assert answers.wrong.tolist() == [5]
        assert answers.of_cell(1, 4).tolist() == [5]
        assert answers.of_cell(4, 1).tolist() == []
        assert answers.accuracy == pytest.approx(5 / 6)

    def test_wrong_answers_come_surest_first(self) -> None:
        trained = small_network()
        network = DigitReader(trained).model
        answers = last(answer_all(network, mnist()))
        assert isinstance(answers, Answers)
        assert answers.accuracy == pytest.approx(trained.test_accuracy, abs=2e-3)
        sure = answers.sure[answers.wrong]
        assert (np.diff(sure) <= 0).all()
        assert (answers.said[answers.wrong] != mnist().test_labels[answers.wrong]).all()

    def test_a_training_tells_them_after_each_epoch(self) -> None:
        recipe = DigitsRecipe.of_preset("softmax").replace(epochs=2, options={"learning_rate": 0.1})
        course = DigitsCourse(Begin(1, recipe, few()))
        assert course.snapshot().answers is None
        while course.go_on():
            pass
        moment = course.snapshot()
        assert moment.answers is not None
        assert moment.answers.accuracy == pytest.approx(moment.history["test_accuracy"][-1])


class TestGradientSizes:
    def test_they_are_the_slopes_of_the_loss(self) -> None:
        network = DigitsRecipe.of_preset("softmax").build((28, 28), 10)
        images = few(64, 0)
        sizes = GradientSizes(network, images)  # at theta = 0 all classes have 1/10
        x, y = images.images.reshape(64, 784) / 255, np.eye(10)[images.labels]
        slope = x.T @ (0.1 - y) / 64
        assert sizes.measure() == pytest.approx([np.sqrt(np.mean(slope**2))], rel=1e-4)

    def test_they_vanish_in_five_layers_of_sigmoid(self) -> None:
        course = DigitsCourse(Begin(1, DigitsRecipe.of_preset("deep_sigmoid").replace(epochs=1), few()))
        while course.go_on():
            pass
        moment = course.snapshot()
        assert moment.slopes.shape == (len(moment.slope_epochs), 6)
        assert (moment.slopes[-1, 0] < moment.slopes[-1, 4] / 100).all()
        assert weight_names(course.network) == ("W1", "W2", "W3", "W4", "W5", "W6")
        assert weight_layers(course.network) == ("dense",) * 6

    def test_looking_changes_nothing(self) -> None:
        recipe = DigitsRecipe.of_preset("mlp").replace(epochs=1)
        looked, other = (DigitsCourse(Begin(1, recipe, few())) for _ in range(2))
        while looked.go_on():
            looked._sizes.measure()
        while other.go_on():
            pass
        np.testing.assert_array_equal(looked.network.theta, other.network.theta)


def seen(label: int, seed: int, centre: bool) -> np.ndarray:
    sheet = InkSheet()
    sheet.draw(stroke_digit(label, np.random.default_rng(seed)))
    return sheet.seen(centre)


class TestTeaching:
    @pytest.mark.parametrize("preset", ["mlp", "small_cnn"])
    def test_a_drawing_is_learned_and_nothing_forgotten(self, preset: str) -> None:
        trained = shipped(preset)
        reader = DigitReader(trained)
        wrong = next(
            (seen(label, seed, False), label)
            for seed in range(20) for label in range(10)
            if reader.probabilities(seen(label, seed, False)).argmax() != label
        )  # fmt: skip
        taught = last(teach(trained, Drawings().with_one(*wrong), mnist()))
        assert isinstance(taught, Taught)
        assert DigitReader(taught.trained).probabilities(wrong[0]).argmax() == wrong[1]
        assert (taught.right, taught.n_drawings, taught.n_test) == (1, 1, 10_000)
        assert taught.before == pytest.approx(trained.test_accuracy, abs=2e-3)
        assert taught.after > taught.before - 0.006
        assert taught.trained.test_accuracy == taught.after
        assert (trained.theta != taught.trained.theta).any()

    def test_how_many_images_are_asked_depends_on_the_network_and_not_on_the_clock(self) -> None:
        def of(preset: str) -> int:
            recipe = DigitsRecipe.of_preset(preset)
            return images_asked(TrainedNetwork(recipe, np.zeros(1), (28, 28), tuple("0123456789"), ""), 10_000)

        assert [of(name) for name in ("softmax", "mlp", "deep_sigmoid", "small_cnn")] == [10_000] * 4
        # 26 x 26 places of 9 + 1 weights of 128 filters, 11 x 11 or so of 9 x 128 + 1, and so on: some 20 million
        assert of("course_cnn") == 500

    def test_it_is_the_same_each_time(self) -> None:
        drawings = Drawings().with_one(seen(4, 1, False), 4)
        first, second = (last(teach(shipped("softmax"), drawings, few())) for _ in range(2))
        assert isinstance(first, Taught)
        assert isinstance(second, Taught)
        np.testing.assert_array_equal(first.trained.theta, second.trained.theta)
