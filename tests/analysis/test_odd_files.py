"""Odd files by the thousand: a reader gives what it reads or one `BadFile`, a command one line and status 2.

`ODD_FILES=10000 pytest tests/analysis/test_odd_files.py` reads ten thousand a kind; the suite reads a sample.
"""

import os
import re

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.errors import BadFile
from analysis.files import read_allocations, read_options, read_pairs, read_ratings, read_sorts
from analysis.ratings import Scale

HOW_MANY = int(os.environ.get("ODD_FILES", "150"))
KINDS = {
    "ratings": (
        read_ratings,
        "expert,round,item,question,value,group",
        ("e{}", "1", "x{}", "impact", "{1}", "a"),
    ),
    "sorts": (read_sorts, "expert,item,pile", ("e{}", "x{}", "1")),
    "pairs": (read_pairs, "expert,item_a,item_b,value", ("e{}", "x{}", "y{}", "1")),
    "allocations": (read_allocations, "expert,item,axis", ("e{}", "x{}", "A")),
    "options": (read_options, "expert,option,scenario,value", ("e{}", "o{}", "Q1", "{1}")),
}
COMMANDS = ("consensus", "stability", "agreement", "attrition")
TEXTS = (
    *(
        "",
        " ",
        "dk",
        "DK",
        "N/A",
        "NULL",
        "nan",
        "inf",
        "-inf",
        "1e308",
        "1e999",
        "-1e308",
        "3.5",
        "4.",
        "+4",
    ),
    *(
        "−4",
        "٣",
        "３",
        "1,5",
        "1_000",
        "0x1",
        "--",
        "99",
        "-99",
        "0",
        "9" * 400,
        "TRUE",
        "#REF!",
        "=1+1",
        "Ø",
    ),
    *(
        '"',
        "'",
        '""',
        "a\nb",
        "a\rb",
        "\x00",
        "\x07",
        "\x1b[31m",
        "\u2028",
        "\ufeff",
        "\u202e",
        "기후",
        "🦉",
        "e0",
    ),
    *("\ud800", "x" * 300, "x" * 140_000, "A", "both", "neither", "C", "1", "7", "8", "\t", ";", ",", "\\"),
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949", "latin-1", "utf-32", "cp1252")
ENDS = ("\n", "\r\n", "\r", "\n\n", "\x0b", " \n")


def make_odd_file(rng, header, pattern):
    """Make a good table and spoil it in up to four ways."""
    rows = [
        [cell.format(i % 5 if k == 0 else i // 5, i % 2 + 1) for k, cell in enumerate(pattern)]
        for i in range(12)
    ]
    rows.insert(0, header.split(","))
    for _ in range(rng.integers(0, 5)):
        spoil_cells(rng, rows)
    mark = str(rng.choice([",", ",", ",", ";", "\t", "|"]))
    end = str(rng.choice(ENDS[:2] * 4 + ENDS))
    text = end.join(mark.join(row) for row in rows) + end
    if rng.random() < 0.1:
        text = text.replace(mark, ";", int(rng.integers(1, 9)))
    return spoil_bytes(rng, encode(rng, text))


def spoil_cells(rng, rows):
    if not rows:
        return
    at = int(rng.integers(0, len(rows)))
    row = rows[at]
    place = int(rng.integers(0, len(row))) if row else 0
    text = TEXTS[rng.integers(0, len(TEXTS))]
    kind = rng.integers(0, 10)
    if kind < 5 and row:
        row[place] = text
    elif kind == 5:
        rows.insert(at, list(row))
    elif kind == 6 and row:
        del row[place]
    elif kind == 7:
        row.append(text)
    elif kind == 8:
        del rows[at + 1 :]
    else:
        row[:] = [f'"{cell}"' for cell in row]


def encode(rng, text):
    encoding = str(rng.choice(ENCODINGS[:1] * 6 + ENCODINGS))
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


def spoil_bytes(rng, content):
    kind = rng.integers(0, 20)
    if kind == 0:
        return content[: int(rng.integers(0, len(content) + 1))]
    if kind == 1:
        place = int(rng.integers(0, len(content) + 1))
        return content[:place] + rng.bytes(3) + content[place:]
    if kind == 2:
        return content + b"\x00"
    return rng.bytes(int(rng.integers(0, 200))) if kind == 3 else content


def odd_files(kind):
    _, header, pattern = KINDS[kind]
    rng = np.random.default_rng([7, list(KINDS).index(kind)])
    for _ in range(HOW_MANY):
        yield make_odd_file(rng, header, pattern), rng


def find_fault(reader, content, scale):
    try:
        assert reader(content, *scale) is not None
    except BadFile as fault:
        return str(fault)
    return None


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", KINDS)
def test_reader_gives_what_it_reads_or_one_bad_file(kind):
    reader = KINDS[kind][0]
    read = refused = 0
    for content, rng in odd_files(kind):
        scaled = kind in ("ratings", "options") and rng.random() < 0.5
        fault = find_fault(reader, content, (Scale(1, 7),) if scaled else ())
        if fault is None:
            read += 1
            continue
        refused += 1
        assert re.fullmatch(r"the text(, row \d+)?: .+; expected .+", fault), fault
        assert fault.isprintable()
        assert len(fault) < 500

    assert min(read, refused) > HOW_MANY // 10


@pytest.mark.timeout(3600)
def test_command_answers_every_odd_file_with_a_table_or_one_line(tmp_path, capfd):
    path = tmp_path / "odd.csv"
    statuses = set()
    for i, (content, _) in enumerate(odd_files("ratings")):
        path.write_bytes(content)
        command = COMMANDS[i % len(COMMANDS)]
        scale = ["--scale", "1-7"] if i % 2 else []
        status = main([command, str(path), *scale, *(["--json"] if i % 3 else [])])
        out, errors = capfd.readouterr()
        statuses.add(status)
        if status:
            assert (status, out) == (2, "")
            assert errors.count("\n") == 1
            assert errors.rstrip("\n").isprintable()
        else:
            assert out
            assert errors == ""
        assert [each.name for each in tmp_path.iterdir()] == ["odd.csv"]

    assert statuses == {0, 2}
