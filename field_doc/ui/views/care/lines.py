"""What the pages of care say: entries of the directory, times, needs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from field_doc.app.commands.care import of_oblast
from field_doc.base.ids import new_id

if TYPE_CHECKING:
    from field_doc.app.commands.care import Help, Task
    from field_doc.formats.referrals import Entry
    from field_doc.schema.labels import Labels
    from field_doc.schema.registry import Registry
    from field_doc.ui.fmt import Fmt

# What can be offered there and then; the rest of the list is about how to hold a talk.
NEEDS: Final = (
    "pn_medical", "pn_sgbv_care", "pn_psych", "pn_legal", "pn_shelter", "pn_protection", "pn_child_protection",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One place of help as a person reads it: numbers large, then what, when, in which languages, how old."""

    numbers: tuple[str, ...]
    name: str
    under: str
    checked: str


def place(entry: Entry, labels: Labels, fmt: Fmt) -> Place:
    """An entry in words."""
    words = labels.words
    said = entry.name.get(words.lang) or next(iter(entry.name.values()))
    hours = entry.hours.get(words.lang) or next(iter(entry.hours.values()), "")
    note = entry.note.get(words.lang) or next(iter(entry.note.values()), "")
    needs = ", ".join(labels.term(need) for need in entry.needs)
    spoken = ", ".join(labels.term(tag) for tag in entry.languages)
    day = fmt.day(date.fromisoformat(entry.last_checked)) if entry.last_checked else ""
    checked = words("Last checked {day}", day=day) if day else ""
    parts = (needs, hours, spoken, entry.online if entry.phones else "", note)
    return Place(entry.phones or (entry.online,), said, " · ".join(p for p in parts if p), checked)


def places(found: Help, oblast: str, labels: Labels, fmt: Fmt) -> tuple[Place, ...]:
    """Places of an oblast, then those of the whole country."""
    return tuple(place(one, labels, fmt) for one in of_oblast(found, oblast))


def urgent(found: Help, labels: Labels, fmt: Fmt) -> tuple[Place, ...]:
    """The numbers of the state."""
    return tuple(place(one, labels, fmt) for one in found.emergency)


def oblasts(registry: Registry, labels: Labels) -> list[tuple[str, str]]:
    """Every oblast as (term, label), the whole country first."""
    named = [(term.id, labels.term(term.id)) for term in registry.vocabulary("ua_oblasts").terms]
    return [("", labels.words("The whole country")), *named]


def due(task: Task, labels: Labels, fmt: Fmt) -> str:
    """When somebody is to be asked after, in one sentence."""
    words = labels.words
    first, last = fmt.moment(task.first), fmt.moment(task.last)
    said = words("{code}: between {first} and {last}", code=task.code, first=first, last=last)
    return f"{said} · {words('not reached yet')}" if task.outcome == "not_reached" else said


def stop_note(at: datetime, offered: Sequence[str], labels: Labels, fmt: Fmt) -> dict[str, Any]:
    """Fields of a note that says no more than that a talk was stopped, when, and what was offered."""
    words = labels.words
    text = words("The talk was stopped, {when}.", when=fmt.moment(at))
    if offered:
        text += " " + words("Offered: {what}.", what=", ".join(labels.term(need) for need in offered))
    paragraph = {"lang": words.lang, "paragraphs": [text]}
    return {"entries": [{"id": new_id(), "at": at.isoformat(timespec="seconds"), "text": paragraph}]}
