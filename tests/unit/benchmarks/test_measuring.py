"""The measurement as a whole, on a small pack, beside the one method that needs nothing to be installed."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path
from subprocess import CalledProcessError
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console
from rich.progress import Progress

from bot.content.cases import load_cases
from bot.content.examination import Part, trials
from bot.content.loader import load_knowledge
from tests.benchmarks.catalogue import BOT, Material, material_of
from tests.benchmarks.judging import MEASURES
from tests.benchmarks.measuring import CASES, Outcome, Plan, measure_accuracy
from tests.benchmarks.plot import Spot, plot
from tests.benchmarks.report import accuracy_table, reliability_table, speed_table, to_dict
from tests.benchmarks.speed import fresh, open_method, pace_in_a_while
from tests.support.packs import BREAD
from tests.support.talk import NOON

QUESTION = "my rolls are heavy and did not rise at all"


@pytest.fixture(scope="module")
def plan() -> Plan:
    knowledge = load_knowledge(BREAD)
    sets = {CASES: trials(load_cases(BREAD, knowledge))}
    return Plan((BOT, "wratio"), BREAD, material_of(knowledge, NOON), sets)


@pytest.fixture(scope="module")
def outcomes(plan: Plan) -> tuple[Outcome, ...]:
    return measure_accuracy(plan, Progress(disable=True))


def test_every_measure_counts_the_same_questions_for_every_method(outcomes: tuple[Outcome, ...]) -> None:
    first, second = ({key: share.total for key, share in each.accuracy[CASES].shares.items()} for each in outcomes)
    assert all(first.values())
    of_what_was_right = {"to_the_point"}
    assert {key for key in first if first[key] != second[key]} <= of_what_was_right
    assert [*first] == [measure.key for measure in MEASURES]


def test_the_bot_does_on_its_cases_what_the_checks_of_the_pack_say_it_does(
    plan: Plan, outcomes: tuple[Outcome, ...]
) -> None:
    bot = outcomes[0].accuracy[CASES].shares
    assert bot["right"].share == 1.0
    assert bot["follow_ups"].share == 1.0
    assert bot["out_of_scope_answered"].share == 0.0
    assert bot["to_the_point"].total == sum(
        trial.aspect is not None for trial in plan.sets[CASES] if trial.part is Part.TOPICS
    )


def test_every_other_method_keeps_to_the_rates_of_the_pack(plan: Plan, outcomes: tuple[Outcome, ...]) -> None:
    shares, fitted = outcomes[1].accuracy[CASES].shares, plan.material.knowledge.fitted
    assert (shares["wrong"].share or 0.0) <= fitted.wrong_answer_rate
    assert (shares["out_of_scope_answered"].share or 0.0) <= fitted.out_of_scope_rate


def test_a_guess_is_never_better_than_three(outcomes: tuple[Outcome, ...]) -> None:
    for each in outcomes:
        shares = each.accuracy[CASES].shares
        assert shares["right"].count <= shares["top_3"].count
        assert shares["guess"].count <= shares["top_3"].count


def test_tables_name_every_method_and_every_measure(outcomes: tuple[Outcome, ...]) -> None:
    console = Console(width=200, file=StringIO())
    console.print(accuracy_table(outcomes, CASES, "Cases"))
    console.print(reliability_table(outcomes, CASES, "Reliability"))
    console.print(speed_table(outcomes, None))
    assert isinstance(console.file, StringIO)
    shown = console.file.getvalue()
    assert [each.title for each in outcomes if each.title not in shown] == []
    assert [measure.title for measure in MEASURES if measure.title not in shown] == []


def test_results_are_plain_data_that_holds_no_question(outcomes: tuple[Outcome, ...]) -> None:
    written = json.dumps(to_dict(outcomes, None))
    assert QUESTION not in written
    assert json.loads(written)["methods"][BOT]["accuracy"][CASES]["measures"]["right"]["share"] == 1.0


def test_the_plot_is_a_picture_with_every_method() -> None:
    drawn = plot([Spot("one & all", 0.0003, 0.9, 0.8), Spot("two", 0.02, 0.7, 0.5)], "Right, by time")
    root = ET.fromstring(drawn)
    texts = [each.text for each in root.iter() if each.tag.endswith("text")]
    assert {"one & all", "two", "100%", "10 ms"} <= {*texts}


def test_larger_packs_are_timed_on_the_same_questions(plan: Plan) -> None:
    larger: Material = plan.material.grown(3)
    pace = pace_in_a_while(open_method(BOT, larger).method, plan.sets[CASES])
    assert pace.turns == sum(len(trial.turns) for trial in plan.sets[CASES])


@pytest.mark.skipif(sys.platform == "win32", reason="the memory of a process is read as Unix tells it")
@pytest.mark.parametrize("name", [BOT, "wratio"])
def test_a_fresh_process_answers_and_tells_what_it_took(name: str) -> None:
    found = fresh(name, QUESTION, BREAD, runs=1)
    assert found.peak > 1_000_000
    assert found.seconds > 0.0


def test_a_process_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(CalledProcessError):
        fresh(BOT, QUESTION, tmp_path, runs=1)
