"""Blank lines as people set them: two around functions, one elsewhere."""

from __future__ import annotations


def tidy(code: str) -> str:
    """Return code with two blank lines around what begins with def or class at the margin, and never more than one
    elsewhere there; what is indented stays as it is.
    """
    lines: list[str] = []
    blank, in_function = False, False
    for line in code.strip().splitlines():
        line = line.rstrip()
        if not line:
            blank = True
            continue
        at_margin = not line.startswith((" ", ")", "]", "}"))
        starts = line.startswith(("def ", "class ", "@"))
        if at_margin and lines:
            if starts and not lines[-1].startswith("@"):
                lines += ["", ""] if lines[-1] else []
            elif in_function:
                lines += ["", ""]
            elif blank:
                lines.append("")
        elif blank:
            lines.append("")
        if at_margin:
            in_function = starts
        lines.append(line)
        blank = False
    return "\n".join(lines)
