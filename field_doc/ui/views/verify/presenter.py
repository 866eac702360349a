"""What the check of a bundle decides: what is given, running and cancelling, the verdict; no widgets, no threads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from field_doc.base.errors import Cancelled
from field_doc.ui.messages import describe
from field_doc.ui.views.verify import saying

if TYPE_CHECKING:
    from datetime import datetime

    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.ui.acts.bundles import VerifyActs
    from field_doc.ui.acts.host import StartLong
    from field_doc.ui.tasks import Handle
    from field_doc.verifier import Verdict


@dataclass(frozen=True, slots=True)
class VerifyState:
    """All the page shows. ``said`` is the verdict in words, ``chosen`` the claim whose detail is open.

    ``failure`` is said when there is no verdict at all: not a bundle, unreadable, newer; it is ``integrity`` when
    something is not what was sealed.
    """

    path: str = ""
    trust: str = ""
    path_problem: str = ""
    trust_problem: str = ""
    running: bool = False
    progress: Progress | None = None
    failure: str = ""
    integrity: bool = False
    said: saying.VerdictWords | None = None
    chosen: str = ""
    saved: str = ""


class VerifyView(Protocol):
    """What the presenter says to the page."""

    def show_state(self, state: VerifyState) -> None:
        """Show a state."""
        ...


class VerifyPresenter:
    """One check at a time."""

    def __init__(self, view: VerifyView, start: StartLong, acts: VerifyActs, words: Words) -> None:
        self._view, self._start, self._acts, self._words = view, start, acts, words
        self.state = VerifyState()
        self.verdict: Verdict | None = None
        self._at: datetime | None = None
        self._handle: Handle | None = None
        self._error: Exception | None = None

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_state(self.state)

    def set_path(self, text: str) -> None:
        """The bundle's folder."""
        self._show(path=text.strip(), path_problem="")

    def set_trust(self, text: str) -> None:
        """A trust file or a fingerprint; empty: nobody vouches."""
        self._show(trust=text.strip(), trust_problem="")

    def check(self) -> None:
        """Begin, if a bundle is named."""
        if self.state.running:
            return
        if not self.state.path:
            self._show(path_problem=self._words("Choose the folder of the bundle, or one file."))
            return
        path, trust = Path(self.state.path), self.state.trust or None
        self._show(running=True, progress=None, failure="", path_problem="", trust_problem="", saved="")
        self._handle = self._start(
            self._words("Checking a bundle"),
            lambda reporter: self._acts.verify(path, trust, reporter),
            self._done,
            self._failed,
            lambda progress: self._show(progress=progress),
        )

    def cancel(self) -> None:
        """Stop reading; nothing was changed in the bundle."""
        if self._handle is not None and self.state.running:
            self._handle.cancel()

    def _done(self, found: tuple[Verdict, datetime]) -> None:
        self.verdict, self._at = found
        self._error = None
        said = saying.say(self.verdict, self._at, self._words)
        self._show(running=False, progress=None, said=said, chosen=said.claims[0].claim)

    def _failed(self, error: Exception) -> None:
        self._show(running=False, progress=None)
        if isinstance(error, Cancelled):
            return
        self._error = error
        self._say_failure(error)

    def _say_failure(self, error: Exception) -> None:
        message = describe(error, self._words)
        if message.code.startswith("trust."):
            self._show(trust_problem=f"{message.what} {message.do}".strip())
        elif message.code == "verify.nothing":
            self._show(path_problem=f"{message.what} {message.do}".strip())
        else:
            self._show(failure=message.text, integrity=message.integrity)

    def choose(self, claim: str) -> None:
        """Open a claim."""
        if claim != self.state.chosen:
            self._show(chosen=claim)

    def another(self) -> None:
        """Back to choosing; what was trusted stays."""
        self.verdict, self._at, self._error = None, None, None
        self._show(said=None, chosen="", path="", failure="", saved="")

    def save(self, target: str) -> None:
        """Write the result: as text, or as JSON when the name ends so."""
        if self.verdict is None or self._at is None:
            return
        path = Path(target)
        as_json = path.suffix.lower() == ".json"
        text = (
            saying.as_json(self.verdict, self._at) if as_json else saying.as_text(self.verdict, self._at, self._words)
        )
        self._start(
            self._words("Saving the result"),
            lambda _reporter: self._acts.save(path, text),
            lambda _none: self._show(saved=self._words("The result was saved.")),
            self._failed,
            lambda _progress: None,
        )

    def retranslate(self, words: Words) -> None:
        """Speak the other language; the verdict is said anew."""
        self._words = words
        said = saying.say(self.verdict, self._at, words) if self.verdict and self._at else None
        self._show(said=said, saved="", failure="", path_problem="", trust_problem="")
        if self._error is not None:
            self._say_failure(self._error)
