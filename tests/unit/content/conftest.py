"""A pack to damage, for each test anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.packs import PackCopy


@pytest.fixture
def pack(tmp_path: Path) -> PackCopy:
    return PackCopy(tmp_path)
