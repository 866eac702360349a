"""What fields of records about people, units, items, links and custody mean for each other.

Nothing here blocks a seal (DOMAIN, first box): a person is told, and the record is kept as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.schema import edtf
from field_doc.schema.checks import Context, read_instant
from field_doc.schema.model import Fields
from field_doc.schema.problems import Problem, hint, wrong
from field_doc.schema.values import is_missing, is_null

Rule = Callable[[Fields, Context], Iterator[Problem]]

_STRICT = ("hl_restricted", "hl_sealed")
_DEVICE_OUT = ("thk_device_lost", "thk_device_stolen", "thk_device_forced")
_RECORD_ONLY = ("ev_for_remains", "ev_for_dna")
_DIFFICULT = ("nc_ordnance", "nc_weapon", "nc_remains", "nc_biological", "nc_unsure")
# Russian units are usually written with five digits, Ukrainian ones with a letter and four (DOMAIN 1.4).
_UNIT_MARK = re.compile(r"(?:в\s*/\s*ч|військов\w+\s+частин\w+|войсков\w+\s+част\w+)\s*№?\s*(.*)", re.IGNORECASE)
_UNIT_NUMBER = re.compile(r"(?:[0-9]{5}|[АаAa][\s-]?[0-9]{4})(?![0-9])")


def _said(value: Any) -> bool:
    return not is_missing(value) and not is_null(value)


def _members(fields: Mapping[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The members of a group with their paths."""
    value = fields.get(name)
    for i, member in enumerate(value if isinstance(value, list) else ()):
        yield f"{name}[{i}]", member


def _bounds(value: Any) -> tuple[date | None, date | None]:
    """First and last day a date may mean; None where it says nothing."""
    text = value.get("edtf") if isinstance(value, Mapping) else None
    try:
        parsed = edtf.parse(text) if isinstance(text, str) else None
    except InputProblem:
        parsed = None
    if parsed is None:
        return None, None
    ends = (parsed.earliest, parsed.latest)
    low, high = (moment.date() if moment is not None else None for moment in ends)
    return low, high


def _order(fields: Mapping[str, Any], first: str, last: str, prefix: str = "") -> Iterator[Problem]:
    """The last date must not lie wholly before the first."""
    begins, ends = _bounds(fields.get(first))[0], _bounds(fields.get(last))[1]
    if begins and ends and ends < begins:
        yield wrong(f"{prefix}{last}", "record.date-order")


def _due(fields: Fields, name: str, today: date) -> Iterator[Problem]:
    """A day on which something is to be looked at again, and which has passed."""
    last = _bounds(fields.get(name))[1]
    if last is not None and last < today:
        yield hint(name, "record.review-due")


def _unit_number(text: Any, path: str) -> Iterator[Problem]:
    if isinstance(text, dict):
        text = text.get("text")
    found = _UNIT_MARK.search(text) if isinstance(text, str) else None
    if found and not _UNIT_NUMBER.match(found.group(1)):
        yield hint(path, "record.unit-number-format")


def handling(fields: Fields, context: Context) -> Iterator[Problem]:
    """Level and conditions of any record: a review that is due."""
    yield from _due(fields, "handling_review", context.today)


def case(fields: Fields, context: Context) -> Iterator[Problem]:
    """Opened before closed; a hold overrides erasure; reviews that are due."""
    yield from handling(fields, context)
    yield from _order(fields, "opened", "closed")
    yield from _due(fields, "retention_review", context.today)
    if fields.get("legal_hold") == "yn_yes" and fields.get("retention") == "rt_withdraw_delete":
        yield wrong("retention", "record.hold-and-erase")
    for path, request in _members(fields, "request_log"):
        yield from _order(request, "received", "decided_on", f"{path}.")


def incident(fields: Fields, context: Context) -> Iterator[Problem]:
    """Unit numbers softly; people known by name against linked records; who may assess."""
    yield from handling(fields, context)
    for path, act in _members(fields, "acts"):
        for inner, involved in _members(act, "involvements"):
            yield from _unit_number(involved.get("unit_designation"), f"{path}.{inner}.unit_designation")
    for path, harm in _members(fields, "harm"):
        yield from _named(harm, path)
    for path, tag in _members(fields, "assessed_tags"):
        if isinstance(tag.get("set_by_role"), str) and tag["set_by_role"] != "ro_legal":
            yield wrong(f"{path}.set_by_role", "record.tag-needs-lawyer")
    for path, weapon in _members(fields, "weapons"):
        if weapon.get("eod_status") == "eod_not_cleared" and weapon.get("eod_reported_to") == ["em_nobody"]:
            yield wrong(f"{path}.eod_reported_to", "record.ordnance-not-reported")


def _named(harm: Mapping[str, Any], path: str) -> Iterator[Problem]:
    people, count = harm.get("people"), harm.get("count")
    known = count.get("known") if isinstance(count, Mapping) else None
    if isinstance(people, list) and isinstance(known, int) and known != len(people):
        yield hint(f"{path}.count", "record.count-known-links", known=known, linked=len(people))
    high = count.get("max") if isinstance(count, Mapping) else None
    if isinstance(people, list) and isinstance(high, int) and len(people) > high:
        yield wrong(f"{path}.people", "record.count-people-above", maximum=high, linked=len(people))


def person(fields: Fields, context: Context) -> Iterator[Problem]:
    """Whoever is reportedly involved is named only at a restricted level; nobody is the same as oneself."""
    yield from handling(fields, context)
    if _said(fields.get("identifiers")) and fields.get("handling_level") not in _STRICT:
        yield wrong("handling_level", "record.level-too-open")
    for path, entry in _members(fields, "identifiers"):
        if entry.get("kind") == "ik_id_unit":
            yield from _unit_number(entry.get("value"), f"{path}.value")


def unit(fields: Fields, context: Context) -> Iterator[Problem]:
    """The unit's number, softly."""
    yield from handling(fields, context)
    yield from _unit_number(fields.get("unit_number"), "unit_number")
    for path, name in _members(fields, "names"):
        yield from _unit_number(name.get("name"), f"{path}.name")


def item(fields: Fields, context: Context) -> Iterator[Problem]:
    """What documenters never take; packing; order of times."""
    yield from handling(fields, context)
    taken = fields.get("left_or_taken") == "lt_collected"
    hazards = fields.get("hazard_kind")
    dangerous = isinstance(hazards, list) and any(h in _DIFFICULT for h in hazards)
    if taken and (dangerous or fields.get("item_type") in _RECORD_ONLY):
        yield wrong("left_or_taken", "record.never-collect")
    if isinstance(hazards, list) and "nc_none" in hazards and len(hazards) > 1:
        yield wrong("hazard_kind", "record.none-and-more")
    if fields.get("damp") == "yn_yes" and fields.get("packaging") == "pkg_plastic":
        yield hint("packaging", "record.plastic-for-damp")
    yield from _instants(fields, "posted_at", "edited_at", "record.date-order")
    yield from _instants(fields, "posted_at", "accessed_at", "record.date-order")


def link(fields: Fields, _context: Context) -> Iterator[Problem]:
    """A record is not linked to itself."""
    one, other = fields.get("from_record"), fields.get("to_record")
    if isinstance(one, str) and one == other:
        yield wrong("to_record", "record.link-to-itself")


def threat(fields: Fields, context: Context) -> Iterator[Problem]:
    """A device that is out of our hands must lose its keys."""
    yield from handling(fields, context)
    if fields.get("kind") in _DEVICE_OUT and fields.get("device_revoked") in ("yn_no", "yn_unknown"):
        yield hint("device_revoked", "record.device-not-revoked")


def handover(fields: Fields, _context: Context) -> Iterator[Problem]:
    """Released before received; seals and digests that do not fit; two different people."""
    yield from _instants(fields, "at", "received_at", "record.received-before-released")
    old, new = (fields.get(name) for name in ("seal_old", "seal_new"))
    if isinstance(old, str) and old == new and fields.get("seal_opened") == "yn_yes":
        yield wrong("seal_new", "record.seal-again")
    if fields.get("seals_match") == "yn_no":
        yield hint("seals_match", "record.seal-differs")
    if fields.get("hash_match") is False and not _said(fields.get("unavoidable_change")):
        yield wrong("hash_after", "record.digests-differ")
    gave, took = (fields.get(name) for name in ("released_by", "received_by"))
    if isinstance(gave, str) and gave == took:
        yield hint("received_by", "record.same-hands")


def _instants(fields: Fields, first: str, last: str, code: str) -> Iterator[Problem]:
    begins, ends = read_instant(fields.get(first)), read_instant(fields.get(last))
    if begins and ends and ends < begins:
        yield wrong(last, code)


RULES: Mapping[str, Rule] = {
    "case": case,
    "incident": incident,
    "person": person,
    "unit": unit,
    "item": item,
    "link": link,
    "risk_observation": handling,
    "threat": threat,
    "handover": handover,
}
