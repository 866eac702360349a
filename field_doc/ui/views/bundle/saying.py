"""Words of the bundle's pages: rows, refusals of consent, what would go along, hits, the result. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from field_doc.app.level_words import level_word
from field_doc.schema import registry
from field_doc.schema.levels import strictest
from field_doc.ui.fmt import Fmt
from field_doc.ui.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from field_doc.app.bundling.preview import Item, Preview
    from field_doc.app.commands.bundles import Answer, BundleRow, SignerFacts
    from field_doc.base.i18n import Words
    from field_doc.evidence.model import RecordRow
    from field_doc.export.suspects import Suspect

SHOWN_BUNDLES: Final = 5
# A filled square goes in full, a half disc with hidden parts, an empty box not at all: as the report prints them.
FORM_STATES: Final = {"full": "sealed", "redacted": "stored", "withheld": "to_do"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sealed record that may be ticked. ``level`` stands at the right; ``handling`` is its effective level."""

    id: str
    code: str
    text: str
    level: str
    search: str = ""
    handling: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A chosen record that consent does not cover; ``decided`` once somebody said it is to be named as left out."""

    record: str
    code: str
    short: str
    text: str
    consent: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a hidden name seems to stand in a shown text. ``number`` is its place in the preview."""

    number: int
    where: str
    repeats: str
    before: str
    found: str
    after: str
    record: str
    code: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What would go along, in words."""

    counts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


def candidate(row: RecordRow, type_label: str, words: Words) -> Candidate:
    """One row of the list."""
    title = row.title.get(words.lang) or next((t for t in row.title.values() if t), "")
    parts = [type_label, title, words("version {number}", number=row.versions)]
    strict = level_word(registry.load().labels(words), row.effective_level)
    level = " · ".join(p for p in (strict, "" if row.complete else words("incomplete")) if p)
    return Candidate(row.id, row.code, " · ".join(p for p in parts if p), level, handling=row.effective_level)


def package_level(candidates: Iterable[Candidate], words: Words) -> str:
    """The level of a package: the strictest of what goes into it, in a word; "" of nothing."""
    return level_word(registry.load().labels(words), strictest(one.handling for one in candidates))


def refusal(answer: Answer, words: Words, *, decided: bool) -> Refusal:
    """Why a record may not go to this recipient."""
    texts = {
        "no": (words("Said no to this purpose"), words("The person said no to this purpose.")),
        "ask_each_time": (
            words("Has to be asked each time"),
            words("The person wants to be asked each time. Ask, and enter the answer in the consent."),
        ),
        "not_asked": (words("Was not asked about it"), words("The person was not asked about it. Not asked is no.")),
        "none": (
            words("There is no consent record"),
            words("No consent record stands with this record. Without one the answer is no."),
        ),
    }
    short, text = texts.get(answer.answer, texts["no"])
    return Refusal(answer.record, answer.code, short, text, answer.consent, decided)


def looked(preview: Preview, words: Words) -> Looked:
    """Counts and rows of a preview."""
    counts = (
        (words("In full"), _number(preview, "full", words)),
        (words("With hidden parts"), _number(preview, "redacted", words)),
        (words("Not included, named with the reason"), _number(preview, "withheld", words)),
    )
    return Looked(counts, tuple(_row(item, words) for item in preview.items))


def _number(preview: Preview, form: str, words: Words) -> str:
    return Fmt(words.lang).number(preview.count(form))


def _row(item: Item, words: Words) -> Row:
    word = {
        "full": words("In full"), "redacted": words("With hidden parts"), "withheld": words("Not included"),
    }[item.form]  # fmt: skip
    reason = words.label("withheld", item.reason) if item.reason else ""
    if not reason and item.hidden:
        reason = words("Hidden: {fields}", fields=", ".join(item.hidden))
    title = item.title if item.title != item.code else ""
    consent = words("consent: {answer}", answer=item.consent.text) if item.consent is not None else ""
    kind = " · ".join(p for p in (item.kind, consent) if p)
    tone = "warn" if item.form == "withheld" else "quiet"
    return Row(
        item.exhibit, " ".join(p for p in (item.exhibit, item.code) if p), kind, "", FORM_STATES[item.form],
        word=word, title=title, reason=reason, reason_tone=tone,
    )  # fmt: skip


def hits(preview: Preview, kept: frozenset[int], words: Words) -> tuple[Hit, ...]:
    """The places to decide about, in the order of the bundle; what the names check lists too stands there only."""
    return tuple(
        _hit(number, one, preview, number in kept, words)
        for number, one in enumerate(preview.suspects)
        if not _named(one, preview)
    )


def _named(one: Suspect, preview: Preview) -> bool:
    """Whether the same words in the same record are a hit of the names check: one list, each place once."""
    item = preview.record_of(one.exhibit)
    record, words = item.record if item is not None else "", one.found.casefold()
    return bool(record) and any(h.record == record and words in h.found.casefold() for h in preview.names)


def _hit(number: int, one: Suspect, preview: Preview, kept: bool, words: Words) -> Hit:
    item, hidden = preview.record_of(one.exhibit), preview.record_of(one.hidden_exhibit)
    names: Mapping[str, str] = {
        "title": words("title"), "caption": words("caption"), "event": words("time and place of the event"),
    }  # fmt: skip
    code = item.code if item is not None else ""
    return Hit(
        number=number,
        where=words(
            "No. {number} {code}, {label}", number=one.exhibit, code=code, label=names.get(one.label, _inner(one.label))
        ),
        repeats=words(
            "It seems to repeat what is hidden in No. {number} {code}: {label}.",
            number=one.hidden_exhibit, code=hidden.code if hidden is not None else "", label=_inner(one.hidden_label),
        ),
        before=one.before, found=one.found, after=one.after,
        record=item.record if item is not None else "", code=code, kept=kept,
    )  # fmt: skip


def _inner(name: str) -> str:
    """A field's name inside a sentence."""
    return name[:1].lower() + name[1:]


def issued(rows: tuple[BundleRow, ...], words: Words) -> tuple[tuple[str, str], ...]:
    """The last bundles: number, and edition with the day."""
    fmt = Fmt(words.lang)
    return tuple(
        (row.number, f"{words.label('edition', row.edition)} · {fmt.day(datetime.fromisoformat(row.issued_at).date())}")
        for row in rows[:SHOWN_BUNDLES]
    )


def signer(facts: SignerFacts, words: Words) -> str:
    """Whose signature it would be, and at which level."""
    until = Fmt(words.lang).day(facts.until.date())
    return words(
        "{name}. Valid until {until}. Signature without an independent time-stamp (level B-B).",
        name=facts.name, until=until,
    )  # fmt: skip
