"""What an editor most likely did where YAML gives up: the line, in plain words, with the fix.

YAML names the place where it could not go on, which is often not the place of the slip, and names it in the terms of
a parser. The lines themselves say more: each slip has a shape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

NOT_TEXT = "a text that starts with {mark} means something else to YAML"
QUOTE_IT = "put the whole text in quotes"

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEY = r"""(?P<key>[^\s:"'\[\]{},#*&%@`!|>][^\s:\[\]{},]*|"[^"]*"|'[^']*')"""
_LINE = re.compile(rf"(?P<head>\s*(?:-\s+)*(?:{_KEY}\s*:(?:\s+|$))?)(?P<value>.*)")
_NO_SPACE = re.compile(r"(?P<head>\s*(?:-\s+)?(?P<key>[a-z][a-z_]*):)(?P<value>[^\s:/].*)")
_NO_DASH_SPACE = re.compile(r"(?P<head>\s*-)(?P<value>[^\s-].*)")
_BLOCK_TEXT = re.compile(r"[|>][-+\d]*\s*(?:#.*)?")
_COMMENT = re.compile(r"(?:^|\s+)#.*$")
_QUOTED = {
    '"': re.compile(r'"(?:[^"\\]|\\.)*"(?P<rest>.*)', re.DOTALL),
    "'": re.compile(r"'(?:[^']|'')*'(?P<rest>.*)", re.DOTALL),
}
_OTHER_QUOTE = {'"': "'", "'": '"'}
_CLOSING = {"[": "]", "{": "}"}
_FLOW_PIECE = re.compile(
    r"""(?P<open>[\[{])|(?P<close>[\]}])|(?P<torn>["'](?![^"']*["']))|"[^"]*"|'[^']*'|[^\[\]{}"']+"""
)
_SPECIAL = re.compile(r"[*&%@`!|>]|[-?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a line, the fix, and the line as it was meant where that is plain enough to read on with."""

    message: str
    fix: str
    repair: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A slip and where it is."""

    line: int
    field: str | None
    slip: Slip


def lines_of(text: str) -> list[str]:
    """The lines of a text as YAML counts them."""
    return _BREAK.split(text)


def field_at(lines: Sequence[str], line: int) -> str | None:
    """The keys that lead to a line, read from the indentation alone because YAML may not be able to read the rest."""
    own = lines[line - 1]
    found = _LINE.match(own)
    named = found if found is not None and found["key"] else _NO_SPACE.match(own)
    names = [named["key"]] if named else []
    indent = _indent(own)
    for above in reversed(lines[: line - 1]):
        parent = _LINE.match(above)
        if parent and parent["key"] and not _COMMENT.sub("", parent["value"]) and _indent(above) < indent:
            names.append(parent["key"])
            indent = _indent(above)
    return ".".join(name.strip("\"'") for name in reversed(names)) or None


def _indent(line: str) -> int:
    """How far in the text of a line begins, dashes of lists counted as space."""
    return len(line) - len(line.lstrip(" \t-")) if line.strip(" \t-") else 0


def diagnose(lines: Sequence[str], refusal: Exception) -> Diagnosis:
    """The likeliest slip behind what YAML says of these lines."""
    place, slip = _likeliest(lines, refusal)
    return Diagnosis(place + 1, field_at(lines, place + 1), slip)


def _likeliest(lines: Sequence[str], refusal: Exception) -> tuple[int, Slip]:
    if not isinstance(refusal, yaml.MarkedYAMLError) or refusal.problem_mark is None:
        return _unreadable(lines)
    last = len(lines) - 1
    stuck = min(refusal.problem_mark.line, last)
    tabs = [number for number, line in enumerate(lines) if re.match(r" *\t\s*\S", line)]
    if tabs and ("tab" in str(refusal.problem) or stuck in tabs):
        return tabs[0], _tabs(len(tabs))
    if "another document" in str(refusal.problem):
        return stuck, Slip("--- begins a second document", "delete the line")
    torn = _torn_quote(lines, stuck)
    if torn is not None:
        return torn, _value_slip(lines[torn]) or _unknown(refusal)
    for place in _suspects(lines, refusal, stuck):
        slip = _value_slip(lines[place]) or _key_slip(lines[place])
        if slip:
            return place, slip
    return _layout_slip(lines, stuck, refusal)


def _suspects(lines: Sequence[str], refusal: yaml.MarkedYAMLError, stuck: int) -> Iterator[int]:
    """The lines that may hold the slip, likeliest first."""
    if refusal.context_mark is not None and not str(refusal.context).startswith("while parsing a block"):
        yield min(refusal.context_mark.line, len(lines) - 1)
    yield stuck


def _unreadable(lines: Sequence[str]) -> tuple[int, Slip]:
    for number, line in enumerate(lines):
        found = _UNREADABLE.search(line)
        if found:
            message = f"the character U+{ord(found.group()):04X} cannot stand in YAML"
            return number, Slip(message, "delete it", _UNREADABLE.sub("", line))
    return 0, Slip("brackets are nested without end", "look for a row of stray brackets")


def _tabs(count: int) -> Slip:
    more = f" (and {count - 1} more)" if count > 1 else ""
    return Slip(f"a tab indents this line{more}", "YAML allows only spaces there: replace each tab by two spaces")


def _torn_quote(lines: Sequence[str], stuck: int) -> int | None:
    """The last line up to `stuck` whose quoted text runs on into other lines and does not end properly there."""
    for number in range(stuck, -1, -1):
        value = _split(lines[number])[1]
        quoted = _QUOTED.get(value[:1])
        if quoted and not quoted.match(value):
            whole = quoted.match("\n".join([value, *lines[number + 1 :]]))
            rest = whole["rest"].partition("\n")[0] if whole else "unclosed"
            return number if _COMMENT.sub("", rest).strip() else None
    return None


def _split(line: str) -> tuple[str, str]:
    """A line as what leads to its value (dashes, key and colon) and the value."""
    found = _LINE.match(line)
    return (found["head"], found["value"].rstrip()) if found else ("", line)


def _value_slip(line: str) -> Slip | None:
    head, value = _split(line)
    if value[:1] in _QUOTED:
        return _quote_slip(head, value)
    if value[:1] in _CLOSING:
        return _bracket_slip(head, value)
    bare = _COMMENT.sub("", value)
    quoted = head + json.dumps(bare, ensure_ascii=False)
    if _SPECIAL.match(value) and not _BLOCK_TEXT.fullmatch(value):
        return Slip(NOT_TEXT.format(mark=value[0]), QUOTE_IT, quoted)
    if bare.startswith(": "):
        return Slip("there is no key before the colon", "write the key, or quote the text", quoted)
    if ": " in bare or bare.endswith(":"):
        return Slip('a colon and a space (": ") inside a text end it for YAML', QUOTE_IT, quoted)
    return None


def _quote_slip(head: str, value: str) -> Slip | None:
    quote = value[0]
    found = _QUOTED[quote].match(value)
    if not found:
        text = json.dumps(value[1:], ensure_ascii=False)
        return Slip(f"a text is opened with {quote} and never closed", f"add {quote} at its end", head + text)
    if _COMMENT.sub("", found["rest"]).strip():
        text = json.dumps(value.removeprefix(quote).removesuffix(quote), ensure_ascii=False)
        fix = f"put the whole text between two {_OTHER_QUOTE[quote]} instead"
        return Slip(f"the text ends at its second {quote}, and more follows", fix, head + text)
    if quote == '"' and re.search(r"\\[^\\\"/0abtnvfreN_LPxuU ]", value):
        return Slip("a backslash between double quotes means something else to YAML", "write it twice: \\\\")
    return None


def _bracket_slip(head: str, value: str) -> Slip | None:
    """What is wrong with a value that opens a bracket: a text that should be quoted, or a list not closed properly."""
    depth = 0
    for piece in _FLOW_PIECE.finditer(value):
        if piece["torn"]:
            return Slip("a quote inside these brackets is never closed", "add the missing quote")
        depth += bool(piece["open"]) - bool(piece["close"])
        if depth == 0:
            return _after_bracket(head, value, _COMMENT.sub("", value[piece.end() :]).strip())
    close = _CLOSING[value[0]]
    bare = _COMMENT.sub("", value)
    return Slip(f"the bracket {value[0]} is never closed", f"add {close} where the list ends", head + bare + close)


def _after_bracket(head: str, value: str, rest: str) -> Slip | None:
    if not rest:
        return None
    if rest[0] in _CLOSING.values():
        return Slip(f"there is a {rest[0]} too many", "delete it")
    return Slip(NOT_TEXT.format(mark=value[0]), QUOTE_IT, head + json.dumps(value, ensure_ascii=False))


def _key_slip(line: str) -> Slip | None:
    if found := _NO_SPACE.fullmatch(line):
        text = json.dumps(found["value"].rstrip(), ensure_ascii=False)
        return Slip("the colon after a key needs a space", f'write "{found["key"]}: "', f"{found['head']} {text}")
    if found := _NO_DASH_SPACE.fullmatch(line):
        return Slip(
            "the dash of a list item needs a space after it",
            'write "- " before the item',
            f"{found['head']} {found['value']}",
        )
    bare = _COMMENT.sub("", line)
    if bare.strip() and not _split(line)[0].strip():
        return Slip(
            'this line is neither "key: text" nor "- text"', "add what is missing, or join it to the line above"
        )
    return None


def _lacks_colon(above: str, line: str) -> bool:
    """Whether the line above was meant as a key like this one. YAML only trips over the colon that comes next."""
    is_alike = above.strip() and len(above) - len(above.lstrip()) == len(line) - len(line.lstrip())
    return bool(is_alike) and ":" not in above and not above.lstrip().startswith(("-", "#"))


def _layout_slip(lines: Sequence[str], stuck: int, refusal: yaml.MarkedYAMLError) -> tuple[int, Slip]:
    problem = str(refusal.problem)
    if stuck and _lacks_colon(lines[stuck - 1], lines[stuck]):
        return stuck - 1, Slip("a key stands here without a colon", 'write "key: text"')
    if "'-'" in problem:
        fix = 'begin it with "- ", or indent it under the item above'
        return stuck, Slip("a line without a dash stands in a list", fix)
    if any(phrase in problem for phrase in ("expected key", "not allowed", "block end")):
        fix = "line it up with the lines it belongs to"
        return stuck, Slip("this line is not indented like its neighbours", fix)
    return stuck, _unknown(refusal)


def _unknown(refusal: yaml.MarkedYAMLError) -> Slip:
    return Slip(f"YAML cannot read on here ({refusal.problem})", "compare this line with those around it")
