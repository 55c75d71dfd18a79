"""The commands for editors, as somebody at a keyboard or a program meets them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.config import Settings
from tests.support.packs import BREAD, PackCopy

CHECKOUT = Path(__file__).parents[2]
IDLE_SOURCE = "idle:\n  title: Idle\n  publisher: Nobody\n  address: https://example.org/\n"
WHEEZING = ("hard to breathe, wheezing, choking", "hard to breathe, choking")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting is made but the pack, and no `.env` is near."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("KNOWLEDGE_PATH", str(BREAD))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def pack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PackCopy:
    """A pack to damage, which the commands are about."""
    copy = PackCopy(tmp_path)
    monkeypatch.setenv("KNOWLEDGE_PATH", str(copy.folder))
    return copy


def command(*words: str) -> Result:
    return CliRunner().invoke(cli, ["knowledge", *words])


def test_check_passes_a_sound_pack() -> None:
    result = command("check")
    assert result.stdout.endswith("no fault in 9 topics and 2 red flags.\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert command("check", "--strict").exit_code == 0


def test_check_shows_how_each_red_flag_and_the_other_cases_fared() -> None:
    lines = command("check").stdout.splitlines()
    assert any(line.split() == ["allergy", "3", "3", "0", "0", "100.0%", "100.0%", "2", "0", "0.0%"] for line in lines)
    assert "topics: 100.0% of 9 cases right" in lines
    assert any(line.startswith("reading grade: median ") for line in lines)


def test_check_says_how_cases_go_wrong(pack: PackCopy) -> None:
    pack.write("cases/pale_crust.yaml", "topic: pale_crust\ncases: [qwerty uiop asdf]\n")
    assert "topics: 90.0% of 10 cases right; 1 silent" in command("check").stdout


def test_check_names_every_fault_and_fails(pack: PackCopy) -> None:
    pack.remove("acts.yaml")
    pack.append("sources.yaml", "nonsense: {}\n")
    result = command("check")
    assert result.exit_code == 1
    *lines, last = result.stdout.splitlines()
    assert lines == [f"error: {fault}" for fault in pack.faults()]
    assert last.endswith("the rest is looked at once the pack can be read.")


def test_check_looks_at_the_cases_too(pack: PackCopy) -> None:
    pack.append("cases/acts.yaml", "nonsense: {}\n")
    result = command("check")
    assert result.exit_code == 1
    assert "error: cases/acts.yaml:" in result.stdout


def test_a_warning_is_printed_and_fails_only_a_strict_check(pack: PackCopy) -> None:
    pack.append("sources.yaml", IDLE_SOURCE)
    result = command("check")
    assert result.exit_code == 0
    assert "warning: sources.yaml:" in result.stdout
    assert result.stdout.endswith("0 errors and 1 warning in 9 topics and 2 red flags.\n")
    assert command("check", "--strict").exit_code == 1


def test_a_red_flag_under_the_floor_fails_the_check(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", *WHEEZING)
    result = command("check")
    assert result.exit_code == 1
    assert "error: red_flags.yaml:" in result.stdout


def test_check_for_programs_is_one_json_document(pack: PackCopy) -> None:
    pack.append("sources.yaml", IDLE_SOURCE)
    result = command("check", "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["errors"], document["warnings"]) == (0, 0, 1)
    (finding,) = document["findings"]
    assert (finding["severity"], finding["code"], finding["file"]) == ("warning", "source_uncited", "sources.yaml")
    assert {"line", "field", "message", "fix"} <= finding.keys()
    assert command("check", "--json", "--strict").exit_code == 1


def test_check_for_programs_tells_of_a_pack_that_cannot_be_read_too(pack: PackCopy) -> None:
    pack.remove("acts.yaml")
    result = command("check", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert document["findings"][0]["code"] == "missing_file"
    assert document["red_flags"] == []


def test_export_writes_one_json_document() -> None:
    result = command("export")
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {"topics", "red_flags", "acts", "tips"} <= document.keys()
    assert "pale_crust" in {topic["id"] for topic in document["topics"]}


def test_coverage_has_a_row_for_each_topic(pack: PackCopy) -> None:
    pack.replace("topics/dense_bread.yaml", "  evidence: It is no remedy.\n", "")
    result = command("coverage")
    row = next(line.split() for line in result.stdout.splitlines() if "dense_bread" in line)
    assert row[1:10] == ["•", "•", "•", "–", "–", "•", "!", "–", "•"]
    assert row[10:14] == ["25", "3", "1", "3"]
    assert result.exit_code == 0


def test_coverage_lists_what_is_confused(pack: PackCopy) -> None:
    assert "such as" not in command("coverage").stdout
    pack.write("cases/pale_crust.yaml", "topic: pale_crust\ncases: [my dough sticks to everything]\n")
    result = command("coverage")
    row = next(line.split() for line in result.stdout.splitlines() if "sticks to everything" in line)
    assert row[:3] == ["pale_crust", "1", "sticky_dough"]
    assert "1 of 26 cases are heard as something else." in result.stdout


def test_coverage_draws_a_picture(tmp_path: Path) -> None:
    result = command("coverage", "--plot", str(tmp_path / "map.svg"))
    assert result.exit_code == 0
    assert (tmp_path / "map.svg").read_text("utf-8").startswith("<svg ")


def test_a_picture_that_cannot_be_drawn_is_an_error_without_a_traceback(tmp_path: Path) -> None:
    result = command("coverage", "--plot", str(tmp_path))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_diff_of_a_pack_with_itself_is_empty_and_passes() -> None:
    result = command("diff", str(BREAD), str(BREAD))
    assert result.stdout == "25 cases: 0 red flags weakened, 0 worse, 0 changed, 0 better.\n"
    assert result.exit_code == 0


def test_diff_fails_where_a_red_flag_is_weakened_and_says_so_first(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", *WHEEZING)
    result = command("diff", str(BREAD), str(pack.folder))
    assert result.exit_code == 1
    first, *_, last = result.stdout.splitlines()
    assert first.startswith(
        'red flag weakened: "I just had your seed bread", "now I am wheezing" (allergy): urgent allergy -> '
    )
    assert last == "25 cases: 1 red flag weakened, 0 worse, 0 changed, 0 better."


def test_diff_passes_where_everything_got_better(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", *WHEEZING)
    result = command("diff", str(pack.folder), str(BREAD))
    assert result.exit_code == 0
    assert result.stdout.startswith("better: ")


def test_diff_refuses_a_pack_with_faults(pack: PackCopy) -> None:
    pack.remove("acts.yaml")
    result = command("diff", str(BREAD), str(pack.folder))
    assert result.exit_code == 1
    assert result.stderr.splitlines() == pack.faults()


def test_progress_is_shown_on_a_terminal_and_kept_off_the_output() -> None:
    assert b"cases" in stderr_of_a_check(in_terminal=True)
    assert stderr_of_a_check(in_terminal=False) == b""


def stderr_of_a_check(*, in_terminal: bool) -> bytes:
    """What `knowledge check --json` writes to standard error, with what stands on standard output looked at."""
    ours, theirs = pty.openpty() if in_terminal else os.pipe()
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT), "TERM": "xterm"}
    arguments = [sys.executable, "-m", "bot", "knowledge", "check", "--json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=theirs, env=environment) as running:
        os.close(theirs)
        written = read_to_end(ours)
        assert running.stdout is not None
        assert json.loads(running.stdout.read())["errors"] == 0
    os.close(ours)
    return written


def read_to_end(source: int) -> bytes:
    written = b""
    # The end of a terminal that nobody holds any more is an error on Linux, and the end of a pipe is not.
    try:
        while piece := os.read(source, 4096):
            written += piece
    except OSError:
        pass
    return written
