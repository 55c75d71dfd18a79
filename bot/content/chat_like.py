"""A chat that gets daily tips, as somebody describes it in JSON, and what it would get."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from pydantic import ValidationError

from bot.content.faults import suggestion
from bot.core.kept import Kept, Subscription
from bot.core.knowledge import Clock, KnowledgeBase, Record, Weekday
from bot.core.ports import Claim, Subscriber
from bot.core.schedule import next_due
from bot.core.tips import claim
from bot.errors import BadChatError

EXAMPLE = """{"time": "08:30", "zone": "Europe/Lisbon"}"""


class ChatLike(Record):
    """A chat that gets tips, as somebody describes it in JSON."""

    time: Clock = "08:30"
    zone: str
    weekdays: tuple[Weekday, ...] = tuple(Weekday)
    interests: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


def kept_of(chat_like: str, knowledge: KnowledgeBase) -> Kept:
    """What would be kept of such a chat. Raises BadChatError where it is not described soundly."""
    try:
        chat = ChatLike.model_validate(json.loads(chat_like))
    except ValidationError as refusal:
        raise BadChatError(_refused(refusal)) from refusal
    except (ValueError, RecursionError) as error:
        raise BadChatError(f"--chat-like is not JSON: write something like '{EXAMPLE}'.") from error
    zone = knowledge.zones.named(chat.zone)
    if zone is None:
        known = [place.zone for place in knowledge.zones.places]
        fix = suggestion(chat.zone, known, "write an IANA name such as Europe/Lisbon")
        raise BadChatError(f'--chat-like: "{chat.zone}" is not a zone; {_ended(fix)}')
    _know("interests", (*chat.interests, *chat.recent), "a topic of this pack", knowledge.topics)
    _know("conditions", chat.conditions, "a condition of this pack", knowledge.conditions)
    if not chat.weekdays:
        raise BadChatError("--chat-like: weekdays is empty; name at least one day, or leave it out for every day.")
    weekdays = frozenset(list(Weekday).index(day) for day in chat.weekdays)
    at = time.fromisoformat(chat.time)
    return Kept(frozenset(chat.conditions), subscription=Subscription(at, zone, weekdays, chat.interests, chat.recent))


def previewed(kept: Kept, knowledge: KnowledgeBase, start: datetime, days: int) -> Iterator[tuple[datetime, Claim]]:
    """The due moments of so many days from `start`, each with what becomes of it."""
    subscription = kept.subscription
    due = next_due(subscription, start, None) if subscription else None
    subscriber = Subscriber(0, kept, start, seed=0)
    while due is not None and due < start + timedelta(days=days):
        subscriber = Subscriber(0, kept, due, seed=0, history=subscriber.history)
        made = claim(subscriber, knowledge, due, timedelta())
        yield due, made
        subscriber = Subscriber(0, kept, due, seed=0, history=made.history)
        due = made.next_due_at


def _know(field: str, ids: Iterable[str], what: str, known: Iterable[str]) -> None:
    for each in ids:
        if each not in known:
            fix = _ended(suggestion(each, known, "correct it"))
            raise BadChatError(f'--chat-like: {field}: "{each}" is not {what}; {fix}')


def _refused(refusal: ValidationError) -> str:
    """The first thing that is wrong, in one sentence."""
    detail: Any = refusal.errors(include_url=False)[0]
    field = ".".join(str(part) for part in detail["loc"]) or "the whole"
    if detail["type"] == "missing":
        return f"--chat-like: {field} is missing; write something like '{EXAMPLE}'."
    if detail["type"] == "extra_forbidden":
        fix = _ended(suggestion(field, ChatLike.model_fields, "leave it out"))
        return f"--chat-like: {field} is not known; {fix}"
    if field == "time":
        return '--chat-like: time is no time of day; write hours and minutes, such as "08:30".'
    return f"--chat-like: {field}: {detail['msg'][0].lower()}{detail['msg'][1:]}; see --help for an example."


def _ended(fix: str) -> str:
    return fix if fix.endswith("?") else f"{fix}."
