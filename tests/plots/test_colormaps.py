"""Colour maps at their ends and middle, and even steps in between."""

import numpy as np
import pytest

from gdviz.plots.colormaps import diverging, ramp, rgb, sequential


def test_diverging_goes_from_vermilion_over_neutral_to_blue():
    table = diverging("#f7f7f5")
    assert table.shape == (256, 3)
    assert table.dtype == np.uint8
    assert table[0].tolist() == [0xD5, 0x5E, 0x00]
    assert table[255].tolist() == [0x00, 0x72, 0xB2]
    assert np.abs(table[127].astype(int) - [0xF7, 0xF7, 0xF5]).max() <= 3


def test_viridis_is_viridis():
    # Its published ends: 0.267 0.005 0.329 and 0.993 0.906 0.144.
    table = sequential("viridis")
    assert table[0].tolist() == [68, 1, 84]
    assert table[255].tolist() == [253, 231, 36] or table[255].tolist() == [253, 231, 37]
    assert table.shape == (256, 3)


def test_tables_cannot_be_changed_by_accident():
    with pytest.raises(ValueError, match="read-only"):
        sequential()[0] = 0


def test_ramp_between_equal_colours_is_one_colour():
    assert np.unique(ramp("#336699", "#336699", size=7), axis=0).tolist() == [[0x33, 0x66, 0x99]]


def test_rgb_refuses_other_spellings():
    assert rgb("#0072B2").tolist() == [0, 114, 178]
    with pytest.raises(ValueError, match="must look like #rrggbb; got 'blue'"):
        rgb("blue")
