"""Which images are learned from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdviz.plots.number import count
from gdviz.session.digits import DigitsSession
from gdviz.ui.rows import heading


class ImageChoice(QWidget):
    """MNIST, Fashion-MNIST or one's own images, and how many there are."""

    def __init__(self, session: DigitsSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        frame = QFrame()
        frame.setProperty("class", "segments")
        frame.setAccessibleName(self.tr("Images to learn from"))
        row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QToolButton] = {}
        for source, text, help_ in (
            (
                "mnist",
                self.tr("MNIST"),
                self.tr("70\N{NARROW NO-BREAK SPACE}000 handwritten digits: LeCun, Cortes and Burges"),
            ),
            ("fashion", self.tr("Fashion"), self.tr("Fashion-MNIST: clothes of ten kinds, in the same format")),
            ("own", self.tr("Own…"), self.tr("Images of your own: idx, npz or CSV file, or a folder with one a class")),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(help_)
            button.setCheckable(True)
            policy = button.sizePolicy()
            policy.setHorizontalPolicy(policy.Policy.Ignored)
            button.setSizePolicy(policy)
            self._group.addButton(button)
            self._buttons[source] = button
            row.addWidget(button, 1)
        self._buttons["mnist"].clicked.connect(lambda: session.choose_images("mnist"))
        self._buttons["fashion"].clicked.connect(lambda: session.choose_images("fashion"))
        own = QMenu(self)
        own.addAction(self.tr("File (idx, npz, CSV)…"), self.choose_file)
        own.addAction(self.tr("Folder with a folder a class…"), self.choose_folder)
        own.aboutToHide.connect(self._show)
        self._buttons["own"].setMenu(own)
        self._buttons["own"].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._facts = QLabel()
        self._facts.setProperty("class", "quiet")
        self._facts.setWordWrap(True)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading(self.tr("Data")))
        column.addWidget(frame)
        column.addWidget(self._facts)
        session.images_changed.connect(self._show)
        self._show()

    @property
    def facts(self) -> str:
        """What is said of the images."""
        return self._facts.text()

    def choose_file(self) -> None:
        """Ask for a file of images."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open images"), "", self.tr("Images (*.npz *.csv *.gz *ubyte* *.idx*);;All files (*)")
        )
        if chosen:
            self._session.choose_images("own", chosen)

    def choose_folder(self) -> None:
        """Ask for a folder of images."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Open a folder with a folder for each class"))
        if chosen:
            self._session.choose_images("own", chosen)

    @Slot()
    def _show(self) -> None:
        session = self._session
        self._buttons[session.source].setChecked(True)
        images = session.images
        if session.reading:
            self._facts.setText(self.tr("Reading…"))
        elif images is None:
            self._facts.setText("")
        else:
            height, width = images.shape
            text = self.tr("{n} training · {m} test images, {width}\u00a0×\u00a0{height}").format(
                n=count(images.n), m=count(images.n_test), width=width, height=height
            )
            lines = [f"{images.title}: {text}" if session.source == "own" else text, images.note]
            self._facts.setText("\n".join(line for line in lines if line))
