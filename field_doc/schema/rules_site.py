"""What fields of the records around a burial site mean for each other (docs: domain page, section 4).

Nothing here blocks a seal. Digging, sampling and what only a specialist may say are locked to the authorised team:
the form does not offer them to others, and what comes in another way is ``wrong``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from field_doc.schema import consent_answers, scalars
from field_doc.schema.checks import Context, read_instant
from field_doc.schema.model import Fields
from field_doc.schema.problems import Problem, hint, wrong
from field_doc.schema.values import is_missing, is_null

INTRUSIVE = frozenset({"sv_probe", "sv_core", "sv_test_trench", "sv_excavation"})
# Who may dig and sample: a prosecutor-led team with a forensic doctor (UA CPC art. 239).
_AUTHORISED_ROLES = frozenset({"ro_prosecutor", "ro_investigator", "ro_pathologist"})
_BY_DOCUMENTERS = frozenset({"sv_visual", "sv_photo", "sv_drone_rgb", "sv_satellite"})
_CARDINAL_VIEWS = frozenset(f"pv_{side}_{way}" for side in "nesw" for way in ("out", "in"))
_FROM_AUTHORITY = frozenset({"rcb_expert", "rcb_from_record"})
# Asked for only in an entry of the authorised team; the schema makes them irrelevant otherwise (a test compares).
EXPERT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "feature": (
        "top_of_remains_depth", "body_mass_layout", "body_mass_sketch", "specialist_samples", "excavation_dates",
        "excavation_director", "excavation_method", "sieve_mesh",
    ),
    "remains": (
        "recovered_on", "elements_present", "xyz_points", "sex_estimate", "age_class", "age_min", "age_max",
        "stature_min", "stature_max", "ancestry", "trauma", "gunshot_min", "cause", "manner", "pmi", "teeth",
        "dna_samples",
    ),
}  # fmt: skip
# Two layers cannot each cut, or each lie above, the other.
_OPPOSITE = {"stg_cuts": "stg_cut_by", "stg_fills": "stg_filled_by", "stg_above": "stg_below"}
_NAMED = frozenset({"is_presumptive", "is_scientific"})
_PRIMARY_METHODS = frozenset({"idm_dna", "idm_fingerprints", "idm_dental"})
_NUMBER = re.compile(r"S\d+-G\d+-(BP|B|C|A)\d+")
_TWINS = str.maketrans("АВСР", "ABCP")  # Cyrillic letters that look like those of a number
_LETTERS = {
    "rk_body": "B", "rk_skeleton": "B", "rk_body_part": "BP", "rk_bone": "BP", "rk_commingled": "C",
}  # fmt: skip
_FOR_SEARCH = "cp_missing_search"


def visit(fields: Fields, context: Context) -> Iterator[Problem]:
    """DOMAIN 4.3 with the ground rules of 4.1."""
    yield from _instants(fields, "start", "end")
    yield from _intrusive(fields, "search_method")
    roles = {_term(member, "role") for _, member in _members(fields, "team")}
    if _term(fields, "samples_taken") == "smp_authority" and not roles & _AUTHORISED_ROLES:
        yield wrong("samples_taken", "record.samples-by-documenter")
    kinds = {_term(member, "kind") for _, member in _members(fields, "surface_indicators")} - {""}
    if "gsi_none" in kinds and len(kinds) > 1:
        yield wrong("surface_indicators", "record.indicators-none-and-some")
    if "gsi_uxo" in kinds and fields.get("eod_clearance") != "eoc_yes":
        yield hint("eod_clearance", "record.ordnance-seen")
    views = _terms(fields, "photo_views")
    done = len(_CARDINAL_VIEWS & views)
    if views and done < len(_CARDINAL_VIEWS):
        yield hint("photo_views", "record.photo-views-few", done=done, total=len(_CARDINAL_VIEWS))
    yield from _compared(fields, context)


def _compared(fields: Fields, context: Context) -> Iterator[Problem]:
    """A change is one against an earlier visit to the same site."""
    for path, member in _members(fields, "change_since_last"):
        earlier = _sibling(context, member.get("compared_with"), "visit")
        if earlier is None:
            continue
        ours, theirs = _number(fields.get("visit_no")), _number(earlier.get("visit_no"))
        if ours is not None and theirs is not None and theirs >= ours:
            yield wrong(f"{path}.compared_with", "record.visit-compared-later")
        yield from _same_site(fields, earlier, f"{path}.compared_with")


def survey(fields: Fields, context: Context) -> Iterator[Problem]:
    """DOMAIN 4.4: methods that open the ground belong to the authority."""
    yield from _instants(fields, "started", "ended")
    yield from _intrusive(fields, "method")
    by = _term(fields, "carried_out_by")
    if _filled(fields, "intrusive_method") and (by != "cob_authority" or not _filled(fields, "authority_order")):
        yield wrong("intrusive_method", "record.intrusive-locked")
    if by == "cob_documenters" and _terms(fields, "method") - _BY_DOCUMENTERS - INTRUSIVE:
        yield hint("carried_out_by", "record.needs-specialist")
    yield from _azimuth(fields, "line_direction")
    for path, member in _members(fields, "anomalies"):
        yield from _ordered(member, "depth_min", "depth_max", f"{path}.")
    during = _sibling(context, fields.get("visit"), "visit")
    if during is not None:
        yield from _same_site(fields, during, "visit")


def feature(fields: Fields, context: Context) -> Iterator[Problem]:
    """DOMAIN 4.5: from the authorised team's record; depths and relations hold together."""
    yield from _authority("feature", fields)
    yield from _ordered(fields, "depth_min", "depth_max")
    yield from _ordered(fields, "datum_depth_min", "datum_depth_max")
    yield from _azimuth(fields, "orientation")
    relations = tuple(_members(fields, "stratigraphic_relations"))
    said = {(_term(member, "relation"), _term(member, "target")) for _, member in relations}
    for path, member in relations:
        target = _term(member, "target")
        if target and (_OPPOSITE.get(_term(member, "relation")), target) in said:
            yield wrong(f"{path}.relation", "record.relation-contradicts")
        other = _sibling(context, target, "feature")
        if other is not None:
            yield from _same_site(fields, other, f"{path}.target")


def remains(fields: Fields, context: Context) -> Iterator[Problem]:
    """DOMAIN 4.6: the number, estimates from lowest to highest, who may say what."""
    yield from _authority("remains", fields)
    yield from _remains_number(fields)
    yield from _ordered(fields, "age_min", "age_max")
    yield from _ordered(fields, "stature_min", "stature_max")
    yield from _azimuth(fields, "head_azimuth")
    yield from _teeth(fields)
    status, methods = _term(fields, "id_status"), _terms(fields, "id_method")
    if status in _NAMED and _term(fields, "recorded_by") not in _FROM_AUTHORITY:
        yield wrong("id_status", "record.id-by-documenter")
    if status == "is_scientific" and methods and not _PRIMARY_METHODS & methods:
        yield wrong("id_method", "record.id-method-primary")
    grave = _sibling(context, fields.get("feature"), "feature")
    if grave is not None:
        yield from _same_site(fields, grave, "feature")


def missing_person(fields: Fields, context: Context) -> Iterator[Problem]:
    """DOMAIN 4.7: teeth by FDI; consent of the person who told us."""
    yield from _teeth(fields)
    consent = _sibling(context, fields.get("consent"), "consent")
    if consent is None:
        return
    informant, theirs = _term(fields, "informant"), _term(consent, "person")
    if informant and theirs and informant != theirs:
        yield wrong("consent", "record.consent-other-person")
    elif consent_answers.answer(consent, _FOR_SEARCH, context.today) != consent_answers.YES:
        yield hint("consent", "record.missing-consent")


def burial_site(fields: Fields, _context: Context) -> Iterator[Problem]:
    """DOMAIN 4.2: three reference points or more fix a place on the ground; azimuths."""
    points = fields.get("reference_points")
    if isinstance(points, list) and len(points) < 3:
        yield hint("reference_points", "record.reference-points-few", count=len(points))
    for path, member in _members(fields, "reference_points"):
        yield from _azimuth(member, "bearing", f"{path}.")
    yield from _azimuth(fields, "grid_azimuth")


def _term(fields: Mapping[str, Any], name: str) -> str:
    """The term, text or reference of a field; "" for none or for a reason why it is empty."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _terms(fields: Mapping[str, Any], name: str) -> frozenset[str]:
    """The terms of a field that holds one or several."""
    value = fields.get(name)
    return frozenset(value) if isinstance(value, list) else frozenset({_term(fields, name)} - {""})


def _filled(fields: Mapping[str, Any], name: str) -> bool:
    value = fields.get(name)
    return not is_missing(value) and not is_null(value)


def _members(fields: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The members of a group with their paths."""
    group = fields.get(name)
    for i, member in enumerate(group if isinstance(group, list) else ()):
        yield f"{name}[{i}]", member


def _number(value: Any) -> Decimal | None:
    """An integer or decimal as stored; None for anything that is no number."""
    if isinstance(value, str) and scalars.DECIMAL.fullmatch(value):
        return Decimal(value)
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _ordered(fields: Mapping[str, Any], low: str, high: str, prefix: str = "") -> Iterator[Problem]:
    lower, upper = _number(fields.get(low)), _number(fields.get(high))
    if lower is not None and upper is not None and lower > upper:
        yield wrong(prefix + high, "record.order-min-max")


def _azimuth(fields: Mapping[str, Any], name: str, prefix: str = "") -> Iterator[Problem]:
    """0 to 359.9; the schema refuses what lies outside 0 to 360."""
    if _number(fields.get(name)) == 360:
        yield wrong(prefix + name, "record.azimuth-full-circle")


def _instants(fields: Fields, start: str, end: str) -> Iterator[Problem]:
    began, ended = read_instant(fields.get(start)), read_instant(fields.get(end))
    if began and ended and ended < began:
        yield wrong(end, "record.date-order")


def _intrusive(fields: Fields, name: str) -> Iterator[Problem]:
    """A method that opens the ground in a field that documenters fill in (the list there does not offer it)."""
    if INTRUSIVE & _terms(fields, name):
        yield wrong(name, "record.intrusive-locked")


def _authority(type_name: str, fields: Fields) -> Iterator[Problem]:
    by = _term(fields, "recorded_by")
    if by in _FROM_AUTHORITY:
        return
    if by == "rcb_documenter":
        yield hint("recorded_by", "record.authority-record")
    for name in EXPERT_FIELDS[type_name]:
        if _filled(fields, name):
            yield wrong(name, "record.expert-only")


def _remains_number(fields: Fields) -> Iterator[Problem]:
    number, kind = _term(fields, "case_no"), _term(fields, "kind")
    if not number:
        return
    found = _NUMBER.fullmatch(number.strip().translate(_TWINS))
    if found is None:
        yield hint("case_no", "record.remains-number-form")
    elif _LETTERS.get(kind, found[1]) != found[1]:
        yield hint("case_no", "record.remains-number-kind")


def _teeth(fields: Fields) -> Iterator[Problem]:
    """FDI two-digit notation (ISO 3950): quadrant, then tooth; milk teeth are quadrants 5 to 8."""
    for path, member in _members(fields, "teeth"):
        tooth = member.get("fdi")
        if not isinstance(tooth, int) or isinstance(tooth, bool) or not 11 <= tooth <= 85:
            continue
        quadrant, place = divmod(tooth, 10)
        if not 1 <= place <= (8 if quadrant <= 4 else 5):
            yield wrong(f"{path}.fdi", "record.tooth-unknown")


def _sibling(context: Context, reference: Any, type_name: str) -> Fields | None:
    """The fields of a record named here, if it could be looked up and is of that type."""
    found = context.siblings.get(reference) if context.siblings and isinstance(reference, str) else None
    return found[1] if found is not None and found[0] == type_name else None


def _same_site(fields: Fields, other: Fields, path: str) -> Iterator[Problem]:
    ours, theirs = _term(fields, "site"), _term(other, "site")
    if ours and theirs and ours != theirs:
        yield wrong(path, "record.other-site")


RULES: Mapping[str, Callable[[Fields, Context], Iterator[Problem]]] = {
    "burial_site": burial_site,
    "visit": visit,
    "survey": survey,
    "feature": feature,
    "remains": remains,
    "missing_person": missing_person,
}
