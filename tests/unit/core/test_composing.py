"""What stands in a reply: the sentences of the pack, in their order, with what must never be missing."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.composing import LENGTH, Composer
from bot.core.draft import filled
from bot.core.knowledge import Aspect, KnowledgeBase, Point, Remedy, SeeDoctor, Topic, Urgency
from bot.core.replies import Reply, Role
from tests.support.talk import bread, labels, said

TODAY = date(2026, 11, 23)
KNOWLEDGE = bread().knowledge
EVERY_ANSWER = [(topic, aspect) for topic in KNOWLEDGE.topics.values() for aspect in Aspect]


def answer(topic: Topic, aspect: Aspect, *, full: bool = False, knowledge: KnowledgeBase = KNOWLEDGE) -> Reply:
    return Composer(knowledge).answer(topic, aspect, 1.0, knowledge.pack.elsewhere, TODAY, full=full)


@pytest.mark.parametrize(("topic", "aspect"), EVERY_ANSWER, ids=lambda each: getattr(each, "id", each))
class TestEveryAnswer:
    def test_ends_with_the_safety_line_and_its_source(self, topic: Topic, aspect: Aspect) -> None:
        reply = answer(topic, aspect)

        assert said(reply, Role.SAFETY) == [topic.safety.text.format(emergency="112")]
        assert reply.paragraphs[-1].role is Role.SOURCES

    def test_keeps_to_its_length(self, topic: Topic, aspect: Aspect) -> None:
        assert len(answer(topic, aspect).text) <= LENGTH

    def test_names_no_other_remedy_without_its_caution(self, topic: Topic, aspect: Aspect) -> None:
        reply = answer(topic, aspect, full=True)
        section = topic.section(Composer(KNOWLEDGE).answered_aspect(topic, aspect))
        assert section
        points = [point for point in section.points if isinstance(point, Point)]

        for remedy in {point.remedy for point in points} - {None, topic.id}:
            record = KNOWLEDGE.topics[str(remedy)]
            assert isinstance(record, Remedy)
            assert record.ask_first in reply.text

    def test_offers_other_aspects_that_have_an_answer(self, topic: Topic, aspect: Aspect) -> None:
        for choice in answer(topic, aspect).choices:
            verb, subject, other = choice.id.split(":")
            assert verb in ("ask", "more")
            assert KNOWLEDGE.topics[subject].section(Aspect(other)) is not None


def test_a_remedy_says_who_should_ask_first_whatever_is_asked_of_it() -> None:
    for aspect in set(Aspect) - {Aspect.CAUTIONS}:
        remedy = KNOWLEDGE.topics["kneading"]
        assert isinstance(remedy, Remedy)
        assert remedy.ask_first in answer(remedy, aspect).text


def test_an_aspect_without_an_answer_gets_the_nearest_and_says_so() -> None:
    reply = answer(KNOWLEDGE.topics["dense_bread"], Aspect.AMOUNT)

    assert KNOWLEDGE.wording.no_section in said(reply, Role.NOTE)
    assert KNOWLEDGE.topics["dense_bread"].relief.text in said(reply, Role.LEAD)  # type: ignore[union-attr]


def test_naming_a_trouble_tells_at_once_what_may_help() -> None:
    reply = answer(KNOWLEDGE.topics["dense_bread"], Aspect.OVERVIEW)

    assert said(reply, Role.HEADING) == [KNOWLEDGE.wording.overview_relief]
    assert any("Let the dough rest" in point for point in said(reply, Role.POINT))


def test_points_that_do_not_fit_wait_behind_show_more() -> None:
    topic = KNOWLEDGE.topics["dense_bread"]
    assert topic.causes
    point = topic.causes.points[0].model_copy(update={"text": "Because " + "so " * 60 + "it is."})
    causes = topic.causes.model_copy(update={"points": (point,) * 6})
    long = topic.model_copy(update={"causes": causes})

    reply, full = answer(long, Aspect.CAUSES), answer(long, Aspect.CAUSES, full=True)

    assert len(reply.text) <= LENGTH
    assert labels(reply)[0] == KNOWLEDGE.wording.more
    assert len(said(full, Role.POINT)) == 6
    assert KNOWLEDGE.wording.more not in labels(full)


def test_past_its_review_date_an_answer_says_so() -> None:
    topic = KNOWLEDGE.topics["dense_bread"].model_copy(update={"review_by": date(2026, 11, 22)})

    assert any("2026-11-22" in note for note in said(answer(topic, Aspect.CAUSES), Role.NOTE))


def test_on_its_review_date_it_does_not() -> None:
    topic = KNOWLEDGE.topics["dense_bread"].model_copy(update={"review_by": TODAY})

    assert said(answer(topic, Aspect.CAUSES), Role.NOTE) == []


def test_an_urgent_reply_is_what_to_do_and_nothing_else() -> None:
    reply = Composer(KNOWLEDGE).urgent([KNOWLEDGE.red_flags["allergy"]], KNOWLEDGE.pack.elsewhere)

    assert "112" in said(reply, Role.TITLE)[0]
    assert reply.choices == ()
    assert said(reply, Role.POINT)[0] == "Call 112 now."
    assert "Do not eat or drink anything more." in said(reply, Role.POINT)
    assert not any(topic.title in reply.text for topic in KNOWLEDGE.topics.values())


def test_of_two_red_flags_the_graver_is_spoken_of_and_both_are_named_to_programs() -> None:
    flags = [KNOWLEDGE.red_flags["allergy"], KNOWLEDGE.red_flags["mouldy_bread"]]

    reply = Composer(KNOWLEDGE).urgent(flags, KNOWLEDGE.pack.elsewhere)

    assert reply.topics == ("allergy", "mouldy_bread")
    assert KNOWLEDGE.red_flags["mouldy_bread"].what.text not in reply.text


def test_a_warm_red_flag_has_no_headings_and_no_list_of_sources() -> None:
    flag = KNOWLEDGE.red_flags["allergy"].model_copy(update={"warm": True})

    reply = Composer(KNOWLEDGE).urgent([flag], KNOWLEDGE.pack.elsewhere)

    assert {paragraph.role for paragraph in reply.paragraphs} == {Role.LEAD, Role.POINT}


def test_how_serious_it_is_begins_with_what_cannot_wait() -> None:
    reasons = tuple(SeeDoctor(urgency=urgency, text=f"It is {urgency.value}.") for urgency in reversed(Urgency))
    topic = KNOWLEDGE.topics["dense_bread"].model_copy(update={"see_doctor": reasons})

    points = said(answer(topic, Aspect.DANGER), Role.POINT)

    assert [point.split("It is ")[1] for point in points[:3]] == ["emergency.", "same_day.", "soon."]


def test_a_warm_question_has_no_lines_for_the_others() -> None:
    flag = KNOWLEDGE.red_flags["allergy"]
    careful = filled(KNOWLEDGE.wording.confirm_careful, KNOWLEDGE.pack.elsewhere, KNOWLEDGE.pack.elsewhere)

    plain, warm = (
        Composer(KNOWLEDGE).confirm(each, KNOWLEDGE.pack.elsewhere)
        for each in (flag, flag.model_copy(update={"warm": True}))
    )

    assert careful in plain.text
    assert careful not in warm.text


def test_numbers_come_from_the_country() -> None:
    country = KNOWLEDGE.pack.elsewhere.model_copy(update={"emergency": "999"})

    reply = Composer(KNOWLEDGE).urgent([KNOWLEDGE.red_flags["allergy"]], country)

    assert "Call 999 now." in reply.text
    assert "112" not in reply.text
