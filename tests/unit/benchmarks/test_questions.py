"""A folder of questions is read as trials, and what is wrong in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.examination import Part
from tests.benchmarks.questions import QuestionsError, read_folder


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def test_each_file_becomes_trials_of_its_part(tmp_path: Path) -> None:
    write(tmp_path, "in_scope", '{"text": "why is it flat", "accept": ["dense_bread", "pale_crust"]}', "")
    write(tmp_path, "out_of_scope", '{"text": "who won", "kind": "sport", "found": "somewhere"}')
    write(tmp_path, "near_miss", '{"text": "no mould at all"}')
    trials = read_folder(tmp_path)
    assert [(trial.part, trial.turns, trial.accept) for trial in trials] == [
        (Part.TOPICS, ("why is it flat",), ("dense_bread", "pale_crust")),
        (Part.MUST_NOT, ("no mould at all",), ()),
        (Part.OUT_OF_SCOPE, ("who won",), ()),
    ]
    assert trials[-1].label == "sport"


def test_each_turn_of_a_dialogue_is_judged_after_those_before_it(tmp_path: Path) -> None:
    lines = '{"turns": [{"text": "flat", "accept": ["dense_bread"]}, {"text": "hm"}, {"text": "why", "accept": ["a"]}]}'
    write(tmp_path, "follow_ups", lines)
    assert [(trial.turns, trial.accept) for trial in read_folder(tmp_path)] == [
        (("flat",), ("dense_bread",)),
        (("flat", "hm", "why"), ("a",)),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("flat", "in_scope.jsonl:1: the line: Invalid JSON"),
        ('{"accept": ["dense_bread"]}', "in_scope.jsonl:1: text: Field required"),
        ('{"text": "flat"}', 'in_scope.jsonl:1: "accept" is missing'),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str, told: str) -> None:
    write(tmp_path, "in_scope", line)
    with pytest.raises(QuestionsError) as refused:
        read_folder(tmp_path)
    assert told in str(refused.value)


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="there are no questions"):
        read_folder(tmp_path)
