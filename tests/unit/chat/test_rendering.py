"""Any reply at all becomes a message that Telegram takes, and shows the words it was given."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.chat.rendering import MAX_UNITS, clean, fit, keyboard, render, shorten, utf16_units
from bot.core.knowledge import Source
from bot.core.replies import Choice, Paragraph, Reply, ReplyKind, Role
from tests.support.telegram_html import as_kept, parse_html, utf16_length
from tests.support.telegram_pages import as_shown

# All of Unicode, halves of characters and control characters too, and much of what markup is made of.
any_text = (
    st.text() | st.text(st.characters(exclude_categories=()), max_size=50) | st.text("<>&/\"'=;#ab\n ", max_size=80)
)
long_text = st.builds(
    lambda piece, times: piece * times, st.sampled_from(["a", "&", "<b>", "😀", "é "]), st.integers(0, 3000)
)
words = st.text("abc ", min_size=1, max_size=40).filter(str.strip)

any_source = st.builds(
    Source.model_construct,
    id=st.just("source"),
    title=any_text,
    publisher=any_text.filter(bool),
    address=st.text(min_size=1, max_size=3000).map(lambda path: f"https://example.org/{path}"),
    read=st.none(),
)
any_paragraph = st.builds(
    Paragraph, st.sampled_from(Role), any_text | long_text, st.lists(any_source, max_size=3).map(tuple)
)


def reply(*paragraphs: Paragraph, choices: tuple[Choice, ...] = ()) -> Reply:
    return Reply(ReplyKind.ANSWER, paragraphs, choices=choices)


any_reply = st.lists(any_paragraph, max_size=12).map(lambda paragraphs: reply(*paragraphs))


@given(any_reply)
@example(reply(Paragraph(Role.LEAD, "\u200b\u2800 ")))
@settings(max_examples=300)
def test_telegram_takes_any_reply(given_reply: Reply) -> None:
    as_shown(render(given_reply))


@given(any_reply)
def test_telegram_takes_any_reply_without_its_markup(given_reply: Reply) -> None:
    as_shown(render(given_reply), with_markup=False)


@given(any_reply)
def test_markup_adds_no_words_and_takes_none_away(given_reply: Reply) -> None:
    page = render(given_reply)
    assert parse_html(page.html)[0] == page.text


@given(st.sampled_from(Role), any_text)
def test_no_text_becomes_markup_of_its_own(role: Role, text: str) -> None:
    assume(as_kept(clean(text)))
    shown = as_shown(render(reply(Paragraph(role, text))))
    assert len(shown.entities) <= 1
    assert clean(text) in shown.text


@given(st.lists(any_paragraph, max_size=12), st.integers(0, 1500))
def test_a_safety_line_is_never_left_out(others: list[Paragraph], place: int) -> None:
    line = Paragraph(Role.SAFETY, "See somebody about it today. " * 30)
    others = [paragraph for paragraph in others if paragraph.role is not Role.SAFETY]
    at = place % (len(others) + 1)
    assert line.text.strip() in render(reply(*others[:at], line, *others[at:])).text


@given(st.lists(st.tuples(st.sampled_from(Role), words), min_size=1, max_size=20))
def test_what_fits_is_shown_whole_and_in_order(given_words: list[tuple[Role, str]]) -> None:
    text = render(reply(*(Paragraph(role, said) for role, said in given_words))).text
    position = 0
    for _, said in given_words:
        position = text.index(said.strip(), position) + len(said.strip())


def test_sources_give_way_before_notes_and_notes_before_points() -> None:
    point = Paragraph(Role.POINT, "p" * 1500)
    note = Paragraph(Role.NOTE, "n" * 1500)
    sources = Paragraph(Role.SOURCES, "s" * 1500)
    lead = Paragraph(Role.LEAD, "l" * 900)
    assert fit((sources, note, point, lead)) == (note, point, lead)
    assert fit((sources, note, point, point, lead)) == (point, point, lead)


def test_the_last_points_go_first() -> None:
    points = tuple(Paragraph(Role.POINT, f"{number}" * 1000) for number in range(6))
    assert fit(points) == points[:4]


def test_a_caution_stays_where_its_points_go() -> None:
    caution = Paragraph(Role.CAUTION, "Ask first")
    points = tuple(Paragraph(Role.POINT, "p" * 4000) for _ in range(2))
    assert fit((*points, caution)) == (points[0], caution)


def test_a_link_stands_on_each_publisher_in_turn() -> None:
    sources = tuple(
        Source(id=f"s{number}", title="Title", publisher=name, address=f"https://example.org/{number}?a&b")
        for number, name in enumerate(["Clinic & Co", "Clinic"])
    )
    shown = as_shown(render(reply(Paragraph(Role.SOURCES, "Sources: Clinic & Co; Clinic", sources))))
    assert shown.marked("text_link") == ("Clinic & Co", "Clinic")
    assert shown.links == ("https://example.org/0?a&b", "https://example.org/1?a&b")


def test_a_publisher_the_text_does_not_name_is_not_linked() -> None:
    source = Source(id="s", title="Title", publisher="Clinic", address="https://example.org")
    assert as_shown(render(reply(Paragraph(Role.SOURCES, "Sources: others", (source,))))).links == ()


def test_addresses_too_heavy_for_a_message_cost_the_sources_alone() -> None:
    source = Source(id="s", title="Title", publisher="Clinic", address="https://example.org/" + "a" * 33_000)
    page = render(reply(Paragraph(Role.LEAD, "Lead"), Paragraph(Role.SOURCES, "Source: Clinic", (source,))))
    assert as_shown(page).text == page.text == "Lead"


def test_an_empty_reply_is_still_a_message() -> None:
    assert as_shown(render(reply())).text == "…"


def test_two_short_labels_share_a_row_and_a_long_one_has_its_own() -> None:
    labels = ["Why?", "What helps?", "A label that needs its room", "Is it serious?", "Yes", "No"]
    markup = keyboard([Choice(f"act:c{number}", label) for number, label in enumerate(labels)])
    rows = [[button.text for button in row] for row in markup]
    assert rows == [["Why?", "What helps?"], ["A label that needs its room"], ["Is it serious?", "Yes"], ["No"]]


def test_without_choices_there_is_no_keyboard() -> None:
    assert render(reply(Paragraph(Role.LEAD, "Lead"))).keyboard is None


@given(st.lists(st.builds(Choice, st.just("act:help"), any_text), min_size=1, max_size=8))
def test_telegram_takes_any_label(choices: list[Choice]) -> None:
    page = render(Reply(ReplyKind.ACT, (Paragraph(Role.LEAD, "Lead"),), choices=tuple(choices)))
    assert len(as_shown(page).labels) == len(choices)


@given(any_text | long_text, st.integers(0, MAX_UNITS))
def test_a_shortened_text_keeps_to_its_limit(text: str, limit: int) -> None:
    assert utf16_units(shorten(clean(text), limit)) <= limit


@given(any_text)
def test_units_are_counted_as_telegram_counts_them(text: str) -> None:
    assert utf16_units(clean(text)) == utf16_length(clean(text))


@pytest.mark.parametrize(("text", "limit", "shortened"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("a😀b", 3, "a…")])
def test_a_cut_never_halves_a_character(text: str, limit: int, shortened: str) -> None:
    assert shorten(text, limit) == shortened
