"""Fields as they are read, and what two versions say differently (the same for window and command line)."""

from __future__ import annotations

import pytest

from field_doc.base.i18n import Words
from field_doc.schema import registry, shown


@pytest.fixture
def labels():
    return registry.load().labels(Words("en"))


@pytest.fixture
def incident():
    return registry.load().record_type("incident")


def said(incident, labels, fields) -> dict[str, str]:
    names = [f.name for f in incident.fields]
    return {s.path: s.text for s in shown.shown_fields(incident, names, fields, labels)}


def test_reasons_terms_and_group_members_are_words(incident, labels) -> None:
    fields = {
        "title": {"null_reason": "nv_not_asked"},
        "acts": [{"id": "x", "conduct": ["cd_killing"]}, {"id": "y", "conduct": {"null_reason": "nv_unknown"}}],
    }
    found = said(incident, labels, fields)
    assert found["title"] == "Not asked"
    assert "{" not in "".join(found.values())
    assert set(found) >= {"acts[1].conduct"}


def test_a_difference_names_the_field_and_both_sides(incident, labels) -> None:
    first = {"title": "А", "impact": {"lang": "uk", "text": "є"}}
    second = {"title": "Б", "impact": {"lang": "uk", "text": "є"}}
    (found,) = shown.differences(incident, first, second, labels)
    assert (found.path, found.before, found.after) == ("title", "А", "Б")
    assert found.name == labels.field("incident", "title")
    assert shown.differences(incident, first, first, labels) == []


def test_a_part_that_has_no_place_in_the_words_is_a_difference_too(incident, labels) -> None:
    """A wider radius, another clock: the sentence is the same, the version is not."""
    place = next(f.name for f in incident.fields if f.type == "place")
    first = {place: {"as_said": "млин", "uncertainty_m": "50"}}
    second = {place: {"as_said": "млин", "uncertainty_m": "5000"}}
    (found,) = shown.differences(incident, first, second, labels)
    assert ("50" in found.before, "5000" in found.after, found.before != found.after) == (True, True, True)


def test_other_records_are_named_by_their_codes(labels) -> None:
    record_type = registry.load().record_type("statement")
    fields = {"person": "id1", "consent": {"null_reason": "nv_na"}}
    coded = shown.with_codes(record_type.fields, fields, lambda i: f"<{i}>")
    assert coded == {"person": "<id1>", "consent": {"null_reason": "nv_na"}}


def test_a_member_is_itself_wherever_it_stands(labels) -> None:
    site = registry.load().record_type("burial_site")
    point = {one: {"id": one, "description": {"text": f"дуб {one}", "lang": "uk"}} for one in "abc"}
    three = {"reference_points": [point["a"], point["b"], point["c"]]}
    assert shown.differences(site, three, {"reference_points": [point["c"], point["a"], point["b"]]}, labels) == []
    (gone,) = shown.differences(site, three, {"reference_points": [point["b"], point["c"]]}, labels)
    assert (gone.before, gone.after) == ("дуб a", "")
    (more,) = shown.differences(site, {"reference_points": [point["b"]]}, {"reference_points": [point["a"], point["b"]]}, labels)
    assert (more.before, more.after) == ("", "дуб a")


def test_a_reason_instead_of_a_list_differs_from_the_list(labels) -> None:
    site = registry.load().record_type("burial_site")
    point = {"id": "a", "description": {"text": "дуб", "lang": "uk"}}
    found = shown.differences(
        site, {"reference_points": {"null_reason": "nv_refused"}}, {"reference_points": [point]}, labels
    )
    assert {d.after for d in found} >= {"дуб"}
