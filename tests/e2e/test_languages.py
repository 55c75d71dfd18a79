"""Each person is answered in their own language where there is a pack in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.chat.application import make_application
from bot.core.languages import Spoken
from tests.support.bot_api import BotApi
from tests.support.people import Person
from tests.support.running import RunningBot, unhurried
from tests.support.talk import bread, german_bread


@pytest.fixture(autouse=True)
def bot(api: BotApi) -> Iterator[None]:
    spoken = Spoken(bread(), german_bread())
    with RunningBot(make_application(spoken, api.token, api.url, pace=unhurried())):
        yield


@pytest.fixture
def resi(api: BotApi) -> Person:
    """Somebody who has set Telegram to the German of Austria."""
    return api.person("Resi", language="de-AT")


def test_whoever_has_set_telegram_to_a_language_of_a_pack_is_answered_in_it(resi: Person) -> None:
    resi.writes("/start")
    assert resi.last.text.startswith("Hallo. Ich bin ein automatischer Ratgeber")
    resi.writes("warum ist mein Brot so fest?")
    assert resi.last.text.startswith("Festes Brot: warum\n")
    resi.presses("Was hilft?")
    assert resi.last.text.startswith("Festes Brot: was hilft\n")
    resi.writes("ist es schädlich?")
    assert resi.last.text.startswith("Festes Brot: ist es schädlich?\n")


@pytest.mark.parametrize("language", ["en", "en-GB", "fr", ""])
def test_everybody_else_is_answered_in_the_default_language(api: BotApi, language: str) -> None:
    zoe = api.person("Zoe", language)
    zoe.writes("why is my bread so dense?")
    assert zoe.last.text.startswith("Dense bread: why\n")


def test_danger_signs_are_seen_in_each_language(ana: Person, resi: Person) -> None:
    ana.writes("I can not breathe")
    resi.writes("ich bekomme keine Luft")
    assert ana.last.text.startswith("Please call 112 now.")
    assert resi.last.text.startswith("Bitte ruf jetzt 112 an.")


def test_whoever_changes_their_language_goes_on_in_the_new_one(ana: Person) -> None:
    ana.writes("my lips are swollen")
    assert ana.last.labels == ("Yes", "No")
    ana.chat.language = "de"
    ana.writes("ja")
    assert ana.last.text.startswith("Bitte ruf jetzt 112 an.")


def test_a_button_from_before_the_change_still_leads_on(ana: Person) -> None:
    ana.writes("my bread is dense")
    ana.chat.language = "de"
    ana.presses("What helps?")
    assert ana.last.text.startswith("Festes Brot: was hilft\n")


def test_looking_something_up_goes_by_language_too(ana: Person, resi: Person) -> None:
    assert ana.looks_up("sticky dough").results[0].title == "Sticky dough"
    assert resi.looks_up("klebriger Teig").results[0].title == "Klebriger Teig"
    assert resi.looks_up("klebriger Teig").results[0].message.labels == ("Frag mich privat",)


def test_what_is_kept_of_a_chat_keeps_its_language_where_telegram_s_is_not_spoken(ana: Person, resi: Person) -> None:
    resi.writes("/plain")
    ana.writes("/plain")
    for person in (ana, resi):
        person.chat.language = "fr"
    resi.writes("warum ist mein Brot so fest?")
    ana.writes("why is my bread so dense?")
    assert resi.last.text.startswith("Festes Brot: warum")
    assert ana.last.text.startswith("Dense bread: why")
    resi.chat.language = "en"
    resi.writes("why is my bread so dense?")
    assert resi.last.text.startswith("Dense bread: why")


def test_notices_and_what_is_declined_are_worded_in_it(resi: Person) -> None:
    resi.sends_voice()
    assert resi.last.text.startswith("Ich kann nicht zuhören.")
    resi.presses_data("ask:nothing_of_this_pack:overview", on=resi.last)
    assert resi.notices[0].startswith("Dieser Knopf gehört zu einer älteren Nachricht.")


def test_telegram_shows_the_bot_in_each_language(api: BotApi, ana: Person) -> None:
    ana.wait_until(lambda: "all_chat_administrators" in api.chats.profiles["de"].menus, "the profile")
    assert api.chats.profiles[""].description.startswith("Answers questions about bread")
    assert api.chats.profiles["de"].description.startswith("Beantwortet Fragen zu Brot")
    menu = api.chats.profiles["de"].menus["all_private_chats"]
    assert {"command": "help", "description": "Wie man fragt"} in menu
