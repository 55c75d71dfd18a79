"""`python -m tests.benchmarks`: how good and how fast the bot is, beside other methods. README.md says what is what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.app import default_pack, now
from bot.config import load_settings
from bot.content.cases import load_cases
from bot.content.examination import Trial, trials
from bot.content.loader import load_knowledge
from bot.core.knowledge import Fitted
from tests.benchmarks.catalogue import CATALOGUE, material_of
from tests.benchmarks.machine import machine
from tests.benchmarks.measuring import (
    CASES,
    QUESTIONS,
    Outcome,
    Plan,
    measure_accuracy,
    with_fresh_processes,
    with_larger_packs,
)
from tests.benchmarks.plot import Spot, plot
from tests.benchmarks.questions import QuestionsError, read_folder
from tests.benchmarks.report import accuracy_table, reliability_table, speed_table, to_dict
from tests.benchmarks.speed import Fresh, fresh
from tests.benchmarks.typos import SEED

_WIDTH = 150
"""Columns where the output is no terminal."""


def main(
    questions: Annotated[
        Path | None, typer.Option(help="Measure on the questions of this folder too; README.md says in what form.")
    ] = None,
    methods: Annotated[str, typer.Option(help="Only these methods, with commas between them.")] = ",".join(CATALOGUE),
    out: Annotated[Path, typer.Option(help="The folder for the results and the plot.")] = Path("build/bench"),
    *,
    accuracy_only: Annotated[
        bool, typer.Option("--accuracy-only", help="Leave out larger packs and fresh processes, which take minutes.")
    ] = False,
) -> None:
    """Measure the bot beside other methods that are given the same examples and the same questions."""
    console = Console() if Console().is_terminal else Console(width=_WIDTH)
    plan = _plan(_chosen(methods, console), questions)
    surroundings = machine()
    bare: Fresh | None = None
    with _progress() as progress:
        outcomes = measure_accuracy(plan, progress)
        if not accuracy_only:
            outcomes = with_fresh_processes(outcomes, plan, progress)
            bare = fresh(None, "", plan.pack)
            outcomes = with_larger_packs(outcomes, plan, progress)
    _show(console, plan, outcomes, bare)
    _save(out, plan, outcomes, {"machine": surroundings} | to_dict(outcomes, bare))
    console.print(f"The figures are in {out / 'results.json'}, the plot in {out / 'plot.svg'}.", highlight=False)


def _chosen(methods: str, console: Console) -> tuple[str, ...]:
    """The methods that were asked for, in the order of the catalogue, without those that are not installed."""
    asked = {name.strip() for name in methods.split(",")}
    if unknown := asked - {*CATALOGUE}:
        raise typer.BadParameter(f"There is no method {min(unknown)!r}; name some of {', '.join(CATALOGUE)}.")
    missing = {name: line for name in CATALOGUE if name in asked and (line := CATALOGUE[name].lacks())}
    for line in missing.values():
        console.print(line, highlight=False, markup=False)
    return tuple(name for name in CATALOGUE if name in asked - {*missing})


def _plan(methods: tuple[str, ...], questions: Path | None) -> Plan:
    pack = default_pack(load_settings())
    knowledge = load_knowledge(pack)
    sets: dict[str, tuple[Trial, ...]] = {CASES: trials(load_cases(pack, knowledge))}
    if questions:
        try:
            sets[QUESTIONS] = read_folder(questions)
        except QuestionsError as error:
            raise typer.BadParameter(str(error)) from error
    return Plan(methods, pack, material_of(knowledge, now()), sets)


class _Lines(Progress):
    """Progress where no bar can move: a line for each step that begins."""

    def add_task(self, description: str, *args: Any, **kwargs: Any) -> TaskID:
        self.console.print(description, highlight=False)
        return super().add_task(description, *args, **kwargs)


def _progress() -> Progress:
    console = Console(stderr=True)
    if not console.is_terminal:
        return _Lines(console=console, disable=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


def _show(console: Console, plan: Plan, outcomes: tuple[Outcome, ...], bare: Fresh | None) -> None:
    for of in plan.sets:
        console.print(accuracy_table(outcomes, of, _title(of)))
        console.print(reliability_table(outcomes, of, f"{_title(of)}: answers that were right, by confidence"))
    console.print(speed_table(outcomes, bare))
    console.print(_standard(plan.material.knowledge.fitted), highlight=False)


def _save(out: Path, plan: Plan, outcomes: tuple[Outcome, ...], data: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    fitted = plan.material.knowledge.fitted
    head = {
        "when": plan.material.now.isoformat(timespec="minutes"),
        "pack": plan.material.knowledge.pack.id,
        "examples": plan.material.examples.authored,
        "typo_seed": SEED,
        "rates": {"wrong_answer": fitted.wrong_answer_rate, "out_of_scope": fitted.out_of_scope_rate},
    }
    (out / "results.json").write_text(json.dumps(head | data, indent=2) + "\n", "utf-8")
    of = list(plan.sets)[-1]
    spots = [_spot(each, of) for each in outcomes]
    (out / "plot.svg").write_text(plot(spots, f"First answers right, by time per question ({_title(of)})"), "utf-8")


def _spot(outcome: Outcome, of: str) -> Spot:
    shares = outcome.accuracy[of].shares
    return Spot(outcome.title, outcome.pace.p50, shares["right"].share or 0.0, shares["typos_right"].share or 0.0)


def _title(of: str) -> str:
    return "The pack's cases" if of == CASES else "The questions of the folder"


def _standard(fitted: Fitted) -> str:
    return (
        "Every method has a threshold of its own, chosen on the pack's cases: "
        f"at most {fitted.wrong_answer_rate:.0%} of questions answered wrong, "
        f"at most {fitted.out_of_scope_rate:.0%} of those out of scope answered."
    )


if __name__ == "__main__":
    typer.run(main)
