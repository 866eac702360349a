"""Handling levels: their order, and where a record's own words ask for a stricter one (DOMAIN 6.1).

A level is never changed by the program: what the record says stands, and a person is asked to look again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from field_doc.schema.model import Field, Fields, RecordType
from field_doc.schema.problems import Problem, hint
from field_doc.schema.values import is_missing, is_null

# Mildest first; a test holds it to the ranks of the vocabulary ``handling_levels``.
LEVELS: Final = ("hl_public", "hl_internal", "hl_confidential", "hl_restricted", "hl_sealed")
# What counts where a record says nothing, and what identities, SGBV, children, insiders and named alleged
# perpetrators ask for, and coordinates of unprotected graves.
UNSAID: Final = "hl_confidential"
SENSITIVE: Final = "hl_restricted"
RANK: Final[Mapping[str, int]] = {level: rank for rank, level in enumerate(LEVELS)}
STRICTEST: Final = len(LEVELS) - 1
# Terms that ask for the stricter level wherever they stand; beginnings stand for a whole family of terms.
_TERMS: Final[Mapping[str, tuple[str, ...]]] = {
    "sgbv": ("cw_sgbv", "vn_sgbv", "inj_sexual", "tm_sexual", "rs_7_1_g", "rs_8_2_b_xxii", "rs_8_2_e_vi", "ua_cc_152",
             "ua_cc_153"),
    "children": ("cw_children", "vn_child", "vs_child", "ik_child_transfer", "ps_children", "age_0_5", "age_6_11",
                 "age_12_17"),
    "insiders": ("vn_insider", "ro_insider"),
}  # fmt: skip
_ALLEGED: Final = ("ro_alleged_perp", "ro_alleged_commander", "ro_alleged_planner", "ro_alleged_aider")
_SITE: Final = "burial_site"
_PLACES: Final = ("boundary", "protected_zone", "geometry_point")
_UNPROTECTED: Final = "pmz_none"
_LEVEL: Final = "handling_level"


def strictest(levels: Iterable[str]) -> str:
    """The strictest of some levels, "" of none; "" among them counts as unsaid, an unknown one as the strictest."""
    ranks = [RANK.get(level or UNSAID, STRICTEST) for level in levels]
    return LEVELS[max(ranks)] if ranks else ""


def hints(record_type: RecordType, fields: Fields) -> Iterator[Problem]:
    """``record.level-lower-than-default`` at the level, with the reason that came first, where it is milder."""
    if all(field.name != _LEVEL for field in record_type.fields):
        return
    said = fields.get(_LEVEL)
    level = said if isinstance(said, str) else ""
    if RANK.get(level or UNSAID, STRICTEST) >= RANK[SENSITIVE]:
        return
    reason = next(reasons(record_type, fields), "")
    if reason:
        yield hint(_LEVEL, "record.level-lower-than-default", reason=reason)


def reasons(record_type: RecordType, fields: Fields) -> Iterator[str]:
    """Why a record is Restricted by default: ``sgbv``, ``children``, ``insiders``, ``grave``, ``alleged``."""
    said = frozenset(_terms(record_type.fields, fields))
    for reason, begins in _TERMS.items():
        if any(_is_one(term, begins) for term in said):
            yield reason
    if record_type.name == _SITE and _is_unprotected(fields) and _has_coordinates(fields):
        yield "grave"
    if _names_alleged(fields):
        yield "alleged"


def _is_one(term: str, begins: tuple[str, ...]) -> bool:
    return any(term == one or term.startswith(f"{one}_") for one in begins)


def _terms(fields: Iterable[Field], values: Mapping[str, Any]) -> Iterator[str]:
    """Every term of a record, groups included."""
    for field in fields:
        value = values.get(field.name)
        if field.type == "group" and isinstance(value, list):
            for member in value:
                if isinstance(member, Mapping):
                    yield from _terms(field.fields, member)
        elif field.type in {"term", "terms"}:
            yield from (one for one in ([value] if isinstance(value, str) else value or ()) if isinstance(one, str))


def _is_unprotected(fields: Fields) -> bool:
    """Whether nothing protects a grave, or nobody said that anything does."""
    now = fields.get("protection_now")
    return not isinstance(now, list) or not now or _UNPROTECTED in now


def _has_coordinates(fields: Fields) -> bool:
    where = fields.get("where")
    if isinstance(where, Mapping) and (where.get("coord_as_given") or where.get("geometry")):
        return True
    return any(not is_missing(fields.get(p)) and not is_null(fields.get(p)) for p in _PLACES)


def _names_alleged(fields: Fields) -> bool:
    """Whether a person is named with an alleged role: in an act's involvement, or by the person record itself."""
    for act in _members(fields, "acts"):
        for involved in _members(act, "involvements"):
            if isinstance(involved.get("actor"), (str, list)) or not is_missing(involved.get("names_heard")):
                return True
    return any(role.get("role") in _ALLEGED for role in _members(fields, "roles"))


def _members(fields: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    value = fields.get(name)
    yield from (member for member in (value if isinstance(value, list) else ()) if isinstance(member, Mapping))
