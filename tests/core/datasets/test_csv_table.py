"""Reading a user's CSV: what is found by itself, what can be overridden, and each sentence for what is wrong."""

from pathlib import Path

import numpy as np
import pytest

from gdviz.core.datasets import csv_table
from gdviz.core.datasets.csv_table import CsvError, Table, parse_table, read_table


def table(text: str | bytes, **how: object) -> Table:
    return parse_table(text.encode() if isinstance(text, str) else text, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "separator", "header", "decimal", "names", "x", "y"),
    [
        ("a,b\n1,2\n3,4.5\n", ",", True, ".", ("a", "b"), [1, 3], [2, 4.5]),
        ("1,2\n3,4.5", ",", False, ".", ("column 1", "column 2"), [1, 3], [2, 4.5]),
        ("a;b\n1,5;-2\n3;4,5e1\n", ";", True, ",", ("a", "b"), [1.5, 3], [-2, 45]),
        ("a;b\n1.5;-2\n3;4.5\n", ";", True, ".", ("a", "b"), [1.5, 3], [-2, 4.5]),
        ("a\tb\n1,5\t2\n3\t4\n", "\t", True, ",", ("a", "b"), [1.5, 3], [2, 4]),
        ("  1.5   2\n 3 \t  4\n", " ", False, ".", ("column 1", "column 2"), [1.5, 3], [2, 4]),
        ("1,5 2\n3,25 4\n", " ", False, ",", ("column 1", "column 2"), [1.5, 3.25], [2, 4]),
        ("x, y\n1, 2\n3, 4\n", ",", True, ".", ("x", "y"), [1, 3], [2, 4]),
        ('"first, of all","b"\r\n"1","2"\r\n"3","4"\r\n', ",", True, ".", ("first, of all", "b"), [1, 3], [2, 4]),
        ('"1,5","2"\n"3,5","4"\n', ",", False, ",", ("column 1", "column 2"), [1.5, 3.5], [2, 4]),
        ("a,b\r1,2\r3,4\r", ",", True, ".", ("a", "b"), [1, 3], [2, 4]),
        ("\n\na,b\n\n1,2\n , \n3,4\n\n".replace(" , ", "  "), ",", True, ".", ("a", "b"), [1, 3], [2, 4]),
        ("a,b,\n1,2,\n3,4,\n", ",", True, ".", ("a", "b"), [1, 3], [2, 4]),
        ("a,b\n1,2,\n3,4,\n", ",", True, ".", ("a", "b"), [1, 3], [2, 4]),
        ("a,a\n1,2\n3,4\n", ",", True, ".", ("a", "a (2)"), [1, 3], [2, 4]),
        (",b\n1,2\n3,4\n", ",", True, ".", ("column 1", "b"), [1, 3], [2, 4]),
        ("a,b\n−1,+2\n.5,4.\n", ",", True, ".", ("a", "b"), [-1, 0.5], [2, 4]),
        ('"first name" "b"\n1 2\n3 4\n', " ", True, ".", ("first name", "b"), [1, 3], [2, 4]),
    ],
)
def test_the_way_of_writing_is_found(
    text: str, separator: str, header: bool, decimal: str, names: tuple[str, ...], x: list[float], y: list[float]
) -> None:
    found = table(text)
    assert (found.separator, found.header, found.decimal, found.names) == (separator, header, decimal, names)
    assert found.encoding == "utf-8"
    assert not found.problems
    data = found.to_dataset(names[:1], names[1])
    assert data.X[:, 0].tolist() == x
    assert data.y.tolist() == y
    assert (data.feature_names, data.target_name, data.task) == (names[:1], names[1], "regression")


@pytest.mark.parametrize(("codec", "name"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"),
                                             ("cp1252", "cp1252"), ("latin-1", "cp1252")])  # fmt: skip
def test_encodings(codec: str, name: str) -> None:
    found = table("Größe;Länge\n1;2\n3;5\n".encode(codec))
    assert found.names == ("Größe", "Länge")
    assert found.encoding == name


def test_utf_16_of_either_end() -> None:
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert table(mark + "ä,b\n1,2\n".encode(codec)).names == ("ä", "b")
        assert table("ä,b\n1,2\n".encode(codec)).names == ("ä", "b")  # as some programs write it, without a mark


def test_overrides() -> None:
    text = "1;2\n3;4\n"
    assert table(text, header=True).names == ("1", "2")
    assert table("1,5;2\n3,5;4\n", separator=",", header=False).column("column 2").cells == ("5;2", "5;4")
    assert table("1.5;2\n3.5;4\n", decimal=",").numeric_names == ("column 2",)
    assert table("ä,b\n1,2\n".encode("latin-1"), encoding="Latin-1").names[0] == "ä"
    for how in ({"separator": "|"}, {"decimal": "x"}, {"encoding": "base64"}):
        with pytest.raises(CsvError, match=f"{next(iter(how))}.* must be .*; got|The (separator|decimal)"):
            table(text, **how)


def test_preview_is_the_first_twenty_rows_as_written() -> None:
    found = table("a,b\n" + "".join(f"{i},{i}.50\n" for i in range(30)))
    assert len(found.preview) == 20
    assert found.preview[19] == ("19", "19.50")
    assert found.n == 30


def test_line_numbers_count_blank_lines_and_quoted_line_ends() -> None:
    found = table('a,b,c\n\n1,2,"two\nlines"\n3,4,x\n')
    assert found.lines.tolist() == [3, 5]
    assert found.column("c").cells == ("two\nlines", "x")


def test_guess() -> None:
    assert table("a,b,c\n1,2,3\n4,5,7\n").guess() == (("a",), "c", "regression")
    assert table("a,b,kind\n1,2,x\n4,5,y\n").guess() == (("a", "b"), "kind", "classification")
    assert table("name,b,c\nJo,2,1\nAl,5,3\nJo,5,2\n").guess() == (("b", "c"), "name", "classification")


def test_classes_from_text_and_from_whole_numbers() -> None:
    text = "x1,x2,kind,label\n1,2,b,10\n2,3,a,9\n3,4,b,10\n"
    data = table(text).to_dataset(["x1", "x2"], "kind")
    assert (data.task, data.class_names, data.y.tolist()) == ("classification", ("a", "b"), [1, 0, 1])
    data = table(text).to_dataset(["x2", "x1"], "label", "classification")
    assert (data.class_names, data.y.tolist()) == (("9", "10"), [1, 0, 1])
    assert data.feature_names == ("x2", "x1")
    assert data.X[0].tolist() == [2, 1]


def test_missing_values_are_told_and_left_out_on_demand() -> None:
    found = table("x,y,z\n1,2,\n2,NA,1\n\n3,4,5\n?,6,7\n5,null,9\nnan,NaN,11\n")
    assert [(p.line, p.column, p.kind) for p in found.problems] == [
        (2, "z", "missing"), (3, "y", "missing"), (6, "x", "missing"), (7, "y", "missing"),
        (8, "x", "missing"), (8, "y", "missing"),
    ]  # fmt: skip
    with pytest.raises(CsvError, match=r"Line 3, column 'y': the value is missing \('NA'\). 3 more rows miss"):
        found.to_dataset(["x"], "y")
    data = found.to_dataset(["x"], "y", drop_missing=True)
    assert data.X[:, 0].tolist() == [1, 3]
    assert data.note == "4 rows with missing values left out"
    with pytest.raises(CsvError, match=r"Every row misses a value"):
        table("x,y\n1,NA\nNA,1\n").to_dataset(["x"], "y", drop_missing=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"^The file is empty\.$"),
        (" \n\t\n", r"^The file is empty\.$"),
        ("a,b\n", r"empty but for the heading in line 1"),
        ("a\n1\n2\n", r"only one column"),
        ("1,\n2,\n", r"only one column"),
        ("a,b\nc,d\ne,f\n", r"No column holds numbers: line 2 reads 'c,d'"),
        ("a,b\n1,2\n3,4,5\n", r"Line 3 has 3 fields, but line 1 has 2\."),
        ("a,b\n1,2\n\n3\n", r"Line 4 has 1 field, but line 1 has 2\."),
        ('a,b\n1,2\n"3,4\n5,6\n', r"row that begins in line 3 cannot be read"),
        (b"a,b\n1,2\x00\n", r"control character 0x00 in line 2"),
        (b"PK\x03\x04\x14\x00\x06\x00", r"control character 0x03 in line 1"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", r"neither UTF-8 text|control character"),
        (b"a,b\n1,\x81\n", r"neither UTF-8 text \(see line 2, byte 0x81\)"),
        (b"\xff\xfea", r"not utf-16 text"),
        (",".join(["1"] * 257), r"at most 256 columns; line 1 has 257"),
    ],
)
def test_no_table(text: str | bytes, message: str) -> None:
    with pytest.raises(CsvError, match=message):
        table(text)


def test_a_wrong_encoding_is_named() -> None:
    with pytest.raises(CsvError, match=r"not utf-8 text \(see line 1, byte 0xe4\)"):
        table("ä,b\n1,2\n".encode("latin-1"), encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "x", "y", "task", "message"),
    [
        ("x,y\n7,2\n7,3\n", ["x"], "y", None, "Column 'x' holds 7 in every row: nothing can be learned"),
        ("x,y\n2,7\n3,7\n", ["x"], "y", None, "Column 'y' holds 7 in every row: there is nothing to predict"),
        ("x,y\n1,2\n3,inf\n", ["x"], "y", None, "Line 3, column 'y': 'inf' is not a finite number"),
        ("x,y\n1,2\n1e150,4\n", ["x"], "y", None, "Line 3, column 'x': values must be within ±1e\\+100; got 1e150"),
        ("x,y\n1,2\n-1e999,4\n", ["x"], "y", None, "Line 3, column 'x': '-1e999' is not a finite number"),
        ("x,y\n1,2\n3,4\n5,abc\n", ["x"], "y", None, "Line 4, column 'y': 'abc' is not a number"),
        ("x,y\n1,2\n3,4\n1_0,5\n", ["x"], "y", None, "Line 4, column 'x': '1_0' is not a number"),
        ("x,y,z\n1,p,2\n3,q,3\n", ["y"], "x", None, "Column 'y' holds text. Line 2, column 'y': 'p' is not"),
        ("x,y,z\n1,p,2\n3,q,3\n", ["x"], "y", "regression", "Column 'y' holds text"),
        ("x,y\n1,2\n3,2.5\n", ["x"], "y", "classification", "whole numbers; line 3, column 'y' holds 2.5"),
        ("x,y\n1,2\n3,2\n", ["x"], "y", "classification", "has the one class '2' only"),
        ("x,y\n" + "".join(f"{i},{i}\n" for i in range(7)), ["x"], "y", "classification", "7 different.*at most 6"),
        ("x,y\n1,2\n3,4\n", ["x"], "x", None, "differ from each other"),
        ("x,y,z\n1,2,1\n3,4,2\n", ["x", "x"], "y", None, "differ from each other"),
        ("x,y\n1,2\n3,4\n", [], "y", None, "At least one column"),
        ("width,y\n1,2\n3,4\n", ["widht"], "y", None, "no column 'widht'; did you mean 'width'"),
        ("x,y\n1,2\n3,4\n", ["x"], "qqq", None, "no column 'qqq'; there are x, y"),
    ],
)
def test_columns_that_cannot_be_used(text: str, x: list[str], y: str, task: str | None, message: str) -> None:
    found = table(text)
    for drop in (False, True):
        with pytest.raises(CsvError, match=message):
            found.to_dataset(x, y, task, drop_missing=drop)  # type: ignore[arg-type]


def test_six_classes_and_one_row_are_fine() -> None:
    text = "x,y\n" + "".join(f"{i},{i}\n" for i in range(6))
    assert table(text).to_dataset(["x"], "y", "classification").n_classes == 6
    assert table("x,y\n3,4\n").to_dataset(["x"], "y").n == 1


def test_read_table_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "heights.csv"
    path.write_text("x,y\n1,2\n3,4\n")
    assert read_table(path).to_dataset(["x"], "y").title == "heights"
    assert read_table(str(path)).n == 2
    with pytest.raises(CsvError, match=r"missing\.csv cannot be opened: No such file"):
        read_table(tmp_path / "missing.csv")
    with pytest.raises(CsvError, match="cannot be opened"):
        read_table(tmp_path)
    with pytest.raises(CsvError, match="not the name of a file"):
        read_table("a\0b")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    monkeypatch.setattr(Path, "open", lambda self, mode: pytest.fail("the file was read"))
    with pytest.raises(CsvError, match=r"at most 64 MB large; huge\.csv has 64\.0 MB"):
        read_table(path)


def big(rows: int) -> bytes:
    values = np.random.default_rng(0).normal(size=(rows, 2)).tolist()
    return ("x;y\n" + "".join(f"{a!r};{b!r}\n" for a, b in values)).replace(".", ",").encode()


def test_a_hundred_thousand_rows_are_read_and_one_more_is_refused() -> None:
    content = big(100_000)
    data = table(content).to_dataset(["x"], "y")
    expected = np.random.default_rng(0).normal(size=(100_000, 2))
    assert np.array_equal(data.X[:, 0], expected[:, 0])
    assert np.array_equal(data.y, expected[:, 1])
    with pytest.raises(CsvError, match="at most 100\u202f000 rows; it has 123\u202f456"):
        table(big(123_456))
    with pytest.raises(CsvError, match="it has 100\u202f001"):
        table(big(100_000) + b"1;2\n")


def test_without_a_header_the_limit_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "MAX_ROWS", 3)
    assert table("1,2\n2,3\n3,4\n").n == 3
    assert table("a,b\n1,2\n2,3\n3,4\n").n == 3
    with pytest.raises(CsvError, match="at most 3 rows; it has 4"):
        table("1,2\n2,3\n3,4\n4,5\n")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="other systems have no such file")
def test_a_file_without_an_end_is_not_read_to_it() -> None:
    with pytest.raises(CsvError, match="The file must be at most 64 MB large; zero has more"):
        read_table("/dev/zero")
