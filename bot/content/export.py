"""A pack as one JSON document, for other programs."""

from __future__ import annotations

from bot.core.knowledge import Act, KnowledgeBase, RedFlag, Remedy, Source, Tip, Topic


def export(knowledge: KnowledgeBase) -> dict[str, object]:
    """What a program needs to know of a pack, as plain JSON data, in an order that does not change."""
    return {
        "pack": knowledge.pack.model_dump(mode="json", include={"id", "title", "language"}),
        "topics": [_topic(topic) for topic in knowledge.topics.values()],
        "red_flags": [_red_flag(flag) for flag in knowledge.red_flags.values()],
        "acts": [_act(act) for act in knowledge.acts.values()],
        "tips": [_tip(tip) for tip in knowledge.tips],
        "sources": [_source(source) for source in knowledge.sources.values()],
        "elsewhere": [{"kind": kind, "examples": list(texts)} for kind, texts in knowledge.elsewhere.examples.items()],
    }


def _topic(topic: Topic) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": topic.id,
        "title": topic.title,
        "kind": topic.kind.value,
        "summary": topic.summary,
        "aspects": [aspect.value for aspect in topic.aspects],
        "examples": [example for examples in topic.examples.values() for example in examples],
        "reviewed": topic.reviewed.isoformat(),
        "review_by": topic.review_by.isoformat(),
    }
    if isinstance(topic, Remedy):
        entry |= {"grade": topic.evidence.grade, "ask_first": topic.ask_first}
    return entry


def _red_flag(flag: RedFlag) -> dict[str, object]:
    return {"id": flag.id, "title": flag.title, "urgency": flag.urgency.value, "examples": list(flag.examples)}


def _act(act: Act) -> dict[str, object]:
    """An act with what people say for it, learnt from or not; where that is nothing else, its title."""
    return {"id": act.id, "title": act.title, "examples": [*act.examples, *act.said] or [act.title]}


def _tip(tip: Tip) -> dict[str, object]:
    entry: dict[str, object] = {"id": tip.id, "text": tip.text, "topic": tip.topic}
    return entry if tip.caution is None else entry | {"caution": tip.caution}


def _source(source: Source) -> dict[str, object]:
    return source.model_dump(mode="json", exclude_none=True)
