"""What a pack's cases must show at least, and which of them go wrong."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.draft import Problem
from bot.content.examination import Examination, FlagScore, Part, Result, Verdict
from bot.content.faults import Finding, Severity, error
from bot.content.schema import Route
from bot.core.knowledge import KnowledgeBase

SENSITIVITY = 0.99
"""The least share of all must cases that is recognised, at once or by a question."""

FALSE_ALARM_RATE = 0.02
"""The greatest share of all must_not cases that raises an alarm."""

SENSITIVITY_OF_EACH = 0.97
"""The least share of the must cases of any one red flag that is recognised: no flag may hide behind the others."""

_RED_FLAG_CASES = "cases/red_flags/"
_READ_WRONG = "add the wording to the signs of the red flag"
_READ_TOO_MUCH = "narrow the signs of the red flag that was raised, or clear them"


def below(examination: Examination, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """An error for each red flag that is recognised too seldom, and a warning for each that has no cases."""
    for own_id in knowledge.red_flags:
        score = examination.flag(own_id)
        for part, half in ((Part.MUST, score.must), (Part.MUST_NOT, score.must_not)):
            if not half.total:
                fix = f"write what people may say under {part.value} in {_RED_FLAG_CASES}{own_id}.yaml"
                message = f"no case shows when this red flag {part.value.replace('_', ' ')} be raised"
                yield Problem("flag_untested", ("red_flags", own_id), message, fix, Severity.WARNING)
        if score.sensitivity is not None and score.sensitivity < SENSITIVITY_OF_EACH:
            message = f"{_recognised(score)}, and {SENSITIVITY_OF_EACH:.0%} is the least for one red flag"
            yield Problem("red_flags_missed", ("red_flags", own_id), message, _READ_WRONG)


def below_over_all(examination: Examination) -> Iterator[Finding]:
    """Errors where the red flags together are recognised too seldom or raised too often."""
    score = examination.all_flags()
    if score.sensitivity is not None and score.sensitivity < SENSITIVITY:
        message = f"{_recognised(score)}, and {SENSITIVITY:.0%} is the least over all"
        yield error("red_flags_missed", _RED_FLAG_CASES, message, _READ_WRONG)
    if score.false_alarm_rate is not None and score.false_alarm_rate > FALSE_ALARM_RATE:
        message = f"{score.false_alarm_rate:.1%} of {score.must_not.total} ordinary messages raise an alarm"
        message += f", and {FALSE_ALARM_RATE:.0%} is the most"
        yield error("false_alarms", _RED_FLAG_CASES, message, _READ_TOO_MUCH)


def missed(examination: Examination) -> Iterator[Problem]:
    """A warning for each red-flag case that goes wrong and is not known to. Paths lead into the test set."""
    for result in examination.of(Part.MUST, Part.MUST_NOT):
        if result.trial.expected_miss:
            continue
        said = '", "'.join(result.trial.turns)
        if result.trial.part is Part.MUST and result.verdict is Verdict.WRONG:
            message = f'"{said}" does not raise {result.trial.label}: {_upshot(result)}'
            yield _warning("red_flag_missed", result, message, _READ_WRONG)
        elif result.trial.part is Part.MUST_NOT and result.verdict is not Verdict.RIGHT:
            message = f'"{said}" raises an alarm: {_upshot(result)}'
            yield _warning("false_alarm", result, message, _READ_TOO_MUCH)


def no_longer_wrong(examination: Examination) -> Iterator[Problem]:
    """An error for each case that says why it goes wrong, and goes right. Paths lead into the test set."""
    for result in examination.results:
        if result.trial.expected_miss and result.is_right:
            message = f'"{result.trial.turns[-1]}" goes right, and expected_miss says that it does not'
            yield Problem("needless_expected_miss", result.trial.path, message, "delete expected_miss")


def _recognised(score: FlagScore) -> str:
    return f"{score.sensitivity or 0:.1%} of {score.must.total} messages are recognised"


def _upshot(result: Result) -> str:
    ids = ", ".join(result.upshot.topics)
    return f"{result.upshot.kind.value} ({ids})" if ids else result.upshot.kind.value


def _warning(code: str, result: Result, message: str, fix: str) -> Problem:
    path: Route = result.trial.path
    return Problem(code, path, message, fix, Severity.WARNING)
