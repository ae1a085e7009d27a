"""A line of arithmetic with its numbers, which a reader may check with a pocket calculator."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

# Significant digits of the operands and of the result, in the order in which they are tried: as few as possible, and
# where terms cancel each other, fewer for the result than the operands have.
_DIGITS = ((4, 4), (5, 4), (6, 4), (7, 4), (7, 3), (7, 2), (7, 1))


def worked(
    template: str,
    formula: Callable[..., float],
    result: float,
    exact: Mapping[str, float] | None = None,
    **rounded: float,
) -> str:
    """Return "1.532 − 0.1 × 0.8170 = 1.450": whoever computes the left side gets the right side, digit for digit.

    `formula` takes the names of `template`. `exact` are numbers that somebody chose and that are shown as they are,
    like a learning rate, if 7 digits are enough for that; `rounded` get as many digits as the result needs to come out
    right, 4 if that is enough.
    Where even 7 digits are not (all cancel), the sign is ≈ instead of =.
    """
    chosen = {name: float(f"{value:.10g}") for name, value in (exact or {}).items()}
    # a learning rate that comes of a schedule is no number that somebody chose: nobody wants to read all its digits
    rounded = {**{name: value for name, value in chosen.items() if float(f"{value:.7g}") != value}, **rounded}
    chosen = {name: value for name, value in chosen.items() if name not in rounded}
    texts = {name: plain(value) for name, value in chosen.items()}
    for operand_digits, result_digits in _DIGITS:
        shown = {name: _rounded(value, operand_digits) for name, value in rounded.items()}
        texts.update({name: figure(value, operand_digits) for name, value in rounded.items()})
        try:
            agrees = _as_result(formula(**chosen, **shown), result, result_digits) == figure(result, result_digits)
        except (ZeroDivisionError, OverflowError):
            agrees = False
        if agrees:
            return f"{_filled(template, texts)} = {figure(result, result_digits)}"
    texts.update({name: figure(value) for name, value in rounded.items()})
    return f"{_filled(template, texts)} ≈ {figure(result)}"


def less(w: float, step: float, result: float) -> str:
    """Return "1.532 − 0.08200 = 1.450": what a step takes away from w."""
    return worked("{w} − {step}", lambda w, step: w - step, result, w=w, step=step)


def compared(value: float, other: float) -> str:
    """Return "1234 < 2345" with as many digits as it takes to see the difference; ≥ where it is not smaller."""
    sign = "<" if value < other else "≥"
    for digits in range(4, 18):
        texts = _as_result(value, value, digits), _as_result(other, other, digits)
        if value == other or texts[0] != texts[1]:
            break
    return f"{texts[0]} {sign} {texts[1]}"


def figure(value: float, digits: int = 4) -> str:
    """Return `value` with `digits` significant digits, its zeros kept: 1.450, −0.009000, 1.200 × 10⁻⁷, 0."""
    return _as_result(value, value, digits)


def plain(value: float) -> str:
    """Return a number that somebody chose without zeros that say nothing: 0.1, 50, 10⁻⁸."""
    if value == 0 or not math.isfinite(value) or _is_plain(value):
        return _tidy(f"{value:.10g}")
    mantissa, _, power = f"{value:.9e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return _tidy(("" if mantissa == "1" else f"{mantissa} × ") + f"10{superscript(int(power))}")


def superscript(value: int) -> str:
    """Return a whole number raised: ¹²⁸."""
    return str(value).translate(_SUPERSCRIPTS)


def _rounded(value: float, digits: int) -> float:
    """Return the number that `figure` shows."""
    if value == 0 or not math.isfinite(value):
        return value
    if _is_plain(value):
        return float(f"{value:.{_decimals(value, digits)}f}")
    return float(f"{value:.{digits - 1}e}")


def _is_plain(value: float) -> bool:
    # outside of these, zeros are harder to count than a power of ten is to read
    return 1e-4 <= abs(value) < 1e6


def _decimals(value: float, digits: int) -> int:
    # digits before the point are never rounded away
    return max(0, digits - 1 - int(f"{value:.{digits - 1}e}".partition("e")[2]))


def _as_result(value: float, like: float, digits: int) -> str:
    """Return `value` in the notation, and with the decimals, that `like` has with so many significant digits."""
    if like == 0 or not math.isfinite(like) or not math.isfinite(value):
        return "0" if value == 0 else _tidy(f"{value:.{digits - 1}e}")
    if _is_plain(like):
        return _tidy(f"{value:.{_decimals(like, digits)}f}")
    exponent = int(f"{like:.{digits - 1}e}".partition("e")[2])
    return _tidy(f"{value / 10.0**exponent:.{digits - 1}f} × 10{superscript(exponent)}")


def _tidy(text: str) -> str:
    return text.replace("-", "−").replace("inf", "∞").replace("nan", "–")


def _filled(template: str, texts: Mapping[str, str]) -> str:
    """Put the numbers in; one with a sign or a power of ten stands in brackets unless it opens the line."""
    parts = {}
    for name, text in texts.items():
        opens = template.startswith(f"{{{name}}}")
        parts[name] = f"({text})" if not opens and ("−" in text or "×" in text) else text
    return template.format(**parts)
