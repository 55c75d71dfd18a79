"""Packs for tests: a whole one on a subject of its own, in two languages, and copies that something is done to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content.loader import load_knowledge
from bot.errors import KnowledgeError

BREAD_BOOKS = Path(__file__).parents[1] / "packs" / "bread"
"""The folder of the packs about bread, one a language."""

BREAD = BREAD_BOOKS / "en"
GERMAN_BREAD = BREAD_BOOKS / "de"
ENGLISH = Path(__file__).parents[2] / "knowledge" / "en"


class PackCopy:
    """A copy of the bread pack that a test may damage."""

    def __init__(self, parent: Path) -> None:
        self.folder = parent / "bread"
        shutil.copytree(BREAD, self.folder)

    def replace(self, file: str, old: str, new: str) -> None:
        """Put `new` where `old` stands, which must be exactly once."""
        text = self.read(file)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        self.write(file, text.replace(old, new))

    def append(self, file: str, text: str) -> None:
        self.write(file, self.read(file) + text)

    def read(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str | bytes) -> None:
        (self.folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())

    def remove(self, file: str) -> None:
        (self.folder / file).unlink()

    def rename(self, file: str, other: str) -> None:
        (self.folder / file).rename(self.folder / other)

    def faults(self) -> list[str]:
        """The lines an editor gets; a sound pack fails the test."""
        with pytest.raises(KnowledgeError) as refused:
            load_knowledge(self.folder)
        return list(refused.value.faults)
