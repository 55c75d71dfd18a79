"""GET /healthz, asked over HTTP as whoever watches over the bot asks it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.content.loader import load_knowledge
from bot.core.canary import Canary
from bot.core.conversation import Conversation
from bot.core.health import LONGEST_SILENCE
from bot.core.knowledge import KnowledgeBase
from bot.core.languages import Spoken
from bot.errors import ServerError
from bot.server.canary import CanaryWatch
from bot.server.health import listen, make_server, serve
from bot.server.vitals import Vitals
from tests.support.packs import BREAD

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vitals(clock: Clock) -> Vitals:
    return Vitals(clock)


@pytest.fixture
async def address(vitals: Vitals, clock: Clock) -> AsyncIterator[str]:
    listening = listen("127.0.0.1", 0)
    host, port = listening.getsockname()
    task = asyncio.create_task(serve(make_server(lambda: vitals.health, clock), listening))
    yield f"http://{host}:{port}"
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def get(url: str) -> tuple[int, dict[str, object]]:
    try:
        with urlopen(url, timeout=10) as response:
            return response.status, json.load(response)
    except HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


async def asked(address: str) -> tuple[int, dict[str, object]]:
    return await asyncio.to_thread(get, f"{address}/healthz")


async def test_a_bot_that_is_well_says_so(address: str) -> None:
    status, facts = await asked(address)
    assert status == HTTPStatus.OK
    assert facts == {
        "red": [],
        "canary": {"silent": []},
        "pack": {"refused": []},
        "telegram": {"seconds_since_poll": 0.0},
    }


async def test_a_silent_canary_is_named_until_it_sings_again(address: str, vitals: Vitals) -> None:
    vitals.listened(["mouldy_bread"])
    status, facts = await asked(address)
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert (facts["red"], facts["canary"]) == (["canary"], {"silent": ["mouldy_bread"]})
    vitals.listened([])
    assert (await asked(address))[0] == HTTPStatus.OK


async def test_telegram_out_of_reach_turns_health_red_until_it_answers(
    address: str, vitals: Vitals, clock: Clock
) -> None:
    clock.moment += LONGEST_SILENCE + timedelta(seconds=5)
    status, facts = await asked(address)
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert (facts["red"], facts["telegram"]) == (["telegram"], {"seconds_since_poll": 125.0})
    vitals.polled()
    assert (await asked(address))[0] == HTTPStatus.OK


async def test_a_refused_pack_is_named(address: str, vitals: Vitals) -> None:
    vitals.packs_refused(["en"])
    assert (await asked(address))[1]["pack"] == {"refused": ["en"]}


def test_an_address_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"HEALTH_ADDRESS 127.0.0.1:{port} cannot be listened at"):
            listen("127.0.0.1", port)


def blind(knowledge: KnowledgeBase, flags: Iterable[str]) -> Conversation:
    lost = {flag: knowledge.red_flags[flag].model_copy(update={"sure": (), "near": ()}) for flag in flags}
    return Conversation(knowledge.model_copy(update={"red_flags": {**knowledge.red_flags, **lost}}))


async def test_the_admins_hear_of_a_silent_canary_once_and_the_log_each_time(
    vitals: Vitals, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    knowledge = load_knowledge(BREAD)
    canary = next(Canary(flag.id, flag.canary) for flag in knowledge.red_flags.values() if flag.canary)
    told: list[str] = []

    async def tell(text: str) -> None:
        told.append(text)

    watch = CanaryWatch(Spoken(blind(knowledge, [canary.flag])), vitals, tell, clock)
    await watch.listen()
    await watch.listen()
    assert told == [knowledge.wording.canary_silent]
    assert vitals.health.silent == (canary.flag,)
    log = capsys.readouterr().out
    assert log.count("canary_silent") == 2
    assert canary.text not in log


async def test_a_bot_that_sees_every_danger_bothers_nobody(vitals: Vitals, clock: Clock) -> None:
    async def tell(text: str) -> None:
        raise AssertionError(text)

    await CanaryWatch(Spoken(Conversation(load_knowledge(BREAD))), vitals, tell, clock).listen()
    assert vitals.health.silent == ()
