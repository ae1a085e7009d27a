"""What a program on images has to do: the network of the digits, taken apart for writing it down."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.images import ImageSet, mnist
from gdviz.core.methods import METHODS
from gdviz.core.schedules import SCHEDULES
from gdviz.export.code.blocks import Block
from gdviz.export.code.chain import chain_of
from gdviz.export.code.task import Task
from gdviz.resources import resource_path
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.step_rules import ScheduleChoice

_IMAGES = """
{where}
{taken}


def prepared(images, labels):
    \"\"\"Grey from 0 to 1 with one channel, and a 1 in the place of the class.\"\"\"
    return images[..., None].astype(np.float32) / 255, np.eye({classes}, dtype=np.float32)[labels]


n = {n}{about}
{held}X_train, y_train = prepared(x_train[:n], y_train[:n])
X_test, y_test = prepared(x_test, y_test)
"""
_FILE = """
from pathlib import Path

import numpy as np

# {file} lies beside this program: x_train, y_train, x_test, y_test.{source}
folder = Path(__file__).parent if "__file__" in globals() else Path()
images = np.load(folder / "{file}")
"""
_TAKEN = """x_train, y_train, x_test, y_test = (images[name] for name in ("x_train", "y_train", "x_test", "y_test"))"""


@dataclass(frozen=True, eq=False, kw_only=True)
class ImageTask(Task):
    """A network for images, from its first batch on, for some epochs."""

    title: str
    images: ImageSet
    epochs: int
    n: int  # images that are learned from; those behind them validate

    @property
    def validates(self) -> bool:
        return self.n < self.images.n

    @property
    def steps_per_epoch(self) -> int:
        assert self.batch_size is not None
        return -(-self.n // self.batch_size)


def image_task(recipe: DigitsRecipe, images: ImageSet) -> ImageTask:
    """Return what a program does that trains this network; raises CodeError where there is none.

    Raises ValueError where recipe and images do not fit each other.
    """
    network = recipe.build(images.shape, images.n_classes)
    network.initialize(np.random.default_rng(recipe.seed))
    fit = recipe.fit(network, images)
    options = {item.name: item.default for item in hyperparameters(METHODS[recipe.method])}
    schedule = getattr(fit.method, "schedule")  # noqa: B009  (its end is known only here)
    chosen = dataclasses.asdict(schedule) if recipe.schedule in SCHEDULES else {}
    return ImageTask(
        title=f"{recipe.title} on {images.title or 'own images'}, trained by {METHODS[recipe.method].title}",
        images=images,
        epochs=recipe.epochs,
        n=fit.batches.n,
        layers=chain_of(network.graph, network.parameters.value, 0.0, 0.0),
        link=network.link,
        loss="sparse_categorical_cross_entropy",
        seed=recipe.seed,
        method=recipe.method,
        options={**options, **recipe.options},
        schedule=ScheduleChoice(recipe.schedule, chosen),
        batch_size=recipe.batch_size,
        patience=recipe.patience if recipe.validation_split else 0,
        dtype="float32",
    )


def images_block(task: ImageTask, target: str, name: str) -> tuple[Block, Mapping[str, bytes]]:
    """Return code that makes X_train, y_train, X_val, ... and the file that it reads, where it reads one."""
    images, beside = task.images, dict[str, bytes]()
    whole = images is mnist()
    if whole and target in ("gdviz", "keras"):
        package = "gdviz.keras" if target == "gdviz" else "keras"
        about = "" if target == "gdviz" else "  # fetched when it is first asked for"
        where = f"import numpy as np\nfrom {package}.datasets import mnist\n"
        taken = f"(x_train, y_train), (x_test, y_test) = mnist.load_data(){about}"
    else:
        file = "mnist.npz" if whole else f"{name}_images.npz"
        beside[file] = resource_path("data", "mnist.npz").read_bytes() if whole else _packed(images)
        source = " Keras's mnist.npz is the same." if whole else ""
        where, taken = _FILE.strip().format(file=file, source=source), _TAKEN
    held = "X_val, y_val = prepared(x_train[n:], y_train[n:])\n" if task.validates else ""
    about = f"  # images are learned from, the other {images.n - task.n} validate" if held else ""
    code = _IMAGES.format(where=where, taken=taken, n=task.n, classes=images.n_classes, held=held, about=about)
    return Block("Images", code), beside


def _packed(images: ImageSet) -> bytes:
    held = io.BytesIO()
    np.savez_compressed(
        held, allow_pickle=False, x_train=images.images, y_train=images.labels, x_test=images.test_images,
        y_test=images.test_labels,
    )  # fmt: skip
    return held.getvalue()
