"""The first page of a new bundle, and the state all pages share; no widgets, no threads.

The passphrase of the signer is held in the state only until the bundle is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

from field_doc.ui.messages import describe
from field_doc.ui.namewords import NameSaid
from field_doc.ui.views.bundle import saying

if TYPE_CHECKING:
    from field_doc.app.bundling.preview import Preview
    from field_doc.app.changes import Changes
    from field_doc.app.commands.bundles import Answer, BundleRow, SignerFacts
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.evidence.model import RecordRow
    from field_doc.evidence.names_check import NameHit
    from field_doc.ui.acts.bundles import BundleActs
    from field_doc.ui.acts.host import StartLong
    from field_doc.ui.tasks import Handle, Runner

SayName = Callable[["NameHit", Sequence["NameHit"]], NameSaid]
STEPS: Final = ("choose", "look", "sign", "done")


@dataclass(frozen=True, slots=True)
class BundleState:
    """All the pages show. ``case`` is the id of the whole case asked for, "" for chosen records; ``issued`` are
    bundles issued before: number and what it was."""

    step: str = "choose"
    candidates: tuple[saying.Candidate, ...] = ()
    loaded: bool = False
    chosen: frozenset[str] = frozenset()
    case: str = ""
    edition: str = "pseudonymised"
    recipient: str = ""
    purpose: str = ""
    language: str = "uk"
    refusals: tuple[saying.Refusal, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)
    looking: bool = False
    looked: saying.Looked | None = None
    hits: tuple[saying.Hit, ...] = ()
    names: tuple[NameSaid, ...] = ()
    unseen: str = ""
    signer: str = ""
    passphrase: str = field(default="", repr=False)
    signer_words: str = ""
    out: str = ""
    recipient_key: str = ""
    reason: str = ""
    making: bool = False
    progress: Progress | None = None
    failure: str = ""
    integrity: bool = False
    issued: tuple[tuple[str, str], ...] = ()
    number: str = ""
    folder: str = ""
    root: str = ""
    saved: str = ""

    @property
    def undecided(self) -> int:
        """Refusals of consent nobody decided about."""
        return sum(1 for r in self.refusals if not r.decided)

    @property
    def open_hits(self) -> int:
        """Texts nobody decided about."""
        return sum(1 for h in self.hits if not h.kept) + sum(1 for n in self.names if n.hit.open)


class BundleView(Protocol):
    """What the presenter says to the pages."""

    def show_state(self, state: BundleState) -> None:
        """Show a state."""
        ...

    def go_to(self, name: str) -> None:
        """Put the focus on a field, ``refusal``, or ``hit``."""
        ...


class Choosing:
    """The first page: records, edition, recipient, purpose, and what consent says of them.

    Args:
        view: the pages.
        runner: threads, for short acts.
        start: long acts.
        acts: the program's acts.
        words: the language.
        type_label: words of a record type.
        announce: tells every screen what was written.
        say_name: a place where somebody's name stands in words, among those it was found with.

    """

    def __init__(
        self, view: BundleView, runner: Runner, start: StartLong, acts: BundleActs, words: Words,
        *, type_label: Callable[[str], str], announce: Callable[[Changes], None], say_name: SayName | None = None,
    ) -> None:  # fmt: skip
        self._say_name: SayName = say_name or (lambda hit, _hits: NameSaid(hit, hit.code, hit.person_code, ""))
        self._view, self._runner, self._start, self._acts = view, runner, start, acts
        self._words, self._type_label, self._announce = words, type_label, announce
        self.state = BundleState(language=words.lang)
        self._rows: tuple[RecordRow, ...] = ()
        self._issued_rows: tuple[BundleRow, ...] = ()
        self._answers: tuple[Answer, ...] = ()
        self._decided: frozenset[str] = frozenset()
        self._preview: Preview | None = None
        self._kept: frozenset[int] = frozenset()
        self._facts: SignerFacts | None = None
        self._asked = 0
        self._handle: Handle | None = None

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_state(self.state)

    # -- page 1: choose and address -------------------------------------------------------------------

    def load(self) -> None:
        """Ask for the records that may be chosen; what was ticked stays."""
        case = self.state.case
        self._runner.submit(
            lambda _r: (self._acts.candidates(case), self._acts.issued()),
            owner=self._view,
            done=lambda found: self._loaded(*found),
            failed=self._failed,
        )

    def _loaded(self, rows: tuple[RecordRow, ...], issued: tuple[BundleRow, ...]) -> None:
        self._rows, self._issued_rows = rows, issued
        ids = frozenset(row.id for row in rows)
        chosen = ids if self.state.case else self.state.chosen & ids
        before = saying.issued(issued, self._words)
        self._show(candidates=self._candidates(), loaded=True, chosen=chosen, issued=before)
        self._ask_consent()

    def _candidates(self) -> tuple[saying.Candidate, ...]:
        return tuple(saying.candidate(row, self._type_label(row.type), self._words) for row in self._rows)

    def set_case(self, case: str) -> None:
        """The whole of a case, or ("") records chosen one by one."""
        if case != self.state.case:
            self._show(case=case, chosen=frozenset(), loaded=False)
            self.load()

    def tick(self, record: str, *, on: bool) -> None:
        """Choose a record or take it out; a whole case is not picked from."""
        if self.state.case:
            return
        chosen = self.state.chosen | {record} if on else self.state.chosen - {record}
        self._show(chosen=chosen, problems=self._without("records"))
        self._ask_consent()

    def tick_all(self, *, on: bool) -> None:
        """All or none."""
        if not self.state.case:
            chosen = frozenset(c.id for c in self.state.candidates) if on else frozenset()
            self._show(chosen=chosen, problems=self._without("records"))
            self._ask_consent()

    def set_field(self, name: str, value: str) -> None:
        """Edition, recipient, purpose, language, signer, passphrase, out, recipient_key, reason."""
        if getattr(self.state, name) == value:
            return
        self._show(**{name: value, "problems": self._without(name), "failure": ""})
        if name == "purpose":
            self._decided = frozenset()
            self._ask_consent()
        if name == "recipient":
            self._ask_consent()
        if name in {"signer", "passphrase"}:
            self._facts = None
            self._show(signer_words="")

    def _without(self, *names: str) -> dict[str, str]:
        return {k: v for k, v in self.state.problems.items() if k not in names}

    def _ask_consent(self) -> None:
        """What the persons answered for this purpose; stale answers are dropped."""
        self._asked += 1
        asked, purpose, recipient = self._asked, self.state.purpose, self.state.recipient.strip()
        records = [row.id for row in self._rows if row.id in self.state.chosen]
        if not purpose or not records:
            self._answered(asked, ())
            return
        self._runner.submit(
            lambda _r: self._acts.consents(records, purpose, recipient),
            owner=self._view,
            done=lambda found: self._answered(asked, found),
            failed=self._failed,
        )

    def _answered(self, asked: int, found: tuple[Answer, ...]) -> None:
        if asked == self._asked:
            self._answers = found
            self._show(refusals=self._refusals())

    def _refusals(self) -> tuple[saying.Refusal, ...]:
        return tuple(
            saying.refusal(a, self._words, decided=a.record in self._decided) for a in self._answers if not a.covers
        )

    def leave_out(self, record: str = "") -> None:
        """Name a record (or, with "", all of them) in the bundle as not included, with the reason."""
        names = {a.record for a in self._answers if not a.covers} if not record else {record}
        self._decided = self._decided | names
        self._show(refusals=self._refusals())

    def _failed(self, error: Exception) -> None:
        """What failed, in words; the pages say more exactly where."""
        message = describe(error, self._words)
        self._show(failure=message.text, integrity=message.integrity)
