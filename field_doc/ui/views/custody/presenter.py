"""What the ledger's screen decides: which entries, their words, recomputing, proofs; no widgets, no threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from field_doc.base.errors import Cancelled
from field_doc.ui import ledgerwords
from field_doc.ui.checkwords import finding_words
from field_doc.ui.fmt import Fmt
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.commands.custody import Head, Proven
    from field_doc.app.ledger_pages import Group, LedgerPage
    from field_doc.app.ledger_view import HistoryLine
    from field_doc.base.i18n import Words
    from field_doc.evidence.check import Finding
    from field_doc.ui.acts.custody import CustodyActs
    from field_doc.ui.ledgerwords import Member
    from field_doc.ui.tasks import Runner


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the list shows it; ``id`` is ``volume/number``."""

    id: str
    epoch: int
    seq: int
    number: str
    when: str
    act: str
    detail: str
    more: tuple[Member, ...]

    @property
    def code(self) -> str:
        """What a plain list calls it."""
        return self.number


@dataclass(frozen=True, slots=True)
class LedgerState:
    """All the screen shows above the list. ``verdict``: "", ``busy``, ``holds``, ``fails``."""

    origin: str = ""
    size: int = 0
    root: str = ""
    epoch: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    group: str = "all"
    verdict: str = ""
    verdict_text: str = ""
    findings: tuple[str, ...] = ()


class LedgerScreen(Protocol):
    """What the presenter says to the view."""

    def show_state(self, state: LedgerState) -> None:
        """Show what stands above the list."""
        ...

    def reload(self) -> None:
        """Ask for the entries again."""
        ...

    def say(self, text: str, *, problem: bool = False) -> None:
        """Say what an act did."""
        ...


def act_words(event: str, words: Words) -> str:
    """An event in words; its code if the catalogue has none."""
    return words.label("event", event) if words.has_label("event", event) else event


def line_of(entry: HistoryLine, words: Words, names: Mapping[str, str] | None = None, subject: str = "") -> Line:
    """One entry in words. ``names`` says what ids in it name, ``subject`` what it is about."""
    fmt = Fmt(words.lang)
    said = ledgerwords.say(entry, names or {}, words, subject)
    return Line(
        id=f"{entry.epoch}/{entry.seq}",
        epoch=entry.epoch,
        seq=entry.seq,
        number=fmt.number(entry.seq),
        when=fmt.moment(datetime.fromisoformat(entry.at), zone=False),
        act=act_words(entry.event, words),
        detail=said.line,
        more=said.rows,
    )


class LedgerPresenter:
    """Pages come from the database; recomputing runs while the screen is used."""

    def __init__(self, view: LedgerScreen, runner: Runner, acts: CustodyActs, words: Words) -> None:
        self._view, self._runner, self._acts, self._words = view, runner, acts, words
        self._found: tuple[Finding, ...] | None = None
        self.state = LedgerState()

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_state(self.state)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._view.say(describe(error, self._words).text, problem=True)

    def refresh(self) -> None:
        """Head and counts."""

        def done(found: tuple[Head, dict[str, int]]) -> None:
            head, counts = found
            self._show(
                origin=head.origin, size=head.size, root=head.root.hex(), epoch=head.epoch,
                counts=tuple(counts.items()),
            )  # fmt: skip

        self._runner.submit(
            lambda _r: (self._acts.head(), self._acts.counts()), owner=self._view, done=done, failed=self._failed
        )

    def page(self, offset: int, limit: int, deliver: Callable[[Sequence[Line], int], None]) -> None:
        """Entries by pages."""
        group: Group = self.state.group  # type: ignore[assignment]

        def done(found: LedgerPage) -> None:
            lines = [line_of(entry, self._words, found.names, found.subject(n)) for n, entry in enumerate(found.lines)]
            deliver(lines, found.total)

        self._runner.submit(
            lambda _r: self._acts.page(group, limit, offset), owner=self._view, done=done, failed=self._failed
        )

    def set_group(self, group: str) -> None:
        """Show one group of entries."""
        self._show(group=group)
        self._view.reload()

    def verify(self) -> None:
        """Recompute every tree and compare it with its signed head."""
        if self.state.verdict == "busy":
            return
        self._show(verdict="busy", verdict_text=self._words("Recomputing every entry…"), findings=())
        self._runner.submit(
            lambda _r: self._acts.verify(), owner=self._view, done=self._verified, failed=self._not_verified,
            where="pool",
        )  # fmt: skip

    def _not_verified(self, error: Exception) -> None:
        self._show(verdict="", verdict_text="")
        self._failed(error)

    def _verified(self, found: tuple[Finding, ...]) -> None:
        self._found = found
        words, fmt = self._words, Fmt(self._words.lang)
        if found:
            text = words.plural(
                "The ledger does not hold: {count} place.", "The ledger does not hold: {count} places.", len(found)
            )
            self._show(verdict="fails", verdict_text=text, findings=tuple(finding_words(f, words) for f in found))
            return
        size = fmt.number(self.state.size)
        text = words(
            "Recomputed just now: all {size} entries are there, in order, and equal to the signed head.", size=size
        )
        self._show(verdict="holds", verdict_text=text, findings=())

    def prove(self, line: Line, out: Path) -> None:
        """Write the inclusion proof of an entry; earlier volumes have none under the running head."""

        def done(proven: Proven) -> None:
            fmt = Fmt(self._words.lang)
            said = self._words("The confirmation for entry {number} was written.", number=fmt.number(proven.seq))
            self._view.say(said)

        self._runner.submit(
            lambda _r: self._acts.prove(line.seq, out), owner=self._view, done=done, failed=self._failed, where="pool"
        )

    def may_prove(self, line: Line) -> bool:
        """Only entries of the running volume lead to its head."""
        return line.epoch == self.state.epoch

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        if self._found is not None and self.state.verdict in {"holds", "fails"}:
            self._verified(self._found)
        else:
            self._show()
