"""What the pages of a new bundle decide: what is chosen, what is missing, what a person has to decide; no widgets.

Four steps: choose and address, look at what is kept back, sign, result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from field_doc.base.errors import Cancelled
from field_doc.evidence.names_check import likely_first, same
from field_doc.ui import namewords
from field_doc.ui.acts.bundles import BundleOrder
from field_doc.ui.messages import describe
from field_doc.ui.views.bundle import saying
from field_doc.ui.views.bundle.choosing import STEPS, BundleState, BundleView, Choosing

if TYPE_CHECKING:
    from field_doc.app.bundling.preview import Preview
    from field_doc.app.commands.bundles import Issued, SignerFacts
    from field_doc.app.commands.names import Decided
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress


class BundlePresenter(Choosing):
    """One bundle at a time: the first page, and the ways on from it."""

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
            hits=saying.hits(preview, self._kept, self._words), **self._named(),
        )  # fmt: skip

    def _named(self) -> dict[str, Any]:
        """Places where somebody's name stands, and what could not be looked for."""
        ahead = self._preview
        if ahead is None:
            return {"names": (), "unseen": ""}
        said = tuple(self._say_name(hit, ahead.names) for hit in likely_first(ahead.names))
        return {"names": said, "unseen": namewords.not_looked_for(ahead.compared, ahead.closed, self._words)}

    # -- page 2: what is kept back, and the texts to read ------------------------------------------------

    def keep(self, number: int, *, kept: bool = True) -> None:
        """A person read the text and says it tells nobody who it is; or takes that back."""
        if self._preview is None:
            return
        self._kept = self._kept | {number} if kept else self._kept - {number}
        self._show(hits=saying.hits(self._preview, self._kept, self._words), problems=self._without("hits"))

    def decide_name(self, key: str, decision: str, *, all_same: bool = False) -> None:
        """Decide about a place where somebody's name stands, or about all of the record that show the same."""
        ahead = self._preview
        hit = next((one for one in ahead.names if one.key == key), None) if ahead is not None else None
        if ahead is None or hit is None:
            return
        hits = tuple(one for one in same(ahead.names, hit) if one.key == key or (all_same and one.open))

        def done(decided: Decided) -> None:
            keys = {one.key for one in hits}
            now = tuple(replace(one, decision=decision) if one.key in keys else one for one in ahead.names)
            self._preview = replace(ahead, names=now)
            self._announce(decided.changes)
            self._show(problems=self._without("hits"), **self._named())

        self._runner.submit(
            lambda _r: self._acts.decide_names(hits, decision), owner=self._view, done=done, failed=self._failed
        )

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
        if message.code in {"bundle.identity-in-text", "names.undecided"}:
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
            issued=saying.issued(self._issued_rows, words),
            refusals=self._refusals(),
            looked=saying.looked(self._preview, words) if self._preview is not None else None,
            hits=saying.hits(self._preview, self._kept, words) if self._preview is not None else (),
            signer_words=saying.signer(self._facts, words) if self._facts is not None else "",
            problems={}, failure="", saved="", **self._named(),
        )  # fmt: skip


__all__ = ["STEPS", "BundlePresenter", "BundleState", "BundleView"]
