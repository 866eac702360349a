"""What a record's page decides: load, save within a second, seal, amend, discard, compare; no widgets, no threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from field_doc.app.changes import Changes, Done
    from field_doc.app.commands.records import RecordView as StoredView
    from field_doc.app.ledger_view import HistoryLine
    from field_doc.evidence.model import RecordRow, Sealing
    from field_doc.evidence.names_check import NameHit
    from field_doc.schema.validate import Problem
    from field_doc.ui.acts.records import Loaded, RecordActs, SaveOutcome
    from field_doc.ui.tasks import Runner

Json = Any


@dataclass(frozen=True, slots=True)
class SealQuestion:
    """What is asked once before a draft is sealed: gaps, an amendment's reason, places where somebody is named."""

    missing: tuple[Problem, ...]
    needs_reason: bool
    names: tuple[NameHit, ...] = ()


class PageView(Protocol):
    """What the presenter says to the page."""

    def show_record(self, loaded: Loaded) -> None:
        """Show a record anew: a draft to be edited or a sealed version to be read."""
        ...

    def show_row(self, row: RecordRow) -> None:
        """Its states changed, nothing else."""
        ...

    def show_around(self, loaded: Loaded) -> None:
        """What stands beside it changed (the consent named)."""
        ...

    def saved(self, outcome: SaveOutcome, values: Mapping[str, Json]) -> None:
        """Durable; problems as the store sees them."""
        ...

    def save_failed(self, error: Exception) -> None:
        """Not durable; what was typed stays on the screen."""
        ...

    def blocked(self, problem: Problem) -> None:
        """Sealing is not possible yet: go there."""
        ...

    def ask_seal(self, question: SealQuestion) -> None:
        """Ask once."""
        ...

    def sealed(self, sealing: Sealing) -> None:
        """It is sealed; the record is shown anew afterwards."""
        ...

    def gone(self) -> None:
        """The draft was all there was of it."""
        ...

    def show_history(self, lines: Sequence[HistoryLine]) -> None:
        """Ledger entries of the record."""
        ...

    def show_comparison(self, first: StoredView, second: StoredView) -> None:
        """Two versions."""
        ...

    def broadcast(self, changes: Changes) -> None:
        """Tell everybody what was written."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say what failed."""
        ...


class RecordPresenter:
    """One record at a time. Saving is coalesced: while one save is under way only the newest values wait."""

    def __init__(self, view: PageView, runner: Runner, acts: RecordActs) -> None:
        self._view, self._runner, self._acts = view, runner, acts
        self.record_id = ""
        self.loaded: Loaded | None = None
        self._saving = self._failed = False
        self._waiting: dict[str, Mapping[str, Json]] = {}
        self._then: list[Callable[[], None]] = []

    # -- loading --------------------------------------------------------------------------------

    def open(self, record_id: str) -> None:
        """Load a record; an answer for one that is no longer wanted is dropped."""
        self.record_id = record_id
        self.loaded = None

        def done(loaded: Loaded) -> None:
            if self.record_id == record_id:
                self.loaded = loaded
                self._view.show_record(loaded)

        self._submit(lambda: self._acts.load(record_id), done)

    def refresh(self) -> None:
        """Its states may differ now; nothing is entered in the ledger for that."""
        record_id = self.record_id
        if not record_id:
            return

        def done(row: RecordRow) -> None:
            if self.record_id == record_id:
                self._view.show_row(row)

        self._submit(lambda: self._acts.row(record_id), done)

    def refresh_around(self) -> None:
        """What a draft refers to may differ now (loading a draft enters nothing)."""
        record_id = self.record_id

        def done(loaded: Loaded) -> None:
            if self.record_id == record_id:
                self._view.show_around(loaded)

        self._submit(lambda: self._acts.load(record_id), done)

    def _submit(self, job: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._runner.submit(lambda _r: job(), owner=self._view, done=done, failed=self._view.show_error)

    @property
    def is_draft(self) -> bool:
        """Whether a draft is shown."""
        return self.loaded is not None and not self.loaded.view.shown.read_only

    # -- saving ---------------------------------------------------------------------------------

    def save(self, values: Mapping[str, Json]) -> None:
        """Save values of the record shown; durable when the view hears ``saved``."""
        if self.is_draft:
            self._waiting[self.record_id] = values
            self._save_next()

    def _save_next(self) -> None:
        """One save at a time; what waits is kept by record, for another may be shown by then."""
        if self._saving or not self._waiting:
            return
        self._saving, self._failed = True, False
        record_id, values = next(iter(self._waiting.items()))
        del self._waiting[record_id]

        def done(outcome: SaveOutcome) -> None:
            self._saved(record_id, outcome, values)

        def failed(error: Exception) -> None:
            self._saving, self._failed = False, True
            self._then = []
            self._view.save_failed(error)
            self._save_next()

        self._runner.submit(lambda _r: self._acts.save(record_id, values), owner=self._view, done=done, failed=failed)

    def _saved(self, record_id: str, outcome: SaveOutcome, values: Mapping[str, Json]) -> None:
        self._saving = False
        if record_id == self.record_id:
            self._view.saved(outcome, values)
        self._view.broadcast(outcome.saved.changes)
        self._save_next()
        if not self._saving:
            then, self._then = self._then, []
            for act in then:
                act()

    def flush(self) -> None:
        """Give everything that waits to the vault's thread now: what is submitted next comes after it (lock, quit)."""
        waiting, self._waiting = self._waiting, {}
        for record_id, values in waiting.items():
            self._give(record_id, values)

    def _give(self, record_id: str, values: Mapping[str, Json]) -> None:
        self._runner.submit(
            lambda _r: self._acts.save(record_id, values), owner=self._view, failed=self._view.save_failed
        )

    def after_saving(self, act: Callable[[], None]) -> None:
        """Do something once everything typed is durable; not at all if saving fails."""
        if self._saving:
            self._then.append(act)
        elif not self._failed:
            act()

    @property
    def unsaved(self) -> bool:
        """Whether something typed is still on its way."""
        return self._saving or bool(self._waiting)

    # -- sealing --------------------------------------------------------------------------------

    def seal(self, values: Mapping[str, Json]) -> None:
        """Save, then seal; blocked: go to the first thing that blocks; incomplete: ask once."""
        self.save(values)
        self.after_saving(self._judge)

    def _judge(self) -> None:
        record_id = self.record_id

        def done(loaded: Loaded) -> None:
            if record_id == self.record_id:
                self._judged(loaded)

        self._submit(lambda: self._acts.load(record_id), done)

    def _judged(self, loaded: Loaded) -> None:
        problems = loaded.view.shown.problems
        blocking = next((p for p in problems if p.severity == "blocks"), None)
        if blocking is not None:
            self._view.blocked(blocking)
            return
        missing = tuple(p for p in problems if p.severity in {"wrong", "missing"})
        amending = bool(loaded.view.shown.versions)
        record_id = self.record_id

        def done(hits: tuple[NameHit, ...]) -> None:
            if record_id != self.record_id:
                return
            if missing or amending or hits:
                self._view.ask_seal(SealQuestion(missing, amending, hits))
            else:
                self.seal_now("")

        self._submit(lambda: self._acts.names(record_id), done)

    def seal_now(self, reason: str) -> None:
        """Seal what is saved."""
        record_id = self.record_id

        def done(result: tuple[Sealing, Changes]) -> None:
            sealing, changes = result
            self._view.sealed(sealing)
            self._view.broadcast(changes)
            if record_id == self.record_id:
                self.open(record_id)

        self._submit(lambda: self._acts.seal(record_id, reason), done)

    # -- amending, discarding ---------------------------------------------------------------------

    def amend(self) -> None:
        """Open a draft that begins as the latest version."""
        record_id = self.record_id

        def done(result: Done) -> None:
            self._view.broadcast(result.changes)
            self.open(record_id)

        self._submit(lambda: self._acts.open_amendment(record_id), done)

    def discard(self) -> None:
        """Throw the draft away; the page asked before."""
        record_id = self.record_id
        sealed = self.loaded is not None and bool(self.loaded.view.shown.versions)
        self._waiting.pop(record_id, None)

        def done(result: Done) -> None:
            self._view.broadcast(result.changes)
            if record_id != self.record_id:
                return
            if sealed:
                self.open(record_id)
            else:
                self.close()
                self._view.gone()

        self._submit(lambda: self._acts.discard(record_id), done)

    def close(self) -> None:
        """No record is shown any more."""
        self.record_id, self.loaded = "", None

    # -- reading ------------------------------------------------------------------------------------

    def history(self) -> None:
        """Ledger entries of the record."""
        record_id = self.record_id

        def done(lines: Sequence[HistoryLine]) -> None:
            if record_id == self.record_id:
                self._view.show_history(lines)

        self._submit(lambda: self._acts.history(record_id), done)

    def compare(self, first: int, second: int) -> None:
        """Two sealed versions, or one and the draft (0); every view of a sealed one is entered."""
        record_id = self.record_id

        def job() -> tuple[StoredView, StoredView]:
            one, two = (
                self._acts.version(record_id, n, "compare") if n else self._acts.load(record_id).view
                for n in (first, second)
            )
            return one, two

        def done(found: tuple[StoredView, StoredView]) -> None:
            if record_id == self.record_id:
                self._view.show_comparison(*found)

        self._submit(job, done)
