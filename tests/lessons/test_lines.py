"""On which line an entry stands, counted by hand."""

from __future__ import annotations

import pytest

from gdviz.lessons.lines import line_of

FILE = '''\
# a comment with data = 1
order = 1
start = [
  1.0,
]

[text.en]
title = "a [data] title"
what_to_see = """
[data]
source = "this is text"
"""

[data]
source = "line"
transform_x = { kind = "minus", constant = 1970 }

[[methods]]
name = "adam"

[[methods]]  # the second
name = "newton"
"target" = "root"

[view]
pace = 3
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("order",), 2),
        (("start",), 3),
        (("text", "en"), 7),
        (("text", "en", "title"), 8),
        (("text", "en", "what_to_see"), 9),
        (("data",), 14),
        (("data", "source"), 15),
        (("data", "transform_x"), 16),
        (("data", "transform_x", "constant"), 16),
        (("methods", 0), 18),
        (("methods", 0, "name"), 19),
        (("methods", 1), 21),
        (("methods", 1, "name"), 22),
        (("methods", 1, "target"), 23),
        (("view", "pace"), 26),
        (("data", "noise"), 14),  # not written: its table
        (("model", "name"), 1),  # no such table: the file
        ((), 1),
    ],
)
def test_line_of(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(FILE, path) == line


def test_dotted_entries_are_found() -> None:
    assert line_of('a = 1\ntext.en.title = "x"\n', ("text", "en", "title")) == 2


def test_a_long_text_that_ends_on_its_own_line_hides_nothing() -> None:
    assert line_of('a = """one line"""\nb = 2\n', ("b",)) == 2
