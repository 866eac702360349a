"""The one validator: what is missing, wrong, worth a look, and what blocks a seal."""

from datetime import date

import pytest

from field_doc.base.i18n import LANGUAGES, Words
from field_doc.schema import defaults, rules, validate, values

TODAY = date(2026, 3, 2)
PERSON, CONSENT = "a0000000-0000-4000-8000-000000000001", "b0000000-0000-4000-8000-000000000002"
READY = {
    "person": PERSON,
    "statement_kind": "sk_first_account",
    "vulnerability": {"null": "nv_not_observed"},
    "had_prior_interview": "yn_no",
    "non_disclosure_warning": "yn_no",
    "self_incrimination": "yn_no",
    "information_at_risk": "yn_yes",
    "risk_decision": "rd_go",
    "consent": CONSENT,
    "account": "Я бачила це сама.",
}
GIVEN = {"person": PERSON, "status": "cs_given", "purposes": {"cp_record": "yes"}}


def problems(schemas, name, raw, siblings=None, today=TODAY):
    record_type = schemas.record_type(name)
    return validate.validate(
        schemas, record_type, values.normalise_fields(record_type, raw), today=today, siblings=siblings
    )


def found(schemas, name, raw, severity, **more):
    return {(p.path, p.code) for p in problems(schemas, name, raw, **more) if p.severity == severity}


def blocked(schemas, raw, consent=GIVEN, today=TODAY):
    consent_type = schemas.record_type("consent")
    siblings = {} if consent is None else {CONSENT: ("consent", values.normalise_fields(consent_type, consent))}
    return {p.code for p in validate.blocking(problems(schemas, "statement", raw, siblings, today))}


@pytest.mark.parametrize("name", ["case", "incident", "person", "burial_site", "item", "note", "consent", "identity"])
def test_nothing_required_ever_blocks(schemas, name):
    said = problems(schemas, name, {})
    assert said
    assert {p.severity for p in said} == {"missing"}


def test_a_statement_that_is_ready_can_be_sealed_however_much_is_missing(schemas):
    assert blocked(schemas, READY) == set()
    assert ("started", "record.required") in found(schemas, "statement", READY, "missing")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"account": None}, "record.account-empty"),
        ({"account": {"null": "nv_refused"}}, "record.account-empty"),
        ({"vulnerability": ["vn_child"]}, "record.gate-kind-not-allowed"),
        ({"vulnerability": None}, "record.gate-not-asked"),
        ({"had_prior_interview": "yn_yes"}, "record.gate-kind-not-allowed"),
        ({"non_disclosure_warning": "yn_yes"}, "record.gate-kind-not-allowed"),
        ({"statement_kind": "sk_full"}, "record.gate-kind-not-allowed"),
        ({"statement_kind": "sk_contact_only"}, "record.gate-account-not-allowed"),
        ({"consent": None}, "record.consent-missing"),
        ({"consent": {"null": "nv_na"}}, "record.consent-missing"),
        ({"consent": "c0000000-0000-4000-8000-000000000003"}, "record.consent-not-found"),
        ({"person": "d0000000-0000-4000-8000-000000000004"}, "record.consent-other-person"),
    ],
)
def test_what_blocks_a_statement(schemas, change, code):
    assert code in blocked(schemas, READY | change)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purposes": {"cp_record": "no"}}, "record.consent-missing"),
        ({"purposes": {"cp_record": "ask_each_time"}}, "record.consent-missing"),
        ({"purposes": {"cp_store": "yes"}}, "record.consent-missing"),
        ({"status": "cs_refused"}, "record.consent-withdrawn"),
        ({"status": "cs_withdrawn"}, "record.consent-withdrawn"),
        ({"status": "cs_withdrawn_partial", "withdrawal_scope": ["cp_record"]}, "record.consent-withdrawn"),
        ({"expires": "2026-03-01"}, "record.consent-withdrawn"),
    ],
)
def test_consent_that_does_not_cover_recording(schemas, change, code):
    assert blocked(schemas, READY, GIVEN | change) == {code}


def test_consent_that_does(schemas):
    assert blocked(schemas, READY, GIVEN | {"expires": "2026-03-02"}) == set()
    assert blocked(schemas, READY, GIVEN | {"status": "cs_withdrawn_partial", "withdrawal_scope": ["cp_icc"]}) == set()
    assert rules.consent_problem({}, "cp_store", TODAY) == "record.consent-missing"


def test_a_contact_without_account_is_never_blocked(schemas):
    raw = {
        "statement_kind": "sk_contact_only",
        "vulnerability": ["vn_child", "vn_trauma_acute"],
        "self_incrimination": "yn_yes",
    }
    assert blocked(schemas, raw, None) == set()
    assert ("account", "record.required") not in found(schemas, "statement", raw, "missing")


def test_an_exception_lifts_the_gate_and_stays_visible_but_never_consent(schemas):
    raw = READY | {"vulnerability": ["vn_child"], "override_by": "D-1", "override_reason": "рішення юриста"}
    assert blocked(schemas, raw) == set()
    assert ("override_reason", "record.gate-overridden") in found(schemas, "statement", raw, "hint")
    assert blocked(schemas, raw | {"consent": None}) == {"record.consent-missing"}
    assert "record.gate-kind-not-allowed" in blocked(schemas, raw | {"override_by": ""})


def test_consent_not_looked_up_is_a_hint(schemas):
    assert ("consent", "record.consent-unchecked") in found(schemas, "statement", READY, "hint")


@pytest.mark.parametrize(
    ("name", "raw", "path", "code"),
    [
        ("incident", {"title": "x" * 121}, "title", "record.text-too-long"),
        ("incident", {"incident_kind": ["ik_nope"]}, "incident_kind", "record.unknown-term"),
        ("incident", {"where": {"oblast": "ua_99"}}, "where.oblast", "record.unknown-term"),
        (
            "incident",
            {"where": {"oblast": "ua_32", "raion": "ua0102"}},
            "where.raion",
            "record.place-raion-other-oblast",
        ),
        ("incident", {"where": {"country": "QQ"}}, "where.country", "record.place-country"),
        ("incident", {"where": {"katotth": "UA123"}}, "where.katotth", "record.place-katotth"),
        (
            "incident",
            {"where": {"coord_as_given": "x", "crs_given": "crs_wgs84"}},
            "where.coord_as_given",
            "record.place-coordinates-unreadable",
        ),
        (
            "incident",
            {"where": {"geometry": {"type": "Point", "coordinates": [200, 10]}}},
            "where.geometry",
            "record.geometry-unreadable",
        ),
        ("incident", {"where": {"uncertainty_m": "far"}}, "where.uncertainty_m", "record.not-a-number"),
        ("incident", {"when": {"edtf": "in May"}}, "when.edtf", "record.date-unreadable"),
        ("incident", {"harm": [{"count": {"min": 5, "max": 3}}]}, "harm[0].count", "record.count-order"),
        ("incident", {"harm": [{"count": {"max": 3, "known": 4}}]}, "harm[0].count", "record.count-known-above"),
        ("incident", {"harm": [{"count": {"min": "few"}}]}, "harm[0].count.min", "record.not-a-number"),
        ("incident", {"weapons": [{"direction": "361"}]}, "weapons[0].direction", "record.out-of-range"),
        ("incident", {"weapons": [{"crater_depth": "deep"}]}, "weapons[0].crater_depth", "record.not-a-number"),
        ("incident", {"languages": ["українська"]}, "languages[0]", "record.language-unreadable"),
        ("incident", {"case": "C-0000-1"}, "case", "record.reference-unreadable"),
        ("statement", {"started": "2026-03-02T10:00"}, "started", "record.instant-unreadable"),
        ("statement", {"started": "2026-02-30T10:00:00Z"}, "started", "record.instant-unreadable"),
        (
            "statement",
            {"started": "2026-03-02T10:00:00Z", "ended": "2026-03-02T11:00:00+02:00"},
            "ended",
            "record.end-before-start",
        ),
        ("identity", {"addresses": [{"period": "2022-05/2022-03"}]}, "addresses[0].period", "record.date-order"),
        ("burial_site", {"media_links": ["javascript:x"]}, "media_links[0]", "record.url-unreadable"),
        (
            "burial_site",
            {"boundary": {"type": "Polygon", "coordinates": [[[30, 50], [30, 51]]]}},
            "boundary",
            "record.geometry-unreadable",
        ),
        (
            "burial_site",
            {"boundary": {"type": "Polygon", "coordinates": [[[30, 50], [30, 51], [31, 51], [31, 50]]]}},
            "boundary",
            "record.geometry-not-closed",
        ),
        (
            "consent",
            {"status": "cs_refused", "purposes": {"cp_icc": "yes"}},
            "purposes",
            "record.consent-refused-purpose",
        ),
    ],
)
def test_what_is_wrong(schemas, name, raw, path, code):
    assert (path, code) in found(schemas, name, raw, "wrong")


@pytest.mark.parametrize(
    ("name", "raw", "path", "code"),
    [
        ("incident", {"title": "a\u202eb"}, "title", "record.direction-marks"),
        ("incident", {"where": {"as_said": "\u200fтут"}}, "where.as_said", "record.direction-marks"),
        ("incident", {"when": {"edtf": "2027-01-01"}}, "when.edtf", "record.date-in-future"),
        ("incident", {"when": {"edtf": "2022-10-30T03:30"}}, "when.edtf", "record.clock-ambiguous"),
        (
            "incident",
            {"where": {"geometry": {"type": "Point", "coordinates": [50, 30]}}},
            "where.geometry",
            "record.place-outside-ukraine",
        ),
        (
            "incident",
            {
                "where": {
                    "coord_as_given": "50.5, 30.2",
                    "crs_given": "crs_wgs84",
                    "geometry": {"type": "Point", "coordinates": [30.3, 50.5]},
                }
            },
            "where.geometry",
            "record.place-coordinates-differ",
        ),
        ("incident", {"harm": [{"count": {"min": 2, "known": 3}}]}, "harm[0].count", "record.count-known-above-min"),
        (
            "burial_site",
            {"boundary": {"type": "Polygon", "coordinates": [[[30, 50], [31, 51], [31, 50], [30, 51], [30, 50]]]}},
            "boundary",
            "record.geometry-crossing",
        ),
        ("burial_site", {"reference_points": [{}]}, "reference_points", "record.reference-points-few"),
        ("consent", {"purposes": {"cp_record": "yes"}}, "purposes", "record.purposes-open"),
        ("consent", {"information_given": ["ci_who"]}, "information_given", "record.explanations-open"),
        (
            "identity",
            {"id_documents": [{"kind": "idk_rnokpp", "number": "1759013777"}]},
            "id_documents[0].number",
            "record.identifier-checksum",
        ),
        (
            "identity",
            {"id_documents": [{"kind": "idk_passport", "number": "12"}]},
            "id_documents[0].number",
            "record.identifier-format",
        ),
    ],
)
def test_what_is_worth_a_look(schemas, name, raw, path, code):
    assert (path, code) in found(schemas, name, raw, "hint")


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("idk_rnokpp", "1759013776"),
        ("idk_rnokpp", "2530414071"),
        ("idk_passport", "АБ123456"),
        ("idk_birth", "І-БК 123456"),
        ("idk_other", "?"),
    ],
)
def test_document_numbers_of_the_domain_page(schemas, kind, number):
    assert found(schemas, "identity", {"id_documents": [{"kind": kind, "number": number}]}, "hint") == set()


def test_parts_that_are_asked_for(schemas):
    missing = found(
        schemas,
        "incident",
        {"when": {"edtf": "2022-03-05T14:20"}, "where": {"geometry": {"type": "Point", "coordinates": [30, 50]}}},
        "missing",
    )
    assert {
        ("when.clock_basis", "record.clock-basis-missing"),
        ("where.oblast", "record.place-oblast"),
        ("where.uncertainty_m", "record.place-uncertainty"),
        ("where.method", "record.place-method"),
    } <= missing


def test_a_place_abroad_is_not_asked_for_an_oblast_and_a_default_country_is_no_answer(schemas):
    abroad = found(schemas, "incident", {"where": {"country": "RO", "admin1": "Cluj"}}, "missing")
    assert ("where.oblast", "record.place-oblast") not in abroad
    assert ("where", "record.required") in found(schemas, "incident", {"where": {"country": "UA"}}, "missing")


def test_conditional_fields_are_asked_for_under_their_condition(schemas):
    attack = found(schemas, "incident", {"incident_kind": ["ik_attack_place"]}, "missing")
    arrest = found(schemas, "incident", {"incident_kind": ["ik_detention"]}, "missing")
    assert ("warning_given", "record.required") in attack - arrest
    assert ("end_places", "record.required") in arrest - attack
    field = schemas.record_type("incident").at("warning_given")
    assert not validate.is_relevant(field, {"incident_kind": ["ik_detention"]})
    assert validate.is_relevant(field, {"incident_kind": ["ik_detention"], "warning_given": "yn_no"})


def test_a_reference_to_a_record_of_another_kind(schemas):
    said = found(schemas, "incident", {"case": PERSON}, "wrong", siblings={PERSON: ("person", {})})
    assert ("case", "record.reference-kind") in said


def test_expiry_may_lie_in_the_future(schemas):
    assert found(schemas, "consent", {"expires": "2030", "renewal_due": "2027-01"}, "hint") == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_can_be_said(schemas, lang):
    labels = schemas.labels(Words(lang))
    raw = {"weapons": [{"direction": "361"}], "title": "x" * 121, "where": {"oblast": "x"}}
    for p in problems(schemas, "incident", raw):
        words = labels.problem(p.code, label="…", **p.details)
        assert words != p.code
        assert "{" not in words


def test_problems_never_hold_what_was_typed(schemas):
    secret = "Таємна-Адреса"
    raw = {
        "title": secret * 20,
        "incident_kind": [secret],
        "where": {"oblast": secret, "country": secret},
        "when": {"edtf": secret},
        "weapons": [{"direction": secret}],
        "case": secret,
        "languages": [secret],
    }
    assert secret not in repr(problems(schemas, "incident", raw))


@pytest.mark.parametrize(
    "name", ["case", "incident", "statement", "consent", "person", "identity", "burial_site", "item", "note"]
)
def test_defaults_are_valid_values(schemas, name):
    record_type = schemas.record_type(name)
    start = defaults.defaults(record_type)
    assert values.normalise_fields(record_type, start) == start
    assert [p for p in problems(schemas, name, start) if p.severity == "wrong"] == []


def test_a_new_consent_says_nothing_of_itself(schemas) -> None:
    """Nobody has been asked when the record begins: no status stands there that reads as an answer."""
    assert "status" not in defaults.defaults(schemas.record_type("consent"))


def test_without_a_status_the_answers_decide() -> None:
    for status in ({}, {"status": {"null": "nv_not_asked"}}):
        assert (
            rules.consent_problem({"purposes": {"cp_record": {"answer": "yes"}}, **status}, "cp_record", TODAY) is None
        )
        found = rules.consent_problem({"purposes": {"cp_record": {"answer": "no"}}, **status}, "cp_record", TODAY)
        assert found == "record.consent-missing"
    refused = {"purposes": {"cp_record": {"answer": "yes"}}, "status": "cs_refused"}
    assert rules.consent_problem(refused, "cp_record", TODAY) == "record.consent-withdrawn"


def test_2_2_a_reason_instead_of_a_name_overrides_no_gate(schemas) -> None:
    nobody = {"override_by": {"null_reason": "nv_refused"}, "override_reason": {"null_reason": "nv_refused"}}
    assert blocked(schemas, READY | {"statement_kind": "sk_full", "vulnerability": ["vn_child"]} | nobody, GIVEN)


def test_2_2_what_was_told_counts_wherever_it_was_written(schemas) -> None:
    told = {"lang": "uk", "paragraphs": ["Двоє у формі."]}
    fields = {"statement_kind": "sk_contact_only", "fa_who_did": told, "consent": READY["consent"]}
    found = blocked(schemas, fields, GIVEN)
    assert "record.gate-account-not-allowed" in found
    assert blocked(schemas, {"statement_kind": "sk_contact_only"}, GIVEN) == set()
