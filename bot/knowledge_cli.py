"""The commands of the group `knowledge`, for editors: what bot/content finds out is shown here."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app import default_pack, now, open_conversation
from bot.config import Settings, load_settings
from bot.content.cases import load_cases, read_cases
from bot.content.comparing import Change, Comparison, Mark, compare, joined
from bot.content.coverage import Cover, Coverage, coverage
from bot.content.examination import Confusion, Examination, FlagScore, Score, Trial, Verdict, examine, trials
from bot.content.export import export
from bot.content.faults import Severity
from bot.content.heatmap import heatmap
from bot.content.loader import load_knowledge
from bot.content.packs import find_packs, misplaced
from bot.content.survey import Item, Survey, Watch, survey, unwatched
from bot.core.conversation import Conversation
from bot.core.knowledge import Aspect, KnowledgeBase
from bot.core.ports import Question
from bot.errors import KnowledgeError
from bot.tables import make_table, print_tables

if TYPE_CHECKING:
    from rich.table import Table

    from bot.core.gaps import Gap

_EXAMPLE = 50
"""Characters of a case that stand for those like it."""

_QUESTION = 60
"""Characters of a question that are shown."""

_SIGNS = {Cover.ANSWER: "•", Cover.REASON: "–", Cover.NOTHING: "!"}
_LEGEND = "• has an answer of its own; – has none, with the reason why; ! has neither. Age is in days since the review."

knowledge = typer.Typer(
    help="Look over the knowledge pack.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)


@knowledge.command("export")
def export_knowledge() -> None:
    """Write the whole pack as one JSON document."""
    print(json.dumps(export(load_knowledge(default_pack(load_settings()))), indent=2))


@knowledge.command("check")
def check_knowledge(
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write what was found as JSON, a document a pack.")] = False,
) -> None:
    """Look for faults in each pack, its cases and what the bot makes of both; exit non-zero where there is an error."""
    settings = load_settings()
    folders = find_packs(settings.knowledge_path, settings.default_language)
    sound = [_check(settings.knowledge_path, folder, strict=strict, as_json=as_json) for folder in folders]
    if not all(sound):
        raise typer.Exit(1)


@knowledge.command("coverage")
def cover_knowledge(
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw a heat map into this SVG file.")] = None,
) -> None:
    """Show what the pack has on each topic, and which topics its cases are confused between."""
    path, moment = default_pack(load_settings()), now()
    pack = load_knowledge(path)
    # What is faulty among the cases is for the check to tell.
    cases = read_cases(path, pack)[0].cases
    covered = coverage(pack, cases, moment.date())
    print_tables(_coverage_table(covered))
    print(_LEGEND)
    print(*_empty_cells(covered), sep="\n")
    asked: Sequence[Trial] = trials(cases)
    confusions = _examined(pack, asked, "cases").confusions()
    if confusions:
        print_tables(_confusion_table(confusions))
    print(f"{sum(len(each.results) for each in confusions)} of {len(asked)} cases are heard as something else.")
    if plot:
        _save(plot, heatmap(covered, pack.pack.title), "the heat map is drawn.")


@knowledge.command("diff")
def compare_packs(
    old: Annotated[Path, typer.Argument(help="The folder of the pack as it was.")],
    new: Annotated[Path, typer.Argument(help="The folder of the pack as it is to be.")],
) -> None:
    """Put the cases of two packs to both and list what changes; exit non-zero where anything gets worse."""
    packs = load_knowledge(old), load_knowledge(new)
    asked: Sequence[Trial] = joined(*(load_cases(path, pack) for path, pack in zip((old, new), packs, strict=True)))
    before, after = (_examined(pack, asked, name) for name, pack in zip(("old pack", "new pack"), packs, strict=True))
    comparison = compare(before, after, packs)
    _print_comparison(comparison)
    if comparison.is_worse:
        raise typer.Exit(1)


@knowledge.command("book")
def print_book(
    file: Annotated[Path, typer.Argument(metavar="FILE.html", help="The file to write.")],
) -> None:
    """Write the whole pack as one page to read, print and sign, for a reviewer who never sees the files."""
    from bot.content.book.page import book

    _save(file, book(load_knowledge(default_pack(load_settings())), now().date()), "the book is written.")


@knowledge.command("fit")
def fit_knowledge() -> None:
    """Learn from the cases how the examples are best weighed, and write fitted.yaml; takes a minute or two."""
    from bot.content.fit import fit_pack, fitted_yaml

    path = default_pack(load_settings())
    pack = load_knowledge(path)
    report = fit_pack(pack, load_cases(path, pack))
    print(*report.lines(), sep="\n")
    _save(path / "fitted.yaml", fitted_yaml(report.fitted), "the weights and thresholds are written.")


@knowledge.command("schema")
def write_schemas(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write them into.")],
) -> None:
    """Write JSON Schemas of the pack's files, so that an editor completes and checks them while you type."""
    from bot.content.json_schemas import binding_note, json_schemas

    path = default_pack(load_settings())
    schemas = json_schemas(_sound(path))
    for name, schema in schemas.items():
        _write(folder / f"{name}.json", json.dumps(schema, indent=2))
    _write(folder / "README.md", binding_note(_from_here(path), _from_here(folder)))
    print(f"{folder}: {len(schemas)} schemas are written; README.md beside them says how an editor uses them.")


def _check(path: Path, folder: Path, *, strict: bool, as_json: bool) -> bool:
    """Show what there is to say of a pack. True where that is nothing to fail on."""
    found = survey(folder, now(), _watch())
    if as_json:
        print(json.dumps({"pack": str(folder)} | found.to_dict(), indent=2))
    else:
        _print_survey(folder, found)
    fault = misplaced(path, folder, found.knowledge.pack.language) if found.knowledge else None
    if fault:
        print(f"{Severity.ERROR.value}: {fault}", file=sys.stderr)
    return not (fault or found.of(Severity.ERROR) or (strict and found.findings))


def _from_here(path: Path) -> str:
    """A path as it is written in the working directory, or whole where it lies elsewhere."""
    full, here = path.resolve(), Path.cwd().resolve()
    return (full.relative_to(here) if full.is_relative_to(here) else full).as_posix()


@knowledge.command("gaps")
def show_gaps(
    file: Annotated[Path | None, typer.Argument(metavar="FILE.yaml", help="Write them as proposed examples.")] = None,
) -> None:
    """Show what several people asked and the pack had no answer to, or propose it as examples."""
    from bot.content.gaps import proposal
    from bot.core.gaps import AT_LEAST, find_gaps

    settings = load_settings()
    conversation = open_conversation(settings)
    gaps = find_gaps(asyncio.run(_collected(settings)), conversation, now())
    if not gaps:
        print(f"There is nothing that {AT_LEAST} people asked without an answer. COLLECT_UNANSWERED has it collected.")
    elif file is None:
        print_tables(_gap_table(gaps))
    else:
        pack = str(_from_here(default_pack(settings)))
        _save(file, proposal(gaps, str(file), pack), f"{_counted(len(gaps), 'example')} to look through; it says how.")


@knowledge.command("accept")
def accept_examples(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="Proposed examples an editor has been through.")],
    into: Annotated[Path | None, typer.Option("--into", help="Write a copy of the pack with them here.")] = None,
) -> None:
    """Write proposed examples into the pack, or into a copy of it for `knowledge diff`."""
    from bot.content.accepting import accept

    pack = default_pack(load_settings())
    number = accept(file, pack, into)
    print(f"{into or pack}: {_counted(number, 'example')} added.")


async def _collected(settings: Settings) -> Sequence[Question]:
    from bot.storage.sql import open_store

    async with open_store(settings.database_url.get_secret_value()) as store:
        return await store.questions()


def _sound(path: Path) -> KnowledgeBase | None:
    """The pack, or None with a remark where it has faults: what helps in mending it should not wait for that."""
    try:
        return load_knowledge(path)
    except KnowledgeError as refusal:
        print(f"{path}: {_counted(len(refusal.faults), 'fault')}, so no ids are offered yet.", file=sys.stderr)
        return None


def _examined(pack: KnowledgeBase, asked: Sequence[Trial], name: str) -> Examination:
    return examine(Conversation(pack), _watch()(name, asked), now())


def _watch() -> Watch:
    """A progress bar on standard error where somebody looks at it."""
    if not sys.stderr.isatty():
        return unwatched
    # Imported here, like the tables below: other commands start without it.
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)

    def watched(what: str, items: Sequence[Item]) -> Iterable[Item]:
        return track(items, what, console=console, transient=True)

    return watched


def _print_survey(path: Path, found: Survey) -> None:
    for finding in found.findings:
        print(f"{finding.severity.value}: {finding}")
    if flags := found.flags():
        print_tables(_flag_table(flags, found.flags_mistyped()))
    for part, score in found.accuracy().items():
        print(f"{part.value.replace('_', ' ')}: {_accuracy(score)}")
    if found.examination.results:
        print(f"known misses, counted as wrong above: {len(found.examination.known_misses())}")
    if found.grades:
        hardest = max(found.grades, key=found.grades.__getitem__)
        middle = median(found.grades.values())
        print(f"reading grade: median {middle:.1f}, hardest {found.grades[hardest]:.1f} ({hardest})")
    print(f"{path}: {_summary(found)}")


def _summary(found: Survey) -> str:
    errors, warnings = (len(found.of(severity)) for severity in (Severity.ERROR, Severity.WARNING))
    if found.knowledge is None:
        return f"{_counted(errors, 'error')}; the rest is looked at once the pack can be read."
    about = f"in {len(found.knowledge.topics)} topics and {len(found.knowledge.red_flags)} red flags."
    if not found.findings:
        return f"no fault {about}"
    return f"{_counted(errors, 'error')} and {_counted(warnings, 'warning')} {about}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _accuracy(score: Score) -> str:
    known, exact = score.share(Verdict.RIGHT, Verdict.OTHER_ASPECT), score.share(Verdict.RIGHT)
    aspect = f", {exact:.1%} with the aspect" if exact < known else ""
    others = (Verdict.ASKED, Verdict.SILENT, Verdict.WRONG)
    rest = ", ".join(f"{score.counts[verdict]} {verdict.value}" for verdict in others if score.counts[verdict])
    return f"{known:.1%} of {_counted(score.total, 'case')} right{aspect}" + (f"; {rest}" if rest else "")


def _print_comparison(comparison: Comparison) -> None:
    for own_id in comparison.lost_flags:
        print(f"{Mark.WEAKENED.value}: {own_id} is gone")
    for change in comparison.changes:
        print(_change(change))
    for each in comparison.taken():
        texts = '", "'.join(change.after.trial.turns[-1] for change in each.changes)
        print(f'{each.winner} takes {len(each.changes)} from {each.loser}: "{texts}"')
    marks = [change.mark for change in comparison.changes]
    weakened = marks.count(Mark.WEAKENED) + len(comparison.lost_flags)
    others = ", ".join(f"{marks.count(mark)} {mark.value}" for mark in Mark if mark is not Mark.WEAKENED)
    print(f"{_counted(comparison.asked, 'case')}: {_counted(weakened, 'red flag')} weakened, {others}.")


def _change(change: Change) -> str:
    turns = '", "'.join(change.after.trial.turns)
    return f'{change.mark.value}: "{turns}" ({change.after.trial.label}): {_came_to(change)}'


def _came_to(change: Change) -> str:
    sides = (change.before.upshot, change.after.upshot)
    return " -> ".join(" ".join([each.kind.value, *each.topics, each.aspect or ""]).strip() for each in sides)


def _flag_table(scores: Sequence[FlagScore], mistyped: Sequence[FlagScore]) -> Table:
    columns = ("must", "urgent", "asked", "missed", "sensitivity", "mistyped", "must not", "alarmed", "false alarms")
    table = make_table("red flag", columns)
    for score, twin in zip(scores, mistyped, strict=True):
        counts, raised = score.must.counts, score.must_not.counts
        numbers = (score.must.total, counts[Verdict.RIGHT], counts[Verdict.ASKED], counts[Verdict.WRONG])
        alarmed = raised[Verdict.ASKED] + raised[Verdict.WRONG]
        recognised = (_percent(score.sensitivity), _percent(twin.sensitivity))
        shares = (*recognised, score.must_not.total, alarmed, _percent(score.false_alarm_rate))
        table.add_row(score.id, *map(str, (*numbers, *shares)))
    return table


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _coverage_table(covered: Sequence[Coverage]) -> Table:
    aspects = [aspect.value.replace("_", " ")[:5] for aspect in Aspect]
    table = make_table("topic", (*aspects, "examples", "cases", "tips", "sources", "age"))
    for each in covered:
        signs = (_SIGNS[each.aspects[aspect]] for aspect in Aspect)
        age = f"{each.age} overdue" if each.is_due else str(each.age)
        counts = (sum(each.examples.values()), each.cases, each.tips, each.sources)
        table.add_row(each.topic, *signs, *map(str, counts), age)
    return table


def _empty_cells(covered: Sequence[Coverage]) -> Iterator[str]:
    """Why each cell without an answer has none, and how many do not say it."""
    for each in covered:
        yield from (f"{each.topic}, {aspect.value}: {reason}" for aspect, reason in each.reasons.items())
    unexplained = sum(list(each.aspects.values()).count(Cover.NOTHING) for each in covered)
    yield f"{_counted(unexplained, 'cell')} of {len(covered) * len(Aspect)} empty without a reason."


def _confusion_table(confusions: Sequence[Confusion]) -> Table:
    table = make_table("meant", ("cases",))
    table.add_column("heard as", no_wrap=True)
    table.add_column("such as", no_wrap=True)
    for each in confusions:
        example = shorten(" / ".join(each.results[0].trial.turns), _EXAMPLE, placeholder=" ...")
        table.add_row(each.meant, str(len(each.results)), each.heard_as, example)
    return table


def _gap_table(gaps: Iterable[Gap]) -> Table:
    table = make_table("Question", ["people"])
    table.add_column("last asked", no_wrap=True)
    table.add_column("near")
    for gap in gaps:
        table.add_row(shorten(gap.text, _QUESTION), str(gap.people), gap.last_asked.isoformat(), ", ".join(gap.topics))
    return table


def _save(file: Path, text: str, said: str) -> None:
    _write(file, text)
    print(f"{file}: {said}")


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be written: {error.strerror}.") from error
