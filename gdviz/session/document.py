"""What is edited: an experiment and its points, both frozen, with undo over the two alike."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from gdviz.core.datasets import Dataset
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment

MERGE_SECONDS = 1.0
MAX_ENTRIES = 200
MAX_ROWS_KEPT = 4_000_000  # about 100 MB of points


@dataclass(frozen=True)
class Tweak:
    """A parameter that was set by hand in the model of the method `key`: the place `index` of theta."""

    key: int
    index: int
    before: float
    after: float


@dataclass(frozen=True, eq=False)
class Document:
    """The experiment, its data, the number of the race that trains it, and what was set by hand in that race.

    `origin` is what the points were generated from before they were edited.
    """

    experiment: Experiment
    dataset: Dataset
    race: int = 0
    tweaks: tuple[Tweak, ...] = ()
    origin: DataChoice | None = None

    @property
    def drawn_from(self) -> DataChoice | None:
        """Return the data set that the points come from, edited or not; None for points of one's own."""
        data = self.experiment.data
        return self.origin if data.source == OWN_DATA else data

    def with_race(self, race: int) -> Document:
        return replace(self, race=race, tweaks=self.tweaks if race == self.race else ())

    def with_tweaks(self, tweaks: tuple[Tweak, ...], merge: bool) -> Document:
        """Return the document with parameters set by hand; `merge` joins them to the last ones if they are the same."""
        earlier, last = self.tweaks[: -len(tweaks)], self.tweaks[-len(tweaks) :]
        if merge and [(tweak.key, tweak.index) for tweak in last] == [(tweak.key, tweak.index) for tweak in tweaks]:
            joined = (replace(tweak, before=old.before) for tweak, old in zip(tweaks, last, strict=True))
            return replace(self, tweaks=(*earlier, *joined))
        return replace(self, tweaks=(*self.tweaks, *tweaks))


def edits_between(old: Document, new: Document) -> dict[int, dict[int, float]]:
    """Return by method which parameters must be set to which values to come from one document to another."""
    same = 0
    while same < min(len(old.tweaks), len(new.tweaks)) and old.tweaks[same] == new.tweaks[same]:
        same += 1
    edits: dict[int, dict[int, float]] = {}
    for tweak in reversed(old.tweaks[same:]):
        edits.setdefault(tweak.key, {})[tweak.index] = tweak.before
    for tweak in new.tweaks[same:]:
        edits.setdefault(tweak.key, {})[tweak.index] = tweak.after
    return edits


class UndoStack:
    """Whole documents, oldest first. They are frozen and share what did not change, so one costs what it changes.

    Changes of the same `merge` key within a second become one entry: a slider's drag is one undo. A gesture with a key
    of its own (it begins with "gesture") is one entry however long it takes.
    """

    def __init__(self, document: Document) -> None:
        self._entries: list[tuple[str, Document]] = [("", document)]
        self._place = 0
        self._merge: str | None = None
        self._merged_at = 0.0

    @property
    def document(self) -> Document:
        return self._entries[self._place][1]

    @property
    def undo_label(self) -> str:
        """Return what undo would take back; "" if nothing."""
        return self._entries[self._place][0] if self._place else ""

    @property
    def redo_label(self) -> str:
        return self._entries[self._place + 1][0] if self._place + 1 < len(self._entries) else ""

    def push(self, label: str, document: Document, merge: str | None = None) -> None:
        now = time.monotonic()
        joins = self.joins(merge)
        del self._entries[self._place + 1 :]
        if joins:
            self._entries[self._place] = (label, document)
        else:
            self._entries.append((label, document))
            self._place += 1
        self._merge, self._merged_at = merge, now
        self._forget_old()

    def joins(self, merge: str | None) -> bool:
        """Return whether a change with this key, made now, would become one with the last."""
        soon = time.monotonic() - self._merged_at < MERGE_SECONDS or (merge or "").startswith("gesture")
        return merge is not None and merge == self._merge and soon and self._place > 0

    def amend(self, document: Document) -> None:
        """Replace the present document without an entry of its own."""
        self._entries[self._place] = (self._entries[self._place][0], document)

    def undo(self) -> Document:
        self._place = max(0, self._place - 1)
        self._merge = None
        return self.document

    def redo(self) -> Document:
        self._place = min(len(self._entries) - 1, self._place + 1)
        self._merge = None
        return self.document

    def _forget_old(self) -> None:
        rows, previous = 0, None
        for kept, (_, document) in enumerate(reversed(self._entries), start=1):
            rows += document.dataset.n if document.dataset is not previous else 0
            previous = document.dataset
            if kept > MAX_ENTRIES or (rows > MAX_ROWS_KEPT and kept > 2):
                drop = len(self._entries) - kept + 1
                del self._entries[:drop]
                self._place -= drop
                return
