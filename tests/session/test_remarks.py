"""What is said when play is pressed although there is little to see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gdviz.core.datasets import Dataset
from gdviz.session.explain import sentence
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

BLOBS = Experiment(data=DataChoice("gaussians"), model=ModelChoice("logistic"), loss="binary_cross_entropy")


def heard(session, qtbot) -> str:
    said = []
    session.message.connect(lambda message: said.append(message.text))
    session.play()
    session.pause()
    return said[0]


@pytest.mark.parametrize(
    ("options", "batch", "said"),
    [
        ({"learning_rate": 0.0}, None, "The learning rate η is 0"),
        (
            {"learning_rate": 0.1},
            5000,
            "A batch of 5\u202f000 is larger than the data: each step sees all 40",
        ),
        ({"learning_rate": 0.1}, 10, ""),
        ({"learning_rate": 0.1}, 40, ""),
    ],
)
def test_settings_that_do_nothing(new_session, qtbot, options, batch, said):
    method = MethodChoice(1, "gradient_descent", options=options, batch_size=batch)
    data = DataChoice("line", train_share=1.0, options={"n": 40})
    session = new_session(Experiment(data=data, methods=(method,)))
    qtbot.waitUntil(lambda: session.snapshot is not None)
    text = heard(session, qtbot)
    assert text.startswith(said) if said else text == ""


@pytest.mark.parametrize(
    ("n", "said"), [(1, "There is one training point"), (9, "All training points lie at the same")]
)
def test_points_at_one_place(new_session, qtbot, n, said):
    session = new_session(Experiment(data=DataChoice("line", train_share=1.0)))
    session.edit_points("One place", Dataset(np.ones((n, 1)), np.full(n, 2.0), "regression"))
    qtbot.waitUntil(lambda: session.snapshot is not None)
    assert heard(session, qtbot).startswith(said)


def test_points_of_one_class(new_session, qtbot):
    session = new_session(BLOBS)
    qtbot.waitUntil(lambda: session.snapshot is not None)
    assert heard(session, qtbot) == ""
    session.edit_points("One class", replace(session.dataset, y=np.zeros_like(session.dataset.y)))
    assert heard(session, qtbot).startswith("All training points are of one class")


def test_without_points_a_whole_sentence_says_what_to_do(new_session, qtbot):
    session = new_session()
    said = []
    session.message.connect(lambda message: said.append(message.text))
    session.clear_points()
    assert said[-1] == "There are no training points yet: click into the data plot to add some."
    session.undo()
    assert session.dataset.n > 0
    assert said[-1] == ""  # it is true no longer


def test_sentences():
    assert sentence("there are none") == "There are none."
    assert sentence("learning_rate must be above 0; got -1") == "learning_rate must be above 0; got -1."
    assert sentence("Did you mean this?") == "Did you mean this?"
    assert sentence("k must be at most 3; got 4") == "k must be at most 3; got 4."
    assert sentence("") == ""
