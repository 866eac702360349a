"""What the outbox decides: standing with the office, joining by card, sending and cancelling, sticks; no widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from field_doc.app.level_words import level_word
from field_doc.base.errors import Cancelled
from field_doc.schema import registry
from field_doc.ui.fmt import Fmt
from field_doc.ui.messages import describe
from field_doc.ui.rows import Row

if TYPE_CHECKING:
    from field_doc.app.changes import Changes
    from field_doc.app.commands.courier import Packed
    from field_doc.app.commands.sync import Again, CardView, Enrolled, Synced
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.ui.acts.host import StartLong
    from field_doc.ui.acts.office import OfficeStanding, OutboxActs, OutboxPage, OutboxRow
    from field_doc.ui.tasks import Handle, Job, Runner

FILTERS: Final = ("all", "waiting", "stored", "accepted", "refused")


@dataclass(frozen=True, slots=True)
class OutboxState:
    """All the page shows. ``card`` is open while its words are compared with the paper act.

    ``stick`` is ``pack`` or ``receive`` while one is written or read, and the folder it is in.
    """

    standing: OfficeStanding | None = None
    narrowed: str = "all"
    card: CardView | None = None
    card_path: str = ""
    joining: bool = False
    busy: bool = False
    stick: str = ""
    folder: str = ""
    progress: Progress | None = None
    failure: str = ""
    integrity: bool = False
    said: str = ""
    names: int = 0

    @property
    def may_send(self) -> bool:
        """Whether a sync makes sense: the vault joined an office."""
        return self.standing is not None and self.standing.state in {"pending", "confirmed"}


class OutboxView(Protocol):
    """What the presenter says to the page."""

    def show_state(self, state: OutboxState) -> None:
        """Show a state."""
        ...

    def reload(self) -> None:
        """Ask for the rows again."""
        ...


class OutboxPresenter:
    """Also the source of the list's rows."""

    def __init__(
        self, view: OutboxView, runner: Runner, start: StartLong, acts: OutboxActs, words: Words,
        *, type_label: Callable[[str], str], announce: Callable[[Changes], None],
    ) -> None:  # fmt: skip
        self._view, self._runner, self._start, self._acts = view, runner, start, acts
        self._words, self._type_label, self._announce = words, type_label, announce
        self.state = OutboxState()
        self._handle: Handle | None = None
        self._error: Exception | None = None

    def _show(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._view.show_state(self.state)

    def load(self) -> None:
        """Ask how things stand."""
        self._runner.submit(lambda _r: self._acts.standing(), owner=self._view, done=self._stands, failed=self._failed)

    def count_names(self) -> None:
        """Ask in how many places of what waits somebody's name stands: listed before it is sent, never refused."""
        self._runner.submit(
            lambda _r: self._acts.names(), owner=self._view, done=lambda n: self._show(names=n), failed=self._failed
        )

    def _stands(self, standing: OfficeStanding) -> None:
        self._show(standing=standing)
        self._view.reload()

    # -- rows -----------------------------------------------------------------------------------------

    def narrow(self, name: str) -> None:
        """Show only some states."""
        self._show(narrowed=name)
        self._view.reload()

    def page(self, offset: int, limit: int, deliver: Callable[[Sequence[Row], int], None]) -> None:
        """Rows for the list's model."""
        narrowed = self.state.narrowed

        def came(page: OutboxPage) -> None:
            deliver([self.row(r) for r in page.rows], page.total)

        self._runner.submit(
            lambda _r: self._acts.page(narrowed, offset, limit), owner=self._view, done=came, failed=self._failed
        )

    def row(self, row: OutboxRow) -> Row:
        """One row in words; a refused or waiting one says why and what happens next."""
        words = self._words
        kinds = {
            "version": words("version {number}", number=row.number), "file": words("file"),
            "identity": words("data on a person, closed to two keepers"),
        }  # fmt: skip
        label = self._type_label(row.type) if row.type else ""
        kind = " · ".join(p for p in (label, kinds.get(row.kind, "")) if p)
        size = Fmt(words.lang).size(row.bytes) if row.bytes else ""
        reason, tone = self._reason(row)
        level = level_word(registry.load().labels(words), row.level)
        shown = Row(f"{row.id}:{row.record}", row.code, kind, size, row.state, reason=reason, reason_tone=tone)
        return replace(shown, level=level)

    def _reason(self, row: OutboxRow) -> tuple[str, str]:
        words = self._words
        at = Fmt(words.lang).moment(datetime.fromisoformat(row.at)) if row.at else ""
        if row.reason:
            said = f"{row.reason}.what"
            text = (
                words.label("error", said) if words.has_label("error", said) else words("Code: {code}", code=row.reason)
            )
            return text, "warn"
        if row.state == "stored":
            return words("On the server since {when}. The office has not opened it yet.", when=at), "quiet"
        if row.state == "accepted":
            return words("The office opened it and recomputed every digest, {when}.", when=at), "quiet"
        return "", "quiet"

    # -- joining --------------------------------------------------------------------------------------

    def look_at_card(self, path: str) -> None:
        """Open a card and show what has to be compared; nothing is sent."""
        lang = self._words.lang
        self._show(failure="", integrity=False, said="")
        self._runner.submit(
            lambda _r: self._acts.look_at_card(Path(path), lang),
            owner=self._view,
            done=lambda card: self._show(card=card, card_path=path),
            failed=self._failed,
        )

    def put_card_away(self) -> None:
        """The words differ, or later: nothing was sent."""
        self._show(card=None, card_path="", failure="")

    def join(self) -> None:
        """The words are those of the paper act: send this device's keys under the card."""
        card, path = self.state.card, self.state.card_path
        if card is None or self.state.joining:
            return
        self._show(joining=True, failure="", integrity=False)
        self._start(
            self._words("Joining the office"),
            lambda _reporter: self._acts.enrol(Path(path), card.fingerprint),
            self._joined,
            self._failed,
            lambda _progress: None,
        )

    def _joined(self, enrolled: Enrolled) -> None:
        said = self._words("The keys of this device were sent. Read its fingerprint to the office.")
        self._show(joining=False, card=None, card_path="", said=said)
        self._announce(enrolled.changes)
        self.load()

    # -- sending --------------------------------------------------------------------------------------

    def send(self) -> None:
        """Send what waits and fetch what came."""
        if not self.state.may_send:
            self._show(failure=self._words("This vault has not joined an office yet. Open the office's card first."))
            return
        self._long(self._words("Sending"), self._acts.sync, self._sent)

    def _outcome(self, result: Synced) -> str:
        words, said = self._words, []
        if result.pending:
            said.append(words.plural("{count} thing still waits.", "{count} things still wait.", result.pending))
        if result.refused:
            said.append(words.plural(
                "The office refused {count} thing; the reason stands on its row.",
                "The office refused {count} things; the reasons stand on their rows.", result.refused,
            ))  # fmt: skip
        return " ".join(said) or words("Everything has reached the server.")

    def send_again(self) -> None:
        """What was refused waits again; it goes with the next sending."""
        self._runner.submit(lambda _r: self._acts.send_again(), owner=self._view, done=self._again, failed=self._failed)

    def _again(self, done: Again) -> None:
        text = self._words.plural("{count} thing waits again.", "{count} things wait again.", done.count)
        self._show(said=text + " " + self._words("It goes with the next sending."))
        self._announce(done.changes)
        self.load()

    def _long(self, title: str, job: Job, done: Callable[..., None], stick: str = "", folder: str = "") -> None:
        if self.state.busy:
            return
        self._show(busy=True, stick=stick, folder=folder, progress=None, failure="", integrity=False, said="")
        self._handle = self._start(
            title,
            job,
            done,
            self._failed,
            lambda progress: self._show(progress=progress),
        )

    def cancel(self) -> None:
        """Stop sending at the next part; what arrived stays there."""
        if self._handle is not None:
            self._handle.cancel()

    def _sent(self, result: Synced) -> None:
        words = self._words
        if result.enrolled != "confirmed":
            said = words("The office has not confirmed this device yet. Everything waits.")
        else:
            said = self._outcome(result)
        self._show(busy=False, progress=None, said=said)
        self._announce(result.changes)
        self.load()
        self.count_names()

    def pack(self, folder: str) -> None:
        """Write what waits to a stick."""
        self._long(
            self._words("Writing a stick"), lambda r: self._acts.pack(Path(folder), r), self._packed, "pack", folder
        )  # fmt: skip

    def _packed(self, result: Packed) -> None:
        words = self._words
        if not result.sent:
            said = words("Nothing waits that may leave now, so nothing was written. The reasons stand on the rows.")
        else:
            said = words(
                "The stick is written: {size} lie in {folder}. Everything stays in this vault too; it counts as sent "
                "when the office's answer has come back.",
                size=Fmt(words.lang).size(result.bytes), folder=self.state.folder,
            )  # fmt: skip
        if result.full:
            said += " " + words("More waits than one stick takes: the rest goes on the next, after this answer.")
        self._show(busy=False, progress=None, said=said)
        self._announce(result.changes)
        self.load()

    def receive(self, folder: str) -> None:
        """Read the office's answer from a stick."""
        self._long(
            self._words("Reading a stick"), lambda r: self._acts.receive(Path(folder), r), self._received,
            "receive", folder,
        )  # fmt: skip

    def _received(self, result: Packed) -> None:
        words, count = self._words, len(result.receipts)
        said = words.plural("{count} receipt was taken over.", "{count} receipts were taken over.", count)
        if not count:
            said = words("No new receipts: those on the stick were taken over before.")
        said += " " + words("Receipts are kept in the vault; {folder} is no longer needed.", folder=self.state.folder)
        self._show(busy=False, progress=None, said=said)
        self._announce(result.changes)
        self.load()

    def _failed(self, error: Exception) -> None:
        self._show(busy=False, joining=False, progress=None)
        if isinstance(error, Cancelled):
            self._show(said=self._stopped())
            self.load()
            return
        self._error = error
        message = describe(error, self._words)
        self._show(failure=message.text, integrity=message.integrity)
        # A sync that was broken off may have moved rows all the same.
        if message.code.startswith("sync."):
            self._view.reload()

    def _stopped(self) -> str:
        words = self._words
        if self.state.stick == "pack":
            return words("Stopped. Nothing is left on the stick; everything waits in the vault.")
        if self.state.stick == "receive":
            return words("Stopped. Receipts already taken over stay; read the stick again for the rest.")
        return words("Stopped. What has arrived stays there; the rest waits.")

    def kept(self) -> str:
        """What happens to what is done, and what Cancel would mean."""
        words = self._words
        if self.state.stick == "pack":
            return words("The vault keeps everything. Cancel leaves nothing on the stick.")
        if self.state.stick == "receive":
            return words("The stick is only read.")
        return words(
            "The link may break: we go on from the same place. Nothing leaves the vault until the office has "
            "accepted it."
        )

    def retranslate(self, words: Words, type_label: Callable[[str], str]) -> None:
        """Speak the other language."""
        self._words, self._type_label = words, type_label
        failure = describe(self._error, words).text if self._error is not None and self.state.failure else ""
        if self.state.card is not None:
            self.look_at_card(self.state.card_path)
        self._show(said="", failure=failure)
        self._view.reload()
