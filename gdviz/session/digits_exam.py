"""What the network that answers says of the test images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gdviz.session.digits_asking import Asking
from gdviz.training.digit_answers import Answers, answer_all

if TYPE_CHECKING:
    from gdviz.session.digits import DigitsSession

SOON_MILLISECONDS = 60  # a network and its images often change one right after the other


class Exam(QObject):
    """Keeps `answers` true: of a training those at the end of its last epoch, of another network its own.

    changed     other answers, or none
    """

    changed = Signal()

    def __init__(self, session: DigitsSession) -> None:
        super().__init__(session)
        self._session = session
        self.answers: Answers | None = None
        self._asking = Asking(session.mapper, "test answers", self)
        self._asking.got.connect(self._take)
        self._asking.failed.connect(session.crashed)
        self._soon = QTimer(self, interval=SOON_MILLISECONDS, singleShot=True)
        self._soon.timeout.connect(self._ask)
        session.network_changed.connect(self._begin)
        session.images_changed.connect(self._begin)
        session.training_changed.connect(self._follow)
        session.snapshot_changed.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether answers are being worked out."""
        return self._asking.busy or self._soon.isActive()

    def stop(self) -> None:
        """Ask no more."""
        self._soon.stop()
        self._asking.forget()

    @Slot()
    def _begin(self) -> None:
        session = self._session
        fits = session.images is not None and session.trained is not None
        if not fits or (self.answers is not None and not self._is_of(self.answers)):
            self._show(None)
        if session.live:
            self.stop()
            self._follow()
        else:
            self._soon.start()

    @Slot()
    def _follow(self) -> None:
        moment = self._session.snapshot
        if not self._session.live or moment is None:
            return
        best = moment.best_epoch
        epochs = len(moment.history.get("test_accuracy", ()))
        of_another = moment.state == "finished" and best is not None and best < epochs - 1
        of_a_file = epochs > 0 and moment.answers is None and moment.state != "playing"
        if of_another or of_a_file:
            if not self.busy and self._asked_for != moment.number:
                self._asked_for = moment.number
                self._soon.start()
        elif moment.answers is not self.answers:
            self._show(moment.answers)

    _asked_for = -1  # the training of which the answers are not those of its last epoch

    @Slot()
    def _ask(self) -> None:
        session = self._session
        images, trained = session.images, session.answering_network()
        if images is None or trained is None or not images.n_test:
            return
        if trained.shape != images.shape or trained.names != images.names:
            self._show(None)
            return

        def answered() -> Iterator[Answers | None]:
            network = trained.recipe.build(trained.shape, len(trained.names))
            network.theta[...] = trained.theta
            yield from answer_all(network, images)

        self._asking.ask(answered)

    @Slot(object)
    def _take(self, answers: object) -> None:
        if isinstance(answers, Answers) and self._is_of(answers):
            self._show(answers)

    def _is_of(self, answers: Answers) -> bool:
        images = self._session.images
        return images is not None and answers.images.test_images is images.test_images

    def _show(self, answers: Answers | None) -> None:
        if answers is not self.answers:
            self.answers = answers
            self.changed.emit()
