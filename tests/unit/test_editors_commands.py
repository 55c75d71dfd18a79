"""The commands that write files for editors and reviewers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.config import Settings
from tests.support.packs import BREAD, PackCopy


@pytest.fixture(autouse=True)
def bread(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The pack is about bread, no other setting is made, and no `.env` is near."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("KNOWLEDGE_PATH", str(BREAD))
    monkeypatch.chdir(tmp_path)


def command(*words: str) -> Result:
    return CliRunner().invoke(cli, ["knowledge", *words])


def test_the_book_is_one_file(tmp_path: Path) -> None:
    result = command("book", "for/review.html")
    assert result.exit_code == 0
    assert result.stdout == "for/review.html: the book is written.\n"
    text = (tmp_path / "for" / "review.html").read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>\n<html lang=")
    assert text.endswith("</html>\n")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, and no folder", "utf-8")
    result = command("book", "taken/review.html")
    assert result.exit_code == 2
    assert "taken/review.html cannot be written" in " ".join(result.stderr.replace("│", " ").split())


def test_a_book_of_a_faulty_pack_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = PackCopy(tmp_path)
    pack.remove("acts.yaml")
    monkeypatch.setenv("KNOWLEDGE_PATH", str(pack.folder))
    result = command("book", "review.html")
    assert result.exit_code == 1
    assert "acts.yaml: this file is missing" in result.stderr
    assert not (tmp_path / "review.html").exists()


def test_schemas_come_with_settings_for_the_folder_they_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = PackCopy(tmp_path)
    monkeypatch.setenv("KNOWLEDGE_PATH", str(pack.folder))
    result = command("schema", "schemas")
    assert result.stdout == ("schemas: 17 schemas are written; README.md beside them says how an editor uses them.\n")
    note = (tmp_path / "schemas" / "README.md").read_text("utf-8")
    for schema, patterns in json.loads(note.split("```json\n")[1].split("```")[0])["yaml.schemas"].items():
        assert json.loads((tmp_path / schema).read_text("utf-8"))["$schema"]
        assert any(tmp_path.glob(patterns[0])) or patterns == ["bread/reading_grade.yaml"]


def test_schemas_of_a_faulty_pack_offer_no_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = PackCopy(tmp_path)
    pack.remove("acts.yaml")
    monkeypatch.setenv("KNOWLEDGE_PATH", str(pack.folder))
    result = command("schema", "schemas")
    assert result.exit_code == 0
    assert "1 fault, so no ids are offered yet." in result.stderr
    assert "kneading" not in (tmp_path / "schemas" / "topic.json").read_text("utf-8")
