"""Films are opened with another library: frames, durations and what they show."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from gdviz.export.figure import FigureOptions
from gdviz.export.film import COMFORTABLE_BYTES, FilmOptions, can_write
from gdviz.export.parts import Part
from gdviz.export.picture import ALL_PLOTS, Picture, draw


def film_of(stage, kind: str, size=(320, 240), **options) -> bytes:
    settings = {"first": 0, "last": 20, "frames": 11, "rate": 20.0, **options}
    part = (Part("loss_surface"),)
    return draw(stage, Picture(part, kind, FigureOptions(*size), "light", film=FilmOptions(**settings)))


@pytest.mark.parametrize("kind", ["gif", "apng", "webp"])
def test_every_frame_is_there_for_its_time(open_stage, kind):
    stage = open_stage("gd-line", 20)
    with Image.open(io.BytesIO(film_of(stage, kind))) as film:
        assert film.n_frames == 11
        assert film.size == (320, 240)
        durations = []
        for frame in range(film.n_frames):
            film.seek(frame)
            film.load()
            durations.append(film.info["duration"])
    assert durations == [50] * 11


def test_a_frame_shows_the_moment_that_it_stands_for(open_stage):
    """The last frame of a film is the figure of the last step, the first that of the start, but for the palette."""
    stage = open_stage("gd-line", 20)
    with Image.open(io.BytesIO(film_of(stage, "apng"))) as film:
        frames = []
        for place in (0, 5, 10):
            film.seek(place)
            frames.append(np.asarray(film.convert("RGB")).astype(int))
    for step, frame in zip((0, 10, 20), frames, strict=True):
        stage.go_to(step)
        part = (Part("loss_surface"),)
        options = FigureOptions(320, 240, scale=1.0)
        with Image.open(io.BytesIO(draw(stage, Picture(part, "png", options, "light")))) as still:
            wanted = np.asarray(still.convert("RGB")).astype(int)
        below = slice(40, None)  # the title says which step it is, the figure does not
        assert np.abs(frame[below] - wanted[below]).mean() < 3.0
        assert (frame[-1, 0] == wanted[-1, 0]).all()  # a white ground stays white
    assert np.abs(frames[0][40:] - frames[2][40:]).mean() > 0.5


def test_the_stage_is_where_it_was_after_a_film(open_stage):
    stage = open_stage("gd-line", 20)
    film_of(stage, "gif", last=7)
    assert stage.step == 20


def test_a_film_may_go_on_where_the_run_ends(open_stage):
    stage = open_stage("gd-line", 3)
    with Image.open(io.BytesIO(film_of(stage, "gif", last=12, frames=13))) as film:
        assert film.n_frames == 13


def test_a_short_run_has_as_many_frames_as_steps():
    assert FilmOptions(first=0, last=4, frames=90).steps() == [0, 1, 2, 3, 4]
    assert FilmOptions(first=0, last=100, frames=5).steps() == [0, 25, 50, 75, 100]


def test_progress_is_told_frame_by_frame(open_stage):
    stage = open_stage("gd-line", 4)
    told = []
    options = FilmOptions(last=4, frames=5)
    draw(
        stage,
        Picture((Part("loss_curve"),), "gif", FigureOptions(200, 160), "light", film=options),
        lambda done, of: told.append((done, of)),
    )
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_a_typical_lesson_stays_below_five_megabytes(open_stage):
    stage = open_stage("race", 60)
    film = FilmOptions(last=60, frames=90)
    content = draw(stage, Picture(ALL_PLOTS, "gif", FigureOptions(800, 600), "light", film=film))
    assert len(content) < COMFORTABLE_BYTES


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"first": 9, "last": 3}, "the first step must be in"),
        ({"frames": 0}, r"frames must be in \[1, 2000\]; got 0"),
        ({"rate": 90.0}, r"the rate must be in \[1, 50\] frames a second; got 90"),
    ],
)
def test_films_that_cannot_be(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        FilmOptions(**options)


def test_a_film_that_would_fill_the_memory_is_refused_before_it_is_drawn(open_stage):
    stage = open_stage("gd-line", 2)
    with pytest.raises(ValueError, match="can have at most 9 frames; got 1000"):
        film_of(stage, "gif", size=(4000, 4000), last=5000, frames=1000, scale=2.0)


@pytest.mark.skipif(can_write("mp4"), reason="av is installed")
def test_without_av_an_mp4_says_what_to_install(open_stage):
    with pytest.raises(ValueError, match="pip install av"):
        film_of(open_stage("gd-line", 2), "mp4")


def test_mp4(open_stage):
    av = pytest.importorskip("av")
    content = film_of(open_stage("gd-line", 20), "mp4", size=(321, 241))
    with av.open(io.BytesIO(content)) as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(frames) == 11
    assert frames[0].shape == (240, 320, 3)
