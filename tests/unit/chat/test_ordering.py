"""One chat's updates keep their order, other chats never wait for it, and nothing is done twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from bot.chat.flood import Flood
from bot.chat.ordering import AT_ONCE, InOrder


def update(number: int, chat_id: int | None) -> Update:
    if chat_id is None:
        return Update(number)
    return Update(number, Message(number, datetime.now(UTC), Chat(chat_id, Chat.PRIVATE)))


async def nobody_is_told(_: Update) -> None:
    raise AssertionError("this was no flood")


def in_order(at_once: int = AT_ONCE) -> InOrder:
    return InOrder(Flood(lambda: 0.0), nobody_is_told, at_once)


class Diary:
    """Deals with updates by writing down when each begins and ends."""

    def __init__(self, processor: InOrder) -> None:
        self._processor = processor
        self.entries: list[str] = []
        self.gates: dict[int, asyncio.Event] = {}

    def begin(self, number: int, chat_id: int | None) -> asyncio.Task[None]:
        """Hand in an update, which takes until its gate is open if it has one."""
        return asyncio.create_task(self._processor.process_update(update(number, chat_id), self._deal(number)))

    async def _deal(self, number: int) -> None:
        self.entries.append(f"{number} begins")
        if number in self.gates:
            await self.gates[number].wait()
        await asyncio.sleep(0)
        self.entries.append(f"{number} ends")


async def test_the_updates_of_a_chat_are_dealt_with_one_after_another() -> None:
    diary = Diary(in_order())
    await asyncio.gather(*(diary.begin(number, chat_id=7) for number in range(3)))
    assert diary.entries == ["0 begins", "0 ends", "1 begins", "1 ends", "2 begins", "2 ends"]


async def test_a_chat_with_more_updates_than_places_leaves_places_for_others() -> None:
    diary = Diary(in_order(at_once=2))
    diary.gates[0] = asyncio.Event()
    slow = [diary.begin(number, chat_id=7) for number in range(10)]
    await asyncio.gather(*(diary.begin(number, chat_id=number) for number in range(10, 15)))
    assert diary.entries[-1] == "14 ends"
    assert "1 begins" not in diary.entries
    diary.gates[0].set()
    await asyncio.gather(*slow)


async def test_no_more_are_dealt_with_at_once_than_there_are_places() -> None:
    diary = Diary(in_order(at_once=2))
    diary.gates = {number: asyncio.Event() for number in range(3)}
    tasks = [diary.begin(number, chat_id=number) for number in range(3)]
    await asyncio.wait(tasks, timeout=0.05)
    assert diary.entries == ["0 begins", "1 begins"]
    for gate in diary.gates.values():
        gate.set()
    await asyncio.gather(*tasks)
    assert "2 ends" in diary.entries


async def test_an_update_is_dealt_with_once_even_while_it_is_being_dealt_with() -> None:
    diary = Diary(in_order())
    await asyncio.gather(diary.begin(1, chat_id=7), diary.begin(1, chat_id=7))
    await diary.begin(1, chat_id=7)
    assert diary.entries == ["1 begins", "1 ends"]


async def test_an_update_of_no_chat_waits_for_nobody() -> None:
    diary = Diary(in_order())
    diary.gates[1] = asyncio.Event()
    first = diary.begin(1, chat_id=None)
    await diary.begin(2, chat_id=None)
    assert diary.entries == ["1 begins", "2 begins", "2 ends"]
    diary.gates[1].set()
    await first


async def test_an_error_frees_the_chat_for_its_next_update() -> None:
    processor = in_order()
    diary = Diary(processor)

    async def fail() -> None:
        raise LookupError

    failing = asyncio.create_task(processor.process_update(update(1, 7), fail()))
    await asyncio.gather(failing, diary.begin(2, chat_id=7), return_exceptions=True)
    assert diary.entries == ["2 begins", "2 ends"]
    assert isinstance(failing.exception(), LookupError)
