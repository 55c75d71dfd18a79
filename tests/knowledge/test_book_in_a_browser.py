"""The reviewers' book as a browser shows and prints it."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import date
from pathlib import Path

import pytest

from bot.content.book.page import book
from bot.content.loader import load_knowledge
from tests.support.chromium import BROWSER, print_to_pdf, screenshot
from tests.support.packs import BREAD

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here to look at the book with")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    page = tmp_path / "book.html"
    page.write_text(book(load_knowledge(BREAD), date(2026, 12, 1)), encoding="utf-8")
    return page


def rows(picture: Path) -> tuple[int, list[bytes]]:
    """The width of a PNG picture and its rows of bytes, three or four to a pixel."""
    raw = picture.read_bytes()
    width, _, _, colours = struct.unpack(">IIBB", raw[16:26])
    data, place = b"", 8
    while place < len(raw):
        (length,) = struct.unpack(">I", raw[place : place + 4])
        if raw[place + 4 : place + 8] == b"IDAT":
            data += raw[place + 8 : place + 8 + length]
        place += length + 12
    step = 4 if colours == 6 else 3
    return width, unfiltered(zlib.decompress(data), width * step, step)


def unfiltered(data: bytes, length: int, step: int) -> list[bytes]:
    """The rows of a picture as they were before PNG's filters."""
    found: list[bytes] = []
    above = bytearray(length)
    for start in range(0, len(data), length + 1):
        row = bytearray(data[start + 1 : start + 1 + length])
        for place in range(length):
            left = row[place - step] if place >= step else 0
            corner = above[place - step] if place >= step else 0
            row[place] = (row[place] + guess(data[start], left, above[place], corner)) & 255
        found.append(bytes(row))
        above = row
    return found


def guess(kind: int, left: int, above: int, corner: int) -> int:
    estimate = left + above - corner
    nearest = min((left, above, corner), key=lambda each: abs(estimate - each))
    return (0, left, above, (left + above) // 2, nearest)[kind]


@pytest.mark.parametrize("width", [500, 1250], ids=["narrow", "wide"])
def test_the_top_of_the_book_is_written_on_and_fits_its_window(file: Path, tmp_path: Path, width: int) -> None:
    picture = tmp_path / "book.png"
    screenshot(file, picture, width, 500)
    shown, lines = rows(picture)
    assert shown == width
    written = sum(len(set(line)) > 8 for line in lines)
    assert written > 100, "lines of pixels with more than a plain colour"
    step = len(lines[0]) // width
    assert {line[-12 * step :] for line in lines} == {lines[0][-step:] * 12}, "nothing runs over the right edge"


def test_in_print_each_topic_and_red_flag_begins_a_page(file: Path, tmp_path: Path) -> None:
    document = tmp_path / "book.pdf"
    print_to_pdf(file, document)
    pages = len(re.findall(rb"/Type\s*/Page\b", document.read_bytes()))
    knowledge = load_knowledge(BREAD)
    assert pages >= 2 + len(knowledge.topics) + len(knowledge.red_flags)
