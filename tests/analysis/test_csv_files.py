"""The CSV readers: what they read, and that rubbish gives one `BadFile` and nothing else."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.errors import BadFile
from analysis.files import read_allocations, read_options, read_pairs, read_ratings, read_sorts
from analysis.ratings import Scale

HEADER = "expert,round,item,question,value"
GOOD = (
    f"{HEADER},group\ne1,1,소득,impact,3,a\ne2,1,소득,impact,dk,\ne1,2,소득,impact,,a\ne3,1,소득,impact,7,b\n"
)
SCALE = Scale(1, 7)
READERS = (read_ratings, read_sorts, read_pairs, read_allocations, read_options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_spreadsheet_encodings_are_read(encoding):
    ratings = read_ratings(GOOD.encode(encoding), SCALE)["impact"]

    assert ratings.items == ("소득",)
    assert ratings.experts == ("e1", "e2", "e3")
    assert ratings.groups == ("a", None, "b")
    assert ratings.rounds == (1, 2)


def test_number_empty_and_dk_are_three_states():
    ratings = read_ratings(GOOD, SCALE)["impact"]

    values, cannot_judge = ratings.at(1)
    np.testing.assert_array_equal(values[:, 0], [3, np.nan, 7])
    assert cannot_judge[:, 0].tolist() == [False, True, False]
    assert not ratings.at(2)[1].any()


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_delimiters_and_blank_lines_are_read(mark):
    text = GOOD.replace(",", mark).replace("\n", "\r\n") + "\r\n   \r\n"

    assert read_ratings(text, SCALE)["impact"].n_experts == 3


def test_scale_is_inferred_per_question():
    text = f"{HEADER}\ne1,1,x,impact,2\ne2,1,x,impact,6\ne1,1,x,control,-3\ne2,1,x,control,0\n"

    found = read_ratings(text)

    assert {name: ratings.scale for name, ratings in found.items()} == {
        "impact": Scale(2, 6),
        "control": Scale(-3, 0),
    }


def test_questions_share_experts_but_not_items():
    found = read_ratings(f"{HEADER}\ne1,1,x,impact,2\ne2,2,y,control,5\n", SCALE)

    assert found["impact"].experts == found["control"].experts == ("e1", "e2")
    assert found["impact"].items == ("x",)
    assert found["control"].rounds == (2,)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("e1,1,x,impact,N/A", "row 2: the value “N/A” is not a number; expected a whole number from 1 to 7"),
        ("e1,1,x,impact,9", "row 2: the value “9” is off the scale"),
        ("e1,1,x,impact,2.5", "row 2: the value “2.5” is off the scale"),
        ("e1,1,x,impact,1e308", "row 2: the value “1e308” is off the scale"),
        ("e1,1,x,impact,1e999", "row 2"),
        ("e1,1,x,impact,nan", "row 2: the value “nan” is not a number"),
        ("e1,1,x,impact,٣", "row 2: the value “٣” is not a number"),
        ("e1,1,x,impact", "row 2: the row has 4 cells; expected 5 cells"),
        ("e1,1,x,impact,3,3", "row 2: the row has 6 cells"),
        ("e1,first,x,impact,3", "row 2: the round “first” is not a round number"),
        ("e1,0,x,impact,3", "row 2: the round “0”"),
        (",1,x,impact,3", "row 2: the expert is empty"),
        ("e1,1,,impact,3", "row 2: the item is empty"),
        ("e1,1,x,,3", "row 2: the question is empty"),
        (
            "e1,1,x,impact,3\ne1,1,x,impact,3",
            "row 3: a second answer of e1, round 1, x .the first is in row 2",
        ),
        ("e1,1,x,impact,3\x00", "NUL"),
        ('e1,1,"x,impact,3', "row 2: the row cannot be read"),
        (f"e1,1,{'x' * 300},impact,3", "too long"),
        ("e1,1,x\x07,impact,3", "control character"),
        ("", "a header and no rows"),
    ],
)
def test_bad_row_is_named(row, told):
    with pytest.raises(BadFile, match=told) as caught:
        read_ratings(f"{HEADER}\n{row}\n", SCALE)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("a,b,c\n1,2,3\n", "row 1: the header is “a,b,c”; expected the header expert,round"),
        (HEADER.replace("item", "expert") + "\n", "row 1"),
        (f"{HEADER},value\ne1,1,x,impact,3,3\n", "row 1: the column “value” is there twice"),
        (b"\xff\xfe\x00", "neither UTF-8"),
        (b"\xe9t\xe9,b\n", "neither UTF-8"),
        (b"\x00\x01\x02\n", "NUL"),
    ],
)
def test_bad_file_is_named(text, told):
    with pytest.raises(BadFile, match=told):
        read_ratings(text, SCALE)


@pytest.mark.parametrize("path", ["no such file.csv", ".", "x" * 5000, Path("missing") / "file.csv"])
def test_path_that_cannot_be_read_is_named(path):
    with pytest.raises(BadFile, match="cannot be read"):
        read_ratings(path, SCALE)


def test_file_on_disk_is_named_in_the_fault(tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text(f"{HEADER}\ne1,1,x,impact,8\n", encoding="utf-8")

    with pytest.raises(BadFile, match=r"panel\.csv, row 2: the value “8”"):
        read_ratings(path, SCALE)


@pytest.mark.parametrize("values", [("3", "3"), ("", "dk"), ("0", "5000"), ("-9999999", "9999999")])
def test_scale_that_cannot_be_inferred_is_a_bad_file(values):
    rows = "".join(f"e{i},1,x,impact,{value}\n" for i, value in enumerate(values))
    with pytest.raises(BadFile, match="a scale such as 1-7"):
        read_ratings(f"{HEADER}\n{rows}")


def test_expert_with_two_groups_is_a_bad_file():
    with pytest.raises(BadFile, match="row 3: the group of “e1” differs from the one in row 2"):
        read_ratings(f"{HEADER},group\ne1,1,x,impact,3,a\ne1,1,y,impact,3,b\n", SCALE)


def test_structural_evidence_is_read():
    assert read_sorts("expert,item,pile\ne1,x,1\ne1,y,2\ne2,x,1\n") == {
        "e1": {"x": "1", "y": "2"},
        "e2": {"x": "1"},
    }
    assert read_allocations("expert,item,axis\ne1,x,a\ne1,y,Neither\n") == {"e1": {"x": "A", "y": "neither"}}
    assert read_pairs("expert,item_a,item_b,value\ne1,x,y,-1.5\ne1,x,z,dk\n") == [("e1", "x", "y", -1.5)]


def test_options_are_laid_out_by_expert_option_and_scenario():
    text = "expert,option,scenario,value\ne1,o1,Q1,3\ne1,o1,Q2,-3\ne2,o2,Q1,dk\n"

    found = read_options(text, Scale(-3, 3))

    assert (found.experts, found.options, found.scenarios) == (("e1", "e2"), ("o1", "o2"), ("Q1", "Q2"))
    assert found.values[0, 0].tolist() == [3, -3]
    assert found.cannot_judge[1, 1, 0]
    assert read_options(text).scale == Scale(-3, 3)


@pytest.mark.parametrize(
    ("reader", "text", "told"),
    [
        (read_sorts, "expert,item,pile\ne1,x,1\ne1,x,2\n", "row 3: a second answer"),
        (read_sorts, "expert,item,pile\ne1,x,\n", "row 2: the pile is empty"),
        (
            read_allocations,
            "expert,item,axis\ne1,x,C\n",
            "row 2: the axis is “C”; expected A, B, both or neither",
        ),
        (read_pairs, "expert,item_a,item_b,value\ne1,x,x,1\n", "names “x” twice"),
        (read_pairs, "expert,item_a,item_b,value\ne1,x,y,1\ne1,y,x,1\n", "row 3: a second answer"),
        (read_pairs, "expert,item_a,item_b,value\ne1,x,y,3\n", "row 2: the value “3” is off the scale"),
        (read_options, "expert,option,scenario,value\ne1,o,Q1,4\n", "cannot|scale"),
    ],
)
def test_bad_structural_evidence_is_named(reader, text, told):
    with pytest.raises(BadFile, match=told):
        reader(text)


CELL = st.one_of(
    st.sampled_from(["e1", "1", "2", "x", "impact", "dk", "", "7", "-0", "1e9", '"', "A"]),
    st.text(max_size=4),
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60)), st.sampled_from(READERS))
@example("\ud800\n", read_ratings)
@example("x" * 200_000 + "\n", read_sorts)
def test_rubbish_gives_bad_file_and_nothing_else(rubbish, reader):
    with pytest.raises(BadFile):
        reader(rubbish)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELL, min_size=4, max_size=6).map(",".join), max_size=5), st.booleans())
@example(["e1,1,x,impact,-0", "e2,1,x,impact,7"], False)
def test_rows_of_rubbish_give_ratings_or_bad_file(rows, has_scale):
    with suppress(BadFile):
        found = read_ratings("\n".join([HEADER, *rows]), SCALE if has_scale else None)
        assert all(ratings.values.size for ratings in found.values())
