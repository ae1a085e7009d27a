"""How often figures of a training on images are shown anew."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gdviz.session.digits_pace import ANSWER, CURVES, FIGURES, DigitsPace


class Training(QObject):
    """Something that trains and says when it has a new moment."""

    snapshot_changed = Signal()
    answered = Signal()
    training = "playing"
    moments = 0

    def go_on(self) -> None:
        self.moments += 1
        self.snapshot_changed.emit()


def test_while_it_trains_not_every_moment_is_told_but_the_last_is() -> None:
    training, told = Training(), []
    pace = DigitsPace(training)
    pace.changed.connect(lambda: told.append(training.training))
    for _ in range(50):
        training.go_on()
    assert 1 <= len(told) < 25
    told.clear()
    training.training = "finished"
    training.go_on()
    assert told == ["finished"]


def test_plots_text_and_answers_are_told_in_different_frames() -> None:
    training = Training()
    told: list[tuple[int, int]] = []
    paces = [DigitsPace(training, turn=turn) for turn in (CURVES, FIGURES, ANSWER)]
    for kind, pace in enumerate(paces):
        pace.changed.connect(lambda kind=kind: told.append((training.moments, kind)))
    training.go_on()  # the first one is for all
    told.clear()
    for _ in range(12):
        training.go_on()
    moments = [moment for moment, _ in told]
    assert len(set(moments)) == len(moments) == 12
    assert {kind: sum(each == kind for _, each in told) for kind in range(3)} == {0: 4, 1: 4, 2: 4}


def test_what_is_rare_waits_for_its_turn_and_is_told_once() -> None:
    training, told = Training(), []
    pace = DigitsPace(training, turn=FIGURES, follows=training.answered)
    pace.changed.connect(lambda: told.append(training.moments))
    for _ in range(7):
        training.go_on()
    assert told == []
    training.moments = CURVES
    training.answered.emit()
    assert told == []
    for _ in range(7):
        training.go_on()
    assert told == [FIGURES]
    training.training = "paused"
    training.answered.emit()  # nothing is in a hurry: at once
    assert len(told) == 2
