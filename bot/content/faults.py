"""What is wrong with a pack, one finding for each fault, worded for the editor who can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process, utils

from bot.errors import KnowledgeError

_NEAR_ENOUGH = 70


class Severity(StrEnum):
    """An error fails the check; one that keeps a pack from being read refuses it. A warning is worth mending."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where it is, what is wrong and the likely fix. `code` is stable, for machines to sort by.

    `file` is relative to the pack's folder, `line` counts from one, `field` names the keys that lead there, such as
    `relief.points#2.text` for the text of the second point.
    """

    severity: Severity
    code: str
    file: str
    line: int | None
    field: str | None
    message: str
    fix: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.field, f"{self.message}; {self.fix}") if part)


def error(
    code: str, file: str, message: str, fix: str, *, line: int | None = None, field: str | None = None
) -> Finding:
    """A finding that refuses the pack."""
    return Finding(Severity.ERROR, code, file, line, field, message, fix)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by file and line, each said once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda each: (each.file, each.line or 0, each.field or "")))


class FaultyPackError(KnowledgeError):
    """A pack or its test set has faults; `findings` are the same as `faults`, each with its parts."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__([str(finding) for finding in findings])
        self.findings = tuple(findings)


def refuse_if_any(findings: Iterable[Finding]) -> None:
    """Raise FaultyPackError where there are findings, with all of them in order."""
    if ordered := in_order(findings):
        raise FaultyPackError(ordered)


def suggestion(name: str, names: Iterable[str], otherwise: str) -> str:
    """The likely fix for a name that does not exist: the nearest of `names`, or what to do where none is near."""
    best = process.extractOne(
        name, sorted(names), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_NEAR_ENOUGH
    )
    return f'did you mean "{best[0]}"?' if best else otherwise


def field_name(path: Iterable[str | int]) -> str | None:
    """The keys of a path as an editor reads them: `points#2` is the second of `points`; None for no path at all."""
    name = ""
    for part in path:
        name += f"#{part + 1}" if isinstance(part, int) else f".{part}" if name else part
    return name or None
