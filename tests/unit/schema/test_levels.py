"""DOMAIN 6.1: what is Restricted by default is asked about where a milder level is said, never raised."""

from datetime import date
from typing import Any

import pytest

from field_doc.schema import levels, registry, validate

CODE = "record.level-lower-than-default"
POINT = {"coord_as_given": "50.1, 30.1", "crs_given": "crs_wgs84", "country": "UA"}


def _asked(type_name: str, **fields: Any) -> list[str]:
    known = registry.load()
    found = validate.validate(known, known.record_type(type_name), fields, today=date(2026, 11, 20))
    return [str(p.details["reason"]) for p in found if p.code == CODE and p.severity == "hint"]


@pytest.mark.parametrize(
    ("type_name", "fields", "reason"),
    [
        ("incident", {"content_warnings": ["cw_death", "cw_sgbv"]}, "sgbv"),
        ("incident", {"acts": [{"methods": ["tm_sexual_nudity"]}]}, "sgbv"),
        ("statement", {"vulnerability": ["vn_child"]}, "children"),
        ("item", {"content_warnings": ["cw_children"]}, "children"),
        ("person", {"age_band": "age_12_17"}, "children"),
        ("statement", {"vulnerability": ["vn_insider"]}, "insiders"),
        ("burial_site", {"where": POINT, "protection_now": ["pmz_none"]}, "grave"),
        ("burial_site", {"where": POINT}, "grave"),
        ("incident", {"acts": [{"involvements": [{"names_heard": {"text": "X", "lang": "uk"}}]}]}, "alleged"),
    ],
)
def test_6_1_a_milder_level_than_the_default_is_asked_about(type_name: str, fields: Any, reason: str) -> None:
    assert _asked(type_name, **fields, handling_level="hl_confidential") == [reason]
    assert _asked(type_name, **fields, handling_level="hl_restricted") == []
    assert _asked(type_name, **fields, handling_level="hl_sealed") == []


@pytest.mark.parametrize(
    ("type_name", "fields"),
    [
        ("incident", {"content_warnings": ["cw_death"]}),
        ("statement", {"interviewer_competence": ["cmp_child"]}),
        ("burial_site", {"where": POINT, "protection_now": ["pmz_guard"]}),
        ("burial_site", {"where": {"country": "UA", "oblast": "ua_32"}}),
        ("person", {"age_band": "age_25_34"}),
    ],
)
def test_6_1_nothing_is_asked_where_nothing_asks_for_it(type_name: str, fields: Any) -> None:
    assert _asked(type_name, **fields, handling_level="hl_confidential") == []


def test_6_1_the_strictest_of_levels_counts_unsaid_and_unknown() -> None:
    assert levels.strictest(["hl_public", "hl_internal"]) == "hl_internal"
    assert levels.strictest(["hl_public", ""]) == "hl_confidential"
    assert levels.strictest(["hl_public", "hl_of_tomorrow"]) == "hl_sealed"
    assert levels.strictest([]) == ""
