"""Sections 4.1 to 4.4 of the domain page: what visits and surveys ask for, and what is locked to the authorised team."""

import pytest
from judging import IDS, missing, offered, problems

from field_doc.base.i18n import Words
from field_doc.schema import defaults, rules_site
from field_doc.schema.upcast import upcast

TYPES = ("visit", "survey", "feature", "remains", "missing_person")


# 4.1 ground rules


def test_4_1_graves_and_bodies_begin_restricted(schemas):
    for name in (*TYPES, "burial_site"):
        assert defaults.defaults(schemas.record_type(name))["handling_level"] == "hl_restricted", name


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_4_1_ground_rules_stand_beside_the_fields_they_are_about(schemas, lang):
    labels = schemas.labels(Words(lang))
    assert "101" in labels.help("visit", "eod_clearance")
    assert "239" in labels.help("visit", "search_method")
    for path in ("remains_visible", "artefacts_visible", "samples_taken", "witnesses_on_site", "contamination"):
        assert labels.help("visit", path), path
    assert "10" in labels.help("visit", "handling_level")
    for path in ("site_type", "family_liaison", "who_buried_detail"):
        assert labels.help("burial_site", path), path


def test_4_1_ordnance_seen_without_clearance_is_said(schemas):
    seen = {"surface_indicators": [{"kind": "gsi_uxo"}]}
    told = ("eod_clearance", "record.ordnance-seen", "hint")
    assert told in problems(schemas, "visit", seen)
    assert told in problems(schemas, "visit", seen | {"eod_clearance": "eoc_no"})
    assert told not in problems(schemas, "visit", seen | {"eod_clearance": "eoc_yes"})


# 4.2


def test_4_2_a_site_of_version_2_is_read_as_one_of_today(schemas):
    old = {"site_type": "gt_mass", "event_links": [{"id": IDS[0], "relation": "rt_buried_at", "target": IDS[0]}]}
    assert upcast(schemas, "burial_site", 2, dict(old)).fields == old
    assert "missing_person" in schemas.record_type("burial_site").at("event_links.target").types
    assert "missing_person" not in schemas.record_type("burial_site", 2).at("event_links.target").types


def test_4_2_reference_points_are_three_and_bearings_stay_below_360(schemas):
    found = problems(schemas, "burial_site", {"reference_points": [{"bearing": "360"}, {"bearing": "359.9"}]})
    assert ("reference_points", "record.reference-points-few", "hint") in found
    assert ("reference_points[0].bearing", "record.azimuth-full-circle", "wrong") in found
    assert not any(path.startswith("reference_points[1]") for path, _, _ in found)


# 4.3


@pytest.mark.parametrize(
    ("number", "asked"), [(None, False), (1, False), (2, True), (7, True), ({"null": "nv_asked_unknown"}, False)]
)
def test_4_3_change_since_last_from_second_visit(schemas, number, asked):
    raw = {} if number is None else {"visit_no": number}
    assert ("change_since_last" in missing(schemas, "visit", raw)) is asked
    assert offered(schemas, "visit", "change_since_last", raw) is asked


def test_4_3_change_is_against_an_earlier_visit_to_the_same_site(schemas):
    site, other, visit = IDS
    raw = {"site": site, "visit_no": 2, "change_since_last": [{"compared_with": visit, "kind": "cc_settled"}]}
    path = "change_since_last[0].compared_with"
    earlier = {visit: ("visit", {"site": site, "visit_no": 1})}
    assert not {code for p, code, _ in problems(schemas, "visit", raw, earlier) if p == path}
    later = {visit: ("visit", {"site": site, "visit_no": 2})}
    assert (path, "record.visit-compared-later", "wrong") in problems(schemas, "visit", raw, later)
    elsewhere = {visit: ("visit", {"site": other, "visit_no": 1})}
    assert (path, "record.other-site", "wrong") in problems(schemas, "visit", raw, elsewhere)


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ("markers_text", "gsi_cross"),
        ("markers_text", "gsi_memorial"),
        ("remains_visible", "gsi_bone_surface"),
        ("remains_visible", "gsi_hair"),
        ("artefacts_visible", "gsi_clothing"),
        ("artefacts_visible", "gsi_personal"),
        ("artefacts_visible", "gsi_cartridge"),
        ("artefacts_visible", "gsi_binding"),
        ("artefacts_visible", "gsi_bodybag"),
        ("artefacts_visible", "gsi_medical"),
    ],
)
def test_4_3_what_an_indicator_says_is_seen_is_asked_for(schemas, group, kind):
    others = {"markers_text", "remains_visible", "artefacts_visible"} - {group}
    found = missing(schemas, "visit", {"surface_indicators": [{"kind": "gsi_depression"}, {"kind": kind}]})
    assert group in found
    assert not found & others
    assert group not in missing(schemas, "visit", {"surface_indicators": [{"kind": "gsi_none"}]})


def test_4_3_markers_remains_and_artefacts_can_be_noted_without_the_indicator(schemas):
    for group in ("markers_text", "remains_visible", "artefacts_visible"):
        assert offered(schemas, "visit", group, {})


def test_4_3_no_sign_is_a_result_and_needs_no_position(schemas):
    raw = {"surface_indicators": [{"kind": "gsi_none"}]}
    assert not {p for p in missing(schemas, "visit", raw) if p.startswith("surface_indicators")}
    assert not problems(schemas, "visit", raw)
    with_sign = {"surface_indicators": [{"kind": "gsi_none"}, {"kind": "gsi_mound"}]}
    assert "surface_indicators[1].position" in missing(schemas, "visit", with_sign)
    told = ("surface_indicators", "record.indicators-none-and-some", "wrong")
    assert told in problems(schemas, "visit", with_sign)


@pytest.mark.parametrize("status", ["eoc_no", "eoc_not_needed", None])
def test_4_3_clearance_by_and_date_only_where_it_was_cleared(schemas, status):
    asked = {"eod_by", "eod_date"}
    assert asked <= missing(schemas, "visit", {"eod_clearance": "eoc_yes"})
    assert not asked & missing(schemas, "visit", {"eod_clearance": status} if status else {})


def test_4_3_line_spacing_with_a_walk_over(schemas):
    assert "line_spacing" in missing(schemas, "visit", {"search_method": ["sv_photo", "sv_visual"]})
    assert "line_spacing" not in missing(schemas, "visit", {"search_method": ["sv_photo"]})


def test_4_3_drone_flight_is_offered_with_a_drone(schemas):
    assert offered(schemas, "visit", "drone_flights", {"search_method": ["sv_drone_rgb"]})
    assert not offered(schemas, "visit", "drone_flights", {"search_method": ["sv_visual"]})


def test_4_3_samples_taken_is_none_for_documenters(schemas):
    told = ("samples_taken", "record.samples-by-documenter", "wrong")
    documenters = {"team": [{"who": "D-1", "role": "tr_documenter"}, {"who": "D-2", "role": "ro_site_lead"}]}
    assert told in problems(schemas, "visit", documenters | {"samples_taken": "smp_authority"})
    assert told in problems(schemas, "visit", {"samples_taken": "smp_authority"})
    assert told not in problems(schemas, "visit", documenters | {"samples_taken": "smp_none"})
    authority = {"team": [*documenters["team"], {"who": "E-1", "role": "ro_prosecutor"}]}
    assert told not in problems(schemas, "visit", authority | {"samples_taken": "smp_authority"})
    assert "samples_note" in missing(schemas, "visit", authority | {"samples_taken": "smp_authority"})
    assert "samples_note" not in missing(schemas, "visit", {"samples_taken": "smp_none"})


def test_4_3_digging_is_not_among_the_ways_to_search(schemas):
    offered_here = schemas.record_type("visit").at("search_method").vocabulary
    every = schemas.vocabulary("survey_methods")
    opening = {t.id for t in every.terms if t.extra["intrusive"]}
    assert opening == rules_site.INTRUSIVE == {t.id for t in schemas.vocabulary("survey_methods:intrusive").terms}
    assert not opening & set(offered_here.index)
    assert set(offered_here.index) | opening == set(every.index)
    found = problems(schemas, "visit", {"search_method": ["sv_visual", "sv_probe"]})
    assert ("search_method", "record.intrusive-locked", "wrong") in found


def test_4_3_photo_views_count_the_four_directions_both_ways(schemas):
    few = problems(schemas, "visit", {"photo_views": ["pv_overview", "pv_n_out", "pv_s_in"]})
    assert ("photo_views", "record.photo-views-few", "hint") in few
    every = list(schemas.vocabulary("site_enums:photo_views").index)
    assert not problems(schemas, "visit", {"photo_views": every})
    assert "sketch_parts" in missing(schemas, "visit", {"sketch": "E-1"})


def test_4_3_a_visit_ends_after_it_began(schemas):
    raw = {"start": "2026-05-04T10:00:00+03:00", "end": "2026-05-04T09:00:00+03:00"}
    assert ("end", "record.date-order", "wrong") in problems(schemas, "visit", raw)
    assert not problems(schemas, "visit", raw | {"end": "2026-05-04T12:00:00+03:00"})


def test_4_3_next_visit_may_lie_ahead(schemas):
    assert not problems(schemas, "visit", {"next_visit_due": "2027-03"})


# 4.4


def test_4_4_intrusive_methods_are_locked_to_the_authority(schemas):
    told = ("intrusive_method", "record.intrusive-locked", "wrong")
    assert not offered(schemas, "survey", "intrusive_method", {})
    assert not offered(schemas, "survey", "intrusive_method", {"carried_out_by": "cob_specialist"})
    assert offered(schemas, "survey", "intrusive_method", {"carried_out_by": "cob_authority"})
    core = {"intrusive_method": "sv_core"}
    assert told in problems(schemas, "survey", core)
    assert told in problems(schemas, "survey", core | {"carried_out_by": "cob_documenters"})
    assert told in problems(schemas, "survey", core | {"carried_out_by": "cob_authority"}), "by whose decision?"
    lawful = core | {"carried_out_by": "cob_authority", "authority_order": "постанова № 12"}
    assert told not in problems(schemas, "survey", lawful)
    assert not set(schemas.record_type("survey").at("method").vocabulary.index) & rules_site.INTRUSIVE
    assert ("method", "record.intrusive-locked", "wrong") in problems(schemas, "survey", {"method": "sv_excavation"})


def test_4_4_method_is_asked_for_unless_the_authority_opened_the_ground(schemas):
    assert "method" in missing(schemas, "survey", {})
    assert "method" not in missing(schemas, "survey", {"intrusive_method": "sv_test_trench"})
    assert "authority_order" in missing(schemas, "survey", {"carried_out_by": "cob_authority"})
    assert "authority_order" not in missing(schemas, "survey", {"carried_out_by": "cob_documenters"})


@pytest.mark.parametrize(
    ("method", "settings"),
    [
        ("sv_gpr", {"antenna", "velocity", "line_spacing"}),
        ("sv_lidar", {"point_density"}),
        ("sv_magnetometry", {"sensitivity", "line_spacing"}),
        ("sv_resistivity", {"resistivity", "line_spacing"}),
        ("sv_drone_rgb", {"gsd", "wind"}),
        ("sv_visual", {"line_spacing"}),
    ],
)
def test_4_4_settings_follow_the_method(schemas, method, settings):
    every = {"antenna", "velocity", "point_density", "sensitivity", "resistivity", "gsd", "probe_depth"}
    every |= {"line_spacing", "wind"}
    assert missing(schemas, "survey", {"method": method}) & every == settings
    assert "probe_depth" in missing(schemas, "survey", {"intrusive_method": "sv_probe"})


def test_4_4_dates_are_asked_for_where_no_visit_has_them(schemas):
    assert {"started", "ended"} <= missing(schemas, "survey", {})
    assert not {"started", "ended"} & missing(schemas, "survey", {"visit": "VS-1"})


def test_4_4_a_documenter_with_an_instrument_is_asked_about(schemas):
    told = ("carried_out_by", "record.needs-specialist", "hint")
    assert told in problems(schemas, "survey", {"carried_out_by": "cob_documenters", "method": "sv_gpr"})
    assert told not in problems(schemas, "survey", {"carried_out_by": "cob_documenters", "method": "sv_visual"})
    assert told not in problems(schemas, "survey", {"carried_out_by": "cob_specialist", "method": "sv_gpr"})


def test_4_4_anomaly_depths_lines_and_the_visit_hold_together(schemas):
    raw = {"anomalies": [{"depth_min": "1.2", "depth_max": "0.4"}], "line_direction": "360"}
    found = problems(schemas, "survey", raw)
    assert ("anomalies[0].depth_max", "record.order-min-max", "wrong") in found
    assert ("line_direction", "record.azimuth-full-circle", "wrong") in found
    site, other, visit = IDS
    named = {"site": site, "visit": visit}
    assert ("visit", "record.other-site", "wrong") in problems(
        schemas, "survey", named, {visit: ("visit", {"site": other})}
    )
    assert not problems(schemas, "survey", named, {visit: ("visit", {"site": site})})


@pytest.mark.parametrize(("lang", "said"), [("uk", "не означає"), ("en", "does not mean")])
def test_4_4_negative_is_not_no_grave(schemas, lang, said):
    assert said in schemas.labels(Words(lang)).term("srs_negative")
