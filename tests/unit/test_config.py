"""Settings are read once, from the environment and `.env`; what is wrong with them is said all at once."""

from __future__ import annotations

import traceback
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import LogFormat, LogLevel, Settings, find_packs, load_settings
from bot.errors import SettingsError

TOKEN = "123456789:AAE-made_up_for_this_test_and_nothing_else"
CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def empty_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Nothing is set, and the working directory holds neither a `.env` nor a pack."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


def test_every_setting_has_a_default() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.log_level is LogLevel.INFO
    assert settings.log_format is LogFormat.CONSOLE


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("KNOWLEDGE_PATH", str(tmp_path))
    monkeypatch.setenv("LOG_LEVEL", "Debug")
    monkeypatch.setenv("LOG_FORMAT", " JSON ")
    settings = load_settings()
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.knowledge_path == tmp_path
    assert (settings.log_level, settings.log_format) == (LogLevel.DEBUG, LogFormat.JSON)


def test_dot_env_is_read_and_what_else_stands_in_it_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("\ufeffLOG_LEVEL=error\nSOMEBODY_ELSES=1\n", encoding="utf-8")
    assert load_settings().log_level is LogLevel.ERROR


def test_the_environment_wins_over_dot_env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=error\n", encoding="utf-8")
    monkeypatch.setenv("LOG_LEVEL", "warning")
    assert load_settings().log_level is LogLevel.WARNING


def test_a_dot_env_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"LOG_LEVEL=\xff\xfe\n")
    assert refusal() == ".env is not UTF-8 text: save it again with that encoding."


def test_an_empty_setting_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    monkeypatch.setenv("LOG_LEVEL", "")
    assert load_settings().telegram_bot_token is None
    assert load_settings().log_level is LogLevel.INFO


def test_space_around_a_token_was_pasted_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f" {TOKEN}\n")
    token = load_settings().telegram_bot_token
    assert token is not None
    assert token.get_secret_value() == TOKEN


@pytest.mark.parametrize("malformed", ["put-your-token-here", "987654321", "987654321:", "AAE:123", f"bot {TOKEN}"])
def test_a_malformed_token_is_refused_by_name_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, malformed: str
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", malformed)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith("TELEGRAM_BOT_TOKEN is not a bot token: ")
    assert len(str(caught.value).splitlines()) == 1
    assert malformed not in "".join(traceback.format_exception(caught.value))


def test_the_token_does_not_show_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    assert TOKEN not in f"{load_settings()!r} {load_settings()}"


def test_the_password_of_a_database_does_not_show_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:hunter2@example.org/bot")
    assert "hunter2" not in f"{load_settings()!r} {load_settings()}"


def test_an_address_of_another_database_is_refused_and_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://bot:hunter2@example.org/bot")
    assert refusal().startswith("DATABASE_URL is no address of a database: ")
    assert "hunter2" not in refusal()


@pytest.mark.parametrize(
    ("given", "root"),
    [
        ("https://bots.example.org/", "https://bots.example.org"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("https://example.org/telegram//", "https://example.org/telegram"),
    ],
)
def test_the_root_of_the_bot_api_has_no_trailing_slash(monkeypatch: pytest.MonkeyPatch, given: str, root: str) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", given)
    assert load_settings().telegram_api_url == root


@pytest.mark.parametrize(
    "malformed",
    ["api.telegram.org", "ftp://example.org", "https://", "https://example.org:http", "https://a b", "http://a?b=c"],
)
def test_an_address_that_is_none_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, malformed: str) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", malformed)
    assert refusal().startswith("TELEGRAM_API_URL is not a web address: ")


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "nonsense")
    monkeypatch.setenv("TELEGRAM_API_URL", "nonsense")
    monkeypatch.setenv("KNOWLEDGE_PATH", str(tmp_path / "nowhere"))
    monkeypatch.setenv("DEFAULT_LANGUAGE", "English")
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    monkeypatch.setenv("COLLECT_UNANSWERED", "perhaps")
    monkeypatch.setenv("DAYS_COLLECTED", "0")
    monkeypatch.setenv("CACHE_PATH", __file__)
    monkeypatch.setenv("ADMIN_CHAT_IDS", "nobody")
    monkeypatch.setenv("HEALTH_ADDRESS", "nowhere")
    monkeypatch.setenv("TIP_GRACE", "soon")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("LOG_FORMAT", "xml")
    lines = refusal().splitlines()
    assert [line.split()[0] for line in lines] == [name.upper() for name in Settings.model_fields]
    assert str(tmp_path / "nowhere") in lines[2]
    assert lines[3] == "DEFAULT_LANGUAGE is not a language code: write two or three letters, such as en."
    assert lines[4].startswith("DATABASE_URL is no address of a database: ")
    assert lines[5:7] == [
        "COLLECT_UNANSWERED must be yes or no.",
        "DAYS_COLLECTED must be a whole number from 1 to 3650.",
    ]
    assert __file__ in lines[7]
    assert lines[8].startswith("ADMIN_CHAT_IDS must be chat ids")
    assert lines[9].startswith("HEALTH_ADDRESS must be an address")
    assert lines[10].startswith("TIP_GRACE is not a length of time")
    assert lines[11:] == [
        "LOG_LEVEL must be 'debug', 'info', 'warning' or 'error'.",
        "LOG_FORMAT must be 'console' or 'json'.",
    ]


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings().log_level = LogLevel.DEBUG


def test_a_pack_in_the_working_directory_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "knowledge"
    own.mkdir(parents=True)
    assert find_packs() == own


def test_a_checkout_brings_its_pack_along_wherever_it_is_started() -> None:
    assert load_settings().knowledge_path == CHECKOUT / "knowledge"


def test_the_home_directory_may_be_written_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("KNOWLEDGE_PATH", "~/mine")
    assert load_settings().knowledge_path == tmp_path / "mine"


@pytest.mark.parametrize(
    ("written", "meant"), [("3h", timedelta(hours=3)), (" 90 M ", timedelta(minutes=90)), ("24h", timedelta(days=1))]
)
def test_a_length_of_time_is_written_in_hours_or_minutes(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: timedelta
) -> None:
    monkeypatch.setenv("TIP_GRACE", written)
    assert load_settings().tip_grace == meant


@pytest.mark.parametrize("written", ["3", "h", "0h", "-1h", "1.5h", "3 days", "99999h"])
def test_what_is_no_length_of_time_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("TIP_GRACE", written)
    assert refusal().startswith("TIP_GRACE is not a length of time: ")


def test_admins_and_the_address_for_health_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_CHAT_IDS", " 17, -1001234567890 ,")
    monkeypatch.setenv("HEALTH_ADDRESS", "[::1]:8080")
    settings = load_settings()
    assert settings.admin_chat_ids == (17, -1001234567890)
    assert settings.health_address == ("::1", 8080)


@pytest.mark.parametrize("address", ["8080", "localhost", "localhost:http", "localhost:70000", ":80"])
def test_an_address_that_cannot_be_listened_at_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("HEALTH_ADDRESS", address)
    assert refusal().startswith("HEALTH_ADDRESS")
