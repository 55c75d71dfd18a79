"""A browser without a window, where one is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)

BROWSER = next((found for name in _NAMES if (found := shutil.which(name))), None)
"""The program, or None where there is none."""


def screenshot(page: Path, picture: Path, width: int, height: int) -> None:
    """Take a picture of the top of a page, as a PNG file."""
    _browse(page, f"--screenshot={picture}", f"--window-size={width},{height}")


def print_to_pdf(page: Path, document: Path) -> None:
    """Print a page as a PDF file."""
    _browse(page, f"--print-to-pdf={document}", "--no-pdf-header-footer")


def _browse(page: Path, *options: str) -> None:
    assert BROWSER is not None, "tests without a browser are skipped"
    profile = page.parent / "profile"
    arguments = [BROWSER, *_QUIET, f"--user-data-dir={profile}", *options, page.as_uri()]
    subprocess.run(arguments, check=True, capture_output=True, timeout=120)
    shutil.rmtree(profile, ignore_errors=True)
