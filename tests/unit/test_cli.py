"""The commands, as somebody at a keyboard or a program meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.config import Settings
from tests.support.packs import BREAD

CHECKOUT = Path(__file__).parents[2]
TOKEN = "987654321:AAE-made_up_for_this_test_and_nothing_else"
WHY = "why is my crust pale"
AND_THEN = "what can i do about it"


@pytest.fixture(autouse=True)
def bread(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The pack is about bread, no other setting is made, and no `.env` is near."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("KNOWLEDGE_PATH", str(BREAD))
    monkeypatch.chdir(tmp_path)


def command(*words: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, list(words), input=stdin)


def environment(**changes: str) -> dict[str, str]:
    """What a process is given: nothing of how Python and the language are set up here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))}
    return kept | {"PYTHONPATH": str(CHECKOUT)} | changes


def process(*words: str, stdin: bytes = b"", **changes: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own."""
    arguments = [sys.executable, "-m", "bot", *words]
    settings = environment(**changes)
    return subprocess.run(arguments, input=stdin, capture_output=True, env=settings, timeout=60, check=False)


def test_ask_prints_the_reply_as_text() -> None:
    result = command("ask", WHY)
    assert result.exit_code == 0
    assert result.stdout.startswith("Pale crust: why\nThe oven was too cool")
    assert result.stderr == ""


def test_a_question_without_quotes_is_one_question_all_the_same() -> None:
    assert command("ask", *WHY.split()).stdout == command("ask", WHY).stdout


def test_ask_explains_itself_below_the_reply() -> None:
    plain, explained = command("ask", WHY).stdout, command("ask", "--explain", WHY).stdout
    assert explained.startswith(f"{plain}\n")
    assert "outcome: Answer" in explained.removeprefix(plain)


def test_ask_without_a_question_says_what_is_missing() -> None:
    result = command("ask", stdin="not read\n")
    assert result.exit_code == 2
    assert "--jsonl" in result.stderr
    assert result.stdout == ""


def test_a_question_beside_json_lines_is_refused() -> None:
    result = command("ask", "--jsonl", WHY)
    assert result.exit_code == 2
    assert "leave out the text" in result.stderr


def test_json_lines_are_answered_one_for_one() -> None:
    lines = [{"text": WHY, "chat": "a"}, {"text": AND_THEN, "chat": "a"}, {"text": AND_THEN}]
    result = command("ask", "--jsonl", "--explain", stdin="\n".join(map(json.dumps, lines)))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [answer["text"] for answer in answers] == [WHY, AND_THEN, AND_THEN]
    assert [answer["aspect"] for answer in answers[:2]] == ["causes", "relief"]
    assert answers[0]["explanation"]["outcome"] == "Answer"


def test_json_lines_go_on_after_a_bad_one_and_the_status_tells_of_it() -> None:
    result = command("ask", "--jsonl", stdin=b'{"text": "\xff"}\n{"text": "pale crust"}\n')
    first, second = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert first["error"].startswith("Line 1 is not JSON")
    assert second["topics"] == ["pale_crust"]


def test_each_json_line_is_answered_before_the_next_is_written() -> None:
    arguments = [sys.executable, "-m", "bot", "ask", "--jsonl"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        # One that waits for more instead of answering is ended, and read to its end.
        impatience = Timer(30, running.kill)
        impatience.start()
        for text in (WHY, AND_THEN):
            running.stdin.write(json.dumps({"text": text, "chat": "a"}).encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["text"] == text
        impatience.cancel()
        running.stdin.close()
    assert running.returncode == 0


def test_chat_answers_the_lines_of_a_pipe_and_ends_with_them() -> None:
    result = command("chat", stdin=f"{WHY}\n{AND_THEN}\n")
    assert result.exit_code == 0
    assert result.stdout.index("Pale crust: why") < result.stdout.index("Pale crust: what helps")
    assert result.stdout.startswith("Pale crust: why")


@pytest.mark.parametrize("token", [None, ""])
def test_run_without_a_token_talks_here_and_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, token: str | None
) -> None:
    if token is not None:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    result = command("run", stdin=f"{WHY}\n")
    first, rest = result.stdout.split("\n", 1)
    assert "@BotFather" in first
    assert rest.strip() == command("chat", stdin=f"{WHY}\n").stdout.strip()


def test_run_with_a_token_and_no_telegram_to_reach_ends_with_one_line_and_without_the_token() -> None:
    nobody = "http://127.0.0.1:9"
    result = process("run", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=nobody, NO_PROXY="127.0.0.1", LOG_LEVEL="debug")
    said = (result.stdout + result.stderr).decode()
    assert result.returncode == 1
    assert "Telegram cannot be reached" in said
    assert "Traceback" not in said
    assert TOKEN.partition(":")[2] not in said


def test_a_bad_setting_ends_a_command_with_a_line_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "secret nonsense")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    result = command("run")
    assert result.exit_code == 1
    assert [line.split()[0] for line in result.stderr.splitlines()] == ["TELEGRAM_BOT_TOKEN", "LOG_LEVEL"]
    assert "secret nonsense" not in result.stderr
    assert result.stdout == ""


def test_a_module_run_as_a_process_answers_whatever_the_encoding_of_its_output() -> None:
    for encoding in ("ascii", "cp1252", "utf-8"):
        result = process("chat", stdin=b"caf\xe9 pale crust\nstale bread\n", PYTHONIOENCODING=encoding)
        assert (result.returncode, result.stderr) == (0, b"")
        assert result.stdout


def test_a_reader_that_goes_away_leaves_no_traceback() -> None:
    arguments = [sys.executable, "-m", "bot", "knowledge", "export"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert b"Traceback" not in running.stderr.read()


@pytest.mark.parametrize("heavy", ["telegram", "rich", "structlog"])
def test_ask_does_not_wait_for_what_it_does_not_need(heavy: str) -> None:
    program = f"import sys, bot.cli; sys.exit({heavy!r} in sys.modules)"
    finished = subprocess.run([sys.executable, "-c", program], env=environment(), check=False, timeout=60)
    assert finished.returncode == 0
