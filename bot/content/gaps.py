"""Gaps as examples that an editor may accept."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from bot.core.gaps import Gap
from bot.core.knowledge import Aspect

_HEAD = """\
# What people asked and the pack had no answer to; behind each stand the people who asked it and the topics nearby.
# Keep what the topic answers, move what another one does, and delete the rest. Then
#   python -m bot knowledge accept {file} --into FOLDER
# writes the pack with these examples into FOLDER, and
#   python -m bot knowledge diff {pack} FOLDER
# shows what it changes. Without --into they are written into the pack itself.
"""
_HOMELESS = "# Near no topic: these may call for one that is not there yet."


def proposal(gaps: Sequence[Gap], file: str, pack: str) -> str:
    """The gaps as YAML that `knowledge accept` reads once an editor has been through it."""
    lines = _HEAD.format(file=file, pack=pack).splitlines()
    by_place: dict[str, dict[Aspect, list[Gap]]] = {}
    for gap in gaps:
        if gap.topics:
            by_place.setdefault(gap.topics[0], {}).setdefault(gap.aspect, []).append(gap)
    for topic, by_aspect in by_place.items():
        lines += ["", f"{topic}:"]
        for aspect, found in by_aspect.items():
            lines += [f"  {aspect}:", *(f"    - {quoted(gap.text)}  # {_remark(gap)}" for gap in found)]
    if homeless := [gap for gap in gaps if not gap.topics]:
        lines += ["", _HOMELESS, *(f"#   - {quoted(gap.text)}  # {_remark(gap)}" for gap in homeless)]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A text as YAML reads it back, on one line."""
    written: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10_000)
    return written.strip()


def _remark(gap: Gap) -> str:
    near = f"; near {', '.join(gap.topics)}" if gap.topics else ""
    others = f"; also: {' / '.join(gap.wordings[1:])}" if len(gap.wordings) > 1 else ""
    return f"{gap.people} people{near}{others}"
