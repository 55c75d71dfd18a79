"""The commands of the program, as documents speak of them."""

from __future__ import annotations

from typing import Any


def commands_of(group: Any) -> dict[str, Any]:
    """The commands of a group by name, those of modules not yet imported too; none for a command."""
    names = group.list_commands(None) if hasattr(group, "list_commands") else ()
    return {name: group.get_command(None, name) for name in names}
