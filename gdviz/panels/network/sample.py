"""One point on its way through the network and back, number by number."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QPushButton

from gdviz.plots.network import NetworkView
from gdviz.plots.network_layout import Part
from gdviz.plots.network_sample import SampleOverlay
from gdviz.plots.number import number
from gdviz.plots.sample_strip import SampleStrip
from gdviz.session import Session
from gdviz.session.sample_picture import aside_notes, picture_of
from gdviz.session.walking import Walking


class SampleWalk(QObject):
    """The button that begins and ends it, the strip that tells of each move, and the numbers over the picture."""

    def __init__(self, session: Session, picture: NetworkView, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._picture = session, picture
        self.walking = Walking(session, _digits, self)
        self.strip = SampleStrip()
        self.strip.hide()
        self.button = QPushButton(self.tr("Show one sample"))
        self.button.setProperty("class", "link")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setToolTip(
            self.tr("Follow one point through the network and back, number by number; a click on a point chooses it")
        )
        self.button.clicked.connect(self._toggle)
        self.walking.changed.connect(self._show_move)
        self.strip.back.connect(self.walking.back)
        self.strip.forward.connect(self.walking.forward)
        self.strip.play.connect(self.walking.toggle)
        self.strip.closed.connect(self.walking.end)

    @Slot()
    def _toggle(self) -> None:
        if self._session.inside.sample is None:
            self.walking.start()
        else:
            self.walking.end()

    @Slot()
    def _show_move(self) -> None:
        """Show where the sample is on its way, or that there is none any more."""
        shown, move = picture_of(self.walking, _digits), self.walking.move
        self.strip.setVisible(shown is not None)
        self.button.setText(self.tr("Hide the sample") if shown is not None else self.tr("Show one sample"))
        if shown is None or move is None:
            self._picture.show_overlay(None)
            return
        moving = tuple(Part(kind, *where) for kind, *where in shown.moving)  # type: ignore[arg-type]
        overlay = SampleOverlay(shown.above, shown.below, shown.edges, moving, backward=not move.forward)
        self._picture.show_overlay(overlay)
        place = self.tr("{n} of {all}").format(n=self.walking.place + 1, all=len(self.walking.moves))
        notes = aside_notes(self._session, self.walking.stages)
        self.strip.show_move(shown.heading, " · ".join([*notes, place]), move.pieces, shown.matrices)
        self.strip.show_playing(self.walking.playing)


def _digits(value: float) -> str:
    return number(value, 4)
