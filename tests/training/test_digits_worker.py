"""Training on images: the course driven directly, the worker by commands, the files of trained networks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gdviz.core.images import ImageError, ImageSet, InkSheet, mnist, unit_rows
from gdviz.core.images.drawings import Drawings
from gdviz.core.images.strokes import stroke_digit
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.presets import PRESETS
from gdviz.resources import resource_path
from gdviz.training.digit_reader import DigitReader, TrainedNetwork, load_trained, save_trained
from gdviz.training.digits_course import Begin, DigitsCourse, DigitsSnapshot
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.digits_worker import DigitsWorker, Go, Halt
from gdviz.training.events import Refused

SOFTMAX = DigitsRecipe.of_preset("softmax")


def few(n: int = 400, test: int = 100) -> ImageSet:
    whole = mnist()
    return ImageSet(
        whole.images[:n], whole.labels[:n], whole.test_images[:test], whole.test_labels[:test], whole.names, "few"
    )


def finished(recipe: DigitsRecipe, images: ImageSet) -> DigitsCourse:
    course = DigitsCourse(Begin(1, recipe, images))
    while course.go_on():
        pass
    return course


class TestRecipe:
    @pytest.mark.parametrize("name", PRESETS)
    def test_presets_go_to_json_and_back(self, name: str) -> None:
        import json

        recipe = DigitsRecipe.of_preset(name)
        assert DigitsRecipe.of(json.loads(json.dumps(recipe.plain()))) == recipe
        assert recipe.title == PRESETS[name].title

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"batch_size": 0}, r"batch_size must be a whole number in \[1, 10000\]; got 0"),
            ({"epochs": 1.5}, r"epochs must be a whole number in \[1, 1000\]; got 1.5"),
            ({"validation_split": 1.0}, r"validation_split must be in \[0, 0.9\]; got 1.0"),
            ({"method": "newton", "options": {}}, "newton cannot learn batch by batch"),
            ({"method": "nobody"}, "unknown method 'nobody'"),
            ({"schedule": "moon"}, "unknown schedule 'moon'"),
        ],
    )
    def test_what_does_not_fit_is_named(self, changes: dict, sentence: str) -> None:
        with pytest.raises(ValueError, match=sentence):
            SOFTMAX.replace(**changes)

    def test_an_impossible_stack_names_its_reason(self) -> None:
        pools = (LayerChoice("max_pooling2d"),) * 6
        with pytest.raises(ValueError, match="pool_rows"):
            SOFTMAX.replace(layers=(*pools, LayerChoice("flatten"))).build((28, 28), 10)

    def test_unknown_fields_are_refused(self) -> None:
        with pytest.raises(ValueError, match="a recipe has no 'colour'"):
            DigitsRecipe.of({**SOFTMAX.plain(), "colour": "red"})


class TestCourse:
    def test_it_agrees_with_plain_numpy(self) -> None:
        """Three epochs of softmax regression, batch by batch, written out in float64."""
        images = few(200)
        recipe = SOFTMAX.replace(epochs=3, validation_split=0.0, patience=0, options={"learning_rate": 0.1})
        course = DigitsCourse(Begin(1, recipe, images))
        theta = course.network.theta.astype(float)
        W, b = theta[:7840].reshape(784, 10), theta[7840:]
        X, Y = unit_rows(images.images).astype(float), np.eye(10)[images.labels]
        for step in range(3 * 7):
            rows = course.fit.batches.indices(step)
            z = X[rows] @ W + b
            p = np.exp(z - z.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            error = (p - Y[rows]) / len(rows)
            W, b = W - 0.1 * X[rows].T @ error, b - 0.1 * error.sum(0)
        while course.go_on():
            pass
        np.testing.assert_allclose(course.network.theta, np.concatenate([W.ravel(), b]), atol=2e-5)
        T = unit_rows(images.test_images).astype(float)
        right = ((T @ W + b).argmax(1) == images.test_labels).mean()
        assert course.snapshot().history["test_accuracy"][-1] == pytest.approx(right)

    def test_the_best_weights_are_kept(self) -> None:
        recipe = DigitsRecipe.of_preset("mlp").replace(epochs=60, patience=2, options={"learning_rate": 0.5})
        course = finished(recipe, few(150))
        losses = course.snapshot().history["val_loss"]
        assert course.best_epoch == int(np.argmin(losses))
        assert len(losses) == course.best_epoch + 3  # two more epochs were no better
        held = few(150)
        z = DigitReader(TrainedNetwork(recipe, course.network.theta, (28, 28), held.names, ""))
        probabilities = [z.probabilities(image / np.float32(255)) for image in held.images[135:]]
        loss = -np.mean([np.log(p[label]) for p, label in zip(probabilities, held.labels[135:], strict=True)])
        assert loss == pytest.approx(min(losses), rel=1e-3)

    def test_the_curve_is_the_mean_of_the_batches(self) -> None:
        course = DigitsCourse(Begin(1, SOFTMAX.replace(epochs=2, batch_size=2, patience=0), few(400)))
        losses: list[float] = []
        steps = 0
        while course.go_on():
            if course.fit.step > steps:
                steps = course.fit.step
                losses.append(float(course.fit.batch_loss))
        moment = course.snapshot()
        assert len(moment.curve_epochs) == 120  # 60 points an epoch
        np.testing.assert_allclose(moment.curve_losses, np.reshape(losses, (120, 3)).mean(1), rtol=1e-5)
        assert moment.curve_epochs[:2].tolist() == [3 / 180, 6 / 180]

    def test_drawings_join_with_the_next_epoch_and_nothing_is_lost(self) -> None:
        recipe = DigitsRecipe.of_preset("mlp").replace(epochs=4, batch_size=20, patience=9, validation_split=0.1)
        course = DigitsCourse(Begin(1, recipe, few(400)))
        drawn = Drawings(few(40).images[:40], few(40).labels[:40])
        while course.fit.epoch < 1 or course.fit.batch < 5:
            course.go_on()
        assert course.fit.batches_per_epoch == 18
        course.join(drawn)
        moments: list[tuple[int, int, int, int]] = []
        steps = course.fit.method.save_state()
        while course.go_on():
            moments.append((course.fit.epoch, course.fit.batch, course.fit.batches.n, course.snapshot().drawings))
        joined = [n for epoch, batch, n, _ in moments if epoch == 1 and batch > 0]
        assert set(joined) == {360}  # not in the middle of an epoch
        assert {n for epoch, batch, n, _ in moments if epoch >= 2 and batch > 0} == {396}
        assert moments[-1][3] == 40
        # the drawings are among the rows that are trained on, not among those held out
        np.testing.assert_array_equal(course.images.images[:40], drawn.images)
        # figures of all epochs are there, and Adam counts its steps on: 2 epochs of 18, 2 of 20
        assert len(course.fit.history["val_loss"]) == len(course.snapshot().history["test_accuracy"]) == 4
        counts = {name: value for name, value in course.fit.method.save_state().items() if value.ndim == 0}
        assert steps.keys() == course.fit.method.save_state().keys()
        assert [int(value) for value in counts.values()] == [2 * 18 + 2 * 20]

    def test_joining_the_same_rows_changes_nothing_at_all(self) -> None:
        recipe = DigitsRecipe.of_preset("mlp").replace(epochs=3, batch_size=20, patience=2)
        straight, joined = (DigitsCourse(Begin(1, recipe, few(400))) for _ in range(2))
        joined.join(Drawings())
        for course in (straight, joined):
            while course.go_on():
                pass
        np.testing.assert_array_equal(straight.network.theta, joined.network.theta)
        assert straight.snapshot().history == joined.snapshot().history
        assert straight.best_epoch == joined.best_epoch

    def test_a_learning_rate_of_nothing_holds_it_still_and_it_goes_on_from_there(self) -> None:
        course = DigitsCourse(Begin(1, SOFTMAX.replace(epochs=4, batch_size=100, patience=0), few(400)))
        course.go_on()
        rate = course.fit.method.learning_rate
        course.take_over(None, {"learning_rate": 0.0})
        theta = course.network.theta.copy()
        course.join(Drawings(few(40).images[:40], few(40).labels[:40]))
        while course.fit.epoch < 2:
            course.go_on()
        assert course.images.n == 440
        np.testing.assert_array_equal(course.network.theta, theta)
        course.take_over(None, {"learning_rate": rate})
        while course.go_on():
            pass
        assert not np.array_equal(course.network.theta, theta)

    def test_it_may_begin_with_a_learning_rate_of_nothing(self) -> None:
        course = DigitsCourse(Begin(1, SOFTMAX.replace(options={"learning_rate": 0.0}, epochs=1), few(100)))
        theta = course.network.theta.copy()
        while course.go_on():
            pass
        np.testing.assert_array_equal(course.network.theta, theta)
        assert course.recipe.options == {"learning_rate": 0.0}

    def test_a_snapshot_does_not_change_any_more(self) -> None:
        course = DigitsCourse(Begin(1, SOFTMAX.replace(epochs=3), few()))
        for _ in range(20):
            course.go_on()
        moment = course.snapshot()
        theta, curve = moment.theta.copy(), moment.curve_losses.copy()
        while course.go_on():
            pass
        np.testing.assert_array_equal(moment.theta, theta)
        np.testing.assert_array_equal(moment.curve_losses, curve)
        assert 0.0 < moment.progress < course.snapshot().progress == 1.0

    def test_a_loss_that_leaves_the_numbers_ends_it(self) -> None:
        linear = LayerChoice("dense", {"width": 20, "activation": "linear"})
        recipe = SOFTMAX.replace(
            layers=(LayerChoice("flatten"), linear, linear), preset="", options={"learning_rate": 1e9}
        )
        with np.errstate(all="ignore"):
            assert finished(recipe, few()).state == "diverged"

    def test_it_goes_on_from_given_weights(self) -> None:
        first = finished(SOFTMAX.replace(epochs=2), few())
        again = DigitsCourse(Begin(2, SOFTMAX, few(), first.network.theta.copy()))
        np.testing.assert_array_equal(again.network.theta, first.network.theta)


class TestWorker:
    @pytest.fixture
    def worker(self):
        made = DigitsWorker()
        yield made
        assert made.stop()

    def wait(self, worker: DigitsWorker, *states: str) -> DigitsSnapshot:
        import queue
        import time

        end = time.monotonic() + 20
        ticks: queue.SimpleQueue[None] = queue.SimpleQueue()
        while time.monotonic() < end:
            moment = worker.latest.take()
            if moment is not None and moment.state in states:
                return moment
            try:
                ticks.get(timeout=0.005)
            except queue.Empty:
                continue
        raise AssertionError(f"the training never was {' or '.join(states)}")

    def test_a_pause_changes_nothing_in_the_result(self, worker: DigitsWorker) -> None:
        recipe = SOFTMAX.replace(epochs=30, patience=0)
        worker.post(Begin(1, recipe, few()))
        assert self.wait(worker, "ready").progress == 0.0
        for _ in range(3):
            worker.post(Go())
            self.wait(worker, "playing")
            worker.post(Halt())
            self.wait(worker, "paused", "finished")
        worker.post(Go())
        moment = self.wait(worker, "finished")
        np.testing.assert_array_equal(moment.theta, finished(recipe, few()).network.theta)

    def test_stopped_is_not_the_end(self, worker: DigitsWorker) -> None:
        worker.post(Begin(1, SOFTMAX.replace(epochs=500, patience=0), few()))
        worker.post(Go())
        self.wait(worker, "playing")
        worker.post(Halt(stopped=True))
        moment = self.wait(worker, "stopped")
        worker.post(Go())
        assert self.wait(worker, "playing").seconds >= moment.seconds

    def test_what_cannot_be_trained_is_refused_and_the_worker_lives(self, worker: DigitsWorker) -> None:
        pools = (LayerChoice("max_pooling2d"),) * 6
        worker.post(Begin(7, SOFTMAX.replace(layers=(*pools, LayerChoice("flatten"))), few()))
        event = worker.events.get(timeout=10)
        assert isinstance(event, Refused)
        assert event.number == 7
        assert "pool_rows" in event.reason
        worker.post(Begin(8, SOFTMAX, few()))
        assert self.wait(worker, "ready").number == 8


class TestFiles:
    @pytest.fixture
    def trained(self) -> TrainedNetwork:
        course = finished(SOFTMAX.replace(epochs=1), few())
        return TrainedNetwork(course.recipe, course.network.theta, (28, 28), mnist().names, "mine", 0.5)

    @pytest.mark.parametrize("half", [False, True])
    def test_there_and_back(self, trained: TrainedNetwork, tmp_path: Path, half: bool) -> None:
        save_trained(trained, tmp_path / "net.npz", half=half)
        loaded = load_trained(tmp_path / "net.npz")
        np.testing.assert_allclose(loaded.theta, trained.theta, atol=1e-3 if half else 0.0)
        assert (loaded.recipe, loaded.names, loaded.title, loaded.test_accuracy) == (
            trained.recipe, trained.names, "mine", 0.5,
        )  # fmt: skip

    def test_damage_is_one_sentence(self, trained: TrainedNetwork, tmp_path: Path) -> None:
        path = tmp_path / "net.npz"
        save_trained(trained, path)
        data = path.read_bytes()
        rng = np.random.default_rng(0)
        for _ in range(60):
            torn = bytearray(data)
            for place in rng.integers(0, len(torn), 3):
                torn[place] = rng.integers(256)
            path.write_bytes(bytes(torn[: rng.integers(1, len(torn) + 1)]))
            try:
                load_trained(path)
            except ImageError as error:
                text = str(error)
                assert text.endswith(".")
                assert "\n" not in text

    def test_another_npz_is_none(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "other.npz", theta=np.zeros(3), facts=np.frombuffer(b"{}", np.uint8))
        with pytest.raises(ImageError, match=r"other\.npz does not hold a trained network"):
            load_trained(tmp_path / "other.npz")

    def test_theta_of_another_length(self, trained: TrainedNetwork) -> None:
        with pytest.raises(ValueError, match=r"theta must be \(7850,\) for this network; got \(3,\)"):
            DigitReader(trained).take(np.zeros(3))


class TestShipped:
    """What comes with the app is as good as it says, and reads what people draw."""

    def reader(self, preset: str) -> DigitReader:
        return DigitReader(load_trained(resource_path("networks", f"digits_{preset}.npz")))

    @pytest.mark.parametrize(("preset", "least"), [("softmax", 0.91), ("mlp", 0.975), ("small_cnn", 0.985)])
    def test_the_accuracy_that_it_says(self, preset: str, least: float) -> None:
        reader, images = self.reader(preset), mnist()
        answers = reader.model.answers(images.test_images[..., None].astype(np.float32) / 255).argmax(1)
        share = float((answers == images.test_labels).mean())
        assert share == pytest.approx(reader.trained.test_accuracy, abs=0.001)
        assert share >= least
        assert resource_path("networks", f"digits_{preset}.npz").stat().st_size < 400_000

    @pytest.mark.parametrize(("preset", "least"), [("mlp", 0.90), ("small_cnn", 0.95)])
    @pytest.mark.parametrize("seed", [0, 1, 2])
    def test_digits_drawn_by_strokes_are_read(self, preset: str, least: float, seed: int) -> None:
        right, plain = self.drawn(preset, seed)
        assert right >= least
        assert plain < 0.6  # without centring: it has never seen such small ones in corners

    def drawn(self, preset: str, seed: int) -> tuple[float, float]:
        reader, rng = self.reader(preset), np.random.default_rng(seed)
        right = plain = 0
        for label in range(10):
            for _ in range(20):
                sheet = InkSheet()
                sheet.draw(stroke_digit(label, rng))
                right += int(reader.probabilities(sheet.seen(True)).argmax() == label)
                plain += int(reader.probabilities(sheet.seen(False)).argmax() == label)
        return right / 200, plain / 200

    @pytest.mark.parametrize("preset", PRESETS)
    def test_an_answer_takes_less_than_twenty_milliseconds(self, preset: str) -> None:
        import time

        recipe = DigitsRecipe.of_preset(preset)
        network = recipe.build((28, 28), 10)
        network.initialize(np.random.default_rng(0))
        reader = DigitReader(TrainedNetwork(recipe, network.theta, (28, 28), mnist().names, ""))
        picture = mnist().test_images[0] / np.float32(255)
        seconds = []
        for _ in range(12):
            start = time.thread_time()
            reader.probabilities(picture)
            seconds.append(time.thread_time() - start)
        assert np.median(seconds) < 0.020
