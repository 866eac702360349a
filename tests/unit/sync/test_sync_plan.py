"""What may leave: a pure rule, looked at in every combination."""

from __future__ import annotations

import itertools

import pytest

from field_doc.sync import plan
from field_doc.sync.plan import Candidate

ANSWERS = ("yes", "no", "ask_each_time", "not_asked", "none")


def candidate(**changes) -> Candidate:
    return Candidate(**{"row_id": 1, "kind": "version", "subject": "s", "number": 1, "bytes": 1, **changes})


@pytest.mark.parametrize("country", ["UA", "RO"])
def test_only_yes_is_yes(country) -> None:
    for storage, abroad in itertools.product(ANSWERS, ANSWERS):
        reason = plan.why_not(candidate(person=True, storage=storage, abroad=abroad), country)
        allowed = storage == "yes" and (country == "UA" or abroad == "yes")
        assert (reason is None) == allowed
        if storage != "yes":
            assert reason == plan.NO_STORAGE


def test_nobody_stands_behind_it() -> None:
    for country in ("UA", "RO"):
        assert plan.why_not(candidate(person=False), country) is None


def test_a_withdrawal_stops_everything() -> None:
    for person in (True, False):
        one = candidate(person=person, storage="yes", abroad="yes", blocked=True)
        assert plan.why_not(one, "UA") == "consent.withdrawn"


def test_order_is_kept() -> None:
    given = [candidate(row_id=n, person=n % 2 == 0) for n in range(6)]
    found = plan.decide(given, "UA")
    assert [c.row_id for c in found.go] == [1, 3, 5]
    assert [(c.row_id, r) for c, r in found.stay] == [(n, plan.NO_STORAGE) for n in (0, 2, 4)]
