"""What the media view decides: which files, an intake and its results, export, detaching; no widgets, no threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from field_doc.app.level_words import level_word
from field_doc.base.errors import Cancelled
from field_doc.schema import registry
from field_doc.ui.acts.host import StartLong, pooled
from field_doc.ui.fmt import Fmt
from field_doc.ui.messages import describe
from field_doc.ui.views.media.tiles import Tile, advice_of, failed_tile, plain_name, tile_of

if TYPE_CHECKING:
    from field_doc.app.changes import Changes, Done
    from field_doc.app.commands.files import Exported, FilesPage
    from field_doc.app.commands.intake import IntakeResult
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.ui.acts.media import MediaActs
    from field_doc.ui.tasks import Handle, Runner

SOURCE_KINDS: Final = ("card", "phone-copy", "messenger", "unknown")
FILTERS: Final = ("all", "saved", "failed")


@dataclass(frozen=True, slots=True)
class Sums:
    """How a batch stands; the four always make the total."""

    taken: int = 0
    known: int = 0
    failed: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """All files of the batch."""
        return self.taken + self.known + self.failed + self.waiting


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one path that was not simply taken in: its state, its name, the reason."""

    state: str
    name: str
    reason: str
    path: str


@dataclass(frozen=True, slots=True)
class IntakeState:
    """All the view shows of an intake. ``asking``: chosen paths whose source is not known yet."""

    asking: tuple[Path, ...] = ()
    asked_problem: str = ""
    running: bool = False
    progress: Progress | None = None
    kept: str = ""
    stopped: str = ""
    ended: str = ""
    sums: Sums = Sums()
    lines: tuple[Line, ...] = ()


class MediaScreen(Protocol):
    """What the presenter says to the view."""

    def show_intake(self, state: IntakeState) -> None:
        """Show how an intake stands."""
        ...

    def show_total(self, total: int) -> None:
        """How many files there are."""
        ...

    def reload(self) -> None:
        """Ask for the tiles again."""
        ...

    def say(self, text: str, *, problem: bool = False) -> None:
        """Say what an act did, or why it could not."""
        ...


@dataclass(slots=True)
class _Batch:
    paths: tuple[Path, ...]
    source_kind: str
    total: int = 0
    results: list[Line] = field(default_factory=list)


class MediaPresenter:
    """One intake at a time; it goes on while other screens are shown.

    Args:
        view: the screen.
        runner: threads.
        acts: the program's acts.
        words: the language.
        announce: tells every screen what was written.
        record: id of the record the files stand with; "" shows all files of the vault.
        warning: words of a content warning's term id.
        long: runs the intake, which outlives the screen.

    """

    def __init__(
        self,
        view: MediaScreen,
        runner: Runner,
        acts: MediaActs,
        words: Words,
        *,
        announce: Callable[[Changes], None],
        record: str = "",
        warning: Callable[[str], str] = str,
        long: StartLong | None = None,
    ) -> None:
        self._long = long or pooled(runner)
        self._view: MediaScreen | None = view
        self._runner, self._acts, self._words = runner, acts, words
        self._announce, self._warning = announce, warning
        self.record = record
        self.state = IntakeState()
        self._batch: _Batch | None = None
        self._handle: Handle | None = None
        self._failed: tuple[Tile, ...] = ()
        self._known: frozenset[str] = frozenset()
        self._filter = "all"

    def set_filter(self, key: str) -> None:
        """Show all, only what is in the vault, or only what failed."""
        self._filter = key if key in FILTERS else "all"
        if self._view is not None:
            self._view.reload()

    def gone(self) -> None:
        """The screen was closed; an intake goes on, nothing is shown any more."""
        self._view = None

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        if self._view is not None:
            self._view.show_intake(self.state)

    # files

    def page(self, offset: int, limit: int, deliver: Callable[[Sequence[Tile], int], None]) -> None:
        """Tiles by pages; what could not be taken in stands first, where it was looked for."""
        lead = () if self._filter == "saved" else self._failed
        if self._filter == "failed":
            deliver(lead[offset : offset + limit], len(lead))
            return
        skip = min(offset, len(lead))
        head = lead[skip : skip + limit]
        start, room = offset - skip if offset > len(lead) else max(0, offset - len(lead)), limit - len(head)

        def done(found: FilesPage) -> None:
            if self._view is None:
                return
            warn = {s: tuple(self._warning(t) for t in terms) for s, terms in found.warnings.items()}
            labels = registry.load().labels(self._words)
            strict = {s: level_word(labels, level) for s, level in found.levels.items()}
            tiles = [
                self._tile(tile_of(f, warn.get(f.series_id, ()), self._words, strict.get(f.series_id, "")))
                for f in found.files
            ]
            self._view.show_total(found.total)
            deliver([*head, *tiles], found.total + len(lead))

        self._runner.submit(
            lambda _r: self._acts.page(self.record, max(1, room), start), owner=self._view, done=done, failed=self._told
        )

    def _tile(self, tile: Tile) -> Tile:
        """A file of the last batch that was there before carries that as its first mark."""
        if tile.id not in self._known:
            return tile
        return replace(tile, state="known", marks=(("copy", self._words("already there")), *tile.marks))

    def _told(self, error: Exception) -> None:
        if self._view is not None and not isinstance(error, Cancelled):
            self._view.say(describe(error, self._words).text, problem=True)

    # intake

    def choose(self, paths: Iterable[Path]) -> None:
        """Files or folders were dropped or chosen; where they come from is asked once for all of them."""
        chosen = tuple(paths)
        if chosen and not self.state.running:
            self._show(asking=chosen, asked_problem="", ended="", stopped="")

    def forget(self) -> None:
        """Nothing is taken in after all."""
        self._show(asking=(), asked_problem="")

    def start(self, source_kind: str) -> None:
        """Take the chosen paths in."""
        if not self.state.asking:
            return
        if source_kind not in SOURCE_KINDS:
            self._show(asked_problem=self._words("Say where the files come from; “not known” is an answer too."))
            return
        self._batch = _Batch(self.state.asking, source_kind)
        self._run()

    def resume(self) -> None:
        """Go on after a stop: what is in the vault already is recognised and not taken twice."""
        if self._batch is not None and not self.state.running:
            self._run()

    def _run(self) -> None:
        batch = self._batch
        assert batch is not None
        self._failed, self._known = (), frozenset()
        self._show(
            asking=(), asked_problem="", running=True, progress=None, stopped="", ended="", lines=(), sums=Sums(),
            kept=self._words("Reading what is there. The source is only read."),
        )  # fmt: skip
        # The intake outlives the screen: its results are in the vault either way.
        self._handle = self._long(
            self._words("Taking in"),
            lambda reporter: self._acts.take_in(batch.paths, self.record, batch.source_kind, reporter),
            self._done,
            self._stopped,
            self._progressed,
        )

    def cancel(self) -> None:
        """Stop at the next border; what is in the vault stays."""
        if self._handle is not None and self.state.running:
            self._handle.cancel()
            self._show(kept=self._words("Stopping. What is in the vault stays there."))

    def _progressed(self, progress: Progress) -> None:
        batch = self._batch
        if batch is None:
            return
        if progress.phase == "intake.look":
            self._show(progress=progress, kept=self._looking())
            return
        # Files on their way between reading and acknowledgement are counted in neither figure.
        batch.total = max(batch.total, progress.items_total)
        progress = replace(progress, items_total=batch.total)
        waiting = batch.total - progress.items_done
        self._show(
            progress=progress,
            kept=self._kept(progress.items_done, waiting),
            sums=Sums(taken=progress.items_done, waiting=waiting),
        )

    def _looking(self) -> str:
        return self._words(
            "All files are in the vault, complete and checked. Now the program reads what they say about themselves;"
            " this can be stopped and goes on later."
        )

    def _kept(self, done: int, waiting: int) -> str:
        words = self._words
        inside = words.plural(
            "{count} file is in the vault, complete and checked.",
            "{count} files are in the vault, complete and checked.",
            done,
        )
        if not waiting:
            return inside
        rest = words.plural(
            "If you cancel, what is there stays, and the other {count} can be taken in later. The source is only read.",
            "If you cancel, what is there stays, and the other {count} can be taken in later. The source is only read.",
            waiting,
        )
        return f"{inside} {rest}"

    def _done(self, result: IntakeResult) -> None:
        words, items = self._words, result.items
        bad = [i for i in items if i.status in {"failed", "refused"}]
        self._failed = tuple(failed_tile(n, item, words) for n, item in enumerate(bad))
        self._known = frozenset(i.file_id for i in items if i.status == "known" and i.file_id)
        taken, known = (sum(i.status == s for i in items) for s in ("taken", "known"))
        total = max(self._batch.total if self._batch else 0, len(items))
        waiting = total - len(items) if result.cancelled else 0
        self._show(
            running=False,
            progress=None,
            sums=Sums(taken, known, len(bad), waiting),
            lines=tuple(self._lines(result)),
            ended=self._ended(taken, waiting),
            stopped=self._cut(waiting) if waiting else "",
        )
        self._announce(result.changes)
        if self._view is not None:
            self._view.reload()

    def _cut(self, waiting: int) -> str:
        return self._words.plural(
            "Stopped. {count} file was not begun.", "Stopped. {count} files were not begun.", waiting
        )

    def _ended(self, taken: int, waiting: int) -> str:
        words = self._words
        if waiting:
            return ""
        return words.plural("{count} file was taken in.", "{count} files were taken in.", taken)

    def _lines(self, result: IntakeResult) -> Iterable[Line]:
        words = self._words
        for item in result.items:
            name = plain_name(item.path.rpartition("/")[2])
            if item.status == "known":
                said = words("It was in the vault already. No second copy was made.")
                yield Line("known", name, said, item.path)
            elif item.status in {"failed", "refused"}:
                yield Line(item.status, name, advice_of(item.code or "", words), item.path)

    def _stopped(self, error: Exception) -> None:
        message = describe(error, self._words)
        cut = isinstance(error, Cancelled)
        self._show(
            running=False,
            stopped=self._words("Stopped.") if cut else message.what,
            kept=self._words("What is in the vault stays there.") if cut else f"{message.kept} {message.do}".strip(),
        )
        if self._view is not None:
            self._view.reload()

    def dismiss(self) -> None:
        """The results were read."""
        self._failed, self._known, self._batch, self._filter = (), frozenset(), None, "all"
        self._show(ended="", stopped="", lines=(), sums=Sums(), kept="")
        if self._view is not None:
            self._view.reload()

    # acts on one file

    def export(self, tile: Tile, out: Path, purpose: str) -> bool:
        """Write a plain copy; False without a purpose."""
        if not purpose.strip():
            return False

        def done(result: Exported) -> None:
            self._announce(result.changes)
            size = Fmt(self._words.lang).size(result.bytes)
            self._say(self._words("The copy was written, read back and compared: {size}.", size=size))

        self._runner.submit(
            lambda reporter: self._acts.export(tile.id, out, purpose.strip(), reporter),
            owner=self._view,
            done=done,
            failed=self._told,
            where="pool",
        )
        return True

    def detach(self, tile: Tile, reason: str) -> bool:
        """Take the file's series from the record; False without a reason."""
        if not reason.strip() or not self.may_detach(tile):
            return False

        def done(result: Done) -> None:
            self._announce(result.changes)
            self._say(self._words("The files no longer stand with this record. Their bytes and entries are kept."))
            if self._view is not None:
                self._view.reload()

        self._runner.submit(
            lambda _r: self._acts.detach(self.record, tile.series, reason.strip()),
            owner=self._view,
            done=done,
            failed=self._told,
        )
        return True

    def may_detach(self, tile: Tile) -> bool:
        """A series can be taken from a record it was put to, not from itself."""
        return bool(self.record and tile.series and tile.series != self.record)

    def _say(self, text: str) -> None:
        if self._view is not None:
            self._view.say(text)

    def retranslate(self, words: Words) -> None:
        """Speak the other language; the tiles come anew."""
        self._words = words
        self._show()
