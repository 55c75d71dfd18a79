"""However often people change their minds, each answer counts once for each of them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.chat.callbacks import MAX_BYTES
from bot.chat.feedback import Stage, Verdict, Vote, Votes, marked, row_below, subject_of, to_vote
from bot.core.conversation import State
from bot.core.knowledge import Aspect
from tests.support.talk import NOON, bread

KNOWLEDGE = bread().knowledge
ANSWER = bread().hear("why is my loaf so dense?", State(), NOON).reply
MARKUP = InlineKeyboardMarkup([row_below(ANSWER, KNOWLEDGE, "test_bot", with_votes=True)])


def pressed(markup: InlineKeyboardMarkup, verdict: Verdict) -> Vote:
    """The vote that the button for this verdict gives."""
    votes = (to_vote(str(button.callback_data), KNOWLEDGE) for button in markup.inline_keyboard[-1])
    return next(vote for vote in votes if vote and vote.verdict is verdict)


@given(st.lists(st.sampled_from(Verdict), min_size=1), st.sets(st.integers(0, 20)))
def test_the_last_verdict_counts_alone_even_where_the_bot_was_restarted_in_between(
    verdicts: list[Verdict], restarts: set[int]
) -> None:
    tally, votes, markup = Counter[str](), Votes(), MARKUP
    for number, verdict in enumerate(verdicts):
        votes = Votes() if number in restarts else votes
        vote = pressed(markup, verdict)
        tally.update(votes.take(1, 1, vote))
        markup = marked(markup, vote, KNOWLEDGE.wording)
    assert +tally == {verdicts[-1].tally: 1}
    assert all(count >= 0 for count in tally.values())


def test_two_people_s_votes_are_two() -> None:
    votes, vote = Votes(), pressed(MARKUP, Verdict.GOOD)
    assert votes.take(1, 1, vote) == votes.take(2, 1, vote) == {"helpful": 1}


@given(
    st.text() | st.builds(":".join, st.lists(st.sampled_from(["good", "bad", "dense_bread", "causes", "again", ""])))
)
def test_any_data_is_a_vote_on_a_topic_of_the_pack_or_none(data: str) -> None:
    vote = to_vote(data, KNOWLEDGE)
    assert vote is None or vote.topic in KNOWLEDGE.topics


@pytest.mark.parametrize("with_votes", [True, False])
def test_an_answer_s_topic_is_known_from_its_buttons(with_votes: bool) -> None:
    row = row_below(ANSWER, KNOWLEDGE, "test_bot", with_votes=with_votes)
    subject = subject_of(InlineKeyboardMarkup([row]), KNOWLEDGE)
    assert subject is not None
    assert subject[0] == "dense_bread"


def test_the_longest_ids_an_editor_may_give_fit_a_button() -> None:
    longest = max(len(verdict) + len(aspect) for verdict in Verdict for aspect in Aspect)
    assert longest + 40 + max(map(len, Stage)) + 3 <= MAX_BYTES


def test_what_is_no_answer_on_a_topic_is_not_voted_on() -> None:
    danger = bread().hear("my throat is swelling after the bread and I cannot breathe", State(), NOON).reply
    assert row_below(danger, KNOWLEDGE, "test_bot", with_votes=True) == ()
