"""A field of a schema as an entry of a paper form. Pure: field, labels and words in, entry out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from field_doc.export.paper.model import Entry, Mark
from field_doc.schema.model import ANSWERS

if TYPE_CHECKING:
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import Field

MAX_TICKS = 14
_TABLE_ROWS = 4
_TABLE_COLUMNS = 6
_SHORT, _LONG, _TOLD = 1, 4, 12
_HELP = 130
_USUAL_LINES = {"text": 1, "url": 1, "language": 1, "contact": 1, "lang_text": 2}


class Entries:
    """Makes entries of one record type in one language.

    Args:
        type_name: the record type, for labels.
        labels: labels in the language of the form.
        prefixes: letters codes of a record type begin with, by type.
        lines: writing lines of some fields.

    """

    def __init__(self, type_name: str, labels: Labels, prefixes: Mapping[str, str], lines: Mapping[str, int]) -> None:
        self._type, self._labels, self._prefixes, self._lines = type_name, labels, prefixes, lines
        self._words = labels.words

    def entry(self, field: Field, path: str = "") -> Entry | None:
        """The entry of a field; None for what the program says itself."""
        if field.required == "S":
            return None
        path = path or field.name
        make = _MAKERS.get(field.type)
        if make is None:
            return self._base(field, path, kind="lines", lines=_SHORT)
        return make(self, field, path)

    def _base(self, field: Field, path: str, **more: Any) -> Entry:
        """Label, mark and note, which every entry has."""
        note = " ".join(part for part in (self._condition(field, path), self._help(path)) if part)
        return Entry(self._labels.field(self._type, path), mark=_mark(field), note=note, **more)

    def _help(self, path: str) -> str:
        text = self._labels.help(self._type, path) or ""
        return text if len(text) <= _HELP else ""

    def _condition(self, field: Field, path: str) -> str:
        """When the field is filled in, if that is one plain condition on one field."""
        if field.relevant is None and (field.required != "C" or field.required_if is None):
            return ""
        if _usual(field.relevant):
            return ""
        found = _plain_condition(field.relevant if field.relevant is not None else field.required_if)
        if found is None:
            return ""  # the mark says that there is a condition
        name, terms = found
        inside = path.rpartition(".")[0]
        label = self._labels.field(self._type, f"{inside}.{name}" if inside else name)
        if not terms:
            return self._words("If this is filled in: {field}.", field=label)
        said = " / ".join(self._labels.term(t).partition(" (")[0] for t in terms)
        return self._words("If {field}: {answer}.", field=label, answer=said)

    # by type

    def lines(self, field: Field, path: str) -> Entry:
        """Writing lines: one for a short text, more for what is told."""
        usual = _TOLD if field.sentences else _USUAL_LINES.get(field.type, _LONG)
        return self._base(field, path, kind="lines", lines=self._lines.get(path, usual))

    def ticks(self, field: Field, path: str) -> Entry:
        """Boxes to tick for a short list, lines to write in words for a long one. A checklist is always ticked."""
        terms = field.vocabulary.terms if field.vocabulary else ()
        if len(terms) > MAX_TICKS and field.type != "checklist":
            return self._base(field, path, kind="lines", lines=1 if field.type == "term" else 2)
        lang = self._words.lang
        return self._base(field, path, kind="ticks", options=tuple(t.label(lang) for t in terms))

    def answers(self, field: Field, path: str) -> Entry:
        """A purpose a row, an answer a column."""
        terms = field.vocabulary.terms if field.vocabulary else ()
        return self._base(
            field, path, kind="map", options=tuple(t.label(self._words.lang) for t in terms),
            heads=tuple(self._labels.term(a) for a in ANSWERS),
        )  # fmt: skip

    def boolean(self, field: Field, path: str) -> Entry:
        """Yes or no."""
        return self._base(field, path, kind="ticks", options=(self._labels.term("yn_yes"), self._labels.term("yn_no")))

    def number(self, field: Field, path: str) -> Entry:
        """Boxes for digits, and the unit."""
        digits = len(str(field.maximum)) if field.maximum is not None and field.type == "integer" else 6
        unit = self._labels.unit(field.unit) if field.unit else ""
        return self._base(field, path, kind="number", lines=min(digits, 8), unit=unit)

    def code(self, field: Field, path: str) -> Entry:
        """Boxes for the code of another record."""
        prefixes = {self._prefixes.get(t, "") for t in field.types}
        prefix = prefixes.pop() if len(prefixes) == 1 else ""
        return self._base(field, path, kind="code", prefix=prefix, lines=3 if field.repeat else 1)

    def uncertain_date(self, field: Field, path: str) -> Entry:
        """As said, then the date; unknown parts stay empty."""
        said = Entry(self._words("In the person’s own words"), "lines")
        about = Entry(self._words("Certain?"), "ticks", options=(self._words("about"), self._words("not certain")))
        parts = (Entry(self._words("Date; what is not known stays empty"), "date"), about)
        return self._base(field, path, kind="parts", parts=(said, *parts) if field.as_told else parts)

    def place(self, field: Field, path: str) -> Entry:
        """As said, settlement, address, coordinates."""
        words = self._words
        parts = [Entry(self._labels.part("place", p), "lines") for p in ("settlement", "address")]
        if field.as_told:
            parts.insert(0, Entry(words("In the person’s own words"), "lines"))
        parts.append(Entry(words("Coordinates as the device shows them"), "lines"))
        return self._base(field, path, kind="parts", parts=tuple(parts))

    def group(self, field: Field, path: str) -> Entry:
        """A table with a row for each member; of a wide group only what is asked for, then what fits."""
        inner = [f for f in field.fields if f.required != "S"]
        chosen = sorted(inner, key=lambda f: f.required not in ("R", "D"))[:_TABLE_COLUMNS]
        chosen = [f for f in inner if f in chosen]
        if len(chosen) == 1 and chosen[0].type == "signature":
            one = self._base(field, path, kind="signature")
            return Entry(one.label, "parts", one.mark, one.note, parts=(one.__class__("", "signature"),) * 2)
        heads = tuple(self._labels.field(self._type, f"{path}.{f.name}") for f in chosen)
        return self._base(field, path, kind="table", heads=heads, lines=self._lines.get(path, _TABLE_ROWS))


def _mark(field: Field) -> Mark:
    if field.required in ("R", "D"):
        return "asked" if field.relevant is None or _usual(field.relevant) else "condition"
    return "condition" if field.required == "C" else ""


def _usual(expression: Any) -> bool:
    """Whether a field is there except for some kinds of record: on a printed form, the usual case."""
    return isinstance(expression, Mapping) and set(expression) == {"not"}


def _plain_condition(expression: Any) -> tuple[str, tuple[str, ...]] | None:
    """The field and the terms of ``eq``, ``in``, ``has`` and ``filled``; None for anything else."""
    if not isinstance(expression, Mapping) or len(expression) != 1:
        return None
    ((operator, operand),) = expression.items()
    if operator == "filled" and isinstance(operand, str):
        return operand, ()
    if operator not in ("eq", "in", "has") or "." in operand[0]:
        return None
    values = operand[1] if isinstance(operand[1], list) else [operand[1]]
    terms = tuple(v for v in values if isinstance(v, str))
    return (operand[0], terms) if terms and len(terms) == len(values) and len(terms) <= 3 else None


def _kind(kind: str) -> Callable[[Entries, Field, str], Entry]:
    return lambda entries, field, path: entries._base(field, path, kind=kind)  # noqa: SLF001 - of this module


_MAKERS: Mapping[str, Callable[[Entries, Field, str], Entry]] = {
    "text": Entries.lines,
    "lang_text": Entries.lines,
    "long_text": Entries.lines,
    "url": Entries.lines,
    "contact": Entries.lines,
    "language": Entries.lines,
    "geometry": Entries.lines,
    "term": Entries.ticks,
    "terms": Entries.ticks,
    "checklist": Entries.ticks,
    "term_map": Entries.answers,
    "boolean": Entries.boolean,
    "integer": Entries.number,
    "decimal": Entries.number,
    "record_ref": Entries.code,
    "uncertain_date": Entries.uncertain_date,
    "place": Entries.place,
    "group": Entries.group,
    "instant": _kind("moment"),
    "time": _kind("time"),
    "date_range": _kind("span"),
    "count_range": _kind("range"),
    "signature": _kind("signature"),
}
