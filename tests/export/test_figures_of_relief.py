"""The loss surface in three dimensions and the training health as figures."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from gdviz.export.figure import FigureOptions
from gdviz.export.film import FilmOptions
from gdviz.export.parts import Part
from gdviz.export.picture import Picture, draw

SVG = "{http://www.w3.org/2000/svg}"


def picture(part: Part, kind: str, theme: str = "print") -> Picture:
    return Picture((part,), kind, FigureOptions(width=480, height=400), theme)


def pixels(png: bytes) -> np.ndarray:
    with Image.open(BytesIO(png)) as image:
        return np.asarray(image.convert("RGB").resize((480, 400))).astype(int)


def relief(turn: float) -> Part:
    return Part("loss_surface", (0, 0, 1, 1), {"relief": True, "camera": [turn, 0.6, 1.0]})


def colored(drawn: np.ndarray) -> float:
    """Return the share of pixels that are neither grey nor white: the hills."""
    return float((np.ptp(drawn, axis=2) > 40).mean())


def test_hills_are_drawn_as_they_are_turned_and_named(open_stage):
    stage = open_stage("gd-line", 5)
    svg = draw(stage, picture(relief(-0.6), "svg"))
    root = ET.fromstring(svg)
    words = {(node.text or "").strip() for node in root.iter(f"{SVG}text")}
    assert {"w", "b", "loss (log)"} <= words
    shapes = len(list(root.iter(f"{SVG}path"))) + len(list(root.iter(f"{SVG}polygon")))
    assert shapes > 64 * 64  # as strokes, and no photograph
    one, other = (pixels(draw(stage, picture(relief(turn), "png"))) for turn in (-0.6, 0.9))
    assert colored(one) > 0.1
    assert colored(other) > 0.1
    assert np.abs(one - other).mean() > 5.0


def test_hills_on_a_dark_ground(open_stage):
    drawn = pixels(draw(open_stage("gd-line", 5), picture(relief(-0.6), "png", "dark")))
    assert drawn[-5, 5].max() < 60
    assert colored(drawn) > 0.1


def test_the_health_of_a_network_is_a_figure_too(open_stage):
    stage = open_stage("network-plane-xor", 20)
    svg = draw(stage, picture(Part("health", (0, 0, 1, 1), {"over_time": "gradient", "now": "answers"}), "svg"))
    words = {(node.text or "").strip() for node in ET.fromstring(svg).iter(f"{SVG}text")}
    assert {"Training health", "size of the gradient", "answer", "step"} <= words
    assert colored(pixels(draw(stage, picture(Part("health"), "png")))) > 0.002


def test_a_film_of_hills_has_the_way_grow_over_them(open_stage):
    """Each frame has the hills as they are turned; the last shows the way that the still of its step shows."""
    stage = open_stage("gd-line", 20)
    part, size = (relief(0.9),), FigureOptions(width=480, height=400)
    film = draw(stage, Picture(part, "apng", size, "light", film=FilmOptions(last=20, frames=5, rate=10.0)))
    with Image.open(BytesIO(film)) as opened:
        assert opened.n_frames == 5
        frames = []
        for place in range(5):
            opened.seek(place)
            frames.append(np.asarray(opened.convert("RGB")).astype(int))
    assert all(colored(frame) > 0.1 for frame in frames)
    changes = [np.abs(frame[40:] - frames[0][40:]).sum() for frame in frames[1:]]
    assert changes == sorted(changes)
    assert changes[0] > 0
    stage.go_to(20)
    still = pixels(draw(stage, Picture(part, "png", FigureOptions(width=480, height=400, scale=1.0), "light")))
    assert np.abs(frames[-1][40:] - still[40:]).mean() < 3.0  # but for the palette
    assert np.abs(frames[0][40:] - still[40:]).mean() > np.abs(frames[-1][40:] - still[40:]).mean()


def test_a_film_of_a_networks_hills(open_stage):
    """The plane goes through the moving network: every frame has hills, and they are others."""
    stage = open_stage("network-plane-xor", 6)
    film = draw(stage, Picture((relief(-0.6),), "gif", FigureOptions(width=320, height=260), "light",
                               film=FilmOptions(last=6, frames=3, rate=10.0)))  # fmt: skip
    with Image.open(BytesIO(film)) as opened:
        assert opened.n_frames == 3
        for place in range(3):
            opened.seek(place)
            assert colored(np.asarray(opened.convert("RGB")).astype(int)) > 0.1


@pytest.mark.parametrize("kind", ["gif", "apng", "webp"])
@pytest.mark.parametrize("lesson", ["gd-line", "network-plane-xor"])
def test_hills_in_a_film_move_with_the_run(lesson, kind, open_stage):
    """Those of a line stand while the ball rolls; those of a network, which lie around it, are others in each frame."""
    stage = open_stage(lesson, 30)
    options = FigureOptions(width=480, height=400, scale=1.0)
    film = Picture((relief(-0.6),), kind, options, "print", film=FilmOptions(0, 30, 4, 20.0))
    with Image.open(BytesIO(draw(stage, film))) as made:
        assert made.n_frames == 4
        assert made.size == (480, 400)
        frames = []
        for place in range(4):
            made.seek(place)
            frames.append(np.asarray(made.convert("RGB")).astype(int)[40:])  # below the title, which tells the step
    assert min(map(colored, frames)) > 0.1
    moved = [np.abs(one - other).max(axis=2) > 60 for one, other in itertools.pairwise(frames)]
    assert all(each.any() for each in moved)
    shares = [float(each.mean()) for each in moved]
    assert (max(shares) < 0.05) == (lesson == "gd-line"), shares
