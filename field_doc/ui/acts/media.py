"""Media for the window: pages of files, thumbnails as pixels, intake, viewing, export, detaching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from field_doc.app.commands import files, intake, records
from field_doc.decode.values import Pixels

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.changes import Done
    from field_doc.app.commands.files import Exported, FilesPage
    from field_doc.app.commands.intake import IntakeResult
    from field_doc.app.session import Session
    from field_doc.base.progress import Reporter
    from field_doc.decode.values import Problem


class MediaActs(Protocol):
    """What the media view needs; every method runs off the GUI thread. ``record`` "" means all files."""

    def page(self, record: str, limit: int, offset: int) -> FilesPage:
        """Some files of a record, or of all."""
        ...

    def thumbnails(self, ids: Sequence[str]) -> dict[str, Pixels | None]:
        """Thumbnails as bare pixels; None where there is none."""
        ...

    def take_in(self, paths: Sequence[Path], record: str, source_kind: str, reporter: Reporter) -> IntakeResult:
        """Take files in; for no record a new item is begun."""
        ...

    def view(self, file_id: str, purpose: str) -> Pixels | Problem:
        """Pixels of an original, entered in the ledger."""
        ...

    def export(self, file_id: str, out: Path, purpose: str, reporter: Reporter) -> Exported:
        """A plain copy outside the vault."""
        ...

    def detach(self, record: str, series: str, reason: str) -> Done:
        """Take a series from a record."""
        ...


class VaultMedia:
    """The acts on an open session.

    Args:
        session: the open session.
        case: id of the case a new item belongs to, "" for none.

    """

    def __init__(self, session: Session, case: str = "") -> None:
        self._session = session
        self.case = case
        # Made here once, before intake and thumbnails ask for it from two threads; starts no process yet.
        _ = session.decoder

    def page(self, record: str, limit: int, offset: int) -> FilesPage:
        """See ``MediaActs``."""
        return files.page_of_files(self._session, record or None, limit=limit, offset=offset)

    def thumbnails(self, ids: Sequence[str]) -> dict[str, Pixels | None]:
        """See ``MediaActs``."""
        found = {file_id: files.thumbnail_pixels(self._session, file_id) for file_id in ids}
        return {file_id: pixels if isinstance(pixels, Pixels) else None for file_id, pixels in found.items()}

    def take_in(self, paths: Sequence[Path], record: str, source_kind: str, reporter: Reporter) -> IntakeResult:
        """See ``MediaActs``."""
        into = record or records.new_record(self._session, "item", {}, case=self.case or None).id
        return intake.take_in(self._session, paths, into, source_kind=source_kind, reporter=reporter)

    def view(self, file_id: str, purpose: str) -> Pixels | Problem:
        """See ``MediaActs``."""
        return files.view_pixels(self._session, file_id, purpose=purpose)

    def export(self, file_id: str, out: Path, purpose: str, reporter: Reporter) -> Exported:
        """See ``MediaActs``."""
        return files.export_file(self._session, file_id, out, purpose=purpose, plain=True, reporter=reporter)

    def detach(self, record: str, series: str, reason: str) -> Done:
        """See ``MediaActs``."""
        return files.detach(self._session, record, series, reason)
