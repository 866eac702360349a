"""Handling levels in words, for window, command line and print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.schema.levels import LEVELS, strictest

if TYPE_CHECKING:
    from field_doc.evidence.model import RecordRow
    from field_doc.schema.labels import Labels


def level_word(labels: Labels, level: str) -> str:
    """The one word of a level, without what its label says in brackets; "" of none."""
    return labels.term(level).partition(" (")[0] if level in LEVELS else level


def level_chip(row: RecordRow, said: str, labels: Labels) -> tuple[str, str]:
    """What a record's header says of its level, and in full.

    Args:
        row: the record with its effective level.
        said: the level in the form as it stands now; "" if none is chosen.
        labels: of the present language.

    """
    words = labels.words
    own = said or row.own_level or row.effective_level
    # Only what lies below can be inherited: the record's own level, lowered in the form, is not.
    held = row.effective_level if row.level_from else own
    if row.has_draft and row.versions and not row.level_from and own and strictest((own, row.own_level)) != own:
        sealed = level_word(labels, row.own_level)
        meant = words(
            "The sealed version says {level}. A milder level counts once the amendment is sealed.", level=sealed
        )
        return words("{own} · sealed: {level}", own=level_word(labels, own), level=sealed), meant
    if not own or strictest((own, held)) == own:
        return level_word(labels, own), labels.term(own) if own else ""
    mine, theirs = level_word(labels, own), level_word(labels, held)
    meant = words(
        "The record itself says: {own}. It is handled as {level}, because of what it holds: {codes}.",
        own=mine, level=theirs, codes=", ".join(row.level_from),
    )  # fmt: skip
    return words("{own} · inherited: {level}", own=mine, level=theirs), meant
