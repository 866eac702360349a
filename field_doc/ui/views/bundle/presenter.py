"""What the pages of a new bundle decide: what is chosen, what is missing, what a person has to decide; no widgets.

Four steps: choose and address, look at what is kept back, sign, result. The passphrase of the signer is held in
the state only until the bundle is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from field_doc.base.errors import Cancelled
from field_doc.ui.acts.bundles import BundleOrder
from field_doc.ui.messages import describe
from field_doc.ui.views.bundle import saying

if TYPE_CHECKING:
    from field_doc.app.bundling.preview import Preview
    from field_doc.app.changes import Changes
    from field_doc.app.commands.bundles import Answer, Issued, SignerFacts
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.evidence.model import RecordRow
    from field_doc.ui.acts.bundles import BundleActs
    from field_doc.ui.acts.host import StartLong
    from field_doc.ui.tasks import Handle, Runner

STEPS: Final = ("choose", "look", "sign", "done")


@dataclass(frozen=True, slots=True)
class BundleState:
    """All the pages show. ``case`` is the id of the whole case asked for, "" for chosen records."""

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
        return sum(1 for h in self.hits if not h.kept)


class BundleView(Protocol):
    """What the presenter says to the pages."""

    def show_state(self, state: BundleState) -> None:
        """Show a state."""
        ...

    def go_to(self, name: str) -> None:
        """Put the focus on a field, ``refusal``, or ``hit``."""
        ...


class BundlePresenter:
    """One bundle at a time.

    Args:
        view: the pages.
        runner: threads, for short acts.
        start: long acts.
        acts: the program's acts.
        words: the language.
        type_label: words of a record type.
        announce: tells every screen what was written.

    """

    def __init__(
        self, view: BundleView, runner: Runner, start: StartLong, acts: BundleActs, words: Words,
        *, type_label: Callable[[str], str], announce: Callable[[Changes], None],
    ) -> None:  # fmt: skip
        self._view, self._runner, self._start, self._acts = view, runner, start, acts
        self._words, self._type_label, self._announce = words, type_label, announce
        self.state = BundleState(language=words.lang)
        self._rows: tuple[RecordRow, ...] = ()
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
            lambda _r: self._acts.candidates(case), owner=self._view, done=self._loaded, failed=self._failed
        )

    def _loaded(self, rows: tuple[RecordRow, ...]) -> None:
        self._rows = rows
        ids = frozenset(row.id for row in rows)
        chosen = ids if self.state.case else self.state.chosen & ids
        self._show(candidates=self._candidates(), loaded=True, chosen=chosen)
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
        if name in {"signer", "passphrase"}:
            self._facts = None
            self._show(signer_words="")

    def _without(self, *names: str) -> dict[str, str]:
        return {k: v for k, v in self.state.problems.items() if k not in names}

    def _ask_consent(self) -> None:
        """What the persons answered for this purpose; stale answers are dropped."""
        self._asked += 1
        asked, purpose = self._asked, self.state.purpose
        records = [row.id for row in self._rows if row.id in self.state.chosen]
        if not purpose or not records:
            self._answered(asked, ())
            return
        self._runner.submit(
            lambda _r: self._acts.consents(records, purpose),
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

    # -- going on ------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """The act at the bottom right: on, or to the first thing missing."""
        steps: dict[str, Callable[[], None]] = {"choose": self._to_look, "look": self._to_sign, "sign": self.issue}
        if not self.state.looking and not self.state.making and self.state.step in steps:
            steps[self.state.step]()

    def go_back(self) -> bool:
        """To the page before; whether there is one."""
        before = {"look": "choose", "sign": "look"}.get(self.state.step, "")
        if self.state.making or not before:
            return False
        self._show(step=before, failure="", problems={})
        return True

    def _missing(self, *names: str) -> bool:
        """Say what is missing among these fields; whether anything is."""
        texts = {
            "records": self._words("Choose at least one record."),
            "recipient": self._words("Name the body or person the bundle goes to."),
            "purpose": self._words("Choose what it is handed over for: it is compared with what the persons allowed."),
            "signer": self._words("Choose the signer's file (.p12 or .pfx)."),
            "out": self._words("Choose a folder that does not exist yet."),
        }
        values = {"records": self.state.chosen, **{n: getattr(self.state, n).strip() for n in names if n != "records"}}
        problems = {name: texts[name] for name in names if not values[name]}
        self._show(problems=problems, failure="")
        if problems:
            self._view.go_to(next(iter(problems)))
        return bool(problems)

    def _to_look(self) -> None:
        if self._missing("records", "recipient", "purpose"):
            return
        if self.state.undecided:
            self._view.go_to("refusal")
            return
        order = self.order()
        self._show(looking=True, failure="", progress=None)
        self._handle = self._start(
            self._words("Looking at what is kept back"),
            lambda _reporter: self._acts.look_ahead(order),
            self._looked,
            self._failed,
            self._told,
        )

    def order(self) -> BundleOrder:
        """What is asked for now."""
        state = self.state
        records = tuple(row.id for row in self._rows if row.id in state.chosen)
        return BundleOrder(
            records, state.case, state.edition, state.recipient.strip(), state.purpose, state.language,
            state.recipient_key.strip(), state.reason.strip(),
        )  # fmt: skip

    def _told(self, progress: Progress) -> None:
        self._show(progress=progress)

    def _looked(self, preview: Preview) -> None:
        old = self._preview
        kept = {old.suspects[n] for n in self._kept} if old is not None else set()
        self._preview = preview
        self._kept = frozenset(n for n, one in enumerate(preview.suspects) if one in kept)
        self._show(
            looking=False, step="look", looked=saying.looked(preview, self._words),
            hits=saying.hits(preview, self._kept, self._words),
        )  # fmt: skip

    # -- page 2: what is kept back, and the texts to read ------------------------------------------------

    def keep(self, number: int, *, kept: bool = True) -> None:
        """A person read the text and says it tells nobody who it is; or takes that back."""
        if self._preview is None:
            return
        self._kept = self._kept | {number} if kept else self._kept - {number}
        self._show(hits=saying.hits(self._preview, self._kept, self._words), problems=self._without("hits"))

    def drop(self, record: str) -> None:
        """Take a record out of the selection, and look again."""
        if self.state.case:
            self._show(failure=self._words("A whole case is not picked from. Choose records one by one instead."))
            return
        self._show(chosen=self.state.chosen - {record})
        if not self.state.chosen:
            self._show(step="choose")
            return
        self._to_look()

    def _to_sign(self) -> None:
        if self.state.open_hits:
            said = self._words("Read each text first and decide about it.")
            self._show(problems={"hits": said})
            self._view.go_to("hit")
            return
        self._show(step="sign", failure="", problems={})

    # -- page 3: sign ---------------------------------------------------------------------------------

    def look_at_signer(self) -> None:
        """Open the signer's file and say whose signature it would be."""
        if not self.state.signer.strip():
            return
        path, passphrase = Path(self.state.signer.strip()), self.state.passphrase
        self._runner.submit(
            lambda _r: self._acts.look_at_signer(path, passphrase),
            owner=self._view,
            done=self._signer_known,
            failed=self._signer_refused,
        )

    def _signer_known(self, facts: SignerFacts) -> None:
        self._facts = facts
        problems = self._without("signer", "passphrase")
        if facts.expired:
            problems["signer"] = self._words("This certificate has expired. Take another one.")
        self._show(signer_words=saying.signer(facts, self._words), problems=problems)

    def _signer_refused(self, error: Exception) -> None:
        message = describe(error, self._words)
        name = "passphrase" if message.code == "signer.passphrase" else "signer"
        self._show(problems={**self.state.problems, name: f"{message.what} {message.do}".strip()}, signer_words="")

    def issue(self) -> None:
        """Sign and write, if nothing is missing."""
        if self._missing("signer", "out"):
            return
        if self.state.edition == "full" and not (self.state.recipient_key.strip() or self.state.reason.strip()):
            said = self._words(
                "The full edition is encrypted to the recipient's key, or needs a reason to go unencrypted."
            )
            self._show(problems={"recipient_key": said})
            self._view.go_to("recipient_key")
            return
        if self._facts is not None and self._facts.expired:
            self._signer_known(self._facts)
            self._view.go_to("signer")
            return
        self._make()

    def _make(self) -> None:
        order, state = self.order(), self.state
        out, signer, passphrase = Path(state.out.strip()), Path(state.signer.strip()), state.passphrase
        reviewed = tuple(self._preview.suspects) if self._preview is not None else ()
        self._show(making=True, progress=None, failure="", integrity=False)

        def job(reporter: Any) -> tuple[Issued, str]:
            issued = self._acts.issue(order, out, signer, passphrase, reviewed, reporter)
            return issued, self._acts.root_fingerprint()

        self._handle = self._start(self._words("Writing a bundle"), job, self._issued, self._failed, self._told)

    def cancel(self) -> None:
        """Stop; nothing half-made stays."""
        if self._handle is not None:
            self._handle.cancel()

    def _issued(self, found: tuple[Issued, str]) -> None:
        issued, root = found
        self._show(
            making=False, progress=None, step="done", number=issued.number, folder=str(issued.out), root=root,
            passphrase="", signer_words="",
        )  # fmt: skip
        self._announce(issued.changes)

    def _failed(self, error: Exception) -> None:
        self._show(looking=False, making=False, progress=None)
        if isinstance(error, Cancelled):
            return
        message = describe(error, self._words)
        if message.code.startswith("signer."):
            self._signer_refused(error)
            return
        if message.code == "bundle.exists":
            self._show(problems={"out": f"{message.what} {message.do}".strip()})
            self._view.go_to("out")
            return
        self._show(failure=message.text, integrity=message.integrity)
        if message.code == "bundle.identity-in-text":
            # Something was written between looking and making: look again.
            self._to_look()

    # -- page 4: result ---------------------------------------------------------------------------------

    def save_trust(self, target: str) -> None:
        """Write the office's trust file for the recipient: it goes by another road than the bundle."""
        path = Path(target)
        self._runner.submit(
            lambda _r: self._acts.save(path, self._acts.trust_file()),
            owner=self._view,
            done=lambda _none: self._show(saved=self._words("The trust file was written.")),
            failed=self._failed,
        )

    def start_over(self) -> None:
        """A new bundle; nothing is kept but the language."""
        self._answers, self._decided, self._preview = (), frozenset(), None
        self._kept, self._facts = frozenset(), None
        self.state = BundleState(language=self.state.language)
        self.load()

    def retranslate(self, words: Words, type_label: Callable[[str], str]) -> None:
        """Speak the other language."""
        self._words, self._type_label = words, type_label
        self._show(
            candidates=self._candidates(),
            refusals=self._refusals(),
            looked=saying.looked(self._preview, words) if self._preview is not None else None,
            hits=saying.hits(self._preview, self._kept, words) if self._preview is not None else (),
            signer_words=saying.signer(self._facts, words) if self._facts is not None else "",
            problems={}, failure="", saved="",
        )  # fmt: skip
