"""The one validator: window, command line, sync and office all ask here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from field_doc.schema import levels, required, rules
from field_doc.schema.checks import Context, check
from field_doc.schema.model import Field, Fields, RecordType
from field_doc.schema.problems import Problem
from field_doc.schema.registry import Registry
from field_doc.schema.values import is_empty, is_null

__all__ = ["Problem", "blocking", "is_relevant", "validate"]

_ORDER = ("blocks", "wrong", "missing", "hint")


def validate(
    registry: Registry,  # noqa: ARG001 part of the contract: later rules may ask vocabularies
    record_type: RecordType,
    fields: Fields,
    *,
    today: date,
    siblings: Mapping[str, tuple[str, dict[str, Any]]] | None = None,
) -> list[Problem]:
    """Everything there is to say about a record's fields (normalised), worst first.

    Args:
        record_type: the schema they are judged by.
        fields: as ``values.normalise_fields`` gives them.
        today: for dates in the future and consent that has run out.
        siblings: records these fields name, by the reference as it stands in the field (UUID or
            code): ``{reference: (type, fields)}``. None: not looked up, so consent is only a hint.

    """
    context = Context(today, siblings)
    found = [Problem(path, code, "missing") for path, code in required.missing(record_type, fields)]
    found += _walk(record_type.fields, fields, "", context)
    rule = rules.RULES.get(record_type.name)
    found += rule(fields, context) if rule else ()
    if all(problem.path != "handling_level" for problem in found):
        found += levels.hints(record_type, fields)
    return sorted(found, key=lambda p: _ORDER.index(p.severity))


def _walk(fields: tuple[Field, ...], values: Mapping[str, Any], prefix: str, context: Context) -> Iterator[Problem]:
    for field in fields:
        value, path = values.get(field.name), prefix + field.name
        if is_empty(value) or is_null(value):
            continue
        if field.type == "group":
            for i, member in enumerate(value or ()):
                yield from _walk(field.fields, member, f"{path}[{i}].", context)
        else:
            yield from check(field, value, path, context)


def blocking(problems: list[Problem]) -> list[Problem]:
    """Those that keep a version from being sealed."""
    return [p for p in problems if p.severity == "blocks"]


def is_relevant(field: Field, siblings: Mapping[str, Any]) -> bool:
    """Whether the form should ask a field (siblings: the record's fields, or the member's).

    A field that already holds something is shown in any case.
    """
    return required.is_relevant(field, siblings) or not is_empty(siblings.get(field.name))
