"""A pack in service is swapped for a changed one, and only for a sound one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content.service import PackInService, open_for_service
from bot.core.conversation import State
from bot.errors import KnowledgeError
from tests.support.packs import PackCopy

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def copy(tmp_path: Path) -> PackCopy:
    return PackCopy(tmp_path)


@pytest.fixture
def service(copy: PackCopy) -> PackInService:
    return PackInService(copy.folder, lambda: NOW)


def greeting(service: PackInService) -> str:
    return service.current().hear("hello", State(), NOW).reply.text


def test_an_unchanged_pack_is_left_alone(service: PackInService) -> None:
    before = service.current()

    assert service.refresh() is False
    assert service.current() is before


def test_a_changed_sentence_is_said_from_the_next_turn_on(service: PackInService, copy: PackCopy) -> None:
    copy.replace("acts.yaml", "Hello. Ask me about bread", "Good day. Ask me about bread")

    assert service.refresh() is True
    assert "Good day." in greeting(service)


def test_a_new_topic_is_known_without_a_restart(service: PackInService, copy: PackCopy) -> None:
    text = copy.read("topics/pale_crust.yaml").replace("title: Pale crust", "title: Burnt crust")
    copy.write("topics/burnt_crust.yaml", text.replace("pale", "burnt"))
    assert service.refresh() is True

    assert "burnt_crust" in service.current().knowledge.topics


def test_a_faulty_pack_is_refused_and_the_old_one_stays(service: PackInService, copy: PackCopy) -> None:
    copy.replace("acts.yaml", "Hello. Ask me about bread", "Good day. Ask me about bread")
    copy.append("acts.yaml", "\nthanks: twice\n")

    assert service.refresh() is False
    assert "Hello." in greeting(service)


def test_once_mended_it_is_taken(service: PackInService, copy: PackCopy) -> None:
    sound = copy.read("acts.yaml")
    copy.append("acts.yaml", "\nthanks: twice\n")
    service.refresh()

    copy.write("acts.yaml", sound.replace("Hello. Ask", "Good day. Ask"))

    assert service.refresh() is True
    assert "Good day." in greeting(service)


def test_an_unchanged_pack_is_read_again_on_demand(service: PackInService) -> None:
    before = service.current()

    assert service.refresh(even_unchanged=True) is True
    assert service.current() is not before


def test_a_pack_that_misses_danger_signs_is_not_opened(copy: PackCopy) -> None:
    copy.replace("red_flags.yaml", "can not breathe, ", "")
    copy.replace("red_flags.yaml", "short of+breath, ", "")

    with pytest.raises(KnowledgeError, match="messages are recognised"):
        open_for_service(copy.folder, NOW)


def test_nor_does_it_replace_one_in_service(service: PackInService, copy: PackCopy) -> None:
    copy.replace("red_flags.yaml", "can not breathe, ", "")
    copy.replace("red_flags.yaml", "short of+breath, ", "")

    assert service.refresh() is False
    assert service.current().hear("I can not breathe", State(), NOW).reply.kind == "urgent"
