"""A pack in service: opened only where its danger signs are recognised well enough, and replaced while it runs.

A changed pack comes into use by itself. One with a fault, or one that recognises danger signs too seldom, is refused
with the same lines an editor gets from `knowledge check`, and the pack before it stays in service.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from bot.content.cases import load_cases
from bot.content.compiled import compile_pack
from bot.content.examination import Part, examine, trials
from bot.content.faults import Severity
from bot.content.floors import below, below_over_all
from bot.core.conversation import Conversation
from bot.errors import KnowledgeError

_log = structlog.get_logger(__name__)


def open_for_service(
    folder: Path, now: datetime, open_pack: Callable[[Path], Conversation] = compile_pack
) -> Conversation:
    """The pack in a folder, ready to talk to people; `open_pack` opens a folder.

    Raises KnowledgeError where it has faults, or where its red-flag cases fall below the floor (content/floors.py).
    """
    conversation = open_pack(folder)
    knowledge = conversation.knowledge
    red_flags = (trial for trial in trials(load_cases(folder, knowledge)) if trial.part in {Part.MUST, Part.MUST_NOT})
    examination = examine(conversation, red_flags, now)
    missed = [
        f"red_flags.yaml: {problem.path[-1]}: {problem.message}; {problem.fix}"
        for problem in below(examination, knowledge)
        if problem.severity is Severity.ERROR
    ]
    over_all = [str(finding) for finding in below_over_all(examination)]
    if missed or over_all:
        raise KnowledgeError([*missed, *over_all])
    return conversation


class PackInService:
    """The conversation that is talked to now. `refresh` is safe to call from another thread."""

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime],
        open_pack: Callable[[Path], Conversation] = compile_pack,
    ) -> None:
        self._folder = folder
        self._now = now
        self._open_pack = open_pack
        self._seen = _fingerprint(folder)
        self._conversation = open_for_service(folder, now(), open_pack)

    def current(self) -> Conversation:
        """The conversation of the newest pack that was sound."""
        return self._conversation

    def refresh(self, *, even_unchanged: bool = False) -> bool:
        """Take the pack on disk into service if its files have changed. True where another one is in service now."""
        fingerprint = _fingerprint(self._folder)
        if fingerprint == self._seen and not even_unchanged:
            return False
        self._seen = fingerprint
        try:
            self._conversation = open_for_service(self._folder, self._now(), self._open_pack)
        except KnowledgeError as error:
            _log.error("pack_refused", faults=error.faults)
            return False
        _log.info("pack_in_service", topics=len(self._conversation.knowledge.topics))
        return True


def _fingerprint(folder: Path) -> frozenset[tuple[str, int, int]]:
    """What tells that a file was added, changed or taken away, without reading any."""
    found = []
    for path in folder.rglob("*"):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue  # an editor's temporary file, gone between the two looks
        if path.is_file():
            found.append((path.relative_to(folder).as_posix(), status.st_mtime_ns, status.st_size))
    return frozenset(found)
