"""Paragraphs of a note as values: stamped when begun, split where an empty line was typed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from field_doc.base.ids import new_id

Json = Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph: its id in the group, the instant it was begun (ISO), its text and language.

    ``rest`` is everything else the stored member holds; it is given back as it was.
    """

    id: str
    at: str
    text: str
    lang: str = "uk"
    rest: Mapping[str, Json] | None = None

    @property
    def moved_to(self) -> str:
        """The record its words stand in now, "" if they stand here alone."""
        said = (self.rest or {}).get("moved_to")
        return said if isinstance(said, str) else ""


def read(value: Json, lang: str) -> list[Entry]:
    """Entries of a stored group; a member that holds reasons or translations keeps them."""
    entries = []
    for member in value if isinstance(value, list) else []:
        if not isinstance(member, dict):
            continue
        text = member.get("text")
        body = text if isinstance(text, dict) and "paragraphs" in text else {}
        at = member.get("at")
        entries.append(
            Entry(
                str(member.get("id") or new_id()),
                at if isinstance(at, str) else "",
                "\n\n".join(body.get("paragraphs", ())),
                str(body.get("lang") or lang),
                member,
            )
        )
    return entries


def write(entries: Sequence[Entry]) -> list[dict[str, Json]] | None:
    """The stored group; a paragraph without text is not kept, None if nothing is left."""
    members = []
    for entry in entries:
        member: dict[str, Json] = {**(entry.rest or {}), "id": entry.id}
        if entry.at:
            member["at"] = entry.at
        paragraphs = [p for p in entry.text.replace("\r\n", "\n").split("\n\n") if p.strip()]
        if paragraphs:
            before = member.get("text")
            kept = before if isinstance(before, dict) and "paragraphs" in before else {}
            member["text"] = {**kept, "lang": entry.lang, "paragraphs": paragraphs}
        elif not isinstance(member.get("text"), dict) or "paragraphs" in member["text"]:
            continue
        members.append(member)
    return members or None


def paragraphs_of(entry: Entry) -> list[str]:
    """What moves into an account."""
    return [p.strip("\n") for p in entry.text.split("\n\n") if p.strip()]


def moved(entry: Entry, record_id: str, at: str) -> Entry:
    """The paragraph with the mark that its words stand in a record: what was said, and when, stays here."""
    return replace(entry, rest={**(entry.rest or {}), "moved_to": record_id, "moved_at": at})


def new_entry(now: Callable[[], str], lang: str) -> Entry:
    """A paragraph begun now."""
    return Entry(new_id(), now(), "", lang)
