"""A session as plain values with arrays between them, and back; every value that comes from a file is checked."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from gdviz.core.datasets import Dataset
from gdviz.core.methods import METHODS
from gdviz.core.operations import Array
from gdviz.training.branch import Branch
from gdviz.training.detail import StepDetail
from gdviz.training.digits_saved import SavedDigits, digits_from, digits_values
from gdviz.training.entries import real, table, text, whole
from gdviz.training.experiment import Experiment, from_json, to_json
from gdviz.training.freezing import HistoryState, RaceState, RunState
from gdviz.training.pages_saved import SavedPages, pages_from, pages_values
from gdviz.training.preparation import Blueprint, Preparation, Split
from gdviz.training.race import Entrant
from gdviz.training.settings import Entry, Settings
from gdviz.training.step_rules import RULES

MOST_STEPS = 2**53


@dataclass(frozen=True, eq=False)
class SavedSession:
    """What a session file holds. Without a race (nothing to train on) `preparation` and `split` are None too.

    `view` is what a window wants to find again, plain values of its own; `notes` is the user's text. `digits` is None
    where that workspace was never looked at, and in older files; `pages` that are as at first are None.
    """

    experiment: Experiment
    dataset: Dataset
    preparation: Preparation | None = None
    split: Split | None = None
    race: RaceState | None = None
    notes: str = ""
    view: Mapping[str, Any] = field(default_factory=dict)
    digits: SavedDigits | None = None
    pages: SavedPages = field(default_factory=SavedPages)


def to_values(session: SavedSession) -> dict[str, Any]:
    """Return dicts, lists, numbers, strings and arrays."""
    splits: list[Split] = []

    def place(split: Split) -> int:
        for number, known in enumerate(splits):
            if known.same(split):
                return number
        splits.append(split)
        return len(splits) - 1

    def settings(value: Settings) -> dict[str, Any]:
        plain = {item.name: getattr(value, item.name) for item in fields(value)}
        rules = {name: dataclasses.asdict(getattr(value, name)) for name in RULES}
        return {**plain, **rules, "options": dict(value.options), "split": place(value.split)}

    def run(state: RunState) -> dict[str, Any]:
        timeline = [{**_shallow(entry), "settings": settings(entry.settings)} for entry in state.timeline]
        detail = state.detail
        return {
            **_shallow(state),
            "batch_loss": _finite(state.batch_loss),
            "timeline": timeline,
            "series": {**_shallow(state.series), "columns": dict(state.series.columns)},
            "checkpoints": {**_shallow(state.checkpoints), "columns": dict(state.checkpoints.columns)},
            "now": dict(state.now),
            "branches": [_shallow(branch) for branch in state.branches],
            "detail": detail and {**_shallow(detail), "state": dict(detail.state), "loss": _finite(detail.loss)},
        }

    race, preparation, values = session.race, session.preparation, {}
    if race is not None and preparation is not None and session.split is not None:
        values["race"] = {
            "model": to_json(Experiment(model=race.blueprint.choice))["model"],
            "fit_rows": race.blueprint.fit_rows,
            "seed": race.seed,
            "start": race.start,
            "position": race.position,
            "runs": [{"key": key, **run(state)} for key, state in race.runs.items()],
            "waiting": [{**_shallow(entrant), "settings": settings(entrant.settings)} for entrant in race.waiting],
        }
        values["preparation"] = {
            "data": to_json(Experiment(data=preparation.choice))["data"],
            "transforms": [[each.shift, each.scale] for each in preparation.transforms],
            "split": place(session.split),
            "splits": [_shallow(split) for split in splits],
        }
    if session.digits is not None:
        values["digits"] = digits_values(session.digits)
    if session.pages != SavedPages():
        values["pages"] = pages_values(session.pages)
    return {
        "experiment": to_json(session.experiment),
        "dataset": _shallow(session.dataset),
        "notes": session.notes,
        "view": dict(session.view),
        **values,
    }


def from_values(values: Mapping[str, Any]) -> SavedSession:
    """Return the session that `to_values` took apart; raises ValueError, TypeError or KeyError where it cannot be."""
    experiment = from_json(table(values["experiment"], "experiment"))
    dataset = _dataset(table(values["dataset"], "dataset"))
    notes, view = text(values["notes"], "notes"), table(values["view"], "view")
    digits = digits_from(table(values["digits"], "digits")) if "digits" in values else None
    pages = pages_from(table(values.get("pages", {}), "pages"))
    if "race" not in values:
        return SavedSession(experiment, dataset, notes=notes, view=view, digits=digits, pages=pages)
    plain = table(values["race"], "race")
    kept = table(values["preparation"], "preparation")
    preparation = _preparation(dataset, kept, array(plain["fit_rows"], "fit_rows", 2))
    choice = from_json({"model": table(plain["model"], "model")}).model
    blueprint = Blueprint.of(choice, preparation)
    splits = [_split(table(split, "split"), blueprint) for split in _list(kept["splits"], "splits")]

    def split_at(place: Any) -> Split:
        return splits[whole(place, "split", 0, len(splits) - 1)]

    def settings(plain: Any, method: str) -> Settings:
        entries = {**table(plain, "settings")}
        entries["split"] = split_at(entries["split"])
        for name, choice in RULES.items():
            entries[name] = choice(**table(entries.get(name, {}), name))
        entries["patience"] = whole(entries.get("patience", 0), "patience", 0)
        entries["sum_up"] = _switch(entries.get("sum_up", True))
        entries["frozen"] = tuple(_step(place, "frozen") for place in _list(entries.get("frozen", ()), "frozen"))
        return Settings(**entries).complete(METHODS[method])

    def run(plain: dict[str, Any]) -> RunState:
        method = text(plain["method"], "method")
        timeline = tuple(
            Entry(_step(entry["step"], "step"), settings(entry["settings"], method), _switch(entry["restarts"]),
                  real(entry["epoch"], "epoch", 0), _edits(entry.get("edits", ())))
            for entry in (table(entry, "timeline") for entry in _list(plain["timeline"], "timeline"))
        )  # fmt: skip
        loss, ended, left = plain["batch_loss"], plain["finished_at"], plain["diverged_at"]
        return RunState(
            method=method,
            position=_step(plain["position"], "position"),
            last_step=_step(plain["last_step"], "last_step"),
            finished_at=None if ended is None else _step(ended, "finished_at"),
            finish_reason=text(plain["finish_reason"], "finish_reason"),
            diverged_at=None if left is None else _step(left, "diverged_at"),
            seconds=real(plain["seconds"], "seconds", 0),
            batch_loss=math.nan if loss is None else real(loss, "batch_loss"),
            timeline=timeline,
            series=_history(table(plain["series"], "series")),
            checkpoints=_history(table(plain["checkpoints"], "checkpoints")),
            now={name: array(value, name) for name, value in table(plain["now"], "now").items()},
            branches=tuple(
                _branch(table(branch, "branch"), blueprint) for branch in _list(plain["branches"], "branches")
            ),
            detail=None if plain["detail"] is None else _detail(table(plain["detail"], "detail"), blueprint),
            returned_to=None if plain.get("returned_to") is None else _step(plain["returned_to"], "returned_to"),
            held_out=array(plain.get("held_out", np.empty((0, 2))), "held_out", 2),
        )

    runs = [table(run, "run") for run in _list(plain["runs"], "runs")]
    waiting = [table(entrant, "entrant") for entrant in _list(plain["waiting"], "waiting")]
    start = plain["start"]
    race = RaceState(
        blueprint=blueprint,
        seed=whole(plain["seed"], "seed", 0),
        start=None if start is None else array(start, "start", 1),
        position=_step(plain["position"], "position"),
        runs={whole(each["key"], "key"): run(each) for each in runs},
        waiting=tuple(
            Entrant(whole(each["key"], "key"), text(each["method"], "method"),
                    settings(each["settings"], each["method"]))
            for each in waiting
        ),
    )  # fmt: skip
    return SavedSession(experiment, dataset, preparation, split_at(kept["split"]), race, notes, view, digits, pages)


def array(value: Any, called: str, dimensions: int | None = None) -> Array:
    """Return an array of numbers; raises TypeError for anything else, ValueError for another number of axes."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fiub":
        raise TypeError(f"{called} must be an array of numbers")
    if dimensions is not None and value.ndim != dimensions:
        raise ValueError(f"{called} must have {dimensions} axes; got {value.ndim}")
    return value


def _shallow(value: Any) -> dict[str, Any]:
    return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}


def _finite(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None


def _list(value: Any, called: str) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"{called} must be a list; got {type(value).__name__}")
    return value


def _texts(value: Any, called: str) -> tuple[str, ...]:
    return tuple(text(item, called) for item in _list(value, called))


def _step(value: Any, called: str) -> int:
    return whole(value, called, 0, MOST_STEPS)


def _edits(value: Any) -> tuple[tuple[int, float], ...]:
    pairs = [_list(pair, "edit") for pair in _list(value, "edits")]
    return tuple((_step(place, "edit"), real(number, "edit")) for place, number in pairs)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"restarts must be true or false; got {value!r}")
    return value


def _dataset(plain: dict[str, Any]) -> Dataset:
    arrays = {name: array(plain.pop(name), name) for name in ("X", "y", "ids")}
    names = {name: _texts(plain.pop(name), name) for name in ("feature_names", "feature_units", "class_names")}
    return Dataset(**arrays, **names, **{name: text(value, name) for name, value in plain.items()})  # type: ignore[arg-type]


def _preparation(dataset: Dataset, kept: dict[str, Any], fit_rows: Array) -> Preparation:
    choice = from_json({"data": table(kept["data"], "data")}).data
    fitted = []
    for each in _list(kept["transforms"], "transforms"):
        shift, scale = _list(each, "transform")
        fitted.append((real(shift, "shift"), real(scale, "scale", 1e-300)))
    return Preparation.fitted(dataset, choice, fitted, fit_rows)


def _split(plain: dict[str, Any], blueprint: Blueprint) -> Split:
    X = {name: array(plain[name], name, 2) for name in ("X_train", "X_test")}
    y = {name: array(plain[name], name, 1) for name in ("y_train", "y_test")}
    mask = array(plain["train_mask"], "train_mask", 1)
    for part in ("train", "test"):
        rows, targets = X[f"X_{part}"], y[f"y_{part}"]
        if rows.shape != (len(targets), blueprint.n_inputs):
            raise ValueError(f"X_{part} must have {blueprint.n_inputs} columns and a row for each of y_{part}")
        if not np.isfinite(rows).all() or not np.isfinite(targets).all():
            raise ValueError(f"X_{part} and y_{part} must be finite")
    if mask.dtype != np.bool_ or mask.sum() != len(X["X_train"]) or len(mask) - mask.sum() != len(X["X_test"]):
        raise ValueError("train_mask must say of each row whether it is for training")
    return Split(**{**plain, **X, **y, "train_mask": mask})


def _history(plain: dict[str, Any]) -> HistoryState:
    steps = array(plain["steps"], "steps", 1)
    if steps.dtype.kind != "i":
        raise TypeError("steps must be whole numbers")
    columns = {name: array(value, name) for name, value in table(plain["columns"], "columns").items()}
    return HistoryState(steps, columns, whole(plain["stride"], "stride", 1), _step(plain["next_due"], "next_due"))


def _branch(plain: dict[str, Any], blueprint: Blueprint) -> Branch:
    branch = Branch(
        array(plain["steps"], "steps", 1),
        array(plain["train_losses"], "train_losses", 1),
        array(plain["thetas"], "thetas", 2),
    )
    if branch.steps.shape != branch.train_losses.shape or branch.thetas.shape[1] != blueprint.prototype.theta.size:
        raise ValueError("a branch must have a loss for each step, and places of the model's own parameters")
    return branch


def _detail(plain: dict[str, Any], blueprint: Blueprint) -> StepDetail:
    size = blueprint.prototype.theta.size
    vectors = {name: array(plain[name], name, 1) for name in ("before", "after")}
    grad, rows = plain["grad"], plain["rows"]
    if grad is not None:
        vectors["grad"] = array(grad, "grad", 1)
    if any(vector.size != size for vector in vectors.values()):
        raise ValueError(f"a step must have {size} parameters")
    if rows is not None and array(rows, "rows", 1).dtype.kind != "i":
        raise TypeError("rows must be whole numbers")
    lines = tuple(
        (text(name, "line"), _texts(rule, "line"), _texts(numbers, "line"))
        for name, rule, numbers in (_list(line, "lines") for line in _list(plain["lines"], "lines"))
    )
    state = {name: array(value, name) for name, value in table(plain["state"], "state").items()}
    loss = math.nan if plain["loss"] is None else real(plain["loss"], "loss")
    return StepDetail(_step(plain["step"], "step"), loss, vectors["before"], vectors["after"], vectors.get("grad"),
                      state, rows, lines)  # fmt: skip
