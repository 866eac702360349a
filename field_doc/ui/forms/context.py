"""What every editor is given: words, labels, lists, and the few things it must ask others for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from field_doc.ui.fmt import KYIV, Fmt
from field_doc.ui.forms.picks import Picks

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.schema.labels import Labels
    from field_doc.schema.registry import Registry

Json = Any


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """A record that a reference may point to: its id, and words for a person (code first)."""

    id: str
    text: str


class RecordFinder(Protocol):
    """Finds records for references; a presenter that asks the database."""

    def find(self, types: Sequence[str], typed: str, deliver: Callable[[Sequence[RecordChoice]], None]) -> None:
        """Records of these types whose code or title fits what was typed."""
        ...

    def text_of(self, record_id: str) -> str:
        """Words for a record already referred to; the id itself if it is not known."""
        ...


class NoRecords:
    """A finder that knows nothing: codes and ids can still be typed."""

    def find(self, types: Sequence[str], typed: str, deliver: Callable[[Sequence[RecordChoice]], None]) -> None:
        """Nothing."""
        del types, typed
        deliver(())

    def text_of(self, record_id: str) -> str:
        """The id itself."""
        return record_id


def _now() -> datetime:
    return datetime.now(KYIV)


@dataclass(frozen=True, slots=True)
class FormContext:
    """Handed down from the form to every editor; immutable, made anew for another language."""

    words: Words
    labels: Labels
    registry: Registry
    type_name: str
    record_lang: str = "uk"
    finder: RecordFinder = field(default_factory=NoRecords)
    now: Callable[[], datetime] = _now
    # Reads a file a person chose; gives its bytes later (None: cancelled). Wired by the screen.
    read_file: Callable[[Callable[[bytes, str], None]], None] | None = None
    # The layout this person sees ("default", "lawyer").
    layout: str = "default"
    # Favourites and last used entries of lists; kept in the vault by the window.
    picks: Picks = field(default_factory=Picks)

    @property
    def lang(self) -> str:
        """The reader's language."""
        return self.words.lang

    @property
    def fmt(self) -> Fmt:
        """Formatting of that language."""
        return Fmt(self.words.lang)

    def reasons(self) -> tuple[tuple[str, str], ...]:
        """Reasons for being empty: the three that are said most stand first."""
        terms = [(t.id, t.label(self.lang)) for t in self.registry.vocabulary("null_reasons").terms]
        first = ("nv_not_asked", "nv_not_remembered", "nv_refused")
        ahead = [pair for code in first for pair in terms if pair[0] == code]
        return (*ahead, *(pair for pair in terms if pair[0] not in first))


def reason_of(value: Json) -> str:
    """The reason code of a value that is a reason, else ""."""
    if isinstance(value, dict) and set(value) == {"null_reason"}:
        return str(value["null_reason"])
    return ""


def is_empty(value: Json) -> bool:
    """Absent or nothing in it; a reason is not empty."""
    return value is None or value in ("", [], {})
