"""How log lines look. They go to stderr, and the token is taken out of every one of them."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import Processor

from bot.config import LogFormat, LogLevel


def set_up_logging(level: LogLevel, log_format: LogFormat, token: str | None) -> None:
    """Send what structlog and the libraries log to stderr, one format for both, without the token.

    Below INFO only the bot's own words are logged: what libraries say there quotes what people write.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutSecret(token, foreign_pre_chain=shared, processors=_rendering(log_format)))
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=max(number, logging.INFO), handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(number)
    logging.getLogger("alembic").setLevel(max(number, logging.WARNING))


class _WithoutSecret(structlog.stdlib.ProcessorFormatter):
    """Libraries quote the addresses they call, and the token is part of them."""

    def __init__(self, token: str | None, *, foreign_pre_chain: list[Processor], processors: list[Processor]) -> None:
        super().__init__(foreign_pre_chain=foreign_pre_chain, processors=processors)
        # What stands before the colon is the bot's public id, and an address may have the colon itself encoded.
        self._secret = token.partition(":")[2] if token else ""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return line.replace(self._secret, "***") if self._secret else line


def _rendering(log_format: LogFormat) -> list[Processor]:
    """Tracebacks come without the values of variables: those hold what people wrote."""
    remove_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if log_format is LogFormat.JSON:
        return [remove_meta, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    console = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    return [remove_meta, console]
