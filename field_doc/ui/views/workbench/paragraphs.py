"""Paragraphs of a transcript as values: marks in time, text, author, certification. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from field_doc.base.ids import new_id
from field_doc.schema.marks import clock

if TYPE_CHECKING:
    from field_doc.app.commands.transcripts import Passage

__all__ = ["Paragraph", "begun", "certify", "clock", "from_clock", "read", "said", "split", "typed", "write"]
Json = Any
YES: Final = "yn_yes"
_OURS: Final = ("start_ms", "end_ms", "text", "author", "at", "certified", "certifier")
_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph.

    ``original``: paragraphs of the source that stand beside it. ``certified``: id of a term, "" if nothing is said.
    ``rest`` is everything else the stored member holds (reasons, translations); it is given back as it was.
    """

    id: str
    text: str = ""
    lang: str = "uk"
    start_ms: int | None = None
    end_ms: int | None = None
    author: str = ""
    at: str = ""
    certified: str = ""
    certifier: str = ""
    original: tuple[str, ...] = ()
    rest: Mapping[str, Json] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing would be lost with it."""
        return not self.text.strip() and not self.original and not self.certifier and not self._reason

    @property
    def _reason(self) -> bool:
        text = self.rest.get("text")
        return isinstance(text, dict) and ("null_reason" in text or bool(text.get("parallel")))


def read(value: Json, lang: str) -> list[Paragraph]:
    """Paragraphs of a stored group."""
    return [_read(member, lang) for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def _read(member: Mapping[str, Json], lang: str) -> Paragraph:
    text, original = member.get("text"), member.get("original")
    said = text if isinstance(text, dict) and "text" in text else {}
    beside = original.get("paragraphs", ()) if isinstance(original, dict) else ()
    start, end = (n if type(n) is int else None for n in (member.get("start_ms"), member.get("end_ms")))
    words = {
        name: v if isinstance(v := member.get(name), str) else "" for name in ("author", "at", "certified", "certifier")
    }
    return Paragraph(
        str(member.get("id") or new_id()),
        str(said.get("text", "")),
        str(said.get("lang") or lang),
        start,
        end,
        original=tuple(str(p) for p in beside),
        rest=dict(member),
        **words,
    )


def write(paragraphs: Sequence[Paragraph]) -> list[dict[str, Json]] | None:
    """The stored group; a paragraph just begun with nothing in it is not kept, None if nothing is left."""
    members = [_write(p) for p in paragraphs if not p.empty or p.start_ms is not None or p.rest]
    return members or None


def _write(paragraph: Paragraph) -> dict[str, Json]:
    member = {k: v for k, v in paragraph.rest.items() if k not in _OURS}
    member["id"] = paragraph.id
    given = {
        "start_ms": paragraph.start_ms, "end_ms": paragraph.end_ms, "author": paragraph.author or None,
        "at": paragraph.at or None, "certified": paragraph.certified or None,
        "certifier": paragraph.certifier or None, "text": _text(paragraph),
    }  # fmt: skip
    for name, value in given.items():
        before = paragraph.rest.get(name)
        if value is not None:
            member[name] = value
        elif isinstance(before, dict) and "null_reason" in before:
            member[name] = before
    return member


def _text(paragraph: Paragraph) -> Json:
    before = paragraph.rest.get("text")
    kept = {k: v for k, v in before.items() if k != "null_reason"} if isinstance(before, dict) else {}
    if not paragraph.text.strip() and not kept.get("parallel"):
        return None
    return {**kept, "lang": paragraph.lang, "text": paragraph.text}


def begun(lang: str, start_ms: int | None = None) -> Paragraph:
    """A new, empty paragraph."""
    return Paragraph(new_id(), lang=lang, start_ms=start_ms)


def typed(paragraph: Paragraph, text: str, author: str, now: Callable[[], str]) -> Paragraph:
    """The paragraph with another text: whoever changes it signs it anew, and its certification no longer holds."""
    if text == paragraph.text:
        return paragraph
    certified = "" if paragraph.certified == YES else paragraph.certified
    certifier = "" if paragraph.certified == YES else paragraph.certifier
    return replace(paragraph, text=text, author=author, at=now(), certified=certified, certifier=certifier)


def certify(paragraph: Paragraph, certified: str, certifier: str) -> Paragraph:
    """Certified or not, and by whom; who did not certify is not named."""
    return replace(paragraph, certified=certified, certifier=certifier if certified == YES else "")


def split(paragraph: Paragraph, at: int, lang: str, mark_ms: int | None) -> tuple[Paragraph, Paragraph]:
    """Two of one, at a place in its text. With a recording the mark ends the first and begins the second."""
    head, tail = paragraph.text[:at].rstrip(), paragraph.text[at:].lstrip()
    first = replace(paragraph, text=head) if tail else paragraph
    if mark_ms is not None and first.end_ms is None and mark_ms >= (first.start_ms or 0):
        first = replace(first, end_ms=mark_ms)
    second = begun(lang, mark_ms)
    if tail:
        second = replace(second, text=tail, author=paragraph.author, at=paragraph.at)
    return first, second


def from_clock(text: str) -> int | None:
    """Milliseconds of ``3:12``, ``0:03:12`` or ``0:03:12.4``; None if it is none of them."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, part = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((part or "0").ljust(3, "0"))


def said(passages: tuple[Passage, ...]) -> str:
    """The words of the original, numbered, with marks where there are some."""
    lines = []
    for number, passage in enumerate(passages, 1):
        mark = f" [{clock(passage.start_ms)}]" if passage.start_ms is not None else ""
        lines.append(f"{number}.{mark} {passage.text}")
    return "\n\n".join(lines)
