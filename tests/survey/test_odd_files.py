"""Odd files, and files nobody thought of: each gives rows or one sentence, and takes little memory.

By default a few hundred files are made up; ``THOLOS_FILES=10000`` makes as many.
"""

import os
import tracemalloc
from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.errors import BadTable
from survey.tables import MOST_BYTES, read_file, read_pasted
from survey.tables.columns import guess_columns
from survey.tables.drivers import Frame, plan_drivers
from survey.tables.experts import Panel, plan_experts
from survey.tables.plan import body_of
from tests.odd_files import CORPUS, ONE, PEOPLE, TEXTS, workbook

N_FILES = int(os.environ.get("THOLOS_FILES", "300"))
PANEL = Panel(("en", "ko"), {"research": "research", "연구": "research"}, frozenset({"old@example.org"}))
FRAME = Frame({}, frozenset(), {"cooke1997": "cooke1997"})
MADE_UP = settings(max_examples=N_FILES, deadline=None, suppress_health_check=list(HealthCheck))


def understand(content, kind="experts", panel=PANEL, frame=FRAME):
    table = read_file(content)
    columns = guess_columns(table, kind, ("en", "ko"))
    rows = body_of(table.rows, columns)
    plan = plan_experts(rows, columns, panel) if kind == "experts" else plan_drivers(rows, columns, frame)
    return table, columns, plan


def outcome(content):
    """Return how many people would be invited, or what is said against it."""
    try:
        _table, _columns, plan = understand(content)
    except BadTable as error:
        return str(error)
    bad = plan.of("bad")
    return " ".join(str(row.remark) for row in bad) if bad else len(plan.of("new"))


def test_the_corpus_is_large():
    assert len(CORPUS) >= 60


@pytest.mark.parametrize("name", CORPUS)
def test_odd_file_gives_rows_or_one_sentence(name):
    content, expected = CORPUS[name]
    began = perf_counter()
    told = outcome(content)
    assert told == expected if isinstance(expected, int) else expected in str(told)
    assert perf_counter() - began < 5


@pytest.mark.parametrize(
    "name", ["bomb", "bomb that says it is small", "many parts", "says it is huge", "many rows"]
)
def test_hostile_file_takes_little_memory(name):
    tracemalloc.start()
    outcome(CORPUS[name][0])
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 64 * 1024 * 1024


def test_too_large_a_file_is_refused_before_it_is_read():
    with pytest.raises(BadTable, match="larger"):
        read_file(b"a" * (MOST_BYTES + 1))


def test_what_was_read_is_what_was_written():
    _table, columns, plan = understand(CORPUS["cp949"][0])
    assert columns.fields == ("name", "email", "language")
    assert [row.facts["name"] for row in plan.rows] == ["김연구", "이박사"]
    assert [row.facts["language"] for row in plan.rows] == ["ko", "en"]
    plan = understand(TEXTS["decomposed korean"][0])[2]
    assert plan.rows[0].facts["name"] == "김"
    assert (
        read_pasted("name\temail\nAda\tada@example.org").rows
        == read_file(b"name,email\nAda,ada@example.org").rows
    )
    assert [note.code for note in understand(CORPUS["cp949"][0])[0].notes] == ["encoding"]


def test_rows_carry_the_numbers_of_the_spreadsheet():
    _table, columns, plan = understand(b'\nname,email\n"Ada\nL",ada@example.org\n\nEve,nowhere\n')
    assert columns.head_row == 2
    assert [(row.number, row.state) for row in plan.rows] == [(3, "new"), (5, "bad")]


def test_notes_tell_how_a_workbook_was_read():
    notes = {
        name: [note.code for note in read_file(CORPUS[name][0]).notes]
        for name in CORPUS
        if CORPUS[name][1] == 2
    }
    assert notes["first sheet hidden"] == ["sheet", "hidden"]
    assert notes["merged heading"] == ["merged"]
    assert notes["workbook"] == []
    assert [note.code for note in read_file(CORPUS["formula"][0]).notes] == ["formulas"]


def test_nobody_is_invited_twice():
    _table, _columns, plan = understand(
        b"name,email\nOld,OLD@example.org\nAda,a@example.org\nAda,A@example.org\n"
    )
    assert [row.state for row in plan.rows] == ["same", "new", "same"]


def test_a_registration_number_is_not_even_read():
    table, _columns, plan = understand(CORPUS["registration number"][0])
    assert "1234567" not in repr(table) + repr(plan)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (
            "code,name_en,name_ko,low_pole_en,high_pole_ko",
            ("code", "name_en", "name_ko", "low_pole_en", "high_pole_ko"),
        ),
        ("Name (EN),Name (KO),Low pole – English", ("name_en", "name_ko", "low_pole_en")),
        ("코드,요인명(국문),요인명(영문),분류", ("code", "name_ko", "name_en", "category")),
        ("번호,요인,설명,근거", ("code", "name_ko", "statement_ko", "evidence")),
    ],
)
def test_headings_of_drivers_are_known_in_both_languages(heading, expected):
    body = {"번호,요인,설명,근거": "1,전력 가격,오르거나 내린다,cooke1997"}.get(heading, "D1,Price,가격,a,b")
    table = read_file(f"{heading}\n{body}\n".encode())
    assert guess_columns(table, "drivers", ("en", "ko")).fields[: len(expected)] == expected


def test_drivers_are_compared_with_those_that_stand():
    stands = {"name": {"en": "Price"}, "statement": {}, "category": None, "low_pole": {}, "high_pole": {}}
    frame = Frame({"D01": stands, "D02": stands, "D03": stands}, frozenset({"D03"}), {})
    text = b"code,name_en,name_ko,category\nd01,Price,,\nD02,Cost,,Economy\n"
    text += b"D03,Cost,,\n,Fuel,,\nD04,Fuel,,x\nD!,a,b,\n"
    plan = understand(text, "drivers", frame=frame)[2]
    assert [row.state for row in plan.rows] == ["same", "changed", "bad", "new", "bad", "bad"]
    assert plan.rows[1].facts["category"] == "economic"
    assert plan.rows[3].facts["code"] == "D05"
    assert not plan.can_be_taken


def test_five_thousand_rows_are_understood_quickly():
    lines = [f"Person {number},p{number}@example.org" for number in range(5_000)]
    book = workbook([PEOPLE[0], *(line.split(",") for line in lines)])
    for content in (book, "\n".join(["name,email", *lines]).encode("cp949")):
        began = perf_counter()
        assert outcome(content) == 5_000
        assert perf_counter() - began < 15


CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["name", "email", "이름", "=1+1", "'=x", "a@example.org", '"', "9001011234567", "\x00", "\ufeff"]
    ),
)


@MADE_UP
@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=12),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp949", "latin-1"]),
    st.sampled_from(["experts", "drivers"]),
)
def test_made_up_text_gives_rows_or_one_sentence(rows, separator, encoding, kind):
    text = "\n".join(separator.join(row) for row in rows)
    with suppress(BadTable):
        understand(text.encode(encoding, "ignore"), kind)


@MADE_UP
@given(st.binary(max_size=400), st.sampled_from(["experts", "drivers"]))
def test_made_up_bytes_give_rows_or_one_sentence(content, kind):
    with suppress(BadTable):
        understand(content, kind)


@MADE_UP
@given(st.integers(0, len(ONE) - 1), st.binary(min_size=1, max_size=20), st.booleans())
def test_a_bent_workbook_gives_rows_or_one_sentence(at, bytes_, cut):
    content = ONE[:at] + bytes_ + (b"" if cut else ONE[at + len(bytes_) :])
    with suppress(BadTable):
        understand(content)
