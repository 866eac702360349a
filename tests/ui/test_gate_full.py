"""A full statement: offered only when training, mandate and a second person come together, and never begun by itself."""

from __future__ import annotations

from itertools import combinations

import pytest

from field_doc.schema import gate
from field_doc.ui.views.before_asking.presenter import FOR_FULL, NO, YES, Answers, GatePresenter, fields_of, outcome

GOOD = {"needed": YES, "told": NO, "warned": NO, "safe": YES, "adult": YES, "able": YES, "agrees": YES}
ALL = frozenset(FOR_FULL)


class View:
    def __init__(self) -> None:
        self.began: list[tuple[dict, str]] = []

    def show_outcome(self, found) -> None:
        self.found = found

    def go_to(self, question) -> None: ...

    def begin(self, fields, tab) -> None:
        self.began.append((fields, tab))

    def leave(self) -> None: ...


def test_all_three_conditions_offer_it_and_going_on_still_begins_a_first_account():
    found = outcome(Answers(GOOD, for_full=ALL))
    assert found.full
    assert (found.key, found.kind) == ("first_account", "sk_first_account")


@pytest.mark.parametrize("some", [frozenset(c) for n in range(3) for c in combinations(FOR_FULL, n)])
def test_without_all_three_it_is_not_offered(some):
    assert not outcome(Answers(GOOD, for_full=some)).full


@pytest.mark.parametrize("change", [{"adult": NO}, {"told": YES}, {"warned": YES}, {"safe": NO}, {"agrees": NO}])
def test_what_forbids_a_first_account_forbids_it_too(change):
    assert not outcome(Answers({**GOOD, **change}, for_full=ALL)).full


@pytest.mark.parametrize("mark", ["vn_torture", "vn_sgbv", "vn_detained", "vn_insider"])
def test_a_vulnerable_person_is_never_asked_for_a_full_statement(mark):
    assert not outcome(Answers(GOOD, frozenset({mark}), ALL)).full


def test_it_is_not_offered_while_a_question_is_open():
    rest = {k: v for k, v in GOOD.items() if k != "warned"}
    assert not outcome(Answers(rest, for_full=ALL)).full


def test_what_is_begun_is_what_the_gate_allows():
    view = View()
    presenter = GatePresenter(view)
    for question, choice in GOOD.items():
        presenter.answer(question, choice)
    presenter.full()
    assert view.began == [], "nobody marked the conditions"
    for what in FOR_FULL:
        presenter.ready(what, on=True)
    presenter.full()
    ((fields, tab),) = view.began
    assert (fields["statement_kind"], tab) == ("sk_full", "consent")
    assert "sk_full" in gate.assess(gate.from_fields(fields)).allowed
    presenter.ready("second", on=False)
    assert "second_person" not in fields_of(presenter.answers)
    presenter.full()
    assert len(view.began) == 1
