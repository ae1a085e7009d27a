"""The cost panel: what it counts, the choice to sum rows up, and what goes to a spreadsheet."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from gdviz.panels.cost import Cost
from gdviz.plots.theme import Theme
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

DATA = DataChoice("line", {"n": 20_000}, train_share=1.0)
METHODS = (MethodChoice(1, options={"learning_rate": 0.01}), MethodChoice(2, batch_size=50, color=1))
RACE = Experiment(data=DATA, methods=METHODS, sum_up=False)


@pytest.fixture
def opened(qtbot, open_session):
    def open_(experiment: Experiment, steps: int = 0):
        session = open_session(experiment)
        panel = Cost(session)
        qtbot.addWidget(panel)
        panel.resize(480, 260)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(lambda: session.shown is not None)
        if steps:
            session.step(steps)
            qtbot.waitUntil(lambda: session.snapshot.step == steps)
        return session, panel

    return open_


def cells(panel: Cost) -> list[dict[str, str]]:
    head, *rows = [line.split("\t") for line in panel.table.text.replace("\N{NARROW NO-BREAK SPACE}", " ").splitlines()]
    return [dict(zip(head, row, strict=True)) for row in rows]


def click(qtbot, box) -> None:
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))


def test_rows_steps_and_seconds_of_each_method(opened) -> None:
    session, panel = opened(RACE, 30)
    whole, batch = cells(panel)
    assert (whole["a step reads"], batch["a step reads"]) == ("20 000 × 2", "50 × 2")
    assert (whole["steps"], batch["steps"]) == ("30", "30")
    assert (whole["evaluations"], batch["evaluations"]) == ("30", "30")
    for line, lane in zip(panel.table.lines, session.visible_lanes(), strict=True):
        assert line.share == pytest.approx(lane.seconds / max(other.seconds for other in session.visible_lanes()))
    assert max(line.share for line in panel.table.lines) == 1.0
    assert {text.split(" ")[-1] for text in (whole["a step takes"], batch["a step takes"])} <= {"µs", "ms"}
    assert "O(n d)" in panel.table.foot
    assert "20" in panel.table.accessibleDescription()


def test_before_the_first_step_nothing_has_been_spent(opened) -> None:
    _, panel = opened(RACE)
    assert [row["a step takes"] for row in cells(panel)] == ["–", "–"]
    assert [line.share for line in panel.table.lines] == [0.0, 0.0]


def test_a_click_sums_the_rows_up_and_undo_reads_them_again(opened, qtbot) -> None:
    session, panel = opened(RACE, 5)
    race = session.course.number
    click(qtbot, panel.sum_up)
    assert session.experiment.sum_up
    qtbot.waitUntil(lambda: cells(panel)[0]["a step reads"] == "XᵀX, 2 × 2")
    assert cells(panel)[1]["a step reads"] == "50 × 2"  # a batch is read all the same
    assert "O(d²)" in panel.table.foot
    assert session.course.number == race  # the running race goes on
    session.undo()
    assert not panel.sum_up.isChecked()
    qtbot.waitUntil(lambda: cells(panel)[0]["a step reads"] == "20 000 × 2")


def test_only_a_parabola_can_be_summed_up(opened) -> None:
    session, panel = opened(RACE)
    assert panel.sum_up.isVisible()
    session.set_experiment("Loss", loss="mae")
    assert not panel.sum_up.isVisible()
    network = Experiment(
        data=DataChoice("ring"), model=ModelChoice("network", {"hidden": (3,)}), loss="binary_cross_entropy"
    )
    session, panel = opened(network, 2)
    assert not panel.sum_up.isVisible()
    (row,) = cells(panel)
    rows = len(session.split.X_train)
    assert row["a step reads"] == f"{rows} × 13"  # (2 + 1) 3 + (3 + 1)


def test_a_hidden_method_is_not_counted_and_colours_are_theirs(opened) -> None:
    session, panel = opened(RACE, 3)
    assert [line.color for line in panel.table.lines] == [Theme.current().method_color(i) for i in (0, 1)]
    session.view.hide_method(1, True)
    assert [row["a step reads"] for row in cells(panel)] == ["50 × 2".replace(" ", " ")]


def test_the_keyboard_copies_the_table(opened, qtbot) -> None:
    _, panel = opened(RACE, 3)
    panel.body.setFocus()
    qtbot.keyClick(panel.body, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, first, second = QApplication.clipboard().text().splitlines()
    assert head.split("\t")[1:] == ["a step reads", "a step takes", "steps", "evaluations", "time in all", "loss"]
    assert first.startswith("Gradient descent")
    assert len(first.split("\t")) == len(second.split("\t")) == 7


def test_of_a_function_numbers_and_no_rows_are_read(opened) -> None:
    _, panel = opened(Experiment(model=ModelChoice("function"), loss="height"), 2)
    assert cells(panel)[0]["a step reads"] == "2 numbers"
    assert not panel.sum_up.isVisible()


def test_what_is_solved_at_once_takes_no_steps(opened) -> None:
    experiment = Experiment(
        data=DataChoice("line"), model=ModelChoice("k_nearest"), methods=(MethodChoice(1, "closed_form"),)
    )
    _, panel = opened(experiment)
    assert "nothing to count" in panel.note
