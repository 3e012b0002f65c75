"""Clean ratings files are taken by columns: the same ratings and the same faults as row by row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import BadFile
from analysis.files import clean, ratings, read_ratings
from analysis.ratings import Scale

HEADER = "expert,round,item,question,value"


def read_by_rows(source, scale=None):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ratings, "take_apart", lambda *_: None)
        return outcome(source, scale)


def outcome(source, scale=None):
    """Return all that a file gives as plain values, or the sentence of its fault."""
    try:
        found = read_ratings(source, scale)
    except BadFile as fault:
        return str(fault), fault.row
    return [
        (
            *(name, one.experts, one.items, one.rounds, one.scale, one.groups, one.question),
            *(one.values.shape, one.values.tobytes(), one.cannot_judge.tobytes()),
        )
        for name, one in found.items()
    ]


def is_clean(content):
    return clean.take_apart(content, ratings.COLUMNS, ("group",)) is not None


def make_rows(draws, n_experts, n_items, *, shuffled):
    questions, rounds = ("impact", "영향"), ("1", "2", "02")
    cells = [
        (f"{'전문가 ' * (e % 3)}{e}", rounds[r], f"{'i' * (9 * (i % 4))}{i}", questions[q])
        for q in range(2)
        for r in range(2 + (n_items > 5))
        for e in range(n_experts)
        for i in range(n_items)
        if not (r == 2 and q == 0)
    ]
    values = draws.choice(["1", "7", "3", " 4", "5.0", "", "dk", "DK"], size=len(cells))
    rows = [
        ",".join((*cell, value, "ab "[int(cell[0][-1]) % 3]))
        for cell, value in zip(cells, values, strict=True)
    ]
    rows = [row for row in rows if draws.random() < 0.9]
    return [rows[i] for i in draws.permutation(len(rows))] if shuffled else rows


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("shuffled", [True, False])
def test_clean_file_gives_the_ratings_that_its_rows_give(end, mark, shuffled, monkeypatch):
    monkeypatch.setattr(clean, "_BLOCK", 1500)
    rows = make_rows(np.random.default_rng(len(end)), 13, 5, shuffled=shuffled)
    text = end.join([f"{HEADER},group,note", *(f"{row},x{end and row[0]}" for row in rows)]).replace(
        ",", mark
    )

    for content in (text.encode(), b"\xef\xbb\xbf" + text.encode(), (text + 2 * end).encode()):
        assert is_clean(content)
        for scale in (Scale(1, 7), None):
            assert outcome(content, scale) == read_by_rows(content, scale)
    assert len(outcome(text.encode())) == 2


BAD = ["", " ", "dk", "8", "2.5", "x", "1", "01", "e1", "기후", "b", "\x07", '"q"', "\r", "\n", "\n\n", ","]
SPOILT = st.sampled_from([*BAD, "\ufeff", "\u2028", "\ud800", "y" * 201, "y" * 300])


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5), SPOILT), max_size=3))
def test_spoilt_file_is_read_or_refused_as_its_rows_are(seed, spoils):
    rows = [HEADER + ",group", *make_rows(np.random.default_rng(seed), 4, 3, shuffled=True)]
    for row, place, text in spoils:
        cells = rows[row % len(rows)].split(",")
        cells[place % len(cells)] = text
        rows[row % len(rows)] = ",".join(cells)
    content = "\n".join(rows).encode("utf-8", "surrogatepass")

    assert outcome(content) == read_by_rows(content)
    assert outcome(content, Scale(1, 7)) == read_by_rows(content, Scale(1, 7))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["e1,1,x,q,3", "e2,1,x,q,3", "e1,1,x,q,4"], "row 4: a second answer of e1, round 1, x .*row 2"),
        (["e1,1,x,q,3", "e2,1,x,q,9"], "row 3: the value “9” is off the scale"),
        (["e1,1,x,q,3", "e1,one,x,q,9"], "row 3: the round “one”"),
    ],
)
def test_fault_in_a_clean_file_names_the_row(rows, told):
    content = "\n".join([HEADER, *rows]).encode()

    assert is_clean(content)
    with pytest.raises(BadFile, match=told):
        read_ratings(content, Scale(1, 7))


@pytest.mark.parametrize("slots", [1, 3])
def test_texts_that_share_a_hash_are_told_apart(slots, monkeypatch):
    monkeypatch.setattr(clean, "_SLOTS", slots)
    texts = np.array([f"text {i % 7}" for i in range(200)])
    content = "\n".join([HEADER, *(f"e{i},1,{text},q,3" for i, text in enumerate(texts))]).encode()

    found = clean.take_apart(content, ("item",), ())

    if found is not None:
        assert np.array_equal(np.array(list(found["item"].texts))[found["item"].codes], texts)
    assert outcome(content, Scale(1, 7)) == read_by_rows(content, Scale(1, 7))


def test_many_different_texts_of_any_length_are_numbered_as_they_come():
    texts = [("ü" * (i % 90)) + str(i * i % 4001) for i in range(9000)]
    content = "\n".join(["item", *texts]).encode()
    order = {text: place for place, text in enumerate(dict.fromkeys(texts))}

    found = clean.take_apart(content, ("item",), ())["item"]

    assert found.texts == order
    assert found.codes.tolist() == [order[text] for text in texts]
    assert [texts[row] for row in found.first] == list(order)
