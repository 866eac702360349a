"""The workbench's acts: what a transcript is made from, and opening a recording for the ear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from field_doc.app.commands import transcripts

if TYPE_CHECKING:
    from field_doc.app.commands.records import Begun
    from field_doc.app.commands.transcripts import Source
    from field_doc.app.session import Session
    from field_doc.decode.sound_values import SoundSource


class WorkbenchActs(Protocol):
    """What the workbench needs; every method runs off the GUI thread."""

    def source(self, record: str) -> Source:
        """The original: its recordings and its words."""
        ...

    def author(self) -> str:
        """Code of the person at work."""
        ...

    def sound(self, record: str, file_id: str, purpose: str) -> SoundSource:
        """A recording for the ear; entered in the ledger."""
        ...

    def begin(self, of: str, kind: str, language: str, source_language: str, file: str) -> Begun:
        """Begin a transcript or translation."""
        ...


class VaultWorkbench:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def source(self, record: str) -> Source:
        """See ``WorkbenchActs``."""
        return transcripts.source(self._session, record)

    def author(self) -> str:
        """See ``WorkbenchActs``."""
        return transcripts.author(self._session)

    def sound(self, record: str, file_id: str, purpose: str) -> SoundSource:
        """See ``WorkbenchActs``."""
        return transcripts.open_sound(self._session, record, file_id, purpose=purpose)

    def begin(self, of: str, kind: str, language: str, source_language: str, file: str) -> Begun:
        """See ``WorkbenchActs``."""
        return transcripts.new(
            self._session, of, kind=kind, language=language, source_language=source_language, file=file
        )
