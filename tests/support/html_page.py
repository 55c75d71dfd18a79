"""A page of HTML as a reader meets it: its words, headings, links and anchors."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Self

_VOID = frozenset({"br", "hr", "meta"})
_UNSEEN = frozenset({"style", "script", "title"})


class HtmlPage(HTMLParser):
    """What stands on a page. An element that is closed wrongly fails the test."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.style = ""
        self.names: set[str] = set()
        self.headings: list[tuple[int, str]] = []
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.attributes: set[tuple[str, str]] = set()
        self._open: list[str] = []

    @classmethod
    def read(cls, source: str) -> Self:
        page = cls()
        page.feed(source)
        page.close()
        assert page._open == [], f"never closed: {page._open}"
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), f"an attribute stands twice: {attrs}"
        self.attributes.update((tag, name) for name in given)
        if "id" in given:
            self.anchors.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag[0] == "h" and tag[1:].isdecimal():
            self.headings.append((int(tag[1:]), ""))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"{tag} is closed before what is in it"
        if tag in {"p", "li", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "td", "th"}:
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            self.style += data
        if not _UNSEEN.isdisjoint(self._open):
            return
        self.text += data
        if self.headings and self._open and self._open[-1] == f"h{self.headings[-1][0]}":
            level, heading = self.headings[-1]
            self.headings[-1] = (level, heading + data)
