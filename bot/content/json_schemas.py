"""JSON Schemas of a pack's files, for editors that complete and check YAML while it is typed.

They are made from the records that a pack is read into. They help and do not judge: a file they accept can still be
refused by `knowledge check`, which also sees what one file says of another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from bot.content.cases import ActsFile, FollowUpsFile, OutOfScopeFile, RedFlagCases, TopicFile
from bot.content.field_notes import FIELD_NOTES
from bot.content.readability import REASONS
from bot.content.references import KINDS
from bot.core.knowledge import (
    PLACEHOLDERS,
    Act,
    Condition,
    Elsewhere,
    Id,
    KnowledgeBase,
    Pack,
    Record,
    RedFlag,
    Remedy,
    Sign,
    Source,
    Text,
    Tip,
    Topic,
    Vocabulary,
    Wording,
)

JsonSchema = dict[str, Any]
Known = Mapping[str, Iterable[str]]

_DIALECT = "http://json-schema.org/draft-07/schema#"
"""The newest dialect that editors' YAML plugins all know."""

_NAMED_OUTSIDE = frozenset({"Topic", "Remedy", "RedFlag", "Condition", "Act", "Source"})
"""Records whose id is the file's name or the key above them, and no key of their own."""

_KEYS = {**FIELD_NOTES, "Aspect": FIELD_NOTES["Topic"]}
"""What the keys of mappings mean whose keys are fixed, by the name of what they are."""


class RedFlagsFile(Record):
    """The danger signs: what they look like in words, and which of them together mean what."""

    signs: dict[Id, Sign]
    red_flags: dict[Id, RedFlag]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: the name of its schema, where such files stand in a pack, and the shape of what is in them."""

    name: str
    files: tuple[str, ...]
    shape: Any


_CASES_OF_THEIR_OWN = ("acts", "out_of_scope", "follow_ups")

FILE_KINDS = (
    FileKind("topic", ("topics/*.yaml",), Topic),
    FileKind("remedy", ("remedies/*.yaml",), Remedy),
    FileKind("red_flags", ("red_flags.yaml",), RedFlagsFile),
    FileKind("conditions", ("conditions.yaml",), dict[Id, Condition]),
    FileKind("acts", ("acts.yaml",), dict[Id, Act]),
    FileKind("tips", ("tips.yaml",), tuple[Tip, ...]),
    FileKind("sources", ("sources.yaml",), dict[Id, Source]),
    FileKind("pack", ("pack.yaml",), Pack),
    FileKind("wording", ("wording.yaml",), Wording),
    FileKind("vocabulary", ("vocabulary.yaml",), Vocabulary),
    FileKind("elsewhere", ("elsewhere.yaml",), Elsewhere),
    FileKind("reading_grade", (REASONS,), dict[str, Text]),
    FileKind("cases_topic", ("cases/*.yaml", *(f"!cases/{name}.yaml" for name in _CASES_OF_THEIR_OWN)), TopicFile),
    FileKind("cases_acts", ("cases/acts.yaml",), ActsFile),
    FileKind("cases_out_of_scope", ("cases/out_of_scope.yaml",), OutOfScopeFile),
    FileKind("cases_follow_ups", ("cases/follow_ups.yaml",), FollowUpsFile),
    FileKind("cases_red_flag", ("cases/red_flags/*.yaml",), RedFlagCases),
)


def json_schemas(knowledge: KnowledgeBase | None) -> dict[str, JsonSchema]:
    """A schema for each kind of file, by name. The ids of a pack are offered where one is meant, but not asked for."""
    known = _known_ids(knowledge) if knowledge else {}
    return {kind.name: _schema(kind, known) for kind in FILE_KINDS}


def binding_note(pack: str, folder: str) -> str:
    """How to tell an editor which schema belongs to which file, with the settings ready to copy.

    `pack` and `folder` are paths within what is opened in the editor.
    """
    from_root, from_file = (folder, folder) if folder.startswith("/") else (f"./{folder}", f"../../../{folder}")
    files = {
        f"{from_root}/{kind.name}.json": [
            "!" * pattern.startswith("!") + f"{pack}/{pattern.removeprefix('!')}" for pattern in kind.files
        ]
        for kind in FILE_KINDS
    }
    settings = json.dumps({"yaml.yamlVersion": "1.1", "yaml.schemas": files}, indent=2)
    return _NOTE.format(folder=folder, from_file=from_file, settings=settings)


_NOTE = """\
# Help while you type

These schemas let an editor complete keys and ids, explain each key and underline mistakes. In Visual Studio Code,
install the extension "YAML" by Red Hat, then either

- put this into `.vscode/settings.json` of the folder you have opened:

```json
{settings}
```

- or write this as the first line of a file, with the way from that file to the schema:

```yaml
# yaml-language-server: $schema={from_file}/topic.json
```

The ids of topics, sources and the like that are offered are those of the day this was written. After adding some, run
`python -m bot knowledge schema {folder}` again. Whether a pack is sound, only `python -m bot knowledge check` can tell.
"""


class _Generator(GenerateJsonSchema):
    schema_dialect = _DIALECT

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  (the signature is the library's)
        return False


def _schema(kind: FileKind, known: Known) -> JsonSchema:
    made = TypeAdapter(kind.shape).json_schema(ref_template="#/definitions/{model}", schema_generator=_Generator)
    definitions = made.pop("$defs", {})
    records = {name: _record(each, known) for name, each in definitions.items()}
    whole = {"$schema": _DIALECT} | _record(made, known) | ({"definitions": records} if records else {})
    keyed: JsonSchema = _with_keys(whole, records)
    return keyed


def _record(schema: JsonSchema, known: Known) -> JsonSchema:
    """The schema of a record with a note on each key, without an id that stands outside, with ids to choose from."""
    name = schema.get("title", "")
    keys = {
        key: _described(_plain(_offering(value, known.get(KINDS.get(key, ("",))[0], ()))), name, key)
        for key, value in schema.get("properties", {}).items()
        if key != "id" or name not in _NAMED_OUTSIDE
    }
    rest: JsonSchema = _plain({key: value for key, value in schema.items() if key != "properties"})
    if name in _NAMED_OUTSIDE:
        rest["required"] = [key for key in rest["required"] if key != "id"]
    return rest | ({"properties": keys} if keys else {})


def _described(schema: JsonSchema, record: str, key: str) -> JsonSchema:
    note = next((FIELD_NOTES[each][key] for each in _lineage(record) if key in FIELD_NOTES.get(each, {})), None)
    if record == "Wording" and key in PLACEHOLDERS:
        note = f"{note} It may hold {', '.join(f'{{{name}}}' for name in sorted(PLACEHOLDERS[key]))}."
    return {"description": note} | schema if note else schema


def _lineage(record: str) -> Iterator[str]:
    """The name of a record and of those it extends."""
    found = next((each for each in _records(Record) if each.__name__ == record), None)
    for each in found.__mro__ if found else ():
        yield each.__name__


def _records(record: type[Record]) -> Iterator[type[Record]]:
    for each in record.__subclasses__():
        yield each
        yield from _records(each)


def _plain(schema: Any) -> Any:
    """A schema in the dialect of editors: no defaults, no null for what can be left out, fixed lists in the old way."""
    match schema:
        case dict():
            plain = {key: _plain(value) for key, value in schema.items() if key != "default"}
            if "prefixItems" in plain:
                plain["items"] = plain.pop("prefixItems")
            if "patternProperties" in plain:
                plain["additionalProperties"] = False
            choices = [each for each in plain.get("anyOf", ()) if each != {"type": "null"}]
            if len(choices) == 1:
                del plain["anyOf"]
                plain |= choices[0]
            return plain
        case list():
            return [_plain(each) for each in schema]
        case _:
            return schema


def _offering(schema: Any, ids: Iterable[str]) -> Any:
    """A schema in which each id is chosen from those known, or written anew."""
    match schema:
        case {"type": "string", "pattern": _} if ids:
            return {"anyOf": [{"enum": sorted(ids)}, schema]}
        case dict():
            return {key: _offering(value, ids) for key, value in schema.items()}
        case list():
            return [_offering(each, ids) for each in schema]
        case _:
            return schema


def _with_keys(schema: Any, definitions: Mapping[str, JsonSchema]) -> Any:
    """A schema in which a mapping with a fixed choice of keys lists them, so that an editor can complete them."""
    match schema:
        case {"propertyNames": {"$ref": str(name)}, "additionalProperties": value, **rest}:
            kind = name.rpartition("/")[2]
            notes = _KEYS.get(kind, {})
            keys = definitions[kind]["enum"]
            listed = {key: {"description": notes[key]} | value if key in notes else value for key in keys}
            return rest | {"properties": listed, "additionalProperties": False}
        case dict():
            return {key: _with_keys(value, definitions) for key, value in schema.items()}
        case list():
            return [_with_keys(each, definitions) for each in schema]
        case _:
            return schema


def _known_ids(knowledge: KnowledgeBase) -> Known:
    """The ids of a pack by what they name, as references.py calls it."""
    return {
        "sources": knowledge.sources,
        "topics": knowledge.topics,
        "remedies": [own_id for own_id, topic in knowledge.topics.items() if isinstance(topic, Remedy)],
        "conditions": knowledge.conditions,
        "signs": knowledge.signs,
        "groups": {concept.group for concept in knowledge.vocabulary.concepts.values()},
    }
