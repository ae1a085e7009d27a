"""Programs of networks on images give the losses and accuracies that the digits workspace shows."""

from __future__ import annotations

import dataclasses
import json
from importlib.util import find_spec

import numpy as np
import pytest
from program_runner import run_program

from gdviz.commands.image_program import program_contents
from gdviz.core.images import mnist
from gdviz.core.layers.choice import LayerChoice
from gdviz.export.code import IMAGE_TARGETS, CodeError, image_program_files
from gdviz.training.digits_headless import train_on_images
from gdviz.training.digits_recipe import DigitsRecipe

SHOW = """
import json, runpy, sys
found = runpy.run_path(sys.argv[1])
print(json.dumps({name: float(found[name]) for name in ("val_loss", "test_loss", "test_accuracy") if name in found}
                 | {"losses": found["losses"]}))
"""


@pytest.fixture(scope="module")
def few():
    whole = mnist()
    return dataclasses.replace(
        whole, images=whole.images[:330], labels=whole.labels[:330], test_images=whole.test_images[:200],
        test_labels=whole.test_labels[:200],
    )  # fmt: skip


RECIPES = {
    "small CNN": DigitsRecipe.of_preset("small_cnn").replace(epochs=2),
    "deep sigmoids": DigitsRecipe.of_preset("deep_sigmoid").replace(epochs=2, validation_split=0.0),
    "stopped": DigitsRecipe.of_preset("mlp").replace(epochs=30, patience=1, options={"learning_rate": 1.0}, seed=4),
    "normalised": DigitsRecipe(
        (
            LayerChoice("conv2d", {"filters": 4, "padding": "same", "stride_rows": 2, "stride_columns": 2}),
            LayerChoice("batch_normalization", {"momentum": 0.8}), LayerChoice("relu"), LayerChoice("flatten"),
        ), "momentum", {"learning_rate": 0.01}, epochs=2,
    ),
}  # fmt: skip


def results(files, folder):
    for path, content in program_contents(files, folder / "learn.py").items():
        path.write_bytes(content)
    done = run_program(SHOW, [str(folder / "learn.py")], files)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("target", IMAGE_TARGETS)
@pytest.mark.parametrize("name", RECIPES)
def test_programs_train_as_the_digits_workspace_does(name, target, few, tmp_path):
    module = {"pytorch": "torch", "keras": "keras"}.get(target)
    if module and find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    recipe = RECIPES[name]
    known = train_on_images(recipe, few)
    found = results(image_program_files(recipe, few, target, "learn"), tmp_path)
    # all in float32; whose last digits grow in the course of a training
    n = int(330 * (1 - recipe.validation_split))
    sizes = [1] if target in ("keras", "gdviz") else [min(32, n - start) for start in range(0, n, 32)]
    mean = np.average(found["losses"][: len(sizes)], weights=sizes)
    assert mean == pytest.approx(known.history["loss"][0], rel=1e-3)
    assert len(found["losses"]) == len(known.history["loss"]) * len(sizes)
    if name == "normalised" and target == "pytorch":
        return  # its running variance is another one
    assert found["test_loss"] == pytest.approx(known.last("test_loss"), rel=0.01)
    assert found["test_accuracy"] == pytest.approx(known.trained.test_accuracy, abs=0.011)


def test_the_first_batches_have_the_very_losses(few, tmp_path):
    recipe, heard = RECIPES["small CNN"], []
    total = [0.0]

    def hear(share, mean):
        heard.append(mean)

    train_on_images(recipe, few, on_batch=hear)
    found = results(image_program_files(recipe, few, "numpy", "learn"), tmp_path)
    for place, mean in enumerate(heard[:8], start=1):  # 32 images each
        total[0] += found["losses"][place - 1]
        assert total[0] / place == pytest.approx(mean, rel=1e-5)


def test_dropout_leaves_out_the_same_numbers_of_images(few, tmp_path):
    layers = (LayerChoice("flatten"), LayerChoice("dropout", {"rate": 0.2}), LayerChoice("dense", {"width": 16}))
    recipe = DigitsRecipe(layers, "gradient_descent", {"learning_rate": 0.1}, epochs=2, seed=9)
    known = train_on_images(recipe, few)
    found = results(image_program_files(recipe, few, "numpy", "learn"), tmp_path)
    assert found["test_loss"] == pytest.approx(known.last("test_loss"), rel=1e-3)


def test_the_whole_of_mnist_comes_from_where_each_library_has_it():
    recipe = RECIPES["small CNN"]
    for target, line in (("keras", "from keras.datasets import mnist"), ("gdviz", "from gdviz.keras.datasets import")):
        files = image_program_files(recipe, mnist(), target, "learn.py")
        assert list(files) == ["learn.py"]
        assert line in files["learn.py"]
    files = image_program_files(recipe, mnist(), "numpy", "learn.ipynb", notebook=True)
    assert list(files) == ["learn.ipynb", "mnist.npz"]
    assert "Keras's mnist.npz is the same" in files["learn.ipynb"]


def test_scikit_learn_says_what_to_take_instead(few):
    with pytest.raises(CodeError, match="take NumPy, PyTorch or Keras"):
        image_program_files(RECIPES["stopped"], few, "sklearn", "learn")
