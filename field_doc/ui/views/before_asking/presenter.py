"""What the check before the talk decides: answers become fields of the gate; the gate says what is allowed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from field_doc.schema import gate

Json = Any
YES, NO, UNKNOWN, NOT_YET = "yes", "no", "unknown", "not_yet"
# Questions in the order of the page; without the answers nothing is assumed.
QUESTIONS: Final = ("needed", "told", "warned", "safe", "adult", "able", "agrees")
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "needed": (YES, NO, UNKNOWN),
    "told": (YES, NO, UNKNOWN),
    "warned": (YES, NO, UNKNOWN),
    "safe": (YES, NO),
    "adult": (YES, NO, UNKNOWN),
    "able": (YES, NO),
    "agrees": (YES, NO, NOT_YET),
}
# Circumstances a documenter may know or see; "none seen" is what no mark means once the page is answered.
CIRCUMSTANCES: Final = ("vn_sgbv", "vn_torture", "vn_detained", "vn_pow", "vn_occupied", "vn_insider")
_YN: Final = {YES: "yn_yes", NO: "yn_no", UNKNOWN: "yn_unknown"}
# What a full statement needs besides, all three (DOMAIN 2.2): training, a written mandate, a second person.
FOR_FULL: Final = ("trained", "mandate", "second")
# What may be begun, best first; a full statement is never what "go on" begins, somebody has to choose it.
_KINDS: Final = ("sk_first_account", "sk_prior_ref", "sk_contact_only")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers allow.

    ``key`` names the sentence of the strip: ``first_account``, ``prior_ref``, ``contact_only``, ``not_now``,
    ``no_consent`` or ``open``; ``kind`` is what "go on" would begin ("" if nobody goes on); ``reasons`` and
    ``requirements`` are keys of the catalogue context ``gate``. ``full``: a full statement is allowed too.
    """

    key: str
    kind: str
    reasons: tuple[str, ...]
    requirements: tuple[str, ...]
    open: tuple[str, ...]
    full: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered so far."""

    given: Mapping[str, str]
    circumstances: frozenset[str] = frozenset()
    for_full: frozenset[str] = frozenset()

    def answer(self, question: str, choice: str) -> Answers:
        """With one answer more; "" takes it back."""
        rest = {k: v for k, v in self.given.items() if k != question}
        return replace(self, given={**rest, question: choice} if choice else rest)

    def mark(self, term: str, *, on: bool) -> Answers:
        """With a circumstance marked or not."""
        return replace(self, circumstances=self.circumstances | {term} if on else self.circumstances - {term})

    def ready(self, what: str, *, on: bool) -> Answers:
        """With a condition of a full statement met or not."""
        return replace(self, for_full=self.for_full | {what} if on else self.for_full - {what})


def fields_of(answers: Answers) -> dict[str, Json]:
    """The gate's fields of a statement; what was not answered is not in it."""
    given, fields = answers.given, dict[str, Json]()
    for question, name in (("told", "had_prior_interview"), ("needed", "information_at_risk"),
                           ("warned", "non_disclosure_warning")):  # fmt: skip
        if question in given:
            fields[name] = _YN[given[question]]
    marks = sorted(answers.circumstances)
    marks += ["vn_child"] if given.get("adult") == NO else []
    marks += ["vn_trauma_acute"] if given.get("able") == NO else []
    if marks:
        fields["vulnerability"] = marks
    elif given.get("adult") == YES and given.get("able") == YES:
        fields["vulnerability"] = {"null_reason": "nv_not_observed"}
    if "trained" in answers.for_full:
        fields["interviewer_competence"] = ["cmp_full"]
    fields |= {
        n: True for w, n in (("mandate", "written_mandate"), ("second", "second_person")) if w in answers.for_full
    }
    if "safe" in given:
        fields["risk_decision"] = "rd_go" if given["safe"] == YES else "rd_wait"
    return fields


def outcome(answers: Answers) -> Outcome:
    """What is allowed, and why, in one sentence; computed anew at each answer."""
    given = answers.given
    result = gate.assess(gate.from_fields(fields_of(answers)))
    open_questions = tuple(q for q in QUESTIONS if q not in given)
    reasons = tuple(r.key for r in result.reasons if r.key not in {"open", "adult-first-account", "full-allowed"})
    kind = next((k for k in _KINDS if k in result.allowed), "")
    if given.get("agrees") == NO:
        key, kind = "no_consent", ""
    elif given.get("safe") == NO or given.get("able") == NO or not kind:
        key, kind = "not_now", ""
    elif given.get("adult") == UNKNOWN and kind == "sk_first_account":
        key, kind = "contact_only", "sk_contact_only"  # somebody who may be a child is treated as one
    elif open_questions and kind == "sk_first_account":
        key = "open"
    else:
        key = kind.removeprefix("sk_")
    full = kind == "sk_first_account" and "sk_full" in result.allowed and not open_questions
    return Outcome(key, kind, reasons, result.requirements, open_questions, full)


class GateView(Protocol):
    """What the presenter says to the page."""

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what is allowed now."""
        ...

    def go_to(self, question: str) -> None:
        """Put the focus on a question that is not answered yet."""
        ...

    def begin(self, fields: dict[str, Json], tab: str) -> None:
        """Begin a statement with these fields."""
        ...

    def leave(self) -> None:
        """Nothing is begun."""
        ...


class GatePresenter:
    """Collects answers; stopping is as easy as going on."""

    def __init__(self, view: GateView) -> None:
        self._view = view
        self.answers = Answers({})

    def start(self) -> None:
        """The page is shown."""
        self._view.show_outcome(outcome(self.answers))

    def answer(self, question: str, choice: str) -> None:
        """An answer was chosen."""
        self.answers = self.answers.answer(question, choice)
        self._view.show_outcome(outcome(self.answers))

    def mark(self, term: str, *, on: bool) -> None:
        """A circumstance was marked."""
        self.answers = self.answers.mark(term, on=on)
        self._view.show_outcome(outcome(self.answers))

    def ready(self, what: str, *, on: bool) -> None:
        """A condition of a full statement was marked."""
        self.answers = self.answers.ready(what, on=on)
        self._view.show_outcome(outcome(self.answers))

    def full(self) -> None:
        """A full statement was chosen; begun only where it is allowed."""
        if outcome(self.answers).full:
            self._view.begin({**fields_of(self.answers), "statement_kind": "sk_full"}, "consent")

    def stop(self) -> None:
        """Stop here: nothing is begun; what was heard stands in the note."""
        self._view.leave()

    def contact_only(self) -> None:
        """Contact and topic alone may always be kept."""
        self._view.begin({**fields_of(self.answers), "statement_kind": "sk_contact_only"}, "who")

    def go_on(self) -> None:
        """Begin what is allowed; with questions open, go to the first of them."""
        found = outcome(self.answers)
        if found.open and found.key == "open":
            self._view.go_to(found.open[0])
        elif found.kind == "sk_contact_only":
            self.contact_only()
        elif found.kind:
            self._view.begin({**fields_of(self.answers), "statement_kind": found.kind}, "consent")
