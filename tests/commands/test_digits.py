"""gdviz digits, as a user types it: a process of its own, files, exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gdviz.__main__ import main
from gdviz.core.images import mnist
from gdviz.core.images.centring import fitted
from gdviz.core.layers.choice import LayerChoice
from gdviz.training.digit_reader import load_trained

SHORTLY = ("--preset", "softmax", "--first", "3000", "--epochs", "2")


def gdviz(*words: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gdviz", "digits", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    file = tmp_path_factory.mktemp("digits") / "net.npz"
    return file, gdviz("train", *SHORTLY, "--save", file)


def picture(path: Path, index: int, side: int = 140) -> Path:
    """Write a test image of MNIST, dark on white, in another size."""
    image = Image.fromarray(255 - mnist().test_images[index]).resize((side, side))
    image.save(path)
    return path


def shapes(side: int, n: int = 240, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return upright, flat and crossed bars in images of another size than MNIST's."""
    rng = np.random.default_rng(seed)
    images, labels = np.zeros((n, side, side), np.uint8), rng.integers(0, 3, n)
    for image, label in zip(images, labels, strict=True):
        place = rng.integers(side // 3, 2 * side // 3 + 1)
        if label in (0, 2):
            image[1:-1, place] = 255
        if label in (1, 2):
            image[place, 1:-1] = 255
    return images, labels


def test_train_tells_of_each_epoch_and_saves(trained: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    file, done = trained
    assert done.returncode == 0, done.stderr
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["epoch 1/2", "epoch 2/2"]
    assert "validation loss" in done.stderr
    assert done.stdout.startswith("784-10, softmax alone: ")
    assert f"It is kept in {file}." in done.stdout
    said = float(done.stdout.split("alone: ")[1].split("%")[0]) / 100
    images = mnist()
    reader = load_trained(file)
    x = images.test_images.reshape(10_000, 784) / 255.0  # the linear map by hand: W (784, 10) row by row, then b
    scores = x @ reader.theta[:7840].reshape(784, 10) + reader.theta[7840:]
    assert said == pytest.approx(np.mean(scores.argmax(1) == images.test_labels), abs=1e-4)
    assert said > 0.7


def test_predict_reads_pictures_and_reports_a_bad_one_in_its_place(
    trained: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    first, last = picture(tmp_path / "a.png", 0), picture(tmp_path / "ü ber.png", 2, 300)
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    done = gdviz("predict", trained[0], first, bad, tmp_path / "none.png", last)
    assert done.returncode == 1  # one of them was bad
    said = json.loads(done.stdout)
    assert [entry["file"] for entry in said] == [str(first), str(bad), str(tmp_path / "none.png"), str(last)]
    assert said[0]["digit"] == "7"
    assert said[3]["digit"] == "1"
    assert set(said[0]["probabilities"]) == set("0123456789")
    assert sum(said[0]["probabilities"].values()) == pytest.approx(1.0, abs=1e-4)
    assert said[1]["error"].startswith("bad.png is not a PNG, JPEG or BMP picture")
    assert "No such file" in said[2]["error"]
    assert "digit" not in said[1]
    assert done.stderr == ""
    assert gdviz("predict", trained[0], first).returncode == 0


def test_two_digits_on_one_picture_are_an_error_of_that_picture(
    trained: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = np.hstack([mnist().test_images[0], mnist().test_images[2]])
    Image.fromarray(sheet).save(tmp_path / "two.png")
    assert main(["digits", "predict", str(trained[0]), str(tmp_path / "two.png")]) == 1
    assert "seems to show 2 digits" in json.loads(capsys.readouterr().out)[0]["error"]


def test_test_counts_what_is_read_rightly(trained: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    done = gdviz("test", trained[0], "--json")
    assert done.returncode == 0
    said = json.loads(done.stdout)
    assert said["test_images"] == 10_000
    assert f"{said['test_accuracy']:.2%}" in trained[1].stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal between processes")
def test_an_interrupt_ends_it_and_saves_what_was_trained(tmp_path: Path) -> None:
    file = tmp_path / "net.npz"
    command = [sys.executable, "-m", "gdviz", "digits", "train", "--preset", "softmax", "--epochs", "900", "--json"]
    running = subprocess.Popen(
        [*command, "--first", "2000", "--save", file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stderr is not None
    assert running.stderr.readline().startswith("epoch 1/900")
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    said = json.loads(out)
    assert said["status"] == "stopped"
    assert 1 <= said["epochs"] < 900
    assert said["file"] == str(file)
    assert load_trained(file).test_accuracy == pytest.approx(said["test_accuracy"])
    assert gdviz("test", file).returncode == 0


def test_early_stopping_keeps_the_best_weights(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--preset", "mlp", "--first", "400", "--epochs", "60", "--learning-rate", "0.3", "--patience", "2"]
    assert main(["digits", "train", *words, "--validation-split", "0.25", "--json", "--quiet"]) == 0
    captured = capsys.readouterr()
    said = json.loads(captured.out)
    losses = said["history"]["val_loss"]
    best = int(np.argmin(losses))
    assert said["epochs"] == len(losses) == best + 3 < 60
    assert said["val_loss"] == min(losses)
    assert said["test_accuracy"] == said["history"]["test_accuracy"][best]
    assert captured.err == ""


def test_one_seed_gives_one_network(tmp_path: Path) -> None:
    files = [tmp_path / f"{place}.npz" for place in range(3)]
    for file, seed in zip(files, "445", strict=True):
        words = ["--first", "200", "--preset", "softmax", "--epochs", "1", "--seed", seed, "--quiet"]
        assert main(["digits", "train", *words, "--save", str(file)]) == 0
    first, same, other = (load_trained(file).theta for file in files)
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("side", [8, 40])
def test_images_of_ones_own_in_another_size(side: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    images, labels = shapes(side)
    np.savez(tmp_path / "bars.npz", x_train=images, y_train=labels)
    file = tmp_path / "bars-net.npz"
    words = ["--data", str(tmp_path / "bars.npz"), "--preset", "mlp", "--epochs", "20", "--quiet", "--save", str(file)]
    assert main(["digits", "train", *words]) == 0
    test, wanted = shapes(side, 6, seed=1)
    pictures = []
    for place, image in enumerate(test):
        pictures.append(tmp_path / f"{place}.png")
        Image.fromarray(np.rint(fitted(image, 200, 200)).astype(np.uint8)).save(pictures[-1])
    capsys.readouterr()
    assert main(["digits", "predict", str(file), "--as-it-is", *map(str, pictures)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [entry["digit"] for entry in said] == [str(label) for label in wanted]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["train", "--epochs", "0"], 2, r"epochs must be a whole number in \[1, 1000\]; got 0"),
        (["train", "--learning-rate", "-1"], 2, r"learning_rate must be"),
        (["train", "--validation-split", "0", "--patience", "2"], 2, r"--patience needs a --validation-split above 0"),
        (["train", "--first", "1"], 2, r"--first must be at least 2; got 1"),
        (["train", "--save", "net.txt"], 2, r"--save must end in \.npz; got net\.txt"),
        (["train", "--save", "no/such/net.npz"], 2, r"there is no folder no[/\\]such to save net\.npz in"),
        (["train", "--data", "nothing-here"], 1, r"nothing-here cannot be opened"),
        (
            ["train", "--preset", "mlp", "--first", "300", "--epochs", "2", "--learning-rate", "900"],
            1,
            r"left the numb",
        ),
        (["predict", "nothing.npz", "a.png"], 1, r"nothing\.npz cannot be opened: No such file"),
        (["predict", __file__, "a.png"], 1, r"test_digits\.py"),
        (["test", "nothing.npz"], 1, r"nothing\.npz cannot be opened: No such file"),
    ],
)
def test_mistakes_are_one_sentence(
    words: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["digits", *words]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = [line for line in captured.err.splitlines() if not line.startswith("epoch")]
    assert len(lines) == 1
    assert lines[0].startswith("gdviz: ")
    assert re.search(sentence, lines[0]), lines[0]


def test_a_network_and_images_of_different_sizes_are_told_apart(
    trained: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images, labels = shapes(8)
    np.savez(tmp_path / "bars.npz", x_train=images, y_train=labels)
    assert main(["digits", "test", str(trained[0]), "--data", str(tmp_path / "bars.npz")]) == 1
    assert "the network is for images of 28 x 28; these are 8 x 8" in capsys.readouterr().err


def test_a_file_that_claims_a_huge_network_is_refused_at_once(
    trained: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with np.load(trained[0]) as arrays:
        theta, facts = arrays["theta"], json.loads(arrays["facts"].tobytes())
    facts["recipe"]["layers"] = [LayerChoice("flatten").plain(), LayerChoice("dense", {"width": 4096}).plain()]
    changes = (
        ({}, "fewer parameters than its layers"),
        ({"shape": [10**9, 10**9]}, "beyond what gdviz takes"),
        ({"names": ["a"] * 100_000}, "beyond what gdviz takes"),
        ({"shape": "x"}, ""),
    )
    for place, (change, reason) in enumerate(changes):
        file = tmp_path / f"{place}.npz"
        np.savez(file, theta=theta, facts=np.frombuffer(json.dumps({**facts, **change}).encode(), np.uint8))
        assert main(["digits", "predict", str(file), "a.png"]) == 1
        captured = capsys.readouterr()
        assert f"{place}.npz does not hold a trained network: " in captured.err
        assert reason in captured.err
        assert captured.err.count("\n") == 1


def test_help_has_examples_and_exit_codes() -> None:
    said = gdviz("--help").stdout
    assert "gdviz digits train --preset cnn --epochs 3 --save net.npz" in said
    assert "130" in said
    assert os.linesep * 2 in said
