"""Sections 4.5 to 4.7 of the domain page: features, remains, missing persons."""

import pytest
from judging import IDS, missing, normal, offered, problems

from field_doc.base.i18n import Words
from field_doc.schema import layout, rules_site, search

# 4.5, 4.6: from the authorised team's record


@pytest.mark.parametrize("name", ["feature", "remains"])
def test_4_5_4_6_expert_fields_are_offered_only_from_the_authorised_team(schemas, name):
    record_type = schemas.record_type(name)
    by_schema = {
        f.name for f in record_type.fields if f.relevant == {"in": ["recorded_by", ["rcb_expert", "rcb_from_record"]]}
    }
    assert by_schema == set(rules_site.EXPERT_FIELDS[name])
    for field in by_schema:
        for by in ("rcb_expert", "rcb_from_record"):
            assert offered(schemas, name, field, {"recorded_by": by})
        assert not offered(schemas, name, field, {"recorded_by": "rcb_documenter"})
        assert not offered(schemas, name, field, {})


def test_4_5_4_6_expert_words_of_a_documenter_are_named_and_kept(schemas):
    raw = {"recorded_by": "rcb_documenter", "sex_estimate": "sx_f", "trauma": [{"region": "reg_head"}]}
    found = problems(schemas, "remains", raw)
    for field in ("sex_estimate", "trauma"):
        assert (field, "record.expert-only", "wrong") in found
        assert field in normal(schemas, "remains", raw)
    assert ("recorded_by", "record.authority-record", "hint") in found
    assert not problems(schemas, "remains", raw | {"recorded_by": "rcb_from_record"})
    assert ("sieve_mesh", "record.expert-only", "wrong") in problems(schemas, "feature", {"sieve_mesh": "4"})


def test_4_5_source_document_with_an_entry_from_their_record(schemas):
    for name in ("feature", "remains"):
        assert "source_document" in missing(schemas, name, {"recorded_by": "rcb_from_record"})
        assert "source_document" not in missing(schemas, name, {"recorded_by": "rcb_expert"})
        assert "source_team" in missing(schemas, name, {})


def test_4_5_depths_and_azimuth(schemas):
    deep = {"depth_min": "2.10", "depth_max": "1.40", "datum_depth_min": "3", "datum_depth_max": "2,5"}
    found = problems(schemas, "feature", deep | {"orientation": "360.0"})
    assert ("depth_max", "record.order-min-max", "wrong") in found
    assert ("datum_depth_max", "record.order-min-max", "wrong") in found
    assert ("orientation", "record.azimuth-full-circle", "wrong") in found
    fine = {"depth_min": "1.40", "depth_max": "1.40", "orientation": "359.9"}
    assert not problems(schemas, "feature", fine)
    for outside in ("-0.1", "360.1"):
        assert ("orientation", "record.out-of-range", "wrong") in problems(schemas, "feature", {"orientation": outside})
    assert "orientation_ref" in missing(schemas, "feature", fine)
    assert "orientation_ref" not in missing(schemas, "feature", {})


def test_4_5_dug_by_needs_its_basis(schemas):
    assert "dug_by_basis" in missing(schemas, "feature", {"dug_by": ["dgb_machine"]})
    assert "dug_by_basis" not in missing(schemas, "feature", {})


def test_4_5_relations_do_not_contradict_each_other(schemas):
    other = "00000000-0000-4000-8000-000000000009"
    raw = {"stratigraphic_relations": [{"relation": r, "target": other} for r in ("stg_cuts", "stg_cut_by")]}
    found = problems(schemas, "feature", raw)
    assert ("stratigraphic_relations[0].relation", "record.relation-contradicts", "wrong") in found
    fine = {"stratigraphic_relations": [{"relation": r, "target": other} for r in ("stg_cuts", "stg_above")]}
    assert not problems(schemas, "feature", fine)


# 4.6


@pytest.mark.parametrize(
    "number", ["S12-G1-B007", "S12-G1-BP003", "S1-G10-C1", "S12-G1-A004", "S12-G1-В007", " S12-G1-B007 "]
)
def test_4_6_case_number_as_the_page_writes_it(schemas, number):
    assert not problems(schemas, "remains", {"case_no": number})


@pytest.mark.parametrize("number", ["12-1-7", "S12-G1", "S12-G1-X7", "s12-g1-b7", "Тіло 7"])
def test_4_6_another_number_is_kept_with_a_hint(schemas, number):
    found = problems(schemas, "remains", {"case_no": number})
    assert found == {("case_no", "record.remains-number-form", "hint")}
    assert normal(schemas, "remains", {"case_no": number})["case_no"] == number


@pytest.mark.parametrize(
    ("kind", "letters", "fits"),
    [
        ("rk_body", "B", True),
        ("rk_body_part", "B", False),
        ("rk_body_part", "BP", True),
        ("rk_commingled", "C", True),
        ("rk_commingled", "B", False),
        ("rk_undet", "B", True),
    ],
)
def test_4_6_letters_of_the_number_fit_the_kind(schemas, kind, letters, fits):
    found = problems(schemas, "remains", {"case_no": f"S12-G1-{letters}007", "kind": kind})
    assert (("case_no", "record.remains-number-kind", "hint") not in found) is fits


def test_4_6_mni_for_commingled_remains_and_at_least_one(schemas):
    assert "mni" in missing(schemas, "remains", {"kind": "rk_commingled"})
    assert "mni" in missing(schemas, "remains", {"kind": "rk_bone", "relation": ["rel_commingled"]})
    for kind in ("rk_body", "rk_bone"):
        assert "mni" not in missing(schemas, "remains", {"kind": kind})
    assert not offered(schemas, "remains", "mni", {"kind": "rk_body"})
    mixed = {"kind": "rk_commingled"}
    assert ("mni", "record.out-of-range", "wrong") in problems(schemas, "remains", mixed | {"mni": 0})
    assert not problems(schemas, "remains", mixed | {"mni": 1})
    assert "mni_method" in missing(schemas, "remains", mixed | {"mni": 3})


def test_4_6_estimates_run_from_lowest_to_highest(schemas):
    expert = {"recorded_by": "rcb_expert"}
    raw = expert | {"age_min": 40, "age_max": 30, "stature_min": "171.5", "stature_max": "165", "head_azimuth": "360"}
    found = problems(schemas, "remains", raw)
    assert ("age_max", "record.order-min-max", "wrong") in found
    assert ("stature_max", "record.order-min-max", "wrong") in found
    assert ("head_azimuth", "record.azimuth-full-circle", "wrong") in found
    fine = expert | {"age_min": 30, "age_max": 30, "stature_min": "9.5", "stature_max": "165"}
    assert ("stature_max", "record.order-min-max", "wrong") not in problems(schemas, "remains", fine)
    assert {"age_method", "stature_method"} <= missing(schemas, "remains", fine)


def test_4_6_identification_belongs_to_the_authority(schemas):
    documenter = {"recorded_by": "rcb_documenter", "id_status": "is_presumptive"}
    assert ("id_status", "record.id-by-documenter", "wrong") in problems(schemas, "remains", documenter)
    expert = {"recorded_by": "rcb_expert", "id_status": "is_scientific"}
    assert {"id_method", "id_date", "id_authority"} <= missing(schemas, "remains", expert)
    weak = problems(schemas, "remains", expert | {"id_method": ["idm_visual", "idm_documents"]})
    assert ("id_method", "record.id-method-primary", "wrong") in weak
    assert not problems(schemas, "remains", expert | {"id_method": ["idm_visual", "idm_dna"]})
    unnamed = {"recorded_by": "rcb_documenter", "id_status": "is_unid"}
    assert not {"id_method", "id_date", "id_authority"} & missing(schemas, "remains", unnamed)
    assert ("id_status", "record.id-by-documenter", "wrong") not in problems(schemas, "remains", unnamed)


@pytest.mark.parametrize(
    ("tooth", "known"), [(11, True), (48, True), (55, True), (85, True), (19, False), (56, False), (50, False)]
)
def test_4_6_dental_chart_in_fdi_notation(schemas, tooth, known):
    for name in ("remains", "missing_person"):
        found = problems(schemas, name, {"recorded_by": "rcb_expert"} if name == "remains" else {})
        assert not found
        raw = {"teeth": [{"fdi": tooth, "state": "tth_filled"}]}
        told = ("teeth[0].fdi", "record.tooth-unknown", "wrong")
        assert (told not in problems(schemas, name, raw)) is known
    assert ("teeth[0].fdi", "record.out-of-range", "wrong") in problems(schemas, "remains", {"teeth": [{"fdi": 9}]})


def test_4_6_remains_and_their_feature_lie_at_one_site(schemas):
    site, other, grave = IDS
    raw = {"site": site, "feature": grave}
    told = ("feature", "record.other-site", "wrong")
    assert told in problems(schemas, "remains", raw, {grave: ("feature", {"site": other})})
    assert told not in problems(schemas, "remains", raw, {grave: ("feature", {"site": site})})


# 4.7


def test_4_7_ante_mortem_and_post_mortem_sections_stand_in_one_order(schemas):
    pm = [s.key for s in layout.load(schemas, "remains")]
    am = [s.key for s in layout.load(schemas, "missing_person")]
    dvi = ["effects", "physical", "medical", "dental", "dna"]
    assert [k for k in pm if k in dvi] == [k for k in am if k in dvi] == dvi
    assert pm[0] == "recovery"
    assert am[0] == "personal"
    words = Words("uk")
    for key in dvi[:-1]:
        assert words.label("section", f"remains.{key}") == words.label("section", f"missing_person.{key}")


def test_4_7_what_can_be_compared_has_one_name_and_one_list(schemas):
    remains, missing_one = (schemas.record_type(n) for n in ("remains", "missing_person"))
    for group in ("clothing", "effects", "features", "medical_features", "teeth"):
        ours = {f.name: (f.type, f.vocabulary and f.vocabulary.name) for f in missing_one.at(group).fields}
        theirs = {f.name: (f.type, f.vocabulary and f.vocabulary.name) for f in remains.at(group).fields}
        assert ours.items() <= theirs.items(), group
    for name in ("hair", "eyes", "build", "dental_work"):
        assert remains.at(name).type == missing_one.at(name).type


def test_4_7_sample_place_and_number_once_a_relative_gave_one(schemas):
    asked = {"relatives_for_dna[0].sample_where", "relatives_for_dna[0].sample_number"}
    given = {"relatives_for_dna": [{"relation": "kin_mother", "sample_given": "yn_yes"}]}
    assert asked <= missing(schemas, "missing_person", given)
    given["relatives_for_dna"][0]["sample_given"] = "yn_no"
    assert not asked & missing(schemas, "missing_person", given)


def test_4_7_consent_is_the_informants_and_covers_the_search(schemas):
    informant, other, consent = IDS
    raw = {"informant": informant, "consent": consent}
    wrong_one = {consent: ("consent", {"person": other})}
    assert ("consent", "record.consent-other-person", "wrong") in problems(schemas, "missing_person", raw, wrong_one)
    silent = {consent: ("consent", {"person": informant, "purposes": {}})}
    assert ("consent", "record.missing-consent", "hint") in problems(schemas, "missing_person", raw, silent)
    given = {consent: ("consent", {"person": informant, "purposes": {"cp_missing_search": {"answer": "yes"}}})}
    assert not problems(schemas, "missing_person", raw, given)


def test_4_7_phone_and_accounts_are_of_class_identity_and_never_searched(schemas):
    record_type = schemas.record_type("missing_person")
    assert {f.name for f in record_type.fields if f.protection == "identity"} == {"phones", "accounts", "use_since"}
    fields = normal(schemas, "missing_person", {"phones": "+380501112233", "hair": "руде"})
    assert "руде" in search.search_text(record_type, fields)
    assert "380501112233" not in search.search_text(record_type, fields)
    assert record_type.at("person").types == ("person",), "the name stays behind the code"
