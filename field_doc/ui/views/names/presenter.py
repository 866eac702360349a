"""What the names check decides: what is looked through, which places are shown, what was decided; no widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from field_doc.base.errors import Cancelled
from field_doc.evidence.names_check import likely_first, same
from field_doc.ui import namewords
from field_doc.ui.acts.names import Scope
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from field_doc.app.changes import Changes
    from field_doc.app.commands.names import Decided, Looked
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.evidence.names_check import NameHit
    from field_doc.schema.labels import Labels
    from field_doc.schema.registry import Registry
    from field_doc.ui.acts.host import StartLong
    from field_doc.ui.acts.names import NamesActs
    from field_doc.ui.tasks import Handle, Runner

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class NamesState:
    """All the page shows. ``shown``: the places of this page; ``total`` of them under the filter ``narrowed``."""

    looking: bool = False
    progress: Progress | None = None
    looked: Looked | None = None
    narrowed: str = "open"
    page: int = 0
    shown: tuple[namewords.NameSaid, ...] = ()
    total: int = 0
    failure: str = ""
    integrity: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PAGE))


class NamesView(Protocol):
    """What the presenter says to the page."""

    def show_state(self, state: NamesState) -> None:
        """Show a state."""
        ...


class NamesPresenter:
    """One look at a time. Decisions are kept at once; a place decided stays in sight, to be undone."""

    def __init__(
        self, view: NamesView, runner: Runner, start: StartLong, acts: NamesActs, labels: Labels, registry: Registry,
        *, announce: Callable[[Changes], None],
    ) -> None:  # fmt: skip
        self._view, self._runner, self._start, self._acts = view, runner, start, acts
        self._labels, self._registry, self._announce = labels, registry, announce
        self.state = NamesState()
        self.scope = Scope()
        self._hits: tuple[NameHit, ...] = ()
        self._listed: tuple[str, ...] = ()
        self._handle: Handle | None = None
        self._number = 0

    @property
    def _words(self) -> Words:
        return self._labels.words

    def _show(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._view.show_state(self.state)

    # -- looking --------------------------------------------------------------------------------------

    def look(self, scope: Scope | None = None) -> None:
        """Look through; what was looked through before, anew, if nothing is named."""
        self.cancel()
        self.scope = scope if scope is not None else self.scope
        self._number += 1
        asked, number = self.scope, self._number
        self._hits, self._listed = (), ()
        self._show(looking=True, progress=None, failure="", looked=None, shown=(), total=0, page=0)
        self._handle = self._start(
            self._words("Looking for names"),
            lambda reporter: self._acts.look(asked, reporter),
            lambda looked: self._looked(looked) if number == self._number else None,
            lambda error: self._failed(error) if number == self._number else None,
            lambda progress: self._show(progress=progress) if number == self._number else None,
        )

    def cancel(self) -> None:
        """Stop looking; nothing was changed."""
        if self._handle is not None:
            self._handle.cancel()

    def _looked(self, looked: Looked) -> None:
        self._handle = None
        self._hits = likely_first(looked.hits)
        self.state = replace(self.state, looking=False, progress=None, looked=looked)
        self.narrow("open" if looked.open else "all")

    def _failed(self, error: Exception) -> None:
        self._show(looking=False, progress=None)
        if not isinstance(error, Cancelled):
            message = describe(error, self._words)
            self._show(failure=message.text, integrity=message.integrity)

    # -- showing --------------------------------------------------------------------------------------

    def narrow(self, name: str) -> None:
        """Places to decide about (``open``), or all."""
        self._listed = tuple(hit.key for hit in self._hits if name == "all" or hit.open)
        self.state = replace(self.state, narrowed=name)
        self.turn(0)

    def turn(self, page: int) -> None:
        """Show a page of the list."""
        known = {hit.key: hit for hit in self._hits}
        page = max(0, min(page, (len(self._listed) - 1) // PAGE if self._listed else 0))
        listed = [known[key] for key in self._listed[page * PAGE : (page + 1) * PAGE]]
        said = tuple(namewords.say(hit, self._hits, self._labels, self._registry) for hit in listed)
        self._show(page=page, shown=said, total=len(self._listed))

    @property
    def open_count(self) -> int:
        """Places nobody decided about."""
        return sum(1 for hit in self._hits if hit.open)

    @property
    def count(self) -> int:
        """All places."""
        return len(self._hits)

    # -- deciding -------------------------------------------------------------------------------------

    def decide(self, key: str, decision: str, *, all_same: bool = False) -> None:
        """Decide about a place, or about all of the record that show the same."""
        hit = next((one for one in self._hits if one.key == key), None)
        if hit is None:
            return
        hits = tuple(one for one in same(self._hits, hit) if one.open) if all_same else (hit,)
        hits = hits if hit in hits else (hit, *hits)

        def done(decided: Decided) -> None:
            keys = {one.key for one in hits}
            self._hits = tuple(replace(one, decision=decision) if one.key in keys else one for one in self._hits)
            self._announce(decided.changes)
            self.turn(self.state.page)

        self._runner.submit(
            lambda _r: self._acts.decide(hits, decision), owner=self._view, done=done, failed=self._failed
        )

    def retranslate(self, labels: Labels) -> None:
        """Speak the other language."""
        self._labels = labels
        self.state = replace(self.state, failure="")
        self.turn(self.state.page)
