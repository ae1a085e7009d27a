"""What somebody who presses play should know of what is about to happen: nothing, very often."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gdviz.core.grouped import grouped
from gdviz.core.methods import METHODS
from gdviz.session.explain import Message
from gdviz.training.experiment import Experiment
from gdviz.training.split import Split


def remark(experiment: Experiment, split: Split | None, is_classes: bool, key: int) -> Message | None:
    """Return why the method `key` will not move, or why these points teach little; None for all else."""
    choice = experiment.method(key)
    rate = choice.options.get("learning_rate", getattr(METHODS[choice.name], "learning_rate", None))
    if rate == 0:
        return Message(QCoreApplication.translate("Remarks", "The learning rate η is 0: no step changes anything."))
    if split is None or len(split.X_train) == 0 or experiment.model.name == "function":
        return None
    X, y = split.X_train, split.y_train
    if is_classes and (y == y[0]).all():
        text = QCoreApplication.translate(
            "Remarks", "All training points are of one class: whoever always names it is right. Add points of another."
        )
    elif (X[0] == X).all():
        text = (
            QCoreApplication.translate(
                "Remarks", "There is one training point: endlessly many models go through it. Add more."
            )
            if len(X) == 1
            else QCoreApplication.translate(
                "Remarks", "All training points lie at the same x: nothing tells them apart. Add others."
            )
        )
    elif choice.batch_size is not None and choice.batch_size > len(X):
        text = QCoreApplication.translate(
            "Remarks", "A batch of {batch} is larger than the data: each step sees all {n} training points."
        ).format(batch=grouped(choice.batch_size), n=grouped(len(X)))
    else:
        return None
    return Message(text)
