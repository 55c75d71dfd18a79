"""The twins of a case: one slip in one word, the same each time."""

from __future__ import annotations

from bot.content.examination import Part, Trial
from bot.content.twins import twins


def twin(*turns: str) -> list[tuple[str, ...]]:
    return [each.turns for each in twins([Trial(Part.MUST, "flag", (), turns)])]


def test_a_twin_differs_in_one_word_by_at_most_one_letter_more_or_less() -> None:
    said = "there is mould on every slice of this loaf"
    ((mistyped,),) = twin(said)
    changed = [(one, other) for one, other in zip(said.split(), mistyped.split(), strict=True) if one != other]
    ((word, slip),) = changed
    assert abs(len(word) - len(slip)) <= 1
    assert (word[0], word[-1]) == (slip[0], slip[-1])


def test_only_the_last_turn_is_mistyped_and_always_alike() -> None:
    first, last = "the bread smelled strange", "afterwards everybody vomited"
    assert twin(first, last) == twin(first, last)
    assert [turns[0] for turns in twin(first, last)] == [first]


def test_a_case_of_short_words_alone_has_no_twin() -> None:
    assert twin("it is bad") == []
