"""A sound pack loads whole, and every part of it can be found again in the files."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.content.checks import check
from bot.content.export import export
from bot.content.faults import Severity
from bot.content.loader import load_knowledge, load_pack
from bot.core.knowledge import KnowledgeBase, Remedy
from tests.support.packs import BREAD, PackCopy

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return load_knowledge(BREAD)


def warnings(pack: PackCopy, today: date = TODAY) -> list[str]:
    found = check(load_pack(pack.folder), today)
    assert all(finding.severity is Severity.WARNING for finding in found)
    return [str(finding) for finding in found]


def test_topics_and_remedies_are_known_by_their_file_names(bread: KnowledgeBase) -> None:
    assert list(bread.topics) == [
        *("dense_bread", "hot_kitchen", "pale_crust", "stale_bread", "sticky_dough"),
        *("freezing", "kneading", "long_rest", "steam"),
    ]
    assert [own_id for own_id, topic in bread.topics.items() if isinstance(topic, Remedy)] == [
        *("freezing", "kneading", "long_rest", "steam")
    ]
    assert all(topic.id == own_id for own_id, topic in bread.topics.items())


def test_the_tips_of_remedies_join_the_packs_own(bread: KnowledgeBase) -> None:
    assert [tip.id for tip in bread.tips] == [
        *("weigh_it", "summer_water", "winter_spot"),
        *("freezing_slices", "kneading_window", "kneading_wet_hands", "long_rest_label", "steam_tray"),
    ]


def test_signs_and_red_flags_come_from_one_file(bread: KnowledgeBase) -> None:
    assert list(bread.red_flags) == ["mouldy_bread", "allergy"]
    assert bread.red_flags["allergy"].id == "allergy"
    assert "no_breath" in bread.signs


def test_a_country_code_in_quotes_stays_itself(bread: KnowledgeBase) -> None:
    assert bread.pack.countries["NO"].name == "Norway"


def test_comments_among_the_ordinary_words_are_left_out(bread: KnowledgeBase) -> None:
    assert bread.ordinary_words == {"house", "mouse", "garden", "table"}


def test_a_pack_needs_no_list_of_ordinary_words(pack: PackCopy) -> None:
    pack.remove("ordinary_words.txt")
    assert load_knowledge(pack.folder).ordinary_words == frozenset()


def test_the_bread_pack_has_nothing_worth_mending(pack: PackCopy) -> None:
    assert warnings(pack) == []


def test_a_review_that_is_due_is_told_from_the_day_after_it(pack: PackCopy) -> None:
    pack.replace("topics/stale_bread.yaml", "review_by: 2027-11-01", "review_by: 2026-12-01")
    assert warnings(pack, date(2026, 12, 1)) == []
    assert warnings(pack, date(2026, 12, 2)) == [
        (
            "topics/stale_bread.yaml:6: review_by: the review was due on 2026-12-01, and replies say so; "
            "review it and write new dates"
        )
    ]


def test_a_source_nobody_cites_is_told(pack: PackCopy) -> None:
    pack.append("sources.yaml", "spare:\n  title: Spare\n  publisher: Nobody\n  address: https://example.org/spare\n")
    assert warnings(pack) == [
        "sources.yaml:15: spare: no statement cites this source; name it where it belongs, or delete it"
    ]


def test_a_condition_and_a_sign_nobody_asks_for_are_told(pack: PackCopy) -> None:
    pack.append("conditions.yaml", "tall:\n  title: Tall people\n  wordings: [tall]\n")
    pack.replace("red_flags.yaml", "signs:\n", "signs:\n  idle:\n    wordings: [idle]\n")
    assert warnings(pack) == [
        (
            "conditions.yaml:7: tall: no caution and no tip asks for this condition; name it where it belongs, "
            "or delete it"
        ),
        "red_flags.yaml:2: signs.idle: no red flag asks for this sign; name it where it belongs, or delete it",
    ]


def test_a_remedy_nobody_recommends_is_told(pack: PackCopy) -> None:
    pack.replace("topics/pale_crust.yaml", "    - remedy: steam\n      text:", "    - text:")
    assert warnings(pack) == [
        'remedies/steam.yaml:1: no point of any topic recommends this remedy; write "remedy: steam" on a point'
    ]


def test_a_remedy_that_trials_do_not_support_need_not_be_recommended(pack: PackCopy) -> None:
    pack.replace("topics/pale_crust.yaml", "    - remedy: steam\n      text:", "    - text:")
    pack.replace("remedies/steam.yaml", "  grade: good", "  grade: weak")
    assert warnings(pack) == []


def test_a_remedy_that_only_recommends_itself_is_told(pack: PackCopy) -> None:
    pack.replace("topics/pale_crust.yaml", "    - remedy: steam\n      text:", "    - text:")
    pack.replace(
        "remedies/steam.yaml",
        "  text: It helps a pale crust and a loaf that tears at the side.\n",
        "  text: It helps a pale crust.\n  points:\n    - remedy: steam\n      text: Try it.\n",
    )
    assert len(warnings(pack)) == 1


def test_an_aspect_without_answer_or_reason_is_told(pack: PackCopy) -> None:
    pack.replace("topics/stale_bread.yaml", "  evidence: It is no remedy.\n", "")
    assert warnings(pack) == [
        (
            "topics/stale_bread.yaml:1: evidence has no answer and no reason why; "
            "write the section, or a line under no_answer: evidence"
        )
    ]


def test_two_topics_with_one_label_are_told(pack: PackCopy) -> None:
    pack.replace("topics/stale_bread.yaml", "label: Stale bread", "label: dense BREAD")
    assert warnings(pack) == [
        'topics/stale_bread.yaml:2: label: dense_bread has the same label, "dense BREAD"; change one of the two'
    ]


def test_an_export_is_json_and_always_the_same(bread: KnowledgeBase) -> None:
    assert json.dumps(export(bread)) == json.dumps(export(load_knowledge(BREAD)))


def test_an_export_holds_what_another_matcher_would_need(bread: KnowledgeBase) -> None:
    document = json.loads(json.dumps(export(bread)))
    assert document["pack"] == {"id": "bread", "title": "Better Bread", "language": "en"}
    topics = {topic["id"]: topic for topic in document["topics"]}
    assert topics.keys() == bread.topics.keys()
    assert (topics["steam"]["kind"], topics["steam"]["grade"]) == ("remedy", "good")
    assert "grade" not in topics["dense_bread"]
    assert topics["dense_bread"]["title"] == "Dense bread"
    assert topics["dense_bread"]["examples"][:2] == ["dense bread", "my loaf is dense"]
    assert {flag["id"] for flag in document["red_flags"]} == {"mouldy_bread", "allergy"}
    assert all(entry["examples"] for part in ("topics", "red_flags", "acts") for entry in document[part])
    assert document["tips"][0] == {"id": "weigh_it", "text": bread.tips[0].text, "topic": "sticky_dough"}
    assert document["sources"][0] == {
        "id": "test_kitchen",
        "title": "Notes of the test kitchen",
        "publisher": "Better Bread",
        "address": "https://example.org/bread/notes",
        "read": "2026-11-01",
    }
