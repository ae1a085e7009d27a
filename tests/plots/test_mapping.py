"""Data to pixels and back, whatever the data."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from gdviz.plots.mapping import FAR, Mapping, data_range, safe_log10, usable_range

ANY = st.floats(allow_nan=True, allow_infinity=True)


def _mapping(log_y=False):
    mapping = Mapping()
    mapping.set_size(200, 100)
    mapping.set_range((0.0, 10.0), (-1.0, 1.0))
    mapping.set_log_y(log_y)
    return mapping


def test_corners_and_middle():
    mapping = _mapping()
    assert mapping.point(0, 1) == (0, 0)
    assert mapping.point(10, -1) == (200, 100)
    assert mapping.data(100, 50) == (5.0, 0.0)
    assert mapping.rectangle(QRectF(0, 0, 5, 1)) == QRectF(0, 0, 100, 50)


def test_logarithmic_axis():
    mapping = _mapping(log_y=True)
    assert mapping.point(0, 10.0)[1] == pytest.approx(0)
    assert mapping.point(0, 0.1)[1] == pytest.approx(100)
    assert mapping.data(0, 50)[1] == pytest.approx(1.0)
    assert np.isnan(mapping.y([0.0, -3.0, math.nan, math.inf, -math.inf])).all()


def test_infinity_is_far_away_and_nan_stays():
    mapping = _mapping()
    pixels = mapping.x([-math.inf, math.inf, 1e300, math.nan])
    assert pixels[:3].tolist() == [-FAR, FAR, FAR]
    assert np.isnan(pixels[3])


@given(ANY, ANY)
def test_every_range_becomes_usable(low, high):
    a, b = usable_range(low, high)
    assert math.isfinite(a)
    assert math.isfinite(b)
    assert b > a
    assert math.isfinite((b - a) * (b - a) / 1e-3)


@given(st.lists(ANY), st.booleans())
def test_data_range_is_finite_or_nothing(values, log):
    found = data_range(values, log)
    usable = [v for v in values if math.isfinite(v) and (v > 0 or not log)]
    assert found == ((min(usable), max(usable)) if usable else None)


def test_safe_log10_never_warns():
    with np.errstate(all="raise"):
        logs = safe_log10([100.0, 0.0, -1.0, math.inf, math.nan, 1e300])
    assert logs[[0, 5]].tolist() == [2.0, 300.0]
    assert np.isnan(logs[1:5]).all()
