"""What is asked for under a condition, and what is said of values: shared by the tests of the domain page's sections."""

from __future__ import annotations

from datetime import date

from field_doc.schema import required, validate, values

TODAY = date(2026, 11, 20)


def missing(schemas, name, raw):
    record_type = schemas.record_type(name)
    return {path for path, _ in required.missing(record_type, values.normalise_fields(record_type, raw))}


def said(schemas, name, raw):
    record_type = schemas.record_type(name)
    found = validate.validate(schemas, record_type, values.normalise_fields(record_type, raw), today=TODAY)
    return {(p.path, p.code, p.severity) for p in found if p.severity != "missing"}


def asks(schemas, name, when, fields, otherwise):
    """Under the condition every field is asked for; without it none is, and the form does not show them."""
    wanted = set(fields.split())
    assert wanted <= missing(schemas, name, when)
    assert not wanted & missing(schemas, name, otherwise)
