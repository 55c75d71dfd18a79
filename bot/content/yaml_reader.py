"""One YAML file, read strictly: what YAML would silently drop or read as something else is a fault here.

Reading builds plain data and nothing else, because that is all a sound pack needs. Only where a fault has to be
placed is the file composed once more and the line looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.content.faults import Finding, error
from bot.content.yaml_syntax import NOT_TEXT, QUOTE_IT, diagnose, field_at, lines_of

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_REPAIRS = 25
_DEEPEST = 20
_TAG = "tag:yaml.org,2002:"
_READ_AS = {
    _TAG + "bool": "true or false",
    _TAG + "int": "a number",
    _TAG + "float": "a number",
    _TAG + "timestamp": "a date",
    _TAG + "merge": "a merge of other keys",
    _TAG + "value": "a default value",
}
_READERS: Mapping[str, Callable[[str], object]] = {
    _TAG + "null": lambda written: None,
    _TAG + "bool": lambda written: yaml.SafeLoader.bool_values[written.lower()],
    _TAG + "int": int,
    _TAG + "float": float,
    _TAG + "timestamp": date.fromisoformat,
}
_MAY_HOLD_MARKS = re.compile(r"[&*!](?<![^\s\[{,].)")
_MARKS = {yaml.AnchorToken: "&", yaml.AliasToken: "*", yaml.TagToken: "!"}
_MAY_HOLD_COMMENT = re.compile(r"#[^\s#](?<=[ \t]..)")
_GLUED_COMMENT = re.compile(r"""^(?![ \t]*#)(?:[^"'#\n]|(?<=\w)['"])*[ \t](?P<lost>#[^\s#].*)$""", re.MULTILINE)
_MAY_HOLD_DASH = re.compile(r"-[^\W\d_](?<!\S..)")
_GLUED_DASH = re.compile(r"^[ \t]*-[^\W\d_].*$", re.MULTILINE)


class Document:
    """A YAML file that was read: its plain data and, on demand, the line of anything in it.

    `told` are the lines that were found faulty in reading, so that what follows from that is not told as well.
    """

    def __init__(self, file: str, text: str, data: object, told: frozenset[int] = frozenset()) -> None:
        self.file = file
        self.data = data
        self.told = told
        self._text = text

    def line(self, path: Sequence[str | int]) -> int:
        """The line on which a path stands, or the nearest thing around it that exists."""
        return self._nearest(path)[0].start_mark.line + 1

    def written(self, path: Sequence[str | int]) -> str | None:
        """A scalar as its author wrote it, or None where the path leads to none."""
        node = self._nearest(path)[1]
        return node.value if isinstance(node, ScalarNode) else None

    def is_flow(self, path: Sequence[str | int]) -> bool:
        """Whether a list or mapping is written in brackets."""
        return bool(getattr(self._nearest(path)[1], "flow_style", False))

    @cached_property
    def _root(self) -> Node:
        root = yaml.compose(self._text, _LOADER)
        assert root is not None, "a document was read from this text before"
        return root

    def _nearest(self, path: Sequence[str | int]) -> tuple[Node, Node]:
        """What marks the place of a path (a key, or an item of a list) and the node that stands there."""
        place = node = self._root
        for part in path:
            step = _child(node, part)
            if step is None:
                break
            place, node = step
        return place, node


def read_yaml(path: Path, file: str, faults: list[Finding]) -> Document | None:
    """Read a file, called `file` in what is said of it. Faults are added; None where nothing could be read at all."""
    text = read_text(path, file, faults)
    return None if text is None else parse_yaml(text, file, faults)


def read_text(path: Path, file: str, faults: list[Finding]) -> str | None:
    """The text of a file. Faults are added; None where it is no text."""
    try:
        raw = path.read_bytes()
    except OSError as refusal:
        reason = refusal.strerror or "unknown reason"
        faults.append(error("unreadable_file", file, f"cannot be opened ({reason})", "check the file's permissions"))
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as refusal:
        line = raw.count(b"\n", 0, refusal.start) + 1
        faults.append(error("encoding", file, "the file is not UTF-8 text", "save it as UTF-8", line=line))
        return None
    if text.startswith("\ufeff"):
        message = "the file starts with an invisible byte order mark"
        faults.append(error("encoding", file, message, "save it as UTF-8 without BOM", line=1))
    return text.removeprefix("\ufeff")


def parse_yaml(text: str, file: str, faults: list[Finding]) -> Document | None:
    """Read a text. Faults are added; None where nothing could be read at all."""
    repaired: set[int] = set()
    composed = _composed(text, file, repaired, faults)
    if composed is None:
        return None
    root, text = composed
    if root is None:
        faults.append(error("empty_file", file, "the file is empty", "fill it in, or delete it if nothing needs it"))
        return None
    builder = _Builder(file, text)
    data = builder.build(root, 0)
    found = [*builder.faults, *_silent_losses(text, file)]
    faults += found
    return Document(file, text, data, frozenset(repaired) | {fault.line for fault in found if fault.line})


def _composed(text: str, file: str, repaired: set[int], faults: list[Finding]) -> tuple[Node | None, str] | None:
    """The nodes of a text and the text they are of: what was slipped in it is told and mended line by line.

    The node is None where the text is empty, and all of it where there is too much to mend.
    """
    for _ in range(_MOST_REPAIRS):
        try:
            return yaml.compose(text, _LOADER), text
        except (yaml.YAMLError, RecursionError) as refusal:  # RecursionError: brackets without end
            mended = _report(text, refusal, file, repaired, faults)
            if mended is None:
                return None
            text = mended
    return None


def _report(text: str, refusal: Exception, file: str, repaired: set[int], faults: list[Finding]) -> str | None:
    """Say what YAML stumbled over. The text with that line mended, or None where reading cannot go on."""
    lines = lines_of(text)
    found = diagnose(lines, refusal)
    if found.line in repaired:
        return None
    slip = found.slip
    faults.append(error("syntax", file, slip.message, slip.fix, line=found.line, field=found.field))
    if slip.repair is None:
        return None
    repaired.add(found.line)
    lines[found.line - 1] = slip.repair
    return "\n".join(lines)


def _silent_losses(text: str, file: str) -> Iterator[Finding]:
    """Things YAML accepts but reads otherwise than an editor means them."""
    slips = [*_marks(text), *_swallowed(text)]
    lines = lines_of(text) if slips else []
    for line, message, fix in slips:
        yield error("syntax", file, message, fix, line=line, field=field_at(lines, line))


def _marks(text: str) -> Iterator[tuple[int, str, str]]:
    """Texts that begin with a mark of YAML's and lose their first word to it: line, message and fix."""
    if _MAY_HOLD_MARKS.search(text):
        for token in yaml.scan(text, _LOADER):
            if type(token) in _MARKS:
                yield token.start_mark.line + 1, NOT_TEXT.format(mark=_MARKS[type(token)]), QUOTE_IT


def _swallowed(text: str) -> Iterator[tuple[int, str, str]]:
    """Texts that lose their end to a comment, and list items that become part of the one above."""
    if _MAY_HOLD_COMMENT.search(text):
        for found in _GLUED_COMMENT.finditer(text):
            message = f'"{found["lost"]}" is read as a comment and lost'
            yield text.count("\n", 0, found.start()) + 1, message, QUOTE_IT
    for found in _GLUED_DASH.finditer(text) if _MAY_HOLD_DASH.search(text) else ():
        line = text.count("\n", 0, found.start()) + 1
        yield line, "the dash of a list item needs a space after it", 'write "- " before the item'


class _Builder:
    """Plain data from nodes: text, numbers, dates, true and false, lists and mappings, and nothing else."""

    def __init__(self, file: str, text: str) -> None:
        self.faults: list[Finding] = []
        self._file = file
        self._text = text

    def build(self, node: Node, depth: int) -> object:
        if isinstance(node, ScalarNode):
            return node.value if node.tag == _TAG + "str" else _scalar(node.tag, node.value)
        if depth == _DEEPEST:
            self._fault("syntax", node, "lists and keys are nested too deeply here", "look for a stray bracket")
            return None
        if isinstance(node, SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        return self._mapping(node, depth)

    def _mapping(self, node: Node, depth: int) -> dict[str, object]:
        data: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._fault("key_not_text", key, "a list stands where a key is meant", "put the key in quotes")
            elif key.value in data:
                first = next(other for other, _ in node.value if other.value == key.value)
                message = f'"{key.value}" stands twice, first in line {first.start_mark.line + 1}'
                self._fault("duplicate_key", key, message, "keep one of the two")
            else:
                self._check_key(key)
                data[key.value] = self.build(value, depth + 1)
        return data

    def _check_key(self, key: ScalarNode) -> None:
        if key.tag == _TAG + "null":
            self._fault("key_not_text", key, "there is no key before the colon", "write the key, or quote the text")
        elif key.tag in _READ_AS:
            message = f"YAML reads the key {key.value} as {_READ_AS[key.tag]}"
            self._fault("key_not_text", key, message, f'put it in quotes: "{key.value}"')

    def _fault(self, code: str, node: Node, message: str, fix: str) -> None:
        line = node.start_mark.line + 1
        field = field_at(lines_of(self._text), line)
        self.faults.append(error(code, self._file, message, fix, line=line, field=field))


def _scalar(tag: str, written: str) -> object:
    """What an unquoted word stands for; where it only looks like a number or a date, the word itself."""
    read = _READERS.get(tag)
    try:
        return read(written) if read else written
    except (
        ValueError
    ):  # a time of day, 08 or 2026-02-30: YAML's patterns take more than the numbers and dates there are
        return written


def _child(node: Node, part: str | int) -> tuple[Node, Node] | None:
    """What marks the place of a key or an item, and what stands there."""
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == part), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None
