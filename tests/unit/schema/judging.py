"""What the validator says of raw fields, shortly, for the tests of rules between fields."""

from datetime import date

from field_doc.schema import required, validate, values

TODAY = date(2026, 11, 20)
IDS = tuple(f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))


def normal(schemas, name, raw):
    return values.normalise_fields(schemas.record_type(name), raw, lang="uk")


def missing(schemas, name, raw):
    return {path for path, _ in required.missing(schemas.record_type(name), normal(schemas, name, raw))}


def problems(schemas, name, raw, siblings=None):
    fields = normal(schemas, name, raw)
    found = validate.validate(schemas, schemas.record_type(name), fields, today=TODAY, siblings=siblings)
    assert validate.blocking(found) == [], "nothing at a grave may keep a record from being sealed"
    return {(p.path, p.code, p.severity) for p in found if p.severity != "missing"}


def offered(schemas, name, field, raw):
    return validate.is_relevant(schemas.record_type(name).at(field), normal(schemas, name, raw))
