"""Looking something up for others: what is listed, in what order, and what is never said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.replies import ReplyKind, Role
from bot.core.searching import MOST_FOUND, Found
from tests.support.talk import NOON, bread, said


def search(text: str, *conditions: str) -> tuple[Found, ...]:
    return bread().search(text, NOON, frozenset(conditions))


def ids(text: str, *conditions: str) -> list[str]:
    return [each.id for each in search(text, *conditions)]


def test_the_answer_to_what_was_asked_comes_first_and_then_what_goes_with_it() -> None:
    found = ids("why is my dough sticky")
    assert found[0] == "sticky_dough:causes"
    assert "sticky_dough:relief" in found
    assert any(not each.startswith("sticky_dough") for each in found), "related topics are listed too"


def test_an_answer_in_the_list_is_whole() -> None:
    first, *_ = search("sticky dough")
    assert first.title == "Sticky dough"
    assert first.summary.startswith("Sticky dough holds a lot of water.")
    assert said(first.reply, Role.SAFETY)
    assert said(first.reply, Role.SOURCES)


def test_without_a_word_the_most_useful_topics_are_listed() -> None:
    found = ids("  ")
    assert found[:3] == ["dense_bread:overview", "stale_bread:overview", "sticky_dough:overview"]
    assert len(found) == MOST_FOUND


def test_a_word_still_being_typed_is_finished() -> None:
    assert ids("fre")[0] == "freezing:overview"
    assert ids("stic")[0] == "sticky_dough:overview"


def test_a_danger_sign_is_answered_by_what_to_do_alone() -> None:
    (found,) = search("I ate the bread and can not breathe")
    assert found.reply.kind is ReplyKind.URGENT
    assert found.summary.startswith("This may be an allergic reaction")


def test_where_danger_is_near_every_answer_begins_with_when_to_get_help() -> None:
    careful, *others = search("my lips are swollen from dense bread")
    assert careful.reply.kind is ReplyKind.CONFIRM_RED_FLAG
    assert careful.title == "Are your lips or your throat swelling, or is it hard to breathe?"
    assert careful.summary == "If you are not sure, call 112."
    assert others
    for each in others:
        assert each.reply.paragraphs[0].text == "If you are not sure, call 112."
        assert each.summary != each.reply.paragraphs[0].text


def test_what_is_of_another_subject_finds_nothing() -> None:
    assert ids("who won the football") == []


def test_what_does_not_suit_whoever_searches_is_left_out_and_nobody_is_told_why() -> None:
    answer = search("sticky dough", "coeliac")[0].reply
    assert not any("half an hour" in point for point in said(answer, Role.POINT))
    assert any("half an hour" in point for point in said(search("sticky dough")[0].reply, Role.POINT))
    for each in search("sticky dough kneading wrists", "coeliac", "weak_wrists"):
        assert "you told me" not in each.reply.text


@given(st.text(max_size=200), st.sets(st.sampled_from(["coeliac", "weak_wrists"])))
def test_any_words_at_all_find_a_list_that_can_be_shown(text: str, conditions: set[str]) -> None:
    found = search(text, *conditions)
    assert len(found) <= MOST_FOUND
    assert len({each.id for each in found}) == len(found)
    for each in found:
        assert len(each.id.encode()) <= 64
        assert each.title
        assert each.summary
        assert "you told me" not in each.reply.text
        assert said(each.reply, Role.SAFETY) or each.reply.kind is ReplyKind.URGENT
