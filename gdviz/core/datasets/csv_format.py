"""How a CSV file is written: encoding, separator, header and decimal sign, found from its content."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from gdviz.core.checks import one_of
from gdviz.core.datasets.csv_column import is_missing, is_number

SEPARATORS = (",", ";", "\t", " ")  # " " stands for any run of blanks and tabs
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")
SAMPLE_ROWS = 200
SAMPLE_BYTES = 2000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BLANK_FIELD = re.compile(r'"(?:[^"]|"")*"|[^ \t"][^ \t]*|"')
_LIKELY_CP1252 = frozenset("€‚„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\xa0£§©«°±²³´µ·¹»¼½¾×")


class CsvError(ValueError):
    """What is wrong with a table, in one sentence for the user."""


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return the text and the name of its encoding; raises CsvError if it is not text or not in that encoding."""
    found = encoding.lower() if encoding is not None else _find_encoding(data)
    try:
        one_of(found, ENCODINGS, "encoding")
    except ValueError as error:
        raise CsvError(str(error)) from None
    try:
        text = data.decode(found)
    except UnicodeError as error:
        where = f" (see {_place(data, error.start)})" if isinstance(error, UnicodeDecodeError) else ""
        raise CsvError(f"The file is not {found} text{where}; save it as UTF-8.") from None
    text = text.removeprefix("\ufeff")
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        raise CsvError(
            f"The file is not a text table: it holds the control character {ord(control.group()):#04x} in line {line} "
            "(a spreadsheet has to be saved as CSV first)."
        )
    return text, found


def _find_encoding(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    unmarked = _utf_16_without_mark(data)
    if unmarked:
        return unmarked
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        try:
            special = [c for c in data.decode("cp1252") if c > "\x7f"]
        except UnicodeDecodeError:
            special = []
        # Western text has few accented letters; random bytes have as many of them as of anything else
        unlikely = sum(not (c.isalpha() or c in _LIKELY_CP1252) for c in special)
        if not special or unlikely or len(special) > 0.3 * len(data):
            raise CsvError(
                f"The file is neither UTF-8 text (see {_place(data, error.start)}) nor plausible Western European "
                "text; save it as UTF-8."
            ) from None
        return "cp1252"
    return "utf-8"


def _utf_16_without_mark(data: bytes) -> str:
    """Return the name of UTF-16 where every second byte of most of the text is zero, else ""."""
    even, odd = data[0:SAMPLE_BYTES:2], data[1:SAMPLE_BYTES:2]
    for zeros, others, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(data) % 2 == 0 and zeros.count(0) > 0.7 * len(zeros) and not others.count(0):
            return name
    return ""


def _place(data: bytes, at: int) -> str:
    return f"line {data.count(10, 0, at) + 1}, byte {data[at]:#04x}"


def without_head(text: str) -> str:
    """Return a table that gdviz exported with its comment lines left blank; any other as it is."""
    if not text.startswith("# gdviz"):
        return text
    lines = text.splitlines(keepends=True)
    head = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "\n" * head + "".join(lines[head:])


def records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every row that is not blank with its first line's number, counted from 1; raises CsvError on bad quotes."""
    if separator == " ":
        for number, content in enumerate(io.StringIO(text, newline=None), start=1):
            if content.strip():
                yield number, _split_at_blanks(content)
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    line = 1
    try:
        for row in reader:
            if len(row) > 1 or (row and row[0].strip()):
                yield line, [cell.strip() for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise CsvError(f"The row that begins in line {line} cannot be read: {error}.") from None


def _split_at_blanks(line: str) -> list[str]:
    if '"' not in line:
        return line.split()
    fields = _BLANK_FIELD.findall(line.strip())
    return [f[1:-1].replace('""', '"').strip() if len(f) > 1 and f[0] == f[-1] == '"' else f for f in fields]


def find_separator(text: str) -> str:
    """Return the separator that makes rows equally long and cells numbers; raises CsvError if none does."""
    best, best_score = "", 0.0
    quote_error: CsvError | None = None
    for separator in SEPARATORS:
        try:
            sample = [row for _, row in islice(records(text, separator), SAMPLE_ROWS)]
        except CsvError as error:
            quote_error = quote_error or error
            continue
        score = _score(sample, separator)
        if score > best_score:
            best, best_score = separator, score
    if best:
        return best
    if quote_error is not None:
        raise quote_error
    raise CsvError(
        "The file has only one column (no comma, semicolon, tab or blank parts its lines); "
        "at least two are needed, one for x and one for y."
    )


def _score(sample: list[list[str]], separator: str) -> float:
    """Return the share of equally long rows times how much their cells look like whole cells; 0 for one column."""
    if not sample:
        return 0.0
    length, count = Counter(map(len, sample)).most_common(1)[0]
    if length < 2:
        return 0.0
    decimals = "." if separator == "," else ".,"
    others = [s for s in SEPARATORS if s not in (separator, " ")]
    worth, cells = 0.0, 0
    for row in sample[1:] or sample:
        for cell in row:
            cells += 1
            if is_missing(cell) or any(is_number(cell, decimal) for decimal in decimals):
                worth += 1.0
            elif not any(other in cell for other in others):
                worth += 0.5
    return count / len(sample) * (0.05 + worth / cells)


def has_header(rows: list[list[str]]) -> bool:
    """Return True if the first row names columns: it holds no number, but text above a number."""
    first, rest = rows[0], rows[1 : SAMPLE_ROWS + 1]

    def numeric(cell: str) -> bool:
        return is_number(cell, ".") or is_number(cell, ",")

    if any(numeric(cell) for cell in first):
        return False
    any_number = False
    for column, cell in enumerate(first):
        below = [row[column] for row in rest if column < len(row) and not is_missing(row[column])]
        if 2 * sum(map(numeric, below)) > len(below):
            any_number = True
            if not is_missing(cell):
                return True
    # nothing but text: the first row is as good a heading as any
    return not any_number and not all(is_missing(cell) for cell in first)


def find_decimal(rows: list[list[str]]) -> str:
    """Return "," if more cells can be read with a decimal comma alone than with a point alone, else "."."""
    commas = points = 0
    for row in rows:
        for cell in row:
            if "," in cell:
                commas += is_number(cell, ",")
            elif "." in cell:
                points += is_number(cell, ".")
    return "," if commas > points else "."
