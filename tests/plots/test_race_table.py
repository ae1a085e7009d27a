"""The table of a race: which columns give way in little room, and what is painted where."""

from __future__ import annotations

from PySide6.QtGui import QColor

from gdviz.plots.race_table import Column, Line, RaceTable

COLUMNS = (Column("reads"), Column("takes"), Column("steps", 1), Column("evaluations", 3), Column("loss", 2))
ORANGE, PINK = QColor("#d55e00"), QColor("#cc79a7")
LINES = (
    Line("Gradient descent all rows", ORANGE, ("100 000 × 2", "400 µs", "1 000", "1 000", "0.0032"), 1.0),
    Line("Gradient descent batch 50", PINK, ("50 × 2", "20 µs", "1 000", "1 000", "0.0033"), 0.05),
)


def shown(qtbot, width: int, height: int = 200) -> RaceTable:
    table = RaceTable()
    qtbot.addWidget(table)
    table.show_lines(COLUMNS, LINES, "O(n d) and O(batch d)")
    table.resize(width, height)
    table.show()
    return table


def reach(table: RaceTable, color: QColor) -> int:
    """Return how wide the longest horizontal stroke of a colour is: its bar."""
    image, longest = table.grab().toImage(), 0
    for y in range(image.height()):
        row = [x for x in range(image.width()) if image.pixelColor(x, y) == color]
        longest = max(longest, len(row))
    return longest


def test_bars_are_as_long_as_their_shares(qtbot) -> None:
    table = shown(qtbot, 480)
    whole, part = reach(table, ORANGE), reach(table, PINK)
    assert whole > 400
    assert 8 <= part < 0.1 * whole


def test_the_most_spare_columns_go_first_and_the_others_stay_whole(qtbot) -> None:
    def titles(width: int) -> list[str]:
        table = shown(qtbot, width)
        places = table._fitting(width - 24)
        ends = table._ends(places, width - 12)
        lefts = [end - table._wide[place] for place, end in ends]
        assert all(later[1] <= left for later, left in zip(ends[1:], lefts, strict=False))
        return [COLUMNS[place].title for place in places]

    assert titles(480) == ["reads", "takes", "steps", "evaluations", "loss"]
    narrow = [titles(width) for width in (300, 230, 190)]
    assert narrow[0] == ["reads", "takes", "steps", "loss"]
    assert narrow[1] == ["reads", "takes", "steps"]
    assert narrow[2] == ["reads", "takes"]


def test_columns_do_not_shrink_under_figures_that_do(qtbot) -> None:
    table = shown(qtbot, 480)
    before = list(table._wide)
    short = tuple(Line(line.name, line.color, ("1",) * 5, 0.1) for line in LINES)
    table.show_lines(COLUMNS, short, "")
    assert table._wide == before
    assert table.text.splitlines()[1] == "Gradient descent all rows\t1\t1\t1\t1\t1"
