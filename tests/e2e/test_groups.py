"""The bot in groups: silent unless it is spoken to, brief, and keeping nothing of anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import time

import pytest

from bot.chat.application import make_application
from bot.core.kept import Kept, Subscription
from bot.core.languages import Spoken
from bot.storage.memory import InMemoryStore
from tests.support.bot_api import BotApi
from tests.support.groups import Group, Member
from tests.support.running import RunningBot, unhurried
from tests.support.talk import NOON, bread, german_bread

PRIVATELY = "Ask me in private"


@pytest.fixture
def store() -> InMemoryStore:
    return InMemoryStore()


@pytest.fixture(autouse=True)
def bot(api: BotApi, store: InMemoryStore) -> Iterator[None]:
    spoken = Spoken(bread(), german_bread())
    with RunningBot(make_application(spoken, api.token, api.url, pace=unhurried(), store=store)):
        yield


@pytest.fixture(params=[True, False], ids=["privacy mode on", "privacy mode off"])
def bakers(api: BotApi, request: pytest.FixtureRequest) -> Group:
    return api.group("Bakers", has_privacy=request.param)


@pytest.fixture
def ana(bakers: Group) -> Member:
    return bakers.joined_by("Ana")


@pytest.fixture
def ben(bakers: Group) -> Member:
    return bakers.joined_by("Ben")


def test_people_talk_among_themselves_and_the_bot_is_silent(bakers: Group, ana: Member, ben: Member) -> None:
    ana.says("why is my dough sticky?")
    ben.says("no idea", to=ana.says("I can not breathe for laughing"))
    ana.says("/dense_bread@other_bot")
    ana.says("ask @other_bot")
    assert bakers.answers == ()


def test_a_mention_is_answered_briefly_to_the_one_who_asked_with_a_way_into_the_private_chat(
    bakers: Group, ana: Member
) -> None:
    question = ana.says("@test_bot what helps when my dough is sticky?")
    assert bakers.last.text.startswith("Sticky dough: what helps\n")
    assert bakers.last.replies_to is question
    assert "⚠️ Get help today if you are sick after raw dough." in bakers.last.text
    assert bakers.last.labels == (PRIVATELY,)
    assert bakers.last.shares == ("https://t.me/test_bot?start=sticky_dough",)


@pytest.mark.parametrize("text", ["why is dough sticky @test_bot", "@Test_Bot why is dough sticky"])
def test_a_mention_may_stand_anywhere(bakers: Group, ana: Member, text: str) -> None:
    ana.says(text)
    assert bakers.last.text.startswith("Sticky dough: why\n")


def test_a_mention_below_a_picture_counts_too(bakers: Group, ana: Member) -> None:
    ana.shows_a_picture("@test_bot why is my crust so pale")
    assert bakers.last.text.startswith("Pale crust: why\n")


def test_a_reply_to_the_bot_goes_on(bakers: Group, ana: Member) -> None:
    ana.says("@test_bot my bread is dense")
    ana.says("what can I do about it?", to=bakers.last)
    assert bakers.last.text.startswith("Dense bread: what helps\n")


def test_each_member_is_about_their_own_matter(bakers: Group, ana: Member, ben: Member) -> None:
    ana.says("@test_bot my bread is dense")
    first = bakers.last
    ben.says("@test_bot my crust is pale")
    ana.says("what helps?", to=first)
    assert bakers.last.text.startswith("Dense bread: what helps\n")
    ben.says("@test_bot what helps?")
    assert bakers.last.text.startswith("Pale crust: what helps\n")


def test_commands_are_answered_with_and_without_the_bot_s_name(bakers: Group, ana: Member) -> None:
    ana.says("/freezing")
    assert bakers.last.text.startswith("Freezing\n")
    ana.says("/topics@test_bot")
    assert bakers.last.text.startswith("I know about these.")


def test_help_says_how_to_speak_to_it(bakers: Group, ana: Member) -> None:
    for words in ("/help", "/start@test_bot", "@test_bot", "/no_such_command@test_bot"):
        ana.says(words)
    assert len(bakers.answers) == 4
    assert {answer.text.partition(".")[0] for answer in bakers.answers} == {"Hello"}
    assert "mentions @test_bot" in bakers.last.text


def test_an_unknown_command_may_be_another_bot_s(bakers: Group, ana: Member) -> None:
    ana.says("/roll_a_die")
    assert bakers.answers == ()


def test_what_is_private_is_led_into_the_private_chat_and_forgotten(bakers: Group, ana: Member) -> None:
    ana.says("@test_bot I am coeliac, can I eat overnight dough?")
    assert bakers.last.text == "That is better asked in private, where nobody else reads it."
    assert bakers.last.labels == (PRIVATELY,)
    ana.says("@test_bot tell me about a long rest")
    assert "told me" not in bakers.last.text


def test_settings_of_one_s_own_are_for_the_private_chat(bakers: Group, ana: Member) -> None:
    ana.says("/plain@test_bot")
    assert bakers.last.text.startswith("That is better asked in private")


def test_a_danger_sign_is_answered_at_once_and_whole_to_the_one_who_has_it(bakers: Group, ana: Member) -> None:
    cry = ana.says("@test_bot I ate your bread and can not breathe, I am coeliac")
    assert bakers.last.text.startswith("Please call 112 now.")
    assert "What not to do" in bakers.last.text
    assert bakers.last.replies_to is cry
    assert bakers.last.labels == ()


def test_where_danger_is_near_only_the_one_who_was_asked_can_answer(bakers: Group, ana: Member, ben: Member) -> None:
    cry = ana.says("@test_bot my lips are swollen")
    assert bakers.last.labels == ("Yes", "No")
    ben.presses("No")
    assert bakers.notices == ("That button is for somebody else. Ask me your own question.",)
    ana.presses("Yes")
    assert bakers.last.text.startswith("Please call 112 now.")
    assert bakers.last.replies_to is cry
    assert len(bakers.answers) == 2, "an edited message would make no sound"


def test_a_button_of_an_answer_whose_question_is_gone_has_expired(bakers: Group, ana: Member) -> None:
    cry = ana.says("@test_bot my lips are swollen")
    ana.deletes(cry)
    ana.presses("Yes")
    assert bakers.notices == ("That button is from an older message. Please ask again in your own words.",)


def test_buttons_of_the_list_of_topics_go_on_in_place(bakers: Group, ana: Member) -> None:
    ana.says("/topics@test_bot")
    ana.presses(bakers.last.labels[0])
    assert bakers.last.edits == 1
    assert PRIVATELY in bakers.last.labels


def test_each_member_is_answered_in_their_own_language(bakers: Group) -> None:
    resi = bakers.joined_by("Resi", language="de")
    resi.says("@test_bot warum ist mein Teig so klebrig?")
    assert bakers.last.text.startswith("Klebriger Teig: warum\n")
    assert bakers.last.labels == ("Frag mich privat",)


def test_in_a_forum_the_answer_stands_in_the_same_topic(bakers: Group, ana: Member) -> None:
    thread = bakers.opens_topic()
    ana.says("@test_bot why is my dough sticky?", thread=thread)
    assert bakers.last.thread == thread
    ana.says("@test_bot why is my dough sticky?")
    assert bakers.last.thread is None


def test_a_topic_that_was_closed_meanwhile_is_left_in_peace(api: BotApi, bakers: Group, ana: Member) -> None:
    thread = bakers.opens_topic()
    bakers.closes_topic(thread)
    ana.says("@test_bot why is my dough sticky?", thread=thread)
    assert bakers.answers == ()
    assert [call.refused for call in api.complaints] == ["Bad Request: TOPIC_CLOSED"]
    api.complaints.clear()


def test_a_group_where_it_may_not_write_is_left_in_peace(api: BotApi, bakers: Group, ana: Member) -> None:
    bakers.lets_the_bot_write(may=False)
    ana.says("@test_bot why is my dough sticky?")
    assert [call.refused for call in api.complaints] == [
        "Bad Request: not enough rights to send text messages to the chat"
    ]
    api.complaints.clear()


def test_once_added_it_says_how_to_speak_to_it_and_as_an_admin_stays_silent(bakers: Group, ana: Member) -> None:
    bakers.adds_the_bot(by=ana)
    assert "mentions @test_bot" in bakers.last.text
    bakers.makes_the_bot_admin(by=ana)
    ana.says("why is my dough sticky?")
    assert len(bakers.answers) == 1


def test_a_message_that_was_edited_makes_it_say_nothing_more(bakers: Group, ana: Member) -> None:
    question = ana.says("@test_bot why is my dough sticky?")
    ana.edits(question, "@test_bot why is my dough so sticky?")
    assert len(bakers.answers) == 1


def test_what_is_not_meant_for_it_uses_up_nobody_s_measure(api: BotApi) -> None:
    chatty = api.group("Chatty", has_privacy=False)
    ana = chatty.joined_by("Ana")
    for number in range(40):
        ana.says(f"message {number}")
    ana.says("@test_bot why is my dough sticky?")
    assert chatty.last.text.startswith("Sticky dough: why\n")


def test_only_an_admin_turns_on_the_tips_of_the_group(bakers: Group, ana: Member) -> None:
    ana.says("/subscribe@test_bot")
    assert bakers.last.text == "Only an admin can turn the tips of this group on or off."
    assert bakers.last.labels == (PRIVATELY,)
    ana.says("@test_bot send us tips every day")
    assert bakers.last.text == "Only an admin can turn the tips of this group on or off."


@pytest.mark.parametrize("status", ["administrator", "creator"])
def test_an_admin_may(api: BotApi, bakers: Group, status: str) -> None:
    admin = bakers.joined_by("Cleo", status)
    for _ in range(3):
        admin.says("/subscribe@test_bot")
    assert "Only an admin" not in bakers.last.text
    assert len(api.calls_of("getChatMember")) == 1, "the answer holds for a minute"


def test_what_an_admin_has_chosen_is_kept_for_the_group_and_its_topic_and_for_nobody_else(
    bakers: Group, ana: Member, store: InMemoryStore
) -> None:
    admin = bakers.joined_by("Cleo", "administrator", language="de")
    thread = bakers.opens_topic()
    admin.says("/subscribe@test_bot", thread=thread)
    ana.says("Europe/Paris", to=bakers.last, thread=thread)
    assert asyncio.run(store.kept(bakers.chat.id)) == Kept()
    admin.says("Europe/London", to=bakers.answers[0], thread=thread)
    kept = asyncio.run(store.kept(bakers.chat.id))
    assert kept == Kept(language="de", subscription=Subscription(time(8, 30), "Europe/London"))
    ana.says("@test_bot why is my dough sticky?")
    assert bakers.last.text.startswith("Sticky dough: why")
    assert asyncio.run(store.kept(bakers.chat.id)) == kept, "what members ask about is not kept"
    ana.says("/unsubscribe@test_bot")
    assert asyncio.run(store.kept(bakers.chat.id)) == kept
    admin.says("/unsubscribe@test_bot")
    assert asyncio.run(store.kept(bakers.chat.id)).subscription is None


def test_the_buttons_of_the_tips_of_a_group_go_on_in_place(bakers: Group, store: InMemoryStore) -> None:
    admin = bakers.joined_by("Cleo", "creator")
    admin.says("/subscribe@test_bot")
    admin.says("Europe/London", to=bakers.last)
    settings = bakers.last
    admin.presses("Other days")
    admin.presses("✓ Sunday")
    admin.presses("Done")
    assert bakers.last is settings
    assert settings.edits == 3
    subscription = asyncio.run(store.kept(bakers.chat.id)).subscription
    assert subscription is not None
    assert subscription.weekdays == frozenset(range(6))


def test_an_anonymous_admin_may_too_and_a_channel_may_not(bakers: Group) -> None:
    bakers.anonymous_admin().says("/subscribe@test_bot")
    assert "Only an admin" not in bakers.last.text
    bakers.channel("A channel").says("/subscribe@test_bot")
    assert "Only an admin" in bakers.last.text


def test_an_anonymous_admin_can_press_the_buttons_of_their_answer(bakers: Group, ana: Member) -> None:
    admin = bakers.anonymous_admin()
    admin.says("@test_bot my lips are swollen")
    ana.presses("Yes")
    assert bakers.notices == ("That button is for somebody else. Ask me your own question.",)
    admin.presses("Yes")
    assert bakers.last.text.startswith("Please call 112 now.")


def test_a_group_that_becomes_a_supergroup_goes_on_where_it_was(bakers: Group, ana: Member, api: BotApi) -> None:
    ana.says("@test_bot my bread is dense")
    upgraded = bakers.upgrades()
    same = Member(upgraded, "Ana", {"from": ana.person})
    same.says("@test_bot what can I do about it?")
    assert upgraded.last.text.startswith("Dense bread: what helps\n")
    assert not api.complaints


def test_the_tips_of_a_group_move_along_and_end_where_it_is_thrown_out(
    bakers: Group, ana: Member, store: InMemoryStore
) -> None:
    tips = Kept(language="en", subscription=Subscription(time(8), "Europe/London"))
    asyncio.run(store.keep(bakers.chat.id, tips, NOON))
    upgraded = bakers.upgrades()
    assert asyncio.run(store.kept(bakers.chat.id)) == Kept()
    assert asyncio.run(store.kept(upgraded.chat.id)) == tips
    upgraded.removes_the_bot(by=ana)
    assert asyncio.run(store.kept(upgraded.chat.id)) == Kept()


def test_nothing_that_members_say_is_kept_of_the_group(bakers: Group, ana: Member, store: InMemoryStore) -> None:
    for text in ("I am coeliac", "I live in Norway and my wrists are sore", "/plain", "/help", "my dough is sticky"):
        ana.says(f"@test_bot {text}")
    assert asyncio.run(store.kept(bakers.chat.id)) == Kept()


def test_thrown_out_it_says_nothing_and_remembers_nothing(bakers: Group, ana: Member) -> None:
    ana.says("@test_bot my bread is dense")
    bakers.removes_the_bot(by=ana)
    bakers.adds_the_bot(by=ana)
    ana.says("@test_bot what can I do about it?")
    assert not bakers.last.text.startswith("Dense bread")
