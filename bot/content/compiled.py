"""Compiled packs, kept from one start to the next.

Checking and compiling a pack takes seconds, reading what came of it a fraction of one. What is kept holds good for
exactly these files read by exactly this program: its name is a digest of both. Whatever is wrong with it, the pack is
compiled anew, so nobody ever has to clear anything.
"""

from __future__ import annotations

import gc
import importlib.metadata
import pickle
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import Any

from bot.core.conversation import Conversation

_PROGRAM = Path(__file__).parents[1]
_ROOMS = ("core", "content")
_READERS = ("pydantic", "PyStemmer", "PyYAML", "rapidfuzz", "tzdata")
_CASES = "cases"
_ENDING = ".compiled"
_DIGEST = 16
_blake2b = partial(blake2b, digest_size=_DIGEST)

_OUR_MODULES = "bot.core."
_BUILDING_BLOCKS = frozenset(
    {
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("collections", "Counter"),
        ("collections", "defaultdict"),
        ("builtins", "list"),
        ("datetime", "date"),
    }
)
"""The only classes of others that a compiled pack is made of."""


def open_pack(folder: Path, kept_in: Path) -> Conversation:
    """The pack in a folder, ready to be talked to: from `kept_in` where it was compiled before, and else kept there.

    Raises KnowledgeError where the pack has faults. A folder that cannot be written to only costs the time.
    """
    place = kept_in / f"{_name_of(folder)}{_digest_of(_files_of(folder))}{_ENDING}"
    with suppress(OSError, _UnusableError):
        return _read(place)
    conversation = compile_pack(folder)
    with suppress(OSError):
        _write(place, conversation)
    return conversation


def compile_pack(folder: Path) -> Conversation:
    """The pack in a folder, checked and compiled. Raises KnowledgeError where it has faults."""
    from bot.content.loader import load_knowledge

    with _without_garbage_collection():
        return Conversation(load_knowledge(folder))


class _UnusableError(Exception):
    """What was kept is damaged, or is not what it pretends to be."""


class _Unpickler(pickle.Unpickler):
    """Makes nothing but the records of the core, so that a file somebody else put there can do no harm."""

    def find_class(self, module: str, name: str) -> Any:
        found = (
            super().find_class(module, name) if self._is_ours(module) or (module, name) in _BUILDING_BLOCKS else None
        )
        if not isinstance(found, type):
            raise _UnusableError
        return found

    @staticmethod
    def _is_ours(module: str) -> bool:
        return module.startswith(_OUR_MODULES)


def _read(place: Path) -> Conversation:
    with place.open("rb") as file:
        digest = file.read(_DIGEST)
        if file_digest(file, _blake2b).digest() != digest:
            raise _UnusableError
        file.seek(_DIGEST)
        with _without_garbage_collection():
            conversation = _Unpickler(file).load()
    if not isinstance(conversation, Conversation):
        raise _UnusableError
    return conversation


def _write(place: Path, conversation: Conversation) -> None:
    """Put it there whole or not at all, and clear away what was kept of the same folder before."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    compiled = pickle.dumps(conversation, pickle.HIGHEST_PROTOCOL)
    with tempfile.NamedTemporaryFile(dir=place.parent, suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(_blake2b(compiled).digest())
            file.write(compiled)
        except OSError:
            part.unlink()
            raise
    part.replace(place)
    for older in place.parent.glob(place.name[: 2 * _DIGEST] + "*" + _ENDING):
        if older != place:
            older.unlink(missing_ok=True)


def _name_of(folder: Path) -> str:
    """Tells one folder from another, so that several packs are kept side by side."""
    return _digest((str(folder.resolve()).encode(),)).hex()


def _digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """A digest of the pack, of the program that compiles it and of what the program is built on."""
    versions = [sys.version, *(importlib.metadata.version(name) for name in _READERS)]
    parts = [*((name.encode(), content) for name, content in files), *((b"", each.encode()) for each in versions)]
    return _digest(piece for pair in parts for piece in pair).hex()


def _files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything the compiled pack depends on; the cases only test it."""
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if within.parts[0] != _CASES and path.is_file():
            yield within.as_posix(), path.read_bytes()
    for room in _ROOMS:
        for path in sorted((_PROGRAM / room).glob("*.py")):
            yield f"{room}/{path.name}", path.read_bytes()


def _digest(pieces: Iterable[bytes]) -> bytes:
    """Of the pieces one by one: "ab", "c" is not "a", "bc"."""
    digest = _blake2b()
    for piece in pieces:
        digest.update(len(piece).to_bytes(8, "big"))
        digest.update(piece)
    return digest.digest()


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """What is built here stays: to look through it for garbage again and again would take a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
