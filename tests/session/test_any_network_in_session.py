"""Every method with every kind of layer, task, schedule and activation, sampled: it trains, or says why it does not."""

from __future__ import annotations

import math

import pytest

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.clipping import CLIPS
from gdviz.core.methods import METHODS
from gdviz.core.methods.base import takes_clip, takes_schedule
from gdviz.core.schedules import SCHEDULES
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.step_rules import ClipChoice, ScheduleChoice

TASKS = {
    **{
        f"{k} classes": (DataChoice("blobs", {"n": 40, "classes": k}), "categorical_cross_entropy") for k in range(3, 7)
    },
    "2 classes": (DataChoice("blobs", {"n": 40}), "binary_cross_entropy"),
    "curve": (DataChoice("curve", {"n": 40}), "mse"),
    "plane": (DataChoice("hills", {"n": 40}), "mse"),
}
BEHIND = (
    [],
    [{"name": "dropout", "rate": 0.3}],
    [{"name": "batch_normalization"}],
    [{"name": "batch_normalization"}, {"name": "dropout", "rate": 0.1}],
)
BATCHES = (None, 10, 1, 7, 40)
REFUSED = {
    "closed_form": "needs a model that is linear in its parameters",
    "exhaustive_search": "takes models of at most 3 parameters",
    "gauss_newton": "least squares need a squared loss",
    "levenberg_marquardt": "least squares need a squared loss",
}
STEPS = 20


def sampled(method: str, task: str, place: int) -> Experiment:
    """Return one of all combinations: each list is gone through at its own pace."""
    data, loss = TASKS[task]
    activation = tuple(ACTIVATIONS)[place % len(ACTIVATIONS)]
    layers = [
        {"name": "dense", "width": 4, "activation": activation},
        *BEHIND[place % len(BEHIND)],
        {"name": "dense", "width": 3, "activation": activation, "l2": 1e-3},
    ]
    cls = METHODS[method]
    schedule = tuple(SCHEDULES)[place % len(SCHEDULES)] if takes_schedule(cls) else "constant"
    clip = tuple(CLIPS)[place % len(CLIPS)] if takes_clip(cls) else "none"
    choice = MethodChoice(
        1, method, schedule=ScheduleChoice(schedule), clip=ClipChoice(clip), batch_size=BATCHES[place % len(BATCHES)]
    )
    return Experiment(data=data, model=ModelChoice("network", {"layers": layers}), loss=loss, methods=(choice,))


@pytest.mark.parametrize("number", range(len(METHODS)), ids=tuple(METHODS))
def test_it_trains_or_says_why_not(open_session, qtbot, number):
    method, tasks = tuple(METHODS)[number], tuple(TASKS)
    session = open_session()
    session.set_frame_interval(1)
    said, crashed = [], []
    session.message.connect(lambda message: said.append(message.text))
    session.crashed.connect(lambda *report: crashed.append(report))
    for place in (2 * number, 2 * number + 1):
        task = tasks[place % len(tasks)]
        said.clear()
        assert session.open_experiment("another", sampled(method, task, place))
        session.step(STEPS)
        qtbot.waitUntil(lambda: session.snapshot is not None and session.settled)
        assert not crashed
        reason = REFUSED.get(method, "") if "least" not in REFUSED.get(method, "") or TASKS[task][1] != "mse" else ""
        if reason:
            assert session.shown is None
            told = [text for text in said if reason in text]
            assert len(told) == 1, f"{task}: {said}"
            assert " takes no part: " in told[0]
            assert told[0].endswith(".")
            continue
        lane = session.shown
        assert lane is not None, f"{task}: {said}"
        if lane.status == "diverged":
            assert any("the loss left the numbers" in text for text in said)
        else:
            assert math.isfinite(lane.figures["train_loss"]), f"{task}: {lane.status}"
            assert lane.step == STEPS or lane.reason
