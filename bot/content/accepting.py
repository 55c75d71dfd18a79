"""Examples that an editor has accepted, written into a pack between what stands there already.

Lines are put in and none is changed, so that comments and the order of things stay as their authors left them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from pydantic import RootModel

from bot.content.examples import examples
from bot.content.faults import Finding, error, field_name, refuse_if_any, suggestion
from bot.content.gaps import quoted
from bot.content.loader import load_knowledge
from bot.content.schema import Route, at, validated
from bot.content.yaml_reader import Document, read_yaml
from bot.core.knowledge import Aspect, Id, KnowledgeBase, Text
from bot.core.text import normalize

_FOLDERS = ("topics", "remedies")
_EXAMPLES = "examples"


class _Accepted(RootModel[Mapping[Id, Mapping[Aspect, tuple[Text, ...]]]]):
    """By topic and aspect, what people say."""


def accept(proposal: Path, pack: Path, into: Path | None = None) -> int:
    """Write the examples of a proposal into a pack, or into a copy of it at `into`. Returns how many they are.

    Raises KnowledgeError, with nothing written, where the proposal or the pack has faults, where an example stands in
    the pack already, and where `into` exists.
    """
    knowledge = load_knowledge(pack)
    accepted, document = _read(proposal)
    refuse_if_any([*_strangers(accepted, document, knowledge), *_repeated(accepted, document, knowledge)])
    if into is not None and into.exists():
        fix = "name a folder that is not there yet"
        refuse_if_any([error("folder_exists", str(into), "there is something of this name already", fix)])
    with TemporaryDirectory() as place:
        trial = Path(place) / "pack"
        copytree(pack, trial)
        changed = [_write_topic(trial, topic, by_aspect) for topic, by_aspect in accepted.items() if by_aspect]
        load_knowledge(trial)
        if into is not None:
            copytree(trial, into)
        else:
            for file in changed:
                (pack / file).write_bytes((trial / file).read_bytes())
    return sum(len(texts) for by_aspect in accepted.values() for texts in by_aspect.values())


def _read(proposal: Path) -> tuple[Mapping[Id, Mapping[Aspect, tuple[Text, ...]]], Document]:
    faults: list[Finding] = []
    document = read_yaml(proposal, proposal.name, faults)
    accepted = validated(_Accepted, document, faults) if document else None
    refuse_if_any(faults)
    assert accepted is not None, "what cannot be read has a fault"
    assert document is not None, "what cannot be read has a fault"
    return accepted.root, document


def _strangers(
    accepted: Mapping[Id, Mapping[Aspect, Sequence[str]]], document: Document, knowledge: KnowledgeBase
) -> Iterator[Finding]:
    for topic in accepted.keys() - knowledge.topics.keys():
        fix = suggestion(topic, knowledge.topics, "move its examples to a topic of the pack")
        yield _fault("unknown_id", document, (topic,), f'the pack has no topic "{topic}"', fix)


def _repeated(
    accepted: Mapping[Id, Mapping[Aspect, Sequence[str]]], document: Document, knowledge: KnowledgeBase
) -> Iterator[Finding]:
    """A fault for each text that is an example already, of the pack or further up in the proposal."""
    known = {normalize(each.text): each.label for each in examples(knowledge)}
    for topic, by_aspect in accepted.items():
        for aspect, texts in by_aspect.items():
            for number, text in enumerate(texts):
                before = known.setdefault(normalize(text), "")
                known[normalize(text)] = before or topic
                if before:
                    message = f'"{text}" is already an example of {before}'
                    yield _fault("example_twice", document, (topic, aspect.value, number), message, "delete it here")


def _write_topic(folder: Path, topic: str, by_aspect: Mapping[Aspect, Sequence[str]]) -> str:
    """Put the examples into the topic's file, and return the file's name within the pack."""
    file = next(f"{room}/{topic}.yaml" for room in _FOLDERS if (folder / room / f"{topic}.yaml").is_file())
    for aspect, texts in by_aspect.items():
        document = read_yaml(folder / file, file, [])
        assert document is not None, "a sound pack was read before"
        _insert(folder / file, document, aspect, texts)
    return file


def _insert(path: Path, document: Document, aspect: Aspect, texts: Sequence[str]) -> None:
    """Put examples of one aspect first in its list, or begin the list."""
    route = (_EXAMPLES, aspect.value)
    if document.is_flow(route):
        fix = 'write one example a line, each after "- "'
        refuse_if_any([_fault("flow_list", document, route, "nothing can be put between brackets", fix)])
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)

    def indent(route: Route) -> str:
        line = lines[document.line(route) - 1]
        return line[: len(line) - len(line.lstrip())]

    if at(document.data, route) is not None:
        added = [f"{indent((*route, 0))}- {quoted(text)}\n" for text in texts]
    else:
        key = indent((_EXAMPLES, next(iter(at(document.data, (_EXAMPLES,))))))
        added = [f"{key}{aspect}:\n", *(f"{key}  - {quoted(text)}\n" for text in texts)]
    after = document.line(route)
    path.write_text("".join([*lines[:after], *added, *lines[after:]]), encoding="utf-8")


def _fault(code: str, document: Document, route: Route, message: str, fix: str) -> Finding:
    return error(code, document.file, message, fix, line=document.line(route), field=field_name(route))
