"""Messages go out within Telegram's limits, replies before tips. Time is virtual: waiting takes none."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.pace import SECONDS_WORTH_WAITING, Limits, Pace
from tests.support import virtual_time

GROUP = -100
PER_SECOND = Limits().per_second


def paced(scenario: Callable[[Pace], Coroutine[Any, Any, None]]) -> None:
    """Run a scenario with a pace of its own, in virtual time."""

    async def run() -> None:
        await scenario(Pace(clock=virtual_time.now))

    virtual_time.run(run())


async def times(turns: Sequence[Awaitable[object]]) -> list[float]:
    """When each of these turns came, all having been asked for at once."""

    async def noted(turn: Awaitable[object]) -> float:
        await turn
        return virtual_time.now()

    return list(await asyncio.gather(*map(noted, turns)))


def most_in_a(span: float, moments: Sequence[float]) -> int:
    """The most of these moments that lie in any `span` of seconds."""
    ordered = sorted(moments)
    return max(bisect_left(ordered, moment + span) - number for number, moment in enumerate(ordered))


def test_tips_go_evenly_at_nearly_the_rate_that_is_allowed() -> None:
    async def scenario(pace: Pace) -> None:
        sent = [(await times([pace.tip(chat)]))[0] for chat in range(1, 301)]
        assert most_in_a(1.0, sent) <= PER_SECOND
        assert 299 / (sent[-1] - sent[0]) >= 0.95 * PER_SECOND

    paced(scenario)


def test_a_crowd_of_replies_is_held_to_what_telegram_allows_in_a_second() -> None:
    async def scenario(pace: Pace) -> None:
        sent = await times([pace.reply(chat) for chat in range(1, 101)])
        assert most_in_a(1.0, sent) <= PER_SECOND
        assert sum(moment == 0 for moment in sent) == PER_SECOND, "the first of them wait for nothing"
        assert max(sent) < 4

    paced(scenario)


def test_a_reply_goes_before_all_tips_that_wait() -> None:
    async def scenario(pace: Pace) -> None:
        tips = asyncio.create_task(times([pace.tip(chat) for chat in range(1, 200)]))
        await asyncio.sleep(2)
        asked = virtual_time.now()
        replied = await times([pace.reply(1000 + chat) for chat in range(10)])
        assert replied[0] == asked, "there is always room for a reply"
        assert replied[-1] - asked < 10 * 1.5 / PER_SECOND, "as many more wait for what is allowed, not for tips"
        waiting = [moment for moment in await tips if asked < moment <= replied[-1]]
        assert len(waiting) <= 1

    paced(scenario)


def test_tips_leave_to_replies_what_replies_need() -> None:
    async def scenario(pace: Pace) -> None:
        waits: list[float] = []

        async def converse() -> None:
            for chat in range(1000, 1200):
                asked = virtual_time.now()
                await pace.reply(chat)
                waits.append(virtual_time.now() - asked)
                await asyncio.sleep(0.1)

        tips = asyncio.create_task(times([pace.tip(chat) for chat in range(1, 301)]))
        await converse()
        assert max(waits) < 2 / PER_SECOND
        assert len([moment for moment in await tips if moment < 10]) > 150, "the rest is for tips"

    paced(scenario)


def test_a_chat_gets_a_tip_no_sooner_than_a_second_after_another_message() -> None:
    async def scenario(pace: Pace) -> None:
        await pace.reply(7)
        assert await pace.tip(7) == 0
        assert virtual_time.now() == pytest.approx(1)

    paced(scenario)


def test_a_short_burst_of_replies_is_let_through_and_a_long_one_slowed_down_to_one_a_second() -> None:
    async def scenario(pace: Pace) -> None:
        sent = sorted(await times([pace.reply(7) for _ in range(9)]))
        assert sent == pytest.approx([0, 0, 0, 3, 3, 3, 6, 6, 6])

    paced(scenario)


def test_a_group_gets_twenty_messages_a_minute() -> None:
    async def scenario(pace: Pace) -> None:
        sent = await times([pace.reply(GROUP) for _ in range(50)])
        assert most_in_a(60.0, sent) <= 20

    paced(scenario)


def test_a_tip_for_a_group_that_has_had_its_share_does_not_keep_others_waiting() -> None:
    async def scenario(pace: Pace) -> None:
        await times([pace.reply(GROUP) for _ in range(20)])
        asked = virtual_time.now()
        assert await pace.tip(GROUP) > SECONDS_WORTH_WAITING
        assert await pace.tip(1) == 0
        assert virtual_time.now() - asked < 0.1

    paced(scenario)


def test_a_demand_to_wait_holds_for_the_chat_alone() -> None:
    async def scenario(pace: Pace) -> None:
        pace.hold(GROUP, 30)
        assert pace.held(GROUP) == 30
        assert pace.held(1) == 0
        assert await pace.tip(GROUP) == 30
        await pace.reply(1)
        assert virtual_time.now() == 0
        await pace.reply(GROUP)
        assert virtual_time.now() == pytest.approx(30)

    paced(scenario)


def test_two_chats_refused_at_the_same_time_hold_everything() -> None:
    async def scenario(pace: Pace) -> None:
        pace.hold(1, 5)
        pace.hold(2, 8)
        assert pace.held(3) == 8
        assert await pace.tip(3) == 0
        assert virtual_time.now() == pytest.approx(8)

    paced(scenario)


def test_two_chats_refused_at_different_times_are_two_matters() -> None:
    async def scenario(pace: Pace) -> None:
        pace.hold(1, 60)
        await asyncio.sleep(2)
        pace.hold(2, 60)
        assert pace.held(3) == 0

    paced(scenario)


def test_what_is_remembered_does_not_grow_with_the_number_of_chats() -> None:
    async def scenario(pace: Pace) -> None:
        for chat in range(1, 10_001):
            await pace.tip(chat)
        assert pace.size <= 61 * PER_SECOND
        for chat in range(1, 1001):
            pace.hold(chat, 1)
            await asyncio.sleep(1)
        await pace.tip(1)
        assert pace.size < 10

    paced(scenario)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(-3, 40).filter(bool), st.floats(0, 1.5, allow_nan=False)),
        min_size=1,
        max_size=120,
    )
)
def test_the_limits_hold_whatever_comes_and_everything_goes_in_the_end(plan: list[tuple[bool, int, float]]) -> None:
    async def scenario(pace: Pace) -> None:
        gone: list[tuple[float, int]] = []

        async def goes(is_tip: bool, chat: int, after: float) -> None:
            await asyncio.sleep(after)
            if is_tip and (seconds := await pace.tip(chat)) > 0:
                await goes(is_tip, chat, seconds)
                return
            if not is_tip:
                await pace.reply(chat)
            gone.append((virtual_time.now(), chat))

        await asyncio.gather(*(goes(*each) for each in plan))
        assert len(gone) == len(plan)
        assert most_in_a(1.0, [moment for moment, _ in gone]) <= PER_SECOND
        for chat in {chat for _, chat in gone}:
            moments = [moment for moment, each in gone if each == chat]
            assert most_in_a(2.99, moments) <= 3
            assert most_in_a(59.99, moments) <= (20 if chat < 0 else 60)

    paced(scenario)
