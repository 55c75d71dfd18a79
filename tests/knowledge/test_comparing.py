"""Before a changed pack takes the old one's place, every case of either shows what changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.content.cases import load_cases
from bot.content.comparing import Comparison, Mark, compare, joined
from bot.content.examination import Part, examine
from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation
from tests.support.packs import BREAD, PackCopy

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
WHEEZING = ("hard to breathe, wheezing, choking", "hard to breathe, choking")
CASES = "cases/dense_bread.yaml"
HEAVY = "my rolls are heavy and did not rise at all"


def compared(old: Path, new: Path) -> Comparison:
    packs = load_knowledge(old), load_knowledge(new)
    asked = joined(load_cases(old, packs[0]), load_cases(new, packs[1]))
    before, after = (examine(Conversation(pack), asked, NOON) for pack in packs)
    return compare(before, after, packs)


def marks(comparison: Comparison) -> dict[str, Mark]:
    """What becomes of each message that changes, by its last turn."""
    return {change.after.trial.turns[-1]: change.mark for change in comparison.changes}


def test_between_a_pack_and_itself_nothing_changes() -> None:
    comparison = compared(BREAD, BREAD)
    assert (comparison.changes, comparison.taken(), comparison.is_worse) == ((), (), False)
    assert comparison.asked == 25


def test_a_red_flag_that_is_missed_is_weakened_and_comes_first(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", *WHEEZING)
    pack.replace("acts.yaml", "thank you, thanks a lot, many thanks, cheers, that helped, great thanks", "cheers")
    comparison = compared(BREAD, pack.folder)
    assert comparison.changes[0].mark is Mark.WEAKENED
    assert comparison.changes[0].after.trial.turns[-1] == "now I am wheezing"
    assert marks(comparison)["thanks that helped a lot"] is Mark.WORSE
    assert comparison.is_worse


def test_a_red_flag_that_only_asks_where_it_was_sure_is_weakened(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", "    sure:\n      - [no_breath]\n", "    sure:\n")
    pack.replace(
        "red_flags.yaml", "    near:\n      - [lips_swell]\n", "    near:\n      - [lips_swell]\n      - [no_breath]\n"
    )
    assert marks(compared(BREAD, pack.folder))["help I can not breathe"] is Mark.WEAKENED


def test_a_red_flag_that_finds_more_is_better(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", *WHEEZING)
    comparison = compared(pack.folder, BREAD)
    assert marks(comparison)["now I am wheezing"] is Mark.BETTER
    assert not comparison.is_worse


def test_a_danger_sign_cannot_be_lost_by_relabelling_its_case(pack: PackCopy) -> None:
    pack.replace("red_flags.yaml", *WHEEZING)
    wheezing = "  - - I just had your seed bread\n    - now I am wheezing\n"
    pack.replace("cases/red_flags/allergy.yaml", wheezing, "")
    pack.append("cases/red_flags/allergy.yaml", wheezing)
    comparison = compared(BREAD, pack.folder)
    found = {(change.after.trial.part, change.mark) for change in comparison.changes}
    assert found >= {(Part.MUST, Mark.WEAKENED), (Part.MUST_NOT, Mark.BETTER)}
    assert comparison.is_worse


def test_a_red_flag_that_is_gone_is_told_even_without_cases(pack: PackCopy) -> None:
    text = pack.read("red_flags.yaml")
    pack.write("red_flags.yaml", text[: text.index("  allergy:\n")])
    pack.remove("cases/red_flags/allergy.yaml")
    pack.write("cases/follow_ups.yaml", "[]\n")
    comparison = compared(BREAD, pack.folder)
    assert comparison.lost_flags == ("allergy",)
    assert comparison.is_worse


def test_the_new_pack_says_what_is_right_where_a_label_changes(pack: PackCopy) -> None:
    pack.replace(CASES, f"  - {HEAVY}\n", "")
    pack.append("cases/stale_bread.yaml", f"  - {HEAVY}\n")
    assert compared(BREAD, pack.folder).changes == ()
    comparison = compared(BREAD, swapped(pack))
    assert marks(comparison)[HEAVY] is Mark.BETTER


def test_phrases_one_topic_takes_from_another_are_listed_by_pair(pack: PackCopy) -> None:
    comparison = compared(BREAD, swapped(pack))
    taken = {(each.loser, each.winner): len(each.changes) for each in comparison.taken()}
    assert ("dense_bread", "stale_bread") in taken
    assert list(taken.values()) == sorted(taken.values(), reverse=True)
    assert marks(comparison)[HEAVY] is Mark.WORSE
    assert comparison.is_worse


def swapped(pack: PackCopy) -> Path:
    """The pack with the ids of two topics exchanged, so that each answers for the other."""
    text = {name: pack.read(f"topics/{name}.yaml") for name in ("dense_bread", "stale_bread")}
    pack.write("topics/dense_bread.yaml", text["stale_bread"])
    pack.write("topics/stale_bread.yaml", text["dense_bread"])
    return pack.folder
