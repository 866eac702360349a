"""What the desk's page decides: fetching, devices and cards, sticks; no widgets, no threads.

The passphrase of the root is given to one act and not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from field_doc.base.errors import Cancelled
from field_doc.ui.fmt import Fmt, grouped
from field_doc.ui.messages import describe
from field_doc.ui.rows import Row

if TYPE_CHECKING:
    from field_doc.app.changes import Changes
    from field_doc.app.commands.desk import Pulled
    from field_doc.app.commands.office import CardIssued, Decided, DeviceRow
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.ui.acts.desk import DeskActs, Devices, Judged, JudgedPage
    from field_doc.ui.acts.host import StartLong
    from field_doc.ui.tasks import Handle, Job, Runner

DEVICE_STATES: Final = {
    "pending": "attention", "confirmed": "accepted", "refused": "refused", "revoked": "withdrawn",
    "forged": "refused",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeskState:
    """All the page shows. ``shown`` is ``received`` or ``devices``; ``panel`` is "" or ``card``.

    ``answer`` is the folder for a stick's answer while one is read, "" otherwise.
    """

    shown: str = "received"
    panel: str = ""
    devices: tuple[DeviceRow, ...] = ()
    away: str = ""
    device: DeviceRow | None = None
    submission: Judged | None = None
    folder: str = ""
    busy: bool = False
    answer: str = ""
    progress: Progress | None = None
    problems: dict[str, str] = field(default_factory=dict)
    failure: str = ""
    integrity: bool = False
    said: str = ""

    @property
    def waiting(self) -> int:
        """Enrolments nobody decided about."""
        return sum(1 for d in self.devices if d.state == "pending")


class DeskView(Protocol):
    """What the presenter says to the page."""

    def show_state(self, state: DeskState) -> None:
        """Show a state."""
        ...

    def reload(self) -> None:
        """Ask for the rows again."""
        ...


class DeskPresenter:
    """Also the source of both lists."""

    def __init__(
        self, view: DeskView, runner: Runner, start: StartLong, acts: DeskActs, words: Words,
        *, folder: str, announce: Callable[[Changes], None],
    ) -> None:  # fmt: skip
        self._view, self._runner, self._start, self._acts = view, runner, start, acts
        self._words, self._announce = words, announce
        self.state = DeskState(folder=folder)
        self._judged: dict[str, Judged] = {}
        self._handle: Handle | None = None

    def _show(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._view.show_state(self.state)

    def load(self) -> None:
        """Ask for devices (the server may be away) and for what was judged."""
        self._runner.submit(
            lambda _r: self._acts.devices(), owner=self._view, done=self._known, failed=self._failed, where="pool"
        )
        self._view.reload()

    def _known(self, found: Devices) -> None:
        away = describe(found.away, self._words).text if found.away is not None else ""
        old = self.state.device.device if self.state.device is not None else ""
        self._show(devices=found.rows, away=away, device=next((d for d in found.rows if d.device == old), None))
        self._view.reload()

    # -- rows -----------------------------------------------------------------------------------------

    def show(self, name: str) -> None:
        """What was received, or devices."""
        self._show(shown=name, panel="", device=None, submission=None, problems={}, failure="")
        self._view.reload()

    def page(self, offset: int, limit: int, deliver: Callable[[Sequence[Row], int], None]) -> None:
        """Rows for the list's model."""
        if self.state.shown == "devices":
            rows = [self._device_row(d) for d in self.state.devices]
            deliver(rows[offset : offset + limit], len(rows))
            return

        def came(page: JudgedPage) -> None:
            self._judged.update({j.manifest: j for j in page.rows})
            deliver([self._judged_row(j) for j in page.rows], page.total)

        self._runner.submit(
            lambda _r: self._acts.judged(offset, limit), owner=self._view, done=came, failed=self._failed
        )

    def device_word(self, device: DeviceRow) -> str:
        """State of a device in words."""
        words = self._words
        return {
            "pending": words("Compare the fingerprint"), "confirmed": words("Confirmed"),
            "refused": words("Not confirmed"), "revoked": words("Revoked"), "forged": words("Not from our card"),
        }[device.state]  # fmt: skip

    def _device_row(self, device: DeviceRow) -> Row:
        reason = self._words("The card was used twice") if device.card_used_twice else ""
        if device.state == "forged":
            reason = self._words("The keys did not come from the holder of the card")
        return Row(
            device.device, name_of(device, self._words), grouped(device.fingerprint, 4), "",
            DEVICE_STATES[device.state], word=self.device_word(device), reason=reason,
        )  # fmt: skip

    def _judged_row(self, judged: Judged) -> Row:
        words = self._words
        objects = words.plural("{count} object", "{count} objects", judged.objects)
        at = Fmt(words.lang).moment(datetime.fromisoformat(judged.at), zone=False)
        return Row(
            judged.manifest, judged.device, objects, at, judged.answer, reason=self.reason(judged.reason)
        )  # fmt: skip

    def reason(self, code: str) -> str:
        """What a reason's code says, in one sentence."""
        key = f"{code}.what"
        if not code:
            return ""
        return self._words.label("error", key) if self._words.has_label("error", key) else code

    def choose(self, row: str) -> None:
        """Open a row."""
        device = next((d for d in self.state.devices if d.device == row), None)
        judged = self._judged.get(row)
        if self.state.shown == "devices":
            self._show(device=device, panel="", problems={}, failure="", said="")
        else:
            self._show(submission=judged, panel="")

    # -- devices and cards ------------------------------------------------------------------------------

    def set_folder(self, folder: str) -> None:
        """Where the root is: often a stick that is put in for a moment."""
        if folder != self.state.folder:
            self._show(folder=folder, problems={})

    def confirm(self, passphrase: str) -> None:
        """The fingerprint is the one the holder read out: certify the device."""
        device = self.state.device
        if device is None or device.state != "pending" or not self._has_root(passphrase):
            return
        folder = Path(self.state.folder.strip())
        self._act(
            self._words("Confirming a device"),
            lambda _r: self._acts.confirm(device.device, folder, passphrase), self._decided,
        )  # fmt: skip

    def _has_root(self, passphrase: str) -> bool:
        words = self._words
        problems = {}
        if not self.state.folder.strip():
            problems["folder"] = words("Choose the folder that holds the office's root.")
        if not passphrase:
            problems["passphrase"] = words("Type the passphrase of the root.")
        self._show(problems=problems, failure="", said="")
        return not problems

    def refuse(self) -> None:
        """The fingerprint is another, or nobody knows the device."""
        device = self.state.device
        if device is not None and device.state == "pending":
            self._act(
                self._words("Refusing a device"), lambda _r: self._acts.refuse(device.device), self._decided
            )  # fmt: skip

    def revoke(self, since: datetime) -> None:
        """Signatures of this device from then on do not count."""
        device = self.state.device
        if device is not None and device.state == "confirmed":
            at = since.isoformat(timespec="seconds")
            self._act(
                self._words("Revoking a device"), lambda _r: self._acts.revoke(device.device, at), self._decided
            )  # fmt: skip

    def _decided(self, decided: Decided) -> None:
        said = {
            "confirmed": self._words("The device is confirmed. It learns of it at its next sending."),
            "refused": self._words("The device was not confirmed. Its holder needs another card."),
            "revoked": self._words("The device is revoked."),
        }[decided.state]
        self._show(busy=False, said=said)
        self._announce(decided.changes)
        self.load()

    def open_card(self) -> None:
        """The panel that issues a card."""
        self._show(panel="card", device=None, submission=None, problems={}, failure="", said="")

    def close_panel(self) -> bool:
        """Put it away; whether it was open."""
        was = bool(self.state.panel)
        self._show(panel="", problems={}, failure="")
        return was

    def issue_card(self, code: str, out: str, passphrase: str) -> None:
        """Write a card for one device."""
        words = self._words
        ok = self._has_root(passphrase)
        problems = dict(self.state.problems)
        if not code.strip():
            problems["code"] = words("Give the documenter's or device's code.")
        if not out.strip():
            problems["out"] = words("Choose where to write the card.")
        self._show(problems=problems)
        if not ok or problems:
            return
        folder = Path(self.state.folder.strip())
        self._act(
            words("Issuing a card"),
            lambda _r: self._acts.issue_card(folder, code.strip(), Path(out.strip()), passphrase), self._card_issued,
        )  # fmt: skip

    def _card_issued(self, card: CardIssued) -> None:
        until = Fmt(self._words.lang).moment(datetime.fromisoformat(card.expires))
        said = self._words(
            "The card for {code} is written. It works once, until {until}. Hand it over with the paper act.",
            code=card.code, until=until,
        )  # fmt: skip
        self._show(busy=False, panel="", said=said)

    # -- receiving ----------------------------------------------------------------------------------------

    def pull(self) -> None:
        """Get what is new."""
        self._act(self._words("Getting new submissions"), self._acts.pull, self._pulled)

    def receive(self, stick: str, answer: str) -> None:
        """From a stick; the answer goes into an empty folder."""
        self._act(
            self._words("Reading a stick"),
            lambda r: self._acts.receive(Path(stick), Path(answer), r), self._pulled, answer,
        )  # fmt: skip

    def _pulled(self, pulled: Pulled) -> None:
        words = self._words
        parts = [words.plural("{count} submission accepted.", "{count} submissions accepted.", len(pulled.accepted))]
        if pulled.refused:
            parts.append(words.plural("{count} refused: see the reason on its row.",
                                      "{count} refused: see the reason on each row.", len(pulled.refused)))  # fmt: skip
        if not pulled.accepted and not pulled.refused:
            parts = [words("Nothing new.")]
        if self.state.answer:
            parts.append(words("The answer lies in {folder}: hand it back to the field.", folder=self.state.answer))
        self._show(busy=False, progress=None, said=" ".join(parts))
        self._announce(pulled.changes)
        self.load()

    def _act(self, title: str, job: Job, done: Callable[..., None], answer: str = "") -> None:
        if self.state.busy:
            return
        self._show(busy=True, answer=answer, progress=None, failure="", integrity=False, said="", problems={})
        self._handle = self._start(
            title,
            job,
            done,
            self._failed,
            lambda progress: self._show(progress=progress),
        )

    def cancel(self) -> None:
        """Stop at the next border; each submission is taken whole or not at all."""
        if self._handle is not None:
            self._handle.cancel()

    def _failed(self, error: Exception) -> None:
        self._show(busy=False, progress=None)
        if isinstance(error, Cancelled):
            self._show(said=_stopped(self._words, self.state.answer))
            self.load()
            return
        message = describe(error, self._words)
        if message.code == "vault.passphrase-wrong":
            self._show(problems={"passphrase": message.what})
            return
        self._show(failure=message.text, integrity=message.integrity)

    def kept(self) -> str:
        """What happens to what is done."""
        progress = self.state.progress
        if progress is not None and progress.phase == "courier.read":
            return self._words("The stick is read and checked as a whole. Nothing of it is taken in before that.")
        return self._words("Each submission is taken in whole or refused with its reason; nothing is half taken.")

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self._show(problems={}, failure="", said="", away="")
        self._view.reload()


def _stopped(words: Words, answer: str) -> str:
    """What holds after Cancel; ``answer`` is the folder for a stick's answer, "" for the server."""
    if answer:
        return words("Stopped. What was taken in stays; read the stick again for the rest and the answer.")
    return words("Stopped. What was taken in stays; the rest is still at the server.")


def name_of(device: DeviceRow, words: Words) -> str:
    """The code a device goes by; keys no card of ours vouches for have none."""
    return device.code or words("Unknown device")


def continues(device: DeviceRow, words: Words) -> list[str]:
    """What a device says it goes on from, a sentence for each ended ledger, oldest first."""
    said = []
    for one in device.continues:
        entries = words.plural("{count} entry", "{count} entries", one.size)
        if one.code:
            text = words("It continues device {code} ({fingerprint}): {entries} up to there.",
                         code=one.code, fingerprint=grouped(one.fingerprint, 4), entries=entries)  # fmt: skip
        else:
            text = words("It continues a device this office has never met ({fingerprint}): {entries} up to there.",
                         fingerprint=grouped(one.fingerprint, 4), entries=entries)  # fmt: skip
        if one.held > one.size:
            more = one.held - one.size
            text += " " + words.plural("The office holds {count} entry more of it.",
                                       "The office holds {count} entries more of it.", more)  # fmt: skip
        said.append(text)
    return said
