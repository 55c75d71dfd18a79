"""A year of tips in which everything goes wrong that can; tests/support/simulated_year.py says what."""

from __future__ import annotations

from tests.support.simulated_year import simulate


def test_in_a_year_of_troubles_nothing_comes_twice_and_what_is_missing_has_a_reason() -> None:
    account = simulate(subscribers=200, seed=2)
    assert account.twice == ()
    assert account.unexplained == ()
    happened = account.troubles.happened
    befell = ("processes killed", "tips in flight at a death", "processes stopped", "calls the database refused")
    assert all(happened[trouble] > 20 for trouble in befell), account
    assert all(happened[result] for result in ("blocked", "moved", "not_connected", "too_many_requests")), account
    assert {"late", "taken_over", "request_lost", "response_lost"} <= account.reasons.keys(), account
    assert account.statuses["sent"] > 0.97 * account.due, account
