"""What is taken out of a text before anybody else may see it."""

from __future__ import annotations

import re

LONGEST = 300
"""Characters of a text that are kept. What a question asks stands in fewer; a story tells more of its teller."""

ACCOUNT = "@"
NUMBER = "#"
"""What stands in the place of an account or an address, and of a number: no word of any language."""

_ADDRESSES = re.compile(
    r"\w+://\S+"
    r"|\bwww\.\S+"
    r"|[^\s@]+@[^\s@]+"
    r"|(?<!\w)@\w+"
    r"|\b(?:[\w-]+\.)+[^\W\d_]{2,}/\S*",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"[+(]?\d(?:[\d .,:/()-]*\d)?")


def scrubbed(text: str) -> str:
    """The text on one line, without names of accounts, addresses and numbers, and cut to LONGEST.

    Names of people stay where they were written as words: no rule tells them from others.
    """
    without = _NUMBERS.sub(NUMBER, _ADDRESSES.sub(ACCOUNT, text))
    return " ".join(without.split())[:LONGEST].rstrip()
