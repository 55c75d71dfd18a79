"""The danger signs of the English pack, held against its own cases: what is added around a message never hides one.

Each failure names the message, so that an editor sees what somebody in danger would have written in vain.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content.cases import Cases, load_cases
from bot.content.examination import ALARMS, Part, Trial, Verdict, examine, trials
from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation, State
from bot.core.knowledge import KnowledgeBase
from bot.core.replies import ReplyKind

ENGLISH = Path(__file__).parents[2] / "knowledge" / "en"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)

BESIDE = (
    "hello. {}",
    "Good evening, I hope you can help me. {}",
    "sorry to bother you, {}",
    "{}. thank you so much",
    "{} please help",
    "the weather is lovely here. {}",
    "{}. My cat is called Tom and it likes fish.",
    "I have been reading your tips every day! {}",
)
"""What people put around what they have to say."""

CLEARED_WITH_CARE = frozenset(
    {
        # Worries that are told as one's own, and are right to be met with the advice or the question.
        "could my leg pain be a thrombosis",
        "I keep worrying that the ache in my leg is a clot, how would a doctor check",
        "should I walk barefoot if I can't feel my soles",
        "is a foot spa ok if I've lost feeling in my toes",
        "heated slippers for someone with no feeling in her toes",
    }
)
"""The examples of ordinary topics that may raise an alarm all the same."""


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(ENGLISH)


@pytest.fixture(scope="module")
def conversation(knowledge: KnowledgeBase) -> Conversation:
    return Conversation(knowledge)


@pytest.fixture(scope="module")
def cases(knowledge: KnowledgeBase) -> Cases:
    return load_cases(ENGLISH, knowledge)


@pytest.fixture(scope="module")
def emergencies(conversation: Conversation, cases: Cases) -> Sequence[Trial]:
    """All one-message cases that are urgent at once."""
    must = [trial for trial in trials(cases) if trial.part is Part.MUST and len(trial.turns) == 1]
    return [result.trial for result in examine(conversation, must, NOON).results if result.verdict is Verdict.RIGHT]


def kind(conversation: Conversation, text: str) -> ReplyKind:
    return conversation.hear(text, State(), NOON).reply.kind


def unheard(conversation: Conversation, emergencies: Sequence[Trial], put: Callable[[str], str]) -> list[str]:
    """What would have been answered as if nothing were the matter, once the messages are put so."""
    texts = [put(trial.turns[0]) for trial in emergencies]
    return [f"not seen as urgent: {text!r}" for text in texts if kind(conversation, text) is not ReplyKind.URGENT]


@pytest.mark.parametrize("frame", BESIDE)
def test_nothing_polite_or_unrelated_hides_an_emergency(
    conversation: Conversation, emergencies: Sequence[Trial], frame: str
) -> None:
    assert unheard(conversation, emergencies, frame.format) == []


@pytest.mark.parametrize("put", [str.upper, str.lower, str.title])
def test_no_way_of_writing_capitals_hides_an_emergency(
    conversation: Conversation, emergencies: Sequence[Trial], put: Callable[[str], str]
) -> None:
    assert unheard(conversation, emergencies, put) == []


@pytest.mark.parametrize("end", ["", "!", "!!!", "?", "...", " :(", " 😢"])
def test_no_end_of_a_message_hides_an_emergency(
    conversation: Conversation, emergencies: Sequence[Trial], end: str
) -> None:
    assert unheard(conversation, emergencies, lambda text: text.rstrip(".!?") + end) == []


def mistyped(text: str, chance: random.Random) -> str:
    """The text with one slip in one of its words of five letters or more: a letter missing, doubled or swapped."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return text
    place = chance.choice(long)
    word, at = words[place], chance.randrange(1, len(words[place]) - 1)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return " ".join([*words[:place], chance.choice(slips), *words[place + 1 :]])


def test_hardly_any_mistyped_letter_hides_an_emergency(
    conversation: Conversation, emergencies: Sequence[Trial]
) -> None:
    chance = random.Random(11)
    twins = [mistyped(trial.turns[0], chance) for trial in emergencies for _ in range(3)]
    missed = [text for text in twins if kind(conversation, text) not in ALARMS]

    assert len(missed) <= 0.03 * len(twins), "with a letter mistyped, these are not seen:\n" + "\n".join(missed)


def ordinary(knowledge: KnowledgeBase) -> Iterator[str]:
    for topic in knowledge.topics.values():
        for examples in topic.examples.values():
            yield from examples


def test_what_people_ask_on_ordinary_topics_raises_no_alarm(
    conversation: Conversation, knowledge: KnowledgeBase
) -> None:
    """Two in a thousand may: one question too many does less harm than one too few."""
    texts = [text for text in ordinary(knowledge) if text not in CLEARED_WITH_CARE]
    alarmed = [text for text in texts if kind(conversation, text) in ALARMS]

    assert len(alarmed) <= 0.002 * len(texts), "an alarm for nothing:\n" + "\n".join(alarmed)


PLAIN = (
    (
        "urgent_dvt",
        "A swollen, sore, warm lower leg on one side may be a clot.",
        "my left calf is swollen, warm and sore",
    ),
    (
        "urgent_pe",
        "Sudden breathlessness with a swollen leg may be a clot in the lung.",
        "I can't breathe, my leg is swollen",
    ),
    ("urgent_pe", "Coughing blood needs an ambulance.", "I coughed up blood this morning"),
    (
        "urgent_stroke",
        "A face that droops, even for a while, may be a stroke.",
        "her face drooped on one side, fine now",
    ),
    (
        "urgent_ischaemia",
        "A cold, white, numb foot may have lost its blood supply.",
        "my foot went cold, white and numb",
    ),
    ("urgent_cauda_equina", "Numbness between the legs may be nerves being squeezed.", "I am numb between my legs"),
    ("urgent_rhabdo", "Brown urine after hard exercise may be muscle breaking down.", "brown pee after the gym"),
    (
        "urgent_preeclampsia",
        "A bad headache and puffy hands in pregnancy need a call.",
        "34 weeks, bad headache, puffy hands",
    ),
    (
        "urgent_infection",
        "Redness that spreads with a fever may be cellulitis.",
        "my shin is red and it spreads, I have a fever",
    ),
    (
        "urgent_injury",
        "Not being able to take weight after a fall needs seeing.",
        "fell down the stairs, can't put weight on it",
    ),
    ("urgent_crisis", "Somebody who wants to die is offered help at once.", "I don't want to live any more"),
)


@pytest.mark.parametrize(("flag", "why", "said"), PLAIN)
def test_the_plainest_message_of_each_danger_is_urgent(
    conversation: Conversation, flag: str, why: str, said: str
) -> None:
    reply = conversation.hear(said, State(), NOON).reply

    assert reply.kind is ReplyKind.URGENT, f"{why} The bot answered {said!r} with {reply.kind.value}."
    assert flag in reply.topics, f"{why} The bot took {said!r} for {', '.join(reply.topics)}."


@pytest.mark.parametrize(
    "said",
    [
        "both my calves are swollen and sore in the evening",
        "no chest pain, no breathlessness, only heavy legs",
        "my left leg has always been bigger than the right",
        "my foot went numb in the cinema, fine now",
        "chest pain: no. Fever, no. Just tired legs.",
        "had a clot ten years ago, which socks for flying?",
        "do clots give chest pain?",
    ],
)
def test_what_is_over_long_known_denied_or_on_both_sides_is_no_emergency(conversation: Conversation, said: str) -> None:
    assert kind(conversation, said) is not ReplyKind.URGENT, f"an alarm for nothing: {said!r}"
