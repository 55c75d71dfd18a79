"""The questions that are put to every method: the cases of a pack, or a folder of JSON Lines.

in_scope.jsonl, red_flags.jsonl, acts.jsonl   {"text", "accept": [ids]}; any id of `accept` is a right first answer
near_miss.jsonl                               {"text"}: must not alarm
out_of_scope.jsonl                            {"text", "kind"}
follow_ups.jsonl                              {"turns": [{"text", "accept"}]}; turns with `accept` are judged

A file may be missing. Other keys are passed over. What is read here is measured with and goes nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.content.examination import Part, Trial
from bot.content.schema import Route


class QuestionsError(Exception):
    """A folder of questions cannot be read. The message says what, where and what to do."""


class Row(BaseModel):
    """One text, with the ids that are right answers to it or the kind of thing it is."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str
    accept: tuple[str, ...] = ()
    kind: str = ""


class Dialogue(BaseModel):
    """The turns of one chat."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    turns: tuple[Row, ...]


_Form = TypeVar("_Form", bound=BaseModel)

_FILES = {
    "in_scope": Part.TOPICS,
    "red_flags": Part.MUST,
    "near_miss": Part.MUST_NOT,
    "out_of_scope": Part.OUT_OF_SCOPE,
    "acts": Part.ACTS,
}
_NEED_ACCEPT = frozenset({Part.TOPICS, Part.MUST, Part.ACTS})
_FOLLOW_UPS = "follow_ups"


def read_folder(folder: Path) -> tuple[Trial, ...]:
    """The questions of a folder. Raises QuestionsError where one cannot be read or where there are none."""
    found = [trial for name, part in _FILES.items() for trial in _single(folder / f"{name}.jsonl", part)]
    found += _dialogues(folder / f"{_FOLLOW_UPS}.jsonl")
    if not found:
        names = ", ".join(f"{name}.jsonl" for name in (*_FILES, _FOLLOW_UPS))
        raise QuestionsError(f"{folder}: there are no questions; put at least one of these files there: {names}.")
    return tuple(found)


def _single(path: Path, part: Part) -> Iterator[Trial]:
    for number, row in _rows(path, Row):
        if part in _NEED_ACCEPT and not row.accept:
            raise QuestionsError(f'{path}:{number}: "accept" is missing; name the ids that are right answers.')
        route: Route = (path.stem, number)
        yield Trial(part, row.accept[0] if row.accept else row.kind, route, (row.text,), row.accept)


def _dialogues(path: Path) -> Iterator[Trial]:
    for number, dialogue in _rows(path, Dialogue):
        texts = tuple(turn.text for turn in dialogue.turns)
        for place, turn in enumerate(dialogue.turns):
            if turn.accept:
                route: Route = (path.stem, number, "turns", place)
                yield Trial(Part.FOLLOW_UPS, turn.accept[0], route, texts[: place + 1], turn.accept)


def _rows(path: Path, form: type[_Form]) -> Iterator[tuple[int, _Form]]:
    """The lines of a file that are not blank, with their numbers."""
    lines = path.read_text("utf-8-sig").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, form.model_validate_json(line)
            except ValidationError as error:
                fault = error.errors()[0]
                where = ".".join(map(str, fault["loc"])) or "the line"
                raise QuestionsError(f"{path}:{number}: {where}: {fault['msg']}; mend this line.") from error
