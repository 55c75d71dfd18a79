"""The settings: the only reader of the environment and of `.env`."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError

_PACKAGE = Path(__file__).parent
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DATABASES = ("sqlite:///", "postgresql://", "postgres://")
_BOUNDS = {"DAYS_COLLECTED": (1, 3650)}
_LENGTH_OF_TIME = re.compile(r"([1-9][0-9]{0,3}) ?([hm])")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_CHAT_ID = re.compile(r"-?\d{1,18}")
_LAST_PORT = 65_535


class LogLevel(StrEnum):
    """How much is logged; each level includes those after it."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a log line is written: for a person who reads along, or for a program that collects."""

    CONSOLE = "console"
    JSON = "json"


def find_packs() -> Path:
    """The packs used when none are named: in the working directory, else beside the package, else shipped inside it.

    Where there is none, the place in the working directory is returned, so that a message can name it.
    """
    places = [folder / "knowledge" for folder in (Path.cwd(), _PACKAGE.parent, _PACKAGE)]
    return next((place for place in places if place.is_dir()), places[0])


def find_cache() -> Path:
    """Where compiled packs are kept when no place is named: the person's folder for such things."""
    return user_cache_path("lighter-steps", appauthor=False)


class Address(NamedTuple):
    """Where to listen."""

    host: str
    port: int


class Settings(BaseSettings):
    """What an operator can choose. Every field is the variable of the same name in capitals; an empty one is unset."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_file=".env",
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        validate_default=True,
    )

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    knowledge_path: Path = Field(default_factory=find_packs)
    default_language: str = "en"
    database_url: SecretStr = SecretStr("sqlite:///lighter-steps.db")
    collect_unanswered: bool = False
    days_collected: int = Field(default=90, ge=_BOUNDS["DAYS_COLLECTED"][0], le=_BOUNDS["DAYS_COLLECTED"][1])
    cache_path: Path = Field(default_factory=find_cache)
    admin_chat_ids: Annotated[tuple[int, ...], NoDecode] = ()
    health_address: Annotated[Address | None, NoDecode] = None
    tip_grace: timedelta = timedelta(hours=3)
    log_level: LogLevel = LogLevel.INFO
    log_format: LogFormat = LogFormat.CONSOLE

    @field_validator("telegram_bot_token", mode="before")
    @classmethod
    def _is_token(cls, value: Any) -> Any:
        if value is None:
            return None
        token = value.strip()
        if not _TOKEN.fullmatch(token):
            raise ValueError("is not a bot token: copy it again from @BotFather, it looks like 123456789:AbCdEf-GhIjKl")
        return token

    @field_validator("telegram_api_url")
    @classmethod
    def _is_root(cls, value: str) -> str:
        root = value.strip().rstrip("/")
        if not _is_web_address(root):
            raise ValueError("is not a web address: give the root of the Bot API, such as https://api.telegram.org")
        return root

    @field_validator("knowledge_path")
    @classmethod
    def _is_folder(cls, value: Path) -> Path:
        folder = value.expanduser()
        if not folder.is_dir():
            raise ValueError(f"names no folder ({folder}): set it to the folder of a pack, or of several packs")
        return folder

    @field_validator("default_language")
    @classmethod
    def _is_language(cls, value: str) -> str:
        code = value.strip().lower()
        if not _LANGUAGE.fullmatch(code):
            raise ValueError("is not a language code: write two or three letters, such as en")
        return code

    @field_validator("database_url")
    @classmethod
    def _is_address(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().strip().startswith(_DATABASES):
            raise ValueError(
                "is no address of a database: write sqlite:///file.db or postgresql://user:password@host/name"
            )
        return value

    @field_validator("cache_path")
    @classmethod
    def _may_become_folder(cls, value: Path) -> Path:
        folder = value.expanduser()
        if folder.exists() and not folder.is_dir():
            raise ValueError(f"names a file ({folder}): set it to a folder, which is made when it is missing")
        return folder

    @field_validator("admin_chat_ids", mode="before")
    @classmethod
    def _are_chat_ids(cls, value: Any) -> Any:
        if isinstance(value, tuple):
            return value
        ids = [part.strip() for part in value.split(",") if part.strip()]
        if not all(_CHAT_ID.fullmatch(part) for part in ids):
            raise ValueError("must be chat ids separated by commas, such as 123456789,987654321")
        return tuple(map(int, ids))

    @field_validator("health_address", mode="before")
    @classmethod
    def _can_be_listened_at(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        host, _, port = value.strip().rpartition(":")
        if not host or not port.isdecimal() or int(port) > _LAST_PORT:
            raise ValueError("must be an address to listen at, such as 127.0.0.1:8080")
        return Address(host.strip("[]"), int(port))

    @field_validator("tip_grace", mode="before")
    @classmethod
    def _is_length_of_time(cls, value: Any) -> Any:
        if isinstance(value, timedelta):
            return value
        found = _LENGTH_OF_TIME.fullmatch(value.strip().lower())
        if found is None:
            raise ValueError("is not a length of time: write hours or minutes, such as 3h or 90m")
        number, unit = int(found[1]), found[2]
        return timedelta(hours=number) if unit == "h" else timedelta(minutes=number)

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _in_small_letters(cls, value: str) -> str:
        return value.strip().lower()


def load_settings() -> Settings:
    """Read the settings once. Raises SettingsError with a line for each that is malformed."""
    try:
        return Settings()
    except ValidationError as error:
        # `from None`: what was refused may be a secret, and a traceback would lead to it.
        raise SettingsError("\n".join(_complaint(fault) for fault in error.errors())) from None
    except UnicodeDecodeError as error:
        raise SettingsError(".env is not UTF-8 text: save it again with that encoding.") from error


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        # Reading the port is what checks it.
        parts.port  # noqa: B018
    except ValueError:
        return False
    clean = not (parts.query or parts.fragment or re.search(r"\s", text))
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and clean


def _complaint(fault: Any) -> str:
    name = str(fault["loc"][0]).upper()
    if fault["type"] == "enum":
        return f"{name} must be {fault['ctx']['expected']}."
    if fault["type"].startswith("bool"):
        return f"{name} must be yes or no."
    if bounds := _BOUNDS.get(name):
        return f"{name} must be a whole number from {bounds[0]} to {bounds[1]}."
    return f"{name} {fault['msg'].removeprefix('Value error, ')}."
