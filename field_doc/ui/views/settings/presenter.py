"""What the settings decide: passphrase, backup, checks; no widgets, no threads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from field_doc.base.errors import Cancelled
from field_doc.ui.acts.host import StartLong, pooled
from field_doc.ui.checkwords import finding_words
from field_doc.ui.fmt import Fmt
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from field_doc.app.changes import Changes, Done
    from field_doc.app.commands.upkeep import BackupResult, CheckResult
    from field_doc.app.self_check import Check
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.ui.acts.upkeep import Part, Safety, SettingsActs
    from field_doc.ui.tasks import Handle, Runner

_STATES: Final = {"ok": "holds", "notice": "attention", "failed": "fails"}
_SHOWN_FINDINGS: Final = 100


@dataclass(frozen=True, slots=True)
class LongState:
    """A long act of this screen: ``what`` is ``backup``, ``check`` or ""."""

    what: str = ""
    progress: Progress | None = None
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What an act ended with: a state of ``marks`` and words; ``rows`` are findings."""

    state: str
    text: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing the self-check looked at: state, name, detail."""

    state: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class SettingsState:
    """All the screen shows of the vault's safety."""

    safety: Safety | None = None
    long: LongState = LongState()
    phrase: Said | None = None
    phrase_busy: bool = False
    backup: Said | None = None
    check: Said | None = None
    looked: tuple[Looked, ...] = ()
    looking: bool = False
    parts: tuple[Part, ...] = ()


class SettingsScreen(Protocol):
    """What the presenter says to the view."""

    def show_state(self, state: SettingsState) -> None:
        """Show a state."""
        ...

    def phrase_changed(self) -> None:
        """The passphrase is another now: empty the fields."""
        ...


def backup_name(vault: str, day: str, taken: Callable[[str], bool]) -> str:
    """A free folder name for a backup: the vault's own name and the day; nothing else is said by it."""
    base = re.sub(r"[^\w.-]+", "-", vault, flags=re.UNICODE).strip("-.") or "vault"
    name, number = f"{base}-{day}", 1
    while taken(name):
        number += 1
        name = f"{base}-{day}-{number}"
    return name


def check_words(check: Check, words: Words) -> Looked:
    """A line of the self-check in words."""
    name = words.label("self_check", check.name) if words.has_label("self_check", check.name) else check.name
    detail = check.detail
    key = f"{check.name}.{check.detail}"
    if words.has_label("self_check", key):
        detail = words.label("self_check", key)
    return Looked(_STATES[check.state], name, detail)


class SettingsPresenter:
    """One long act at a time; it goes on while other screens are used."""

    def __init__(
        self,
        view: SettingsScreen,
        runner: Runner,
        acts: SettingsActs,
        words: Words,
        *,
        announce: Callable[[Changes], None],
        long: StartLong | None = None,
        today: Callable[[], str],
    ) -> None:
        self._view, self._runner, self._acts, self._words = view, runner, acts, words
        self._announce, self._long, self._today = announce, long or pooled(runner), today
        self._handle: Handle | None = None
        self.state = SettingsState()

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_state(self.state)

    def refresh(self) -> None:
        """Shares, backup, place; versions once."""

        def done(found: Safety) -> None:
            self._show(safety=found)

        self._runner.submit(lambda _r: self._acts.safety(), owner=self._view, done=done, failed=self._lost)
        if not self.state.parts:
            self._runner.submit(
                lambda _r: self._acts.about(), owner=self._view, done=lambda p: self._show(parts=p), failed=self._lost,
                where="pool",
            )  # fmt: skip

    def _lost(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._show(check=Said("attention", describe(error, self._words).text))

    # passphrase

    def change_passphrase(self, old: str, new: str) -> None:
        """Replace it; the old one is asked again."""
        if self.state.phrase_busy:
            return
        self._show(phrase_busy=True, phrase=None)

        def done(result: Done) -> None:
            self._announce(result.changes)
            said = self._words("The passphrase is changed. Backups made before still open with the old one.")
            self._show(phrase_busy=False, phrase=Said("saved", said))
            self._view.phrase_changed()

        def failed(error: Exception) -> None:
            self._show(phrase_busy=False, phrase=Said("attention", describe(error, self._words).text))

        self._runner.submit(
            lambda _r: self._acts.change_passphrase(old, new), owner=self._view, done=done, failed=failed
        )

    # long acts

    def backup(self, folder: Path) -> None:
        """Write a backup into a folder, under a name of its own."""
        safety = self.state.safety
        if self.state.long.what or safety is None:
            return
        out = folder / backup_name(safety.vault, self._today(), lambda name: (folder / name).exists())
        kept = self._words("The vault can be used meanwhile. If you cancel, nothing half-written is called a backup.")
        self._show(long=LongState("backup", None, kept), backup=None)

        def done(result: BackupResult) -> None:
            fmt = Fmt(self._words.lang)
            said = self._words(
                "The backup is complete, read back and equal: {files} files, {size}.",
                files=fmt.number(result.files), size=fmt.size(result.bytes),
            )  # fmt: skip
            self._show(long=LongState(), backup=Said("saved", f"{said} {out.name}"))
            self._announce(result.changes)
            self.refresh()

        self._start(
            self._words("Backup"),
            lambda reporter: self._acts.backup(out, reporter),
            done,
            lambda error: self._show(long=LongState(), backup=self._not_done(error)),
        )

    def check(self, *, full: bool) -> None:
        """Look whether the vault is what was written; nothing is mended."""
        if self.state.long.what:
            return
        kept = self._words("Nothing is changed by a check. If you cancel, nothing is lost.")
        self._show(long=LongState("check", None, kept), check=None)

        def done(result: CheckResult) -> None:
            self._show(long=LongState(), check=self._checked(result, full=full))
            self._announce(result.changes)

        self._start(
            self._words("Checking the vault"),
            lambda reporter: self._acts.check(full=full, reporter=reporter),
            done,
            lambda error: self._show(long=LongState(), check=self._not_done(error)),
        )

    def _start(
        self,
        title: str,
        job: Callable[..., object],
        done: Callable[..., None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._handle = self._long(title, job, done, failed, self._progressed)

    def _progressed(self, progress: Progress) -> None:
        if self.state.long.what:
            self._show(long=replace(self.state.long, progress=progress))

    def cancel(self) -> None:
        """Stop the long act at its next border."""
        if self._handle is not None:
            self._handle.cancel()

    def _not_done(self, error: Exception) -> Said:
        if isinstance(error, Cancelled):
            return Said("attention", self._words("Stopped. The vault is as it was."))
        message = describe(error, self._words)
        return Said("fails" if message.integrity else "attention", message.text)

    def _checked(self, result: CheckResult, *, full: bool) -> Said:
        words, fmt = self._words, Fmt(self._words.lang)
        if result.findings:
            count = len(result.findings)
            text = words.plural(
                "{count} thing is not as it was written.", "{count} things are not as they were written.", count
            )
            kept = words("Nothing was changed. Keep this computer as it is, make a backup, and tell the office.")
            rows = tuple(finding_words(f, words) for f in result.findings[:_SHOWN_FINDINGS])
            return Said("fails", f"{text} {kept}", rows)
        files, size = fmt.number(result.payloads), fmt.size(result.bytes)
        if full:
            return Said(
                "holds",
                words(
                    "Every file was decrypted and counted again: {files} files, {size}. All as written.",
                    files=files,
                    size=size,
                ),
            )
        return Said(
            "holds",
            words("Ledger and sealed versions were counted again, {files} files are in their place.", files=files),
        )

    # this computer

    def look(self) -> None:
        """Look at the program and this computer."""
        if self.state.looking:
            return
        self._show(looking=True, looked=())

        def done(found: tuple[Check, ...]) -> None:
            # What a person should know stands first.
            order = {"fails": 0, "attention": 1, "holds": 2}
            lines = sorted((check_words(c, self._words) for c in found), key=lambda line: order[line.state])
            self._show(looking=False, looked=tuple(lines))

        def failed(error: Exception) -> None:
            self._show(looking=False)
            self._lost(error)

        self._runner.submit(
            lambda _r: self._acts.self_check(), owner=self._view, done=done, failed=failed, where="pool"
        )

    def retranslate(self, words: Words) -> None:
        """Speak the other language; results of acts are asked for again when wanted."""
        self._words = words
        self._show(phrase=None, backup=None, check=None, looked=())
