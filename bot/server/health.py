"""GET /healthz: 200 while the bot is well, 503 with the names of what is wrong while it is not."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NoReturn

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.core.health import Health
from bot.errors import ServerError

_SECONDS_TO_FINISH = 2


def make_server(health: Callable[[], Health], now: Callable[[], datetime]) -> Starlette:
    """An ASGI application that tells of the bot's health as it is when asked."""

    async def on_healthz(_: Request) -> JSONResponse:
        known, moment = health(), now()
        red = known.red(moment)
        facts = {
            "red": red,
            "canary": {"silent": known.silent},
            "pack": {"refused": known.refused},
            "telegram": {"seconds_since_poll": round((moment - known.polled_at).total_seconds(), 1)},
        }
        return JSONResponse(facts, 503 if red else 200, {"Cache-Control": "no-store"})

    return Starlette(routes=[Route("/healthz", on_healthz)])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at an address; port 0 is any that is free. Raises ServerError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ServerError(f"HEALTH_ADDRESS {host}:{port} cannot be listened at: name one that is free here.") from error


async def serve(server: Starlette, listening: socket.socket) -> NoReturn:
    """Answer at a socket until cancelled, then finish what was begun."""
    config = uvicorn.Config(
        server,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    serving = _Server(config)
    task = asyncio.create_task(serving.serve([listening]))
    try:
        await asyncio.shield(task)
    finally:
        serving.should_exit = True
        await task
    raise ServerError("The health server has ended by itself: start the bot again.")


class _Server(uvicorn.Server):
    """A server that leaves SIGINT and SIGTERM to the bot."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
