"""Which tip a chat gets: told of a pack that is made up as the test needs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.kept import Kept, Subscription
from bot.core.knowledge import KnowledgeBase, Season, Tip
from bot.core.ports import Subscriber, TipHistory
from bot.core.tips import LATE, NOTHING_SUITS, UNSUBSCRIBED, Wish, claim, next_tip, season_in
from tests.support.talk import bread

GRACE = timedelta(hours=3)
DUE = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)

seeds = st.integers(0, 2**63)
sizes = st.integers(1, 12)


def pack(tips: Sequence[Tip]) -> KnowledgeBase:
    """The bread pack with these tips alone."""
    return bread().knowledge.model_copy(update={"tips": tuple(tips)})


def plain_tips(count: int) -> list[Tip]:
    topics = list(bread().knowledge.topics)
    return [Tip(id=f"tip_{n}", text="Do it.", topic=topics[n % len(topics)]) for n in range(count)]


def given_in(knowledge: KnowledgeBase, wish: Wish, seed: int, days: int) -> list[tuple[int, str]]:
    """Round and tip of each of so many days."""
    history, found = TipHistory(), []
    for _ in range(days):
        tip, history = next_tip(knowledge, wish, seed, history)
        assert tip is not None
        found.append((history.round, tip.id))
    return found


def rounds(found: Sequence[tuple[int, str]]) -> list[list[str]]:
    return [[tip for each, tip in found if each == number] for number in range(found[-1][0] + 1)]


@given(sizes, seeds)
def test_every_tip_comes_once_before_any_comes_again(size: int, seed: int) -> None:
    found = rounds(given_in(pack(plain_tips(size)), Wish(), seed, 4 * size))
    assert [sorted(each) for each in found] == [sorted(f"tip_{n}" for n in range(size))] * 4


@given(st.integers(2, 12), seeds)
def test_no_tip_comes_two_days_running(size: int, seed: int) -> None:
    found = given_in(pack(plain_tips(size)), Wish(), seed, 5 * size)
    assert all(one != other for (_, one), (_, other) in pairwise(found))


@given(st.integers(3, 12), seeds, st.sets(st.sampled_from(sorted(bread().knowledge.topics)), max_size=3))
def test_no_round_goes_like_the_one_before(size: int, seed: int, topics: set[str]) -> None:
    found = rounds(given_in(pack(plain_tips(size)), Wish(topics=sorted(topics)), seed, 5 * size))
    assert all(one != other for one, other in pairwise(found))


@given(st.integers(6, 12), st.lists(seeds, min_size=30, max_size=30, unique=True))
def test_chats_do_not_all_get_the_same_order(size: int, many: list[int]) -> None:
    knowledge = pack(plain_tips(size))
    orders = {tuple(given_in(knowledge, Wish(), seed, size)) for seed in many}
    assert len(orders) > 15


@given(seeds)
def test_what_is_cared_for_comes_first_then_what_helps_with_it_then_the_rest(seed: int) -> None:
    knowledge = pack(plain_tips(9))
    topic = knowledge.topics["dense_bread"]
    assert topic.relief is not None
    near = {*(point.remedy for point in topic.relief.points), *topic.related}
    assert near & {tip.topic for tip in knowledge.tips}
    cared_for = [tip.id for tip in knowledge.tips if tip.topic == "dense_bread"]
    order = [tip for _, tip in given_in(knowledge, Wish(topics=("dense_bread",)), seed, 9)]
    topics = [next(each.topic for each in knowledge.tips if each.id == tip) for tip in order]
    assert set(order[: len(cared_for)]) == set(cared_for)
    later = [each in near for each in topics[len(cared_for) :]]
    assert later == sorted(later, reverse=True)


@given(seeds, st.data())
def test_a_pack_that_changes_in_the_middle_of_a_round_neither_repeats_nor_leaves_out(
    seed: int, data: st.DataObject
) -> None:
    every = plain_tips(12)
    indices = st.sets(st.integers(0, 11), min_size=1)
    history = TipHistory()
    given_now: list[str] = []
    for _ in range(30):
        present = {every[n].id for n in data.draw(indices, "the pack")}
        tip, after = next_tip(pack([each for each in every if each.id in present]), Wish(), seed, history)
        assert tip is not None
        assert tip.id in present
        if after.round == history.round:
            assert tip.id not in given_now
        else:
            assert present <= set(given_now), "a round ended although a tip of the pack had not come"
            given_now = []
        given_now.append(tip.id)
        history = after
    assert history.given == tuple(given_now)


@given(seeds)
def test_tips_that_come_or_go_do_not_reshuffle_the_others(seed: int) -> None:
    order = [tip for _, tip in given_in(pack(plain_tips(10)), Wish(), seed, 10)]
    fewer = [tip for _, tip in given_in(pack(plain_tips(8)), Wish(), seed, 8)]
    assert [tip for tip in order if tip in fewer] == fewer


@given(seeds, st.frozensets(st.sampled_from(["a", "b", "c"])), st.sampled_from([None, *Season]))
def test_nothing_goes_against_what_was_said_or_out_of_season(
    seed: int, conditions: frozenset[str], season: Season | None
) -> None:
    tips = [
        Tip(id=f"tip_{n}", text="Do it.", topic="dense_bread", season=when, not_for=not_for)
        for n, (when, not_for) in enumerate(
            (when, not_for) for when in (None, *Season) for not_for in ((), ("a",), ("b", "c"))
        )
    ]
    by_id = {tip.id: tip for tip in tips}
    for _, each in given_in(pack(tips), Wish(conditions, season), seed, 12):
        assert not conditions & set(by_id[each].not_for)
        assert by_id[each].season in (None, season)


def test_where_nothing_suits_there_is_no_tip() -> None:
    knowledge = pack([Tip(id="only", text="Do it.", topic="dense_bread", not_for=("a",))])
    assert next_tip(knowledge, Wish(frozenset({"a"})), 1, TipHistory()) == (None, TipHistory())


def test_the_only_tip_there_is_comes_every_day() -> None:
    assert given_in(pack(plain_tips(1)), Wish(), 1, 3) == [(0, "tip_0"), (1, "tip_0"), (2, "tip_0")]


@pytest.mark.parametrize(
    ("zone", "month", "season"),
    [
        ("Europe/Lisbon", 1, Season.WINTER),
        ("Europe/Lisbon", 7, Season.SUMMER),
        ("Europe/Lisbon", 4, None),
        ("Australia/Sydney", 1, Season.SUMMER),
        ("Australia/Sydney", 7, Season.WINTER),
        ("Australia/NSW", 7, Season.WINTER),
        ("US/Eastern", 7, Season.SUMMER),
        ("UTC", 7, None),
    ],
)
def test_the_season_is_that_of_the_zones_place(zone: str, month: int, season: Season | None) -> None:
    assert season_in(zone, date(2026, month, 15), bread().knowledge.zones) is season


def subscriber(**change: object) -> Subscriber:
    kept = Kept(subscription=Subscription(time(8, 30), "Europe/Lisbon"))
    return Subscriber(**{"chat": 1, "kept": kept, "due_at": DUE, "seed": 5, **change})  # type: ignore[arg-type]  # a test's own keywords


def test_a_claim_names_the_local_day_a_tip_and_when_the_next_is_due() -> None:
    made = claim(subscriber(), pack(plain_tips(3)), DUE + timedelta(seconds=4), GRACE)
    assert (made.day, made.next_due_at, made.reason) == (date(2026, 11, 24), DUE + timedelta(days=1), None)
    assert made.history.given == (made.tip,)


def test_the_day_is_the_persons_and_not_ours() -> None:
    kept = Kept(subscription=Subscription(time(8, 30), "Pacific/Auckland"))
    due = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
    assert claim(subscriber(kept=kept, due_at=due), pack(plain_tips(3)), due, GRACE).day == date(2026, 11, 24)


def test_within_the_grace_period_a_tip_is_sent_late_and_after_it_the_day_is_skipped() -> None:
    knowledge = pack(plain_tips(3))
    assert claim(subscriber(), knowledge, DUE + GRACE, GRACE).tip is not None
    late = claim(subscriber(), knowledge, DUE + GRACE + timedelta(seconds=1), GRACE)
    assert (late.tip, late.reason, late.history) == (None, LATE, TipHistory())


@given(st.integers(0, 400))
def test_after_an_outage_every_missed_day_is_claimed_and_says_why(days: int) -> None:
    knowledge, now = pack(plain_tips(3)), DUE + timedelta(days=days, minutes=5)
    due, claims = DUE, []
    while due <= now:
        claims.append(claim(subscriber(due_at=due), knowledge, now, GRACE))
        assert claims[-1].next_due_at is not None
        due = claims[-1].next_due_at
    assert [each.day for each in claims] == [date(2026, 11, 24) + timedelta(days=n) for n in range(days + 1)]
    assert [each.reason for each in claims] == [LATE] * days + [None]


def test_where_nothing_suits_the_day_is_skipped_and_says_so() -> None:
    kept = Kept(conditions=frozenset({"a"}), subscription=Subscription(time(8, 30), "Europe/Lisbon"))
    knowledge = pack([Tip(id="only", text="Do it.", topic="dense_bread", not_for=("a",))])
    made = claim(subscriber(kept=kept), knowledge, DUE, GRACE)
    assert (made.tip, made.reason, made.next_due_at) == (None, NOTHING_SUITS, DUE + timedelta(days=1))


def test_whoever_has_unsubscribed_gets_nothing_more() -> None:
    made = claim(subscriber(kept=Kept()), pack(plain_tips(3)), DUE, GRACE)
    assert (made.tip, made.reason, made.next_due_at) == (None, UNSUBSCRIBED, None)


def test_interests_and_recent_questions_come_first() -> None:
    knowledge = pack(plain_tips(9))
    subscription = Subscription(time(8, 30), "Europe/Lisbon", interests=("pale_crust",), recent=("stale_bread",))
    history, topics = TipHistory(), []
    for _ in range(2):
        made = claim(subscriber(kept=Kept(subscription=subscription), history=history), knowledge, DUE, GRACE)
        history = made.history
        topics += [tip.topic for tip in knowledge.tips if tip.id == made.tip]
    assert set(topics) == {"pale_crust", "stale_bread"}
