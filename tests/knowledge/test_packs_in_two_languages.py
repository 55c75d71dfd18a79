"""Adding a language is adding a folder, and nothing else."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content.packs import find_packs
from bot.content.service import PacksInService
from bot.content.survey import survey
from bot.core.conversation import Conversation, Pending, State
from bot.core.languages import Spoken
from bot.errors import KnowledgeError, SettingsError
from tests.support.packs import BREAD_BOOKS, GERMAN_BREAD
from tests.support.talk import bread, german_bread

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A copy of the folder with both packs."""
    return shutil.copytree(BREAD_BOOKS, tmp_path / "books")


def in_service(books: Path, default: str = "en") -> PacksInService:
    return PacksInService(books, default, lambda: NOW)


def answer(conversation: Conversation, text: str) -> str:
    return conversation.hear(text, State(), NOW).reply.text


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_the_second_pack_is_whole_and_without_fault() -> None:
    found = survey(GERMAN_BREAD, NOW)
    assert found.findings == ()
    assert all(score.counts.total() for score in found.accuracy().values())


def test_both_packs_name_the_same_things() -> None:
    english, german = bread().knowledge, german_bread().knowledge
    for names in ("topics", "red_flags", "signs", "conditions", "acts", "sources"):
        assert getattr(english, names).keys() == getattr(german, names).keys()
    assert {tip.id for tip in english.tips} == {tip.id for tip in german.tips}
    for own_id, topic in english.topics.items():
        assert topic.aspects == german.topics[own_id].aspects


def test_words_with_capitals_and_umlauts_are_found_however_they_are_typed() -> None:
    for text in ("WARUM IST MEIN TEIG SO KLEBRIG", "warum ist mein taig so klebrig", "Warum ist mein Teig so klébrig?"):
        assert answer(german_bread(), text).startswith("Klebriger Teig: warum")
    assert answer(german_bread(), "Schimel gegessen und jetzt erbreche ich").startswith("Bitte hol dir heute Hilfe.")


@pytest.mark.parametrize(
    ("wished", "spoken"),
    [
        (("de",), "de"),
        (("de-AT",), "de"),
        (("DE_at",), "de"),
        (("fr", "de"), "de"),
        ((None, "en-GB"), "en"),
        (("fr",), "en"),
        (("deu",), "en"),
        (("",), "en"),
        ((), "en"),
    ],
)
def test_the_first_language_that_is_spoken_is_taken(wished: tuple[str | None, ...], spoken: str) -> None:
    assert Spoken(bread(), german_bread())(*wished).knowledge.pack.language == spoken


def test_what_another_pack_has_left_behind_does_no_harm() -> None:
    state = State(topic="gone", signs=frozenset({"gone"}), pending=Pending("gone", "text"), said_at=NOW)
    assert german_bread().hear("warum ist mein Brot so fest", state, NOW).reply.topics == ("dense_bread",)
    assert german_bread().hear("ja", state, NOW).reply.text


def test_packs_lie_side_by_side_the_default_one_first(books: Path) -> None:
    assert find_packs(books, "en") == (books / "en", books / "de")
    assert find_packs(books, "de") == (books / "de", books / "en")
    assert find_packs(books / "de", "en") == (books / "de",)


def test_other_folders_beside_them_are_no_packs(books: Path) -> None:
    (books / "drawings").mkdir()
    (books / "README.md").write_text("Notes.", "utf-8")
    assert len(find_packs(books, "en")) == 2


def test_a_default_language_without_a_pack_is_told_at_the_start(books: Path) -> None:
    with pytest.raises(SettingsError, match=r"DEFAULT_LANGUAGE is fr, but .* has packs in de, en"):
        in_service(books, "fr")


def test_a_single_pack_is_the_default_whatever_its_language(books: Path) -> None:
    shutil.rmtree(books / "en")
    assert in_service(books).languages == ("de",)


def test_a_pack_in_the_folder_of_another_language_is_refused(books: Path) -> None:
    (books / "de").rename(books / "fr")
    with pytest.raises(KnowledgeError, match=r"fr/pack\.yaml: language: de is not the name of the folder"):
        in_service(books)


def test_the_faults_of_all_packs_are_told_at_once(books: Path) -> None:
    for language in ("de", "en"):
        change(books / language / "acts.yaml", "thanks:", "thank:")
        (books / language / "sources.yaml").unlink()
    with pytest.raises(KnowledgeError) as refused:
        in_service(books)
    assert {fault.partition("/")[0] for fault in refused.value.faults} == {"de", "en"}


def test_each_pack_is_taken_anew_by_itself(books: Path) -> None:
    packs = in_service(books)
    english = packs("en")
    change(books / "de" / "acts.yaml", "Gern geschehen.", "Aber gern.")
    assert packs.refresh() is True
    assert answer(packs("de"), "danke").startswith("Aber gern.")
    assert packs("en") is english
    assert packs.refresh() is False


def test_all_are_read_again_on_demand(books: Path) -> None:
    packs = in_service(books)
    before = [packs("en"), packs("de")]
    assert packs.refresh(even_unchanged=True) is True
    assert packs("en") is not before[0]
    assert packs("de") is not before[1]


def test_a_language_can_be_added_and_taken_away_while_the_bot_runs(books: Path) -> None:
    german = (books / "de").rename(books.parent / "later")
    packs = in_service(books)
    assert packs("de").knowledge.pack.language == "en"
    german.rename(books / "de")
    assert packs.refresh() is True
    assert packs("de").knowledge.pack.language == "de"
    shutil.rmtree(books / "de")
    assert packs.refresh() is True
    assert packs.languages == ("en",)


def test_an_added_pack_with_a_fault_is_refused_once_and_taken_when_mended(
    books: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    german = (books / "de").rename(books.parent / "later")
    packs = in_service(books)
    change(german / "acts.yaml", "thanks:", "thank you:")
    german.rename(books / "de")
    capsys.readouterr()
    assert [packs.refresh(), packs.refresh()] == [False, False]
    assert capsys.readouterr().out.count("pack_refused") == 1
    change(books / "de" / "acts.yaml", "thank you:", "thanks:")
    assert packs.refresh() is True
    assert packs.languages == ("en", "de")


def test_the_default_pack_stays_come_what_may(books: Path) -> None:
    packs = in_service(books)
    shutil.rmtree(books / "en")
    packs.refresh()
    assert packs.languages == ("en", "de")
    assert answer(packs("fr"), "hello").startswith("Hello.")
