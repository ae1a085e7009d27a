"""Numbers as people write them: a real minus sign, powers of ten, digits that do not jump."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
INFINITY = "\N{INFINITY}"
NOT_A_NUMBER = "\N{EN DASH}"
_FIGURE_SPACE = "\N{FIGURE SPACE}"
_THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
_TIMES = (("µs", 1e6), ("ms", 1e3), ("s", 1.0))
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

# Outside of these, zeros are harder to count than a power of ten is to read.
_SMALLEST_PLAIN = 1e-4
_LARGEST_PLAIN = 1e6


def number(value: float, digits: int = 3) -> str:
    """Return `value` with `digits` significant digits: 0.0124, −0.009, 1.2 × 10⁻⁷, ∞; nan is an en dash.

    Digits before the decimal point are never rounded away, and zeros after it that say nothing are left out.
    """
    return _written(value, digits, keep_zeros=False)


def padded(value: float, digits: int = 3, width: int = 0) -> str:
    """Return `value` with `digits` significant digits kept (0.100), filled from the left to `width` characters.

    The filling is as wide as a digit, so that right-hand neighbours stay where they are.
    """
    return _written(value, digits, keep_zeros=True).rjust(width, _FIGURE_SPACE)


def fixed(value: float, decimals: int) -> str:
    """Return `value` with exactly `decimals` places: −0.30; never −0.00."""
    if not math.isfinite(value):
        return _not_finite(value)
    text = f"{value:.{decimals}f}"
    if text.startswith("-") and not text.strip("-0."):
        text = text[1:]
    return text.replace("-", MINUS)


def percent(share: float, decimals: int = 1) -> str:
    """Return a share of one in per cent: 0.984 is 98.4 %."""
    return f"{fixed(100.0 * share, decimals)}{_THIN_SPACE}%" if math.isfinite(share) else _not_finite(share)


def count(value: int) -> str:
    """Return a whole number in groups of three: 60 000."""
    return f"{value:,}".replace(",", _THIN_SPACE).replace("-", MINUS)


def duration(seconds: float, digits: int = 2) -> str:
    """Return a short time in the unit that suits it: 8.4 µs, 0.12 ms is 120 µs, 3.1 s; an en dash for nan."""
    if not math.isfinite(seconds):
        return _not_finite(seconds)
    unit, factor = next((each for each in _TIMES if abs(seconds) < 0.9995 * 1000 / each[1]), _TIMES[-1])
    return f"{number(factor * seconds, digits) if seconds else '0'}{_THIN_SPACE}{unit}"


def power_of_ten(exponent: int) -> str:
    """Return 10 to the `exponent` as it stands on an axis: 0.01, 1, 10, 10⁶."""
    if -3 <= exponent <= 4:
        return f"{10.0**exponent:.{max(0, -exponent)}f}"
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def _written(value: float, digits: int, keep_zeros: bool) -> str:
    if digits < 1:
        raise ValueError(f"digits must be at least 1; got {digits}")
    value = float(value)
    if not math.isfinite(value):
        return _not_finite(value)
    if value == 0.0:
        return f"{0.0:.{digits - 1}f}" if keep_zeros else "0"
    # Rounding first: 0.09996 with three digits is 0.100, which has one decimal place less.
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    exponent = int(power)
    if _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        text = f"{value:.{max(0, digits - 1 - exponent)}f}"
        return _tidy(text, keep_zeros)
    return f"{_tidy(mantissa, keep_zeros)} × 10{str(exponent).translate(_SUPERSCRIPTS)}"


def _tidy(text: str, keep_zeros: bool) -> str:
    if "." in text and not keep_zeros:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return NOT_A_NUMBER
    return INFINITY if value > 0 else MINUS + INFINITY
