"""What the page of papers decides: which act, what it needs, the warning before a print; no widgets, no threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from field_doc.base.errors import Cancelled, FieldDocError
from field_doc.ui.acts.paper import Order
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.ui.acts.host import StartLong
    from field_doc.ui.acts.paper import PaperActs
    from field_doc.ui.tasks import Handle, Runner

MODES: Final = ("blank", "type", "record", "labels", "bind")
# What holds evidence is asked about once more before it is written.
_ASKED: Final = frozenset({"record", "labels"})
_NEEDED: Final = {
    "blank": ("out",),
    "type": ("code",),
    "record": ("code", "out"),
    "labels": ("codes", "out"),
    "bind": ("code", "mark", "scan"),
}


@dataclass(frozen=True, slots=True)
class PaperState:
    """All the page shows. ``missing`` are fields that were left empty; ``asking``: the warning stands."""

    mode: str = "blank"
    order: Order = field(default_factory=Order)
    forms: tuple[tuple[str, str], ...] = ()
    missing: frozenset[str] = frozenset()
    asking: bool = False
    running: bool = False
    progress: Progress | None = None
    failure: str = ""
    integrity: bool = False
    said: str = ""
    opens: str = ""

    @property
    def for_reading(self) -> bool:
        """A print whose kind does not say what it is for."""
        return self.mode == "record" and self.order.what == "record"


class PaperPageView(Protocol):
    """What the presenter says to the page."""

    def show_state(self, state: PaperState) -> None:
        """Show a state."""
        ...


class PaperPresenter:
    """One page, five acts.

    Args:
        view: the page.
        runner: for what is short.
        start: runs what is long.
        acts: the acts.
        words: catalogue of the window.
        case: id of the case that is shown, "" for all.
        announce: tells the other screens what was written.

    """

    def __init__(
        self,
        view: PaperPageView,
        runner: Runner,
        start: StartLong,
        acts: PaperActs,
        words: Words,
        case: Callable[[], str],
        announce: Callable[[Iterable[object]], None],
    ) -> None:
        self._view, self._runner, self._start, self._acts = view, runner, start, acts
        self._words, self._case, self._announce = words, case, announce
        self._handle: Handle | None = None
        self.state = PaperState(order=Order(language=words.lang))

    def _show(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._view.show_state(self.state)

    def refresh(self) -> None:
        """Load the list of forms."""
        words = self._words

        def done(forms: tuple[tuple[str, str], ...]) -> None:
            self._show(forms=forms)

        self._runner.submit(lambda _r: self._acts.forms(words), owner=self._view, done=done, failed=self._failed)

    def choose(self, mode: str) -> None:
        """Another act; what was said before goes."""
        self._show(mode=mode, asking=False, missing=frozenset(), failure="", said="", opens="")

    def set(self, **values: Any) -> None:
        """Something was typed or chosen."""
        if any(getattr(self.state.order, name) != value for name, value in values.items()):
            missing = self.state.missing - set(values)
            self._show(order=replace(self.state.order, **values), missing=missing, asking=False)

    def prepare(self, mode: str, **values: Any) -> None:
        """Come here from a record: the act and its code are known."""
        self.choose(mode)
        self.set(**values)

    def scanned(self, typed: str) -> None:
        """A scanner types like a keyboard: code and tag of a blank sheet, code and control mark of a printed one."""
        code, _, rest = typed.strip().partition(" ")
        if self.state.mode == "type":
            self.set(code=typed.strip())
        elif self.state.mode == "bind" and rest.strip():
            self.set(code=code, mark=rest.strip())
        else:
            self.set(code=code)

    # acts

    def go(self) -> None:
        """Do the act, or say what is missing, or ask."""
        if self.state.running:
            return
        needed = _NEEDED[self.state.mode] + (("purpose",) if self.state.for_reading else ())
        missing = frozenset(n for n in needed if not str(getattr(self.state.order, n)).strip())
        if missing:
            self._show(missing=missing, said="", failure="")
        elif self.state.mode in _ASKED and not self.state.asking:
            self._show(asking=True, said="", failure="")
        else:
            self._run()

    def leave_it(self) -> None:
        """Not now."""
        self._show(asking=False)

    def cancel(self) -> None:
        """Stop what runs."""
        if self._handle is not None:
            self._handle.cancel()

    def _run(self) -> None:
        order, mode, case = self.state.order, self.state.mode, self._case()
        acts: dict[str, Callable[[Any], Any]] = {
            "blank": lambda r: self._acts.blank(order, r),
            "type": lambda r: self._acts.type_in(order, case, r),
            "record": lambda r: self._acts.record(order, r),
            "labels": lambda r: self._acts.labels(order, r),
            "bind": lambda r: self._acts.bind(order, r),
        }
        self._show(asking=False, running=True, progress=None, failure="", said="", opens="")
        title = self._words("Writing the paper")
        self._handle = self._start(
            title, acts[mode], lambda result: self._done(mode, result), self._failed, self._progress
        )

    def _progress(self, progress: Progress) -> None:
        if self.state.running:
            self._show(progress=progress)

    def _failed(self, error: Exception) -> None:
        self._handle = None
        if isinstance(error, Cancelled):
            self._show(running=False, progress=None, said=self._words("Stopped. Nothing was written."))
            return
        integrity = isinstance(error, FieldDocError) and error.family == "integrity"
        self._show(running=False, progress=None, failure=describe(error, self._words).text, integrity=integrity)

    def _done(self, mode: str, result: Any) -> None:
        self._handle = None
        self._announce(result.changes)
        said, opens = self._outcome(mode, result)
        empty: dict[str, Any] = {"code": "", "scan": "", "mark": ""} if mode in ("type", "bind") else {"out": ""}
        self._show(running=False, progress=None, said=said, opens=opens, order=replace(self.state.order, **empty))

    def _outcome(self, mode: str, result: Any) -> tuple[str, str]:
        """What was done, in a sentence; the record to open."""
        words = self._words
        if mode == "blank":
            count = len(result.codes)
            said = words.plural("{count} form was written: {codes}.", "{count} forms were written: {codes}.", count,
                                codes=", ".join(result.codes))  # fmt: skip
            return f"{said} {traces(words)}", ""
        if mode == "record":
            said = words("Written: {code}, control mark {mark}.", code=result.code, mark=result.mark)
            return f"{said} {traces(words)}", ""
        if mode == "labels":
            count = len(result.codes)
            return words.plural("{count} label was written.", "{count} labels were written.", count), ""
        lost = words("A file could not be taken in; add it to the record.") if result.failed else ""
        if mode == "type":
            said = words("{code} is begun. Type in what stands on the sheet.", code=result.code)
            return f"{said} {lost}".strip(), result.id
        if not result.bound:
            return lost, ""
        said = words("Bound to version {number} of {code}. The amendment is a draft: seal it.", number=result.version,
                     code=result.code)  # fmt: skip
        return f"{said} {lost}".strip(), result.record

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self._show(said="", failure="")
        self.refresh()


def traces(words: Words) -> str:
    """What a print leaves behind."""
    return words(
        "A printer, its spooler and this file keep what was printed. Print on a machine of your own, delete the file "
        "afterwards, burn what is spoilt."
    )
