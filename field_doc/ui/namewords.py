"""Words for a place where somebody's name stands: where, whose, what was decided. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.evidence.names_check import same
from field_doc.evidence.names_texts import FILE_PLACES
from field_doc.schema.shown import name_of

if TYPE_CHECKING:
    from field_doc.app.commands.names import Looked
    from field_doc.base.i18n import Words
    from field_doc.evidence.names_check import NameHit
    from field_doc.schema.labels import Labels
    from field_doc.schema.registry import Registry


@dataclass(frozen=True, slots=True)
class NameSaid:
    """One place as a card shows it. ``others``: so many more of the same in the record nobody decided about."""

    hit: NameHit
    where: str
    whose: str
    decided: str
    others: int = 0


def say(hit: NameHit, hits: Sequence[NameHit], labels: Labels, registry: Registry) -> NameSaid:
    """A hit in words, among the hits it was found with."""
    words = labels.words
    others = sum(1 for other in same(hits, hit) if other.key != hit.key and other.open)
    return NameSaid(
        hit, f"{hit.code} · {place(hit, labels, registry)}", _whose(hit, words), _decided(hit, words), others
    )


def place(hit: NameHit, labels: Labels, registry: Registry) -> str:
    """The field's name; of a file, whether it is its name or what stands inside."""
    if hit.where in FILE_PLACES:
        return labels.words.label("names-where", hit.where)
    return name_of(labels, registry.record_type(hit.type), hit.field_path)


def _whose(hit: NameHit, words: Words) -> str:
    kind = words.label("names-kind", hit.kind)
    if hit.grade == "likely":
        return words("{kind} of {person}", kind=kind[:1].upper() + kind[1:], person=hit.person_code)
    return words("Perhaps {kind} of {person}", kind=kind, person=hit.person_code)


def _decided(hit: NameHit, words: Words) -> str:
    texts = {
        "keep": words("It stays as it is."), "not_a_name": words("It is not this person."),
        "to_change": words("To be changed. Until then nothing is exported."),
    }  # fmt: skip
    return texts.get(hit.decision, "")


def summary(looked: Looked, words: Words) -> str:
    """What was compared with what."""
    records = words.plural("{count} record was looked through.", "{count} records were looked through.", looked.records)
    if not looked.compared:
        return records
    people = words.plural(
        "{count} identity was looked for.", "{count} identities were looked for.", looked.compared
    )  # fmt: skip
    return f"{people} {records}"


def not_looked_for(compared: int, closed: Sequence[str], words: Words) -> str:
    """What the check could not see; "" where it saw everything."""
    if not compared and not closed:
        return words("This vault holds no identity records: nothing could be looked for.")
    if not closed:
        return ""
    shown = ", ".join(closed[:12]) + (" …" if len(closed) > 12 else "")
    return words("Closed to their keepers and not looked for: {codes}. Read the texts for these names yourself.",
                 codes=shown)  # fmt: skip
