"""Questions without an answer become examples, by way of an editor."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from bot.content.accepting import accept
from bot.content.gaps import proposal
from bot.content.loader import load_knowledge
from bot.core.gaps import Gap, find_gaps
from bot.core.knowledge import Aspect
from bot.core.ports import Question
from bot.errors import KnowledgeError
from tests.support.packs import PackCopy
from tests.support.talk import NOON, bread

TODAY = date(2026, 11, 23)


def asked(text: str, *people: str, days_ago: int = 0) -> Question:
    return Question(text, frozenset(people), (), TODAY - timedelta(days=days_ago))


def found(*questions: Question) -> tuple[Gap, ...]:
    return find_gaps(questions, bread(), NOON)


def test_what_one_person_asked_is_shown_to_nobody() -> None:
    assert found(asked("my rye loaf is gummy", "a"), asked("the rye loaf is gummy", "a")) == ()


def test_one_question_in_two_wordings_is_one_gap() -> None:
    (gap,) = found(asked("my rye loaf is gummy", "a"), asked("the rye loaf is gummy!", "b", days_ago=3))
    assert gap.people == 2
    assert gap.wordings == ("my rye loaf is gummy", "the rye loaf is gummy!")
    assert gap.last_asked == TODAY


def test_misspelt_it_is_the_same_question() -> None:
    (gap,) = found(
        asked("why is my crust so pale at the bottom", "a"), asked("wy is my crsut so pale at the botom", "b")
    )
    assert gap.people == 2


def test_different_questions_are_different_gaps_and_most_people_come_first() -> None:
    gaps = found(asked("how long is yeast good for", "a", "b"), asked("my rye loaf is gummy", "a", "b", "c"))
    assert [gap.text for gap in gaps] == ["my rye loaf is gummy", "how long is yeast good for"]


def test_a_gap_names_the_topics_nearby_and_what_is_asked_of_them() -> None:
    (gap,) = found(asked("why would the crust be the colour of paper", "a", "b"))
    assert gap.topics[0] == "pale_crust"
    assert gap.aspect is Aspect.CAUSES


def test_a_proposal_is_yaml_that_names_topic_aspect_and_example() -> None:
    gaps = found(asked('why would the crust be "the colour" of paper: odd', "a", "b"))
    written = proposal(gaps, "gaps.yaml", "knowledge/en")
    assert yaml.safe_load(written) == {"pale_crust": {"causes": ['why would the crust be "the colour" of paper: odd']}}
    assert "2 people" in written


def test_no_gap_makes_an_empty_proposal() -> None:
    assert yaml.safe_load(proposal((), "gaps.yaml", "knowledge/en")) is None


@pytest.fixture
def proposed(tmp_path: Path) -> Path:
    return tmp_path / "gaps.yaml"


def faults(proposed: Path, pack: Path, into: Path | None = None) -> list[str]:
    with pytest.raises(KnowledgeError) as refused:
        accept(proposed, pack, into)
    return list(refused.value.faults)


def test_what_is_accepted_stands_in_the_pack_and_nothing_else_changes(pack: PackCopy, proposed: Path) -> None:
    before = pack.read("topics/pale_crust.yaml")
    proposed.write_text("pale_crust:\n  causes:\n    - why is my crust the colour of paper\n")
    assert accept(proposed, pack.folder) == 1
    after = pack.read("topics/pale_crust.yaml")
    assert load_knowledge(pack.folder).topics["pale_crust"].examples[Aspect.CAUSES][0] == (
        "why is my crust the colour of paper"
    )
    assert after.replace('    - "why is my crust the colour of paper"\n', "") == before


def test_an_aspect_without_examples_gets_a_list_of_its_own(pack: PackCopy, proposed: Path) -> None:
    proposed.write_text("pale_crust:\n  evidence:\n    - is it proven that steam browns\n    - who says so\n")
    assert Aspect.EVIDENCE not in load_knowledge(pack.folder).topics["pale_crust"].examples
    assert accept(proposed, pack.folder) == 2
    assert load_knowledge(pack.folder).topics["pale_crust"].examples[Aspect.EVIDENCE] == (
        "is it proven that steam browns",
        "who says so",
    )


def test_a_copy_can_be_made_instead_to_see_what_changes(pack: PackCopy, proposed: Path, tmp_path: Path) -> None:
    before = pack.read("topics/pale_crust.yaml")
    proposed.write_text("pale_crust:\n  causes:\n    - why is my crust the colour of paper\n")
    accept(proposed, pack.folder, tmp_path / "tried")
    assert pack.read("topics/pale_crust.yaml") == before
    examples = load_knowledge(tmp_path / "tried").topics["pale_crust"].examples[Aspect.CAUSES]
    assert "why is my crust the colour of paper" in examples


def test_an_existing_folder_is_not_written_over(pack: PackCopy, proposed: Path, tmp_path: Path) -> None:
    proposed.write_text("pale_crust:\n  causes:\n    - why is my crust the colour of paper\n")
    assert "there is something of this name already; name a folder that is not there yet" in "\n".join(
        faults(proposed, pack.folder, tmp_path)
    )


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("pale_crst:\n  causes:\n    - a\n", 'gaps.yaml:1: pale_crst: the pack has no topic "pale_crst"; did you mean'),
        ("pale_crust:\n  why:\n    - a\n", "gaps.yaml:2: pale_crust.why: "),
        ("pale_crust:\n  causes: a\n", "gaps.yaml:2: pale_crust.causes: "),
        ("pale_crust:\n  causes:\n    - Pale crust!\n", '"Pale crust!" is already an example of pale_crust; delete it'),
        (
            "pale_crust:\n  causes:\n    - who did\n    - who did\n",
            'gaps.yaml:4: pale_crust.causes#2: "who did" is already an example of pale_crust',
        ),
        ("- a\n", "gaps.yaml"),
        ("", "gaps.yaml: the file is empty"),
    ],
)
def test_a_proposal_that_does_not_fit_is_refused_whole(
    pack: PackCopy, proposed: Path, written: str, complaint: str
) -> None:
    before = pack.read("topics/pale_crust.yaml")
    proposed.write_text(written)
    assert complaint in "\n".join(faults(proposed, pack.folder))
    assert pack.read("topics/pale_crust.yaml") == before


def test_a_list_in_brackets_is_not_guessed_at(pack: PackCopy, proposed: Path) -> None:
    text = pack.read("topics/pale_crust.yaml")
    begin, end = text.index("  causes:\n    - why is"), text.index("  relief:\n    - how do")
    pack.write("topics/pale_crust.yaml", text[:begin] + '  causes: ["why so pale"]\n' + text[end:])
    proposed.write_text("pale_crust:\n  causes:\n    - why is my crust the colour of paper\n")
    assert "write one example a line" in "\n".join(faults(proposed, pack.folder))
