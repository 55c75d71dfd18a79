"""The schemas for editors accept every sound file, and underline what is wrong with a damaged one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from bot.content.faults import Finding
from bot.content.field_notes import FIELD_NOTES
from bot.content.json_schemas import FILE_KINDS, FileKind, binding_note, json_schemas
from bot.content.loader import load_knowledge
from bot.content.yaml_reader import read_yaml
from tests.support.packs import BREAD, PackCopy

OURS = Path(__file__).parents[2] / "knowledge" / "en"


def files(kind: FileKind, folder: Path) -> Iterator[Path]:
    """The files of a kind, as an editor's settings select them: patterns, less those that begin with "!"."""
    wanted = [pattern for pattern in kind.files if not pattern.startswith("!")]
    unwanted = [pattern[1:] for pattern in kind.files if pattern.startswith("!")]
    for pattern in wanted:
        for path in folder.glob(pattern):
            if not any(fnmatch(str(path.relative_to(folder)), each) for each in unwanted):
                yield path


def mistakes(path: Path, schema: dict[str, Any]) -> list[str]:
    """What an editor would underline: the path and the message of each mistake."""
    faults: list[Finding] = []
    document = read_yaml(path, path.name, faults)
    assert document is not None
    data = json.loads(json.dumps(document.data, default=str))
    found = Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(data)
    return [f"{'.'.join(map(str, each.absolute_path))}: {each.message}" for each in found]


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, Any]]:
    return json_schemas(load_knowledge(BREAD))


@pytest.mark.parametrize("folder", [BREAD, OURS], ids=["bread", "ours"])
@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.name)
def test_sound_files_have_no_mistakes(kind: FileKind, folder: Path, schemas: dict[str, dict[str, Any]]) -> None:
    found = list(files(kind, folder))
    assert found or kind.name == "reading_grade", "the one file a pack can do without"
    assert [
        (path.name, mistakes(path, schemas[kind.name])) for path in found if mistakes(path, schemas[kind.name])
    ] == []


def test_every_yaml_file_but_the_fitted_one_has_one_schema() -> None:
    chosen = [path for kind in FILE_KINDS for path in files(kind, OURS)]
    assert sorted(chosen) == sorted(path for path in OURS.rglob("*.yaml") if path.name != "fitted.yaml")


def test_a_schema_is_a_schema(schemas: dict[str, dict[str, Any]]) -> None:
    for schema in schemas.values():
        Draft7Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("file", "kind", "old", "new", "mistake"),
    [
        ("topics/dense_bread.yaml", "topic", "summary:", "sumary:", "'sumary' was unexpected"),
        ("topics/dense_bread.yaml", "topic", "kind: symptom", "kind: symtom", "kind: 'symtom' is not one of"),
        ("topics/dense_bread.yaml", "topic", "label: Dense bread\n", "", "'label' is a required property"),
        ("topics/dense_bread.yaml", "topic", "2026-11-01", "1.11.2026", "reviewed: '1.11.2026' is not a 'date'"),
        ("topics/dense_bread.yaml", "topic", "  how_to: There", "  howto: There", "no_answer: Additional"),
        ("topics/dense_bread.yaml", "topic", "title: Dense bread", "id: x\ntitle: Dense bread", "'id' was unexpected"),
        ("remedies/kneading.yaml", "remedy", "ask_first: sore wrists\n", "", "'ask_first' is a required property"),
        ("remedies/kneading.yaml", "remedy", "grade: good", "grade: yes", "evidence.grade: True is not"),
        ("tips.yaml", "tips", "season: summer", "season: spring", "1.season: 'spring' is not one of"),
        ("conditions.yaml", "conditions", "coeliac:", "Coeliac:", "'Coeliac' do"),
        ("sources.yaml", "sources", "https://example.org/flour", "example.org/flour", "flour_guide.address: "),
        ("red_flags.yaml", "red_flags", "rank: 2", "rank: two", "red_flags.mouldy_bread.rank: 'two' is not of type"),
        ("vocabulary.yaml", "vocabulary", "  - [ph, f]", "  - [ph]", "sounds.0: ['ph'] is too short"),
        ("cases/dense_bread.yaml", "cases_topic", "aspect: causes", "aspect: cause", "cases.1: "),
    ],
)
def test_a_damaged_file_has_a_mistake(
    pack: PackCopy, schemas: dict[str, dict[str, Any]], file: str, kind: str, old: str, new: str, mistake: str
) -> None:
    assert mistakes(pack.folder / file, schemas[kind]) == []
    text = pack.read(file)
    assert old in text
    pack.write(file, text.replace(old, new, 1))
    assert any(mistake in each for each in mistakes(pack.folder / file, schemas[kind]))


def properties(schema: object) -> Iterator[tuple[str, Any]]:
    """Every key that a schema knows, with what it says of it."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value.items()
            yield from properties(value)
    elif isinstance(schema, list):
        for each in schema:
            yield from properties(each)


def test_every_key_is_explained(schemas: dict[str, dict[str, Any]]) -> None:
    silent = {
        (name, key)
        for name, schema in schemas.items()
        for key, value in properties(schema)
        if "description" not in value
    }
    assert {key for _, key in silent} <= {"good", "some", "weak", "none", "emergency", "same_day", "soon"}


def test_every_note_is_of_a_key_that_exists(schemas: dict[str, dict[str, Any]]) -> None:
    known = {key for schema in schemas.values() for key, _ in properties(schema)}
    assert {key for notes in FIELD_NOTES.values() for key in notes} <= known


def test_ids_of_the_pack_are_offered_and_new_ones_accepted(pack: PackCopy, schemas: dict[str, dict[str, Any]]) -> None:
    offered = schemas["topic"]["definitions"]["Point"]["properties"]["remedy"]["anyOf"][0]["enum"]
    assert offered == ["freezing", "kneading", "long_rest", "steam"]
    pack.replace("topics/pale_crust.yaml", "    - remedy: steam\n", "    - remedy: a_new_one\n")
    assert mistakes(pack.folder / "topics/pale_crust.yaml", schemas["topic"]) == []


def test_without_a_sound_pack_the_schemas_offer_no_ids() -> None:
    assert "anyOf" not in json_schemas(None)["topic"]["definitions"]["Point"]["properties"]["remedy"]


def test_the_note_holds_settings_for_every_schema() -> None:
    note = binding_note("knowledge/en", "schemas")
    settings = json.loads(note.split("```json\n")[1].split("```")[0])
    assert settings["yaml.schemas"]["./schemas/topic.json"] == ["knowledge/en/topics/*.yaml"]
    assert "!knowledge/en/cases/acts.yaml" in settings["yaml.schemas"]["./schemas/cases_topic.json"]
    assert len(settings["yaml.schemas"]) == len(FILE_KINDS)
