"""Texts written nearly alike are grouped, in English and in Korean; others stay alone."""

import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import InvalidSetting
from analysis.texts import DEFAULT_THRESHOLD, compare_texts, group_texts

# Invented pairs of proposals by language: written nearly alike, about something else with a word in common,
# and alike but for the one word that says the opposite.
LABELLED = json.loads((Path(__file__).parent / "reference/alike_texts.json").read_text("utf-8"))

# Each line is one driver as several experts proposed it.
ENGLISH = (
    ("Ageing of the population", "Population ageing", "The population is ageing"),
    ("Growth of private universities", "Private universities are growing"),
    ("Public funding of basic research", "PUBLIC FUNDING for basic research!"),
    ("International talent mobility", "Mobility of international talent"),
    ("Housing prices in the district",),
    ("Climate policy",),
    ("Military conscription",),
)
KOREAN = (
    ("인구 고령화", "인구의 고령화"),
    ("지방 소멸", "지방 도시의 소멸"),
    ("기초연구에 대한 공공 투자", "기초연구의 공공 투자", "기초연구 공공 투자"),
    ("연구단지의 주거 환경", "연구단지 주거환경 개선"),
    ("대학의 국제화",),
    ("기후 정책",),
    ("규제 완화",),
)


def flatten(lines):
    """Return the texts in one row and the positions of those that belong together."""
    texts = [text for line in lines for text in line]
    starts = np.cumsum([0, *(len(line) for line in lines)])
    return texts, [tuple(range(a, a + len(line))) for a, line in zip(starts, lines, strict=False)]


@pytest.mark.parametrize("linkage", ["average", "connected"])
@pytest.mark.parametrize("lines", [ENGLISH, KOREAN, ENGLISH + KOREAN], ids=["English", "Korean", "both"])
def test_texts_written_nearly_alike_are_one_group(lines, linkage):
    texts, together = flatten(lines)

    found = group_texts(texts, linkage=linkage)

    assert [group.members for group in found.groups] == [line for line in together if len(line) > 1]
    assert found.alone == tuple(line[0] for line in together if len(line) == 1)
    assert all(0 < group.least_similarity <= group.similarity <= 1 for group in found.groups)
    assert all(group.representative in group.members for group in found.groups)


def test_answer_is_ready_for_json():
    texts, _ = flatten(KOREAN)

    found = group_texts([*texts, "  …  "]).as_dict()

    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert (found["n_texts"], found["empty"]) == (len(texts) + 1, [len(texts)])
    assert found["groups"][0].keys() == {
        *("members", "texts", "representative", "similarity", "least_similarity")
    }
    assert found["groups"][0]["texts"] == list(KOREAN[0])


def test_order_of_texts_decides_the_order_alone():
    texts, _ = flatten(ENGLISH + KOREAN)
    order = np.random.default_rng(1).permutation(len(texts))

    one = group_texts(texts)
    other = group_texts([texts[i] for i in order])

    assert {frozenset(group.texts) for group in one.groups} == {frozenset(g.texts) for g in other.groups}
    assert list(other.groups) == sorted(other.groups, key=lambda group: group.members)


def test_case_form_and_punctuation_make_no_difference():
    decomposed = unicodedata.normalize("NFD", "인구 고령화")
    cosines = compare_texts(["Climate policy", "CLIMATE  policy.", "인구 고령화", decomposed])

    assert cosines[[0, 2], [1, 3]] == pytest.approx([1, 1])
    assert cosines[0, 2] == 0


def test_chain_is_one_group_only_where_links_suffice():
    chain = ["alpha beta", "alpha beta gamma delta", "gamma delta", "alpha beta gamma delta kappa"]
    ends = compare_texts(chain)[0, 2]

    assert ends < 0.2
    assert len(group_texts(chain, linkage="connected").groups[0].members) == 4
    assert len(group_texts(chain, threshold=0.6).groups[0].members) < 4


@pytest.mark.parametrize("texts", [[], ["alone"], ["", "?!"], ["", "alone"]])
def test_too_few_texts_give_no_group(texts):
    found = group_texts(texts)

    assert found.groups == ()
    assert len(found.alone) + len(found.empty) == len(texts)
    assert compare_texts(texts).shape == (len(texts), len(texts))


@pytest.mark.parametrize(
    ("texts", "settings"),
    [([], {"threshold": 0}), ([], {"threshold": 1.1}), ([], {"linkage": "ward"}), (["a"] * 5001, {})],
)
def test_setting_that_makes_no_sense_is_refused(texts, settings):
    with pytest.raises(InvalidSetting):
        group_texts(texts, **settings)


def cosines_of(pairs_by_label):
    """Return the cosine of every labelled pair; all their texts together weigh the letters."""
    texts = sorted({text for pairs in pairs_by_label.values() for pair in pairs for text in pair})
    cosines = compare_texts(texts)
    return {
        label: np.array([cosines[texts.index(a), texts.index(b)] for a, b in pairs])
        for label, pairs in pairs_by_label.items()
    }


@pytest.mark.parametrize("language", ["English", "Korean"])
def test_threshold_parts_the_labelled_pairs(language):
    """Both halves of the pairs would have chosen the threshold alike: it is no fit to a few of them."""
    assert len(LABELLED[language]["same"]) + len(LABELLED[language]["other"]) >= 60
    found = cosines_of(LABELLED[language])
    for half in (slice(0, None, 2), slice(1, None, 2)):
        hits = (found["same"][half] >= DEFAULT_THRESHOLD).sum()
        false = (found["other"][half] >= DEFAULT_THRESHOLD).sum()
        assert hits / len(found["same"][half]) >= 0.95
        assert hits / (hits + false) >= 0.95


@pytest.mark.parametrize("language", ["English", "Korean"])
def test_opposites_are_spelled_alike_and_need_a_person(language):
    """A limit, not a wish: what differs in one word is proposed together, whatever the word says."""
    assert (cosines_of(LABELLED[language])["opposite"] >= DEFAULT_THRESHOLD).mean() >= 0.75


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("주거 환경", "주거환경"),
        ("AI 인재 양성", "AI인재 양성"),
        ("ＡＩ", "ai"),
        ("물", "물!"),
        ("공공 투자의 확대", "공공투자 확대"),
    ],
)
def test_spacing_particles_and_width_make_no_difference(one, other):
    assert compare_texts([one, other, "something else"])[0, 1] == pytest.approx(1, abs=0.06)
