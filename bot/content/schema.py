"""From plain data to records: each field that does not fit its record becomes a finding at its own line."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.content.faults import Finding, error, field_name, suggestion
from bot.content.yaml_reader import Document
from bot.content.yaml_syntax import NOT_TEXT, QUOTE_IT

AnyModel = TypeVar("AnyModel", bound=BaseModel)
Route = tuple[str | int, ...]
Said = tuple[str, str, str]

_PATTERNS = {
    r"^[a-z][a-z0-9_]*$": ("is not an id", "an id has lower-case letters, digits and _ and begins with a letter"),
    r"^https?://\S+$": ("is not a web address", "begin it with https:// and leave no space in it"),
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": ("is not a time of day", 'write hours and minutes in quotes, such as "08:30"'),
    r"^[a-z]{2,3}$": ("is not a language code", "write two or three lower-case letters, such as en"),
}


def validated(
    record: type[AnyModel],
    document: Document,
    faults: list[Finding],
    path: Route = (),
    own_id: str | None = None,
) -> AnyModel | None:
    """The record that stands at `path`. Faults are added; None where there are any.

    `own_id` is the record's id where it stands outside the mapping: it is the file's name or the key above.
    """
    data = at(document.data, path)
    if own_id is not None and isinstance(data, dict):
        if "id" in data:
            faults.append(_second_id(document, path, own_id))
        data = {**data, "id": own_id}
    try:
        return record.model_validate(data)
    except ValidationError as refusal:
        for detail in refusal.errors(include_url=False, include_context=True):
            _report(record, document, detail, path, own_id, faults)
    return None


def at(data: object, path: Sequence[str | int]) -> Any:
    """What stands at a path of plain data; None where the path leads nowhere."""
    for part in path:
        match data, part:
            case dict(), str():
                data = data.get(part)
            case list(), int() if part < len(data):
                data = data[part]
            case _:
                return None
    return data


def _second_id(document: Document, path: Route, own_id: str) -> Finding:
    where = "the key above" if path else "the file's name"
    return error(
        "unknown_key",
        document.file,
        f'the id is {where}, "{own_id}"',
        "delete this line",
        line=document.line((*path, "id")),
        field=field_name((*path, "id")),
    )


def _report(
    record: type[BaseModel],
    document: Document,
    detail: ErrorDetails,
    path: Route,
    own_id: str | None,
    faults: list[Finding],
) -> None:
    inner = tuple(part for part in detail["loc"] if part != "[key]")
    place = path + inner
    if own_id is not None and inner == ("id",):
        faults.append(_bad_own_id(document, detail, path, own_id))
        return
    line = document.line(place)
    if line in document.told:
        return
    if detail["type"] == "extra_forbidden":
        code, message, fix = _unknown_key(record, inner)
    else:
        code, message, fix = _said(document, detail, place)
    faults.append(error(code, document.file, message, fix, line=line, field=field_name(place)))


def _bad_own_id(document: Document, detail: ErrorDetails, path: Route, own_id: str) -> Finding:
    _, message, fix = _pattern(detail) if detail["type"] == "string_pattern_mismatch" else _too_long(detail)
    if path:
        line = document.line(path)
        return error("bad_id", document.file, f'"{own_id}" {message}', fix, line=line, field=field_name(path))
    return error("file_name", document.file, f'the file\'s name is its id, and "{own_id}" {message}', fix)


def _unknown_key(record: type[BaseModel], inner: Route) -> Said:
    known = _keys(record, inner[:-1])
    fix = suggestion(str(inner[-1]), known, "delete it, or look up the right key in a sound file")
    return "unknown_key", "this key is not known here", fix


def _said(document: Document, detail: ErrorDetails, place: Route) -> Said:
    kind = detail["type"]
    if kind == "missing":
        return "missing_key", "is missing", f'add a line "{place[-1]}: ..." here'
    if detail["input"] is None:
        return "empty_value", "is empty", "fill it in, or delete it"
    teller = _TELLERS.get(kind)
    return teller(document, detail, place) if teller else ("wrong_value", detail["msg"], "see knowledge/README.md")


def _text_meant(document: Document, detail: ErrorDetails, place: Route) -> Said:
    value = detail["input"]
    written = document.written(place)
    if isinstance(value, (dict, list)):
        return _structure_for_text(document, value, place)
    read_as = "true or false" if isinstance(value, bool) else "a number" if isinstance(value, int | float) else "a date"
    return "not_text", f"YAML reads {written} as {read_as}, and a text is meant", f'put it in quotes: "{written}"'


def _structure_for_text(document: Document, value: dict[str, object] | list[object], place: Route) -> Said:
    if document.is_flow(place):
        return "not_text", NOT_TEXT.format(mark="[" if isinstance(value, list) else "{"), QUOTE_IT
    if isinstance(value, list):
        return "not_text", "a list stands where one text is meant", "keep one text, after the colon"
    message = f'a text is meant, and YAML reads what stands before ": " ("{next(iter(value), "")}") as a key'
    return "not_text", message, QUOTE_IT


def _list_meant(document: Document, detail: ErrorDetails, place: Route) -> Said:
    if isinstance(detail["input"], dict):
        return "not_list", "keys stand where a list is meant", 'begin each item with "- "'
    written = document.written(place)
    short = f"[{written}]" if written and " " not in written else '"- " before each item, on lines of their own'
    return "not_list", "a single value stands where a list is meant", f"write {short}"


def _keys_meant(document: Document, detail: ErrorDetails, place: Route) -> Said:
    what = "a list stands" if isinstance(detail["input"], list) else "a single value stands"
    return "not_mapping", f"{what} where keys with values are meant", 'write lines "key: value", indented under it'


def _one_of(document: Document, detail: ErrorDetails, place: Route) -> Said:
    given = str(place[-1]) if detail["loc"][-1] == "[key]" else document.written(place)
    names = [name.strip("'") for name in detail["ctx"]["expected"].replace(" or ", ", ").split(", ")]
    return (
        "unknown_value",
        f'"{given}" is not one of {", ".join(names)}',
        suggestion(str(given), names, "write one of these"),
    )


def _date_meant(document: Document, detail: ErrorDetails, place: Route) -> Said:
    given = document.written(place)
    message = f'"{given}" is not a date' if given is not None else "a date is meant"
    return "not_date", message, "write year-month-day, such as 2026-11-23"


def _number_meant(document: Document, detail: ErrorDetails, place: Route) -> Said:
    given = document.written(place)
    return "not_number", f'"{given}" is not a number' if given else "a number is meant", "write digits only"


def _truth_meant(document: Document, detail: ErrorDetails, place: Route) -> Said:
    return "not_truth", f'"{document.written(place)}" is neither true nor false', "write true or false"


def _pattern(detail: ErrorDetails) -> Said:
    message, fix = _PATTERNS.get(detail["ctx"]["pattern"], ("has the wrong form", "see knowledge/README.md"))
    return "bad_id" if message == "is not an id" else "wrong_value", message, fix


def _too_long(detail: ErrorDetails) -> Said:
    length, most = len(detail["input"]), detail["ctx"]["max_length"]
    return "too_long", f"is {length} characters long, and {most} is the most", "shorten it"


_TELLERS: Mapping[str, Callable[[Document, ErrorDetails, Route], Said]] = {
    "string_type": _text_meant,
    "tuple_type": _list_meant,
    "list_type": _list_meant,
    "model_type": _keys_meant,
    "model_attributes_type": _keys_meant,
    "mapping_type": _keys_meant,
    "dict_type": _keys_meant,
    "enum": _one_of,
    "date_type": _date_meant,
    "date_parsing": _date_meant,
    "date_from_datetime_parsing": _date_meant,
    "date_from_datetime_inexact": _date_meant,
    "int_type": _number_meant,
    "int_parsing": _number_meant,
    "int_from_float": _number_meant,
    "float_type": _number_meant,
    "float_parsing": _number_meant,
    "bool_type": _truth_meant,
    "bool_parsing": _truth_meant,
    "string_too_short": lambda document, detail, place: ("empty_value", "is empty", "write a text between the quotes"),
    "string_too_long": lambda document, detail, place: _too_long(detail),
    "string_pattern_mismatch": lambda document, detail, place: _quoting(_pattern(detail), detail["input"]),
}


def _quoting(said: Said, given: object) -> Said:
    code, message, fix = said
    return code, f'"{given}" {message}', fix


def _keys(record: type[BaseModel], path: Route) -> tuple[str, ...]:
    """The keys that are known where `path` leads inside a record."""
    hint: Any = record
    for part in path:
        hint = _inside(hint, part)
    return tuple(key for key in getattr(hint, "model_fields", ()) if key != "id")


def _inside(hint: Any, part: str | int) -> Any:
    """The type of what stands at a key or an item of a value of this type."""
    fields = getattr(hint, "model_fields", {})
    if "root" in fields:
        return _inside(fields["root"].annotation, part)
    inner = fields[part].annotation if part in fields else _item(hint)
    while isinstance(inner, types.UnionType) or typing.get_origin(inner) in (typing.Union, typing.Annotated):
        inner = next(each for each in typing.get_args(inner) if each is not types.NoneType)
    return inner


def _item(hint: Any) -> Any:
    """The type of the items of a list or of the values of a mapping."""
    arguments = [each for each in typing.get_args(hint) if each is not Ellipsis]
    return arguments[-1] if arguments else None
