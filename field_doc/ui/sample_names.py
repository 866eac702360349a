"""An invented names check, for screenshots and tests of pages: nobody of that name stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from field_doc.app.changes import Kind, changed
from field_doc.app.commands.names import Decided, Looked
from field_doc.base.progress import Progress
from field_doc.evidence.names_check import NameHit

if TYPE_CHECKING:
    from field_doc.base.progress import Reporter
    from field_doc.ui.acts.names import Scope


def _hit(
    number: int, code: str, kind: str, path: str, texts: tuple[str, str, str], *, where: str = "field",
    persons: tuple[str, ...] = ("P-3KTM-7",), grade: str = "likely", of: str = "name", decision: str = "",
) -> NameHit:  # fmt: skip
    before, found, after = texts
    file = path if where in {"file_name", "exif"} else ""
    return NameHit(
        f"id-{code}", code, kind, path, where, before, found, after, persons, of, grade, f"{code}:{number:012x}",
        file, decision, (f"{number:064x}",),
    )  # fmt: skip


def sample_hits() -> tuple[NameHit, ...]:
    """A name declined, a telephone, an address, a file's name, a doubtful word, one decided."""
    return (
        _hit(1, "I-4TF9-R", "incident", "summary",
             ("З машин вийшли шестеро. Їх бачила сусідка ", "Грушевецької", ", яка стояла на городі й чула постріли.")),
        _hit(2, "I-4TF9-R", "incident", "summary", ("Потім ", "Грушевецьку Оксану Іванівну", " повезли до лікарні.")),
        _hit(3, "W-7K3Q-C", "statement", "account",
             ("Записали телефон доньки: ", "050 123-45-67", ", дзвонити ввечері."), of="phone"),
        _hit(4, "W-7K3Q-C", "statement", "account", ("Зараз живе у родичів, ", "Лісова, 7", ", другий під’їзд."),
             of="address", persons=("P-8WQ2-D",)),
        _hit(5, "M-6B0V-4", "item", "file-1", ("DCIM/", "hrushevetska", "_2022-03-16.jpg"), where="file_name"),
        _hit(6, "I-4TF9-R", "incident", "context_before", ("Того дня вдарив ", "мороз", ", на дорозі була ожеледь."),
             persons=("P-55VN-K",), grade="possible"),
        _hit(7, "S-2M8X-1", "burial_site", "remarks", ("Позначку поставив ", "Роман", " з групи розмінування."),
             persons=("P-3KTM-7", "P-8WQ2-D", "P-55VN-K", "P-90AC-3"), grade="possible", decision="not_a_name"),
    )  # fmt: skip


@dataclass
class SampleNames:
    """The acts on invented hits; ``error`` is raised by a look."""

    hits: tuple[NameHit, ...] = field(default_factory=sample_hits)
    compared: int = 12
    closed: tuple[str, ...] = ("P-90AC-3", "P-2J7E-0")
    error: Exception | None = None
    asked: list[Scope] = field(default_factory=list)
    decided: list[tuple[tuple[str, ...], str]] = field(default_factory=list)

    def look(self, scope: Scope, reporter: Reporter) -> Looked:
        """See ``NamesActs``."""
        self.asked.append(scope)
        reporter.report(Progress("names.look", 1, 6, 0, 0))
        if self.error is not None:
            raise self.error
        return Looked(self.hits, 6, self.compared, self.closed)

    def decide(self, hits: Sequence[NameHit], decision: str) -> Decided:
        """See ``NamesActs``."""
        keys = tuple(hit.key for hit in hits)
        self.decided.append((keys, decision))
        self.hits = tuple(replace(h, decision=decision) if h.key in keys else h for h in self.hits)
        return Decided(len(hits), changed(Kind.LEDGER))


MANY: Final = 45


def many_hits() -> tuple[NameHit, ...]:
    """More than two pages of one place."""
    return tuple(replace(sample_hits()[0], key=f"I-4TF9-R:{n:012x}", stored=(f"{n:064x}",)) for n in range(MANY))
