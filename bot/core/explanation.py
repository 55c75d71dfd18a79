"""Why a turn came out as it did, for `ask --explain`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.knowledge import Aspect, Fitted
from bot.core.lexicon import Reading
from bot.core.matching import Candidate
from bot.core.triage import Findings


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was read, seen and weighed in one turn. What a turn had no need of is empty."""

    outcome: str
    fitted: Fitted
    choice: str | None = None
    reading: Reading | None = None
    findings: Findings | None = None
    candidates: tuple[Candidate, ...] = ()
    aspect: Aspect | None = None

    def to_dict(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        runner_up = self.candidates[1].label.id if len(self.candidates) > 1 else None
        return {
            "outcome": self.outcome,
            "choice": self.choice,
            "concepts": self._concepts(),
            "corrections": self._corrections(),
            "signs": sorted(self.findings.present) if self.findings else [],
            "signs_discounted": dict(self.findings.discounted) if self.findings else {},
            "aspect": self.aspect,
            "candidates": [_candidate(each) for each in self.candidates],
            "runner_up": runner_up,
            "margin": round(self._margin(), 4),
            "thresholds": self.fitted.model_dump(include={"scope", "answer", "margin", "suggest"}),
        }

    def lines(self) -> tuple[str, ...]:
        """As lines a person can read."""
        data = self.to_dict()
        weighed = ", ".join(f"{each['id']} {each['confidence']:.2f}" for each in data["candidates"])
        thresholds = ", ".join(f"{name} {value:.2f}" for name, value in data["thresholds"].items())
        return (
            f"outcome: {self.outcome}",
            f"concepts: {_listed(data['concepts'], '{0} ({1})')}",
            f"corrected: {_listed(data['corrections'], '{0} -> {1}')}",
            f"red-flag signs: {', '.join(data['signs']) or 'none'}",
            f"signs that do not count: {_listed(data['signs_discounted'], '{0} ({1})')}",
            f"aspect: {self.aspect or 'none'}",
            f"candidates: {weighed or 'none'}",
            f"runner-up: {data['runner_up'] or 'none'}; margin {data['margin']:.2f}",
            f"thresholds: {thresholds}",
        )

    def _margin(self) -> float:
        first, second, *_ = [each.confidence for each in self.candidates] + [0.0, 0.0]
        return first - second

    def _concepts(self) -> dict[str, str]:
        if self.reading is None:
            return {}
        said = [token.text for token in self.reading.tokens]
        return {span.name: " ".join(said[span.start : span.end]) for span in self.reading.concepts}

    def _corrections(self) -> dict[str, str]:
        tokens = self.reading.tokens if self.reading else ()
        return {token.text: "/".join(token.corrections) for token in tokens if token.corrections}


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "id": candidate.label.id,
        "kind": candidate.label.kind.value,
        "confidence": round(candidate.confidence, 4),
        "features": {name: round(value, 3) for name, value in candidate.features.items()},
    }


def _listed(pairs: Mapping[str, str], form: str) -> str:
    return ", ".join(form.format(*pair) for pair in pairs.items()) or "none"
