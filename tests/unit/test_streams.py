"""Whatever the encoding of the standard streams, nothing that is said or heard stops the program."""

from __future__ import annotations

import io
import sys

import pytest

from bot.streams import make_streams_total


def stream(encoding: str, content: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="strict")


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("ascii", b"* cafe - don't ... ?"),
        ("cp1252", b"\x95 caf\xe9 \x96 don\x92t \x85 ?"),
        ("utf-8", "• café \u2013 don’t … 火".encode()),
    ],
)
def test_output_keeps_what_its_encoding_has_and_comes_near_to_the_rest(
    monkeypatch: pytest.MonkeyPatch, encoding: str, written: bytes
) -> None:
    output = stream(encoding)
    monkeypatch.setattr(sys, "stdout", output)
    make_streams_total()
    output.write("• café \u2013 don’t … 火")
    output.flush()
    assert output.buffer.getvalue() == written  # type: ignore[attr-defined]  # it is the BytesIO put in above


def test_half_a_character_can_be_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    output = stream("utf-8")
    monkeypatch.setattr(sys, "stdout", output)
    make_streams_total()
    output.write("\ud83d!")
    output.flush()
    assert output.buffer.getvalue() == b"?!"  # type: ignore[attr-defined]  # it is the BytesIO put in above


def test_bytes_that_are_no_text_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", stream("utf-8", b"ca\xfe\n"))
    make_streams_total()
    assert sys.stdin.readline() == "ca\ufffd\n"


def test_what_stands_in_a_streams_place_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    make_streams_total()
    sys.stdout.write("•")
