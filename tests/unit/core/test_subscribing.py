"""Daily tips, talked about: each test is a short conversation. It is noon in London, where clocks show UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.callbacks import to_callback_data, to_choice_id
from bot.content.loader import load_knowledge
from bot.core.conversation import Conversation, State
from bot.core.kept import EVERY_DAY, Kept, Subscription
from bot.core.replies import Reply, ReplyKind
from bot.errors import UnknownChoiceError
from tests.support.packs import ENGLISH
from tests.support.talk import NOON, Talk, bread, labels

LONDON = Subscription(time(8, 30), "Europe/London")


@pytest.fixture
def talk() -> Talk:
    return Talk(bread())


@cache
def english() -> Conversation:
    """The English pack, whose words for times and places are many."""
    return Conversation(load_knowledge(ENGLISH))


@pytest.fixture
def subscriber() -> Talk:
    talk = Talk(bread())
    talk.state = State(kept=Kept(subscription=LONDON))
    return talk


def subscription(talk: Talk) -> Subscription:
    assert talk.state.kept.subscription is not None
    return talk.state.kept.subscription


def test_two_taps_are_enough(talk: Talk) -> None:
    asked = talk.says("subscribe")
    assert "What time is it for you now?" in asked.text
    assert labels(asked) == ["12:00", "13:00", "My time is not here"]

    reply = talk.picks("12:00")

    assert reply.text == "Every day at 08:30 in London (that is in 21 hours)."
    assert subscription(talk) == LONDON


def test_the_wish_in_words_leaves_only_the_zone_to_ask(talk: Talk) -> None:
    assert "Every day, 19:30" in talk.says("send me tips every day at half past seven in the evening").text

    assert talk.says("Manchester").text == "Every day at 19:30 in London (that is in 8 hours)."


def test_whoever_names_their_city_is_asked_nothing(talk: Talk) -> None:
    reply = talk.says("send me tips every day at 8 in Oslo")

    assert reply.text == "Every day at 08:00 in Oslo (that is in 19 hours)."


def test_whoever_has_named_a_country_with_one_clock_is_asked_nothing(talk: Talk) -> None:
    talk.says("in Norway, why is my bread so dense")

    assert "in Oslo" in talk.says("subscribe").text


def test_the_hour_can_be_changed_while_the_zone_is_asked_for(talk: Talk) -> None:
    talk.conversation = english()
    talk.says("subscribe")

    assert "Every day, 12:00" in talk.says("actually make it 12 in the afternoon").text, "though London shows 12:00"
    assert "Every day at 12:00 in London" in talk.says("manchester").text


@pytest.mark.parametrize(("answer", "then"), [("yes it is", "in Lisbon"), ("nope", "What time is it for you now?")])
def test_whether_it_is_the_right_place_is_answered_in_any_words(talk: Talk, answer: str, then: str) -> None:
    talk.conversation = english()
    talk.says("subscribe")
    talk.says("Lisbn")

    assert then in talk.says(answer).text


def test_whoever_names_a_place_nobody_knows_is_told_what_to_name_instead(talk: Talk) -> None:
    talk.conversation = english()
    talk.says("subscribe")

    assert "try a bigger city near you, or your country" in talk.says("bournmouth").text


@pytest.mark.parametrize("text", ["tip at half 8", "every day at 8 30 am please", "tip each day at 6pm in glasgow"])
def test_whoever_names_a_time_subscribes_however_it_is_put(talk: Talk, text: str) -> None:
    talk.conversation = english()

    reply = talk.says(text)

    assert talk.state.kept.subscription or "What time is it for you now?" in reply.text


def test_whoever_wants_the_tips_not_to_stop_keeps_them(talk: Talk) -> None:
    talk.conversation = english()
    talk.state = State(kept=Kept(subscription=LONDON))

    talk.says("don't stop the tips")

    assert subscription(talk) == LONDON


def test_whoever_has_moved_is_not_asked_for_how_long_to_pause(talk: Talk) -> None:
    talk.conversation = english()
    talk.state = State(kept=Kept(subscription=LONDON))

    assert "Sydney" in labels(talk.says("im in australia now"))


def test_of_a_country_the_places_the_pack_knows_come_first() -> None:
    talk = Talk(english())
    talk.says("subscribe")

    assert labels(talk.says("Australia"))[:4] == ["Sydney", "Brisbane", "Perth", "Adelaide"]


def test_a_misspelt_city_is_confirmed_by_its_clock(talk: Talk) -> None:
    talk.says("subscribe")
    question = talk.says("Lisbn")
    assert question.text == "Lisbon: is it 12:00 for you now?"

    assert "in Lisbon" in talk.says("yes").text


def test_a_time_that_no_clock_shows_is_when_the_tip_should_come(talk: Talk) -> None:
    talk.says("subscribe")
    talk.waits(minutes=15)

    assert "Every day, 20:30" in talk.says("8:30 in the evening").text
    assert "Every day at 20:30 in Lisbon" in talk.says("Lisbon").text


def test_the_wrong_city_is_asked_for_again(talk: Talk) -> None:
    talk.says("subscribe")
    talk.says("Lisbn")

    assert "What time is it for you now?" in talk.says("no").text


def test_a_country_of_several_clocks_asks_which(talk: Talk) -> None:
    talk.says("subscribe")
    assert {"New York", "Los Angeles"} <= set(labels(talk.says("United States")))

    assert "in Los Angeles (that is in 5 hours)" in talk.says("Los Angeles").text


def test_a_location_is_taken_for_the_nearest_place_once_the_person_says_so(talk: Talk) -> None:
    talk.says("subscribe")
    turn = bread().locate(59.0, 10.2, talk.state, talk.now)
    assert turn is not None
    assert turn.reply.text == "Oslo: is it 13:00 for you now?"
    talk.state = turn.state

    assert "in Oslo" in talk.says("yes").text


def test_a_location_is_of_no_use_to_whoever_has_no_part_in_tips(talk: Talk) -> None:
    assert bread().locate(59.0, 10.2, talk.state, talk.now) is None


def test_an_answer_that_is_none_is_asked_for_again_with_its_choices(talk: Talk) -> None:
    asked = talk.says("subscribe")

    again = talk.says("mmmmh")

    assert "I did not understand that." in again.text
    assert labels(again) == labels(asked)


def test_a_question_half_way_through_is_answered_and_the_dialogue_goes_on(talk: Talk) -> None:
    talk.says("subscribe")

    reply = talk.says("why is my bread so dense")

    assert reply.topics == ("dense_bread",)
    assert reply.text.endswith("And your daily tip: What time is it for you now?")
    assert "in London" in talk.says("London").text


def test_a_question_with_a_time_in_it_is_no_answer(talk: Talk) -> None:
    talk.says("subscribe")

    assert talk.says("why is my bread so dense at 8 in the morning").topics == ("dense_bread",)
    assert talk.says("and in the evening?").topics == ("dense_bread",)
    assert talk.state.kept == Kept()


def test_the_dialogue_is_not_in_the_way_of_a_second_question(talk: Talk) -> None:
    talk.says("subscribe")
    talk.says("why is my bread so dense")

    assert "daily tip" not in talk.says("what can I do about it?").text


def test_a_danger_sign_comes_before_the_dialogue_and_ends_it(talk: Talk) -> None:
    talk.says("subscribe")

    assert talk.says("London but I can not breathe since I ate it").kind is ReplyKind.URGENT
    assert talk.state.subscribing is None


def test_a_near_danger_sign_is_asked_about_even_in_a_message_about_tips(talk: Talk) -> None:
    talk.says("subscribe")

    assert talk.says("I ate mouldy bread").kind is ReplyKind.CONFIRM_RED_FLAG


@pytest.mark.parametrize("text", ["unsubscribe", "no more tips please", "end my subscription", "UNSUBSCRIBE!"])
def test_plain_words_end_the_tips_at_once(subscriber: Talk, text: str) -> None:
    assert subscriber.says(text).topics == ("unsubscribe",)
    assert subscriber.state.kept.subscription is None


@pytest.mark.parametrize(
    ("text", "days"),
    [("no more tips on sundays", {0, 1, 2, 3, 4, 5}), ("I don't want tips at weekends", {0, 1, 2, 3, 4})],
)
def test_whoever_wants_none_on_some_days_keeps_the_others(talk: Talk, text: str, days: set[int]) -> None:
    talk.conversation = english()
    talk.state = State(kept=Kept(subscription=LONDON))

    talk.says(text)

    assert subscription(talk).weekdays == days


def test_whoever_wants_none_on_some_days_is_still_asked_for_the_rest_of_a_wish(talk: Talk) -> None:
    talk.conversation = english()
    talk.says("subscribe")
    talk.says("dont want tips on sundays")

    assert talk.says("Manchester").text.startswith("Monday, Tuesday, Wednesday, Thursday, Friday and Saturday at 08:30")


def test_no_more_tips_until_a_day_is_a_pause(subscriber: Talk) -> None:
    subscriber.says("no more tips until Friday")

    assert subscription(subscriber).paused_until == date(2026, 11, 27)


@pytest.mark.parametrize(("text", "is_plain"), [("stop", True), ("cancel", True), ("topics", False), ("stomp", False)])
def test_what_ends_tips_word_for_word_is_told_from_what_may(text: str, *, is_plain: bool) -> None:
    assert english().is_plainly_about_tips(text, State()) is is_plain


def test_on_no_day_left_there_are_no_more_tips(subscriber: Talk) -> None:
    subscriber.conversation = english()
    subscriber.state = State(kept=Kept(subscription=replace(LONDON, weekdays=frozenset({6}))))

    subscriber.says("no more tips on sundays")

    assert subscriber.state.kept.subscription is None


def test_after_a_tip_a_bare_no_ends_them_and_elsewhere_it_does_not(subscriber: Talk) -> None:
    subscriber.says("no")
    assert subscription(subscriber) == LONDON

    subscriber.state = bread().after_tip("weigh_it", subscriber.now, subscriber.state, subscriber.now)
    subscriber.says("no")

    assert subscriber.state.kept.subscription is None


def test_what_follows_a_tip_only_follows_it_directly(subscriber: Talk) -> None:
    subscriber.state = bread().after_tip("weigh_it", subscriber.now, subscriber.state, subscriber.now)
    subscriber.says("why is my bread so dense")
    subscriber.says("no")

    assert subscription(subscriber).at == LONDON.at


def test_a_tip_has_buttons_and_its_topic(subscriber: Talk) -> None:
    reply = bread().daily_tip("weigh_it")
    assert reply is not None
    assert labels(reply) == ["Helpful", "Another tip", "Pause", "Tip settings", "Sticky dough"]
    subscriber.state = bread().after_tip("weigh_it", subscriber.now, subscriber.state, subscriber.now)

    thanked = subscriber.picks("Helpful")

    assert thanked.text.startswith("Weigh flour and water.")
    assert "Thank you" in thanked.text
    assert "Helpful" not in labels(thanked)


def test_a_tip_the_pack_no_longer_has_is_no_message() -> None:
    assert bread().daily_tip("gone") is None


def test_another_tip_is_another_until_all_were_told(subscriber: Talk) -> None:
    subscriber.state = bread().after_tip("weigh_it", subscriber.now, subscriber.state, subscriber.now)
    pool = len([tip for tip in bread().knowledge.tips if tip.season is None])

    told = [subscriber.says("another one").text]
    told += [subscriber.says("another tip").text for _ in range(pool - 2)]

    assert len(set(told)) == pool - 1
    assert not any("Weigh flour" in each for each in told)


@pytest.mark.parametrize(
    ("text", "until"),
    [("pause until Monday", date(2026, 11, 30)), ("no tips for a week", date(2026, 11, 30))],
)
def test_a_pause_in_words(subscriber: Talk, text: str, until: date) -> None:
    reply = subscriber.says(text)

    assert subscription(subscriber).paused_until == until
    assert reply.text == "No tips for now. The next one comes on Monday, 30 November."


def test_a_pause_without_an_end_asks_for_one(subscriber: Talk) -> None:
    assert labels(subscriber.says("pause")) == ["1 day", "7 days", "14 days", "30 days"]

    subscriber.says("until Friday")

    assert subscription(subscriber).paused_until == date(2026, 11, 27)


def test_a_pause_ends_when_told_to(subscriber: Talk) -> None:
    subscriber.says("pause until Monday")

    assert subscriber.says("resume").text == "Every day at 08:30 in London (that is in 21 hours)."
    assert subscription(subscriber).paused_until is None


def test_settings_show_everything_and_a_pause(subscriber: Talk) -> None:
    subscriber.says("pause until Monday")
    subscriber.picks("Tip settings")
    subscriber.picks("Topics")
    subscriber.picks("Sticky dough")

    reply = subscriber.picks("Done")

    assert reply.text.split("\n") == [
        "Your daily tip",
        "• Every day at 08:30 in London (that is in 7 days).",
        "• Topics first: Sticky dough",
        "• Paused until Monday, 30 November",
    ]
    assert labels(reply) == ["Another time", "Other days", "Another place", "Topics", "End the pause", "No more tips"]


def test_a_topic_is_switched_on_and_off(subscriber: Talk) -> None:
    subscriber.says("settings")
    subscriber.picks("Topics")
    assert "✓ Sticky dough" in labels(subscriber.picks("Sticky dough"))
    assert subscription(subscriber).interests == ("sticky_dough",)

    subscriber.picks("✓ Sticky dough")

    assert subscription(subscriber).interests == ()


def test_days_are_switched_one_by_one_and_the_last_one_stays(subscriber: Talk) -> None:
    subscriber.says("settings")
    reply = subscriber.picks("Other days")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"):
        reply = subscriber.picks(f"✓ {day}")

    assert subscription(subscriber).weekdays == {6}
    assert "✓ Sunday" not in labels(reply)


def test_days_can_be_written(subscriber: Talk) -> None:
    subscriber.says("settings")
    subscriber.picks("Other days")

    assert subscriber.says("every day but sunday").text.startswith(
        "Monday, Tuesday, Wednesday, Thursday, Friday and Saturday at 08:30 in London"
    )


@pytest.mark.parametrize("text", ["change the time of my tip to 7 in the evening", "make it 7 in the evening"])
def test_the_time_is_changed_in_words(subscriber: Talk, text: str) -> None:
    assert subscriber.says(text).text == "Every day at 19:00 in London (that is in 7 hours)."


def test_a_change_in_words_is_no_follow_up_of_the_topic_spoken_of(subscriber: Talk) -> None:
    subscriber.says("why is my bread so dense")

    assert "19:00" in subscriber.says("make it 7 in the evening").text


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("7 in the evening", replace(LONDON, at=time(19))),
        ("not on monday", replace(LONDON, weekdays=frozenset(range(1, 7)))),
        ("until Friday", replace(LONDON, paused_until=date(2026, 11, 27))),
    ],
)
def test_after_a_word_on_tips_a_time_or_days_alone_change_them(subscriber: Talk, text: str, then: Subscription) -> None:
    subscriber.says("why is my bread so dense")
    subscriber.says("settings")
    subscriber.says(text)

    assert replace(subscription(subscriber), recent=()) == then


@pytest.mark.parametrize("text", ["in the evening?", "8:30?", "in the evening"])
def test_after_a_daily_tip_what_may_be_a_question_changes_nothing(subscriber: Talk, text: str) -> None:
    subscriber.state = bread().after_tip("weigh_it", subscriber.now, subscriber.state, subscriber.now)
    subscriber.says(text)

    assert subscription(subscriber) == LONDON


def test_after_a_tip_of_today_a_later_time_is_confirmed_for_tomorrow(subscriber: Talk) -> None:
    due_at = NOON.replace(hour=8, minute=30)
    subscriber.state = bread().after_tip("weigh_it", due_at, subscriber.state, subscriber.now)

    assert subscriber.says("make it 7 in the evening").text == "Every day at 19:00 in London (that is in 31 hours)."
    assert "(that is in 31 hours)" in subscriber.says("settings").text


def test_a_new_place_keeps_the_rest(subscriber: Talk) -> None:
    subscriber.state = replace(subscriber.state, kept=Kept(subscription=replace(LONDON, interests=("pale_crust",))))
    subscriber.says("settings")
    subscriber.picks("Another place")

    subscriber.says("Oslo")

    assert subscription(subscriber) == replace(LONDON, zone="Europe/Oslo", interests=("pale_crust",))


def test_after_an_emergency_no_tip_comes_for_a_day(subscriber: Talk) -> None:
    subscriber.says("I can not breathe since I ate it")

    assert subscription(subscriber).paused_until == date(2026, 11, 25)
    assert bread().hear("settings", subscriber.state, NOON).reply.text.count("in 45 hours") == 1


def test_an_emergency_does_not_shorten_a_pause(subscriber: Talk) -> None:
    subscriber.says("pause for 20 days")
    until = subscription(subscriber).paused_until

    subscriber.says("I can not breathe since I ate it")

    assert subscription(subscriber).paused_until == until


def test_topics_asked_about_are_kept_for_subscribers_alone(talk: Talk, subscriber: Talk) -> None:
    for each in (talk, subscriber):
        each.says("why is my bread so dense")

    assert talk.state.kept == Kept()
    assert subscription(subscriber).recent == ("dense_bread",)


def test_what_is_kept_outlives_the_conversation(subscriber: Talk) -> None:
    subscriber.says("why is my bread so dense")
    subscriber.waits(hours=3)
    subscriber.says("hello")

    assert subscription(subscriber).at == time(8, 30)
    assert subscriber.state.topic is None


@pytest.mark.parametrize(
    "choice",
    ["tips", "tips:", "tips:gone", "tips:at:2530", "tips:at:x", "tips:zone:mars/olympus", "tips:days:0000000",
     "tips:days:222", "tips:with:gone", "tips:pause:0", "tips:pause:9999", "tips:helpful:gone", "tips:ahead:99999"],
)  # fmt: skip
def test_a_malformed_choice_is_refused(subscriber: Talk, choice: str) -> None:
    with pytest.raises(UnknownChoiceError):
        bread().choose(choice, subscriber.state, NOON)


def every_button(talk: Talk, depth: int) -> list[Reply]:
    """The replies to all choices offered, and to all that these offer in turn."""
    replies = []
    for choice in talk.state.offered:
        turn = bread().choose(choice.id, talk.state, NOON)
        replies.append(turn.reply)
        if depth and choice.id.startswith("tips"):
            further = Talk(bread())
            further.state = turn.state
            replies += every_button(further, depth - 1)
    return replies


@pytest.mark.parametrize("kept", [Kept(), Kept(subscription=LONDON)], ids=["nobody", "a subscriber"])
def test_every_button_leads_on_and_fits_into_telegram(kept: Kept) -> None:
    talk = Talk(bread())
    talk.state = State(kept=kept)
    talk.says("settings")

    replies = every_button(talk, 1)

    assert replies
    for reply in replies:
        for choice in reply.choices:
            assert to_choice_id(to_callback_data(choice.id)) == choice.id


SAYINGS = (
    *("subscribe", "pause", "resume", "settings", "stop", "tip", "another", "yes", "no", "1", "2"),
    *("8:30", "London", "until Monday", "weekdays", "topics", "done"),
)


# The rules of each zone are read from a file when it is first spoken of.
@settings(deadline=None)
@given(st.lists(st.sampled_from(SAYINGS), max_size=8), st.integers(0, 100))
def test_whatever_is_said_of_tips_gets_a_reply_and_leaves_a_sound_subscription(texts: list[str], minutes: int) -> None:
    talk = Talk(bread())
    for text in texts:
        assert talk.says(text).text.strip()
        talk.now += timedelta(minutes=minutes)
    kept = talk.state.kept.subscription
    assert kept is None or (kept.weekdays and kept.weekdays <= EVERY_DAY)
