"""What every store promises."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.kept import Kept, Subscription
from bot.core.ports import DAYS_OF_DELIVERIES, DAYS_OF_TALLIES, Claim, DeliveryStatus, Store, Subscriber
from tests.support.subscribers import DAY, DUE, MONDAY, SUBSCRIBED, TODAY, WISH, decide, skip, subscribe

EVERYTHING = Kept(
    conditions=frozenset({"pregnant", "sore"}),
    country="pt",
    language="en",
    is_plain=True,
    subscription=Subscription(
        time(21, 5), "America/New_York", frozenset({0, 6}), ("kneading", "proving"), ("proving",), date(2027, 1, 31)
    ),
)
HUGE = -1_004_503_599_627_370_495
"""As large as Telegram lets the id of a group be."""


async def test_of_a_chat_never_heard_of_nothing_is_kept(store: Store) -> None:
    assert await store.kept(1) == Kept()


@pytest.mark.parametrize("kept", [EVERYTHING, SUBSCRIBED, Kept(), Kept(country="ie")])
async def test_what_is_kept_comes_back_as_it_was(store: Store, kept: Kept) -> None:
    await store.keep(HUGE, kept, MONDAY)
    assert await store.kept(HUGE) == kept


async def test_what_is_kept_takes_the_place_of_what_was(store: Store) -> None:
    await store.keep(1, EVERYTHING, MONDAY)
    await store.keep(1, Kept(country="ie"), MONDAY)
    assert await store.kept(1) == Kept(country="ie")


async def test_what_is_kept_of_one_chat_is_not_kept_of_another(store: Store) -> None:
    await store.keep(1, EVERYTHING, MONDAY)
    assert await store.kept(2) == Kept()


async def test_keeping_nothing_leaves_nothing(store: Store) -> None:
    await store.keep(1, EVERYTHING, MONDAY)
    await store.keep(1, Kept(), MONDAY)
    assert await store.export(1) == {"chat": 1, "kept": {}, "tips": [], "questions": []}


async def test_a_subscriber_is_due_at_the_time_wished_for_and_not_before(store: Store) -> None:
    await subscribe(store, 1)
    assert await store.claim_due(DUE - timedelta(seconds=1), 10, decide, "a") == []
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    assert (delivery.chat, delivery.day, delivery.due_at, delivery.tip) == (1, TODAY, DUE, "tip_23")
    assert (delivery.status, delivery.attempts, delivery.kept) == (DeliveryStatus.CLAIMED, 0, SUBSCRIBED)


async def test_whoever_decides_is_told_all_about_the_subscriber(store: Store) -> None:
    told: list[Subscriber] = []
    await store.keep(1, EVERYTHING, MONDAY, thread=7)
    due = datetime(2027, 2, 1, 2, 5, tzinfo=UTC)

    def decide_and_tell(subscriber: Subscriber) -> Claim:
        told.append(subscriber)
        return decide(subscriber)

    await store.claim_due(due, 10, decide_and_tell, "a")
    (subscriber,) = told
    assert (subscriber.chat, subscriber.kept, subscriber.due_at, subscriber.thread) == (1, EVERYTHING, due, 7)


async def test_a_day_is_claimed_once(store: Store) -> None:
    await subscribe(store, 1)
    assert len(await store.claim_due(DUE, 10, decide, "a")) == 1
    assert await store.claim_due(DUE, 10, decide, "a") == []
    assert await store.claim_due(DUE, 10, decide, "b") == []
    (tomorrow,) = await store.claim_due(DUE + DAY, 10, decide, "a")
    assert tomorrow.day == TODAY + DAY


async def test_what_was_given_is_remembered_for_the_next_day(store: Store) -> None:
    await subscribe(store, 1)
    await store.claim_due(DUE, 10, decide, "a")
    (subscriber,) = await store.due(DUE + DAY, 10)
    assert subscriber.history.given == ("tip_23",)


async def test_the_order_of_tips_is_a_chats_own_and_stays(store: Store) -> None:
    await subscribe(store, 1, 2)
    seeds = {each.chat: each.seed for each in await store.due(DUE, 10)}
    assert seeds[1] != seeds[2]
    await store.keep(1, replace(SUBSCRIBED, is_plain=True), MONDAY)
    assert {each.chat: each.seed for each in await store.due(DUE, 10)} == seeds


async def test_those_due_longest_come_first_and_no_more_than_asked_for(store: Store) -> None:
    for chat, minute in ((1, 20), (2, 0), (3, 10)):
        await store.keep(chat, Kept(subscription=replace(WISH, at=time(8, minute))), MONDAY)
    assert [each.chat for each in await store.due(DUE, 2)] == [2, 3]
    assert [each.chat for each in await store.claim_due(DUE, 2, decide, "a")] == [2, 3]
    assert [each.chat for each in await store.claim_due(DUE, 2, decide, "a")] == [1]


async def test_to_look_who_is_due_claims_nobody(store: Store) -> None:
    await subscribe(store, 1)
    assert [each.chat for each in await store.due(DUE, 10)] == [1]
    assert len(await store.claim_due(DUE, 10, decide, "a")) == 1
    assert await store.due(DUE, 10) == []


async def test_a_skipped_day_is_on_record_and_nobody_has_to_send_it(store: Store) -> None:
    await subscribe(store, 1)
    assert await store.claim_due(DUE, 10, skip, "a") == []
    assert await store.deliveries(MONDAY) == {TODAY: {DeliveryStatus.SKIPPED: 1}}
    (tip,) = (await store.export(1))["tips"]
    assert tip["reason"] == "nothing_suits"


async def test_where_deciding_fails_nothing_is_claimed(store: Store) -> None:
    def decide_badly(subscriber: Subscriber) -> Claim:
        if subscriber.chat == 2:
            raise ZeroDivisionError
        return decide(subscriber)

    await subscribe(store, 1, 2)
    with pytest.raises(ZeroDivisionError):
        await store.claim_due(DUE, 10, decide_badly, "a")
    assert await store.deliveries(MONDAY) == {}
    assert [each.chat for each in await store.due(DUE, 10)] == [1, 2]


async def test_one_sender_begins_a_delivery_once(store: Store) -> None:
    await subscribe(store, 1)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    assert not await store.begin(delivery.id, "b")
    assert await store.begin(delivery.id, "a")
    assert not await store.begin(delivery.id, "a")
    assert await store.deliveries(MONDAY) == {TODAY: {DeliveryStatus.SENDING: 1}}


async def test_a_delivery_that_is_not_there_cannot_be_begun(store: Store) -> None:
    assert not await store.begin(4, "a")


@pytest.mark.parametrize(
    "status", [DeliveryStatus.SENT, DeliveryStatus.UNKNOWN, DeliveryStatus.FAILED, DeliveryStatus.SKIPPED]
)
async def test_what_is_settled_stays_settled(store: Store, status: DeliveryStatus) -> None:
    await subscribe(store, 1)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    await store.begin(delivery.id, "a")
    await store.settle(delivery.id, status, DUE, "why")
    await store.settle(delivery.id, DeliveryStatus.CLAIMED, DUE, "again", DUE)
    assert await store.take_over("b", DUE) == 0
    assert await store.claim_due(DUE, 10, decide, "b") == []
    assert await store.deliveries(MONDAY) == {TODAY: {status: 1}}
    (tip,) = (await store.export(1))["tips"]
    assert (tip["reason"], tip["settled_at"]) == ("why", DUE.isoformat())


async def test_what_was_refused_comes_again_when_its_time_has_come_and_once(store: Store) -> None:
    await subscribe(store, 1)
    (first,) = await store.claim_due(DUE, 10, decide, "a")
    await store.begin(first.id, "a")
    again_at = DUE + timedelta(seconds=30)
    await store.settle(first.id, DeliveryStatus.CLAIMED, DUE, "refused", again_at)
    assert await store.claim_due(DUE, 10, decide, "a") == []
    assert await store.claim_due(again_at, 10, decide, "b") == []
    (second,) = await store.claim_due(again_at, 10, decide, "a")
    assert (second.id, second.attempts, second.kept) == (first.id, 1, SUBSCRIBED)
    assert await store.claim_due(again_at, 10, decide, "a") == []
    assert await store.begin(second.id, "a")


async def test_what_another_had_claimed_is_taken_over_and_what_it_had_begun_is_unknown(store: Store) -> None:
    await subscribe(store, 1, 2)
    one, two = await store.claim_due(DUE, 10, decide, "a")
    await store.begin(one.id, "a")
    assert await store.take_over("b", DUE) == 1
    (taken,) = await store.claim_due(DUE, 10, decide, "b")
    assert taken.id == two.id
    assert not await store.begin(two.id, "a")
    assert await store.begin(two.id, "b")
    assert await store.deliveries(MONDAY) == {TODAY: {DeliveryStatus.UNKNOWN: 1, DeliveryStatus.SENDING: 1}}


async def test_who_takes_over_waits_as_long_as_the_one_before_was_told_to(store: Store) -> None:
    await subscribe(store, 1)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    await store.begin(delivery.id, "a")
    await store.settle(delivery.id, DeliveryStatus.CLAIMED, DUE, "refused", DUE + timedelta(minutes=1))
    await store.take_over("b", DUE)
    assert await store.claim_due(DUE, 10, decide, "b") == []
    assert len(await store.claim_due(DUE + timedelta(minutes=1), 10, decide, "b")) == 1


async def test_a_late_word_from_the_one_before_changes_nothing(store: Store) -> None:
    await subscribe(store, 1)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    await store.begin(delivery.id, "a")
    await store.take_over("b", DUE)
    await store.settle(delivery.id, DeliveryStatus.CLAIMED, DUE, "refused", DUE)
    assert await store.deliveries(MONDAY) == {TODAY: {DeliveryStatus.UNKNOWN: 1}}


async def test_to_change_something_else_does_not_move_a_tip_that_is_due(store: Store) -> None:
    await subscribe(store, 1)
    await store.keep(1, replace(SUBSCRIBED, is_plain=True), DUE + timedelta(seconds=1))
    assert [each.due_at for each in await store.due(DUE + timedelta(seconds=2), 10)] == [DUE]


async def test_another_time_after_todays_tip_is_for_tomorrow(store: Store) -> None:
    await subscribe(store, 1)
    await store.claim_due(DUE, 10, decide, "a")
    await store.keep(1, Kept(subscription=replace(WISH, at=time(20, 0))), DUE + timedelta(minutes=1))
    (subscriber,) = await store.due(DUE + 5 * DAY, 10)
    assert subscriber.due_at == datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


async def test_a_tip_that_is_due_is_not_lost_to_a_change_before_it_is_claimed(store: Store) -> None:
    await subscribe(store, 1)
    changed = Kept(subscription=replace(WISH, at=time(7), zone="Asia/Tokyo"))
    await store.keep(1, changed, DUE + timedelta(minutes=5))
    (first,) = await store.claim_due(DUE + timedelta(minutes=6), 10, decide, "me")
    assert first.due_at == DUE
    (second,) = await store.claim_due(DUE + DAY, 10, decide, "me")
    assert (second.day, second.due_at.hour) == (TODAY + DAY, 22)


async def test_a_tip_that_is_due_does_not_come_to_whoever_pauses_before_it_is_claimed(store: Store) -> None:
    await subscribe(store, 1)
    paused = Kept(subscription=replace(WISH, paused_until=TODAY + 3 * DAY))
    await store.keep(1, paused, DUE + timedelta(minutes=5))
    assert await store.claim_due(DUE + DAY, 10, decide, "me") == []


async def test_who_leaves_and_comes_back_has_no_second_tip_that_day(store: Store) -> None:
    await subscribe(store, 1)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    await store.begin(delivery.id, "a")
    await store.settle(delivery.id, DeliveryStatus.SENT, DUE)
    await store.keep(1, Kept(), DUE)
    await store.keep(1, Kept(subscription=replace(WISH, at=time(20, 0))), DUE)
    (subscriber,) = await store.due(DUE + 5 * DAY, 10)
    assert subscriber.due_at == datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    assert subscriber.history.given == ("tip_23",)


async def test_a_zone_further_west_does_not_lose_tomorrows_tip(store: Store) -> None:
    east = Subscription(time(9, 0), "Pacific/Auckland")
    await store.keep(1, Kept(subscription=east), MONDAY)
    tuesday_there = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    (first,) = await store.claim_due(tuesday_there, 10, decide, "a")
    assert first.day == date(2026, 11, 24)
    await store.keep(1, Kept(subscription=replace(east, zone="Pacific/Honolulu")), tuesday_there)
    tuesday_here = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
    (second,) = await store.claim_due(tuesday_here, 10, decide, "a")
    assert second.day == date(2026, 11, 24)


async def test_a_day_that_is_on_record_is_not_claimed_again(store: Store) -> None:
    def decide_to_stay(subscriber: Subscriber) -> Claim:
        return replace(decide(subscriber), next_due_at=subscriber.due_at + timedelta(minutes=1))

    await subscribe(store, 1)
    await store.claim_due(DUE, 10, decide_to_stay, "a")
    assert await store.claim_due(DUE + timedelta(minutes=1), 10, decide, "a") == []
    (subscriber,) = await store.due(DUE + DAY, 10)
    assert subscriber.history.given == ("tip_23",), "what was not given does not count"


async def test_a_tip_claimed_for_somebody_who_leaves_is_not_sent(store: Store) -> None:
    await subscribe(store, 1)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    await store.keep(1, Kept(), DUE)
    assert not await store.begin(delivery.id, "a")
    assert await store.deliveries(MONDAY) == {TODAY: {DeliveryStatus.SKIPPED: 1}}


async def test_a_tip_claimed_for_somebody_who_pauses_is_not_sent(store: Store) -> None:
    await subscribe(store, 1)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    await store.keep(1, Kept(subscription=replace(WISH, paused_until=date(2026, 11, 30))), DUE)
    assert not await store.begin(delivery.id, "a")
    (subscriber,) = await store.due(DUE + 30 * DAY, 10)
    assert subscriber.due_at == datetime(2026, 11, 30, 8, 30, tzinfo=UTC)


async def test_tips_go_to_the_thread_they_were_wished_for_in(store: Store) -> None:
    await store.keep(1, SUBSCRIBED, MONDAY, thread=7)
    await store.keep(1, replace(SUBSCRIBED, country="ie"), MONDAY, thread=8)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    assert delivery.thread == 7
    await store.keep(1, Kept(subscription=replace(WISH, at=time(9, 0))), MONDAY, thread=8)
    (delivery,) = await store.claim_due(DUE + 2 * DAY, 10, decide, "a")
    assert delivery.thread == 8


async def test_a_subscription_that_ends_leaves_what_else_is_kept(store: Store) -> None:
    await store.keep(1, EVERYTHING, MONDAY)
    await store.end_subscription(1, "blocked")
    assert await store.kept(1) == replace(EVERYTHING, subscription=None)
    assert await store.subscribers() == 0
    assert await store.due(DUE + 999 * DAY, 10) == []


async def test_a_subscription_that_ends_takes_its_claimed_tip_along(store: Store) -> None:
    await subscribe(store, 1)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    await store.end_subscription(1, "blocked")
    assert not await store.begin(delivery.id, "a")
    (tip,) = (await store.export(1))["tips"]
    assert (tip["status"], tip["reason"]) == ("skipped", "blocked")


async def test_what_a_chat_is_told_of_itself_is_json_and_has_it_all(store: Store) -> None:
    await store.keep(1, EVERYTHING, MONDAY, thread=7)
    await store.claim_due(datetime(2027, 2, 1, 3, 0, tzinfo=UTC), 10, decide, "a")
    await store.collect(1, "why is it", ("kneading",), TODAY)
    await store.collect(2, "not mine", (), TODAY)
    told = json.loads(json.dumps(await store.export(1)))
    seed = told["kept"].pop("seed")
    assert isinstance(seed, int)
    assert told == {
        "chat": 1,
        "kept": {
            "conditions": ["pregnant", "sore"],
            "country": "pt",
            "language": "en",
            "is_plain": True,
            "at": "21:05:00",
            "zone": "America/New_York",
            "weekdays": [0, 6],
            "interests": ["kneading", "proving"],
            "recent": ["proving"],
            "paused_until": "2027-01-31",
            "thread": 7,
            "next_due_at": "2027-02-02T02:05:00+00:00",
            "ended": None,
            "round": 0,
            "given": ["tip_31"],
        },
        "tips": [
            {
                "zone": "America/New_York",
                "day": "2027-01-31",
                "due_at": "2027-02-01T02:05:00+00:00",
                "tip": "tip_31",
                "status": "claimed",
                "reason": None,
                "attempts": 0,
                "retry_at": None,
                "claimed_at": "2027-02-01T03:00:00+00:00",
                "settled_at": None,
                "thread": 7,
            }
        ],
        "questions": [{"text": "why is it", "last_asked": "2026-11-23"}],
    }


async def test_it_is_told_when_the_last_tip_was_due_whatever_became_of_the_wish_since(store: Store) -> None:
    await subscribe(store, 1)
    assert (await store.kept(1)).last_due is None
    await store.claim_due(DUE, 10, decide, "a")
    assert (await store.kept(1)).last_due == DUE
    await store.keep(1, Kept(), MONDAY)
    assert (await store.kept(1)).last_due == DUE
    await store.forget(1)
    assert (await store.kept(1)).last_due is None


async def test_of_a_forgotten_chat_nothing_is_left(store: Store) -> None:
    await store.keep(1, EVERYTHING, MONDAY)
    await subscribe(store, 2)
    await store.claim_due(DUE + 99 * DAY, 10, decide, "a")
    for chat in (1, 2):
        await store.collect(chat, "both asked", (), TODAY)
    await store.collect(1, "only one asked", (), TODAY)
    await store.forget(1)
    assert await store.kept(1) == Kept()
    assert await store.export(1) == {"chat": 1, "kept": {}, "tips": [], "questions": []}
    assert [(each.text, len(each.people)) for each in await store.questions()] == [("both asked", 1)]
    assert await store.kept(2) == SUBSCRIBED
    assert len((await store.export(2))["tips"]) == 1


async def test_the_delivery_of_a_forgotten_chat_cannot_be_begun_even_if_others_follow(store: Store) -> None:
    await subscribe(store, 1)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    await store.forget(1)
    await subscribe(store, 2)
    await store.claim_due(DUE, 10, decide, "a")
    assert not await store.begin(delivery.id, "a")


async def test_to_forget_a_chat_never_heard_of_is_no_fault(store: Store) -> None:
    await store.forget(1)


async def test_all_that_is_kept_moves_to_the_new_id(store: Store) -> None:
    await store.keep(1, EVERYTHING, MONDAY, thread=7)
    (delivery,) = await store.claim_due(datetime(2027, 2, 1, 3, 0, tzinfo=UTC), 10, decide, "a")
    await store.collect(1, "why is it", (), TODAY)
    before = await store.export(1)
    await store.move(1, HUGE)
    assert await store.export(HUGE) == {**before, "chat": HUGE}
    assert await store.export(1) == {"chat": 1, "kept": {}, "tips": [], "questions": []}
    assert await store.begin(delivery.id, "a")


async def test_a_delivery_refused_because_the_chat_moved_comes_again_with_the_new_id(store: Store) -> None:
    await subscribe(store, 1)
    (delivery,) = await store.claim_due(DUE, 10, decide, "a")
    await store.begin(delivery.id, "a")
    await store.move(1, 2)
    await store.settle(delivery.id, DeliveryStatus.CLAIMED, DUE, "moved", DUE)
    (again,) = await store.claim_due(DUE, 10, decide, "a")
    assert (again.id, again.chat, again.kept) == (delivery.id, 2, SUBSCRIBED)


async def test_what_the_new_id_has_already_stays_and_it_gets_the_subscription(store: Store) -> None:
    await store.keep(1, EVERYTHING, MONDAY, thread=7)
    await store.keep(2, Kept(country="ie"), MONDAY)
    await store.move(1, 2)
    assert await store.kept(2) == Kept(country="ie", subscription=EVERYTHING.subscription)


async def test_a_subscription_of_the_new_id_stays(store: Store) -> None:
    await store.keep(1, EVERYTHING, MONDAY)
    await subscribe(store, 2)
    await store.move(1, 2)
    assert await store.kept(2) == SUBSCRIBED
    assert await store.subscribers() == 1


async def test_a_day_that_both_ids_have_on_record_stays_there_once(store: Store) -> None:
    await subscribe(store, 1, 2)
    await store.claim_due(DUE, 10, decide, "a")
    for chat in (1, 2):
        await store.collect(chat, "both asked", (), TODAY)
    await store.move(1, 2)
    assert await store.deliveries(MONDAY) == {TODAY: {DeliveryStatus.CLAIMED: 1}}
    assert [(each.text, len(each.people)) for each in await store.questions()] == [("both asked", 1)]


@pytest.mark.parametrize("new", [1, 2])
async def test_to_move_twice_is_no_fault(store: Store, new: int) -> None:
    await store.keep(1, EVERYTHING, MONDAY)
    await store.collect(1, "why is it", (), TODAY)
    for _ in range(2):
        await store.move(1, new)
    assert await store.kept(new) == EVERYTHING
    assert len(await store.questions()) == 1


async def test_deliveries_are_counted_by_the_day_they_were_due(store: Store) -> None:
    await subscribe(store, 1, 2)
    one, _ = await store.claim_due(DUE, 10, decide, "a")
    await store.begin(one.id, "a")
    await store.settle(one.id, DeliveryStatus.SENT, DUE)
    await store.claim_due(DUE + DAY, 10, skip, "a")
    assert await store.deliveries(MONDAY) == {
        TODAY: {DeliveryStatus.SENT: 1, DeliveryStatus.CLAIMED: 1},
        TODAY + DAY: {DeliveryStatus.SKIPPED: 2},
    }
    assert await store.deliveries(MONDAY + DAY) == {TODAY + DAY: {DeliveryStatus.SKIPPED: 2}}


async def test_subscribers_are_counted(store: Store) -> None:
    await subscribe(store, 1, 2)
    await store.keep(3, Kept(country="ie"), MONDAY)
    assert await store.subscribers() == 2


async def test_tallies_add_up_by_day_what_and_subject(store: Store) -> None:
    await store.count(TODAY, "answer", "kneading")
    await store.count(TODAY, "answer", "kneading", 4)
    await store.count(TODAY, "answer", "proving")
    await store.count(TODAY + DAY, "turn")
    assert await store.counts(TODAY) == {
        (TODAY, "answer", "kneading"): 5,
        (TODAY, "answer", "proving"): 1,
        (TODAY + DAY, "turn", ""): 1,
    }
    assert await store.counts(TODAY + DAY) == {(TODAY + DAY, "turn", ""): 1}


async def test_a_question_counts_once_for_each_person(store: Store) -> None:
    for chat in (1, 1, 2):
        await store.collect(chat, "why is it", ("kneading", "proving"), TODAY)
    await store.collect(3, "only mine", (), TODAY)
    mine, asked = await store.questions()
    assert (mine.text, len(mine.people)) == ("only mine", 1)
    assert (asked.text, len(asked.people)) == ("why is it", 2)
    assert (asked.nearest, asked.last_asked) == (("kneading", "proving"), TODAY)


async def test_the_mark_of_a_person_is_the_same_at_every_question_and_tells_nothing(store: Store) -> None:
    for chat, text in ((987654321, "a"), (987654321, "b"), (2, "b")):
        await store.collect(chat, text, (), TODAY)
    first, second = await store.questions()
    assert first.people < second.people
    assert not any("987654321" in mark for mark in second.people)


async def test_a_question_asked_again_is_as_new_as_its_last_asking(store: Store) -> None:
    await store.collect(1, "why is it", (), TODAY - 9 * DAY)
    await store.collect(1, "why is it", ("proving",), TODAY)
    (asked,) = await store.questions()
    assert (len(asked.people), asked.nearest, asked.last_asked) == (1, ("proving",), TODAY)


@pytest.mark.parametrize("text", ["", "naïve 🦵 'quoted' %s", "x" * 4096, "ω" * 4096])
async def test_any_text_can_be_collected(store: Store, text: str) -> None:
    await store.collect(1, text, (), TODAY)
    assert [each.text for each in await store.questions()] == [text]


async def test_even_what_is_no_text_to_a_database_can_be_collected(store: Store) -> None:
    await store.collect(1, "a\x00b\ud800c", (), TODAY)
    assert [each.text for each in await store.questions()] == ["ab?c"]


async def test_what_is_too_old_expires_and_nothing_else(store: Store) -> None:
    await store.collect(1, "old", (), TODAY - DAY)
    await store.collect(1, "new", (), TODAY)
    await store.count(TODAY - DAYS_OF_TALLIES * DAY, "turn")
    await store.count(TODAY - (DAYS_OF_TALLIES + 1) * DAY, "turn")
    await subscribe(store, 1)
    await store.claim_due(DUE, 10, decide, "a")
    await store.expire(TODAY, questions_before=TODAY)
    assert [each.text for each in await store.questions()] == ["new"]
    assert list(await store.counts(date(2000, 1, 1))) == [(TODAY - DAYS_OF_TALLIES * DAY, "turn", "")]
    assert await store.kept(1) == SUBSCRIBED
    assert len(await store.deliveries(MONDAY)) == 1


async def test_deliveries_expire_and_with_the_last_the_history_of_who_has_left(store: Store) -> None:
    await subscribe(store, 1)
    await store.claim_due(DUE, 10, decide, "a")
    await store.keep(1, Kept(), DUE)
    await store.expire(TODAY + DAYS_OF_DELIVERIES * DAY, questions_before=TODAY)
    assert (await store.export(1))["kept"]["given"] == ["tip_23"]
    await store.expire(TODAY + (DAYS_OF_DELIVERIES + 1) * DAY, questions_before=TODAY)
    assert await store.export(1) == {"chat": 1, "kept": {}, "tips": [], "questions": []}
