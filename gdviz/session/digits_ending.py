"""What is told of a training on images when it ends otherwise than by its last epoch."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gdviz.session.explain import Message
from gdviz.training.digits_course import DigitsSnapshot, DigitsState


def word_at_the_end(moment: DigitsSnapshot, before: DigitsState | None) -> Message | None:
    """Return why it stopped early, or what would have helped; None where nothing needs to be told.

    `before` is what it did at the moment before: one that is opened from a file has told it already.
    """
    if moment.state == "diverged":
        text = QCoreApplication.translate(
            "DigitsSession", "The loss left the numbers in epoch {epoch}: a smaller learning rate would help."
        )
        return Message(text.format(epoch=moment.epoch), "warning")
    if moment.state == "finished" and before == "playing" and moment.reason and moment.best_epoch is not None:
        text = QCoreApplication.translate(
            "DigitsSession", "Stopped early: no better for {n} epochs. The weights are those of epoch {best}, the best."
        )
        return Message(text.format(n=moment.epoch - 1 - moment.best_epoch, best=moment.best_epoch + 1))
    return None
