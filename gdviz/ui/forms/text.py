"""Numbers as people type them, and the next number up or down."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r"[×x*·]10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+|\^-?\d+)$")


def parse(text: str) -> float | None:
    """Return the number in "0.05", "5e-2", "1,65", "−3" or "5 × 10⁻²"; None where there is none, or too large a one."""
    plain = re.sub(r"\s", "", text).replace("\N{MINUS SIGN}", "-")
    power = _POWER.search(plain)
    if power:
        plain = f"{plain[: power.start()]}e{power[1].lstrip('^').translate(_SUPERSCRIPTS)}"
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


def short(value: float, digits: int = 6) -> str:
    """Return up to so many significant digits as a field shows them and `parse` reads them: 0.05, 1e-8, −4."""
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, _, power = text.partition("e")
        text = f"{mantissa}e{int(power)}"
    return ("0" if text == "-0" else text).replace("-", "\N{MINUS SIGN}", 1 if value < 0 else 0)


def significant(value: float, digits: int) -> float:
    """Return `value` rounded to so many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def nice_step(span: float) -> float:
    """Return the number of the 1-2-5 row that is nearest below a hundredth of `span`."""
    target = span / 100
    power = 10.0 ** math.floor(math.log10(target))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= target * (1 + 1e-9))


def next_on_log_scale(value: float, up: bool) -> float:
    """Return about a tenth more or less, of two significant digits: 0.1, 0.11, 0.12, ... or 0.1, 0.091, 0.083."""
    moved = significant(value * (1.1 if up else 1 / 1.1), 2)
    if (moved > value) == up and moved != value:
        return moved
    unit = 10.0 ** (math.floor(math.log10(value)) - 1)
    return significant(value + (unit if up else -unit), 2)


def next_in_row(value: float, up: bool) -> float:
    """Return the next number of the row ... 0.1, 0.2, 0.5, 1, 2, 5 ..."""
    exponent = math.floor(math.log10(value))
    row = [float(f"{factor}e{power}") for power in range(exponent - 1, exponent + 2) for factor in (1, 2, 5)]
    tolerance = 1e-9 * value
    if up:
        return min(number for number in row if number > value + tolerance)
    return max(number for number in row if number < value - tolerance)
