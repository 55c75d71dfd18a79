"""The reviewers' book holds the whole pack, in words that need no knowledge of the files."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise, product
from pathlib import Path

import pytest

from bot.content.book.page import book
from bot.content.book.readable import wording_in_words
from bot.content.loader import load_knowledge
from bot.content.references import leaves, mentions
from bot.core.composing import Composer
from bot.core.knowledge import KnowledgeBase
from tests.support.html_page import HtmlPage
from tests.support.packs import BREAD, PackCopy

OURS = Path(__file__).parents[2] / "knowledge" / "en"
TODAY = date(2026, 12, 1)
CODE_WORD = re.compile(r"\b[a-z]+_[a-z_]+\b|\{\w+\}|<\w+>|\bNone\b|\bTrue\b|\bFalse\b")


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return load_knowledge(BREAD)


@pytest.fixture(scope="module")
def page(bread: KnowledgeBase) -> HtmlPage:
    return HtmlPage.read(book(bread, TODAY))


def headings(page: HtmlPage, level: int) -> list[str]:
    return [text for depth, text in page.headings if depth == level]


def test_every_topic_red_flag_and_act_has_a_place_of_its_own(bread: KnowledgeBase, page: HtmlPage) -> None:
    titles = [entry.title for entry in bread.topics.values()]
    titles += [entry.title for entry in bread.red_flags.values()]
    titles += [entry.title for entry in bread.acts.values()]
    assert sorted(headings(page, 3)) == sorted(titles)


def test_every_paragraph_of_every_reply_can_be_read(bread: KnowledgeBase, page: HtmlPage) -> None:
    composer, country = Composer(bread), bread.pack.elsewhere
    replies = [
        *(
            composer.answer(topic, aspect, 1.0, country, TODAY, full=True)
            for topic in bread.topics.values()
            for aspect in topic.aspects
        ),
        *(composer.urgent([flag], country) for flag in bread.red_flags.values()),
        *(composer.confirm(flag, country) for flag in bread.red_flags.values()),
        *(composer.about(flag, 1.0, country) for flag in bread.red_flags.values()),
        *(composer.act(act, 1.0, country) for act in bread.acts.values()),
    ]
    said = {paragraph.text for reply in replies for paragraph in reply.paragraphs}
    assert len(said) > 150
    assert [text for text in said if text not in page.text] == []


def test_every_cited_source_is_linked_where_it_is_cited_and_listed_once(bread: KnowledgeBase, page: HtmlPage) -> None:
    anchors = [anchor for anchor in page.anchors if anchor.startswith("source-")]
    assert len(anchors) == len(bread.sources)
    parts = (bread.topics, bread.red_flags, bread.tips, bread.pack)
    cited = {own_id for part in parts for _, key, own_id in mentions(part, ()) if key == "sources"}
    assert cited == bread.sources.keys()
    for source in bread.sources.values():
        assert page.links.count(source.address) >= 2, "in a reply or a topic's list, and in the list at the end"
        assert source.address in page.text


def test_a_statement_shows_the_sources_it_names_by_their_numbers(page: HtmlPage) -> None:
    assert "\n1Better Bread: Notes of the test kitchen." in page.text
    assert "\n3The Millers' Guide: Flour and water." in page.text
    assert "The yeast was old, or the water was so hot that it died. 1\n" in page.text
    assert "There was too much flour for the water. 3\n" in page.text
    assert "A loaf that is baked cannot rise again, but these help the next one. no source\n" in page.text


def test_a_source_whose_text_was_not_seen_is_called_so(page: HtmlPage) -> None:
    assert "Food Safety Desk: Mould and allergy. Its own text was not seen by the authors." in page.text
    assert "The Millers' Guide: Flour and water. Read on 1 November 2026." in page.text


def test_a_caution_says_whether_to_avoid_or_to_ask_and_for_whom(pack: PackCopy, page: HtmlPage) -> None:
    caution = "Sore or weak wrists: Fold the dough instead, or use a machine. 1"
    assert f"{caution}ask first" in page.text
    assert "for “Sore wrists”" in page.text
    pack.replace("remedies/kneading.yaml", "      applies_to: [weak_wrists]\n", "      avoid: true\n")
    assert f"{caution}avoid" in HtmlPage.read(book(load_knowledge(pack.folder), TODAY)).text


def test_reasons_to_see_a_doctor_stand_under_their_urgency(page: HtmlPage) -> None:
    assert "In the next days or weeks\nStomach pain that stays for days after eating it." in page.text


def test_red_flags_name_their_signs_in_words(page: HtmlPage) -> None:
    assert "Certain, when a message holds\nmould seen and ate it and sick\n" in page.text
    assert "Likely, so that the question is asked, when it holds\nmould seen and ate it\n" in page.text
    assert "It is not meant when there is any of\nonly stale\n" in page.text


def test_a_point_that_waits_behind_a_button_is_marked(pack: PackCopy) -> None:
    point = "    - text: Bake it hot, then cooler, and turn it once so that it browns on all of its sides.\n"
    steam = "    - remedy: steam\n"
    pack.replace("topics/pale_crust.yaml", steam, point * 5 + steam)
    text = HtmlPage.read(book(load_knowledge(pack.folder), TODAY)).text
    assert text.count("after “Show more”") == 1


def test_a_review_that_is_overdue_is_marked(bread: KnowledgeBase) -> None:
    late = HtmlPage.read(book(bread, date(2027, 11, 2))).text
    assert late.count("1 November 2027 overdue") == len(bread.topics) + len(bread.red_flags)


def test_every_topic_and_red_flag_ends_with_a_place_to_sign(bread: KnowledgeBase, page: HtmlPage) -> None:
    assert page.text.count("Review of “") == len(bread.topics) + len(bread.red_flags)


def test_every_sentence_of_the_wording_is_there_with_its_gaps_named(bread: KnowledgeBase, page: HtmlPage) -> None:
    for path, text in leaves(bread.wording, ()):
        shown = text.replace("{emergency}", "112").replace("{", "[").replace("}", "]")
        assert shown in page.text, path


def test_tips_conditions_and_countries_are_there(bread: KnowledgeBase, page: HtmlPage) -> None:
    for text in (tip.text for tip in bread.tips):
        assert text in page.text
    assert "not for “Sore wrists”" in page.text
    assert "NHS 111" in page.text
    assert "gluten intolerance" in page.text


@pytest.mark.parametrize("folder", [BREAD, OURS], ids=["bread", "ours"])
def test_nothing_is_shown_that_only_a_program_understands(folder: Path) -> None:
    page = HtmlPage.read(book(load_knowledge(folder), TODAY))
    assert CODE_WORD.findall(re.sub(r"https?://\S+", "", page.text)) == []


@pytest.mark.parametrize("folder", [BREAD, OURS], ids=["bread", "ours"])
def test_links_within_the_book_lead_somewhere_and_anchors_are_unique(folder: Path) -> None:
    page = HtmlPage.read(book(load_knowledge(folder), TODAY))
    within = {link[1:] for link in page.links if link.startswith("#")}
    assert within <= set(page.anchors)
    assert len(page.anchors) == len(set(page.anchors))


def test_headings_skip_no_level(page: HtmlPage) -> None:
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_the_book_needs_no_script_and_nothing_from_elsewhere(page: HtmlPage) -> None:
    assert page.names.isdisjoint({"script", "link", "img", "iframe", "object", "form", "button"})
    assert {name for _, name in page.attributes} <= {
        *("lang", "charset", "name", "content", "class", "href", "id", "title", "scope", "aria-labelledby")
    }
    assert "url(" not in page.style
    assert "@import" not in page.style


def test_the_language_is_that_of_the_words(pack: PackCopy) -> None:
    pack.replace("pack.yaml", "language: en", "language: de")
    source = book(load_knowledge(pack.folder), TODAY)
    assert '<html lang="en">' in source, "what is said around the replies is English"
    assert source.count('class="reply" lang="de"') > 50


def test_text_of_a_pack_cannot_become_markup(pack: PackCopy) -> None:
    sly = '<i onclick="x">&amp;</i>'
    for file in ("topics/dense_bread.yaml", "remedies/kneading.yaml", "red_flags.yaml", "sources.yaml", "acts.yaml"):
        pack.write(file, re.sub(r"(?m)^(.*\b(?:title|text|publisher|reply): )[^\"].*$", rf"\1'{sly}'", pack.read(file)))
    pack.replace("sources.yaml", "https://example.org/flour", 'https://example.org/"onclick="x')
    page = HtmlPage.read(book(load_knowledge(pack.folder), TODAY))
    assert page.text.count(sly) > 100
    assert "i" not in page.names
    assert ("a", "onclick") not in page.attributes


@pytest.mark.parametrize(
    ("wording", "shown"),
    [
        ("crust/loaf is+pale", "crust/loaf is pale"),
        ("cough ... blood", "cough … blood"),
        ("<rise_time>/slow <number> hours", "<em>rise time</em>/slow <em>number</em> hours"),
    ],
)
def test_patterns_lose_their_signs(wording: str, shown: str) -> None:
    assert wording_in_words(wording) == shown


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_text_stands_out_from_every_ground(page: HtmlPage) -> None:
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", page.style))
    for ink, ground in product(("ink", "soft", "accent", "alarm", "warn", "fine"), ("paper", "card", "alarm-card")):
        dark, light = luminance(colours[ink]), luminance(colours[ground])
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {ground}"
