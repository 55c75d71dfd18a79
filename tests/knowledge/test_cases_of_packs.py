"""The test set that comes with a pack is read as strictly as the pack, and holds nothing that was learnt by heart."""

from __future__ import annotations

import pytest

from bot.content.cases import Case, load_cases
from bot.content.loader import load_knowledge
from bot.core.knowledge import Aspect
from bot.errors import KnowledgeError
from tests.support.packs import BREAD, PackCopy


def faults(pack: PackCopy) -> list[str]:
    with pytest.raises(KnowledgeError) as refused:
        load_cases(pack.folder, load_knowledge(pack.folder))
    return list(refused.value.faults)


def test_cases_are_read_in_every_form() -> None:
    cases = load_cases(BREAD, load_knowledge(BREAD))
    assert cases.topics["dense_bread"] == (
        Case(text="my rolls are heavy and did not rise at all"),
        Case(text="why is the loaf I made flat and dense", aspect=Aspect.CAUSES),
        Case(text="is a dense heavy loaf safe", aspect=Aspect.DANGER, also=("stale_bread",)),
    )
    assert cases.acts["thanks"] == ("thanks that helped a lot",)
    assert cases.out_of_scope["other_food"] == ("how long do I cook an egg",)
    assert [step.accept for step in cases.follow_ups[0].turns] == [("dense_bread",), ("dense_bread",)]
    assert tuple(chat.turns for chat in cases.red_flags["allergy"].must[1:]) == (
        ("help I can not breathe",),
        ("I just had your seed bread", "now I am wheezing"),
    )
    assert tuple(chat.turns for chat in cases.red_flags["mouldy_bread"].must_not) == (
        ("there is no mould on it, it is just stale",),
    )


def test_a_pack_without_cases_has_an_empty_test_set(pack: PackCopy) -> None:
    pack.rename("cases", "notes")
    cases = load_cases(pack.folder, load_knowledge(pack.folder))
    assert not (cases.topics)
    assert not (cases.acts)
    assert not (cases.out_of_scope)
    assert not (cases.follow_ups)
    assert not (cases.red_flags)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "dense_bread.yaml",
            "  - my rolls are heavy and did not rise at all",
            "  - My loaf is dense?",
            (
                'cases/dense_bread.yaml:3: cases#1.text: "My loaf is dense?" is an example of the pack; '
                "word the case differently"
            ),
        ),
        (
            "dense_bread.yaml",
            "  - my rolls are heavy and did not rise at all",
            "  - THIS bread is hard, and dry today",
            (
                'cases/stale_bread.yaml:3: cases#1.text: "this bread is hard and dry today" is a case already; '
                "delete one of the two"
            ),
        ),
        (
            "dense_bread.yaml",
            "topic: dense_bread",
            "topic: dense",
            (
                'cases/dense_bread.yaml:1: topic: the file is called dense_bread.yaml, and its topic is "dense"; '
                "make the two the same"
            ),
        ),
        (
            "dense_bread.yaml",
            "also: [stale_bread]",
            "also: [stale_bred]",
            (
                'cases/dense_bread.yaml:8: cases#3.also#1: "stale_bred" is not a topic or remedy of this pack; '
                'did you mean "stale_bread"?'
            ),
        ),
        (
            "dense_bread.yaml",
            "    aspect: danger",
            "    aspekt: danger",
            'cases/dense_bread.yaml:7: cases#3.aspekt: this key is not known here; did you mean "aspect"?',
        ),
        (
            "dense_bread.yaml",
            "  - my rolls are heavy and did not rise at all",
            "  - no",
            (
                "cases/dense_bread.yaml:3: cases#1.text: YAML reads no as true or false, and a text is meant; "
                'put it in quotes: "no"'
            ),
        ),
        (
            "acts.yaml",
            "  greeting:",
            "  greetings:",
            'cases/acts.yaml:2: acts.greetings: "greetings" is not an act of this pack; did you mean "greeting"?',
        ),
        (
            "follow_ups.yaml",
            "    - text: how long\n      accept: [kneading]",
            "    - text: how long\n      accept: [knead]",
            (
                'cases/follow_ups.yaml:11: #2.turns#2.accept#1: "knead" is not a topic, red flag or act of this pack; '
                'did you mean "kneading"?'
            ),
        ),
        (
            "follow_ups.yaml",
            "    - text: how long\n      accept: [kneading]",
            "    - text: how long\n      acept: [kneading]",
            'cases/follow_ups.yaml:11: #2.turns#2.acept: this key is not known here; did you mean "accept"?',
        ),
        (
            "out_of_scope.yaml",
            "other_food: [how long do I cook an egg]",
            "Other Food: [how long do I cook an egg]",
            (
                'cases/out_of_scope.yaml:1: Other Food: "Other Food" is not an id; '
                "an id has lower-case letters, digits and _ and begins with a letter"
            ),
        ),
        (
            "red_flags/mouldy_bread.yaml",
            "must_not:",
            "mustnt:",
            'cases/red_flags/mouldy_bread.yaml:3: mustnt: this key is not known here; did you mean "must_not"?',
        ),
        (
            "red_flags/allergy.yaml",
            "  - what is an allergy to wheat",
            "  - what is a wheat allergy",
            (
                'cases/red_flags/allergy.yaml:7: must_not#1: "what is a wheat allergy" is an example of the pack; '
                "word the case differently"
            ),
        ),
    ],
)
def test_a_fault_in_a_case_is_told_with_its_line(pack: PackCopy, file: str, old: str, new: str, told: str) -> None:
    pack.replace(f"cases/{file}", old, new)
    assert told in faults(pack)


def test_cases_for_what_does_not_exist_are_told(pack: PackCopy) -> None:
    pack.rename("cases/dense_bread.yaml", "cases/dens_bread.yaml")
    pack.replace("cases/dens_bread.yaml", "topic: dense_bread", "topic: dens_bread")
    pack.rename("cases/red_flags/allergy.yaml", "cases/red_flags/fire.yaml")
    assert faults(pack) == [
        (
            'cases/dens_bread.yaml:2: cases: "dens_bread" is not a topic or remedy of this pack; '
            'did you mean "dense_bread"?'
        ),
        'cases/red_flags/fire.yaml:1: "fire" is not a red flag of this pack; correct it',
    ]
