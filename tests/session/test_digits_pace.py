"""How often figures of a training on images are shown anew."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gdviz.session.digits_pace import DigitsPace


class Training(QObject):
    """Something that trains and says when it has a new moment."""

    snapshot_changed = Signal()
    training = "playing"


def test_while_it_trains_not_every_moment_is_told_but_the_last_is() -> None:
    training, told = Training(), []
    pace = DigitsPace(training)
    pace.changed.connect(lambda: told.append(training.training))
    for _ in range(50):
        training.snapshot_changed.emit()
    assert 1 <= len(told) < 25
    told.clear()
    training.training = "finished"
    training.snapshot_changed.emit()
    assert told == ["finished"]
