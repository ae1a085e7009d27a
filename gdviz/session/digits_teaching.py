"""Teaching in the digits session: what was drawn, what was meant, and what the network made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gdviz.core.images import ImageError
from gdviz.core.images.drawings import Drawings, load_drawings, save_drawings
from gdviz.session.digits_asking import Asking
from gdviz.session.explain import Message
from gdviz.training.digit_reader import TrainedNetwork
from gdviz.training.teaching import Taught, teach

if TYPE_CHECKING:
    from gdviz.session.digits import DigitsSession


class Teaching(QObject):
    """Keeps the drawings with their labels, and tunes the network that answers on them.

    changed     drawings, `busy` or `taught` are others
    """

    changed = Signal()

    def __init__(self, session: DigitsSession) -> None:
        super().__init__(session)
        self._session = session
        self.drawings = Drawings()
        self.taught: Taught | None = None
        self._before: list[tuple[Drawings, TrainedNetwork | None, Taught | None]] = []
        self._wanted = Drawings()
        self._own: TrainedNetwork | None = None  # the network that answers since the last lesson
        self.goes_on = False  # the training that made room for the lesson, once that is over
        self._asking = Asking(session.mapper, "teach", self)
        self._asking.got.connect(self._take)
        self._asking.failed.connect(session.crashed)
        self._asking.failed.connect(lambda *_: self._go_on())
        session.images_changed.connect(self.changed)
        session.network_changed.connect(self._look_who_answers)

    @property
    def busy(self) -> bool:
        """Whether the network is being taught."""
        return self._asking.busy

    @property
    def waiting(self) -> bool:
        """Whether a training that has begun will take other drawings with its next epoch."""
        moment, images = self._session.snapshot, self._session.images
        if moment is None or images is None or moment.state in ("finished", "diverged"):
            return False
        wanted = len(self.drawings) if self.drawings.fit(images) else 0
        return moment.drawings != wanted and moment.epoch + 1 < moment.epochs

    @property
    def can_undo(self) -> bool:
        """Whether there is a lesson to take back."""
        return bool(self._before) and not self.busy

    @property
    def obstacle(self) -> str:
        """Why nothing can be taught now; empty if it can."""
        session = self._session
        if self.busy:
            return self.tr("It is learning from the last drawing.")
        if session.trained is None:
            return self.tr("There is no network to teach yet.")
        if session.images is None:
            return self.tr("The images that it is reminded of are still being read.")
        if session.images.names != session.trained.names or session.images.shape != session.trained.shape:
            return self.tr("The network has learned other images than those chosen.")
        return ""

    def teach(self, label: int) -> bool:
        """Tell what is on the sheet: it joins the training images, and the network is tuned; False if it cannot be."""
        session = self._session
        reason = self.tr("Draw something first.") if session.sheet.empty else self.obstacle
        if not reason and not 0 <= label < len(session.names):
            reason = self.tr("There is no class {label}.").format(label=label)
        if reason:
            session.message.emit(Message(reason, "warning"))
            return False
        try:
            more = self.drawings.with_one(session.seen, label)
        except ImageError as error:
            session.message.emit(Message(str(error), "error"))
            return False
        return self._learn(more, 1)

    def undo(self) -> None:
        """Take the last lesson back: the drawing, and what was learned, unless a training has gone on from there."""
        if not self.can_undo:
            return
        self.drawings, network, self.taught = self._before.pop()
        if network is not None:
            self._answer(network)
        self._session.learn_along(self.drawings)
        self.changed.emit()

    def restore(self, drawings: Drawings) -> None:
        """Begin with these drawings, with nothing to undo; what is being learned is given up."""
        self._asking.forget()
        self.drawings, self.taught = drawings, None
        self._before.clear()
        self.changed.emit()

    def save(self, path: str | Path) -> bool:
        """Write all drawings; returns False, with a message, where that is not possible."""
        try:
            save_drawings(self.drawings, path)
        except OSError as error:
            text = self.tr("{file} cannot be written: {why}.").format(
                file=Path(path).name, why=error.strerror or str(error)
            )
            self._session.message.emit(Message(text, "error"))
            return False
        said = self.tr("Drawings in {file}: {n}.").format(file=Path(path).name, n=len(self.drawings))
        self._session.message.emit(Message(said))
        return True

    def load(self, path: str | Path) -> bool:
        """Add the drawings of a file, and learn from them; returns False, with a message, if it holds none."""
        reason = self.obstacle
        if reason:
            self._session.message.emit(Message(reason, "warning"))
            return False
        try:
            found = load_drawings(path, len(self._session.names))
            more = self.drawings.with_all(found)
        except ImageError as error:
            self._session.message.emit(Message(str(error), "error"))
            return False
        return self._learn(more, len(found))

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._asking.forget()

    def _learn(self, drawings: Drawings, newest: int) -> bool:
        session = self._session
        playing = session.training == "playing"
        session.pause()
        self.goes_on = playing
        network, images = session.answering_network(), session.images
        assert network is not None
        assert images is not None
        self._wanted = drawings

        def learned() -> Iterator[Taught | None]:
            return teach(network, drawings, images, newest)

        self._asking.ask(learned)
        self.changed.emit()
        return True

    def _take(self, result: object) -> None:
        session = self._session
        if isinstance(result, Taught):
            self._before.append((self.drawings, session.answering_network(), self.taught))
            del self._before[:-UNDO_DEPTH]
            self.drawings, self.taught = self._wanted, result
            self._answer(result.trained)
            session.learn_along(self.drawings)
        elif isinstance(result, ImageError):
            session.message.emit(Message(str(result), "error"))
        self._go_on()

    def _go_on(self) -> None:
        if self.goes_on and self._session.training is not None:
            self._session.play()
        self.goes_on = False
        self.changed.emit()

    def _answer(self, network: TrainedNetwork) -> None:
        self._own = network
        self._session.take_over(network)

    @Slot()
    def _look_who_answers(self) -> None:
        """Once another network answers, such as one that trained on, undo takes drawings back and no weights."""
        if self._before and self._session.trained is not self._own:
            self._before = [(drawings, None, taught) for drawings, _, taught in self._before]


UNDO_DEPTH = 50
