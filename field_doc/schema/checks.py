"""Whether one value is what its field type says. Missing values are the business of ``required``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from field_doc.base import ids
from field_doc.base.errors import InputProblem
from field_doc.schema import edtf, scalars, timezones
from field_doc.schema.check_places import check_geometry, check_place
from field_doc.schema.model import Field, Vocabulary
from field_doc.schema.problems import Problem, check_marks, hint, wrong

Siblings = Mapping[str, tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at besides the value. ``siblings``: id → (type, fields) of named records."""

    today: date
    siblings: Siblings | None = None


def _check_text(field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    if field.max_length is not None and len(value) > field.max_length:
        yield wrong(path, "record.text-too-long", maximum=field.max_length)
    yield from check_marks(value, path)


def _check_words(_field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    """lang_text and long_text with what stands beside them."""
    for text in (value, *value.get("parallel", ())):
        yield from check_language(text["lang"], path)
        yield from check_marks("".join(text.get("paragraphs", (text.get("text", ""),))), path)


def check_language(value: Any, path: str) -> Iterator[Problem]:
    """A language tag."""
    if not isinstance(value, str) or not scalars.LANGUAGE.fullmatch(value):
        yield wrong(path, "record.language-unreadable")


def _check_language(_field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    yield from check_language(value, path)


def _check_integer(field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    if not isinstance(value, int):
        yield wrong(path, "record.not-a-number")
    else:
        yield from _check_range(field, value, path)


def _check_decimal(field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    if not scalars.DECIMAL.fullmatch(value):
        yield wrong(path, "record.not-a-number")
    else:
        yield from _check_range(field, float(value), path)


def _check_range(field: Field, number: float, path: str) -> Iterator[Problem]:
    low, high = field.minimum, field.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        details = {k: v for k, v in (("minimum", low), ("maximum", high)) if v is not None}
        yield wrong(path, "record.out-of-range", **({"minimum": "-", "maximum": "-"} | details))


def check_instant(value: Any, path: str, today: date) -> Iterator[Problem]:
    """An instant with offset that is not in the future."""
    moment = read_instant(value)
    if moment is None:
        yield wrong(path, "record.instant-unreadable")
    elif moment.date() > today + timedelta(days=1):
        yield hint(path, "record.date-in-future")


def read_instant(value: Any) -> datetime | None:
    """The moment an instant names; None if it cannot be read."""
    if not isinstance(value, str) or not scalars.INSTANT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _check_instant(_field: Field, value: Any, path: str, context: Context) -> Iterator[Problem]:
    yield from check_instant(value, path, context.today)


def _check_time(_field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    if not scalars.CLOCK.fullmatch(value):
        yield wrong(path, "record.time-unreadable")


def _check_date(field: Field, value: Any, path: str, context: Context) -> Iterator[Problem]:
    yield from check_parts_terms(field, value, path)
    if field.as_told and "as_said" not in value and "as_said" not in field.asks:
        yield hint(path, "record.date-no-words")
    yield from check_marks(value.get("as_said"), path)
    text = value.get("edtf")
    if not isinstance(text, str):
        return
    try:
        parsed = edtf.parse(text)
    except InputProblem:
        yield wrong(f"{path}.edtf", "record.date-unreadable")
        return
    moment, basis = parsed.earliest, value.get("clock_basis")
    if moment is not None and moment.date() > context.today and not field.future:
        yield hint(f"{path}.edtf", "record.date-in-future")
    local = moment is not None and parsed.kind == "datetime"
    if local and moment is not None and timezones.is_ambiguous(moment, basis if isinstance(basis, str) else None):
        yield hint(f"{path}.edtf", "record.clock-ambiguous")


def _check_date_range(_field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    ends: dict[str, edtf.Edtf] = {}
    for part in ("start", "end"):
        text = value.get(part, "")
        if text in ("", ".."):
            continue
        try:
            ends[part] = edtf.parse(text)
        except InputProblem:
            yield wrong(f"{path}.{part}", "record.date-unreadable")
    start = ends["start"].earliest if "start" in ends else None
    end = ends["end"].latest if "end" in ends else None
    if start and end and start.replace(tzinfo=None) > end.replace(tzinfo=None):
        yield wrong(path, "record.date-order")


def check_term(vocabulary: Vocabulary | None, value: Any, path: str) -> Iterator[Problem]:
    """A term or a list of terms of a vocabulary."""
    for term in value if isinstance(value, list) else [value]:
        if vocabulary is not None and term not in vocabulary:
            yield wrong(path, "record.unknown-term")
            return
        if vocabulary is not None and vocabulary.index[term].extra.get("selectable") is False:
            yield wrong(path, "record.term-heading")
            return


def check_parts_terms(field: Field, value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Every part that is a term."""
    for part, vocabulary in field.parts.items():
        given = value.get(part)
        if given is not None and not isinstance(given, dict):
            yield from check_term(vocabulary, given, f"{path}.{part}")


def _check_term(field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    yield from check_term(field.vocabulary, value, path)


def _check_reference(field: Field, value: Any, path: str, context: Context) -> Iterator[Problem]:
    if not scalars.UUID.fullmatch(value) and ids.read_code(value) != value:
        yield wrong(path, "record.reference-unreadable")
    elif context.siblings and value in context.siblings and context.siblings[value][0] not in field.types:
        yield wrong(path, "record.reference-kind")


def _check_count(_field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    numbers = {k: v for k, v in value.items() if isinstance(v, int)}
    for part, given in value.items():
        if isinstance(given, str):
            yield wrong(f"{path}.{part}", "record.not-a-number")
        elif isinstance(given, int) and given < 0:
            yield wrong(f"{path}.{part}", "record.out-of-range", minimum=0, maximum="-")
    low, high, known = (numbers.get(k) for k in ("min", "max", "known"))
    if low is not None and high is not None and low > high:
        yield wrong(path, "record.count-order")
    if known is not None and high is not None and known > high:
        yield wrong(path, "record.count-known-above")
    elif known is not None and low is not None and known > low:
        yield hint(path, "record.count-known-above-min")


def _check_url(_field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    if not re.fullmatch(r"https?://[^\s/]+.*", value):
        yield wrong(path, "record.url-unreadable")


def _check_contact(field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    yield from check_parts_terms(field, value, path)


def _check_signature(field: Field, value: Any, path: str, context: Context) -> Iterator[Problem]:
    yield from check_parts_terms(field, value, path)
    if isinstance(value.get("at"), str):
        yield from check_instant(value["at"], f"{path}.at", context.today)


def _check_purposes(field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    yield from _check_listed(field, value, path)
    asked = sum(entry.get("answer") != "not_asked" for entry in value.values())
    total = len(field.vocabulary.index) if field.vocabulary else 0
    if asked < total:
        yield hint(path, "record.purposes-open", asked=asked, total=total)


def _check_listed(field: Field, value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Codes that the list does not have: kept, and named."""
    for code in value:
        if field.vocabulary is not None and code not in field.vocabulary:
            yield wrong(f"{path}.{code}", "record.unknown-term")


def _check_checklist(field: Field, value: Any, path: str, context: Context) -> Iterator[Problem]:
    yield from _check_listed(field, value, path)
    done = sum(entry.get("done") is True for entry in value.values())
    total = len(field.vocabulary.index) if field.vocabulary else 0
    for item, entry in value.items():
        if "at" in entry:
            yield from check_instant(entry["at"], f"{path}.{item}.at", context.today)
    if done < total:
        yield hint(path, "record.explanations-open", done=done, total=total)


def _check_place(field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    yield from check_parts_terms(field, value, path)
    yield from check_place(field, value, path)


def _check_geometry(field: Field, value: Any, path: str, _context: Context) -> Iterator[Problem]:
    yield from check_parts_terms(field, value, path)
    yield from check_geometry(value, path)


Check = Callable[[Field, Any, str, Context], Iterator[Problem]]
CHECKS: Mapping[str, Check] = {
    "text": _check_text,
    "lang_text": _check_words,
    "long_text": _check_words,
    "integer": _check_integer,
    "decimal": _check_decimal,
    "instant": _check_instant,
    "uncertain_date": _check_date,
    "date_range": _check_date_range,
    "time": _check_time,
    "place": _check_place,
    "geometry": _check_geometry,
    "term": _check_term,
    "terms": _check_term,
    "term_map": _check_purposes,
    "checklist": _check_checklist,
    "record_ref": _check_reference,
    "language": _check_language,
    "count_range": _check_count,
    "contact": _check_contact,
    "url": _check_url,
    "signature": _check_signature,
}


def check(field: Field, value: Any, path: str, context: Context) -> Iterator[Problem]:
    """Problems of one value (each element of a repeated one); boolean and group need none here."""
    one = CHECKS.get(field.type)
    if one is None:
        return
    items = enumerate(value) if field.repeat else [(None, value)]
    for i, item in items:
        yield from one(field, item, path if i is None else f"{path}[{i}]", context)
