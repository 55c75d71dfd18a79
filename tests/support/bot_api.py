"""A Telegram Bot API server on loopback, for tests: real HTTP, Telegram's checks, Telegram's refusals.

    with BotApi() as api:
        ana = api.person("Ana")
        with RunningBot(make_application(Spoken(conversation), api.token, api.url)):
            ana.writes("hello")
            assert ana.last.text == "Hello, Ana."

The server runs in a thread of its own, so that a test drives it from plain synchronous code while the bot runs in
another thread or another process. What a test can do:

- People: `person()` makes one, with a private chat. What people do and see stands in people.py.
- Faults: `fail(method, fault, ...)` makes the next calls of a method go wrong, one fault for each call. A fault is a
  `RefusalError`, `LOST_REQUEST`, `LOST_RESPONSE`, or `Held()`, which keeps the answer back until it is released.
- The way there: `conditions` tells how long a message takes and whether answers get lost; `limits` refuses more
  messages than Telegram allows.
- The record: `calls` is what the bot has asked for; `complaints` is what was refused because the bot got it wrong;
  `unanswered` are pressed buttons that still spin. After a test of a healthy bot the last two are empty.

To add a method of the Bot API, write it in telegram_methods.py; what it needs to remember belongs in telegram_chats.py.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any, Self, TypeAlias
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.support.groups import Group
from tests.support.people import Person
from tests.support.telegram_chats import Chats, Json, RefusalError
from tests.support.telegram_limits import Conditions, Limits
from tests.support.telegram_methods import Methods

LONGEST_HOLD = 30.0
"""Seconds after which a call that a failed test never released goes on by itself."""

_LOOKS_FOR_LEAVING = 50

TOKEN = "1000:a-token-that-must-not-be-logged"


class Loss(Enum):
    """A connection that breaks: before the request has had its effect, or after it and before the answer."""

    REQUEST = "request"
    RESPONSE = "response"


LOST_REQUEST = Loss.REQUEST
LOST_RESPONSE = Loss.RESPONSE


class Held:
    """A call that waits for `release` and then has its effect, unless the bot has gone meanwhile.

    `reached` is set once the bot has made the call.
    """

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._released = threading.Event()

    def release(self) -> None:
        """Let the call go on as if nothing had been."""
        self._released.set()

    async def wait(self) -> None:
        """For the server: wait for `release`."""
        self.reached.set()
        await asyncio.to_thread(self._released.wait, LONGEST_HOLD)


Fault: TypeAlias = RefusalError | Loss | Held


def too_many_requests(retry_after: int) -> RefusalError:
    """Telegram's demand to wait so many seconds."""
    return RefusalError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def upgraded(new_chat_id: int) -> RefusalError:
    """A group that has become a supergroup, and got another id by it."""
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    return RefusalError(400, description, migrate_to_chat_id=new_chat_id)


def server_error() -> RefusalError:
    """A fault of Telegram's own."""
    return RefusalError(502, "Bad Gateway")


def markup_refused() -> RefusalError:
    """Markup that Telegram cannot read."""
    return RefusalError(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0')


@dataclass(frozen=True, slots=True)
class Call:
    """Something the bot has asked for. `refused` is Telegram's description where it was turned down."""

    method: str
    params: dict[str, str]
    refused: str | None = None


class BotApi:
    """The server. It listens from `with` to the end of it, at `url`, for the bot whose token is `token`."""

    def __init__(self) -> None:
        self.token = TOKEN
        self.chats = Chats()
        self.calls: list[Call] = []
        self.complaints: list[Call] = []
        self._methods = Methods(self.chats)
        self.conditions = Conditions()
        self.limits: Limits | None = None
        self._messages = 0
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._polls = 0
        self._is_closing = False
        # The protocol is named because asyncio switches off Nagle's delay only where it knows it is TCP.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        app = Starlette(routes=[Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"])])
        config = uvicorn.Config(
            app, log_config=None, log_level=logging.CRITICAL, lifespan="off", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.001)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closing = True
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    @property
    def url(self) -> str:
        """The root to which /bot<token>/<method> is added."""
        host, port = self._socket.getsockname()
        return f"http://{host}:{port}"

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The pressed buttons that still spin, by query id."""
        with self.chats.changed:
            return tuple(self.chats.unanswered)

    def person(self, name: str, language: str = "en") -> Person:
        """Somebody who has just opened a chat with the bot, and has set Telegram to this language."""
        return Person(self.chats, name, language)

    def group(self, title: str, *, has_privacy: bool = True, type_: str = "supergroup") -> Group:
        """A group with the bot in it."""
        return Group(self.chats, title, has_privacy=has_privacy, type_=type_)

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, one fault for each call."""
        with self.chats.changed:
            self._faults[method.lower()].extend(faults)

    def calls_of(self, method: str) -> tuple[Call, ...]:
        """What the bot has asked for with this method, oldest first, whatever came of it."""
        with self.chats.changed:
            return tuple(call for call in self.calls if call.method.lower() == method.lower())

    async def _serve(self, request: Request) -> Response:
        method, params = request.path_params["method"], await _params(request)
        if request.path_params["token"] != self.token:
            return _refused(RefusalError(401, "Unauthorized"))
        fault = self._next_fault(method)
        try:
            if method.lower() == "sendmessage":
                return await self._carry(request, method, params, fault)
            return await self._perform(request, method, params, fault)
        except RefusalError as refusal:
            self._record(method, params, refusal, is_provoked=refusal is fault)
            return _refused(refusal)

    async def _carry(self, request: Request, method: str, params: dict[str, str], fault: Fault | None) -> Response:
        """Perform it under the conditions of the way."""
        await asyncio.sleep(self.conditions.round_trip / 2)
        if self.limits is not None:
            self.limits.check(method, int(params.get("chat_id", "0")))
        self._messages += 1
        if fault is None and self.conditions.loses_every and self._messages % self.conditions.loses_every == 0:
            fault = Loss.RESPONSE
        response = await self._perform(request, method, params, fault)
        await asyncio.sleep(self.conditions.round_trip / 2)
        return response

    async def _perform(self, request: Request, method: str, params: dict[str, str], fault: Fault | None) -> Response:
        if isinstance(fault, RefusalError):
            raise fault
        if fault is Loss.REQUEST:
            self._record(method, params)
            return _BrokenConnection()
        if isinstance(fault, Held):
            await fault.wait()
            if await request.is_disconnected():
                return _BrokenConnection()
        result = await self._result(request, method, params)
        self._record(method, params)
        return _BrokenConnection() if fault is Loss.RESPONSE else JSONResponse({"ok": True, "result": result})

    async def _result(self, request: Request, method: str, params: dict[str, str]) -> Any:
        if method.lower() == "getupdates":
            return await self._get_updates(request, params)
        return self._methods.call(method, params)

    async def _get_updates(self, request: Request, params: dict[str, str]) -> list[Json]:
        if self.chats.webhook:
            raise RefusalError(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
            )
        if "allowed_updates" in params:
            self.chats.allowed_kinds = frozenset(json.loads(params["allowed_updates"])) or None
        self._polls += 1
        this_poll = self._polls
        self.chats.confirm(int(params.get("offset", "0")))
        end = time.monotonic() + float(params.get("timeout", "0"))
        while not (updates := self.chats.hand_out(int(params.get("limit", "100")))):
            if self._is_closing or time.monotonic() >= end or await request.is_disconnected():
                break
            # A busy machine may learn only now that whoever asked first has gone, which then is no conflict.
            if self._polls != this_poll and not await _goes_away(request):
                raise RefusalError(409, "Conflict: terminated by other getUpdates request")
            await asyncio.sleep(0.002)
        return updates

    def _next_fault(self, method: str) -> Fault | None:
        with self.chats.changed:
            faults = self._faults[method.lower()]
            return faults.popleft() if faults else None

    def _record(
        self, method: str, params: dict[str, str], refusal: RefusalError | None = None, is_provoked: bool = False
    ) -> None:
        call = Call(method, params, None if refusal is None else refusal.description)
        with self.chats.changed:
            self.calls.append(call)
            if refusal is not None and not is_provoked:
                self.complaints.append(call)
            self.chats.changed.notify_all()


class _BrokenConnection(Response):
    """A promise of a body that never comes, upon which the server closes the connection."""

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})


async def _goes_away(request: Request) -> bool:
    """Whether the other side leaves within a moment."""
    for _ in range(_LOOKS_FOR_LEAVING):
        if await request.is_disconnected():
            return True
        await asyncio.sleep(0.01)
    return False


async def _params(request: Request) -> dict[str, str]:
    """The parameters of a call, wherever a client of the Bot API may put them."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return dict(request.query_params) | await _form(request)
    body = (await request.body()).decode()
    if kind.startswith("application/json"):
        given = {name: v if isinstance(v, str) else json.dumps(v) for name, v in json.loads(body).items()}
    else:
        given = dict(parse_qsl(body, keep_blank_values=True))
    return dict(request.query_params) | given


async def _form(request: Request) -> dict[str, str]:
    """The parameters of a call that brings files along: of a file its bytes, a character for each, and its name."""
    given: dict[str, str] = {}
    async with request.form() as form:
        for name, value in form.items():
            if isinstance(value, str):
                given[name] = value
            else:
                given[name], given[f"{name}_name"] = (await value.read()).decode("latin-1"), value.filename or ""
    return _attached(given)


def _attached(given: dict[str, str]) -> dict[str, str]:
    """The same with each file in the place of what refers to it ("attach://...")."""
    references = {
        name: value.removeprefix("attach://") for name, value in given.items() if value.startswith("attach://")
    }
    files = {name: given[at] for name, at in references.items()}
    names = {f"{name}_name": given[f"{at}_name"] for name, at in references.items()}
    return given | files | names


def _refused(refusal: RefusalError) -> Response:
    return JSONResponse(refusal.to_json(), status_code=refusal.code)
