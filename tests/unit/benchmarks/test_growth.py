"""A pack grown for a measurement has more topics and examples, and no two copies share all their words."""

from __future__ import annotations

from bot.content.loader import load_knowledge
from bot.core.matching import LabelKind
from tests.benchmarks.examples import examples_of
from tests.benchmarks.growth import grown_examples, grown_knowledge, made_up_word
from tests.support.packs import BREAD

KNOWLEDGE = load_knowledge(BREAD)


def test_topics_are_multiplied_and_the_rest_stays() -> None:
    grown = grown_knowledge(KNOWLEDGE, 10)
    assert len(grown.topics) == 10 * len(KNOWLEDGE.topics)
    assert all(grown.topics[name] == topic for name, topic in KNOWLEDGE.topics.items())
    assert grown.acts == KNOWLEDGE.acts


def test_both_ways_to_grow_a_pack_give_the_same_examples() -> None:
    by_pack = examples_of(grown_knowledge(KNOWLEDGE, 3))
    by_examples = grown_examples(examples_of(KNOWLEDGE), 3)
    assert set(by_pack.texts) == set(by_examples.texts)
    assert {label.id for label in by_pack.labels} == {label.id for label in by_examples.labels}


def test_what_editors_wrote_comes_first() -> None:
    examples = examples_of(KNOWLEDGE)
    grown = grown_examples(examples, 3)
    assert grown.texts[: grown.authored] == examples.texts
    assert all(label.kind is LabelKind.TOPIC for label in grown.labels[len(examples.labels) :])


def test_every_copy_has_a_word_of_its_own() -> None:
    assert len({made_up_word(number) for number in range(1000)}) == 1000
