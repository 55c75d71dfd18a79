"""When a sign counts and when it does not, with the signs of a pack on another subject."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.loader import load_knowledge
from bot.core.lexicon import Lexicon
from bot.core.triage import Certainty, Findings, Triage
from bot.core.vocabulary import all_texts
from tests.support.packs import PackCopy
from tests.support.talk import bread

KNOWLEDGE = bread().knowledge
LEXICON = Lexicon(KNOWLEDGE.vocabulary, all_texts(KNOWLEDGE), KNOWLEDGE.ordinary_words)
TRIAGE = Triage(KNOWLEDGE, LEXICON)


def find(text: str, *earlier: str) -> Findings:
    return TRIAGE.find(LEXICON.read(text), earlier)


def flags(findings: Findings) -> list[tuple[str, Certainty]]:
    return [(hit.flag.id, hit.certainty) for hit in findings.hits]


def test_all_signs_of_a_combination_make_it_sure() -> None:
    findings = find("I ate bread with green fur on it and I am being sick")

    assert flags(findings) == [("mouldy_bread", Certainty.SURE)]
    assert findings.present == {"mould_seen", "ate_it", "sick"}


def test_some_of_them_make_it_near() -> None:
    assert flags(find("I ate a slice with green spots")) == [("mouldy_bread", Certainty.NEAR)]


def test_one_strong_sign_is_enough_where_the_pack_says_so() -> None:
    assert flags(find("my lips itch and I can not breathe")) == [("allergy", Certainty.SURE)]


def test_the_graver_flag_comes_first() -> None:
    findings = find("I ate mouldy bread, I am vomiting and I can't breathe")

    assert [flag for flag, _ in flags(findings)] == ["allergy", "mouldy_bread"]


@pytest.mark.parametrize(
    "text",
    [
        "I did not eat it but there is no mould",
        "no mould and nobody ate it",
        "without mould",
        "it was never mouldy",
    ],
)
def test_a_denied_sign_does_not_count(text: str) -> None:
    findings = find(text)

    assert "mould_seen" not in findings.present
    assert dict(findings.discounted)["mould_seen"] == "denied"


def test_a_denial_ends_at_but() -> None:
    assert "mould_seen" in find("not stale but mouldy").present


def test_a_denial_carries_through_a_list() -> None:
    assert find("no mould, green fur or vomiting").present == frozenset()


def test_a_denial_ends_at_a_comma_where_no_list_goes_on() -> None:
    assert "mould_seen" in find("no idea what it is, green fur").present


def test_a_negation_inside_a_sign_is_part_of_it() -> None:
    assert "no_breath" in find("I can not breathe").present


def test_a_negation_that_is_part_of_a_sign_denies_no_other() -> None:
    assert find("I can not breathe vomiting").present == {"no_breath", "sick"}


def test_a_negation_between_the_words_of_a_sign_denies_it() -> None:
    assert "lips_swell" not in find("my lips are not swollen").present


def test_what_is_over_does_not_count() -> None:
    findings = find("it was mouldy years ago")

    assert findings.present == frozenset()
    assert set(dict(findings.discounted).values()) == {"past"}


def test_a_time_gone_by_says_nothing_of_what_stands_apart_from_it() -> None:
    assert "sick" in find("I bought this oven years ago and I am vomiting").present


def test_what_was_over_and_is_back_does() -> None:
    assert "mould_seen" in find("it was mouldy years ago and now it is mouldy").present


@pytest.mark.parametrize("thing", ["loaf", "crust", "dough"])
def test_a_sign_may_ask_for_a_whole_group_of_concepts(tmp_path: Path, thing: str) -> None:
    pack = PackCopy(tmp_path)
    pack.replace("red_flags.yaml", "wordings: [only stale, just stale]", "wordings: [furry <thing>]")
    knowledge = load_knowledge(pack.folder)
    lexicon = Lexicon(knowledge.vocabulary, all_texts(knowledge), knowledge.ordinary_words)

    assert "only_stale" in Triage(knowledge, lexicon).find(lexicon.read(f"a furry {thing}")).present


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("there was mould, it is gone now", "over"),
        ("the mould, it was there for years", "known"),
        ("does damp cause mould", "hypothetical"),
        ("mould: no. Anything else?", "denied"),
        ("mould, no", "denied"),
        ("mould. No idea why", None),
    ],
)
def test_a_sign_that_is_no_danger_any_more_does_not_count(text: str, reason: str | None) -> None:
    assert dict(find(text).discounted).get("mould_seen") == reason


def test_what_is_over_and_a_danger_still_counts() -> None:
    assert "no_breath" in find("it was hard to breathe, gone now").present


def test_only_what_was_said_before_it_is_over() -> None:
    assert find("the mould is gone now, I am vomiting").present == {"sick"}


def test_what_is_over_reaches_no_further_than_a_but() -> None:
    assert "mould_seen" in find("mould but my cough is gone now").present


def test_what_is_never_over_is_not() -> None:
    assert "mould_seen" in find("the mould is never gone now").present


def test_what_is_long_known_counts_where_there_is_news() -> None:
    assert "mould_seen" in find("it had mould for years and today there is more").present


def test_what_is_known_of_somebody_is_not_asked_in_general() -> None:
    assert "mould_seen" in find("does damp cause my mould").present


def test_a_danger_of_one_side_does_not_count_on_both() -> None:
    assert dict(find("my lips are swelling, both of them").discounted) == {"lips_swell": "both_sides"}
    assert "lips_swell" in find("both my lips tingle and the left of my lips is swelling").present


@pytest.mark.parametrize("answer", ["years ago", "gone now", "fine now, honestly"])
def test_an_answer_takes_back_what_was_said_before(answer: str) -> None:
    assert find(answer, "mould_seen").present == frozenset()


def test_an_answer_takes_back_no_danger_that_outlasts_it() -> None:
    assert find("gone now", "no_breath").present == {"no_breath"}


def test_earlier_signs_that_make_a_flag_by_themselves_do_not_hide_what_new_ones_make() -> None:
    assert flags(find("my lips swell since I ate it", "no_breath")) == [("allergy", Certainty.SURE)]


def test_a_flag_whose_signs_do_not_count_is_dismissed() -> None:
    assert TRIAGE.dismissed(find("I can not breathe, no idea why")) == frozenset()
    assert TRIAGE.dismissed(find("my lips are not swollen, I am not wheezing")) == {"allergy"}


def test_a_message_about_what_is_over_is_calm() -> None:
    assert TRIAGE.is_calm(LEXICON.read("I am fine now"))
    assert not TRIAGE.is_calm(LEXICON.read("I ate something odd"))


def test_signs_of_earlier_turns_count_with_new_ones() -> None:
    assert flags(find("now I am vomiting", "mould_seen", "ate_it")) == [("mouldy_bread", Certainty.SURE)]


def test_earlier_signs_alone_raise_nothing_again() -> None:
    assert find("how long does a loaf keep", "mould_seen", "ate_it", "sick").hits == ()


def test_an_earlier_sign_that_is_now_denied_is_dropped() -> None:
    assert "mould_seen" not in find("there is no mould now that I look", "mould_seen").present


def test_a_clearing_sign_switches_its_flag_off() -> None:
    assert find("I ate it, I thought mould but it is only stale").hits == ()


def test_whose_sign_it_is_makes_no_difference() -> None:
    assert flags(find("my husband can not breathe")) == [("allergy", Certainty.SURE)]


SURE = "i ate mouldy bread and i am vomiting"


@given(
    st.sampled_from(["hello", "please help", "thank you so much", "the weather is lovely", "what a day"]), st.booleans()
)
def test_a_polite_or_unrelated_sentence_never_hides_a_danger_sign(other: str, comes_first: bool) -> None:
    text = f"{other}. {SURE}" if comes_first else f"{SURE}. {other}"

    assert find(text).sure


@given(
    st.lists(st.booleans(), min_size=len(SURE), max_size=len(SURE)),
    st.sampled_from(["", "!", "!!!", "?", "...", " :("]),
)
def test_case_and_punctuation_never_hide_a_danger_sign(upper: list[bool], end: str) -> None:
    text = "".join(char.upper() if is_upper else char for char, is_upper in zip(SURE, upper, strict=True)) + end

    assert find(text).sure


@given(st.text(max_size=200))
def test_any_text_can_be_triaged(text: str) -> None:
    findings = find(text)

    assert findings.present.isdisjoint(dict(findings.discounted))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("mould on the blue cheese bread", "accounted_for"),
        ("mould on it, not blue cheese", None),
        ("mould. I also ate blue cheese", None),
        ("blue cheese bread, mould and it is worse", None),
        ("blue cheese bread has mould but more mould on the crust", None),
    ],
)
def test_what_accounts_for_a_sign_does_so_in_its_sentence_and_where_nothing_is_worse(
    text: str, reason: str | None
) -> None:
    assert dict(find(text).discounted).get("mould_seen") == reason


@pytest.mark.parametrize(
    ("text", "is_present"),
    [
        ("mould, the baker found nothing", False),
        ("there was mould. gone now", False),
        ("there was mould. The cough is gone now", True),
        ("mould, the baker found nothing but now it is worse", True),
        ("the mould was gone now, and it is back again", True),
        ("mould, the baker found nothing. It is worse", True),
    ],
)
def test_what_was_checked_or_is_over_counts_once_it_is_back_or_worse(text: str, is_present: bool) -> None:
    assert ("mould_seen" in find(text).present) is is_present


def test_what_is_over_in_a_sentence_of_its_own_takes_back_no_danger_that_outlasts_it() -> None:
    assert "no_breath" in find("hard to breathe. gone now").present


def test_a_check_takes_back_no_danger_that_counts_even_if_it_is_known(tmp_path: Path) -> None:
    pack = PackCopy(tmp_path)
    pack.replace("red_flags.yaml", "counts: even_if_over", "counts: even_if_known")
    knowledge = load_knowledge(pack.folder)
    lexicon = Lexicon(knowledge.vocabulary, all_texts(knowledge), knowledge.ordinary_words)
    reading = lexicon.read("I can not breathe, the baker found nothing")

    assert "no_breath" in Triage(knowledge, lexicon).find(reading).present
    assert "no_breath" not in find(reading.text).present
