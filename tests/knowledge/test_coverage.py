"""What a pack has on each topic, as numbers and as a picture."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from bot.content.cases import load_cases
from bot.content.coverage import Cover, Coverage, coverage
from bot.content.heatmap import heatmap
from bot.content.loader import load_knowledge
from bot.core.knowledge import Aspect
from tests.support.packs import BREAD, PackCopy

TODAY = date(2026, 12, 1)
SVG = "{http://www.w3.org/2000/svg}"


def covered(pack: PackCopy, topic: str, today: date = TODAY) -> Coverage:
    knowledge = load_knowledge(pack.folder)
    (found,) = (each for each in coverage(knowledge, load_cases(pack.folder, knowledge), today) if each.topic == topic)
    return found


@pytest.fixture(scope="module")
def picture() -> str:
    knowledge = load_knowledge(BREAD)
    return heatmap(coverage(knowledge, load_cases(BREAD, knowledge), TODAY), "Bread & <butter>")


def test_every_topic_is_covered_in_the_packs_order() -> None:
    knowledge = load_knowledge(BREAD)
    assert [each.topic for each in coverage(knowledge, load_cases(BREAD, knowledge), TODAY)] == list(knowledge.topics)


def test_an_answer_a_reason_and_nothing_are_told_apart(pack: PackCopy) -> None:
    pack.replace("topics/dense_bread.yaml", "  evidence: It is no remedy.\n", "")
    aspects = covered(pack, "dense_bread").aspects
    assert aspects[Aspect.RELIEF] is Cover.ANSWER
    assert aspects[Aspect.AMOUNT] is Cover.REASON
    assert aspects[Aspect.EVIDENCE] is Cover.NOTHING


def test_examples_cases_tips_and_sources_are_counted(pack: PackCopy) -> None:
    found = covered(pack, "kneading")
    assert (sum(found.examples.values()), found.cases, found.tips, found.sources) == (25, 2, 2, 3)


def test_a_source_counts_once_however_often_it_is_cited(pack: PackCopy) -> None:
    assert covered(pack, "steam").sources == 3
    pack.replace("remedies/steam.yaml", "  sources: [flour_guide]\n", "  sources: [test_kitchen]\n")
    assert covered(pack, "steam").sources == 2


def test_the_age_of_a_review_is_told_in_days(pack: PackCopy) -> None:
    assert (covered(pack, "steam").age, covered(pack, "steam").is_due) == (30, False)
    late = covered(pack, "steam", date(2027, 11, 2))
    assert (late.age, late.is_due) == (366, True)


def test_the_picture_is_sound_xml_with_a_cell_for_each_topic_and_aspect(picture: str) -> None:
    root = ET.fromstring(picture)
    assert root.findtext(f"{SVG}title") == "Bread & <butter>"
    assert len(root.findall(f"{SVG}g")) == 9 * len(Aspect)


def test_the_more_examples_the_darker_the_cell(picture: str) -> None:
    fills = {title: fill for cell in cells(picture) for title, fill in [(cell[0].text, str(cell[1].get("fill")))]}
    few, many = fills["dense_bread, danger: answer, 2 examples"], fills["dense_bread, overview: answer, 10 examples"]
    assert int(many[1:], 16) < int(few[1:], 16)
    assert fills["dense_bread, amount: There is nothing to measure."] not in {few, many}


def cells(picture: str) -> list[ET.Element]:
    return ET.fromstring(picture).findall(f"{SVG}g")
