"""How programs are run and compared with gdviz, and small experiments to do it with."""

from __future__ import annotations

import json

import numpy as np
from program_runner import run_program

from gdviz.export.code import program_files, recipe_of
from gdviz.training.build import generate, prepare
from gdviz.training.experiment import DataChoice, Experiment, ModelChoice
from gdviz.training.race import Race

STEPS = 40
SHOW = """
import json, runpy, sys
found = runpy.run_path(sys.argv[1])
print(json.dumps({"losses": found["losses"], "train_loss": found["train_loss"],
                  "W1": found["W1"].ravel().tolist() if "W1" in found else []}))
"""


def run(files, folder):
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    done = run_program(SHOW, [str(folder / next(iter(files)))], files, errors=["RuntimeWarning"])
    assert done.returncode == 0, done.stderr + next(iter(files.values()))
    return json.loads(done.stdout.splitlines()[-1])


def known(experiment, dataset, steps=STEPS, priced=False):
    """Return the losses of each step, and that of all training rows after the last; `priced` with its penalty."""
    _, _, spec = prepare(experiment, dataset)
    race = Race(spec)
    run_ = next(iter(race.runs.values()))
    losses = []
    for _ in range(steps):
        if not run_.advance(1):
            break
        losses.append(run_._batch_loss)
    penalty, last = run_._bench.objective.penalty, run_.evaluate()["train_loss"]
    return losses, last + (penalty.value(run_.model.trained) if priced and penalty is not None else 0)


def compare(experiment, target, folder, *, dataset=None, rtol=1e-9, steps=STEPS, **how):
    experiment = experiment.replace(methods=(experiment.methods[0],))
    dataset = dataset or generate(experiment.data)
    found = run(program_files(recipe_of(experiment, dataset, steps), target, "learn.py", **how), folder)
    losses, last = known(experiment, dataset, steps, priced=target in ("keras", "gdviz"))
    if found["losses"] or experiment.methods[0].name != "closed_form":
        np.testing.assert_allclose(found["losses"], losses, rtol=rtol, atol=1e-12)
    np.testing.assert_allclose(found["train_loss"], last, rtol=max(rtol, 1e-8), atol=1e-12)


LINE = Experiment(data=DataChoice("line", train_share=0.7), loss="half_mse")
RING = Experiment(
    data=DataChoice("ring", train_share=0.7),
    model=ModelChoice("network", {"hidden": (5, 4)}),
    loss="binary_cross_entropy",
)
