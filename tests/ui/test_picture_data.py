"""A picture as data, as a user takes it over."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from gdviz.ui.picture_data import PictureData


@pytest.fixture
def taker(qtbot, open_session):
    session, window = open_session(None), QWidget()
    qtbot.addWidget(window)
    said = []
    session.message.connect(lambda message: said.append(message.text))
    return session, PictureData(session, window), said


def test_a_picture_becomes_points_of_two_classes_and_undo_takes_them_back(taker, tmp_path, qtbot):
    session, pictures, _ = taker
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for x in range(10, 30):
        for y in range(20, 40):
            image.setPixelColor(x, y, QColor("navy"))
    path = tmp_path / "square.png"
    assert image.save(str(path))
    before = session.dataset
    assert pictures.take(str(path))
    data = session.dataset
    assert data.title == "square"
    assert data.class_names == ("outside", "inside")
    expected = (np.abs(data.X[:, 0]) < 3) & (data.X[:, 1] < 0)  # the lower half, in the middle
    assert (expected == (data.y == 1)).mean() > 0.999
    qtbot.waitUntil(lambda: session.snapshot is not None)
    assert session.experiment.model.name == "logistic"
    session.undo()
    assert session.dataset is before


def test_what_is_no_picture_is_told_and_changes_nothing(taker, tmp_path):
    session, pictures, said = taker
    path, before = tmp_path / "words.png", session.dataset
    path.write_text("no picture")
    assert not pictures.take(str(path))
    assert session.dataset is before
    assert said[-1].startswith("words.png is not a PNG")


def test_a_picture_of_one_tone_is_told_by_its_name(taker, tmp_path):
    session, pictures, said = taker
    path, before = tmp_path / "snow.png", session.dataset
    snow = QImage(8, 8, QImage.Format.Format_RGB32)
    snow.fill(QColor("white"))
    assert snow.save(str(path))
    assert not pictures.take(str(path))
    assert session.dataset is before
    assert said[-1] == "snow.png: a picture must have dark and light parts; this one has only one tone"
