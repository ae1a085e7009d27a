"""gdviz digits train, predict, test: networks for images without a window."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.commands.progress import bar_of
from gdviz.core.grouped import grouped

if TYPE_CHECKING:
    from gdviz.training.digit_reader import DigitReader, TrainedNetwork
    from gdviz.training.digits_headless import DigitsResult
    from gdviz.training.digits_recipe import DigitsRecipe

SHORT = {"softmax": "softmax", "mlp": "mlp", "sigmoid": "deep_sigmoid", "cnn": "small_cnn", "course": "course_cnn"}
"""What presets are called on the command line."""

INTERRUPTED = 130

EXAMPLES = """examples:
  gdviz digits train --preset cnn --epochs 3 --save net.npz
  gdviz digits train --preset mlp --data fashion-mnist --patience 2
  gdviz digits train --data my-images/ --save mine.npz
  gdviz digits predict net.npz three.png seven.jpg
  gdviz digits test net.npz

exit codes: 0 well; 1 the training or a picture failed; 2 a wrong command line; 130 stopped by Ctrl+C (what was
trained is saved all the same)"""

TRAIN_HELP = "Ctrl+C ends the training after the present batch and saves the network; again, it ends at once."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the three actions."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_train(actions.add_parser("train", help="train a network on images", epilog=TRAIN_HELP))
    predict = actions.add_parser("predict", help="say which digits pictures show, as a JSON list")
    predict.add_argument("network", type=Path, metavar="NETWORK.npz", help="what `train --save` has written")
    predict.add_argument("pictures", nargs="+", type=Path, metavar="PICTURE", help="PNG, JPEG or BMP, of any size")
    predict.add_argument(
        "--as-it-is", action="store_true",
        help="do not centre the digit as MNIST does: for networks of images that were not centred",
    )  # fmt: skip
    test = actions.add_parser("test", help="count how many test images a network reads rightly")
    test.add_argument("network", type=Path, metavar="NETWORK.npz", help="what `train --save` has written")
    _add_data(test)
    test.add_argument("--json", action="store_true", help="print one JSON object instead of a sentence")


def execute(arguments: argparse.Namespace) -> int:
    """Do it; errors are one sentence on stderr."""
    return {"train": train, "predict": predict, "test": test}[arguments.action](arguments)


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", default="mnist", metavar="DATA",
        help="mnist, fashion-mnist, or a file or folder of images (idx, npz, CSV, a folder a class) (mnist)",
    )  # fmt: skip


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--preset", choices=SHORT, default="cnn", help="which network (cnn)")
    _add_data(parser)
    parser.add_argument("--first", type=int, metavar="N", help="learn from the first N training images alone")
    parser.add_argument("--epochs", type=int, metavar="N", help="how often it sees each image (the preset's)")
    parser.add_argument("--batch-size", type=int, metavar="N", help="images a step (the preset's)")
    parser.add_argument("--learning-rate", type=float, metavar="RATE", help="of the preset's method (the preset's)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the start and of the batches (0)")
    parser.add_argument(
        "--validation-split", type=float, default=0.1, metavar="SHARE", help="of the images that is held out (0.1)"
    )
    parser.add_argument(
        "--patience", type=int, default=0, metavar="N",
        help="stop early after N epochs without a better validation loss, and keep the best weights (0: never)",
    )  # fmt: skip
    parser.add_argument("--save", type=Path, metavar="FILE.npz", help="where the network is kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object with all figures")
    parser.add_argument("--quiet", action="store_true", help="no progress bar and no line an epoch")


def train(arguments: argparse.Namespace) -> int:
    """Train, tell of it on stderr, save; returns 130 if it was stopped, 1 if it diverged or could not be saved."""
    from gdviz.training.digits_headless import images_of, train_on_images

    problem = _cannot_save(arguments.save)
    if problem is not None:
        return _refuse(problem, 2)
    try:
        recipe = _recipe(arguments)
    except (ValueError, TypeError) as error:
        return _refuse(str(error), 2)
    try:
        images = images_of(arguments.data, arguments.first)
        with _progress(recipe, not arguments.quiet) as (on_batch, on_epoch), _until_interrupted() as stop_wanted:
            result = train_on_images(
                recipe, images, on_batch=on_batch, on_epoch=on_epoch, stop_wanted=stop_wanted
            )  # fmt: skip
    except (ValueError, MemoryError) as error:
        return _refuse(str(error) or "there is not enough memory", 1)
    if result.status == "diverged":
        return _refuse(
            f"the loss left the numbers in epoch {len(result.history['loss'])}; a smaller learning rate would help", 1
        )
    saved = None
    if arguments.save is not None:
        saved = arguments.save
        try:
            _save(result.trained, saved)
        except OSError as error:
            return _refuse(f"{saved} could not be written: {error.strerror or error}", 1)
    if arguments.json:
        said = {
            "title": recipe.title,
            "data": images.title,
            **result.plain(),
            "file": None if saved is None else str(saved),
        }
        print(json.dumps(said, indent=2, allow_nan=False))
    else:
        print(_summary(result, images.n_test, saved))
    return INTERRUPTED if result.status == "stopped" else 0


def predict(arguments: argparse.Namespace) -> int:
    """Print a JSON list with an entry a picture; returns 1 if one of them could not be read."""
    from gdviz.core.images import ImageError
    from gdviz.training.digit_reader import DigitReader, load_trained

    try:
        reader = DigitReader(load_trained(arguments.network))
    except (ImageError, MemoryError) as error:
        return _refuse(str(error) or "there is not enough memory", 1)
    answers = [_answer(reader, path, centre=not arguments.as_it_is) for path in arguments.pictures]
    print(json.dumps(answers, indent=2, allow_nan=False, ensure_ascii=False))
    return int(any("error" in answer for answer in answers))


def test(arguments: argparse.Namespace) -> int:
    """Print the share of test images that are read rightly."""
    from gdviz.training.digit_reader import load_trained
    from gdviz.training.digits_headless import accuracy_on_test, images_of

    try:
        trained = load_trained(arguments.network)
        images = images_of(arguments.data)
        if not images.n_test:
            return _refuse(f"{images.title} has no test images", 1)
        share = accuracy_on_test(trained, images)
    except (ValueError, MemoryError) as error:
        return _refuse(str(error) or "there is not enough memory", 1)
    if arguments.json:
        said = {"network": str(arguments.network), "title": trained.title, "data": images.title}
        print(json.dumps({**said, "test_images": images.n_test, "test_accuracy": share}, indent=2, allow_nan=False))
    else:
        print(
            f"{trained.title}: {share:.2%} of {grouped(images.n_test)} test images of {images.title} are read rightly."
        )
    return 0


def _recipe(arguments: argparse.Namespace) -> DigitsRecipe:
    from gdviz.training.digits_recipe import DigitsRecipe

    known = DigitsRecipe.of_preset(SHORT[arguments.preset])
    chosen: dict[str, Any] = {
        name: getattr(arguments, name)
        for name in ("epochs", "batch_size", "seed", "validation_split", "patience")
        if getattr(arguments, name) is not None
    }
    if arguments.learning_rate is not None:
        chosen["options"] = {**known.options, "learning_rate": arguments.learning_rate}
    if arguments.first is not None and arguments.first < 2:
        raise ValueError(f"--first must be at least 2; got {arguments.first}")
    if chosen["patience"] and not chosen["validation_split"]:
        raise ValueError("--patience needs a --validation-split above 0: it watches the validation loss")
    return known.replace(**chosen)


def _answer(reader: DigitReader, path: Path, *, centre: bool) -> dict[str, Any]:
    from gdviz.core.images import ImageError
    from gdviz.core.images.decoding import read_picture
    from gdviz.training.digit_picture import seen_by

    try:
        shares = reader.probabilities(seen_by(reader.trained, read_picture(path), centre=centre))
    except ImageError as error:
        return {"file": str(path), "error": str(error)}
    names = reader.names
    probabilities = {name: round(float(share), 6) for name, share in zip(names, shares, strict=True)}
    return {"file": str(path), "digit": names[int(shares.argmax())], "probabilities": probabilities}


def _save(trained: TrainedNetwork, path: Path) -> None:
    from gdviz.training.digit_reader import save_trained

    save_trained(trained, path)


def _cannot_save(path: Path | None) -> str | None:
    """Return what is wrong with a file's name: better now than after the training."""
    if path is None:
        return None
    if path.suffix.lower() != ".npz":
        return f"--save must end in .npz; got {path}"
    if path.is_dir():
        return f"--save must be a file; {path} is a folder"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent} to save {path.name} in"
    return None


def _summary(result: DigitsResult, n_test: int, saved: Path | None) -> str:
    share = result.trained.test_accuracy
    lines = [f"{result.trained.title}: {share:.2%} of {grouped(n_test)} test images are read rightly."]
    if share != share:
        lines = [f"{result.trained.title}: trained; there are no test images."]
    if result.best_epoch is not None and result.status == "finished":
        lines.append(f"Its weights are those of epoch {result.best_epoch + 1}, the best one.")
    if saved is not None:
        lines.append(f"It is kept in {saved}.")
    return "\n".join(lines)


@contextmanager
def _progress(
    recipe: DigitsRecipe, show: bool
) -> Iterator[tuple[Callable[[float, float], None], Callable[[dict[str, float]], None]]]:
    """Yield what is told of batches and epochs: a bar on a terminal, and a line an epoch."""
    bar = bar_of(100.0, show=show, bar_format="{l_bar}{bar}| {elapsed}, {remaining} left{postfix}")
    epoch = 0

    def on_batch(share: float, loss: float) -> None:
        if not bar.disable:
            bar.set_postfix_str(f"loss {loss:.4f}", refresh=False)
            bar.update(100.0 * share - bar.n)

    def on_epoch(figures: dict[str, float]) -> None:
        nonlocal epoch
        epoch += 1
        if show:
            bar.write(f"epoch {epoch}/{recipe.epochs}: {_figures(figures)}", file=sys.stderr)

    with bar:
        yield on_batch, on_epoch


def _figures(figures: dict[str, float]) -> str:
    words = {"": "", "val_": "validation ", "test_": "test "}
    parts = []
    for before, said in words.items():
        if f"{before}accuracy" in figures:
            loss, accuracy = figures[f"{before}loss"], figures[f"{before}accuracy"]
            parts.append(f"{said}loss {loss:.4f}, accuracy {accuracy:.2%}")
    return "; ".join(parts)


@contextmanager
def _until_interrupted() -> Iterator[Callable[[], bool]]:
    """Yield whether Ctrl+C was pressed: between two batches nothing is half done. Pressed twice, it ends at once."""
    pressed = False

    def press(_number: int, _frame: object) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True
        print("gdviz: ending after this batch; Ctrl+C again ends at once", file=sys.stderr)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _refuse(sentence: str, code: int) -> int:
    print(f"gdviz: {sentence.rstrip('.')}", file=sys.stderr)
    return code
