"""Standard streams that refuse no character, whatever the terminal's encoding."""

from __future__ import annotations

import codecs
import sys
import unicodedata
from io import TextIOWrapper

_PLAIN = {"•": "*", "‘": "'", "’": "'", "“": '"', "”": '"', "\u2013": "-", "…": "...", "─": "-", "│": "|"}
_HANDLER = "bot_plain"


def make_streams_total() -> None:
    """Let standard input and output stand in something near for what they cannot decode or encode."""
    codecs.register_error(_HANDLER, _nearest)
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, _HANDLER), (sys.stderr, _HANDLER)):
        # What has been put in a stream's place, by a test or a host program, is left as it is.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    refused = error.object[error.start : error.end]
    return "".join(_in_ascii(character) for character in refused), error.end


def _in_ascii(character: str) -> str:
    """The letter without its accent, a plain mark for a fine one, a question mark for all else."""
    unaccented = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    return _PLAIN.get(character) or unaccented or "?"
