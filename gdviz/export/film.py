"""A run as a film: GIF, APNG, WebP, or MP4 where PyAV is installed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

from gdviz.export.drawing import image_of
from gdviz.export.figure import Sheet
from gdviz.export.limits import MOST_DOTS, MOST_FRAMES, MOST_RATE
from gdviz.export.stage import Stage

FilmKind = Literal["gif", "apng", "webp", "mp4"]
FILM_KINDS: tuple[FilmKind, ...] = ("gif", "apng", "webp", "mp4")

COLORS = (255, 128, 64, 40)  # of a GIF; fewer where it would become larger than this:
COMFORTABLE_BYTES = 5_000_000
SAMPLES = 5  # frames that the palette is made from
WEBP_QUALITY = 85

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class FilmOptions:
    """Which steps are shown, in how many frames, and how fast.

    Raises ValueError for what a film cannot have.
    """

    first: int = 0
    last: int = 100
    frames: int = 90
    rate: float = 25.0  # frames a second
    scale: float = 1.0  # dots a pixel of the layout

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last:
            raise ValueError(f"the first step must be in [0, the last one, {self.last}]; got {self.first}")
        if not 1 <= self.frames <= MOST_FRAMES:
            raise ValueError(f"frames must be in [1, {MOST_FRAMES}]; got {self.frames}")
        if not 1.0 <= self.rate <= MOST_RATE:
            raise ValueError(f"the rate must be in [1, {MOST_RATE:g}] frames a second; got {self.rate:g}")

    def steps(self) -> list[int]:
        """Return the step of each frame, evenly from first to last, none twice: a short run has fewer frames."""
        return [int(step) for step in np.unique(np.round(np.linspace(self.first, self.last, self.frames)))]


def can_write(kind: FilmKind) -> bool:
    """Return whether this machine has what the kind of film needs."""
    return kind != "mp4" or find_spec("av") is not None


def film(
    stage: Stage,
    sheet: Sheet,
    options: FilmOptions,
    kind: FilmKind,
    on_frame: Callable[[int, int], None] = lambda done, total: None,
    note: Callable[[int], str] = "step {}".format,
) -> bytes:
    """Return the content of a film of `sheet`; `on_frame` hears how many frames of how many are there.

    Raises ValueError where it would be too large, or the kind cannot be written here.
    """
    if not can_write(kind):
        raise ValueError("MP4 needs the package av: pip install av")
    steps = options.steps()
    dots = len(steps) * round(sheet.width * options.scale) * round(sheet.height * options.scale)
    if kind in ("gif", "apng") and dots > MOST_DOTS:
        most = MOST_DOTS * len(steps) // dots
        raise ValueError(f"a {kind.upper()} of this size can have at most {most} frames; got {len(steps)}")

    def shown(step: int) -> Pixels:
        here = stage.go_to(step)
        sheet.set_note(note(here))
        return pixels_of(image_of(sheet, options.scale))

    known: dict[int, Pixels] = {}

    def frames() -> Iterator[Pixels]:
        for place, step in enumerate(steps):
            yield known.pop(step) if step in known else shown(step)
            on_frame(place + 1, len(steps))

    if kind == "webp":
        return _webp(frames(), options.rate)
    if kind == "mp4":
        return _mp4(frames(), options.rate)
    known.update({step: shown(step) for step in _spread(steps, SAMPLES)})
    return _with_palette(kind, frames(), _palette(list(known.values()), COLORS[0]), options.rate)


def pixels_of(image: QImage) -> Pixels:
    """Return a copy of the picture as (rows, columns, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()


def _spread(steps: list[int], count: int) -> list[int]:
    places = np.unique(np.round(np.linspace(0, len(steps) - 1, count)).astype(int))
    return [steps[place] for place in places]


def _milliseconds(rate: float) -> int:
    return max(20, round(1000 / rate))


def _palette(samples: list[Pixels], colors: int) -> Image.Image:
    """Return a picture in the colours that suit all samples: one palette, so that what stands still stays the same."""
    together = Image.fromarray(np.vstack([sample[::2, ::2] for sample in samples]))
    return together.quantize(colors, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def _with_palette(kind: FilmKind, frames: Iterable[Pixels], palette: Image.Image, rate: float) -> bytes:
    made = [Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    content = _animated(kind, made, rate)
    for colors in COLORS[1:]:
        if kind != "gif" or len(content) <= COMFORTABLE_BYTES:
            break
        content = _animated(kind, _with_fewer(made, colors), rate)
    return content


def _with_fewer(frames: list[Image.Image], colors: int) -> list[Image.Image]:
    """Return the frames in so many of their colours."""
    flat = np.asarray(frames[0].getpalette("RGB") or [], np.uint8).reshape(1, -1, 3)
    strip = Image.fromarray(flat)
    fewer = strip.quantize(colors, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    table = [*np.asarray(fewer).ravel().tolist(), *[0] * (256 - flat.shape[1])]
    made = []
    for frame in frames:
        mapped = frame.point(table)
        mapped.putpalette(fewer.getpalette("RGB") or [])
        made.append(mapped)
    return made


def _animated(kind: FilmKind, frames: list[Image.Image], rate: float) -> bytes:
    content = io.BytesIO()
    options: dict[str, Any] = {"save_all": True, "duration": _milliseconds(rate), "loop": 0}
    if kind == "gif":
        options["optimize"] = False  # else each frame gets a palette of its own, and colours flicker
    frames[0].save(content, "GIF" if kind == "gif" else "PNG", append_images=frames[1:], **options)
    return content.getvalue()


def _webp(frames: Iterable[Pixels], rate: float) -> bytes:
    content = io.BytesIO()
    pictures = map(Image.fromarray, frames)
    next(pictures).save(
        content,
        "WEBP",
        save_all=True,
        append_images=pictures,
        duration=_milliseconds(rate),
        loop=0,
        quality=WEBP_QUALITY,
        method=0,
    )
    return content.getvalue()


def _mp4(frames: Iterable[Pixels], rate: float) -> bytes:
    import av  # an extra: many do without

    content = io.BytesIO()
    with av.open(content, "w", format="mp4") as container:
        stream: Any = None
        for frame in frames:
            even = frame[: frame.shape[0] // 2 * 2, : frame.shape[1] // 2 * 2]  # H.264 halves the colours' picture
            if stream is None:
                stream = container.add_stream("libx264", rate=Fraction(rate).limit_denominator(1000))
                stream.height, stream.width = even.shape[:2]
                stream.pix_fmt = "yuv420p"
                stream.options = {"crf": "18", "preset": "veryfast"}
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(even), format="rgb24")))
        container.mux(stream.encode())
    return content.getvalue()
