"""From a lesson file to a lesson."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gdviz.core.clipping import CLIPS
from gdviz.core.datasets import DATASETS
from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.layers import LAYERS
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS, Model
from gdviz.core.models.network import FROM_DATA
from gdviz.core.registry import Registry
from gdviz.core.schedules import SCHEDULES
from gdviz.core.transforms import TRANSFORM_KINDS, Transform
from gdviz.lessons import entries
from gdviz.lessons.entries import Check, LessonError, all_known, checked, table
from gdviz.lessons.image_lessons import is_about_images, read_image_lesson
from gdviz.lessons.lesson import ImageLesson, Lesson, LessonText, SlopeLesson
from gdviz.lessons.slope_lessons import is_about_slopes, read_slope_lesson
from gdviz.lessons.trial import few_rows, try_out
from gdviz.training.build import losses_for
from gdviz.training.experiment import MAX_METHODS, MOST_PATIENCE, DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.step_rules import ClipChoice, ScheduleChoice

MAX_STEPS = 10_000_000

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_seed = entries.whole(0, 2**31 - 1)

LESSON: Mapping[str, Check] = {"order": entries.number, "steps": entries.whole(0, MAX_STEPS)}
EXPERIMENT: Mapping[str, Check] = {
    "loss": entries.one_of(*LOSSES),
    "l1": entries.number,
    "l2": entries.number,
    "seed": _seed,
    "start": entries.numbers,
    "patience": entries.whole(0, MOST_PATIENCE),
    "sum_up": entries.switch,
}
TABLES = ("text", "data", "model", "methods", "view")
TEXT: Mapping[str, Check] = {"title": entries.sentence, "what_to_see": entries.sentence}
DATA: Mapping[str, Check] = {"seed": _seed, "train_share": entries.number, "features": entries.names}
TRANSFORM: Mapping[str, Check] = {"kind": entries.one_of(*TRANSFORM_KINDS), "constant": entries.number}
RULES = ("schedule", "clip")
METHOD: Mapping[str, Check] = {
    "batch_size": entries.whole(1, 10_000_000),
    "active": entries.switch,
    "color": entries.whole(0, MAX_METHODS - 1),
}
VIEW: Mapping[str, Check] = {
    "pace": entries.pace,
    "race_axis": entries.one_of("steps", "evaluations", "seconds"),
    "workspace": entries.one_of("curves", "classes", "network", "digits"),
    "panel": entries.one_of("correlations", "cost", "health", "loss_surface", "this_step"),
    "column": entries.one_of("features"),
    "sample": entries.whole(0, 10_000_000),
}


def read_lesson(path: Path, text: str) -> Lesson | ImageLesson | SlopeLesson:
    """Return the lesson that `text`, the content of `path`, describes; its id is the file's name without ".toml".

    Raises LessonError at an entry that is wrong, tomllib.TOMLDecodeError where the text is no TOML.
    """
    if not _ID.fullmatch(path.stem):
        raise LessonError(
            (), f"a file's name is its lesson's id: lower-case letters, digits, hyphens; got {path.stem!r}"
        )
    plain = tomllib.loads(text)
    if is_about_slopes(plain):
        return read_slope_lesson(path, plain, _texts)
    if is_about_images(plain):
        return read_image_lesson(path, plain, _texts)
    all_known((), plain, [*LESSON, *EXPERIMENT, *TABLES], "a lesson")
    model = _model_class(plain)
    needed = ["text", "model"]
    if model is None or not model.is_function:
        needed.insert(1, "data")
    if model is None or not model.is_direct:
        needed.append("methods")
    for name in needed:
        if name not in plain:
            written = "[text.en]" if name == "text" else "[[methods]]" if name == "methods" else f"[{name}]"
            raise LessonError((), f"a lesson needs a table {written}; there is none")
    own = checked((), plain, LESSON)
    view = table(("view",), plain.get("view", {}))
    all_known(("view",), view, VIEW, "[view]")
    return Lesson(
        id=path.stem,
        order=own.get("order", 1000.0),
        texts=_texts(table(("text",), plain["text"])),
        view=checked(("view",), view, VIEW),
        path=path,
        experiment=_experiment(plain),
        steps=own.get("steps", 100),
    )


def _texts(tables: Mapping[str, Any]) -> dict[str, LessonText]:
    if not tables:
        raise LessonError(("text",), "a lesson needs a table [text.en]; there is none")
    texts = {}
    for language, plain in tables.items():
        path = ("text", language)
        if not _LANGUAGE.fullmatch(language):
            raise LessonError(path, f"a text's language is a code such as en or zh_TW; got {language!r}")
        written = table(path, plain)
        all_known(path, written, TEXT, f"[text.{language}]")
        for name in TEXT:
            if name not in written:
                raise LessonError(path, f"[text.{language}] needs an entry {name}; there is none")
        texts[language] = LessonText(**checked(path, written, TEXT))
    return texts


def _experiment(plain: Mapping[str, Any]) -> Experiment:
    data = _data(table(("data",), plain["data"])) if "data" in plain else DataChoice()
    model = _model(table(("model",), plain["model"]))
    methods = plain.get("methods", [{"name": "closed_form"}])
    if not isinstance(methods, list) or not methods:
        raise LessonError(("methods",), "methods must be written as [[methods]], one such table each")
    if len(methods) > MAX_METHODS:
        raise LessonError(("methods", MAX_METHODS), f"a race has at most {MAX_METHODS} methods; got {len(methods)}")
    choices = tuple(_method(place, table(("methods", place), method)) for place, method in enumerate(methods))
    if not any(choice.active for choice in choices):
        raise LessonError(("methods", 0), "at least one method must be active; got none")
    rows = few_rows(data)
    usual = losses_for(model.name, rows.task, rows.n_classes)[0]
    values = {"loss": usual, **checked((), plain, EXPERIMENT)}
    try:
        experiment = Experiment(data=data, model=model, methods=choices, **values)
    except (ValueError, TypeError) as error:
        raise LessonError((str(error).split()[0],), str(error)) from None
    try_out(experiment, rows)
    return experiment


def _data(plain: Mapping[str, Any]) -> DataChoice:
    path = ("data",)
    cls = _named(path, "source", plain, DATASETS)
    all_known(path, plain, ["source", *DATA, "transform_x", "transform_y", *_declared(cls)], "[data]")
    values = checked(path, plain, DATA)
    for axis in ("transform_x", "transform_y"):
        if axis in plain:
            if cls.task != "regression":
                raise LessonError((*path, axis), f"{axis} is for regression; {cls.name} is {cls.task}")
            written = table((*path, axis), plain[axis])
            all_known((*path, axis), written, TRANSFORM, axis)
            values[axis] = Transform(**checked((*path, axis), written, TRANSFORM))
    if "features" in plain and cls.task != "classification":
        raise LessonError((*path, "features"), f"features are for classification; {cls.name} is {cls.task}")
    options = _options(path, plain, cls)
    try:
        return DataChoice(source=plain["source"], options=options, **values)
    except (ValueError, TypeError) as error:
        entry = "features" if "feature" in str(error) else "train_share"
        raise LessonError((*path, entry), str(error)) from None


def _model(plain: Mapping[str, Any]) -> ModelChoice:
    path = ("model",)
    cls = _named(path, "name", plain, MODELS)
    widths: dict[str, Check] = {"hidden": entries.wholes} if hasattr(cls, "hidden") else {}
    parts = ["layers", "output"] if widths else []
    all_known(path, plain, ["name", *widths, *parts, *_declared(cls)], "[model]")
    options = {**_options(path, plain, cls), **checked(path, plain, widths)}
    if "layers" in plain:
        options["layers"] = _layers((*path, "layers"), plain["layers"])
    if "output" in plain:
        options["output"] = _output((*path, "output"), plain["output"])
    try:
        return ModelChoice(plain["name"], options)
    except (ValueError, TypeError) as error:
        raise LessonError((*path, "hidden") if "hidden" in str(error) else path, str(error)) from None


def _model_class(plain: Mapping[str, Any]) -> type[Model] | None:
    """Return the model that a lesson names: one that its data determine needs no method, a function needs no data."""
    model = plain.get("model")
    name = model.get("name") if isinstance(model, Mapping) else None
    return MODELS[name] if isinstance(name, str) and name in MODELS else None


def _layers(path: entries.Path, plain: Any) -> tuple[LayerChoice, ...]:
    if not isinstance(plain, list) or not all(isinstance(layer, Mapping) for layer in plain):
        raise LessonError(path, "layers must be written as [[model.layers]], one such table each")
    choices = []
    for place, layer in enumerate(plain):
        here = (*path, place)
        written = table(here, layer)
        cls = _named(here, "name", written, LAYERS)
        all_known(here, written, ["name", *_declared(cls)], "[[model.layers]]")
        options = _options(here, written, cls)
        try:
            choices.append(LayerChoice(written["name"], options))
        except ValueError as error:
            raise LessonError(here, str(error)) from None
    return tuple(choices)


def _output(path: entries.Path, plain: Any) -> LayerChoice:
    """Return what [model.output] says: how the output's weights start, and what they cost."""
    written = table(path, plain)
    known = [name for name in _declared(LAYERS["dense"]) if name not in FROM_DATA]
    all_known(path, written, known, "[model.output]")
    return LayerChoice("dense", _options(path, written, LAYERS["dense"]))


def _method(place: int, plain: Mapping[str, Any]) -> MethodChoice:
    path = ("methods", place)
    cls = _named(path, "name", plain, METHODS)
    all_known(path, plain, ["name", *METHOD, *RULES, *_declared(cls)], "[[methods]]")
    values: dict[str, Any] = {"color": place, **checked(path, plain, METHOD)}
    for entry, registry, choice in ((RULES[0], SCHEDULES, ScheduleChoice), (RULES[1], CLIPS, ClipChoice)):
        if entry in plain:
            values[entry] = choice(*_rule((*path, entry), table((*path, entry), plain[entry]), registry))
    options = _options(path, plain, cls)
    try:
        return MethodChoice(key=place + 1, name=plain["name"], options=options, **values)
    except (ValueError, TypeError) as error:
        entry = str(error).split()[0]
        raise LessonError((*path, entry) if entry in RULES else path, str(error)) from None


def _rule(path: entries.Path, plain: Mapping[str, Any], registry: Registry[Any]) -> tuple[str, dict[str, Any]]:
    """Return name and options of { name = "cosine", steps = 200 }."""
    cls = _named(path, "name", plain, registry)
    all_known(path, plain, ["name", *_declared(cls)], str(path[-1]))
    return plain["name"], _options(path, plain, cls)


def _named(path: entries.Path, entry: str, plain: Mapping[str, Any], registry: Registry[Any]) -> Any:
    """Return the registered class that `entry` names."""
    if entry not in plain:
        raise LessonError(path, f"an entry {entry} must say which {registry.kind}; there is none")
    name = plain[entry]
    if not isinstance(name, str):
        raise LessonError((*path, entry), f"{entry} must be a name in quotation marks; got {entries.shown(name)}")
    try:
        return registry[name]
    except ValueError as error:
        raise LessonError((*path, entry), str(error)) from None


def _declared(cls: Any) -> list[str]:
    return [declaration.name for declaration in hyperparameters(cls)]


def _options(path: entries.Path, plain: Mapping[str, Any], cls: Any) -> dict[str, Any]:
    """Return the hyperparameters of `cls` that are written, each within its limits."""
    options = {}
    for declaration in hyperparameters(cls):
        if declaration.name in plain:
            try:
                options[declaration.name] = declaration.check(plain[declaration.name])
            except (ValueError, TypeError) as error:
                raise LessonError((*path, declaration.name), str(error)) from None
    return options
