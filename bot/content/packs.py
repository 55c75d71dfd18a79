"""Where packs lie: one in a folder, or several side by side, each in a folder named after its language."""

from __future__ import annotations

import re
from pathlib import Path

from bot.errors import SettingsError

_PACK = "pack.yaml"
_CODE = re.compile(r"[a-z]{2,3}")


def find_packs(path: Path, default: str) -> tuple[Path, ...]:
    """The folders of the packs at `path`, which may be a pack itself; that of the default language comes first.

    A single pack is the default whatever its language. Raises SettingsError where there are several and none in the
    default language. Where there is no pack at all, `path` is returned, so that whoever reads it can say what is
    missing.
    """
    if (path / _PACK).is_file():
        return (path,)
    folders = [each for each in sorted(path.iterdir()) if each.is_dir() and _CODE.fullmatch(each.name)]
    if len(folders) > 1 and default not in {each.name for each in folders}:
        names = ", ".join(each.name for each in folders)
        raise SettingsError(f"DEFAULT_LANGUAGE is {default}, but {path} has packs in {names}: set it to one of these.")
    return tuple(sorted(folders, key=lambda each: each.name != default)) or (path,)


def misplaced(path: Path, folder: Path, language: str) -> str | None:
    """What is wrong with a pack in this language that lies in this folder at `path`; None where nothing is."""
    if folder == path or folder.name == language:
        return None
    return (
        f"{folder.name}/{_PACK}: language: {language} is not the name of the folder; "
        f"rename the folder, or write {folder.name}"
    )
