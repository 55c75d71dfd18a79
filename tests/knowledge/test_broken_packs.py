"""Whatever an editor gets wrong, the answer is a line that names file, line and field, what is wrong, and the fix."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content.faults import Finding
from bot.content.loader import load_knowledge
from bot.content.yaml_reader import read_text
from bot.errors import KnowledgeError
from tests.support.packs import BREAD, PackCopy

DENSE = "topics/dense_bread.yaml"
SUMMARY = "summary: A loaf that is heavy and tight inside, with few holes."


@dataclass(frozen=True)
class Slip:
    """One thing done wrong in a file, and what is told of it: at the line with `at`, or else at the first of `new`."""

    name: str
    file: str
    old: str
    new: str
    told: str
    at: str = ""

    def line(self, damaged: str) -> str:
        """The whole line an editor gets."""
        mark = self.at or self.new.strip("\n").partition("\n")[0]
        places = [number for number, line in enumerate(damaged.split("\n"), 1) if mark in line]
        assert len(places) == 1, f"{mark!r} stands in lines {places}"
        return f"{self.file}:{places[0]}: {self.told}"


IN_YAML = (
    Slip(
        "a tab indents",
        DENSE,
        "  sources: [test_kitchen]\n\ncauses:",
        "\tsources: [test_kitchen]\n\ncauses:",
        "overview.sources: a tab indents this line; YAML allows only spaces there: replace each tab by two spaces",
    ),
    Slip(
        "a colon inside a text",
        DENSE,
        SUMMARY,
        "summary: Dense: a loaf that is heavy",
        'summary: a colon and a space (": ") inside a text end it for YAML; put the whole text in quotes',
    ),
    Slip(
        "a colon inside an example",
        DENSE,
        "    - my loaf is dense\n",
        "    - my loaf: is it dense\n",
        "examples.overview#2: a text is meant, and YAML reads what stands "
        'before ": " ("my loaf") as a key; put the whole text in quotes',
    ),
    Slip(
        "a quote that is never closed",
        DENSE,
        SUMMARY,
        'summary: "A loaf that is heavy.',
        'summary: a text is opened with " and never closed; add " at its end',
    ),
    Slip(
        "an apostrophe inside single quotes",
        DENSE,
        SUMMARY,
        "summary: 'A loaf that isn't light.'",
        "summary: the text ends at its second ', and more follows; put the whole text between two \" instead",
    ),
    *(
        Slip(
            f"a text that starts with {mark}",
            DENSE,
            SUMMARY,
            f"summary: {mark}heavy loaf",
            f"summary: a text that starts with {mark} means something else to YAML; put the whole text in quotes",
        )
        for mark in "*&%@`!>|"
    ),
    Slip(
        "a text that starts with a square bracket",
        DENSE,
        SUMMARY,
        "summary: [heavy] loaf",
        "summary: a text that starts with [ means something else to YAML; put the whole text in quotes",
    ),
    Slip(
        "a text that starts with a placeholder",
        DENSE,
        '  text: "Stop eating if your lips swell or itch. Call {emergency} if you cannot breathe well."',
        "  text: {emergency} is the number to call.",
        "safety.text: a text that starts with { means something else to YAML; put the whole text in quotes",
    ),
    Slip(
        "a text that is nothing but a placeholder",
        DENSE,
        '  text: "Stop eating if your lips swell or itch. Call {emergency} if you cannot breathe well."',
        "  text: {emergency}",
        "safety.text: a text that starts with { means something else to YAML; put the whole text in quotes",
    ),
    Slip(
        "a bracket that is never closed",
        DENSE,
        "related: [sticky_dough, pale_crust]",
        "related: [sticky_dough, pale_crust",
        "related: the bracket [ is never closed; add ] where the list ends",
    ),
    Slip(
        "a key without a space after its colon",
        DENSE,
        SUMMARY,
        "summary:A loaf that is heavy.",
        'summary: the colon after a key needs a space; write "summary: "',
    ),
    Slip(
        "a key without a colon",
        DENSE,
        SUMMARY,
        "A loaf that is heavy.",
        'this line is neither "key: text" nor "- text"; add what is missing, or join it to the line above',
    ),
    Slip(
        "the first key without a colon",
        DENSE,
        "title: Dense bread",
        "title Dense bread",
        'a key stands here without a colon; write "key: text"',
    ),
    Slip(
        "a dash without a space",
        DENSE,
        "    - my loaf is dense\n",
        "    -my loaf is dense\n",
        'examples.overview: the dash of a list item needs a space after it; write "- " before the item',
    ),
    Slip(
        "a line indented too far",
        DENSE,
        "kind: symptom",
        "  kind: symptom",
        "kind: this line is not indented like its neighbours; line it up with the lines it belongs to",
    ),
    Slip(
        "an example lost to a comment",
        DENSE,
        "    - my loaf is dense\n",
        "    - my loaf is the #1 brick\n",
        'examples.overview: "#1 brick" is read as a comment and lost; put the whole text in quotes',
    ),
    Slip(
        "two documents in a file",
        DENSE,
        "kind: symptom\n",
        "kind: symptom\n---\n",
        "--- begins a second document; delete the line",
        at="---",
    ),
    Slip(
        "the same key twice",
        DENSE,
        "kind: symptom\n",
        "kind: symptom\ntitle: Heavy bread\n",
        'title: "title" stands twice, first in line 1; keep one of the two',
        at="title: Heavy bread",
    ),
    Slip(
        "a country code that YAML takes for false",
        "pack.yaml",
        '"NO":',
        "NO:",
        'countries.NO: YAML reads the key NO as true or false; put it in quotes: "NO"',
    ),
    Slip(
        "a bracket too many",
        DENSE,
        "related: [sticky_dough, pale_crust]",
        "related: [sticky_dough, pale_crust]]",
        "related: there is a ] too many; delete it",
    ),
    Slip(
        "a quote inside a list that is never closed",
        "vocabulary.yaml",
        'deny: ["no", nope, not, it is not]',
        'deny: ["no, nope, not, it is not]',
        "cues.deny: a quote inside these brackets is never closed; add the missing quote",
    ),
    Slip(
        "a backslash between double quotes",
        DENSE,
        SUMMARY,
        'summary: "A loaf \\dense and heavy."',
        "summary: a backslash between double quotes means something else to YAML; write it twice: \\\\",
    ),
    Slip(
        "a line without a dash in a list",
        DENSE,
        "    - my loaf is dense\n",
        "    loaf: dense\n",
        'examples.overview.loaf: a line without a dash stands in a list; begin it with "- ", '
        "or indent it under the item above",
    ),
    Slip(
        "a colon without a key before it",
        DENSE,
        "kind: symptom\n",
        "kind: symptom\n: heavy\n",
        "there is no key before the colon; write the key, or quote the text",
        at=": heavy",
    ),
    Slip(
        "a list for a key",
        DENSE,
        "kind: symptom\n",
        "kind: symptom\n[heavy]: yes\n",
        "a list stands where a key is meant; put the key in quotes",
        at="[heavy]",
    ),
    Slip(
        "brackets within brackets within brackets",
        DENSE,
        "related: [sticky_dough, pale_crust]",
        f"related: {'[' * 30}{']' * 30}",
        "related: lists and keys are nested too deeply here; look for a stray bracket",
    ),
    Slip(
        "a character that cannot be printed",
        DENSE,
        SUMMARY,
        "summary: A loaf\x07 that is heavy.",
        "summary: the character U+0007 cannot stand in YAML; delete it",
    ),
)

IN_VALUES = (
    *(
        Slip(
            f"{word} where a text is meant",
            "wording.yaml",
            'confirm_yes: "Yes"',
            f"confirm_yes: {word}",
            f'confirm_yes: YAML reads {word} as true or false, and a text is meant; put it in quotes: "{word}"',
        )
        for word in ("yes", "No", "on", "OFF", "true")
    ),
    Slip(
        "a number where a text is meant",
        "pack.yaml",
        'emergency: "999"',
        "emergency: 999",
        'countries.GB.emergency: YAML reads 999 as a number, and a text is meant; put it in quotes: "999"',
    ),
    Slip(
        "a date where a text is meant",
        DENSE,
        SUMMARY,
        "summary: 2026-11-01",
        'summary: YAML reads 2026-11-01 as a date, and a text is meant; put it in quotes: "2026-11-01"',
    ),
    Slip(
        "a date that is none",
        DENSE,
        "reviewed: 2026-11-01",
        "reviewed: 2026-13-01",
        'reviewed: "2026-13-01" is not a date; write year-month-day, such as 2026-11-23',
    ),
    Slip(
        "a date in words",
        DENSE,
        "reviewed: 2026-11-01",
        "reviewed: last May",
        'reviewed: "last May" is not a date; write year-month-day, such as 2026-11-23',
    ),
    Slip(
        "a text where keys are meant",
        DENSE,
        "overview:\n  text: Dense bread is a loaf that did not rise enough. "
        "The crumb is tight and the loaf feels like a brick.\n  sources: [test_kitchen]",
        "overview: Dense bread is a loaf that did not rise.",
        'overview: a single value stands where keys with values are meant; write lines "key: value", indented under it',
    ),
    Slip(
        "a list where keys are meant",
        "conditions.yaml",
        "coeliac:\n  title: Coeliac disease\n  wordings: [coeliac, celiac, gluten intolerance]",
        "coeliac:\n  - Coeliac disease",
        'coeliac: a list stands where keys with values are meant; write lines "key: value", indented under it',
    ),
    Slip(
        "keys where a list is meant",
        "pack.yaml",
        "starters:\n  - Why is my loaf so dense?\n  - How do I stop dough sticking?\n"
        "  - How long does bread stay fresh?",
        "starters:\n  first: Why is my loaf so dense?",
        'starters: keys stand where a list is meant; begin each item with "- "',
    ),
    Slip(
        "one id where a list is meant",
        DENSE,
        "related: [sticky_dough, pale_crust]",
        "related: sticky_dough",
        "related: a single value stands where a list is meant; write [sticky_dough]",
    ),
    Slip(
        "one text where a list is meant",
        "acts.yaml",
        "examples: [hello, hi there, good morning, hey, good evening, hi bot]",
        "examples: good morning",
        "greeting.examples: a single value stands where a list is meant; "
        'write "- " before each item, on lines of their own',
    ),
    Slip(
        "a list where one text is meant",
        DENSE,
        SUMMARY,
        "summary:\n  - A loaf that is heavy",
        "summary: a list stands where one text is meant; keep one text, after the colon",
    ),
    Slip(
        "a list item without anything",
        DENSE,
        "    - my loaf is dense\n",
        "    - # to be written\n",
        "examples.overview#2: is empty; fill it in, or delete it",
    ),
    Slip(
        "a key without anything",
        DENSE,
        SUMMARY,
        "summary:",
        "summary: is empty; fill it in, or delete it",
    ),
    Slip(
        "a text of nothing but quotes",
        DENSE,
        SUMMARY,
        'summary: ""',
        "summary: is empty; write a text between the quotes",
    ),
    Slip(
        "a misspelt key",
        DENSE,
        "related:",
        "relatd:",
        'relatd: this key is not known here; did you mean "related"?',
    ),
    Slip(
        "a misspelt key deep inside",
        DENSE,
        "    - remedy: kneading",
        "    - remdy: kneading",
        'relief.points#2.remdy: this key is not known here; did you mean "remedy"?',
    ),
    Slip(
        "a key that is like no other",
        DENSE,
        "kind: symptom\n",
        "kind: symptom\nzzz: 1\n",
        "zzz: this key is not known here; delete it, or look up the right key in a sound file",
        at="zzz",
    ),
    Slip(
        "a missing key",
        DENSE,
        SUMMARY + "\n",
        "",
        'summary: is missing; add a line "summary: ..." here',
        at="title: Dense bread",
    ),
    Slip(
        "a word that is not one of those allowed",
        DENSE,
        "  - urgency: soon",
        "  - urgency: sooon",
        'see_doctor#1.urgency: "sooon" is not one of emergency, same_day, soon; did you mean "soon"?',
    ),
    Slip(
        "an aspect that does not exist",
        DENSE,
        "  prevention:\n    - how do I stop",
        "  preventing:\n    - how do I stop",
        'examples.preventing: "preventing" is not one of overview, causes, relief, '
        'how_to, amount, prevention, evidence, cautions, danger; did you mean "prevention"?',
    ),
    Slip(
        "neither true nor false",
        "remedies/long_rest.yaml",
        "avoid: true",
        "avoid: perhaps",
        'cautions.points#1.avoid: "perhaps" is neither true nor false; write true or false',
    ),
    Slip(
        "a number that is none",
        "fitted.yaml",
        "answer: 0.45",
        "answer: half",
        'answer: "half" is not a number; write digits only',
    ),
    Slip(
        "a label that is too long",
        DENSE,
        "label: Dense bread",
        "label: Bread that came out much too dense",
        "label: is 34 characters long, and 24 is the most; shorten it",
    ),
    Slip(
        "an address that is none",
        "sources.yaml",
        "address: https://example.org/flour",
        "address: example.org/flour",
        'flour_guide.address: "example.org/flour" is not a web address; '
        "begin it with https:// and leave no space in it",
    ),
    Slip(
        "an id in capitals",
        "conditions.yaml",
        "coeliac:\n",
        "Coeliac:\n",
        'Coeliac: "Coeliac" is not an id; an id has lower-case letters, digits and _ and begins with a letter',
    ),
    Slip(
        "a sign in capitals",
        "red_flags.yaml",
        "signs:\n",
        "signs:\n  Too hot:\n    wordings: [too hot]\n",
        'signs.Too hot: "Too hot" is not an id; an id has lower-case letters, digits and _ and begins with a letter',
        at="Too hot",
    ),
    Slip(
        "an id that is given twice over",
        DENSE,
        "label: Dense bread",
        "id: dense_bread\nlabel: Dense bread",
        'id: the id is the file\'s name, "dense_bread"; delete this line',
    ),
)

ACROSS = (
    Slip(
        "a source that does not exist",
        DENSE,
        "  text: Weigh the flour, use fresh yeast, and bake when a dent in the dough fills slowly.\n"
        "  sources: [test_kitchen]",
        "  text: Weigh the flour.\n  sources: [flour_guide, test_kichen]",
        'prevention.sources#2: "test_kichen" is not a source of sources.yaml; did you mean "test_kitchen"?',
        at="test_kichen",
    ),
    Slip(
        "a topic recommended as if it were a remedy",
        DENSE,
        "    - remedy: kneading",
        "    - remedy: hot_kitchen",
        'relief.points#2.remedy: "hot_kitchen" is not a remedy of this pack; correct it, or delete it here',
    ),
    Slip(
        "a related topic that does not exist",
        DENSE,
        "related: [sticky_dough, pale_crust]",
        "related: [sticky_dough, pale_crumb]",
        'related#2: "pale_crumb" is not a topic or remedy of this pack; did you mean "pale_crust"?',
    ),
    Slip(
        "a condition that does not exist",
        "remedies/kneading.yaml",
        "applies_to: [weak_wrists]",
        "applies_to: [weak_wrist]",
        'cautions.points#1.applies_to#1: "weak_wrist" is not a condition '
        'of conditions.yaml; did you mean "weak_wrists"?',
    ),
    Slip(
        "a tip for nobody's topic",
        "tips.yaml",
        "topic: hot_kitchen",
        "topic: hot_kitchens",
        '#2.topic: "hot_kitchens" is not a topic or remedy of this pack; did you mean "hot_kitchen"?',
    ),
    Slip(
        "a tip of a remedy that is not for an unknown condition",
        "remedies/kneading.yaml",
        "not_for: [weak_wrists]",
        "not_for: [tired]",
        'tips#1.not_for#1: "tired" is not a condition of conditions.yaml; correct it, or delete it here',
    ),
    Slip(
        "a sign that does not exist",
        "red_flags.yaml",
        "      - [lips_swell, ate_it]",
        "      - [lips_swel, ate_it]",
        'red_flags.allergy.sure#2#1: "lips_swel" is not a sign of red_flags.yaml; did you mean "lips_swell"?',
    ),
    Slip(
        "an offer of what does not exist",
        "acts.yaml",
        "offers: [dense_bread, stale_bread]",
        "offers: [dense_bread, stale]",
        'help.offers#2: "stale" is not a topic or remedy of this pack; correct it, or delete it here',
    ),
    Slip(
        "a group without any concept",
        "vocabulary.yaml",
        "foreign_groups: [other]",
        "foreign_groups: [others]",
        'foreign_groups#1: "others" is not a group of any concept; did you mean "other"?',
    ),
    Slip(
        "a concept that does not exist",
        "red_flags.yaml",
        "wordings: [only stale, just stale]",
        'wordings: ["only <stael>"]',
        'signs.only_stale.wordings#1: "<stael>" is not a concept of vocabulary.yaml; did you mean "stale"?',
    ),
    Slip(
        "a group outside the signs and their cues",
        "conditions.yaml",
        "wordings: [coeliac, celiac, gluten intolerance]",
        'wordings: ["<thing> intolerance"]',
        (
            'coeliac.wordings#1: "<thing>" is not a concept of vocabulary.yaml; '
            "correct it, or add it to the concepts of vocabulary.yaml"
        ),
    ),
    Slip(
        "a wording without a word",
        "red_flags.yaml",
        "wordings: [only stale, just stale]",
        'wordings: ["..."]',
        'signs.only_stale.wordings#1: "..." holds no word to look for; write at least one word',
    ),
    Slip(
        "a placeholder that is not filled",
        DENSE,
        "Call {emergency} if you cannot",
        "Call {emergancy} if you cannot",
        'safety.text: {emergancy} is not filled in here; did you mean "emergency"?',
    ),
    Slip(
        "a placeholder where none is filled",
        DENSE,
        SUMMARY,
        "summary: 'A loaf that is heavy. Call {emergency}.'",
        "summary: {emergency} is not filled in here; write it without braces",
    ),
    Slip(
        "a placeholder of another sentence",
        "wording.yaml",
        '"This answer was due for review on {date}."',
        '"This answer was due for review on {day}."',
        "review_passed: {day} is not filled in here; only {date} can stand here",
    ),
    Slip(
        "a brace that stands alone",
        "wording.yaml",
        "out_of_scope: I only know",
        "out_of_scope: I only} know",
        "out_of_scope: a brace { or } stands alone; close it, or delete it",
    ),
    Slip(
        "a number to call that is missing",
        "pack.yaml",
        "  advice: a pharmacist\n",
        "",
        "elsewhere: advice is missing, and {advice} stands in a text; "
        "say whom to call where the country is not known: advice: ...",
        at="elsewhere:",
    ),
    Slip(
        "an answer and a reason for having none",
        DENSE,
        "  how_to: There is nothing to do step by step.",
        "  causes: There are none.",
        "no_answer.causes: causes has an answer of its own; delete one of the two",
    ),
    Slip(
        "a review that is due before it was done",
        DENSE,
        "review_by: 2027-11-01",
        "review_by: 2026-01-01",
        "review_by: 2026-01-01 is not after the review of 2026-11-01; write when the next review is due",
    ),
    Slip(
        "a remedy among the topics",
        DENSE,
        "kind: symptom",
        "kind: remedy",
        'kind: a file of this folder cannot be of kind "remedy"; correct the kind, or move the file to remedies/',
    ),
    Slip(
        "a remedy without a grade",
        "remedies/steam.yaml",
        "evidence:\n  grade: good\n",
        "evidence:  # of the test kitchen\n",
        "evidence.grade: a remedy needs a grade; add grade: good, some, weak or none",
    ),
    Slip(
        "a tip that is too long",
        "tips.yaml",
        "text: On hot days, mix the dough with water from the fridge.",
        f"text: {'On hot days, mix it cold. ' * 12}",
        "#2.text: is 311 characters long with its caution, and 280 is the most; shorten it",
    ),
    Slip(
        "two tips with one id",
        "tips.yaml",
        "id: winter_spot",
        "id: summer_water  # again",
        '#3.id: another tip has the id "summer_water"; rename one of the two',
        at="# again",
    ),
    Slip(
        "an act called like a topic",
        "acts.yaml",
        "thanks:",
        "dense_bread:",
        'dense_bread: a topic has the same id, "dense_bread"; rename one of the two',
    ),
    Slip(
        "a red flag that nothing leads to",
        "red_flags.yaml",
        "    sure:\n      - [no_breath]\n      - [lips_swell, ate_it]\n    near:\n      - [lips_swell]\n",
        "    sure: []\n",
        "red_flags.allergy.sure: no signs lead to this red flag; name signs in sure or in near",
    ),
    Slip(
        "a word missing from the wording",
        "wording.yaml",
        "  evidence: Does it work?\n",
        "",
        'aspect_labels: evidence is missing; add a line "evidence: ..." under it',
        at="aspect_labels:",
    ),
    Slip(
        "a country code that is none",
        "pack.yaml",
        "  GB:",
        "  UKK:",
        'countries.UKK: "UKK" is not a country code; write the two capital letters of ISO 3166, such as GB',
    ),
    Slip(
        "a language whose word forms are unknown",
        "vocabulary.yaml",
        "stemmer: english",
        "stemmer: englisch",
        'stemmer: "englisch" is no language whose word forms are known; did you mean "english"?',
    ),
    Slip(
        "a key beside signs and red_flags",
        "red_flags.yaml",
        "\nred_flags:",
        "\nred_flag:",
        'red_flag: this key is not known here; did you mean "red_flags"?',
    ),
    Slip(
        "two ordinary words on a line",
        "ordinary_words.txt",
        "house\n",
        "house boat\n",
        'more than one word stands here: "house boat"; give each word a line of its own',
    ),
)

EVERY = (*IN_YAML, *IN_VALUES, *ACROSS)


@pytest.mark.parametrize("slip", EVERY, ids=[slip.name for slip in EVERY])
def test_an_editor_is_told_what_is_wrong_and_how_to_mend_it(pack: PackCopy, slip: Slip) -> None:
    pack.replace(slip.file, slip.old, slip.new)
    assert slip.line(pack.read(slip.file)) in pack.faults()


@pytest.mark.parametrize("slip", IN_YAML, ids=[slip.name for slip in IN_YAML])
def test_one_slip_of_the_pen_is_told_once(pack: PackCopy, slip: Slip) -> None:
    """YAML often stumbles again further down; that would only send an editor looking in the wrong place."""
    pack.replace(slip.file, slip.old, slip.new)
    assert len(pack.faults()) == 1


def test_every_fault_is_told_at_once_by_file_and_line(pack: PackCopy) -> None:
    pack.replace("acts.yaml", "offers: [dense_bread, stale_bread]", "offers: [dense_bred]")
    pack.replace(DENSE, SUMMARY, "summary: Dense: heavy")
    pack.replace(DENSE, "kind: symptom", "kind: symptm")
    pack.replace(DENSE, "related: [sticky_dough, pale_crust]", "related: [pale_crumb]")
    pack.replace("remedies/steam.yaml", "label: Steam", "label: &Steam")
    pack.replace("tips.yaml", "season: summer", "saison: summer")
    pack.remove("conditions.yaml")
    assert pack.faults() == [
        'acts.yaml:21: help.offers#1: "dense_bred" is not a topic or remedy of this pack; did you mean "dense_bread"?',
        "conditions.yaml: this file is missing; add it; a pack cannot do without",
        (
            "remedies/steam.yaml:2: label: a text that starts with & means something else to YAML; "
            "put the whole text in quotes"
        ),
        'tips.yaml:9: #2.saison: this key is not known here; did you mean "season"?',
        (
            'topics/dense_bread.yaml:3: kind: "symptm" is not one of symptom, condition, situation, remedy, question; '
            'did you mean "symptom"?'
        ),
        (
            'topics/dense_bread.yaml:4: summary: a colon and a space (": ") inside a text end it for YAML; '
            "put the whole text in quotes"
        ),
    ]


def test_several_slips_of_the_pen_in_one_file_are_told_at_once(pack: PackCopy) -> None:
    pack.replace(DENSE, "label: Dense bread", "label: @dense")
    pack.replace(DENSE, SUMMARY, "summary: Dense: heavy")
    pack.replace(DENSE, "    - my loaf is dense\n", '    - "my loaf is dense\n')
    assert [fault.partition(": ")[0] for fault in pack.faults()] == [f"{DENSE}:{line}" for line in (2, 4, 59)]


def test_a_file_with_more_slips_than_it_is_worth_reading_on_for_is_not_called_empty(pack: PackCopy) -> None:
    pack.write("tips.yaml", "- @tip\n" * 100)
    told = "a text that starts with @ means something else to YAML; put the whole text in quotes"
    assert pack.faults() == [f"tips.yaml:{line}: {told}" for line in range(1, 26)]


def test_a_faulty_record_does_not_make_its_mentions_look_wrong(pack: PackCopy) -> None:
    pack.replace("remedies/kneading.yaml", "label: Kneading\n", "")
    pack.replace("sources.yaml", "  publisher: The Millers' Guide\n", "")
    assert pack.faults() == [
        'remedies/kneading.yaml:1: label: is missing; add a line "label: ..." here',
        'sources.yaml:6: flour_guide.publisher: is missing; add a line "publisher: ..." here',
    ]


@pytest.mark.parametrize("file", ["pack.yaml", "tips.yaml", "topics/stale_bread.yaml"])
@pytest.mark.parametrize("text", ["", "\n\n", "# to be written\n"])
def test_an_empty_file(pack: PackCopy, file: str, text: str) -> None:
    pack.write(file, text)
    assert pack.faults() == [f"{file}: the file is empty; fill it in, or delete it if nothing needs it"]


def test_a_file_that_is_not_utf_8(pack: PackCopy) -> None:
    pack.write("tips.yaml", pack.read("tips.yaml").replace("Weigh", "Wägen").encode("latin-1"))
    assert pack.faults() == ["tips.yaml:2: the file is not UTF-8 text; save it as UTF-8"]


def test_a_file_that_starts_with_a_byte_order_mark(pack: PackCopy) -> None:
    pack.write("tips.yaml", "\ufeff" + pack.read("tips.yaml"))
    assert pack.faults() == [
        "tips.yaml:1: the file starts with an invisible byte order mark; save it as UTF-8 without BOM"
    ]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    faults: list[Finding] = []
    read_text(tmp_path, "tips.yaml", faults)
    assert [str(fault) for fault in faults] == [
        "tips.yaml: cannot be opened (Is a directory); check the file's permissions"
    ]


def test_windows_line_ends_are_no_fault(pack: PackCopy) -> None:
    before = load_knowledge(pack.folder)

    pack.write(DENSE, pack.read(DENSE).replace("\n", "\r\n"))

    assert load_knowledge(pack.folder).topics == before.topics


@pytest.mark.parametrize(
    ("file", "other", "told"),
    [
        (
            "topics/dense_bread.yaml",
            "topics/Dense-Bread.yaml",
            (
                'topics/Dense-Bread.yaml: the file\'s name is its id, and "Dense-Bread" is not an id; '
                "an id has lower-case letters, digits and _ and begins with a letter"
            ),
        ),
        (
            "topics/dense_bread.yaml",
            "topics/dense_bread.yml",
            "topics/dense_bread.yml: the file's name ends in .yml; let it end in .yaml",
        ),
        ("tips.yaml", "tip.yaml", 'tip.yaml: no file of this name is read; did you mean "tips.yaml"?'),
        ("tips.yaml", "tips.yml", 'tips.yml: no file of this name is read; did you mean "tips.yaml"?'),
        (
            "fitted.yaml",
            "zzz.yaml",
            "zzz.yaml: no file of this name is read; delete it, or give it a name that is read",
        ),
    ],
)
def test_a_file_under_a_wrong_name(pack: PackCopy, file: str, other: str, told: str) -> None:
    pack.rename(file, other)
    assert told in pack.faults()


def test_a_topic_and_a_remedy_of_one_name(pack: PackCopy) -> None:
    pack.write("remedies/dense_bread.yaml", pack.read("remedies/steam.yaml").replace("id: steam", "id: dense"))
    told = 'remedies/dense_bread.yaml: topics/dense_bread.yaml has the same id, "dense_bread"; rename one of the two'
    assert pack.faults() == [told]


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("topics/stale_bread.yaml", "- bread\n", "a list stands where keys with values are meant"),
        ("topics/stale_bread.yaml", "bread\n", "a single value stands where keys with values are meant"),
        ("pack.yaml", "[]\n", "a list stands where keys with values are meant"),
        ("tips.yaml", "tips: []\n", "a list of tips is meant"),
        ("acts.yaml", "- hello\n", "a mapping of ids is meant"),
        ("red_flags.yaml", "- hello\n", "a mapping of ids is meant"),
    ],
)
def test_a_file_of_another_form(pack: PackCopy, file: str, text: str, told: str) -> None:
    pack.write(file, text)
    assert any(fault.startswith(f"{file}:1: ") and told in fault for fault in pack.faults())


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as refused:
        load_knowledge(tmp_path / "nowhere")
    assert refused.value.faults == (
        f"{tmp_path / 'nowhere'}: there is no such folder; name the folder that holds pack.yaml",
    )


def test_an_empty_folder_lacks_every_file_a_pack_needs(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as refused:
        load_knowledge(tmp_path)
    assert len(refused.value.faults) == len([*BREAD.glob("*.yaml")]) + 1
    assert all("missing" in fault or "no topic" in fault for fault in refused.value.faults)
