"""A pack in service: opened only where its danger signs are recognised well enough, and replaced while it runs.

A changed pack comes into use by itself. One with a fault, or one that recognises danger signs too seldom, is refused
with the same lines an editor gets from `knowledge check`, and the pack before it stays in service.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import structlog

from bot.content.cases import load_cases
from bot.content.compiled import compile_pack
from bot.content.examination import Part, examine, trials
from bot.content.faults import Severity
from bot.content.floors import below, below_over_all
from bot.content.packs import find_packs, misplaced
from bot.core.conversation import Conversation
from bot.core.languages import Spoken
from bot.errors import KnowledgeError, SettingsError

_Fingerprint: TypeAlias = frozenset[tuple[str, int, int]]

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
        self._is_refused = False

    @property
    def is_refused(self) -> bool:
        """Whether the pack on disk was refused, so that an older one is in service."""
        return self._is_refused

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
            self._is_refused = True
            _log.error("pack_refused", faults=error.faults)
            return False
        self._is_refused = False
        _log.info("pack_in_service", topics=len(self._conversation.knowledge.topics))
        return True


class PacksInService:
    """The packs at a path, one for each language. `refresh` is safe to call from another thread.

    All of them are in memory: the first to write in a language would otherwise wait while its pack is examined, and
    what is wrong with it would come out only then.
    """

    def __init__(
        self,
        path: Path,
        default: str,
        now: Callable[[], datetime],
        open_pack: Callable[[Path], Conversation] = compile_pack,
    ) -> None:
        self._path = path
        self._default = default
        self._now = now
        self._open_pack = open_pack
        self._refused: dict[Path, _Fingerprint] = {}
        self._packs = self._opened(find_packs(path, default))
        self._spoken = self._gathered()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are packs in, the default one first."""
        return self._spoken.languages

    @property
    def refused(self) -> tuple[str, ...]:
        """The names of the folders whose pack is not fit for service as it is on disk."""
        held_back = (folder for folder, pack in self._packs.items() if pack.is_refused)
        return tuple(folder.name for folder in (*held_back, *self._refused))

    def __call__(self, *wished: str | None) -> Conversation:
        """The conversation in the first of these languages that is spoken, or else in the default one."""
        return self._spoken(*wished)

    def refresh(self, *, even_unchanged: bool = False) -> bool:
        """Take what has changed on disk into service, a folder that was added or taken away too.

        True where something else is in service now. The pack in the default language stays, come what may.
        """
        try:
            folders = find_packs(self._path, self._default)
        except (OSError, SettingsError) as error:
            _log.error("packs_not_found", error=type(error).__name__)
            return False
        changed = [pack.refresh(even_unchanged=even_unchanged) for pack in self._packs.values()]
        added = [self._add(folder, even_unchanged=even_unchanged) for folder in folders if folder not in self._packs]
        _, *others = self._packs
        gone = [self._packs.pop(folder) for folder in others if folder not in folders]
        self._refused = {folder: seen for folder, seen in self._refused.items() if folder in folders}
        self._spoken = self._gathered()
        return any((*changed, *added, gone))

    def _opened(self, folders: Sequence[Path]) -> dict[Path, PackInService]:
        """The packs in these folders. Raises KnowledgeError with the faults of all of them."""
        packs, faults = {}, []
        for folder in folders:
            try:
                packs[folder] = self._open(folder)
            except KnowledgeError as error:
                faults += [fault if len(folders) == 1 else f"{folder.name}/{fault}" for fault in error.faults]
        if faults:
            raise KnowledgeError(faults)
        return packs

    def _open(self, folder: Path) -> PackInService:
        pack = PackInService(folder, self._now, self._open_pack)
        if fault := misplaced(self._path, folder, pack.current().knowledge.pack.language):
            raise KnowledgeError([fault])
        return pack

    def _add(self, folder: Path, *, even_unchanged: bool) -> bool:
        """Open one more pack, unless it was refused as it is now."""
        fingerprint = _fingerprint(folder)
        if self._refused.get(folder) == fingerprint and not even_unchanged:
            return False
        try:
            self._packs[folder] = self._open(folder)
            self._refused.pop(folder, None)
        except KnowledgeError as error:
            self._refused[folder] = fingerprint
            _log.error("pack_refused", faults=error.faults)
            return False
        return True

    def _gathered(self) -> Spoken:
        return Spoken(*(pack.current() for pack in self._packs.values()))


def _fingerprint(folder: Path) -> _Fingerprint:
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
