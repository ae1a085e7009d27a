"""Work for the digits session's second thread, and what comes back of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gdviz.core.images import ImageError
from gdviz.training.mapper import Mapper

LOOK_MILLISECONDS = 40


class Asking(QObject):
    """Asks a mapper for one kind of result; of several requests only the newest counts.

    got         what the job yielded last, or an ImageError: a sentence for whoever asked
    failed      summary and details of a defect
    """

    got = Signal(object)
    failed = Signal(str, str)

    def __init__(self, mapper: Callable[[], Mapper], kind: str, parent: QObject) -> None:
        super().__init__(parent)
        self._mapper, self._kind = mapper, kind
        self._number = 0
        self._look = QTimer(self, interval=LOOK_MILLISECONDS)
        self._look.timeout.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether something is asked for."""
        return self._look.isActive()

    def ask(self, job: Callable[[], Iterator[Any]]) -> None:
        """Have the job done; a None that it yields lets other work pass."""
        self._number += 1
        number, mapper = self._number, self._mapper()

        def numbered() -> Iterator[Any]:
            try:
                for result in job():
                    if mapper.ending():
                        return
                    yield None if result is None else (number, result)
            except ImageError as error:
                yield number, error
            except Exception as error:  # told as a defect, by whoever listens
                yield number, _Defect(error)

        mapper.ask(self._kind, numbered)
        self._look.start()

    def forget(self) -> None:
        """Wait for nothing any more."""
        self._number += 1
        self._look.stop()

    @Slot()
    def _take(self) -> None:
        found = self._mapper().results[self._kind].take()
        if found is None or found[0] != self._number:
            return
        self._look.stop()
        result = found[1]
        if isinstance(result, _Defect):
            self.failed.emit(*result.texts)
        else:
            self.got.emit(result)


class _Defect:
    """An exception with its traceback, made into texts where it was raised."""

    def __init__(self, error: Exception) -> None:
        import traceback

        details = "".join(traceback.format_exception(error))
        self.texts = (f"{type(error).__name__}: {error}", details)
