"""CSV round trips written by another hand (csv.writer), and bytes that are no table at all."""

import csv
import io

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from gdviz.core.datasets import Dataset
from gdviz.core.datasets.csv_table import CsvError, Table, parse_table

NUMBERS = st.floats(-1e100, 1e100)
WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüßéñ", min_size=1, max_size=8).filter(
    lambda word: word not in ("na", "nan", "null", "inf", "infinity")
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(alphabet='0123456789.,;\t \n"-eNA?ab', max_size=200),
    st.lists(st.sampled_from(["1", "2.5", "3,5", ",", ";", "\t", " ", "\n", '"', "NA", "inf", "x", "1e999", "?"]),
             max_size=60).map("".join),
)  # fmt: skip


@st.composite
def written(draw: st.DrawFn) -> tuple[bytes, dict[str, object], list[list[float]], list[str]]:
    """Return a file's bytes, how it was written, its numbers by row, and its words by row."""
    width = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=2, max_size=30))
    words = draw(st.lists(WORDS, min_size=len(rows), max_size=len(rows)))
    separator = draw(st.sampled_from([",", ";", "\t", " "]))
    decimal = draw(st.sampled_from([".", ","]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
    header = draw(st.booleans())
    buffer = io.StringIO()
    writer = csv.writer(
        buffer, delimiter=separator, quoting=quoting, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))
    )
    if header:
        writer.writerow([*(f"number {j}" for j in range(width)), "word"])
    for row, word in zip(rows, words, strict=True):
        # a fraction in every cell, or the decimal comma could not be told from none
        writer.writerow([*(f"{value:.17e}".replace(".", decimal) for value in row), word])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    how = {"separator": separator, "decimal": decimal, "header": header, "encoding": encoding}
    return buffer.getvalue().encode(encoding), how, rows, words


@given(written())
def test_what_was_written_is_read_back_exactly(
    case: tuple[bytes, dict[str, object], list[list[float]], list[str]],
) -> None:
    data, how, rows, words = case
    table = parse_table(data)
    assert {key: getattr(table, key) for key in how} == how
    numbers = np.column_stack([column.numbers for column in table.columns[:-1] if column.numbers is not None])
    assert np.array_equal(numbers, np.array(rows))
    assert table.columns[-1].cells == tuple(words)
    assert not table.problems


def use(data: bytes, **how: object) -> Table | None:
    """Do all that a dialog may do; nothing but a CsvError of one line may come of it."""
    try:
        table = parse_table(data, **how)  # type: ignore[arg-type]
    except CsvError as error:
        check_sentence(error)
        return None
    x, y, task = table.guess()
    wishes = [(x, y, task, False), (x, y, task, True), (table.names[:1], table.names[-1], "regression", True)]
    wishes.append((table.names[:-1], table.names[-1], "classification", True))
    for names, target, kind, drop in wishes:
        try:
            result = table.to_dataset(names, target, kind, drop_missing=drop)  # type: ignore[arg-type]
        except CsvError as error:
            check_sentence(error)
        else:
            assert isinstance(result, Dataset)
            assert 1 <= result.n <= table.n
    assert len(table.preview) == min(20, table.n)
    assert len(set(table.names)) == len(table.names)
    return table


def check_sentence(error: CsvError) -> None:
    message = str(error)
    assert message
    assert "\n" not in message
    assert message.endswith((".", "?", "'", "utf-8'"))


@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"\xff\xfe\x00\x00")
@example(b"\xef\xbb\xbf")
@example(b'"')
@example(b"'\"\n,;\t ")
def test_random_bytes_never_crash(data: bytes) -> None:
    use(data)


@given(TEXTS)
@example(",,\n,,\n")
@example("NA,NA\n?,?\n")
@example('"\n","\r"\n1,2')
@example("1e308,1\n-1e308,2\n")
@example("a,a,a (2)\n1,2,3\n4,5,6")
def test_random_text_never_crashes(text: str) -> None:
    use(text.encode("utf-8", errors="ignore"))


@given(
    TEXTS,
    st.sampled_from([None, ",", ";", "\t", " "]),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, ".", ","]),
    st.sampled_from([None, "utf-8", "utf-16", "cp1252", "latin-1"]),
)
@example('""', ",", None, None, None)
@example('""', ",", True, None, "utf-8")
def test_random_text_read_as_told_never_crashes(
    text: str, separator: str | None, header: bool | None, decimal: str | None, encoding: str | None
) -> None:
    data = text.encode("utf-8", errors="ignore")
    use(data, separator=separator, header=header, decimal=decimal, encoding=encoding)
